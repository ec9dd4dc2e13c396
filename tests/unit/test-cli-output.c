/* Tables and passages: widths, colour, and that nothing from outside steers the terminal. */
#include "table.h"

#include "../../src/cli/verbs.h"

#include <string.h>

static const DiColumn three[] = {{"Nummer", 0}, {"Insats", 8}, {"Huvudman", 6}};
static const DiColumn bare[] = {{NULL, 0}, {NULL, 8}, {NULL, 6}};

static const struct Row {
	const char *sentence;
	int columns, indent;
	gboolean colour, titled;
	DiStyle style;
	const char *cells[3];
	const char *expected;
} rows[] = {
	{"no terminal: nothing is cut", 0, 0, FALSE, TRUE, DI_STYLE_PLAIN, {"SFG 26-1", "Från skola till arbete", "Gävle kommun"},
		"Nummer    Insats                  Huvudman\nSFG 26-1  Från skola till arbete  Gävle kommun\n"},
	{"å, ä and ö are one column wide", 0, 0, FALSE, FALSE, DI_STYLE_PLAIN, {"åäö", "b", "c"}, "åäö  b  c\n"},
	{"the widest column is cut first", 40, 0, FALSE, FALSE, DI_STYLE_PLAIN, {"SFG 26-1", "Från skola till arbete", "Gävle kommun"},
		"SFG 26-1  Från skola till…  Gävle kommun\n"},
	{"no column is cut below its least", 10, 0, FALSE, FALSE, DI_STYLE_PLAIN, {"SFG 26-1", "Från skola till arbete", "Gävle kommun"},
		"SFG 26-1  Från sk…  Gävle…\n"},
	{"an indent counts", 42, 2, FALSE, FALSE, DI_STYLE_PLAIN, {"SFG 26-1", "Från skola till arbete", "Gävle kommun"},
		"  SFG 26-1  Från skola till…  Gävle kommun\n"},
	{"an empty column takes no room", 0, 0, FALSE, FALSE, DI_STYLE_PLAIN, {"a", NULL, "c"}, "a  c\n"},
	{"no line ends in spaces", 0, 0, FALSE, TRUE, DI_STYLE_PLAIN, {"a", "b", ""}, "Nummer  Insats\na       b\n"},
	{"a style colours the first cell", 0, 0, TRUE, FALSE, DI_STYLE_BAD, {"a", "b", "c"}, "\033[1;31ma\033[0m  b  c\n"},
	{"a dim row is dim throughout", 0, 0, TRUE, FALSE, DI_STYLE_DIM, {"a", "b", ""}, "\033[2ma\033[0m  \033[2mb\033[0m\n"},
	{"no colour where none is wanted", 0, 0, FALSE, FALSE, DI_STYLE_BAD, {"a", "b", "c"}, "a  b  c\n"},
	{"an escape is shown, not sent", 0, 0, FALSE, FALSE, DI_STYLE_PLAIN, {"a\033[2Jb", "c", "d"}, "a\\u001B[2Jb  c  d\n"},
	{"a line end cannot leave its cell", 0, 0, FALSE, FALSE, DI_STYLE_PLAIN, {"a\nb", "c", "d"}, "a\\u000Ab  c  d\n"},
	{"a direction override is shown", 0, 0, FALSE, FALSE, DI_STYLE_PLAIN, {"a\u202Eb", "c", "d"}, "a\\u202Eb  c  d\n"},
	{"a C1 control is shown", 0, 0, FALSE, FALSE, DI_STYLE_PLAIN, {"a\xc2\x9b" "2Jb", "c", "d"}, "a\\u009B2Jb  c  d\n"},
	{"wide letters count twice", 0, 0, FALSE, FALSE, DI_STYLE_PLAIN, {"日本", "b", "c"}, "日本  b  c\n"},
};

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiTable) table = di_table_new(row->titled ? three : bare, 3);
	DiScreen screen = {.columns = row->columns, .colour = row->colour};
	g_autofree char *text = NULL;

	di_table_row(table, row->style, row->cells);
	text = di_table_format(table, &screen, row->indent);
	assert_string_equal(text, row->expected);
}

static void
columns_line_up_over_rows(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiTable) table = di_table_new(bare, 3);
	DiScreen screen = {.columns = 0, .colour = FALSE};
	g_autofree char *text = NULL;

	di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){"✓ å", "Östersund", "x"});
	di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){"✗ försenad", "b", "y"});
	text = di_table_format(table, &screen, 0);
	assert_string_equal(text, "✓ å         Östersund  x\n✗ försenad  b          y\n");
	assert_int_equal(di_table_rows(table), 2);
}

static void
a_plain_table_is_cut_by_tabs(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiTable) table = di_table_new(three, 3);
	DiScreen screen = {.plain = TRUE};
	g_autofree char *text = NULL;

	di_table_row(table, DI_STYLE_BAD, (const char *const[]){"SFG 26-1", NULL, "Gävle\tkommun"});
	di_table_row(table, DI_STYLE_BAD, (const char *const[]){"SFG 26-2", "Trisam", NULL});
	text = di_table_format(table, &screen, 4);
	assert_string_equal(text, "Nummer\tInsats\tHuvudman\nSFG 26-1\t\tGävle\\u0009kommun\nSFG 26-2\tTrisam\t\n");
}

static void
each_cell_may_have_its_own_style(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiTable) table = di_table_new(bare, 3);
	DiScreen screen = {.colour = TRUE};
	g_autofree char *text = NULL;

	di_table_row_styled(table, (const DiStyle[]){DI_STYLE_PLAIN, DI_STYLE_GOOD, DI_STYLE_BAD}, (const char *const[]){"a", "✓", "✗"});
	text = di_table_format(table, &screen, 0);
	assert_string_equal(text, "a  \033[32m✓\033[0m  \033[1;31m✗\033[0m\n");
}

static const struct Comparison {
	const char *sentence, *before, *after, *expected; /* "=" kept, "+" new, "-" gone */
} comparisons[] = {
	{"the same text", "Ett. Två.", "Ett.\n\nTvå.", "=Ett.=Två."},
	{"a sentence that is new", "Ett. Tre.", "Ett. Två! Tre.", "=Ett.+Två!=Tre."},
	{"a sentence that is gone", "Ett. Två? Tre.", "Ett. Tre.", "=Ett.-Två?=Tre."},
	{"a sentence that changed is gone and new", "Ett är ett. Slut", "Ett är två. Slut", "-Ett är ett.+Ett är två.=Slut"},
	{"a point within a number ends nothing", "Kl 10.30 är det 2.5 st", "Kl 10.30 är det 2.5 st", "=Kl 10.30 är det 2.5 st"},
	{"capitals and spaces do not matter", "ETT  Två.", "ett två.", "=ett två."},
	{"nothing before", "", "Ett.", "+Ett."},
	{"nothing after", "Ett.", "", "-Ett."},
	{"nothing at all", "", "\n \n", ""},
	{"list items are sentences", "- ett\n- två", "- ett\n- tre", "=- ett-- två+- tre"},
};

static void
compares(void **state)
{
	const struct Comparison *row = *state;
	g_autoptr(GPtrArray) passages = di_compare(row->before, row->after);
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < passages->len; i++) {
		const DiPassage *passage = passages->pdata[i];

		g_string_append_printf(text, "%c%s", "=+-"[passage->is], passage->text);
	}
	assert_string_equal(text->str, row->expected);
}

static void
a_passage_is_wrapped_and_cleaned(void **state G_GNUC_UNUSED)
{
	DiScreen narrow = {.columns = 40, .colour = FALSE}, wide = {.columns = 200, .colour = FALSE};
	g_autofree char *text = di_passage(&narrow, "ett två tre fyra fem sex sju åtta nio tio elva\n\n- punkt\033c\n\n", 2);
	g_autofree char *nothing = di_passage(&narrow, " \n", 2);
	g_autofree char *long_line = g_strnfill(400, 'x');
	g_autofree char *spaced = NULL;
	g_autofree char *wrapped = NULL;

	for (guint i = 9; i < 400; i += 10)
		long_line[i] = ' ';
	wrapped = di_passage(&wide, long_line, 0);
	spaced = g_strndup(wrapped, strcspn(wrapped, "\n"));
	assert_string_equal(text, "  ett två tre fyra fem sex sju åtta nio\n  tio elva\n\n  - punkt\\u001Bc\n");
	assert_string_equal(nothing, "");
	assert_true(strlen(spaced) <= 80);
}

static void
numbers_are_told_in_swedish(void **state G_GNUC_UNUSED)
{
	g_autofree char *one = di_counted(1, "rapport", "rapporter");
	g_autofree char *none = di_counted(0, "rapport", "rapporter");
	g_autofree char *bytes = di_size_short(999);
	g_autofree char *kilo = di_size_short(12345);
	g_autofree char *mega = di_size_short(3456789);
	g_autofree char *here = di_day_short(di_date_from_ymd(2026, 4, 14), 2026);
	g_autofree char *there = di_day_short(di_date_from_ymd(2025, 12, 1), 2026);
	g_autofree char *no_day = di_day_short(DI_DATE_NONE, 2026);

	assert_string_equal(one, "1 rapport");
	assert_string_equal(none, "0 rapporter");
	assert_string_equal(bytes, "999 byte");
	assert_string_equal(kilo, "12 kB");
	assert_string_equal(mega, "3,4 MB");
	assert_string_equal(here, "14 april");
	assert_string_equal(there, "1 december 2025");
	assert_string_equal(no_day, "");
}

int
main(void)
{
	ADD_ROWS(rows, check);
	ADD_ROWS(comparisons, compares);
	ADD_TEST(columns_line_up_over_rows);
	ADD_TEST(a_plain_table_is_cut_by_tabs);
	ADD_TEST(each_cell_may_have_its_own_style);
	ADD_TEST(a_passage_is_wrapped_and_cleaned);
	ADD_TEST(numbers_are_told_in_swedish);
	return run_table("cli-output");
}
