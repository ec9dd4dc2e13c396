/* Why a report is not filed by itself: what rules cannot settle is left to a person. */
#include "filing.h"

#include <string.h>

enum { VERSIONS_A_DAY = 3 }; /* that are filed without asking */

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

/* By itself. */
static char *
doubt_report(Work *work)
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

/* Of an earlier quarter than LACKING: asked for by a letter of ours, or written before that one ended, unless it is the answer to a letter about that. */
static gboolean
is_late_one(const Work *work, DiQuarter lacking, const DiLetterAbout *answered, gboolean *late_out, GError **error)
{
	gboolean answers = di_quarter_compare(answered->quarter, lacking) == 0;
	gint64 asked = 0;

	if (!di_db_int(work->registry, STMT_QUARTER_ASKED_FOR, &asked, error, "iq", work->rapportor_id, work->quarter))
		return FALSE;
	*late_out = asked || (!answers && is_signed_before(work->report, di_quarter_last_day(lacking)));
	return TRUE;
}

/* What we had asked this reporter to complete is about the quarter that it says. */
static gboolean
is_completed(const Work *work, const DiLetterAbout *answered)
{
	return answered->is_request && answered->rapportor_id == work->rapportor_id && di_quarter_compare(answered->quarter, work->quarter) == 0;
}

static char *
ask_which(Work *work, const char *why, DiQuarter lacking)
{
	g_autofree char *said = quarter_words(work->quarter), *lacks = quarter_words(lacking);

	work->any_quarter = TRUE;
	return g_strdup_printf("Rapporten säger %s, %s %s saknas. Vilket kvartal gäller den?", said, why, lacks);
}

/* Which quarter is it about, as LACKING has no report? NULL: the one that it says. */
static gboolean
doubt_beside(Work *work, DiQuarter lacking, const DiLetterAbout *answered, char **why_out, GError **error)
{
	gboolean is_late = FALSE;

	if (di_quarter_compare(work->quarter, lacking) > 0)
		*why_out = ask_which(work, "som inte är slut, men", lacking);
	else if (work->has_versions)
		*why_out = ask_which(work, "som redan har en rapport, men", lacking);
	else if (!is_late_one(work, lacking, answered, &is_late, error))
		return FALSE;
	else if (!is_late)
		*why_out = ask_which(work, "som ingen har bett om, och", lacking);
	return TRUE;
}

static gboolean
doubt_lacking(Work *work, char **why_out, GError **error)
{
	gint64 letter = work->filing->answers_outgoing_id;
	DiLetterAbout answered = {.quarter = DI_QUARTER_NONE};
	DiQuarter lacking;

	*why_out = NULL;
	if (work->kind != DI_KIND_KVARTALSRAPPORT)
		return TRUE;
	if (!find_lacking(work, &lacking, error) || (letter && !di_outbox_subject(work->registry, letter, &answered, error)))
		return FALSE;
	if (!di_quarter_is_set(lacking) || is_completed(work, &answered))
		return TRUE;
	return doubt_beside(work, lacking, &answered, why_out, error);
}

static char *
doubt_owner(const Earlier *earlier)
{
	return g_strdup_printf("Samma rapport är diarieförd på %s (%s). Vems är den?", earlier->whose, earlier->diarienummer);
}

/* Whoever writes in a contact's name, and is not vouched for, could replace her report again and again. */
static gboolean
are_many(const Work *work, gboolean *are_out, GError **error)
{
	const DiFiling *filing = work->filing;
	gint64 n = 0;

	*are_out = FALSE;
	if (!work->has_versions || !filing->mail_id || !filing->moment || filing->verified || filing->from_staff || work->sender != DI_SENDER_KNOWN)
		return TRUE;
	if (!di_db_int(work->registry, STMT_VERSIONS_OF_DAY, &n, error, "iqst", work->rapportor_id, work->quarter, di_kind_word(work->kind), filing->moment))
		return FALSE;
	*are_out = n >= VERSIONS_A_DAY;
	return TRUE;
}

static gboolean
doubt_many(Work *work, char **why_out, GError **error)
{
	gboolean many = FALSE;

	*why_out = NULL;
	if (!are_many(work, &many, error))
		return FALSE;
	if (many)
		*why_out = g_strdup_printf("Rapporten har redan kommit i %d versioner inom ett dygn. Är den här från avsändaren, och ska den ersätta dem?", VERSIONS_A_DAY);
	return TRUE;
}

/* Beside what is there, asked in this order. */
typedef gboolean (*Question)(Work *work, char **why_out, GError **error);
static const Question questions[] = {doubt_lacking, di_filing_doubt_neighbour, doubt_many};

/* What comes again is known by what was decided about it. */
gboolean
di_filing_doubt(Work *work, const Earlier *earlier, char **why_out, GError **error)
{
	*why_out = doubt_report(work);
	if (earlier->id)
		return TRUE;
	if (!*why_out && earlier->whose)
		*why_out = doubt_owner(earlier);
	for (gsize i = 0; i < G_N_ELEMENTS(questions) && !*why_out; i++)
		if (!questions[i](work, why_out, error))
			return FALSE;
	return TRUE;
}

/* Whoever says whose it is has not said which quarter, where that was the question: then it would be filed in the very one that was doubted. */
static gboolean
has_sure_quarter(Work *work, GError **error)
{
	g_autofree char *why = doubt_quarter(work);

	if (!why && !doubt_lacking(work, &why, error))
		return FALSE;
	if (why)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "%s Ange det, till exempel 2026-Q1", why);
	return !why;
}

gboolean
di_filing_is_decided(Work *work, const Earlier *earlier, GError **error)
{
	if (work->kind != DI_KIND_OVRIGT && !di_quarter_is_set(work->quarter)) { /* it would answer for none */
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "the report does not say which quarter it is about; say it, such as 2026-Q1");
		return FALSE;
	}
	if (!work->review_id || work->kind != DI_KIND_KVARTALSRAPPORT || di_quarter_is_set(work->filing->quarter) || earlier->id)
		return TRUE;
	return has_sure_quarter(work, error);
}
