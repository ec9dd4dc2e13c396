/* How well a text begins with words that a form prints: misspelt, edited, cut short. */
#include "internal.h"

#include <string.h>

enum { PATTERN_MAX = 400 };

char *
regex_replace(const GRegex *regex, const char *text, const char *with)
{
	char *out = g_regex_replace_literal(regex, text, -1, 0, with, 0, NULL);

	if (out)
		return out;
	return g_strdup(text); /* over PCRE's limits: the text as it is */
}

static const double pairs_tell = 0.75; /* where fewer must fit, two texts in one language share enough by chance */

enum {
	WINDOW_FIRST = 32, /* characters; each window is twice the one before, the last is all */
	WINDOWS = 6,
	PAIR_BYTES = 64,
	WORDS = (PATTERN_MAX + 63) / 64,
	KNOWN = 0x100, /* beyond the letters of Swedish the pattern is searched */
};

/* Which pairs of letters occur, each hashed to a bit. */
typedef struct {
	guint8 byte[PAIR_BYTES];
} Pairs;

typedef struct {
	guint16 end; /* the character after it */
	guint8 byte, bit;
} Pair;

typedef struct {
	guint32 c : 31;
	guint32 is_capital : 1;
} Sign;

typedef struct {
	Pairs pairs[WINDOWS]; /* of the first 32, 64 … characters */
	guint window; /* the last of them in which there is anything */
	guint n, next; /* NEXT: the byte of the text at which it goes on */
	Sign at[]; /* as many as were asked for */
} Plain;

static gunichar
plain_sign(gunichar c)
{
	if (c < 0x80)
		return c - 'A' < 26 ? c | 0x20 : c;
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (c == 0x201c || c == 0x201d || c == 0x201e || c == 0x00ab || c == 0x00bb)
		return '"';
	if (c == 0x2018 || c == 0x2019 || c == 0x00b4)
		return '\'';
	return g_unichar_tolower(c);
}

static gboolean
is_silent(gunichar c)
{
	return c >= 0x80 && (c == 0x00ad || (c >= 0x200b && c <= 0x200d) || c == 0xfeff || c == 0x2060);
}

static gboolean
is_gap(gunichar c)
{
	return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r' && c != '\v') : g_unichar_isspace(c);
}

static gboolean
is_capital(gunichar c)
{
	return c < 0x80 ? c - 'A' < 26 : g_unichar_isupper(c);
}

static void
add_sign(Plain *plain, gunichar c)
{
	plain->at[plain->n++] = (Sign){.c = plain_sign(c) & G_MAXINT32, .is_capital = is_capital(c) ? 1 : 0};
}

static void
add_usual(Plain *plain, gunichar c)
{
	gboolean capital = c < 0x80 ? c - 'A' < 26 : is_latin_capital(c);

	plain->at[plain->n++] = (Sign){.c = (capital ? c + 0x20 : c) & G_MAXINT32, .is_capital = capital ? 1 : 0};
}

/* As many as MAX characters of TEXT for comparing, beginning where PLAIN ends; white space is one space, none in front or beside a slash. */
static void
plain_of(const char *text, guint max, Plain *plain)
{
	gboolean gap = FALSE;
	const char *at, *next;

	for (at = text + plain->next; *at && plain->n + 2 < max; at = next) {
		gunichar usual = usual_character(at), c = usual ? usual : g_utf8_get_char(at);

		next = di_utf8_next(at);
		if (!usual && is_silent(c))
			continue;
		if (!usual && is_gap(c)) {
			gap = plain->n > 0 && plain->at[plain->n - 1].c != '/';
			continue;
		}
		if (gap && c != '/')
			add_sign(plain, ' ');
		gap = FALSE;
		if (usual)
			add_usual(plain, c);
		else
			add_sign(plain, c);
	}
	plain->next = (guint)(at - text);
}

static guint
pair_hash(gunichar a, gunichar b)
{
	return ((a * 2654435761u) ^ (b * 2246822519u)) >> 23;
}

/* Of the characters from FROM on; each window holds the pairs of those before it. */
static void
find_pairs(Plain *plain, guint from)
{
	for (guint at = MAX(from, 1); at < plain->n; at++) {
		guint hash = pair_hash(plain->at[at - 1].c, plain->at[at].c);

		if (plain->window < WINDOWS - 1 && at >= (guint)WINDOW_FIRST << plain->window) {
			plain->pairs[plain->window + 1] = plain->pairs[plain->window];
			plain->window++;
		}
		plain->pairs[plain->window].byte[hash / 8] |= (guint8)(1 << hash % 8);
	}
}

/* A text is matched with many patterns in turn, by each section of each form, and the patterns are the same for every
 * text: both are remembered. What is remembered counts only if it was made of these very bytes. */
typedef struct {
	char *bytes; /* of the text, as far as it was read: SIZE, with its NUL where that was reached */
	gsize size;
	guint max; /* characters that were asked for; G_MAXUINT: it has no more */
	Plain *plain;
} Remembered;

enum { SLOTS = 1024, TEXTS_MAX = 8192, INDEX_BITS = 13, HASHED_BYTES = 24 };

static gboolean
is_of(const Remembered *slot, const char *text, guint max)
{
	return slot->bytes && slot->max >= max && strncmp(slot->bytes, text, slot->size) == 0;
}

/* More of the text that SLOT holds, or another one. */
static void
remember(Remembered *slot, const char *text, guint max)
{
	gboolean goes_on = slot->bytes && max > slot->max && strncmp(slot->bytes, text, slot->size) == 0;
	guint from;

	slot->plain = g_realloc(slot->plain, offsetof(Plain, at) + max * sizeof(Sign));
	if (!goes_on) {
		slot->plain->pairs[0] = (Pairs){{0}};
		slot->plain->window = slot->plain->n = slot->plain->next = 0;
	}
	from = slot->plain->n;
	plain_of(text, max, slot->plain);
	find_pairs(slot->plain, from);
	g_free(slot->bytes);
	slot->bytes = g_strndup(text, slot->plain->next);
	slot->size = slot->plain->next + (text[slot->plain->next] ? 0 : 1);
	slot->max = slot->size > slot->plain->next ? G_MAXUINT : max;
}

/* What a form prints, prepared for comparing. */
typedef struct {
	Remembered text;
	guint n, n_pairs, words;
	Pair *pairs; /* each once; the last ends beyond the pattern */
	guint8 row_of[KNOWN]; /* a character's place in ROWS; 0: it is not there */
	guint64 *rows; /* the places at which it stands, WORDS each */
	gboolean is_known; /* there is no character in it beyond KNOWN */
} Pattern;

static void
list_pairs(Pattern *pattern)
{
	const Sign *at = pattern->text.plain->at;
	Pairs seen = {{0}};

	pattern->pairs = g_renew(Pair, pattern->pairs, pattern->n + 1);
	pattern->n_pairs = 0;
	for (guint i = 1; i < pattern->n; i++) {
		guint hash = pair_hash(at[i - 1].c, at[i].c);
		Pair pair = {(guint16)(i + 1), (guint8)(hash / 8), (guint8)(1 << hash % 8)};

		if (!(seen.byte[pair.byte] & pair.bit))
			pattern->pairs[pattern->n_pairs++] = pair;
		seen.byte[pair.byte] |= pair.bit;
	}
	pattern->pairs[pattern->n_pairs] = (Pair){G_MAXUINT16, 0, 0};
}

static void
list_rows(Pattern *pattern)
{
	const Sign *at = pattern->text.plain->at;
	guint n = 1;

	pattern->words = (pattern->n + 63) / 64;
	memset(pattern->row_of, 0, sizeof pattern->row_of);
	pattern->is_known = TRUE;
	for (guint i = 0; i < pattern->n; i++) {
		if (at[i].c >= KNOWN || n == G_MAXUINT8)
			pattern->is_known = FALSE;
		else if (!pattern->row_of[at[i].c])
			pattern->row_of[at[i].c] = (guint8)n++;
	}
	g_free(pattern->rows);
	pattern->rows = g_new0(guint64, n * pattern->words);
	for (guint i = 0; i < pattern->n; i++)
		if (at[i].c < KNOWN && pattern->row_of[at[i].c])
			pattern->rows[pattern->row_of[at[i].c] * pattern->words + i / 64] |= (guint64)1 << i % 64;
}

static const Pattern *
pattern_of(const char *text)
{
	static Pattern *patterns[SLOTS];
	Pattern **slot = &patterns[(guint32)((guint32)((guintptr)text >> 4) * 2654435761u) / (G_MAXUINT32 / SLOTS + 1)];

	if (*slot && is_of(&(*slot)->text, text, PATTERN_MAX))
		return *slot;
	if (!*slot)
		*slot = g_new0(Pattern, 1);
	remember(&(*slot)->text, text, PATTERN_MAX);
	(*slot)->n = (*slot)->text.plain->n;
	(*slot)->text.plain = g_realloc((*slot)->text.plain, offsetof(Plain, at) + (*slot)->n * sizeof(Sign)); /* most are short */
	list_pairs(*slot);
	list_rows(*slot);
	return *slot;
}

/* By the bytes and not by the address: each form has its own copy of a line. */
static guint
place_of(const char *text)
{
	gsize size = strnlen(text, HASHED_BYTES), i = 0;
	guint64 hash = 0, word;

	for (; i + sizeof word <= size; i += sizeof word) {
		memcpy(&word, text + i, sizeof word);
		hash = (hash ^ word) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
	}
	for (; i < size; i++)
		hash = (hash ^ (guchar)text[i]) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
	return (guint)(hash >> (64 - INDEX_BITS));
}

/* As many characters of TEXT as MAX. Every section asks for all lines of a report once more; a short one touches few pages. */
static const Plain *
plain_text(const char *text, guint max)
{
	static guint16 index[1 << INDEX_BITS]; /* into TEXTS; 0: nothing is there */
	static Remembered texts[TEXTS_MAX + 1], *last = &texts[0]; /* mostly it is the text that was asked for last */
	static guint16 n_texts;
	guint place;

	if (is_of(last, text, max))
		return last->plain;
	place = place_of(text);
	if (!index[place])
		index[place] = n_texts < TEXTS_MAX ? ++n_texts : (guint16)(1 + place % TEXTS_MAX);
	last = &texts[index[place]];
	if (!is_of(last, text, max))
		remember(last, text, max);
	return last->plain;
}

/* One comparison: as long as it may succeed, at most MOST edits, within REACH characters of the text. */
typedef struct {
	const Pattern *pattern;
	double least;
	guint most, reach;
} Search;

/* A beginning that is longer or shorter than the pattern by more needs more edits than LEAST allows. REACH has one character
 * more, to see whether a word ends there. */
static Search
search_for(const Pattern *pattern, double least)
{
	guint most = (guint)((1.0 - least) * pattern->n) + 1;
	guint widest = MIN(pattern->n + pattern->n / 3 + 12, 2 * PATTERN_MAX) - 1;

	return (Search){pattern, least, most, MIN(widest, pattern->n + most + 1)};
}

/* An edit takes away two pairs at most: a text that lacks more of the pattern's is further away than LEAST allows. Of a long pattern
 * only as much is looked for as must lie within WINDOW, if that can be enough. */
static gboolean
is_hopeless(const Search *search, const char *text, guint window)
{
	const Pattern *pattern = search->pattern;
	guint width = (guint)WINDOW_FIRST << window, lacking = 0;
	gboolean is_whole = search->reach <= width;
	guint end = is_whole ? pattern->n : width - MIN(width, search->most);
	guint allowed = (guint)(2 * (1.0 - search->least) * pattern->n + (is_whole ? 0 : 0.01)); /* a part may not be refused by rounding */
	const Plain *plain;
	const Pairs *there;

	if (MIN(end, pattern->n_pairs) <= allowed || search->least < pairs_tell)
		return FALSE;
	plain = plain_text(text, MIN(width + 2, 2 * PATTERN_MAX));
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
	guint64 up[WORDS], down[WORDS];
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
	memset(rows, 0, WORDS * sizeof *rows);
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

/* The fewest edits, if MOST suffice, and the first place in TEXT at which they do. From one column to the next the distance falls by one at most:
 * where it cannot fall to MOST any more, nothing more is asked. */
G_ALWAYS_INLINE static inline guint
best_end(const Search *search, const Plain *text, guint words, guint *at_out)
{
	const Pattern *pattern = search->pattern;
	guint most = search->most, first = pattern->n > most ? pattern->n - most : 1, bottom = (pattern->n - 1) % 64;
	guint n = MIN(text->n, search->reach), last = MIN(n, pattern->n + most), distance = pattern->n, best = most + 1;
	Column column;
	guint64 searched[WORDS];

	memset(column.up, 0xff, words * sizeof *column.up);
	memset(column.down, 0, words * sizeof *column.down);
	for (guint j = 1; j <= last && distance <= most + (last - j) + 1; j++) {
		const guint64 *rows = rows_of(pattern, text->at[j - 1].c, searched);
		int carry = 1; /* the first row is the length of the beginning */

		for (guint word = 0; word < words; word++)
			carry = step(&column, word, rows[word], carry, word + 1 < words ? 63 : bottom);
		distance = (guint)((int)distance + carry);
		if (distance < best && j >= first && text->at[j - 1].c != ' ' && (j == n || is_boundary(text, j))) {
			best = distance;
			*at_out = j;
		}
	}
	return best;
}

/* The bytes of TEXT behind which its first N characters for comparing end; the last of them is no space. */
static gsize
bytes_of(const char *text, guint n)
{
	g_autofree Plain *plain = g_malloc(offsetof(Plain, at) + (n + 2) * sizeof(Sign));

	plain->n = plain->next = 0;
	plain_of(text, n + 2, plain);
	return plain->next;
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
	*end_out = bytes_of(text, best_at);
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
