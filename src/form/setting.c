/* What may stand in a form's description: each key, its group, and what it sets. FORMS.md explains them to those who write forms. */
#include "loader.h"

#include <string.h>

static void
add_mistake(GPtrArray *mistakes, int line, const char *text)
{
	DiFormMistake *mistake = g_new0(DiFormMistake, 1);

	mistake->line = line;
	mistake->text = g_strdup(text);
	g_ptr_array_add(mistakes, mistake);
}

gboolean
form_mistake(const Loader *loader, GError **error, const char *format, ...)
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

typedef gboolean (*Setter)(Loader *loader, const char *value, GError **error);

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
	return form_mistake(loader, error, "'%s' är inget som går att välja här; skriv något av: %s", word, all->str);
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
		return form_mistake(loader, error, "'%s' är inget slag av rapport; skriv kvartalsrapport, slutrapport eller arsbilaga", value);
	loader->form->kind = kind;
	return TRUE;
}

static gboolean
set_edition(Loader *loader, const char *value, GError **error)
{
	if (di_date_parse(value) == DI_DATE_NONE)
		return form_mistake(loader, error, "'%s' är inget datum; skriv utgåvans första dag som 2024-01-31", value);
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

gboolean
form_set(Loader *loader, const char *key, const char *value, GError **error)
{
	if (!loader->group)
		return form_mistake(loader, error, "'%s' står före den första gruppen; skriv [form] ovanför", key);
	if (!*value)
		return form_mistake(loader, error, "'%s' har inget värde; skriv ett, eller ta bort raden", key);
	for (gsize i = 0; i < G_N_ELEMENTS(settings); i++)
		if (strcmp(settings[i].group, loader->group) == 0 && strcmp(settings[i].key, key) == 0)
			return settings[i].set(loader, value, error);
	return form_mistake(loader, error, "'%s' är ingen nyckel i [%s]; rätta den eller ta bort raden", key, loader->group);
}
