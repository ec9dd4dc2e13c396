/* A letter into the outbox, finished to the last byte, within the caller's transaction. */
#include <diarie/daemon.h>

#include <string.h>

static GBytes *
compose(DiHouse *house, const DiPost *post, const char *address, const char *message_id, char **subject_out, GError **error)
{
	g_autoptr(DiLetterText) text = di_letters_render(house->letters, post->template_name, post->values, error);
	DiEnvelope envelope = {
		.from = house->config->outgoing.from,
		.to_name = di_letter_name(post->to_name),
		.to_address = address,
		.message_id = message_id,
		.date = di_clock_now(),
		.timezone = house->config->reminders.timezone,
		.in_reply_to = post->in_reply_to,
		.references = post->references,
		.is_reply = post->is_reply,
		.diarie_id = message_id,
		.attachments = post->attachments,
		.n_attachments = post->n_attachments,
	};

	if (!text)
		return NULL;
	*subject_out = g_strdup(text->subject);
	return di_letter_compose(&envelope, text, error);
}

gboolean
di_post_add(DiHouse *house, const DiPost *post, gboolean *added_out, GError **error)
{
	g_autofree char *address = di_text_address(post->to_address);
	g_autofree char *message_id = di_letter_message_id(post->kind, post->key, house->config->outgoing.from);
	g_autofree char *subject = NULL;
	g_autoptr(GBytes) mail = NULL;
	DiOutgoing outgoing = {
		.kind = post->kind, .key = post->key, .to_name = di_letter_name(post->to_name), .to_address = address,
		.message_id = message_id, .insats_id = post->insats_id, .rapportor_id = post->rapportor_id,
		.handling_id = post->handling_id, .mail_id = post->mail_id, .quarter = post->quarter, .step = post->step,
		.asked = post->asked, .n_asked = post->n_asked, .not_before = post->not_before, .at_most_once = post->at_most_once,
	};

	if (added_out)
		*added_out = FALSE;
	if (!address) {
		di_log(DI_LOG_WARNING, "no %s letter for '%s': the address cannot be used", post->kind, post->key);
		return TRUE;
	}
	mail = compose(house, post, address, message_id, &subject, error);
	if (!mail)
		return FALSE;
	outgoing.subject = subject;
	outgoing.mail = mail;
	return di_outbox_add(house->registry, &outgoing, added_out, error);
}

/* The newest of these says all that those before it said: where they could not go, it alone goes. */
static const char *const renewed[] = {"veckobrev", "fraga", "larm", "nekad", "utgar", NULL};

/* These list all that waits in review, and may be answered. */
static const char *const asking[] = {"veckobrev", "fraga", NULL};

gboolean
di_post_withdraw(DiHouse *house, const char *kind, const char *reason, GError **error)
{
	g_autoptr(GPtrArray) waiting = di_outbox_list(house->registry, "vantar", error);

	for (guint i = 0; waiting && i < waiting->len; i++) {
		const DiOutboxRow *row = waiting->pdata[i];

		if (g_str_equal(row->kind, kind) &&
			!di_outbox_withdraw(house->registry, row->id, reason, error))
			return FALSE;
	}
	return waiting != NULL;
}

gboolean
di_post_to_staff(DiHouse *house, const char *template_name, const char *key, GHashTable *values, GError **error)
{
	if (g_strv_contains(renewed, template_name) && !di_post_withdraw(house, template_name, "ett nyare brev har tagit dess plats", error))
		return FALSE;
	for (char **staff = house->config->outgoing.staff; staff && *staff; staff++) {
		g_autofree char *own_key = g_strconcat(key, "/", *staff, NULL);
		DiPost post = {.template_name = template_name, .kind = template_name, .key = own_key, .to_address = *staff,
			.values = values, .not_before = DI_TIME_NONE, .step = -1};

		gboolean added = FALSE;

		if (!di_post_add(house, &post, &added, error) ||
			(added && g_strv_contains(asking, template_name) && !di_review_note_asked(house->registry, template_name, own_key, error)))
			return FALSE;
	}
	return TRUE;
}
