/* A mail that says, or may say, that a letter of ours did not arrive: nobody else would tell of it. What is certain is believed (answer.c);
 * the rest is laid before a person, and never only passed over. */
#include <diarie/daemon.h>

#include <string.h>

/* RFC 3464: it failed for good, whatever its status says (4.4.7: given up after days). Without an action the status tells. */
gboolean
di_bounce_is_for_good(const DiMail *mail)
{
	if (mail->bounced_action)
		return g_ascii_strcasecmp(mail->bounced_action, "failed") == 0;
	return mail->bounced_status && mail->bounced_status[0] == '5';
}

static gboolean
is_by_mailer(const DiMail *mail)
{
	const char *address = mail->n_from == 1 && mail->from ? mail->from->address : NULL;

	return mail->is_delivery_report || g_strcmp0(mail->machine, "bounce") == 0 ||
		(address && (g_ascii_strncasecmp(address, "mailer-daemon@", 14) == 0 || g_ascii_strncasecmp(address, "postmaster@", 11) == 0));
}

/* "Delivery Status Notification (Delay)": it is tried again, and told of if that fails. */
static gboolean
is_merely_late(const DiMail *mail)
{
	static const char *const words[] = {"delay", "försena", "fördröj", "could not send message for past"};
	g_autofree char *subject = di_text_fold(mail->subject ? mail->subject : "");

	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (strstr(subject, words[i]))
			return TRUE;
	return FALSE;
}

gboolean
di_bounce_is_for_person(DiHouse *house, const DiMail *mail, gboolean *is_out, GError **error)
{
	gboolean told = mail->bounced_action || mail->bounced_status;
	gint64 letter = 0;

	*is_out = FALSE;
	if (!is_by_mailer(mail) || (told ? !di_bounce_is_for_good(mail) : is_merely_late(mail)))
		return TRUE;
	if (!di_mail_is_answer_to_ours(house->registry, mail->bounced_message_id, NULL, &letter, error) ||
		(!letter && !di_mail_is_answer_to_ours(house->registry, mail->in_reply_to, mail->references, &letter, error)))
		return FALSE;
	*is_out = letter != 0;
	return TRUE;
}
