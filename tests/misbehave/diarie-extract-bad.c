/* diarie-extract with a child that does what the document's first line says, instead of reading it.
 *
 * Never installed. Where a misdeed succeeds that should have been refused, the child ends with
 * ESCAPED, or leaves a file behind; where it was refused it reads the document like any other. */
#include <diarie/extract.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { ESCAPED = 99 };

extern char **environ;

static void
escaped_if(gboolean succeeded)
{
	if (succeeded)
		_exit(ESCAPED);
}

static void
open_to_write(const DiExtractJob *job G_GNUC_UNUSED, const char *trace)
{
	escaped_if(open(trace, O_WRONLY | O_CREAT, 0600) >= 0);
}

static void
open_to_read(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	escaped_if(open("/etc/passwd", O_RDONLY) >= 0);
}

static void
look_at_a_file(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	struct stat about;

	escaped_if(stat("/etc/passwd", &about) == 0);
}

static void
make_a_folder(const DiExtractJob *job G_GNUC_UNUSED, const char *trace)
{
	mkdir(trace, 0700);
	_exit(ESCAPED);
}

static void
open_a_socket(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	(void)!socket(AF_INET, SOCK_STREAM, 0);
	_exit(ESCAPED);
}

static void
fork_itself(const DiExtractJob *job G_GNUC_UNUSED, const char *trace)
{
	if (fork() == 0)
		open_to_write(NULL, trace);
	_exit(ESCAPED);
}

static void *
in_thread(void *unused)
{
	return unused;
}

static void
start_a_thread(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	pthread_t thread;

	escaped_if(pthread_create(&thread, NULL, in_thread, NULL) == 0);
}

static void
run_a_program(const DiExtractJob *job G_GNUC_UNUSED, const char *trace)
{
	char *const argv[] = {(char[]){"touch"}, (char *)(uintptr_t)trace, NULL};

	execv("/usr/bin/touch", argv);
	_exit(ESCAPED);
}

static void
eat_memory_as_glib(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	for (;;)
		memset(g_malloc(16 << 20), 'x', 16 << 20);
}

static void
eat_memory_as_abort(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	void *taken;

	while ((taken = malloc(16 << 20)) != NULL)
		memset(taken, 'x', 16 << 20);
	abort(); /* as std::bad_alloc does */
}

static void
loop(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	for (volatile unsigned long n = 0;; n++)
		continue;
}

static void
wait_for_ever(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	for (;;)
		syscall(SYS_ppoll, NULL, 0, NULL, NULL, 0);
}

static void
loop_and_refuse_to_end(const DiExtractJob *job, const char *trace)
{
	escaped_if(signal(SIGXCPU, SIG_IGN) != SIG_ERR);
	loop(job, trace);
}

static void
send_text(const DiExtractJob *job, const char *text)
{
	if (!di_frame_send(job->answer_fd, DI_EXTRACT_ANSWER, text, strlen(text), NULL, 0, NULL))
		_exit(1);
}

static void
answer_nonsense(const DiExtractJob *job, const char *trace G_GNUC_UNUSED)
{
	send_text(job, "\xff{[ nonsense");
	_exit(0);
}

static void
answer_a_lie(const DiExtractJob *job, const char *trace G_GNUC_UNUSED)
{
	send_text(job, "{\"lasare\":\"1\",\"slag\":\"dokument\",\"delar\":[{\"offset\":0,\"storlek\":4096,\"sha256\":\"00\"}],"
		"\"rapporter\":[{\"type\":\"ovrigt\"}]}");
	_exit(0);
}

static void
answer_in_another_type(const DiExtractJob *job, const char *trace G_GNUC_UNUSED)
{
	const char text[] = "{\"lasare\":\"1\",\"slag\":\"dokument\",\"rapporter\":[{\"type\":\"ovrigt\"}]}";

	(void)!di_frame_send(job->answer_fd, DI_EXTRACT_ENDED, text, strlen(text), NULL, 0, NULL);
	_exit(0);
}

static void
answer_and_go_on(const DiExtractJob *job, const char *trace)
{
	send_text(job, "{\"lasare\":\"1\",\"slag\":\"dokument\",\"rapporter\":[{\"type\":\"ovrigt\"}]}");
	loop(job, trace);
}

static void
flood(const DiExtractJob *job, const char *trace G_GNUC_UNUSED)
{
	static const char claim[8] = "\xff\xff\xff\xff\x02";
	static char chunk[65536];

	(void)!write(job->answer_fd, claim, sizeof claim);
	for (;;)
		(void)!write(job->answer_fd, chunk, sizeof chunk);
}

static void
write_past_the_cap(const DiExtractJob *job, const char *trace G_GNUC_UNUSED)
{
	static char chunk[1 << 20];

	for (int i = 0; i < 400; i++)
		(void)!write(job->parts_fd, chunk, sizeof chunk);
	_exit(ESCAPED);
}

static void
change_the_document(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	escaped_if(pwrite(DI_EXTRACT_FD, "x", 1, 0) >= 0);
}

static void
make_memory_that_runs(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	escaped_if(page == MAP_FAILED || mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0);
	escaped_if(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
}

static void
raise_its_limits(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

	escaped_if(setrlimit(RLIMIT_AS, &limit) == 0);
}

static void
kill_its_parent(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	kill((pid_t)syscall(SYS_getppid), SIGKILL);
	_exit(ESCAPED);
}

static void
abort_somebody_else(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	for (long pid = getpid() - 1; pid > getpid() - 3; pid--)
		syscall(SYS_tgkill, pid, pid, SIGABRT);
	_exit(ESCAPED);
}

static void
trace_its_parent(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	ptrace(PTRACE_ATTACH, 1, NULL, NULL);
	_exit(ESCAPED);
}

static void
look_for_descriptors(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	struct stat about;

	for (int fd = DI_EXTRACT_FD + 3; fd < 1024; fd++)
		escaped_if(fstat(fd, &about) == 0);
}

static void
look_at_the_environment(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	for (char **one = environ; one && *one; one++)
		escaped_if(!g_str_has_prefix(*one, "TZ="));
}

static void
end_without_a_word(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	_exit(0);
}

static void
end_with_an_error(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	_exit(3);
}

static void
blame_the_machine(const DiExtractJob *job G_GNUC_UNUSED, const char *trace G_GNUC_UNUSED)
{
	_exit(EX_OSERR);
}

static void
touch_what_is_not_there(const DiExtractJob *job, const char *trace G_GNUC_UNUSED)
{
	*(volatile char *)((uintptr_t)job->parts_fd * 16) = 1;
}

static const struct Misdeed {
	const char *word;
	void (*commit)(const DiExtractJob *job, const char *trace);
} misdeeds[] = {
	/* clang-format off */
	{"open-to-write", open_to_write},
	{"open-to-read", open_to_read},
	{"stat", look_at_a_file},
	{"mkdir", make_a_folder},
	{"socket", open_a_socket},
	{"fork", fork_itself},
	{"thread", start_a_thread},
	{"exec", run_a_program},
	{"memory-glib", eat_memory_as_glib},
	{"memory-abort", eat_memory_as_abort},
	{"loop", loop},
	{"wait", wait_for_ever},
	{"loop-deaf", loop_and_refuse_to_end},
	{"nonsense", answer_nonsense},
	{"lie", answer_a_lie},
	{"other-type", answer_in_another_type},
	{"answer-and-go-on", answer_and_go_on},
	{"flood", flood},
	{"parts", write_past_the_cap},
	{"change-document", change_the_document},
	{"run-memory", make_memory_that_runs},
	{"limits", raise_its_limits},
	{"kill-parent", kill_its_parent},
	{"abort-other", abort_somebody_else},
	{"ptrace", trace_its_parent},
	{"descriptors", look_for_descriptors},
	{"environment", look_at_the_environment},
	{"exit", end_without_a_word},
	{"exit-error", end_with_an_error},
	{"exit-oserr", blame_the_machine},
	{"segfault", touch_what_is_not_there},
	/* clang-format on */
};

static gboolean
is_avoided(const DiExtractJob *job, guint32 at)
{
	for (gsize i = 0; i < job->n_avoided; i++)
		if (job->avoided[i].at == at)
			return TRUE;
	return FALSE;
}

/* "X-Dies-At: 3 4" in a mail: dies there, unless it is to be avoided. "3 wait": then it never ends. "lie": answers what it may not, unless
 * the header alone is asked for. */
static void
die_where_told(const DiExtractJob *job, const char *text)
{
	const char *field = strstr(text, "X-Dies-At: ");
	g_autofree char *line = field ? g_strndup(field + 11, strcspn(field + 11, "\n")) : g_strdup("");
	g_auto(GStrv) words = g_strsplit(line, " ", -1);

	for (guint i = 0; words[i]; i++) {
		guint32 at = (guint32)g_ascii_strtoull(words[i], NULL, 10);

		if (g_str_equal(words[i], "wait"))
			wait_for_ever(job, NULL);
		if (g_str_equal(words[i], "lie"))
			at = DI_EXTRACT_AT_MAIL;
		if (g_str_equal(words[i], "lie") && !is_avoided(job, at))
			answer_a_lie(job, NULL);
		if (is_avoided(job, at))
			continue;
		(void)!write(job->parts_fd, &at, sizeof at);
		abort();
	}
}

/* "X-Busy: 1500" in a mail: so many milliseconds of the processor, before it is read like any other. */
static void
be_busy(const DiExtractJob *job, const char *text)
{
	const char *field = strstr(text, "X-Busy: ");
	guint64 ms = field ? g_ascii_strtoull(field + 8, NULL, 10) : 0;
	guint32 at = DI_EXTRACT_AT_MAIL;

	if (!field || is_avoided(job, at) || write(job->parts_fd, &at, sizeof at) != sizeof at || lseek(job->parts_fd, 0, SEEK_SET) != 0)
		return;
	while ((guint64)clock() * 1000 / CLOCKS_PER_SEC < ms)
		for (volatile int i = 0; i < 1000000; i++)
			continue;
}

/* "!WORD TRACE\n" */
static int
misbehave(const DiExtractJob *job)
{
	gsize size;
	const char *text = g_bytes_get_data(job->document, &size);
	g_autofree char *line = g_strndup(text, size);
	g_auto(GStrv) words = g_strsplit_set(line, " \n", 3);

	for (guint i = 0; words[0] && words[0][0] == '!' && words[1] && i < G_N_ELEMENTS(misdeeds); i++)
		if (g_str_equal(words[0] + 1, misdeeds[i].word))
			misdeeds[i].commit(job, words[1]);
	die_where_told(job, line);
	be_busy(job, line);
	return di_extract_read(job);
}

int
main(int argc, char **argv)
{
	static const DiExtractLimits limits = {.cpu_s = 1, .wall_ms = 2500, .memory_bytes = (gsize)256 << 20};

	DiExtractLife life = argc > 2 && g_str_equal(argv[2], "--once") ? DI_EXTRACT_ONCE : DI_EXTRACT_SHARED;

	if (argc > 2 && g_str_equal(argv[2], "--kept")) /* in the real one's place beside diaried */
		return di_extract_serve_with(argv[1], DI_EXTRACT_KEPT, misbehave, NULL);
	return argc > 1 ? di_extract_serve_with(argv[1], life, misbehave, &limits) : 1;
}
