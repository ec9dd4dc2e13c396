/* A mail that came before its attachment: Microsoft's Safe Attachments with Dynamic Delivery hands it out at once, with a stand-in or
 * nothing in the attachment's place, and replaces it when the attachment has been scanned (DOMAIN.md 2.4). It is asked for again in each
 * round, and read as it is after half an hour. */
#include <diarie/daemon.h>

#include <string.h>

enum { WAIT_S = 30 * 60 };

static gboolean
has_other_parts(const DiAnswer *answer)
{
	for (guint i = 0; i < answer->parts->len; i++)
		if (!((const DiMailPart *)answer->parts->pdata[i])->is_text)
			return TRUE;
	return FALSE;
}

static gboolean
is_exchange_online(const DiConfig *config)
{
	return di_login_is_by_token(config->mailbox.auth) && config->oauth2.provider == DI_OAUTH_MICROSOFT;
}

/* KNOWN: the sender writes for an insats, or answers a letter of ours. */
static gboolean
may_come_later(const DiConfig *config, const DiAnswer *answer, gboolean known)
{
	const DiMail *mail = answer->mail;

	if (mail->gave_up || di_contents_reports(answer) > 0 || mail->is_delivery_report || mail->is_disposition || mail->is_encrypted)
		return FALSE;
	if (g_strcmp0(mail->attachment, "granskas") == 0)
		return TRUE;
	if (mail->machine || has_other_parts(answer) || g_strcmp0(mail->attachment, "nej") == 0)
		return FALSE;
	return g_strcmp0(mail->attachment, "ja") == 0 || (known && is_exchange_online(config));
}

static gboolean
is_known(DiHouse *house, const DiMail *mail, gboolean *known_out, GError **error)
{
	const char *address = mail->n_from == 1 && mail->from ? mail->from->address : NULL;
	g_autoptr(DiInsats) insats = address ? di_insats_of_contact(house->registry, address, NULL) : NULL;
	gint64 answers = 0;

	if (!di_mail_is_answer_to_ours(house->registry, mail->in_reply_to, mail->references, &answers, error))
		return FALSE;
	*known_out = (insats || answers) && !di_config_is_ours(house->config, address);
	return TRUE;
}

/* What the whole mail replaces is done with, and came in when that did. */
static gboolean
replace(DiHouse *house, const DiMailRow *row, const DiMail *mail, DiWaiting *old, GError **error)
{
	const char *address = mail->n_from == 1 && mail->from ? mail->from->address : NULL;

	*old = (DiWaiting){.arrived = DI_TIME_NONE, .until = DI_TIME_NONE};
	if (!mail->message_id || !address)
		return TRUE;
	if (!di_mail_replaces(house->registry, row->id, mail->message_id, address, old, error))
		return FALSE;
	return !old->mail_id || di_mail_replace(house->registry, old->mail_id, row->id, error);
}

gboolean
di_late_look(DiHouse *house, const DiMailRow *row, const DiAnswer *answer, DiTime *arrived, DiTime *until_out, GError **error)
{
	const DiMail *mail = answer->mail;
	DiTime longest = di_clock_now() + WAIT_S * DI_SECOND; /* the clock may have stood wrong when the mail came */
	DiWaiting old;
	gboolean known = FALSE;

	*until_out = DI_TIME_NONE;
	if (!mail)
		return TRUE;
	if (!replace(house, row, mail, &old, error) || !is_known(house, mail, &known, error))
		return FALSE;
	if (old.arrived != DI_TIME_NONE && old.arrived < *arrived)
		*arrived = old.arrived;
	if (row->waited || !may_come_later(house->config, answer, known))
		return TRUE;
	*until_out = MIN(longest, old.until != DI_TIME_NONE ? old.until : row->fetched + WAIT_S * DI_SECOND);
	if (*until_out <= di_clock_now())
		*until_out = DI_TIME_NONE;
	else
		di_log(DI_LOG_NOTICE, "mail %" G_GINT64_FORMAT " came before its attachment and waits for it; set the Safe Attachments policy of the"
			" mailbox to Block or Monitor (README, Microsoft 365)", row->id);
	return TRUE;
}
