/* The ledger of the ladder: which step of which report a letter took. One letter may take a step of several reports; it goes for all
 * of them or not at all, and when one of them is no longer to be asked for it is called back before it goes, so that the
 * others are asked for anew. */
#include "private.h"

gboolean
di_step_take(DiRegistry *registry, gint64 letter_id, const DiOutgoing *outgoing, gboolean *taken_out, GError **error)
{
	g_autofree char *folded = outgoing->to_address ? di_text_fold(outgoing->to_address) : NULL;

	*taken_out = TRUE;
	for (guint i = 0; *taken_out && i < outgoing->n_asked; i++) {
		const DiAsked *asked = &outgoing->asked[i];

		if (!di_db_run(registry, STMT_OUT_STEP, error, "iiqsns", letter_id, asked->rapportor_id, asked->quarter,
			    di_kind_word(asked->kind), outgoing->step, folded))
			return FALSE;
		*taken_out = di_db_changes(registry) > 0;
	}
	return TRUE;
}

static GArray *
called_back(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, const char *owed_kind, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_CALLED_BACK, error, "iqs", rapportor_id, quarter, owed_kind);
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		gint64 id = di_col_int(stmt, 0);

		g_array_append_val(ids, id);
	}
	return got == 0 ? g_steal_pointer(&ids) : NULL;
}

static gboolean
call_back(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, const char *owed_kind, const char *reason, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autoptr(GArray) ids = transaction ? called_back(registry, rapportor_id, quarter, owed_kind, error) : NULL;

	for (guint i = 0; ids && i < ids->len; i++) {
		gint64 id = g_array_index(ids, gint64, i);

		if (!di_db_run(registry, STMT_OUT_CALL_BACK, error, "sti", reason, di_clock_now(), id) ||
			!di_db_run(registry, STMT_OUT_STRIKE, error, "i", id))
			return FALSE;
	}
	return ids && di_transaction_commit(&transaction, error);
}

gboolean
di_outbox_cancel(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, const char *reason, GError **error)
{
	return call_back(registry, rapportor_id, quarter, NULL, reason, error);
}

gboolean
di_outbox_cancel_other(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, DiKind kind, GError **error)
{
	return call_back(registry, rapportor_id, quarter, di_kind_word(kind), "en annan rapport ska lämnas", error);
}
