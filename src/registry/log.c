/* The log: only ever added to (triggers hold that), each entry chained to the one before by a hash. */
#include "private.h"

#include <string.h>

/* Length before each value: no two entries have the same text. */
static char *
chain(const char *before, const char *const values[5])
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	g_checksum_update(sum, (const guchar *)before, (gssize)strlen(before));
	for (int i = 0; i < 5; i++) {
		g_autofree char *head = g_strdup_printf("\n%zu:", strlen(values[i]));

		g_checksum_update(sum, (const guchar *)head, (gssize)strlen(head));
		g_checksum_update(sum, (const guchar *)values[i], (gssize)strlen(values[i]));
	}
	return g_strdup(g_checksum_get_string(sum));
}

static char *
last_link(DiRegistry *registry, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_LOG_LAST, error, "");
	int got = di_db_step(registry, stmt, error);

	if (got < 0)
		return NULL;
	return got ? di_col_text(stmt, 1) : g_strdup("");
}

gboolean
di_registry_log(DiRegistry *registry, const char *what, const char *object, const char *detail, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *before = transaction ? last_link(registry, error) : NULL;
	g_autofree char *now = di_time_format(di_clock_now(), registry->config->reminders.timezone);
	const char *const values[5] = {now, registry->actor, what, object ? object : "", detail ? detail : ""};
	g_autofree char *link = before ? chain(before, values) : NULL;

	return link &&
		di_db_run(registry, STMT_LOG_ADD, error, "ssssss", values[0], values[1], values[2], values[3], values[4], link) &&
		di_transaction_commit(&transaction, error);
}

gboolean
di_registry_log_each(DiRegistry *registry, const char *object, DiLogEach each, gpointer user, GError **error)
{
	DI_QUERY stmt = object ? di_db_query(registry, STMT_LOG_OF_OBJECT, error, "s", object)
			       : di_db_query(registry, STMT_LOG_ALL, error, "");
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		if (!each(di_col_borrow(stmt, 1), di_col_borrow(stmt, 2), di_col_borrow(stmt, 3), di_col_borrow(stmt, 4),
			    di_col_borrow(stmt, 5), user))
			return TRUE;
	}
	return got == 0;
}

gboolean
di_registry_log_verify(DiRegistry *registry, gint64 *broken_out, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_LOG_ALL, error, "");
	g_autofree char *before = g_strdup("");
	gint64 expected_id = 1;
	int got;

	*broken_out = 0;
	while ((got = di_db_step(registry, stmt, error)) > 0) {
		const char *const values[5] = {di_col_borrow(stmt, 1), di_col_borrow(stmt, 2), di_col_borrow(stmt, 3),
			di_col_borrow(stmt, 4), di_col_borrow(stmt, 5)};
		g_autofree char *link = chain(before, values);

		if (di_col_int(stmt, 0) != expected_id || !g_str_equal(link, di_col_borrow(stmt, 6))) {
			*broken_out = expected_id;
			return FALSE;
		}
		expected_id++;
		g_free(before);
		before = g_steal_pointer(&link);
	}
	return got == 0;
}

DiTime
di_registry_log_last(DiRegistry *registry)
{
	DI_QUERY stmt = di_db_query(registry, STMT_LOG_LAST, NULL, "");

	return di_db_step(registry, stmt, NULL) > 0 ? di_col_time(stmt, 0) : DI_TIME_NONE;
}
