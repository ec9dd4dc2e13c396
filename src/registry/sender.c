/* Is the sender known for the reporter? By the address itself, or by its domain: a colleague's report counts like the contact's.
 * A report from anybody else is registered at once, as the law asks, but counts as nothing until a person has said that it does
 * (DOMAIN.md 3.5). Where nobody is registered nobody can be known: then it counts, and the address is proposed as a contact. */
#include "filing.h"

#include <string.h>

/* "a@edu.kommun.example" belongs to "kommun.example" too. */
static gboolean
is_domain_within(const char *domain, const char *known)
{
	gsize length = strlen(domain), own = strlen(known);

	return g_str_equal(domain, known) ||
		(length > own && domain[length - own - 1] == '.' && g_str_equal(domain + length - own, known));
}

static gboolean
is_known_by(const char *sender, const DiReporter *reporter)
{
	const char *domain = strchr(sender, '@');

	for (guint i = 0; i < reporter->addresses->len; i++) {
		const char *address = reporter->addresses->pdata[i], *theirs = strchr(address, '@');

		if (g_str_equal(address, sender) ||
			(domain && theirs && !di_provider_has(domain + 1) && is_domain_within(domain + 1, theirs + 1)))
			return TRUE;
	}
	return FALSE;
}

/* The same organisation may report for several insatser. */
gboolean
di_sender_is_known(const char *sender, const DiReporter *owner, const GPtrArray *reporters)
{
	for (guint i = 0; i < reporters->len; i++) {
		const DiReporter *other = reporters->pdata[i];

		if (owner->folded_hash == other->folded_hash && g_str_equal(owner->folded, other->folded) && is_known_by(sender, other))
			return TRUE;
	}
	return FALSE;
}

gboolean
di_sender_is_anybodys_contact(const char *sender, const GPtrArray *reporters)
{
	for (guint i = 0; i < reporters->len; i++)
		if (is_known_by(sender, reporters->pdata[i]))
			return TRUE;
	return FALSE;
}

gboolean
di_sender_judge(Work *work, GError **error)
{
	const DiFiling *filing = work->filing;
	const GPtrArray *reporters = NULL;
	const DiReporter *owner;
	g_autofree char *sender = NULL;
	gboolean known;

	work->sender = DI_SENDER_KNOWN;
	if (!filing->mail_id || filing->from_staff || work->chosen || !work->rapportor_id)
		return TRUE;
	reporters = di_names_get(work->registry, error);
	if (!reporters)
		return FALSE;
	owner = di_names_reporter(reporters, work->rapportor_id);
	sender = di_text_fold(filing->sender_address ? filing->sender_address : "");
	known = owner && di_sender_is_known(sender, owner, reporters);
	if (owner && !known)
		work->sender = owner->addresses->len > 0 ? DI_SENDER_UNKNOWN : DI_SENDER_UNREGISTERED;
	return TRUE;
}

/* The report of an unknown sender waits in review, though it has its number. */
gboolean
di_sender_wait(Work *work, gint64 handling_id, gint64 *review_id_out, GError **error)
{
	const DiFiling *filing = work->filing;
	DiProposal proposal = {.kind = DI_PROPOSAL_SENDER, .rapportor_id = work->rapportor_id, .handling_id = handling_id,
		.period = DI_PERIOD_NONE, .until = DI_DATE_NONE};
	DiFiling waiting = *filing;
	g_autofree char *who = filing->sender_address ?
		g_strdup_printf("%s är inte registrerad för %s, %s.", filing->sender_address, work->insats, work->huvudman) :
		g_strdup_printf("mejlet med rapporten för %s, %s, säger inte vem det är från.", work->insats, work->huvudman);
	g_autofree char *reason = g_strdup_printf("Okänd avsändare: %s Rapporten är diarieförd som %s men räknas som inkommen först när någon "
		"har godkänt den.", who, work->number.diarienummer);

	waiting.quarter = work->quarter;
	return di_review_add(work->registry, &waiting, reason, NULL, review_id_out, error) &&
		di_proposal_set(work->registry, *review_id_out, &proposal, error);
}

static char *
number_of(DiRegistry *registry, gint64 handling_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_HANDLING_NUMBER, error, "i", handling_id);

	return di_db_step(registry, stmt, error) > 0 ? di_col_text(stmt, 0) : NULL;
}

gboolean
di_sender_approve(DiRegistry *registry, gint64 handling_id, GError **error)
{
	g_autofree char *number = number_of(registry, handling_id, error);

	return number && di_registry_log(registry, "avsändare godkänd", number, "", error) &&
		di_db_run(registry, STMT_SENDER_DECIDED, error, "si", "godkand", handling_id) &&
		di_version_order(registry, handling_id, error) && di_final_ask(registry, handling_id, error);
}

gboolean
di_sender_refuse(DiRegistry *registry, gint64 handling_id, const char *reason, GError **error)
{
	g_autofree char *number = number_of(registry, handling_id, error);

	return number && di_db_run(registry, STMT_SENDER_DECIDED, error, "si", "avvisad", handling_id) &&
		di_handling_annul(registry, number, reason, error);
}
