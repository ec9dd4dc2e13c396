/* What a mail proposes and a person accepts with one word: that an unknown sender's report counts, more time, another period, an insats's end. */
#include "private.h"

static const char *const kind_words[] = {
	[DI_PROPOSAL_NONE] = NULL,
	[DI_PROPOSAL_SENDER] = "avsandare",
	[DI_PROPOSAL_EXTENSION] = "anstand",
	[DI_PROPOSAL_PERIOD] = "period",
	[DI_PROPOSAL_END] = "slut",
};

DiProposalKind
di_proposal_kind(const char *word)
{
	for (int i = 1; i < (int)G_N_ELEMENTS(kind_words); i++)
		if (g_strcmp0(word, kind_words[i]) == 0)
			return (DiProposalKind)i;
	return DI_PROPOSAL_NONE;
}

gboolean
di_proposal_set(DiRegistry *registry, gint64 review_id, const DiProposal *proposal, GError **error)
{
	DiDate until = proposal->kind == DI_PROPOSAL_PERIOD ? proposal->period.to : proposal->until;

	return di_db_run(registry, STMT_REVIEW_PROPOSE, error, "siiddi", kind_words[proposal->kind], proposal->rapportor_id,
		proposal->handling_id, proposal->period.from, until, review_id);
}

gboolean
di_review_propose(DiRegistry *registry, const DiFiling *filing, const char *reason, const DiProposal *proposal,
	gint64 *review_id_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	DiFiling waiting = *filing;

	waiting.quarter = proposal->quarter;
	return transaction && di_review_add(registry, &waiting, reason, NULL, review_id_out, error) &&
		di_proposal_set(registry, *review_id_out, proposal, error) && di_transaction_commit(&transaction, error);
}

static gboolean
give_time(DiRegistry *registry, const DiReview *review, GError **error)
{
	const DiProposal *proposal = &review->proposal;
	g_autofree char *day = di_date_format(proposal->until), *quarter = di_quarter_format(proposal->quarter);
	g_autofree char *reason = g_strdup_printf("enligt mejl från %s", review->from ? review->from : "rapportören");
	g_autofree char *detail = g_strdup_printf("%s, %s %s till %s: %s", review->insats, review->huvudman, quarter, day, reason);
	g_autofree char *object = g_strdup_printf("granskning %" G_GINT64_FORMAT, review->id);

	return di_db_run(registry, STMT_EXCUSE, error, "iqdsts", proposal->rapportor_id, proposal->quarter, proposal->until, reason,
		       di_clock_now(), registry->actor) &&
		di_outbox_cancel(registry, proposal->rapportor_id, proposal->quarter, "ny sista dag", error) &&
		di_registry_log(registry, "anstånd", object, detail, error);
}

static gboolean
move_period(DiRegistry *registry, const DiReview *review, GError **error)
{
	const DiProposal *proposal = &review->proposal;
	DiQuarter quarter = di_quarter_of_period(proposal->period.from, proposal->period.to);
	g_autofree char *from = di_date_format(proposal->period.from), *to = di_date_format(proposal->period.to);
	g_autofree char *detail = g_strdup_printf("perioden rättad till %s–%s", from, to);
	g_autofree char *number = NULL;
	DI_QUERY stmt = di_db_query(registry, STMT_HANDLING_NUMBER, error, "i", proposal->handling_id);

	if (di_db_step(registry, stmt, error) <= 0)
		return FALSE;
	number = di_col_text(stmt, 0);
	if (!di_quarter_is_set(quarter)) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "%s–%s is no calendar quarter; file it with: diarie review file %"
			G_GINT64_FORMAT " --quarter KVARTAL", from, to, review->id);
		return FALSE;
	}
	/* what it stood in the way of counts again */
	return di_db_run(registry, STMT_HANDLING_REINSTATE, error, "i", proposal->handling_id) &&
		di_db_run(registry, STMT_HANDLING_MOVE, error, "qddi", quarter, proposal->period.from, proposal->period.to,
			proposal->handling_id) &&
		di_version_order(registry, proposal->handling_id, error) &&
		di_outbox_cancel(registry, proposal->rapportor_id, quarter, "rapporten har kommit in", error) &&
		di_registry_log(registry, "period rättad", number, detail, error) &&
		di_final_drop(registry, proposal->handling_id, "perioden är rättad", error) &&
		di_final_ask(registry, proposal->handling_id, error);
}

/* The sender becomes a contact: the next report counts at once. */
static gboolean
trust_sender(DiRegistry *registry, const DiReview *review, GError **error)
{
	gboolean added = FALSE;

	if (!di_sender_approve(registry, review->proposal.handling_id, error))
		return FALSE;
	if (!review->from || !di_insats_add_contact(registry, review->proposal.rapportor_id, review->from_name, review->from,
		"granskning", &added, error))
		return !review->from;
	return !added || di_registry_log(registry, "kontakt tillagd", review->insats, review->from, error);
}

static gboolean
carry_out(DiRegistry *registry, const DiReview *review, GError **error)
{
	switch (review->proposal.kind) {
	case DI_PROPOSAL_SENDER:
		return trust_sender(registry, review, error);
	case DI_PROPOSAL_EXTENSION:
		return give_time(registry, review, error);
	case DI_PROPOSAL_PERIOD:
		return move_period(registry, review, error);
	case DI_PROPOSAL_END:
		return di_final_end(registry, review, error);
	case DI_PROPOSAL_NONE:
		break;
	}
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "nothing is proposed under number %" G_GINT64_FORMAT "; see diarie review show",
		review->id);
	return FALSE;
}

DiReview *
di_review_accept(DiRegistry *registry, gint64 review_id, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autoptr(DiReview) review = transaction ? di_review_get(registry, review_id, error) : NULL;
	gboolean filed = review && review->proposal.handling_id;

	if (!review || !carry_out(registry, review, error) ||
		!di_review_close(registry, review_id, filed ? "diariefort" : "avfort", "godtaget", review->proposal.handling_id, error) ||
		!di_review_settle_mail(registry, review->mail_id, filed ? "diariefort" : "ignorerat", error) ||
		!di_transaction_commit(&transaction, error))
		return NULL;
	return g_steal_pointer(&review);
}
