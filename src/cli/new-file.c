/* A file that is handed to a person: made anew, theirs alone, on the disk before it is spoken of. */
#include "verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

gboolean
di_cli_write_new(const char *path, GBytes *bytes, GError **error)
{
	gsize size = 0;
	const void *data = g_bytes_get_data(bytes, &size);
	DI_AUTO_FD fd = -1;

	if (g_str_equal(path, "-"))
		return di_fd_write_all(STDOUT_FILENO, data, size, error);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "%s finns redan; ange ett annat namn med -o", path);
		return FALSE;
	}
	if (fd < 0)
		return di_error_set_errno(error, errno, "kan inte skriva", path);
	return di_fd_write_all(fd, data, size, error) && (fsync(fd) == 0 || di_error_set_errno(error, errno, "kan inte skriva", path));
}
