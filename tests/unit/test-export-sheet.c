/* Tables for a spreadsheet: what stands in each cell of CSV and JSON Lines, whatever strangers wrote. */
#include <diarie/export.h>
#include "table.h"

#include <string.h>

static const DiSheetColumn columns[] = {{"text", "Text", DI_CELL_TEXT, 10}};

static const struct Row {
	const char *sentence, *text, *csv, *json;
} rows[] = {
	{"a text stands in quotation marks", "Räkna med mig", "\"Räkna med mig\"", "\"Räkna med mig\""},
	{"an empty cell is empty, and null", NULL, "", "null"},
	{"an empty text is there", "", "\"\"", "\"\""},
	{"a quotation mark is doubled", "kallas \"RMM\"; ny", "\"kallas \"\"RMM\"\"; ny\"", "\"kallas \\\"RMM\\\"; ny\""},
	{"a formula is none", "=HYPERLINK(\"http://x.example\")", "\"'=HYPERLINK(\"\"http://x.example\"\")\"", "\"=HYPERLINK(\\\"http://x.example\\\")\""},
	{"nor is one that begins with +", "+46701740605", "\"'+46701740605\"", "\"+46701740605\""},
	{"nor with -", "-1+1", "\"'-1+1\"", "\"-1+1\""},
	{"nor with @", "@SUM(A1)", "\"'@SUM(A1)\"", "\"@SUM(A1)\""},
	{"nor after a tab", "\t=1+1", "\"'\t=1+1\"", "\"\\t=1+1\""},
	{"nor after a carriage return, which goes", "\r=1+1", "\"'=1+1\"", "\"\\u000d=1+1\""},
	{"a line end stays inside its cell", "ett\ntvå", "\"ett\ntvå\"", "\"ett\\ntvå\""},
};

static void
check_row(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiSheet) sheet = di_sheet_new("Blad", columns, 1);
	g_autofree char *csv = NULL, *json = NULL, *expected_csv = NULL, *expected_json = NULL;

	di_sheet_text(sheet, row->text);
	csv = di_sheet_csv(sheet);
	json = di_sheet_jsonl(sheet);
	expected_csv = g_strdup_printf("\xef\xbb\xbf\"Text\"\r\n%s\r\n", row->csv);
	expected_json = g_strdup_printf("{\"text\": %s}\n", row->json);
	assert_string_equal(csv, expected_csv);
	assert_string_equal(json, expected_json);
}

static const DiSheetColumn kinds[] = {{"dag", "Dag", DI_CELL_DATE, 11}, {"stund", "Stund", DI_CELL_TIME, 16},
	{"tkr", "tkr", DI_CELL_NUMBER, 8}, {"kvartal", "Kvartal", DI_CELL_TEXT, 8}};

static void
days_moments_and_numbers_stand_bare(void **state)
{
	g_autoptr(DiSheet) sheet = di_sheet_new("Blad", kinds, G_N_ELEMENTS(kinds));
	g_autofree char *csv = NULL, *json = NULL;

	(void)state;
	di_sheet_date(sheet, di_date_from_ymd(2026, 4, 15));
	di_sheet_time(sheet, "2026-04-15T08:01:30+02:00");
	di_sheet_number(sheet, -14749);
	di_sheet_quarter(sheet, (DiQuarter){2026, 1});
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		di_sheet_nothing(sheet);
	assert_int_equal(di_sheet_rows(sheet), 2);
	csv = di_sheet_csv(sheet);
	json = di_sheet_jsonl(sheet);
	assert_string_equal(strstr(csv, "\r\n"), "\r\n2026-04-15;2026-04-15 08:01;-14749;\"2026-Q1\"\r\n;;;\r\n");
	assert_string_equal(json, "{\"dag\": \"2026-04-15\", \"stund\": \"2026-04-15T08:01:30+02:00\", \"tkr\": -14749, \"kvartal\": \"2026-Q1\"}\n"
		"{\"dag\": null, \"stund\": null, \"tkr\": null, \"kvartal\": null}\n");
}

static void
a_workbook_is_the_same_twice(void **state)
{
	g_autoptr(GPtrArray) sheets = g_ptr_array_new_with_free_func((GDestroyNotify)di_sheet_free);
	g_autoptr(GBytes) one = NULL, other = NULL;

	(void)state;
	g_ptr_array_add(sheets, di_sheet_new("Tomt", kinds, G_N_ELEMENTS(kinds)));
	g_ptr_array_add(sheets, di_sheet_new("Text", columns, 1));
	di_sheet_text(sheets->pdata[1], "=1+1 & <b>");
	one = di_sheets_xlsx(sheets);
	other = di_sheets_xlsx(sheets);
	assert_true(g_bytes_equal(one, other));
	assert_memory_equal(g_bytes_get_data(one, NULL), "PK\3\4", 4);
}

int
main(void)
{
	ADD_ROWS(rows, check_row);
	ADD_TEST(days_moments_and_numbers_stand_bare);
	ADD_TEST(a_workbook_is_the_same_twice);
	return run_table("export-sheet");
}
