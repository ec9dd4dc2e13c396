/* Columns of one width, on one page or many: the white strip between them, where they begin and where they end.
 *
 * A strip is believed for the whole document: both sides of it are as wide, and over all pages enough lines fill them. Then
 * each stretch of a page that leaves it free is read left side first: also a short one between headings that go across, one
 * with ruled tables in a column, and the last, which may be filled unevenly. */
#include "pdf.h"

#include <math.h>
#include <stdlib.h>

#define STRIP_MIN 8.0   /* points between the columns */
#define STRIP_MAX 60.0
#define LINES_MIN 6     /* on each side, in the document */
#define TRIES_MAX 5
#define GAP_OF_TABLE 3.0 /* ems */
#define APART_MAX 4.0   /* ems between their first lines */
#define LONGER_MAX 9.0  /* ems: a heading may be kept with what follows it */

typedef struct {
	double x;       /* where the right column begins */
	double left_x0; /* and the left one */
	double width;   /* of each */
} Strip;

typedef struct {
	guint begin, end; /* rows */
	guint left, right; /* lines of each side */
	double left_x0, left_x1, right_x1;
	double left_width, right_width; /* of all lines together */
	guint aligned;     /* lines of the right side that begin at its edge */
	guint holes;       /* the left side has gaps while the right goes on, as in a table */
} Stretch;

typedef enum { ACROSS, LEFT = 1, RIGHT = 2, BOTH = 3, NOWHERE = 4 } Side;

/* The outermost ruled table around ROW stands on one side. */
static Side
side_of_ruled(const DiPdfPage *page, const DiPdfRow *row, double x)
{
	const DiPdfCell *cell = di_pdf_cell(page, row->cell);
	double x0 = G_MAXDOUBLE, x1 = -G_MAXDOUBLE;

	while (cell->parent > 0)
		cell = di_pdf_cell(page, cell->parent);
	for (guint i = 1; i <= page->cells->len; i++) {
		const DiPdfCell *other = di_pdf_cell(page, i);

		if (other->grid != cell->grid)
			continue;
		x0 = MIN(x0, other->x0);
		x1 = MAX(x1, other->x1);
	}
	if (x1 < x)
		return LEFT;
	return x0 > x - STRIP_MIN ? RIGHT : ACROSS;
}

static Side
side_of(const DiPdfPage *page, const DiPdfRow *row, double x)
{
	guint first, at;
	double reach = -G_MAXDOUBLE;

	if (row->role != DI_PDF_BODY)
		return NOWHERE;
	if (row->cell > 0)
		return side_of_ruled(page, row, x);
	first = di_pdf_segment(page, row->first)->first;
	at = di_pdf_row_from(page, row, x - 1);
	for (guint i = first; i < at; i++)
		reach = MAX(reach, di_pdf_word(page, i)->x1);
	if (reach > x - CLAMP(0.55 * row->size, STRIP_MIN - 1, STRIP_MIN + 1))
		return ACROSS;
	return (at > first ? LEFT : 0) | (at < di_pdf_row_end(page, row) ? RIGHT : 0);
}

static void
add_left(Stretch *stretch, const DiPdfPage *page, guint from, guint to)
{
	const DiPdfWord *first = di_pdf_word(page, from), *last = di_pdf_word(page, to - 1);

	stretch->left_x0 = stretch->left ? MIN(stretch->left_x0, first->x0) : first->x0;
	stretch->left_x1 = MAX(stretch->left_x1, last->x1);
	stretch->left_width += last->x1 - first->x0;
	stretch->left++;
}

/* What stands far behind a line's beginning is another column of a table, which may be wider than the page's. */
static guint
end_of_line(const DiPdfPage *page, guint from, guint to)
{
	for (guint i = from + 1; i < to; i++)
		if (di_pdf_word(page, i)->x0 - di_pdf_word(page, i - 1)->x1 > GAP_OF_TABLE * di_pdf_word(page, i)->size)
			return i;
	return to;
}

static void
add_right(Stretch *stretch, const DiPdfPage *page, guint from, guint to, double x)
{
	const DiPdfWord *first = di_pdf_word(page, from), *last = di_pdf_word(page, end_of_line(page, from, to) - 1);

	stretch->right_x1 = MAX(stretch->right_x1, last->x1);
	stretch->right_width += last->x1 - first->x0;
	stretch->aligned += first->x0 < x + 1.5 ? 1 : 0;
	stretch->right++;
}

static void
add_row(Stretch *stretch, const DiPdfPage *page, const DiPdfRow *row, double x)
{
	guint first = di_pdf_segment(page, row->first)->first, end = di_pdf_row_end(page, row), at = di_pdf_row_from(page, row, x - 1);

	if (row->cell > 0)
		return;
	if (at > first)
		add_left(stretch, page, first, at);
	if (at < end)
		add_right(stretch, page, at, end, x);
}

/* The next row from I on that has a right side, and nothing goes across before it; rows->len: none. */
static guint
next_right(const DiPdfPage *page, guint i, double x)
{
	for (; i < page->rows->len; i++) {
		Side side = side_of(page, di_pdf_row(page, i), x);

		if (side == ACROSS)
			break;
		if (side != NOWHERE && (side & RIGHT))
			return i;
	}
	return page->rows->len;
}

/* Rows I and the next stand on the left alone, and that one's first word had no room at the end of a column that reaches to RIGHT. */
static gboolean
wraps_in_column(const DiPdfPage *page, guint i, double x, double right)
{
	const DiPdfRow *row = di_pdf_row(page, i), *next = i + 1 < page->rows->len ? row + 1 : NULL;
	const DiPdfWord *word;

	if (!next || next->cell > 0 || side_of(page, next, x) != LEFT || next->base - row->base > 1.6 * row->size)
		return FALSE;
	word = di_pdf_word(page, di_pdf_segment(page, next->first)->first);
	return di_pdf_begins_lower(word->text) && row->x1 + 0.25 * row->size + word->x1 - word->x0 > right + 1;
}

/* Both sides ended above row I, which stands on the left alone: it is a heading over what follows, or comes after the columns of STRETCH so
 * far. Those of a whole page are not evened out: their left one may be the longer. */
static gboolean
is_below_columns(const DiPdfPage *page, guint i, double x, const double last[2], const Stretch *stretch)
{
	const DiPdfRow *row = di_pdf_row(page, i), *next;
	double em = row->size;
	guint after = next_right(page, i, x);

	if (last[1] <= 0 || row->base < last[1] + 0.6 * em || row->base - last[0] < 1.55 * em || fabs(last[0] - last[1]) > 2.6 * em ||
	    wraps_in_column(page, i, x, stretch->left_x1))
		return FALSE;
	next = after < page->rows->len ? di_pdf_row(page, after) : NULL;
	return next ? next->base - last[1] > 4.2 * em : last[1] - di_pdf_row(page, stretch->begin)->base < 0.5 * page->height;
}

/* Rows on the left alone that stand beside the first one with a right side belong to the columns. */
static guint
first_beside(const DiPdfPage *page, guint from, guint first, double x)
{
	double top = di_pdf_row(page, first)->y0;

	while (first > from) {
		const DiPdfRow *above = di_pdf_row(page, first - 1);

		if (above->y1 < top + 1 || side_of(page, above, x) != LEFT)
			break;
		first--;
	}
	return first;
}

/* The next rows from FROM on that leave the strip before X free, with type on both sides of it. FALSE: there are none. */
static gboolean
find_stretch(const DiPdfPage *page, guint from, double x, Stretch *out)
{
	double top[2] = {0, 0}, last[2] = {0, 0}, em;
	guint i = from;

	for (; i < page->rows->len; i++) {
		Side side = side_of(page, di_pdf_row(page, i), x);

		if (side != ACROSS && side != NOWHERE && (side & RIGHT))
			break;
	}
	if (i == page->rows->len)
		return FALSE;
	*out = (Stretch){.begin = first_beside(page, from, i, x)};
	for (i = out->begin; i < page->rows->len; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);
		Side side = side_of(page, row, x);

		if (side == ACROSS || (side == LEFT && is_below_columns(page, i, x, last, out)))
			break;
		if (side == NOWHERE)
			continue;
		if ((side & LEFT) && last[0] > 0 && row->base - last[0] > 4.5 * row->size && last[1] > last[0] + 2 * row->size)
			out->holes++;
		for (guint s = 0; s < 2; s++) {
			if (!(side & (s == 0 ? LEFT : RIGHT)))
				continue;
			top[s] = last[s] > 0 ? top[s] : row->base;
			last[s] = row->base;
		}
		add_row(out, page, row, x);
	}
	out->end = i;
	em = di_pdf_row(page, out->begin)->size;
	/* Columns begin beside each other and are filled from the left. Where the right one is much the longer, they are labels and answers. */
	if (last[0] > 0 && (fabs(top[0] - top[1]) > APART_MAX * em || last[1] > last[0] + LONGER_MAX * em))
		out->holes += out->left;
	return TRUE;
}

static gboolean
is_wide_enough(double all, guint lines, double width)
{
	return lines == 0 || all / lines > 0.5 * width;
}

/* Could these be columns of STRIP? */
static gboolean
fits(const Stretch *stretch, const Strip *strip)
{
	return stretch->right > 0 && stretch->holes * 10 <= stretch->left && fabs(stretch->left_x0 - strip->left_x0) < 3 &&
	       stretch->right_x1 < strip->x + strip->width + 3 && stretch->aligned * 10 >= stretch->right * 6 &&
	       is_wide_enough(stretch->left_width, stretch->left, strip->width) &&
	       is_wide_enough(stretch->right_width, stretch->right, strip->width);
}

typedef struct {
	Strip *strip;
	guint left, right; /* lines beside it */
} Measure;

/* The first look: how wide the columns are. */
static void
widen(const Stretch *stretch, Measure *measure)
{
	Strip *strip = measure->strip;

	if (stretch->left == 0 || stretch->right <= 1 || stretch->holes * 10 > stretch->left)
		return;
	strip->left_x0 = MIN(strip->left_x0, stretch->left_x0);
	strip->width = MAX(strip->width, MAX(stretch->left_x1 - stretch->left_x0, stretch->right_x1 - strip->x));
}

/* The second: what stands in such columns. */
static void
count(const Stretch *stretch, Measure *measure)
{
	if (!fits(stretch, measure->strip))
		return;
	measure->left += stretch->left;
	measure->right += stretch->right;
}

static void
each_stretch(const DiPdfLayout *layout, void (*see)(const Stretch *stretch, Measure *measure), Measure *measure)
{
	Stretch stretch;

	for (guint p = 0; p < layout->pages->len; p++)
		for (guint from = 0; find_stretch(layout->pages->pdata[p], from, measure->strip->x, &stretch); from = stretch.end)
			see(&stretch, measure);
}

/* How many lines stand in columns left of and at X in the document; 0: it is no strip. */
static guint
measure_strip(const DiPdfLayout *layout, double x, Strip *strip)
{
	Measure measure = {.strip = strip};

	*strip = (Strip){.x = x, .left_x0 = G_MAXDOUBLE};
	each_stretch(layout, widen, &measure);
	each_stretch(layout, count, &measure);
	if (measure.left < LINES_MIN || measure.right < LINES_MIN || x - strip->left_x0 < strip->width ||
	    x - strip->left_x0 > strip->width + STRIP_MAX)
		return 0;
	return measure.left + measure.right;
}

/* Where most lines begin in the middle of a page, the most frequent places first: at most TRIES_MAX. */
static guint
find_places(const DiPdfLayout *layout, double *places)
{
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(double));
	guint counts[TRIES_MAX] = {0}, n = 0;

	for (guint p = 0; p < layout->pages->len; p++) {
		const DiPdfPage *page = layout->pages->pdata[p];

		for (guint s = 0; s < page->segments->len; s++) {
			double x = di_pdf_segment(page, s)->x0;

			if (x > 0.4 * page->width && x < 0.62 * page->width)
				g_array_append_val(all, x);
		}
	}
	g_array_sort(all, di_compare_doubles);
	for (guint i = 0, end; i < all->len; i = end) {
		double x = g_array_index(all, double, i);
		guint at = n < TRIES_MAX ? n : TRIES_MAX;

		for (end = i; end < all->len && g_array_index(all, double, end) < x + 1;)
			end++;
		while (at > 0 && counts[at - 1] < end - i)
			at--;
		if (end - i < LINES_MIN / 2 || at == TRIES_MAX)
			continue;
		for (guint j = MIN(n, TRIES_MAX - 1); j > at; j--) {
			places[j] = places[j - 1];
			counts[j] = counts[j - 1];
		}
		places[at] = x;
		counts[at] = end - i;
		n = MIN(n + 1, TRIES_MAX);
	}
	return n;
}

static gboolean
find_strip(const DiPdfLayout *layout, Strip *out)
{
	double places[TRIES_MAX];
	guint n = find_places(layout, places), most = 0;

	for (guint i = 0; i < n; i++) {
		Strip strip;
		guint lines = measure_strip(layout, places[i], &strip);

		if (lines > most) {
			most = lines;
			*out = strip;
		}
	}
	return most > 0;
}

/* Words FROM to TO of a row as a row of their own. A gap is one of the text's, unless the line ends early, or goes too far, as in a
 * wide table. */
static void
add_side(DiPdfPage *page, const DiPdfRow *whole, GArray *rows, guint from, guint to, double right)
{
	DiPdfRow row = *whole;
	double reach = di_pdf_word(page, to - 1)->x1, least;

	row.first = page->segments->len;
	row.n = 0;
	row.x0 = di_pdf_word(page, from)->x0;
	row.x1 = reach;
	row.right = right;
	if (!di_pdf_word(page, from)->raised) { /* the other side may stand a little higher */
		row.y0 = di_pdf_word(page, from)->y0;
		row.y1 = di_pdf_word(page, from)->y1;
		row.base = di_pdf_word(page, from)->base;
		row.size = di_pdf_word(page, from)->size;
	}
	least = reach > right + 3 ? GAP_OF_TABLE * row.size : reach > right - 2 * row.size ? G_MAXDOUBLE : 1.5 * row.size;
	for (guint i = from + 1, begin = from; i <= to; i++) {
		const DiPdfWord *last = di_pdf_word(page, i - 1);
		DiPdfSegment segment = {.first = begin, .n = i - begin, .column = -1};

		if (i < to && di_pdf_word(page, i)->x0 - last->x1 < least)
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
add_column(DiPdfPage *page, const Stretch *stretch, const Strip *strip, Side side, GArray *rows)
{
	guint since = rows->len;
	double right = (side == RIGHT ? strip->x : strip->left_x0) + strip->width;

	for (guint i = stretch->begin; i < stretch->end; i++) {
		DiPdfRow row = *di_pdf_row(page, i);
		Side own = side_of(page, &row, strip->x);
		guint first = di_pdf_segment(page, row.first)->first, end = di_pdf_row_end(page, &row), at;

		if (own == NOWHERE ? side == RIGHT : !(own & side))
			continue;
		if (own == NOWHERE || row.cell > 0) {
			g_array_append_val(rows, row);
			continue;
		}
		at = di_pdf_row_from(page, &row, strip->x - 1);
		add_side(page, &row, rows, side == RIGHT ? at : first, side == RIGHT ? end : at, right);
	}
	if (side == RIGHT && rows->len > since)
		g_array_index(rows, DiPdfRow, since).cut = TRUE;
}

static void
part_page(DiPdfPage *page, const Strip *strip)
{
	GArray *rows = g_array_sized_new(FALSE, TRUE, sizeof(DiPdfRow), page->rows->len * 2);
	Stretch stretch;
	guint done = 0;

	for (guint from = 0; find_stretch(page, from, strip->x, &stretch); from = stretch.end) {
		if (!fits(&stretch, strip))
			continue;
		g_array_append_vals(rows, di_pdf_row(page, done), stretch.begin - done);
		add_column(page, &stretch, strip, LEFT, rows);
		add_column(page, &stretch, strip, RIGHT, rows);
		done = stretch.end;
	}
	if (done < page->rows->len)
		g_array_append_vals(rows, di_pdf_row(page, done), page->rows->len - done);
	g_array_free(page->rows, TRUE);
	page->rows = rows;
}

/* The last page of a text in columns may fill only the left one: its lines end where those did. */
static void
go_on_in_left_column(const DiPdfPage *page, const Strip *strip)
{
	double right = strip->left_x0 + strip->width;

	for (guint i = 0; i < page->rows->len; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);

		if (row->role == DI_PDF_BODY && (row->x1 > right + 3 || row->right > 0))
			return;
	}
	for (guint i = 0; i < page->rows->len; i++)
		di_pdf_row(page, i)->right = right;
}

gboolean
di_pdf_find_strip(DiPdfLayout *layout)
{
	Strip strip;

	if (!find_strip(layout, &strip))
		return FALSE;
	for (guint p = 0; p < layout->pages->len; p++) {
		part_page(layout->pages->pdata[p], &strip);
		go_on_in_left_column(layout->pages->pdata[p], &strip);
	}
	return TRUE;
}
