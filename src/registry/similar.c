/* Do two names mean the same? Compared as sets of words that carry meaning, because people turn names round, cut them
 * short and add where and for whom: "Från skola till arbete – stöd för unga" is "Stöd från skola till arbete - Näs". */
#include "private.h"

#include <string.h>

typedef struct {
	char *text;
	guint64 start; /* its first bytes: most words that differ differ there */
	glong length;  /* in characters */
} Word;

/* One block of memory: a long register is looked through for each report, and where its words lie far apart that is what it costs. */
struct DiWords {
	DiPairs pairs;
	guint n;
	gboolean open; /* a huvudman's generic words were left out */
	Word words[];  /* folded, each once; their text lies behind them */
};

static const char *const stop_words[] = {"alla", "att", "av", "de", "den", "det", "en", "ett", "för", "från", "hos", "i", "in",
	"inom", "med", "och", "om", "på", "samt", "som", "till", "under", "upp", "ur", "ut", "vid", "åt", "the", "insats", "insatsen",
	"projekt", "projektet", "kvartalsrapport", "rapport", NULL};

/* Kinds of organisation: they do not tell one from another. */
static const char *const generic_words[] = {"kommun", "kommunen", "kommuns", "kommunens", "kommuner", "region", "regionen",
	"stad", "stads", "län", "läns", "förvaltning", "förvaltningen", "avdelning", "avdelningen", "enhet", "enheten", "nämnd",
	"nämnden", "ab", "huvudman", "samordningsförbund", "samordningsförbundet", NULL};

enum { WORDS_MAX = 60, STEM_MIN = 5, LONG_WORD = 6, HALF_MIN = 3 };
static const double WEAK_WEIGHT = 0.3;

/* "hudiksvalls" is "hudiksvall": the genitive is no other place. */
static char *
stem(const char *word)
{
	gsize length = strlen(word);

	return g_utf8_strlen(word, -1) >= STEM_MIN && g_str_has_suffix(word, "s") ? g_strndup(word, length - 1) : g_strdup(word);
}

static void
word_clear(gpointer data)
{
	g_free(((Word *)data)->text);
}

static const Word *
word_at(const GArray *words, guint i)
{
	return &g_array_index(words, Word, i);
}

static gboolean
holds(const GArray *words, const char *text)
{
	for (guint i = 0; i < words->len; i++) {
		if (g_str_equal(word_at(words, i)->text, text))
			return TRUE;
	}
	return FALSE;
}

static guint64
start_of(const char *text)
{
	guint64 start = 0;

	memcpy(&start, text, strnlen(text, sizeof start));
	return start;
}

static void
add_word(GArray *words, const char *from, const char *to, const char *const *left_out)
{
	g_autofree char *text = g_strndup(from, (gsize)(to - from));
	g_autofree char *stemmed = NULL;
	Word word;

	if (!*text || words->len >= WORDS_MAX || (left_out && g_strv_contains(left_out, text)))
		return;
	stemmed = stem(text);
	if (holds(words, stemmed))
		return;
	word.start = start_of(stemmed);
	word.length = g_utf8_strlen(stemmed, -1);
	word.text = g_steal_pointer(&stemmed);
	g_array_append_val(words, word);
}

static GArray *
split(const char *text, const char *const *left_out)
{
	g_autofree char *folded = di_text_fold(text ? text : "");
	GArray *words = g_array_new(FALSE, FALSE, sizeof(Word));
	const char *from = folded;

	g_array_set_clear_func(words, word_clear);
	for (const char *at = folded;; at = di_utf8_next(at)) {
		if (*at && g_unichar_isalnum(g_utf8_get_char(at)))
			continue;
		add_word(words, from, at, left_out);
		if (!*at)
			return words;
		from = di_utf8_next(at);
	}
}

static void
note_pairs(DiPairs *pairs, const char *text)
{
	const guchar *at = (const guchar *)text;

	do {
		guint bit = (at[0] * 31U + at[1] * 7U) % 128;

		pairs->bits[bit / 64] |= G_GUINT64_CONSTANT(1) << bit % 64;
	} while (*++at && at[1]);
}

DiPairs
di_words_pairs(const DiWords *words)
{
	return words->pairs;
}

static DiWords *
pack(const GArray *words, gboolean open)
{
	gsize heads = sizeof(DiWords) + words->len * sizeof(Word), size = heads;
	DiWords *packed;
	char *to;

	for (guint i = 0; i < words->len; i++)
		size += strlen(word_at(words, i)->text) + 1;
	packed = g_malloc(size);
	packed->pairs = (DiPairs){{0, 0}};
	packed->n = words->len;
	packed->open = open;
	to = (char *)packed + heads;
	for (guint i = 0; i < words->len; i++) {
		packed->words[i] = *word_at(words, i);
		packed->words[i].text = to;
		note_pairs(&packed->pairs, word_at(words, i)->text);
		to = g_stpcpy(to, word_at(words, i)->text) + 1;
	}
	return packed;
}

static GArray *
words_of(const char *name)
{
	GArray *words = split(name, stop_words);

	if (words->len > 0)
		return words;
	g_array_unref(words);
	return split(name, NULL); /* "Med mig" has nothing else */
}

DiWords *
di_words_of_name(const char *name)
{
	g_autoptr(GArray) words = words_of(name);

	return pack(words, FALSE);
}

DiWords *
di_words_of_huvudman(const char *huvudman)
{
	g_autoptr(GArray) words = words_of(huvudman);
	gboolean open = FALSE;

	for (guint i = words->len; i-- > 0;) {
		const char *text = word_at(words, i)->text;

		if (!g_strv_contains(generic_words, text) && !g_strv_contains(stop_words, text))
			continue;
		g_array_remove_index_fast(words, i);
		open = TRUE;
	}
	return pack(words, open);
}

void
di_words_free(DiWords *words)
{
	g_free(words);
}

/* One letter more, less, another, or two that changed places. */
static gboolean
is_slip(const char *a, const char *b)
{
	while (*a && g_utf8_get_char(a) == g_utf8_get_char(b)) {
		a = di_utf8_next(a);
		b = di_utf8_next(b);
	}
	if (!*a || !*b)
		return TRUE; /* the lengths differ by one at most */
	if (g_str_equal(di_utf8_next(a), b) || g_str_equal(a, di_utf8_next(b)) || g_str_equal(di_utf8_next(a), di_utf8_next(b)))
		return TRUE;
	return *di_utf8_next(a) && *di_utf8_next(b) && g_utf8_get_char(a) == g_utf8_get_char(di_utf8_next(b)) &&
		g_utf8_get_char(b) == g_utf8_get_char(di_utf8_next(a)) &&
		g_str_equal(di_utf8_next(di_utf8_next(a)), di_utf8_next(di_utf8_next(b)));
}

/* Equal, the definite form of the other ("teamet"), or with one slip of the pen in a long word. */
static gboolean
same_word(const Word *a, const Word *b)
{
	glong difference = ABS(a->length - b->length);

	if (difference > 2)
		return FALSE;
	if (a->start == b->start && g_str_equal(a->text, b->text))
		return TRUE;
	if (MIN(a->length, b->length) < LONG_WORD)
		return FALSE;
	if (g_str_has_prefix(a->text, b->text) || g_str_has_prefix(b->text, a->text))
		return TRUE;
	return difference <= 1 && is_slip(a->text, b->text);
}

static gboolean
is_among(const DiWords *words, const Word *word)
{
	for (guint i = 0; i < words->n; i++) {
		if (same_word(&words->words[i], word))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_pair(const Word *first, const Word *second, const Word *whole)
{
	g_autofree char *text = NULL;
	Word pair = {.length = first->length + second->length};

	if (MIN(first->length, second->length) < HALF_MIN || ABS(pair.length - whole->length) > 1) /* "steget 2" is not "steget" */
		return FALSE;
	pair.text = text = g_strconcat(first->text, second->text, NULL);
	pair.start = start_of(text);
	return same_word(&pair, whole);
}

/* A compound is written in one word, in two, or with a hyphen: word I of OF is two of IN, or half of one of IN. */
static gboolean
is_compound(const DiWords *of, guint i, const DiWords *in)
{
	const Word *word = &of->words[i];

	for (guint j = 0; j < in->n; j++) {
		const Word *other = &in->words[j];

		if (j + 1 < in->n && is_pair(other, other + 1, word))
			return TRUE;
		if (i + 1 < of->n && is_pair(word, word + 1, other))
			return TRUE;
		if (i > 0 && is_pair(word - 1, word, other))
			return TRUE;
	}
	return FALSE;
}

/* How much of OF is in IN, by weight; COUNT_OUT: matched words, REST_OUT: is anything that weighs left over? */
static double
cover(const DiWords *of, const DiWords *in, const DiWords *weak, guint *count_out, gboolean *rest_out)
{
	double whole = 0, found = 0;

	*count_out = 0;
	*rest_out = FALSE;
	for (guint i = 0; i < of->n; i++) {
		const Word *word = &of->words[i];
		double weight = weak && is_among(weak, word) ? WEAK_WEIGHT : 1;

		whole += weight;
		if (is_among(in, word) || is_compound(of, i, in)) {
			found += weight;
			(*count_out)++;
		} else {
			*rest_out |= weight == 1;
		}
	}
	return whole > 0 ? found / whole : 0;
}

/* The weaker side decides: half of each name must be in the other, two thirds if both have words of their own ("Team
 * Norr", "Team Syd"). */
DiAlike
di_words_match(const DiWords *a, const DiWords *b, const DiWords *weak_b)
{
	gboolean rest_a, rest_b;
	guint count_a, count_b;
	double cover_a = cover(a, b, weak_b, &count_a, &rest_a), cover_b = cover(b, a, weak_b, &count_b, &rest_b);
	double least = MIN(cover_a, cover_b), score = 0.6 * MAX(cover_a, cover_b) + 0.4 * least;

	return (DiAlike){
		.score = count_a ? score : 0,
		.sure = least >= (rest_a && rest_b ? 0.66 : 0.5) && score >= 0.7,
		.likely = least >= 0.4 && score >= 0.65,
	};
}

double
di_huvudman_similarity(const DiWords *a, const DiWords *b)
{
	gboolean rest;
	guint count;

	if (a->n == 0 || b->n == 0)
		return -1;
	return MAX(cover(a, b, NULL, &count, &rest), cover(b, a, NULL, &count, &rest));
}
