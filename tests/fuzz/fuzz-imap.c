/* Any bytes as an IMAP server's answers. libetpan falls over some of them (src/mailbox/README.md), which
 * ends a helper and no more: so each input has a child of its own, and a crash is counted. A hang, or a
 * check of ours that fails, is fatal. */
#include "fuzz.h"
#include "../../src/mailbox/imap.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HANG_S = 10 };

static guint crashes;

static void
say_crashes(void)
{
	printf("of them %u ended a helper (libetpan), none hung\n", crashes);
}

static gboolean
sink_begin(DiSink *sink G_GNUC_UNUSED, guint32 uid, guint64 hint G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
	if (uid != 5 && uid != 9)
		g_error("a mail that was not asked for");
	return TRUE;
}

static gboolean
sink_data(DiSink *sink G_GNUC_UNUSED, const void *bytes, gsize size, GError **error G_GNUC_UNUSED)
{
	if (!bytes || size == 0 || size > DI_MAILBOX_DATA_MAX)
		g_error("a piece of no size");
	return TRUE;
}

static gboolean
sink_end(DiSink *sink G_GNUC_UNUSED, DiMailboxEnd how G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
	return TRUE;
}

static void
run_session(const guint8 *bytes, gsize size)
{
	static const guint32 uids[] = {5, 9};
	g_autoptr(GArray) listed = g_array_new(FALSE, FALSE, sizeof(DiListed));
	g_autoptr(GArray) moved = g_array_new(FALSE, FALSE, sizeof(guint32));
	DiSink sink = {sink_begin, sink_data, sink_end};
	guint32 uidvalidity, missing;
	DiImap *imap = di_imap_begin(di_stream_canned(bytes, size), "host", "user", "INBOX", 60, NULL);

	if (imap && di_imap_select(&imap->source, "", &uidvalidity, NULL)) {
		(void)di_imap_list(&imap->source, 4, listed, &missing, NULL);
		for (guint i = 0; i < listed->len; i++)
			if (g_array_index(listed, DiListed, i).uid <= 4)
				g_error("a UID from below");
		(void)di_imap_fetch(&imap->source, uids, G_N_ELEMENTS(uids), 100000, &sink, NULL);
		(void)di_imap_move(&imap->source, uids, G_N_ELEMENTS(uids), "Diariefört", moved, NULL);
	}
	di_imap_end(imap);
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	static gboolean ready;
	int status;
	pid_t pid;

	if (!ready) {
		atexit(say_crashes);
		ready = TRUE;
	}
	pid = fork();
	if (pid == 0) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		alarm(HANG_S);
		run_session(bytes, size);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		g_error("cannot fork");
	if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGALRM || WTERMSIG(status) == SIGTRAP))
		g_error("a hang or a failed check (signal %d)", WTERMSIG(status));
	crashes += WIFSIGNALED(status) || WEXITSTATUS(status) != 0;
	return 0;
}
