/* How many of its words an edited sentence shares with the one that a form prints. */
#include "internal.h"

#include <string.h>

enum { WORDS_MAX = 200, SLOTS = 256 };

typedef struct {
	char *folded;
	const char *at[WORDS_MAX + 1]; /* each ends where the next sign that is no letter stands */
	gsize bytes[WORDS_MAX + 1];
	guint n; /* one more than WORDS_MAX: too many */
} Words;

static void
words_clear(Words *words)
{
	g_free(words->folded);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Words, words_clear)

static gboolean
is_letter(const char *at)
{
	return (guchar)*at < 0x80 ? g_ascii_isalnum(*at) : g_unichar_isalnum(g_utf8_get_char(at));
}

/* Signs in front or behind make an empty word there. */
static void
find_words(const char *text, Words *words)
{
	const char *at = words->folded = di_text_fold(text);

	words->n = 0;
	while (*at && words->n <= WORDS_MAX) {
		words->at[words->n] = at;
		while (*at && is_letter(at))
			at = di_utf8_next(at);
		words->bytes[words->n] = (gsize)(at - words->at[words->n]);
		words->n++;
		if (!*at)
			return;
		while (*at && !is_letter(at))
			at = di_utf8_next(at);
		if (!*at && words->n <= WORDS_MAX) {
			words->at[words->n] = at;
			words->bytes[words->n++] = 0;
		}
	}
}

static gboolean
same_word(const Words *a, guint i, const Words *b, guint j)
{
	return a->bytes[i] == b->bytes[j] && memcmp(a->at[i], b->at[j], a->bytes[i]) == 0;
}

/* Which words occur, each hashed to a bit. */
typedef struct {
	char *pattern;
	guint64 words;
	guint n;
	gboolean is_known; /* there is no character in it that folding may change in a way that hashing does not know */
} Bag;

/* A letter or figure of ASCII or U+00C0 to U+00FF, capitals as small ones; 0: AT is none. */
static gunichar
usual_letter(const char *at)
{
	gunichar c = usual_character(at);

	if (c < 0x80)
		return g_ascii_isalnum((char)c) ? c | 0x20 : 0;
	return c == 0xd7 || c == 0xf7 ? 0 : is_latin_capital(c) ? c + 0x20 : c;
}

/* The bytes of a sign that ends a word and is no letter when folded: ASCII, no-break space, dashes, quotes, the ellipsis. 0: AT is none. */
static guint
usual_sign(const char *at)
{
	const guchar *byte = (const guchar *)at;

	if (byte[0] < 0x80)
		return 1;
	if (byte[0] == 0xc2 || byte[0] == 0xc3)
		return byte[1] == (byte[0] == 0xc2 ? 0xa0 : 0x97) ? 2 : 0;
	return byte[0] == 0xe2 && byte[1] == 0x80 && ((byte[2] >= 0x90 && byte[2] < 0xa0) || byte[2] == 0xa6) ? 3 : 0;
}

/* The next word of *AT, hashed as it is when folded. 0: there is none, or something stands there that is not usual. */
static guint32
next_word(const char **at)
{
	guint32 hash = 0;
	gunichar letter;
	guint bytes;

	while (**at) {
		letter = usual_letter(*at);
		bytes = letter ? (letter < 0x80 ? 1 : 2) : usual_sign(*at);
		if (hash && !letter)
			return hash;
		if (bytes == 0)
			return 0;
		hash = letter ? (hash + letter) * 2654435761u : 0;
		*at += bytes;
	}
	return hash;
}

static guint64
word_bit(guint32 hash)
{
	return (guint64)1 << (hash >> 26);
}

/* The patterns are the same for every text: remembered by their address, if it still holds the same words. */
static const Bag *
bag_of_pattern(const char *pattern)
{
	static Bag bags[SLOTS];
	Bag *bag = &bags[(guint32)((guint32)((guintptr)pattern >> 4) * 2654435761u) / (G_MAXUINT32 / SLOTS + 1)];
	const char *at = pattern;
	guint32 word;

	if (g_strcmp0(bag->pattern, pattern) == 0)
		return bag;
	g_free(bag->pattern);
	*bag = (Bag){.pattern = g_strdup(pattern)};
	while ((word = next_word(&at))) {
		bag->words |= word_bit(word);
		bag->n++;
	}
	bag->is_known = !*at;
	return bag;
}

/* May as many words be shared as LEAST asks for? Splitting adds two empty ones at the most. */
static gboolean
may_share(const char *text, const char *pattern, double least)
{
	const Bag *bag = bag_of_pattern(pattern);
	guint n = 0, shared = 2;
	guint32 word;

	while ((word = next_word(&text))) {
		n++;
		shared += bag->words & word_bit(word) ? 1 : 0;
	}
	return *text || !bag->is_known || MIN(shared, bag->n + 2) >= least * MAX(n, bag->n);
}

/* The longest row of words that both have, in order, of the longer one. */
static double
share(const char *a, const char *b)
{
	g_auto(Words) x, y;
	guint row[WORDS_MAX + 1] = {0};

	find_words(a, &x);
	find_words(b, &y);
	if (x.n == 0 || y.n == 0 || x.n > WORDS_MAX || y.n > WORDS_MAX)
		return 0;
	for (guint i = 0; i < x.n; i++) {
		guint diagonal = 0;

		for (guint j = 1; j <= y.n; j++) {
			guint kept = row[j];

			row[j] = same_word(&x, i, &y, j - 1) ? diagonal + 1 : MAX(row[j], row[j - 1]);
			diagonal = kept;
		}
	}
	return (double)row[y.n] / MAX(x.n, y.n);
}

double
fuzzy_words(const char *a, const char *b, double least)
{
	return may_share(a, b, least) ? share(a, b) : 0;
}
