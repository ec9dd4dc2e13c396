/* Mails that wait to be read again (retry.c), since no reader could read them: whose they may be. A contact's holds that reporter's
 * reminders (owed.c), a stranger's holds all, and that the daemon bounds. */
#include "private.h"

#include <string.h>

enum { ANYBODYS_S = 24 * 3600 }; /* so long staff have to look at one that may be anybody's, before others are reminded */

GArray *
di_unread_unknown(DiRegistry *registry, guint most, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_UNREAD_UNKNOWN, error, "i", (gint64)most);

	return di_db_ids(registry, stmt, error);
}

gboolean
di_unread_set_sender(DiRegistry *registry, gint64 mail_id, const char *address, GError **error)
{
	g_autofree char *folded = address ? di_text_fold(address) : g_strdup(DI_UNREAD_ANYBODY);

	return di_db_run(registry, STMT_UNREAD_SENDER, error, "is", mail_id, folded);
}

GPtrArray *
di_unread_senders(DiRegistry *registry, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_UNREAD_LIST, error, "");
	g_autoptr(GPtrArray) senders = g_ptr_array_new_with_free_func(g_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0)
		if (strchr(di_col_borrow(stmt, 0), '@'))
			g_ptr_array_add(senders, di_col_text(stmt, 0));
	return got == 0 ? g_steal_pointer(&senders) : NULL;
}

/* Row: sender, when it was fetched, is it before a person? */
static gboolean
is_strange(sqlite3_stmt *stmt, const GPtrArray *reporters)
{
	const char *sender = di_col_borrow(stmt, 0);
	DiTime age = di_clock_now() - di_col_time(stmt, 1);

	if (g_str_equal(sender, DI_UNREAD_ANYBODY))
		return age < ANYBODYS_S * DI_SECOND;
	return di_col_int(stmt, 2) == 0 && !di_sender_is_anybodys_contact(sender, reporters);
}

gboolean
di_unread_strangers(DiRegistry *registry, guint *n_out, GError **error)
{
	const GPtrArray *reporters = di_names_get(registry, error);
	DI_QUERY stmt = reporters ? di_db_query(registry, STMT_UNREAD_LIST, error, "") : NULL;
	int got = reporters ? 0 : -1;

	*n_out = 0;
	while (reporters && (got = di_db_step(registry, stmt, error)) > 0)
		*n_out += is_strange(stmt, reporters) ? 1 : 0;
	return got == 0;
}
