/* The life of diarie-extract: raise the low walls, then one child for each ask.
 *
 * The server holds no document: it passes on the descriptors, looks at the first bytes only to know
 * what must be opened for it, ends children whose time is up, and tells how each one ended. */
#include "walls.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum {
	CHILDREN_MAX = 16,
	ASK_BYTES = 64 * 1024,
	PEEK_BYTES = 4096,
	FIRST_FREE_FD = 6, /* a child's: 3 document, 4 answer, 5 parts */
};

typedef struct {
	guint64 id;
	pid_t pid;
	DiFd watch; /* pidfd */
	gint64 deadline_us;
	gboolean is_late;
} Child;

typedef struct {
	DiForms *forms;
	DiWalls *walls;
	DiExtractWork work;
	gboolean has_pdf, has_mail, has_charsets, has_forms, wants_ocr;
	guint n_asks;           /* counted to two */
	char *timezone;         /* the one that is held */
	GTimeZone *held;        /* GLib forgets a zone that nobody holds, and a child cannot open its file */
	GArray *children;
	int failed;             /* the exit status where the machine, not a document, is the trouble */
} Server;

/* The child */

static void
keep_only(const int *fds)
{
	int high[3];

	for (int i = 0; i < 3; i++) {
		high[i] = fcntl(fds[i], F_DUPFD, 32);
		if (high[i] < 0)
			_exit(EX_OSERR);
	}
	for (int i = 0; i < 3; i++)
		if (dup2(high[i], DI_EXTRACT_FD + i) < 0)
			_exit(EX_OSERR);
#if !defined(DI_SANITIZERS) && !defined(DI_COVERAGE)
	if (dup2(STDIN_FILENO, STDERR_FILENO) < 0) /* /dev/null */
		_exit(EX_OSERR);
#endif
	if (close_range(FIRST_FREE_FD, ~0U, 0) < 0)
		_exit(EX_OSERR);
}

/* What libraries made of signals is undone (GPGME, under GMime, ignores SIGPIPE: a child that writes to
 * nobody is to end). A group of its own, so that whatever it starts ends with it; and no child outlives the server. */
static void
leave_server(pid_t server)
{
	if (signal(SIGPIPE, SIG_DFL) == SIG_ERR || setsid() < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 || getppid() != server)
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

static void
be_child(const Server *server, pid_t parent, const DiFrame *frame)
{
	g_autoptr(GVariant) ask = g_variant_ref_sink(
		g_variant_new_from_bytes(G_VARIANT_TYPE(DI_EXTRACT_ASK_TYPE), frame->payload, FALSE));
	const char *name, *timezone;
	DiExtractJob job = {.forms = server->forms, .answer_fd = DI_EXTRACT_FD + 1, .parts_fd = DI_EXTRACT_FD + 2};
	g_autoptr(GBytes) document = NULL;
	int status;

	leave_server(parent);
	keep_only(frame->fds);
	g_variant_get(ask, "(t&s&sx)", NULL, &name, &timezone, &job.arrived);
	job.file_name = *name ? name : NULL;
	job.timezone = *timezone ? timezone : NULL;
	document = map_document(DI_EXTRACT_FD);
	job.document = document;
	di_walls_raise_for_child(server->walls);
	status = server->work(&job);
#ifdef DI_COVERAGE
	exit(status);
#else
	_exit(status);
#endif
}

/* Asks */

static gboolean
has_word(const char *bytes, size_t size, const char *word)
{
	return memmem(bytes, size, word, strlen(word)) != NULL;
}

/* "Name: value" on the first line: mails begin so. An mbox line or a byte order mark may stand before. */
static gboolean
begins_like_mail(const char *bytes, size_t size)
{
	size_t i = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	size_t start = i;

	while (i < size && (g_ascii_isalnum(bytes[i]) || bytes[i] == '-'))
		i++;
	return i > start && i < size && (bytes[i] == ':' || (i == start + 4 && bytes[i] == ' '));
}

/* A zip that is a package by the name of its first entry: DOCX, ODT, a sheet; no archive of files. */
static gboolean
is_package(const char *bytes, size_t size)
{
	static const char *const first[] = {"[Content_Types].xml", "_rels/.rels", "mimetypeapplication/vnd.oasis"};

	for (size_t i = 0; size > 64 && memcmp(bytes, "PK\x03\x04", 4) == 0 && i < G_N_ELEMENTS(first); i++)
		if (strncmp(bytes + 30, first[i], strlen(first[i])) == 0)
			return TRUE;
	return FALSE;
}

/* "%PDF-1.4: x" could be the first field of a mail. */
static gboolean
is_pdf(const char *bytes, size_t size)
{
	const char *colon = memchr(bytes, ':', MIN(size, 16));

	return size >= 16 && memcmp(bytes, "%PDF-", 5) == 0 && !colon;
}

/* What must be opened before the document may be read. Only what surely needs less is given less; nothing is parsed here. */
typedef struct {
	gboolean pdf, mail, charsets;
} Needs;

static Needs
needs_of(const char *bytes, size_t size)
{
	if (is_package(bytes, size) || (size >= 8 && memcmp(bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0))
		return (Needs){FALSE, FALSE, FALSE};
	if (is_pdf(bytes, size))
		return (Needs){TRUE, FALSE, FALSE};
	if (size >= 2 && memcmp(bytes, "PK", 2) == 0)
		return (Needs){TRUE, TRUE, TRUE};
	return (Needs){has_word(bytes, size, "%PDF-") || begins_like_mail(bytes, size), TRUE, TRUE};
}

/* What the rooms compile at first use (expressions, tables) is compiled here once instead of in every child. */
static void
warm_forms(Server *server)
{
	static const char tiny[] =
		"Kvartalsrapport\n\nDiarienummer: SFG 26-1.1\n\nInsatsens namn: Prov\n\nHuvudman: Prov\n\n"
		"Period: 2026-01-01 - 2026-03-31\n\n2.1 Aktiviteter\n\nProv.\n\nUppgiftslämnare\n\n2026-04-01 Prov Prov\n\n"
		"Budget: 100 tkr\n";
	g_autoptr(GBytes) bytes = g_bytes_new_static(tiny, sizeof tiny - 1);
	g_autoptr(DiDocument) document = di_document_read(DI_FORMAT_TXT, bytes);
	DiFormHints hints = {.file_name = "Rapport Q1 2026.docx", .subject = "Rapport jan-mars 2026",
		.arrived = di_time_parse("2026-04-02T08:00:00Z"), .timezone = "Europe/Stockholm"};
	g_autoptr(DiReport) report = di_form_mine(server->forms, document, &hints);

	(void)report;
	server->has_forms = TRUE;
}

/* Poppler takes 5 ms to load, GMime 2 ms: a server that was not told to do so waits until they are needed. */
static void
warm(Server *server, Needs needs)
{
	needs.charsets |= needs.mail;
	di_document_warm_up_package();
	if (needs.charsets && !server->has_charsets)
		di_document_warm_up(FALSE);
	if (needs.pdf && !server->has_pdf)
		di_document_warm_up_pdf();
	if (needs.mail && !server->has_mail)
		di_message_warm_up();
	server->has_pdf |= needs.pdf;
	server->has_charsets |= needs.charsets;
	server->has_mail |= needs.mail;
}

/* The first ask is often the only one: what all documents use is made ready when a second one comes. */
static void
warm_for(Server *server, int document_fd)
{
	char peek[PEEK_BYTES];
	ssize_t n = pread(document_fd, peek, sizeof peek, 0);

	warm(server, needs_of(peek, n > 0 ? (size_t)n : 0));
	server->n_asks += server->n_asks < 2;
	if (server->n_asks == 2 && !server->has_forms)
		warm_forms(server);
}

static void
hold_timezone(Server *server, const char *timezone)
{
	const char *wanted = *timezone ? timezone : "Europe/Stockholm";

	if (g_strcmp0(server->timezone, wanted) == 0)
		return;
	g_clear_pointer(&server->held, g_time_zone_unref);
	g_free(server->timezone);
	server->timezone = g_strdup(wanted);
	server->held = g_time_zone_new_identifier(wanted);
}

static gboolean
is_ask(const DiFrame *frame)
{
	return frame->type == DI_EXTRACT_ASK && frame->fds[0] >= 0 && frame->fds[1] >= 0 && frame->fds[2] >= 0;
}

static gboolean
take_ask(Server *server)
{
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};
	g_autoptr(GVariant) ask = NULL;
	Child child = {.watch = -1};
	pid_t self = getpid();
	const char *timezone;

	if (!di_frame_receive(DI_EXTRACT_FD, ASK_BYTES, -1, &frame, NULL) || !is_ask(&frame))
		return FALSE;
	ask = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(DI_EXTRACT_ASK_TYPE), frame.payload, FALSE));
	g_variant_get(ask, "(t&s&sx)", &child.id, NULL, &timezone, NULL);
	hold_timezone(server, timezone);
	warm_for(server, frame.fds[0]);
	child.pid = fork();
	if (child.pid == 0)
		be_child(server, self, &frame);
	child.watch = child.pid > 0 ? pidfd_open(child.pid, 0) : -1;
	if (child.watch < 0) {
		server->failed = EX_OSERR;
		return FALSE;
	}
	child.deadline_us = g_get_monotonic_time() + server->walls->limits.wall_ms * G_GINT64_CONSTANT(1000);
	g_array_append_val(server->children, child);
	return TRUE;
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
		g_variant_new(DI_EXTRACT_ENDED_TYPE, child->id, child->is_late ? SIGALRM : status, cpu_ms));

	return di_frame_send(DI_EXTRACT_FD, DI_EXTRACT_ENDED, g_variant_get_data(ended), g_variant_get_size(ended),
		NULL, 0, NULL);
}

/* Can a child get behind its walls on this machine? Asked only after one could not: what a document made
 * of its child is no reason to blame the machine. */
static gboolean
walls_stand(const Server *server)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		di_walls_raise_for_child(server->walls);
		_exit(0);
	}
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

	kill(-child.pid, SIGKILL);
	while (wait4(child.pid, &status, 0, &usage) < 0 && errno == EINTR)
		continue;
	di_fd_clear(&child.watch);
	g_array_remove_index_fast(server->children, index);
	if (WIFEXITED(status) && WEXITSTATUS(status) == EX_OSERR && !walls_stand(server)) {
		fputs("diarie-extract: this machine does not let a child be confined; see SystemCallFilter= in the unit\n", stderr);
		server->failed = EX_OSERR;
		return FALSE;
	}
	return tell_ended(&child, status, cpu_ms_of(&usage));
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
	struct pollfd watches[CHILDREN_MAX + 1] = {{.fd = DI_EXTRACT_FD, .events = POLLIN}};
	guint n = server->children->len;

	if (n == CHILDREN_MAX)
		watches[0].fd = -1; /* asks wait in the socket */
	for (guint i = 0; i < n; i++)
		watches[i + 1] = (struct pollfd){
			.fd = g_array_index(server->children, Child, i).watch, .events = POLLIN};
	if (poll(watches, n + 1, time_left_ms(server)) < 0)
		return errno == EINTR;
	end_late_ones(server);
	for (guint i = n; i > 0; i--) /* from behind: bury() moves the last one into the gap */
		if (watches[i].revents && !bury(server, i - 1))
			return FALSE;
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

/* GLib ends a process that is out of memory with SIGTRAP, like one with a bug of its own; the callers
 * are to know the difference: abort() says too large. */
static void
log_and_tell_memory_apart(const char *domain, GLogLevelFlags level, const char *message, gpointer user)
{
	if ((level & G_LOG_LEVEL_ERROR) && message && strstr(message, "failed to allocate"))
		abort();
	g_log_default_handler(domain, level, message, user);
}

static int
prepare(Server *server, const char *forms_dir, gboolean is_kept, const DiExtractLimits *limits)
{
	g_autoptr(GError) error = NULL;

	g_log_set_default_handler(log_and_tell_memory_apart, NULL);
	if (server->wants_ocr && !di_document_warm_up_ocr())
		return EX_UNAVAILABLE; /* nobody's fault: it is not installed */
	server->forms = di_forms_load(forms_dir, &error);
	if (!server->forms) {
		fprintf(stderr, "diarie-extract: %s\n", error->message);
		return EX_CONFIG;
	}
	server->walls = di_walls_new(limits, &error);
	if (!server->walls) {
		fprintf(stderr, "diarie-extract: %s\n", error->message);
		return EX_OSERR;
	}
	if (is_kept) {
		warm(server, (Needs){TRUE, TRUE, TRUE});
		warm_forms(server);
	}
	di_walls_raise_for_server(server->walls);
	return 0;
}

static int
serve(DiExtractWork work, gboolean wants_ocr, const char *forms_dir, gboolean is_kept, const DiExtractLimits *limits)
{
	g_autoptr(GArray) children = g_array_new(FALSE, FALSE, sizeof(Child));
	Server server = {.work = work, .children = children, .wants_ocr = wants_ocr};
	int failed;

	if (!is_called_rightly())
		return EX_USAGE;
	clearenv();
	setenv("TZ", "UTC0", 1); /* else the C library looks for /etc/localtime at every turn */
	failed = prepare(&server, forms_dir, is_kept, limits);
	if (!failed && !di_frame_send(DI_EXTRACT_FD, DI_EXTRACT_READY, NULL, 0, NULL, 0, NULL))
		failed = EX_IOERR;
	while (!failed && serve_once(&server))
		continue;
	for (guint i = 0; i < children->len; i++)
		kill(g_array_index(children, Child, i).pid, SIGKILL);
	failed = failed ? failed : server.failed;
	g_clear_pointer(&server.forms, di_forms_free);
	g_clear_pointer(&server.walls, di_walls_free);
	g_clear_pointer(&server.held, g_time_zone_unref);
	g_free(server.timezone);
	return failed;
}

int
di_extract_serve_with(const char *forms_dir, gboolean is_kept, DiExtractWork work, const DiExtractLimits *limits)
{
	return serve(work, FALSE, forms_dir, is_kept, limits);
}

int
di_extract_serve(const char *forms_dir, gboolean is_kept)
{
	return di_extract_serve_with(forms_dir, is_kept, di_extract_read, NULL);
}

int
di_extract_serve_ocr(const char *forms_dir)
{
	static const DiExtractLimits limits = {
		.cpu_s = DI_EXTRACT_OCR_CPU_S,
		.wall_ms = DI_EXTRACT_OCR_WALL_MS,
		.memory_bytes = DI_EXTRACT_OCR_MEMORY_BYTES,
	};

	return serve(di_extract_read, TRUE, forms_dir, TRUE, &limits);
}
