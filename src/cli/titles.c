/* What the sections of a form are called, and what they are about: read from its description, as data. */
#include "verbs.h"

#include <string.h>

/* "key = value" → value, or NULL */
static const char *
value_of(const char *line, const char *key)
{
	gsize length = strlen(key);
	const char *at = line + length;

	if (strncmp(line, key, length) != 0)
		return NULL;
	at += strspn(at, " ");
	return *at == '=' ? at + 1 + strspn(at + 1, " ") : NULL;
}

static char *
section_of(const char *line)
{
	static const char begins[] = "[avsnitt ";
	const char *name = line + sizeof begins - 1;

	return strncmp(line, begins, sizeof begins - 1) == 0 ? g_strndup(name, strcspn(name, "]")) : NULL;
}

/* The first WANTED of each section; empty where TEXT describes another form than FORM ("Kvartalsrapport 2024-01-01"). */
static GHashTable *
words_in(const char *text, const char *form, const char *wanted)
{
	GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *section = NULL, *name = NULL, *edition = NULL, *whole = NULL;

	for (guint i = 0; lines[i]; i++) {
		const char *word = value_of(lines[i], wanted);

		if (lines[i][0] == '[') {
			g_free(section);
			section = section_of(lines[i]);
		} else if (section && word && !g_hash_table_contains(words, section))
			g_hash_table_insert(words, g_strdup(section), g_strdup(word));
		else if (!name && value_of(lines[i], "namn"))
			name = g_strdup(value_of(lines[i], "namn"));
		else if (!edition && value_of(lines[i], "gäller-från"))
			edition = g_strdup(value_of(lines[i], "gäller-från"));
	}
	whole = g_strdup_printf("%s %s", name ? name : "", edition ? edition : "");
	if (!g_str_equal(whole, form))
		g_hash_table_remove_all(words);
	return words;
}

static GHashTable *
words_of(const DiReport *report, const char *wanted)
{
	g_autofree char *folder = di_path_data("forms");
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *file;

	while (dir && report && report->form && (file = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(folder, file, NULL);
		g_autofree char *text = NULL;
		g_autoptr(GHashTable) words = NULL;

		if (!g_str_has_suffix(file, ".form") || !g_file_get_contents(path, &text, NULL, NULL))
			continue;
		words = words_in(text, report->form, wanted);
		if (g_hash_table_size(words))
			return g_steal_pointer(&words);
	}
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

GHashTable *
di_section_titles(const DiReport *report)
{
	return words_of(report, "rubrik");
}

GHashTable *
di_section_themes(const DiReport *report)
{
	return words_of(report, "tema");
}

char *
di_section_title(GHashTable *titles, const char *key)
{
	const char *title = g_hash_table_lookup(titles, key);

	return title ? g_strdup_printf("%s  %s", key, title) : g_strdup(key);
}
