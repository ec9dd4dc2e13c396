/* An answer's beginning and end, and which of two is the better one. */
#include <diarie/worker.h>

void
di_answer_free(DiAnswer *answer)
{
	if (!answer)
		return;
	if (answer->mail) {
		DiMail *mail = answer->mail;

		for (guint i = 0; mail->from && i < mail->n_from; i++) {
			g_free(mail->from[i].address);
			g_free(mail->from[i].name);
		}
		g_free(mail->from);
		g_free(mail->reply_to);
		g_free(mail->subject);
		g_free(mail->message_id);
		g_free(mail->in_reply_to);
		g_strfreev(mail->references);
		g_strfreev(mail->to);
		g_strfreev(mail->received_by);
		g_free(mail->received_at);
		g_strfreev(mail->authentication);
		g_free(mail->machine);
		g_free(mail->diarie_id);
		g_free(mail->bounced_message_id);
		g_free(mail->bounced_recipient);
		g_free(mail->bounced_action);
		g_free(mail->bounced_status);
		g_free(mail->attachment);
		g_free(mail->gave_up_why);
		g_strfreev(mail->lines);
		g_free(mail->substitute);
		g_free(mail->substitute_name);
		g_free(mail);
	}
	g_clear_pointer(&answer->parts, g_ptr_array_unref);
	g_clear_pointer(&answer->reports, g_ptr_array_unref);
	g_free(answer->reader);
	g_free(answer->format);
	g_free(answer);
}

static void
part_free(gpointer data)
{
	DiMailPart *part = data;

	g_free(part->name);
	g_free(part->type);
	g_free(part->sha256);
	g_clear_pointer(&part->bytes, g_bytes_unref);
	g_free(part);
}

DiAnswer *
di_answer_new(DiFault fault)
{
	DiAnswer *answer = g_new0(DiAnswer, 1);

	answer->parts = g_ptr_array_new_with_free_func(part_free);
	answer->reports = di_reports_new(NULL);
	answer->fault = fault;
	return answer;
}

gboolean
di_answer_lacks_text(const DiAnswer *answer)
{
	for (guint i = 0; i < answer->reports->len; i++) {
		const DiReport *report = answer->reports->pdata[i];

		if (report->fault == DI_FAULT_TEXT_SAKNAS)
			return TRUE;
	}
	return FALSE;
}

static guint
count_read(const DiAnswer *answer)
{
	guint n = 0;

	for (guint i = 0; i < answer->reports->len; i++) {
		const DiReport *report = answer->reports->pdata[i];

		n += report->fault == DI_FAULT_NONE;
	}
	return n;
}

gboolean
di_answer_is_better(const DiAnswer *answer, const DiAnswer *other)
{
	return answer->fault == DI_FAULT_NONE && count_read(answer) > count_read(other);
}

gboolean
di_answer_is_shared(const DiAnswer *answer, const DiReport *report)
{
	guint n = 0;

	for (guint i = 0; i < answer->reports->len; i++)
		n += ((const DiReport *)answer->reports->pdata[i])->part_index == report->part_index;
	return n > 1;
}
