/* What a person says in a mail without a report: more time, another period. It is laid before staff as a proposal that one word
 * accepts; nothing is changed by the mail itself. */
#include <diarie/daemon.h>

#include <string.h>

/* Is the sender one of the reporter's contacts? */
static gboolean
may_speak_for(DiHouse *house, gint64 rapportor_id, const char *address)
{
	g_autoptr(GPtrArray) list = di_insats_list(house->registry, NULL);

	for (guint i = 0; list && address && i < list->len; i++) {
		const DiInsats *insats = list->pdata[i];

		for (guint k = 0; insats->rapportor_id == rapportor_id && k < insats->row.kontakter->len; k++) {
			const DiContact *contact = insats->row.kontakter->pdata[k];

			if (g_ascii_strcasecmp(contact->address, address) == 0)
				return TRUE;
		}
	}
	return FALSE;
}

/* What is owed by a contact of ADDRESS and has not come: of one reporter and quarter alone, else NULL. Oldest quarter first. */
static const DiOwed *
only_open(const GPtrArray *owed, const char *address)
{
	const DiOwed *found = NULL;

	for (guint i = 0; i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];

		for (guint k = 0; k < one->contacts->len; k++) {
			const DiContact *contact = one->contacts->pdata[k];

			if (!one->expected || one->arrived != DI_DATE_NONE || one->excused ||
				g_ascii_strcasecmp(contact->address, address) != 0)
				continue;
			if (found)
				return NULL;
			found = one;
			break;
		}
	}
	return found;
}

/* An answer that quotes none of our letters: its sender may owe one thing only. */
static gboolean
guess_subject(DiHouse *house, const DiMail *mail, DiDate arrived, DiLetterAbout *about, GError **error)
{
	DiQuarter quarter = di_quarter_of(arrived);
	const char *address = mail->n_from == 1 ? mail->from->address : NULL;

	for (int back = 1; address && back >= 0 && !about->rapportor_id; back--) {
		g_autoptr(GPtrArray) owed = di_registry_owed(house->registry, di_quarter_add(quarter, -back), error);
		const DiOwed *one = owed ? only_open(owed, address) : NULL;

		if (!owed)
			return FALSE;
		if (!one || (back == 0 && di_owed_last_day(one) > arrived + 92))
			continue;
		about->rapportor_id = one->rapportor_id;
		about->quarter = one->quarter;
	}
	return TRUE;
}

/* Which of our letters the mail answers: by its threading fields, by the number in its subject, by what its sender owes. */
static gboolean
find_subject(DiHouse *house, const DiMail *mail, DiDate arrived, DiLetterAbout *about, GError **error)
{
	gint64 outgoing = 0;

	if (!di_mail_is_answer_to_ours(house->registry, mail->in_reply_to, mail->references, &outgoing, error) ||
		(outgoing && !di_outbox_subject(house->registry, outgoing, about, error)) ||
		(!about->rapportor_id && !di_handling_subject(house->registry, mail->subject, about, error)))
		return FALSE;
	if (about->rapportor_id && !may_speak_for(house, about->rapportor_id, mail->from ? mail->from->address : NULL))
		*about = (DiLetterAbout){0};
	return about->rapportor_id || guess_subject(house, mail, arrived, about, error);
}

static char *
reason_for(const DiProposal *proposal)
{
	g_autofree char *until = di_date_swedish_weekday(proposal->until);
	g_autofree char *span = NULL;

	if (proposal->kind == DI_PROPOSAL_EXTENSION)
		return g_strdup_printf("Avsändaren skriver att rapporten kommer %s. Godtas det är det ny sista dag.", until);
	span = di_date_swedish_range(proposal->period.from, proposal->period.to);
	return g_strdup_printf("Avsändaren skriver att rapporten gäller %s.", span);
}

/* More time for one of the reports that the answered letter asked for, if it is still open. */
static gboolean
propose_one(DiHouse *house, const DiFiling *filing, const DiMail *mail, const DiAsked *asked, gboolean *done_out, GError **error)
{
	g_autoptr(GPtrArray) owed = di_registry_owed(house->registry, asked->quarter, error);
	const DiOwed *one = owed ? di_owed_find(owed, asked->rapportor_id) : NULL;
	DiProposal proposal = {.kind = DI_PROPOSAL_EXTENSION, .until = mail->promised, .rapportor_id = asked->rapportor_id,
		.quarter = asked->quarter};
	g_autofree char *until = di_date_swedish_weekday(mail->promised), *reason = NULL;
	gint64 review_id = 0;

	if (!one || one->arrived != DI_DATE_NONE || !may_speak_for(house, asked->rapportor_id, mail->from->address))
		return owed != NULL;
	reason = g_strdup_printf("Avsändaren svarar på ett brev om flera rapporter att de kommer %s. Godtas det är det ny sista dag "
		"för %s, %s.", until, one->insats, one->huvudman);
	*done_out = TRUE;
	return di_review_propose(house->registry, filing, reason, &proposal, &review_id, error);
}

/* An answer to a letter about several reports promises them all: each is a proposal of its own. */
static gboolean
propose_each(DiHouse *house, const DiFiling *filing, const DiMail *mail, gboolean *done_out, GError **error)
{
	g_autoptr(GArray) asked = NULL;
	gint64 outgoing = 0;

	if (mail->promised == DI_DATE_NONE || !filing->trusted || !mail->from)
		return TRUE;
	if (!di_mail_is_answer_to_ours(house->registry, mail->in_reply_to, mail->references, &outgoing, error))
		return FALSE;
	asked = outgoing ? di_outbox_asked(house->registry, outgoing, error) : NULL;
	for (guint i = 0; asked && asked->len > 1 && i < asked->len; i++)
		if (!propose_one(house, filing, mail, &g_array_index(asked, DiAsked, i), done_out, error))
			return FALSE;
	return asked || !outgoing;
}

/* FALSE in DONE_OUT: the words propose nothing. */
gboolean
di_words_propose(DiHouse *house, const DiFiling *filing, const DiMail *mail, gboolean *done_out, GError **error)
{
	DiLetterAbout about = {0};
	DiProposal proposal = {.period = mail->corrected, .until = mail->promised};
	g_autofree char *reason = NULL;
	gint64 review_id = 0;

	*done_out = FALSE;
	if (mail->corrected.from == DI_DATE_NONE && mail->promised == DI_DATE_NONE)
		return TRUE;
	if (!propose_each(house, filing, mail, done_out, error))
		return FALSE;
	if (*done_out)
		return TRUE;
	if (!filing->trusted || !mail->from || !find_subject(house, mail, filing->arrived, &about, error))
		return !filing->trusted || !mail->from;
	proposal.kind = mail->corrected.from != DI_DATE_NONE && about.handling_id ? DI_PROPOSAL_PERIOD
			: mail->promised != DI_DATE_NONE && !about.handling_id    ? DI_PROPOSAL_EXTENSION : DI_PROPOSAL_NONE;
	if (proposal.kind == DI_PROPOSAL_NONE || !about.rapportor_id || !di_quarter_is_set(about.quarter))
		return TRUE;
	proposal.rapportor_id = about.rapportor_id;
	proposal.handling_id = proposal.kind == DI_PROPOSAL_PERIOD ? about.handling_id : 0;
	proposal.quarter = about.quarter;
	reason = reason_for(&proposal);
	*done_out = TRUE;
	return di_review_propose(house->registry, filing, reason, &proposal, &review_id, error);
}

/* An out-of-office answer to one of ours: until when, and who answers meanwhile. */
gboolean
di_words_note_absence(DiHouse *house, const DiMail *mail, DiDate arrived, GError **error)
{
	const char *address = mail->n_from == 1 && mail->from ? mail->from->address : NULL;
	DiAbsence absence = {.address = (char *)(guintptr)address, .back = mail->back, .substitute = mail->substitute,
		.substitute_name = mail->substitute_name, .arrived = arrived};

	if (!address || (mail->back == DI_DATE_NONE && !mail->substitute))
		return TRUE;
	return di_absence_note(house->registry, &absence, error);
}
