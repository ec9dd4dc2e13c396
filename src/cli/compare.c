/* Two texts beside each other: which sentences are new, which stand as before, which are gone. Pure.
 *
 * A sentence ends in a full stop, a question or exclamation mark before white space, or at a line's end. The longest common
 * sequence decides, so that a sentence that moved is both gone and new. */
#include "verbs.h"

#include <string.h>

enum { SENTENCES_MAX = 2000 };

static void
add_sentence(GPtrArray *sentences, const char *text, gsize size)
{
	g_autofree char *piece = g_strndup(text, size);
	char *squeezed = di_text_squeeze(piece);

	if (*squeezed)
		g_ptr_array_add(sentences, squeezed);
	else
		g_free(squeezed);
}

static gboolean
ends_here(const char *at)
{
	return *at == '\n' || (strchr(".?!", *at) && *at && strchr(" \t\n", at[1]));
}

static GPtrArray *
sentences_of(const char *text)
{
	GPtrArray *sentences = g_ptr_array_new_with_free_func(g_free);
	const char *start = text, *at = text;

	for (; *at; at++) {
		if (!ends_here(at))
			continue;
		add_sentence(sentences, start, (gsize)(at + 1 - start));
		start = at + 1;
	}
	add_sentence(sentences, start, (gsize)(at - start));
	return sentences;
}

static void
passage_free(gpointer data)
{
	DiPassage *passage = data;

	g_free(passage->text);
	g_free(passage);
}

static void
add_passage(GPtrArray *passages, DiPassageIs is, const char *text)
{
	DiPassage *passage = g_new0(DiPassage, 1);

	passage->is = is;
	passage->text = g_strdup(text);
	g_ptr_array_add(passages, passage);
}

static GPtrArray *
folded(const GPtrArray *sentences)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < sentences->len && i < SENTENCES_MAX; i++)
		g_ptr_array_add(all, di_text_fold(sentences->pdata[i]));
	return all;
}

/* LENGTHS[i * (m + 1) + j]: how many sentences the rest of A from i and of B from j have in common. */
static guint16 *
common_lengths(const GPtrArray *a, const GPtrArray *b)
{
	gsize width = b->len + 1;
	guint16 *lengths = g_new0(guint16, (a->len + 1) * width);

	for (guint i = a->len; i-- > 0;)
		for (guint j = b->len; j-- > 0;) {
			guint16 *here = &lengths[i * width + j];

			if (g_str_equal(a->pdata[i], b->pdata[j]))
				*here = (guint16)(here[width + 1] + 1);
			else
				*here = MAX(here[width], here[1]);
		}
	return lengths;
}

GPtrArray *
di_compare(const char *before, const char *after)
{
	GPtrArray *passages = g_ptr_array_new_with_free_func(passage_free);
	g_autoptr(GPtrArray) old = sentences_of(before ? before : ""), new = sentences_of(after ? after : "");
	g_autoptr(GPtrArray) a = folded(old), b = folded(new);
	g_autofree guint16 *lengths = common_lengths(a, b);
	gsize width = b->len + 1;
	guint i = 0, j = 0;

	while (i < a->len || j < b->len) {
		if (i < a->len && j < b->len && g_str_equal(a->pdata[i], b->pdata[j])) {
			add_passage(passages, DI_PASSAGE_KEPT, new->pdata[j++]);
			i++;
		} else if (j == b->len || (i < a->len && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]))
			add_passage(passages, DI_PASSAGE_GONE, old->pdata[i++]);
		else
			add_passage(passages, DI_PASSAGE_NEW, new->pdata[j++]);
	}
	return passages;
}
