/* The one that reads a document: forked by the server for each ask, or the whole of a diarie-extract that was started for one
 * (--once). It has three descriptors and memory; the walls stand before it looks at the first byte. */
#include "server.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sysexits.h>
#include <unistd.h>

enum {
	ASK_BYTES = 64 * 1024,
	UNPACKED = 4, /* times as large is at least what a PDF or package of texts holds */
	DOCUMENT_FD = DI_EXTRACT_FD,
	ANSWER_FD,
	PARTS_FD,
	CONTROL_FD, /* of one that is alone, until it has said that it is ready */
};

gboolean
di_ask_receive(DiAsk *ask)
{
	const int *fds = ask->frame.fds;

	if (!di_frame_receive(DI_EXTRACT_FD, ASK_BYTES, -1, &ask->frame, NULL) || ask->frame.type != DI_EXTRACT_ASK)
		return FALSE;
	if (fds[0] < 0 || fds[1] < 0 || fds[2] < 0)
		return FALSE;
	ask->words = g_variant_ref_sink(
		g_variant_new_from_bytes(G_VARIANT_TYPE(DI_EXTRACT_ASK_TYPE), ask->frame.payload, FALSE));
	g_variant_get(ask->words, "(t&s&sxu@a(uu))", &ask->id, &ask->name, &ask->timezone, &ask->arrived, &ask->cpu_s, &ask->avoided);
	return TRUE;
}

void
di_ask_clear(DiAsk *ask)
{
	g_clear_pointer(&ask->avoided, g_variant_unref);
	g_clear_pointer(&ask->words, g_variant_unref);
	di_frame_clear(&ask->frame);
}

/* FDS, N of them, become 3, 4 …; all above them are closed. */
static void
keep_only(const int *fds, int n)
{
	int high[DI_FRAME_MAX_FDS];

	for (int i = 0; i < n; i++) {
		high[i] = fcntl(fds[i], F_DUPFD, 32);
		if (high[i] < 0)
			_exit(EX_OSERR);
	}
	for (int i = 0; i < n; i++)
		if (dup2(high[i], DI_EXTRACT_FD + i) < 0)
			_exit(EX_OSERR);
#if !defined(DI_SANITIZERS) && !defined(DI_COVERAGE)
	if (dup2(STDIN_FILENO, STDERR_FILENO) < 0) /* /dev/null */
		_exit(EX_OSERR);
#endif
	if (close_range((guint)(DI_EXTRACT_FD + n), ~0U, 0) < 0)
		_exit(EX_OSERR);
}

/* What libraries made of signals is undone (GPGME, under GMime, ignores SIGPIPE: a child that writes to
 * nobody is to end); and nobody outlives the one that started it. */
static void
end_with_parent(void)
{
	if (signal(SIGPIPE, SIG_DFL) == SIG_ERR || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		_exit(EX_OSERR);
}

static GBytes *
map_document(int fd)
{
	g_autoptr(GMappedFile) map = g_mapped_file_new_from_fd(fd, FALSE, NULL);

	if (!map)
		_exit(EX_OSERR);
	return g_mapped_file_get_bytes(map);
}

void
di_child_leave(int status)
{
#ifdef DI_COVERAGE /* counters are written when a process exits */
	exit(status);
#else
	_exit(status);
#endif
}

G_GNUC_NORETURN
static void
read_document(const DiReady *ready, const DiAsk *ask)
{
	g_autoptr(GBytes) document = map_document(DOCUMENT_FD);
	DiExtractJob job = {
		.document = document,
		.file_name = *ask->name ? ask->name : NULL,
		.timezone = *ask->timezone ? ask->timezone : NULL,
		.arrived = ask->arrived,
		.forms = ready->forms,
		.answer_fd = ANSWER_FD,
		.parts_fd = PARTS_FD,
		.lacks_pdf = ready->lacks_pdf,
	};

	job.avoided = g_variant_get_fixed_array(ask->avoided, &job.n_avoided, sizeof *job.avoided);
	di_room_allow();
	di_room_for(g_bytes_get_size(document) * UNPACKED);
	di_child_leave(ready->work(&job));
}

/* One that is asked again has little time: the first has had its own; and so may the caller wish. Pages of pictures are bounded each by itself. */
static void
raise_walls(const DiReady *ready, const DiAsk *ask)
{
	DiWalls walls = *ready->walls;

	if (g_variant_n_children(ask->avoided) > 0 && !walls.limits.page_cpu_s)
		walls.limits.cpu_s = MIN(walls.limits.cpu_s, DI_EXTRACT_AGAIN_CPU_S);
	if (ask->cpu_s > 0)
		walls.limits.cpu_s = MIN(walls.limits.cpu_s, ask->cpu_s);
	di_walls_raise_for_child(&walls);
}

/* In a group of its own, so that whatever it starts ends with it. */
static void
go_alone(pid_t parent, const int *fds)
{
	end_with_parent();
	if (setsid() < 0 || getppid() != parent)
		_exit(EX_OSERR);
	keep_only(fds, 3);
}

void
di_child_try(const DiReady *ready, pid_t parent)
{
	go_alone(parent, (int[]){STDIN_FILENO, STDIN_FILENO, STDIN_FILENO});
	di_walls_raise_for_child(ready->walls);
	di_child_leave(0);
}

void
di_child_be(const DiReady *ready, pid_t parent, const DiAsk *ask)
{
	go_alone(parent, ask->frame.fds);
	raise_walls(ready, ask);
	read_document(ready, ask);
}

static gboolean
is_forsaken(int control)
{
	struct pollfd watch = {.fd = control, .events = POLLIN};

	return poll(&watch, 1, 0) > 0 && (watch.revents & POLLHUP);
}

/* The kernel ends it when its time is up, with the signal that is the server's word for that. Nothing that a filter
 * lets through could stop the clock; one that is deaf to it is ended by the caller. */
static void
set_clock(guint wall_ms)
{
	struct itimerval clock = {.it_value = {wall_ms / 1000, wall_ms % 1000 * 1000}};

	if (setitimer(ITIMER_REAL, &clock, NULL) < 0)
		_exit(EX_OSERR);
}

int
di_child_be_alone(DiReady *ready)
{
	g_auto(DiAsk) ask = {.frame = {.fds = {-1, -1, -1, -1}}};

	if (!di_ask_receive(&ask))
		return EX_PROTOCOL;
	di_warm_timezone(ready, &ask);
	di_warm_for(ready, ask.frame.fds[0]);
	end_with_parent();
	keep_only((int[]){ask.frame.fds[0], ask.frame.fds[1], ask.frame.fds[2], DI_EXTRACT_FD}, 4);
	if (is_forsaken(CONTROL_FD))
		return EX_IOERR;
	set_clock(ready->walls->limits.wall_ms);
	raise_walls(ready, &ask);
	if (!di_frame_send(CONTROL_FD, DI_EXTRACT_READY, NULL, 0, NULL, 0, NULL))
		return EX_IOERR;
	close(CONTROL_FD);
	read_document(ready, &ask);
}
