/* Import adds and changes, says what it did, and may be repeated. */
#include "registry-fixture.h"

static const char *
only(const GPtrArray *lines)
{
	assert_int_equal(lines->len, 1);
	return lines->pdata[0];
}

static void
the_same_rows_again_change_nothing(void **state G_GNUC_UNUSED)
{
	static const char *const lines = "Bron;Näs kommun;SFE 25-13;2025-01-01;2026-12-31;Anna Ek <anna@nas.example>;Broar|Spång\n"
		"Bron;Region Sjö;SFE 25-13;2025-01-01;;r@sjo.example;\n";
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiImport) first = fixture_import(f, lines);
	g_autoptr(DiImport) again = fixture_import(f, lines);

	assert_int_equal(first->added->len, 2);
	assert_int_equal(first->changed->len + first->left->len, 0);
	assert_int_equal(again->added->len + again->changed->len, 0);
	assert_int_equal(again->left->len, 2);
	assert_non_null(strstr(again->left->pdata[0], "Bron (Näs kommun)"));
}

static void
changes_are_made_and_said(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiImport) import = NULL;
	g_autoptr(GPtrArray) list = NULL;
	const DiInsats *insats;

	fixture_register(f, "Bron;Näs kommun;;2025-01-01;2026-12-31;anna@nas.example;\n");
	import = fixture_import(f, "bron;NÄS KOMMUN;SFE 25-13;2025-01-01;2027-06-30;bo@nas.example;Spång\n");
	assert_string_equal(only(import->changed),
		"bron (Näs kommun): slut 2027-06-30 (förut 2026-12-31), kontakt bo@nas.example, alias Spång, ärende SFE 25-13");
	list = di_insats_list(f->registry, NULL);
	insats = only(list) ? list->pdata[0] : NULL;
	assert_string_equal(insats->row.namn, "Bron");
	assert_int_equal(insats->row.kontakter->len, 2);
	assert_string_equal(insats->arenden[0], "SFE 25-13");
	assert_null(insats->arenden[1]);
	assert_true(insats->expects_reports);
}

static void
a_dry_run_changes_nothing(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	static const char text[] = "namn;huvudman;start;slut;kontakt\nBron;Näs;;;\n";
	g_autoptr(GPtrArray) rows = di_insats_csv_parse(text, strlen(text), NULL);
	g_autoptr(DiImport) import = di_insats_import(f->registry, rows, DI_IMPORT_DRY_RUN, NULL);
	g_autoptr(GPtrArray) list = di_insats_list(f->registry, NULL);

	assert_string_equal(only(import->added), "Bron (Näs)");
	assert_int_equal(list->len, 0);
}

static void
a_new_year_brings_a_new_case(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiInsats) insats = NULL;

	fixture_register(f, "Bron;Näs kommun;SFE 25-13;;;;\n");
	fixture_register(f, "Bron;Näs kommun;SFE 26-4;;;;\n");
	insats = di_insats_find(f->registry, "bron", NULL);
	assert_string_equal(insats->arenden[0], "SFE 25-13");
	assert_string_equal(insats->arenden[1], "SFE 26-4");
	assert_string_equal(insats->row.diarienummer, "SFE 26-4");
}

static void
a_number_of_another_insats_is_refused_whole(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(GError) error = NULL;
	static const char text[] = "namn;huvudman;diarienummer;start;slut;kontakt\nVal;Näs;SFE 25-20;;;\nRo;Näs;SFE 25-13;;;\n";
	g_autoptr(GPtrArray) rows = di_insats_csv_parse(text, strlen(text), NULL), list = NULL;

	fixture_register(f, "Bron;Näs kommun;SFE 25-13;;;;\n");
	assert_null(di_insats_import(f->registry, rows, 0, &error));
	assert_int_equal(error->code, DI_ERROR_DATA);
	assert_non_null(strstr(error->message, "SFE 25-13"));
	list = di_insats_list(f->registry, NULL);
	assert_int_equal(list->len, 1);
}

static void
a_year_that_has_its_number_keeps_it(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiImport) import = NULL;

	fixture_register(f, "Bron;Näs kommun;SFE 25-13;;;;\n");
	import = fixture_import(f, "Bron;Näs kommun;SFE 25-14;;;;\n");
	assert_non_null(strstr(import->left->pdata[0], "har redan nummer SFE 25-13, så SFE 25-14 används inte"));
}

static void
a_doubtful_row_is_taken_when_it_is_said_to_be_new(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	static const char text[] = "namn;huvudman;start;slut;kontakt\nBron Näs;Näs;;;\n";
	g_autoptr(GPtrArray) rows = di_insats_csv_parse(text, strlen(text), NULL), before = NULL, after = NULL;
	g_autoptr(DiImport) refused = NULL, taken = NULL, again = NULL;

	fixture_register(f, "Bron;Näs;;2025-01-01;;;\n");
	refused = di_insats_import(f->registry, rows, 0, NULL);
	assert_non_null(strstr(only(refused->doubtful), "diarie insats rename 'Bron' 'Bron Näs'"));
	before = di_insats_list(f->registry, NULL);
	assert_int_equal(before->len, 1);
	taken = di_insats_import(f->registry, rows, DI_IMPORT_NEW, NULL);
	assert_string_equal(only(taken->missing), "Bron (Näs)");
	after = di_insats_list(f->registry, NULL);
	assert_int_equal(after->len, 2);
	again = di_insats_import(f->registry, rows, 0, NULL); /* no longer new, so no longer asked about */
	assert_int_equal(again->doubtful->len, 0);
}

static void
a_new_name_keeps_the_row_and_the_old_name(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiInsats) before = NULL, after = NULL, by_old = NULL, huvudman = NULL;
	g_autoptr(GError) error = NULL;

	fixture_register(f, "Bron;Näs;SFE 25-13;2025-01-01;;;Broar|Brygga\nStegen;Näs;;;;;Stege\n");
	before = di_insats_find(f->registry, "Bron", NULL);
	assert_false(di_insats_rename(f->registry, before, "STEGEN", &error));
	assert_int_equal(error->code, DI_ERROR_USAGE);
	assert_false(di_insats_rename(f->registry, before, "stege", NULL));
	assert_false(di_insats_rename(f->registry, before, " – ", NULL));
	assert_true(di_insats_rename(f->registry, before, "  Brygga  Näs ", NULL));
	after = di_insats_find(f->registry, "brygga näs", NULL);
	by_old = di_insats_find(f->registry, "Bron", NULL);
	assert_string_equal(after->row.namn, "Brygga Näs");
	assert_true(after->insats_id == before->insats_id && by_old->insats_id == before->insats_id && after->rapportor_id == before->rapportor_id);
	assert_string_equal(after->arenden[0], "SFE 25-13");
	assert_true(di_insats_rename(f->registry, after, "Brygga", NULL)); /* an alias becomes the name, and stands there once */
	assert_true(di_insats_rename_huvudman(f->registry, after, "Näs nya kommun", NULL));
	huvudman = di_insats_find(f->registry, "Bron", NULL);
	assert_string_equal(huvudman->row.huvudman, "Näs nya kommun");
	assert_int_equal(g_strv_length(huvudman->row.alias), 3);
	assert_int_equal(fixture_import(f, "Brygga;Näs nya kommun;SFE 25-13;2025-01-01;;;\n")->added->len, 0);
	assert_true(di_registry_log_verify(f->registry, &(gint64){0}, NULL));
}

static DiOutcome *
outcome(DiReport *report, const char *namn, const char *huvudman, const char *from, const char *to)
{
	DiOutcome *o = di_report_add_outcome(report);

	o->namn = g_strdup(namn);
	o->huvudman = g_strdup(huvudman);
	o->period = (DiPeriod){from ? di_date_parse(from) : DI_DATE_NONE, to ? di_date_parse(to) : DI_DATE_NONE};
	return o;
}

static void
an_appendix_knows_what_is_registered(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = di_report_new();
	g_autoptr(GPtrArray) rows = NULL, list = NULL;
	g_autoptr(DiImport) import = NULL, again = NULL;

	fixture_register(f, "Bron;Näs kommun;;2025-01-01;2026-12-31;anna@nas.example;Broar och spänger\n");
	outcome(report, "Broar och spänger", "Välfärd Näs kommun – Arbetsmarknad", "2025-01-01", "2026-12-31");
	outcome(report, "Nya vägen", "Region Sjö", "2024-09-01", NULL);
	outcome(report, "", NULL, NULL, NULL);
	rows = di_insats_rows_from_report(report, 0);
	assert_int_equal(rows->len, 2);
	import = di_insats_import(f->registry, rows, 0, NULL);
	assert_string_equal(only(import->added), "Nya vägen (Region Sjö)");
	assert_string_equal(only(import->left), "Broar och spänger (Näs kommun)");
	assert_int_equal(import->missing->len + import->kept->len + import->doubtful->len, 0); /* it is of another year */
	again = di_insats_import(f->registry, rows, 0, NULL);
	assert_int_equal(again->left->len, 2);
	list = di_insats_list(f->registry, NULL);
	assert_int_equal(list->len, 2);
}

static const DiInsats *
named(const GPtrArray *list, const char *name)
{
	for (guint i = 0; i < list->len; i++) {
		const DiInsats *insats = list->pdata[i];

		if (g_str_equal(insats->row.namn, name))
			return insats;
	}
	fail_msg("no insats '%s'", name);
	return NULL;
}

static void
what_the_forbund_runs_itself_is_not_expected(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = di_report_new();
	g_autoptr(GPtrArray) rows = NULL, list = NULL, later = NULL;
	g_autoptr(DiImport) import = NULL, again = NULL;

	fixture_register(f, "Kansliet;Samordningsförbund Exempel;;;;anna@finsam.example;\n"); /* the register's own word */
	outcome(report, "Kompetensdagar", "Samordningsförbund Exempel", "2025-01-01", NULL);
	outcome(report, "Bron", "Näs kommun och Samordningsförbund Exempel", "2025-01-01", NULL);
	rows = di_insats_rows_from_report(report, 0);
	import = di_insats_import(f->registry, rows, 0, NULL);
	assert_string_equal(import->added->pdata[0], "Kompetensdagar (Samordningsförbund Exempel): "
		"inga rapporter väntas av förbundet självt; 'diarie insats expect' ändrar det");
	list = di_insats_list(f->registry, NULL);
	assert_false(named(list, "Kompetensdagar")->expects_reports);
	assert_true(named(list, "Bron")->expects_reports);
	assert_true(named(list, "Kansliet")->expects_reports);
	assert_true(di_insats_set_expected(f->registry, named(list, "Kompetensdagar")->insats_id, TRUE, NULL));
	again = di_insats_import(f->registry, rows, 0, NULL); /* only the first time: a person has decided since */
	assert_int_equal(again->left->len, 2);
	later = di_insats_list(f->registry, NULL);
	assert_true(named(later, "Kompetensdagar")->expects_reports);
}

int
main(void)
{
	ADD_TEST(the_same_rows_again_change_nothing);
	ADD_TEST(changes_are_made_and_said);
	ADD_TEST(a_dry_run_changes_nothing);
	ADD_TEST(a_new_year_brings_a_new_case);
	ADD_TEST(a_number_of_another_insats_is_refused_whole);
	ADD_TEST(a_year_that_has_its_number_keeps_it);
	ADD_TEST(a_doubtful_row_is_taken_when_it_is_said_to_be_new);
	ADD_TEST(a_new_name_keeps_the_row_and_the_old_name);
	ADD_TEST(an_appendix_knows_what_is_registered);
	ADD_TEST(what_the_forbund_runs_itself_is_not_expected);
	return run_table("registry-insats");
}
