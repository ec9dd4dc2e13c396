/* Columns of running text, as in a leaflet: read one after the other.
 *
 * Both sides of the gap must be filled with text; labels beside values are a table (pdf-table.c). */
#include "pdf.h"

typedef struct {
	double gutter; /* x */
	guint begin, end; /* rows */
	double left_max, right_max;
} Columns;

static gboolean
is_two_sided(const DiPdfPage *page, const DiPdfRow *row)
{
	const DiPdfSegment *a, *b;

	if (row->n != 2 || row->role != DI_PDF_BODY || row->cell > 0)
		return FALSE;
	a = di_pdf_segment(page, row->first);
	b = di_pdf_segment(page, row->first + 1);
	return a->x1 - a->x0 > 0.2 * page->width && b->x1 - b->x0 > 0.2 * page->width;
}

static gboolean
crosses(const DiPdfPage *page, const DiPdfRow *row, double x)
{
	for (guint s = 0; s < row->n; s++) {
		const DiPdfSegment *segment = di_pdf_segment(page, row->first + s);

		if (segment->x0 < x - 1 && segment->x1 > x + 1)
			return TRUE;
	}
	return row->n > 2;
}

/* Is one side empty over some lines while the other goes on? Then they are the cells of a table. */
static gboolean
has_holes(const DiPdfPage *page, const Columns *columns)
{
	double last[2] = {0, 0};

	for (guint i = columns->begin; i < columns->end; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);

		for (guint s = 0; s < row->n; s++) {
			int side = di_pdf_segment(page, row->first + s)->x0 >= columns->gutter;

			if (last[side] > 0 && row->base - last[side] > 3.5 * row->size && last[!side] > last[side] + row->size)
				return TRUE;
			last[side] = row->base;
		}
	}
	return FALSE;
}

/* Both sides must be filled: in a table of labels and values one side is mostly short. */
static gboolean
is_prose(const DiPdfPage *page, Columns *columns)
{
	double left = 0, right = 0;
	guint n = 0;

	for (guint i = columns->begin; i < columns->end; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);
		const DiPdfSegment *a = di_pdf_segment(page, row->first), *b = a + 1;

		if (row->n != 2)
			continue;
		left += a->x1 - a->x0;
		right += b->x1 - b->x0;
		columns->left_max = MAX(columns->left_max, a->x1);
		columns->right_max = MAX(columns->right_max, b->x1);
		n++;
	}
	return n >= 5 && !has_holes(page, columns) && left / n > 0.8 * (columns->left_max - di_pdf_row(page, columns->begin)->x0) &&
	       right / n > 0.8 * (columns->right_max - columns->gutter);
}

static gboolean
find_columns(const DiPdfPage *page, guint from, Columns *out)
{
	for (guint i = from; i < page->rows->len; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);

		if (!is_two_sided(page, row))
			continue;
		*out = (Columns){.begin = i, .end = i + 1, .gutter = di_pdf_segment(page, row->first + 1)->x0 - 2};
		while (out->end < page->rows->len && di_pdf_row(page, out->end)->role == DI_PDF_BODY &&
			di_pdf_row(page, out->end)->cell == 0 && !crosses(page, di_pdf_row(page, out->end), out->gutter))
			out->end++;
		if (is_prose(page, out))
			return TRUE;
		i = out->end - 1;
	}
	return FALSE;
}

static void
take_side(const DiPdfPage *page, const Columns *columns, gboolean right, GArray *rows)
{
	gboolean first = TRUE;

	for (guint i = columns->begin; i < columns->end; i++) {
		DiPdfRow row = *di_pdf_row(page, i);

		for (guint s = 0; s < di_pdf_row(page, i)->n; s++) {
			const DiPdfSegment *segment = di_pdf_segment(page, di_pdf_row(page, i)->first + s);

			if ((segment->x0 >= columns->gutter) != right)
				continue;
			row.first = di_pdf_row(page, i)->first + s;
			row.n = 1;
			row.x0 = segment->x0;
			row.x1 = segment->x1;
			row.right = right ? columns->right_max : columns->left_max;
			row.cut = first && right;
			first = FALSE;
			g_array_append_val(rows, row);
		}
	}
}

/* A page of two columns, found by its words: justified text has gaps of its own, and where the columns'
 * lines stand at different heights few rows have both sides. */

typedef struct {
	double left_x0, left_x1, right_x0, right_x1;
	double left_width, right_width; /* of all lines together */
	double last_base;  /* of the left column */
	guint left, right; /* lines */
	guint aligned;     /* lines of the right column that begin where it does */
	gboolean holes;    /* the left column has gaps that no text has: it is a table's */
} Sides;

/* The row's first word behind GUTTER. *CROSSED_OUT: a word stands in it. */
static guint
first_right(const DiPdfPage *page, const DiPdfRow *row, double gutter, gboolean *crossed_out)
{
	guint at = di_pdf_row_from(page, row, gutter);

	*crossed_out = FALSE;
	for (guint i = di_pdf_segment(page, row->first)->first; i < at; i++)
		*crossed_out = *crossed_out || di_pdf_word(page, i)->x1 > gutter - 6;
	return at;
}

static void
add_left(Sides *sides, const DiPdfPage *page, guint from, guint to)
{
	const DiPdfWord *first = di_pdf_word(page, from), *last = di_pdf_word(page, to - 1);

	sides->holes = sides->holes || (sides->left > 0 && first->base - sides->last_base > 4 * first->size);
	sides->last_base = first->base;
	sides->left_x0 = sides->left ? MIN(sides->left_x0, first->x0) : first->x0;
	sides->left_x1 = MAX(sides->left_x1, last->x1);
	sides->left_width += last->x1 - first->x0;
	sides->left++;
}

static void
add_right(Sides *sides, const DiPdfPage *page, guint from, guint to, double gutter)
{
	const DiPdfWord *first = di_pdf_word(page, from), *last = di_pdf_word(page, to - 1);

	sides->right_x1 = MAX(sides->right_x1, last->x1);
	sides->right_width += last->x1 - first->x0;
	sides->aligned += first->x0 < gutter + 2 ? 1 : 0;
	sides->right++;
}

static gboolean
sides_are_columns(const Sides *sides, double gutter)
{
	return sides->left >= 12 && sides->right >= 12 && !sides->holes && sides->aligned * 10 >= sides->right * 7 &&
	       sides->left_width > 0.6 * sides->left * (sides->left_x1 - sides->left_x0) &&
	       sides->right_width > 0.6 * sides->right * (sides->right_x1 - gutter) &&
	       sides->left_x1 - sides->left_x0 > 0.6 * (sides->right_x1 - gutter) &&
	       sides->right_x1 - gutter > 0.6 * (sides->left_x1 - sides->left_x0);
}

/* All body rows from BEGIN that leave GUTTER free. */
static Sides
measure_sides(const DiPdfPage *page, guint begin, double gutter, guint *end_out)
{
	Sides sides = {0};
	guint i;

	for (i = begin; i < page->rows->len; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);
		guint first = di_pdf_segment(page, row->first)->first, end = di_pdf_row_end(page, row), at;
		gboolean crossed;

		if (row->role != DI_PDF_BODY || row->cell > 0)
			break;
		at = first_right(page, row, gutter, &crossed);
		if (crossed)
			break;
		if (at > first)
			add_left(&sides, page, first, at);
		if (at < end)
			add_right(&sides, page, at, end, gutter);
	}
	*end_out = i;
	return sides;
}

/* One side of a row as a row of its own. A gap is one of the text's, unless the line ends early. */
static void
add_side(DiPdfPage *page, const DiPdfRow *whole, GArray *rows, guint from, guint to, double right, gboolean cut)
{
	DiPdfRow row = *whole;
	double reach = di_pdf_word(page, to - 1)->x1;

	row.first = page->segments->len;
	row.n = 0;
	row.x0 = di_pdf_word(page, from)->x0;
	row.x1 = reach;
	row.y0 = di_pdf_word(page, from)->y0;
	row.y1 = di_pdf_word(page, from)->y1;
	row.base = di_pdf_word(page, from)->base;
	row.size = di_pdf_word(page, from)->size;
	row.right = right;
	row.cut = cut;
	for (guint i = from + 1, begin = from; i <= to; i++) {
		const DiPdfWord *last = di_pdf_word(page, i - 1);
		DiPdfSegment segment = {.first = begin, .n = i - begin, .column = -1};

		if (i < to && (reach > right - 2 * row.size || di_pdf_word(page, i)->x0 - last->x1 < 1.5 * row.size))
			continue;
		segment.x0 = di_pdf_word(page, begin)->x0;
		segment.x1 = last->x1;
		g_array_append_val(page->segments, segment);
		row.n++;
		begin = i;
	}
	g_array_append_val(rows, row);
}

static void
add_column(DiPdfPage *page, const Columns *columns, gboolean right, GArray *rows)
{
	gboolean first = TRUE, crossed;

	for (guint i = columns->begin; i < columns->end; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);
		guint begin = di_pdf_segment(page, row->first)->first, end = di_pdf_row_end(page, row);
		guint at = first_right(page, row, columns->gutter, &crossed);
		guint from = right ? at : begin, to = right ? end : at;

		if (from == to)
			continue;
		add_side(page, row, rows, from, to, right ? columns->right_max : columns->left_max, first && right);
		first = FALSE;
	}
}

/* Where the right column would begin: the first word of some row that stands in the middle of the page. */
static gboolean
find_page_columns(const DiPdfPage *page, Columns *out)
{
	for (guint i = 0; i < page->rows->len && i < 12; i++) {
		double tried = 0;

		for (guint j = i; j < page->rows->len; j++) {
			const DiPdfRow *row = di_pdf_row(page, j);

			for (guint s = 0; s < row->n; s++) {
				const DiPdfSegment *segment = di_pdf_segment(page, row->first + s);
				double x0 = segment->x0;
				Sides sides;

				if (x0 < 0.45 * page->width || x0 > 0.6 * page->width || (x0 > tried - 1 && x0 < tried + 1))
					continue;
				tried = x0;
				sides = measure_sides(page, i, x0 - 1, &out->end);
				if (!sides_are_columns(&sides, x0 - 1))
					continue;
				*out = (Columns){x0 - 1, i, out->end, sides.left_x1, sides.right_x1};
				return TRUE;
			}
			if (j > i + 20)
				break;
		}
	}
	return FALSE;
}

static void
replace_rows(DiPdfPage *page, const Columns *columns, GArray *rows)
{
	if (columns->end < page->rows->len)
		g_array_append_vals(rows, di_pdf_row(page, columns->end), page->rows->len - columns->end);
	g_array_free(page->rows, TRUE);
	page->rows = rows;
}

/* The last page of a text in columns may fill only the left one: its lines end where those did. */
static void
go_on_in_left_column(const DiPdfPage *page, const Columns *before)
{
	for (guint i = 0; i < page->rows->len; i++) {
		DiPdfRow *row = di_pdf_row(page, i);

		if (row->role == DI_PDF_BODY && row->x1 > before->left_max + 3)
			return;
	}
	for (guint i = 0; i < page->rows->len; i++)
		di_pdf_row(page, i)->right = before->left_max;
}

/* FALSE: there are none all over the page. */
static gboolean
find_on_page(DiPdfPage *page, Columns *last)
{
	Columns columns;
	guint from = 0;

	if (find_page_columns(page, &columns)) {
		GArray *rows = g_array_sized_new(FALSE, TRUE, sizeof(DiPdfRow), page->rows->len * 2);

		g_array_append_vals(rows, page->rows->data, columns.begin);
		add_column(page, &columns, FALSE, rows);
		add_column(page, &columns, TRUE, rows);
		replace_rows(page, &columns, rows);
		*last = columns;
		return TRUE;
	}
	while (find_columns(page, from, &columns)) {
		GArray *rows = g_array_sized_new(FALSE, TRUE, sizeof(DiPdfRow), page->rows->len * 2);

		g_array_append_vals(rows, page->rows->data, columns.begin);
		take_side(page, &columns, FALSE, rows);
		take_side(page, &columns, TRUE, rows);
		from = rows->len;
		replace_rows(page, &columns, rows);
	}
	return FALSE;
}

void
di_pdf_find_columns(DiPdfLayout *layout)
{
	Columns last = {0};

	if (di_pdf_find_strip(layout))
		return;
	for (guint p = 0; p < layout->pages->len; p++) {
		DiPdfPage *page = layout->pages->pdata[p];

		if (!find_on_page(page, &last) && last.left_max > 0)
			go_on_in_left_column(page, &last);
	}
}
