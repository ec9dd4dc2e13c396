/* Tables drawn with signs in plain text, as pandoc, Markdown and mail programs write them:
 *
 *     +-----+-----+     | a | b |       ----- -----
 *     | a   | b   |     |---|---|       a     b
 *     +-----+-----+     | c | d |       ----- -----
 *
 * A row of the first ends with its ruler, of the second with its line, of the third with an empty line if there is one. */
#include "document-internal.h"

#include <string.h>

enum { COLUMNS_MAX = 16, LINES_MAX = 400, ALONE_MIN = 10 };

/* Where columns begin and end, in characters of a line. */
typedef struct {
	int n, from[COLUMNS_MAX], to[COLUMNS_MAX];
} Grid;

typedef struct {
	DiDocument *document;
	Grid grid;
	int table, row;
	GString *cells[COLUMNS_MAX]; /* of the row that is read: a line for each of the file's */
} Drawer;

static const char *
indented(const char *line)
{
	return line + strspn(line, " ");
}

/* Nothing but SIGNS, with three of the signs that rulers are made of in a row. */
static gboolean
is_ruler(const char *line, const char *signs)
{
	return *indented(line) && line[strspn(line, signs)] == '\0' && (strstr(line, "---") || strstr(line, "==="));
}

static Grid
grid_of(const char *ruler, const char *between)
{
	Grid grid = {0};

	for (const char *at = ruler; *at && grid.n < COLUMNS_MAX;) {
		gsize gap = strspn(at, between), run = strcspn(at + gap, between);

		if (run > 0) {
			grid.from[grid.n] = (int)(at + gap - ruler);
			grid.to[grid.n++] = (int)(at + gap + run - ruler);
		}
		at += gap + run;
	}
	return grid;
}

static char *
slice(const char *line, int from, int to)
{
	glong length = g_utf8_strlen(line, -1);
	char *text = from < length ? g_utf8_substring(line, from, MIN(to, length)) : g_strdup("");

	return g_strstrip(text);
}

/* Is there nothing where the ruler has its gaps? The last column may be as wide as it likes. */
static gboolean
fits(const Grid *grid, const char *line)
{
	for (int i = 1; i < grid->n; i++) {
		g_autofree char *gap = slice(line, grid->to[i - 1], grid->from[i]);

		if (*gap)
			return FALSE;
	}
	return (int)strspn(line, " ") >= grid->from[0] || !*line;
}

static void
add_cell(Drawer *drawer, int column, const char *text)
{
	DiBlock *block = di_document_add(drawer->document, DI_BLOCK_CELL);

	block->table = drawer->table;
	block->row = drawer->row;
	block->column = column;
	di_block_set_text(block, text);
}

/* Lines that follow each other are one paragraph, until one is empty or begins an item. */
static void
end_cell(Drawer *drawer, int column)
{
	g_auto(GStrv) lines = g_strsplit(drawer->cells[column]->str, "\n", -1);
	g_autoptr(GString) text = g_string_new(NULL);
	gboolean any = FALSE;

	for (guint i = 0; lines[i]; i++) {
		if (text->len && (!*lines[i] || di_txt_begins_item(lines[i]))) {
			add_cell(drawer, column, text->str);
			g_string_truncate(text, 0);
			any = TRUE;
		}
		g_string_append_printf(text, "%s%s", text->len && *lines[i] ? " " : "", lines[i]);
	}
	if (text->len || !any)
		add_cell(drawer, column, text->str);
	g_string_truncate(drawer->cells[column], 0);
}

static void
end_row(Drawer *drawer)
{
	gsize bytes = 0;

	for (int i = 0; i < drawer->grid.n; i++)
		bytes += strspn(drawer->cells[i]->str, "\n") < drawer->cells[i]->len ? 1 : 0;
	for (int i = 0; i < drawer->grid.n && bytes > 0; i++)
		end_cell(drawer, i);
	for (int i = 0; i < drawer->grid.n; i++)
		g_string_truncate(drawer->cells[i], 0);
	drawer->row += bytes > 0 ? 1 : 0;
}

/* LINE by the columns of the ruler; the last one may be as wide as it likes. */
static void
take_line(Drawer *drawer, const char *line)
{
	for (int i = 0; i < drawer->grid.n; i++) {
		g_autofree char *piece = slice(line, drawer->grid.from[i], i + 1 < drawer->grid.n ? drawer->grid.to[i] : G_MAXINT);

		g_string_append_printf(drawer->cells[i], "%s\n", piece);
	}
}

/* LINE by its bars, into MOST columns: who writes into a frame by hand seldom keeps to it. How many it has. */
static int
take_barred(Drawer *drawer, const char *line, int most)
{
	g_autofree char *text = g_strdup(indented(line) + (*indented(line) == '|' ? 1 : 0));
	gsize length = strlen(text);
	g_auto(GStrv) pieces = NULL;
	int n = 0;

	if (length > 0 && text[length - 1] == '|')
		text[length - 1] = '\0';
	pieces = g_strsplit(text, "|", most);
	for (; pieces[n]; n++)
		g_string_append_printf(drawer->cells[n], "%s\n", g_strstrip(pieces[n]));
	return n;
}

static guint
count_framed(const GPtrArray *lines, guint at)
{
	guint n = 0;

	while (at + n < lines->len && n < LINES_MAX && strchr("+|", *indented(lines->pdata[at + n])) && *indented(lines->pdata[at + n]))
		n++;
	return n;
}

/* "+---+---+" and what it frames. */
static guint
read_framed(Drawer *drawer, const GPtrArray *lines, guint at)
{
	guint n = *indented(lines->pdata[at]) == '+' && is_ruler(lines->pdata[at], " +-=:") ? count_framed(lines, at) : 0;

	if (n < 3)
		return 0;
	drawer->grid = grid_of(lines->pdata[at], " +");
	for (guint i = 1; i < n; i++) {
		if (is_ruler(lines->pdata[at + i], " +-=:"))
			end_row(drawer);
		else
			take_barred(drawer, lines->pdata[at + i], drawer->grid.n);
	}
	end_row(drawer); /* the last ruler may lack */
	return n;
}

/* "| a | b |" on two lines or more. */
static guint
read_piped(Drawer *drawer, const GPtrArray *lines, guint at)
{
	guint n = *indented(lines->pdata[at]) == '|' ? count_framed(lines, at) : 0;

	for (guint i = 0; i < n; i++)
		if (!strchr(indented(lines->pdata[at + i]) + 1, '|'))
			return 0;
	for (guint i = 0; i < n && n >= 2; i++) {
		if (is_ruler(lines->pdata[at + i], " |-=:"))
			continue;
		drawer->grid.n = take_barred(drawer, lines->pdata[at + i], COLUMNS_MAX);
		end_row(drawer);
	}
	return n >= 2 ? n : 0;
}

/* How many lines from the ruler at AT to the same one, both counted; 0: there is none. */
static guint
count_ruled(const Grid *grid, const GPtrArray *lines, guint at)
{
	for (guint i = at + 1; i < lines->len && i - at < LINES_MAX; i++) {
		if (strcmp(lines->pdata[i], lines->pdata[at]) == 0)
			return i - at + 1;
		if (!fits(grid, lines->pdata[i]))
			return 0;
	}
	return 0;
}

/* Two rulers of dashes, with gaps where the columns part. */
static guint
read_ruled(Drawer *drawer, const GPtrArray *lines, guint at)
{
	Grid grid = is_ruler(lines->pdata[at], " -") ? grid_of(lines->pdata[at], " ") : (Grid){0};
	guint n = grid.n > 1 || (grid.n == 1 && grid.from[0] >= 2 && grid.to[0] - grid.from[0] >= ALONE_MIN) ? count_ruled(&grid, lines, at) : 0;
	gboolean by_gaps = FALSE;

	if (n < 3)
		return 0;
	drawer->grid = grid;
	for (guint i = 1; i + 1 < n; i++)
		by_gaps = by_gaps || !*(const char *)lines->pdata[at + i];
	for (guint i = 1; i + 1 < n; i++) {
		take_line(drawer, lines->pdata[at + i]);
		if (!by_gaps || !*(const char *)lines->pdata[at + i])
			end_row(drawer);
	}
	end_row(drawer);
	return n;
}

/* A line above a ruler of dashes names its columns; an empty line ends the table. */
static guint
read_headed(Drawer *drawer, const GPtrArray *lines, guint at)
{
	Grid grid = at + 2 < lines->len && is_ruler(lines->pdata[at + 1], " -") ? grid_of(lines->pdata[at + 1], " ") : (Grid){0};
	guint n = 0;

	while (grid.n > 1 && at + n < lines->len && n < LINES_MAX && *(const char *)lines->pdata[at + n] &&
		(n == 1 || fits(&grid, lines->pdata[at + n])))
		n++;
	if (n < 3 || (at + n < lines->len && *(const char *)lines->pdata[at + n]))
		return 0;
	drawer->grid = grid;
	for (guint i = 0; i < n; i++) {
		if (i == 1)
			continue;
		take_line(drawer, lines->pdata[at + i]);
		end_row(drawer);
	}
	return n;
}

guint
di_txt_table(DiDocument *document, const GPtrArray *lines, guint at, int table)
{
	const char *line = lines->pdata[at];
	Drawer drawer = {.document = document, .table = table};
	guint n;

	if (!strchr("+|-", *indented(line)) && (at + 1 >= lines->len || *indented(lines->pdata[at + 1]) != '-'))
		return 0;
	for (int i = 0; i < COLUMNS_MAX; i++)
		drawer.cells[i] = g_string_new(NULL);
	n = read_framed(&drawer, lines, at);
	n = n ? n : read_piped(&drawer, lines, at);
	n = n ? n : read_ruled(&drawer, lines, at);
	n = n ? n : read_headed(&drawer, lines, at);
	for (int i = 0; i < COLUMNS_MAX; i++)
		g_string_free(drawer.cells[i], TRUE);
	return n;
}
