/* Has the insats of a final report ended? Most have no last day in the register, and would be asked for the next quarter's report, by a letter to a
 * team that is gone. Nobody is asked for more while the question waits; staff answer it with one word, which makes the report's last day the
 * insats's. */
#include "private.h"

typedef struct {
	gint64 handling_id, rapportor_id;
	DiDate day, known; /* the report's last day, and the register's */
	DiDate arrived;
	char *number, *insats, *huvudman;
} Final;

static void
final_clear(Final *final)
{
	g_free(final->number);
	g_free(final->insats);
	g_free(final->huvudman);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Final, final_clear)

/* FINAL->rapportor_id 0: the document is none that counts. */
static gboolean
read_final(DiRegistry *registry, gint64 handling_id, Final *final, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_FINAL_REPORT, error, "i", handling_id);
	int got = di_db_step(registry, stmt, error);
	DiQuarter quarter;

	if (got <= 0)
		return got == 0;
	quarter = di_col_quarter(stmt, 1);
	final->handling_id = handling_id;
	final->rapportor_id = di_col_int(stmt, 0);
	final->day = di_col_date(stmt, 2);
	if (final->day == DI_DATE_NONE && di_quarter_is_set(quarter))
		final->day = di_quarter_last_day(quarter);
	final->arrived = di_col_date(stmt, 3);
	final->number = di_col_text(stmt, 4);
	final->insats = di_col_text(stmt, 5);
	final->huvudman = di_col_text(stmt, 6);
	final->known = di_col_date(stmt, 7);
	return TRUE;
}

/* A last day that had passed when the report came is the right one, whatever period the form names. */
static gboolean
is_open(const Final *final)
{
	if (!final->rapportor_id || final->day == DI_DATE_NONE)
		return FALSE;
	return final->known == DI_DATE_NONE || (final->known > final->arrived &&
		di_quarter_compare(di_quarter_of(final->known), di_quarter_of(final->day)) > 0);
}

static char *
question(const Final *final)
{
	g_autofree char *day = di_date_swedish(final->day), *known = final->known == DI_DATE_NONE ? NULL : di_date_swedish(final->known);
	g_autofree char *register_says = known ? g_strdup_printf("slutar den %s", known) : g_strdup("har den ingen sista dag");

	return g_strdup_printf("Slutrapporten %s för %s, %s, gäller till och med %s, men i registret %s. Har insatsen slutat då? Ja (godta): inga "
		"fler rapporter väntas. Nej (avfärda): insatsen fortsätter.", final->number, final->insats, final->huvudman, day, register_says);
}

gboolean
di_final_ask(DiRegistry *registry, gint64 handling_id, GError **error)
{
	g_auto(Final) final = {.day = DI_DATE_NONE, .known = DI_DATE_NONE, .arrived = DI_DATE_NONE};
	g_autofree char *subject = NULL, *why = NULL;
	gint64 asked = 0, review_id = 0;
	DiProposal proposal = {.kind = DI_PROPOSAL_END, .handling_id = handling_id};
	DiFiling filing = {.trusted = TRUE};

	if (!read_final(registry, handling_id, &final, error))
		return FALSE;
	if (!is_open(&final))
		return TRUE;
	if (!di_db_int(registry, STMT_FINAL_ASKED, &asked, error, "id", final.rapportor_id, final.day))
		return FALSE;
	if (asked)
		return TRUE;
	proposal.rapportor_id = final.rapportor_id;
	proposal.quarter = di_quarter_of(final.day);
	proposal.period = (DiPeriod){final.known, DI_DATE_NONE};
	proposal.until = final.day;
	filing.arrived = final.arrived;
	filing.subject = subject = g_strdup_printf("Slutrapporten för %s", final.insats);
	why = question(&final);
	return di_review_propose(registry, &filing, why, &proposal, &review_id, error);
}

gboolean
di_final_drop(DiRegistry *registry, gint64 handling_id, const char *reason, GError **error)
{
	gint64 review_id = 0;

	return di_db_int(registry, STMT_FINAL_QUESTION, &review_id, error, "i", handling_id) &&
		(!review_id || di_review_close(registry, review_id, "avfort", reason, 0, error));
}

/* The final report belongs to the quarter in which its insats ended. */
static gboolean
place(DiRegistry *registry, gint64 handling_id, DiDate last, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_FINAL_PLACE, error, "i", handling_id);
	DiQuarter quarter = di_quarter_of(last);
	DiDate from, to;
	gint64 rapportor_id;

	if (di_db_step(registry, stmt, error) <= 0)
		return FALSE;
	from = di_col_date(stmt, 1);
	to = di_col_date(stmt, 2);
	rapportor_id = di_col_int(stmt, 3);
	if (di_quarter_compare(di_col_quarter(stmt, 0), quarter) == 0)
		return TRUE;
	return di_db_run(registry, STMT_HANDLING_REINSTATE, error, "i", handling_id) &&
		di_db_run(registry, STMT_HANDLING_MOVE, error, "qddi", quarter, from, to, handling_id) &&
		di_version_order(registry, handling_id, error) &&
		di_outbox_cancel(registry, rapportor_id, quarter, "rapporten har kommit in", error);
}

static gboolean
set_last_day(DiRegistry *registry, const Final *final, DiDate day, GError **error)
{
	g_autofree char *was = final->known == DI_DATE_NONE ? g_strdup("ingen") : di_date_format(final->known);
	g_autofree char *is = day == DI_DATE_NONE ? g_strdup("ingen") : di_date_format(day);
	g_autofree char *detail = g_strdup_printf("%s: sista dag %s (förut %s), slutrapport %s", final->huvudman, is, was, final->number);

	di_names_forget(registry);
	return di_db_run(registry, STMT_FINAL_DAY, error, "di", day, final->rapportor_id) &&
		di_registry_log(registry, "sista dag", final->insats, detail, error);
}

gboolean
di_final_end(DiRegistry *registry, const DiReview *review, GError **error)
{
	g_auto(Final) final = {.day = DI_DATE_NONE, .known = DI_DATE_NONE, .arrived = DI_DATE_NONE};
	const DiProposal *proposal = &review->proposal;

	if (!read_final(registry, proposal->handling_id, &final, error))
		return FALSE;
	if (!final.rapportor_id) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "the final report that number %" G_GINT64_FORMAT " asks about was annulled", review->id);
		return FALSE;
	}
	return set_last_day(registry, &final, proposal->until, error) && place(registry, proposal->handling_id, proposal->until, error);
}

gboolean
di_final_undo(DiRegistry *registry, gint64 review_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_FINAL_ACCEPTED, error, "i", review_id);
	g_auto(Final) final = {.day = DI_DATE_NONE, .known = DI_DATE_NONE, .arrived = DI_DATE_NONE};
	int got = di_db_step(registry, stmt, error);
	DiDate before;

	if (got <= 0)
		return got == 0;
	before = di_col_date(stmt, 1);
	if (!read_final(registry, di_col_int(stmt, 0), &final, error))
		return FALSE;
	if (!final.rapportor_id) /* annulled meanwhile */
		return TRUE;
	return set_last_day(registry, &final, before, error) &&
		(before == DI_DATE_NONE || place(registry, final.handling_id, before, error));
}
