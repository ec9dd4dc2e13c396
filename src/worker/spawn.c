/* Starts a helper with nothing but a socket and standard error. */
#include "spawn.h"

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <unistd.h>

char **
di_helper_environment(void)
{
	g_autoptr(GStrvBuilder) words = g_strv_builder_new();
#ifdef DI_SANITIZERS
	static const char *const kept[] = {"ASAN_OPTIONS", "LSAN_OPTIONS"};

	for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
		g_autofree char *word = g_strconcat(kept[i], "=", getenv(kept[i]) ? getenv(kept[i]) : "", NULL);

		g_strv_builder_add(words, word);
	}
#endif
	return g_strv_builder_end(words);
}

int
di_helper_spawn(const char *program, char *const argv[], int end, int fd, pid_t *pid_out)
{
	g_auto(GStrv) environment = di_helper_environment();
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
