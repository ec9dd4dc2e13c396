/* diarie insats contact: who is written to. Without words: what should be looked at. */
#include "verbs.h"

#include <stdio.h>

static void
print_proposal(const DiCli *cli, const DiContactProposal *one)
{
	g_autofree char *title = di_insats_title(one->insats, one->huvudman);
	g_autofree char *day = di_day_short(one->arrived, cli->year);

	di_print_passage(cli, 0, "%s%s%s rapporterade för %s den %s utan att vara kontakt.", one->name ? one->name : "",
		one->name ? ", " : "", one->address, title, day);
	di_print_passage(cli, 4, "diarie insats contact '%s' %s --huvudman '%s'", one->insats, one->address, one->huvudman);
}

static void
print_absence(const DiCli *cli, const DiAbsence *one)
{
	g_autofree char *back = di_date_swedish(one->back);

	di_print_passage(cli, 0, "%s är borta%s%s%s%s.", one->address, *back ? ", åter " : "", back,
		one->substitute ? ", och hänvisar till " : "", one->substitute ? one->substitute : "");
}

static guint
print_faults(const DiCli *cli, const GPtrArray *insatser)
{
	guint n = 0;

	for (guint i = 0; i < insatser->len; i++) {
		const DiInsats *insats = insatser->pdata[i];
		g_autofree char *title = di_insats_title(insats->row.namn, insats->row.huvudman);
		gboolean lacks = insats->expects_reports && insats->row.kontakter->len == 0 &&
			(insats->row.slut == DI_DATE_NONE || insats->row.slut >= cli->today);

		if (lacks)
			di_print_passage(cli, 0, "%s har ingen kontakt.", title);
		n += (guint)lacks;
		for (guint k = 0; k < insats->row.kontakter->len; k++) {
			const DiContact *contact = insats->row.kontakter->pdata[k];

			if (contact->bounces)
				di_print_passage(cli, 0, "Brev till %s kommer inte fram: %s.", contact->address, title);
			n += (guint)contact->bounces;
		}
	}
	return n;
}

static int
show_all(DiCli *cli, GError **error)
{
	g_autoptr(GPtrArray) insatser = di_insats_list(cli->registry, error);
	g_autoptr(GPtrArray) proposals = insatser ? di_contact_proposals(cli->registry, cli->today - 366, error) : NULL;
	g_autoptr(GPtrArray) away = proposals ? di_absence_list(cli->registry, cli->today, error) : NULL;

	if (!away)
		return DI_EXIT_NO;
	for (guint i = 0; i < proposals->len; i++)
		print_proposal(cli, proposals->pdata[i]);
	for (guint i = 0; i < away->len; i++)
		print_absence(cli, away->pdata[i]);
	if (print_faults(cli, insatser) + proposals->len + away->len == 0)
		di_say("Alla kontakter är i ordning.");
	return DI_EXIT_DONE;
}

int
di_verb_insats_contact(DiCli *cli, GError **error)
{
	const char *name = di_cli_word(cli, 0), *address = di_cli_word(cli, 1);
	g_autoptr(DiInsats) insats = NULL;
	g_autofree char *title = NULL;
	gboolean added = FALSE;

	if (!name)
		return show_all(cli, error);
	if (!address) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "vilken adress? Skriv: diarie insats contact '%s' ADRESS", name);
		return DI_EXIT_NO;
	}
	insats = di_cli_insats(cli, name, di_args_text(cli->args, "huvudman"), TRUE, error);
	if (!insats)
		return DI_EXIT_NO;
	title = di_insats_title(insats->row.namn, insats->row.huvudman);
	if (di_args_flag(cli->args, "remove")) {
		if (!di_contact_remove(cli->registry, insats->rapportor_id, address, error))
			return DI_EXIT_NO;
		di_say("%s är inte längre kontakt för %s.", address, title);
		return DI_EXIT_DONE;
	}
	if (!di_contact_add(cli->registry, insats->rapportor_id, di_args_text(cli->args, "name"), address, &added, error))
		return DI_EXIT_NO;
	di_say(added ? "%s är nu kontakt för %s." : "%s är kontakt för %s, och brev dit skickas som vanligt.", address, title);
	return DI_EXIT_DONE;
}
