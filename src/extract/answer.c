/* The answer: parts one after another into their descriptor, then one frame of JSON (extract-wire.h). */
#include "reading.h"
#include "reply.h"

#include <string.h>
#include <sysexits.h>

/* Of all reports together: escaped, a text is at most twice as long, and mail and parts take the rest of the answer. */
#define REPORTS_BYTES_MAX (DI_EXTRACT_ANSWER_MAX / 8 * 3)

static void
write_line(DiJson *json, const char *key, const char *text)
{
	g_autofree char *cut = text && strlen(text) > DI_EXTRACT_LINE_BYTES ? di_text_cut(text, DI_EXTRACT_LINE_CHARS) : NULL;

	di_json_string(json, key, cut ? cut : text);
}

static void
write_lines(DiJson *json, const char *key, char **lines)
{
	di_json_array_begin(json, key);
	for (guint i = 0; lines && lines[i] && i < DI_EXTRACT_LIST_MOST; i++)
		write_line(json, NULL, lines[i]);
	di_json_array_end(json);
}

static void
write_from(const DiMessage *message, DiJson *json)
{
	di_json_array_begin(json, "fran");
	for (guint i = 0; i < MIN(message->from->len, DI_EXTRACT_LIST_MOST); i++) {
		const DiMailAddress *from = message->from->pdata[i];

		di_json_object_begin(json, NULL);
		write_line(json, "adress", from->address);
		write_line(json, "namn", from->name);
		di_json_object_end(json);
	}
	di_json_array_end(json);
}

static void
write_time(DiJson *json, const char *key, DiTime time)
{
	if (time == DI_TIME_NONE)
		di_json_null(json, key);
	else
		di_json_int(json, key, time);
}

/* Only the traces of our own servers: what stands below them could set the day of arrival back. */
static void
write_received(const DiMessage *message, DiJson *json)
{
	di_json_array_begin(json, "mottaget");
	for (guint i = 0; i < MIN(message->received->len, DI_EXTRACT_LIST_MOST); i++) {
		const DiReceived *received = message->received->pdata[i];

		if (received->is_beyond)
			break;
		di_json_object_begin(json, NULL);
		write_line(json, "av", received->by_host);
		write_time(json, "tid", received->time);
		di_json_object_end(json);
	}
	di_json_array_end(json);
}

static void
write_to(const DiMessage *message, DiJson *json)
{
	di_json_array_begin(json, "till");
	for (guint i = 0; i < MIN(message->to->len, DI_EXTRACT_LIST_MOST); i++) {
		const DiMailAddress *to = message->to->pdata[i];

		if (to->address)
			write_line(json, NULL, to->address);
	}
	di_json_array_end(json);
}

/* The day on which the mail came: by our own server's trace, else as the caller says. */
static DiDate
day_of_arrival(const DiExtractJob *job, const DiMessage *message)
{
	const DiReceived *newest = message->received->len ? message->received->pdata[0] : NULL;
	DiTime time = newest && newest->time != DI_TIME_NONE ? newest->time : job->arrived;

	return time == DI_TIME_NONE ? DI_DATE_NONE : di_date_of_time(time, job->timezone ? job->timezone : "Europe/Stockholm");
}

/* The writer's own words and what they clearly say; also of a machine's mail, which may tell until when somebody is away. */
static void
write_reply(const DiExtractJob *job, const DiMessage *message, DiJson *json)
{
	const DiMailAddress *from = message->from->len == 1 ? message->from->pdata[0] : NULL;
	g_autofree char *body = di_reply_body(message);
	g_autoptr(DiReply) reply = body ? di_reply_read(body, day_of_arrival(job, message), from ? from->address : NULL) : NULL;

	if (!reply) {
		di_json_null(json, "svar");
		return;
	}
	di_json_object_begin(json, "svar");
	write_lines(json, "rader", reply->lines);
	di_json_date(json, "lovat", reply->promised);
	di_json_bool(json, "mer_tid", reply->asks_time);
	di_json_date(json, "period_fran", reply->period.from);
	di_json_date(json, "period_till", reply->period.to);
	di_json_date(json, "ater", reply->back);
	write_line(json, "ersattare", reply->substitute);
	write_line(json, "ersattare_namn", reply->substitute_name);
	di_json_object_end(json);
}

/* Of too many, those that could not be read are left out first, and the mail is one that was not read whole. */
static void
leave_out(const DiReading *reading)
{
	GPtrArray *reports = reading->reports;
	gboolean too_many = reports->len > DI_EXTRACT_REPORTS_MOST;

	for (guint i = reports->len; i-- > 0 && reports->len > DI_EXTRACT_REPORTS_MOST;)
		if (((const DiReport *)reports->pdata[i])->fault != DI_FAULT_NONE)
			g_ptr_array_remove_index(reports, i);
	g_ptr_array_set_size(reports, (int)MIN(reports->len, DI_EXTRACT_REPORTS_MOST));
	if (too_many && reading->message)
		di_extract_give_up(reading, "brevet innehåller fler rapporter och filer än som kan läsas");
}

static void
write_message(const DiReading *reading, DiJson *json)
{
	const DiExtractJob *job = reading->job;
	const DiMessage *message = reading->message;
	const DiMailAddress *reply_to = message && message->reply_to->len == 1 ? message->reply_to->pdata[0] : NULL;

	if (!message) {
		di_json_null(json, "meddelande");
		return;
	}
	di_json_object_begin(json, "meddelande");
	write_from(message, json);
	write_line(json, "svara_till", reply_to ? reply_to->address : NULL);
	write_line(json, "amne", message->subject);
	write_line(json, "message_id", message->message_id);
	write_line(json, "in_reply_to", message->in_reply_to);
	write_lines(json, "references", message->references);
	write_to(message, json);
	write_time(json, "datum", message->date);
	write_received(message, json);
	write_lines(json, "autentisering", message->authentication);
	write_line(json, "maskin", di_message_machine(message));
	write_line(json, "diarie_id", message->diarie_id);
	di_json_bool(json, "studs", message->is_delivery_report);
	di_json_bool(json, "kvittens", message->is_disposition);
	di_json_bool(json, "krypterat", message->is_encrypted);
	di_json_bool(json, "molnlank", message->has_cloud_link);
	write_line(json, "bilaga", message->attachment);
	write_line(json, "studs_message_id", message->bounced_message_id);
	write_line(json, "studs_mottagare", message->bounced_recipient);
	write_line(json, "studs_atgard", message->bounced_action);
	write_line(json, "studs_status", message->bounced_status);
	di_json_bool(json, "gav_upp", message->gave_up);
	write_line(json, "varfor", message->gave_up_why);
	write_reply(job, message, json);
	di_json_object_end(json);
}

static void
write_part(const DiPart *part, gint64 offset, DiJson *json)
{
	g_autofree char *sha256 = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, part->bytes);

	di_json_object_begin(json, NULL);
	write_line(json, "namn", part->name);
	write_line(json, "typ", part->type);
	di_json_int(json, "offset", offset);
	di_json_int(json, "storlek", (gint64)g_bytes_get_size(part->bytes));
	di_json_string(json, "sha256", sha256);
	di_json_bool(json, "text", part->is_text);
	di_json_bool(json, "logga", part->is_inline_image);
	di_json_int(json, "djup", part->depth);
	di_json_int(json, "foralder", part->parent);
	di_json_object_end(json);
}

/* FALSE: they could not all be written. */
static gboolean
write_parts(const DiReading *reading, DiJson *json)
{
	gsize offset = 0;

	di_json_array_begin(json, "delar");
	for (guint i = 0; i < reading->parts->len; i++) {
		const DiPart *part = reading->parts->pdata[i];
		gsize size;
		const void *bytes = g_bytes_get_data(part->bytes, &size);

		if (size > DI_EXTRACT_PARTS_MAX - offset ||
			!di_fd_write_all(reading->job->parts_fd, bytes, size, NULL))
			return FALSE;
		write_part(part, (gint64)offset, json);
		offset += size;
	}
	di_json_array_end(json);
	return TRUE;
}

/* Where REPORT is more than the answer can carry: that it is. */
static void
write_too_large(const DiReport *report, DiJson *json)
{
	g_autoptr(DiReport) told = di_report_new();

	told->part = g_strdup(report->part);
	told->part_index = report->part_index;
	told->format = g_strdup(report->format);
	told->fault = DI_FAULT_FOR_STOR;
	di_report_write_json(told, NULL, TRUE, json, NULL);
}

static void
write_reports(const GPtrArray *reports, DiJson *json)
{
	gsize left = REPORTS_BYTES_MAX;

	di_json_array_begin(json, "rapporter");
	for (guint i = 0; i < reports->len; i++) {
		const DiReport *report = reports->pdata[i];

		if (di_report_fits(report, &left))
			di_report_write_json(report, NULL, TRUE, json, NULL);
		else
			write_too_large(report, json);
	}
	di_json_array_end(json);
}

int
di_extract_answer(const DiReading *reading)
{
	g_autoptr(DiJson) json = di_json_new();
	g_autofree char *text = NULL;

	leave_out(reading);
	di_json_object_begin(json, NULL);
	di_json_string(json, "lasare", DI_READER_VERSION);
	di_json_string(json, "slag", reading->message ? "meddelande" : "dokument");
	di_json_string(json, "format", reading->format);
	write_message(reading, json);
	if (!write_parts(reading, json))
		return EX_IOERR;
	write_reports(reading->reports, json);
	di_json_object_end(json);
	text = di_json_finish(g_steal_pointer(&json));
	return di_frame_send(reading->job->answer_fd, DI_EXTRACT_ANSWER, text, strlen(text), NULL, 0, NULL) ? 0 : EX_IOERR;
}
