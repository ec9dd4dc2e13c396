/* Letters, sent once: states, limits, a crash at each point, the sent log beside the database. */
#include "registry-fixture.h"

#include <sqlite3.h>

static gint64
add_to(const Fixture *f, const char *key, const char *address, gboolean at_most_once)
{
	g_autofree char *id = g_strconcat("<", key, "@finsam.example>", NULL);
	g_autoptr(GBytes) mail = g_bytes_new(key, strlen(key));
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) rows = NULL;
	DiOutgoing letter = {.kind = at_most_once ? "paminnelse" : "kvitto", .key = key, .to_address = address, .subject = "Ämne",
		.message_id = id, .mail = mail, .step = -1, .not_before = DI_TIME_NONE, .at_most_once = at_most_once};
	gboolean added = FALSE;

	assert_true(di_outbox_add(f->registry, &letter, &added, &error));
	assert_true(added);
	rows = di_outbox_list(f->registry, NULL, NULL);
	return ((DiOutboxRow *)rows->pdata[rows->len - 1])->id;
}

static gint64
add(const Fixture *f, const char *key, gboolean at_most_once)
{
	return add_to(f, key, "anna@nas.example", at_most_once);
}

static char *
state_of(const Fixture *f, gint64 id)
{
	static const char *const states[] = {"planerad", "vantar", "paborjad", "skickad", "avvisad", "oviss", "studsad", "avstod"};

	for (gsize i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autoptr(GPtrArray) rows = di_outbox_list(f->registry, states[i], NULL);

		for (guint j = 0; j < rows->len; j++) {
			if (((DiOutboxRow *)rows->pdata[j])->id == id)
				return g_strdup(states[i]);
		}
	}
	return NULL;
}

static void
assert_state(const Fixture *f, gint64 id, const char *expected)
{
	g_autofree char *state = state_of(f, id);

	assert_string_equal(state, expected);
}

static void
send(const Fixture *f, gint64 id, DiOutboxState state)
{
	g_autoptr(GError) error = NULL;

	if (!di_outbox_begin(f->registry, id, di_clock_now(), &error) ||
	    !di_outbox_end(f->registry, id, state, "250 ok", di_clock_now(), DI_TIME_NONE, &error))
		fail_msg("%s", error->message);
}

static char *
sent_log(const Fixture *f)
{
	g_autofree char *path = g_strconcat(f->database, ".skickat", NULL);
	char *text = NULL;

	return g_file_get_contents(path, &text, NULL, NULL) ? text : g_strdup("");
}

static void
the_same_key_adds_nothing(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiOutgoing letter = {.kind = "kvitto", .key = "SFE 26-1.1", .to_address = "x@y.example", .step = -1, .not_before = DI_TIME_NONE};
	gboolean added = FALSE;

	assert_true(di_outbox_add(f->registry, &letter, &added, NULL) && added);
	assert_true(di_outbox_add(f->registry, &letter, &added, NULL) && !added);
}

static void
a_step_goes_once_to_each_address(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiAsked asked = {.quarter = {2026, 1}, .kind = DI_KIND_KVARTALSRAPPORT};
	DiOutgoing letter = {.kind = "paminnelse", .key = "a", .to_address = "x@y.example", .step = 1, .not_before = DI_TIME_NONE,
		.quarter = {2026, 1}, .asked = &asked, .n_asked = 1};
	g_autoptr(DiInsats) insats = NULL;
	gboolean added = FALSE;

	fixture_register(f, "Bron;Näs;;;;x@y.example;\n");
	insats = di_insats_find(f->registry, "Bron", NULL);
	asked.rapportor_id = letter.rapportor_id = insats->rapportor_id;
	assert_true(di_outbox_add(f->registry, &letter, &added, NULL) && added);
	letter.key = "b";
	assert_true(di_outbox_add(f->registry, &letter, &added, NULL) && !added);
	letter.to_address = "z@y.example";
	assert_true(di_outbox_add(f->registry, &letter, &added, NULL) && added);
	letter.key = "c";
	letter.step = 2;
	assert_true(di_outbox_add(f->registry, &letter, &added, NULL) && added);
}

static void
a_planned_letter_is_composed_then_waits(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiOutgoing letter = {.kind = "fraga", .key = "1", .to_address = "x@y.example", .step = -1, .not_before = DI_TIME_NONE,
		.template_name = "fraga", .values_json = "{}"};
	g_autoptr(GPtrArray) planned = NULL;
	g_autoptr(GBytes) mail = g_bytes_new("From: x", 7);
	g_autoptr(DiOutboxRow) next = NULL;
	const DiOutboxRow *row;

	assert_true(di_outbox_add(f->registry, &letter, NULL, NULL));
	assert_null(di_outbox_next(f->registry, di_clock_now(), NULL));
	planned = di_outbox_planned(f->registry, NULL);
	assert_int_equal(planned->len, 1);
	row = planned->pdata[0];
	assert_string_equal(row->template_name, "fraga");
	assert_int_equal(row->step, -1);
	assert_true(di_outbox_compose(f->registry, row->id, mail, "Ämne", "<1@x.example>", NULL));
	assert_false(di_outbox_compose(f->registry, row->id, mail, "Ämne", "<1@x.example>", NULL));
	next = di_outbox_next(f->registry, di_clock_now(), NULL);
	assert_int_equal(next->id, row->id);
	assert_true(g_bytes_equal(next->mail, mail));
	assert_string_equal(next->message_id, "1@x.example");
}

static void
not_before_its_time_and_after_a_retry(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	gint64 id = add(f, "1", FALSE);
	DiTime now = di_clock_now();
	g_autoptr(DiOutboxRow) next = NULL;

	assert_true(di_outbox_begin(f->registry, id, now, NULL));
	assert_null(di_outbox_next(f->registry, now, NULL));
	assert_false(di_outbox_begin(f->registry, id, now, NULL));
	assert_true(di_outbox_end(f->registry, id, DI_OUTBOX_VANTAR, "451 later", now, now + 600 * DI_SECOND, NULL));
	assert_null(di_outbox_next(f->registry, now + 599 * DI_SECOND, NULL));
	next = di_outbox_next(f->registry, now + 600 * DI_SECOND, NULL);
	assert_int_equal(next->id, id);
	assert_int_equal(next->attempts, 1);
	assert_string_equal(next->reply, "451 later");
}

static void
three_a_day_to_one_address(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(DiOutboxRow) next = NULL, later = NULL;
	gint64 ids[5];

	for (int i = 0; i < 4; i++) {
		char key[2] = {(char)('a' + i), '\0'};

		ids[i] = add_to(f, key, i % 2 ? "Anna@Nas.example" : "anna@nas.example", FALSE);
	}
	ids[4] = add_to(f, "annan", "bo@nas.example", FALSE);
	send(f, ids[0], DI_OUTBOX_SKICKAD);
	send(f, ids[1], DI_OUTBOX_OVISS);
	send(f, ids[2], DI_OUTBOX_SKICKAD);
	assert_false(di_outbox_begin(f->registry, ids[3], di_clock_now(), &error));
	assert_int_equal(error->code, DI_ERROR_TEMPORARY);
	next = di_outbox_next(f->registry, di_clock_now(), NULL);
	assert_int_equal(next->id, ids[4]);
	later = di_outbox_next(f->registry, di_clock_now() + 86401 * DI_SECOND, NULL);
	assert_int_equal(later->id, ids[3]);
}

static gint64
add_kind(const Fixture *f, const char *kind, const char *key, DiTime not_before)
{
	g_autofree char *id = g_strconcat("<", key, "@finsam.example>", NULL);
	g_autoptr(GBytes) mail = g_bytes_new(key, strlen(key));
	g_autoptr(GPtrArray) rows = NULL;
	DiOutgoing letter = {.kind = kind, .key = key, .to_address = "anna@nas.example", .subject = "Ämne", .message_id = id, .mail = mail,
		.step = -1, .not_before = not_before};

	assert_true(di_outbox_add(f->registry, &letter, NULL, NULL));
	rows = di_outbox_list(f->registry, NULL, NULL);
	return ((DiOutboxRow *)rows->pdata[rows->len - 1])->id;
}

static void
who_wrote_is_answered_before_all_others(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiTime now = di_clock_now();
	gint64 expected[4];

	expected[3] = add_kind(f, "paminnelse", "1", now);
	expected[1] = add_kind(f, "okand", "2", DI_TIME_NONE);
	expected[2] = add_kind(f, "anstand", "3", DI_TIME_NONE);
	expected[0] = add_kind(f, "kvitto", "4", DI_TIME_NONE);
	for (guint i = 0; i < 3; i++) {
		g_autoptr(DiOutboxRow) next = di_outbox_next(f->registry, now, NULL);

		assert_int_equal(next->id, expected[i]);
		assert_true(next->not_before == DI_TIME_NONE);
		send(f, next->id, DI_OUTBOX_SKICKAD);
	}
}

static void
what_strangers_caused_is_never_the_days_last(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiTime now = di_clock_now();
	g_autoptr(DiOutboxRow) next = NULL;
	gint64 id;

	send(f, add(f, "1", FALSE), DI_OUTBOX_SKICKAD);
	send(f, add(f, "2", FALSE), DI_OUTBOX_SKICKAD);
	id = add_kind(f, "okand", "3", DI_TIME_NONE);
	assert_null(di_outbox_next(f->registry, now, NULL));
	assert_false(di_outbox_begin(f->registry, id, now, NULL));
	send(f, add_kind(f, "paminnelse", "4", now), DI_OUTBOX_SKICKAD);
	next = di_outbox_next(f->registry, now + 86401 * DI_SECOND, NULL);
	assert_int_equal(next->id, id);
}

static void
an_alarm_goes_before_all_others_and_beside_the_three(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiTime now = di_clock_now();
	g_autoptr(DiOutboxRow) next = NULL;
	gint64 alarm, later;

	for (int i = 0; i < 3; i++) {
		char key[2] = {(char)('a' + i), '\0'};

		send(f, add(f, key, FALSE), DI_OUTBOX_SKICKAD);
	}
	later = add_kind(f, "studs", "4", DI_TIME_NONE);
	alarm = add_kind(f, "larm", "5", DI_TIME_NONE);
	next = di_outbox_next(f->registry, now, NULL);
	assert_int_equal(next->id, alarm);
	send(f, alarm, DI_OUTBOX_SKICKAD);
	assert_null(di_outbox_next(f->registry, now, NULL));
	assert_false(di_outbox_begin(f->registry, later, now, NULL));
}

static void
what_may_have_gone_counts_among_the_three(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiOutboxRow) row = NULL, next = NULL, later = NULL;
	gint64 ids[3];
	DiOutboxState after;

	for (int i = 0; i < 3; i++)
		ids[i] = add(f, (const char *const[]){"a", "b", "c"}[i], FALSE);
	row = di_outbox_next(f->registry, di_clock_now(), NULL);
	assert_int_equal(row->id, ids[0]);
	assert_true(di_outbox_begin(f->registry, row->id, di_clock_now(), NULL));
	assert_true(di_outbox_uncertain(f->registry, row, "354", di_clock_now(), di_clock_now(), &after, NULL));
	send(f, ids[0], DI_OUTBOX_SKICKAD); /* once more, with the same Message-ID */
	send(f, ids[1], DI_OUTBOX_SKICKAD);
	next = di_outbox_next(f->registry, di_clock_now(), NULL);
	assert_null(next);
	assert_false(di_outbox_begin(f->registry, ids[2], di_clock_now(), NULL));
	later = di_outbox_next(f->registry, di_clock_now() + 86401 * DI_SECOND, NULL);
	assert_int_equal(later->id, ids[2]);
}

static void
what_waits_to_go_again_counts_its_first_time(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiOutboxRow) row = NULL, next = NULL;
	gint64 first = add(f, "a", FALSE);
	DiOutboxState after;

	row = di_outbox_next(f->registry, di_clock_now(), NULL);
	assert_true(di_outbox_begin(f->registry, first, di_clock_now(), NULL));
	assert_true(di_outbox_uncertain(f->registry, row, "354", di_clock_now(), di_clock_now(), &after, NULL));
	send(f, add(f, "b", FALSE), DI_OUTBOX_SKICKAD);
	send(f, add(f, "c", FALSE), DI_OUTBOX_SKICKAD);
	next = di_outbox_next(f->registry, di_clock_now(), NULL);
	assert_null(next);
	assert_false(di_outbox_begin(f->registry, first, di_clock_now(), NULL));
}

static void
fifty_an_hour_in_all(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(DiOutboxRow) later = NULL;
	gint64 last = 0;

	for (int i = 0; i < 51; i++) {
		g_autofree char *key = g_strdup_printf("%d", i), *address = g_strdup_printf("a%d@x.example", i);

		last = add_to(f, key, address, FALSE);
		if (i < 50)
			send(f, last, DI_OUTBOX_SKICKAD);
	}
	assert_false(di_outbox_begin(f->registry, last, di_clock_now(), &error));
	assert_null(di_outbox_next(f->registry, di_clock_now(), NULL));
	later = di_outbox_next(f->registry, di_clock_now() + 3601 * DI_SECOND, NULL);
	assert_int_equal(later->id, last);
}

static void
a_failed_attempt_counts_for_nothing(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	gint64 id = add(f, "1", FALSE);

	for (int i = 0; i < 10; i++)
		send(f, id, DI_OUTBOX_VANTAR);
	send(f, id, DI_OUTBOX_SKICKAD);
	assert_state(f, id, "skickad");
}

static void
after_a_crash_a_receipt_goes_again_and_a_reminder_does_not(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	gint64 receipt = add(f, "kvitto", FALSE), reminder = add(f, "paminn", TRUE), third = add(f, "tredje", TRUE);
	g_autoptr(DiOutboxRow) again = NULL;

	assert_true(di_outbox_begin(f->registry, receipt, di_clock_now(), NULL));
	assert_true(di_outbox_begin(f->registry, reminder, di_clock_now(), NULL));
	fixture_reopen(f, DI_REGISTRY_DAEMON);
	assert_state(f, reminder, "paborjad");
	assert_true(di_outbox_recover(f->registry, di_clock_now(), NULL));
	assert_state(f, reminder, "oviss");
	assert_state(f, third, "vantar");
	again = di_outbox_next(f->registry, di_clock_now(), NULL);
	assert_int_equal(again->id, receipt);
	assert_string_equal(again->message_id, "kvitto@finsam.example");
	assert_int_equal(again->attempts, 1);
}

static void
a_crash_after_the_sent_log_is_known_as_sent(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	gint64 id = add(f, "1", TRUE);
	g_autofree char *path = g_strconcat(f->database, ".skickat", NULL);
	gboolean behind = TRUE;

	assert_true(di_outbox_begin(f->registry, id, di_clock_now(), NULL));
	assert_true(g_file_set_contents(path, "2026-04-15T08:00:00+02:00 1@finsam.example anna@nas.example\n", -1, NULL));
	fixture_reopen(f, DI_REGISTRY_DAEMON);
	assert_true(di_outbox_recover(f->registry, di_clock_now(), NULL));
	assert_state(f, id, "skickad");
	assert_true(di_outbox_is_behind_sent_log(f->registry, &behind, NULL));
	assert_false(behind);
}

/* What a full disk or a power cut leaves of the line of letter 2, before letter 3 goes. */
static void
torn_line(const char *torn, gsize length)
{
	g_autoptr(Fixture) f = fixture_new();
	gint64 first = add(f, "1", TRUE), third = add(f, "3", TRUE), sent_before = add(f, "4", TRUE);
	g_autofree char *path = g_strconcat(f->database, ".skickat", NULL);
	g_autofree char *text = NULL;
	const char *whole;
	FILE *log;
	gboolean behind = TRUE;

	send(f, first, DI_OUTBOX_SKICKAD);
	log = fopen(path, "a");
	assert_int_equal(fwrite(torn, 1, length, log), length);
	fclose(log);
	send(f, third, DI_OUTBOX_SKICKAD);
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	for (char *at = text; (whole = strstr(at, " 3@finsam.example")) == NULL; at += strlen(at) + 1) /* past NULs */
		assert_true(at - text < 1000);
	assert_true(whole - text > 25 && whole[-26] == '\n');
	assert_true(di_outbox_is_behind_sent_log(f->registry, &behind, NULL));
	assert_false(behind);
	assert_true(di_outbox_begin(f->registry, sent_before, di_clock_now(), NULL));
	log = fopen(path, "a");
	fputs("2026-04-15T08:00:00+02:00 4@finsam.example anna@nas.example\n", log);
	fclose(log);
	assert_true(di_outbox_recover(f->registry, di_clock_now(), NULL));
	assert_state(f, sent_before, "skickad");
}

static void
a_torn_line_of_the_sent_log_spoils_no_other(void **state G_GNUC_UNUSED)
{
	static const char line[] = "2026-04-15T08:00:00+02:00 2@finsam.example anna@nas.example";

	for (gsize length = 1; length < sizeof line; length++)
		torn_line(line, length);
	torn_line("2026-04-15T08:00:00+02:00 2@fin\0\0\0\0\0\0\0\0\0", 40);
	torn_line("\0\0\0\0\0\0\0\0\0\n", 10);
}

static void
drop_the_log_after(const Fixture *f, int entry)
{
	g_autofree char *sql = g_strdup_printf("DROP TRIGGER logg_tas_inte_bort; DELETE FROM logg WHERE id > %d", entry);
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open_v2(f->database, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

/* Three entries, and a letter that knew of the first two. */
static void
a_log_cut_off_at_its_end_shows_by_the_sent_log(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autofree char *link = NULL;
	gint64 broken = 0, head = 0;
	guint went = 0;

	assert_true(di_registry_log(f->registry, "ett", "", NULL, NULL));
	assert_true(di_registry_log(f->registry, "två", "", NULL, NULL));
	send(f, add(f, "1", FALSE), DI_OUTBOX_SKICKAD);
	assert_true(di_registry_log_verify(f->registry, &broken, NULL));
	assert_true(di_registry_log_head(f->registry, &head, &link, NULL));
	assert_int_equal(head, 3);
	drop_the_log_after(f, 1);
	assert_false(di_registry_log_verify(f->registry, &broken, NULL));
	assert_int_equal(broken, 2);
	/* written anew with a chain that is whole in itself */
	assert_true(di_registry_log(f->registry, "tre", "", NULL, NULL));
	assert_false(di_registry_log_verify(f->registry, &broken, NULL));
	assert_int_equal(broken, 2);
	assert_true(di_outbox_accept_sent_log(f->registry, &went, NULL)); /* a person said why: an older copy was put back */
	assert_true(di_registry_log_verify(f->registry, &broken, NULL));
}

static void
fail_uncertain(const Fixture *f, const char *expected)
{
	g_autoptr(DiOutboxRow) row = di_outbox_next(f->registry, di_clock_now(), NULL);
	DiOutboxState state;

	assert_non_null(row);
	assert_true(di_outbox_begin(f->registry, row->id, di_clock_now(), NULL));
	assert_true(di_outbox_uncertain(f->registry, row, "354", di_clock_now(), di_clock_now(), &state, NULL));
	assert_state(f, row->id, expected);
}

static void
a_receipt_is_uncertain_once_however_often_it_was_refused(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	gint64 id = add(f, "1", FALSE);

	send(f, id, DI_OUTBOX_VANTAR);
	send(f, id, DI_OUTBOX_VANTAR);
	fail_uncertain(f, "vantar");
	send(f, id, DI_OUTBOX_VANTAR);
	fail_uncertain(f, "oviss");
	assert_true(di_outbox_resend(f->registry, id, "kom aldrig fram", NULL));
	fail_uncertain(f, "vantar");
}

static void
a_crash_is_uncertain_too_and_the_second_one_ends_it(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	gint64 id = add(f, "1", FALSE);

	send(f, id, DI_OUTBOX_VANTAR);
	assert_true(di_outbox_begin(f->registry, id, di_clock_now(), NULL));
	assert_true(di_outbox_recover(f->registry, di_clock_now(), NULL));
	assert_state(f, id, "vantar");
	assert_true(di_outbox_begin(f->registry, id, di_clock_now(), NULL));
	assert_true(di_outbox_recover(f->registry, di_clock_now(), NULL));
	assert_state(f, id, "oviss");
}

static void
each_letter_sent_has_a_line(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	send(f, add(f, "1", FALSE), DI_OUTBOX_SKICKAD);
	send(f, add(f, "2", FALSE), DI_OUTBOX_AVVISAD);
	send(f, add(f, "3", FALSE), DI_OUTBOX_SKICKAD);
	text = sent_log(f);
	lines = g_strsplit(text, "\n", -1);
	assert_int_equal(g_strv_length(lines), 3);
	assert_true(g_str_has_prefix(lines[0], "2026-04-15T08:00:00+02:00 1@finsam.example anna@nas.example 0:"));
	/* the log's last entry when the letter went */
	assert_true(g_str_has_prefix(lines[1], "2026-04-15T08:00:00+02:00 3@finsam.example anna@nas.example 2:"));
	assert_int_equal(strlen(strrchr(lines[1], ':') + 1), 64);
}

/* What the report and its case are is not to be read from it. */
static void
the_line_of_a_receipt_has_its_numbers(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Steget", "Näs kommun", "2026-Q1");
	g_autoptr(DiFiled) filed = NULL;
	g_autoptr(GBytes) mail = g_bytes_new("x", 1);
	DiOutgoing letter = {.kind = "kvitto", .key = "1", .to_address = "anna@nas.example", .subject = "Ämne", .message_id = "<1@finsam.example>",
		.mail = mail, .step = -1, .not_before = DI_TIME_NONE};
	g_autoptr(GPtrArray) rows = NULL;
	g_autofree char *text = NULL, *pattern = NULL;

	fixture_register(f, "Steget;Näs kommun;;2025-01-01;;anna@nas.example;\n");
	filed = fixture_file(f, report, "a", "anna@nas.example");
	letter.handling_id = filed->handling_id;
	pattern = g_strdup_printf(" %s=[0-9a-f]{16},%s=[0-9a-f]{16},%s\n$", filed->arende, filed->diarienummer, filed->arende);
	assert_true(di_outbox_add(f->registry, &letter, NULL, NULL));
	rows = di_outbox_list(f->registry, NULL, NULL);
	send(f, ((DiOutboxRow *)rows->pdata[0])->id, DI_OUTBOX_SKICKAD);
	text = sent_log(f);
	g_strdelimit(pattern + 1, " ", '_');
	assert_true(g_regex_match_simple(pattern, text, 0, 0));
}

static void
a_restored_backup_sends_nothing_until_somebody_looked(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autofree char *copy = g_build_filename(f->folder, "kopia.db", NULL), *wal = g_strconcat(f->database, "-wal", NULL);
	g_autofree char *shm = g_strconcat(f->database, "-shm", NULL);
	gint64 id = add(f, "1", TRUE);
	gboolean behind = TRUE;
	guint went = 0;

	assert_true(di_outbox_is_behind_sent_log(f->registry, &behind, NULL));
	assert_false(behind);
	assert_true(di_registry_backup(f->registry, copy, NULL, NULL));
	send(f, id, DI_OUTBOX_SKICKAD);
	assert_true(di_outbox_is_behind_sent_log(f->registry, &behind, NULL));
	assert_false(behind);
	g_clear_pointer(&f->registry, di_registry_close);
	assert_int_equal(g_rename(copy, f->database), 0);
	(void)g_unlink(wal);
	(void)g_unlink(shm);
	fixture_reopen(f, DI_REGISTRY_DAEMON);
	assert_state(f, id, "vantar");
	assert_true(di_outbox_is_behind_sent_log(f->registry, &behind, NULL));
	assert_true(behind);
	assert_true(di_outbox_accept_sent_log(f->registry, &went, NULL));
	assert_int_equal(went, 1);
	assert_state(f, id, "skickad"); /* it waited in the copy */
	assert_true(di_outbox_accept_sent_log(f->registry, &went, NULL));
	assert_int_equal(went, 0);
	assert_true(di_outbox_is_behind_sent_log(f->registry, &behind, NULL));
	assert_false(behind);
}

/* A log of years is read from its end: the first line there is cut, and names no letter. */
static void
a_long_sent_log_is_read_from_its_end(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autofree char *path = g_strconcat(f->database, ".skickat", NULL), *text = NULL;
	g_autoptr(GString) log = g_string_new(NULL);
	gboolean behind = TRUE;

	send(f, add(f, "1", TRUE), DI_OUTBOX_SKICKAD);
	text = sent_log(f);
	for (int shift = 0; shift < 7; shift++) {
		g_string_assign(log, shift ? "x\n" : "");
		g_string_append(log, "23 glömt@finsam.example anna@nas.example\n"); /* too old to be looked for */
		while (log->len < (256 << 10) + 20 * (gsize)shift)
			g_string_append(log, text);
		assert_true(g_file_set_contents(path, log->str, -1, NULL));
		assert_true(di_outbox_is_behind_sent_log(f->registry, &behind, NULL));
		assert_false(behind);
	}
	g_string_append(log, "2026-04-15T08:00:00+02:00 okänt@finsam.example anna@nas.example 0:\n");
	assert_true(g_file_set_contents(path, log->str, -1, NULL));
	assert_true(di_outbox_is_behind_sent_log(f->registry, &behind, NULL));
	assert_true(behind);
}

static void
one_that_a_person_sends_again_is_no_sign_of_a_backup(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	gint64 id = add(f, "1", TRUE);
	gboolean behind = TRUE, found = FALSE;

	send(f, id, DI_OUTBOX_SKICKAD);
	assert_true(di_outbox_bounced(f->registry, "1@finsam.example", "anna@nas.example", TRUE, &found, NULL) && found);
	assert_true(di_outbox_resend(f->registry, id, "ny adress", NULL));
	assert_state(f, id, "vantar");
	assert_true(di_outbox_is_behind_sent_log(f->registry, &behind, NULL));
	assert_false(behind);
	assert_true(di_outbox_withdraw(f->registry, id, "behövs inte", NULL));
	assert_state(f, id, "avstod");
	assert_false(di_outbox_resend(f->registry, id, "", NULL));
}

static void
a_letter_without_an_id_is_refused(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(GBytes) mail = g_bytes_new("x", 1);
	g_autoptr(GError) error = NULL;
	DiOutgoing letter = {.kind = "kvitto", .key = "1", .to_address = "x@y.example", .mail = mail, .step = -1};

	assert_false(di_outbox_add(f->registry, &letter, NULL, &error));
	assert_non_null(error);
}

static void
a_bounce_is_believed_only_for_our_letter_and_its_recipient(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiInsats) insats = NULL;
	gint64 id;
	gboolean found = TRUE;

	fixture_register(f, "Bron;Näs;;;;anna@nas.example,bo@nas.example;\n");
	id = add(f, "1", TRUE);
	send(f, id, DI_OUTBOX_SKICKAD);
	assert_true(di_outbox_bounced(f->registry, "<fel@finsam.example>", "anna@nas.example", TRUE, &found, NULL) && !found);
	assert_true(di_outbox_bounced(f->registry, "<1@finsam.example>", "annan@nas.example", TRUE, &found, NULL) && !found);
	assert_true(di_outbox_bounced(f->registry, "<1@finsam.example>", "ANNA@nas.example", FALSE, &found, NULL) && found);
	assert_state(f, id, "skickad");
	assert_true(di_outbox_bounced(f->registry, "<1@finsam.example>", "ANNA@nas.example", TRUE, &found, NULL) && found);
	assert_state(f, id, "studsad");
	insats = di_insats_find(f->registry, "Bron", NULL);
	assert_true(((DiContact *)insats->row.kontakter->pdata[0])->bounces);
	assert_false(((DiContact *)insats->row.kontakter->pdata[1])->bounces);
}

static void
a_reply_that_carries_escapes_is_made_harmless(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	gint64 id = add(f, "1", FALSE);
	g_autoptr(GPtrArray) rows = NULL;

	assert_true(di_outbox_begin(f->registry, id, di_clock_now(), NULL));
	assert_true(di_outbox_end(f->registry, id, DI_OUTBOX_AVVISAD, "550 \033[31mnej\r\n", di_clock_now(), DI_TIME_NONE, NULL));
	rows = di_outbox_list(f->registry, "avvisad", NULL);
	assert_null(strchr(((DiOutboxRow *)rows->pdata[0])->reply, '\033'));
}

int
main(void)
{
	ADD_TEST(the_same_key_adds_nothing);
	ADD_TEST(a_step_goes_once_to_each_address);
	ADD_TEST(a_planned_letter_is_composed_then_waits);
	ADD_TEST(not_before_its_time_and_after_a_retry);
	ADD_TEST(three_a_day_to_one_address);
	ADD_TEST(who_wrote_is_answered_before_all_others);
	ADD_TEST(what_strangers_caused_is_never_the_days_last);
	ADD_TEST(an_alarm_goes_before_all_others_and_beside_the_three);
	ADD_TEST(what_may_have_gone_counts_among_the_three);
	ADD_TEST(what_waits_to_go_again_counts_its_first_time);
	ADD_TEST(fifty_an_hour_in_all);
	ADD_TEST(a_failed_attempt_counts_for_nothing);
	ADD_TEST(after_a_crash_a_receipt_goes_again_and_a_reminder_does_not);
	ADD_TEST(a_crash_after_the_sent_log_is_known_as_sent);
	ADD_TEST(a_torn_line_of_the_sent_log_spoils_no_other);
	ADD_TEST(a_receipt_is_uncertain_once_however_often_it_was_refused);
	ADD_TEST(a_crash_is_uncertain_too_and_the_second_one_ends_it);
	ADD_TEST(each_letter_sent_has_a_line);
	ADD_TEST(the_line_of_a_receipt_has_its_numbers);
	ADD_TEST(a_log_cut_off_at_its_end_shows_by_the_sent_log);
	ADD_TEST(a_restored_backup_sends_nothing_until_somebody_looked);
	ADD_TEST(a_long_sent_log_is_read_from_its_end);
	ADD_TEST(one_that_a_person_sends_again_is_no_sign_of_a_backup);
	ADD_TEST(a_letter_without_an_id_is_refused);
	ADD_TEST(a_bounce_is_believed_only_for_our_letter_and_its_recipient);
	ADD_TEST(a_reply_that_carries_escapes_is_made_harmless);
	return run_table("registry-outbox");
}
