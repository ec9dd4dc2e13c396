/* Whom a question names: reporters by words of their insats or huvudman, without all that matching (names.c) knows of them. */
#include "search.h"
#include "stem.h"

#include <string.h>

static void
named_free(gpointer data)
{
	DiNamed *named = data;

	g_free(named->insats);
	g_free(named->huvudman);
	g_free(named->insats_stems);
	g_free(named->huvudman_stems);
	g_free(named);
}

static char *
stems_of(const char *name)
{
	GString *stems = g_string_new(" ");
	DiStemWord word;
	gsize at = 0, size = strlen(name);

	while (di_stem_next_word(name, size, &at, &word)) {
		di_stem_swedish(word.text);
		g_string_append(stems, word.text);
		g_string_append_c(stems, ' ');
	}
	return g_string_free(stems, FALSE);
}

GPtrArray *
di_named_all(DiRegistry *registry, GError **error)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(named_free);
	DI_QUERY stmt = di_db_query(registry, STMT_SEARCH_REPORTERS, error, "");
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiNamed *named = g_new0(DiNamed, 1);

		named->rapportor_id = di_col_int(stmt, 0);
		named->insats = di_col_text(stmt, 1);
		named->huvudman = di_col_text(stmt, 2);
		named->insats_stems = stems_of(named->insats);
		named->huvudman_stems = stems_of(named->huvudman);
		g_ptr_array_add(all, named);
	}
	return got == 0 ? g_steal_pointer(&all) : NULL;
}

gboolean
di_named_has(const DiNamed *named, const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *wanted = g_strconcat(" ", names->pdata[i], " ", NULL);

		if (!strstr(named->insats_stems, wanted) && !strstr(named->huvudman_stems, wanted))
			return FALSE;
	}
	return TRUE;
}

/* Does STEM name somebody? */
static gboolean
is_name(const GPtrArray *all, const char *stem, DiNamedBy by)
{
	g_autofree char *wanted = g_strconcat(" ", stem, " ", NULL);
	guint n = 0;

	for (guint i = 0; i < all->len; i++) {
		const DiNamed *named = all->pdata[i];

		n += strstr(named->huvudman_stems, wanted) || (by == DI_NAMED_BY_ANY && strstr(named->insats_stems, wanted));
	}
	return n > 0 && (by == DI_NAMED_BY_ANY || 2 * n <= all->len);
}

GPtrArray *
di_named_take(const GPtrArray *all, DiQuestion *question, DiNamedBy by)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (guint t = 0; all && t < question->terms->len && question->terms->len > 1;) {
		const DiTerm *term = question->terms->pdata[t];

		if (!term->begins || !is_name(all, term->stems->pdata[0], by)) {
			t++;
			continue;
		}
		g_ptr_array_add(names, g_strdup(term->stems->pdata[0]));
		g_ptr_array_remove_index(question->terms, t);
	}
	return names;
}
