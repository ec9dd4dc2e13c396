/* Words by tables: which verb, which options, what is left. */
#include <diarie/cli.h>

#include <string.h>

static const DiOption common[] = {
	{"config", 'c', DI_OPTION_FILE, "FIL", NULL},
	{"json", 0, DI_OPTION_FLAG, NULL, NULL},
	{"plain", 0, DI_OPTION_FLAG, NULL, NULL},
	{"quiet", 0, DI_OPTION_FLAG, NULL, NULL},
	{"verbose", 0, DI_OPTION_FLAG, NULL, NULL},
	{"help", 'h', DI_OPTION_FLAG, NULL, NULL},
	{"version", 'V', DI_OPTION_FLAG, NULL, NULL},
	{0},
};

enum { COUNT_MAX = 999999 };

/* Words that are alike enough to be a slip of the hand. */
static const double alike = 0.5;

typedef struct {
	DiArgs *args;
	const DiVerb *verbs;
	char *const *argv;
	int argc, at;
	const DiOption *options; /* the verb's; NULL before there is one */
	gboolean only_words;     /* after "--" */
	char *first;             /* the first word, until the verb is known */
} Reading;

void
di_args_free(DiArgs *args)
{
	if (!args)
		return;
	g_ptr_array_unref(args->words);
	g_hash_table_unref(args->options);
	g_free(args->config_path);
	g_free(args);
}

static DiArgs *
args_new(void)
{
	DiArgs *args = g_new0(DiArgs, 1);

	args->words = g_ptr_array_new_with_free_func(g_free);
	args->options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return args;
}

static const DiVerb *
find_verb(const DiVerb *verbs, const char *name)
{
	for (; verbs->name; verbs++)
		if (g_str_equal(verbs->name, name))
			return verbs;
	return NULL;
}

const DiVerb *
di_args_suggest(const DiVerb *verbs, const char *word)
{
	const DiVerb *best = NULL;
	double best_likeness = alike;

	for (; verbs->name; verbs++) {
		double likeness = g_str_has_prefix(verbs->name, word) && strlen(word) > 1
			? 0.9 : di_text_similarity(verbs->name, word);

		if (!verbs->help)
			continue;
		if (likeness > best_likeness || (!best && likeness >= alike)) {
			best = verbs;
			best_likeness = likeness;
		}
	}
	return best;
}

static void G_GNUC_PRINTF(2, 3)
refuse(GError **error, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	g_propagate_error(error, g_error_new_valist(DI_ERROR, DI_ERROR_USAGE, format, list));
	va_end(list);
}

/* Does any verb begin with "WORD "? */
static gboolean
is_group(const DiVerb *verbs, const char *word)
{
	gsize length = strlen(word);

	for (; verbs->name; verbs++)
		if (strncmp(verbs->name, word, length) == 0 && verbs->name[length] == ' ')
			return TRUE;
	return FALSE;
}

static gboolean
settle_verb(Reading *reading, const char *name, GError **error)
{
	const DiVerb *suggestion;

	reading->args->verb = find_verb(reading->verbs, name);
	if (reading->args->verb) {
		reading->options = reading->args->verb->options;
		g_clear_pointer(&reading->first, g_free);
		return TRUE;
	}
	suggestion = di_args_suggest(reading->verbs, name);
	if (suggestion)
		refuse(error, "'%s' är inget kommando; menade du 'diarie %s'?", name, suggestion->name);
	else
		refuse(error, "'%s' är inget kommando; 'diarie help' visar dem som finns", name);
	return FALSE;
}

/* The second word of a group: "insats import"; a word that is no such verb belongs to the verb of one word. */
static gboolean
take_second(Reading *reading, const char *word, GError **error)
{
	g_autofree char *both = g_strconcat(reading->first, " ", word, NULL);
	const DiVerb *single = find_verb(reading->verbs, reading->first);
	const DiVerb *suggestion = NULL;

	if (find_verb(reading->verbs, both))
		return settle_verb(reading, both, error);
	if (single && single->most != 0) {
		g_ptr_array_add(reading->args->words, g_strdup(word));
		return settle_verb(reading, single->name, error);
	}
	suggestion = di_args_suggest(reading->verbs, both);
	if (suggestion && g_str_has_prefix(suggestion->name, reading->first))
		refuse(error, "'%s' är inget kommando; menade du 'diarie %s'?", both, suggestion->name);
	else
		refuse(error, "'%s' är inget kommando; 'diarie help %s' visar dem som finns", both, reading->first);
	return FALSE;
}

static gboolean
take_word(Reading *reading, const char *word, GError **error)
{
	if (reading->args->verb) {
		g_ptr_array_add(reading->args->words, g_strdup(word));
		return TRUE;
	}
	if (reading->first)
		return take_second(reading, word, error);
	if (!is_group(reading->verbs, word))
		return settle_verb(reading, word, error);
	reading->first = g_strdup(word);
	return TRUE;
}

static const DiOption *
find_option(const DiOption *table, const char *name, gsize length)
{
	for (; table && table->name; table++)
		if (strlen(table->name) == length && strncmp(table->name, name, length) == 0)
			return table;
	return NULL;
}

static const DiOption *
find_letter(const DiOption *table, char letter)
{
	for (; table && table->name; table++)
		if (table->letter == letter)
			return table;
	return NULL;
}

static gboolean
check_value(const DiOption *option, const char *value, GError **error)
{
	guint64 count;

	if (option->kind == DI_OPTION_QUARTER && !di_quarter_is_set(di_quarter_parse(value)))
		refuse(error, "--%s: '%s' är inget kvartal; skriv till exempel 2026-Q1", option->name, value);
	else if (option->kind == DI_OPTION_DATE && di_date_parse(value) == DI_DATE_NONE)
		refuse(error, "--%s: '%s' är inget datum; skriv till exempel 2026-04-15", option->name, value);
	else if (option->kind == DI_OPTION_COUNT &&
		!g_ascii_string_to_unsigned(value, 10, 0, COUNT_MAX, &count, NULL))
		refuse(error, "--%s: '%s' är inget antal; skriv en siffra", option->name, value);
	else
		return TRUE;
	return FALSE;
}

static void
store_common(DiArgs *args, const DiOption *option, const char *value)
{
	if (option->kind == DI_OPTION_FILE) {
		g_free(args->config_path);
		args->config_path = g_strdup(value);
	}
	args->json |= g_str_equal(option->name, "json");
	args->quiet |= g_str_equal(option->name, "quiet");
	args->verbose |= g_str_equal(option->name, "verbose");
	args->plain |= g_str_equal(option->name, "plain");
	args->help |= g_str_equal(option->name, "help");
	args->version |= g_str_equal(option->name, "version");
}

/* VALUE NULL: none was joined to the option; the next word is it. */
static gboolean
take_option(Reading *reading, const DiOption *option, const char *value, GError **error)
{
	gboolean is_common = option >= common && option < common + G_N_ELEMENTS(common);

	if (option->kind == DI_OPTION_FLAG && value) {
		refuse(error, "--%s tar inget värde", option->name);
		return FALSE;
	}
	if (option->kind != DI_OPTION_FLAG && !value) {
		if (reading->at + 1 >= reading->argc) {
			refuse(error, "--%s behöver ett värde: --%s %s", option->name, option->name, option->value);
			return FALSE;
		}
		value = reading->argv[++reading->at];
	}
	if (value && !check_value(option, value, error))
		return FALSE;
	if (is_common)
		store_common(reading->args, option, value);
	else
		g_hash_table_insert(reading->args->options, g_strdup(option->name), g_strdup(value ? value : ""));
	return TRUE;
}

static const char *
likely_option(const DiOption *table, const char *name)
{
	const char *best = NULL;
	double best_likeness = alike;

	for (; table && table->name; table++) {
		double likeness = g_str_has_prefix(table->name, name) ? 0.9 : di_text_similarity(table->name, name);

		if (likeness >= best_likeness) {
			best = table->name;
			best_likeness = likeness;
		}
	}
	return best;
}

static gboolean
refuse_option(const Reading *reading, const char *word, GError **error)
{
	g_autofree char *name = g_strdup(word + strspn(word, "-"));
	const DiVerb *verb = reading->args->verb;
	const char *likely;

	name[strcspn(name, "=")] = '\0';
	likely = likely_option(reading->options, name);
	if (!likely)
		likely = likely_option(common, name);
	if (likely)
		refuse(error, "%s: okänt tillval; menade du --%s?", word, likely);
	else if (verb)
		refuse(error, "%s: okänt tillval; 'diarie help %s' visar dem som finns", word, verb->name);
	else
		refuse(error, "%s: okänt tillval; 'diarie help' visar hur man skriver", word);
	return FALSE;
}

/* Before the verb only the common options are known, but for the one word of a group that is a verb itself. */
static gboolean
prepare_options(Reading *reading, const char *name, gsize length, char letter, GError **error)
{
	gboolean is_common = name ? find_option(common, name, length) != NULL : find_letter(common, letter) != NULL;

	if (is_common || !reading->first)
		return TRUE;
	return settle_verb(reading, reading->first, error);
}

static gboolean
take_long(Reading *reading, const char *word, GError **error)
{
	const char *name = word + 2;
	const char *equals = strchr(name, '=');
	gsize length = equals ? (gsize)(equals - name) : strlen(name);
	const DiOption *option;

	if (!prepare_options(reading, name, length, 0, error))
		return FALSE;
	option = find_option(reading->options, name, length);
	if (!option)
		option = find_option(common, name, length);
	if (!option)
		return refuse_option(reading, word, error);
	return take_option(reading, option, equals ? equals + 1 : NULL, error);
}

static gboolean
take_short(Reading *reading, const char *word, GError **error)
{
	const DiOption *option;

	if (!prepare_options(reading, NULL, 0, word[1], error))
		return FALSE;
	option = find_letter(reading->options, word[1]);
	if (!option)
		option = find_letter(common, word[1]);
	if (!option || (option->kind == DI_OPTION_FLAG && word[2]))
		return refuse_option(reading, word, error);
	return take_option(reading, option, word[2] ? word + 2 : NULL, error);
}

static gboolean
take(Reading *reading, const char *word, GError **error)
{
	if (reading->only_words || word[0] != '-' || !word[1])
		return take_word(reading, word, error);
	if (g_str_equal(word, "--")) {
		reading->only_words = TRUE;
		return TRUE;
	}
	return word[1] == '-' ? take_long(reading, word, error) : take_short(reading, word, error);
}

/* A group's first word alone: a verb of its own, or the group's help. */
static gboolean
finish_verb(Reading *reading, GError **error)
{
	g_autofree char *first = g_steal_pointer(&reading->first);

	if (!first)
		return TRUE;
	if (find_verb(reading->verbs, first))
		return settle_verb(reading, first, error);
	refuse(error, "'diarie %s' behöver ett ord till; 'diarie help %s' visar vilka som finns", first, first);
	return FALSE;
}

static gboolean
check_count(const DiArgs *args, GError **error)
{
	const DiVerb *verb = args->verb;
	guint n = args->words->len - 1;

	if (!verb || args->help || args->version)
		return TRUE;
	if (n < (guint)verb->least)
		refuse(error, "för få ord; skriv: diarie %s %s", verb->name, verb->arguments);
	else if (verb->most >= 0 && n > (guint)verb->most)
		refuse(error, "'%s' är ett ord för mycket; skriv: diarie %s%s%s", (char *)args->words->pdata[verb->most],
			verb->name, *verb->arguments ? " " : "", verb->arguments);
	else
		return TRUE;
	return FALSE;
}

DiArgs *
di_args_parse(int argc, char *const *argv, const DiVerb *verbs, GError **error)
{
	g_autoptr(DiArgs) args = args_new();
	Reading reading = {.args = args, .verbs = verbs, .argv = argv, .argc = argc, .at = 1};
	gboolean fine = TRUE;

	for (; fine && reading.at < argc; reading.at++)
		fine = take(&reading, argv[reading.at], error);
	fine = fine && finish_verb(&reading, error);
	g_free(reading.first);
	g_ptr_array_add(args->words, NULL);
	if (!fine || !check_count(args, error))
		return NULL;
	return g_steal_pointer(&args);
}

gboolean
di_args_flag(const DiArgs *args, const char *name)
{
	return g_hash_table_contains(args->options, name);
}

const char *
di_args_text(const DiArgs *args, const char *name)
{
	return g_hash_table_lookup(args->options, name);
}

DiQuarter
di_args_quarter(const DiArgs *args, const char *name)
{
	const char *text = di_args_text(args, name);

	return text ? di_quarter_parse(text) : DI_QUARTER_NONE;
}

DiDate
di_args_date(const DiArgs *args, const char *name)
{
	const char *text = di_args_text(args, name);

	return text ? di_date_parse(text) : DI_DATE_NONE;
}

int
di_args_count(const DiArgs *args, const char *name, int otherwise)
{
	const char *text = di_args_text(args, name);
	guint64 count;

	return text && g_ascii_string_to_unsigned(text, 10, 0, COUNT_MAX, &count, NULL) ? (int)count : otherwise;
}
