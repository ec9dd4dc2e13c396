/* A file that is handed to a person: made anew, theirs alone, on the disk before it is spoken of. */
#include "verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Never through a link, and never over what somebody has written. What the program mktemp has made is ours and empty. */
static int
open_new(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct stat about;

	if (fd >= 0 || errno != EEXIST)
		return fd;
	fd = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_nlink == 1 && about.st_uid == geteuid() &&
		about.st_size == 0)
		return fd;
	di_fd_clear(&fd);
	errno = EEXIST;
	return -1;
}

static gboolean
is_there(const char *path, GError **error)
{
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "%s finns redan; ange ett annat namn", path);
	return FALSE;
}

gboolean
di_cli_may_replace(const DiCli *cli, const char *path, const char *begins, GError **error)
{
	return di_file_may_replace(cli->config, path, begins) || is_there(path, error);
}

gboolean
di_cli_write_new(const DiCli *cli, const char *path, GBytes *bytes, GError **error)
{
	gsize size = 0;
	const void *data = g_bytes_get_data(bytes, &size);
	DI_AUTO_FD fd = -1;

	if (g_str_equal(path, "-") || g_str_equal(path, "/dev/stdout"))
		return di_fd_write_all(STDOUT_FILENO, data, size, error);
	if (!di_cli_may_replace(cli, path, "", error)) /* the daemon's lock is empty, too */
		return FALSE;
	fd = open_new(path);
	if (fd < 0 && errno == EEXIST)
		return is_there(path, error);
	if (fd < 0)
		return di_error_set_errno(error, errno, "kan inte skriva", path);
	return di_fd_write_all(fd, data, size, error) && (fsync(fd) == 0 || di_error_set_errno(error, errno, "kan inte skriva", path));
}

/* The same once more is there already. */
static gboolean
holds(const char *path, GBytes *bytes)
{
	DI_AUTO_FD fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat about;
	gsize size = g_bytes_get_size(bytes);
	gboolean is_plain = fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
	g_autoptr(GBytes) there = is_plain ? di_fd_read_all(fd, size, NULL) : NULL;

	return there && g_bytes_equal(there, bytes);
}

gboolean
di_cli_write_again(const DiCli *cli, const char *path, GBytes *bytes, GError **error)
{
	return holds(path, bytes) || di_cli_write_new(cli, path, bytes, error);
}
