/* A report becomes a handling, once: new, version, duplicate, review. */
#include "registry-fixture.h"

static const char *const register_lines =
	"Bron;Näs kommun;;2025-01-01;2026-12-31;anna@nas.example;\n"
	"Växtplats;Region Sjö;SFE 26-11;2026-01-01;;region@sjo.example;\n"
	"Växtplats;Näs kommun;SFE 26-11;2026-01-01;;anna@nas.example;\n";

static Fixture *
filled(void)
{
	Fixture *f = fixture_new();

	fixture_register(f, register_lines);
	return f;
}

static void
a_report_is_filed_with_its_number(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1");
	g_autoptr(DiFiled) filed = fixture_file(f, report, "ett", "anna@nas.example");
	g_autoptr(DiHandling) handling = NULL;
	g_autoptr(GBytes) original = NULL;

	assert_int_equal(filed->as, DI_FILED_NEW);
	assert_string_equal(filed->diarienummer, "SFE 26-12.1");
	assert_string_equal(filed->arende, "SFE 26-12");
	assert_string_equal(filed->saknas[0], "2.6");
	assert_string_equal(((DiContact *)filed->contacts->pdata[0])->address, "anna@nas.example");
	handling = di_handling_get(f->registry, "SFE 26–012.1", NULL);
	assert_non_null(handling);
	assert_string_equal(handling->arendemening, "Kvartalsrapport 2026-Q1: Bron");
	assert_string_equal(handling->motpart, "anna@nas.example, Näs kommun");
	assert_string_equal(handling->motpart_offentlig, "Näs kommun");
	assert_string_equal(handling->riktning, "in");
	assert_string_equal(handling->registered, "2026-04-15T08:00:00+02:00");
	assert_string_equal(handling->reader, "test 1");
	assert_int_equal(handling->files->len, 1);
	assert_non_null(strstr(handling->history[0], "2026-04-15 08:00"));
	assert_string_equal(di_report_section(handling->report, "2.1")->text, "Vi har träffat sju nya deltagare i Sjövik.");
	original = di_handling_original(f->registry, handling->id, 0, NULL);
	assert_memory_equal(g_bytes_get_data(original, NULL), "ett", 3);
}

static void
the_same_bytes_are_a_duplicate(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1");
	g_autoptr(DiFiled) first = fixture_file(f, report, "ett", NULL);
	g_autoptr(DiFiled) again = NULL;

	fixture_now("2026-04-20T08:00:00+02:00");
	again = fixture_file(f, report, "ett", NULL);
	assert_int_equal(again->as, DI_FILED_DUPLICATE);
	assert_string_equal(again->diarienummer, first->diarienummer);
	assert_int_equal(again->earlier, di_date_parse("2026-04-15"));
	assert_int_equal(again->arrived, di_date_parse("2026-04-20"));
	assert_string_equal(again->insats, "Bron");
}

static void
the_same_words_in_another_file_are_a_duplicate(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1");
	g_autoptr(DiFiled) first = fixture_file(f, report, "ett", NULL);
	g_autoptr(DiFiled) again = fixture_file(f, report, "som pdf", NULL);
	g_autoptr(DiHandling) handling = di_handling_get(f->registry, first->diarienummer, NULL);

	assert_int_equal(again->as, DI_FILED_DUPLICATE);
	assert_int_equal(handling->files->len, 2);
}

/* Files REPORT, made of BYTES, as a person's choice (RAPPORTOR_ID) or, where SHARED, as one of several in that file. */
static DiFiled *
file_so(Fixture *f, const DiReport *report, const char *bytes, gint64 rapportor_id, gboolean shared)
{
	g_autoptr(GBytes) content = g_bytes_new(bytes, strlen(bytes));
	DiOriginal original = {.name = "r.docx", .type = "application/x-test", .bytes = content};
	DiFiling filing = {.report = report, .originals = &original, .n_originals = 1, .sender_address = "anna@nas.example", .rapportor_id = rapportor_id,
		.arrived = di_date_parse("2026-04-15"), .reader = "test 1", .trusted = TRUE, .is_shared = shared};
	g_autoptr(GError) error = NULL;
	DiFiled *filed = di_registry_file(f->registry, &filing, &error);

	if (!filed)
		fail_msg("%s", error->message);
	return filed;
}

/* Beside the report of "Bron" in its file. */
static DiFiledAs
file_beside(const char *insats, const char *quarter, gboolean shared)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1"), other = fixture_report(insats, NULL, quarter);
	g_autoptr(DiFiled) first = file_so(f, report, "ett", 0, shared), second = NULL;

	di_report_add_section(other, "2.2", "Inget.");
	second = file_so(f, other, "ett", 0, shared);
	assert_int_equal(first->as, DI_FILED_NEW);
	return second->as;
}

static void
of_several_in_one_file_none_doubles_another(void **state G_GNUC_UNUSED)
{
	assert_int_equal(file_beside("Helt okänd insats", "2026-Q1", TRUE), DI_FILED_REVIEW);
	assert_int_equal(file_beside("Helt okänd insats", "2026-Q1", FALSE), DI_FILED_REVIEW);
	assert_int_equal(file_beside(NULL, "2026-Q1", TRUE), DI_FILED_REVIEW);
	assert_int_equal(file_beside("Bron", NULL, TRUE), DI_FILED_REVIEW);
	assert_int_equal(file_beside("Bron", "2026-Q1", TRUE), DI_FILED_DUPLICATE); /* read by another reader */
	assert_int_equal(file_beside("Bron", NULL, FALSE), DI_FILED_DUPLICATE);
}

static void
what_was_filed_as_anothers_is_asked_about_once(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1"), theirs = fixture_report("Växtplats", "Näs kommun", "2025-Q4");
	g_autoptr(DiFiled) older = fixture_file(f, theirs, "noll", NULL), slip = file_so(f, report, "ett", older->rapportor_id, FALSE);
	g_autoptr(DiFiled) waits = file_so(f, report, "ett", 0, FALSE), decided = NULL, again = NULL;

	assert_int_equal(slip->as, DI_FILED_NEW);
	assert_string_equal(slip->insats, "Växtplats");
	assert_int_equal(waits->as, DI_FILED_REVIEW);
	assert_string_equal(waits->reason, "Samma rapport är diarieförd på Växtplats (SFE 26-11.1). Vems är den?");
	decided = di_review_file(f->registry, waits->review_id, 0, slip->rapportor_id, slip->quarter, FALSE, NULL);
	assert_int_equal(decided->as, DI_FILED_DUPLICATE);
	again = file_so(f, report, "ett", 0, FALSE);
	assert_int_equal(again->as, DI_FILED_DUPLICATE);
	assert_string_equal(again->insats, "Växtplats");
}

static void
what_was_filed_as_anothers_can_be_filed_where_it_belongs(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1"), theirs = fixture_report("Växtplats", "Näs kommun", "2025-Q4");
	g_autoptr(DiFiled) older = fixture_file(f, theirs, "noll", NULL), slip = file_so(f, report, "ett", older->rapportor_id, FALSE);
	g_autoptr(DiFiled) waits = file_so(f, report, "ett", 0, FALSE), decided = NULL, again = NULL;

	decided = di_review_file(f->registry, waits->review_id, waits->insats_id, 0, waits->quarter, FALSE, NULL);
	assert_int_equal(decided->as, DI_FILED_NEW);
	assert_string_equal(decided->insats, "Bron");
	again = file_so(f, report, "ett", 0, FALSE);
	assert_int_equal(again->as, DI_FILED_DUPLICATE);
	assert_string_equal(again->diarienummer, decided->diarienummer);
}

#define OTHER_WORDS "Kursen i odling blev full, och grannarna hjälpte till."

/* After a report of "Bron", another one that says so, with WORDS in place of "Vi har träffat sju nya deltagare i Sjövik.", from SENDER, as FILE with
 * SUBJECT. Where COMPLETE, the other insats of that contact, "Ängen", has its report. */
static const struct Copied {
	const char *sentence, *words, *sender, *file, *subject;
	gboolean complete;
	DiFiledAs expected;
} copied[] = {
	{"other words, while another insats of the contact lacks its report", OTHER_WORDS, "anna@nas.example", "r.docx", "Rapport", FALSE, DI_FILED_REVIEW},
	{"the same, once it has its report", OTHER_WORDS, "anna@nas.example", "r.docx", "Rapport", TRUE, DI_FILED_VERSION},
	{"other words from who is no contact of another one", OTHER_WORDS, "bo@nas.example", "r.docx", "Rapport", FALSE, DI_FILED_VERSION},
	{"a mended report", "Vi har träffat åtta nya deltagare i Sjövik.", "anna@nas.example", "r.docx", "Rapport", FALSE, DI_FILED_VERSION},
	{"a file that is called after the other one", "Vi har träffat åtta nya deltagare i Sjövik.", "anna@nas.example", "Rapport_\303\204ngen_Q1.docx", "Rapport", FALSE,
		DI_FILED_REVIEW},
	{"a subject that names the other one, from a colleague", "Vi har träffat åtta nya deltagare i Sjövik.", "bo@nas.example", "r.docx", "Rapport för Ängen", FALSE,
		DI_FILED_REVIEW},
	{"a subject that names both", "Vi har träffat åtta nya deltagare i Sjövik.", "anna@nas.example", "r.docx", "Rapport för Ängen, Stora bron", FALSE, DI_FILED_VERSION},
};

static DiFiled *
file_named(Fixture *f, const char *insats, const char *words, const struct Copied *row)
{
	g_autoptr(DiReport) report = fixture_report(insats, "Näs kommun", "2026-Q1");
	g_autoptr(GBytes) content = g_bytes_new(words, strlen(words));
	DiOriginal original = {.name = row->file, .type = "application/x-test", .bytes = content};
	DiFiling filing = {.report = report, .originals = &original, .n_originals = 1, .sender_address = row->sender, .subject = row->subject,
		.arrived = di_date_parse("2026-04-15"), .reader = "test 1", .trusted = TRUE};

	g_ptr_array_set_size(report->sections, 0);
	di_report_add_section(report, "2.1", words);
	return di_registry_file(f->registry, &filing, NULL);
}

static void
check_copied(void **state)
{
	const struct Copied *row = *state, plain = {.file = "r.docx", .sender = "anna@nas.example"};
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiFiled) first = NULL, other = NULL, second = NULL;

	fixture_register(f, "Stora bron;Näs kommun;;2025-01-01;;anna@nas.example;\nÄngen;Näs kommun;;2025-01-01;;anna@nas.example;\n");
	first = file_named(f, "Stora bron", "Vi har träffat sju nya deltagare i Sjövik.", &plain);
	assert_int_equal(first->as, DI_FILED_NEW);
	other = row->complete ? file_named(f, "Ängen", "Vi har sått i Ängen.", &plain) : NULL;
	second = file_named(f, "Stora bron", row->words, row);
	assert_int_equal(second->as, row->expected);
	if (row->expected == DI_FILED_REVIEW)
		assert_string_equal(second->reason,
			"Rapporten säger Stora bron, som redan har en rapport för kvartalet, men Ängen saknar sin. Vilken insats gäller den?");
}

static void
a_changed_report_is_a_new_version(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1");
	g_autoptr(DiFiled) first = fixture_file(f, report, "ett", NULL), second = NULL;
	g_autoptr(DiHandling) older = NULL, newer = NULL;

	di_report_add_section(report, "2.3", "Nu även detta.");
	second = fixture_file(f, report, "två", NULL);
	assert_int_equal(second->as, DI_FILED_VERSION);
	assert_string_equal(second->diarienummer, "SFE 26-12.2");
	older = di_handling_get(f->registry, first->diarienummer, NULL);
	newer = di_handling_get(f->registry, second->diarienummer, NULL);
	assert_string_equal(older->replaced_by, "SFE 26-12.2");
	assert_int_equal(newer->version, 2);
	assert_null(newer->replaced_by);
}

/* Of ORDER ("201": the last, the first, the second one), filed in that order, each is replaced by the next that came in; so, too, when one of
 * them was annulled. */
static void
file_in_order(const char *order, guint annulled)
{
	static const char *const days[] = {"2026-04-10", "2026-04-12", "2026-04-14"};
	g_autoptr(Fixture) f = filled();
	char *numbers[3] = {NULL};

	for (guint i = 0; i < 3; i++) {
		guint which = (guint)(order[i] - '0');
		g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1");
		g_autoptr(GBytes) bytes = g_bytes_new(&order[i], 1);
		DiOriginal original = {.name = "r.docx", .type = "application/x-test", .bytes = bytes};
		DiFiling filing = {.report = report, .originals = &original, .n_originals = 1, .arrived = di_date_parse(days[which]),
			.reader = "test 1", .trusted = TRUE};
		g_autoptr(DiFiled) filed = NULL;

		di_report_add_section(report, "2.3", days[which]);
		filed = di_registry_file(f->registry, &filing, NULL);
		assert_int_equal(filed->as, i == 0 ? DI_FILED_NEW : which == 2 || (which == 1 && order[i - 1] == '0' && i == 1) ? DI_FILED_VERSION
			: DI_FILED_OLDER);
		assert_true((filed->later != NULL) == (filed->as == DI_FILED_OLDER));
		assert_true((filed->replaces != NULL) == (filed->as == DI_FILED_VERSION));
		numbers[which] = g_strdup(filed->diarienummer);
	}
	if (annulled < 3)
		assert_true(di_handling_annul(f->registry, numbers[annulled], "prov", NULL));
	for (guint i = 0; i < 3; i++) {
		g_autoptr(DiHandling) handling = di_handling_get(f->registry, numbers[i], NULL);
		guint next = i + 1 == annulled ? i + 2 : i + 1;

		if (i != annulled && g_strcmp0(handling->replaced_by, next < 3 ? numbers[next] : NULL) != 0)
			fail_msg("filed as %s, %u annulled: %u is replaced by %s", order, annulled, i, handling->replaced_by);
	}
	for (guint i = 0; i < 3; i++)
		g_free(numbers[i]);
}

static void
what_came_in_last_counts_whenever_it_is_filed(void **state G_GNUC_UNUSED)
{
	static const char *const orders[] = {"012", "021", "102", "120", "201", "210"};

	for (guint i = 0; i < G_N_ELEMENTS(orders); i++)
		for (guint annulled = 0; annulled <= 3; annulled++)
			file_in_order(orders[i], annulled);
}

/* Row: days and moments of two versions, the second filed after the first; which one counts. */
static void
moments_of_one_day_are_told_apart(void **state G_GNUC_UNUSED)
{
	static const struct {
		const char *first, *second; /* moments; a mere day: filed by hand at that day's noon */
		guint counts;
	} rows[] = {
		{"2026-04-14T13:30:00+02:00", "2026-04-14T08:00:00+02:00", 0},
		{"2026-04-14T08:00:00+02:00", "2026-04-14T13:30:00+02:00", 1},
		{"2026-04-14T08:00:00+02:00", "2026-04-14T08:00:00+02:00", 1},
		{"2026-10-25T02:10:00+01:00", "2026-10-25T02:50:00+02:00", 0}, /* the hour that comes twice */
		{"2026-04-14", "2026-04-14T11:59:59+02:00", 0},
		{"2026-04-14", "2026-04-14T12:00:01+02:00", 1},
		{"2026-04-14T11:59:59+02:00", "2026-04-14", 1},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Fixture) f = filled();
		const char *const moments[] = {rows[i].first, rows[i].second};
		char *numbers[2] = {NULL};

		for (guint j = 0; j < 2; j++) {
			gboolean by_hand = strlen(moments[j]) == 10;
			g_autofree char *name = g_strdup_printf("%u", j), *noon = g_strdup_printf("%.10sT12:00:00+02:00", moments[j]);
			DiDate day = di_date_of_time(di_time_parse(noon), "Europe/Stockholm");
			g_autofree char *quarter = di_quarter_format(di_quarter_add(di_quarter_of(day), -1));
			g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", quarter);
			g_autoptr(GBytes) bytes = g_bytes_new(name, 1);
			DiOriginal original = {.name = "r.docx", .type = "application/x-test", .bytes = bytes};
			DiFiling filing = {.report = report, .originals = &original, .n_originals = 1, .reader = "test 1", .trusted = TRUE,
				.sender_address = "anna@nas.example"};
			g_autoptr(DiFiled) filed = NULL;

			fixture_now(noon);
			filing.moment = by_hand ? 0 : di_time_parse(moments[j]);
			filing.arrived = di_date_of_time(by_hand ? di_time_parse(noon) : filing.moment, "Europe/Stockholm");
			if (!by_hand)
				assert_true(di_mail_add(f->registry, bytes, NULL, DI_TIME_NONE, &filing.mail_id, NULL, NULL));
			di_report_add_section(report, "2.3", name);
			filed = di_registry_file(f->registry, &filing, NULL);
			if (!by_hand)
				assert_true(di_mail_settle(f->registry, filing.mail_id, DI_MAIL_DIARIEFORT, &(DiMailFacts){.arrived = filing.moment}, NULL));
			numbers[j] = g_strdup(filed->diarienummer);
		}
		for (guint j = 0; j < 2; j++) {
			g_autoptr(DiHandling) handling = di_handling_get(f->registry, numbers[j], NULL);

			if ((handling->replaced_by == NULL) != (rows[i].counts == j))
				fail_msg("%s, then %s: %s is replaced by %s", moments[0], moments[1], numbers[j], handling->replaced_by);
		}
		g_free(numbers[0]);
		g_free(numbers[1]);
	}
}

static void
an_annulled_report_makes_room(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1");
	g_autoptr(DiFiled) first = fixture_file(f, report, "ett", NULL), second = NULL;
	g_autoptr(GError) error = NULL;

	assert_true(di_handling_annul(f->registry, "SFE 26-12.1", "fel insats", &error));
	assert_false(di_handling_annul(f->registry, "SFE 26-12.1", "", &error));
	second = fixture_file(f, report, "ett", NULL);
	assert_int_equal(second->as, DI_FILED_NEW);
	assert_string_equal(second->diarienummer, "SFE 26-12.2");
}

static void
the_registers_case_is_used_and_huvudman_chooses(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) one = fixture_report("Växtplats", "Region Sjö", "2026-Q1");
	g_autoptr(DiReport) two = fixture_report("Växtplats", "Näs kommun", "2026-Q1");
	g_autoptr(DiFiled) first = fixture_file(f, one, "ett", NULL);
	g_autoptr(DiFiled) second = fixture_file(f, two, "två", NULL);

	assert_string_equal(first->diarienummer, "SFE 26-11.1");
	assert_string_equal(first->huvudman, "Region Sjö");
	assert_int_equal(second->as, DI_FILED_NEW);
	assert_string_equal(second->diarienummer, "SFE 26-11.2");
	assert_string_equal(second->huvudman, "Näs kommun");
}

static void
what_is_not_certain_waits_and_a_person_files_it(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Växtplats", NULL, "2026-Q1");
	g_autoptr(DiFiled) filed = fixture_file(f, report, "ett", "okand@annan.example");
	g_autoptr(DiFiled) again = fixture_file(f, report, "ett", "okand@annan.example");
	g_autoptr(DiReview) review = NULL;
	g_autoptr(DiFiled) decided = NULL, later = NULL;
	g_autoptr(DiReport) next = fixture_report("Växtplats", NULL, "2026-Q2");
	const DiMatch *match;

	assert_int_equal(filed->as, DI_FILED_REVIEW);
	assert_null(filed->diarienummer);
	assert_int_equal(again->review_id, filed->review_id);
	assert_int_equal(di_review_count(f->registry), 1);
	review = di_review_get(f->registry, filed->review_id, NULL);
	assert_int_equal(review->candidates->len, 2);
	assert_string_equal(review->file_name, "rapport.docx");
	match = review->candidates->pdata[0];
	decided = di_review_file(f->registry, review->id, match->insats_id, match->rapportor_id, DI_QUARTER_NONE, TRUE, NULL);
	assert_int_equal(decided->as, DI_FILED_NEW);
	assert_int_equal(di_review_count(f->registry), 0);
	assert_null(di_review_get(f->registry, review->id, NULL));
	later = fixture_file(f, next, "nästa", "okand@annan.example");
	assert_int_equal(later->as, DI_FILED_NEW); /* the sender was learnt */
	assert_int_equal(later->rapportor_id, match->rapportor_id);
}

/* What a report that a person files on "Bron" calls its insats, and whether that is learnt. */
static const struct Learnt {
	const char *sentence, *name;
	gboolean learnt;
} learnt[] = {
	{"another name is learnt", "Spångprojektet", TRUE},
	{"a name of three letters", "SPÅ", TRUE},
	{"a name with a form's words in it", "Rapport från Spången 2026", TRUE},
	{"the form's title is no name", "Kvartalsrapport", FALSE},
	{"nor are words of a form, whatever stands between them", "Insatsens namn: (projekt)", FALSE},
	{"nor is one letter", "A", FALSE},
	{"nor a year or a quarter", "Kvartal 1 2026", FALSE},
	{"nor a huvudman", "REGION SJÖ", FALSE},
	{"nor what another insats is called as nearly", "Växtplats vid ån", FALSE},
};

static void
check_learnt(void **state)
{
	const struct Learnt *row = *state;
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report(row->name, "Okänd huvudman", "2026-Q1");
	g_autoptr(DiFiled) waits = fixture_file(f, report, "ett", "nybo@annan.example"), filed = NULL;
	g_autoptr(DiInsats) bron = di_insats_find(f->registry, "Bron", NULL);
	g_autoptr(GError) error = NULL;

	assert_int_equal(waits->as, DI_FILED_REVIEW);
	filed = di_review_file(f->registry, waits->review_id, bron->insats_id, bron->rapportor_id, di_quarter_parse("2026-Q1"), TRUE, &error);
	assert_null(error);
	assert_int_equal(filed->learnt_alias != NULL, row->learnt);
	assert_string_equal(filed->learnt_contact, "nybo@annan.example");
}

static void
a_decision_must_decide(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Ängen", NULL, NULL), other = fixture_report("Ängen", "Region Sjö", "2026-Q1");
	g_autoptr(DiFiled) filed = fixture_file(f, report, "ett", NULL), second = fixture_file(f, other, "två", NULL), decided = NULL;
	g_autoptr(DiInsats) two = di_insats_find(f->registry, "Växtplats", NULL), one = di_insats_find(f->registry, "Bron", NULL);
	g_autoptr(GError) error = NULL;
	DiQuarter quarter = di_quarter_parse("2026-Q1");

	assert_null(di_review_file(f->registry, filed->review_id, two->insats_id, 0, quarter, FALSE, &error));
	assert_int_equal(error->code, DI_ERROR_USAGE);
	g_clear_error(&error);
	assert_null(di_review_file(f->registry, filed->review_id, one->insats_id, 0, DI_QUARTER_NONE, FALSE, &error));
	assert_int_equal(error->code, DI_ERROR_USAGE);
	g_clear_error(&error);
	assert_int_equal(di_review_count(f->registry), 2); /* nothing is lost by a mistake */
	decided = di_review_file(f->registry, second->review_id, two->insats_id, 0, DI_QUARTER_NONE, FALSE, &error);
	assert_string_equal(decided->huvudman, "Region Sjö"); /* the signs choose among its reporters */
	di_filed_free(decided);
	decided = di_review_file(f->registry, filed->review_id, one->insats_id, 0, quarter, TRUE, &error);
	assert_string_equal(decided->insats, "Bron");
	assert_int_equal(di_review_count(f->registry), 0);
}

static void
something_else_is_filed_by_a_person(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = di_report_new();
	g_autoptr(DiInsats) insats = di_insats_find(f->registry, "Bron", NULL);
	g_autoptr(DiFiled) filed = NULL, decided = NULL;
	g_autoptr(DiHandling) handling = NULL;

	report->kind = DI_KIND_OVRIGT;
	filed = fixture_file(f, report, "ett", NULL);
	assert_int_equal(filed->as, DI_FILED_REVIEW);
	decided = di_review_file(f->registry, filed->review_id, insats->insats_id, 0, DI_QUARTER_NONE, FALSE, NULL);
	assert_int_equal(decided->as, DI_FILED_NEW);
	handling = di_handling_get(f->registry, decided->diarienummer, NULL);
	assert_int_equal(handling->kind, DI_KIND_OVRIGT);
	assert_string_equal(handling->arendemening, "Handling: Bron");
}

/* Files one more format of REPORT as part of MAIL_ID. */
static DiFiled *
file_of_mail(const Fixture *f, const DiReport *report, gint64 mail_id, const char *type, const char *bytes)
{
	g_autoptr(GBytes) content = g_bytes_new(bytes, strlen(bytes));
	DiOriginal original = {.name = "rapport", .type = type, .bytes = content};
	DiFiling filing = {.mail_id = mail_id, .report = report, .originals = &original, .n_originals = 1,
		.arrived = di_date_parse("2026-04-15"), .trusted = TRUE};

	return di_registry_file(f->registry, &filing, NULL);
}

static void
two_formats_in_one_mail_are_one_report(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1");
	g_autoptr(GBytes) raw = g_bytes_new("x", 1);
	g_autoptr(DiFiled) docx = NULL, pdf = NULL, changed = NULL;
	gint64 mail_id = 0;

	assert_true(di_mail_add(f->registry, raw, NULL, di_clock_now(), &mail_id, NULL, NULL));
	docx = file_of_mail(f, report, mail_id, "application/docx", "ett");
	di_report_add_section(report, "2.4", "En rad som bara pdf-läsaren såg.");
	pdf = file_of_mail(f, report, mail_id, "application/pdf", "två");
	assert_int_equal(pdf->as, DI_FILED_DUPLICATE);
	assert_string_equal(pdf->diarienummer, docx->diarienummer);
	changed = file_of_mail(f, report, mail_id, "application/docx", "tre");
	assert_int_equal(changed->as, DI_FILED_VERSION);
}

static void
a_period_that_is_no_quarter_waits(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", NULL);
	g_autoptr(DiFiled) filed = fixture_file(f, report, "ett", NULL);

	assert_int_equal(filed->as, DI_FILED_REVIEW);
	assert_non_null(strstr(filed->reason, "kvartal"));
}

static void
a_first_quarter_may_be_cut_short(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Stigen", "Näs kommun", NULL);
	g_autoptr(DiFiled) filed = NULL;

	fixture_register(f, "Stigen;Näs kommun;;2026-02-10;;anna@nas.example;\n");
	report->period = (DiPeriod){di_date_parse("2026-02-10"), di_date_parse("2026-03-31")};
	filed = fixture_file(f, report, "ett", NULL);
	assert_int_equal(filed->as, DI_FILED_NEW);
	assert_int_equal(filed->quarter.number, 1);
}

static void
a_forged_one_waits_whatever_it_says(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1");
	DiFiling filing = {.report = report, .arrived = di_date_parse("2026-04-15"), .trusted = FALSE};
	g_autoptr(DiFiled) filed = di_registry_file(f->registry, &filing, NULL);

	assert_int_equal(filed->as, DI_FILED_REVIEW);
}

static void
a_failure_within_a_transaction_leaves_the_rest(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1");
	g_autoptr(GError) error = NULL;
	g_autoptr(DiFiled) filed = NULL, again = NULL;
	g_autoptr(DiHandling) kept = NULL;

	assert_true(di_registry_begin(f->registry, &error));
	filed = fixture_file(f, report, "ett", NULL);
	assert_false(di_handling_annul(f->registry, "SFE 26-99.1", "finns inte", &error));
	assert_int_equal(error->code, DI_ERROR_NOT_FOUND);
	g_clear_error(&error);
	assert_true(di_registry_commit(f->registry, &error));
	assert_true(di_registry_begin(f->registry, &error));
	g_clear_pointer(&report->insats, g_free);
	report->insats = g_strdup("Växtplats");
	again = fixture_file(f, report, "två", NULL);
	di_registry_rollback(f->registry);
	assert_null(di_handling_get(f->registry, again->diarienummer, NULL));
	kept = di_handling_get(f->registry, filed->diarienummer, NULL);
	assert_non_null(kept);
}

static void
a_corrected_arrival_keeps_its_trace(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = fixture_report("Bron", "Näs kommun", "2026-Q1");
	g_autoptr(DiFiled) filed = fixture_file(f, report, "ett", NULL);
	g_autoptr(DiHandling) handling = NULL;

	assert_true(di_handling_correct_arrival(f->registry, filed->diarienummer, di_date_parse("2026-04-14"), "låg i brevlådan", NULL));
	assert_true(di_handling_protect(f->registry, filed->diarienummer, "21 kap. 1 § OSL", "Chefen", NULL, "Kvartalsrapport", NULL));
	handling = di_handling_get(f->registry, filed->diarienummer, NULL);
	assert_int_equal(handling->arrived, di_date_parse("2026-04-14"));
	assert_non_null(strstr(handling->history[1], "2026-04-15 → 2026-04-14: låg i brevlådan"));
	assert_string_equal(handling->sekretess, "21 kap. 1 § OSL, 2026-04-15, beslutad av Chefen");
	assert_string_equal(handling->arendemening_offentlig, "Kvartalsrapport");
	assert_string_equal(handling->motpart_offentlig, "Näs kommun");
}

int
main(void)
{
	ADD_TEST(a_report_is_filed_with_its_number);
	ADD_TEST(the_same_bytes_are_a_duplicate);
	ADD_TEST(the_same_words_in_another_file_are_a_duplicate);
	ADD_ROWS(copied, check_copied);
	ADD_TEST(of_several_in_one_file_none_doubles_another);
	ADD_TEST(what_was_filed_as_anothers_is_asked_about_once);
	ADD_TEST(what_was_filed_as_anothers_can_be_filed_where_it_belongs);
	ADD_TEST(a_changed_report_is_a_new_version);
	ADD_TEST(what_came_in_last_counts_whenever_it_is_filed);
	ADD_TEST(moments_of_one_day_are_told_apart);
	ADD_TEST(an_annulled_report_makes_room);
	ADD_TEST(the_registers_case_is_used_and_huvudman_chooses);
	ADD_TEST(what_is_not_certain_waits_and_a_person_files_it);
	ADD_ROWS(learnt, check_learnt);
	ADD_TEST(a_decision_must_decide);
	ADD_TEST(something_else_is_filed_by_a_person);
	ADD_TEST(two_formats_in_one_mail_are_one_report);
	ADD_TEST(a_period_that_is_no_quarter_waits);
	ADD_TEST(a_first_quarter_may_be_cut_short);
	ADD_TEST(a_forged_one_waits_whatever_it_says);
	ADD_TEST(a_failure_within_a_transaction_leaves_the_rest);
	ADD_TEST(a_corrected_arrival_keeps_its_trace);
	return run_table("registry-filing");
}
