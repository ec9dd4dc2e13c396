/* diarie show: one filed document, for reading; or its original, byte for byte. */
#include "verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const DiColumn pair[] = {{NULL, 0}, {NULL, 20}};

static void
write_files(const DiHandling *handling, DiJson *json)
{
	di_json_array_begin(json, "filer");
	for (guint i = 0; i < handling->files->len; i++) {
		const DiFileInfo *file = handling->files->pdata[i];

		di_json_object_begin(json, NULL);
		di_json_string(json, "namn", file->namn);
		di_json_string(json, "typ", file->typ);
		di_json_int(json, "storlek", file->storlek);
		di_json_string(json, "sha256", file->sha256);
		di_json_object_end(json);
	}
	di_json_array_end(json);
}

static void
write_message(const DiHandling *handling, DiJson *json)
{
	if (!handling->message_id && !handling->from && !handling->subject) {
		di_json_null(json, "meddelande");
		return;
	}
	di_json_object_begin(json, "meddelande");
	di_json_string(json, "message_id", handling->message_id);
	di_json_string(json, "fran", handling->from);
	di_json_string(json, "amne", handling->subject);
	di_json_object_end(json);
}

static void
write_sections(const DiReport *report, DiJson *json)
{
	di_json_object_begin(json, "avsnitt");
	for (guint i = 0; report && i < report->sections->len; i++) {
		const DiSection *section = report->sections->pdata[i];

		di_json_string(json, section->key, section->text);
	}
	di_json_object_end(json);
}

static gboolean
print_json(DiCli *cli, const DiHandling *handling, GError **error)
{
	g_autoptr(DiJson) json = di_json_new();

	di_json_object_begin(json, NULL);
	di_handling_write_keys(handling, json);
	write_sections(handling->report, json);
	di_json_string(json, "matchning", handling->match_reason);
	di_json_string(json, "lasare", handling->reader);
	di_json_string(json, "gallrad", handling->disposed);
	if (handling->report)
		di_report_write_json(handling->report, NULL, TRUE, json, "rapport");
	else
		di_json_null(json, "rapport");
	write_message(handling, json);
	write_files(handling, json);
	di_json_strv(json, "historik", (const char *const *)handling->history);
	if (di_args_flag(cli->args, "why") && !di_why_write(cli, handling, json, error))
		return FALSE;
	di_json_object_end(json);
	di_print_json(g_steal_pointer(&json));
	return TRUE;
}

static void
add_pair(DiTable *table, const char *name, const char *value)
{
	if (value && *value)
		di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){name, value});
}

static char *
period_text(const DiHandling *handling)
{
	g_autofree char *quarter = di_quarter_title(handling->quarter);
	g_autofree char *range = NULL;

	if (handling->period.from == DI_DATE_NONE || handling->period.to == DI_DATE_NONE)
		return g_steal_pointer(&quarter);
	range = di_date_swedish_range(handling->period.from, handling->period.to);
	return *quarter ? g_strdup_printf("%s (%s)", quarter, range) : g_steal_pointer(&range);
}

static char *
persons_text(const DiReport *report)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; report && i < report->persons->len; i++) {
		const DiPerson *person = report->persons->pdata[i];
		g_autofree char *date = di_date_format(person->date);

		g_string_append_printf(text, "%s%s%s%s", text->len ? "; " : "", person->name ? person->name : "",
			person->name && *date ? " " : "", date);
	}
	return g_string_free(text, FALSE);
}

static void
print_facts(const DiCli *cli, const DiHandling *handling)
{
	g_autoptr(DiTable) table = di_table_new(pair, G_N_ELEMENTS(pair));
	g_autofree char *arrived = handling->arrived == DI_DATE_NONE ? NULL : di_date_swedish_weekday(handling->arrived);
	g_autofree char *period = period_text(handling);
	g_autofree char *persons = persons_text(handling->report);
	const char *from = handling->from ? handling->from : handling->motpart;
	g_autofree char *version = handling->version > 1 ? g_strdup_printf("%d", handling->version) : NULL;

	add_pair(table, "Insats", handling->insats);
	add_pair(table, "Huvudman", handling->huvudman);
	add_pair(table, "Gäller", period);
	add_pair(table, "Inkom", arrived);
	if (g_strcmp0(from, handling->huvudman) != 0)
		add_pair(table, "Från", from);
	add_pair(table, "Ämne", handling->subject);
	add_pair(table, "Ärende", handling->arende);
	add_pair(table, "Lämnad av", persons);
	add_pair(table, "Version", version);
	add_pair(table, "Ersatt av", handling->replaced_by);
	add_pair(table, "Makulerad", handling->annulled);
	add_pair(table, "Gallrad", handling->disposed);
	add_pair(table, "Sekretess", handling->sekretess);
	add_pair(table, "Matchad på", handling->match_reason);
	di_print_table(cli, table, 2);
}

static void
print_sections(const DiCli *cli, const DiReport *report)
{
	g_autoptr(GHashTable) titles = di_section_titles(report);

	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = report->sections->pdata[i];
		g_autofree char *text = di_passage(&cli->screen, section->text, 2);
		g_autofree char *title = di_section_title(titles, section->key);

		fputc('\n', stdout);
		di_print_heading(cli, title);
		fputs(*text ? text : "  (tomt)\n", stdout);
	}
}

static void
print_remarks(const DiCli *cli, const DiReport *report)
{
	if (!report->remarks->len)
		return;
	fputc('\n', stdout);
	di_print_heading(cli, "Anmärkningar");
	for (guint i = 0; i < report->remarks->len; i++) {
		const DiRemark *remark = report->remarks->pdata[i];
		g_autofree char *line = g_strdup_printf("- %s", remark->text);
		g_autofree char *text = di_passage(&cli->screen, line, 2);

		fputs(text, stdout);
	}
}

static void
print_files(const DiCli *cli, const DiHandling *handling)
{
	static const DiColumn columns[] = {{NULL, 0}, {NULL, 16}, {NULL, 0}, {NULL, 12}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));

	if (!handling->files->len)
		return;
	for (guint i = 0; i < handling->files->len; i++) {
		const DiFileInfo *file = handling->files->pdata[i];
		g_autofree char *n = g_strdup_printf("%u", i + 1);
		g_autofree char *size = di_size_short(file->storlek);
		g_autofree char *sum = g_strdup_printf("sha256 %s", file->sha256);

		di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){n, di_file_shown(file->namn), size, sum});
	}
	fputc('\n', stdout);
	di_print_heading(cli, "Filer");
	di_print_table(cli, table, 2);
}

static void
print_history(const DiCli *cli, char *const *history)
{
	if (!history || !history[0])
		return;
	fputc('\n', stdout);
	di_print_heading(cli, "Historik");
	for (; *history; history++) {
		g_autofree char *text = di_passage(&cli->screen, *history, 2);

		fputs(text, stdout);
	}
}

static void
print_title(const DiCli *cli, const DiHandling *handling)
{
	g_autofree char *title = g_strdup_printf("%s  %s", handling->diarienummer, di_kind_title(handling->kind));

	di_print_heading(cli, title);
}

static void
print_whole(const DiCli *cli, const DiHandling *handling)
{
	print_title(cli, handling);
	print_facts(cli, handling);
	if (handling->report) {
		print_remarks(cli, handling->report);
		print_sections(cli, handling->report);
	}
	print_files(cli, handling);
	print_history(cli, handling->history);
	di_say("%s", "");
	di_say("Originalet hämtas med: diarie show '%s' --original -o FIL", handling->diarienummer);
}

static gboolean
print_why(DiCli *cli, const DiHandling *handling, GError **error)
{
	print_title(cli, handling);
	if (!di_why_print(cli, handling, error))
		return FALSE;
	print_history(cli, handling->history);
	return TRUE;
}

/* Logged before it goes anywhere; the original is not touched. */
static GBytes *
stamped(DiCli *cli, const DiHandling *handling, GBytes *original, GError **error)
{
	g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GBytes) copy = NULL;

	g_hash_table_insert(values, g_strdup("diarienummer"), g_strdup(handling->diarienummer));
	g_hash_table_insert(values, g_strdup("signatur"), g_strdup(handling->handlaggare));
	g_hash_table_insert(values, g_strdup("ankomstdatum"), di_date_format(handling->arrived));
	copy = di_extractor_stamp(original, values, error);
	if (!copy || !di_cli_write_too(cli, error) || !di_registry_log(cli->registry, "stämplad kopia", handling->diarienummer, "", error))
		return NULL;
	return g_steal_pointer(&copy);
}

static int
write_original(DiCli *cli, const DiHandling *handling, GError **error)
{
	const char *path = di_args_text(cli->args, "output");
	int n = di_args_count(cli->args, "file", 1);
	g_autoptr(GBytes) original = NULL, bytes = NULL;

	if (!path) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "ange vart det ska skrivas: --output FIL (- är standard ut)");
		return DI_EXIT_NO;
	}
	if (n < 1 || (guint)n > handling->files->len) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "%s har ingen fil %d; den har %u", handling->diarienummer, n,
			handling->files->len);
		return DI_EXIT_NO;
	}
	if (handling->disposed) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "%s gallrades %s; originalet finns inte kvar", handling->diarienummer, handling->disposed);
		return DI_EXIT_NO;
	}
	original = di_handling_original(cli->registry, handling->id, (guint)n - 1, error);
	if (original)
		bytes = di_args_flag(cli->args, "stamped") ? stamped(cli, handling, original, error) : g_bytes_ref(original);
	return bytes && di_cli_write_again(cli, path, bytes, error) ? DI_EXIT_DONE : DI_EXIT_NO;
}

char *
di_cli_number(const DiCli *cli, const char *text)
{
	if (g_ascii_isdigit(*text))
		return g_strdup_printf("%s %s", cli->config->diarium.prefix, text);
	return g_strdup(text);
}

static gboolean
is_same_case(const DiHandling *handling, const char *arende)
{
	return handling->arende && g_str_equal(handling->arende, arende);
}

typedef struct {
	const char *arende;
	GString *numbers;
} InCase;

static gboolean
note_number(const DiHandling *handling, gpointer user)
{
	InCase *in_case = user;

	if (is_same_case(handling, in_case->arende))
		g_string_append_printf(in_case->numbers, "%s%s", in_case->numbers->len ? ", " : "", handling->diarienummer);
	return TRUE;
}

/* A number that is nobody's: perhaps the case was meant; its documents are told then. */
static void
explain_unknown(DiCli *cli, const char *text, const char *number, GError **error)
{
	g_autofree char *normal = di_diarienummer_normalise(number, cli->config->diarium.prefix);
	g_autofree char *arende = g_strndup(normal ? normal : "", normal ? strcspn(normal, ".") : 0);
	g_autoptr(GString) numbers = g_string_new(NULL);
	InCase in_case = {arende, numbers};

	if (!normal) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND,
			"'%s' är inget diarienummer; de ser ut så här: %s 26-11.1", text, cli->config->diarium.prefix);
		return;
	}
	if (!di_handling_each(cli->registry, &(DiFilter){0}, note_number, &in_case, NULL))
		g_string_truncate(numbers, 0);
	if (numbers->len)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "%s är inte diariefört; i ärendet finns %s", normal, numbers->str);
	else
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "%s är inte diariefört; 'diarie list' visar vad som finns", normal);
}

DiHandling *
di_cli_handling(DiCli *cli, const char *text, GError **error)
{
	g_autofree char *number = di_cli_number(cli, text);
	g_autoptr(GError) local = NULL;
	DiHandling *handling = di_handling_get(cli->registry, number, &local);

	if (handling)
		return handling;
	if (g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND) || g_error_matches(local, DI_ERROR, DI_ERROR_USAGE) ||
		g_error_matches(local, DI_ERROR, DI_ERROR_DATA))
		explain_unknown(cli, text, number, error);
	else
		g_propagate_error(error, g_steal_pointer(&local));
	return NULL;
}

typedef struct {
	const DiInsats *insats;
	DiQuarter quarter; /* none: the newest */
	gboolean one_reporter;
	DiQuarter found;
	char *number;
} Newest;

/* Of several versions the last, of several quarters the newest. */
static gboolean
note_newest(const DiHandling *handling, gpointer user)
{
	Newest *newest = user;
	gboolean is_its = g_strcmp0(handling->insats, newest->insats->row.namn) == 0 &&
		(!newest->one_reporter || g_strcmp0(handling->huvudman, newest->insats->row.huvudman) == 0);

	if (handling->annulled || handling->replaced_by || !is_its || di_quarter_compare(handling->quarter, newest->found) < 0)
		return TRUE;
	newest->found = handling->quarter;
	g_free(newest->number);
	newest->number = g_strdup(handling->diarienummer);
	return TRUE;
}

static gboolean
looks_like_number(const DiCli *cli, const char *text)
{
	g_autofree char *number = di_cli_number(cli, text);
	g_autofree char *normal = di_diarienummer_normalise(number, cli->config->diarium.prefix);

	return normal || g_ascii_isdigit(*text);
}

DiHandling *
di_cli_report(DiCli *cli, const char *text, GError **error)
{
	const char *huvudman = di_args_text(cli->args, "huvudman");
	g_autoptr(DiInsats) insats = NULL;
	Newest newest = {.quarter = di_args_quarter(cli->args, "quarter"), .one_reporter = huvudman != NULL};
	g_autofree char *number = NULL;

	if (looks_like_number(cli, text))
		return di_cli_handling(cli, text, error);
	insats = di_cli_insats(cli, text, huvudman, FALSE, error);
	if (!insats) {
		g_prefix_error(error, "'%s' är inget diarienummer (de ser ut så här: %s 26-11.1), och ", text, cli->config->diarium.prefix);
		return NULL;
	}
	newest.insats = insats;
	if (!di_handling_each(cli->registry, &(DiFilter){.quarter = newest.quarter, .one_insats = insats->row.namn}, note_newest, &newest, error))
		return NULL;
	number = newest.number;
	if (number)
		return di_handling_get(cli->registry, number, error);
	g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "ingen rapport från %s är diarieförd%s; 'diarie status' visar läget, 'diarie show --why' breven",
		insats->row.namn, di_quarter_is_set(newest.quarter) ? " för det kvartalet" : "");
	return NULL;
}

/* With --why: the letters about what has not come for the quarter. FALSE: there is nothing to tell but ERROR. */
static gboolean
tell_missing(DiCli *cli, GError **error)
{
	const char *text = di_cli_word(cli, 0);
	g_autoptr(DiInsats) insats = looks_like_number(cli, text) ? NULL : di_cli_insats(cli, text, di_args_text(cli->args, "huvudman"), FALSE, NULL);
	DiQuarter quarter = di_args_quarter(cli->args, "quarter");
	g_autoptr(GError) local = NULL;

	if (!insats || !di_args_flag(cli->args, "why") ||
	    !di_why_owed(cli, insats, di_quarter_is_set(quarter) ? quarter : di_quarter_reported(cli->today), &local))
		return FALSE;
	g_clear_error(error);
	return TRUE;
}

int
di_verb_show(DiCli *cli, GError **error)
{
	DiHandling *handling = di_cli_report(cli, di_cli_word(cli, 0), error);
	int status = DI_EXIT_DONE;

	if (!handling)
		return tell_missing(cli, error) ? DI_EXIT_DONE : DI_EXIT_NO;
	if (di_args_flag(cli->args, "original") || di_args_flag(cli->args, "stamped") || di_args_text(cli->args, "output"))
		status = write_original(cli, handling, error);
	else if (cli->args->json)
		status = print_json(cli, handling, error) ? DI_EXIT_DONE : DI_EXIT_NO;
	else if (di_args_flag(cli->args, "why"))
		status = print_why(cli, handling, error) ? DI_EXIT_DONE : DI_EXIT_NO;
	else
		print_whole(cli, handling);
	di_handling_free(handling);
	return status;
}
