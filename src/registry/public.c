/* What the public may ask: the post of a day, and everything that is kept about one person (GDPR article 15). */
#include "private.h"

#include <string.h>

static void
post_free(gpointer data)
{
	DiPostItem *post = data;

	g_free(post->number);
	g_free(post->direction);
	g_free(post->party);
	g_free(post->matter);
	g_free(post->remark);
	g_free(post);
}

/* Row: day, number, direction, party, matter, remark */
static gboolean
collect_post(DiRegistry *registry, GPtrArray *list, sqlite3_stmt *stmt, GError **error)
{
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiPostItem *post = g_new0(DiPostItem, 1);

		post->date = di_col_date(stmt, 0);
		post->number = di_col_text(stmt, 1);
		post->direction = di_col_text(stmt, 2);
		post->party = di_col_text(stmt, 3);
		post->matter = di_col_text(stmt, 4);
		post->remark = di_col_text(stmt, 5);
		g_ptr_array_add(list, post);
	}
	return got == 0;
}

GPtrArray *
di_post_list(DiRegistry *registry, DiDate from, DiDate to, GError **error)
{
	const char *timezone = registry->config->reminders.timezone;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(post_free);
	DI_QUERY in = di_db_query(registry, STMT_POST_IN, error, "dd", from, to);
	DI_QUERY out = NULL;

	if (!collect_post(registry, list, in, error))
		return NULL;
	out = di_db_query(registry, STMT_POST_OUT, error, "ii", di_date_at(from, 0, 0, timezone) / DI_SECOND,
		di_date_at(to + 1, 0, 0, timezone) / DI_SECOND);
	return collect_post(registry, list, out, error) ? g_steal_pointer(&list) : NULL;
}

static void
trace_free(gpointer data)
{
	DiTrace *trace = data;

	g_free(trace->where);
	g_free(trace->when);
	g_free(trace->object);
	g_free(trace->text);
	g_free(trace);
}

static gboolean
holds(const char *text, const char *folded)
{
	g_autofree char *its = text ? di_text_fold(text) : NULL;

	return its && strstr(its, folded);
}

/* Row: where, when, object, text and up to two more texts that are compared. */
static gboolean
collect_traces(DiRegistry *registry, GPtrArray *list, DiStatement which, const char *folded, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, which, error, "");
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiTrace *trace;

		if (!holds(di_col_borrow(stmt, 3), folded) && !holds(di_col_borrow(stmt, 4), folded))
			continue;
		trace = g_new0(DiTrace, 1);
		trace->where = di_col_text(stmt, 0);
		trace->when = di_col_text(stmt, 1);
		trace->object = di_col_text(stmt, 2);
		trace->text = di_col_text(stmt, 3);
		g_ptr_array_add(list, trace);
	}
	return got == 0;
}

GPtrArray *
di_person_traces(DiRegistry *registry, const char *name_or_address, GError **error)
{
	static const DiStatement sources[] = {STMT_PERSON_CONTACTS, STMT_PERSON_MAILS, STMT_PERSON_PARTIES, STMT_PERSON_REPORTS,
		STMT_PERSON_SECTIONS, STMT_PERSON_LETTERS, STMT_PERSON_REVIEWS, STMT_PERSON_ABSENCES, STMT_PERSON_LOG};
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(trace_free);
	g_autofree char *folded = di_text_fold(name_or_address);

	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
		if (!collect_traces(registry, list, sources[i], folded, error))
			return NULL;
	return g_steal_pointer(&list);
}
