/* A report becomes a handling, once. Everything here happens in one transaction: number, row, originals, sections, the
 * older version's note that it was replaced, reminders that fall away, the log.
 *
 *   whose is it? → which quarter? → have we got it? → version → case and number → rows */
#include "filing.h"

#include <string.h>

static void
work_clear(Work *work)
{
	di_match_free(work->match);
	g_free(work->insats);
	g_free(work->huvudman);
	g_free(work->reason);
	g_free(work->key);
	di_allocated_clear(&work->number);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

void
di_earlier_clear(Earlier *earlier)
{
	g_free(earlier->diarienummer);
	g_free(earlier->whose);
}

void
di_filed_free(DiFiled *filed)
{
	if (!filed)
		return;
	g_free(filed->diarienummer);
	g_free(filed->insats);
	g_free(filed->huvudman);
	g_free(filed->arende);
	g_strfreev(filed->saknas);
	g_free(filed->reason);
	g_free(filed->learnt_alias);
	g_free(filed->learnt_contact);
	g_free(filed->replaces);
	g_free(filed->later);
	g_clear_pointer(&filed->contacts, g_ptr_array_unref);
	g_free(filed);
}

static DiFiled *
filed_new(DiFiledAs as)
{
	DiFiled *filed = g_new0(DiFiled, 1);

	filed->as = as;
	filed->arrived = filed->earlier = filed->ends = DI_DATE_NONE;
	filed->period = DI_PERIOD_NONE;
	return filed;
}

/* Whose */

/* The insats's only reporter; 0: there are several (or none). */
static gboolean
only_reporter(DiRegistry *registry, gint64 insats_id, gint64 *id_out, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_REPORTERS_OF, error, "i", insats_id);
	int got = di_db_step(registry, stmt, error);
	gint64 id = got > 0 ? di_col_int(stmt, 0) : 0;

	if (got > 0)
		got = di_db_step(registry, stmt, error);
	*id_out = got > 0 ? 0 : id;
	return got >= 0;
}

/* A person may have chosen the reporter, or the insats alone: then the signs choose among its reporters. */
static gboolean
choose(Work *work, GError **error)
{
	const DiFiling *filing = work->filing;

	work->rapportor_id = filing->rapportor_id;
	if (!work->rapportor_id && filing->insats_id &&
	    !only_reporter(work->registry, filing->insats_id, &work->rapportor_id, error))
		return FALSE;
	if (work->rapportor_id)
		work->reason = g_strdup_printf("valt av %s", work->registry->actor);
	work->chosen = work->rapportor_id != 0;
	return TRUE;
}

static gboolean
find_owner(Work *work, GError **error)
{
	const DiFiling *filing = work->filing;
	DiClues clues = {.number = work->report->diarienummer, .insats = work->report->insats,
		.only_insats_id = filing->insats_id, .huvudman = work->report->huvudman, .period = work->report->period,
		.blank = work->report->blankett, .sender = filing->sender_address, .subject = filing->subject,
		.answers_outgoing_id = filing->answers_outgoing_id};

	if (!choose(work, error))
		return FALSE;
	if (work->chosen)
		return TRUE;
	work->match = di_match_clues(work->registry, &clues, error);
	if (!work->match)
		return FALSE;
	work->rapportor_id = work->match->rapportor_id;
	work->reason = g_strdup(work->match->reason);
	return TRUE;
}

static gboolean
read_owner(Work *work, GError **error)
{
	DI_QUERY stmt = di_db_query(work->registry, STMT_REPORTER_GET, error, "i", work->rapportor_id);
	int got = di_db_step(work->registry, stmt, error);

	if (got == 0)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "there is no reporting organisation %" G_GINT64_FORMAT,
			work->rapportor_id);
	if (got <= 0)
		return FALSE;
	work->huvudman = di_col_text(stmt, 0);
	work->start = di_col_date(stmt, 1);
	work->slut = di_col_date(stmt, 2);
	work->insats_id = di_col_int(stmt, 3);
	work->insats = di_col_text(stmt, 4);
	return TRUE;
}

/* Which quarter */

/* A first or last quarter may be cut short by the insats's own start and end. */
static DiQuarter
clipped_quarter(const Work *work)
{
	DiPeriod period = work->report->period;
	DiQuarter quarter;
	DiDate first, last;

	if (period.from == DI_DATE_NONE || period.to == DI_DATE_NONE)
		return DI_QUARTER_NONE;
	quarter = di_quarter_of(period.from);
	first = di_quarter_first_day(quarter);
	last = di_quarter_last_day(quarter);
	if (work->start != DI_DATE_NONE)
		first = MAX(first, work->start);
	if (work->slut != DI_DATE_NONE)
		last = MIN(last, work->slut);
	return period.from == first && period.to == last ? quarter : DI_QUARTER_NONE;
}

static DiQuarter
final_quarter(const Work *work)
{
	if (work->slut != DI_DATE_NONE)
		return di_quarter_of(work->slut);
	return work->report->period.to != DI_DATE_NONE ? di_quarter_of(work->report->period.to) : DI_QUARTER_NONE;
}

static gboolean
ends_in(const Work *work, DiQuarter quarter)
{
	return di_quarter_is_set(quarter) && work->slut != DI_DATE_NONE &&
		di_quarter_compare(di_quarter_of(work->slut), quarter) == 0;
}

/* The quarter that the form was sent out for, where what was written in it gives none. */
static DiQuarter
quarter_of_blank(const Work *work)
{
	DiQuarter quarter = DI_QUARTER_NONE;
	gint64 rapportor_id = 0;

	if (work->report->period.from != DI_DATE_NONE ||
	    !di_blank_parse(work->report->blankett, work->registry->config->diarium.prefix, &rapportor_id, &quarter) ||
	    rapportor_id != work->rapportor_id)
		return DI_QUARTER_NONE;
	return quarter;
}

static void
settle_kind_and_quarter(Work *work)
{
	DiQuarter quarter = di_report_quarter(work->report);

	work->kind = work->report->kind;
	if (di_quarter_is_set(work->filing->quarter))
		quarter = work->filing->quarter;
	else if (work->kind == DI_KIND_SLUTRAPPORT)
		quarter = final_quarter(work);
	else if (!di_quarter_is_set(quarter))
		quarter = clipped_quarter(work);
	if (!di_quarter_is_set(quarter))
		quarter = quarter_of_blank(work);
	work->quarter = quarter;
	if (work->kind == DI_KIND_KVARTALSRAPPORT || work->kind == DI_KIND_SLUTRAPPORT)
		return;
	work->kind = !di_quarter_is_set(quarter)   ? DI_KIND_OVRIGT
		     : ends_in(work, quarter) ? DI_KIND_SLUTRAPPORT
						  : DI_KIND_KVARTALSRAPPORT;
}

/* Rows */

static gboolean
add_file(Work *work, gint64 handling_id, const DiOriginal *original, int order, GError **error)
{
	gint64 content_id = 0;

	return di_content_keep(work->registry, original->bytes, &content_id, error) &&
		di_db_run(work->registry, STMT_FILE_OF_HANDLING, error, "inssi", handling_id, order,
			original->name ? original->name : "", original->type ? original->type : "application/octet-stream", content_id);
}

static gboolean
add_files(Work *work, gint64 handling_id, GError **error)
{
	for (guint i = 0; i < work->filing->n_originals; i++) {
		if (!add_file(work, handling_id, &work->filing->originals[i], (int)i, error))
			return FALSE;
	}
	return TRUE;
}

static char *
matter(const Work *work)
{
	g_autofree char *quarter = di_quarter_is_set(work->quarter) ? di_quarter_format(work->quarter) : NULL;
	const char *word = work->kind == DI_KIND_SLUTRAPPORT ? "Slutrapport"
			   : work->kind == DI_KIND_OVRIGT    ? "Handling"
								 : "Kvartalsrapport";

	return quarter ? g_strdup_printf("%s %s: %s", word, quarter, work->insats) : g_strdup_printf("%s: %s", word, work->insats);
}

/* The public twin of the sender is the organisation alone. */
static gboolean
add_row(Work *work, gint64 *id_out, GError **error)
{
	const DiFiling *filing = work->filing;
	const char *sender = filing->sender_name && *filing->sender_name ? filing->sender_name : filing->sender_address;
	g_autofree char *party = sender ? g_strdup_printf("%s, %s", sender, work->huvudman) : g_strdup(work->huvudman);
	g_autofree char *about = matter(work);
	const DiDiarienummer *number = &work->number.number;

	if (!di_db_run(work->registry, STMT_HANDLING_ADD, error, "isnnnsiiqddndtsssssiss", work->number.arende_id,
		    work->number.diarienummer, number->year, number->number, number->document, di_kind_word(work->kind),
		    work->insats_id, work->rapportor_id, work->quarter, work->report->period.from, work->report->period.to,
		    work->version, filing->arrived, di_clock_now(), work->registry->config->diarium.signatur, party, work->huvudman,
		    about, about, filing->mail_id, work->key, work->reason))
		return FALSE;
	*id_out = di_db_last_id(work->registry);
	return TRUE;
}

static gboolean
log_filing(Work *work, const DiFiled *filed, GError **error)
{
	gboolean again = filed->as == DI_FILED_DUPLICATE;
	g_autofree char *detail = NULL, *quarter = di_quarter_format(work->quarter);

	if (again)
		detail = g_strdup_printf("samma rapport kom en gång till%s", work->filing->mail_id ? " med mejl" : "");
	else
		detail = g_strdup_printf("%s %s, version %d%s%s: %s", work->insats, quarter, work->version,
			filed->later ? ", äldre än " : "", filed->later ? filed->later : "", work->reason);
	return di_registry_log(work->registry, again ? "dubblett" : "diarieförd", filed->diarienummer, detail, error);
}

static gboolean
describe(Work *work, DiFiled *filed, GError **error)
{
	filed->insats = g_strdup(work->insats);
	filed->huvudman = g_strdup(work->huvudman);
	filed->arende = g_strdup(work->number.arende);
	filed->insats_id = work->insats_id;
	filed->rapportor_id = work->rapportor_id;
	filed->kind = work->kind;
	filed->quarter = work->quarter;
	filed->period = work->report->period;
	filed->arrived = work->filing->arrived;
	filed->wanted = ends_in(work, work->quarter) ? DI_KIND_SLUTRAPPORT : DI_KIND_KVARTALSRAPPORT;
	filed->ends = work->slut;
	filed->saknas = di_reading_empty_sections(work->report);
	filed->reason = g_strdup(work->reason);
	filed->contacts = di_insats_contacts(work->registry, work->rapportor_id, error);
	return filed->contacts != NULL;
}

/* What an unknown sender's report means: see sender.c. */
static gboolean
note_sender(Work *work, DiFiled *filed, GError **error)
{
	filed->unknown_sender = work->sender != DI_SENDER_KNOWN;
	filed->waits = work->sender == DI_SENDER_UNKNOWN;
	if (!filed->unknown_sender)
		return TRUE;
	return di_db_run(work->registry, STMT_SENDER_IS, error, "si", filed->waits ? "okand" : "oregistrerad", filed->handling_id) &&
		(!filed->waits || di_sender_wait(work, filed->handling_id, &filed->review_id, error));
}

static DiFiled *
file_new(Work *work, GError **error)
{
	g_autoptr(DiFiled) filed = filed_new(work->has_versions ? DI_FILED_VERSION : DI_FILED_NEW);
	int year, month, day;

	di_date_to_ymd(work->report->period.to != DI_DATE_NONE ? work->report->period.to : work->filing->arrived, &year, &month, &day);
	if (di_quarter_is_set(work->quarter))
		year = work->quarter.year;
	work->version++;
	if (!di_arende_allocate(work->registry, work->insats_id, year, work->key, &work->number, error) ||
	    !add_row(work, &filed->handling_id, error) || !add_files(work, filed->handling_id, error) ||
	    !di_reading_store(work->registry, filed->handling_id, work->report, work->filing->reader, error))
		return NULL;
	if (!note_sender(work, filed, error) || !di_version_place(work, filed, error) || !di_final_ask(work->registry, filed->handling_id, error))
		return NULL;
	if (di_quarter_is_set(work->quarter) && !di_outbox_cancel(work->registry, work->rapportor_id, work->quarter,
		"rapporten har kommit in", error))
		return NULL;
	if (!filed->waits && !di_outbox_overtake_by_report(work->registry, work->rapportor_id, work->filing->mail_id, error))
		return NULL;
	filed->diarienummer = g_strdup(work->number.diarienummer);
	return log_filing(work, filed, error) && describe(work, filed, error)
		? g_steal_pointer(&filed) : NULL;
}

/* The bytes of a duplicate are kept too, if they are others: they came in. */
static gboolean
keep_other_bytes(Work *work, gint64 handling_id, GError **error)
{
	for (guint i = 0; i < work->filing->n_originals; i++) {
		g_autofree char *hash = di_content_hash(work->filing->originals[i].bytes);
		gint64 known = 0, count = 0;

		if (!di_db_int(work->registry, STMT_FILE_KNOWN, &known, error, "is", handling_id, hash) ||
		    !di_db_int(work->registry, STMT_FILE_COUNT, &count, error, "i", handling_id))
			return FALSE;
		if (!known && !add_file(work, handling_id, &work->filing->originals[i], (int)count, error))
			return FALSE;
	}
	return TRUE;
}

/* The duplicate is described by the document that it doubles. */
static gboolean
take_over(Work *work, gint64 handling_id, GError **error)
{
	DI_QUERY stmt = di_db_query(work->registry, STMT_HANDLING_OWNER, error, "i", handling_id);

	if (di_db_step(work->registry, stmt, error) <= 0)
		return FALSE;
	work->rapportor_id = di_col_int(stmt, 0);
	work->quarter = di_col_quarter(stmt, 1);
	(void)di_kind_from_word(di_col_borrow(stmt, 2), &work->kind);
	work->number.arende = di_col_text(stmt, 3);
	g_clear_pointer(&work->insats, g_free);
	g_clear_pointer(&work->huvudman, g_free);
	return read_owner(work, error);
}

/* A known sender sends what an unknown one sent before: now it counts. */
static gboolean
vouch(Work *work, gint64 handling_id, GError **error)
{
	gint64 review_id = 0;

	if (work->review_id || work->sender != DI_SENDER_KNOWN || !work->filing->trusted)
		return TRUE;
	if (!di_db_int(work->registry, STMT_REVIEW_OF_PENDING, &review_id, error, "i", handling_id))
		return FALSE;
	return !review_id || (di_sender_approve(work->registry, handling_id, error) &&
		di_review_close(work->registry, review_id, "diariefort", "samma rapport kom från en känd avsändare", handling_id, error));
}

static DiFiled *
file_duplicate(Work *work, const Earlier *earlier, GError **error)
{
	g_autoptr(DiFiled) filed = filed_new(DI_FILED_DUPLICATE);

	filed->handling_id = earlier->id;
	filed->diarienummer = g_strdup(earlier->diarienummer);
	filed->earlier = earlier->arrived;
	filed->unknown_sender = work->sender == DI_SENDER_UNKNOWN;
	return vouch(work, earlier->id, error) && take_over(work, earlier->id, error) && keep_other_bytes(work, earlier->id, error) &&
		log_filing(work, filed, error) && describe(work, filed, error)
		? g_steal_pointer(&filed) : NULL;
}

static DiFiled *
file_for_review(Work *work, const char *reason, GError **error)
{
	g_autoptr(DiFiled) filed = filed_new(DI_FILED_REVIEW);

	if (!di_review_add(work->registry, work->filing, reason, work->match, &filed->review_id, error) ||
	    (work->any_quarter && !di_db_run(work->registry, STMT_REVIEW_ANY_QUARTER, error, "i", filed->review_id)))
		return NULL;
	filed->reason = g_strdup(reason);
	filed->kind = work->report->kind;
	filed->quarter = work->quarter;
	filed->period = work->report->period;
	filed->arrived = work->filing->arrived;
	filed->insats_id = work->insats_id;
	filed->rapportor_id = work->rapportor_id;
	filed->insats = g_strdup(work->insats);
	filed->huvudman = g_strdup(work->huvudman);
	filed->saknas = di_reading_empty_sections(work->report);
	filed->contacts = g_ptr_array_new_with_free_func(di_contact_free);
	return g_steal_pointer(&filed);
}

gboolean
di_filing_decide(DiRegistry *registry, const DiFiling *filing, gint64 review_id, DiFiled **filed_out, GError **error)
{
	g_auto(Work) work = {.registry = registry, .filing = filing, .report = filing->report, .review_id = review_id,
		.start = DI_DATE_NONE, .slut = DI_DATE_NONE};
	g_auto(Earlier) earlier = {.arrived = DI_DATE_NONE};
	g_autofree char *why = NULL;

	if (!find_owner(&work, error) || (work.rapportor_id && !read_owner(&work, error)))
		return FALSE;
	if (!di_sender_judge(&work, error))
		return FALSE;
	settle_kind_and_quarter(&work);
	work.key = di_filing_key(filing);
	if (filing->trusted && work.report->fault == DI_FAULT_NONE && !di_filing_find_earlier(&work, &earlier, error))
		return FALSE;
	if (work.chosen ? !di_filing_is_decided(&work, &earlier, error) : !di_filing_doubt(&work, &earlier, &why, error))
		return FALSE;
	if (earlier.id)
		*filed_out = file_duplicate(&work, &earlier, error);
	else
		*filed_out = why ? file_for_review(&work, why, error) : file_new(&work, error);
	return *filed_out != NULL;
}

DiFiled *
di_registry_file(DiRegistry *registry, const DiFiling *filing, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autoptr(DiFiled) filed = NULL;

	g_return_val_if_fail(filing->report && filing->arrived != DI_DATE_NONE, NULL);
	if (!transaction || !di_filing_decide(registry, filing, 0, &filed, error) || !di_transaction_commit(&transaction, error))
		return NULL;
	return g_steal_pointer(&filed);
}

gboolean
di_registry_keep_for_review(DiRegistry *registry, const DiFiling *filing, const char *reason, gint64 *review_id_out,
	GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	gint64 review_id = 0;

	if (!transaction || !di_review_add(registry, filing, reason, NULL, &review_id, error) ||
	    !di_transaction_commit(&transaction, error))
		return FALSE;
	if (review_id_out)
		*review_id_out = review_id;
	return TRUE;
}
