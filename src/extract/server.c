/* The life of diarie-extract: raise the low walls, then one child for each ask.
 *
 * The server holds no document: it passes on the descriptors, looks at the first bytes only to know
 * what must be opened for it, ends children whose time is up, and tells how each one ended. */
#include "server.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum { CHILDREN_MAX = 16 };

typedef struct {
	DiAsk *ask;
	pid_t pid;
	DiFd watch; /* pidfd */
	gint64 deadline_us;
	gboolean is_late;
} Child;

typedef struct {
	DiReady *ready;
	guint n_asks;           /* counted to two */
	GArray *children;
	DiPages pages;          /* only where READY lacks PDF; else its NEAR is −1 */
	int failed;             /* the exit status where the machine, not a document, is the trouble */
} Server;

/* Asks */

static DiAsk *
receive_ask(void)
{
	DiAsk *ask = g_new0(DiAsk, 1);

	ask->frame = (DiFrame){.fds = {-1, -1, -1, -1}};
	if (di_ask_receive(ask))
		return ask;
	di_ask_clear(ask);
	g_free(ask);
	return NULL;
}

static void
forget_ask(DiAsk **ask)
{
	di_ask_clear(*ask);
	g_clear_pointer(ask, g_free);
}

static gboolean
start_child(Server *server, DiAsk *ask)
{
	Child child = {.ask = ask, .watch = -1};
	pid_t self = getpid();

	child.pid = fork();
	if (child.pid == 0)
		di_child_be(server->ready, self, ask);
	child.watch = child.pid > 0 ? pidfd_open(child.pid, 0) : -1;
	if (child.watch < 0) {
		server->failed = EX_OSERR;
		return FALSE;
	}
	child.deadline_us = g_get_monotonic_time() + server->ready->walls->limits.wall_ms * G_GINT64_CONSTANT(1000);
	g_array_append_val(server->children, child);
	return TRUE;
}

static gboolean
pass_on(Server *server, DiAsk *ask)
{
	gboolean passed = di_pages_ask(&server->pages, server->ready, ask);

	forget_ask(&ask);
	if (!passed)
		server->failed = EX_OSERR;
	return passed;
}

static gboolean
take_ask(Server *server)
{
	DiAsk *ask = receive_ask();
	gboolean is_ready;

	if (!ask)
		return FALSE;
	di_warm_timezone(server->ready, ask);
	is_ready = di_warm_for(server->ready, ask->frame.fds[0]);
	server->n_asks += server->n_asks < 2;
	if (server->n_asks == 2) /* the first is often the only one */
		di_warm_forms(server->ready);
	return is_ready ? start_child(server, ask) : pass_on(server, ask);
}

/* Ends */

static guint
cpu_ms_of(const struct rusage *usage)
{
	return (guint)((usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000 +
		(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1000);
}

static gboolean
tell_ended(const Child *child, int status, guint cpu_ms)
{
	g_autoptr(GVariant) ended = g_variant_ref_sink(
		g_variant_new(DI_EXTRACT_ENDED_TYPE, child->ask->id, child->is_late ? SIGALRM : status, cpu_ms));

	return di_frame_send(DI_EXTRACT_FD, DI_EXTRACT_ENDED, g_variant_get_data(ended), g_variant_get_size(ended),
		NULL, 0, NULL);
}

/* Can a child get behind its walls on this machine? Asked only after one could not: what a document made
 * of its child is no reason to blame the machine. */
static gboolean
walls_stand(const Server *server)
{
	pid_t self = getpid(), pid = fork();
	int status = 0;

	if (pid == 0)
		di_child_try(server->ready, self);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* The group may hold more than the child itself, where a wall had a hole. */
static gboolean
bury(Server *server, guint index)
{
	Child child = g_array_index(server->children, Child, index);
	struct rusage usage = {0};
	int status = 0;
	gboolean told;

	kill(-child.pid, SIGKILL);
	while (wait4(child.pid, &status, 0, &usage) < 0 && errno == EINTR)
		continue;
	di_fd_clear(&child.watch);
	g_array_remove_index_fast(server->children, index);
	if (WIFEXITED(status) && WEXITSTATUS(status) == EX_OSERR && !walls_stand(server)) {
		fputs("diarie-extract: this machine does not let a child be confined; see SystemCallFilter= and LimitNOFILE= in the unit\n", stderr);
		server->failed = EX_OSERR;
		return FALSE;
	}
	if (server->ready->lacks_pdf && WIFEXITED(status) && WEXITSTATUS(status) == DI_CHILD_LACKS_PDF)
		return pass_on(server, child.ask);
	told = tell_ended(&child, status, cpu_ms_of(&usage));
	forget_ask(&child.ask);
	return told;
}

static void
end_late_ones(Server *server)
{
	gint64 now_us = g_get_monotonic_time();

	for (guint i = 0; i < server->children->len; i++) {
		Child *child = &g_array_index(server->children, Child, i);

		if (child->is_late || child->deadline_us > now_us)
			continue;
		child->is_late = TRUE;
		kill(-child->pid, SIGKILL);
		kill(child->pid, SIGKILL); /* before its setsid() it has no group of its own */
	}
}

static int
time_left_ms(const Server *server)
{
	gint64 next_us = G_MAXINT64;

	for (guint i = 0; i < server->children->len; i++) {
		const Child *child = &g_array_index(server->children, Child, i);

		if (!child->is_late)
			next_us = MIN(next_us, child->deadline_us);
	}
	if (next_us == G_MAXINT64)
		return -1;
	return (int)CLAMP((next_us - g_get_monotonic_time()) / 1000 + 1, 0, G_MAXINT);
}

/* FALSE: the other side is gone, or the dialogue is broken. */
static gboolean
serve_once(Server *server)
{
	struct pollfd watches[CHILDREN_MAX + 2] = {{.fd = DI_EXTRACT_FD, .events = POLLIN}};
	guint n = server->children->len;
	struct pollfd *second = &watches[n + 1];

	if (n == CHILDREN_MAX)
		watches[0].fd = -1; /* asks wait in the socket */
	for (guint i = 0; i < n; i++)
		watches[i + 1] = (struct pollfd){
			.fd = g_array_index(server->children, Child, i).watch, .events = POLLIN};
	*second = (struct pollfd){.fd = server->pages.near, .events = POLLIN};
	if (poll(watches, n + 2, time_left_ms(server)) < 0)
		return errno == EINTR;
	end_late_ones(server);
	for (guint i = n; i > 0; i--) /* from behind: bury() moves the last one into the gap */
		if (watches[i].revents && !bury(server, i - 1))
			return FALSE;
	if (second->revents && !di_pages_tell(&server->pages)) {
		server->failed = di_pages_close(&server->pages);
		return FALSE;
	}
	return !watches[0].revents || take_ask(server);
}

static gboolean
is_called_rightly(void)
{
	struct stat about;

	if (fstat(DI_EXTRACT_FD, &about) == 0 && S_ISSOCK(about.st_mode))
		return TRUE;
	fputs("diarie-extract is started by diaried and diarie, never by a person; see diarie(1), extract\n", stderr);
	return FALSE;
}

static int
take_all(Server *server)
{
	while (serve_once(server))
		continue;
	for (guint i = 0; i < server->children->len; i++)
		kill(g_array_index(server->children, Child, i).pid, SIGKILL);
	di_pages_close(&server->pages);
	return server->failed;
}

int
di_server_run(DiReady *ready)
{
	g_autoptr(GArray) children = g_array_new(FALSE, FALSE, sizeof(Child));
	Server server = {.ready = ready, .children = children, .pages = {.near = -1, .far = -1}};

	return take_all(&server);
}

static int
serve_many(DiReady *ready, gboolean is_kept)
{
	g_autoptr(GArray) children = g_array_new(FALSE, FALSE, sizeof(Child));
	Server server = {.ready = ready, .children = children, .pages = {.near = -1, .far = -1}};

	ready->lacks_pdf = !ready->wants_ocr;
	if (ready->lacks_pdf && !di_pages_open(&server.pages))
		return EX_OSERR;
	if (is_kept)
		di_warm_all(ready);
	di_walls_raise_for_server(ready->walls);
	if (!di_frame_send(DI_EXTRACT_FD, DI_EXTRACT_READY, NULL, 0, NULL, 0, NULL))
		return EX_IOERR;
	return take_all(&server);
}

static int
serve(DiExtractWork work, gboolean wants_ocr, const char *forms_dir, DiExtractLife life, const DiExtractLimits *limits)
{
	g_autoptr(GError) error = NULL;
	DiReady ready = {.work = work, .wants_ocr = wants_ocr};
	int failed;

	if (!is_called_rightly())
		return EX_USAGE;
	clearenv();
	setenv("TZ", "UTC0", 1); /* else the C library looks for /etc/localtime at every turn */
	failed = di_ready_prepare(&ready, forms_dir, limits, &error);
	if (failed && error)
		fprintf(stderr, "diarie-extract: %s\n", error->message);
	if (!failed && life == DI_EXTRACT_ONCE)
		failed = di_child_be_alone(&ready);
	else if (!failed)
		failed = serve_many(&ready, life == DI_EXTRACT_KEPT);
	di_ready_clear(&ready);
	return failed;
}

int
di_extract_serve_with(const char *forms_dir, DiExtractLife life, DiExtractWork work, const DiExtractLimits *limits)
{
	return serve(work, FALSE, forms_dir, life, limits);
}

int
di_extract_serve(const char *forms_dir, DiExtractLife life)
{
	return di_extract_serve_with(forms_dir, life, di_extract_read, NULL);
}

int
di_extract_serve_ocr(const char *forms_dir)
{
	static const DiExtractLimits limits = {
		.cpu_s = DI_EXTRACT_OCR_CPU_S,
		.page_cpu_s = DI_EXTRACT_OCR_PAGE_CPU_S,
		.wall_ms = DI_EXTRACT_OCR_WALL_MS,
		.memory_bytes = DI_EXTRACT_OCR_MEMORY_BYTES,
	};

	return serve(di_extract_read, TRUE, forms_dir, DI_EXTRACT_KEPT, &limits);
}
