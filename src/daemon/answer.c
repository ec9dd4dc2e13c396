/* The letters that a handled mail brings. Receipts go to the address registered for the reporter, or to a sender that is one of
 * them; nothing is answered that a machine sent, that may be forged, or that lay among the junk. */
#include <diarie/daemon.h>

#include <string.h>

static gboolean
may_be_answered(const DiMail *mail)
{
	return mail && di_machine_may_report(mail->machine) && !mail->diarie_id && !di_arrival_is_forged(mail) && mail->n_from == 1 &&
		mail->from && mail->from->address;
}

static const DiContact *
contact_with(const GPtrArray *contacts, const char *address)
{
	for (guint i = 0; i < contacts->len; i++) {
		const DiContact *contact = contacts->pdata[i];

		if (contact->address && g_ascii_strcasecmp(contact->address, address) == 0)
			return contact;
	}
	return NULL;
}

/* The sender where he is a registered contact, or where nobody is registered; else the first registered one. */
static void
choose_recipient(const DiMail *mail, const GPtrArray *contacts, DiPost *post)
{
	const DiContact *known = contact_with(contacts, mail->from->address);
	const DiContact *first = di_contact_first(contacts);

	post->to_name = mail->from->name;
	post->to_address = mail->from->address;
	if (known && known->name && *known->name)
		post->to_name = known->name;
	if (!known && first) {
		post->to_name = first->name;
		post->to_address = first->address;
	}
}

static char **
thread_of(const DiMail *mail)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

	for (char **reference = mail->references; reference && *reference; reference++)
		g_strv_builder_add(builder, *reference);
	if (mail->message_id)
		g_strv_builder_add(builder, mail->message_id);
	return g_strv_builder_end(builder);
}

static DiReceipt
receipt_of(const DiFiled *filed, const char *name, const char *sender)
{
	return (DiReceipt){
		.name = name,
		.insats = filed->insats,
		.huvudman = filed->huvudman,
		.arende = filed->arende,
		.diarienummer = filed->diarienummer,
		.stranger = filed->waits ? sender : NULL,
		.replaces = filed->as == DI_FILED_VERSION ? filed->replaces : NULL,
		.later = filed->later,
		.kind = filed->kind,
		.wanted = filed->wanted,
		.quarter = filed->quarter,
		.period = filed->period,
		.arrived = filed->as == DI_FILED_DUPLICATE ? filed->earlier : filed->arrived,
		.ends = filed->ends,
		.saknas = (const char *const *)filed->saknas,
	};
}

/* A resent report is answered once a mail; a filed one once for ever. By number and bytes: rows are counted anew where an older copy was put
 * back, and then two letters would have one Message-ID, or one letter two. */
static char *
key_of(DiHouse *house, gint64 mail_id, const DiFiled *filed, GError **error)
{
	g_autofree char *hash = NULL;

	if (filed->as != DI_FILED_DUPLICATE)
		return g_strdup(filed->diarienummer);
	hash = di_mail_hash(house->registry, mail_id, error);
	return hash ? g_strdup_printf("%s/mejl/%s", filed->diarienummer, hash) : NULL;
}

static gboolean
post_receipt(DiHouse *house, gint64 mail_id, const DiMail *mail, const DiFiled *filed, GError **error)
{
	g_autoptr(GHashTable) values = NULL;
	g_auto(GStrv) thread = thread_of(mail);
	g_autofree char *key = NULL;
	DiReceipt receipt;
	DiPost post = {
		.template_name = filed->as == DI_FILED_DUPLICATE ? "dubblett" : filed->later ? "aldre" : "kvitto",
		.kind = filed->waits ? "okand" : "kvitto",
		.in_reply_to = mail->message_id,
		.references = (const char *const *)thread,
		.is_reply = TRUE,
		.not_before = DI_TIME_NONE,
		.insats_id = filed->insats_id,
		.rapportor_id = filed->rapportor_id,
		.handling_id = filed->handling_id,
		.mail_id = mail_id,
		.quarter = filed->quarter,
		.step = -1,
	};

	choose_recipient(mail, filed->contacts, &post);
	key = key_of(house, mail_id, filed, error);
	if (!key)
		return FALSE;
	post.key = key;
	receipt = receipt_of(filed, post.to_name, mail->from->address);
	values = di_values_of_receipt(house->config, &receipt);
	post.values = values;
	if (filed->as == DI_FILED_DUPLICATE &&
		!di_outbox_overtake_again(house->registry, filed->rapportor_id, filed->quarter, post.to_address, error))
		return FALSE;
	return di_post_add(house, &post, NULL, error);
}

/* May it stand in one letter with others of the same mail? What needs a word of its own has a letter of its own. */
static gboolean
is_plain(const DiMail *mail, const DiFiled *filed)
{
	DiPost post = {.to_name = NULL};

	if (filed->waits || (filed->as != DI_FILED_NEW && filed->as != DI_FILED_VERSION) ||
	    (filed->wanted != DI_KIND_NONE && filed->wanted != filed->kind))
		return FALSE;
	choose_recipient(mail, filed->contacts, &post);
	return g_strcmp0(post.to_address, mail->from->address) == 0;
}

/* "SFE 26-2.1+SFE 26-3.1" */
static char *
key_of_all(const GPtrArray *together)
{
	GString *key = g_string_new(NULL);

	for (guint i = 0; i < together->len; i++)
		g_string_append_printf(key, "%s%s", i ? "+" : "", ((const DiFiled *)together->pdata[i])->diarienummer);
	return g_string_free(key, FALSE);
}

/* One receipt for what one mail brought. */
static gboolean
post_receipts(DiHouse *house, gint64 mail_id, const DiMail *mail, const GPtrArray *together, GError **error)
{
	g_autoptr(GArray) receipts = g_array_new(FALSE, FALSE, sizeof(DiReceipt));
	g_autoptr(GHashTable) values = NULL;
	g_auto(GStrv) thread = thread_of(mail);
	g_autofree char *key = key_of_all(together);
	DiPost post = {
		.template_name = "flera-kvitto",
		.kind = "kvitto",
		.key = key,
		.in_reply_to = mail->message_id,
		.references = (const char *const *)thread,
		.is_reply = TRUE,
		.not_before = DI_TIME_NONE,
		.mail_id = mail_id,
		.step = -1,
	};

	choose_recipient(mail, ((const DiFiled *)together->pdata[0])->contacts, &post);
	for (guint i = 0; i < together->len; i++) {
		DiReceipt receipt = receipt_of(together->pdata[i], post.to_name, NULL);

		g_array_append_val(receipts, receipt);
	}
	post.values = values = di_values_of_receipts(house->config, (const DiReceipt *)(const void *)receipts->data, receipts->len);
	return di_post_add(house, &post, NULL, error);
}

/* A stranger is never written to: what he sends is told to the contact, if there is one whom letters reach, and once a day. */
static gboolean
tell_contact(DiHouse *house, gint64 mail_id, const DiMail *mail, const DiFiled *filed, GError **error)
{
	const DiContact *first = di_contact_first(filed->contacts);
	gboolean may = FALSE;

	if (!first)
		return TRUE;
	if (!di_stranger_may_tell(house->registry, first->address, di_clock_now(), &may, error))
		return FALSE;
	return may ? post_receipt(house, mail_id, mail, filed, error) : di_stranger_put_off(house->registry, filed->handling_id, error);
}

gboolean
di_answer_receipt(DiHouse *house, gint64 mail_id, const DiAnswer *answer, const GPtrArray *filed, GError **error)
{
	g_autoptr(GPtrArray) together = g_ptr_array_new();

	if (!house->config->outgoing.receipts || !may_be_answered(answer->mail))
		return TRUE;
	for (guint i = 0; i < filed->len; i++)
		if (is_plain(answer->mail, filed->pdata[i]))
			g_ptr_array_add(together, filed->pdata[i]);
	if (together->len > 1 && !post_receipts(house, mail_id, answer->mail, together, error))
		return FALSE;
	for (guint i = 0; i < filed->len; i++) {
		const DiFiled *one = filed->pdata[i];

		if (together->len > 1 && g_ptr_array_find(together, one, NULL))
			continue;
		if (one->as == DI_FILED_DUPLICATE && one->unknown_sender) /* nothing has changed for anybody whom we write to */
			continue;
		if (one->as != DI_FILED_REVIEW &&
			!(one->waits ? tell_contact : post_receipt)(house, mail_id, answer->mail, one, error))
			return FALSE;
	}
	return TRUE;
}

/* What a mail that could not be read is about: by the letter of ours that it answers, or the only insats that its sender writes for.
 * A person who writes for several is not told the name of one of them. */
static gboolean
name_insats(DiHouse *house, const DiMail *mail, const DiInsats *insats, DiPost *post, GHashTable *values, GError **error)
{
	g_autoptr(GPtrArray) reporters = di_contact_instead(house->registry, mail->from->address, error);
	DiLetterAbout about = {.rapportor_id = 0};
	gint64 answers = 0;

	if (!reporters || !di_mail_is_answer_to_ours(house->registry, mail->in_reply_to, mail->references, &answers, error) ||
		(answers && !di_outbox_subject(house->registry, answers, &about, error)))
		return FALSE;
	for (guint i = 0; i < reporters->len; i++) {
		const DiContactProposal *one = reporters->pdata[i];

		if (reporters->len > 1 && one->rapportor_id != about.rapportor_id)
			continue;
		post->insats_id = one->insats_id;
		post->rapportor_id = one->rapportor_id;
		di_values_set(values, "insats", one->insats);
		di_values_set(values, "huvudman", one->huvudman);
		di_values_set(values, "dnr", one->insats_id == insats->insats_id ? insats->row.diarienummer : NULL);
	}
	return TRUE;
}

gboolean
di_answer_unreadable(DiHouse *house, gint64 mail_id, const DiAnswer *answer, const char *reason, DiTime arrived, GError **error)
{
	const DiMail *mail = answer->mail;
	g_autoptr(GHashTable) values = di_values_new(house->config);
	g_autofree char *key = NULL;
	g_autofree char *came = di_date_swedish_on(di_date_of_time(arrived, house->config->reminders.timezone));
	g_autoptr(DiInsats) insats = NULL;
	g_auto(GStrv) thread = NULL;
	DiPost post = {.template_name = "olasbar", .kind = "olasbar", .values = values, .is_reply = TRUE,
		.not_before = DI_TIME_NONE, .mail_id = mail_id, .step = -1};

	if (!reason || mail->machine || !may_be_answered(mail))
		return TRUE;
	insats = di_insats_of_contact(house->registry, mail->from->address, NULL);
	if (!insats) /* never an answer to somebody we do not know */
		return TRUE;
	post.key = key = di_mail_hash(house->registry, mail_id, error);
	if (!key)
		return FALSE;
	thread = thread_of(mail);
	post.to_name = mail->from->name;
	post.to_address = mail->from->address;
	post.in_reply_to = mail->message_id;
	post.references = (const char *const *)thread;
	if (!name_insats(house, mail, insats, &post, values, error))
		return FALSE;
	di_values_set(values, "inkom", came);
	di_values_set(values, "orsak", reason);
	di_values_set_name(values, post.to_name);
	return di_outbox_overtake_unreadable(house->registry, post.rapportor_id, post.to_address, error) && di_post_add(house, &post, NULL, error);
}

/* Whose letters it was, and who has them now; the command for the first of those whom nobody stands in for, else of all. */
static gboolean
tell_instead(DiHouse *house, const char *address, GHashTable *values, GError **error)
{
	g_autoptr(GPtrArray) reporters = di_contact_instead(house->registry, address, error);
	g_autoptr(GString) lines = g_string_new(NULL);
	const DiContactProposal *worst = NULL;
	g_autofree char *command = NULL;

	for (guint i = 0; reporters && i < reporters->len; i++) {
		const DiContactProposal *one = reporters->pdata[i];

		g_string_append_printf(lines, "%s- %s, %s: ", i ? "\n" : "", one->insats, one->huvudman);
		if (one->address)
			g_string_append_printf(lines, "breven går till %s i stället", one->address);
		else
			g_string_append(lines, "ingen annan adress finns");
		if (!worst || (worst->address && !one->address))
			worst = one;
	}
	if (worst)
		command = g_strdup_printf("diarie insats contact \"%s\" ADRESS --huvudman \"%s\"", worst->insats, worst->huvudman);
	di_values_set(values, "lista", lines->str);
	di_values_set(values, "kommando", command);
	return reporters != NULL;
}

static gboolean
tell_unreached(DiHouse *house, const char *address, const char *message_id, const char *reason, GError **error)
{
	g_autoptr(GHashTable) values = di_values_new(house->config);
	g_autofree char *key = g_strdup_printf("%s/%s", address, message_id);

	di_values_set(values, "epost", address);
	di_values_set(values, "orsak", reason);
	return tell_instead(house, address, values, error) && di_post_to_staff(house, "studs", key, values, error);
}

gboolean
di_answer_bounce(DiHouse *house, const DiAnswer *answer, gboolean *ours_out, GError **error)
{
	const DiMail *mail = answer->mail;
	gboolean for_good = di_bounce_is_for_good(mail);
	gboolean *found = ours_out;

	*found = FALSE;
	if (mail->bounced_message_id && mail->bounced_recipient &&
		!di_outbox_bounced(house->registry, mail->bounced_message_id, mail->bounced_recipient, for_good, found, error))
		return FALSE;
	if (!*found || !for_good)
		return TRUE;
	di_log(DI_LOG_NOTICE, "a letter to %s bounced; staff are told", mail->bounced_recipient);
	return tell_unreached(house, mail->bounced_recipient, mail->bounced_message_id, NULL, error);
}

gboolean
di_answer_refused(DiHouse *house, const DiOutboxRow *row, const char *reply, GError **error)
{
	g_autoptr(GPtrArray) reporters = di_contact_instead(house->registry, row->to_address, error);

	if (!reporters || reporters->len == 0) /* a sender who is no contact, staff themselves: `diarie outbox` shows it */
		return reporters != NULL;
	di_log(DI_LOG_NOTICE, "nobody has the address %s; staff are told", row->to_address);
	return di_outbox_refused(house->registry, row->id, row->to_address, error) &&
		tell_unreached(house, row->to_address, row->message_id, reply, error);
}
