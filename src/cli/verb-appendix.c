/* diarie appendix: the year's "Mål och resultat" tables from the register and the year's reports. */
#include "verbs.h"

#include <diarie/packet.h>

enum { QUARTERS = 4 };

typedef struct {
	DiCli *cli;
	int year;
	GPtrArray *owed[QUARTERS]; /* of the year, from its last quarter back */
	DiReport *report;          /* what the appendix says */
	guint drafts;              /* results that are taken from a report */
} Gathering;

static void
gathering_clear(Gathering *gathering)
{
	for (guint i = 0; i < QUARTERS; i++)
		g_clear_pointer(&gathering->owed[i], g_ptr_array_unref);
	g_clear_pointer(&gathering->report, di_report_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gathering, gathering_clear)

static gboolean
overlaps(const DiInsatsRow *row, int year)
{
	return (row->start == DI_DATE_NONE || row->start <= di_date_from_ymd(year, 12, 31)) &&
		(row->slut == DI_DATE_NONE || row->slut >= di_date_from_ymd(year, 1, 1));
}

/* The first section in which REPORT tells how the goals fare, as its form says; NULL: nothing is told. */
static const DiSection *
section_of_results(const DiReport *report)
{
	g_autoptr(GHashTable) themes = di_section_themes(report);

	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = report->sections->pdata[i];

		if (*section->text && g_strcmp0(g_hash_table_lookup(themes, section->key), DI_THEME_GOALS) == 0)
			return section;
	}
	return NULL;
}

/* The number of the newest report of the year that counts; NULL: none. */
static const char *
newest_number(const Gathering *gathering, gint64 rapportor_id)
{
	for (guint q = 0; q < QUARTERS; q++) {
		for (guint i = 0; i < gathering->owed[q]->len; i++) {
			const DiOwed *owed = gathering->owed[q]->pdata[i];

			if (owed->rapportor_id == rapportor_id && owed->rapport)
				return owed->rapport;
		}
	}
	return NULL;
}

/* What the reporter wrote last of its goals, with its number: a beginning for whoever writes the result. */
static gboolean
draft_result(Gathering *gathering, gint64 rapportor_id, DiOutcome *outcome, GError **error)
{
	const char *number = newest_number(gathering, rapportor_id);
	g_autoptr(DiHandling) handling = number ? di_handling_get(gathering->cli->registry, number, error) : NULL;
	const DiSection *section;

	if (!handling)
		return number == NULL;
	section = handling->sekretess ? NULL : section_of_results(handling->report);
	if (!section)
		return TRUE;
	outcome->resultat = g_strdup_printf("%s\n\n(%s, avsnitt %s)", section->text, number, section->key);
	gathering->drafts++;
	return TRUE;
}

static void
take_year(const DiPlanYear *its, DiOutcome *outcome)
{
	if (!its)
		return;
	outcome->budget_tkr = its->budget_tkr;
	outcome->utfall_tkr = its->utfall_tkr;
	outcome->resultat = g_strdup(its->resultat);
	outcome->kommentar = g_strdup(its->kommentar);
}

static gboolean
add_insats(Gathering *gathering, const DiInsats *insats, GError **error)
{
	g_autoptr(DiPlan) plan = di_insats_plan(gathering->cli->registry, insats->rapportor_id, error);
	const DiPlanYear *its = plan ? di_plan_year(plan, gathering->year) : NULL;
	DiOutcome *outcome;

	if (!plan)
		return FALSE;
	if (!its && !overlaps(&insats->row, gathering->year))
		return TRUE;
	outcome = di_report_add_outcome(gathering->report);
	outcome->namn = g_strdup(insats->row.namn);
	outcome->huvudman = g_strdup(insats->row.huvudman);
	outcome->period = (DiPeriod){insats->row.start, insats->row.slut};
	outcome->ar = gathering->year;
	outcome->inriktning = g_steal_pointer(&plan->inriktning);
	outcome->syfte = g_steal_pointer(&plan->syfte);
	outcome->mal = g_steal_pointer(&plan->mal);
	outcome->samverkansparter = g_steal_pointer(&plan->samverkansparter);
	take_year(its, outcome);
	return outcome->resultat || draft_result(gathering, insats->rapportor_id, outcome, error);
}

static gboolean
gather(Gathering *gathering, GError **error)
{
	g_autoptr(GPtrArray) insatser = di_insats_list(gathering->cli->registry, error);

	gathering->report = di_report_new();
	gathering->report->kind = DI_KIND_ARSBILAGA;
	for (int q = 0; insatser && q < QUARTERS; q++) {
		gathering->owed[q] = di_registry_owed(gathering->cli->registry, (DiQuarter){gathering->year, QUARTERS - q}, error);
		if (!gathering->owed[q])
			return FALSE;
	}
	for (guint i = 0; insatser && i < insatser->len; i++)
		if (!add_insats(gathering, insatser->pdata[i], error))
			return FALSE;
	return insatser != NULL;
}

static int
print_json(const Gathering *gathering)
{
	DiJson *json = di_json_new();

	di_report_write_json(gathering->report, NULL, FALSE, json, NULL);
	di_print_json(json);
	return DI_EXIT_DONE;
}

int
di_verb_appendix(DiCli *cli, GError **error)
{
	guint64 year = 0;
	g_auto(Gathering) gathering = {.cli = cli};
	g_autoptr(DiPaper) paper = NULL;
	g_autofree char *name = NULL;

	if (!g_ascii_string_to_unsigned(di_cli_word(cli, 0), 10, 1990, 2099, &year, NULL)) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är inget år; skriv till exempel %d", di_cli_word(cli, 0), cli->year - 1);
		return DI_EXIT_NO;
	}
	gathering.year = (int)year;
	di_busy(cli, "ställer samman bilagan");
	if (!gather(&gathering, error))
		return DI_EXIT_NO;
	if (!gathering.report->outcomes->len) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "ingen insats i registret pågick %d", gathering.year);
		return DI_EXIT_NO;
	}
	if (cli->args->json)
		return print_json(&gathering);
	paper = di_appendix_paper(gathering.report, gathering.year, cli->config->diarium.forbund, di_clock_now());
	name = g_strdup_printf("bilaga-%d", gathering.year);
	if (!di_paper_hand_out(cli, paper, name, error))
		return DI_EXIT_NO;
	if (gathering.drafts)
		di_complain("%u resultat är utkast ur årets rapporter; läs och skriv om dem", gathering.drafts);
	return DI_EXIT_DONE;
}
