/* A paper is built from top to bottom; then a writer goes through its blocks. */
#include <diarie/paper.h>

static void
block_free(gpointer data)
{
	DiPaperBlock *block = data;

	g_free(block->text);
	g_free(block->source);
	g_clear_pointer(&block->columns, g_array_unref);
	g_clear_pointer(&block->rows, g_ptr_array_unref);
	g_free(block);
}

static void
column_clear(gpointer data)
{
	DiPaperColumn *column = data;

	g_free(column->title);
}

static void
cell_clear(gpointer data)
{
	DiPaperCell *cell = data;

	g_free(cell->text);
}

DiPaper *
di_paper_new(const char *title, const char *about, const char *author, DiTime made)
{
	DiPaper *paper = g_new0(DiPaper, 1);

	paper->title = g_strdup(title);
	paper->about = g_strdup(about);
	paper->author = g_strdup(author);
	paper->made = made;
	paper->blocks = g_ptr_array_new_with_free_func(block_free);
	return paper;
}

void
di_paper_free(DiPaper *paper)
{
	if (!paper)
		return;
	g_free(paper->title);
	g_free(paper->about);
	g_free(paper->author);
	g_ptr_array_unref(paper->blocks);
	g_free(paper);
}

static DiPaperBlock *
add(DiPaper *paper, DiPaperKind kind, int level, char *text)
{
	DiPaperBlock *block = g_new0(DiPaperBlock, 1);

	block->kind = kind;
	block->level = level;
	block->text = text;
	g_ptr_array_add(paper->blocks, block);
	return block;
}

void
di_paper_heading(DiPaper *paper, int level, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	add(paper, DI_PAPER_HEADING, level, g_strdup_vprintf(format, values));
	va_end(values);
}

void
di_paper_text(DiPaper *paper, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	add(paper, DI_PAPER_TEXT, 0, g_strdup_vprintf(format, values));
	va_end(values);
}

void
di_paper_item(DiPaper *paper, int number, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	add(paper, DI_PAPER_ITEM, number, g_strdup_vprintf(format, values));
	va_end(values);
}

void
di_paper_note(DiPaper *paper, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	add(paper, DI_PAPER_NOTE, 0, g_strdup_vprintf(format, values));
	va_end(values);
}

void
di_paper_quote(DiPaper *paper, const char *text, const char *source)
{
	add(paper, DI_PAPER_QUOTE, 0, g_strdup(text))->source = g_strdup(source);
}

void
di_paper_page(DiPaper *paper)
{
	add(paper, DI_PAPER_PAGE, 0, NULL);
}

DiPaperBlock *
di_paper_table(DiPaper *paper, DiPaperKind kind, const char *about)
{
	DiPaperBlock *table = add(paper, kind, 0, g_strdup(about));

	table->columns = g_array_new(FALSE, FALSE, sizeof(DiPaperColumn));
	g_array_set_clear_func(table->columns, column_clear);
	table->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	return table;
}

void
di_paper_column(DiPaperBlock *table, const char *title, int share, DiTone tone)
{
	DiPaperColumn column = {g_strdup(title), share, tone};

	g_array_append_val(table->columns, column);
}

void
di_paper_row(DiPaperBlock *table)
{
	GArray *row = g_array_new(FALSE, FALSE, sizeof(DiPaperCell));

	g_array_set_clear_func(row, cell_clear);
	g_ptr_array_add(table->rows, row);
}

void
di_paper_cell(DiPaperBlock *table, DiTone tone, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	DiPaperCell cell = {g_strdup_vprintf(format, values), tone};
	va_end(values);
	g_array_append_val((GArray *)table->rows->pdata[table->rows->len - 1], cell);
}

const DiPaperCell *
di_paper_cell_at(const DiPaperBlock *table, guint row, guint column)
{
	static char nothing[] = "";
	static const DiPaperCell empty = {nothing, DI_TONE_NONE};
	GArray *cells = table->rows->pdata[row];

	return column < cells->len ? &g_array_index(cells, DiPaperCell, column) : &empty;
}

guint
di_paper_count_at(const DiPaperBlock *bars, guint row, guint series)
{
	return (guint)MIN(g_ascii_strtoull(di_paper_cell_at(bars, row, series + 1)->text, NULL, 10), 1000000);
}
