/* How long a server is left in peace: pure rules. */
#include <diarie/daemon.h>

#include <string.h>

enum { FIRST_S = 60, MOST_S = 3600 };

/* Exchange: "Request is throttled. Suggested Backoff Time: 299961 milliseconds" */
int
di_patience_s(const char *said)
{
	static const char mark[] = "Suggested Backoff Time:";
	const char *found = strstr(said, mark);
	gint64 ms = found ? g_ascii_strtoll(found + strlen(mark), NULL, 10) : 0;

	return ms <= 0 ? 0 : (int)MIN(ms / 1000 + 1, MOST_S);
}

/* A minute is less than the first five of a letter that did not go: where only that one letter meets silence, the others go before it is
 * tried again. */
int
di_patience_silent_s(guint times)
{
	return times == 0 ? 0 : (int)di_clock_rest(FIRST_S, times - 1, MOST_S);
}
