/* How both helpers are started. Private to this room. */
#pragma once

#include <diarie/base.h>

#include <sys/types.h>

/* A helper's: empty, but for what a sanitizer wants to be told. Free it. */
char **di_helper_environment(void) G_GNUC_WARN_UNUSED_RESULT;

/* Starts PROGRAM with the socket END as its descriptor FD (3): standard error stays (the journal), standard input and output are
 * /dev/null, all else is closed; no environment, no signal blocked or ignored, a process group of its own. 0, or an errno. */
int di_helper_spawn(const char *program, char *const argv[], int end, int fd, pid_t *pid_out);

/* ask.c: runs diarie-extract with OPTION and QUESTION on its standard input; its exit status, and at most LIMIT_BYTES of what it
 * said. -1 and ERROR (DI_ERROR_TEMPORARY): it could not be asked. */
int di_helper_ask(const char *option, GBytes *question, size_t limit_bytes, GBytes **said_out, GError **error);
/* The same of another helper of ours; OPTION NULL: none. */
int di_program_ask(const char *name, const char *option, GBytes *question, size_t limit_bytes, GBytes **said_out, GError **error);
