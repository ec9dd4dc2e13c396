/* Why a report is not filed by itself: what rules cannot settle is left to a person. */
#include "filing.h"

#include <string.h>

static char *
quarter_words(DiQuarter quarter)
{
	return g_strdup_printf("kvartal %d %d", quarter.number, quarter.year);
}

/* A quarter that cannot be is a slip of the pen; one long ago is not, for a report may be late by years. */
static const char *
impossible_quarter(const Work *work)
{
	DiDate first = di_quarter_first_day(work->quarter), last = di_quarter_last_day(work->quarter);

	if (work->start != DI_DATE_NONE && last < work->start)
		return "slutade innan insatsen började";
	if (work->slut != DI_DATE_NONE && first > work->slut)
		return "börjar efter insatsens slut";
	return first > work->filing->arrived ? "hade inte börjat när den kom in" : NULL;
}

static char *
doubt_quarter(Work *work)
{
	g_autofree char *words = NULL;
	const char *why;

	if (!di_quarter_is_set(work->quarter))
		return g_strdup(work->report->kind == DI_KIND_SLUTRAPPORT
				? "Det framgår inte när insatsen slutar."
				: "Det framgår inte vilket kvartal rapporten gäller.");
	why = impossible_quarter(work);
	words = quarter_words(work->quarter);
	work->any_quarter = why != NULL;
	return why ? g_strdup_printf("Rapporten säger %s, som %s. Vilket kvartal gäller den?", words, why) : NULL;
}

char *
di_filing_doubt(Work *work)
{
	const DiReport *report = work->report;

	if (!work->filing->trusted)
		return g_strdup("Avsändaren kan vara förfalskad, eller mejlet låg i skräpposten.");
	if (report->fault != DI_FAULT_NONE)
		return g_strdup(report->fault_text ? report->fault_text : di_fault_text(report->fault));
	if (report->kind != DI_KIND_KVARTALSRAPPORT && report->kind != DI_KIND_SLUTRAPPORT)
		return g_strdup("Dokumentet är varken en kvartalsrapport eller en slutrapport.");
	if (di_report_has_remark(report, DI_REMARK_SEVERAL))
		return g_strdup("Dokumentet innehåller flera rapporter. Läs vilka de är.");
	return work->rapportor_id ? doubt_quarter(work) : g_strdup(work->reason);
}

/* The quarter that reports are due for on the day of arrival, where this reporter owes it. */
static gboolean
find_lacking(const Work *work, DiQuarter *lacking_out, GError **error)
{
	DiQuarter due = di_quarter_add(di_quarter_of(work->filing->arrived), -1);
	gint64 has_report = 0;

	*lacking_out = DI_QUARTER_NONE;
	if (di_quarter_compare(due, work->quarter) <= 0 || (work->slut != DI_DATE_NONE && work->slut < di_quarter_first_day(due)))
		return TRUE;
	if (!di_db_int(work->registry, STMT_HANDLING_IN_QUARTER, &has_report, error, "iq", work->rapportor_id, due))
		return FALSE;
	if (!has_report)
		*lacking_out = due;
	return TRUE;
}

gboolean
di_filing_doubt_version(Work *work, char **why_out, GError **error)
{
	DiQuarter lacking = DI_QUARTER_NONE;
	g_autofree char *said = NULL, *lacks = NULL;

	*why_out = NULL;
	if (work->has_versions && !find_lacking(work, &lacking, error))
		return FALSE;
	if (!di_quarter_is_set(lacking))
		return TRUE;
	work->any_quarter = TRUE;
	said = quarter_words(work->quarter);
	lacks = quarter_words(lacking);
	*why_out = g_strdup_printf("Rapporten säger %s, som redan har en rapport, men %s saknas. Vilket kvartal gäller den?", said, lacks);
	return TRUE;
}
