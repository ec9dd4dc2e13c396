/* diarie annul, correct, protect: what staff change about a filed document. What was before stays in the log. */
#include "verbs.h"

/* The document meant, once it is said why it is changed. */
static DiHandling *
handling_with_reason(DiCli *cli, const char **reason_out, GError **error)
{
	*reason_out = di_args_text(cli->args, "reason");
	if (*reason_out && **reason_out)
		return di_cli_handling(cli, di_cli_word(cli, 0), error);
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "varför? Ange --reason TEXT; det står sedan i diariet");
	return NULL;
}

int
di_verb_annul(DiCli *cli, GError **error)
{
	const char *reason;
	g_autoptr(DiHandling) handling = handling_with_reason(cli, &reason, error);

	if (!handling || !di_handling_annul(cli->registry, handling->diarienummer, reason, error))
		return DI_EXIT_NO;
	if (!cli->args->json)
		di_say("%s är makulerad. Numret och originalet finns kvar.", handling->diarienummer);
	return DI_EXIT_DONE;
}

int
di_verb_correct(DiCli *cli, GError **error)
{
	DiDate arrived = di_args_date(cli->args, "arrived");
	const char *reason;
	g_autoptr(DiHandling) handling = handling_with_reason(cli, &reason, error);
	g_autofree char *day = NULL;

	if (!handling)
		return DI_EXIT_NO;
	if (arrived == DI_DATE_NONE || arrived > cli->today) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "vilken dag kom handlingen in? Ange --arrived DATUM, senast idag");
		return DI_EXIT_NO;
	}
	if (!di_handling_correct_arrival(cli->registry, handling->diarienummer, arrived, reason, error))
		return DI_EXIT_NO;
	day = di_date_swedish_weekday(arrived);
	if (!cli->args->json)
		di_say("%s kom in %s. Den gamla dagen står kvar i loggen.", handling->diarienummer, day);
	return DI_EXIT_DONE;
}

/* OSL 5 kap. 5 §: the provision, the day, and who decided; 5 kap. 2 §: what the public list says instead. */
int
di_verb_protect(DiCli *cli, GError **error)
{
	const char *provision = di_args_text(cli->args, "provision");
	const char *decided_by = di_args_text(cli->args, "by");
	g_autoptr(DiHandling) handling = NULL;

	if (!provision || !decided_by) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "ange bestämmelsen och vem som beslutade: "
			"--provision '21 kap. 1 § OSL' --by NAMN");
		return DI_EXIT_NO;
	}
	handling = di_cli_handling(cli, di_cli_word(cli, 0), error);
	if (!handling || !di_handling_protect(cli->registry, handling->diarienummer, provision, decided_by,
		di_args_text(cli->args, "public-sender"), di_args_text(cli->args, "public-subject"), error))
		return DI_EXIT_NO;
	if (!cli->args->json)
		di_say("%s är sekretessmarkerad enligt %s.", handling->diarienummer, provision);
	return DI_EXIT_DONE;
}
