/* What a server says when it wants to be left in peace: a pure rule. */
#include <diarie/daemon.h>

#include <string.h>

enum { MOST_S = 3600 };

/* Exchange: "Request is throttled. Suggested Backoff Time: 299961 milliseconds" */
int
di_patience_s(const char *said)
{
	static const char mark[] = "Suggested Backoff Time:";
	const char *found = strstr(said, mark);
	gint64 ms = found ? g_ascii_strtoll(found + strlen(mark), NULL, 10) : 0;

	return ms <= 0 ? 0 : (int)MIN(ms / 1000 + 1, MOST_S);
}
