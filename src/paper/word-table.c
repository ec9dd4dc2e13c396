/* Tables and bars for Word. Bars are cells with a ground of their own: they need no picture, and their figures are text. */
#include "word.h"

enum {
	WIDTH = 9070,      /* twentieths of a point: A4 with margins of 2,5 cm; other widths scale it */
	CHARACTER = 98, PADDING = 216, /* of a cell */
	LABEL = 1100,      /* before a bar */
	UNITS = 50,        /* a bar's width: Word has at most 63 columns */
	UNITS_LEAST = 3,   /* room for two figures */
};

static const char *const tones[] = {
	[DI_TONE_NONE] = "000000", [DI_TONE_IN] = "1A6B3C", [DI_TONE_LATE] = "7A5A00", [DI_TONE_WAIT] = "4A5560", [DI_TONE_OVERDUE] = "B3261E",
	[DI_TONE_REVIEW] = "6A3EA1",
};

/* Grounds of bars are told apart by how light they are, as in src/page/colours.css. */
static const char *const grounds[] = {
	[DI_TONE_NONE] = "F0F0F0", [DI_TONE_IN] = "4FAE78", [DI_TONE_LATE] = "F3D27A", [DI_TONE_WAIT] = "F0F0F0", [DI_TONE_OVERDUE] = "8C1A13",
	[DI_TONE_REVIEW] = "F0F0F0",
};

static void
open_table(GString *out, const char *about, const int *widths, guint n, const char *borders)
{
	di_markup_add(out, "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/>");
	g_string_append(out, borders);
	g_string_append(out, "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"85\" w:type=\"dxa\"/><w:right w:w=\"85\" w:type=\"dxa\"/></w:tblCellMar>");
	if (*about)
		di_markup_add(out, "<w:tblCaption w:val=\"%s\"/>", about);
	g_string_append(out, "</w:tblPr><w:tblGrid>");
	for (guint i = 0; i < n; i++)
		di_markup_add(out, "<w:gridCol w:w=\"%d\"/>", widths[i]);
	g_string_append(out, "</w:tblGrid>");
}

#define SIDE(name) "<w:" name " w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"" WORD_LINE "\"/>"
static const char lines_across[] = "<w:tblBorders>" SIDE("top") SIDE("bottom") SIDE("insideH") "</w:tblBorders>";
static const char lines_around[] = "<w:tblBorders>" SIDE("top") SIDE("left") SIDE("bottom") SIDE("right") SIDE("insideH") SIDE("insideV") "</w:tblBorders>";

static void
open_cell(GString *out, int width, int span, const char *fill)
{
	di_markup_add(out, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>", width);
	if (span > 1)
		di_markup_add(out, "<w:gridSpan w:val=\"%d\"/>", span);
	if (*fill)
		di_markup_add(out, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"%s\"/>", fill);
	g_string_append(out, "</w:tcPr>");
}

/* A cell's lines are paragraphs. */
static void
write_cell(GString *out, int width, const char *text, const char *run, const char *fill)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	open_cell(out, width, 1, fill);
	for (guint i = 0; lines[i]; i++)
		word_paragraph(out, "Diarie cell", lines[i], "", run);
	if (!lines[0])
		word_paragraph(out, "Diarie cell", "", "", "");
	g_string_append(out, "</w:tc>");
}

static void
write_head(GString *out, const DiPaperBlock *block, const int *widths)
{
	g_string_append(out, "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
	for (guint i = 0; i < block->columns->len; i++)
		write_cell(out, widths[i], g_array_index(block->columns, DiPaperColumn, i).title, "<w:b/>", WORD_HEAD);
	g_string_append(out, "</w:tr>");
}

static void
write_row(GString *out, const DiPaperBlock *block, guint row, const int *widths)
{
	g_string_append(out, block->kind == DI_PAPER_TABLE ? "<w:tr><w:trPr><w:cantSplit/></w:trPr>" : "<w:tr>");
	for (guint i = 0; i < block->columns->len; i++) {
		const DiPaperCell *cell = di_paper_cell_at(block, row, i);
		g_autofree char *run = g_strdup_printf("%s<w:color w:val=\"%s\"/>", i == 0 || cell->tone == DI_TONE_OVERDUE ? "<w:b/>" : "",
			tones[cell->tone]);

		write_cell(out, widths[i], cell->text, cell->tone ? run : i == 0 ? "<w:b/>" : "", "");
	}
	g_string_append(out, "</w:tr>");
}

void
word_table(GString *out, const DiPaperBlock *block)
{
	int widths[DI_PAPER_COLUMNS_MAX];
	gboolean is_record = block->kind == DI_PAPER_RECORD;

	paper_widths(block, WIDTH, CHARACTER, PADDING, widths);
	open_table(out, block->text, widths, block->columns->len, is_record ? lines_around : lines_across);
	if (!is_record)
		write_head(out, block, widths);
	for (guint i = 0; i < block->rows->len; i++)
		write_row(out, block, i, widths);
	g_string_append(out, "</w:tbl>");
	word_air(out);
}

/* Bars */

/* How many units each series gets, and how many are left behind. */
static int
share_units(const DiPaperBlock *block, guint row, int *units)
{
	guint all = 0;
	int left = UNITS;

	for (guint i = 0; i < block->columns->len; i++)
		all += di_paper_count_at(block, row, i);
	for (guint i = 0; i < block->columns->len; i++) {
		guint count = di_paper_count_at(block, row, i);

		units[i] = count ? MIN(MAX((int)(count * UNITS / all), UNITS_LEAST), left) : 0;
		left -= units[i];
	}
	return left;
}

static void
write_piece(GString *out, const DiPaperBlock *block, guint row, guint series, int units)
{
	g_autofree char *figure = g_strdup_printf("%u", di_paper_count_at(block, row, series));
	DiTone tone = g_array_index(block->columns, DiPaperColumn, series).tone;

	open_cell(out, (WIDTH - LABEL) / UNITS * units, units, grounds[tone]);
	word_paragraph(out, "Diarie cell", figure, "", tone == DI_TONE_OVERDUE ? "<w:b/><w:color w:val=\"FFFFFF\"/>" : "<w:b/>");
	g_string_append(out, "</w:tc>");
}

static void
write_bar(GString *out, const DiPaperBlock *block, guint row)
{
	int units[DI_PAPER_COLUMNS_MAX], left = share_units(block, row, units), last = -1;

	for (guint i = 0; i < block->columns->len; i++)
		last = units[i] ? (int)i : last;
	if (last >= 0) /* what rounding left */
		units[last] += left;
	g_string_append(out, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
	write_cell(out, LABEL, di_paper_cell_at(block, row, 0)->text, "", "");
	for (guint i = 0; i < block->columns->len; i++)
		if (units[i])
			write_piece(out, block, row, i, units[i]);
	if (last < 0) {
		open_cell(out, WIDTH - LABEL, UNITS, "");
		word_paragraph(out, "Diarie cell", "–", "", "");
		g_string_append(out, "</w:tc>");
	}
	g_string_append(out, "</w:tr>");
}

/* What the grounds mean. */
static void
write_key(GString *out, const DiPaperBlock *block)
{
	g_string_append(out, "<w:p><w:pPr><w:pStyle w:val=\"Diarie cell\"/><w:keepNext/></w:pPr>");
	for (guint i = 0; i < block->columns->len; i++) {
		const DiPaperColumn *column = &g_array_index(block->columns, DiPaperColumn, i);
		g_autofree char *colour = g_strdup_printf("<w:color w:val=\"%s\"/>", grounds[column->tone]);
		g_autofree char *words = g_strdup_printf(" %s    ", column->title);

		word_run(out, "■", colour);
		word_run(out, words, "");
	}
	g_string_append(out, "</w:p>");
}

#define WHITE(name) "<w:" name " w:val=\"single\" w:sz=\"24\" w:space=\"0\" w:color=\"FFFFFF\"/>"
void
word_bars(GString *out, const DiPaperBlock *block)
{
	static const char apart[] = "<w:tblBorders>" WHITE("top") WHITE("bottom") WHITE("insideH") "</w:tblBorders>";
	int widths[UNITS + 1];

	widths[0] = LABEL;
	for (guint i = 1; i <= UNITS; i++)
		widths[i] = (WIDTH - LABEL) / UNITS;
	word_paragraph(out, "", block->text, "<w:keepNext/>", "");
	write_key(out, block);
	open_table(out, block->text, widths, UNITS + 1, apart);
	for (guint i = 0; i < block->rows->len; i++)
		write_bar(out, block, i);
	g_string_append(out, "</w:tbl>");
	word_air(out);
}

void
word_quoted_rows(GString *out, const GPtrArray *lines, guint *at)
{
	guint n = 1;
	int widths[DI_PAPER_COLUMNS_MAX];
	guint last = *at;

	for (; last < lines->len && ((const DiPaperLine *)lines->pdata[last])->cells; last++)
		n = MAX(n, g_strv_length(((const DiPaperLine *)lines->pdata[last])->cells));
	for (guint i = 0; i < n; i++)
		widths[i] = WIDTH / (int)n;
	open_table(out, "", widths, n, lines_around);
	for (; *at < last; (*at)++) {
		const DiPaperLine *line = lines->pdata[*at];
		guint cells = g_strv_length(line->cells);

		g_string_append(out, "<w:tr>");
		for (guint i = 0; i < n; i++)
			write_cell(out, widths[i], i < cells ? line->cells[i] : "", "", "");
		g_string_append(out, "</w:tr>");
	}
	g_string_append(out, "</w:tbl>");
	(*at)--;
}
