/* Letters that wait and would be untrue when they go, or one too many: whoever sends many mails in a contact's name has her told of the last one. */
#include "private.h"

enum { OTHERS = 1 }; /* that wait beside the new one: two a day may go (OUT_NEXT) */

static gboolean
withdraw(DiRegistry *registry, sqlite3_stmt *stmt, const char *reason, GError **error)
{
	g_autoptr(GArray) ids = di_db_ids(registry, stmt, error);

	for (guint i = 0; ids && i < ids->len; i++)
		if (!di_outbox_withdraw(registry, g_array_index(ids, gint64, i), reason, error))
			return FALSE;
	return ids != NULL;
}

gboolean
di_outbox_overtake_unreadable(DiRegistry *registry, gint64 rapportor_id, const char *address, GError **error)
{
	g_autofree char *folded = di_text_fold(address);
	DI_QUERY stmt = di_db_query(registry, STMT_OVERTAKEN_UNREADABLE, error, "isn", rapportor_id, folded, OTHERS);

	return withdraw(registry, stmt, "ett nyare brev har tagit dess plats", error);
}

gboolean
di_outbox_overtake_by_report(DiRegistry *registry, gint64 rapportor_id, gint64 mail_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OVERTAKEN_BY_REPORT, error, "ii", rapportor_id, mail_id);

	return withdraw(registry, stmt, "en rapport har kommit in", error);
}

gboolean
di_outbox_overtake_again(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, const char *address, GError **error)
{
	g_autofree char *folded = di_text_fold(address);
	DI_QUERY stmt = NULL;

	if (!di_quarter_is_set(quarter))
		return TRUE;
	stmt = di_db_query(registry, STMT_OVERTAKEN_AGAIN, error, "qisn", quarter, rapportor_id, folded, OTHERS);
	return withdraw(registry, stmt, "ett nyare brev har tagit dess plats", error);
}
