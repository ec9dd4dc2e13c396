/* Tables, colour and widths. What came from outside is made harmless here (di_text_visible), so no verb can forget it. */
#include <diarie/cli.h>

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { GAP = 2, READING_WIDTH = 80, NARROWEST = 40, WIDEST = 10000 };

static const char *const sequences[] = {
	[DI_STYLE_PLAIN] = "",
	[DI_STYLE_GOOD] = "\033[32m",
	[DI_STYLE_NOTICE] = "\033[33m",
	[DI_STYLE_BAD] = "\033[1;31m",
	[DI_STYLE_DIM] = "\033[2m",
	[DI_STYLE_BOLD] = "\033[1m",
};

typedef struct {
	DiStyle *styles; /* one a cell */
	char **cells;
} Row;

struct DiTable {
	const DiColumn *columns;
	guint n_columns;
	GArray *rows; /* Row */
};

static int
width_of_terminal(gboolean is_terminal)
{
	const char *columns = getenv("COLUMNS");
	guint64 wanted = 0;
	struct winsize size;

	if (is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	if (columns && g_ascii_string_to_unsigned(columns, 10, 1, WIDEST, &wanted, NULL))
		return (int)wanted;
	return is_terminal ? READING_WIDTH : 0;
}

DiScreen
di_screen_look(gboolean plain)
{
	const char *always = getenv("DIARIE_PLAIN");
	gboolean is_terminal = isatty(STDOUT_FILENO);
	const char *no_colour = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");
	int width = width_of_terminal(is_terminal);

	if (plain || (always && *always))
		return (DiScreen){.plain = TRUE};
	return (DiScreen){
		.columns = width ? MAX(width, NARROWEST) : 0,
		.colour = is_terminal && !(no_colour && *no_colour) && terminal && !g_str_equal(terminal, "dumb"),
	};
}

static void
row_clear(gpointer data)
{
	Row *row = data;

	g_free(row->styles);
	g_strfreev(row->cells);
}

DiTable *
di_table_new(const DiColumn *columns, guint n_columns)
{
	DiTable *table = g_new0(DiTable, 1);

	table->columns = columns;
	table->n_columns = n_columns;
	table->rows = g_array_new(FALSE, FALSE, sizeof(Row));
	g_array_set_clear_func(table->rows, row_clear);
	return table;
}

void
di_table_free(DiTable *table)
{
	if (!table)
		return;
	g_array_unref(table->rows);
	g_free(table);
}

void
di_table_row_styled(DiTable *table, const DiStyle *styles, const char *const *cells)
{
	Row row = {g_memdup2(styles, table->n_columns * sizeof *styles), g_new0(char *, table->n_columns + 1)};

	for (guint i = 0; i < table->n_columns; i++)
		row.cells[i] = di_text_visible(cells[i] ? cells[i] : "", FALSE);
	g_array_append_val(table->rows, row);
}

/* DIM and BOLD are of the whole row. */
void
di_table_row(DiTable *table, DiStyle style, const char *const *cells)
{
	g_autofree DiStyle *styles = g_new0(DiStyle, table->n_columns);

	for (guint i = 0; i < table->n_columns; i++)
		styles[i] = i == 0 || style == DI_STYLE_DIM || style == DI_STYLE_BOLD ? style : DI_STYLE_PLAIN;
	di_table_row_styled(table, styles, cells);
}

guint
di_table_rows(const DiTable *table)
{
	return table->rows->len;
}

static gboolean
has_heading(const DiTable *table)
{
	for (guint i = 0; i < table->n_columns; i++)
		if (table->columns[i].title && *table->columns[i].title)
			return TRUE;
	return FALSE;
}

/* As wide as each column would like to be; one in which nothing stands takes no room, nor does its title. */
static int *
wanted_widths(const DiTable *table)
{
	int *widths = g_new0(int, table->n_columns);

	for (guint r = 0; r < table->rows->len; r++) {
		const Row *row = &g_array_index(table->rows, Row, r);

		for (guint i = 0; i < table->n_columns; i++)
			widths[i] = MAX(widths[i], di_text_columns(row->cells[i]));
	}
	for (guint i = 0; i < table->n_columns; i++)
		if (widths[i] && table->columns[i].title)
			widths[i] = MAX(widths[i], di_text_columns(table->columns[i].title));
	return widths;
}

static int
total_width(const DiTable *table, const int *widths)
{
	int total = 0;

	for (guint i = 0; i < table->n_columns; i++)
		total += widths[i] + (widths[i] && total ? GAP : 0);
	return total;
}

/* The column that can best spare one: the widest of those that may be cut; −1: none. */
static int
widest_spare(const DiTable *table, const int *widths)
{
	int widest = -1;

	for (guint i = 0; i < table->n_columns; i++) {
		if (!table->columns[i].least || widths[i] <= table->columns[i].least)
			continue;
		if (widest < 0 || widths[i] > widths[widest])
			widest = (int)i;
	}
	return widest;
}

static void
shrink(const DiTable *table, int *widths, int columns)
{
	for (int over = total_width(table, widths) - columns; over > 0; over--) {
		int column = widest_spare(table, widths);

		if (column < 0)
			return;
		widths[column]--;
	}
}

static void
append_spaces(GString *line, int n)
{
	while (n-- > 0)
		g_string_append_c(line, ' ');
}

static void
trim_spaces(GString *line)
{
	while (line->len > 0 && line->str[line->len - 1] == ' ')
		g_string_truncate(line, line->len - 1);
}

static void
append_cell(GString *line, const DiScreen *screen, DiStyle style, const char *cell, int width)
{
	if (screen->colour && style != DI_STYLE_PLAIN && *cell)
		g_string_append(line, sequences[style]);
	di_text_append_fit(line, cell, width, TRUE);
	if (screen->colour && style != DI_STYLE_PLAIN && *cell)
		g_string_append(line, "\033[0m");
}

static void
append_row(GString *out, const DiTable *table, const DiScreen *screen, const int *widths, const Row *row, int indent)
{
	g_autoptr(GString) line = g_string_new(NULL);
	guint last = 0;

	for (guint i = 0; i < table->n_columns; i++)
		if (*row->cells[i])
			last = i;
	append_spaces(line, indent);
	for (guint i = 0; i <= last; i++) {
		gboolean is_last = i == last;
		int width = is_last ? MIN(widths[i], di_text_columns(row->cells[i])) : widths[i];

		if (!widths[i])
			continue;
		if (line->len > (gsize)indent)
			append_spaces(line, GAP);
		append_cell(line, screen, row->styles[i], row->cells[i], width);
	}
	trim_spaces(line);
	g_string_append(out, line->str);
	g_string_append_c(out, '\n');
}

static void
append_heading(GString *out, const DiTable *table, const DiScreen *screen, const int *widths, int indent)
{
	Row heading = {g_new0(DiStyle, table->n_columns), g_new0(char *, table->n_columns + 1)};

	for (guint i = 0; i < table->n_columns; i++) {
		heading.styles[i] = DI_STYLE_BOLD;
		heading.cells[i] = g_strdup(table->columns[i].title ? table->columns[i].title : "");
	}
	append_row(out, table, screen, widths, &heading, indent);
	row_clear(&heading);
}

static void
append_plain(GString *out, const int *widths, guint n, char *const *cells)
{
	gboolean is_first = TRUE;

	for (guint i = 0; i < n; i++) {
		if (!widths[i])
			continue;
		g_string_append_printf(out, "%s%s", is_first ? "" : "\t", cells[i]);
		is_first = FALSE;
	}
	g_string_append_c(out, '\n');
}

/* Every row has the same cells, a tab between them: for cut(1), and for a voice that reads line by line. */
static char *
format_plain(const DiTable *table, const int *widths)
{
	GString *out = g_string_new(NULL);
	g_autofree char **titles = g_new0(char *, table->n_columns + 1);

	for (guint i = 0; i < table->n_columns; i++)
		titles[i] = (char *)(uintptr_t)(table->columns[i].title ? table->columns[i].title : "");
	if (has_heading(table))
		append_plain(out, widths, table->n_columns, titles);
	for (guint r = 0; r < table->rows->len; r++)
		append_plain(out, widths, table->n_columns, g_array_index(table->rows, Row, r).cells);
	return g_string_free(out, FALSE);
}

char *
di_table_format(const DiTable *table, const DiScreen *screen, int indent)
{
	g_autofree int *widths = wanted_widths(table);
	GString *out = NULL;

	if (screen->plain)
		return format_plain(table, widths);
	out = g_string_new(NULL);
	if (screen->columns)
		shrink(table, widths, screen->columns - indent);
	if (has_heading(table))
		append_heading(out, table, screen, widths, indent);
	for (guint r = 0; r < table->rows->len; r++)
		append_row(out, table, screen, widths, &g_array_index(table->rows, Row, r), indent);
	return g_string_free(out, FALSE);
}

char *
di_styled(const DiScreen *screen, DiStyle style, const char *text)
{
	if (!screen->colour || style == DI_STYLE_PLAIN || !*text)
		return g_strdup(text);
	return g_strconcat(sequences[style], text, "\033[0m", NULL);
}

char *
di_passage(const DiScreen *screen, const char *text, int indent)
{
	g_autofree char *clean = di_text_visible(text, TRUE);
	int columns = screen->columns ? MIN(screen->columns, READING_WIDTH) : READING_WIDTH;
	g_autofree char *wrapped = NULL;

	g_strchomp(clean);
	if (!*clean)
		return g_strdup("");
	wrapped = di_text_wrap(clean, columns, indent);
	return g_str_has_suffix(wrapped, "\n") ? g_steal_pointer(&wrapped) : g_strconcat(wrapped, "\n", NULL);
}

char *
di_day_short(DiDate date, int this_year)
{
	int year, month, day;

	if (date == DI_DATE_NONE)
		return g_strdup("");
	di_date_to_ymd(date, &year, &month, &day);
	if (year == this_year)
		return g_strdup_printf("%d %s", day, di_month_swedish(month));
	return g_strdup_printf("%d %s %d", day, di_month_swedish(month), year);
}

char *
di_amount_tkr(gint64 tkr)
{
	GString *text;
	gsize lead;

	if (tkr == DI_AMOUNT_NONE)
		return g_strdup("–");
	text = g_string_new(NULL);
	g_string_printf(text, "%" G_GINT64_FORMAT, tkr);
	lead = tkr < 0 ? 1 : 0;
	for (gsize at = text->len; at > lead + 3;) {
		at -= 3;
		g_string_insert(text, (gssize)at, "\u00a0");
	}
	g_string_append(text, "\u00a0tkr");
	return g_string_free(text, FALSE);
}

char *
di_counted(guint n, const char *one, const char *several)
{
	return g_strdup_printf("%u %s", n, n == 1 ? one : several);
}
