/* Texts and the words of forms as they are compared: letter case, dashes, quotes and white space aside, and which pairs of letters they have. */
#include "plain.h"

#include <string.h>

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

static inline Sign
usual_sign(gunichar c)
{
	gboolean capital = c < 0x80 ? c - 'A' < 26 : is_latin_capital(c);

	return (Sign){.c = (capital ? c + 0x20 : c) & G_MAXINT32, .is_capital = capital ? 1 : 0};
}

/* A row of letters, figures and signs of ASCII or Swedish, which nearly every text is. At least one stands there. Where they end. */
static const char *
add_usual(Plain *plain, const char *at, guint max)
{
	gunichar c = usual_character(at);
	guint n = plain->n;

	do {
		plain->at[n++] = usual_sign(c);
		at += c < 0x80 ? 1 : 2;
		c = usual_character(at);
	} while (c && n + 2 < max);
	plain->n = n;
	return at;
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
			next = add_usual(plain, at, max);
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
	guint end;

	for (guint at = MAX(from, 1); at < plain->n; at = end) {
		guint8 *byte;

		if (plain->window < WINDOWS - 1 && at >= (guint)WINDOW_FIRST << plain->window) {
			plain->pairs[plain->window + 1] = plain->pairs[plain->window];
			plain->window++;
		}
		byte = plain->pairs[plain->window].byte;
		end = plain->window < WINDOWS - 1 ? MIN(plain->n, (guint)WINDOW_FIRST << plain->window) : plain->n;
		for (guint i = at; i < end; i++) {
			guint hash = pair_hash(plain->at[i - 1].c, plain->at[i].c);

			byte[hash / 8] |= (guint8)(1 << hash % 8);
		}
	}
}

enum {
	SLOTS = 1024,
	TEXTS_MAX = 8192,
	PLACE_BITS = 13,
	PLACES = 1 << PLACE_BITS,
	PLACES_BESIDE = 4,
	HASHED_BYTES = 24,
	CHARACTERS_LEAST = 2 * WINDOW_FIRST + 2, /* of a text: two windows of it are asked for before long */
};

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

const Pattern *
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
	return (guint)(hash >> (64 - PLACE_BITS));
}

/* The slot that holds TEXT, or the one that is to hold it: among a few places beside each other, or two texts with one place would take turns in it. */
static Remembered *
slot_for(const char *text, guint max, gboolean *holds_out)
{
	static guint16 index[PLACES + PLACES_BESIDE]; /* into SLOTS; 0: nothing is there */
	static Remembered slots[TEXTS_MAX + 1];
	static guint16 n_slots;
	guint first = place_of(text), place;

	*holds_out = TRUE;
	for (place = first; place < first + PLACES_BESIDE && index[place]; place++)
		if (is_of(&slots[index[place]], text, MIN(max, slots[index[place]].max)))
			return &slots[index[place]];
	*holds_out = FALSE;
	if (place == first + PLACES_BESIDE)
		return &slots[index[first]];
	index[place] = n_slots < TEXTS_MAX ? ++n_slots : (guint16)(1 + place % TEXTS_MAX);
	return &slots[index[place]];
}

const Plain *
plain_text(const char *text, guint max)
{
	static Remembered none, *last = &none; /* mostly it is the text that was asked for last */
	gboolean holds;

	if (is_of(last, text, max))
		return last->plain;
	last = slot_for(text, max, &holds);
	if (!holds || last->max < max)
		remember(last, text, MAX(max, CHARACTERS_LEAST));
	return last->plain;
}

gsize
plain_bytes_of(const char *text, guint n)
{
	g_autofree Plain *plain = g_malloc(offsetof(Plain, at) + (n + 2) * sizeof(Sign));

	plain->n = plain->next = 0;
	plain_of(text, n + 2, plain);
	return plain->next;
}
