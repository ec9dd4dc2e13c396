/* Tables whose lines are drawn: which of them go on over a page break, and their cells as blocks. */
#include "pdf.h"

#include <math.h>
#include <stdlib.h>

#define SAME_PLACE 3.0 /* points */
#define PADDING 8.0    /* points: text stands no further from its borders */

/* The outermost grid around CELL. */
static int
outermost(const DiPdfPage *page, const DiPdfCell *cell)
{
	while (cell->parent > 0)
		cell = di_pdf_cell(page, cell->parent);
	return cell->grid;
}

/* The top of the outermost ruled table around the row; its own where there is none. */
static double
top_of(const DiPdfPage *page, const DiPdfRow *row)
{
	const DiPdfCell *cell = row->cell > 0 ? di_pdf_cell(page, row->cell) : NULL;
	double top = G_MAXDOUBLE;

	if (!cell)
		return row->base - 0.5 * row->size;
	while (cell->parent > 0)
		cell = di_pdf_cell(page, cell->parent);
	for (guint i = 1; i <= page->cells->len; i++)
		if (di_pdf_cell(page, i)->grid == cell->grid)
			top = MIN(top, di_pdf_cell(page, i)->y0);
	return top;
}

typedef struct {
	double top;
	guint at;
} Key;

static int
compare_key(gconstpointer a, gconstpointer b)
{
	const Key *left = a, *right = b;

	if (left->top < right->top)
		return -1;
	return left->top > right->top ? 1 : (int)left->at - (int)right->at;
}

void
di_pdf_put_in_order(DiPdfPage *page)
{
	g_autofree Key *keys = g_new(Key, page->rows->len + 1);
	GArray *rows = g_array_sized_new(FALSE, TRUE, sizeof(DiPdfRow), page->rows->len);

	for (guint i = 0; i < page->rows->len; i++)
		keys[i] = (Key){top_of(page, di_pdf_row(page, i)), i};
	qsort(keys, page->rows->len, sizeof *keys, compare_key);
	for (guint i = 0; i < page->rows->len; i++)
		g_array_append_val(rows, *di_pdf_row(page, keys[i].at));
	g_array_free(page->rows, TRUE);
	page->rows = rows;
}

static void
find_rows_of_cells(DiPdfPage *page)
{
	for (guint i = 0; i < page->rows->len; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);
		DiPdfCell *cell;

		if (row->cell == 0 || row->role != DI_PDF_BODY)
			continue;
		cell = di_pdf_cell(page, row->cell);
		cell->first = cell->n == 0 ? i : cell->first;
		cell->n++;
	}
}

/* Text ends as far from the right border as it begins from the left one. */
static void
set_right_edges(DiPdfPage *page)
{
	for (guint c = 1; c <= page->cells->len; c++) {
		DiPdfCell *cell = di_pdf_cell(page, c);
		double left = PADDING, right = PADDING;

		for (guint i = 0; i < page->rows->len; i++) {
			const DiPdfRow *row = di_pdf_row(page, i);
			const DiPdfCell *own = row->cell > 0 ? di_pdf_cell(page, row->cell) : NULL;

			if (!own || own->grid != cell->grid || fabs(own->x0 - cell->x0) > 1 || fabs(own->x1 - cell->x1) > 1)
				continue;
			left = MIN(left, MAX(0, row->x0 - cell->x0));
			right = MIN(right, MAX(0, cell->x1 - row->x1));
		}
		for (guint i = cell->first; i < cell->first + cell->n; i++)
			di_pdf_row(page, i)->right = cell->x1 - MIN(left, right);
	}
}

typedef struct {
	DiPdfPage *page;
	int grid, table, last_row; /* 0: none */
} Ruled;

static gboolean
has_words(const DiPdfPage *page, guint c)
{
	if (di_pdf_cell(page, c)->n > 0)
		return TRUE;
	for (guint i = 1; i <= page->cells->len; i++)
		if (di_pdf_cell(page, i)->parent == c && has_words(page, i))
			return TRUE;
	return FALSE;
}

/* Are all borders between columns of A also some of B? */
static gboolean
has_columns_of(const Ruled *a, const Ruled *b)
{
	for (guint i = 1; i <= a->page->cells->len; i++) {
		const DiPdfCell *cell = di_pdf_cell(a->page, i);
		gboolean found = FALSE;

		for (guint j = 1; j <= b->page->cells->len && !found; j++) {
			const DiPdfCell *other = di_pdf_cell(b->page, j);

			found = other->grid == b->grid &&
				(fabs(cell->x0 - other->x0) < SAME_PLACE || fabs(cell->x0 - other->x1) < SAME_PLACE);
		}
		if (cell->grid == a->grid && !found)
			return FALSE;
	}
	return TRUE;
}

typedef struct {
	double x0, x1, y0, y1;
} Frame;

static Frame
frame_of(const DiPdfPage *page, int grid)
{
	Frame frame = {G_MAXDOUBLE, -G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE};

	for (guint i = 1; i <= page->cells->len; i++) {
		const DiPdfCell *cell = di_pdf_cell(page, i);

		if (cell->grid != grid)
			continue;
		frame = (Frame){MIN(frame.x0, cell->x0), MAX(frame.x1, cell->x1), MIN(frame.y0, cell->y0), MAX(frame.y1, cell->y1)};
	}
	return frame;
}

/* Stands anything but page furniture and notes above (below) the grid? */
static gboolean
is_outermost_on_page(const DiPdfPage *page, int grid, gboolean above)
{
	Frame frame = frame_of(page, grid);

	for (guint i = 0; i < page->rows->len; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);

		if (row->role == DI_PDF_BODY && (above ? row->base < frame.y0 : row->y0 > frame.y1))
			return FALSE;
	}
	return TRUE;
}

static gboolean
goes_on_overleaf(const Ruled *before, const Ruled *next)
{
	Frame above = frame_of(before->page, before->grid), below = frame_of(next->page, next->grid);

	return before->page->number + 1 == next->page->number && fabs(above.x0 - below.x0) < SAME_PLACE &&
	       fabs(above.x1 - below.x1) < SAME_PLACE && is_outermost_on_page(before->page, before->grid, FALSE) &&
	       is_outermost_on_page(next->page, next->grid, TRUE) &&
	       (has_columns_of(before, next) || has_columns_of(next, before));
}

/* The first cell of ROW in GRID, and how many there are. */
static guint
first_of_row(const DiPdfPage *page, int grid, int row, guint *n_out)
{
	guint first = 0;

	*n_out = 0;
	for (guint i = page->cells->len; i > 0; i--) {
		const DiPdfCell *cell = di_pdf_cell(page, i);

		if (cell->grid != grid || cell->row != row)
			continue;
		if (first == 0 || cell->column < di_pdf_cell(page, first)->column)
			first = i;
		++*n_out;
	}
	return first;
}

/* Does the sentence at the end of cell A go on in cell B? */
static gboolean
is_half_sentence(const DiPdfPage *before, const DiPdfCell *a, const DiPdfPage *page, const DiPdfCell *b)
{
	g_autoptr(GString) end = g_string_new(NULL), begin = g_string_new(NULL);

	if (a->n == 0 || b->n == 0)
		return FALSE;
	di_pdf_row_text(before, di_pdf_row(before, a->first + a->n - 1), end);
	di_pdf_row_text(page, di_pdf_row(page, b->first), begin);
	return !di_pdf_is_finished(end->str) && di_pdf_begins_lower(begin->str);
}

/* Does a cell of the row that begins with cell ABOVE go on below it on the next page, and none begin there? */
static gboolean
goes_on_in_a_cell(const Ruled *before, guint above, const Ruled *next, guint below, guint n)
{
	gboolean any = FALSE;

	for (guint i = 0; i < n; i++) {
		const DiPdfCell *a = di_pdf_cell(before->page, above + i), *b = di_pdf_cell(next->page, below + i);

		if (is_half_sentence(before->page, a, next->page, b))
			any = TRUE;
		else if (i == 0 && b->n > 0)
			return FALSE;
	}
	return any;
}

/* Is the first row of NEXT the rest of the last one before the page break? Its borders are left open, its label is not drawn again, or
 * stands in the middle of both parts; or its sentences go on. LAST: that row's number on its page. */
static gboolean
is_rest_of_row(const Ruled *before, int last, const Ruled *next)
{
	guint n_above, n_below;
	guint above = first_of_row(before->page, before->grid, last, &n_above), below = first_of_row(next->page, next->grid, 0, &n_below);

	if (above == 0 || below == 0 || n_above != n_below)
		return FALSE;
	if (di_pdf_cell(before->page, above)->open_below && di_pdf_cell(next->page, below)->open_above)
		return TRUE;
	if (goes_on_in_a_cell(before, above, next, below, n_above))
		return TRUE;
	return n_above > 1 && (!has_words(next->page, below) || (last > 0 && !has_words(before->page, above)));
}

static int
last_row_of(const DiPdfPage *page, int grid)
{
	int last = 0;

	for (guint i = 1; i <= page->cells->len; i++)
		if (di_pdf_cell(page, i)->grid == grid)
			last = MAX(last, di_pdf_cell(page, i)->row);
	return last;
}

/* Rows of GRID that no cell begins in stay free. */
static void
number_grid(DiPdfLayout *layout, DiPdfPage *page, int grid, Ruled *before)
{
	Ruled next = {.page = page, .grid = grid};
	int shift = 0, last = last_row_of(page, grid);
	gboolean goes_on = before->grid > 0 && goes_on_overleaf(before, &next), rest = FALSE;

	if (goes_on) {
		rest = is_rest_of_row(before, last_row_of(before->page, before->grid), &next);
		shift = before->last_row + (rest ? 0 : 1);
	}
	next.table = goes_on ? before->table : ++layout->tables;
	next.last_row = last + shift;
	for (guint i = 1; i <= page->cells->len; i++) {
		DiPdfCell *cell = di_pdf_cell(page, i);

		if (cell->grid != grid)
			continue;
		cell->table = next.table;
		cell->shift = shift;
		cell->goes_on = rest && cell->row == 0;
	}
	*before = next;
}

void
di_pdf_number_ruled(DiPdfLayout *layout)
{
	Ruled before = {.grid = 0};

	for (guint p = 0; p < layout->pages->len; p++) {
		DiPdfPage *page = layout->pages->pdata[p];

		find_rows_of_cells(page);
		set_right_edges(page);
		for (int grid = 1; grid <= page->grids; grid++) {
			Ruled inner = {.grid = 0};
			guint n, first = 1;

			while (first < page->cells->len && di_pdf_cell(page, first)->grid != grid)
				first++;
			n = di_pdf_cell(page, first)->parent;
			number_grid(layout, page, grid, n > 0 ? &inner : &before);
		}
	}
}

/* Blocks */

static void add_grid(DiPdfLayout *layout, DiPdfPage *page, int grid, GPtrArray *blocks);

static void
add_empty(const DiPdfPage *page, const DiPdfCell *cell, GPtrArray *blocks)
{
	DiPdfBlock *block = g_new0(DiPdfBlock, 1);

	block->block = di_block_new(DI_BLOCK_CELL);
	block->text = g_string_new(NULL);
	block->lines = 1;
	block->y0 = cell->y0;
	block->y1 = cell->y1;
	block->block->page = page->number;
	block->block->x = cell->x0;
	block->block->y = cell->y0;
	block->block->width = cell->x1 - cell->x0;
	g_ptr_array_add(blocks, block);
}

/* The tables within CELL that begin above Y. */
static void
add_inner(DiPdfLayout *layout, DiPdfPage *page, guint c, double y, GPtrArray *blocks)
{
	for (guint i = 1; i <= page->cells->len; i++) {
		const DiPdfCell *cell = di_pdf_cell(page, i);

		if (cell->parent == c && !cell->done && cell->y0 < y)
			add_grid(layout, page, cell->grid, blocks);
	}
}

static void
add_cell(DiPdfLayout *layout, DiPdfPage *page, guint c, GPtrArray *blocks)
{
	DiPdfCell *cell = di_pdf_cell(page, c);
	guint begin = blocks->len, since = begin;

	cell->done = TRUE;
	for (guint i = cell->first; i < cell->first + cell->n; i++) {
		guint so_far = blocks->len;

		add_inner(layout, page, c, di_pdf_row(page, i)->y0, blocks);
		since = blocks->len > so_far ? blocks->len : since;
		di_pdf_add_row(layout, page, i, blocks, since);
	}
	add_inner(layout, page, c, G_MAXDOUBLE, blocks);
	if (blocks->len == begin)
		add_empty(page, cell, blocks);
	for (guint i = begin; i < blocks->len; i++) {
		DiPdfBlock *block = blocks->pdata[i];

		block->outer = cell->table; /* the outermost is the last to say so */
		block->row = cell->row + cell->shift;
		block->column = cell->column;
		block->is_rest = cell->goes_on;
		if (block->ruled)
			continue;
		block->ruled = TRUE;
		block->goes_on = cell->goes_on && i == begin;
		block->block->kind = DI_BLOCK_CELL;
		block->block->table = cell->table;
		block->block->row = cell->row + cell->shift;
		block->block->column = cell->column;
	}
}

static void
add_grid(DiPdfLayout *layout, DiPdfPage *page, int grid, GPtrArray *blocks)
{
	for (guint i = 1; i <= page->cells->len; i++) { /* from left to right, row by row */
		const DiPdfCell *cell = di_pdf_cell(page, i);

		if (cell->grid == grid && !cell->done)
			add_cell(layout, page, i, blocks);
	}
}

void
di_pdf_add_ruled(DiPdfLayout *layout, DiPdfPage *page, guint first, GPtrArray *blocks)
{
	const DiPdfCell *cell = di_pdf_cell(page, di_pdf_row(page, first)->cell);

	if (!cell->done)
		add_grid(layout, page, outermost(page, cell), blocks);
}
