/* Writes a mail into a Maildir: whole on the disk in tmp before it is seen in new. */
#include "maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { FOLDER_MODE = 0700, FILE_MODE = 0600 };

gboolean
di_maildir_prepare(const char *path, GError **error)
{
	static const char *const folders[] = {"cur", "new", "tmp"};

	for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(path, folders[i], NULL);

		if (g_mkdir_with_parents(folder, FOLDER_MODE) < 0)
			return di_error_set_errno(error, errno, "cannot make the Maildir", folder);
	}
	return TRUE;
}

static gboolean
write_file(const char *path, GBytes *mail, GError **error)
{
	DI_AUTO_FD fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	gsize size;
	const void *bytes = g_bytes_get_data(mail, &size);

	if (fd < 0)
		return di_error_set_errno(error, errno, "cannot make the mail", path);
	if (!di_fd_write_all(fd, bytes, size, error))
		return FALSE;
	if (fsync(fd) < 0)
		return di_error_set_errno(error, errno, "cannot write the mail", path);
	return TRUE;
}

static DiSendOutcome
put(const char *path, const char *name, GBytes *mail, char **reply_out)
{
	g_autofree char *seen = g_build_filename(path, "new", NULL);
	g_autofree char *from = g_build_filename(path, "tmp", name, NULL);
	g_autofree char *to = g_build_filename(seen, name, NULL);
	g_autoptr(GError) error = NULL;

	if (!di_maildir_prepare(path, &error) || !write_file(from, mail, &error) ||
		(rename(from, to) < 0 && !di_error_set_errno(&error, errno, "cannot move the mail to", to))) {
		(void)unlink(from);
		*reply_out = di_text_visible(error->message, FALSE);
		return DI_SENT_LATER;
	}
	/* the mail can be seen, but may be gone after a power cut */
	if (!di_folder_sync(seen, NULL)) {
		*reply_out = g_strdup_printf("%s could not be written for certain", name);
		return DI_SENT_UNCERTAIN;
	}
	*reply_out = g_strdup_printf("250 %s", name);
	return DI_SENT;
}

DiSendOutcome
di_maildir_deliver(const char *path, GBytes *mail, char **reply_out)
{
	g_autofree char *unique = g_uuid_string_random();
	g_autofree char *name =
		g_strdup_printf("%" G_GINT64_FORMAT ".%s.diarie", di_clock_now() / DI_SECOND, unique);

	return put(path, name, mail, reply_out);
}
