/* A reading is made again, over the old one; what repeats the report before it is remarked on. */
#include "registry-fixture.h"

static Fixture *
filled(void)
{
	Fixture *f = fixture_new();

	fixture_register(f, "Bron;Näs kommun;;2025-01-01;2026-12-31;anna@nas.example;\n"
		"Bron;Region Sjö;;2025-01-01;2026-12-31;bo@sjo.example;\n");
	return f;
}

static DiReport *
report_with(const char *huvudman, const char *quarter, const char *text)
{
	DiReport *report = fixture_report("Bron", huvudman, quarter);

	g_ptr_array_set_size(report->sections, 0);
	di_report_add_section(report, "2.1", text);
	di_report_add_section(report, "2.2", "");
	return report;
}

static char *
filed_as(Fixture *f, const char *huvudman, const char *quarter, const char *text)
{
	g_autoptr(DiReport) report = report_with(huvudman, quarter, text);
	g_autofree char *bytes = g_strconcat(huvudman, quarter, text, NULL);
	g_autoptr(DiFiled) filed = fixture_file(f, report, bytes, NULL);

	return g_strdup(filed->diarienummer);
}

static guint
hits(Fixture *f, const char *words)
{
	g_autoptr(GPtrArray) found = di_registry_search(f->registry, words, NULL, 10, NULL);

	return found->len;
}

static void
read_again(Fixture *f, const char *number, const DiReport *report)
{
	g_autoptr(DiHandling) handling = di_handling_get(f->registry, number, NULL);
	g_autoptr(GError) error = NULL;

	if (!di_handling_reread(f->registry, handling, report, "test 2", "2.1: 4 → 5 ord", &error))
		fail_msg("%s", error->message);
}

static void
a_reading_is_stored_over_the_old_one(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autofree char *number = filed_as(f, "Näs kommun", "2026-Q1", "Vi bygger broar ännu.");
	g_autoptr(DiReport) better = report_with("Näs kommun", "2026-Q2", "Vi bygger fler tunnlar numera.");
	g_autoptr(DiHandling) handling = NULL;
	g_autoptr(GBytes) original = NULL;
	g_autoptr(GPtrArray) problems = NULL;

	assert_int_equal(hits(f, "broar"), 1);
	g_free(better->insats);
	better->insats = g_strdup("En annan insats");
	read_again(f, number, better);
	handling = di_handling_get(f->registry, number, NULL);
	assert_string_equal(handling->reader, "test 2");
	assert_string_equal(di_report_section(handling->report, "2.1")->text, "Vi bygger fler tunnlar numera.");
	assert_int_equal(hits(f, "broar"), 0);
	assert_int_equal(hits(f, "tunnlar"), 1);
	assert_string_equal(handling->insats, "Bron"); /* told, never filed again */
	assert_int_equal(handling->quarter.number, 1);
	assert_string_equal(handling->diarienummer, number);
	assert_non_null(strstr(handling->history[1], "läst om, 2.1: 4 → 5 ord"));
	original = di_handling_original(f->registry, handling->id, 0, NULL);
	assert_memory_equal(g_bytes_get_data(original, NULL), "Näs", 3);
	problems = di_registry_check(f->registry, TRUE, NULL);
	assert_int_equal(problems->len, 0);
}

static void
what_was_empty_is_owed_no_longer(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autofree char *number = filed_as(f, "Näs kommun", "2026-Q1", "");
	g_autoptr(DiReport) better = report_with("Näs kommun", "2026-Q1", "Här stod något.");
	g_autoptr(GPtrArray) owed = NULL;

	read_again(f, number, better);
	owed = di_registry_owed(f->registry, di_quarter_parse("2026-Q1"), NULL);
	assert_string_equal(((DiOwed *)owed->pdata[0])->saknas[0], "2.2");
	assert_null(((DiOwed *)owed->pdata[0])->saknas[1]);
}

/* The same words come in another format: compared with the new reading. */
static void
a_copy_is_known_by_the_new_reading(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autofree char *number = filed_as(f, "Näs kommun", "2026-Q1", "Vi bygger broar ännu.");
	g_autoptr(DiReport) better = report_with("Näs kommun", "2026-Q1", "Vi bygger broar ännu, och tunnlar.");
	g_autoptr(DiFiled) filed = NULL;

	read_again(f, number, better);
	filed = fixture_file(f, better, "samma som pdf", NULL);
	assert_int_equal(filed->as, DI_FILED_DUPLICATE);
	assert_string_equal(filed->diarienummer, number);
}

static void
a_failed_one_changes_nothing(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autofree char *number = filed_as(f, "Näs kommun", "2026-Q1", "Vi bygger broar ännu.");
	g_autoptr(DiReport) better = report_with("Näs kommun", "2026-Q1", "Tunnlar.");
	g_autoptr(DiHandling) handling = di_handling_get(f->registry, number, NULL), after = NULL;
	g_autoptr(GError) error = NULL;

	assert_true(di_registry_begin(f->registry, NULL));
	assert_true(di_handling_reread(f->registry, handling, better, "test 2", "", NULL));
	di_registry_rollback(f->registry);
	after = di_handling_get(f->registry, number, NULL);
	assert_string_equal(after->reader, "test 1");
	assert_int_equal(hits(f, "broar"), 1);
	fixture_reopen(f, DI_REGISTRY_READ);
	assert_false(di_handling_reread(f->registry, handling, better, "test 2", "", &error));
	assert_non_null(error);
}

/* Sections are indexed at the end of the transaction: each that is left once, under whatever number, and read again before that only what was there. */
static void
what_is_taken_back_is_not_found(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) better = report_with("Näs kommun", "2026-Q2", "Vi bygger hamnar numera.");
	g_autofree char *first = NULL, *back = NULL, *again = NULL, *last = NULL;
	g_autoptr(GPtrArray) problems = NULL;

	assert_true(di_registry_begin(f->registry, NULL));
	first = filed_as(f, "Näs kommun", "2026-Q1", "Vi bygger broar ännu.");
	assert_true(di_registry_begin(f->registry, NULL));
	back = filed_as(f, "Region Sjö", "2026-Q1", "Vi bygger tunnlar ännu.");
	di_registry_rollback(f->registry);
	again = filed_as(f, "Region Sjö", "2026-Q1", "Vi bygger vägar ännu.");
	last = filed_as(f, "Näs kommun", "2026-Q2", "Vi bygger torn ännu.");
	read_again(f, last, better);
	assert_true(di_registry_commit(f->registry, NULL));
	assert_int_equal(hits(f, "broar") + hits(f, "vägar") + hits(f, "hamnar"), 3);
	assert_int_equal(hits(f, "tunnlar") + hits(f, "torn"), 0);
	assert_true(di_registry_begin(f->registry, NULL));
	g_free(first);
	first = filed_as(f, "Näs kommun", "2026-Q3", "Vi bygger slussar ännu.");
	di_registry_rollback(f->registry);
	assert_int_equal(hits(f, "slussar"), 0);
	assert_int_equal(hits(f, "bygger"), 3);
	problems = di_registry_check(f->registry, TRUE, NULL);
	assert_int_equal(problems->len, 0);
}

/* Repeated text */

#define ONE "Vi har träffat sju deltagare i Näs under hela våren. "
#define TWO "Samarbetet med regionen fungerar bra och fördjupas. "
#define NEW "En ny samordnare började sitt arbete den första mars i år. "

static const struct {
	const char *sentence, *before, *now, *remark; /* NULL: none */
} repeats[] = {
	{"all of it", ONE TWO, ONE TWO, "2.1 är till 100 % samma text som förra kvartalet."},
	{"most of it, by words", ONE TWO, TWO NEW ONE, "2.1 är till 60 % samma text som förra kvartalet."},
	{"case, dashes and spaces do not matter", ONE TWO, "- VI HAR träffat  sju deltagare i Näs under hela våren.\n• " TWO,
		"2.1 är till 100 % samma text som förra kvartalet."},
	{"a changed figure makes another sentence", ONE, "Vi har träffat nio deltagare i Näs under hela våren.", NULL},
	{"less than half", ONE, ONE NEW NEW, NULL},
	{"a few words are nobody's copy", "Se ovan. Inget nytt. Allt är som förut här.", "Se ovan. Inget nytt. Allt är som förut här.", NULL},
	{"an empty section", ONE TWO, "", NULL},
};

static const DiRemark *
repeat_remark(Fixture *f, const char *number)
{
	g_autoptr(DiHandling) handling = di_handling_get(f->registry, number, NULL);
	static char text[200];
	static DiRemark found = {.text = text};

	for (guint i = 0; i < handling->report->remarks->len; i++) {
		const DiRemark *remark = handling->report->remarks->pdata[i];

		if (!g_str_equal(remark->code, "upprepad-text"))
			continue;
		g_strlcpy(text, remark->text, sizeof text);
		return &found;
	}
	return NULL;
}

static void
check_repeat(void **state)
{
	const typeof(repeats[0]) *row = *state;
	g_autoptr(Fixture) f = filled();
	g_autofree char *before = filed_as(f, "Näs kommun", "2025-Q4", row->before);
	g_autofree char *number = filed_as(f, "Näs kommun", "2026-Q1", row->now);
	const DiRemark *remark = repeat_remark(f, number);

	assert_null(repeat_remark(f, before));
	if (!row->remark)
		assert_null(remark);
	else if (!remark)
		fail_msg("no remark");
	else
		assert_string_equal(remark->text, row->remark);
}

static void
an_older_quarter_is_named(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autofree char *before = filed_as(f, "Näs kommun", "2025-Q3", ONE TWO);
	g_autofree char *number = filed_as(f, "Näs kommun", "2026-Q1", ONE TWO);

	assert_string_equal(repeat_remark(f, number)->text, "2.1 är till 100 % samma text som i rapporten för kvartal 3 2025.");
}

static void
only_the_reporters_own_standing_report_counts(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autofree char *other = filed_as(f, "Region Sjö", "2025-Q4", ONE TWO);
	g_autofree char *annulled = filed_as(f, "Näs kommun", "2025-Q4", ONE TWO);
	g_autofree char *number = NULL;

	assert_true(di_handling_annul(f->registry, annulled, "fel fil", NULL));
	number = filed_as(f, "Näs kommun", "2026-Q1", ONE TWO);
	assert_null(repeat_remark(f, number));
}

static void
a_new_reading_is_compared_too(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autofree char *before = filed_as(f, "Näs kommun", "2025-Q4", ONE TWO);
	g_autofree char *number = filed_as(f, "Näs kommun", "2026-Q1", NEW);
	g_autoptr(DiReport) better = report_with("Näs kommun", "2026-Q1", ONE TWO);

	assert_null(repeat_remark(f, number));
	read_again(f, number, better);
	assert_non_null(repeat_remark(f, number));
	assert_int_equal(better->remarks->len, 0); /* the caller's stays as it was read */
}

/* Letters about a document */

static void
add_letter(Fixture *f, const char *key, gint64 handling_id, gint64 rapportor_id, const char *quarter)
{
	DiOutgoing outgoing = {.kind = "kvitto", .key = key, .to_address = "anna@nas.example", .message_id = key,
		.template_name = "kvitto", .values_json = "{}", .handling_id = handling_id, .rapportor_id = rapportor_id,
		.quarter = di_quarter_parse(quarter), .step = -1, .not_before = DI_TIME_NONE};

	assert_true(di_outbox_add(f->registry, &outgoing, NULL, NULL));
}

static void
letters_about_it_are_found(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = filled();
	g_autoptr(DiReport) report = report_with("Näs kommun", "2026-Q1", NEW);
	g_autoptr(DiFiled) filed = fixture_file(f, report, "ett", NULL);
	g_autoptr(GPtrArray) letters = NULL;

	add_letter(f, "om-handlingen", filed->handling_id, filed->rapportor_id, "2026-Q1");
	add_letter(f, "om-kvartalet", 0, filed->rapportor_id, "2026-Q1");
	add_letter(f, "om-ett-annat", 0, filed->rapportor_id, "2026-Q2");
	add_letter(f, "om-en-annan", 0, filed->rapportor_id + 1, "2026-Q1");
	letters = di_outbox_about(f->registry, filed->handling_id, NULL);
	assert_int_equal(letters->len, 2);
	assert_string_equal(((DiOutboxRow *)letters->pdata[0])->key, "om-handlingen");
	assert_string_equal(((DiOutboxRow *)letters->pdata[1])->key, "om-kvartalet");
	assert_string_equal(((DiOutboxRow *)letters->pdata[1])->state, "planerad");
}

int
main(void)
{
	ADD_TEST(a_reading_is_stored_over_the_old_one);
	ADD_TEST(what_was_empty_is_owed_no_longer);
	ADD_TEST(a_copy_is_known_by_the_new_reading);
	ADD_TEST(a_failed_one_changes_nothing);
	ADD_TEST(what_is_taken_back_is_not_found);
	ADD_ROWS(repeats, check_repeat);
	ADD_TEST(an_older_quarter_is_named);
	ADD_TEST(only_the_reporters_own_standing_report_counts);
	ADD_TEST(a_new_reading_is_compared_too);
	ADD_TEST(letters_about_it_are_found);
	return run_table("registry-reading");
}
