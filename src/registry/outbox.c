/* Letters, sent once. The order of calls: add (or add, then compose) → next → begin → (send) → end. Between begin and end
 * the outcome is unknown; recover settles what a crash left there. The graph of states is drawn in the schema. */
#include "private.h"

#include <string.h>

static const char *const state_words[] = {
	[DI_OUTBOX_SKICKAD] = "skickad",
	[DI_OUTBOX_VANTAR] = "vantar",
	[DI_OUTBOX_AVVISAD] = "avvisad",
	[DI_OUTBOX_OVISS] = "oviss",
	[DI_OUTBOX_STUDSAD] = "studsad",
	[DI_OUTBOX_AVSTOD] = "avstod",
};

#define BY_SENT_LOG "enligt sändloggen"

/* At most so many letters to one address in a day, and in all in an hour, whatever happens. */
enum { DAY_S = 86400, HOUR_S = 3600 };

enum { FIRST_S = -1 }; /* "not before", for what goes before all that may go at once (0) */

static gint64
seconds(DiTime time)
{
	return time == DI_TIME_NONE ? 0 : time / DI_SECOND;
}

/* "<a@b>" and "a@b" are one Message-ID. */
char *
di_outbox_bare_id(const char *message_id)
{
	gsize length = message_id ? strlen(message_id) : 0;

	if (length > 2 && message_id[0] == '<' && message_id[length - 1] == '>')
		return g_strndup(message_id + 1, length - 2);
	return g_strdup(message_id);
}

/* The sent log knows letters by their Message-ID alone. */
static gboolean
has_id(GBytes *mail, const char *message_id, const char *key, GError **error)
{
	if (!mail || (message_id && *message_id))
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "the letter '%s' has no Message-ID", key);
	return FALSE;
}

/* Who wrote to us has the answer before any other letter, and staff an alarm: in the order of the queue it stands before what may go at once. */
static gint64
not_before_s(const DiOutgoing *o)
{
	static const char *const first[] = {"kvitto", "larm", "nekad", "utgar", NULL};

	return o->not_before == DI_TIME_NONE && g_strv_contains(first, o->kind) ? FIRST_S : seconds(o->not_before);
}

static gboolean
add_in_state(DiRegistry *registry, const DiOutgoing *o, const char *state, const char *reply, DiTime when, GError **error)
{
	g_autofree char *folded = di_text_fold(o->to_address ? o->to_address : "");
	g_autofree char *id = di_outbox_bare_id(o->message_id);

	return has_id(o->mail, id, o->key, error) && di_db_run(registry, STMT_OUT_ADD, error, "ssssssssssiiiiqnnittsb", o->kind, o->key, state, o->to_name,
		o->to_address, folded, o->subject, id, o->template_name, o->values_json, o->insats_id, o->rapportor_id,
		o->handling_id, o->mail_id, o->quarter, o->step, o->at_most_once ? 1 : 0, not_before_s(o), when,
		when, reply, o->mail);
}

/* A register that was put back from an older copy makes a letter again that went already: that one is not to be had twice. What says how
 * things stand today is another. */
static gboolean
went_before(DiRegistry *registry, const DiOutgoing *o, DiWent *went_out, GError **error)
{
	static const char *const once[] = {"kvitto", "okand", "veckobrev", NULL};
	g_autofree char *id = di_outbox_bare_id(o->message_id);

	*went_out = (DiWent){.when = DI_TIME_NONE};
	if (!o->mail || !id || !o->to_address || (!o->at_most_once && !g_strv_contains(once, o->kind)))
		return TRUE;
	return di_told_went(registry, id, o->to_address, went_out, error);
}

/* Until a person has accepted the sent log, what it alone knows does not count as known: letters stay held. */
static gboolean
note_went(DiRegistry *registry, gint64 id, const DiWent *went, GError **error)
{
	g_autofree char *object = g_strdup_printf("utskick %" G_GINT64_FORMAT, id);
	gint64 times = di_sent_log_accepted(registry) > 0 ? went->times : 0;

	return di_db_run(registry, STMT_OUT_SETTLE, error, "stii", BY_SENT_LOG, went->when, times, id) && di_sent_register(registry, id, error) &&
		di_registry_log(registry, "skickad", object, BY_SENT_LOG, error);
}

/* A letter that would take a step which another has taken is not made at all. */
static gboolean
add(DiRegistry *registry, const DiOutgoing *outgoing, const char *state, const char *reply, gboolean *added_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	gboolean taken = FALSE;
	gint64 id = 0;
	DiWent went;

	*added_out = FALSE;
	if (!transaction || !went_before(registry, outgoing, &went, error) ||
		!add_in_state(registry, outgoing, state, reply, di_clock_now(), error))
		return FALSE;
	if (di_db_changes(registry) > 0)
		id = di_db_last_id(registry);
	else if (!di_step_make_again(registry, outgoing, not_before_s(outgoing), &id, error))
		return FALSE;
	if (id && !di_step_take(registry, id, outgoing, &taken, error))
		return FALSE;
	if (taken && went.times > 0 && !note_went(registry, id, &went, error))
		return FALSE;
	*added_out = taken;
	return !taken || di_transaction_commit(&transaction, error);
}

gboolean
di_outbox_add(DiRegistry *registry, const DiOutgoing *outgoing, gboolean *added_out, GError **error)
{
	gboolean added;

	if (!add(registry, outgoing, outgoing->mail ? "vantar" : "planerad", NULL, &added, error))
		return FALSE;
	if (added_out)
		*added_out = added;
	return TRUE;
}

gboolean
di_outbox_skip(DiRegistry *registry, const DiOutgoing *outgoing, const char *reason, GError **error)
{
	gboolean added;

	return add(registry, outgoing, "avstod", reason, &added, error);
}

void
di_outbox_row_free(DiOutboxRow *row)
{
	if (!row)
		return;
	g_free(row->kind);
	g_free(row->key);
	g_free(row->to_name);
	g_free(row->to_address);
	g_free(row->subject);
	g_free(row->message_id);
	g_free(row->template_name);
	g_free(row->values_json);
	g_free(row->state);
	g_free(row->reply);
	g_clear_pointer(&row->mail, g_bytes_unref);
	g_free(row);
}

static void
row_free(gpointer row)
{
	di_outbox_row_free(row);
}

/* The columns of every statement that gives letters, in their order. */
static DiOutboxRow *
read_row(sqlite3_stmt *stmt)
{
	DiOutboxRow *row = g_new0(DiOutboxRow, 1);
	int c = 0;

	row->id = di_col_int(stmt, c++);
	row->kind = di_col_text(stmt, c++);
	row->key = di_col_text(stmt, c++);
	row->to_name = di_col_text(stmt, c++);
	row->to_address = di_col_text(stmt, c++);
	row->subject = di_col_text(stmt, c++);
	row->message_id = di_col_text(stmt, c++);
	row->template_name = di_col_text(stmt, c++);
	row->values_json = di_col_text(stmt, c++);
	row->state = di_col_text(stmt, c++);
	row->reply = di_col_text(stmt, c++);
	row->attempts = (guint)di_col_int(stmt, c++);
	row->uncertain = (guint)di_col_int(stmt, c++);
	row->at_most_once = di_col_int(stmt, c++) != 0;
	row->not_before = di_col_int(stmt, c) > 0 ? di_col_int(stmt, c) * DI_SECOND : DI_TIME_NONE;
	c++;
	row->changed = di_col_time(stmt, c++);
	row->insats_id = di_col_int(stmt, c++);
	row->rapportor_id = di_col_int(stmt, c++);
	row->handling_id = di_col_int(stmt, c++);
	row->quarter = di_col_quarter(stmt, c++);
	row->step = sqlite3_column_type(stmt, c) == SQLITE_NULL ? -1 : (int)di_col_int(stmt, c);
	row->mail = di_col_bytes(stmt, c + 1);
	return row;
}

static GPtrArray *
read_rows(DiRegistry *registry, sqlite3_stmt *stmt, GError **error)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0)
		g_ptr_array_add(rows, read_row(stmt));
	return got == 0 ? g_steal_pointer(&rows) : NULL;
}

GPtrArray *
di_outbox_planned(DiRegistry *registry, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_PLANNED, error, "");

	return read_rows(registry, stmt, error);
}

GPtrArray *
di_outbox_list(DiRegistry *registry, const char *state, GError **error)
{
	DI_QUERY stmt = state ? di_db_query(registry, STMT_OUT_IN_STATE, error, "s", state)
			      : di_db_query(registry, STMT_OUT_UNSENT, error, "");

	return read_rows(registry, stmt, error);
}

static void
put_off_free(gpointer data)
{
	DiPutOff *one = data;

	g_free(one->to_address);
	g_free(one->reply);
	g_free(one);
}

GPtrArray *
di_outbox_put_off(DiRegistry *registry, DiTime before, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_PUT_OFF, error, "");
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(put_off_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiPutOff *one;

		if (di_col_time(stmt, 0) > before)
			continue;
		one = g_new0(DiPutOff, 1);
		one->since = di_col_time(stmt, 0);
		one->to_address = di_col_text(stmt, 1);
		one->reply = di_col_text(stmt, 2);
		g_ptr_array_add(list, one);
	}
	return got == 0 ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
di_outbox_about(DiRegistry *registry, gint64 handling_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_OF_HANDLING, error, "i", handling_id);

	return read_rows(registry, stmt, error);
}

GPtrArray *
di_outbox_of_report(DiRegistry *registry, gint64 rapportor_id, DiQuarter quarter, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_OF_REPORT, error, "iq", rapportor_id, quarter);

	return read_rows(registry, stmt, error);
}

static gboolean
changed_one(DiRegistry *registry, gint64 id, const char *what, GError **error)
{
	if (di_db_changes(registry) > 0)
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "letter %" G_GINT64_FORMAT " is not one that can be %s", id, what);
	return FALSE;
}

/* What waited in the copy may have gone since: more often than the register knows. N (NULL: not counted) is one more then. */
static gboolean
settle_one(DiRegistry *registry, gint64 id, guint *n, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_ENVELOPE, error, "i", id);
	int got = di_db_step(registry, stmt, error);
	DiWent went;

	if (got <= 0)
		return got == 0;
	if (!di_told_went(registry, di_col_borrow(stmt, 0), di_col_borrow(stmt, 1), &went, error))
		return FALSE;
	if (went.times <= di_col_int(stmt, 2))
		return TRUE;
	if (n)
		++*n;
	if (di_col_int(stmt, 3)) /* noted before the sent log was accepted */
		return di_db_run(registry, STMT_OUT_SETTLE, error, "stii", BY_SENT_LOG, went.when, went.times, id);
	return note_went(registry, id, &went, error);
}

gboolean
di_outbox_compose(DiRegistry *registry, gint64 id, GBytes *mail, const char *subject, const char *message_id, GError **error)
{
	g_autofree char *bare = di_outbox_bare_id(message_id);

	return has_id(mail, bare, subject, error) && di_db_run(registry, STMT_OUT_COMPOSE, error, "bssti", mail, subject, bare, di_clock_now(), id) &&
		changed_one(registry, id, "composed", error) && settle_one(registry, id, NULL, error);
}

gboolean
di_outbox_settle_went(DiRegistry *registry, guint *n_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	DI_QUERY stmt = transaction ? di_db_query(registry, STMT_OUT_OPEN, error, "") : NULL;
	g_autoptr(GArray) ids = stmt ? di_db_ids(registry, stmt, error) : NULL;

	*n_out = 0;
	for (guint i = 0; ids && i < ids->len; i++)
		if (!settle_one(registry, g_array_index(ids, gint64, i), n_out, error))
			return FALSE;
	return ids && di_transaction_commit(&transaction, error);
}

/* May another letter begin? Those of the last hour are counted when as many have begun as might when they were counted the last time: only
 * we begin letters, and time takes some out of the hour. Else each of many would count all before it. */
static gboolean
has_room(DiRegistry *registry, gint64 now_s, gboolean *room_out, GError **error)
{
	gint64 begun = 0;

	if (registry->may_begin <= 0) {
		if (!di_db_int(registry, STMT_OUT_OF_HOUR, &begun, error, "i", now_s - HOUR_S))
			return FALSE;
		registry->may_begin = registry->config->outgoing.hourly - begun;
	}
	*room_out = registry->may_begin > 0;
	return TRUE;
}

static DiOutboxRow *
next_row(DiRegistry *registry, DiTime now, gboolean reminders, GError **error)
{
	gint64 s = seconds(now);
	gboolean room;
	DI_QUERY stmt = NULL;

	if (!has_room(registry, s, &room, error) || !room)
		return NULL;
	stmt = di_db_query(registry, STMT_OUT_NEXT, error, "iin", s, s - DAY_S, reminders ? 1 : 0);
	return di_db_step(registry, stmt, error) > 0 ? read_row(stmt) : NULL;
}

DiOutboxRow *
di_outbox_next(DiRegistry *registry, DiTime now, GError **error)
{
	return next_row(registry, now, TRUE, error);
}

DiOutboxRow *
di_outbox_next_but_reminders(DiRegistry *registry, DiTime now, GError **error)
{
	return next_row(registry, now, FALSE, error);
}

gboolean
di_outbox_begin(DiRegistry *registry, gint64 id, DiTime now, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	gint64 s = seconds(now), held = 0;
	gboolean room;

	if (!transaction || !has_room(registry, s, &room, error) ||
		!di_db_int(registry, STMT_OUT_IS_HELD, &held, error, "ii", id, s - DAY_S))
		return FALSE;
	if (held || !room) {
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "letter %" G_GINT64_FORMAT
			" waits: enough letters have gone to this address today, or in all this hour", id);
		return FALSE;
	}
	registry->may_begin--;
	return di_db_run(registry, STMT_OUT_BEGIN, error, "iti", s, now, id) && changed_one(registry, id, "begun", error) &&
		di_transaction_commit(&transaction, error);
}

gboolean
di_outbox_end(DiRegistry *registry, gint64 id, DiOutboxState state, const char *reply, DiTime now, DiTime retry_at,
	GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *object = g_strdup_printf("utskick %" G_GINT64_FORMAT, id);
	g_autofree char *visible = reply ? di_text_visible(reply, FALSE) : NULL;

	return transaction && di_db_run(registry, STMT_OUT_END, error, "sstiin", state_words[state], visible, now, seconds(retry_at), id, 1) &&
		changed_one(registry, id, "ended", error) &&
		(state != DI_OUTBOX_SKICKAD || (di_sent_register(registry, id, error) && di_sent_log_add(registry, id, now, error))) &&
		di_registry_log(registry, state_words[state], object, visible, error) && di_transaction_commit(&transaction, error);
}

/* EARLIER: how often it was uncertain before. */
static DiOutboxState
state_if_uncertain(const DiOutboxRow *row, gint64 earlier)
{
	return row->at_most_once || earlier > 0 ? DI_OUTBOX_OVISS : DI_OUTBOX_VANTAR;
}

gboolean
di_outbox_uncertain(DiRegistry *registry, const DiOutboxRow *row, const char *reply, DiTime now, DiTime retry_at,
	DiOutboxState *state_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *object = g_strdup_printf("utskick %" G_GINT64_FORMAT, row->id);
	g_autofree char *visible = reply ? di_text_visible(reply, FALSE) : NULL;
	const char *word = state_words[*state_out = state_if_uncertain(row, row->uncertain)];

	return transaction &&
		di_db_run(registry, STMT_OUT_END, error, "sstiin", word, visible, now, seconds(retry_at), row->id, 0) &&
		changed_one(registry, row->id, "ended", error) &&
		di_registry_log(registry, word, object, visible, error) && di_transaction_commit(&transaction, error);
}

gboolean
di_outbox_resend(DiRegistry *registry, gint64 id, const char *reason, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *object = g_strdup_printf("utskick %" G_GINT64_FORMAT, id);
	DiTime now = di_clock_now();

	return transaction &&
		di_db_run(registry, STMT_OUT_RELEASE, error, "stii", reason, now, now / DI_SECOND, id) &&
		changed_one(registry, id, "sent again", error) &&
		di_registry_log(registry, "skickas om", object, reason, error) && di_transaction_commit(&transaction, error);
}

gboolean
di_outbox_withdraw(DiRegistry *registry, gint64 id, const char *reason, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *object = g_strdup_printf("utskick %" G_GINT64_FORMAT, id);

	return transaction &&
		di_db_run(registry, STMT_OUT_WITHDRAW, error, "sti", reason, di_clock_now(), id) &&
		changed_one(registry, id, "withdrawn", error) &&
		di_registry_log(registry, "avstod", object, reason, error) && di_transaction_commit(&transaction, error);
}

static gboolean
settle_interrupted(DiRegistry *registry, const DiOutboxRow *row, GHashTable *sent, DiTime now, GError **error)
{
	gboolean went = g_hash_table_contains(sent, row->message_id);
	/* the attempt that was interrupted is counted in the row */
	const char *state = state_words[went ? DI_OUTBOX_SKICKAD : state_if_uncertain(row, (gint64)row->uncertain - 1)];
	const char *why = went ? BY_SENT_LOG : "avbröts medan brevet skickades";
	g_autofree char *object = g_strdup_printf("utskick %" G_GINT64_FORMAT, row->id);

	return di_db_run(registry, STMT_OUT_END, error, "sstiin", state, why, now, (gint64)0, row->id, went ? 1 : 0) &&
		di_registry_log(registry, state, object, why, error);
}

gboolean
di_outbox_recover(DiRegistry *registry, DiTime now, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autoptr(GPtrArray) begun = transaction ? di_outbox_list(registry, "paborjad", error) : NULL;
	g_autoptr(GHashTable) sent = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) lines = NULL;
	gsize size = 0;

	if (!begun)
		return FALSE;
	lines = begun->len ? di_sent_log_read(registry, 0, 0, &size, error) : g_ptr_array_new();
	if (!lines)
		return FALSE;
	for (guint i = 0; i < lines->len; i++)
		g_hash_table_add(sent, ((DiSentLine *)lines->pdata[i])->message_id);
	for (guint i = 0; i < begun->len; i++) {
		if (!settle_interrupted(registry, begun->pdata[i], sent, now, error))
			return FALSE;
	}
	return di_transaction_commit(&transaction, error);
}
