/* The refresh token between two runs: one line in a file of our own, replaced as a whole. */
#include "parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PRIVATE = 0600 };

char *
di_store_path(const DiConfig *config)
{
	if (*config->oauth2.token_file)
		return g_strdup(config->oauth2.token_file);
	return g_strconcat(config->diarium.database, ".token", NULL);
}

/* A file made by root is the daemon's, who owns the folder. */
static gboolean
give_to_owner(int fd, const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	struct stat info;

	if (geteuid() != 0)
		return TRUE;
	if (stat(folder, &info) < 0 || fchown(fd, info.st_uid, info.st_gid) < 0)
		return di_error_set_errno(error, errno, "cannot give away", path);
	return TRUE;
}

int
di_store_lock(const char *path, GError **error)
{
	g_autofree char *lock = g_strconcat(path, ".lock", NULL);
	DI_AUTO_FD fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, PRIVATE);

	if (fd < 0 || !give_to_owner(fd, lock, error)) {
		if (fd < 0)
			di_error_set_errno(error, errno, "cannot lock", lock);
		return -1;
	}
	while (flock(fd, LOCK_EX) < 0) {
		if (errno == EINTR)
			continue;
		di_error_set_errno(error, errno, "cannot lock", lock);
		return -1;
	}
	return di_fd_steal(&fd);
}

DiSecret *
di_store_read(const char *path, GError **error)
{
	if (access(path, F_OK) == 0 || errno != ENOENT)
		return di_secret_load(NULL, path, error);
	g_set_error(error, DI_ERROR, DI_ERROR_DENIED, "nobody has consented yet ('%s' is not there); run: diarie login", path);
	return NULL;
}

static gboolean
write_aside(const char *aside, const char *path, const DiSecret *token, GError **error)
{
	DI_AUTO_FD fd = -1;

	(void)unlink(aside); /* of a run that was killed */
	fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, PRIVATE);
	if (fd < 0)
		return di_error_set_errno(error, errno, "cannot write", aside);
	if (!give_to_owner(fd, path, error) ||
		!di_fd_write_all(fd, di_secret_text(token), strlen(di_secret_text(token)), error) ||
		!di_fd_write_all(fd, "\n", 1, error))
		return FALSE;
	return fsync(fd) == 0 || di_error_set_errno(error, errno, "cannot write", aside);
}

gboolean
di_store_write(const char *path, const DiSecret *token, GError **error)
{
	g_autofree char *aside = g_strconcat(path, ".new", NULL);

	if (!write_aside(aside, path, token, error))
		return FALSE;
	if (rename(aside, path) < 0)
		return di_error_set_errno(error, errno, "cannot replace", path);
	return di_folder_sync_of(path, error);
}
