/* The descriptions of forms: a data file, one a form (FORMS.md, "The form").
 *
 * Lines are `nyckel = värde`, a repeated key adds a variant; `[grupp namn]` opens a group; a line
 * that begins with # is a comment. The order of fields and sections is the form's. What is said about mistakes
 * is Swedish: those who write a form for their förbund are staff. */
#include "internal.h"

#include <string.h>

typedef struct {
	const char *name; /* of the file, for messages */
	int line;
	Form *form;
	FormField *field;
	FormSection *section;
	char *group;      /* "form", "falt", "avsnitt", "del", "texter" */
	gboolean is_lost; /* the group could not be opened: its lines say nothing */
	GPtrArray *mistakes; /* DiFormMistake: go on and collect them; NULL: the first one ends the reading */
} Loader;

typedef gboolean (*Setter)(Loader *loader, const char *value, GError **error);

static void
mistake_free(gpointer data)
{
	DiFormMistake *mistake = data;

	g_free(mistake->text);
	g_free(mistake);
}

static void
add_mistake(GPtrArray *mistakes, int line, const char *text)
{
	DiFormMistake *mistake = g_new0(DiFormMistake, 1);

	mistake->line = line;
	mistake->text = g_strdup(text);
	g_ptr_array_add(mistakes, mistake);
}

G_GNUC_PRINTF(3, 4)
static gboolean
mistake(const Loader *loader, GError **error, const char *format, ...)
{
	va_list arguments;
	g_autofree char *what = NULL;

	va_start(arguments, format);
	what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (loader->mistakes)
		add_mistake(loader->mistakes, loader->line, what);
	else
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "%s:%d: %s", loader->name, loader->line, what);
	return FALSE;
}

typedef struct {
	const char *word;
	guint value;
} Choice;

static const Choice sorts[] = {
	{"text", SORT_TEXT}, {"datum", SORT_DATE}, {"period", SORT_PERIOD}, {"nummer", SORT_NUMBER},
	{"persontabell", SORT_PERSONS}, {"belopp", SORT_AMOUNT}, {"lista", SORT_LIST}, {NULL, 0},
};
static const Choice places[] = {
	{"efter", PLACE_SAME}, {"höger", PLACE_RIGHT}, {"under", PLACE_BELOW}, {"nästa", PLACE_NEXT}, {NULL, 0},
};
static const Choice period_kinds[] = {
	{"kvartal", PERIOD_QUARTER}, {"tertial", PERIOD_TERTIAL}, {"halvår", PERIOD_HALF}, {"år", PERIOD_YEAR},
	{"insatsen", PERIOD_OTHER}, {NULL, 0},
};
static const Choice yes_no[] = {{"ja", TRUE}, {"nej", FALSE}, {NULL, 0}};
static const Choice fillers[] = {{"förbundet", TRUE}, {"rapportör", FALSE}, {NULL, 0}};
static const Choice demands[] = {{"krävs", TRUE}, {"önskas", TRUE}, {"fritt", FALSE}, {NULL, 0}};
static const Choice themes[] = {{"gjort", 0}, {"avvikelse", 0}, {"mål", 0}, {"analys", 0}, {NULL, 0}};

static gboolean
choose(const Loader *loader, const Choice *choices, const char *word, guint *value_out, GError **error)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (const Choice *choice = choices; choice->word; choice++) {
		if (strcmp(choice->word, word) == 0) {
			*value_out = choice->value;
			return TRUE;
		}
		g_string_append_printf(all, "%s%s", all->len ? ", " : "", choice->word);
	}
	return mistake(loader, error, "'%s' är inget som går att välja här; skriv något av: %s", word, all->str);
}

/* Several words, parted by commas, as bits. */
static gboolean
choose_many(const Loader *loader, const Choice *choices, const char *value, guint *bits_out, GError **error)
{
	g_auto(GStrv) words = g_strsplit(value, ",", -1);
	guint bits = 0, bit = 0;

	for (guint i = 0; words[i]; i++) {
		if (!choose(loader, choices, g_strstrip(words[i]), &bit, error))
			return FALSE;
		bits |= bit;
	}
	*bits_out = bits;
	return TRUE;
}

static gboolean
set_name(Loader *loader, const char *value, GError **error)
{
	(void)error;
	g_free(loader->form->name);
	loader->form->name = g_strdup(value);
	return TRUE;
}

static gboolean
set_forbund(Loader *loader, const char *value, GError **error)
{
	(void)error;
	g_free(loader->form->forbund);
	loader->form->forbund = g_strdup(value);
	return TRUE;
}

static gboolean
set_kind(Loader *loader, const char *value, GError **error)
{
	DiKind kind;

	if (!di_kind_from_word(value, &kind) || kind == DI_KIND_OVRIGT)
		return mistake(loader, error, "'%s' är inget slag av rapport; skriv kvartalsrapport, slutrapport eller arsbilaga", value);
	loader->form->kind = kind;
	return TRUE;
}

static gboolean
set_edition(Loader *loader, const char *value, GError **error)
{
	if (di_date_parse(value) == DI_DATE_NONE)
		return mistake(loader, error, "'%s' är inget datum; skriv utgåvans första dag som 2024-01-31", value);
	g_free(loader->form->edition);
	loader->form->edition = g_strdup(value);
	return TRUE;
}

static gboolean
set_periods(Loader *loader, const char *value, GError **error)
{
	return choose_many(loader, period_kinds, value, &loader->form->periods, error);
}

#define TEXT_SETTER(name, member) \
	static gboolean name(Loader *loader, const char *value, GError **error) \
	{ \
		(void)error; \
		g_free(loader->member); \
		loader->member = g_strdup(value); \
		return TRUE; \
	}
TEXT_SETTER(set_persons_part, form->persons_part)
TEXT_SETTER(set_record, form->record_key)
TEXT_SETTER(set_filled_from, section->filled_from)
TEXT_SETTER(set_filled_to, section->filled_to)

#define ADDER(name, array) \
	static gboolean name(Loader *loader, const char *value, GError **error) \
	{ \
		(void)error; \
		g_ptr_array_add(loader->array, g_strdup(value)); \
		return TRUE; \
	}
ADDER(add_title, form->titles)
ADDER(add_foreign, form->foreign)
ADDER(add_text, form->texts)
ADDER(add_label, field->labels)
ADDER(add_tag, field->tags)
ADDER(add_heading, section->headings)
ADDER(add_instruction, section->instructions)

#define PHRASE_ADDER(name, array, longest) \
	static gboolean name(Loader *loader, const char *value, GError **error) \
	{ \
		(void)error; \
		g_ptr_array_add(loader->array, g_strdup(value)); \
		loader->longest = MAX(loader->longest, strlen(value)); \
		return TRUE; \
	}
PHRASE_ADDER(add_footer, form->footers, form->longest_footer)
PHRASE_ADDER(add_box, form->boxes, form->longest_box)
PHRASE_ADDER(add_prompt, form->prompts, form->longest_prompt)

static gboolean
set_sort(Loader *loader, const char *value, GError **error)
{
	guint sort;

	if (!choose(loader, sorts, value, &sort, error))
		return FALSE;
	loader->field->sort = (FieldSort)sort;
	return TRUE;
}

static gboolean
set_places(Loader *loader, const char *value, GError **error)
{
	return choose_many(loader, places, value, &loader->field->places, error);
}

static gboolean
set_filler(Loader *loader, const char *value, GError **error)
{
	guint forbund;

	if (!choose(loader, fillers, value, &forbund, error))
		return FALSE;
	loader->field->by_forbund = forbund != 0;
	return TRUE;
}

static gboolean
set_required(Loader *loader, const char *value, GError **error)
{
	guint required;

	if (!choose(loader, yes_no, value, &required, error))
		return FALSE;
	loader->field->required = required != 0;
	return TRUE;
}

static gboolean
set_demand(Loader *loader, const char *value, GError **error)
{
	guint wished = 0;

	if (!choose(loader, demands, value, &wished, error))
		return FALSE;
	loader->section->wished = wished != 0;
	return TRUE;
}

/* For the board's paper, which reads it itself: nothing here is mined by it. */
static gboolean
check_theme(Loader *loader, const char *value, GError **error)
{
	return choose(loader, themes, value, &(guint){0}, error);
}

static const struct {
	const char *group, *key;
	Setter set;
} settings[] = {
	{"form", "namn", set_name}, {"form", "typ", set_kind}, {"form", "gäller-från", set_edition},
	{"form", "förbund", set_forbund}, {"form", "perioder", set_periods}, {"form", "titel", add_title},
	{"form", "inte-titel", add_foreign}, {"form", "uppgiftslämnare", set_persons_part}, {"form", "post-börjar", set_record},
	{"texter", "text", add_text}, {"texter", "sidfot", add_footer}, {"texter", "ruta", add_box}, {"texter", "ledtext", add_prompt},
	{"fält", "etikett", add_label}, {"fält", "tagg", add_tag}, {"fält", "slag", set_sort}, {"fält", "står", set_places},
	{"fält", "fylls-i-av", set_filler}, {"fält", "krävs", set_required},
	{"avsnitt", "rubrik", add_heading}, {"avsnitt", "instruktion", add_instruction}, {"avsnitt", "krav", set_demand},
	{"avsnitt", "ifyllt-från", set_filled_from}, {"avsnitt", "ifyllt-till", set_filled_to}, {"avsnitt", "tema", check_theme},
	{"del", "rubrik", add_heading},
};

static const char *const field_keys[] = {"diarienummer", "signatur", "ankomstdatum", "insats", "huvudman", "period",
	"datum", "namn", "inriktning", "syfte", "mal", "budget", "utfall", "samverkansparter", "resultat", "kommentar", NULL};

static gboolean
open_field(Loader *loader, const char *key, GError **error)
{
	if (!g_strv_contains(field_keys, key))
		return mistake(loader, error, "[fält %s]: det finns inget fält med det namnet; FORMS.md räknar upp namnen", key);
	if (form_field(loader->form, key))
		return mistake(loader, error, "[fält %s] står två gånger; skriv alla rader i en grupp", key);
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
		return mistake(loader, error, "'%s' är inget rubriknummer; skriv det som 2 eller 2.1", key);
	for (guint i = 0; i < sections->len; i++) {
		const FormSection *other = g_ptr_array_index(sections, i);

		if (strcmp(other->key, key) == 0)
			return mistake(loader, error, "rubrik %s står två gånger; skriv alla rader i en grupp", key);
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
		return mistake(loader, error, "[%s] är ingen grupp; skriv [form], [texter], [fält …], [avsnitt …] eller [del …]", inside);
	return TRUE;
}

static gboolean
set_value(Loader *loader, const char *key, const char *value, GError **error)
{
	if (!loader->group)
		return mistake(loader, error, "'%s' står före den första gruppen; skriv [form] ovanför", key);
	if (!*value)
		return mistake(loader, error, "'%s' har inget värde; skriv ett, eller ta bort raden", key);
	for (gsize i = 0; i < G_N_ELEMENTS(settings); i++)
		if (strcmp(settings[i].group, loader->group) == 0 && strcmp(settings[i].key, key) == 0)
			return settings[i].set(loader, value, error);
	return mistake(loader, error, "'%s' är ingen nyckel i [%s]; rätta den eller ta bort raden", key, loader->group);
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
			return lose_group(loader) || mistake(loader, error, "gruppens ']' saknas eller står inte sist; skriv [grupp namn] ensamt på raden");
		*end = '\0';
		return open_group(loader, line + 1, error) || lose_group(loader);
	}
	if (loader->is_lost)
		return TRUE;
	equals = strchr(line, '=');
	if (!equals)
		return mistake(loader, error, "varken en grupp eller 'nyckel = värde'; börja en kommentar med #");
	*equals = '\0';
	return set_value(loader, g_strstrip(line), g_strstrip(equals + 1), error);
}

static gboolean
check_fields(const Loader *loader, GError **error)
{
	for (guint i = 0; i < loader->form->fields->len; i++) {
		const FormField *field = g_ptr_array_index(loader->form->fields, i);

		if (field->labels->len == 0)
			return mistake(loader, error, "[fält %s] har ingen 'etikett'; skriv ledtexten som den är tryckt", field->key);
	}
	for (guint i = 0; i < loader->form->sections->len; i++) {
		const FormSection *section = g_ptr_array_index(loader->form->sections, i);

		if (section->headings->len == 0)
			return mistake(loader, error, "[avsnitt %s] har ingen 'rubrik'; skriv rubriken utan nummer", section->key);
	}
	return TRUE;
}

static gboolean
check_whole(const Loader *loader, GError **error)
{
	const Form *form = loader->form;

	if (!form->name || !form->edition || form->kind == DI_KIND_NONE)
		return mistake(loader, error, "[form] saknar namn, typ eller gäller-från; skriv dit det");
	if (form->titles->len == 0)
		return mistake(loader, error, "[form] saknar 'titel'; skriv vad som står överst på formuläret");
	if (form->kind == DI_KIND_ARSBILAGA && (!form->record_key || !form_field(form, form->record_key)))
		return mistake(loader, error, "[form] saknar 'post-börjar', fältet som inleder varje insats; skriv dit det");
	if (form->kind != DI_KIND_ARSBILAGA && (!form_field(form, "insats") || !form_field(form, "period")))
		return mistake(loader, error, "formuläret saknar [fält insats] eller [fält period]; skriv dit gruppen");
	return check_fields(loader, error);
}

/* The form is looked at as a whole only where each line was right: else what lacks may be on a line that was not. */
static gboolean
read_form(Loader *loader, const char *text, GError **error)
{
	gboolean sound = g_utf8_validate(text, -1, NULL) || mistake(loader, error, "filen är inte UTF-8; spara den som UTF-8");
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
