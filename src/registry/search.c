/* Search in what was written. Words of a stranger never reach FTS5 as its language: each is quoted. */
#include "private.h"

#include <string.h>

void
di_hit_free(DiHit *hit)
{
	if (!hit)
		return;
	g_free(hit->diarienummer);
	g_free(hit->insats);
	g_free(hit->section);
	g_free(hit->snippet);
	g_free(hit);
}

static void
hit_free(gpointer hit)
{
	di_hit_free(hit);
}

/* gävle 24-11 → "gävle"* "24-11"*; a text in quotes stays a phrase. NULL: no word in it. */
static char *
match_expression(const char *words)
{
	g_autofree char *composed = g_utf8_normalize(words, -1, G_NORMALIZE_NFC);
	g_auto(GStrv) parts = g_strsplit(composed ? composed : "", "\"", -1);
	GString *expression = g_string_new(NULL);

	for (guint i = 0; parts[i]; i++) {
		g_auto(GStrv) each = i % 2 ? g_strsplit(parts[i], "\n", 1) : g_strsplit_set(parts[i], " \t\n", -1);

		for (guint j = 0; each[j]; j++) {
			gboolean says = FALSE;

			for (const char *at = each[j]; *at; at = di_utf8_next(at))
				says |= g_unichar_isalnum(g_utf8_get_char(at));
			if (says)
				g_string_append_printf(expression, "%s\"%s\"%s", expression->len ? " " : "", each[j], i % 2 ? "" : "*");
		}
	}
	return g_string_free(expression, expression->len == 0);
}

static gboolean
passes(const DiFilter *filter, const DiHit *hit, const char *huvudman, int year)
{
	g_autofree char *wanted = filter && filter->insats ? di_text_fold(filter->insats) : NULL;
	g_autofree char *name = wanted ? di_text_fold(hit->insats) : NULL;
	g_autofree char *who = filter && filter->huvudman ? di_text_fold(filter->huvudman) : NULL;
	g_autofree char *its = who ? di_text_fold(huvudman) : NULL;

	if (filter && di_quarter_is_set(filter->quarter) && di_quarter_compare(filter->quarter, hit->quarter) != 0)
		return FALSE;
	if (filter && filter->year && filter->year != year)
		return FALSE;
	return (!wanted || strstr(name, wanted)) && (!who || strstr(its, who));
}

/* Row: diarienummer, insats, nyckel, kvartal, huvudman, ar, snippet */
static DiHit *
read_hit(sqlite3_stmt *stmt)
{
	DiHit *hit = g_new0(DiHit, 1);

	hit->diarienummer = di_col_text(stmt, 0);
	hit->insats = di_col_text(stmt, 1);
	hit->section = di_col_text(stmt, 2);
	hit->quarter = di_col_quarter(stmt, 3);
	hit->snippet = di_col_text(stmt, 6);
	return hit;
}

GPtrArray *
di_registry_search(DiRegistry *registry, const char *words, const DiFilter *filter, guint most, GError **error)
{
	g_autofree char *expression = match_expression(words);
	g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(hit_free);
	DI_QUERY stmt = NULL;
	int got = 0;

	if (!expression)
		return g_steal_pointer(&hits);
	stmt = di_db_query(registry, STMT_SEARCH, error, "s", expression);
	while ((most == 0 || hits->len < most) && (got = di_db_step(registry, stmt, error)) > 0) {
		DiHit *hit = read_hit(stmt);

		if (passes(filter, hit, di_col_borrow(stmt, 4), (int)di_col_int(stmt, 5)))
			g_ptr_array_add(hits, hit);
		else
			di_hit_free(hit);
	}
	return got >= 0 ? g_steal_pointer(&hits) : NULL;
}
