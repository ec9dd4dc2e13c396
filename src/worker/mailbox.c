/* The callers' side of diarie-mailbox: one session.
 *
 * open → select → (list | fetch | move | keep | wait_begin → wait_end)* → close. What the helper says is not
 * believed: frames are bounded, payloads must have their type, UIDs must be those asked for, in their
 * order, and bytes must add up. After a lie or its death the session is of no use (every further call
 * fails): close it and open another, later. */
#include "session.h"

#include <poll.h>
#include <stdlib.h>

enum {
	OPEN_MS = 150000,    /* more than the helper's own limits for connecting and asking */
	FRAME_MS = 300000,   /* more than it may spend on one command */
	CLOSE_TRIES = 3000,  /* … of a millisecond each, before a helper told to go is killed */
	RESERVE_MAX = 64 * 1024 * 1024,
};

typedef struct Fetching Fetching;

struct DiMailbox {
	DiSession session;
	char *remark;
	gboolean is_waiting;
	guint32 missing;    /* of the last list */
	Fetching *fetching; /* NULL: nothing was asked for */
};

static void fetching_free(Fetching *fetching);

void
di_mailbox_close(DiMailbox *mailbox)
{
	if (!mailbox)
		return;
	di_session_end(&mailbox->session, CLOSE_TRIES);
	fetching_free(mailbox->fetching);
	g_free(mailbox->session.program);
	g_free(mailbox->remark);
	g_free(mailbox);
}

static gint64
soon(int ms)
{
	return g_get_monotonic_time() + (gint64)ms * 1000;
}

/* The calls */

/* Tests cannot wait for a minute: DIARIE_MAILBOX_SECONDS replaces the helper's limits for connecting and
 * commands, and the time until IDLE is said again. */
static guint32
seconds(guint32 usual)
{
	const char *chosen = getenv("DIARIE_MAILBOX_SECONDS");
	guint64 number;

	return chosen && g_ascii_string_to_unsigned(chosen, 10, 1, 3600, &number, NULL) ? (guint32)number : usual;
}

static GVariant *
settings(const DiConfig *config, const DiSecret *password)
{
	g_auto(GVariantDict) words = G_VARIANT_DICT_INIT(NULL);

	g_variant_dict_insert(&words, "url", "s", config->mailbox.url);
	g_variant_dict_insert(&words, "password", "s", password ? di_secret_text(password) : "");
	g_variant_dict_insert(&words, "auth", "s", config->mailbox.auth ? config->mailbox.auth : "password");
	g_variant_dict_insert(&words, "ca_file", "s", config->mailbox.ca_file ? config->mailbox.ca_file : "");
	g_variant_dict_insert(&words, "tls", "s", config->mailbox.tls_required ? "required" : "none");
	g_variant_dict_insert(&words, "connect_s", "u", seconds(30));
	g_variant_dict_insert(&words, "command_s", "u", seconds(60));
	g_variant_dict_insert(&words, "idle_s", "u", seconds(540));
	g_variant_dict_insert(&words, "poll_s", "u", (guint32)MAX(config->mailbox.poll_s, 1));
	return g_variant_dict_end(&words);
}

static gboolean
log_in(DiMailbox *mailbox, const DiConfig *config, const DiSecret *password, GError **error)
{
	g_autoptr(GVariant) said = NULL;
	g_autofree char *remark = NULL;

	if (!di_session_start(&mailbox->session, error) || !di_session_ask(&mailbox->session, DI_MAILBOX_OPEN, settings(config, password), error))
		return FALSE;
	said = di_session_hear_one(&mailbox->session, DI_MAILBOX_OPENED, "(ms)", soon(OPEN_MS), error);
	if (!said)
		return FALSE;
	g_variant_get(said, "(ms)", &remark);
	mailbox->remark = remark ? di_text_visible(remark, FALSE) : NULL;
	return TRUE;
}

DiMailbox *
di_mailbox_open(const DiConfig *config, const DiSecret *password, GError **error)
{
	DiMailbox *mailbox = g_new0(DiMailbox, 1);

	mailbox->session.control = -1;
	mailbox->session.program = di_path_helper("diarie-mailbox");
	if (log_in(mailbox, config, password, error))
		return mailbox;
	di_mailbox_close(mailbox);
	return NULL;
}

DiMailbox *
di_mailbox_on(int control)
{
	DiMailbox *mailbox = g_new0(DiMailbox, 1);

	mailbox->session.control = control;
	mailbox->session.program = g_strdup("diarie-mailbox");
	return mailbox;
}

const char *
di_mailbox_remark(const DiMailbox *mailbox)
{
	return mailbox->remark;
}

gboolean
di_mailbox_select(DiMailbox *mailbox, const char *folder, guint32 *uidvalidity_out, GError **error)
{
	g_autoptr(GVariant) said = NULL;

	if (!di_session_ask(&mailbox->session, DI_MAILBOX_SELECT, g_variant_new_string(folder), error))
		return FALSE;
	said = di_session_hear_one(&mailbox->session, DI_MAILBOX_SELECTED, "(u)", soon(FRAME_MS), error);
	if (said)
		g_variant_get(said, "(u)", uidvalidity_out);
	return said != NULL;
}

/* Entries must be above, ascending, and of no date that time cannot hold. */
static gboolean
take_entries(DiMailbox *mailbox, const DiFrame *frame, guint32 above_uid, GArray *entries, GError **error)
{
	g_autoptr(GVariant) said = di_session_read(&mailbox->session, frame, "a(utx)", error);

	if (!said)
		return FALSE;
	for (gsize i = 0; i < g_variant_n_children(said); i++) {
		guint32 last = entries->len > 0 ? g_array_index(entries, DiMailEntry, entries->len - 1).uid : above_uid;
		DiMailEntry entry;

		g_variant_get_child(said, i, "(utx)", &entry.uid, &entry.size_bytes, &entry.internal_date);
		if (entry.uid <= last)
			return di_session_lied(&mailbox->session, "UIDs out of order", error);
		g_array_append_val(entries, entry);
	}
	return TRUE;
}

static gboolean
take_listed(DiMailbox *mailbox, const DiFrame *frame, guint32 above_uid, GArray *entries, GError **error)
{
	g_autoptr(GVariant) missing = NULL;

	if (frame->type == DI_MAILBOX_ENTRIES)
		return take_entries(mailbox, frame, above_uid, entries, error);
	if (frame->type != DI_MAILBOX_MISSING)
		return di_session_lied(&mailbox->session, "no list", error);
	missing = di_session_read(&mailbox->session, frame, "u", error);
	if (missing)
		mailbox->missing = g_variant_get_uint32(missing);
	return missing != NULL;
}

GArray *
di_mailbox_list(DiMailbox *mailbox, guint32 above_uid, GError **error)
{
	g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(DiMailEntry));
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};

	mailbox->missing = 0;
	if (!di_session_ask(&mailbox->session, DI_MAILBOX_LIST, g_variant_new_uint32(above_uid), error))
		return NULL;
	for (;;) {
		if (!di_session_hear(&mailbox->session, soon(FRAME_MS), &frame, error))
			return NULL;
		if (frame.type == DI_MAILBOX_DONE)
			return g_steal_pointer(&entries);
		if (!take_listed(mailbox, &frame, above_uid, entries, error))
			return NULL;
	}
}

guint32
di_mailbox_missing(const DiMailbox *mailbox)
{
	return mailbox->missing;
}

/* FETCH: mails come in the order asked; those left out are gone. */
struct Fetching {
	DiMailbox *mailbox;
	guint32 *uids;
	guint n, at; /* the next one to be told of */
	guint64 limit_bytes;
	DiMailboxEach each;
	gpointer user;
	GByteArray *bytes; /* of the mail that is coming; NULL: none */
	gboolean stopped, done;
	GError *failure; /* EACH's, when it said stop */
	GError *trouble; /* of the session */
};

static void
fetching_free(Fetching *fetching)
{
	if (!fetching)
		return;
	g_clear_pointer(&fetching->bytes, g_byte_array_unref);
	g_clear_error(&fetching->failure);
	g_clear_error(&fetching->trouble);
	g_free(fetching->uids);
	g_free(fetching);
}

/* Calls EACH, unless it has said stop; after that the rest is heard, and forgotten. */
static gboolean
tell(Fetching *fetching, GBytes *bytes, gboolean too_large, GError **error)
{
	guint32 uid = fetching->uids[fetching->at++];

	if (fetching->stopped || fetching->each(uid, bytes, too_large, fetching->user, &fetching->failure))
		return TRUE;
	fetching->stopped = TRUE;
	return di_session_ask(&fetching->mailbox->session, DI_MAILBOX_STOP, g_variant_new("()"), error);
}

static gboolean
tell_too_large(Fetching *fetching, GBytes *bytes, GError **error)
{
	gsize size;
	gconstpointer data = g_bytes_get_data(bytes, &size);
	g_autoptr(GBytes) head = size > 0 ? g_bytes_new(data, MIN(size, DI_MAILBOX_HEAD_MAX)) : NULL; /* the rest may be 60 MB */

	return tell(fetching, head, TRUE, error);
}

static gboolean
tell_gone_until(Fetching *fetching, guint stop, GError **error)
{
	while (fetching->at < stop)
		if (!tell(fetching, NULL, FALSE, error))
			return FALSE;
	return TRUE;
}

static gboolean
take_mail(Fetching *fetching, const DiFrame *frame, GError **error)
{
	g_autoptr(GVariant) said = di_session_read(&fetching->mailbox->session, frame, "(ut)", error);
	guint64 hint;
	guint32 uid;
	guint found = fetching->at;

	if (!said)
		return FALSE;
	g_variant_get(said, "(ut)", &uid, &hint);
	while (found < fetching->n && fetching->uids[found] != uid)
		found++;
	if (fetching->bytes || found == fetching->n)
		return di_session_lied(&fetching->mailbox->session, "a mail not asked for", error);
	fetching->bytes = g_byte_array_sized_new((guint)MIN(MIN(hint, fetching->limit_bytes), RESERVE_MAX));
	return tell_gone_until(fetching, found, error);
}

static gboolean
take_data(Fetching *fetching, const DiFrame *frame, GError **error)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(frame->payload, &size);

	if (!fetching->bytes || size == 0 || size > DI_MAILBOX_DATA_MAX)
		return di_session_lied(&fetching->mailbox->session, "bytes of no mail", error);
	/* The window in which the limit was passed is sent too, before the end says so. */
	if (fetching->bytes->len + size > fetching->limit_bytes + DI_MAILBOX_DATA_MAX || fetching->bytes->len + size > G_MAXINT32)
		return di_session_lied(&fetching->mailbox->session, "more bytes than asked for", error);
	if (!fetching->stopped)
		g_byte_array_append(fetching->bytes, data, (guint)size);
	return TRUE;
}

static gboolean
take_end(Fetching *fetching, const DiFrame *frame, GError **error)
{
	g_autoptr(GVariant) said = di_session_read(&fetching->mailbox->session, frame, "(tu)", error);
	g_autoptr(GBytes) bytes = NULL;
	guint64 total;
	guint32 how;

	if (!said)
		return FALSE;
	g_variant_get(said, "(tu)", &total, &how);
	if (!fetching->bytes || how > DI_MAILBOX_GONE || (!fetching->stopped && total != fetching->bytes->len))
		return di_session_lied(&fetching->mailbox->session, "bytes that do not add up", error);
	bytes = g_byte_array_free_to_bytes(g_steal_pointer(&fetching->bytes));
	if (how == DI_MAILBOX_TOO_LARGE || total > fetching->limit_bytes)
		return tell_too_large(fetching, bytes, error);
	if (how == DI_MAILBOX_GONE || total == 0)
		return tell(fetching, NULL, FALSE, error);
	return tell(fetching, bytes, FALSE, error);
}

static gboolean
take_done(Fetching *fetching, GError **error)
{
	if (fetching->bytes)
		return di_session_lied(&fetching->mailbox->session, "half a mail", error);
	fetching->done = TRUE;
	return fetching->stopped || tell_gone_until(fetching, fetching->n, error);
}

/* The next frame. What goes wrong is kept: it is the last that is heard of this session. */
static void
hear_frame(Fetching *fetching)
{
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};
	GError **error = &fetching->trouble;

	if (!di_session_hear(&fetching->mailbox->session, soon(FRAME_MS), &frame, error))
		return;
	switch (frame.type) {
	case DI_MAILBOX_MAIL:
		take_mail(fetching, &frame, error);
		break;
	case DI_MAILBOX_DATA:
		take_data(fetching, &frame, error);
		break;
	case DI_MAILBOX_END:
		take_end(fetching, &frame, error);
		break;
	case DI_MAILBOX_DONE:
		take_done(fetching, error);
		break;
	default:
		di_session_lied(&fetching->mailbox->session, "no mail", error);
	}
}

gboolean
di_mailbox_fetch_begin(DiMailbox *mailbox, const guint32 *uids, guint n_uids, guint64 limit_bytes, DiMailboxEach each,
	gpointer user, GError **error)
{
	GVariant *asked = g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, uids, n_uids, sizeof *uids);
	Fetching *fetching;

	g_return_val_if_fail(!mailbox->fetching, FALSE);
	if (!di_session_ask(&mailbox->session, DI_MAILBOX_FETCH, g_variant_new("(@aut)", asked, limit_bytes), error))
		return FALSE;
	mailbox->fetching = fetching = g_new0(Fetching, 1);
	*fetching = (Fetching){.mailbox = mailbox, .uids = g_memdup2(uids, n_uids * sizeof *uids), .n = n_uids, .limit_bytes = limit_bytes,
		.each = each, .user = user};
	return TRUE;
}

static gboolean
is_over(const Fetching *fetching)
{
	return fetching->done || fetching->trouble;
}

gboolean
di_mailbox_is_fetching(const DiMailbox *mailbox)
{
	return mailbox->fetching && !is_over(mailbox->fetching);
}

void
di_mailbox_fetch_more(DiMailbox *mailbox)
{
	struct pollfd watch = {.fd = mailbox->session.control, .events = POLLIN};

	while (di_mailbox_is_fetching(mailbox) && poll(&watch, 1, 0) > 0)
		hear_frame(mailbox->fetching);
}

gboolean
di_mailbox_fetch_end(DiMailbox *mailbox, GError **error)
{
	Fetching *fetching = mailbox->fetching;
	gboolean good;

	g_return_val_if_fail(fetching, FALSE);
	while (!is_over(fetching))
		hear_frame(fetching);
	good = !fetching->failure && !fetching->trouble;
	if (fetching->failure)
		g_propagate_error(error, g_steal_pointer(&fetching->failure));
	else if (fetching->trouble)
		g_propagate_error(error, g_steal_pointer(&fetching->trouble));
	g_clear_pointer(&mailbox->fetching, fetching_free);
	return good;
}

gboolean
di_mailbox_fetch(DiMailbox *mailbox, const guint32 *uids, guint n_uids, guint64 limit_bytes, DiMailboxEach each,
	gpointer user, GError **error)
{
	return di_mailbox_fetch_begin(mailbox, uids, n_uids, limit_bytes, each, user, error) && di_mailbox_fetch_end(mailbox, error);
}

gboolean
di_mailbox_move(DiMailbox *mailbox, const guint32 *uids, guint n_uids, const char *folder, gboolean *moved_out,
	GError **error)
{
	GVariant *asked = g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, uids, n_uids, sizeof *uids);
	g_autoptr(GHashTable) set = g_hash_table_new(NULL, NULL);
	g_autoptr(GVariant) said = NULL;
	const guint32 *moved;
	gsize n = 0;

	if (!di_session_ask(&mailbox->session, DI_MAILBOX_MOVE, g_variant_new("(@aus)", asked, folder), error))
		return FALSE;
	said = di_session_hear_one(&mailbox->session, DI_MAILBOX_MOVED, "au", soon(FRAME_MS), error);
	if (!said)
		return FALSE;
	moved = g_variant_get_fixed_array(said, &n, sizeof *moved);
	for (gsize i = 0; i < n; i++)
		g_hash_table_add(set, GUINT_TO_POINTER(moved[i]));
	for (guint i = 0; i < n_uids; i++)
		moved_out[i] = g_hash_table_contains(set, GUINT_TO_POINTER(uids[i]));
	return TRUE;
}

gboolean
di_mailbox_keep(DiMailbox *mailbox, const char *folder, GBytes *mail, GError **error)
{
	GVariant *bytes = g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, mail, TRUE);

	return di_session_ask(&mailbox->session, DI_MAILBOX_KEEP, g_variant_new("(s@ay)", folder, bytes), error) &&
		di_session_hear_done(&mailbox->session, soon(FRAME_MS), error);
}

gboolean
di_mailbox_wait_begin(DiMailbox *mailbox, int timeout_ms, GError **error)
{
	if (!di_session_ask(&mailbox->session, DI_MAILBOX_WAIT, g_variant_new_uint32((guint32)MAX(timeout_ms, 0)), error))
		return FALSE;
	mailbox->is_waiting = TRUE;
	return TRUE;
}

gboolean
di_mailbox_wait_end(DiMailbox *mailbox, gboolean *news_out, GError **error)
{
	struct pollfd watch = {.fd = mailbox->session.control, .events = POLLIN};
	g_autoptr(GVariant) said = NULL;

	if (!mailbox->is_waiting) {
		g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "no wait has begun");
		return FALSE;
	}
	mailbox->is_waiting = FALSE;
	if (poll(&watch, 1, 0) == 0 && !di_session_ask(&mailbox->session, DI_MAILBOX_STOP, g_variant_new("()"), error))
		return FALSE;
	said = di_session_hear_one(&mailbox->session, DI_MAILBOX_NEWS, "b", soon(FRAME_MS), error);
	if (said)
		*news_out = g_variant_get_boolean(said);
	return said != NULL;
}

int
di_mailbox_fd(const DiMailbox *mailbox)
{
	return mailbox->session.control;
}
