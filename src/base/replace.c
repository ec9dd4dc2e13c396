/* What may be written over: nothing that matters to us, and nothing that somebody else has written. */
#include <diarie/base.h>

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
is_same(const struct stat *one, const char *path)
{
	struct stat other;

	return path && *path && stat(path, &other) == 0 && one->st_dev == other.st_dev && one->st_ino == other.st_ino;
}

static gboolean
is_register(const struct stat *there, const char *database)
{
	static const char *const beside[] = {"", "-wal", "-shm", "-journal", ".skickat", ".lock", ".kontroll"};

	for (gsize i = 0; i < G_N_ELEMENTS(beside); i++) {
		g_autofree char *path = g_strconcat(database, beside[i], NULL);

		if (is_same(there, path))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_ours(const struct stat *there, const DiConfig *config)
{
	const char *const files[] = {config->path, config->mailbox.password_file, config->mailbox.ca_file, config->outgoing.password_file,
		config->outgoing.ca_file, config->oauth2.secret_file, config->oauth2.certificate_file, config->oauth2.key_file,
		config->oauth2.account_file, config->oauth2.ca_file, config->letters.blankett, config->letters.slutblankett, config->paper.template};

	for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
		if (is_same(there, files[i]))
			return TRUE;
	return is_register(there, config->diarium.database);
}

static gboolean
begins_with(const char *path, const char *begins)
{
	char first[32];
	gsize n = strlen(begins);
	DI_AUTO_FD fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	g_return_val_if_fail(n <= sizeof first, FALSE);
	return fd >= 0 && read(fd, first, n) == (gssize)n && memcmp(first, begins, n) == 0;
}

/* Another förbund's register, which is open, has these beside it; a copy has not. */
static gboolean
is_other_register(const char *path)
{
	g_autofree char *wal = g_strconcat(path, "-wal", NULL), *shared = g_strconcat(path, "-shm", NULL);

	return access(wal, F_OK) == 0 && access(shared, F_OK) == 0;
}

gboolean
di_file_may_replace(const DiConfig *config, const char *path, const char *begins)
{
	struct stat there;

	if (lstat(path, &there) < 0)
		return TRUE; /* or whoever writes says why not */
	if (!S_ISREG(there.st_mode) || is_ours(&there, config) || is_other_register(path))
		return FALSE;
	return there.st_size == 0 || begins_with(path, begins);
}
