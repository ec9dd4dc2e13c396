/* diarie letter sent: the outgoing documents of a case, and one of them to the last byte. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

/* Of "SFG 26-11", "26-11", "SFG 26-11.3": "SFG 26-11". */
char *
di_cli_case(DiCli *cli, const char *word, GError **error)
{
	g_autoptr(DiInsats) insats = NULL;
	g_autofree char *whole = di_cli_number(cli, word);
	g_autofree char *number = di_diarienummer_normalise(whole, cli->config->diarium.prefix);

	if (number)
		return g_strndup(number, strcspn(number, "."));
	insats = di_cli_insats(cli, word, NULL, FALSE, error);
	if (!insats)
		return NULL;
	if (insats->arenden && insats->arenden[0])
		return g_strdup(insats->arenden[g_strv_length(insats->arenden) - 1]);
	g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "insatsen '%s' har inget ärende än", insats->row.namn);
	return NULL;
}

static void
write_json(const char *arende, const DiSentLetter *letter)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "arende", arende);
	di_json_int(json, "nummer", letter->number);
	di_json_string(json, "riktning", "ut");
	di_json_string(json, "slag", letter->kind);
	di_json_string(json, "till", letter->to);
	di_json_string(json, "amne", letter->subject);
	di_json_string(json, "skickat", letter->sent);
	di_json_string(json, "tillstand", letter->state);
	di_json_object_end(json);
	di_print_json(json);
}

static void
print_list(DiCli *cli, const char *arende, const GPtrArray *list)
{
	static const DiColumn columns[] = {{"Nr", 0}, {"Skickat", 0}, {"Till", 16}, {"Ämne", 20}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));

	for (guint i = 0; i < list->len; i++) {
		const DiSentLetter *letter = list->pdata[i];
		g_autofree char *number = g_strdup_printf("ut %d", letter->number), *day = g_strndup(letter->sent ? letter->sent : "", 10);

		di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){number, day, letter->to, letter->subject});
	}
	if (list->len)
		di_print_table(cli, table, 0);
	else
		di_say("Inga brev har skickats i %s.", arende);
}

int
di_verb_letter_sent(DiCli *cli, GError **error)
{
	int number = di_args_count(cli->args, "number", 0);
	g_autofree char *arende = di_cli_case(cli, di_cli_word(cli, 0), error);
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(GBytes) bytes = NULL;

	if (!arende)
		return DI_EXIT_NO;
	if (number) {
		bytes = di_sent_bytes(cli->registry, arende, number, error);
		if (bytes)
			fwrite(g_bytes_get_data(bytes, NULL), 1, g_bytes_get_size(bytes), stdout);
		return bytes ? DI_EXIT_DONE : DI_EXIT_NO;
	}
	list = di_sent_list(cli->registry, arende, error);
	for (guint i = 0; list && cli->args->json && i < list->len; i++)
		write_json(arende, list->pdata[i]);
	if (list && !cli->args->json)
		print_list(cli, arende, list);
	return list ? DI_EXIT_DONE : DI_EXIT_NO;
}
