/* diarie complete: what may come next on the command line, for the shells (completion/). A line for each, with a word of
 * explanation after a tab; ":filer" means names of files. Says nothing about anything that fails: a person is typing. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NUMBERS_MOST = 200, QUARTERS = 8 };

typedef struct {
	const char *current;      /* the word being typed, so far */
	char *begins;             /* the same, folded */
	const char *before;       /* the one before it; NULL: none */
	const DiVerb *verb;       /* NULL: not settled yet */
	char *first;              /* the first word, where a second may follow; NULL */
	gboolean lost;            /* the first word is no verb */
	guint n_words;            /* of the verb's own that are there already */
} Typed;

static void
offer(const Typed *typed, const char *word, const char *about)
{
	g_autofree char *folded = di_text_fold(word), *clean = NULL;

	if (!*word || !g_str_has_prefix(folded, typed->begins))
		return;
	clean = di_text_visible(word, FALSE);
	printf("%s%s%s\n", clean, about && *about ? "\t" : "", about ? about : "");
}

static void
offer_verbs(const Typed *typed)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (const DiVerb *verb = di_verbs; verb->name; verb++) {
		char *first = g_strndup(verb->name, strcspn(verb->name, " "));

		if (verb->help && !g_hash_table_contains(seen, first))
			offer(typed, first, verb->help);
		g_hash_table_add(seen, first);
	}
}

static void
offer_second_words(const Typed *typed)
{
	gsize length = strlen(typed->first);

	for (const DiVerb *verb = di_verbs; verb->name; verb++)
		if (strncmp(verb->name, typed->first, length) == 0 && verb->name[length] == ' ' && verb->help)
			offer(typed, verb->name + length + 1, verb->help);
}

static void
offer_options(const Typed *typed)
{
	static const char *const common[] = {"--config", "--json", "--plain", "--quiet", "--verbose", "--help", NULL};

	for (const DiOption *option = typed->verb ? typed->verb->options : NULL; option && option->name; option++) {
		g_autofree char *name = g_strconcat("--", option->name, NULL);

		offer(typed, name, option->help);
	}
	for (guint i = 0; common[i]; i++)
		offer(typed, common[i], NULL);
}

static void
offer_quarters(const DiCli *cli, const Typed *typed)
{
	DiDate today = di_date_of_time(di_clock_now(), di_cli_timezone(cli));

	for (int back = 1; back <= QUARTERS; back++) {
		g_autofree char *quarter = di_quarter_format(di_quarter_add(di_quarter_of(today), -back));

		offer(typed, quarter, NULL);
	}
}

static void
offer_insatser(const DiCli *cli, const Typed *typed, gboolean huvudman)
{
	g_autoptr(GPtrArray) list = cli->registry ? di_insats_outlines(cli->registry, NULL) : NULL;
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; list && i < list->len; i++) {
		const DiInsats *insats = list->pdata[i];
		char *name = huvudman ? insats->row.huvudman : insats->row.namn;

		if (g_hash_table_add(seen, name))
			offer(typed, name, huvudman ? NULL : insats->row.huvudman);
	}
}

static gboolean
is_typed_with_prefix(const Typed *typed)
{
	return *typed->current && !g_ascii_isdigit(*typed->current);
}

/* With what the numbers that are meant begin in the register: "SFG 26-1". */
static char *
typed_number(const DiCli *cli, const Typed *typed)
{
	return is_typed_with_prefix(typed) ? g_strdup(typed->current) : g_strdup_printf("%s %s", cli->config->diarium.prefix, typed->current);
}

/* Without the prefix, which goes without saying and would need quotes, unless it is being typed: "26-11.1". */
static void
offer_number(const DiCli *cli, const Typed *typed, const char *number, const char *about)
{
	gsize length = strlen(cli->config->diarium.prefix) + 1;

	offer(typed, is_typed_with_prefix(typed) ? number : number + MIN(length, strlen(number)), about);
}

static void
offer_numbers(const DiCli *cli, const Typed *typed)
{
	g_autofree char *begins = cli->registry ? typed_number(cli, typed) : NULL;
	g_auto(GStrv) numbers = begins ? di_handling_numbers(cli->registry, begins, NUMBERS_MOST, NULL) : NULL;

	for (guint i = 0; numbers && numbers[i]; i++)
		offer_number(cli, typed, numbers[i], NULL);
}

static void
offer_cases(const DiCli *cli, const Typed *typed)
{
	g_autofree char *begins = cli->registry ? typed_number(cli, typed) : NULL;
	g_autoptr(GPtrArray) list = begins ? di_case_list(cli->registry, begins, NUMBERS_MOST, NULL) : NULL;

	for (guint i = 0; list && i < list->len; i++) {
		const DiCase *one = list->pdata[i];

		offer_number(cli, typed, one->number, one->insats);
	}
}

static void
offer_reviews(const DiCli *cli, const Typed *typed)
{
	g_autoptr(GPtrArray) reviews = cli->registry ? di_review_list(cli->registry, NULL) : NULL;

	for (guint i = 0; reviews && i < reviews->len; i++) {
		const DiReview *review = reviews->pdata[i];
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, review->id);
		g_autofree char *about = di_text_visible(review->reason ? review->reason : "", FALSE);

		offer(typed, id, about);
	}
}

static void
offer_values(const DiCli *cli, const Typed *typed, const char *kind)
{
	if (strstr(kind, "NUMMER"))
		offer_numbers(cli, typed);
	if (strstr(kind, "INSATS") || g_str_has_prefix(kind, "NAMN"))
		offer_insatser(cli, typed, FALSE);
	if (strstr(kind, "ÄRENDE"))
		offer_cases(cli, typed);
	if (strstr(kind, "KVARTAL"))
		offer_quarters(cli, typed);
	if (strstr(kind, "FIL"))
		puts(":filer");
	if (strstr(kind, "KOMMANDO"))
		offer_verbs(typed);
	if (g_str_equal(kind, "ID") && g_str_has_prefix(typed->verb->name, "review"))
		offer_reviews(cli, typed);
}

/* The words that an option takes, where its help lists them: "csv|jsonl". */
static gboolean
offer_listed(const Typed *typed, const char *value)
{
	g_auto(GStrv) words = value && g_ascii_islower(*value) ? g_strsplit(value, "|", -1) : NULL;

	for (guint i = 0; words && words[i]; i++)
		offer(typed, words[i], NULL);
	return words != NULL;
}

static const DiOption *
option_named(const DiVerb *verb, const char *word)
{
	for (const DiOption *option = verb ? verb->options : NULL; option && option->name; option++) {
		gboolean is_long = g_str_has_prefix(word, "--") && g_str_equal(word + 2, option->name);
		gboolean is_short = option->letter && word[0] == '-' && word[1] == option->letter && !word[2];

		if (is_long || is_short)
			return option;
	}
	return NULL;
}

static gboolean
takes_file(const char *word)
{
	return g_str_equal(word, "-c") || g_str_equal(word, "--config");
}

static const DiVerb *
verb_of(const char *name)
{
	for (const DiVerb *verb = di_verbs; verb->name; verb++)
		if (g_str_equal(verb->name, name))
			return verb;
	return NULL;
}

static gboolean
is_group(const char *word)
{
	gsize length = strlen(word);

	for (const DiVerb *verb = di_verbs; verb->name; verb++)
		if (strncmp(verb->name, word, length) == 0 && verb->name[length] == ' ')
			return TRUE;
	return FALSE;
}

/* One finished word. A value of an option belongs to it. */
static void
take_word(Typed *typed, const char *word)
{
	g_autofree char *both = typed->first ? g_strconcat(typed->first, " ", word, NULL) : NULL;
	const DiVerb *second = both ? verb_of(both) : NULL;

	if (second)
		typed->verb = second;
	else if (typed->verb)
		typed->n_words++;
	else
		typed->verb = verb_of(word);
	g_clear_pointer(&typed->first, g_free);
	if (!second && typed->n_words == 0 && is_group(word))
		typed->first = g_strdup(word);
	typed->lost = !typed->verb && !typed->first;
}

static void
read_words(const DiCli *cli, Typed *typed)
{
	guint n = cli->args->words->len - 1;

	typed->current = n ? di_cli_word(cli, n - 1) : "";
	typed->begins = di_text_fold(typed->current);
	for (guint i = 0; i + 1 < n; i++) {
		const char *word = di_cli_word(cli, i);
		const DiOption *option = typed->before ? option_named(typed->verb, typed->before) : NULL;
		gboolean is_value = typed->before && (takes_file(typed->before) || (option && option->kind != DI_OPTION_FLAG));

		if (!is_value && *word != '-')
			take_word(typed, word);
		typed->before = is_value ? NULL : word;
	}
}

/* The settings that were named on the line, else the usual ones; without any there are no names to offer. */
static void
open_register(DiCli *cli)
{
	const char *path = di_config_default_path();

	for (guint i = 0; di_cli_word(cli, i) && di_cli_word(cli, i + 1); i++)
		if (takes_file(di_cli_word(cli, i)))
			path = di_cli_word(cli, i + 1);
	cli->config = di_config_load(path, NULL);
	if (cli->config)
		cli->registry = di_registry_open(cli->config, DI_REGISTRY_READ, NULL);
}

static const char *
nth_argument(const DiVerb *verb, guint n, char **copy_out)
{
	g_auto(GStrv) all = g_strsplit(verb->arguments, " ", -1);
	guint count = g_strv_length(all);

	*copy_out = g_strdup(count ? all[MIN(n, count - 1)] : "");
	return *copy_out;
}

static void
offer_what_fits(const DiCli *cli, const Typed *typed)
{
	const DiOption *option = typed->before ? option_named(typed->verb, typed->before) : NULL;
	g_autofree char *argument = NULL;

	if ((typed->before && takes_file(typed->before)) || (option && option->kind == DI_OPTION_FILE))
		puts(":filer");
	else if (option && option->kind != DI_OPTION_FLAG && g_str_equal(option->name, "huvudman"))
		offer_insatser(cli, typed, TRUE);
	else if (option && option->kind != DI_OPTION_FLAG && !offer_listed(typed, option->value))
		offer_values(cli, typed, g_str_equal(option->name, "insats") ? "INSATS" : option->kind == DI_OPTION_QUARTER ? "KVARTAL"
			: g_strcmp0(option->value, "ÄRENDE") == 0 ? option->value : "");
	else if (option && option->kind != DI_OPTION_FLAG)
		return;
	else if (*typed->current == '-')
		offer_options(typed);
	else {
		if (typed->first)
			offer_second_words(typed);
		if (typed->verb)
			offer_values(cli, typed, nth_argument(typed->verb, typed->n_words, &argument));
		else if (!typed->first && !typed->lost)
			offer_verbs(typed);
	}
}

int
di_verb_complete(DiCli *cli, GError **error G_GNUC_UNUSED)
{
	Typed typed = {.current = ""};

	read_words(cli, &typed);
	open_register(cli);
	offer_what_fits(cli, &typed);
	g_free(typed.first);
	g_free(typed.begins);
	return DI_EXIT_DONE;
}
