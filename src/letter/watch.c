/* A server that is silent must keep neither the mails that wait behind a letter nor a stop: systemd waits 90 seconds, then kills, and a letter
 * that was under way then is uncertain for good, even one of which nothing had been given. Before the text there is nothing to lose but
 * time. After it there is: the longer the last reply is waited for, the fewer letters are uncertain (RFC 5321, 4.5.3.2.6, asks for ten minutes). */
#include "watch.h"

void
di_watch_begin(DiWatch *watch)
{
	watch->stop_us = 0;
	di_watch_heard(watch);
}

void
di_watch_heard(DiWatch *watch)
{
	watch->heard_us = g_get_monotonic_time();
}

static gboolean
is_past(gint64 since_us, int seconds)
{
	return g_get_monotonic_time() - since_us >= (gint64)seconds * G_USEC_PER_SEC;
}

char *
di_watch_give_up(DiWatch *watch, gboolean text_given)
{
	if (watch->alive)
		watch->alive();
	if (watch->stop_us == 0 && watch->is_stopping && watch->is_stopping())
		watch->stop_us = g_get_monotonic_time();
	if (watch->stop_us != 0 && !text_given)
		return g_strdup("diarie was stopped before the letter was given");
	if (watch->stop_us != 0 && is_past(watch->stop_us, watch->patience.stop_s))
		return g_strdup_printf("diarie was stopped, and the server did not say within %d seconds whether it has taken the letter",
			watch->patience.stop_s);
	if (!text_given && is_past(watch->heard_us, watch->patience.silent_s))
		return g_strdup_printf("the server has said nothing for %d seconds", watch->patience.silent_s);
	return NULL;
}
