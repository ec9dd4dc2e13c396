/* The passage of a text that answers a question best. FTS5 has a snippet() of its own, but for a word's beginning it goes through
 * the whole index again for every row. */
#include "search.h"
#include "stem.h"

#include <string.h>

enum { PASSAGE_WORDS = 24, WORTH_OF_ANOTHER_TERM = 8 };

static const char hit_begin[] = "\u2068", hit_end[] = "\u2069", cut[] = "…";

typedef struct {
	gsize start, end; /* bytes */
	int term;         /* that it answers; −1: none */
	char *stem;
} Word;

static void
word_clear(gpointer data)
{
	g_free(((Word *)data)->stem);
}

static gboolean
is_like(const char *stem, const char *wanted, gboolean begins)
{
	return begins ? g_str_has_prefix(stem, wanted) : g_str_equal(stem, wanted);
}

static gboolean
answers(const char *stem, const char *wanted, gboolean begins, gboolean loose)
{
	g_autofree char *plain = NULL, *plain_wanted = NULL;

	if (is_like(stem, wanted, begins))
		return TRUE;
	if (!loose)
		return FALSE;
	plain = g_malloc(strlen(stem) + 1);
	plain_wanted = g_malloc(strlen(wanted) + 1);
	(void)di_stem_without_dots(stem, plain);
	(void)di_stem_without_dots(wanted, plain_wanted);
	return is_like(plain, plain_wanted, begins);
}

static GArray *
words_of(const char *text)
{
	GArray *words = g_array_new(FALSE, FALSE, sizeof(Word));
	DiStemWord found;
	gsize at = 0;

	g_array_set_clear_func(words, word_clear);
	while (di_stem_next_word(text, strlen(text), &at, &found)) {
		di_stem_swedish(found.text);
		Word word = {found.start, found.end, -1, g_strdup(found.text)};
		g_array_append_val(words, word);
	}
	return words;
}

/* Do the words from PLACE on answer TERM? */
static gboolean
answers_here(const GArray *words, guint place, const DiTerm *term, gboolean loose)
{
	if (place + term->stems->len > words->len)
		return FALSE;
	for (guint i = 0; i < term->stems->len; i++)
		if (!answers(g_array_index(words, Word, place + i).stem, term->stems->pdata[i], term->begins, loose))
			return FALSE;
	return TRUE;
}

static void
mark_words(GArray *words, const DiQuestion *question)
{
	for (guint t = 0; t < question->terms->len; t++) {
		const DiTerm *term = question->terms->pdata[t];

		for (guint w = 0; w < words->len; w++)
			for (guint i = 0; answers_here(words, w, term, question->loose) && i < term->stems->len; i++)
				g_array_index(words, Word, w + i).term = (int)t;
	}
}

/* Another term is worth more than the same one again. */
static guint
worth(const GArray *words, guint first, guint last, guint n_terms)
{
	g_autofree gboolean *seen = g_new0(gboolean, n_terms + 1);
	guint sum = 0;

	for (guint w = first; w < last; w++) {
		int term = g_array_index(words, Word, w).term;

		if (term < 0)
			continue;
		sum += seen[term] ? 1 : WORTH_OF_ANOTHER_TERM;
		seen[term] = TRUE;
	}
	return sum;
}

/* The best window begins some words before a hit, so that one sees what it is about. */
static guint
best_window(const GArray *words, guint n_terms)
{
	guint best = 0, best_worth = 0;

	for (guint w = 0; w < words->len; w++) {
		guint first = w < PASSAGE_WORDS / 4 ? 0 : w - PASSAGE_WORDS / 4, its;

		if (g_array_index(words, Word, w).term < 0)
			continue;
		if (first + PASSAGE_WORDS > words->len)
			first = words->len > PASSAGE_WORDS ? words->len - PASSAGE_WORDS : 0;
		its = worth(words, first, MIN(first + PASSAGE_WORDS, words->len), n_terms);
		if (its > best_worth) {
			best = first;
			best_worth = its;
		}
	}
	return best;
}

char *
di_passage_of(const char *text, const DiQuestion *question)
{
	g_autoptr(GArray) words = words_of(text);
	GString *passage = g_string_new(NULL);
	guint first, last;
	gsize at = 0;

	mark_words(words, question);
	first = best_window(words, question->terms->len);
	last = MIN(first + PASSAGE_WORDS, words->len);
	if (first > 0) {
		g_string_append(passage, cut);
		at = g_array_index(words, Word, first).start;
	}
	for (guint w = first; w < last; w++) {
		const Word *word = &g_array_index(words, Word, w);

		if (word->term < 0)
			continue;
		g_string_append_len(passage, text + at, (gssize)(word->start - at));
		g_string_append_printf(passage, "%s%.*s%s", hit_begin, (int)(word->end - word->start), text + word->start, hit_end);
		at = word->end;
	}
	if (last < words->len) {
		g_string_append_len(passage, text + at, (gssize)(g_array_index(words, Word, last - 1).end - at));
		g_string_append(passage, cut);
	} else
		g_string_append(passage, text + at);
	return g_string_free(passage, FALSE);
}
