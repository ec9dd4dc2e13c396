/* Search in what was written: the index gives the sections, the newest of them are ranked, and the best are shown. */
#include "private.h"
#include "search.h"

#include <string.h>

/* The newest so many sections are ranked; a word that stands in more of them than that says little anyhow. */
enum { RANKED_MAX = 2000 };

void
di_hit_free(DiHit *hit)
{
	if (!hit)
		return;
	g_free(hit->diarienummer);
	g_free(hit->insats);
	g_free(hit->huvudman);
	g_free(hit->section);
	g_free(hit->snippet);
	g_free(hit);
}

static void
hit_free(gpointer hit)
{
	di_hit_free(hit);
}

typedef struct {
	gint64 section_id;
	double score;
} Candidate;

/* Better ones first, of equals the newer one. */
static int
by_score(gconstpointer a, gconstpointer b)
{
	const Candidate *first = a, *second = b;

	if (first->score > second->score || first->score < second->score)
		return first->score > second->score ? -1 : 1;
	return first->section_id > second->section_id ? -1 : first->section_id < second->section_id;
}

static gboolean
name_passes(const char *wanted, const char *name)
{
	g_autofree char *part = wanted ? di_text_fold(wanted) : NULL;
	g_autofree char *whole = part ? di_text_fold(name) : NULL;

	return !part || strstr(whole, part);
}

static gboolean
is_filtered(const DiFilter *filter)
{
	return filter && (di_quarter_is_set(filter->quarter) || filter->year || filter->insats || filter->huvudman || filter->section);
}

/* One search, while it lasts. */
typedef struct {
	DiRegistry *registry;
	const DiFilter *filter; /* NULL: everything */
	guint most;             /* hits; 0: all */
	GPtrArray *named;       /* DiNamed of all reporters; NULL: not asked for yet */
} Asking;

/* NULL: ERROR. */
static const GPtrArray *
all_named(Asking *asking, GError **error)
{
	if (!asking->named)
		asking->named = di_named_all(asking->registry, error);
	return asking->named;
}

/* The sections that FILTER lets through, of reporters that NAMES name, as a set of their ids; NULL: all. OK_OUT FALSE: ERROR is set. */
static GHashTable *
allowed_sections(Asking *asking, const GPtrArray *names, gboolean *ok_out, GError **error)
{
	static const DiFilter no_filter;
	const DiFilter *filter = asking->filter ? asking->filter : &no_filter;
	g_autoptr(GHashTable) allowed = NULL;
	const GPtrArray *reporters;
	int got = 0;

	*ok_out = TRUE;
	if (!is_filtered(filter) && !names->len)
		return NULL;
	reporters = all_named(asking, error);
	allowed = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	for (guint i = 0; reporters && got >= 0 && i < reporters->len; i++) {
		const DiNamed *one = reporters->pdata[i];
		DI_QUERY stmt = NULL;

		if (!name_passes(filter->insats, one->insats) || !name_passes(filter->huvudman, one->huvudman) ||
			!di_named_has(one, names))
			continue;
		stmt = di_db_query(asking->registry, STMT_SEARCH_SECTIONS, error, "iqns", one->rapportor_id, filter->quarter, filter->year, filter->section);
		while ((got = di_db_step(asking->registry, stmt, error)) > 0)
			g_hash_table_add(allowed, g_memdup2(&(gint64){di_col_int(stmt, 0)}, sizeof(gint64)));
	}
	*ok_out = reporters && got >= 0;
	return g_steal_pointer(&allowed);
}

static GArray *
find_by(DiRegistry *registry, const char *expression, GHashTable *allowed, GError **error)
{
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Candidate));
	DI_QUERY stmt = di_db_query(registry, STMT_SEARCH, error, "s", expression);
	int got = 0;

	registry->allowed = allowed;
	while (found->len < RANKED_MAX && (got = di_db_step(registry, stmt, error)) > 0) {
		Candidate candidate = {.section_id = di_col_int(stmt, 0)};

		if (sqlite3_column_type(stmt, 1) == SQLITE_NULL)
			continue;
		candidate.score = sqlite3_column_double(stmt, 1);
		g_array_append_val(found, candidate);
	}
	registry->allowed = NULL;
	g_array_sort(found, by_score);
	return got >= 0 ? g_steal_pointer(&found) : NULL;
}

/* Words by themselves are found newest first, and no more of them than are ranked. For what only begins so, FTS5 first gathers every
 * section that holds it: with a million reports that is 80 ms a word. It is asked only where it can matter. */
static GArray *
find_candidates(DiRegistry *registry, const DiQuestion *question, GHashTable *allowed, GError **error)
{
	g_autofree char *words = di_question_expression(question, FALSE), *beginnings = di_question_expression(question, TRUE);
	GArray *found = find_by(registry, words, allowed, error);

	if (!found || found->len == RANKED_MAX || g_str_equal(words, beginnings))
		return found;
	g_array_unref(found);
	return find_by(registry, beginnings, allowed, error);
}

/* Row: diarienummer, insats, nyckel, kvartal, huvudman, text. NULL without ERROR: of a document that was replaced. */
static DiHit *
read_hit(DiRegistry *registry, const DiQuestion *question, gint64 section_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_SEARCH_SECTION, error, "i", section_id);
	DiHit *hit;

	if (di_db_step(registry, stmt, error) <= 0)
		return NULL;
	hit = g_new0(DiHit, 1);
	hit->diarienummer = di_col_text(stmt, 0);
	hit->insats = di_col_text(stmt, 1);
	hit->section = di_col_text(stmt, 2);
	hit->quarter = di_col_quarter(stmt, 3);
	hit->huvudman = di_col_text(stmt, 4);
	hit->snippet = di_passage_of(di_col_borrow(stmt, 5), question);
	return hit;
}

static GPtrArray *
read_hits(DiRegistry *registry, const DiQuestion *question, const GArray *candidates, guint most, GError **error)
{
	g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func(hit_free);

	for (guint i = 0; i < candidates->len && (most == 0 || hits->len < most); i++) {
		g_autoptr(GError) local = NULL;
		DiHit *hit = read_hit(registry, question, g_array_index(candidates, Candidate, i).section_id, &local);

		if (hit)
			g_ptr_array_add(hits, hit);
		else if (local) {
			g_propagate_error(error, g_steal_pointer(&local));
			return NULL;
		}
	}
	return g_steal_pointer(&hits);
}

static GPtrArray *
search(Asking *asking, const DiQuestion *question, const GPtrArray *names, GError **error)
{
	g_autoptr(GHashTable) allowed = NULL;
	g_autoptr(GArray) candidates = NULL;
	gboolean ok;

	if (!question->terms->len)
		return g_ptr_array_new_with_free_func(hit_free);
	allowed = allowed_sections(asking, names, &ok, error);
	candidates = ok ? find_candidates(asking->registry, question, allowed, error) : NULL;
	return candidates ? read_hits(asking->registry, question, candidates, asking->most, error) : NULL;
}

/* What those wrote whom WORDS names; nothing where they name nobody. */
static GPtrArray *
search_named(Asking *asking, const char *words, DiNamedBy by, GError **error)
{
	g_autoptr(DiQuestion) question = di_question_new(words, asking->filter && asking->filter->loose);
	g_autoptr(GPtrArray) names = di_named_take(question->terms->len > 1 ? all_named(asking, NULL) : NULL, question, by);

	return names->len ? search(asking, question, names, error) : g_ptr_array_new_with_free_func(hit_free);
}

static gboolean
is_there(const GPtrArray *hits, const DiHit *hit)
{
	for (guint i = 0; i < hits->len; i++) {
		const DiHit *other = hits->pdata[i];

		if (g_str_equal(other->diarienummer, hit->diarienummer) && g_strcmp0(other->section, hit->section) == 0)
			return TRUE;
	}
	return FALSE;
}

/* What a named huvudman wrote comes first, then whoever used all the words. */
static GPtrArray *
search_all(Asking *asking, const char *words, GError **error)
{
	g_autoptr(GPtrArray) hits = search_named(asking, words, DI_NAMED_BY_HUVUDMAN, error);
	g_autoptr(DiQuestion) question = di_question_new(words, asking->filter && asking->filter->loose);
	g_autoptr(GPtrArray) none = g_ptr_array_new(), others = hits ? search(asking, question, none, error) : NULL;

	if (!others)
		return NULL;
	for (guint i = 0; i < others->len && (asking->most == 0 || hits->len < asking->most); i++)
		if (!is_there(hits, others->pdata[i]))
			g_ptr_array_add(hits, g_steal_pointer(&others->pdata[i]));
	return hits->len ? g_steal_pointer(&hits) : search_named(asking, words, DI_NAMED_BY_ANY, error);
}

GPtrArray *
di_registry_search(DiRegistry *registry, const char *words, const DiFilter *filter, guint most, GError **error)
{
	Asking asking = {.registry = registry, .filter = filter, .most = most};
	GPtrArray *hits = search_all(&asking, words, error);

	g_clear_pointer(&asking.named, g_ptr_array_unref);
	return hits;
}
