/* diarie post, person: what a public body owes to whoever asks. */
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
