/* Starts a helper with nothing but a socket and standard error. */
#include "spawn.h"

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <unistd.h>

int
di_helper_spawn(const char *program, char *const argv[], int end, int fd, pid_t *pid_out)
{
#ifdef DI_SANITIZERS
	g_autofree char *asan = g_strconcat("ASAN_OPTIONS=", getenv("ASAN_OPTIONS") ? getenv("ASAN_OPTIONS") : "", NULL);
	char *environment[] = {asan, NULL};
#else
	char *environment[] = {NULL};
#endif
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int failed;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	posix_spawn_file_actions_adddup2(&actions, end, fd);
	posix_spawn_file_actions_addclosefrom_np(&actions, fd + 1);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	failed = posix_spawn(pid_out, program, &actions, &attributes, argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return failed;
}
