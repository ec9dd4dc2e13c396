/* A letter that came back, or was never taken. Believed only of a letter of ours, and of the address that it went to (DOMAIN.md 3.4). */
#include "private.h"

gboolean
di_outbox_bounced(DiRegistry *registry, const char *message_id, const char *recipient, gboolean for_good,
	gboolean *found_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *bare = di_outbox_bare_id(message_id), *folded = di_text_fold(recipient ? recipient : "");
	g_autofree char *object = NULL;
	gint64 id = 0;

	if (!transaction || !di_db_int(registry, STMT_OUT_BOUNCE_OF, &id, error, "ss", bare, folded))
		return FALSE;
	*found_out = id != 0;
	if (!id)
		return di_transaction_commit(&transaction, error);
	if (for_good && (!di_db_run(registry, STMT_OUT_BOUNCED, error, "ti", di_clock_now(), id) ||
				!di_db_run(registry, STMT_CONTACT_BOUNCES, error, "s", folded)))
		return FALSE;
	object = g_strdup_printf("utskick %" G_GINT64_FORMAT, id);
	return di_registry_log(registry, for_good ? "studsad" : "fördröjd", object, recipient, error) &&
		di_transaction_commit(&transaction, error);
}

gboolean
di_outbox_refused(DiRegistry *registry, gint64 id, const char *recipient, GError **error)
{
	g_autofree char *folded = di_text_fold(recipient), *object = g_strdup_printf("utskick %" G_GINT64_FORMAT, id);

	return di_db_run(registry, STMT_CONTACT_BOUNCES, error, "s", folded) && di_registry_log(registry, "okänd adress", object, recipient, error);
}

gboolean
di_outbox_failed(DiRegistry *registry, DiTime since, guint *n_out, GError **error)
{
	gint64 n = 0;

	if (!di_db_int(registry, STMT_OUT_FAILED, &n, error, "tn", since, DI_STEP_ESCALATE))
		return FALSE;
	*n_out = (guint)n;
	return TRUE;
}
