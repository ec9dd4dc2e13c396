/* A paper into a file: by --as or the ending of the name. */
#include "verbs.h"

#include <diarie/paper.h>
#include <string.h>

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

static GBytes *
template_of(const DiCli *cli, char **path_out, GError **error)
{
	const char *given = di_args_text(cli->args, "template"), *set = cli->config->paper.template;
	g_autofree char *papers = di_path_data("papers");

	*path_out = given ? g_strdup(given) : *set ? g_strdup(set) : g_build_filename(papers, "paper.docx", NULL);
	return di_cli_read(*path_out, error);
}

static GHashTable *
marks_of(const DiCli *cli, const DiPaper *paper)
{
	GHashTable *values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	g_hash_table_insert(values, g_strdup("forbund"), g_strdup(paper->author));
	g_hash_table_insert(values, g_strdup("titel"), g_strdup(paper->title));
	g_hash_table_insert(values, g_strdup("om"), g_strdup(paper->about));
	g_hash_table_insert(values, g_strdup("datum"), di_date_swedish(cli->today));
	return values;
}

static GBytes *
as_docx(const DiCli *cli, const DiPaper *paper, GError **error)
{
	g_autofree char *path = NULL, *text = di_paper_word(paper);
	g_autoptr(GBytes) template = template_of(cli, &path, error);
	g_autoptr(GHashTable) values = marks_of(cli, paper);
	GBytes *bytes = template ? di_extractor_bind(template, values, text, error) : NULL;

	if (template && !bytes)
		g_prefix_error(error, "%s: ", path);
	return bytes;
}

gboolean
di_paper_try(const DiCli *cli, GError **error)
{
	g_autoptr(DiPaper) paper = di_paper_new("", "", "", 0);
	g_autoptr(GBytes) bytes = as_docx(cli, paper, error);

	return bytes != NULL;
}

static GBytes *
as_pdf(const DiCli *cli G_GNUC_UNUSED, const DiPaper *paper, GError **error)
{
	g_autoptr(GBytes) packed = di_paper_pack(paper);

	return di_printer_run(packed, error);
}

static const Format formats[] = {{"docx", as_docx}, {"pdf", as_pdf}, {"html", as_html}};

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
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är inget format; välj docx, pdf eller html", word);
	else if (!format)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "%s: namnet ska sluta på .docx, .pdf eller .html, eller ange --as", path);
	return format;
}

gboolean
di_paper_hand_out(DiCli *cli, const DiPaper *paper, const char *name, GError **error)
{
	const Format *format = format_wanted(cli, error);
	const char *output = di_args_text(cli->args, "output");
	g_autofree char *path = format ? output ? g_strdup(output) : g_strdup_printf("%s.%s", name, format->word) : NULL;
	g_autoptr(GBytes) bytes = format ? format->write(cli, paper, error) : NULL;

	if (!bytes || !di_cli_write_new(cli, path, bytes, error))
		return FALSE;
	if (!g_str_equal(path, "-"))
		di_say("%s är skriven.", path);
	return TRUE;
}
