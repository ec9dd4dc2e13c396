/* The measures of ordinary text in a document: its size, from line to line, where its lines end. */
#include "pdf.h"

#include <math.h>
#include <string.h>

#define PITCH_MAX 1.6 /* ems */

/* Histograms in steps of half a point. */
#define STEPS 256

static int
step(double points)
{
	return CLAMP((int)(points * 2 + 0.5), 0, STEPS - 1);
}

static void
add_sizes(const DiPdfPage *page, const DiPdfRow *row, double *widths)
{
	for (guint s = 0; s < row->n; s++) {
		const DiPdfSegment *segment = di_pdf_segment(page, row->first + s);

		for (guint i = segment->first; i < segment->first + segment->n; i++)
			widths[step(di_pdf_word(page, i)->size)] += (double)strlen(di_pdf_word(page, i)->text);
	}
}

static double
body_size(const DiPdfLayout *layout)
{
	double widths[STEPS] = {0};
	int best = 0;

	for (guint p = 0; p < layout->pages->len; p++) {
		const DiPdfPage *page = layout->pages->pdata[p];

		for (guint i = 0; i < page->rows->len; i++) {
			const DiPdfRow *row = di_pdf_row(page, i);

			if (row->role == DI_PDF_BODY)
				add_sizes(page, row, widths);
		}
	}
	for (int i = 1; i < STEPS; i++) {
		if (widths[i] > widths[best])
			best = i;
	}
	return best / 2.0;
}

gboolean
di_pdf_is_body(const DiPdfLayout *layout, double size)
{
	return fabs(size - layout->body_size) < 0.6;
}

/* Does ROW go on with the sentence of the line above it? */
static gboolean
runs_on(const DiPdfPage *page, const DiPdfRow *above, const DiPdfRow *row)
{
	const DiPdfWord *first = di_pdf_word(page, di_pdf_segment(page, row->first)->first);
	const DiPdfWord *last = di_pdf_word(page, di_pdf_row_end(page, above) - 1);

	return row->n == 1 && above->n == 1 && fabs(row->x0 - above->x0) < row->size && di_pdf_begins_lower(first->text) &&
	       !di_pdf_is_finished(last->text);
}

/* The place of the first two of COUNTS that are LEAST together, or of the most; 0: they are fewer. */
static double
pitch_in(const guint *counts, guint least, gboolean most)
{
	double best = 0;

	for (int i = 1; i + 1 < STEPS; i++) {
		guint n = counts[i] + counts[i + 1];

		if (n < least)
			continue;
		best = (counts[i] >= counts[i + 1] ? i : i + 1) / 2.0;
		if (!most)
			break;
		least = n + 1;
	}
	return best;
}

/* From line to line where most sentences go on; where none does, the smallest distance that a fifth of neighbouring lines have, but none
 * that parts paragraphs. */
static double
body_pitch(const DiPdfLayout *layout)
{
	guint counts[STEPS] = {0}, sure[STEPS] = {0}, all = 0;
	double pitch;

	for (guint p = 0; p < layout->pages->len; p++) {
		const DiPdfPage *page = layout->pages->pdata[p];

		for (guint i = 1; i < page->rows->len; i++) {
			const DiPdfRow *row = di_pdf_row(page, i), *above = di_pdf_row(page, i - 1);

			pitch = row->base - above->base;
			if (pitch > 2.5 * row->size || !di_pdf_is_body(layout, row->size) ||
			    !di_pdf_is_body(layout, above->size))
				continue;
			counts[step(pitch)]++;
			sure[step(pitch)] += runs_on(page, above, row) ? 1 : 0;
			all++;
		}
	}
	pitch = pitch_in(sure, 2, TRUE);
	return pitch > 0 ? pitch : MIN(pitch_in(counts, MAX(all / 5, 3), FALSE), PITCH_MAX * layout->body_size);
}

/* Where lines end: nearly all of those that reach over half of the page do so before this. */
static double
right_edge(GArray *ends, double otherwise)
{
	if (ends->len < 6)
		return otherwise;
	g_array_sort(ends, di_compare_doubles);
	return g_array_index(ends, double, MIN(ends->len - 3, (guint)(ends->len * 0.97)));
}

static void
collect_ends(const DiPdfLayout *layout, const DiPdfPage *page, GArray *ends)
{
	for (guint i = 0; i < page->rows->len; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);

		if (row->role == DI_PDF_BODY && row->n == 1 && row->cell == 0 && di_pdf_is_body(layout, row->size) &&
		    row->x1 > page->width / 2)
			g_array_append_val(ends, row->x1);
	}
}

/* With few lines the right margin is taken for as wide as the left one. */
static double
left_margin(const DiPdfPage *page)
{
	double left = page->width;

	for (guint i = 0; i < page->rows->len; i++)
		left = MIN(left, di_pdf_row(page, i)->x0);
	return CLAMP(left, 36, MAX(page->width / 6, 36));
}

void
di_pdf_measure(DiPdfLayout *layout)
{
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(double));

	layout->body_size = body_size(layout);
	layout->body_pitch = body_pitch(layout);
	for (guint p = 0; p < layout->pages->len; p++)
		collect_ends(layout, layout->pages->pdata[p], all);
	layout->right = right_edge(all, 0);
	for (guint p = 0; p < layout->pages->len; p++) {
		DiPdfPage *page = layout->pages->pdata[p];
		g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(double));

		collect_ends(layout, page, ends);
		page->right = right_edge(ends, layout->right);
		/* A page with little text says less than the document. */
		if (layout->right > 0 && layout->right < page->width)
			page->right = ends->len > 12 ? page->right : layout->right;
		if (page->right <= 0)
			page->right = page->width - left_margin(page);
	}
}
