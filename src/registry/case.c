/* One case, for who takes it out whole; and which there are. */
#include "private.h"

void
di_case_free(DiCase *one)
{
	if (!one)
		return;
	g_free(one->number);
	g_free(one->insats);
	g_free(one->opened);
	g_strfreev(one->documents);
	g_free(one);
}

DiCase *
di_case_get(DiRegistry *registry, const char *number, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_CASE_GET, error, "s", number);
	g_autoptr(DiCase) one = g_new0(DiCase, 1);
	int got = di_db_step(registry, stmt, error);

	if (got == 0)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "no case is registered as '%s'", number);
	if (got <= 0)
		return NULL;
	one->number = g_strdup(number);
	one->insats = di_col_text(stmt, 1);
	one->year = (int)di_col_int(stmt, 2);
	one->opened = di_col_text(stmt, 3);
	one->insats_id = di_col_int(stmt, 4);
	one->documents = di_db_texts(registry, STMT_CASE_DOCUMENTS, di_col_int(stmt, 0), error);
	return one->documents ? g_steal_pointer(&one) : NULL;
}

static void
case_free(gpointer one)
{
	di_case_free(one);
}

GPtrArray *
di_case_list(DiRegistry *registry, const char *prefix, guint most, GError **error)
{
	g_autofree char *after = g_strconcat(prefix, "\x7f", NULL);
	DI_QUERY stmt = di_db_query(registry, STMT_CASE_NUMBERS, error, "ssi", prefix, after, (gint64)most);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(case_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiCase *one = g_new0(DiCase, 1);

		one->number = di_col_text(stmt, 0);
		one->insats = di_col_text(stmt, 1);
		g_ptr_array_add(list, one);
	}
	return got == 0 ? g_steal_pointer(&list) : NULL;
}
