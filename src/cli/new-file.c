/* A file that is handed to a person: made anew, theirs alone, on the disk before it is spoken of. */
#include "verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Never through a link, and never over what somebody has written, unless it MAY_REPLACE a plain file of ours. What the program mktemp has
 * made is ours and empty. */
static int
open_new(const char *path, gboolean may_replace)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct stat about;

	if (fd >= 0 || errno != EEXIST)
		return fd;
	fd = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_nlink == 1 && about.st_uid == geteuid() &&
		(about.st_size == 0 || may_replace) && ftruncate(fd, 0) == 0)
		return fd;
	di_fd_clear(&fd);
	errno = EEXIST;
	return -1;
}

static gboolean
write_file(const char *path, gboolean may_replace, GBytes *bytes, GError **error)
{
	gsize size = 0;
	const void *data = g_bytes_get_data(bytes, &size);
	DI_AUTO_FD fd = -1;

	if (g_str_equal(path, "-") || g_str_equal(path, "/dev/stdout"))
		return di_fd_write_all(STDOUT_FILENO, data, size, error);
	fd = open_new(path, may_replace);
	if (fd < 0 && errno == EEXIST) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "%s finns redan; ange ett annat namn med -o", path);
		return FALSE;
	}
	if (fd < 0)
		return di_error_set_errno(error, errno, "kan inte skriva", path);
	return di_fd_write_all(fd, data, size, error) && (fsync(fd) == 0 || di_error_set_errno(error, errno, "kan inte skriva", path));
}

gboolean
di_cli_write_new(const char *path, GBytes *bytes, GError **error)
{
	return write_file(path, FALSE, bytes, error);
}

gboolean
di_cli_write_again(const char *path, GBytes *bytes, GError **error)
{
	return write_file(path, TRUE, bytes, error);
}
