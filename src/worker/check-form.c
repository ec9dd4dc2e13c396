/* Asks diarie-extract what is wrong with a form's description. A process of its own, with the text on its standard input
 * and nothing else; what comes back is read as a stranger's. */
#include <diarie/worker.h>

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum { SAID_BYTES_MAX = 4 << 20, MISTAKES_MAX = 1000 };

void
di_form_fault_free(gpointer data)
{
	DiFormFault *fault = data;

	if (!fault)
		return;
	g_free(fault->text);
	g_free(fault);
}

/* Its processor time is bounded by its own walls, and it waits for nobody. -1: it did not end by itself. */
static int
run(const char *program, int in, int out)
{
	char *argv[] = {(char[]){"diarie-extract"}, (char[]){"--check-form"}, NULL};
#ifdef DI_SANITIZERS
	g_autofree char *asan = g_strconcat("ASAN_OPTIONS=", getenv("ASAN_OPTIONS") ? getenv("ASAN_OPTIONS") : "", NULL);
	char *environment[] = {asan, NULL};
#else
	char *environment[] = {NULL};
#endif
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

/* "LINE<tab>text"; what is not so is left out. */
static GPtrArray *
faults_of(GBytes *said)
{
	GPtrArray *faults = g_ptr_array_new_with_free_func(di_form_fault_free);
	gsize size;
	const char *data = g_bytes_get_data(said, &size);
	g_autofree char *text = di_text_from_bytes(data ? data : "", (gssize)size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", MISTAKES_MAX);

	for (guint i = 0; lines[i]; i++) {
		const char *tab = strchr(lines[i], '\t');
		DiFormFault *fault = tab ? g_new0(DiFormFault, 1) : NULL;

		if (!fault)
			continue;
		fault->line = (int)g_ascii_strtoll(lines[i], NULL, 10);
		fault->text = g_strdup(tab + 1);
		g_ptr_array_add(faults, fault);
	}
	return faults;
}

GPtrArray *
di_extractor_check_form(GBytes *bytes, GError **error)
{
	g_autofree char *program = di_path_helper("diarie-extract");
	DI_AUTO_FD in = di_fd_sealed("diarie-form", bytes, error);
	DI_AUTO_FD out = memfd_create("diarie-form-mistakes", MFD_CLOEXEC);
	g_autoptr(GBytes) said = NULL;
	int status;

	if (in < 0)
		return NULL;
	status = out < 0 ? -1 : run(program, in, out);
	if (status != EX_OK && status != EX_DATAERR) {
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "'%s' could not look at the form (status %d); is diarie installed "
			"completely?", program, status);
		return NULL;
	}
	said = lseek(out, 0, SEEK_SET) == 0 ? di_fd_read_all(out, SAID_BYTES_MAX, error) : NULL;
	return said ? faults_of(said) : NULL;
}
