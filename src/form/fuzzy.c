/* How well a text begins with words that a form prints: misspelt, edited, cut short. */
#include "plain.h"

#include <string.h>

char *
regex_replace(const GRegex *regex, const char *text, const char *with)
{
	char *out = g_regex_replace_literal(regex, text, -1, 0, with, 0, NULL);

	if (out)
		return out;
	return g_strdup(text); /* over PCRE's limits: the text as it is */
}

static const double pairs_tell = 0.75; /* where fewer must fit, two texts in one language share enough by chance */

/* A beginning that is longer or shorter than the pattern by more needs more edits than LEAST allows. REACH has one character
 * more, to see whether a word ends there. */
Search
search_for(const Pattern *pattern, double least)
{
	guint most = (guint)((1.0 - least) * pattern->n) + 1;
	guint widest = MIN(pattern->n + pattern->n / 3 + 12, 2 * PATTERN_MAX) - 1;

	return (Search){pattern, least, most, MIN(widest, pattern->n + most + 1)};
}

/* Of a long pattern only as much is looked for as must lie within WINDOW, if that can be enough. */
gboolean
search_needs_pairs(const Search *search, guint window, guint *end_out, guint *lacking_out)
{
	const Pattern *pattern = search->pattern;
	guint width = (guint)WINDOW_FIRST << window;
	gboolean is_whole = search->reach <= width;

	*end_out = is_whole ? pattern->n : width - MIN(width, search->most);
	*lacking_out = (guint)(2 * (1.0 - search->least) * pattern->n + (is_whole ? 0 : 0.01)); /* a part may not be refused by rounding */
	return MIN(*end_out, pattern->n_pairs) > *lacking_out && search->least >= pairs_tell;
}

static gboolean
is_hopeless(const Search *search, const char *text, guint window)
{
	const Pattern *pattern = search->pattern;
	guint end, allowed, lacking = 0;
	const Plain *plain;
	const Pairs *there;

	if (!search_needs_pairs(search, window, &end, &allowed))
		return FALSE;
	plain = plain_text(text, MIN(((guint)WINDOW_FIRST << window) + 2, 2 * PATTERN_MAX));
	there = &plain->pairs[MIN(window, plain->window)];
	for (const Pair *pair = pattern->pairs; pair->end <= end && lacking <= allowed; pair++)
		lacking += !(there->byte[pair->byte] & pair->bit);
	return lacking > allowed;
}

/* TEXT as far as SEARCH reaches; NULL: less of it was enough to say no. */
static const Plain *
text_for(const Search *search, const char *text)
{
	guint window = 0;

	for (;; window++) {
		if (search->least > 0 && is_hopeless(search, text, window))
			return NULL;
		if (window == WINDOWS - 1 || (guint)WINDOW_FIRST << window >= search->reach)
			break;
	}
	return plain_text(text, MIN(((guint)WINDOW_FIRST << window) + 2, 2 * PATTERN_MAX));
}

static gboolean
is_boundary(const Plain *text, guint j)
{
	if (j < text->n && text->at[j].is_capital && !text->at[j - 1].is_capital)
		return TRUE; /* "DiarienummerSignatur": a gap that a PDF lost */
	return j == text->n || !(g_unichar_isalnum(text->at[j - 1].c) && g_unichar_isalnum(text->at[j].c));
}

/* Edit distances of all of a pattern to every beginning of a text, one after the other.
 *
 * A column of the usual table at a time, as bits (Myers 1999, Hyyrö 2003): where the value rises (up)
 * or falls (down) from one row to the next, 64 rows a word. The miner asks this of every line and
 * every label, and the plain table took nine tenths of its time. */

typedef struct {
	guint64 up[PATTERN_WORDS], down[PATTERN_WORDS];
} Column;

/* One word of the next column; CARRY is the change from column to column above it, what comes back the
 * one at its row LAST. */
G_ALWAYS_INLINE static inline int
step(Column *column, guint word, guint64 same, int carry, guint last)
{
	guint64 up = column->up[word], down = column->down[word];
	guint64 vertical = same | down, sideways, rise, fall;
	int out;

	if (carry < 0)
		same |= 1;
	sideways = (((same & up) + up) ^ up) | same;
	rise = down | ~(sideways | up);
	fall = up & sideways;
	out = (int)(rise >> last & 1) - (int)(fall >> last & 1);
	rise = rise << 1 | (carry > 0);
	fall = fall << 1 | (carry < 0);
	column->up[word] = fall | ~(vertical | rise);
	column->down[word] = rise & vertical;
	return out;
}

static const guint64 *
search_rows(const Pattern *pattern, gunichar c, guint64 *rows)
{
	memset(rows, 0, PATTERN_WORDS * sizeof *rows);
	for (guint i = 0; i < pattern->n; i++)
		if (pattern->text.plain->at[i].c == c)
			rows[i / 64] |= (guint64)1 << i % 64;
	return rows;
}

G_ALWAYS_INLINE static inline const guint64 *
rows_of(const Pattern *pattern, gunichar c, guint64 *searched)
{
	if (c < KNOWN && (pattern->row_of[c] || pattern->is_known))
		return &pattern->rows[pattern->row_of[c] * pattern->words];
	return search_rows(pattern, c, searched);
}

/* Of four rows, up in the low bits and down in the high ones: how far the value is changed by all, and the lowest that it gets among them. */
static gint8 change[256], lowest[256];

static void
learn_changes(void)
{
	for (guint rows = 0; rows < G_N_ELEMENTS(change); rows++) {
		int value = 0, least = 0;

		for (guint i = 0; i < 4; i++) {
			value += (int)(rows >> i & 1) - (int)(rows >> (i + 4) & 1);
			least = MIN(least, value);
		}
		change[rows] = (gint8)value;
		lowest[rows] = (gint8)least;
	}
}

/* The least value in COLUMN J of a pattern of N characters: no later column has a lower one. */
static guint
least_of(const Column *column, guint n, guint j)
{
	int value = (int)j, least = value;

	if (!change[1])
		learn_changes();
	for (guint i = 0; i < n; i += 4) {
		guint rows = (guint)(column->up[i / 64] >> i % 64 & 15) | (guint)(column->down[i / 64] >> i % 64 & 15) << 4;

		least = MIN(least, value + lowest[rows]);
		value += change[rows];
	}
	return (guint)least;
}

/* The fewest edits, if MOST suffice, and the first place in TEXT at which they do. From one column to the next the distance falls by one at most:
 * where it cannot fall to MOST any more, nothing more is asked. A column's least value rises by one at most: it is looked at when it may be
 * too high for all that follow. */
G_ALWAYS_INLINE static inline guint
best_end(const Search *search, const Plain *text, guint words, guint *at_out)
{
	const Pattern *pattern = search->pattern;
	guint most = search->most, first = pattern->n > most ? pattern->n - most : 1, bottom = (pattern->n - 1) % 64;
	guint n = MIN(text->n, search->reach), last = MIN(n, pattern->n + most), distance = pattern->n, best = most + 1, look = best;
	Column column;
	guint64 searched[PATTERN_WORDS];

	memset(column.up, 0xff, words * sizeof *column.up);
	memset(column.down, 0, words * sizeof *column.down);
	for (guint j = 1; j <= last && distance + j <= most + last + 1; j++) {
		const guint64 *rows = rows_of(pattern, text->at[j - 1].c, searched);
		int carry = 1; /* the first row is the length of the beginning */

		for (guint word = 0; word < words; word++)
			carry = step(&column, word, rows[word], carry, word + 1 < words ? 63 : bottom);
		distance = (guint)((int)distance + carry);
		if (distance < best && j >= first && text->at[j - 1].c != ' ' && (j == n || is_boundary(text, j))) {
			best = distance;
			*at_out = j;
		}
		if (j == look) {
			guint least = least_of(&column, pattern->n, j);

			if (least >= best)
				break;
			look = j + best - least;
		}
	}
	return best;
}

double
fuzzy_prefix(const char *text, const char *pattern, double least, gsize *end_out)
{
	const Pattern *p = pattern_of(pattern);
	Search search = search_for(p, least);
	const Plain *t = p->n > 0 ? text_for(&search, text) : NULL;
	guint best_at = 0, best;

	if (!t || t->n == 0)
		return 0;
	best = p->words == 1 ? best_end(&search, t, 1, &best_at) : best_end(&search, t, p->words, &best_at);
	if (best >= p->n || 1.0 - (double)best / p->n < least)
		return 0;
	*end_out = plain_bytes_of(text, best_at);
	return 1.0 - (double)best / p->n;
}

gboolean
fuzzy_is_cut(const char *text, const char *pattern, gsize *rest_out)
{
	gsize end = 0, spare = strlen(pattern) * 2; /* white space that squeezing takes away */
	g_autofree char *plain = strnlen(text, spare + 1) > spare ? NULL : di_text_squeeze(text);
	glong length = plain ? g_utf8_strlen(plain, -1) : 0;

	if (length < 8 || length >= g_utf8_strlen(pattern, -1) || fuzzy_prefix(pattern, plain, 0.88, &end) < 0.88)
		return FALSE;
	*rest_out = end;
	return TRUE;
}
