/* A paper into a file: by --as or the ending of the name. */
#include "verbs.h"

#include <diarie/paper.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

typedef struct {
	const char *word;
	GBytes *(*write)(const DiCli *cli, const DiPaper *paper, GError **error);
} Format;

static GBytes *
as_html(const DiCli *cli G_GNUC_UNUSED, const DiPaper *paper, GError **error G_GNUC_UNUSED)
{
	char *text = di_paper_html(paper);

	return g_bytes_new_take(text, strlen(text));
}

static const Format formats[] = {{"html", as_html}};

static const Format *
format_named(const char *word)
{
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
		if (g_ascii_strcasecmp(formats[i].word, word) == 0)
			return &formats[i];
	return NULL;
}

static const Format *
format_wanted(const DiCli *cli, GError **error)
{
	const char *word = di_args_text(cli->args, "as"), *path = di_args_text(cli->args, "output");
	const char *dot = path ? strrchr(path, '.') : NULL;
	const Format *format = word ? format_named(word) : dot ? format_named(dot + 1) : &formats[0];

	if (!format && word)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är inget format; välj html", word);
	else if (!format)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "%s: namnet ska sluta på .html, eller ange --as", path);
	return format;
}

gboolean
di_cli_write_new(const char *path, GBytes *bytes, GError **error)
{
	DI_AUTO_FD fd = g_str_equal(path, "-") ? dup(STDOUT_FILENO) : open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);

	if (fd >= 0)
		return di_fd_write_all(fd, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), error);
	if (errno == EEXIST)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "%s finns redan; ange ett annat namn med -o", path);
	else
		g_set_error(error, DI_ERROR, DI_ERROR_IO, "%s kan inte skrivas: %s", path, g_strerror(errno));
	return FALSE;
}

gboolean
di_paper_hand_out(DiCli *cli, const DiPaper *paper, const char *name, GError **error)
{
	const Format *format = format_wanted(cli, error);
	const char *output = di_args_text(cli->args, "output");
	g_autofree char *path = format ? output ? g_strdup(output) : g_strdup_printf("%s.%s", name, format->word) : NULL;
	g_autoptr(GBytes) bytes = format ? format->write(cli, paper, error) : NULL;

	if (!bytes || !di_cli_write_new(path, bytes, error))
		return FALSE;
	if (!g_str_equal(path, "-"))
		di_say("%s är skriven.", path);
	return TRUE;
}
