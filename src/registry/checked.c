/* When a large register was looked through last, beside it and in the instance's hands alone: `diarie.db.kontroll`.
 *
 * The daemon looks through every page before it goes on with a register, which takes a minute for a million reports. A daemon that ended well
 * left the file whole and on the disk; where nobody has written to it since, its next start would look at what it has just worked with, as if
 * it had not been stopped. So it notes when it ends, after SQLite has emptied the write-ahead log: the day of the last look, and by what the file is
 * known to be the same (inode, size, moments of change). The note is taken away for good before anything else is done: after a crash, a power cut, a copy
 * put back, a write by anybody, there is none that fits, and every page is looked at. So it is every week, and always while the register is small. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	LARGE_BYTES = 64 << 20, /* below it every start looks: a tenth of a second */
	VALID_S = 7 * 86400,
	NOTE_MAX_BYTES = 1024,
};

static char *
note_path(const DiRegistry *registry)
{
	return g_strconcat(registry->config->diarium.database, ".kontroll", NULL);
}

/* By what the database is known; NULL: it is small, its write-ahead log holds something, or it has not this inode (0: whichever). */
static char *
mark_of(const DiRegistry *registry, guint64 inode)
{
	const char *database = registry->config->diarium.database;
	g_autofree char *wal = g_strconcat(database, "-wal", NULL);
	struct stat about, log;

	if (stat(database, &about) != 0 || about.st_size < LARGE_BYTES || (stat(wal, &log) == 0 ? log.st_size > 0 : errno != ENOENT))
		return NULL;
	if (inode && inode != about.st_ino)
		return NULL;
	return g_strdup_printf("%" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld %" G_GINT64_FORMAT ".%09ld\n",
		(guint64)about.st_ino, (gint64)about.st_size, (gint64)about.st_mtim.tv_sec, about.st_mtim.tv_nsec,
		(gint64)about.st_ctim.tv_sec, about.st_ctim.tv_nsec);
}

/* The note, which is gone then; NULL: there is none, or it could come back after a power cut. */
static char *
take_note(const DiRegistry *registry)
{
	g_autofree char *path = note_path(registry);
	g_autoptr(GBytes) bytes = di_file_read(path, NOTE_MAX_BYTES, NULL);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;

	if ((unlink(path) != 0 && errno != ENOENT) || !text || !di_folder_sync_of(path, NULL))
		return NULL;
	return g_strndup(text, size);
}

gboolean
di_checked_is_fresh(DiRegistry *registry)
{
	g_autofree char *note = take_note(registry), *mark = mark_of(registry, 0);
	DiTime now = di_clock_now();
	char *rest = NULL;
	gint64 looked_s = note ? g_ascii_strtoll(note, &rest, 10) : 0;

	registry->looked = now;
	registry->inode = mark ? g_ascii_strtoull(mark, NULL, 10) : 0;
	if (!mark || looked_s <= 0 || *rest != ' ' || !g_str_equal(rest + 1, mark))
		return FALSE;
	if (looked_s > now / DI_SECOND || now / DI_SECOND - looked_s > VALID_S)
		return FALSE;
	registry->looked = looked_s * DI_SECOND;
	return TRUE;
}

void
di_checked_note(const DiRegistry *registry)
{
	g_autofree char *path = NULL, *mark = NULL, *note = NULL;
	DI_AUTO_FD fd = -1;

	if (registry->looked <= 0 || !registry->inode)
		return;
	mark = mark_of(registry, registry->inode);
	if (!mark)
		return;
	path = note_path(registry);
	note = g_strdup_printf("%" G_GINT64_FORMAT " %s", registry->looked / DI_SECOND, mark);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || (di_fd_write_all(fd, note, strlen(note), NULL) && fsync(fd) == 0))
		return;
	(void)unlink(path); /* without it the next start takes longer, and that is all */
}
