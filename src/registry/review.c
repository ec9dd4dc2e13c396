/* What waits for a person, with everything that came, and what the person decided. */
#include "private.h"

#include <string.h>

void
di_review_free(DiReview *review)
{
	if (!review)
		return;
	g_free(review->reason);
	g_free(review->from);
	g_free(review->from_name);
	g_free(review->insats);
	g_free(review->huvudman);
	g_free(review->subject);
	g_free(review->file_name);
	di_report_free(review->report);
	g_clear_pointer(&review->candidates, g_ptr_array_unref);
	g_free(review);
}

static void
review_free(gpointer review)
{
	di_review_free(review);
}

static void
match_free(gpointer match)
{
	di_match_free(match);
}

static gboolean
add_candidates(DiRegistry *registry, gint64 review_id, const DiMatch *match, GError **error)
{
	for (guint i = 0; match && match->candidates && i < match->candidates->len; i++) {
		const DiMatch *candidate = match->candidates->pdata[i];
		g_autofree char *certainty = g_strdup_printf("%.3f", candidate->certainty);

		if (!di_db_run(registry, STMT_CANDIDATE_ADD, error, "iniss", review_id, (int)i, candidate->rapportor_id, certainty,
			    candidate->reason))
			return FALSE;
	}
	return TRUE;
}

static gboolean
add_files(DiRegistry *registry, gint64 review_id, const DiFiling *filing, GError **error)
{
	for (guint i = 0; i < filing->n_originals; i++) {
		const DiOriginal *original = &filing->originals[i];
		gint64 content_id = 0;

		if (!di_content_keep(registry, original->bytes, &content_id, error) ||
		    !di_db_run(registry, STMT_FILE_OF_REVIEW, error, "inssi", review_id, (int)i, original->name ? original->name : "",
			    original->type ? original->type : "application/octet-stream", content_id))
			return FALSE;
	}
	return TRUE;
}

static gboolean
add_row(DiRegistry *registry, const DiFiling *filing, const char *reason, const char *key, gint64 *id_out, GError **error)
{
	g_autofree char *json = filing->report ? di_filing_reading_json(filing->report) : NULL;
	g_autofree char *folded = filing->sender_address ? di_text_fold(filing->sender_address) : NULL;
	DiQuarter quarter = filing->report ? di_report_quarter(filing->report) : DI_QUARTER_NONE;

	if (di_quarter_is_set(filing->quarter))
		quarter = filing->quarter;
	if (!di_db_run(registry, STMT_REVIEW_ADD, error, "isssssdqsss", filing->mail_id, reason, filing->sender_address, folded,
		    filing->sender_name, filing->subject, filing->arrived, quarter, filing->reader, json, key))
		return FALSE;
	*id_out = di_db_last_id(registry);
	return TRUE;
}

/* The same file waits only once for each report read from it; one without a file once for each mail. */
static char *
key_of(const DiFiling *filing)
{
	g_autofree char *hash = NULL, *json = NULL, *both = NULL;

	if (filing->n_originals == 0)
		return NULL;
	hash = di_content_hash(filing->originals[0].bytes);
	json = filing->report ? di_filing_reading_json(filing->report) : g_strdup("");
	both = g_strconcat(hash, json, NULL);
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, both, -1);
}

gboolean
di_review_add(DiRegistry *registry, const DiFiling *filing, const char *reason, const DiMatch *match, gint64 *review_id_out,
	GError **error)
{
	g_autofree char *key = key_of(filing);
	gint64 id = 0;
	g_autofree char *object = NULL;

	if (key && !di_db_int(registry, STMT_REVIEW_BY_KEY, &id, error, "s", key))
		return FALSE;
	*review_id_out = id;
	if (id)
		return TRUE;
	if (!add_row(registry, filing, reason, key, &id, error) || !add_files(registry, id, filing, error) ||
	    !add_candidates(registry, id, match, error))
		return FALSE;
	*review_id_out = id;
	object = g_strdup_printf("granskning %" G_GINT64_FORMAT, id);
	return di_registry_log(registry, "väntar på granskning", object, reason, error);
}

gboolean
di_review_of_mail(DiRegistry *registry, gint64 mail_id, gint64 *review_id_out, GError **error)
{
	return di_db_int(registry, STMT_REVIEW_BY_MAIL, review_id_out, error, "i", mail_id);
}

gboolean
di_review_name(DiRegistry *registry, const DiFiling *filing, GError **error)
{
	g_autofree char *folded = filing->sender_address ? di_text_fold(filing->sender_address) : NULL;

	return di_db_run(registry, STMT_REVIEW_NAME, error, "ssssi", filing->sender_address, folded, filing->sender_name, filing->subject,
		filing->mail_id);
}

static GPtrArray *
read_candidates(DiRegistry *registry, gint64 review_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_CANDIDATES_OF, error, "i", review_id);
	g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func(match_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiMatch *match = g_new0(DiMatch, 1);

		match->insats_id = di_col_int(stmt, 0);
		match->rapportor_id = di_col_int(stmt, 1);
		match->insats = di_col_text(stmt, 2);
		match->huvudman = di_col_text(stmt, 3);
		match->certainty = sqlite3_column_double(stmt, 4);
		match->reason = di_col_text(stmt, 5);
		g_ptr_array_add(candidates, match);
	}
	return got == 0 ? g_steal_pointer(&candidates) : NULL;
}

/* Columns 9–14: kvartal, forslag, rapportor, handling, fran, till */
static void
read_proposal(sqlite3_stmt *stmt, DiProposal *proposal)
{
	proposal->quarter = di_col_quarter(stmt, 9);
	proposal->kind = di_proposal_kind(di_col_borrow(stmt, 10));
	proposal->rapportor_id = di_col_int(stmt, 11);
	proposal->handling_id = di_col_int(stmt, 12);
	proposal->period = (DiPeriod){di_col_date(stmt, 13), di_col_date(stmt, 14)};
	proposal->until = di_col_date(stmt, 14);
}

/* Row: id, meddelande_id, skal, fran, amne, filnamn, inkom, json, namn, …, insats, huvudman */
static DiReview *
read_review(DiRegistry *registry, sqlite3_stmt *stmt, GError **error)
{
	g_autoptr(DiReview) review = g_new0(DiReview, 1);
	const char *json = di_col_borrow(stmt, 7);

	review->id = di_col_int(stmt, 0);
	review->mail_id = di_col_int(stmt, 1);
	review->reason = di_col_text(stmt, 2);
	review->from = di_col_text(stmt, 3);
	review->subject = di_col_text(stmt, 4);
	review->file_name = di_col_text(stmt, 5);
	review->arrived = di_col_date(stmt, 6);
	review->from_name = di_col_text(stmt, 8);
	read_proposal(stmt, &review->proposal);
	review->insats = di_col_text(stmt, 15);
	review->huvudman = di_col_text(stmt, 16);
	review->report = json ? di_report_parse_json(json, -1, error) : NULL;
	if (json && !review->report)
		return NULL;
	review->candidates = read_candidates(registry, review->id, error);
	return review->candidates ? g_steal_pointer(&review) : NULL;
}

GPtrArray *
di_review_list(DiRegistry *registry, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_REVIEW_WAITING, error, "");
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(review_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiReview *review = read_review(registry, stmt, error);

		if (!review)
			return NULL;
		g_ptr_array_add(list, review);
	}
	return got == 0 ? g_steal_pointer(&list) : NULL;
}

DiReview *
di_review_get(DiRegistry *registry, gint64 review_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_REVIEW_GET, error, "i", review_id);
	int got = di_db_step(registry, stmt, error);

	if (got == 0)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "nothing waits under number %" G_GINT64_FORMAT
			"; see diarie review", review_id);
	return got > 0 ? read_review(registry, stmt, error) : NULL;
}

guint
di_review_count(DiRegistry *registry)
{
	gint64 count = 0;

	return di_db_int(registry, STMT_REVIEW_COUNT, &count, NULL, "") ? (guint)count : 0;
}

/* A decision needs everything that came: read from its rows into a filing. */
typedef struct {
	DiFiling filing;
	char *address, *name, *subject, *reader;
	DiReport *report;
	GArray *originals;   /* DiOriginal */
	GPtrArray *names;    /* what the originals point to */
} Kept;

static void
kept_clear(Kept *kept)
{
	g_free(kept->address);
	g_free(kept->name);
	g_free(kept->subject);
	g_free(kept->reader);
	di_report_free(kept->report);
	for (guint i = 0; kept->originals && i < kept->originals->len; i++)
		g_bytes_unref(g_array_index(kept->originals, DiOriginal, i).bytes);
	g_clear_pointer(&kept->originals, g_array_unref);
	g_clear_pointer(&kept->names, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Kept, kept_clear)

static gboolean
read_files(DiRegistry *registry, gint64 review_id, Kept *kept, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_FILES_OF_REVIEW, error, "i", review_id);
	int got;

	kept->originals = g_array_new(FALSE, TRUE, sizeof(DiOriginal));
	kept->names = g_ptr_array_new_with_free_func(g_free);
	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiOriginal original = {.name = di_col_text(stmt, 0), .type = di_col_text(stmt, 1), .bytes = di_col_bytes(stmt, 2)};

		g_ptr_array_add(kept->names, (gpointer)(uintptr_t)original.name);
		g_ptr_array_add(kept->names, (gpointer)(uintptr_t)original.type);
		g_array_append_val(kept->originals, original);
	}
	return got == 0;
}

static gboolean
read_kept(DiRegistry *registry, gint64 review_id, Kept *kept, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_REVIEW_KEPT, error, "i", review_id);
	int got = di_db_step(registry, stmt, error);
	const char *json;

	if (got == 0)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "nothing waits under number %" G_GINT64_FORMAT
			"; see diarie review", review_id);
	if (got <= 0)
		return FALSE;
	kept->filing.mail_id = di_col_int(stmt, 0);
	kept->address = di_col_text(stmt, 1);
	kept->name = di_col_text(stmt, 2);
	kept->subject = di_col_text(stmt, 3);
	kept->reader = di_col_text(stmt, 4);
	kept->filing.arrived = di_col_date(stmt, 5);
	json = di_col_borrow(stmt, 6);
	kept->report = json ? di_report_parse_json(json, -1, error) : di_report_new();
	return kept->report && read_files(registry, review_id, kept, error);
}

static void
complete(Kept *kept, DiRegistry *registry)
{
	DiFiling *filing = &kept->filing;

	filing->report = kept->report;
	filing->originals = (const DiOriginal *)(gpointer)kept->originals->data;
	filing->n_originals = kept->originals->len;
	filing->sender_address = kept->address;
	filing->sender_name = kept->name;
	filing->subject = kept->subject;
	filing->reader = kept->reader;
	filing->trusted = TRUE;
	if (filing->arrived == DI_DATE_NONE)
		filing->arrived = di_date_of_time(di_clock_now(), registry->config->reminders.timezone);
}

typedef struct {
	gint64 alias_id, contact_id; /* 0: none */
} Learnt;

/* So that it can be undone. */
static gboolean
remember(DiRegistry *registry, gint64 review_id, const DiFiled *filed, const Learnt *learnt, GError **error)
{
	gboolean made = filed->as == DI_FILED_NEW || filed->as == DI_FILED_VERSION || filed->as == DI_FILED_OLDER;

	return di_db_run(registry, STMT_REVIEW_REMEMBER, error, "niii", made, learnt->alias_id, learnt->contact_id, review_id);
}

/* What a person decided teaches: the name as it was written, and who sends for this reporter. */
static gboolean
learn(DiRegistry *registry, const Kept *kept, DiFiled *filed, Learnt *learnt, GError **error)
{
	gboolean alias = FALSE, contact = FALSE, may = FALSE;

	if (kept->report->insats && *kept->report->insats && !di_insats_may_learn(registry, filed->insats_id, kept->report->insats, &may, error))
		return FALSE;
	if (may && !di_insats_learn_alias(registry, filed->insats_id,
		kept->report->insats, "granskning", &alias, error))
		return FALSE;
	if (alias) {
		learnt->alias_id = di_db_last_id(registry);
		filed->learnt_alias = g_strdup(kept->report->insats);
	}
	if (kept->address && !di_insats_add_contact(registry, filed->rapportor_id, kept->name, kept->address, "granskning",
		&contact, error))
		return FALSE;
	if (contact) {
		learnt->contact_id = di_db_last_id(registry);
		filed->learnt_contact = g_strdup(kept->address);
	}
	return (!alias || di_registry_log(registry, "alias tillagt", filed->insats, kept->report->insats, error)) &&
		(!contact || di_registry_log(registry, "kontakt tillagd", filed->insats, kept->address, error));
}

gboolean
di_review_close(DiRegistry *registry, gint64 review_id, const char *decision, const char *reason, gint64 handling_id,
	GError **error)
{
	g_autofree char *object = g_strdup_printf("granskning %" G_GINT64_FORMAT, review_id);

	if (!di_db_run(registry, STMT_REVIEW_CLOSE, error, "sstsii", decision, reason, di_clock_now(), registry->actor, handling_id,
		    review_id))
		return FALSE;
	if (di_db_changes(registry) == 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "nothing waits under number %" G_GINT64_FORMAT
			"; see diarie review", review_id);
		return FALSE;
	}
	return di_registry_log(registry, "granskad", object, reason, error);
}

gboolean
di_review_over(DiRegistry *registry, gint64 mail_id, const char *reason, GError **error)
{
	gint64 review_id = 0;

	return di_db_int(registry, STMT_REVIEW_OPEN_OF_MAIL, &review_id, error, "i", mail_id) &&
		(!review_id || di_review_close(registry, review_id, "avfort", reason, 0, error));
}

gboolean
di_review_settle_mail(DiRegistry *registry, gint64 mail_id, const char *state, GError **error)
{
	gint64 waiting = 0;

	if (!mail_id)
		return TRUE;
	if (!di_db_int(registry, STMT_REVIEW_WAITING_OF_MAIL, &waiting, error, "i", mail_id))
		return FALSE;
	return waiting > 0 || di_db_run(registry, STMT_MAIL_DECIDED, error, "si", state, mail_id);
}

/* Several organisations may report for the insats that was chosen. */
static gboolean
was_decided(const DiFiled *filed, GError **error)
{
	if (filed->as != DI_FILED_REVIEW)
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "that does not decide it: %s", filed->reason);
	return FALSE;
}

/* The report of an unknown sender that was filed already: it counts from now on, or was filed elsewhere in its stead. */
static gboolean
settle_pending(DiRegistry *registry, gint64 pending, const DiFiled *filed, GError **error)
{
	g_autofree char *reason = NULL;

	if (pending == filed->handling_id)
		return di_sender_approve(registry, pending, error);
	reason = g_strdup_printf("diarieförd som %s i stället", filed->diarienummer);
	return di_sender_refuse(registry, pending, reason, error);
}

static gboolean
is_document(DiRegistry *registry, gint64 review_id, GError **error)
{
	g_autoptr(DiReview) review = di_review_get(registry, review_id, error);

	if (!review || review->proposal.kind != DI_PROPOSAL_END)
		return review != NULL;
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "number %" G_GINT64_FORMAT " asks whether an insats has ended: accept or dismiss it", review_id);
	return FALSE;
}

DiFiled *
di_review_file(DiRegistry *registry, gint64 review_id, gint64 insats_id, gint64 rapportor_id, DiQuarter quarter,
	gboolean learning, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_auto(Kept) kept = {0};
	g_autoptr(DiFiled) filed = NULL;
	gint64 pending = 0;
	Learnt learnt = {0};

	if (!transaction || !is_document(registry, review_id, error) || !read_kept(registry, review_id, &kept, error) ||
	    !di_db_int(registry, STMT_REVIEW_PENDING_OF, &pending, error, "i", review_id))
		return NULL;
	complete(&kept, registry);
	kept.filing.insats_id = insats_id;
	kept.filing.rapportor_id = rapportor_id;
	kept.filing.quarter = quarter;
	if (!di_filing_decide(registry, &kept.filing, review_id, &filed, error) || !was_decided(filed, error) ||
	    (pending && !settle_pending(registry, pending, filed, error)) ||
	    (learning && !learn(registry, &kept, filed, &learnt, error)) || !remember(registry, review_id, filed, &learnt, error) ||
	    !di_review_close(registry, review_id, "diariefort", filed->diarienummer, filed->handling_id, error) ||
	    !di_review_settle_mail(registry, kept.filing.mail_id, "diariefort", error) || !di_transaction_commit(&transaction, error))
		return NULL;
	return g_steal_pointer(&filed);
}

gboolean
di_review_dismiss(DiRegistry *registry, gint64 review_id, const char *reason, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_auto(Kept) kept = {0};
	gint64 pending = 0;

	return transaction && read_kept(registry, review_id, &kept, error) &&
		di_db_int(registry, STMT_REVIEW_PENDING_OF, &pending, error, "i", review_id) &&
		(!pending || di_sender_refuse(registry, pending, reason, error)) &&
		di_review_close(registry, review_id, "avfort", reason, 0, error) && di_transaction_commit(&transaction, error);
}
