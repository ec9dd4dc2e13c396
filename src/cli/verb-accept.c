/* diarie review accept: does what a mail proposes. The letter that follows is written by the daemon. */
#include "verbs.h"

#include <diarie/letter.h>
#include <stdio.h>

/* The reporter is told of the new day. */
static gboolean
plan_letter(DiCli *cli, const DiReview *review, GError **error)
{
	g_autoptr(GPtrArray) owed = di_registry_owed(cli->registry, review->proposal.quarter, error);
	const DiOwed *one = owed ? di_owed_find(owed, review->proposal.rapportor_id) : NULL;
	g_autoptr(GHashTable) values = one ? di_values_of_owed(cli->config, one) : NULL;
	g_autofree char *key = g_strdup_printf("granskning/%" G_GINT64_FORMAT, review->id);
	DiTelling telling = {.letter = "anstand", .key = key, .from = review->from, .values = values, .mail_id = review->mail_id};
	const char *to;

	return one ? di_tell_reporter(cli, one, &telling, &to, error) : owed != NULL;
}

static void
print_accepted(const DiCli *cli, const DiReview *review)
{
	g_autofree char *title = di_insats_title(review->insats, review->huvudman);
	g_autofree char *quarter = di_quarter_title(review->proposal.quarter);
	g_autofree char *until = di_date_swedish_weekday(review->proposal.until);
	g_autofree char *span = di_date_swedish_range(review->proposal.period.from, review->proposal.period.to);

	switch (review->proposal.kind) {
	case DI_PROPOSAL_SENDER:
		di_print_passage(cli, 0, "Rapporten räknas nu som inkommen: %s, %s. %s är nu kontakt för insatsen.", title, quarter,
			review->from ? review->from : "Avsändaren");
		break;
	case DI_PROPOSAL_EXTENSION:
		di_print_passage(cli, 0, "%s har anstånd med %s till %s. De får ett brev om det.", title, quarter, until);
		break;
	case DI_PROPOSAL_PERIOD:
		di_print_passage(cli, 0, "Rapporten från %s gäller nu %s.", title, span);
		break;
	case DI_PROPOSAL_END:
		di_print_passage(cli, 0, "%s har nu %s som sista dag. Inga fler rapporter väntas.", title, until);
		break;
	case DI_PROPOSAL_NONE:
		break;
	}
}

gboolean
di_review_do_accept(DiCli *cli, gint64 id, GError **error)
{
	g_autoptr(DiReview) review = NULL;

	if (!di_registry_begin(cli->registry, error))
		return FALSE;
	review = di_review_accept(cli->registry, id, error);
	if (!review || (review->proposal.kind == DI_PROPOSAL_EXTENSION && !plan_letter(cli, review, error)) ||
		!di_registry_commit(cli->registry, error)) {
		di_registry_rollback(cli->registry);
		return FALSE;
	}
	if (!cli->args->json)
		print_accepted(cli, review);
	return TRUE;
}

int
di_verb_review_accept(DiCli *cli, GError **error)
{
	g_autoptr(GError) local = NULL;
	const char *word = di_cli_word(cli, 0);
	gint64 id = 0;

	if (!g_ascii_string_to_signed(word, 10, 1, G_MAXINT64, &id, NULL)) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är inget id; 'diarie review' visar vilka som väntar", word);
		return DI_EXIT_NO;
	}
	if (di_review_do_accept(cli, id, &local))
		return DI_EXIT_DONE;
	if (g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND))
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "inget med id %s väntar; 'diarie review' visar vad som gör det", word);
	else if (g_error_matches(local, DI_ERROR, DI_ERROR_USAGE))
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "det finns inget förslag att godta i %s, eller så räcker det inte; "
			"'diarie review show %s' visar vad som går att göra", word, word);
	else
		g_propagate_error(error, g_steal_pointer(&local));
	return DI_EXIT_NO;
}
