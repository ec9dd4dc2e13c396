/* The callers' side of diarie-mailbox: one session.
 *
 * open → select → (list | fetch | move | wait_begin → wait_end)* → close. What the helper says is not
 * believed: frames are bounded, payloads must have their type, UIDs must be those asked for, in their
 * order, and bytes must add up. After a lie or its death the session is of no use (every further call
 * fails): close it and open another, later. */
#include <diarie/mailbox.h>
#include <diarie/worker.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	OPEN_MS = 150000,    /* more than the helper's own limits for connecting and asking */
	FRAME_MS = 300000,   /* more than it may spend on one command */
	CLOSE_TRIES = 3000,  /* … of a millisecond each, before a helper told to go is killed */
	FRAME_MAX = 8 * 1024 * 1024,
	TEXT_MAX = 1000,
	RESERVE_MAX = 64 * 1024 * 1024,
};

struct DiMailbox {
	char *program;
	pid_t pid; /* 0: ended */
	DiFd control;
	char *remark;
	gboolean is_waiting;
};

/* The helper's life */

/* Standard error stays (the journal); all else is closed. No environment, no signal blocked or ignored. */
static int
spawn_with(DiMailbox *mailbox, int helper_end)
{
	char *argv[] = {(char[]){"diarie-mailbox"}, NULL};
#ifdef DI_SANITIZERS
	g_autofree char *asan = g_strconcat("ASAN_OPTIONS=", getenv("ASAN_OPTIONS") ? getenv("ASAN_OPTIONS") : "", NULL);
	char *environment[] = {asan, NULL};
#else
	char *environment[] = {NULL};
#endif
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int failed;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	posix_spawn_file_actions_adddup2(&actions, helper_end, DI_MAILBOX_FD);
	posix_spawn_file_actions_addclosefrom_np(&actions, DI_MAILBOX_FD + 1);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	failed = posix_spawn(&mailbox->pid, mailbox->program, &actions, &attributes, argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return failed;
}

static gboolean
start(DiMailbox *mailbox, GError **error)
{
	int pair[2], failed;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "cannot make a socket pair for '%s': %s", mailbox->program,
			g_strerror(errno));
		return FALSE;
	}
	failed = spawn_with(mailbox, pair[1]);
	close(pair[1]);
	mailbox->control = pair[0];
	if (failed) {
		mailbox->pid = 0;
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "cannot start '%s': %s; is diarie installed completely?",
			mailbox->program, g_strerror(failed));
	}
	return !failed;
}

/* Closing its descriptor tells it to go; after GRACE tries of a millisecond it is killed. How it ended. */
static int
end(DiMailbox *mailbox, int grace)
{
	int status = 0;

	di_fd_clear(&mailbox->control);
	for (int i = 0; mailbox->pid > 0 && i < grace; i++) {
		pid_t pid = waitpid(mailbox->pid, &status, WNOHANG);

		if (pid == mailbox->pid || (pid < 0 && errno != EINTR))
			mailbox->pid = 0;
		else
			g_usleep(1000);
	}
	if (mailbox->pid > 0) {
		kill(-mailbox->pid, SIGKILL);
		while (waitpid(mailbox->pid, &status, 0) < 0 && errno == EINTR)
			continue;
		mailbox->pid = 0;
	}
	return status;
}

void
di_mailbox_close(DiMailbox *mailbox)
{
	if (!mailbox)
		return;
	end(mailbox, CLOSE_TRIES);
	g_free(mailbox->program);
	g_free(mailbox->remark);
	g_free(mailbox);
}

/* Frames out and in */

static gboolean
is_gone(const DiMailbox *mailbox, GError **error)
{
	if (mailbox->control >= 0)
		return FALSE;
	g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "the mailbox session has ended; log in again");
	return TRUE;
}

static gboolean
lied(DiMailbox *mailbox, const char *what, GError **error)
{
	end(mailbox, 0);
	g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "diarie-mailbox answered nonsense (%s)", what);
	return FALSE;
}

/* It died, or is silent beyond every limit of its own. */
static gboolean
died(DiMailbox *mailbox, const GError *why, GError **error)
{
	int status = end(mailbox, why->code == DI_ERROR_PROTOCOL ? 200 : 0);

	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY,
			"diarie-mailbox crashed (signal %d) on what the server sent; tried again later", WTERMSIG(status));
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "cannot start '%s'; is diarie installed completely?",
			mailbox->program);
	else
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "diarie-mailbox gave no answer: %s; tried again later",
			why->message);
	return FALSE;
}

static gboolean
ask(DiMailbox *mailbox, guint32 type, GVariant *question, GError **error)
{
	g_autoptr(GVariant) whole = g_variant_ref_sink(question);
	g_autoptr(GError) why = NULL;

	if (is_gone(mailbox, error))
		return FALSE;
	if (di_frame_send(mailbox->control, type, g_variant_get_data(whole), g_variant_get_size(whole), NULL, 0, &why))
		return TRUE;
	return died(mailbox, why, error);
}

/* FAILED: the helper's own words, made harmless. */
static gboolean
pass_failure(DiMailbox *mailbox, const DiFrame *frame, GError **error)
{
	g_autoptr(GVariant) said = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE("(us)"), frame->payload, FALSE));
	g_autofree char *shown = NULL;
	g_autofree char *text = NULL;
	const char *words;
	guint32 code;

	if (!g_variant_is_normal_form(said))
		return lied(mailbox, "a failure without words", error);
	g_variant_get(said, "(u&s)", &code, &words);
	if (code > DI_ERROR_LAST)
		return lied(mailbox, "an unknown failure", error);
	shown = di_text_visible(words, FALSE);
	text = di_text_cut(shown, TEXT_MAX);
	g_set_error_literal(error, DI_ERROR, (gint)code, text);
	return FALSE;
}

static gboolean
hear(DiMailbox *mailbox, gint64 deadline_us, DiFrame *frame, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (is_gone(mailbox, error))
		return FALSE;
	di_frame_clear(frame);
	if (!di_frame_receive(mailbox->control, FRAME_MAX, deadline_us, frame, &why))
		return g_error_matches(why, DI_ERROR, DI_ERROR_DATA) ? lied(mailbox, "a frame too long", error) :
			died(mailbox, why, error);
	return frame->type != DI_MAILBOX_FAILED || pass_failure(mailbox, frame, error);
}

static gint64
soon(int ms)
{
	return g_get_monotonic_time() + (gint64)ms * 1000;
}

/* The payload, if it is of TYPE through and through. */
static GVariant *
read_as(DiMailbox *mailbox, const DiFrame *frame, const char *type, GError **error)
{
	g_autoptr(GVariant) said = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(type), frame->payload, FALSE));

	if (g_variant_is_normal_form(said))
		return g_steal_pointer(&said);
	lied(mailbox, "a malformed payload", error);
	return NULL;
}

/* One frame of KIND with a payload of TYPE, then DONE. */
static GVariant *
hear_one(DiMailbox *mailbox, guint32 kind, const char *type, gint64 deadline_us, GError **error)
{
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};
	g_autoptr(GVariant) said = NULL;

	if (!hear(mailbox, deadline_us, &frame, error))
		return NULL;
	if (frame.type != kind) {
		lied(mailbox, "an answer to something else", error);
		return NULL;
	}
	said = read_as(mailbox, &frame, type, error);
	if (!said || !hear(mailbox, deadline_us, &frame, error))
		return NULL;
	if (frame.type == DI_MAILBOX_DONE)
		return g_steal_pointer(&said);
	lied(mailbox, "no end", error);
	return NULL;
}

/* The calls */

/* Tests cannot wait for a minute: DIARIE_MAILBOX_SECONDS replaces the helper's limits for connecting and commands. */
static guint32
seconds(guint32 usual)
{
	const char *chosen = getenv("DIARIE_MAILBOX_SECONDS");

	return chosen && atoi(chosen) > 0 ? (guint32)atoi(chosen) : usual;
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
	g_variant_dict_insert(&words, "idle_s", "u", (guint32)540);
	g_variant_dict_insert(&words, "poll_s", "u", (guint32)MAX(config->mailbox.poll_s, 1));
	return g_variant_dict_end(&words);
}

static gboolean
log_in(DiMailbox *mailbox, const DiConfig *config, const DiSecret *password, GError **error)
{
	g_autoptr(GVariant) said = NULL;
	g_autofree char *remark = NULL;

	if (!start(mailbox, error) || !ask(mailbox, DI_MAILBOX_OPEN, settings(config, password), error))
		return FALSE;
	said = hear_one(mailbox, DI_MAILBOX_OPENED, "(ms)", soon(OPEN_MS), error);
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

	mailbox->control = -1;
	mailbox->program = di_path_helper("diarie-mailbox");
	if (log_in(mailbox, config, password, error))
		return mailbox;
	di_mailbox_close(mailbox);
	return NULL;
}

DiMailbox *
di_mailbox_on(int control)
{
	DiMailbox *mailbox = g_new0(DiMailbox, 1);

	mailbox->control = control;
	mailbox->program = g_strdup("diarie-mailbox");
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

	if (!ask(mailbox, DI_MAILBOX_SELECT, g_variant_new_string(folder), error))
		return FALSE;
	said = hear_one(mailbox, DI_MAILBOX_SELECTED, "(u)", soon(FRAME_MS), error);
	if (said)
		g_variant_get(said, "(u)", uidvalidity_out);
	return said != NULL;
}

/* Entries must be above, ascending, and of no date that time cannot hold. */
static gboolean
take_entries(DiMailbox *mailbox, const DiFrame *frame, guint32 above_uid, GArray *entries, GError **error)
{
	g_autoptr(GVariant) said = read_as(mailbox, frame, "a(utx)", error);

	if (!said)
		return FALSE;
	for (gsize i = 0; i < g_variant_n_children(said); i++) {
		guint32 last = entries->len > 0 ? g_array_index(entries, DiMailEntry, entries->len - 1).uid : above_uid;
		DiMailEntry entry;

		g_variant_get_child(said, i, "(utx)", &entry.uid, &entry.size_bytes, &entry.internal_date);
		if (entry.uid <= last)
			return lied(mailbox, "UIDs out of order", error);
		g_array_append_val(entries, entry);
	}
	return TRUE;
}

GArray *
di_mailbox_list(DiMailbox *mailbox, guint32 above_uid, GError **error)
{
	g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(DiMailEntry));
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};

	if (!ask(mailbox, DI_MAILBOX_LIST, g_variant_new_uint32(above_uid), error))
		return NULL;
	for (;;) {
		if (!hear(mailbox, soon(FRAME_MS), &frame, error))
			return NULL;
		if (frame.type == DI_MAILBOX_DONE)
			return g_steal_pointer(&entries);
		if (frame.type != DI_MAILBOX_ENTRIES) {
			lied(mailbox, "no list", error);
			return NULL;
		}
		if (!take_entries(mailbox, &frame, above_uid, entries, error))
			return NULL;
	}
}

/* FETCH: mails come in the order asked; those left out are gone. */
typedef struct {
	DiMailbox *mailbox;
	const guint32 *uids;
	guint n, at; /* the next one to be told of */
	guint64 limit_bytes;
	DiMailboxEach each;
	gpointer user;
	GByteArray *bytes; /* of the mail that is coming; NULL: none */
	gboolean stopped;
	GError *failure; /* EACH's, when it said stop */
} Fetching;

/* Calls EACH, unless it has said stop; after that the rest is heard, and forgotten. */
static gboolean
tell(Fetching *fetching, GBytes *bytes, gboolean too_large, GError **error)
{
	guint32 uid = fetching->uids[fetching->at++];

	if (fetching->stopped || fetching->each(uid, bytes, too_large, fetching->user, &fetching->failure))
		return TRUE;
	fetching->stopped = TRUE;
	return ask(fetching->mailbox, DI_MAILBOX_STOP, g_variant_new("()"), error);
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
	g_autoptr(GVariant) said = read_as(fetching->mailbox, frame, "(ut)", error);
	guint64 hint;
	guint32 uid;
	guint found = fetching->at;

	if (!said)
		return FALSE;
	g_variant_get(said, "(ut)", &uid, &hint);
	while (found < fetching->n && fetching->uids[found] != uid)
		found++;
	if (fetching->bytes || found == fetching->n)
		return lied(fetching->mailbox, "a mail not asked for", error);
	fetching->bytes = g_byte_array_sized_new((guint)MIN(MIN(hint, fetching->limit_bytes), RESERVE_MAX));
	return tell_gone_until(fetching, found, error);
}

static gboolean
take_data(Fetching *fetching, const DiFrame *frame, GError **error)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(frame->payload, &size);

	if (!fetching->bytes || size == 0 || size > DI_MAILBOX_DATA_MAX)
		return lied(fetching->mailbox, "bytes of no mail", error);
	/* The window in which the limit was passed is sent too, before the end says so. */
	if (fetching->bytes->len + size > fetching->limit_bytes + DI_MAILBOX_DATA_MAX || fetching->bytes->len + size > G_MAXINT32)
		return lied(fetching->mailbox, "more bytes than asked for", error);
	if (!fetching->stopped)
		g_byte_array_append(fetching->bytes, data, (guint)size);
	return TRUE;
}

static gboolean
take_end(Fetching *fetching, const DiFrame *frame, GError **error)
{
	g_autoptr(GVariant) said = read_as(fetching->mailbox, frame, "(tu)", error);
	g_autoptr(GBytes) bytes = NULL;
	guint64 total;
	guint32 how;

	if (!said)
		return FALSE;
	g_variant_get(said, "(tu)", &total, &how);
	if (!fetching->bytes || how > DI_MAILBOX_GONE || (!fetching->stopped && total != fetching->bytes->len))
		return lied(fetching->mailbox, "bytes that do not add up", error);
	bytes = g_byte_array_free_to_bytes(g_steal_pointer(&fetching->bytes));
	if (how == DI_MAILBOX_TOO_LARGE || total > fetching->limit_bytes)
		return tell(fetching, NULL, TRUE, error);
	if (how == DI_MAILBOX_GONE || total == 0)
		return tell(fetching, NULL, FALSE, error);
	return tell(fetching, bytes, FALSE, error);
}

static gboolean
hear_mails(Fetching *fetching, GError **error)
{
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};

	for (;;) {
		gboolean good;

		if (!hear(fetching->mailbox, soon(FRAME_MS), &frame, error))
			return FALSE;
		switch (frame.type) {
		case DI_MAILBOX_MAIL:
			good = take_mail(fetching, &frame, error);
			break;
		case DI_MAILBOX_DATA:
			good = take_data(fetching, &frame, error);
			break;
		case DI_MAILBOX_END:
			good = take_end(fetching, &frame, error);
			break;
		case DI_MAILBOX_DONE:
			if (fetching->bytes)
				return lied(fetching->mailbox, "half a mail", error);
			return fetching->stopped || tell_gone_until(fetching, fetching->n, error);
		default:
			good = lied(fetching->mailbox, "no mail", error);
		}
		if (!good)
			return FALSE;
	}
}

gboolean
di_mailbox_fetch(DiMailbox *mailbox, const guint32 *uids, guint n_uids, guint64 limit_bytes, DiMailboxEach each,
	gpointer user, GError **error)
{
	Fetching fetching = {.mailbox = mailbox, .uids = uids, .n = n_uids, .limit_bytes = limit_bytes, .each = each, .user = user};
	GVariant *asked = g_variant_new_fixed_array(G_VARIANT_TYPE_UINT32, uids, n_uids, sizeof *uids);
	g_autoptr(GError) trouble = NULL;
	gboolean good = ask(mailbox, DI_MAILBOX_FETCH, g_variant_new("(@aut)", asked, limit_bytes), &trouble);

	good = good && hear_mails(&fetching, &trouble);
	g_clear_pointer(&fetching.bytes, g_byte_array_unref);
	if (fetching.failure)
		g_propagate_error(error, fetching.failure);
	else if (!good)
		g_propagate_error(error, g_steal_pointer(&trouble));
	return good && !fetching.failure;
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

	if (!ask(mailbox, DI_MAILBOX_MOVE, g_variant_new("(@aus)", asked, folder), error))
		return FALSE;
	said = hear_one(mailbox, DI_MAILBOX_MOVED, "au", soon(FRAME_MS), error);
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
di_mailbox_wait_begin(DiMailbox *mailbox, int timeout_ms, GError **error)
{
	if (!ask(mailbox, DI_MAILBOX_WAIT, g_variant_new_uint32((guint32)MAX(timeout_ms, 0)), error))
		return FALSE;
	mailbox->is_waiting = TRUE;
	return TRUE;
}

gboolean
di_mailbox_wait_end(DiMailbox *mailbox, gboolean *news_out, GError **error)
{
	struct pollfd watch = {.fd = mailbox->control, .events = POLLIN};
	g_autoptr(GVariant) said = NULL;

	if (!mailbox->is_waiting) {
		g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "no wait has begun");
		return FALSE;
	}
	mailbox->is_waiting = FALSE;
	if (poll(&watch, 1, 0) == 0 && !ask(mailbox, DI_MAILBOX_STOP, g_variant_new("()"), error))
		return FALSE;
	said = hear_one(mailbox, DI_MAILBOX_NEWS, "b", soon(FRAME_MS), error);
	if (said)
		*news_out = g_variant_get_boolean(said);
	return said != NULL;
}

int
di_mailbox_fd(const DiMailbox *mailbox)
{
	return mailbox->control;
}
