/* Do two names mean the same? Compared as sets of words that carry meaning, because people turn names round, cut them
 * short and add where and for whom: "Från skola till arbete – stöd för unga" is "Stöd från skola till arbete - Näs". */
#include "private.h"

#include <string.h>

struct DiWords {
	GPtrArray *words; /* folded, each once */
	gboolean open;    /* a huvudman's generic words were left out */
};

static const char *const stop_words[] = {"alla", "att", "av", "de", "den", "det", "en", "ett", "för", "från", "hos", "i", "in",
	"inom", "med", "och", "om", "på", "samt", "som", "till", "under", "upp", "ur", "ut", "vid", "åt", "the", "insats", "insatsen",
	"projekt", "projektet", "kvartalsrapport", "rapport", NULL};

/* Kinds of organisation: they do not tell one from another. */
static const char *const generic_words[] = {"kommun", "kommunen", "kommuns", "kommunens", "kommuner", "region", "regionen",
	"stad", "stads", "län", "läns", "förvaltning", "förvaltningen", "avdelning", "avdelningen", "enhet", "enheten", "nämnd",
	"nämnden", "ab", "huvudman", "samordningsförbund", "samordningsförbundet", NULL};

enum { WORDS_MAX = 60, STEM_MIN = 5 };
static const double WEAK_WEIGHT = 0.3;

/* "hudiksvalls" is "hudiksvall": the genitive is no other place. */
static char *
stem(const char *word)
{
	gsize length = strlen(word);

	return g_utf8_strlen(word, -1) >= STEM_MIN && g_str_has_suffix(word, "s") ? g_strndup(word, length - 1) : g_strdup(word);
}

static gboolean
holds(const GPtrArray *words, const char *word)
{
	for (guint i = 0; i < words->len; i++) {
		if (g_str_equal(words->pdata[i], word))
			return TRUE;
	}
	return FALSE;
}

static void
add_word(GPtrArray *words, const char *from, const char *to, const char *const *left_out)
{
	g_autofree char *word = g_strndup(from, (gsize)(to - from));
	g_autofree char *stemmed = NULL;

	if (!*word || words->len >= WORDS_MAX || (left_out && g_strv_contains(left_out, word)))
		return;
	stemmed = stem(word);
	if (!holds(words, stemmed))
		g_ptr_array_add(words, g_steal_pointer(&stemmed));
}

static GPtrArray *
split(const char *text, const char *const *left_out)
{
	g_autofree char *folded = di_text_fold(text ? text : "");
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	const char *from = folded;

	for (const char *at = folded;; at = di_utf8_next(at)) {
		if (*at && g_unichar_isalnum(g_utf8_get_char(at)))
			continue;
		add_word(words, from, at, left_out);
		if (!*at)
			return words;
		from = di_utf8_next(at);
	}
}

DiWords *
di_words_of_name(const char *name)
{
	DiWords *words = g_new0(DiWords, 1);

	words->words = split(name, stop_words);
	if (words->words->len > 0)
		return words;
	g_ptr_array_unref(words->words);
	words->words = split(name, NULL); /* "Med mig" has nothing else */
	return words;
}

DiWords *
di_words_of_huvudman(const char *huvudman)
{
	DiWords *words = di_words_of_name(huvudman);

	for (guint i = words->words->len; i-- > 0;) {
		if (!g_strv_contains(generic_words, words->words->pdata[i]) && !g_strv_contains(stop_words, words->words->pdata[i]))
			continue;
		g_ptr_array_remove_index_fast(words->words, i);
		words->open = TRUE;
	}
	return words;
}

void
di_words_free(DiWords *words)
{
	if (!words)
		return;
	g_ptr_array_unref(words->words);
	g_free(words);
}

/* Equal, the definite form of the other ("teamet"), or with one slip of the pen in a long word. */
static gboolean
same_word(const char *a, const char *b)
{
	glong length_a, length_b, difference;

	if (g_str_equal(a, b))
		return TRUE;
	length_a = g_utf8_strlen(a, -1);
	length_b = g_utf8_strlen(b, -1);
	difference = ABS(length_a - length_b);
	if (MIN(length_a, length_b) < 6 || difference > 2)
		return FALSE;
	if (g_str_has_prefix(a, b) || g_str_has_prefix(b, a))
		return TRUE;
	return difference <= 1 && di_text_similarity(a, b) >= 0.8;
}

static gboolean
is_among(const GPtrArray *words, const char *word)
{
	for (guint i = 0; i < words->len; i++) {
		if (same_word(words->pdata[i], word))
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
	for (guint i = 0; i < of->words->len; i++) {
		const char *word = of->words->pdata[i];
		double weight = weak && is_among(weak->words, word) ? WEAK_WEIGHT : 1;

		whole += weight;
		if (is_among(in->words, word)) {
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

	if (a->words->len == 0 || b->words->len == 0)
		return -1;
	return MAX(cover(a, b, NULL, &count, &rest), cover(b, a, NULL, &count, &rest));
}
