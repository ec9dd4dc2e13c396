/* Letters, sent once. The order of calls: add (or add, then compose) → next → begin → (send) → end. Between begin and end
 * the outcome is unknown; recover settles what a crash left there. The graph of states is drawn in the schema. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const state_words[] = {
	[DI_OUTBOX_SKICKAD] = "skickad",
	[DI_OUTBOX_VANTAR] = "vantar",
	[DI_OUTBOX_AVVISAD] = "avvisad",
	[DI_OUTBOX_OVISS] = "oviss",
	[DI_OUTBOX_STUDSAD] = "studsad",
	[DI_OUTBOX_AVSTOD] = "avstod",
};

/* At most so many letters to one address in a day, and in all in an hour, whatever happens. */
enum { DAY_S = 86400, HOUR_S = 3600 };

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

static gboolean
add_in_state(DiRegistry *registry, const DiOutgoing *o, const char *state, const char *reply, GError **error)
{
	g_autofree char *folded = di_text_fold(o->to_address ? o->to_address : "");
	g_autofree char *id = di_outbox_bare_id(o->message_id);

	return has_id(o->mail, id, o->key, error) && di_db_run(registry, STMT_OUT_ADD, error, "ssssssssssiiiiqnnittsb", o->kind, o->key, state, o->to_name,
		o->to_address, folded, o->subject, id, o->template_name, o->values_json, o->insats_id, o->rapportor_id,
		o->handling_id, o->mail_id, o->quarter, o->step, o->at_most_once ? 1 : 0, seconds(o->not_before), di_clock_now(),
		di_clock_now(), reply, o->mail);
}

/* A letter that would take a step which another has taken is not made at all. */
static gboolean
add(DiRegistry *registry, const DiOutgoing *outgoing, const char *state, const char *reply, gboolean *added_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	gboolean taken = FALSE;

	*added_out = FALSE;
	if (!transaction || !add_in_state(registry, outgoing, state, reply, error))
		return FALSE;
	if (di_db_changes(registry) > 0 && !di_step_take(registry, di_db_last_id(registry), outgoing, &taken, error))
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
	row->not_before = di_col_int(stmt, c) ? di_col_int(stmt, c) * DI_SECOND : DI_TIME_NONE;
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

GPtrArray *
di_outbox_about(DiRegistry *registry, gint64 handling_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_OF_HANDLING, error, "i", handling_id);

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

gboolean
di_outbox_compose(DiRegistry *registry, gint64 id, GBytes *mail, const char *subject, const char *message_id, GError **error)
{
	g_autofree char *bare = di_outbox_bare_id(message_id);

	return has_id(mail, bare, subject, error) && di_db_run(registry, STMT_OUT_COMPOSE, error, "bssti", mail, subject, bare, di_clock_now(), id) &&
		changed_one(registry, id, "composed", error);
}

static DiOutboxRow *
next_row(DiRegistry *registry, DiTime now, gboolean reminders, GError **error)
{
	gint64 s = seconds(now);
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_NEXT, error, "iiinn", s, s - DAY_S, s - HOUR_S, reminders ? 1 : 0,
		registry->config->outgoing.hourly);

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

	if (!transaction || !di_db_int(registry, STMT_OUT_IS_HELD, &held, error, "iiin", id, s - DAY_S, s - HOUR_S,
		registry->config->outgoing.hourly))
		return FALSE;
	if (held) {
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "letter %" G_GINT64_FORMAT
			" waits: enough letters have gone to this address today, or in all this hour", id);
		return FALSE;
	}
	return di_db_run(registry, STMT_OUT_BEGIN, error, "iti", s, now, id) && changed_one(registry, id, "begun", error) &&
		di_transaction_commit(&transaction, error);
}

/* The sent log: a line for each letter that went, beside the database and not in it. A line that a full disk or a power cut has cut
 * short is closed with TORN before the next: it is read no more, and no other with it. */
#define TORN " !\n"

static char *
log_path(DiRegistry *registry)
{
	return g_strconcat(registry->config->diarium.database, ".skickat", NULL);
}

static gboolean
ends_torn(int fd)
{
	char last = '\n';

	return lseek(fd, -1, SEEK_END) >= 0 && read(fd, &last, 1) == 1 && last != '\n';
}

static gboolean
append_synced(const char *path, const char *line, mode_t mode, GError **error)
{
	DI_AUTO_FD fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
	g_autofree char *text = NULL;

	if (fd < 0)
		return di_error_set_errno(error, errno, "cannot open the sent log", path);
	text = g_strconcat(ends_torn(fd) ? TORN : "", line, NULL);
	if (!di_fd_write_all(fd, text, strlen(text), error)) {
		g_prefix_error(error, "the sent log '%s': ", path);
		return FALSE;
	}
	return fsync(fd) == 0 || di_error_set_errno(error, errno, "cannot write the sent log", path);
}

/* A file that is new is safe only when its folder is. */
static gboolean
sync_folder(const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	DI_AUTO_FD fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return (fd >= 0 && fsync(fd) == 0) || di_error_set_errno(error, errno, "cannot sync the folder", folder);
}

/* Line: moment, Message-ID, recipient. Written before the outcome is committed: if we die between the two, the line says
 * at the next start that the letter went. */
static gboolean
note_sent(DiRegistry *registry, gint64 id, DiTime now, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_ENVELOPE, error, "i", id);
	g_autofree char *path = log_path(registry), *line = NULL;
	g_autofree char *time = di_time_format(now, registry->config->reminders.timezone);
	gboolean is_new = !g_file_test(path, G_FILE_TEST_EXISTS);
	struct stat about;

	if (di_db_step(registry, stmt, error) <= 0)
		return FALSE;
	line = g_strdup_printf("%s %s %s\n", time, di_col_borrow(stmt, 0), di_col_borrow(stmt, 1));
	if (stat(registry->config->diarium.database, &about) != 0)
		return di_error_set_errno(error, errno, "cannot look at", registry->config->diarium.database);
	return append_synced(path, line, about.st_mode & 0660, error) && (!is_new || sync_folder(path, error));
}

gboolean
di_outbox_end(DiRegistry *registry, gint64 id, DiOutboxState state, const char *reply, DiTime now, DiTime retry_at,
	GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *object = g_strdup_printf("utskick %" G_GINT64_FORMAT, id);
	g_autofree char *visible = reply ? di_text_visible(reply, FALSE) : NULL;

	return transaction && (state != DI_OUTBOX_SKICKAD || note_sent(registry, id, now, error)) &&
		di_db_run(registry, STMT_OUT_END, error, "sstiin", state_words[state], visible, now, seconds(retry_at), id, 1) &&
		changed_one(registry, id, "ended", error) && (state != DI_OUTBOX_SKICKAD || di_sent_register(registry, id, error)) &&
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

/* The Message-ID of a line; NULL: the line was cut short, or its bytes never came to the disk. */
static char *
id_of_line(const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 4);
	gboolean is_whole = g_strv_length(words) == 3 && !g_str_equal(words[2], "!") && !strchr(line, '\1');

	return is_whole ? g_strdup(words[1]) : NULL;
}

/* Message-IDs in the sent log after the first OFFSET bytes. */
static GPtrArray *
sent_ids(DiRegistry *registry, gsize offset, gsize *size_out, GError **error)
{
	g_autofree char *path = log_path(registry), *text = NULL;
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) lines = NULL;
	gsize size = 0;
	GError *failure = NULL;

	if (!g_file_get_contents(path, &text, &size, &failure)) {
		gboolean absent = g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT);

		*size_out = 0;
		if (!absent)
			g_set_error(error, DI_ERROR, DI_ERROR_IO, "cannot read the sent log '%s': %s", path, failure->message);
		g_error_free(failure);
		return absent ? g_steal_pointer(&ids) : NULL;
	}
	*size_out = size;
	for (gsize i = 0; i < size; i++) /* what a power cut can leave; a string would end there */
		text[i] = text[i] ? text[i] : '\1';
	/* shorter than what was accepted: somebody began a new one */
	lines = g_strsplit(offset <= size ? text + offset : text, "\n", -1);
	for (guint i = 0; lines[i] && lines[i + 1]; i++) { /* what follows the last newline was not finished */
		char *id = id_of_line(lines[i]);

		if (id)
			g_ptr_array_add(ids, id);
	}
	return g_steal_pointer(&ids);
}

static gsize
accepted_offset(DiRegistry *registry)
{
	g_autofree char *text = di_registry_state_get(registry, "sandlogg-godkand");

	return text ? (gsize)g_ascii_strtoull(text, NULL, 10) : 0;
}

gboolean
di_outbox_is_behind_sent_log(DiRegistry *registry, gboolean *behind_out, GError **error)
{
	gsize size = 0;
	g_autoptr(GPtrArray) ids = sent_ids(registry, accepted_offset(registry), &size, error);

	if (!ids)
		return FALSE;
	*behind_out = FALSE;
	/* A restored backup lacks the newest: from the end it is found at once, and a healthy register pays for a few only. */
	for (guint i = ids->len; i-- > 0 && !*behind_out && ids->len - i <= 1000;) {
		gint64 known = 0;

		if (!di_db_int(registry, STMT_OUT_WENT, &known, error, "s", ids->pdata[i]))
			return FALSE;
		*behind_out = known == 0;
	}
	return TRUE;
}

gboolean
di_outbox_accept_sent_log(DiRegistry *registry, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	gsize size = 0;
	g_autoptr(GPtrArray) ids = transaction ? sent_ids(registry, 0, &size, error) : NULL;
	g_autofree char *offset = g_strdup_printf("%zu", size);

	return ids && di_registry_state_set(registry, "sandlogg-godkand", offset, error) &&
		di_registry_log(registry, "sändloggen godkänd", "", offset, error) && di_transaction_commit(&transaction, error);
}

static gboolean
settle_interrupted(DiRegistry *registry, const DiOutboxRow *row, GHashTable *sent, DiTime now, GError **error)
{
	gboolean went = g_hash_table_contains(sent, row->message_id);
	/* the attempt that was interrupted is counted in the row */
	const char *state = state_words[went ? DI_OUTBOX_SKICKAD : state_if_uncertain(row, (gint64)row->uncertain - 1)];
	const char *why = went ? "enligt sändloggen" : "avbröts medan brevet skickades";
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
	g_autoptr(GPtrArray) ids = NULL;
	gsize size = 0;

	if (!begun)
		return FALSE;
	ids = begun->len ? sent_ids(registry, 0, &size, error) : g_ptr_array_new();
	if (!ids)
		return FALSE;
	for (guint i = 0; i < ids->len; i++)
		g_hash_table_add(sent, ids->pdata[i]);
	for (guint i = 0; i < begun->len; i++) {
		if (!settle_interrupted(registry, begun->pdata[i], sent, now, error))
			return FALSE;
	}
	return di_transaction_commit(&transaction, error);
}
