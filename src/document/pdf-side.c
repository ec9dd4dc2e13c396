/* Tables whose lines nobody drew, with a label on the left and an answer of many lines on the right.
 *
 * A label may stand at the top of its row or in the middle of it, and either side may be the higher one; so no line tells which row it
 * is in. But rows do not overlap, and in all of them labels stand in one way: of all the ways to share the lines out, the one is taken
 * in which labels and answers stand best beside each other. The rows then become cells as if they had been drawn (pdf-ruled.c). */
#include "pdf-side.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TRIES_MAX 60    /* a page: nobody's form has so many tables, but a drawing may */
#define PLACES_MAX 16   /* where the right side may begin */
#define LABELS_MAX 60   /* blocks of labels in one table */
#define LINES_MAX 160   /* lines of answers */
#define GAP_MAX 7.0     /* ems between lines of one table */
#define EXACT 0.3       /* points: an answer begins where all others do, */
#define CLOSE 0.15      /* and its label may end so many ems before it */

static gboolean
begins_lower(const DiPdfWord *word)
{
	gunichar c = g_utf8_get_char(word->text);

	return g_unichar_islower(c) || c == '(';
}

static gboolean
is_section_number(const DiPdfWord *word)
{
	return g_ascii_isdigit(word->text[0]) && strspn(word->text, "0123456789.") == strlen(word->text) && strchr(word->text, '.');
}

static Line
line_of(const DiPdfPage *page, guint from, guint to)
{
	const DiPdfWord *first = di_pdf_word(page, from);
	Line line = {.y0 = G_MAXDOUBLE, .base = G_MAXDOUBLE, .x0 = first->x0};

	line.lower = begins_lower(first);
	line.titled = first->bold || is_section_number(first);
	for (guint i = from; i < to; i++) {
		line.base = MIN(line.base, di_pdf_word(page, i)->base);
		line.y0 = MIN(line.y0, di_pdf_word(page, i)->y0);
		line.y1 = MAX(line.y1, di_pdf_word(page, i)->y1);
		line.x1 = MAX(line.x1, di_pdf_word(page, i)->x1);
	}
	line.head = line.base;
	return line;
}

/* Lines of a label that follow each other closely are one block. */
static void
add_label(Side *side, const Line *line)
{
	Line *last = side->left->len > 0 ? &g_array_index(side->left, Line, side->left->len - 1) : NULL;

	side->left_lines++;
	side->left_x1 = MAX(side->left_x1, line->x1);
	if (!last || line->base - last->base > 1.6 * side->em) {
		g_array_append_val(side->left, *line);
		side->titled += line->titled ? 1 : 0;
		return;
	}
	last->y1 = line->y1;
	last->base = line->base;
	last->x1 = line->x1;
	last->x0 = MIN(last->x0, line->x0);
}

/* FALSE: ROW is none of the table's. */
static gboolean
take_row(const DiPdfPage *page, const DiPdfRow *row, Side *side, double *last_base)
{
	guint first = di_pdf_segment(page, row->first)->first, end = di_pdf_row_end(page, row), at = di_pdf_row_from(page, row, side->x - 1);
	Line left, right;

	if (row->role != DI_PDF_BODY || row->cell > 0 || row->right > 0 || row->cut || row->size > 1.3 * side->em ||
	    (end == at && side->label_size > 0 && row->size > 1.15 * MAX(side->label_size, side->em)) || /* the next heading */
	    (*last_base > 0 && row->base - *last_base > GAP_MAX * side->em))
		return FALSE;
	left = at > first ? line_of(page, first, at) : (Line){0};
	right = end > at ? line_of(page, at, end) : (Line){0};
	if ((at > first && left.x1 > side->x - (end > at && fabs(right.x0 - side->x) < EXACT ? CLOSE : 0.5) * side->em) || (end > at && right.x0 > side->x + 6 * side->em))
		return FALSE;
	if (at > first) {
		add_label(side, &left);
		side->label_size = MAX(side->label_size, row->size);
	}
	if (end > at) {
		g_array_append_val(side->right, right);
		side->right_x1 = MAX(side->right_x1, right.x1);
	}
	side->crowded += row->n > 2 ? 1 : 0;
	side->beside += at > first && end > at && fabs(left.base - right.base) < 0.15 * side->em ? 1 : 0;
	*last_base = row->base;
	return TRUE;
}

/* The least from line to line of the answers, and a little: lines of a paragraph stand no further apart. */
static double
pitch_of(const Side *side)
{
	double least = 1.7 * side->em;

	for (guint i = 1; i < side->right->len; i++) {
		double pitch = answer(side, i)->base - answer(side, i - 1)->base;

		if (pitch > 0.8 * side->em)
			least = MIN(least, pitch);
	}
	return 1.12 * least;
}

/* The table that begins at row FIRST, if the right side begins at X. */
static void
gather(const DiPdfPage *page, guint first, double x, Side *side)
{
	double last_base = 0;

	side->first = side->end = first;
	side->x = x;
	side->left_lines = side->crowded = side->beside = side->titled = 0;
	side->left_x1 = side->right_x1 = side->label_size = 0;
	g_array_set_size(side->left, 0);
	g_array_set_size(side->right, 0);
	while (side->end < page->rows->len && side->left->len < LABELS_MAX && side->right->len < LINES_MAX &&
		take_row(page, di_pdf_row(page, side->end), side, &last_base))
		side->end++;
	side->pitch = pitch_of(side);
}

/* Is there anything that geometry line by line would not see as well? Where nearly every line has its label, all is said. */
static gboolean
is_worth_it(const Side *side)
{
	guint lines = side->left_lines + side->right->len;

	return (lines - 2 * side->beside) * 4 >= lines && side->left->len > 0 && side->right->len >= 2 && lines >= 5 && side->left_lines >= 2 && side->crowded * 3 < lines &&
	       side->right->len + side->left_lines > 2 * side->left->len + 1;
}

static gboolean
ends_page(const DiPdfPage *page, const Side *side)
{
	for (guint i = side->end; i < page->rows->len; i++)
		if (di_pdf_row(page, i)->role == DI_PDF_BODY)
			return FALSE;
	return TRUE;
}

/* A label of several lines that nothing answers, a full one at the page's end, or the rest of such a one. Else it is rather the next heading. */
static gboolean
is_unanswered(const DiPdfPage *page, const Side *side, const Share *share)
{
	const Line *first = label(side, share->label), *last = label(side, share->label + share->labels - 1);

	return share->lines == 0 && share->labels > 0 &&
	       ((goes_on(side) && share->label == 0 && first->lower) || last->y1 - first->y0 > 3 * side->em ||
		(last->x1 > side->left_x1 - 4 * side->em && ends_page(page, side)));
}

/* The last line of a row that has both sides, or of a label that nothing answers. */
static double
bottom_of(const Side *side, const Share *share)
{
	return MAX(share->labels ? label(side, share->label + share->labels - 1)->y1 : 0,
		share->lines ? answer(side, share->line + share->lines - 1)->y1 : 0);
}

static double
top_of(const Side *side, const Share *share)
{
	return MIN(share->labels ? label(side, share->label)->y0 : G_MAXDOUBLE, share->lines ? answer(side, share->line)->y0 : G_MAXDOUBLE);
}

/* Rows without an answer at both ends are none of the table. */
static void
trim(Side *side, const DiPdfPage *page, GArray *shares)
{
	while (shares->len > 0 && g_array_index(shares, Share, shares->len - 1).lines == 0 &&
		!is_unanswered(page, side, &g_array_index(shares, Share, shares->len - 1)))
		g_array_remove_index(shares, shares->len - 1);
	while (shares->len > 0 && g_array_index(shares, Share, 0).lines == 0 && !goes_on(side))
		g_array_remove_index(shares, 0);
	if (shares->len == 0) {
		side->end = side->first;
		return;
	}
	for (; side->first < side->end; side->first++) {
		const Share *share = &g_array_index(shares, Share, 0);
		double top = top_of(side, share);

		if (di_pdf_row(page, side->first)->y1 > top + 1)
			break;
	}
	for (; side->end > side->first; side->end--) {
		if (di_pdf_row(page, side->end - 1)->y0 < bottom_of(side, &g_array_index(shares, Share, shares->len - 1)) - 1)
			break;
	}
}

/* Two cells for each row; the first of them is returned. */
static guint
add_cells(DiPdfPage *page, const Side *side, const GArray *shares)
{
	guint first = page->cells->len + 1;
	double right = side->right_x1, left = G_MAXDOUBLE;

	/* As wide on the next page, where its lines may be shorter. */
	if (goes_on(side))
		right = MAX(right, side->before_x1);
	if (page->right > right && page->right < right + 3 * side->em)
		right = page->right;

	for (guint i = 0; i < side->left->len; i++)
		left = MIN(left, label(side, i)->x0);
	page->grids++;
	for (guint i = 0; i < shares->len; i++) {
		const Share *share = &g_array_index(shares, Share, i), *next = i + 1 < shares->len ? share + 1 : NULL;
		DiPdfCell cell = {.grid = page->grids, .row = (int)i, .x0 = MIN(left, side->x - 1), .x1 = MAX(side->left_x1, left),
			.y0 = top_of(side, share)};

		cell.y1 = next ? top_of(side, next) : bottom_before(side, share->label + share->labels, share->line + share->lines);
		g_array_append_val(page->cells, cell);
		cell.column = 1;
		cell.x0 = side->x;
		cell.x1 = right;
		g_array_append_val(page->cells, cell);
	}
	return first;
}

/* The cell in which a word on that side and height stands. */
static guint
cell_at(const Side *side, const GArray *shares, guint first, const DiPdfWord *word)
{
	gboolean right = word->x0 >= side->x - 1;
	double y = (word->y0 + word->y1) / 2;
	guint at = 0;

	for (guint i = 1; i < shares->len; i++) {
		const Share *share = &g_array_index(shares, Share, i);

		if (right ? share->lines > 0 && answer(side, share->line)->y0 - 0.2 * side->em < y
			  : share->labels > 0 && label(side, share->label)->y0 - 0.2 * side->em < y)
			at = i;
	}
	return first + 2 * at + (right ? 1 : 0);
}

/* The first line of what stands right of word NUMBER in its cell; NULL: there is nothing, or not only there. */
static const DiPdfWord *
label_beside(const DiPdfPage *page, guint begin, guint end, guint number)
{
	const DiPdfWord *word = di_pdf_word(page, number), *first = NULL;

	for (guint i = begin; i < end; i++) {
		const DiPdfWord *other = di_pdf_word(page, i);

		if (i == number || other->cell != word->cell)
			continue;
		if (other->x0 < word->x1 + 0.3 * word->size)
			return NULL;
		first = first && first->base <= other->base ? first : other;
	}
	return first;
}

/* A number in a column of its own, in the middle of its label, is read before the label. */
static void
raise_numbers(DiPdfPage *page, guint begin, guint end)
{
	for (guint i = begin; i < end; i++) {
		DiPdfWord *word = di_pdf_word(page, i);
		const DiPdfWord *label = is_section_number(word) ? label_beside(page, begin, end, i) : NULL;

		if (!label)
			continue;
		word->y0 = label->y0;
		word->y1 = label->y1;
		word->base = label->base;
	}
}

/* The table's rows become those of its cells. FALSE: its words do not stand together. */
static gboolean
put_into_cells(DiPdfPage *page, const Side *side, const GArray *shares)
{
	GArray *rows, *old = page->rows;
	guint begin = G_MAXUINT, end = 0, n = 0, first;

	for (guint i = side->first; i < side->end; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);
		guint from = di_pdf_segment(page, row->first)->first, to = di_pdf_row_end(page, row);

		begin = MIN(begin, from);
		end = MAX(end, to);
		n += to - from;
	}
	if (n == 0 || n != end - begin)
		return FALSE;
	first = add_cells(page, side, shares);
	for (guint i = begin; i < end; i++)
		di_pdf_word(page, i)->cell = cell_at(side, shares, first, di_pdf_word(page, i));
	raise_numbers(page, begin, end);
	rows = g_array_sized_new(FALSE, TRUE, sizeof(DiPdfRow), old->len);
	g_array_append_vals(rows, old->data, side->first);
	page->rows = rows;
	di_pdf_make_rows_of_cells(page, begin, end);
	if (side->end < old->len)
		g_array_append_vals(page->rows, &g_array_index(old, DiPdfRow, side->end), old->len - side->end);
	g_array_free(old, TRUE);
	return TRUE;
}

/* Where segments behind the first column begin in the next rows from I on. */
static guint
find_places(const DiPdfPage *page, guint from, double *places)
{
	double left = di_pdf_row(page, from)->x0;
	guint n = 0;

	for (guint i = from; i < page->rows->len && i < from + 14 && n < PLACES_MAX; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);

		if (row->role != DI_PDF_BODY || row->cell > 0)
			break;
		left = MIN(left, row->x0);
		for (guint s = 0; s < row->n && n < PLACES_MAX; s++) {
			double x = di_pdf_segment(page, row->first + s)->x0;
			gboolean known = x < left + 5 * row->size || x > 0.8 * page->width;

			for (guint k = 0; k < n && !known; k++)
				known = fabs(places[k] - x) < 1;
			if (!known)
				places[n++] = x;
		}
	}
	qsort(places, n, sizeof *places, di_compare_doubles);
	return n;
}

/* At the top of a page, what is left of the last label of the page before. */
static GArray *
rest_of_label(const DiPdfPage *page, guint i, Side *side)
{
	Share share = {0};
	GArray *shares;

	if (!side->at_top || side->before <= 0)
		return NULL;
	gather(page, i, side->before, side);
	if (side->right->len > 0 || side->left->len == 0 || !label(side, 0)->lower)
		return NULL;
	share.labels = side->left->len;
	shares = g_array_new(FALSE, FALSE, sizeof(Share));
	g_array_append_val(shares, share);
	return shares;
}

/* The table that begins at row I and is the longest. */
static GArray *
find_table(const DiPdfPage *page, guint i, Side *side)
{
	double places[PLACES_MAX] = {0};
	guint n = find_places(page, i, places), most = 0;
	GArray *best = NULL;
	double x = 0;

	for (guint k = 0; k < n; k++) {
		g_autoptr(GArray) shares = NULL;

		gather(page, i, places[k], side);
		if (!is_worth_it(side) || side->end - side->first <= most || side->tries == 0)
			continue;
		side->tries--;
		shares = di_pdf_find_shares(side);
		if (!shares)
			continue;
		most = side->end - side->first;
		x = places[k];
		g_clear_pointer(&best, g_array_unref);
		best = g_steal_pointer(&shares);
	}
	if (!best)
		return rest_of_label(page, i, side);
	gather(page, i, x, side);
	return best;
}

/* No table begins within a paragraph. */
static gboolean
may_begin(const DiPdfPage *page, guint i, double em)
{
	const DiPdfRow *row = di_pdf_row(page, i), *above = i > 0 ? row - 1 : NULL;

	return !above || above->role != DI_PDF_BODY || above->cell > 0 || row->y0 > above->y1 + 0.35 * em || above->size > 1.15 * row->size;
}

/* Of the last table on the page before: where the right side began, and its lines end. */
typedef struct {
	double x, x1;
} Before;

static void
find_on_page(DiPdfPage *page, double body_size, Before *before)
{
	Before last = {0};
	Side side = {.em = MAX(body_size, 1), .before = before->x, .before_x1 = before->x1, .tries = TRIES_MAX, .left = g_array_new(FALSE, FALSE, sizeof(Line)), .right = g_array_new(FALSE, FALSE, sizeof(Line)), .at_top = TRUE};

	for (guint i = 0; i < page->rows->len; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);
		g_autoptr(GArray) shares = NULL;

		if (row->role != DI_PDF_BODY || row->cell > 0 || !may_begin(page, i, side.em))
			continue;
		shares = find_table(page, i, &side);
		if (!shares) {
			side.at_top = FALSE;
			continue;
		}
		last = (Before){side.x, goes_on(&side) ? MAX(side.right_x1, before->x1) : side.right_x1};
		if (di_pdf_is_plain(&side, shares)) {
			side.at_top = FALSE;
			i = side.end - 1;
			continue;
		}
		trim(&side, page, shares);
		if (side.end > side.first && put_into_cells(page, &side, shares))
			i = side.first; /* what follows are rows of cells */
		side.at_top = FALSE;
	}
	g_array_free(side.left, TRUE);
	g_array_free(side.right, TRUE);
	*before = last;
}

void
di_pdf_find_sides(DiPdfLayout *layout)
{
	Before before = {0};

	for (guint p = 0; p < layout->pages->len; p++) {
		DiPdfPage *page = layout->pages->pdata[p];

		if (page->fields->len == 0)
			find_on_page(page, layout->body_size, &before);
	}
}
