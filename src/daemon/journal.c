/* Journal entries with fields, where standard error is the journal's; else lines on standard error. */
#include <diarie/daemon.h>

#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

enum { FIELDS_MAX = 8 };

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
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	struct iovec parts[FIELDS_MAX + 2];

	g_ptr_array_add(lines, g_strdup_printf("MESSAGE=%s", message));
	g_ptr_array_add(lines, g_strdup_printf("PRIORITY=%d", (int)level));
	for (; fields->name && lines->len < G_N_ELEMENTS(parts); fields++) {
		g_autofree char *value = fields->value ? di_text_visible(fields->value, FALSE) : NULL;

		if (value)
			g_ptr_array_add(lines, g_strdup_printf("%s=%s", fields->name, value));
	}
	for (guint i = 0; i < lines->len; i++)
		parts[i] = (struct iovec){lines->pdata[i], strlen(lines->pdata[i])};
	sd_journal_sendv(parts, (int)lines->len);
}

void
di_journal_use(void)
{
	if (stderr_is_journal())
		di_log_set_sink(to_journal);
}
