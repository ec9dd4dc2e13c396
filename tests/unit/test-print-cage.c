/* What sets papers reads fonts and answers, nothing else: each forbidden call is tried in a child, and a paper is set in one. */
#include <diarie/print.h>
#include "table.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#endif

static gboolean open_to_read(void) { return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0; }
static gboolean open_own_memory(void) { return open("/proc/self/mem", O_RDONLY | O_CLOEXEC) >= 0; }
static gboolean list_root(void) { return open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC) >= 0; }
static gboolean open_to_write(void) { return open("/dev/null", O_WRONLY | O_CLOEXEC) >= 0; }
static gboolean open_to_make(void) { return open("/usr/diarie-cage", O_RDONLY | O_CREAT | O_CLOEXEC, 0600) >= 0; }
static gboolean make_socket(void) { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0; }
static gboolean make_unix_socket(void) { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0; }
static gboolean fork_again(void) { return fork() >= 0; }
static gboolean trace(void) { return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0; }
static gboolean signal_parent(void) { return kill(getppid(), 0) == 0; }
static gboolean unlink_file(void) { return unlink("/tmp/diarie-cage-none") == 0 || errno == ENOENT; }
static gboolean change_mode(void) { return chmod("/tmp/diarie-cage-none", 0) == 0 || errno == ENOENT; }
static gboolean become_dumpable(void) { return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0; }

static gboolean
run_program(void)
{
	execl("/bin/true", "true", NULL);
	return errno != EPERM;
}

static gboolean
change_limit(void)
{
	const struct rlimit limit = {1, 1};

	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static gboolean
memory_made_executable(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED || mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0 ||
		mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static const struct WallRow {
	const char *sentence;
	gboolean (*escapes)(void);
	gboolean by_landlock; /* not every kernel has it */
} walls[] = {
	{"no file but fonts is read", open_to_read, TRUE},
	{"nor its own memory", open_own_memory, TRUE},
	{"no folder is listed", list_root, TRUE},
	{"no file is written", open_to_write, FALSE},
	{"no file is made among the fonts", open_to_make, FALSE},
	{"no network socket", make_socket, FALSE},
	{"no socket to other programs", make_unix_socket, FALSE},
	{"no child", fork_again, FALSE},
	{"no program", run_program, FALSE},
	{"no tracing", trace, FALSE},
	{"no signals to others", signal_parent, FALSE},
	{"no file goes", unlink_file, FALSE},
	{"no file changes its mode", change_mode, FALSE},
	{"not dumpable again", become_dumpable, FALSE},
	{"no limit is moved", change_limit, FALSE},
	{"no memory made executable", memory_made_executable, FALSE},
};

static int
outcome(gboolean (*escapes)(void))
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0)
		_exit(di_print_walls(NULL) ? escapes() : 2);
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
check_wall(void **state)
{
#if defined(DI_SANITIZERS) || defined(DI_COVERAGE)
	(void)state;
	(void)outcome;
	print_message("# not tried: this build has no walls\n");
#else
	const struct WallRow *row = *state;

	if (row->by_landlock && syscall(SYS_landlock_create_ruleset, NULL, 0, 1) < 1)
		skip();
	assert_int_equal(outcome(row->escapes), 0);
#endif
}

/* The SHA-256 of a paper that a child has set, behind the walls or not; of nothing where it failed. */
static char *
paper_set(gboolean caged)
{
	int ends[2], status;
	pid_t pid;
	g_autoptr(GBytes) said = NULL;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		g_autoptr(DiPaper) paper = di_paper_new("Insatserna", "Räksmörgås, ½ och „citat“", "Förbundet", 0);
		g_autoptr(GBytes) pdf = NULL;

		di_paper_heading(paper, 1, "Läget");
		di_paper_text(paper, "Ett stycke med åäö, – och ✓ från ett annat teckensnitt.");
		if (!caged || di_print_walls(NULL))
			pdf = di_print_pdf(paper, NULL);
		if (pdf &&
			!di_fd_write_all(ends[1], g_bytes_get_data(pdf, NULL), g_bytes_get_size(pdf), NULL))
			_exit(1);
		_exit(0);
	}
	close(ends[1]);
	said = di_fd_read_all(ends[0], 1 << 24, NULL);
	close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_true(g_bytes_get_size(said) > 2000);
	return g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, said);
}

/* No font was out of reach. */
static void
the_paper_is_the_same(void **state G_GNUC_UNUSED)
{
	g_autofree char *inside = paper_set(TRUE), *outside = paper_set(FALSE);

	assert_string_equal(inside, outside);
}

int
main(void)
{
	ADD_ROWS(walls, check_wall);
	ADD_TEST(the_paper_is_the_same);
	return run_table("print-cage");
}
