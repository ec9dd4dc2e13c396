/* Who wrote a mail that cannot be read, or fetched, whole: so that staff see it in review, and nobody is reminded of what may lie in it. */
#include <diarie/daemon.h>

#include <poll.h>

enum { STEP_MS = 1000 };

static void
wait_until_read(const DiHouse *house)
{
	struct pollfd watched = {.fd = di_extractor_fd(house->extractor), .events = POLLIN};

	while (!di_extractor_is_read(house->extractor, TRUE)) {
		poll(&watched, 1, STEP_MS);
		di_house_alive(house);
	}
}

gboolean
di_header_read(DiHouse *house, GBytes *bytes, DiAnswer **answer_out, GError **error)
{
	g_autoptr(DiAnswer) answer = NULL;

	if (!di_extractor_start_header(house->extractor, bytes, house->config->reminders.timezone, error))
		return FALSE;
	wait_until_read(house);
	answer = di_extractor_finish(house->extractor, error);
	if (!answer)
		return FALSE;
	*answer_out = answer->fault == DI_FAULT_NONE && answer->mail ? g_steal_pointer(&answer) : NULL;
	return TRUE;
}

DiMailFacts
di_header_facts(const DiAnswer *answer, DiTime internal_date)
{
	const DiMail *mail = answer ? answer->mail : NULL;
	DiMailFacts facts = {0};

	facts.arrived = di_arrival_time(mail, internal_date, &facts.arrived_rule);
	if (!mail)
		return facts;
	facts.from_address = mail->from ? mail->from->address : NULL;
	facts.from_name = mail->from ? mail->from->name : NULL;
	facts.subject = mail->subject;
	facts.message_id = mail->message_id;
	facts.in_reply_to = mail->in_reply_to;
	facts.references = mail->references;
	facts.machine = mail->machine;
	return facts;
}
