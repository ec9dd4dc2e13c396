/* The lower walls around the server itself: it reads files and forks, and nothing more. */
#include "../../src/extract/walls.h"
#include "../unit/table.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REFUSED = 0, DONE = 1 };

static char *folder;

static int
open_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? DONE : REFUSED;
}

static int
run_a_program(void)
{
	execl("/bin/true", "true", NULL);
	return REFUSED;
}

static int
write_a_file(void)
{
	g_autofree char *path = g_build_filename(folder, "trace", NULL);

	return open(path, O_WRONLY | O_CREAT, 0600) >= 0 ? DONE : REFUSED;
}

static int
remove_a_folder(void)
{
	return g_rmdir(folder) == 0 ? DONE : REFUSED;
}

static int
read_a_file(void)
{
	return open("/proc/self/stat", O_RDONLY) >= 0 ? DONE : REFUSED;
}

static int
end_a_child(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		for (;;)
			pause();
	return pid > 0 && kill(pid, SIGKILL) == 0 && waitpid(pid, &status, 0) == pid ? DONE : REFUSED;
}

static const struct Row {
	const char *sentence;
	int (*act)(void);
	gboolean may, needs_filter;
} rows[] = {
	/* clang-format off */
	{"it may not open a socket", open_a_socket, FALSE, TRUE},
	{"it may not run another program", run_a_program, FALSE, TRUE},
	{"it may not write a file", write_a_file, FALSE, FALSE},
	{"it may not remove a folder", remove_a_folder, FALSE, FALSE},
	{"it may read a file: libraries are still to be loaded", read_a_file, TRUE, FALSE},
	{"it may end its own children", end_a_child, TRUE, FALSE},
	/* clang-format on */
};

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiWalls) walls = di_walls_new(NULL, NULL);
	int status = 0;
	pid_t pid;

#if defined(DI_SANITIZERS) || defined(DI_COVERAGE)
	if (row->needs_filter || !row->may) {
		print_message("# not tried: this build has no walls\n");
		return;
	}
#endif
	assert_non_null(walls);
	pid = fork();
	if (pid == 0) {
		struct rlimit none = {0, 0};

		setrlimit(RLIMIT_CORE, &none);
		di_walls_raise_for_server(walls);
		_exit(row->act());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (row->may)
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == DONE);
	else
		assert_true((WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) ||
			(WIFEXITED(status) && WEXITSTATUS(status) == REFUSED && !row->needs_filter));
}

/* A limit that the filter makes needless is a second wall, for a kernel or a build in which the first has a hole. */
static const struct LimitRow {
	const char *sentence;
	__rlimit_resource_t resource;
	rlim_t soft, hard;
	gboolean everywhere; /* a sanitizer or coverage build has it, too */
} limits[] = {
	{"a child's memory", RLIMIT_AS, 300 << 20, 300 << 20, FALSE},
	{"no new descriptor", RLIMIT_NOFILE, 0, 0, FALSE},
	{"no new process", RLIMIT_NPROC, 0, 0, FALSE},
	{"a child's processor time", RLIMIT_CPU, 7, 8, TRUE},
	{"what a child may write", RLIMIT_FSIZE, DI_EXTRACT_PARTS_MAX, DI_EXTRACT_PARTS_MAX, TRUE},
	{"no core file", RLIMIT_CORE, 0, 0, TRUE},
};

static void
check_limit(void **state)
{
	const struct LimitRow *row = *state;
	const DiExtractLimits given = {.cpu_s = 7, .wall_ms = 1000, .memory_bytes = 300 << 20};
	int status;
	pid_t pid;

#if defined(DI_SANITIZERS) || defined(DI_COVERAGE)
	if (!row->everywhere)
		return;
#endif
	pid = fork();
	if (pid == 0) {
		struct rlimit now;

		di_limits_set(&given);
		_exit(getrlimit(row->resource, &now) == 0 && now.rlim_cur == row->soft && now.rlim_max == row->hard ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

int
main(void)
{
	int failed;

	folder = g_dir_make_tmp("diarie-walls-XXXXXX", NULL);
	ADD_ROWS(rows, check);
	ADD_ROWS(limits, check_limit);
	failed = run_table("server-walls");
	g_rmdir(folder);
	return failed;
}
