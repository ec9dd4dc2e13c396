/* diarie request: the reporter is asked to complete a report that is filed. A person decides that; nothing is asked by itself. */
#include "verbs.h"

#include <diarie/letter.h>

enum { WORKDAYS_USUAL = 10 };

static const DiOwed *
owed_of(const GPtrArray *owed, const DiHandling *handling)
{
	for (guint i = 0; i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];

		if (g_strcmp0(one->insats, handling->insats) == 0 && g_strcmp0(one->huvudman, handling->huvudman) == 0)
			return one;
	}
	return NULL;
}

/* What is asked for: the words given, a line for each; without any, the sections that were left empty. */
static char *
lines_of(const DiCli *cli, const DiHandling *handling)
{
	g_auto(GStrv) empty = handling->report ? di_reading_empty_sections(handling->report) : NULL;
	GString *lines = g_string_new(NULL);

	for (guint i = 1; di_cli_word(cli, i); i++)
		g_string_append_printf(lines, "%s- %s", lines->len ? "\n" : "", di_cli_word(cli, i));
	for (guint i = 0; lines->len == 0 && empty && empty[i]; i++)
		g_string_append_printf(lines, "%s- Punkt %s är tom.", i ? "\n" : "", empty[i]);
	return g_string_free(lines, FALSE);
}

static gboolean
is_fit(const DiHandling *handling, const char *lines, DiDate until, const DiCli *cli, GError **error)
{
	if (handling->annulled)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "%s är makulerad", handling->diarienummer);
	else if (!di_quarter_is_set(handling->quarter))
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "%s hör inte till något kvartal", handling->diarienummer);
	else if (!*lines)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "inget i %s är tomt; skriv vad som behövs: diarie request %s 'Vad menas med …?'",
			handling->diarienummer, handling->diarienummer);
	else if (until < cli->today)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "dagen har redan varit; ange --until DATUM");
	else
		return TRUE;
	return FALSE;
}

static GHashTable *
values_of(const DiCli *cli, const DiOwed *owed, const DiHandling *handling, const char *lines, DiDate until)
{
	GHashTable *values = di_values_of_owed(cli->config, owed);
	g_autofree char *last = di_date_swedish_weekday(until);

	di_values_set(values, "rapport_dnr", handling->diarienummer);
	di_values_set(values, "slag", di_values_kind(handling->kind));
	di_values_set(values, "lista", lines);
	di_values_set(values, "senast", last);
	return values;
}

static gboolean
request(DiCli *cli, const DiHandling *handling, const char *lines, DiDate until, const char **to_out, GError **error)
{
	g_autoptr(GPtrArray) all = di_registry_owed(cli->registry, handling->quarter, error);
	const DiOwed *owed = all ? owed_of(all, handling) : NULL;
	g_autofree char *day = di_date_format(until), *key = g_strdup_printf("%s/%s", handling->diarienummer, day);
	g_autoptr(GHashTable) values = NULL;
	DiTelling telling = {.letter = "komplettering", .key = key, .from = handling->from, .handling_id = handling->id,
		.mail_id = handling->mail_id};
	const char *to = NULL;

	if (all && !owed)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "%s står inte kvar i registret", handling->insats);
	if (!owed)
		return FALSE;
	telling.values = values = values_of(cli, owed, handling, lines, until);
	if (!di_tell_reporter(cli, owed, &telling, &to, error) ||
		(to && !di_registry_log(cli->registry, "komplettering begärd", handling->diarienummer, lines, error)))
		return FALSE;
	*to_out = to ? g_intern_string(to) : NULL;
	return TRUE;
}

int
di_verb_request(DiCli *cli, GError **error)
{
	g_autoptr(DiHandling) handling = di_cli_handling(cli, di_cli_word(cli, 0), error);
	g_autofree char *lines = handling ? lines_of(cli, handling) : NULL, *day = NULL;
	DiDate until = di_args_date(cli->args, "until");
	const char *to = NULL;

	if (until == DI_DATE_NONE)
		until = di_workday_add(cli->today, WORKDAYS_USUAL);
	if (!handling || !is_fit(handling, lines, until, cli, error))
		return DI_EXIT_NO;
	if (!di_registry_begin(cli->registry, error))
		return DI_EXIT_NO;
	if (!request(cli, handling, lines, until, &to, error) || !di_registry_commit(cli->registry, error)) {
		di_registry_rollback(cli->registry);
		return DI_EXIT_NO;
	}
	day = di_date_swedish_weekday(until);
	if (to && !cli->args->json)
		di_say("%s får ett brev och ombeds komplettera %s senast %s.", to, handling->diarienummer, day);
	else if (!to)
		di_complain("inget brev går: ingen adress fungerar, eller samma begäran är redan gjord");
	return to ? DI_EXIT_DONE : DI_EXIT_NO;
}
