/* A pager for what is read at leisure: less(1), or what DIARIE_PAGER or PAGER names. Only on a terminal; what fits on the screen
 * is not held up. All that goes through has been cleaned, so of the escapes only our own colours are let pass (less -R). */
#include "verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *
pager_named(void)
{
	const char *ours = getenv("DIARIE_PAGER"), *general = getenv("PAGER");
	const char *named = ours ? ours : general && *general ? general : "less";

	return *named && !g_str_equal(named, "cat") ? named : NULL;
}

static void
run_pager(const char *pager, int read_end)
{
	dup2(read_end, STDIN_FILENO);
	setenv("LESS", "FRX", 0);
	setenv("LESSCHARSET", "utf-8", 0);
	setenv("LESSSECURE", "1", 1); /* no shell, no files from within */
	execl("/bin/sh", "sh", "-c", pager, NULL);
	_exit(127);
}

pid_t
di_pager_begin(const DiCli *cli)
{
	const char *pager = pager_named();
	int ends[2];
	pid_t child;

	if (!pager || cli->args->json || cli->screen.plain || !isatty(STDOUT_FILENO) || !isatty(STDIN_FILENO))
		return 0;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return 0;
	fflush(stdout);
	child = fork();
	if (child == 0)
		run_pager(pager, ends[0]);
	if (child > 0)
		dup2(ends[1], STDOUT_FILENO);
	close(ends[0]);
	close(ends[1]);
	return MAX(child, 0);
}

/* The person may leave before the end: then the rest has nowhere to go, and that is no failure. */
void
di_pager_end(pid_t pager)
{
	int status;

	if (pager <= 0)
		return;
	fflush(stdout);
	clearerr(stdout);
	close(STDOUT_FILENO);
	while (waitpid(pager, &status, 0) < 0 && errno == EINTR)
		;
	(void)!open("/dev/null", O_WRONLY | O_CLOEXEC);
}
