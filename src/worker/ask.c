/* Asks a helper one thing: a process of its own, with the question on its standard input, the answer on its standard output,
 * and nothing else. What comes back is read as a stranger's. */
#include <diarie/worker.h>

#include <errno.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "spawn.h"

/* Its processor time is bounded by its own walls, and it waits for nobody. -1: it did not end by itself. */
static int
run(const char *program, const char *option, int in, int out)
{
	g_autofree char *word = g_strdup(option);
	g_autofree char *name = g_path_get_basename(program);
	char *argv[] = {name, word, NULL};
	g_auto(GStrv) environment = di_helper_environment();
	posix_spawn_file_actions_t actions;
	pid_t pid = 0;
	int failed, status = 0;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	failed = posix_spawn(&pid, program, &actions, NULL, argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	while (!failed && waitpid(pid, &status, 0) < 0)
		failed = errno == EINTR ? 0 : errno;
	return !failed && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int
di_helper_ask(const char *option, GBytes *question, size_t limit_bytes, GBytes **said_out, GError **error)
{
	return di_program_ask("diarie-extract", option, question, limit_bytes, said_out, error);
}

int
di_program_ask(const char *name, const char *option, GBytes *question, size_t limit_bytes, GBytes **said_out, GError **error)
{
	g_autofree char *program = di_path_helper(name);
	DI_AUTO_FD in = di_fd_sealed("diarie-question", question, error);
	DI_AUTO_FD out = memfd_create("diarie-answer", MFD_CLOEXEC);
	int status;

	*said_out = NULL;
	if (in < 0)
		return -1;
	status = out < 0 ? -1 : run(program, option, in, out);
	if (status < 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "'%s%s%s' did not end as it should; is diarie installed completely?", program,
			option ? " " : "", option ? option : "");
		return -1;
	}
	*said_out = lseek(out, 0, SEEK_SET) == 0 ? di_fd_read_all(out, limit_bytes, error) : NULL;
	return *said_out ? status : -1;
}
