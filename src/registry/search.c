/* Search in what was written: the index gives the sections, the newest of them are ranked, and the best are shown. */
#include "private.h"
#include "search.h"
#include "stem.h"

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

static gboolean
has_word(const char *name, const char *stem)
{
	DiStemWord word;
	gsize at = 0;

	while (di_stem_next_word(name, strlen(name), &at, &word)) {
		di_stem_swedish(word.text);
		if (g_str_equal(word.text, stem))
			return TRUE;
	}
	return FALSE;
}

/* Is every one of NAMES (stems) in the reporter's names? */
static gboolean
is_named(const DiReporter *reporter, const GPtrArray *names)
{
	for (guint i = 0; i < names->len; i++)
		if (!has_word(reporter->insats, names->pdata[i]) && !has_word(reporter->huvudman, names->pdata[i]))
			return FALSE;
	return TRUE;
}

/* The sections that FILTER lets through, of reporters that NAMES name, as a set of their ids; NULL: all. OK_OUT FALSE: ERROR is set. */
static GHashTable *
allowed_sections(DiRegistry *registry, const DiFilter *filter, const GPtrArray *names, gboolean *ok_out, GError **error)
{
	static const DiFilter no_filter;
	g_autoptr(GHashTable) allowed = NULL;
	const GPtrArray *reporters;
	int got = 0;

	*ok_out = TRUE;
	if (!is_filtered(filter) && !names->len)
		return NULL;
	filter = filter ? filter : &no_filter;
	reporters = di_names_get(registry, error);
	allowed = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	for (guint i = 0; reporters && got >= 0 && i < reporters->len; i++) {
		const DiReporter *one = reporters->pdata[i];
		DI_QUERY stmt = NULL;

		if (!name_passes(filter->insats, one->insats) || !name_passes(filter->huvudman, one->huvudman) ||
			!is_named(one, names))
			continue;
		stmt = di_db_query(registry, STMT_SEARCH_SECTIONS, error, "iqns", one->rapportor_id, filter->quarter, filter->year, filter->section);
		while ((got = di_db_step(registry, stmt, error)) > 0)
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

/* Whose names a word of the question is looked for in. */
typedef enum { WHO_HUVUDMAN, WHO_ANY } Who;

/* Does STEM name somebody? Of huvudmän only a word counts that tells them apart ("kommun" does not). */
static gboolean
is_name(const GPtrArray *reporters, const char *stem, Who who)
{
	guint named = 0;

	for (guint i = 0; i < reporters->len; i++) {
		const DiReporter *one = reporters->pdata[i];

		named += has_word(one->huvudman, stem) || (who == WHO_ANY && has_word(one->insats, stem));
	}
	return named > 0 && (who == WHO_ANY || 2 * named <= reporters->len);
}

/* The words of QUESTION that are names, taken out of it: "vad skrev Hudiksvall om praktik". Those that are
 * left are looked for; a question of names alone stays as it is. */
static GPtrArray *
take_names(DiRegistry *registry, DiQuestion *question, Who who)
{
	const GPtrArray *reporters = question->terms->len > 1 ? di_names_get(registry, NULL) : NULL;
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (guint t = 0; reporters && t < question->terms->len && question->terms->len > 1;) {
		const DiTerm *term = question->terms->pdata[t];

		if (!term->begins || !is_name(reporters, term->stems->pdata[0], who)) {
			t++;
			continue;
		}
		g_ptr_array_add(names, g_strdup(term->stems->pdata[0]));
		g_ptr_array_remove_index(question->terms, t);
	}
	return names;
}

static GPtrArray *
search(DiRegistry *registry, const DiQuestion *question, const DiFilter *filter, const GPtrArray *names, guint most, GError **error)
{
	g_autoptr(GHashTable) allowed = NULL;
	g_autoptr(GArray) candidates = NULL;
	gboolean ok;

	if (!question->terms->len)
		return g_ptr_array_new_with_free_func(hit_free);
	allowed = allowed_sections(registry, filter, names, &ok, error);
	candidates = ok ? find_candidates(registry, question, allowed, error) : NULL;
	return candidates ? read_hits(registry, question, candidates, most, error) : NULL;
}

/* What those wrote whom WORDS names; nothing where they name nobody. */
static GPtrArray *
search_named(DiRegistry *registry, const char *words, const DiFilter *filter, Who who, guint most, GError **error)
{
	g_autoptr(DiQuestion) question = di_question_new(words, filter && filter->loose);
	g_autoptr(GPtrArray) names = take_names(registry, question, who);

	return names->len ? search(registry, question, filter, names, most, error) : g_ptr_array_new_with_free_func(hit_free);
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
GPtrArray *
di_registry_search(DiRegistry *registry, const char *words, const DiFilter *filter, guint most, GError **error)
{
	g_autoptr(GPtrArray) hits = search_named(registry, words, filter, WHO_HUVUDMAN, most, error);
	g_autoptr(DiQuestion) question = di_question_new(words, filter && filter->loose);
	g_autoptr(GPtrArray) none = g_ptr_array_new(), others = hits ? search(registry, question, filter, none, most, error) : NULL;

	if (!others)
		return NULL;
	for (guint i = 0; i < others->len && (most == 0 || hits->len < most); i++)
		if (!is_there(hits, others->pdata[i]))
			g_ptr_array_add(hits, g_steal_pointer(&others->pdata[i]));
	return hits->len ? g_steal_pointer(&hits) : search_named(registry, words, filter, WHO_ANY, most, error);
}
