/* Mails that came before their attachment: they wait, unread, until the whole one replaces them or their time is over. */
#include "private.h"

gboolean
di_mail_wait(DiRegistry *registry, gint64 mail_id, const DiMailFacts *facts, DiTime until, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *folded = di_text_fold(facts->from_address ? facts->from_address : "");
	const char *none = NULL;

	return transaction &&
		di_db_run(registry, STMT_WAIT_ADD, error, "iiss", mail_id, until / DI_SECOND, facts->message_id, folded) &&
		di_db_run(registry, STMT_MAIL_SETTLE, error, "stsssssssssi", "hamtat", facts->arrived, facts->arrived_rule,
			facts->from_address, facts->from_name, facts->subject, facts->message_id, none, none, none, none, mail_id) &&
		di_transaction_commit(&transaction, error);
}

gboolean
di_mail_replaces(DiRegistry *registry, gint64 mail_id, const char *message_id, const char *from_address, DiWaiting *waiting_out,
	GError **error)
{
	g_autofree char *folded = di_text_fold(from_address ? from_address : "");
	DI_QUERY stmt = di_db_query(registry, STMT_WAIT_OF, error, "ssi", message_id, folded, mail_id);
	int got = di_db_step(registry, stmt, error);

	*waiting_out = (DiWaiting){.arrived = DI_TIME_NONE, .until = DI_TIME_NONE};
	if (got > 0)
		*waiting_out = (DiWaiting){.mail_id = di_col_int(stmt, 0), .until = di_col_int(stmt, 1) * DI_SECOND,
			.arrived = di_col_time(stmt, 2)};
	return got >= 0;
}

gboolean
di_mail_replace(DiRegistry *registry, gint64 old_id, gint64 mail_id, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *object = g_strdup_printf("mejl %" G_GINT64_FORMAT, old_id);
	g_autofree char *by = g_strdup_printf("ersatt av mejl %" G_GINT64_FORMAT, mail_id);

	return transaction &&
		di_db_run(registry, STMT_WAIT_REPLACED, error, "ii", mail_id, old_id) &&
		di_db_run(registry, STMT_WAIT_IGNORE, error, "si", "Bilagan kom i ett mejl som ersatte det här.", old_id) &&
		di_review_over(registry, old_id, by, error) &&
		di_registry_log(registry, "mejl ersatt", object, by, error) && di_transaction_commit(&transaction, error);
}

GArray *
di_mail_waiting_uids(DiRegistry *registry, const char *account, const char *folder, guint32 uidvalidity, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_WAIT_UIDS, error, "ssi", account, folder, (gint64)uidvalidity);
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		guint32 uid = (guint32)di_col_int(stmt, 0);

		g_array_append_val(uids, uid);
	}
	return got == 0 ? g_steal_pointer(&uids) : NULL;
}
