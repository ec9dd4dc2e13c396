/* An engine's characters → glyphs for the page's words: which way they run, which of them nobody sees. */
#include "pdf.h"

#include <math.h>

static gboolean
is_off_page(const DiPdfChar *one, const DiPdfPage *page)
{
	double x = (one->x0 + one->x1) / 2, y = (one->y0 + one->y1) / 2;

	return !(x >= 0 && y >= 0 && x <= page->width && y <= page->height);
}

/* The value of a field is shown by its widget; poppler gives some of these as text, too. */
static gboolean
is_field_text(const DiPdfChar *one, const DiPdfPage *page)
{
	double x = (one->x0 + one->x1) / 2, y = (one->y0 + one->y1) / 2;

	for (guint i = 0; i < page->fields->len; i++) {
		const DiPdfField *field = page->fields->pdata[i];

		if (field->value[0] && x > field->x0 && x < field->x1 && y > field->y0 && y < field->y1)
			return TRUE;
	}
	return FALSE;
}

/* Type that runs upwards or downwards: a note in the margin, or a landscape page that nobody turned. */
typedef enum { LEVEL, UPWARDS, DOWNWARDS } Turn;

static Turn
turn_of(const DiPdfChar *one, const DiPdfChar *next)
{
	double dx = fabs(next->x0 - one->x0), dy = next->y0 - one->y0;
	double size;

	if (dy == 0)
		return LEVEL;
	size = MAX(fabs(one->x1 - one->x0), fabs(one->y1 - one->y0));
	if (dx > 0.12 * size || fabs(dy) < 0.15 * size || fabs(dy) > 2 * size)
		return LEVEL;
	return dy < 0 ? UPWARDS : DOWNWARDS;
}

static gboolean
is_white_space(const DiPdfChar *one)
{
	return one->c < 0x80 && g_ascii_isspace((char)one->c);
}

/* How each character stands, beside its neighbours; NULL: all of them level. *MOST_OUT: the page's way. */
static char *
find_turns(const DiPdfChar *characters, size_t n, Turn *most_out)
{
	char *turns = NULL;
	size_t counts[3] = {0};

	for (size_t i = 0; i + 1 < n; i++) {
		size_t next = i + (characters[i + 1].c == ' ' ? 2 : 1); /* a digit may stand alone */
		Turn turn;

		if (is_white_space(&characters[i]) || characters[i + 1].c == '\n' || next >= n)
			continue;
		turn = turn_of(&characters[i], &characters[next]);
		counts[turn]++;
		if (turn == LEVEL)
			continue;
		if (!turns)
			turns = g_malloc0(n);
		turns[i] = turns[next] = (char)turn;
	}
	*most_out = counts[UPWARDS] > counts[DOWNWARDS] ? UPWARDS : DOWNWARDS;
	if (counts[*most_out] <= counts[LEVEL])
		*most_out = LEVEL;
	return turns;
}

/* Does NEXT stand before ONE on its line, as in type that stands on its head? (What is written from right to left comes
 * from poppler as it stands, from the left.) */
static gboolean
is_backwards(const DiPdfChar *one, const DiPdfChar *next)
{
	double size = fabs(one->y1 - one->y0), dx = next->x0 - one->x0;

	return fabs(next->y0 - one->y0) < 0.15 * size && dx < -0.15 * size && dx > -2 * size;
}

/* How many of the characters of the line at I stand before the one before them, less those that stand after it. */
static int
count_backwards(const DiPdfChar *characters, size_t from, size_t to)
{
	int n = 0;

	for (size_t i = from + 1; i < to; i++) {
		if (!is_white_space(&characters[i - 1]) && !is_white_space(&characters[i]))
			n += is_backwards(&characters[i - 1], &characters[i]) ? 1 : -1;
	}
	return n;
}

enum { LINES_MIN = 3 }; /* fewer may be a label that was put in the wrong way round */

/* Does most of the page stand on its head? */
static gboolean
is_page_over(const DiPdfChar *characters, size_t n)
{
	int backwards = 0, forwards = 0;

	for (size_t from = 0, to; from < n; from = to + 1) {
		for (to = from; to < n && characters[to].c != '\n';)
			to++;
		backwards += count_backwards(characters, from, to) > 0;
		forwards += count_backwards(characters, from, to) < 0;
	}
	return backwards >= LINES_MIN && backwards > 3 * forwards;
}

static DiPdfChar *
turn_page(const DiPdfPage *page, const DiPdfChar *characters, size_t n)
{
	DiPdfChar *turned = g_memdup2(characters, n * sizeof *characters);

	for (size_t i = 0; i < n; i++) {
		turned[i].x0 = page->width - characters[i].x1;
		turned[i].x1 = page->width - characters[i].x0;
		turned[i].y0 = page->height - characters[i].y1;
		turned[i].y1 = page->height - characters[i].y0;
	}
	return turned;
}

/* Lines that stand on their heads are turned where they stand, each about its own middle. */
static void
turn_line(DiPdfChar *characters, size_t from, size_t to)
{
	double left = G_MAXDOUBLE, right = -G_MAXDOUBLE;

	for (size_t i = from; i < to; i++) {
		if (is_white_space(&characters[i]))
			continue;
		left = MIN(left, characters[i].x0);
		right = MAX(right, characters[i].x1);
	}
	for (size_t i = from; i < to; i++) {
		double x0 = characters[i].x0;

		characters[i].x0 = left + right - characters[i].x1;
		characters[i].x1 = left + right - x0;
	}
}

/* A copy of CHARACTERS in which every line runs to the right; NULL: they do already. */
static DiPdfChar *
turn_lines(const DiPdfChar *characters, size_t n)
{
	DiPdfChar *turned = NULL;

	for (size_t from = 0, to; from < n; from = to + 1) {
		for (to = from; to < n && characters[to].c != '\n';)
			to++;
		if (count_backwards(characters, from, to) <= 0)
			continue;
		if (!turned)
			turned = g_memdup2(characters, n * sizeof *characters);
		turn_line(turned, from, to);
	}
	return turned;
}

/* Sets the place of ONE on the page as a person would hold it to read it. */
static void
place(const DiPdfChar *one, const DiPdfPage *page, Turn turn, DiPdfGlyph *glyph)
{
	*glyph = (DiPdfGlyph){.c = one->c, .x0 = one->x0, .y0 = one->y0, .x1 = one->x1, .y1 = one->y1};
	if (turn == UPWARDS)
		*glyph = (DiPdfGlyph){.c = one->c, .x0 = page->height - one->y1, .y0 = one->x0,
			.x1 = page->height - one->y0, .y1 = one->x1};
	if (turn == DOWNWARDS)
		*glyph = (DiPdfGlyph){.c = one->c, .x0 = one->y0, .y0 = page->width - one->x1, .x1 = one->y1,
			.y1 = page->width - one->x0};
}

/* White type that is not bold: bold white stands on a dark ground (a table's head); other white type is hidden. */
static gboolean
is_hidden(const DiPdfChar *one, const DiPdfPage *page)
{
	return (one->white && !one->bold) || (one->has_style && one->size < 1.5) || is_off_page(one, page) ||
	       is_field_text(one, page);
}

/* Type whose size the file does not say rightly: Type 3 fonts, in which browsers embed what they may not embed otherwise, have a scale of
 * their own, and poppler guesses it by one sign. How wide the letters are says more: those of usual type differ by a third. */

#define LETTERS_MIN 12

/* In thousandths of an em, of Helvetica; 0: not measured. */
static int
usual_width(uint32_t c)
{
	static const short small[26] = {556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333,
		500, 278, 556, 500, 722, 500, 500, 500};
	static const short large[26] = {667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722,
		667, 611, 722, 667, 944, 667, 667, 611};

	if (c >= 'A' && c <= 'Z')
		return large[c - 'A'];
	return c >= 'a' && c <= 'z' ? small[c - 'a'] : 0;
}

static DiPdfKind *
kind_of(DiPdfKinds *kinds, const DiPdfChar *one)
{
	for (guint i = 0; i < kinds->n; i++)
		if (kinds->all[i].bold == one->bold && fabs(kinds->all[i].size - one->size) < 0.05)
			return &kinds->all[i];
	return NULL;
}

static DiPdfKind *
add_kind(DiPdfKinds *kinds, const DiPdfChar *one)
{
	if (kinds->n == DI_PDF_KINDS_MAX)
		return NULL;
	kinds->all[kinds->n] = (DiPdfKind){.size = one->size, .bold = one->bold, .scale = 1};
	return &kinds->all[kinds->n++];
}

/* How much larger type of KIND is than its size says. A few letters are believed where others on the page say the same. */
static double
scale_of(const DiPdfKind *kind, gboolean others)
{
	double ratio = kind->usual > 0 ? kind->width / (kind->usual * kind->size) : 1;

	if (kind->letters < LETTERS_MIN)
		return others && kind->letters > 0 && ratio > 1.3 ? ratio : 1;
	return ratio > 1.5 || ratio < 0.5 ? ratio : 1;
}

/* Adds the letters of one more page. FALSE: all sizes are as said. */
static gboolean
find_scales(DiPdfKinds *kinds, const DiPdfChar *characters, size_t length)
{
	DiPdfKind *kind = NULL;
	gboolean any = FALSE;

	for (size_t i = 0; i < length; i++) {
		const DiPdfChar *one = &characters[i];
		int usual = usual_width(one->c);

		if (usual == 0 || one->size <= 0)
			continue;
		if (!kind || kind->bold != one->bold || fabs(kind->size - one->size) >= 0.05)
			kind = kind_of(kinds, one);
		if (!kind)
			kind = add_kind(kinds, one);
		if (!kind)
			continue;
		kind->width += fabs(one->x1 - one->x0);
		kind->usual += usual / 1000.0;
		kind->letters++;
	}
	for (guint i = 0; i < kinds->n; i++)
		any = any || fabs(scale_of(&kinds->all[i], FALSE) - 1) > 0.01;
	for (guint i = 0; i < kinds->n; i++)
		kinds->all[i].scale = scale_of(&kinds->all[i], any);
	return any;
}

static void
rescale(DiPdfKinds *kinds, const DiPdfChar *one, DiPdfGlyph *glyph)
{
	const DiPdfKind *kind = kind_of(kinds, one);
	double base = glyph->y1 - 0.2 * (glyph->y1 - glyph->y0);

	if (!kind || fabs(kind->scale - 1) < 0.01)
		return;
	glyph->size *= kind->scale;
	glyph->y0 = base - 0.8 * glyph->size;
	glyph->y1 = base + 0.2 * glyph->size;
}

/* A bullet or a digit that is all of its line does not say which way it runs: the page does. */
static gboolean
is_alone(const DiPdfChar *characters, size_t n, size_t i)
{
	return (i == 0 || characters[i - 1].c == '\n') && (i + 1 == n || characters[i + 1].c == '\n');
}

void
di_pdf_write_words(DiPdfPage *page, DiPdfKinds *kinds, const DiPdfChar *characters, size_t n)
{
	DiPdfWriter *writer = di_pdf_writer_new(page);
	Turn most = LEVEL;
	g_autofree DiPdfChar *over = is_page_over(characters, n) ? turn_page(page, characters, n) : NULL;
	g_autofree DiPdfChar *turned = turn_lines(over ? over : characters, n);
	g_autofree char *turns = NULL;
	gboolean wrong_sizes;

	page->is_over = over != NULL;
	if (over || turned)
		characters = turned ? turned : over;
	turns = find_turns(characters, n, &most);
	wrong_sizes = most == LEVEL && find_scales(kinds, characters, n);
	for (size_t i = 0; i < n; i++) {
		const DiPdfChar *one = &characters[i];
		DiPdfGlyph glyph;

		/* What stands across the way of the page is a note in the margin. */
		if (turns && (Turn)turns[i] != most && !is_white_space(one) && !is_alone(characters, n, i))
			continue;
		place(one, page, most, &glyph);
		glyph.bold = one->bold;
		glyph.size = one->size > 0 ? one->size : glyph.y1 - glyph.y0;
		if (wrong_sizes)
			rescale(kinds, one, &glyph);
		glyph.hidden = is_hidden(one, page);
		di_pdf_writer_glyph(writer, &glyph);
	}
	di_pdf_writer_free(writer);
	if (most != LEVEL) {
		double width = page->width;

		page->width = page->height;
		page->height = width;
	}
	page->turn = (int)most;
}

DiPdfRule
di_pdf_turn_rule(const DiPdfPage *page, DiPdfRule rule)
{
	double width = page->turn == LEVEL ? page->width : page->height, height = page->turn == LEVEL ? page->height : page->width;

	if (page->is_over)
		rule = (DiPdfRule){width - rule.x1, height - rule.y1, width - rule.x0, height - rule.y0};
	if (page->turn == UPWARDS)
		return (DiPdfRule){height - rule.y1, rule.x0, height - rule.y0, rule.x1};
	if (page->turn == DOWNWARDS)
		return (DiPdfRule){rule.y0, width - rule.x1, rule.y1, width - rule.x0};
	return rule;
}
