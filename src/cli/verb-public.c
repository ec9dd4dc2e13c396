/* diarie post, person, release: what a public body owes to whoever asks. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

/* post: what came in and went out */

static void
write_post(const DiPostItem *post)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_date(json, "datum", post->date);
	di_json_string(json, "diarienummer", post->number);
	di_json_string(json, "riktning", post->direction);
	di_json_string(json, "motpart", post->party);
	di_json_string(json, "arendemening", post->matter);
	di_json_string(json, "anmarkning", post->remark);
	di_json_object_end(json);
	di_print_json(json);
}

static void
print_post(const DiCli *cli, const GPtrArray *list)
{
	static const DiColumn columns[] = {{"Datum", 0}, {"", 0}, {"Nummer", 0}, {"Från eller till", 12}, {"Gäller", 16}, {"", 0}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));

	for (guint i = 0; i < list->len; i++) {
		const DiPostItem *post = list->pdata[i];
		g_autofree char *date = di_date_format(post->date);

		di_table_row(table, DI_STYLE_PLAIN,
			(const char *const[]){date, post->direction, post->number, post->party, post->matter, post->remark});
	}
	di_print_table(cli, table, 0);
}

static void
print_post_title(const DiCli *cli, DiDate from, DiDate to)
{
	g_autofree char *span = from == to ? di_date_swedish_weekday(from) : di_date_swedish_range(from, to);
	g_autofree char *title = from == to ? g_strdup_printf("Postlista %s", span)
		: g_strdup_printf("Postlista vecka %d, %s", di_date_week(from), span);

	di_print_heading(cli, cli->config->diarium.forbund);
	di_print_heading(cli, title);
	fputc('\n', stdout);
}

int
di_verb_post(DiCli *cli, GError **error)
{
	DiDate from = di_args_date(cli->args, "day"), to;
	g_autoptr(GPtrArray) list = NULL;

	if (from == DI_DATE_NONE)
		from = cli->today;
	if (di_args_flag(cli->args, "week"))
		from -= di_date_weekday(from) - 1;
	to = di_args_flag(cli->args, "week") ? from + 6 : from;
	list = di_post_list(cli->registry, from, to, error);
	if (!list)
		return DI_EXIT_NO;
	for (guint i = 0; i < list->len && cli->args->json; i++)
		write_post(list->pdata[i]);
	if (cli->args->json)
		return DI_EXIT_DONE;
	print_post_title(cli, from, to);
	if (list->len)
		print_post(cli, list);
	else
		di_say("Inget kom in eller gick ut.");
	return DI_EXIT_DONE;
}

/* person: everything that is kept about somebody */

static void
write_trace(const DiTrace *trace)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "var", trace->where);
	di_json_string(json, "nar", trace->when);
	di_json_string(json, "vad", trace->object);
	di_json_string(json, "text", trace->text);
	di_json_object_end(json);
	di_print_json(json);
}

static void
print_traces(const DiCli *cli, const GPtrArray *traces)
{
	static const DiColumn columns[] = {{"Var", 0}, {"När", 0}, {"Vad", 20}, {"Uppgift", 20}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));

	for (guint i = 0; i < traces->len; i++) {
		const DiTrace *trace = traces->pdata[i];
		g_autofree char *day = g_strndup(trace->when ? trace->when : "", 10);

		di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){trace->where, day, trace->object, trace->text});
	}
	di_print_table(cli, table, 0);
}

int
di_verb_person(DiCli *cli, GError **error)
{
	g_autofree char *who = g_strjoinv(" ", (char **)cli->args->words->pdata);
	g_autoptr(GPtrArray) traces = NULL;

	if (g_utf8_strlen(who, -1) < 3) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är för kort; skriv ett helt namn eller en e-postadress", who);
		return DI_EXIT_NO;
	}
	traces = di_person_traces(cli->registry, who, error);
	if (!traces)
		return DI_EXIT_NO;
	for (guint i = 0; i < traces->len && cli->args->json; i++)
		write_trace(traces->pdata[i]);
	if (!traces->len)
		di_complain("'%s' finns inte i diariet", who);
	if (!traces->len || cli->args->json)
		return traces->len ? DI_EXIT_DONE : DI_EXIT_NO;
	print_traces(cli, traces);
	di_print_passage(cli, 0, "\n%u uppgifter. Originalen (mejl och bilagor) är inte genomsökta; de hämtas med "
		"diarie show NUMMER --original.", traces->len);
	return DI_EXIT_DONE;
}

/* release: a copy for handing out, with what is secret masked. The original is not touched. */

static const char mask[] = "█████";

/* Every occurrence of WORD, whatever its capitals; N_INOUT counts. */
static char *
mask_word(const char *text, const char *word, guint *n_inout)
{
	g_autofree char *quoted = g_regex_escape_string(word, -1);
	g_autoptr(GRegex) regex = g_regex_new(quoted, G_REGEX_CASELESS, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	if (!regex)
		return g_strdup(text);
	for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL))
		(*n_inout)++;
	return g_regex_replace_literal(regex, text, -1, 0, mask, 0, NULL);
}

/* Personnummer and samordningsnummer are masked unasked: ten or twelve digits, not two dates beside each other. */
static char *
mask_numbers(const char *text, guint *n_inout)
{
	g_autoptr(GRegex) regex = g_regex_new("(?<![0-9])(?:[0-9]{2})?[0-9]{2}[01][0-9][0-9]{2}[-+ ]?[0-9]{4}(?![0-9])", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL))
		(*n_inout)++;
	return g_regex_replace_literal(regex, text, -1, 0, mask, 0, NULL);
}

static char *
masked(const DiCli *cli, const char *text, guint *n_inout)
{
	char *now = mask_numbers(text, n_inout);

	for (guint i = 1; di_cli_word(cli, i); i++) {
		g_autofree char *before = now;

		now = *di_cli_word(cli, i) ? mask_word(before, di_cli_word(cli, i), n_inout) : g_strdup(before);
	}
	return now;
}

static gboolean
is_left_out(const DiCli *cli, const char *key)
{
	const char *list = di_args_text(cli->args, "sections");
	g_auto(GStrv) keys = list ? g_strsplit_set(list, ", ", -1) : NULL;

	return keys && g_strv_contains((const char *const *)keys, key);
}

static void
add_line(GString *copy, const DiCli *cli, const char *name, const char *value, guint *n)
{
	g_autofree char *safe = masked(cli, value ? value : "", n);

	if (*safe)
		g_string_append_printf(copy, "%s: %s\n", name, safe);
}

static void
add_sections(GString *copy, const DiCli *cli, const DiHandling *handling, guint *n)
{
	g_autoptr(GHashTable) titles = di_section_titles(handling->report);

	for (guint i = 0; i < handling->report->sections->len; i++) {
		const DiSection *section = handling->report->sections->pdata[i];
		g_autofree char *title = di_section_title(titles, section->key);
		g_autofree char *safe = NULL;

		if (is_left_out(cli, section->key) && *section->text) {
			safe = g_strdup(mask);
			(*n)++;
		} else
			safe = masked(cli, section->text, n);
		g_string_append_printf(copy, "\n%s\n\n%s\n", title, *safe ? safe : "(tomt)");
	}
}

static char *
make_copy(const DiCli *cli, const DiHandling *handling, guint *n_masked)
{
	GString *copy = g_string_new(NULL);
	const char *provision = di_args_text(cli->args, "provision");
	g_autofree char *arrived = di_date_format(handling->arrived), *today = di_date_format(cli->today);
	g_autofree char *title = g_strdup_printf("%s  %s", handling->diarienummer, di_kind_title(handling->kind));

	g_string_append_printf(copy, "%s\nKopia för utlämnande %s\n\n%s\n", cli->config->diarium.forbund, today, title);
	add_line(copy, cli, "Inkom", arrived, n_masked);
	add_line(copy, cli, "Från", handling->motpart_offentlig, n_masked);
	add_line(copy, cli, "Gäller", handling->arendemening_offentlig, n_masked);
	add_sections(copy, cli, handling, n_masked);
	if (*n_masked)
		g_string_append_printf(copy, "\n%s: uppgiften lämnas inte ut%s%s.\n", mask, provision ? ", " : "", provision ? provision : "");
	return g_string_free(copy, FALSE);
}

/* A word that is nowhere was probably mistyped, and what it should have masked stands there for all to see. */
static gboolean
stands_somewhere(const DiHandling *handling, const char *word)
{
	g_autofree char *folded = di_text_fold(word);
	g_autoptr(GString) all = g_string_new(handling->motpart_offentlig);
	g_autofree char *whole = NULL;

	g_string_append_printf(all, " %s", handling->arendemening_offentlig);
	for (guint i = 0; i < handling->report->sections->len; i++)
		g_string_append_printf(all, " %s", ((const DiSection *)handling->report->sections->pdata[i])->text);
	whole = di_text_fold(all->str);
	return strstr(whole, folded) != NULL;
}

static gboolean
words_are_there(const DiCli *cli, const DiHandling *handling, GError **error)
{
	for (guint i = 1; di_cli_word(cli, i); i++) {
		if (stands_somewhere(handling, di_cli_word(cli, i)))
			continue;
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' står inte i %s; inget har skrivits. Stavas det på annat sätt där?",
			di_cli_word(cli, i), handling->diarienummer);
		return FALSE;
	}
	return TRUE;
}

/* Logged first: what has left the house must not be missing from the log. */
static gboolean
hand_out(DiCli *cli, const DiHandling *handling, const char *path, GError **error)
{
	guint n = 0;
	g_autofree char *copy = make_copy(cli, handling, &n);
	const char *provision = di_args_text(cli->args, "provision"), *by = di_args_text(cli->args, "by");
	g_autofree char *detail = g_strdup_printf("%u maskeringar%s%s, beslutat av %s", n, provision ? " enligt " : "",
		provision ? provision : "", by);
	g_autoptr(GBytes) bytes = g_bytes_new_static(copy, strlen(copy));

	if (n && !provision) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "%u uppgifter maskeras; ange bestämmelsen: --provision '21 kap. 1 § OSL'", n);
		return FALSE;
	}
	if (!di_registry_log(cli->registry, "kopia utlämnad", handling->diarienummer, detail, error) || !di_cli_write_new(path, bytes, error))
		return FALSE;
	if (!g_str_equal(path, "-") && !cli->args->json)
		di_say("Kopian av %s med %u maskeringar ligger i %s. Läs igenom den innan den lämnas ut.", handling->diarienummer, n, path);
	return TRUE;
}

int
di_verb_release(DiCli *cli, GError **error)
{
	const char *path = di_args_text(cli->args, "output"), *by = di_args_text(cli->args, "by");
	DiHandling *handling;
	gboolean done;

	if (!path || !by) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "ange vart kopian ska skrivas och vem som har beslutat: -o FIL --by NAMN");
		return DI_EXIT_NO;
	}
	handling = di_cli_handling(cli, di_cli_word(cli, 0), error);
	if (!handling)
		return DI_EXIT_NO;
	done = words_are_there(cli, handling, error) && hand_out(cli, handling, path, error);
	di_handling_free(handling);
	return done ? DI_EXIT_DONE : DI_EXIT_NO;
}
