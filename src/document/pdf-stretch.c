/* Cells of several lines: gaps that come from stretching a line to the margin, told from those between columns,
 * and lines that go on in a cell, told from those that begin a row.
 *
 * In a narrow column a justified line of three words has gaps as wide as those of a table. But a program stretches all
 * gaps of a line by the same, and words that were pushed apart stand under nothing: a column begins under another row's. */
#include "pdf.h"

#include <math.h>

#define NOTED 0.6 /* ems: no ordinary space is so wide */
#define NARROW 0.5 /* ems: nor is this, where a column begins below */
#define ROWS_AROUND 12
#define UNDER 0.4 /* points */

static double
gap_before(const DiPdfPage *page, guint word)
{
	return di_pdf_word(page, word)->x0 - di_pdf_word(page, word - 1)->x1;
}

static gboolean
is_same_gap(double a, double b)
{
	return fabs(a - b) < 0.6 + 0.08 * MIN(a, b);
}

static gboolean
is_stretched_gap(const DiPdfPage *page, guint word, guint begin, guint end)
{
	double gap = gap_before(page, word);

	if (gap < NOTED * di_pdf_word(page, word)->size)
		return FALSE;
	return (word > begin + 1 && is_same_gap(gap, gap_before(page, word - 1))) ||
	       (word + 1 < end && is_same_gap(gap, gap_before(page, word + 1)));
}

/* Words of the same width that were pushed to the same margin begin under each other, too. */
static gboolean
ends_alike(const DiPdfPage *page, const DiPdfRow *row, guint segment, guint word)
{
	const DiPdfSegment *other = di_pdf_segment(page, row->first + segment);

	return segment + 1 == row->n && other->n == 1 && fabs(other->x1 - di_pdf_word(page, word)->x1) < UNDER;
}

/* How many rows nearby have a segment that begins where WORD does. */
static guint
count_under(const DiPdfPage *page, guint index, guint word)
{
	guint n = 0, end = MIN(page->rows->len, index + ROWS_AROUND + 1);
	double x = di_pdf_word(page, word)->x0;

	for (guint i = index > ROWS_AROUND ? index - ROWS_AROUND : 0; i < end; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);

		for (guint s = 0; i != index && s < row->n; s++) {
			if (fabs(di_pdf_segment(page, row->first + s)->x0 - x) < UNDER && !ends_alike(page, row, s, word)) {
				n++;
				break;
			}
		}
	}
	return n;
}

/* Segment S of ROW stands under a column of OTHER. What both margins push to the right says nothing, but for numbers. */
static gboolean
stands_under(const DiPdfPage *page, const DiPdfRow *other, const DiPdfRow *row, guint s)
{
	const DiPdfSegment *segment = di_pdf_segment(page, row->first + s);
	gboolean may_be_pushed = s + 1 == row->n && !g_ascii_isdigit(di_pdf_word(page, segment->first)->text[0]);

	for (guint i = 1; i < other->n; i++) {
		const DiPdfSegment *one = di_pdf_segment(page, other->first + i);

		if (fabs(one->x0 - segment->x0) < UNDER || (!may_be_pushed && fabs(one->x1 - segment->x1) < UNDER) ||
		    fabs(one->x0 + one->x1 - segment->x0 - segment->x1) < 2 * UNDER)
			return TRUE;
	}
	return FALSE;
}

/* Does a row next to it have all its columns, as in a table of numbers? */
static gboolean
has_sibling(const DiPdfPage *page, guint index)
{
	const DiPdfRow *row = di_pdf_row(page, index);

	for (guint i = index > 2 ? index - 2 : 0; i < page->rows->len && i <= index + 2; i++) {
		const DiPdfRow *other = di_pdf_row(page, i);
		guint under = 0;

		for (guint s = 1; i != index && s < row->n; s++)
			under += stands_under(page, other, row, s) ? 1 : 0;
		if (under + 1 == row->n)
			return TRUE;
	}
	return FALSE;
}

static gboolean
begins_segment(const DiPdfPage *page, const DiPdfRow *row, guint word)
{
	for (guint s = 0; s < row->n; s++) {
		if (di_pdf_segment(page, row->first + s)->first == word)
			return TRUE;
	}
	return FALSE;
}

static void
join_stretched(DiPdfPage *page, guint index)
{
	DiPdfRow *row = di_pdf_row(page, index);
	guint begin = di_pdf_segment(page, row->first)->first, start = page->segments->len;
	guint end = di_pdf_segment(page, row->first + row->n - 1)->first + di_pdf_segment(page, row->first + row->n - 1)->n;

	for (guint i = begin + 1, from = begin; i <= end; i++) {
		DiPdfSegment segment = {.first = from, .n = i - from, .column = -1, .x0 = di_pdf_word(page, from)->x0};

		if (i < end && (!begins_segment(page, row, i) || (is_stretched_gap(page, i, begin, end) &&
			count_under(page, index, i) < 2)))
			continue;
		for (guint j = from; j < i; j++)
			segment.x1 = MAX(segment.x1, di_pdf_word(page, j)->x1);
		g_array_append_val(page->segments, segment);
		from = i;
	}
	row->first = start;
	row->n = page->segments->len - start;
}

/* Does a segment of ROW begin at X? */
static gboolean
has_segment_at(const DiPdfPage *page, const DiPdfRow *row, double x)
{
	for (guint s = 0; s < row->n; s++)
		if (fabs(di_pdf_segment(page, row->first + s)->x0 - x) < UNDER)
			return TRUE;
	return FALSE;
}

/* In a table as narrow as its titles they stand closer than other columns do, but each exactly above the values below it. */
static gboolean
parts_titles(const DiPdfPage *page, const DiPdfRow *row, const DiPdfRow *below, guint word)
{
	if (begins_segment(page, row, word))
		return TRUE;
	return !di_pdf_word(page, word)->glued && gap_before(page, word) > NARROW * row->size &&
	       has_segment_at(page, below, di_pdf_word(page, word)->x0);
}

/* Parts ROW above BELOW, if then each column of both begins where one of the other does. */
static void
part_titles(DiPdfPage *page, DiPdfRow *row, const DiPdfRow *below)
{
	guint begin = di_pdf_segment(page, row->first)->first, end = di_pdf_row_end(page, row), start = page->segments->len;

	if (row->n >= below->n || row->cell != below->cell || below->base - row->base > 3.5 * row->size)
		return;
	for (guint i = begin + 1, from = begin; i <= end; i++) {
		DiPdfSegment segment = {.first = from, .n = i - from, .column = -1, .x0 = di_pdf_word(page, from)->x0};

		if (i < end && !parts_titles(page, row, below, i))
			continue;
		for (guint j = from; j < i; j++)
			segment.x1 = MAX(segment.x1, di_pdf_word(page, j)->x1);
		if (!has_segment_at(page, below, segment.x0))
			break;
		g_array_append_val(page->segments, segment);
		from = i;
	}
	if (page->segments->len - start != below->n)
		return;
	row->first = start;
	row->n = below->n;
}

void
di_pdf_join_stretched(DiPdfPage *page)
{
	for (guint i = 0; i < page->rows->len; i++) {
		if (di_pdf_row(page, i)->n > 1 && !has_sibling(page, i))
			join_stretched(page, i);
	}
	for (guint i = 0; i + 1 < page->rows->len; i++)
		part_titles(page, di_pdf_row(page, i), di_pdf_row(page, i + 1));
}

/* Where lines of the cell end that begins at X: as far as any of them nearby reaches, but for row EXCEPT. */
static double
cell_right(const DiPdfPage *page, guint index, double x, guint except)
{
	double right = 0;

	for (guint i = index > 12 ? index - 12 : 0; i < page->rows->len && i < index + 12; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);

		for (guint s = 0; i != except && s < row->n; s++) {
			const DiPdfSegment *one = di_pdf_segment(page, row->first + s);

			if (fabs(one->x0 - x) < 1)
				right = MAX(right, one->x1);
		}
	}
	return right;
}

/* Does SEGMENT go on with the line above it in its cell? It had no room there. */
static gboolean
goes_on(const DiPdfPage *page, guint index, const DiPdfSegment *segment)
{
	const DiPdfRow *above = index > 0 ? di_pdf_row(page, index - 1) : NULL;
	const DiPdfWord *word = di_pdf_word(page, segment->first);

	for (guint s = 0; above && s < above->n; s++) {
		const DiPdfSegment *line = di_pdf_segment(page, above->first + s);
		double right;

		if (fabs(line->x0 - segment->x0) > 1 || line->n < 3)
			continue;
		right = cell_right(page, index, segment->x0, G_MAXUINT);
		return right - line->x0 > 12 * word->size && line->x1 + 0.25 * word->size + word->x1 - word->x0 > right;
	}
	return FALSE;
}

/* The second row of three at one distance begins with a label, and so does the third: the second's had room for the third's first word,
 * and its value is no full line, for nothing else reaches as far. */
static gboolean
is_label_of_its_own(const DiPdfPage *page, guint index)
{
	const DiPdfRow *row = di_pdf_row(page, index), *above = index > 0 ? row - 1 : row, *first = index > 1 ? row - 2 : row;
	const DiPdfWord *word = di_pdf_word(page, di_pdf_segment(page, row->first)->first);
	const DiPdfSegment *value;

	if (index < 2 || row->n < 2 || above->n < 2 || first->n < 2 || fabs(above->x0 - row->x0) > 1 || fabs(first->x0 - row->x0) > 1 ||
	    fabs(row->base - 2 * above->base + first->base) > 1 || !g_unichar_isupper(g_utf8_get_char(word->text)))
		return FALSE;
	value = di_pdf_segment(page, above->first + 1);
	return (value - 1)->x1 + 1.25 * row->size + word->x1 - word->x0 < value->x0 &&
	       cell_right(page, index, value->x0, index - 1) < value->x1 - row->size;
}

gboolean
di_pdf_is_inside_row(const DiPdfPage *page, guint index)
{
	const DiPdfRow *row = di_pdf_row(page, index);

	for (guint s = 0; s < row->n; s++) {
		const DiPdfSegment *segment = di_pdf_segment(page, row->first + s);

		if (g_unichar_islower(g_utf8_get_char(di_pdf_word(page, segment->first)->text)) && goes_on(page, index, segment))
			return !is_label_of_its_own(page, index);
	}
	return FALSE;
}
