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

enum {
	WINDOW_FIRST = 32, /* characters; each window is twice the one before, the last is all */
	WINDOWS = 6,
	PAIR_WORDS = 8, /* 512 bits */
};

/* Which pairs of letters occur, each hashed to a bit. */
typedef struct {
	guint64 word[PAIR_WORDS];
} Pairs;

typedef struct {
	gunichar c;
	guint is_capital : 1;
	guint end : 31; /* byte after the character in the text */
} Sign;

typedef struct {
	Pairs pairs[WINDOWS]; /* of the first 32, 64 … characters */
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
add_sign(Plain *plain, gunichar c, gsize end)
{
	plain->at[plain->n++] = (Sign){.c = plain_sign(c), .is_capital = is_capital(c) ? 1 : 0, .end = (guint)end & G_MAXINT32};
}

static void
add_usual(Plain *plain, gunichar c, gsize end)
{
	gboolean capital = c < 0x80 ? c - 'A' < 26 : is_latin_capital(c);

	plain->at[plain->n++] = (Sign){.c = capital ? c + 0x20 : c, .is_capital = capital ? 1 : 0, .end = (guint)end & G_MAXINT32};
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
			add_sign(plain, ' ', (gsize)(at - text));
		gap = FALSE;
		if (usual)
			add_usual(plain, c, (gsize)(next - text));
		else
			add_sign(plain, c, (gsize)(next - text));
	}
	plain->next = (guint)(at - text);
}

static void
add_pair(Pairs *pairs, gunichar a, gunichar b)
{
	guint bit = ((a * 2654435761u) ^ (b * 2246822519u)) >> 23;

	pairs->word[bit / 64] |= (guint64)1 << bit % 64;
}

/* Of the characters from FROM on; each window holds the pairs of those before it. */
static void
find_pairs(Plain *plain, guint from)
{
	guint window = 0;

	for (guint at = MAX(from, 1); at < plain->n; at++) {
		while (window < WINDOWS - 1 && at >= (guint)WINDOW_FIRST << window)
			window++;
		add_pair(&plain->pairs[window], plain->at[at - 1].c, plain->at[at].c);
	}
	for (window = 1; window < WINDOWS; window++)
		for (guint i = 0; i < PAIR_WORDS; i++)
			plain->pairs[window].word[i] |= plain->pairs[window - 1].word[i];
}

/* A beginning that is longer or shorter than PATTERN by more needs more edits than LEAST allows. */
static guint
most_edits(const Plain *pattern, double least)
{
	return (guint)((1.0 - least) * pattern->n) + 1;
}

/* How much of a text can matter to PATTERN: with one more character, to see whether a word ends there. */
static guint
reach_of(const Plain *pattern, double least)
{
	guint most = MIN(pattern->n + pattern->n / 3 + 12, 2 * PATTERN_MAX) - 1;

	return MIN(most, pattern->n + most_edits(pattern, least) + 1);
}

/* Without a special instruction, which not every processor has, the compiler would call a function for it. */
static guint
count_bits(guint64 bits)
{
	bits -= bits >> 1 & 0x5555555555555555;
	bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
	return (guint)(((bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f) * 0x0101010101010101 >> 56);
}

/* An edit takes away two pairs at most: a text that lacks more of PATTERN's is further away than LEAST allows. */
static gboolean
is_hopeless(const Plain *pattern, const Plain *text, double least)
{
	const Pairs *wanted = &pattern->pairs[WINDOWS - 1], *there;
	double most = 2 * (1.0 - least) * pattern->n;
	guint window = 0, lacking = 0;

	while (window < WINDOWS - 1 && reach_of(pattern, least) > (guint)WINDOW_FIRST << window)
		window++;
	there = &text->pairs[window];
	for (guint i = 0; i < PAIR_WORDS && lacking <= most; i++)
		lacking += count_bits(wanted->word[i] & ~there->word[i]);
	return lacking > most;
}

/* A text is matched with many patterns in turn, by each section of each form, and the patterns are the same for every
 * text: both are remembered. What is remembered counts only if it was made of these very bytes. */
typedef struct {
	char *bytes; /* of the text, as far as it was read: SIZE, with its NUL where that was reached */
	gsize size;
	guint max; /* characters that were asked for; G_MAXUINT: it has no more */
	Plain *plain;
} Remembered;

enum { SLOTS = 1024, TEXT_SLOTS_FIRST = 512, TEXT_SLOTS_MAX = 8192, HASHED_BYTES = 24 };

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
	if (!goes_on)
		memset(slot->plain, 0, offsetof(Plain, at));
	from = slot->plain->n;
	plain_of(text, max, slot->plain);
	find_pairs(slot->plain, from);
	g_free(slot->bytes);
	slot->bytes = g_strndup(text, slot->plain->next);
	slot->size = slot->plain->next + (text[slot->plain->next] ? 0 : 1);
	slot->max = slot->size > slot->plain->next ? G_MAXUINT : max;
}

static const Plain *
plain_pattern(const char *pattern)
{
	static Remembered slots[SLOTS];
	Remembered *slot = &slots[(guint32)((guint32)((guintptr)pattern >> 4) * 2654435761u) / (G_MAXUINT32 / SLOTS + 1)];

	if (!is_of(slot, pattern, PATTERN_MAX))
		remember(slot, pattern, PATTERN_MAX);
	return slot->plain;
}

/* By the bytes and not by the address: each form has its own copy of a line. */
static guint
slot_of(const char *text, guint slots)
{
	guint32 hash = 5381;

	for (guint i = 0; i < HASHED_BYTES && text[i]; i++)
		hash = hash * 33 + (guchar)text[i];
	return hash * 2654435761u / (G_MAXUINT32 / slots + 1);
}

/* As much of TEXT as REACH asks for: most patterns are short, and most lines long. Every section asks for all lines of a report once
 * more, so a long one gets more slots; a short one touches few pages. */
static const Plain *
plain_text(const char *text, guint reach)
{
	static Remembered slots[TEXT_SLOTS_MAX], *slot = &slots[0]; /* mostly it is the text that was asked for last */
	static guint n_slots = TEXT_SLOTS_FIRST, n_made;
	guint max = WINDOW_FIRST;

	while (max < reach && max < (guint)WINDOW_FIRST << (WINDOWS - 2))
		max *= 2;
	max = max < reach ? 2 * PATTERN_MAX : max + 2;
	if (is_of(slot, text, max))
		return slot->plain;
	slot = &slots[slot_of(text, n_slots)];
	if (is_of(slot, text, max))
		return slot->plain;
	if (++n_made > n_slots && n_slots < TEXT_SLOTS_MAX) {
		n_slots *= 4;
		slot = &slots[slot_of(text, n_slots)];
	}
	remember(slot, text, max);
	return slot->plain;
}

static gboolean
is_boundary(const Plain *text, guint j)
{
	if (j < text->n && text->at[j].is_capital && !text->at[j - 1].is_capital)
		return TRUE; /* "DiarienummerSignatur": a gap that a PDF lost */
	return j == text->n || !(g_unichar_isalnum(text->at[j - 1].c) && g_unichar_isalnum(text->at[j].c));
}

/* Edit distances of all of PATTERN to every beginning of TEXT's first N characters, in DISTANCE[0…N].
 *
 * A column of the usual table at a time, as bits (Myers 1999, Hyyrö 2003): where the value rises (up)
 * or falls (down) from one row to the next, 64 rows a word. The miner asks this of every line and
 * every label, and the plain table took nine tenths of its time. */

enum { WORDS = (PATTERN_MAX + 63) / 64, KNOWN = 0x180 }; /* beyond Latin letters the pattern is searched */

typedef struct {
	guint64 of[KNOWN][WORDS]; /* rows at which a character stands; only those in use are set */
} Rows;

static void
set_rows(const Plain *pattern, gunichar c, guint64 *rows)
{
	memset(rows, 0, WORDS * sizeof *rows);
	for (guint i = 0; i < pattern->n; i++)
		if (pattern->at[i].c == c)
			rows[i / 64] |= (guint64)1 << i % 64;
}

static void
prepare_rows(const Plain *pattern, const Plain *text, guint n, Rows *rows)
{
	guint words = (pattern->n + 63) / 64;

	for (guint word = 0; word < words; word++) {
		for (guint j = 0; j < n; j++)
			if (text->at[j].c < KNOWN)
				rows->of[text->at[j].c][word] = 0;
		for (guint i = 0; i < pattern->n; i++)
			if (pattern->at[i].c < KNOWN)
				rows->of[pattern->at[i].c][word] = 0;
	}
	for (guint i = 0; i < pattern->n; i++)
		if (pattern->at[i].c < KNOWN)
			rows->of[pattern->at[i].c][i / 64] |= (guint64)1 << i % 64;
}

typedef struct {
	guint64 up[WORDS], down[WORDS];
} Column;

/* One word of the next column; CARRY is the change from column to column above it, what comes back the
 * one at its row LAST. */
static int
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

static void
distances(const Plain *pattern, const Plain *text, guint n, guint *distance)
{
	guint words = (pattern->n + 63) / 64;
	Column column;
	Rows known;
	guint64 other[WORDS];

	memset(column.up, 0xff, sizeof column.up);
	memset(column.down, 0, sizeof column.down);
	prepare_rows(pattern, text, n, &known);
	distance[0] = pattern->n;
	for (guint j = 0; j < n; j++) {
		const guint64 *rows = text->at[j].c < KNOWN ? known.of[text->at[j].c] : other;
		int carry = 1; /* the first row is the length of the beginning */

		if (text->at[j].c >= KNOWN)
			set_rows(pattern, text->at[j].c, other);
		for (guint word = 0; word < words; word++)
			carry = step(&column, word, rows[word], carry, word + 1 < words ? 63 : (pattern->n - 1) % 64);
		distance[j + 1] = (guint)((int)distance[j] + carry);
	}
}

double
fuzzy_prefix(const char *text, const char *pattern, double least, gsize *end_out)
{
	const Plain *p = plain_pattern(pattern), *t = plain_text(text, reach_of(p, least));
	guint distance[2 * PATTERN_MAX + 1], best = G_MAXUINT, best_at = 0;
	guint n = MIN(t->n, reach_of(p, least)), most = most_edits(p, least), last;

	if (p->n == 0 || t->n == 0 || (least > 0 && is_hopeless(p, t, least)))
		return 0;
	last = MIN(n, p->n + most);
	distances(p, t, last, distance);
	for (guint j = p->n > most ? p->n - most : 1; j <= last; j++) {
		if (distance[j] < best && t->at[j - 1].c != ' ' && (j == n || is_boundary(t, j))) {
			best = distance[j];
			best_at = j;
		}
	}
	if (best >= p->n || 1.0 - (double)best / p->n < least)
		return 0;
	*end_out = t->at[best_at - 1].end;
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
