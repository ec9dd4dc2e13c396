/* Segments that stand under each other: tables.
 *
 * A table is a run of rows of which at least one has two segments, and in which segments begin or end
 * under each other. A row whose first cell is empty goes on with the cells of the row above. */
#include "pdf.h"

#include <math.h>
#include <string.h>

#define ALIGNED 0.7 /* ems */
#define MAX_ANCHORS 400
#define WIDE 2.2 /* ems: no stretched space is so wide */

typedef struct {
	DiPdfPage *page;
	guint row;
} Place;

typedef struct {
	double x0, x1;
} Span;

typedef struct {
	GArray *places; /* Place: its rows */
	GArray *anchors; /* Span: segments of its rows with several, as they come */
	double last_y1, size, x0;
	double first_x1; /* where the first column's cells end */
	double loose;    /* more than single line spacing, in points */
	const DiPdfPage *last_page;
	int row;
	gboolean wide; /* a gap that no justified line has */
	gboolean open; /* its last row has nothing in the first column yet */
} Table;

static gboolean
is_under(const Table *table, const DiPdfSegment *segment, gboolean also_first)
{
	double near = ALIGNED * table->size;

	for (guint i = 0; i < table->anchors->len; i++) {
		const Span *span = &g_array_index(table->anchors, Span, i);

		if (!also_first && fabs(span->x0 - table->x0) < near)
			continue;
		if (fabs(span->x0 - segment->x0) < near || fabs(span->x1 - segment->x1) < near)
			return TRUE;
	}
	return FALSE;
}

/* Where the second column begins. */
static double
second_column(const Table *table)
{
	double best = G_MAXDOUBLE;

	for (guint i = 0; i < table->anchors->len; i++) {
		const Span *span = &g_array_index(table->anchors, Span, i);

		if (span->x0 > table->x0 + table->size)
			best = MIN(best, span->x0);
	}
	return best;
}

/* In the second column: not left of it but for a hanging first line, and right of all labels. */
static gboolean
is_in_second(const Table *table, const DiPdfSegment *segment)
{
	double second = second_column(table);

	return segment->x0 > second - ALIGNED * table->size ||
	       (segment->x0 > second - 4 * table->size && segment->x0 > table->first_x1 + 0.5 * table->size);
}

static gboolean
begins_lower(const DiPdfPage *page, const DiPdfRow *row)
{
	const char *word = di_pdf_word(page, di_pdf_segment(page, row->first)->first)->text;
	gunichar c = g_utf8_get_char(word);

	return g_unichar_islower(c) || c == '(';
}

static gboolean
is_near(const Table *table, const DiPdfPage *page, const DiPdfRow *row, double ems)
{
	return page != table->last_page || row->y0 - table->last_y1 < ems * table->size + table->loose;
}

static gboolean
fits_size(const Table *table, const DiPdfRow *row)
{
	return fabs(row->size - table->size) < 0.2 * table->size + 0.3;
}

typedef enum { OUTSIDE, SAME_ROW, NEW_ROW } Fit;

/* How many segments behind the first column stand under others of the table. */
static guint
count_under(const Table *table, const DiPdfPage *page, const DiPdfRow *row)
{
	guint n = 0;

	for (guint s = 0; s < row->n; s++) {
		const DiPdfSegment *segment = di_pdf_segment(page, row->first + s);

		n += segment->x0 > table->x0 + table->size && is_under(table, segment, FALSE) ? 1 : 0;
	}
	return n;
}

/* A label at the first column, and a value whose list is indented in the second. */
static gboolean
is_indented_value(const Table *table, const DiPdfPage *page, const DiPdfRow *row)
{
	const DiPdfSegment *value = di_pdf_segment(page, row->first + 1);
	double second = second_column(table);

	return row->n == 2 && fabs(row->x0 - table->x0) < ALIGNED * table->size && value->x0 > second &&
	       value->x0 < second + 4 * table->size;
}

/* A label below another that has its value: it begins with a capital, and ends in a colon or is bold beside a value that is not. */
static gboolean
begins_label(const Table *table, const DiPdfPage *page, guint index)
{
	const DiPdfRow *row = di_pdf_row(page, index), *above = index > 0 ? row - 1 : NULL;
	const DiPdfWord *word = di_pdf_word(page, di_pdf_segment(page, row->first)->first);
	const DiPdfSegment *label;

	if (!above || above->n < 2 || row->n < 2 || fabs(row->x0 - table->x0) > ALIGNED * table->size || fabs(above->x0 - row->x0) > 1 ||
	    !g_unichar_isupper(g_utf8_get_char(word->text)))
		return FALSE;
	label = di_pdf_segment(page, row->first);
	if (g_str_has_suffix(di_pdf_word(page, label->first + label->n - 1)->text, ":"))
		return TRUE;
	return word->bold && !di_pdf_word(page, (label + 1)->first)->bold;
}

static Fit
fit_several(const Table *table, const DiPdfPage *page, guint index)
{
	const DiPdfRow *row = di_pdf_row(page, index);
	guint under = count_under(table, page, row);

	if (!is_near(table, page, row, 3) || (under == 0 && !is_indented_value(table, page, row)))
		return OUTSIDE;
	/* Labels in small type above their values. */
	if (!fits_size(table, row) && (under + 1 < row->n || !is_near(table, page, row, 1)))
		return OUTSIDE;
	if (row->x0 > table->x0 + 2 * table->size && is_near(table, page, row, 0.5))
		return SAME_ROW;
	if (page != table->last_page || !is_near(table, page, row, 0.4))
		return NEW_ROW;
	if (begins_label(table, page, index))
		return NEW_ROW;
	return begins_lower(page, row) || di_pdf_is_inside_row(page, index) ? SAME_ROW : NEW_ROW;
}

static Fit
fit_one(const Table *table, const DiPdfPage *page, const DiPdfRow *row)
{
	const DiPdfSegment *segment = di_pdf_segment(page, row->first);
	double second = second_column(table);

	if (!fits_size(table, row))
		return OUTSIDE;
	if (is_in_second(table, segment))
		return is_near(table, page, row, 1) ? SAME_ROW : OUTSIDE;
	if (fabs(segment->x0 - table->x0) > ALIGNED * table->size || segment->x1 > second ||
	    page != table->last_page || !is_near(table, page, row, 0.9))
		return OUTSIDE;
	return begins_lower(page, row) && is_near(table, page, row, 0.4) ? SAME_ROW : NEW_ROW;
}

/* A label centred beside a value of three lines stands in the second of them: the first one begins the
 * row although it has no label, which is seen by the distances above and below it. */
static gboolean
is_first_of_centred(const Table *table, const DiPdfPage *page, guint index)
{
	const DiPdfRow *row = di_pdf_row(page, index), *next;
	double second = second_column(table), above;

	for (guint i = index; i + 1 < page->rows->len && i < index + 8; i++) {
		next = di_pdf_row(page, i + 1);
		if (next->base - di_pdf_row(page, i)->base > 1.45 * table->size)
			return FALSE;
		if (next->x0 < second - table->size) {
			above = page == table->last_page ? row->y0 - table->last_y1 : table->size;
			return next->n > 1 && above > next->y0 - di_pdf_row(page, i)->y1 + 0.25 * table->size &&
			       !begins_lower(page, row);
		}
	}
	return FALSE;
}

/* The label in the middle of its row: nothing stood in the first column of this row yet. */
static gboolean
is_centred_label(const Table *table, const DiPdfPage *page, const DiPdfRow *row)
{
	return table->open && page == table->last_page && row->y0 - table->last_y1 < 0.45 * table->size;
}

static Fit
fit(const Table *table, const DiPdfPage *page, guint index)
{
	const DiPdfRow *row = di_pdf_row(page, index);

	if (table->places->len == 0 || row->cut)
		return OUTSIDE;
	if (row->n > 1 && is_centred_label(table, page, row) && fit_several(table, page, index) != OUTSIDE)
		return SAME_ROW;
	if (row->n == 1 && row->x0 > second_column(table) - table->size && is_near(table, page, row, 2.5) &&
	    fits_size(table, row) && is_first_of_centred(table, page, index))
		return NEW_ROW;
	return row->n > 1 ? fit_several(table, page, index) : fit_one(table, page, row);
}

/* A long table has the same few over and over. */
static void
add_anchor(Table *table, const Span *span)
{
	for (guint i = 0; i < table->anchors->len; i++) {
		const Span *known = &g_array_index(table->anchors, Span, i);

		if (fabs(known->x0 - span->x0) < 1 && fabs(known->x1 - span->x1) < 1)
			return;
	}
	if (table->anchors->len < MAX_ANCHORS)
		g_array_append_vals(table->anchors, span, 1);
}

/* Could the row's gaps come from stretching it to the margin? */
static gboolean
is_justified(const DiPdfPage *page, const DiPdfRow *row)
{
	return row->x1 > (row->right > 0 ? row->right : page->right) - 2 * row->size;
}

static void
add_to_table(Table *table, DiPdfPage *page, guint index, Fit how)
{
	DiPdfRow *row = di_pdf_row(page, index);
	Place place = {page, index};

	if (table->places->len > 0 && how == NEW_ROW)
		table->row++;
	row->row = table->row;
	g_array_append_val(table->places, place);
	table->last_y1 = row->y1;
	table->last_page = page;
	if (table->places->len == 1) {
		table->size = row->size;
		table->x0 = row->x0;
		table->first_x1 = 0;
	}
	if (row->n > 1 && row->x0 < table->x0 + table->size)
		table->first_x1 = MAX(table->first_x1, di_pdf_segment(page, row->first)->x1);
	table->x0 = MIN(table->x0, row->x0);
	if (how == NEW_ROW || table->places->len == 1 || row->x0 < table->x0 + table->size)
		table->open = row->x0 > table->x0 + table->size;
	for (guint s = 0; row->n > 1 && s < row->n; s++) {
		const DiPdfSegment *segment = di_pdf_segment(page, row->first + s);
		Span span = {segment->x0, segment->x1};

		add_anchor(table, &span);
		if (s > 0 && (segment->x0 - (segment - 1)->x1 > WIDE * row->size || !is_justified(page, row)))
			table->wide = TRUE;
	}
}

static int
compare_span(gconstpointer a, gconstpointer b)
{
	const Span *left = a, *right = b;

	if (left->x0 < right->x0)
		return -1;
	return left->x0 > right->x0;
}

/* Columns are what is left between gaps that run through all rows; where a cell overflows into the
 * next column, they are the places where segments begin. */
static GArray *
find_spans(const Table *table, gboolean by_start)
{
	GArray *spans = g_array_new(FALSE, FALSE, sizeof(Span));

	g_array_sort(table->anchors, compare_span);
	for (guint i = 0; i < table->anchors->len; i++) {
		const Span *span = &g_array_index(table->anchors, Span, i);
		Span *last = spans->len > 0 ? &g_array_index(spans, Span, spans->len - 1) : NULL;

		if (last && (by_start ? span->x0 - last->x0 < 2 * table->size : span->x0 < last->x1))
			last->x1 = MAX(last->x1, span->x1);
		else
			g_array_append_val(spans, *span);
	}
	return spans;
}

static guint
most_segments(const Table *table)
{
	guint most = 0;

	for (guint i = 0; i < table->places->len; i++) {
		const Place *place = &g_array_index(table->places, Place, i);

		most = MAX(most, di_pdf_row(place->page, place->row)->n);
	}
	return most;
}

/* A cell's first line may be indented: what begins left of it, but behind the column before, is its, too. */
static guint
column_of(const Table *table, const GArray *spans, double x0)
{
	guint column = 0;

	while (column + 1 < spans->len) {
		const Span *this = &g_array_index(spans, Span, column), *next = this + 1;

		if (next->x0 > x0 + ALIGNED * table->size &&
		    (x0 < this->x1 + 0.5 * table->size || x0 < next->x0 - 4 * table->size))
			break;
		column++;
	}
	return column;
}

static void
number_cells(const Table *table, const GArray *spans, int id)
{
	for (guint i = 0; i < table->places->len; i++) {
		const Place *place = &g_array_index(table->places, Place, i);
		DiPdfRow *row = di_pdf_row(place->page, place->row);

		row->table = id;
		for (guint s = 0; s < row->n; s++) {
			DiPdfSegment *segment = di_pdf_segment(place->page, row->first + s);
			guint column = column_of(table, spans, segment->x0);

			segment->column = (int)column;
			segment->right = g_array_index(spans, Span, column).x1;
		}
	}
}

static void
end_table(Table *table, DiPdfLayout *layout)
{
	guint several = 0;

	for (guint i = 0; i < table->places->len; i++) {
		const Place *place = &g_array_index(table->places, Place, i);

		several += di_pdf_row(place->page, place->row)->n > 1;
	}
	/* One row with a narrow gap is a line of justified text. */
	if (several > 1 || (several == 1 && table->wide)) {
		g_autoptr(GArray) spans = find_spans(table, FALSE);

		if (spans->len < most_segments(table)) {
			g_array_free(spans, TRUE);
			spans = find_spans(table, TRUE);
		}
		number_cells(table, spans, ++layout->tables);
	}
	g_array_set_size(table->places, 0);
	g_array_set_size(table->anchors, 0);
	table->row = 0;
	table->wide = FALSE;
}

static double
gap_before(const DiPdfPage *page, guint word)
{
	return di_pdf_word(page, word)->x0 - di_pdf_word(page, word - 1)->x1;
}

/* Does WORD begin exactly where a column of the table does? */
static gboolean
begins_column(const Table *table, const DiPdfPage *page, guint word)
{
	const DiPdfWord *one = di_pdf_word(page, word);

	if (one->glued || gap_before(page, word) < 0.4 * one->size)
		return FALSE;
	for (guint i = 0; i < table->anchors->len; i++) {
		const Span *span = &g_array_index(table->anchors, Span, i);

		if (span->x0 > table->x0 + table->size && fabs(span->x0 - one->x0) < 1)
			return TRUE;
	}
	return FALSE;
}

static gboolean
begins_segment(const DiPdfPage *page, const DiPdfRow *row, guint word)
{
	for (guint s = 1; s < row->n; s++) {
		if (di_pdf_segment(page, row->first + s)->first == word)
			return TRUE;
	}
	return FALSE;
}

/* Justified text has wide gaps of its own, and a cell may end close to the next column: a row that
 * reaches the margin is parted where words begin under known columns, and at gaps too wide for text. */
static gboolean
parts_row(const Table *table, const DiPdfPage *page, const DiPdfRow *row, gboolean near, guint word)
{
	if (near && begins_column(table, page, word))
		return TRUE;
	return begins_segment(page, row, word) &&
	       (gap_before(page, word) > WIDE * row->size || (!near && !is_justified(page, row)));
}

static void
part_row(const Table *table, DiPdfPage *page, DiPdfRow *row, gboolean near)
{
	const DiPdfSegment *first = di_pdf_segment(page, row->first), *last = first + row->n - 1;
	guint begin = first->first, end = last->first + last->n;
	guint start = page->segments->len;

	for (guint i = begin + 1, from = begin; i <= end; i++) {
		DiPdfSegment segment = {.first = from, .n = i - from, .column = -1};

		if (i < end && !parts_row(table, page, row, near, i))
			continue;
		segment.x0 = di_pdf_word(page, from)->x0;
		segment.x1 = di_pdf_word(page, i - 1)->x1;
		g_array_append_val(page->segments, segment);
		from = i;
	}
	row->first = start;
	row->n = page->segments->len - start;
}

static void
find_on_page(DiPdfLayout *layout, DiPdfPage *page, Table *table)
{
	for (guint i = 0; i < page->rows->len; i++) {
		DiPdfRow *row = di_pdf_row(page, i);
		gboolean near;
		Fit how;

		if (row->role != DI_PDF_BODY)
			continue;
		if (row->cell > 0) { /* pdf-ruled.c */
			end_table(table, layout);
			continue;
		}
		near = table->places->len > 0 && is_near(table, page, row, 2) && fits_size(table, row);
		if (near || row->n > 1)
			part_row(table, page, row, near);
		how = fit(table, page, i);
		if (how == OUTSIDE)
			end_table(table, layout);
		if (how != OUTSIDE || row->n > 1)
			add_to_table(table, page, i, how);
	}
}

void
di_pdf_find_tables(DiPdfLayout *layout)
{
	Table table = {.places = g_array_new(FALSE, FALSE, sizeof(Place)),
		.anchors = g_array_new(FALSE, FALSE, sizeof(Span)),
		.loose = MAX(0, layout->body_pitch - 1.3 * layout->body_size)};

	for (guint p = 0; p < layout->pages->len; p++)
		find_on_page(layout, layout->pages->pdata[p], &table);
	end_table(&table, layout);
	g_array_free(table.places, TRUE);
	g_array_free(table.anchors, TRUE);
}
