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
	gint64 lacks = 0;

	*lacking_out = DI_QUARTER_NONE;
	if (di_quarter_compare(due, work->quarter) == 0 || (work->start != DI_DATE_NONE && work->start > di_quarter_last_day(due)) ||
		(work->slut != DI_DATE_NONE && work->slut < di_quarter_first_day(due)))
		return TRUE;
	if (!di_db_int(work->registry, STMT_QUARTER_LACKS, &lacks, error, "iq", work->rapportor_id, due))
		return FALSE;
	if (lacks)
		*lacking_out = due;
	return TRUE;
}

static gboolean
is_signed_before(const DiReport *report, DiDate day)
{
	DiDate signed_on = DI_DATE_NONE;

	for (guint i = 0; i < report->persons->len; i++)
		signed_on = MAX(signed_on, ((const DiPerson *)report->persons->pdata[i])->date);
	return signed_on != DI_DATE_NONE && signed_on < day;
}

/* Of an earlier quarter than LACKING: written before that one ended, or asked for by a letter of ours. */
static gboolean
is_late_one(const Work *work, DiQuarter lacking, gboolean *late_out, GError **error)
{
	gint64 asked = 0;

	*late_out = is_signed_before(work->report, di_quarter_last_day(lacking));
	if (*late_out)
		return TRUE;
	if (!di_db_int(work->registry, STMT_QUARTER_ASKED_FOR, &asked, error, "iq", work->rapportor_id, work->quarter))
		return FALSE;
	*late_out = asked != 0;
	return TRUE;
}

static char *
ask_which(Work *work, const char *why, DiQuarter lacking)
{
	g_autofree char *said = quarter_words(work->quarter), *lacks = quarter_words(lacking);

	work->any_quarter = TRUE;
	return g_strdup_printf("Rapporten säger %s, %s %s saknas. Vilket kvartal gäller den?", said, why, lacks);
}

gboolean
di_filing_doubt_lacking(Work *work, char **why_out, GError **error)
{
	gboolean is_late = FALSE;
	DiQuarter lacking;

	*why_out = NULL;
	if (work->kind != DI_KIND_KVARTALSRAPPORT)
		return TRUE;
	if (!find_lacking(work, &lacking, error))
		return FALSE;
	if (!di_quarter_is_set(lacking))
		return TRUE;
	if (di_quarter_compare(work->quarter, lacking) > 0)
		*why_out = ask_which(work, "som inte är slut, men", lacking);
	else if (work->has_versions)
		*why_out = ask_which(work, "som redan har en rapport, men", lacking);
	else if (!is_late_one(work, lacking, &is_late, error))
		return FALSE;
	else if (!is_late)
		*why_out = ask_which(work, "som ingen har bett om, och", lacking);
	return TRUE;
}

char *
di_filing_doubt_owner(const Earlier *earlier)
{
	return g_strdup_printf("Samma rapport är diarieförd på %s (%s). Vems är den?", earlier->whose, earlier->diarienummer);
}
