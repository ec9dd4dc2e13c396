/* What is owed through a year: periods, final reports, several reporters, excuses, review, steps. */
#include "registry-fixture.h"

/* What the one insats of ROW owes for QUARTER, looked at on TODAY, after SETUP. */
typedef struct {
	const char *sentence;
	const char *start, *slut, *quarter, *today;
	const char *expected; /* "slag status förfallodag" */
} Row;

static const Row rows[] = {
	{"open at both ends, before the day", NULL, NULL, "2026-Q1", "2026-04-15", "kvartalsrapport vantas 2026-04-15"},
	{"the day after", NULL, NULL, "2026-Q1", "2026-04-16", "kvartalsrapport forsenad 2026-04-15"},
	{"a due day on a Saturday moves to Monday", NULL, NULL, "2026-Q2", "2026-08-17", "kvartalsrapport vantas 2026-08-17"},
	{"the fourth quarter is due next year", NULL, NULL, "2026-Q4", "2027-01-20", "kvartalsrapport vantas 2027-02-01"},
	{"not begun", "2026-04-01", NULL, "2026-Q1", "2026-05-01", "kvartalsrapport ingen 2026-04-15"},
	{"begun on the quarter's last day", "2026-03-31", NULL, "2026-Q1", "2026-05-01", "kvartalsrapport forsenad 2026-04-15"},
	{"ended the quarter before", NULL, "2025-12-31", "2026-Q1", "2026-05-01", "kvartalsrapport ingen 2026-04-15"},
	{"ends in the middle: a final report, sixty days after", NULL, "2026-02-10", "2026-Q1", "2026-03-01",
		"slutrapport vantas 2026-04-13"},
	{"ends on the last day: sixty days fall on a Saturday", NULL, "2026-03-31", "2026-Q1", "2026-06-02", "slutrapport forsenad 2026-06-01"},
	{"sixty days and an eve: midsommarafton moves to Monday", NULL, "2026-04-20", "2026-Q2", "2026-06-22", "slutrapport vantas 2026-06-22"},
	{"the quarter before the last is an ordinary one", NULL, "2026-06-30", "2026-Q1", "2026-04-01", "kvartalsrapport vantas 2026-04-15"},
	{"within one quarter", "2026-01-15", "2026-02-15", "2026-Q1", "2026-04-01", "slutrapport vantas 2026-04-16"},
};

static DiOwed *
first(GPtrArray *owed)
{
	assert_true(owed && owed->len > 0);
	return owed->pdata[0];
}

static void
check(void **state)
{
	const Row *row = *state;
	g_autoptr(Fixture) f = fixture_new();
	g_autofree char *line = g_strdup_printf("Bron;Näs;;%s;%s;a@nas.example;\n", row->start ? row->start : "", row->slut ? row->slut : "");
	g_autoptr(GPtrArray) owed = NULL;
	g_autofree char *due = NULL, *found = NULL;

	fixture_register(f, line);
	owed = di_registry_owed(f->registry, di_quarter_parse(row->quarter), NULL);
	due = di_date_format(first(owed)->due);
	found = g_strdup_printf("%s %s %s", di_kind_word(first(owed)->kind),
		di_status_word(di_owed_status(first(owed), di_date_parse(row->today))), due);
	assert_string_equal(found, row->expected);
}

static DiStatus
status_of(const Fixture *f, const char *quarter, guint which, const char *today)
{
	g_autoptr(GPtrArray) owed = di_registry_owed(f->registry, di_quarter_parse(quarter), NULL);

	assert_non_null(owed);
	assert_true(which < owed->len);
	return di_owed_status(owed->pdata[which], di_date_parse(today));
}

static void
a_year_goes_by(void **state G_GNUC_UNUSED)
{
	static const struct {
		const char *quarter, *on;
		DiStatus before, after;
	} year[] = {
		{"2026-Q1", "2026-04-15", DI_STATUS_VANTAS, DI_STATUS_INKOMMEN},
		{"2026-Q2", "2026-08-20", DI_STATUS_FORSENAD, DI_STATUS_SEN},
		{"2026-Q3", "2026-10-01", DI_STATUS_VANTAS, DI_STATUS_INKOMMEN},
		{"2026-Q4", "2027-02-01", DI_STATUS_VANTAS, DI_STATUS_INKOMMEN},
	};
	g_autoptr(Fixture) f = fixture_new();

	fixture_register(f, "Bron;Näs;SFE 26-7;;;a@nas.example;\n");
	for (gsize i = 0; i < G_N_ELEMENTS(year); i++) {
		g_autofree char *late = g_strconcat(year[i].on, "T22:30:00+01:00", NULL);
		g_autoptr(DiReport) report = fixture_report("Bron", "Näs", year[i].quarter);
		g_autoptr(DiFiled) filed = NULL;
		g_autoptr(GPtrArray) owed = NULL;

		fixture_now(late);
		assert_int_equal(status_of(f, year[i].quarter, 0, year[i].on), year[i].before);
		filed = fixture_file(f, report, year[i].quarter, NULL);
		assert_int_equal(status_of(f, year[i].quarter, 0, "2027-12-31"), year[i].after);
		owed = di_registry_owed(f->registry, di_quarter_parse(year[i].quarter), NULL);
		assert_string_equal(first(owed)->rapport, filed->diarienummer);
		assert_string_equal(first(owed)->arende, "SFE 26-7");
		assert_string_equal(first(owed)->saknas[0], "2.6");
	}
}

static void
a_late_version_does_not_make_the_first_late(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs", "2026-Q1");
	g_autoptr(DiFiled) one = NULL, two = NULL;
	g_autoptr(GPtrArray) owed = NULL;

	fixture_register(f, "Bron;Näs;;;;a@nas.example;\n");
	one = fixture_file(f, report, "1", NULL);
	fixture_now("2026-05-20T08:00:00+02:00");
	di_report_add_section(report, "2.3", "rättat");
	two = fixture_file(f, report, "2", NULL);
	owed = di_registry_owed(f->registry, di_quarter_parse("2026-Q1"), NULL);
	assert_int_equal(di_owed_status(first(owed), di_date_parse("2026-06-01")), DI_STATUS_INKOMMEN);
	assert_string_equal(first(owed)->rapport, two->diarienummer);
	assert_int_equal(first(owed)->arrived, di_date_parse("2026-05-20"));
	assert_true(di_handling_annul(f->registry, one->diarienummer, "fel", NULL));
	assert_int_equal(status_of(f, "2026-Q1", 0, "2026-06-01"), DI_STATUS_SEN);
	assert_true(di_handling_annul(f->registry, two->diarienummer, "fel", NULL));
	assert_int_equal(status_of(f, "2026-Q1", 0, "2026-06-01"), DI_STATUS_FORSENAD);
}

static void
a_final_quarter_is_answered_by_a_final_report(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) quarterly = fixture_report("Bron", "Näs", "2026-Q1"), final = fixture_report("Bron", "Näs", NULL);
	g_autoptr(DiFiled) one = NULL, two = NULL;

	fixture_register(f, "Bron;Näs;;2024-01-01;2026-03-31;a@nas.example;\n");
	one = fixture_file(f, quarterly, "1", NULL);
	assert_int_equal(one->as, DI_FILED_NEW);
	assert_int_equal(one->kind, DI_KIND_KVARTALSRAPPORT);
	assert_int_equal(status_of(f, "2026-Q1", 0, "2026-05-01"), DI_STATUS_VANTAS);
	final->kind = DI_KIND_SLUTRAPPORT;
	final->period = (DiPeriod){di_date_parse("2024-01-01"), di_date_parse("2026-03-31")};
	two = fixture_file(f, final, "2", NULL);
	assert_int_equal(two->as, DI_FILED_NEW);
	assert_int_equal(two->quarter.number, 1);
	assert_int_equal(two->quarter.year, 2026);
	assert_int_equal(status_of(f, "2026-Q1", 0, "2026-05-01"), DI_STATUS_INKOMMEN);
}

static void
an_early_final_report_answers_its_quarter(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) final = fixture_report("Bron", "Näs", NULL);
	g_autoptr(DiFiled) filed = NULL;

	fixture_register(f, "Bron;Näs;;2024-01-01;;a@nas.example;\n");
	final->kind = DI_KIND_SLUTRAPPORT;
	final->period = (DiPeriod){di_date_parse("2024-01-01"), di_date_parse("2026-02-28")};
	filed = fixture_file(f, final, "1", NULL);
	assert_int_equal(filed->as, DI_FILED_NEW);
	assert_int_equal(status_of(f, "2026-Q1", 0, "2026-05-01"), DI_STATUS_INKOMMEN);
}

static void
a_quarterly_report_after_the_final_one_is_not_the_newest(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) final = fixture_report("Bron", "Näs", NULL), quarterly = fixture_report("Bron", "Näs", "2026-Q1");
	g_autoptr(DiFiled) one = NULL, two = NULL;
	g_autoptr(GPtrArray) owed = NULL;

	fixture_register(f, "Bron;Näs;;2024-01-01;;a@nas.example;\n");
	final->kind = DI_KIND_SLUTRAPPORT;
	final->period = (DiPeriod){di_date_parse("2024-01-01"), di_date_parse("2026-02-28")};
	one = fixture_file(f, final, "1", NULL);
	two = fixture_file(f, quarterly, "2", NULL);
	assert_int_equal(two->as, DI_FILED_NEW);
	owed = di_registry_owed(f->registry, di_quarter_parse("2026-Q1"), NULL);
	assert_string_equal(first(owed)->rapport, one->diarienummer);
	assert_int_equal(first(owed)->came, DI_KIND_SLUTRAPPORT);
}

/* The reporters of one quarter, asked how they stood in another, are what that quarter says of itself. */
static void
stood_as_another_quarter(void **state G_GNUC_UNUSED)
{
	static const char *const quarters[] = {"2025-Q3", "2026-Q1", "2026-Q2"};
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Trekant", "Region Sjö", "2026-Q1");
	g_autoptr(DiFiled) filed = NULL;
	g_autoptr(GPtrArray) like = NULL;

	fixture_register(f, "Trekant;Region Sjö;;;;r@sjo.example;\nAtriet;Näs;;2026-01-01;2026-03-31;a@nas.example;\n"
		"Trekant;Arbetsförmedlingen;;2026-07-01;;a@af.example;\n");
	filed = fixture_file(f, report, "1", NULL);
	like = di_registry_owed(f->registry, di_quarter_parse("2026-Q3"), NULL);
	for (gsize q = 0; q < G_N_ELEMENTS(quarters); q++) {
		g_autoptr(GPtrArray) stood = di_registry_stood(f->registry, like, di_quarter_parse(quarters[q]), NULL);
		g_autoptr(GPtrArray) owed = di_registry_owed(f->registry, di_quarter_parse(quarters[q]), NULL);

		assert_int_equal(stood->len, owed->len);
		for (guint i = 0; i < owed->len; i++) {
			const DiOwed *a = stood->pdata[i], *b = owed->pdata[i];

			assert_int_equal(a->rapportor_id, b->rapportor_id);
			assert_int_equal(a->kind, b->kind);
			assert_int_equal(a->due, b->due);
			assert_int_equal(di_owed_status(a, di_date_parse("2026-09-01")), di_owed_status(b, di_date_parse("2026-09-01")));
		}
	}
}

static void
each_reporter_owes_its_own(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Trekant", "Region Sjö", "2026-Q1");
	g_autoptr(DiFiled) filed = NULL;

	fixture_register(f, "Trekant;Region Sjö;;;;r@sjo.example;\nTrekant;Näs;;;;a@nas.example;\nTrekant;Arbetsförmedlingen;;2026-07-01;;a@af.example;\n");
	filed = fixture_file(f, report, "1", NULL);
	assert_int_equal(status_of(f, "2026-Q1", 0, "2026-05-01"), DI_STATUS_INGEN);    /* Arbetsförmedlingen joins later */
	assert_int_equal(status_of(f, "2026-Q1", 1, "2026-05-01"), DI_STATUS_FORSENAD); /* Näs */
	assert_int_equal(status_of(f, "2026-Q1", 2, "2026-05-01"), DI_STATUS_INKOMMEN); /* Region Sjö */
}

static void
excuses_and_extensions(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiInsats) insats = NULL;
	g_autoptr(GError) error = NULL;
	DiQuarter quarter = di_quarter_parse("2026-Q1");

	fixture_register(f, "Bron;Näs kommun;;;;a@nas.example;\nBron;Region Sjö;;;;r@sjo.example;\n");
	insats = di_insats_find(f->registry, "Bron", NULL);
	assert_true(di_insats_excuse(f->registry, insats->insats_id, "näs", quarter, di_date_parse("2026-05-04"), "sjuk", &error));
	assert_int_equal(status_of(f, "2026-Q1", 0, "2026-05-04"), DI_STATUS_VANTAS);
	assert_int_equal(status_of(f, "2026-Q1", 0, "2026-05-05"), DI_STATUS_FORSENAD);
	assert_int_equal(status_of(f, "2026-Q1", 1, "2026-05-04"), DI_STATUS_FORSENAD);
	assert_true(di_insats_excuse(f->registry, insats->insats_id, NULL, quarter, DI_DATE_NONE, "uppehåll", &error));
	assert_int_equal(status_of(f, "2026-Q1", 0, "2026-05-05"), DI_STATUS_DISPENS);
	assert_int_equal(status_of(f, "2026-Q1", 1, "2026-05-05"), DI_STATUS_DISPENS);
	assert_int_equal(status_of(f, "2026-Q2", 1, "2026-09-05"), DI_STATUS_FORSENAD);
	assert_false(di_insats_excuse(f->registry, insats->insats_id, "Kronan", quarter, DI_DATE_NONE, "", &error));
	assert_int_equal(error->code, DI_ERROR_NOT_FOUND);
	assert_true(di_insats_set_expected(f->registry, insats->insats_id, FALSE, NULL));
	assert_int_equal(status_of(f, "2026-Q2", 1, "2026-09-05"), DI_STATUS_INGEN);
}

static void
what_waits_for_a_person_holds_reminders_back(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiFiling unread = {.sender_address = "A@nas.example", .arrived = di_date_parse("2026-04-15"), .trusted = TRUE};
	gint64 review_id = 0;

	fixture_register(f, "Bron;Näs;;;;a@nas.example;\nVal;Sjö;;;;r@sjo.example;\n");
	assert_true(di_registry_keep_for_review(f->registry, &unread, "Filen har lösenord.", &review_id, NULL));
	assert_int_equal(status_of(f, "2026-Q1", 0, "2026-05-01"), DI_STATUS_GRANSKAS);
	assert_int_equal(status_of(f, "2026-Q1", 1, "2026-05-01"), DI_STATUS_FORSENAD);
	assert_true(di_review_dismiss(f->registry, review_id, "ingen rapport", NULL));
	assert_int_equal(status_of(f, "2026-Q1", 0, "2026-05-01"), DI_STATUS_FORSENAD);
}

static void
candidates_of_one_quarter_hold_back_that_quarter(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Bron", NULL, "2026-Q1");
	g_autoptr(DiFiled) filed = NULL;

	fixture_register(f, "Bron;Näs;;;;a@nas.example;\nBron;Sjö;;;;r@sjo.example;\nVal;Sjö;;;;r@sjo.example;\n");
	filed = fixture_file(f, report, "1", "x@y.example");
	assert_int_equal(filed->as, DI_FILED_REVIEW);
	assert_int_equal(status_of(f, "2026-Q1", 0, "2026-05-01"), DI_STATUS_GRANSKAS);
	assert_int_equal(status_of(f, "2026-Q1", 1, "2026-05-01"), DI_STATUS_GRANSKAS);
	assert_int_equal(status_of(f, "2026-Q1", 2, "2026-05-01"), DI_STATUS_FORSENAD);
	assert_int_equal(status_of(f, "2025-Q4", 0, "2026-05-01"), DI_STATUS_FORSENAD);
}

static void
steps_are_in_the_ledger(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiInsats) insats = NULL;
	g_autoptr(GPtrArray) owed = NULL;
	g_autoptr(GBytes) mail = g_bytes_new("m", 1);
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs", "2026-Q1");
	g_autoptr(DiFiled) filed = NULL;
	DiAsked asked = {.quarter = {2026, 1}, .kind = DI_KIND_KVARTALSRAPPORT};
	DiOutgoing letter = {.kind = "forhand", .key = "1", .to_address = "a@nas.example", .quarter = di_quarter_parse("2026-Q1"),
		.step = DI_STEP_NOTICE, .not_before = DI_TIME_NONE, .mail = mail, .at_most_once = TRUE, .message_id = "1@x.example", .asked = &asked, .n_asked = 1};
	const DiStepDone *done;

	fixture_register(f, "Bron;Näs;;;;a@nas.example,b@nas.example;\n");
	insats = di_insats_find(f->registry, "Bron", NULL);
	letter.insats_id = insats->insats_id;
	asked.rapportor_id = letter.rapportor_id = insats->rapportor_id;
	assert_true(di_outbox_skip(f->registry, &letter, "hade passerat", NULL));
	letter.kind = "paminnelse";
	letter.step = 1;
	for (int i = 0; i < 2; i++) {
		letter.key = i ? "3" : "2";
		letter.message_id = i ? "3@x.example" : "2@x.example";
		letter.to_address = i ? "b@nas.example" : "a@nas.example";
		assert_true(di_outbox_add(f->registry, &letter, NULL, NULL));
	}
	assert_true(di_outbox_begin(f->registry, 2, di_clock_now(), NULL));
	assert_true(di_outbox_end(f->registry, 2, DI_OUTBOX_SKICKAD, "250 ok", di_clock_now(), DI_TIME_NONE, NULL));
	owed = di_registry_owed(f->registry, letter.quarter, NULL);
	assert_int_equal(first(owed)->done->len, 2);
	done = first(owed)->done->pdata[0];
	assert_int_equal(done->step, DI_STEP_NOTICE);
	assert_false(done->sent);
	assert_string_equal(done->state, "avstod");
	done = first(owed)->done->pdata[1];
	assert_true(done->sent);
	assert_int_equal(done->date, di_date_parse("2026-04-15"));
	assert_int_equal(di_owed_reminders_sent(first(owed)), 1);
	assert_int_equal(first(owed)->contacts->len, 2);
	filed = fixture_file(f, report, "1", NULL); /* what has not gone falls away */
	g_ptr_array_unref(owed);
	owed = di_outbox_list(f->registry, NULL, NULL);
	assert_int_equal(owed->len, 0);
}

/* A letter of the ladder, about Bron and Val of the same quarter. */
static void
send_about(const Fixture *f, const char *key, int step, const DiAsked *asked, guint n_asked, gboolean went)
{
	g_autoptr(GBytes) mail = g_bytes_new("m", 1);
	g_autofree char *id = g_strconcat(key, "@x.example", NULL);
	g_autoptr(GPtrArray) waiting = NULL;
	DiOutgoing letter = {.kind = step ? "paminnelse" : "forhand", .key = key, .to_address = "a@nas.example", .quarter = asked->quarter,
		.rapportor_id = asked->rapportor_id, .step = step, .not_before = DI_TIME_NONE, .mail = mail, .at_most_once = TRUE,
		.message_id = id, .asked = asked, .n_asked = n_asked};
	gboolean added = FALSE;
	gint64 row;

	assert_true(di_outbox_add(f->registry, &letter, &added, NULL) && added);
	waiting = di_outbox_list(f->registry, "vantar", NULL);
	row = ((DiOutboxRow *)waiting->pdata[waiting->len - 1])->id;
	assert_true(!went || (di_outbox_begin(f->registry, row, di_clock_now(), NULL) &&
		di_outbox_end(f->registry, row, DI_OUTBOX_SKICKAD, "250 ok", di_clock_now(), DI_TIME_NONE, NULL)));
}

static gint64
reporter_of(const Fixture *f, const char *insats)
{
	g_autoptr(DiInsats) found = di_insats_find(f->registry, insats, NULL);

	return found->rapportor_id;
}

static void
open_case(const Fixture *f, const char *insats, char **number_out)
{
	g_autoptr(DiInsats) found = di_insats_find(f->registry, insats, NULL);

	assert_true(di_case_open(f->registry, found->insats_id, 2026, number_out, NULL));
}

static guint
steps_of(const Fixture *f, const char *quarter, guint index)
{
	g_autoptr(GPtrArray) owed = di_registry_owed(f->registry, di_quarter_parse(quarter), NULL);

	return ((DiOwed *)owed->pdata[index])->done->len;
}

/* The insats ends in mid-quarter after all: the final report is owed, and nothing has been said of it yet. */
static void
a_notice_of_the_quarterly_report_is_none_of_the_final_one(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiAsked asked = {.quarter = {2026, 2}, .kind = DI_KIND_KVARTALSRAPPORT};
	g_autoptr(GPtrArray) left = NULL;

	fixture_register(f, "Bron;Näs;;2026-01-01;2026-12-31;a@nas.example;\n");
	asked.rapportor_id = reporter_of(f, "Bron");
	send_about(f, "1", DI_STEP_NOTICE, &asked, 1, TRUE);
	send_about(f, "2", DI_STEP_REMINDER, &asked, 1, FALSE);
	assert_int_equal(steps_of(f, "2026-Q2", 0), 2);
	fixture_register(f, "Bron;Näs;;2026-01-01;2026-06-15;a@nas.example;\n");
	assert_int_equal(steps_of(f, "2026-Q2", 0), 0);
	assert_true(di_outbox_cancel_other(f->registry, asked.rapportor_id, asked.quarter, DI_KIND_SLUTRAPPORT, NULL));
	left = di_outbox_list(f->registry, "vantar", NULL);
	assert_int_equal(left->len, 0);
	asked.kind = DI_KIND_SLUTRAPPORT;
	send_about(f, "3", DI_STEP_NOTICE, &asked, 1, TRUE);
	assert_int_equal(steps_of(f, "2026-Q2", 0), 1);
}

static void
a_letter_about_several_reports_is_a_step_of_each(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiAsked asked[] = {{.quarter = {2026, 1}, .kind = DI_KIND_KVARTALSRAPPORT}, {.quarter = {2026, 1}, .kind = DI_KIND_KVARTALSRAPPORT}};
	DiOutgoing again = {.kind = "forhand", .key = "2", .to_address = "a@nas.example", .quarter = {2026, 1}, .step = DI_STEP_NOTICE,
		.not_before = DI_TIME_NONE, .asked = &asked[1], .n_asked = 1};
	g_autoptr(GPtrArray) first_case = NULL, second_case = NULL;
	g_autofree char *one = NULL, *two = NULL;
	DiLetterAbout about;
	gboolean added = TRUE;

	fixture_register(f, "Bron;Näs;;;;a@nas.example;\nVal;Näs;;;;a@nas.example;\n");
	asked[0].rapportor_id = reporter_of(f, "Bron");
	asked[1].rapportor_id = reporter_of(f, "Val");
	open_case(f, "Bron", &one);
	open_case(f, "Val", &two);
	send_about(f, "1", DI_STEP_NOTICE, asked, 2, TRUE);
	assert_int_equal(steps_of(f, "2026-Q1", 0), 1);
	assert_int_equal(steps_of(f, "2026-Q1", 1), 1);
	assert_true(di_outbox_add(f->registry, &again, &added, NULL));
	assert_false(added);
	first_case = di_sent_list(f->registry, one, NULL);
	second_case = di_sent_list(f->registry, two, NULL);
	assert_int_equal(first_case->len, 1);
	assert_int_equal(second_case->len, 1);
	assert_true(di_outbox_subject(f->registry, 1, &about, NULL));
	assert_int_equal(about.n_reports, 2);
	assert_int_equal(about.rapportor_id, 0);
}

/* One of the reports comes while the letter waits: it must not go as it stands, and the other is asked for anew. */
static void
a_letter_that_is_called_back_leaves_its_steps_open(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiAsked asked[] = {{.quarter = {2026, 1}, .kind = DI_KIND_KVARTALSRAPPORT}, {.quarter = {2026, 1}, .kind = DI_KIND_KVARTALSRAPPORT}};
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs", "2026-Q1");
	g_autoptr(DiFiled) filed = NULL;
	g_autoptr(GPtrArray) waiting = NULL, told = NULL;

	fixture_register(f, "Bron;Näs;;;;a@nas.example;\nVal;Näs;;;;a@nas.example;\n");
	asked[0].rapportor_id = reporter_of(f, "Bron");
	asked[1].rapportor_id = reporter_of(f, "Val");
	send_about(f, "1", DI_STEP_NOTICE, asked, 2, FALSE);
	filed = fixture_file(f, report, "1", NULL);
	waiting = di_outbox_list(f->registry, "vantar", NULL);
	assert_int_equal(waiting->len, 0);
	assert_int_equal(steps_of(f, "2026-Q1", 1), 0);
	told = di_outbox_about(f->registry, filed->handling_id, NULL);
	assert_int_equal(told->len, 1);
	assert_string_equal(((DiOutboxRow *)told->pdata[0])->state, "avstod");
	send_about(f, "1", DI_STEP_NOTICE, &asked[1], 1, TRUE); /* the same key, and so the same Message-ID, is free again */
	assert_int_equal(steps_of(f, "2026-Q1", 1), 1);
}

static gboolean
is_behind(const Fixture *f)
{
	gboolean behind = TRUE;

	assert_true(di_outbox_is_behind_sent_log(f->registry, &behind, NULL));
	return behind;
}

/* It went, came back, was sent again by a person, and is called back before it goes: the sent log names it still. */
static void
a_letter_that_went_before_it_is_called_back_is_known_still(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiAsked asked = {.quarter = {2026, 1}, .kind = DI_KIND_KVARTALSRAPPORT};
	g_autoptr(GPtrArray) again = NULL;
	gboolean found = FALSE;

	fixture_register(f, "Bron;Näs;;;;a@nas.example;\n");
	asked.rapportor_id = reporter_of(f, "Bron");
	send_about(f, "1", DI_STEP_REMINDER, &asked, 1, TRUE);
	assert_true(di_outbox_bounced(f->registry, "1@x.example", "a@nas.example", TRUE, &found, NULL) && found);
	assert_true(di_outbox_resend(f->registry, 1, "lådan fungerar igen", NULL));
	assert_true(di_outbox_cancel(f->registry, asked.rapportor_id, asked.quarter, "något väntar på granskning", NULL));
	assert_false(is_behind(f));
	assert_int_equal(steps_of(f, "2026-Q1", 0), 0);
	send_about(f, "1", DI_STEP_REMINDER, &asked, 1, FALSE); /* what waited was no report: the same letter, under the same Message-ID */
	assert_int_equal(steps_of(f, "2026-Q1", 0), 1);
	again = di_outbox_list(f->registry, "vantar", NULL);
	assert_int_equal(again->len, 1);
	assert_int_equal(((DiOutboxRow *)again->pdata[0])->id, 1);
	assert_true(di_outbox_begin(f->registry, 1, di_clock_now(), NULL));
	assert_true(di_outbox_end(f->registry, 1, DI_OUTBOX_SKICKAD, "250 ok", di_clock_now(), DI_TIME_NONE, NULL));
	assert_false(is_behind(f));
}

int
main(void)
{
	ADD_ROWS(rows, check);
	ADD_TEST(a_year_goes_by);
	ADD_TEST(a_late_version_does_not_make_the_first_late);
	ADD_TEST(a_final_quarter_is_answered_by_a_final_report);
	ADD_TEST(an_early_final_report_answers_its_quarter);
	ADD_TEST(a_quarterly_report_after_the_final_one_is_not_the_newest);
	ADD_TEST(stood_as_another_quarter);
	ADD_TEST(each_reporter_owes_its_own);
	ADD_TEST(excuses_and_extensions);
	ADD_TEST(what_waits_for_a_person_holds_reminders_back);
	ADD_TEST(candidates_of_one_quarter_hold_back_that_quarter);
	ADD_TEST(steps_are_in_the_ledger);
	ADD_TEST(a_notice_of_the_quarterly_report_is_none_of_the_final_one);
	ADD_TEST(a_letter_about_several_reports_is_a_step_of_each);
	ADD_TEST(a_letter_that_is_called_back_leaves_its_steps_open);
	ADD_TEST(a_letter_that_went_before_it_is_called_back_is_known_still);
	return run_table("registry-owed");
}
