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

gboolean
di_step_make_again(DiRegistry *registry, const DiOutgoing *o, gint64 not_before_s, gint64 *id_out, GError **error)
{
	g_autofree char *bare = di_outbox_bare_id(o->message_id);

	*id_out = 0;
	if (!o->mail || !di_db_int(registry, STMT_OUT_KEPT_ID, id_out, error, "ss", bare, o->key))
		return !o->mail;
	return !*id_out || (di_db_run(registry, STMT_OUT_MAKE_AGAIN, error, "sstibi", o->key, o->subject, di_clock_now(), not_before_s, o->mail, *id_out) &&
				   di_db_run(registry, STMT_OUT_FORGET_STRUCK, error, "i", *id_out));
}

GArray *
di_outbox_asked(DiRegistry *registry, gint64 letter_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_ASKED, error, "i", letter_id);
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(DiAsked));
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiAsked asked = {.rapportor_id = di_col_int(stmt, 0), .quarter = di_col_quarter(stmt, 1)};

		if (di_kind_from_word(di_col_borrow(stmt, 2), &asked.kind))
			g_array_append_val(list, asked);
	}
	return got == 0 ? g_steal_pointer(&list) : NULL;
}

enum { EVERY_STEP = G_MAXINT };

/* Which letters of the ladder are called back, and why. */
typedef struct {
	int below;          /* of these steps */
	const char *reason;
} Which;

static GArray *
called_back(DiRegistry *registry, const Which *which, gint64 rapportor_id, DiQuarter quarter, const char *owed_kind, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_CALLED_BACK, error, "iqsn", rapportor_id, quarter, owed_kind, which->below);

	return di_db_ids(registry, stmt, error);
}

/* The letters of IDS are called back; the reports that they asked for are added to REPORTS. */
static gboolean
strike(DiRegistry *registry, const GArray *ids, const char *reason, GArray *reports, GError **error)
{
	for (guint i = 0; i < ids->len; i++) {
		gint64 id = g_array_index(ids, gint64, i);
		g_autofree char *object = g_strdup_printf("utskick %" G_GINT64_FORMAT, id);
		g_autoptr(GArray) asked = di_outbox_asked(registry, id, error);

		if (!asked || !di_db_run(registry, STMT_OUT_CALL_BACK, error, "sti", reason, di_clock_now(), id) ||
			!di_db_run(registry, STMT_OUT_STRIKE, error, "i", id) || !di_registry_log(registry, "avstod", object, reason, error))
			return FALSE;
		g_array_append_vals(reports, asked->data, asked->len);
	}
	return TRUE;
}

/* A report's other contacts may have letters of the same step that wait too: all of them are made anew, so that nobody is passed
 * over. Each letter is struck once, so this ends. */
static gboolean
strike_all(DiRegistry *registry, const Which *which, const GArray *ids, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autoptr(GArray) reports = g_array_new(FALSE, FALSE, sizeof(DiAsked));

	if (!transaction || !strike(registry, ids, which->reason, reports, error))
		return FALSE;
	for (guint i = 0; i < reports->len; i++) {
		DiAsked one = g_array_index(reports, DiAsked, i);
		g_autoptr(GArray) more = called_back(registry, which, one.rapportor_id, one.quarter, NULL, error);

		if (!more || !strike(registry, more, which->reason, reports, error))
			return FALSE;
	}
	return di_transaction_commit(&transaction, error);
}

/* Nearly always there is none; the caller's transaction, or the instance's lock, keeps another from coming meanwhile. */
static gboolean
call_back(DiRegistry *registry, const Which *which, gint64 rapportor_id, DiQuarter quarter, const char *owed_kind, GError **error)
{
	g_autoptr(GArray) ids = called_back(registry, which, rapportor_id, quarter, owed_kind, error);

	return ids && (ids->len == 0 || strike_all(registry, which, ids, error));
}

gboolean
di_outbox_cancel(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, const char *reason, GError **error)
{
	return call_back(registry, &(Which){EVERY_STEP, reason}, rapportor_id, quarter, NULL, error);
}

gboolean
di_outbox_cancel_below(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, int step, const char *reason, GError **error)
{
	return call_back(registry, &(Which){step, reason}, rapportor_id, quarter, NULL, error);
}

gboolean
di_outbox_cancel_other(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, DiKind kind, GError **error)
{
	return call_back(registry, &(Which){EVERY_STEP, "en annan rapport ska lämnas"}, rapportor_id, quarter, di_kind_word(kind), error);
}

gboolean
di_outbox_cancel_astray(DiRegistry *registry, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_ASTRAY, error, "n", DI_STEP_ESCALATE);
	g_autoptr(GArray) ids = di_db_ids(registry, stmt, error);

	return ids && (ids->len == 0 || strike_all(registry, &(Which){EVERY_STEP, "mottagaren är inte längre kontakt"}, ids, error));
}

gboolean
di_outbox_has_begun(DiRegistry *registry, gboolean *begun_out, GError **error)
{
	gint64 begun = 0;

	if (!di_db_int(registry, STMT_OUT_BEGUN, &begun, error, ""))
		return FALSE;
	*begun_out = begun != 0;
	return TRUE;
}
