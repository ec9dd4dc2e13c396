/* The helper's life and its frames: diarie-mailbox started with nothing, bounded, and killed where it lies.
 *
 * start → (ask → hear*)* → end. After a lie or its death the session is of no use: every call fails. */
#include "session.h"
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FRAME_MAX = 8 * 1024 * 1024, TEXT_MAX = 1000, STEP_MS = 250 };

static int
spawn_with(DiSession *session, int helper_end)
{
	char *argv[] = {(char[]){"diarie-mailbox"}, NULL};

	return di_helper_spawn(session->program, argv, helper_end, DI_MAILBOX_FD, &session->pid);
}

gboolean
di_session_start(DiSession *session, GError **error)
{
	int pair[2], failed;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "cannot make a socket pair for '%s': %s", session->program,
			g_strerror(errno));
		return FALSE;
	}
	failed = spawn_with(session, pair[1]);
	close(pair[1]);
	session->control = pair[0];
	if (failed) {
		session->pid = 0;
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "cannot start '%s': %s; is diarie installed completely?",
			session->program, g_strerror(failed));
	}
	return !failed;
}

/* Closing its descriptor tells it to go; after GRACE tries of a millisecond it is killed. How it ended. */
int
di_session_end(DiSession *session, int grace)
{
	int status = 0;

	di_fd_clear(&session->control);
	for (int i = 0; session->pid > 0 && i < grace; i++) {
		pid_t pid = waitpid(session->pid, &status, WNOHANG);

		if (pid == session->pid || (pid < 0 && errno != EINTR))
			session->pid = 0;
		else
			g_usleep(1000);
	}
	if (session->pid > 0) {
		kill(-session->pid, SIGKILL);
		while (waitpid(session->pid, &status, 0) < 0 && errno == EINTR)
			continue;
		session->pid = 0;
	}
	return status;
}

/* Frames out and in */

static gboolean
is_gone(const DiSession *session, GError **error)
{
	if (session->control >= 0)
		return FALSE;
	g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "the mailbox session has ended; log in again");
	return TRUE;
}

gboolean
di_session_lied(DiSession *session, const char *what, GError **error)
{
	di_session_end(session, 0);
	g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "diarie-mailbox answered nonsense (%s)", what);
	return FALSE;
}

/* It died, or is silent beyond every limit of its own. */
static gboolean
died(DiSession *session, const GError *why, GError **error)
{
	int status = di_session_end(session, why->code == DI_ERROR_PROTOCOL ? 200 : 0);

	if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY,
			"diarie-mailbox crashed (signal %d) on what the server sent; tried again later", WTERMSIG(status));
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "cannot start '%s'; is diarie installed completely?",
			session->program);
	else
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "diarie-mailbox gave no answer: %s; tried again later",
			why->message);
	return FALSE;
}

gboolean
di_session_ask(DiSession *session, guint32 type, GVariant *question, GError **error)
{
	g_autoptr(GVariant) whole = g_variant_ref_sink(question);
	g_autoptr(GError) why = NULL;

	if (is_gone(session, error))
		return FALSE;
	if (di_frame_send(session->control, type, g_variant_get_data(whole), g_variant_get_size(whole), NULL, 0, &why))
		return TRUE;
	return died(session, why, error);
}

/* FAILED: the helper's own words, made harmless. */
static gboolean
pass_failure(DiSession *session, const DiFrame *frame, GError **error)
{
	g_autoptr(GVariant) said = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE("(us)"), frame->payload, FALSE));
	g_autofree char *shown = NULL;
	g_autofree char *text = NULL;
	const char *words;
	guint32 code;

	if (!g_variant_is_normal_form(said))
		return di_session_lied(session, "a failure without words", error);
	g_variant_get(said, "(u&s)", &code, &words);
	if (code > DI_ERROR_LAST)
		return di_session_lied(session, "an unknown failure", error);
	shown = di_text_visible(words, FALSE);
	text = di_text_cut(shown, TEXT_MAX);
	g_set_error_literal(error, DI_ERROR, (gint)code, text);
	return FALSE;
}

static gboolean (*asks_to_stop)(void);

void
di_mailbox_stop_when(gboolean (*is_stopping)(void))
{
	asks_to_stop = is_stopping;
}

/* Until the helper says something, or DEADLINE_US. */
static gboolean
wait_for_word(DiSession *session, gint64 deadline_us, GError **error)
{
	struct pollfd watch = {.fd = session->control, .events = POLLIN};

	while (asks_to_stop && poll(&watch, 1, STEP_MS) == 0 && g_get_monotonic_time() < deadline_us)
		if (asks_to_stop()) {
			di_session_end(session, 0);
			g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "the mailbox session was given up, for diarie is to stop");
			return FALSE;
		}
	return TRUE;
}

gboolean
di_session_hear(DiSession *session, gint64 deadline_us, DiFrame *frame, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (is_gone(session, error) || !wait_for_word(session, deadline_us, error))
		return FALSE;
	di_frame_clear(frame);
	if (!di_frame_receive(session->control, FRAME_MAX, deadline_us, frame, &why))
		return g_error_matches(why, DI_ERROR, DI_ERROR_DATA) ? di_session_lied(session, "a frame too long", error) :
			died(session, why, error);
	return frame->type != DI_MAILBOX_FAILED || pass_failure(session, frame, error);
}

/* The payload, if it is of TYPE through and through. */
GVariant *
di_session_read(DiSession *session, const DiFrame *frame, const char *type, GError **error)
{
	g_autoptr(GVariant) said = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(type), frame->payload, FALSE));

	if (g_variant_is_normal_form(said))
		return g_steal_pointer(&said);
	di_session_lied(session, "a malformed payload", error);
	return NULL;
}

/* One frame of KIND with a payload of TYPE, then DONE. */
gboolean
di_session_hear_done(DiSession *session, gint64 deadline_us, GError **error)
{
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};

	return di_session_hear(session, deadline_us, &frame, error) &&
		(frame.type == DI_MAILBOX_DONE || di_session_lied(session, "no end", error));
}

GVariant *
di_session_hear_one(DiSession *session, guint32 kind, const char *type, gint64 deadline_us, GError **error)
{
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};
	g_autoptr(GVariant) said = NULL;

	if (!di_session_hear(session, deadline_us, &frame, error))
		return NULL;
	if (frame.type != kind) {
		di_session_lied(session, "an answer to something else", error);
		return NULL;
	}
	said = di_session_read(session, &frame, type, error);
	if (!said || !di_session_hear(session, deadline_us, &frame, error))
		return NULL;
	if (frame.type == DI_MAILBOX_DONE)
		return g_steal_pointer(&said);
	di_session_lied(session, "no end", error);
	return NULL;
}
