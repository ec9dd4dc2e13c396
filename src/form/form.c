/* The descriptions of forms: a data file, one a form (FORMS.md, "The form").
 *
 * Lines are `nyckel = värde`, a repeated key adds a variant; `[grupp namn]` opens a group; a line
 * that begins with # is a comment. The order of fields and sections is the form's. What is said about mistakes
 * is Swedish: those who write a form for their förbund are staff. */
#include "loader.h"

#include <string.h>

static void
mistake_free(gpointer data)
{
	DiFormMistake *mistake = data;

	g_free(mistake->text);
	g_free(mistake);
}

static const char *const field_keys[] = {"diarienummer", "signatur", "ankomstdatum", "insats", "huvudman", "period",
	"datum", "namn", "inriktning", "syfte", "mal", "budget", "utfall", "samverkansparter", "resultat", "kommentar", NULL};

static gboolean
open_field(Loader *loader, const char *key, GError **error)
{
	if (!g_strv_contains(field_keys, key))
		return form_mistake(loader, error, "[fält %s]: det finns inget fält med det namnet; FORMS.md räknar upp namnen", key);
	if (form_field(loader->form, key))
		return form_mistake(loader, error, "[fält %s] står två gånger; skriv alla rader i en grupp", key);
	loader->field = g_new0(FormField, 1);
	loader->field->key = g_strdup(key);
	loader->field->labels = g_ptr_array_new_with_free_func(g_free);
	loader->field->tags = g_ptr_array_new_with_free_func(g_free);
	loader->field->places = PLACE_ALL;
	g_ptr_array_add(loader->form->fields, loader->field);
	return TRUE;
}

static gboolean
open_section(Loader *loader, GPtrArray *sections, const char *key, GError **error)
{
	if (strspn(key, "0123456789.") != strlen(key) || !*key || strlen(key) > 8)
		return form_mistake(loader, error, "'%s' är inget rubriknummer; skriv det som 2 eller 2.1", key);
	for (guint i = 0; i < sections->len; i++) {
		const FormSection *other = g_ptr_array_index(sections, i);

		if (strcmp(other->key, key) == 0)
			return form_mistake(loader, error, "rubrik %s står två gånger; skriv alla rader i en grupp", key);
	}
	loader->section = g_new0(FormSection, 1);
	loader->section->key = g_strdup(key);
	loader->section->headings = g_ptr_array_new_with_free_func(g_free);
	loader->section->instructions = g_ptr_array_new_with_free_func(g_free);
	loader->section->wished = TRUE;
	g_ptr_array_add(sections, loader->section);
	return TRUE;
}

static gboolean
open_group(Loader *loader, const char *inside, GError **error)
{
	g_auto(GStrv) words = g_strsplit(inside, " ", 2);
	const char *key = words[0] && words[1] ? g_strstrip(words[1]) : "";

	g_free(loader->group);
	loader->group = g_strdup(words[0] ? words[0] : "");
	loader->field = NULL;
	loader->section = NULL;
	loader->is_lost = FALSE;
	if (strcmp(loader->group, "fält") == 0)
		return open_field(loader, key, error);
	if (strcmp(loader->group, "avsnitt") == 0)
		return open_section(loader, loader->form->sections, key, error);
	if (strcmp(loader->group, "del") == 0)
		return open_section(loader, loader->form->parts, key, error);
	if (strcmp(loader->group, "form") != 0 && strcmp(loader->group, "texter") != 0)
		return form_mistake(loader, error, "[%s] är ingen grupp; skriv [form], [texter], [fält …], [avsnitt …] eller [del …]", inside);
	return TRUE;
}

static gboolean
lose_group(Loader *loader)
{
	loader->is_lost = TRUE;
	return FALSE;
}

static gboolean
read_line(Loader *loader, char *line, GError **error)
{
	char *equals;

	g_strstrip(line);
	if (!*line || *line == '#')
		return TRUE;
	if (*line == '[') {
		char *end = strchr(line, ']');

		if (!end || end[1])
			return lose_group(loader) || form_mistake(loader, error, "gruppens ']' saknas eller står inte sist; skriv [grupp namn] ensamt på raden");
		*end = '\0';
		return open_group(loader, line + 1, error) || lose_group(loader);
	}
	if (loader->is_lost)
		return TRUE;
	equals = strchr(line, '=');
	if (!equals)
		return form_mistake(loader, error, "varken en grupp eller 'nyckel = värde'; börja en kommentar med #");
	*equals = '\0';
	return form_set(loader, g_strstrip(line), g_strstrip(equals + 1), error);
}

static gboolean
check_fields(const Loader *loader, GError **error)
{
	for (guint i = 0; i < loader->form->fields->len; i++) {
		const FormField *field = g_ptr_array_index(loader->form->fields, i);

		if (field->labels->len == 0)
			return form_mistake(loader, error, "[fält %s] har ingen 'etikett'; skriv ledtexten som den är tryckt", field->key);
	}
	for (guint i = 0; i < loader->form->sections->len; i++) {
		const FormSection *section = g_ptr_array_index(loader->form->sections, i);

		if (section->headings->len == 0)
			return form_mistake(loader, error, "[avsnitt %s] har ingen 'rubrik'; skriv rubriken utan nummer", section->key);
	}
	return TRUE;
}

static gboolean
check_whole(const Loader *loader, GError **error)
{
	const Form *form = loader->form;

	if (!form->name || !form->edition || form->kind == DI_KIND_NONE)
		return form_mistake(loader, error, "[form] saknar namn, typ eller gäller-från; skriv dit det");
	if (form->titles->len == 0)
		return form_mistake(loader, error, "[form] saknar 'titel'; skriv vad som står överst på formuläret");
	if (form->kind == DI_KIND_ARSBILAGA && (!form->record_key || !form_field(form, form->record_key)))
		return form_mistake(loader, error, "[form] saknar 'post-börjar', fältet som inleder varje insats; skriv dit det");
	if (form->kind != DI_KIND_ARSBILAGA && (!form_field(form, "insats") || !form_field(form, "period")))
		return form_mistake(loader, error, "formuläret saknar [fält insats] eller [fält period]; skriv dit gruppen");
	return check_fields(loader, error);
}

/* The form is looked at as a whole only where each line was right: else what lacks may be on a line that was not. */
static gboolean
read_form(Loader *loader, const char *text, GError **error)
{
	gboolean sound = g_utf8_validate(text, -1, NULL) || form_mistake(loader, error, "filen är inte UTF-8; spara den som UTF-8");
	g_auto(GStrv) lines = g_strsplit(sound ? text : "", "\n", -1);

	for (guint i = 0; lines[i] && (sound || loader->mistakes); i++) {
		loader->line++;
		sound = read_line(loader, lines[i], error) && sound;
	}
	sound = sound && check_whole(loader, error);
	g_clear_pointer(&loader->group, g_free);
	return sound;
}

gboolean
di_forms_add(DiForms *forms, const char *name, const char *text, GError **error)
{
	Loader loader = {.name = name, .form = form_new()};

	if (!read_form(&loader, text, error)) {
		form_free(loader.form);
		return FALSE;
	}
	g_ptr_array_add(forms->forms, form_index(loader.form));
	return TRUE;
}

GPtrArray *
di_forms_mistakes(const char *text)
{
	GPtrArray *mistakes = g_ptr_array_new_with_free_func(mistake_free);
	Loader loader = {.name = "", .form = form_new(), .mistakes = mistakes};

	(void)read_form(&loader, text, NULL);
	form_free(loader.form);
	return mistakes;
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *
form_files(const char *folder, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	GPtrArray *names;
	const char *name;

	if (!dir) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG,
			"cannot read the forms in '%s'; install them or set DIARIE_DATA_DIR", folder);
		return NULL;
	}
	names = g_ptr_array_new_with_free_func(g_free);
	while ((name = g_dir_read_name(dir)))
		if (g_str_has_suffix(name, ".form"))
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, by_name);
	return names;
}

enum { FORM_BYTES_MAX = 1 << 20 };

DiForms *
di_forms_load(const char *folder, GError **error)
{
	g_autoptr(GPtrArray) names = form_files(folder, error);
	g_autoptr(DiForms) forms = di_forms_new();

	if (!names)
		return NULL;
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *path = g_build_filename(folder, name, NULL), *text = NULL;
		g_autoptr(GBytes) bytes = di_file_read(path, FORM_BYTES_MAX, error);

		if (!bytes)
			return NULL;
		text = di_text_copy(bytes);
		if (!di_forms_add(forms, path, text, error))
			return NULL;
	}
	if (names->len == 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "no *.form in '%s'; install at least one form", folder);
		return NULL;
	}
	return g_steal_pointer(&forms);
}
