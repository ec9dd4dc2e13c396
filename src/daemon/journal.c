/* Journal entries with fields, where standard error is the journal's; else lines on standard error. The journal's own
 * protocol is a datagram of NAME=VALUE lines (systemd's "Native Journal Protocol", which is stable); no value has line breaks here. */
#include <diarie/daemon.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static DiFd journal = -1;

/* systemd.exec(5): JOURNAL_STREAM names device and inode of the stream that the journal reads. */
static gboolean
stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat info;

	return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 && fstat(STDERR_FILENO, &info) == 0 &&
		info.st_dev == device && info.st_ino == inode;
}

static void
to_journal(DiLogLevel level, const char *message, const DiLogField *fields)
{
	g_autoptr(GString) entry = g_string_new(NULL);

	g_string_printf(entry, "MESSAGE=%s\nPRIORITY=%d\nSYSLOG_IDENTIFIER=diaried\n", message, (int)level);
	for (; fields->name; fields++) {
		g_autofree char *value = fields->value ? di_text_visible(fields->value, FALSE) : NULL;

		if (value)
			g_string_append_printf(entry, "%s=%s\n", fields->name, value);
	}
	if (send(journal, entry->str, entry->len, MSG_NOSIGNAL) < 0) /* restarted, or too long an entry: its stream takes the line */
		fprintf(stderr, "<%d>%s\n", (int)level, message);
}

void
di_journal_use(const char *socket_path)
{
	if (journal < 0 && stderr_is_journal())
		journal = di_datagram_open(socket_path);
	if (journal >= 0)
		di_log_set_sink(to_journal);
}
