/* One fetched mail → filed reports, letters that follow, or review; in one transaction. */
#include <diarie/daemon.h>

typedef struct {
	DiHouse *house;
	DiCycle *cycle;
	const DiMailRow *row;
	const DiAnswer *answer;
	DiTime arrived, waits_until; /* for its attachment; DI_TIME_NONE: it does not */
	GPtrArray *filed; /* DiFiled, in the order of the reports */
	DiMailState state;
	char *reason; /* Swedish; NULL */
} Case;

/* The worst that happened to any part of a mail decides where the mail goes. */
static void
judge(Case *mail, DiMailState state, const char *reason_format, ...) G_GNUC_PRINTF(3, 4);

static void
judge(Case *mail, DiMailState state, const char *reason_format, ...)
{
	va_list arguments;

	if (mail->state == DI_MAIL_GRANSKAS || (mail->state == DI_MAIL_DIARIEFORT && state == DI_MAIL_IGNORERAT))
		return;
	mail->state = state;
	g_clear_pointer(&mail->reason, g_free);
	if (!reason_format)
		return;
	va_start(arguments, reason_format);
	mail->reason = g_strdup_vprintf(reason_format, arguments);
	va_end(arguments);
}

static const DiMail *
mail_of(const Case *mail)
{
	return mail->answer ? mail->answer->mail : NULL;
}

static const char *
sender_of(const Case *mail)
{
	const DiMail *headers = mail_of(mail);

	return headers && headers->n_from == 1 && headers->from ? headers->from->address : NULL;
}

static gboolean
is_from_us(const Case *mail)
{
	return di_config_is_mailbox(mail->house->config, sender_of(mail));
}

static DiFiling
filing_of(const Case *mail, const DiReport *report, const GArray *originals)
{
	const DiMail *headers = mail_of(mail);

	return (DiFiling){
		.mail_id = mail->row->id,
		.report = report,
		.originals = (const DiOriginal *)(const void *)originals->data,
		.n_originals = originals->len,
		.sender_address = sender_of(mail),
		.sender_name = headers && headers->from ? headers->from->name : NULL,
		.arrived = di_date_of_time(mail->arrived, mail->house->config->reminders.timezone),
		.moment = mail->arrived,
		.subject = headers ? headers->subject : NULL,
		.reader = mail->answer ? mail->answer->reader : NULL,
		/* what staff send on from their own desks is known, whoever wrote it first */
		.from_staff = di_config_is_ours(mail->house->config, sender_of(mail)),
		.is_shared = mail->answer && di_answer_is_shared(mail->answer, report),
		.verified = headers && di_arrival_is_verified(headers),
		.trusted = !mail->row->from_junk && !di_arrival_is_forged(headers),
	};
}

static void
tell(const DiFiled *filed)
{
	g_autofree char *quarter = di_quarter_format(filed->quarter);
	const DiLogField fields[] = {{"DIARIE_NUMBER", filed->diarienummer}, {"DIARIE_INSATS", filed->insats},
		{"DIARIE_QUARTER", quarter}, {NULL, NULL}};

	if (filed->as == DI_FILED_REVIEW)
		di_log_fields(DI_LOG_NOTICE, fields, "a report waits for review: %s", filed->reason ? filed->reason : "");
	else if (filed->waits)
		di_log_fields(DI_LOG_NOTICE, fields, "filed %s for %s; its sender is unknown, so it waits for approval",
			filed->diarienummer, quarter);
	else if (filed->as == DI_FILED_DUPLICATE)
		di_log_fields(DI_LOG_INFO, fields, "a report came again; it is %s", filed->diarienummer);
	else if (filed->later)
		di_log_fields(DI_LOG_INFO, fields, "filed %s for %s, an older version of %s", filed->diarienummer, quarter, filed->later);
	else
		di_log_fields(DI_LOG_INFO, fields, "filed %s%s for %s", filed->diarienummer,
			filed->as == DI_FILED_VERSION ? ", a new version," : "", quarter);
}

static gboolean
file_report(Case *mail, const DiReport *report, GError **error)
{
	g_autoptr(GArray) originals = di_contents_originals(mail->answer, report);
	DiFiling filing = filing_of(mail, report, originals);
	const DiMail *headers = mail_of(mail);
	DiFiled *filed;

	if (headers && !di_mail_is_answer_to_ours(mail->house->registry, headers->in_reply_to, headers->references,
			&filing.answers_outgoing_id, error))
		return FALSE;
	filed = di_registry_file(mail->house->registry, &filing, error);
	if (!filed)
		return FALSE;
	g_ptr_array_add(mail->filed, filed);
	tell(filed);
	if (filed->as == DI_FILED_REVIEW) {
		mail->cycle->to_review++;
		judge(mail, DI_MAIL_GRANSKAS, "%s", filed->reason ? filed->reason : "Rapporten behöver granskas.");
	} else if (filed->waits && filed->as != DI_FILED_DUPLICATE) {
		mail->cycle->to_review++;
		mail->cycle->filed++;
		judge(mail, DI_MAIL_GRANSKAS, "Okänd avsändare.");
	} else {
		mail->cycle->filed += filed->as != DI_FILED_DUPLICATE;
		judge(mail, DI_MAIL_DIARIEFORT, NULL);
	}
	return TRUE;
}

static gboolean
keep(Case *mail, const DiReport *report, const char *reason, GError **error)
{
	g_autoptr(GArray) originals = di_contents_originals(mail->answer, report);
	DiFiling filing = filing_of(mail, report, originals);

	mail->cycle->to_review++;
	judge(mail, DI_MAIL_GRANSKAS, "%s", reason);
	return di_registry_keep_for_review(mail->house->registry, &filing, reason, NULL, error);
}

/* A mail without any part that could be kept by itself: the mail as a whole waits; settling it makes the row in review. */
static void
wait_for_person(Case *mail, const char *reason)
{
	mail->cycle->to_review++;
	judge(mail, DI_MAIL_GRANSKAS, "%s", reason);
}

/* Beside a report lie other files; they are kept with the mail, and only what could be an unread report asks for a person. */
static gboolean
file_reports(Case *mail, GError **error)
{
	const DiAnswer *answer = mail->answer;

	for (guint i = 0; i < answer->reports->len; i++) {
		const DiReport *report = answer->reports->pdata[i];
		g_autofree char *reason = NULL;

		di_house_alive(mail->house);
		if (di_contents_is_report(report)) {
			if (!file_report(mail, report, error))
				return FALSE;
			continue;
		}
		if (report->fault == DI_FAULT_NONE || report->fault == DI_FAULT_FORMAT)
			continue;
		reason = di_contents_reason(report);
		if (!keep(mail, report, reason, error))
			return FALSE;
	}
	/* a report that staff forwarded from our own address is filed, and answered by nobody */
	return is_from_us(mail) || di_answer_receipt(mail->house, mail->row->id, answer, mail->filed, error);
}

/* Why nothing could be read, and what to do about it; to a contact of ours alone, and never to the junk folder. */
static gboolean
tell_sender(Case *mail, GError **error)
{
	const DiMail *headers = mail->answer->mail;
	g_autofree char *reason = NULL;

	if (mail->row->from_junk)
		return TRUE;
	if (!headers->is_encrypted && di_contents_has_attachment(mail->answer))
		reason = di_unreadable_attachment(mail->answer);
	if (!reason && (headers->is_encrypted || headers->has_cloud_link || !di_contents_has_attachment(mail->answer)))
		reason = di_unreadable_mail(headers);
	return di_answer_unreadable(mail->house, mail->row->id, mail->answer, reason, mail->arrived, error);
}

static gboolean
keep_attachments(Case *mail, GError **error)
{
	const DiAnswer *answer = mail->answer;
	gboolean kept = FALSE;

	for (guint i = 0; i < answer->reports->len; i++) {
		const DiReport *report = answer->reports->pdata[i];
		g_autofree char *reason = NULL;

		if (report->part_index < 0)
			continue;
		reason = di_contents_reason(report);
		if (!keep(mail, report, reason, error))
			return FALSE;
		kept = TRUE;
	}
	if (!kept)
		wait_for_person(mail, "Mejlet har en bilaga som inte är en kvartalsrapport.");
	return tell_sender(mail, error);
}

static gboolean
is_known_sender(const Case *mail)
{
	const char *address = sender_of(mail);
	g_autoptr(DiInsats) insats = address ? di_insats_of_contact(mail->house->registry, address, NULL) : NULL;

	return insats != NULL;
}

/* What the words propose waits under its own reason. */
static gboolean
propose(Case *mail, gboolean *done_out, GError **error)
{
	DiReport *none = NULL;
	g_autoptr(GArray) originals = g_array_new(FALSE, TRUE, sizeof(DiOriginal));
	DiFiling filing = filing_of(mail, none, originals);

	if (!di_words_propose(mail->house, &filing, mail->answer->mail, done_out, error))
		return FALSE;
	if (*done_out)
		wait_for_person(mail, "Avsändaren föreslår något. Se granskningen.");
	return TRUE;
}

static gboolean
judge_desk(Case *mail, GError **error)
{
	gboolean done = FALSE;

	if (!di_desk_obey(mail->house, mail->row->id, mail->answer->mail, &done, error))
		return FALSE;
	if (done)
		judge(mail, DI_MAIL_DIARIEFORT, NULL);
	else
		wait_for_person(mail, di_arrival_is_verified(mail->answer->mail)
			? "Svaret från kansliet gick inte att förstå. Använd diarie review."
			: "Svaret kan inte följas: servern har inte intygat avsändaren. Använd diarie review.");
	return TRUE;
}

/* A mail with neither report nor attachment: a question from somebody we know waits for a person; the rest stays where it lies. */
static gboolean
judge_plain(Case *mail, GError **error)
{
	const DiMail *headers = mail->answer->mail;
	gint64 answers = 0;
	gboolean proposed = FALSE, from_desk = FALSE;

	if (!di_desk_is_answer(mail->house, headers, &from_desk, error))
		return FALSE;
	if (from_desk)
		return judge_desk(mail, error);
	if (!di_mail_is_answer_to_ours(mail->house->registry, headers->in_reply_to, headers->references, &answers, error) ||
		(!headers->is_encrypted && !headers->has_cloud_link && !propose(mail, &proposed, error)))
		return FALSE;
	if (proposed)
		return TRUE;
	if (headers->is_encrypted)
		wait_for_person(mail, "Mejlet är krypterat och kan inte läsas här.");
	else if (headers->has_cloud_link)
		wait_for_person(mail, "Mejlet har en länk till ett dokument i stället för en bilaga.");
	else if (di_unreadable_is_held_back(headers))
		wait_for_person(mail, "Bilagan fastnade i Microsofts virusgranskning (Safe Attachments). Öppna mejlet i Outlook.");
	else if (answers || is_known_sender(mail))
		wait_for_person(mail, "Mejlet har ingen bilaga. Läs vad avsändaren skriver.");
	else
		judge(mail, DI_MAIL_IGNORERAT, NULL);
	return tell_sender(mail, error);
}

static gboolean
note_absence(const Case *mail, GError **error)
{
	return mail->row->from_junk || di_words_note_absence(mail->house, mail->answer->mail,
		di_date_of_time(mail->arrived, mail->house->config->reminders.timezone), error);
}

static gboolean
judge_machine(Case *mail, GError **error)
{
	const DiMail *headers = mail->answer->mail;
	const char *reason = di_machine_reason(headers->machine);
	gboolean for_person = FALSE;

	if (di_contents_has_attachment(mail->answer) && !headers->is_disposition)
		return keep_attachments(mail, error) && note_absence(mail, error);
	if (!di_bounce_is_for_person(mail->house, headers, &for_person, error))
		return FALSE;
	if (for_person)
		reason = di_machine_reason("undelivered");
	if (reason && (headers->from || !mail->row->from_junk))
		wait_for_person(mail, reason);
	else
		judge(mail, DI_MAIL_IGNORERAT, "Automatiskt mejl (%s).", headers->machine);
	return note_absence(mail, error);
}

/* Its reader could open nothing but the header. */
static gboolean
is_header_only(const Case *mail)
{
	return mail->answer->mail->gave_up && mail->answer->parts->len == 0;
}

/* A server marks ordinary mail, too: a contact's words, or an answer to a letter of ours, are read; only the answer to them is withheld. */
static gboolean
is_by_machine(const Case *mail, gboolean *is_out, GError **error)
{
	const DiMail *headers = mail->answer->mail;
	gint64 answers = 0;

	*is_out = headers->machine != NULL;
	if (!di_machine_may_be_person(headers->machine))
		return TRUE;
	if (!di_mail_is_answer_to_ours(mail->house->registry, headers->in_reply_to, headers->references, &answers, error))
		return FALSE;
	*is_out = !answers && !is_known_sender(mail);
	return TRUE;
}

/* Nothing in it is a report. */
static gboolean
judge_without_report(Case *mail, GError **error)
{
	gboolean by_machine = FALSE;

	if (!is_by_machine(mail, &by_machine, error))
		return FALSE;
	if (by_machine)
		return judge_machine(mail, error);
	if (mail->row->from_junk && !is_known_sender(mail)) {
		judge(mail, DI_MAIL_IGNORERAT, NULL);
		return TRUE;
	}
	return di_contents_has_attachment(mail->answer) ? keep_attachments(mail, error) : judge_plain(mail, error);
}

/* A report or a letter of ours that did not come through. DONE_OUT: there is nothing else to do with it. */
static gboolean
judge_bounce(Case *mail, gboolean *done_out, GError **error)
{
	const DiMail *headers = mail_of(mail);
	gboolean is_ours = FALSE, for_person = FALSE;

	if (!headers->is_delivery_report && !headers->bounced_message_id)
		return TRUE;
	if (!di_answer_bounce(mail->house, mail->answer, &is_ours, error))
		return FALSE;
	*done_out = headers->is_delivery_report || is_ours;
	if (headers->is_delivery_report && !is_ours && di_contents_reports(mail->answer) > 0)
		return keep_attachments(mail, error);
	if (!is_ours && !di_bounce_is_for_person(mail->house, headers, &for_person, error))
		return FALSE;
	*done_out |= for_person;
	if (for_person)
		wait_for_person(mail, di_machine_reason("undelivered"));
	else if (*done_out)
		judge(mail, DI_MAIL_IGNORERAT, "Automatiskt mejl (%s).", headers->machine);
	return TRUE;
}

static gboolean
judge_mail(Case *mail, GError **error)
{
	const DiMail *headers = mail_of(mail);
	gboolean done = FALSE;

	if (!headers || is_header_only(mail)) { /* of what is in it nothing is known: no letter */
		wait_for_person(mail, headers ? "Mejlets innehåll gick inte att läsa. Öppna det i brevlådan." :
			"Det här är inget mejl som går att läsa.");
		return TRUE;
	}
	if (!judge_bounce(mail, &done, error))
		return FALSE;
	if (done)
		return TRUE;
	if (headers->diarie_id && is_from_us(mail)) { /* our own letter, copied back */
		judge(mail, DI_MAIL_IGNORERAT, "Vårt eget mejl.");
		return TRUE;
	}
	if (!(di_contents_reports(mail->answer) > 0 ? file_reports : judge_without_report)(mail, error))
		return FALSE;
	if (headers->gave_up && mail->state != DI_MAIL_GRANSKAS && !(headers->machine && mail->state == DI_MAIL_IGNORERAT))
		wait_for_person(mail, headers->gave_up_why ? headers->gave_up_why : "Mejlet kunde inte läsas till slutet.");
	return TRUE;
}

static DiMailFacts
facts_of(const Case *mail)
{
	DiMailFacts facts = di_header_facts(mail->answer, mail->row->internal_date);

	if (facts.arrived == DI_TIME_NONE)
		facts.arrived_rule = "hamtat";
	facts.arrived = mail->arrived; /* that of a mail which this one replaces, perhaps */
	facts.reason = mail->reason;
	return facts;
}

static gboolean
settle(Case *mail, GError **error)
{
	DiMailFacts facts = facts_of(mail);

	if (mail->waits_until != DI_TIME_NONE)
		return di_mail_wait(mail->house->registry, mail->row->id, &facts, mail->waits_until, error);
	return di_mail_settle(mail->house->registry, mail->row->id, mail->state, &facts, error);
}

static gboolean
handle_in_transaction(Case *mail, GError **error)
{
	DiRegistry *registry = mail->house->registry;
	gboolean judged = TRUE;

	if (!di_registry_begin(registry, error))
		return FALSE;
	if (di_arrival_is_before(mail->house->config, mail->arrived))
		judge(mail, DI_MAIL_IGNORERAT, "%s", DI_MAIL_FROM_BEFORE);
	else if (mail->answer)
		judged = di_late_look(mail->house, mail->row, mail->answer, &mail->arrived, &mail->waits_until, error) &&
			(mail->waits_until != DI_TIME_NONE || judge_mail(mail, error));
	else
		wait_for_person(mail, "Läsaren klarade inte mejlet efter tre försök. Öppna det i brevlådan.");
	if (judged && settle(mail, error) && di_registry_commit(registry, error))
		return TRUE;
	di_registry_rollback(registry);
	return FALSE;
}

static void
filed_free(gpointer filed)
{
	di_filed_free(filed);
}

gboolean
di_handle_mail(DiHouse *house, DiCycle *cycle, const DiMailRow *row, const DiAnswer *answer, GError **error)
{
	Case mail = {.house = house, .cycle = cycle, .row = row, .answer = answer, .state = DI_MAIL_IGNORERAT,
		.waits_until = DI_TIME_NONE};
	g_autoptr(GPtrArray) filed = g_ptr_array_new_with_free_func(filed_free);
	const char *rule;
	gboolean done;

	mail.filed = filed;
	mail.arrived = di_arrival_time(answer ? answer->mail : NULL, row->internal_date, &rule);
	if (mail.arrived == DI_TIME_NONE) /* no server has left a trace: the sender's own clock is none */
		mail.arrived = row->fetched;
	done = handle_in_transaction(&mail, error);
	g_free(mail.reason);
	return done;
}
