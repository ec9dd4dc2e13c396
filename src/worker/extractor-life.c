/* The life of a helper, from its start to its READY, and its end: told to go, or killed with its process group. */
#include "extractor.h"
#include "spawn.h"

#include <diarie/extract-wire.h>

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum {
	GRACE_MS = 5000,      /* more than the helper's own deadline */
	START_MS = 20000,     /* until READY: reading forms, loading poppler on a cold disk */
	STOP_TRIES = 500,     /* … of a millisecond each, before a helper told to stop is killed */
};

/* Its exit status, or -1 where it was killed. */
static int
reap(DiExtractor *extractor)
{
	int status = 0;
	pid_t pid;

	do
		pid = waitpid(extractor->pid, &status, 0);
	while (pid < 0 && errno == EINTR);
	extractor->pid = 0;
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void
di_extractor_forget(DiExtractor *extractor)
{
	di_fd_clear(&extractor->answer);
	di_fd_clear(&extractor->parts);
	g_clear_pointer(&extractor->document, g_bytes_unref);
	g_clear_pointer(&extractor->name, g_free);
	g_clear_pointer(&extractor->timezone, g_free);
	extractor->is_asked = FALSE;
}

/* At once, with its whole process group; its children die with it (PDEATHSIG). */
int
di_extractor_kill(DiExtractor *extractor)
{
	int status = 0;

	di_fd_clear(&extractor->control);
	di_extractor_forget(extractor);
	if (extractor->pid <= 0)
		return 0;
	if (waitpid(extractor->pid, &status, WNOHANG) == extractor->pid) {
		extractor->pid = 0;
		return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	}
	kill(-extractor->pid, SIGKILL);
	return reap(extractor);
}

/* Closing its socket tells it to go; one that does not is killed. Its exit status, or -1. */
int
di_extractor_stop(DiExtractor *extractor)
{
	int status = 0;

	di_fd_clear(&extractor->control);
	for (int i = 0; extractor->pid > 0 && i < STOP_TRIES; i++) {
		if (waitpid(extractor->pid, &status, WNOHANG) == extractor->pid) {
			extractor->pid = 0;
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		}
		g_usleep(i < 20 ? 100 : 1000);
	}
	return di_extractor_kill(extractor);
}

static int
spawn_with(DiExtractor *extractor, int helper_end)
{
	g_autofree char *option = g_strdup(extractor->option);
	char *argv[] = {(char[]){"diarie-extract"}, extractor->forms_dir, option, NULL};

	return di_helper_spawn(extractor->program, argv, helper_end, DI_EXTRACT_FD, &extractor->pid);
}

gboolean
di_extractor_spawn(DiExtractor *extractor, GError **error)
{
	int pair[2], failed;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "cannot make a socket pair for '%s': %s",
			extractor->program, g_strerror(errno));
		return FALSE;
	}
	failed = spawn_with(extractor, pair[1]);
	close(pair[1]);
	if (failed) {
		close(pair[0]);
		extractor->pid = 0;
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY,
			"cannot start '%s': %s; is diarie installed completely?", extractor->program, g_strerror(failed));
		return FALSE;
	}
	extractor->control = pair[0];
	extractor->is_ready = FALSE;
	return TRUE;
}

void
di_extractor_cannot_confine(const DiExtractor *extractor, GError **error)
{
	g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "'%s' cannot confine a child on this machine; see the journal",
		extractor->program);
}

/* It ended before it said READY: our machine's trouble, not the document's. */
void
di_extractor_cannot_start(DiExtractor *extractor, GError **error)
{
	int status = di_extractor_kill(extractor);

	if (status == EX_UNAVAILABLE)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "'%s' finds no Tesseract with Swedish; install tesseract-ocr-swe",
			extractor->program);
	else if (status == EX_CONFIG)
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "'%s' cannot use the forms in '%s'; run diarie check",
			extractor->program, extractor->forms_dir);
	else if (status == EX_OSERR)
		di_extractor_cannot_confine(extractor, error);
	else
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "'%s' ended at its start (status %d); see the journal",
			extractor->program, status);
}

gint64
di_extractor_ask_deadline(const DiExtractor *extractor)
{
	return g_get_monotonic_time() + (extractor->wall_ms + GRACE_MS) * G_GINT64_CONSTANT(1000);
}

gboolean
di_extractor_wait_ready(DiExtractor *extractor, GError **error)
{
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};

	if (extractor->is_ready)
		return TRUE;
	if (!di_frame_receive(extractor->control, DI_EXTRACTOR_CONTROL_BYTES,
			g_get_monotonic_time() + START_MS * G_GINT64_CONSTANT(1000), &frame, NULL) ||
		frame.type != DI_EXTRACT_READY) {
		di_extractor_cannot_start(extractor, error);
		return FALSE;
	}
	extractor->is_ready = TRUE;
	extractor->deadline_us = di_extractor_ask_deadline(extractor);
	return TRUE;
}
