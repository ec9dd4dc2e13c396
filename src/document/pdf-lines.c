/* Words → segments between wide gaps → rows. */
#include "pdf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In ems. Justified text has gaps up to about 1 em; columns stand further apart. */
#define GAP_OF_SEGMENT 0.9
#define GAP_OF_TAB 3.0
#define SAME_LINE 0.4

static int
compare_base(gconstpointer a, gconstpointer b)
{
	const DiPdfWord *left = a, *right = b;

	if (left->base < right->base)
		return -1;
	return left->base > right->base;
}

static int
compare_x(gconstpointer a, gconstpointer b)
{
	const DiPdfWord *left = a, *right = b;

	if (left->x0 < right->x0)
		return -1;
	return left->x0 > right->x0;
}

/* In the order of COMPARE; words of the same place stay as they are. Most come in order already. */
static void
sort_words(DiPdfPage *page, guint begin, guint end, int (*compare)(gconstpointer a, gconstpointer b))
{
	for (guint i = begin + 1; i < end; i++) {
		if (compare(di_pdf_word(page, i - 1), di_pdf_word(page, i)) <= 0)
			continue;
		qsort(di_pdf_word(page, begin), end - begin, sizeof(DiPdfWord), compare);
		return;
	}
}

static const char *const bullets[] = {"•", "◦", "▪", "▫", "●", "○", "■", "□", "·", "‣", "►", "➢", "➤", "✓", "✔",
	"\xef\x82\xb7", "\xef\x82\xa7", "\xef\x83\x98", "\xef\x83\xbc", "-", "–", "—", "−", "*", "∗", "o", "\xef\x81\xac"};

static size_t
bullet(const char *word, gboolean alone)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bullets); i++) {
		size_t n;
		const char *after;

		if (word[0] != bullets[i][0])
			continue;
		n = strlen(bullets[i]);
		after = word + n;
		if (strncmp(word, bullets[i], n) != 0)
			continue;
		if (*after == '\0')
			return alone ? n : 0;
		/* "-Rutin": glued to a word, but "-5" is a number and "--" a line */
		if (bullets[i][0] == 'o' || bullets[i][0] == '*' || !g_unichar_isalpha(g_utf8_get_char(after)))
			return 0;
		return n;
	}
	return 0;
}

/* "1." "12)" "a)" "(3)" "1.Text"; "2.1" and "2025." are no markers. */
static size_t
number(const char *word)
{
	const char *at = word + (*word == '(');
	const char *begin = at;
	size_t n;

	while (g_ascii_isdigit(*at) && at - begin < 2)
		at++;
	if (at == begin && g_ascii_isalpha(*at) && (at[1] == ')' || (at[1] == '.' && at[2] == '\0')))
		at++;
	if (at == begin || (*at != '.' && *at != ')') || (*word == '(' && *at != ')'))
		return 0;
	n = (size_t)(at + 1 - word);
	return g_ascii_isdigit(word[n]) || g_ascii_ispunct(word[n]) ? 0 : n;
}

size_t
di_pdf_marker(const char *word, gboolean alone, gboolean *is_bullet_out)
{
	size_t n = bullet(word, alone);

	*is_bullet_out = n > 0;
	if (n > 0)
		return n;
	n = number(word);
	return word[n] == '\0' && !alone ? 0 : n;
}

static void
add_segment(DiPdfPage *page, DiPdfRow *row, guint first, guint end)
{
	DiPdfSegment segment = {.first = first, .n = end - first, .column = -1};

	segment.x0 = di_pdf_word(page, first)->x0;
	segment.x1 = segment.x0;
	for (guint i = first; i < end; i++)
		segment.x1 = MAX(segment.x1, di_pdf_word(page, i)->x1);
	g_array_append_val(page->segments, segment);
	row->n++;
}

/* "2.1" before a heading's text */
static gboolean
is_section_number(const char *word, const char *next)
{
	return strspn(word, "0123456789.") == strlen(word) && strchr(word, '.') && strlen(word) < 9 &&
	       g_unichar_isalpha(g_utf8_get_char(next));
}

/* Is the word a list marker or number that its text follows at a distance? */
static gboolean
is_lone_marker(const DiPdfPage *page, guint first, guint next)
{
	gboolean is_bullet;

	const DiPdfWord *marker = di_pdf_word(page, first), *text = di_pdf_word(page, next);

	if (next != first + 1 || text->x0 - marker->x1 > 4 * text->size)
		return FALSE;
	return is_section_number(marker->text, text->text) ||
	       di_pdf_marker(marker->text, TRUE, &is_bullet) == strlen(marker->text);
}

static void
split_row(DiPdfPage *page, DiPdfRow *row, guint begin, guint end)
{
	guint first = begin;
	double reach = di_pdf_word(page, begin)->x1;

	for (guint i = begin + 1; i < end; i++) {
		const DiPdfWord *word = di_pdf_word(page, i);

		if (word->x0 - reach > GAP_OF_SEGMENT * word->size && !is_lone_marker(page, first, i)) {
			add_segment(page, row, first, i);
			first = i;
		}
		reach = MAX(reach, word->x1);
	}
	add_segment(page, row, first, end);
}

/* In a ruled cell no column can begin: a wide gap is a tab. */
static void
keep_row(DiPdfPage *page, DiPdfRow *row, guint begin, guint end)
{
	for (guint i = begin + 1; i < end; i++) {
		DiPdfWord *word = di_pdf_word(page, i);

		word->tabbed = word->x0 - di_pdf_word(page, i - 1)->x1 > GAP_OF_TAB * word->size && !is_lone_marker(page, begin, i);
	}
	add_segment(page, row, begin, end);
}

static double
size_of_most(const DiPdfPage *page, guint begin, guint end)
{
	double best = 0, size = 0;

	for (guint i = begin; i < end; i++) {
		double same = 0;

		for (guint j = begin; j < end && j < begin + 40; j++) {
			const DiPdfWord *word = di_pdf_word(page, j);

			if (fabs(word->size - di_pdf_word(page, i)->size) < 0.3)
				same += word->x1 - word->x0;
		}
		if (same > best) {
			best = same;
			size = di_pdf_word(page, i)->size;
		}
		if (i > begin + 40)
			break;
	}
	return size;
}

static void
add_row(DiPdfPage *page, guint begin, guint end)
{
	DiPdfRow row = {.first = page->segments->len};
	/* A label centred beside it does not move the line. */
	double lowest = di_pdf_word(page, begin)->base + SAME_LINE * 1.01 * MAX(di_pdf_word(page, begin)->size, 1) + 1;

	sort_words(page, begin, end, compare_x);
	row.x0 = row.y0 = G_MAXDOUBLE;
	row.x1 = row.y1 = -G_MAXDOUBLE;
	row.size = size_of_most(page, begin, end);
	for (guint i = begin; i < end; i++) {
		const DiPdfWord *word = di_pdf_word(page, i);

		row.x0 = MIN(row.x0, word->x0);
		row.x1 = MAX(row.x1, word->x1);
		row.y0 = MIN(row.y0, word->y0);
		row.y1 = MAX(row.y1, word->y1);
		if (!word->raised && word->base < lowest)
			row.base = MAX(row.base, word->base);
	}
	row.cell = di_pdf_word(page, begin)->cell;
	if (row.cell > 0)
		keep_row(page, &row, begin, end);
	else
		split_row(page, &row, begin, end);
	g_array_append_val(page->rows, row);
}

typedef struct {
	guint begin, end; /* words */
	double x0, x1, base, size;
} Group;

static Group
group_of(const DiPdfPage *page, guint begin, guint end)
{
	Group group = {.begin = begin, .end = end, .x0 = G_MAXDOUBLE, .x1 = -G_MAXDOUBLE};

	group.base = di_pdf_word(page, begin)->base;
	for (guint i = begin; i < end; i++) {
		const DiPdfWord *word = di_pdf_word(page, i);

		group.x0 = MIN(group.x0, word->x0);
		group.x1 = MAX(group.x1, word->x1);
		group.size = MAX(group.size, word->size);
	}
	return group;
}

/* A label that is centred beside a value of two lines stands half a line below its first. */
static gboolean
is_beside(const Group *above, const Group *group)
{
	double size = MAX(above->size, group->size);

	return group->base - above->base < 0.8 * size && group->begin > above->begin &&
	       (group->x1 < above->x0 - 0.5 * size || group->x0 > above->x1 + 0.5 * size);
}

/* The lines of the words from BEGIN to END, which are sorted by their feet. */
static void
add_rows(DiPdfPage *page, guint begin, guint end)
{
	Group above = {0};

	for (guint i = begin + 1; i <= end; i++) {
		const DiPdfWord *first = di_pdf_word(page, begin);
		const DiPdfWord *word = i < end ? di_pdf_word(page, i) : NULL;
		Group group;

		if (word && word->base - first->base <= SAME_LINE * MAX(word->size, first->size))
			continue;
		group = group_of(page, begin, i);
		begin = i;
		if (above.end > 0 && first->cell == 0 && is_beside(&above, &group)) {
			above.end = i;
			continue;
		}
		if (above.end > 0)
			add_row(page, above.begin, above.end);
		above = group;
	}
	if (above.end > 0)
		add_row(page, above.begin, above.end);
}

static int
compare_cell(gconstpointer a, gconstpointer b)
{
	const DiPdfWord *left = a, *right = b;

	if (left->cell != right->cell)
		return left->cell < right->cell ? -1 : 1;
	return compare_base(a, b);
}

void
di_pdf_make_rows_of_cells(DiPdfPage *page, guint begin, guint end)
{
	sort_words(page, begin, end, page->cells->len > 0 ? compare_cell : compare_base);
	for (guint next = begin + 1; next <= end; next++) {
		if (next < end && di_pdf_word(page, next)->cell == di_pdf_word(page, begin)->cell)
			continue;
		add_rows(page, begin, next);
		begin = next;
	}
}

void
di_pdf_make_rows(DiPdfPage *page)
{
	guint n = page->words->len;

	if (n == 0)
		return;
	di_pdf_make_rows_of_cells(page, 0, n);
	if (page->cells->len > 0)
		di_pdf_put_in_order(page);
}

guint
di_pdf_row_from(const DiPdfPage *page, const DiPdfRow *row, double x)
{
	guint at = di_pdf_segment(page, row->first)->first, end = di_pdf_row_end(page, row);

	while (at < end && di_pdf_word(page, at)->x0 < x)
		at++;
	return at;
}

void
di_pdf_row_text(const DiPdfPage *page, const DiPdfRow *row, GString *out)
{
	for (guint s = 0; s < row->n; s++) {
		const DiPdfSegment *segment = di_pdf_segment(page, row->first + s);

		for (guint i = 0; i < segment->n; i++) {
			const DiPdfWord *word = di_pdf_word(page, segment->first + i);

			if (out->len > 0 && !word->glued)
				g_string_append_c(out, ' ');
			g_string_append(out, word->text);
		}
	}
}
