/* Mails, as they were fetched. A mail is known by the SHA-256 of its bytes; where it lies is a hint. */
#include "private.h"

#include <string.h>
#include <sys/statvfs.h>

enum {
	RESERVE_BYTES = 1 << 20,
	FILING_BYTES = 64 << 10, /* what filing one writes beside its parts */
	PLENTY_BYTES = 1 << 30,  /* above it nothing is looked at */
};

static const char *const state_words[] = {
	[DI_MAIL_DIARIEFORT] = "diariefort",
	[DI_MAIL_GRANSKAS] = "granskas",
	[DI_MAIL_IGNORERAT] = "ignorerat",
};

static gboolean
add_place(DiRegistry *registry, gint64 mail_id, const DiMailAt *at, DiTime internal_date, GError **error)
{
	return !at || (di_hurdle_over(registry, at, error) && di_db_run(registry, STMT_PLACE_ADD, error, "issiit", mail_id, at->account,
		at->folder, (gint64)at->uidvalidity, (gint64)at->uid, internal_date));
}

static gboolean
add_new(DiRegistry *registry, gint64 content_id, const DiMailAt *at, DiTime internal_date, gint64 *id_out, GError **error)
{
	if (!di_db_run(registry, STMT_MAIL_ADD, error, "ittn", content_id, di_clock_now(), internal_date, at && at->junk ? 1 : 0))
		return FALSE;
	*id_out = di_db_last_id(registry);
	return TRUE;
}

/* What is written in vain stays in the write-ahead log, and takes the room from everything smaller: letters, their log, other mails. So
 * it is not tried. Written twice (log, then database) are the mail, and the parts that are filed from it. */
static guint64
room_bytes(const DiRegistry *registry)
{
	struct statvfs disk;

	if (statvfs(registry->config->diarium.database, &disk) != 0 || disk.f_blocks == 0) /* it does not say */
		return G_MAXINT64;
	return (guint64)disk.f_bavail * disk.f_frsize;
}

static void
set_no_room(const DiRegistry *registry, gsize size, GError **error)
{
	g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "the disk with '%s' has no room for a mail of %" G_GSIZE_FORMAT " bytes; make room",
		registry->config->diarium.database, size);
}

static gboolean
has_room(DiRegistry *registry, gsize size, GError **error)
{
	if (room_bytes(registry) >= 4 * (guint64)size + RESERVE_BYTES)
		return TRUE;
	set_no_room(registry, size, error);
	return FALSE;
}

gboolean
di_mail_add(DiRegistry *registry, GBytes *raw, const DiMailAt *at, DiTime internal_date, gint64 *mail_id_out,
	gboolean *is_new_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	gint64 content_id = 0, mail_id = 0;
	gboolean is_new;

	if (!transaction || !has_room(registry, g_bytes_get_size(raw), error) || !di_content_store(registry, raw, &content_id, error) ||
	    !di_db_int(registry, STMT_MAIL_BY_CONTENT, &mail_id, error, "i", content_id))
		return FALSE;
	is_new = mail_id == 0;
	if (is_new && !add_new(registry, content_id, at, internal_date, &mail_id, error))
		return FALSE;
	if (!is_new && at && !at->junk && !di_db_run(registry, STMT_MAIL_NOT_JUNK, error, "i", mail_id))
		return FALSE;
	if (!add_place(registry, mail_id, at, internal_date, error) || !di_transaction_commit(&transaction, error))
		return FALSE;
	*mail_id_out = mail_id;
	if (is_new_out)
		*is_new_out = is_new;
	return TRUE;
}

gboolean
di_mail_last_uid(DiRegistry *registry, const char *account, const char *folder, guint32 uidvalidity, guint32 *uid_out,
	GError **error)
{
	gint64 uid = 0;

	if (!di_db_int(registry, STMT_MAIL_LAST_UID, &uid, error, "ssi", account, folder, (gint64)uidvalidity))
		return FALSE;
	*uid_out = (guint32)uid;
	return TRUE;
}

gboolean
di_mail_is_known(DiRegistry *registry, const DiMailAt *at, DiTime internal_date, gboolean *known_out, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_PLACE_DATE, error, "ssii", at->account, at->folder, (gint64)at->uidvalidity, (gint64)at->uid);
	int got = di_db_step(registry, stmt, error);
	DiTime date = got > 0 ? di_col_time(stmt, 0) : DI_TIME_NONE;

	*known_out = got > 0 && (date == DI_TIME_NONE || internal_date == DI_TIME_NONE || date == internal_date);
	return got >= 0;
}

static char *
reason_of(const DiUnfetched *mail)
{
	g_autofree char *size = mail->size_bytes > 0 ? di_size_short((gint64)mail->size_bytes) : NULL;

	if (mail->at.uid == 0)
		return g_strdup(mail->why);
	return size ? g_strdup_printf("Mejlet kunde inte hämtas (%s): %s", size, mail->why) : g_strdup_printf("Mejlet kunde inte hämtas: %s", mail->why);
}

gboolean
di_mail_lay_before(DiRegistry *registry, const DiUnfetched *mail, gint64 *mail_id_out, GError **error)
{
	g_autofree char *reason = reason_of(mail);
	DiMailFacts facts = {.arrived = mail->internal_date, .arrived_rule = "internaldate"};

	if (mail->facts)
		facts = *mail->facts;
	facts.reason = mail->is_from_before ? DI_MAIL_FROM_BEFORE : reason;
	if (!di_db_run(registry, STMT_MAIL_ADD_UNFETCHED, error, "tn", di_clock_now(), mail->at.junk ? 1 : 0))
		return FALSE;
	*mail_id_out = di_db_last_id(registry);
	return di_mail_settle(registry, *mail_id_out, mail->is_from_before ? DI_MAIL_IGNORERAT : DI_MAIL_GRANSKAS, &facts, error);
}

gboolean
di_mail_add_unfetched(DiRegistry *registry, const DiUnfetched *mail, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	gboolean known;
	gint64 mail_id;

	if (!transaction || !di_mail_is_known(registry, &mail->at, mail->internal_date, &known, error))
		return FALSE;
	return (known || (di_mail_lay_before(registry, mail, &mail_id, error) &&
			add_place(registry, mail_id, &mail->at, mail->internal_date, error))) &&
		di_transaction_commit(&transaction, error);
}

GArray *
di_mail_pending(DiRegistry *registry, DiTime waited, guint most, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_MAIL_PENDING, error, "iii", (gint64)most,
		waited == DI_TIME_NONE ? 0 : waited / DI_SECOND, di_clock_now() / DI_SECOND);

	return di_db_ids(registry, stmt, error);
}

gboolean
di_mail_leave_large(DiRegistry *registry, GArray *ids, GError **why_out, GError **error)
{
	gint64 room = (gint64)MIN(room_bytes(registry), G_MAXINT64) - RESERVE_BYTES;
	guint kept = 0;

	for (guint i = 0; room < PLENTY_BYTES && i < ids->len; i++) {
		gint64 id = g_array_index(ids, gint64, i), size = 0;

		if (!di_db_int(registry, STMT_MAIL_SIZE, &size, error, "i", id))
			return FALSE;
		if (2 * size + FILING_BYTES <= room) {
			room -= 2 * size + FILING_BYTES;
			g_array_index(ids, gint64, kept++) = id;
		} else if (!*why_out) {
			set_no_room(registry, (gsize)size, why_out);
		}
	}
	if (room < PLENTY_BYTES)
		g_array_set_size(ids, kept);
	return TRUE;
}

char *
di_mail_hash(DiRegistry *registry, gint64 mail_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_MAIL_HASH, error, "i", mail_id);
	int got = di_db_step(registry, stmt, error);

	if (got == 0)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "there is no fetched mail %" G_GINT64_FORMAT, mail_id);
	return got > 0 ? di_col_text(stmt, 0) : NULL;
}

DiMailRow *
di_mail_get(DiRegistry *registry, gint64 mail_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_MAIL_GET, error, "i", mail_id);
	int got = di_db_step(registry, stmt, error);
	DiMailRow *row;

	if (got == 0)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "there is no fetched mail %" G_GINT64_FORMAT, mail_id);
	if (got <= 0)
		return NULL;
	row = g_new0(DiMailRow, 1);
	row->id = mail_id;
	row->raw = di_col_bytes(stmt, 0);
	row->internal_date = di_col_time(stmt, 1);
	row->fetched = di_col_time(stmt, 2);
	row->attempts = (guint)di_col_int(stmt, 3);
	row->from_junk = di_col_int(stmt, 4) != 0;
	row->waited = di_col_int(stmt, 5) != 0;
	row->interrupted = (guint)di_col_int(stmt, 6);
	row->was_put_off = di_col_int(stmt, 7) != 0;
	row->is_heavy = di_col_int(stmt, 8) != 0;
	return row;
}

void
di_mail_row_free(DiMailRow *row)
{
	if (!row)
		return;
	g_clear_pointer(&row->raw, g_bytes_unref);
	g_free(row);
}

gboolean
di_mail_attempt(DiRegistry *registry, gint64 mail_id, guint *attempts_out, GError **error)
{
	gint64 attempts = 0;

	if (!di_db_int(registry, STMT_MAIL_ATTEMPT, &attempts, error, "i", mail_id))
		return FALSE;
	if (attempts == 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "there is no mail %" G_GINT64_FORMAT, mail_id);
		return FALSE;
	}
	*attempts_out = (guint)attempts;
	return TRUE;
}

gboolean
di_mail_attempt_first(DiRegistry *registry, const gint64 *mail_ids, guint n, gboolean *begun_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);

	for (guint i = 0; transaction && i < n; i++) {
		gint64 attempts = 0;

		if (!di_db_int(registry, STMT_MAIL_ATTEMPT_FIRST, &attempts, error, "i", mail_ids[i]))
			return FALSE;
		begun_out[i] = attempts == 1;
	}
	return transaction && di_transaction_commit(&transaction, error);
}

gboolean
di_mail_attempt_back(DiRegistry *registry, const gint64 *mail_ids, guint n, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);

	for (guint i = 0; transaction && i < n; i++)
		if (!di_db_run(registry, STMT_MAIL_ATTEMPT_BACK, error, "i", mail_ids[i]))
			return FALSE;
	return transaction && di_transaction_commit(&transaction, error);
}

/* What waits for a person must be in review, whether or not something was filed from the same mail. */
static gboolean
make_review(DiRegistry *registry, gint64 mail_id, const DiMailFacts *facts, GError **error)
{
	gint64 review_id = 0;
	DiFiling filing = {.mail_id = mail_id, .sender_address = facts->from_address, .sender_name = facts->from_name,
		.subject = facts->subject, .quarter = DI_QUARTER_NONE, .arrived = DI_DATE_NONE};

	if (!di_review_of_mail(registry, mail_id, &review_id, error))
		return FALSE;
	if (review_id)
		return di_review_name(registry, &filing, error);
	if (facts->arrived != DI_TIME_NONE)
		filing.arrived = di_date_of_time(facts->arrived, registry->config->reminders.timezone);
	return di_review_add(registry, &filing, facts->reason ? facts->reason : "En person behöver titta på mejlet.", NULL,
		&review_id, error);
}

gboolean
di_mail_settle(DiRegistry *registry, gint64 mail_id, DiMailState state, const DiMailFacts *facts, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *references = facts->references ? g_strjoinv(" ", (char **)(uintptr_t)facts->references) : NULL;
	g_autofree char *object = g_strdup_printf("mejl %" G_GINT64_FORMAT, mail_id);

	return transaction &&
		di_db_run(registry, STMT_MAIL_SETTLE, error, "stsssssssssi", state_words[state], facts->arrived, facts->arrived_rule,
			facts->from_address, facts->from_name, facts->subject, facts->message_id, facts->in_reply_to, references,
			facts->machine, facts->reason, mail_id) &&
		(state != DI_MAIL_GRANSKAS || make_review(registry, mail_id, facts, error)) &&
		di_registry_log(registry, "mejl behandlat", object, state_words[state], error) &&
		di_transaction_commit(&transaction, error);
}

static DiMailState
state_of_word(const char *word)
{
	for (int i = 0; i < (int)G_N_ELEMENTS(state_words); i++) {
		if (g_strcmp0(word, state_words[i]) == 0)
			return (DiMailState)i;
	}
	return DI_MAIL_GRANSKAS;
}

GArray *
di_mail_moves(DiRegistry *registry, const char *account, const char *folder, guint32 uidvalidity, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_MAIL_MOVES, error, "ssi", account, folder, (gint64)uidvalidity);
	g_autoptr(GArray) moves = g_array_new(FALSE, FALSE, sizeof(DiMove));
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiMove move = {.place_id = di_col_int(stmt, 0), .uidvalidity = uidvalidity, .uid = (guint32)di_col_int(stmt, 1),
			.state = state_of_word(di_col_borrow(stmt, 2))};

		g_array_append_val(moves, move);
	}
	return got == 0 ? g_steal_pointer(&moves) : NULL;
}

gboolean
di_mail_moved(DiRegistry *registry, gint64 place_id, GError **error)
{
	return di_db_run(registry, STMT_MAIL_MOVED, error, "i", place_id);
}

static gboolean
ours(DiRegistry *registry, const char *message_id, gint64 *outgoing_id_out, GError **error)
{
	g_autofree char *bare = di_outbox_bare_id(message_id);

	return di_db_int(registry, STMT_OUT_BY_MESSAGE_ID, outgoing_id_out, error, "s", bare);
}

/* The nearest ancestor first: In-Reply-To, then References from the end. */
gboolean
di_mail_is_answer_to_ours(DiRegistry *registry, const char *in_reply_to, char *const *references,
	gint64 *outgoing_id_out, GError **error)
{
	guint n = references ? g_strv_length((char **)(uintptr_t)references) : 0;

	*outgoing_id_out = 0;
	if (in_reply_to && !ours(registry, in_reply_to, outgoing_id_out, error))
		return FALSE;
	while (n-- > 0 && !*outgoing_id_out) {
		if (!ours(registry, references[n], outgoing_id_out, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
di_outbox_subject(DiRegistry *registry, gint64 outgoing_id, DiLetterAbout *about_out, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_ABOUT, error, "i", outgoing_id);
	int got = di_db_step(registry, stmt, error);

	guint n = 0;

	for (; got > 0; got = di_db_step(registry, stmt, error), n++)
		*about_out = (DiLetterAbout){.insats_id = di_col_int(stmt, 0), .rapportor_id = di_col_int(stmt, 1),
			.quarter = di_col_quarter(stmt, 2), .handling_id = di_col_int(stmt, 3),
			.is_request = g_strcmp0(di_col_borrow(stmt, 4), "komplettering") == 0,
			.is_question = g_strcmp0(di_col_borrow(stmt, 4), "fraga") == 0 || g_strcmp0(di_col_borrow(stmt, 4), "veckobrev") == 0};
	about_out->n_reports = n;
	if (n > 1) {
		about_out->insats_id = about_out->rapportor_id = about_out->handling_id = 0;
		about_out->quarter = DI_QUARTER_NONE;
	}
	return got >= 0;
}

gboolean
di_review_note_asked(DiRegistry *registry, const char *kind, const char *key, GError **error)
{
	return di_db_run(registry, STMT_QUESTIONS_NOTE, error, "ss", kind, key);
}

GArray *
di_review_asked_by(DiRegistry *registry, gint64 outgoing_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_QUESTIONS_OF, error, "i", outgoing_id);

	return di_db_ids(registry, stmt, error);
}

gboolean
di_handling_subject(DiRegistry *registry, const char *subject, DiLetterAbout *about, GError **error)
{
	const char *open = subject ? strrchr(subject, '[') : NULL;
	g_autofree char *tag = open ? g_strndup(open + 1, strcspn(open + 1, "]")) : NULL;
	g_autofree char *number = tag ? di_diarienummer_normalise(tag, registry->config->diarium.prefix) : NULL;
	gint64 id = 0;
	DI_QUERY stmt = NULL;
	int got;

	if (!number || !di_db_int(registry, STMT_HANDLING_BY_NUMBER, &id, error, "s", number))
		return !number;
	stmt = id ? di_db_query(registry, STMT_HANDLING_OWNER, error, "i", id) : NULL;
	got = stmt ? di_db_step(registry, stmt, error) : 0;
	if (got > 0)
		*about = (DiLetterAbout){.rapportor_id = di_col_int(stmt, 0), .quarter = di_col_quarter(stmt, 1), .handling_id = id};
	return got >= 0;
}
