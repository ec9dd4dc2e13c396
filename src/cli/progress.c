/* What takes longer than a second says so, on a terminal, in a line that wipes itself: how far it has come, or how long it has taken.
 * A thread of its own writes it, since most of what is slow is one long call. It begins with the first di_busy and ends with di_busy_over. */
#include "verbs.h"

#include <stdio.h>
#include <unistd.h>

enum { FIRST_MS = 1000, EACH_MS = 200 };

static struct {
	GMutex lock; /* over all below, and the line itself */
	GCond changed;
	GThread *thread; /* NULL: nothing is shown, or nobody would see it */
	const char *what;
	guint done, all; /* all 0: nobody knows */
	gboolean is_over, is_shown;
} line;

static void
wipe(void)
{
	if (line.is_shown)
		(void)!write(STDERR_FILENO, "\r\033[K", 4);
	line.is_shown = FALSE;
}

static void
paint(gint64 began)
{
	int seconds = (int)((g_get_monotonic_time() - began) / G_USEC_PER_SEC);
	char text[160];
	int n = line.all > 1 ? snprintf(text, sizeof text, "\r%s: %u av %u\033[K\r", line.what, line.done, line.all)
		: snprintf(text, sizeof text, "\r%s … %d s\033[K\r", line.what, seconds);

	(void)!write(STDERR_FILENO, text, (size_t)MIN(n, (int)sizeof text - 1));
	line.is_shown = TRUE;
}

static gpointer
tell(gpointer data G_GNUC_UNUSED)
{
	gint64 began = g_get_monotonic_time(), until = began + FIRST_MS * G_TIME_SPAN_MILLISECOND;

	g_mutex_lock(&line.lock);
	while (!line.is_over) {
		if (g_cond_wait_until(&line.changed, &line.lock, until))
			continue;
		paint(began);
		until = g_get_monotonic_time() + EACH_MS * G_TIME_SPAN_MILLISECOND;
	}
	wipe();
	g_mutex_unlock(&line.lock);
	return NULL;
}

void
di_busy(const DiCli *cli, const char *what)
{
	if (cli->args->quiet || cli->screen.plain || !isatty(STDERR_FILENO))
		return;
	g_mutex_lock(&line.lock);
	line.what = what;
	line.done = line.all = 0;
	g_mutex_unlock(&line.lock);
	if (line.thread)
		return;
	line.is_over = FALSE;
	line.thread = g_thread_new("busy", tell, NULL);
}

void
di_busy_at(guint done, guint all)
{
	if (!line.thread)
		return;
	g_mutex_lock(&line.lock);
	line.done = done;
	line.all = all;
	g_mutex_unlock(&line.lock);
}

void
di_busy_wipe(void)
{
	if (!line.thread)
		return;
	g_mutex_lock(&line.lock);
	wipe();
	g_mutex_unlock(&line.lock);
}

void
di_busy_over(void)
{
	if (!line.thread)
		return;
	g_mutex_lock(&line.lock);
	line.is_over = TRUE;
	g_cond_signal(&line.changed);
	g_mutex_unlock(&line.lock);
	g_thread_join(g_steal_pointer(&line.thread));
}
