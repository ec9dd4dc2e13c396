/* Passwords: from systemd's credentials or a private file, wiped when freed. */
#include <diarie/base.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_MAX = 64 * 1024, WORD_MOST = 120 };

struct DiSecret {
	gsize size;
	char text[];
};

static DiSecret *
secret_of(const char *bytes, gsize size)
{
	DiSecret *secret = g_malloc0(sizeof *secret + size + 1);

	secret->size = size;
	memcpy(secret->text, bytes, size);
	return secret;
}

DiSecret *
di_secret_new(const char *text)
{
	return secret_of(text, strlen(text));
}

const char *
di_secret_text(const DiSecret *secret)
{
	return secret->text;
}

void
di_secret_free(DiSecret *secret)
{
	if (!secret)
		return;
	explicit_bzero(secret->text, secret->size);
	g_free(secret);
}

char *
di_secret_hide(const char *text, const char *secret)
{
	g_autoptr(GString) shown = g_string_new(text);

	if (secret && *secret)
		g_string_replace(shown, secret, "…", 0);
	for (gsize at = 0; at < shown->len;) {
		gsize length = strcspn(shown->str + at, " \t\r\n");

		if (length > WORD_MOST) {
			g_string_erase(shown, (gssize)at, (gssize)length);
			g_string_insert(shown, (gssize)at, "…");
			length = strlen("…");
		}
		at += length + 1;
	}
	return g_string_free(g_steal_pointer(&shown), FALSE);
}

static gboolean
is_private(int fd, const char *path, GError **error)
{
	struct stat info;

	if (fstat(fd, &info) < 0)
		return di_error_set_errno(error, errno, "cannot look at", path);
	if (!S_ISREG(info.st_mode) || (info.st_mode & 077)) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG,
			"the password file '%s' can be read by others; run: chmod 400 %s", path, path);
		return FALSE;
	}
	return TRUE;
}

static DiSecret *
load_from(const char *path, gboolean must_be_private, gboolean one_line, GError **error)
{
	char buffer[SECRET_MAX];
	DI_AUTO_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	DiSecret *secret;
	ssize_t n;

	if (fd < 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "cannot open the password file '%s': %s", path,
			g_strerror(errno));
		return NULL;
	}
	if (must_be_private && !is_private(fd, path, error))
		return NULL;
	n = read(fd, buffer, sizeof buffer);
	while (n > 0 && (buffer[n - 1] == '\n' || buffer[n - 1] == '\r'))
		n--;
	secret = n > 0 && !(one_line && memchr(buffer, '\n', (size_t)n)) && !memchr(buffer, '\0', (size_t)n)
		? secret_of(buffer, (gsize)n) : NULL;
	explicit_bzero(buffer, sizeof buffer);
	if (!secret)
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, one_line
			? "the password file '%s' must hold the password on one line" : "the file '%s' must hold some text", path);
	return secret;
}

/* A unit's SetCredential= stands for a file that is not there with an empty line. */
static gboolean
holds_something(const char *path)
{
	char first[2];
	DI_AUTO_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, first, sizeof first);

	return n < 0 ? g_file_test(path, G_FILE_TEST_EXISTS) : n > 0 && first[0] != '\n';
}

static char *beside; /* where files of the credentials' names lie when no service manager hands them over; NULL: nowhere */

char *
di_secret_path_beside(const char *config_path, const char *credential)
{
	g_autofree char *folder = g_path_get_dirname(config_path), *name = g_path_get_basename(config_path);
	gboolean is_instance = !g_str_equal(name, "diarie.conf");

	if (g_str_has_suffix(name, ".conf"))
		name[strlen(name) - strlen("conf")] = '\0'; /* up to the stop */
	return g_strconcat(folder, "/credentials/", is_instance ? name : "", credential, NULL);
}

void
di_secret_look_beside(const char *config_path)
{
	g_free(beside);
	beside = di_secret_path_beside(config_path, "");
}

static DiSecret *
load(const char *credential, const char *path, gboolean one_line, GError **error)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	g_autofree char *passed = folder && credential ? g_build_filename(folder, credential, NULL) : NULL;
	g_autofree char *near = !folder && credential && beside ? g_strconcat(beside, credential, NULL) : NULL;

	if (passed && holds_something(passed))
		return load_from(passed, FALSE, one_line, error);
	if (path && *path)
		return load_from(path, TRUE, one_line, error);
	return near && access(near, R_OK) == 0 ? load_from(near, TRUE, one_line, error) : NULL;
}

DiSecret *
di_secret_load(const char *credential, const char *path, GError **error)
{
	return load(credential, path, TRUE, error);
}

DiSecret *
di_secret_load_text(const char *credential, const char *path, GError **error)
{
	return load(credential, path, FALSE, error);
}
