/* Tables: columns as wide as they need, rows kept whole where a page holds them, the head again on every page. */
#include "press.h"

#include <string.h>

#define PADDING 4.5
#define HANGING 12.0
#define ABOVE 2.5 /* and below each cell's text */

static const Face cell_face = {9.2, FALSE, COLOUR_TEXT};

typedef struct {
	const DiPaperBlock *block;
	double widths[DI_PAPER_COLUMNS_MAX], left[DI_PAPER_COLUMNS_MAX];
	gboolean is_record;
} Table;

typedef struct {
	PangoLayout *layouts[DI_PAPER_COLUMNS_MAX];
	Face faces[DI_PAPER_COLUMNS_MAX];
	int next[DI_PAPER_COLUMNS_MAX]; /* the first line that is not set yet */
	guint n;
	gboolean is_head;
} Row;

static void
row_clear(Row *row)
{
	for (guint i = 0; i < row->n; i++)
		g_object_unref(row->layouts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Row, row_clear)

static double
natural_width(const Press *press, const char *text, gboolean bold)
{
	g_autoptr(PangoLayout) layout = press_layout(press, text, (Face){cell_face.size, bold, 0}, 0);

	return press_width(layout);
}

static double
needed(const Press *press, const DiPaperBlock *block, guint column)
{
	double most = natural_width(press, g_array_index(block->columns, DiPaperColumn, column).title, TRUE);

	for (guint i = 0; i < block->rows->len; i++) {
		double its = natural_width(press, di_paper_cell_at(block, i, column)->text, column == 0);

		most = MAX(most, its);
	}
	return most + 2 * PADDING + 0.5;
}

static void
settle_widths(const Press *press, Table *table)
{
	const GArray *columns = table->block->columns;
	double fixed = 0, rest, at = LEFT;
	int shares = 0;

	for (guint i = 0; i < columns->len; i++) {
		int share = g_array_index(columns, DiPaperColumn, i).share;

		table->widths[i] = share ? 0 : needed(press, table->block, i);
		fixed += table->widths[i];
		shares += share;
	}
	rest = MAX(TEXT_WIDTH - fixed, shares ? TEXT_WIDTH / 4 : 0);
	for (guint i = 0; i < columns->len; i++) {
		int share = g_array_index(columns, DiPaperColumn, i).share;

		table->widths[i] = share ? rest * share / shares : table->widths[i] * MIN(1, (TEXT_WIDTH - (shares ? rest : 0)) / fixed);
		table->left[i] = at;
		at += table->widths[i];
	}
}

/* Every line begins with its number. */
static gboolean
is_numbered(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i]; i++) {
		gsize digits = strspn(lines[i], "0123456789");

		if (digits == 0 || digits > 2 || lines[i][digits] != '.')
			return FALSE;
	}
	return lines[0] != NULL;
}

static void
add_cell(const Press *press, const Table *table, Row *row, const char *text, Face face)
{
	row->faces[row->n] = face;
	row->layouts[row->n] = press_layout(press, text, face, table->widths[row->n] - 2 * PADDING);
	if (is_numbered(text))
		pango_layout_set_indent(row->layouts[row->n], (int)(-HANGING * PANGO_SCALE));
	row->n++;
}

static Row
row_of(const Press *press, const Table *table, guint at)
{
	Row row = {.n = 0};

	for (guint i = 0; i < table->block->columns->len; i++) {
		const DiPaperCell *cell = di_paper_cell_at(table->block, at, i);
		Face face = {cell_face.size, i == 0 || cell->tone == DI_TONE_OVERDUE, press_tone(cell->tone)};

		add_cell(press, table, &row, cell->text, face);
	}
	return row;
}

static Row
head_of(const Press *press, const Table *table)
{
	Row row = {.is_head = TRUE};

	for (guint i = 0; i < table->block->columns->len; i++)
		add_cell(press, table, &row, g_array_index(table->block->columns, DiPaperColumn, i).title, (Face){cell_face.size, TRUE, COLOUR_TEXT});
	return row;
}

static double
height_of(const Row *row)
{
	double most = 0;

	for (guint i = 0; i < row->n; i++) {
		double height = 0;

		for (int line = row->next[i]; line < pango_layout_get_line_count(row->layouts[i]); line++)
			height += press_line_gap(row->layouts[i], line) + press_line_height(row->layouts[i], line);
		most = MAX(most, height);
	}
	return most + 2 * ABOVE;
}

/* The lines of one cell that fit above LIMIT; gives where they end. */
static double
set_cell(const Press *press, const Table *table, Row *row, guint i, double limit)
{
	const char *tag = row->is_head || i == 0 ? "TH" : "TD";
	double y = press->y + ABOVE;

	press_begin(press, tag);
	for (; row->next[i] < pango_layout_get_line_count(row->layouts[i]); row->next[i]++) {
		double height = press_line_height(row->layouts[i], row->next[i]);
		double gap = y > press->y + ABOVE ? press_line_gap(row->layouts[i], row->next[i]) : 0;

		if (y + gap + height > limit)
			break;
		y += gap;
		press_line(press, row->layouts[i], row->next[i], row->faces[i], table->left[i] + PADDING, y);
		y += height;
	}
	press_end(press, tag);
	return y;
}

static gboolean
is_set(const Row *row)
{
	for (guint i = 0; i < row->n; i++)
		if (row->next[i] < pango_layout_get_line_count(row->layouts[i]))
			return FALSE;
	return TRUE;
}

/* Lines around the piece of a row that ends at BOTTOM_Y. */
static void
rule(const Press *press, const Table *table, double bottom_y)
{
	double right = table->left[table->block->columns->len - 1] + table->widths[table->block->columns->len - 1];

	press_fill(press, COLOUR_LINE, LEFT, bottom_y, right - LEFT, 0.6);
	if (!table->is_record)
		return;
	press_fill(press, COLOUR_LINE, LEFT, press->y, right - LEFT, 0.6);
	for (guint i = 0; i < table->block->columns->len; i++)
		press_fill(press, COLOUR_LINE, table->left[i], press->y, 0.6, bottom_y - press->y);
	press_fill(press, COLOUR_LINE, right, press->y, 0.6, bottom_y - press->y + 0.6);
}

static void
set_piece(Press *press, const Table *table, Row *row)
{
	double end = press->y + ABOVE, height = height_of(row);

	if (row->is_head)
		press_fill(press, COLOUR_HEAD, LEFT, press->y, TEXT_WIDTH, height);
	press_begin(press, "TR");
	for (guint i = 0; i < row->n; i++) {
		double its = set_cell(press, table, row, i, BOTTOM - ABOVE);

		end = MAX(end, its);
	}
	press_end(press, "TR");
	rule(press, table, end + ABOVE);
	press->y = end + ABOVE;
}

static void
set_head(Press *press, const Table *table)
{
	g_auto(Row) row = head_of(press, table);

	set_piece(press, table, &row);
}

static void
turn(Press *press, const Table *table)
{
	press_turn(press);
	if (!table->is_record)
		set_head(press, table);
}

static void
set_row(Press *press, const Table *table, Row *row)
{
	double height = height_of(row), least = table->is_record ? MIN(height, 40) : height;

	if (press->y + MIN(least, BOTTOM - TOP - 60) > BOTTOM)
		turn(press, table);
	set_piece(press, table, row);
	while (!is_set(row)) {
		turn(press, table);
		set_piece(press, table, row);
	}
}

void
press_table(Press *press, const DiPaperBlock *block)
{
	Table table = {.block = block, .is_record = block->kind == DI_PAPER_RECORD};

	settle_widths(press, &table);
	press_need(press, 60);
	press_begin(press, "Table");
	if (!table.is_record)
		set_head(press, &table);
	for (guint i = 0; i < block->rows->len; i++) {
		g_auto(Row) row = row_of(press, &table, i);

		set_row(press, &table, &row);
	}
	press_end(press, "Table");
	press->y += 10;
}

/* The rows of a table that a report holds. */
void
press_rows(Press *press, const GPtrArray *lines, guint *at)
{
	g_autoptr(DiPaper) own = di_paper_new("", "", "", 0);
	DiPaperBlock *block = di_paper_table(own, DI_PAPER_RECORD, "");
	guint most = 1, last = *at;

	for (; last < lines->len && ((const DiPaperLine *)lines->pdata[last])->cells; last++)
		most = MAX(most, g_strv_length(((const DiPaperLine *)lines->pdata[last])->cells));
	for (guint i = 0; i < most; i++)
		di_paper_column(block, "", 1, DI_TONE_NONE);
	for (; *at < last; (*at)++) {
		char **cells = ((const DiPaperLine *)lines->pdata[*at])->cells;

		di_paper_row(block);
		for (guint i = 0; cells[i]; i++)
			di_paper_cell(block, DI_TONE_NONE, "%s", cells[i]);
	}
	(*at)--;
	press_table(press, block);
}
