/* The server's second: forked off at the first PDF, with libpoppler in its memory.
 *
 * A process with libpoppler's 28 libraries has twice as many mappings, and each child of it pays for them at its fork and its end; nearly all
 * documents need none. So the server never opens it. What surely is a PDF is handed to the second; a child that meets one within a mail
 * leaves and says so, and the second is asked instead. It speaks to the server in the words that the server speaks to `worker`. */
#include "server.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum { ENDED_BYTES = 1024 };

/* Before the walls rise: behind them nobody makes a socket. */
gboolean
di_pages_open(DiPages *pages)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return FALSE;
	*pages = (DiPages){.near = pair[0], .far = pair[1]};
	return TRUE;
}

G_GNUC_NORETURN
static void
be_second(DiReady *ready, const DiPages *pages, pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != parent || dup2(pages->far, DI_EXTRACT_FD) < 0 ||
		close_range((guint)(DI_EXTRACT_FD + 1), ~0U, 0) < 0)
		_exit(EX_OSERR);
	ready->lacks_pdf = FALSE;
	di_child_leave(di_server_run(ready));
}

static gboolean
start(DiPages *pages, DiReady *ready)
{
	pid_t self = getpid();

	pages->pid = fork();
	if (pages->pid == 0)
		be_second(ready, pages, self);
	di_fd_clear(&pages->far);
	return pages->pid > 0;
}

gboolean
di_pages_ask(DiPages *pages, DiReady *ready, const DiAsk *ask)
{
	gsize size;
	const void *words = g_bytes_get_data(ask->frame.payload, &size);

	if (pages->pid == 0 && !start(pages, ready))
		return FALSE;
	return di_frame_send(pages->near, DI_EXTRACT_ASK, words, size, ask->frame.fds, 3, NULL);
}

gboolean
di_pages_tell(const DiPages *pages)
{
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};
	const void *ended;
	gsize size;

	if (!di_frame_receive(pages->near, ENDED_BYTES, -1, &frame, NULL) || frame.type != DI_EXTRACT_ENDED)
		return FALSE;
	ended = g_bytes_get_data(frame.payload, &size);
	return di_frame_send(DI_EXTRACT_FD, DI_EXTRACT_ENDED, ended, size, NULL, 0, NULL);
}

int
di_pages_close(DiPages *pages)
{
	int status = 0;

	di_fd_clear(&pages->near);
	di_fd_clear(&pages->far);
	while (pages->pid > 0 && waitpid(pages->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	pages->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EX_TEMPFAIL;
}
