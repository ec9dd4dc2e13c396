/* Descriptors that close themselves, and whole files in and out. */
#include <diarie/base.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void
di_fd_clear(DiFd *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int
di_fd_steal(DiFd *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

gboolean
di_fd_write_all(int fd, const void *bytes, size_t size_bytes, GError **error)
{
	const char *at = bytes;

	while (size_bytes > 0) {
		ssize_t n = write(fd, at, size_bytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return di_error_set_errno(error, errno, "cannot write to", "descriptor");
		at += n;
		size_bytes -= (size_t)n;
	}
	return TRUE;
}

enum { FIRST_BYTES = 65536 }; /* room for as much; only what is read costs */

GBytes *
di_fd_read_all(int fd, size_t limit_bytes, GError **error)
{
	g_autofree guint8 *all = NULL;
	size_t used = 0, room = 0;

	for (;;) {
		ssize_t n;

		if (used == room) {
			room = room ? 2 * room : FIRST_BYTES;
			all = g_realloc(all, room);
		}
		n = read(fd, all + used, room - used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			di_error_set_errno(error, errno, "cannot read", "descriptor");
			return NULL;
		}
		if (n == 0)
			return g_bytes_new_take(g_realloc(g_steal_pointer(&all), MAX(used, 1)), used);
		used += (size_t)n;
		if (used > limit_bytes) {
			g_set_error(error, DI_ERROR, DI_ERROR_DATA, "larger than %zu bytes", limit_bytes);
			return NULL;
		}
	}
}

GBytes *
di_file_read(const char *path, size_t limit_bytes, GError **error)
{
	DI_AUTO_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	GBytes *bytes = NULL;
	struct stat about;

	if (fd < 0) {
		di_error_set_errno(error, errno, "cannot open", path);
		return NULL;
	}
	/* a large file is refused before its first gigabyte is in memory */
	if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && (guint64)about.st_size > limit_bytes)
		g_set_error(error, DI_ERROR, DI_ERROR_DATA, "larger than %zu bytes", limit_bytes);
	else
		bytes = di_fd_read_all(fd, limit_bytes, error);
	if (!bytes)
		g_prefix_error(error, "'%s': ", path);
	return bytes;
}

int
di_fd_sealed(const char *name, GBytes *bytes, GError **error)
{
	DI_AUTO_FD fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);

	if (fd < 0) {
		di_error_set_errno(error, errno, "cannot make a memory file for", name);
		return -1;
	}
	if (!di_fd_write_all(fd, data, size, error))
		return -1;
	if (lseek(fd, 0, SEEK_SET) < 0 ||
		fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) < 0) {
		di_error_set_errno(error, errno, "cannot seal the memory file for", name);
		return -1;
	}
	return di_fd_steal(&fd);
}

gboolean
di_folder_sync(const char *folder, GError **error)
{
	DI_AUTO_FD fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return (fd >= 0 && fsync(fd) == 0) || di_error_set_errno(error, errno, "cannot sync the folder", folder);
}

gboolean
di_folder_sync_of(const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);

	return di_folder_sync(folder, error);
}
