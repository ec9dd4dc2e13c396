/* After the login the helper can talk and end, nothing else: each forbidden call is tried in a child. */
#include "../../src/mailbox/source.h"
#include "table.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static gboolean open_to_read(void) { return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0; }
static gboolean open_to_write(void) { return open("/tmp/diarie-cage", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0; }
static gboolean make_socket(void) { return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0; }
static gboolean make_unix_socket(void) { return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0; }
static gboolean make_pair(void) { int pair[2]; return socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0; }
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
executable_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static gboolean
memory_made_executable(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED || mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static const struct WallRow {
	const char *sentence;
	gboolean (*escapes)(void);
} walls[] = {
	{"no file is read", open_to_read},
	{"no file is written", open_to_write},
	{"no network socket", make_socket},
	{"no socket to other programs", make_unix_socket},
	{"no pair of sockets", make_pair},
	{"no child", fork_again},
	{"no program", run_program},
	{"no tracing", trace},
	{"no signals to others", signal_parent},
	{"no file goes", unlink_file},
	{"no file changes its mode", change_mode},
	{"not dumpable again", become_dumpable},
	{"no executable memory", executable_memory},
	{"no memory made executable", memory_made_executable},
};

static int
outcome(gboolean (*escapes)(void))
{
	pid_t pid = fork();
	int status = -1;

	if (pid == 0) {
		if (!di_limits_start(NULL) || !di_limits_connected(NULL))
			_exit(2);
		_exit(escapes ? escapes() : 0);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
check_wall(void **state)
{
#if defined(DI_SANITIZERS) || defined(DI_COVERAGE)
	(void)state;
	print_message("# not tried: this build has no walls\n");
	return;
#else
	const struct WallRow *row = *state;

	assert_int_equal(outcome(row->escapes), 0);
#endif
}

static gboolean
cannot_talk(void)
{
	g_autofree char *much = g_malloc0(8 << 20);

	return write(STDERR_FILENO, "", 0) != 0 || much[4 << 20] || g_get_monotonic_time() <= 0;
}

static void
talking_remains(void **state G_GNUC_UNUSED)
{
	assert_int_equal(outcome(cannot_talk), 0);
}

int
main(void)
{
	ADD_ROWS(walls, check_wall);
	ADD_TEST(talking_remains);
	return run_table("mailbox-cage");
}
