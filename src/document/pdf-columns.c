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

static void
replace_rows(DiPdfPage *page, const Columns *columns, GArray *rows)
{
	if (columns->end < page->rows->len)
		g_array_append_vals(rows, di_pdf_row(page, columns->end), page->rows->len - columns->end);
	g_array_free(page->rows, TRUE);
	page->rows = rows;
}

/* Each column of text on PAGE, one below the other. */
static void
find_on_page(DiPdfPage *page)
{
	Columns columns;
	guint from = 0;

	while (find_columns(page, from, &columns)) {
		GArray *rows = g_array_sized_new(FALSE, TRUE, sizeof(DiPdfRow), page->rows->len * 2);

		g_array_append_vals(rows, page->rows->data, columns.begin);
		take_side(page, &columns, FALSE, rows);
		take_side(page, &columns, TRUE, rows);
		from = rows->len;
		replace_rows(page, &columns, rows);
	}
}

void
di_pdf_find_columns(DiPdfLayout *layout)
{
	if (di_pdf_find_strip(layout))
		return;
	for (guint p = 0; p < layout->pages->len; p++)
		find_on_page(layout->pages->pdata[p]);
}
