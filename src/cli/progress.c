/* How far it has come, on a terminal, once it has taken longer than a second. */
#include "verbs.h"

#include <stdio.h>
#include <unistd.h>

static gint64 began, told;

void
di_progress(const DiCli *cli, const char *what, guint done, guint all)
{
	gint64 now = g_get_monotonic_time();

	if (!done || !began) {
		began = now;
		told = 0;
	}
	if (cli->args->quiet || cli->screen.plain || !isatty(STDERR_FILENO))
		return;
	if (done >= all && told)
		fputs("\r\033[K", stderr);
	else if (done < all && now - began > G_USEC_PER_SEC && now - told > G_USEC_PER_SEC / 10) {
		fprintf(stderr, "\r%s %u av %u\033[K\r", what, done, all);
		told = now;
	}
}
