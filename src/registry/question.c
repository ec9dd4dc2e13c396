/* From the words that somebody typed to terms: stems, some of them in a row. A stranger's words never reach FTS5 as its language:
 * stems hold letters and digits alone. */
#include "search.h"
#include "stem.h"

#include <string.h>

enum { BEGINNING_LEAST = 2 };

static void
term_free(gpointer data)
{
	DiTerm *term = data;

	g_ptr_array_unref(term->stems);
	g_free(term);
}

void
di_question_free(DiQuestion *question)
{
	if (!question)
		return;
	g_ptr_array_unref(question->terms);
	g_free(question);
}

static DiTerm *
add_term(DiQuestion *question)
{
	DiTerm *term = g_new0(DiTerm, 1);

	term->stems = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(question->terms, term);
	return term;
}

static void
add_stem(DiTerm *term, DiStemWord *word)
{
	di_stem_swedish(word->text);
	g_ptr_array_add(term->stems, g_strdup(word->text));
}

/* A number with a sign in it, as "24-11", is a row too. */
static void
add_piece(DiQuestion *question, const char *piece, gboolean with_stop_words)
{
	DiTerm *term = NULL;
	DiStemWord word;
	gsize at = 0;

	while (di_stem_next_word(piece, strlen(piece), &at, &word)) {
		if (!term && !with_stop_words && !piece[word.end] && di_stem_is_stop_word(word.text))
			return;
		if (!term)
			term = add_term(question);
		add_stem(term, &word);
	}
	if (term && term->stems->len == 1)
		term->begins = g_utf8_strlen(term->stems->pdata[0], -1) >= BEGINNING_LEAST;
}

static void
add_row(DiQuestion *question, const char *text)
{
	DiTerm *term = NULL;
	DiStemWord word;
	gsize at = 0;

	while (di_stem_next_word(text, strlen(text), &at, &word)) {
		if (!term)
			term = add_term(question);
		add_stem(term, &word);
	}
}

static void
add_all(DiQuestion *question, char *const *parts, gboolean with_stop_words)
{
	for (guint i = 0; parts[i]; i++) {
		g_auto(GStrv) pieces = NULL;

		if (i % 2) {
			add_row(question, parts[i]);
			continue;
		}
		pieces = g_strsplit_set(parts[i], " \t\n", -1);
		for (guint p = 0; pieces[p]; p++)
			add_piece(question, pieces[p], with_stop_words);
	}
}

DiQuestion *
di_question_new(const char *words, gboolean loose)
{
	DiQuestion *question = g_new0(DiQuestion, 1);
	g_autofree char *composed = di_text_nfc(words, -1);
	g_auto(GStrv) parts = g_strsplit(composed ? composed : "", "\"", -1);

	question->terms = g_ptr_array_new_with_free_func(term_free);
	question->loose = loose;
	add_all(question, parts, FALSE);
	if (!question->terms->len)
		add_all(question, parts, TRUE);
	return question;
}

static void
append_dotless(GString *expression, const char *row, gboolean begins)
{
	g_autofree char *plain = g_malloc(strlen(row) + 1);
	g_auto(GStrv) words = NULL;

	(void)di_stem_without_dots(row, plain);
	words = g_strsplit(plain, " ", -1);
	if (words[0] && !words[1])
		g_string_append_printf(expression, " OR \"~%s\"%s OR \"%s\"%s", plain, begins ? "*" : "", plain, begins ? "*" : "");
}

/* ("praktik" OR "praktik"*): a word by itself counts twice, one that only begins so once. */
static void
append_term(GString *expression, const DiTerm *term, gboolean begins, gboolean loose)
{
	g_autoptr(GString) row = g_string_new(NULL);

	for (guint i = 0; i < term->stems->len; i++)
		g_string_append_printf(row, "%s%s", i ? " " : "", (const char *)term->stems->pdata[i]);
	g_string_append_printf(expression, "%s(\"%s\"", expression->len ? " AND " : "", row->str);
	if (begins)
		g_string_append_printf(expression, " OR \"%s\"*", row->str);
	if (loose)
		append_dotless(expression, row->str, begins);
	g_string_append_c(expression, ')');
}

char *
di_question_expression(const DiQuestion *question, gboolean beginnings)
{
	GString *expression = g_string_new(NULL);

	for (guint i = 0; i < question->terms->len; i++) {
		const DiTerm *term = question->terms->pdata[i];

		append_term(expression, term, term->begins && beginnings, question->loose);
	}
	return g_string_free(expression, FALSE);
}
