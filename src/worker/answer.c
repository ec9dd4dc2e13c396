/* What diarie-extract answered, read as if a stranger had sent it.
 *
 * Every number is held against what really lies in the parts, every hash is computed again, every
 * string is cleaned. One lie and nothing of the answer is used. */
#include <diarie/extract-wire.h>
#include <diarie/json-read.h>
#include <diarie/worker.h>

#include <string.h>

enum { DEPTH_MAX = 128 };

static gboolean
is_direction_mark(gunichar c)
{
	return c == 0x200e || c == 0x200f || c == 0x061c || (c >= 0x202a && c <= 0x202e) ||
		(c >= 0x2066 && c <= 0x2069);
}

/* One line: controls and line ends become spaces, direction marks go. */
static char *
clean_line(const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *at = text; *at; at = di_utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029)
			g_string_append_c(out, ' ');
		else if (!is_direction_mark(c))
			g_string_append_unichar(out, c);
	}
	return di_text_squeeze(out->str);
}

static char *
line_of(DiJsonReader *reader, const DiJsonValue *value, size_t max_bytes)
{
	const char *text = di_json_text(reader, value, max_bytes);

	return text ? clean_line(text) : NULL;
}

static char *
get_line(DiJsonReader *reader, const DiJsonValue *object, const char *key)
{
	return line_of(reader, di_json_get(object, key), DI_EXTRACT_LINE_BYTES);
}

static char **
get_lines(DiJsonReader *reader, const DiJsonValue *object, const char *key)
{
	const DiJsonValue *array = di_json_get_array(reader, object, key, DI_EXTRACT_LIST_MOST);
	g_autoptr(GStrvBuilder) lines = g_strv_builder_new();

	for (guint i = 0; i < di_json_length(array); i++) {
		g_autofree char *line = line_of(reader, &array->values[i], DI_EXTRACT_LINE_BYTES);

		if (line)
			g_strv_builder_add(lines, line);
	}
	return g_strv_builder_end(lines);
}

/* Mail */

static void
read_from(DiJsonReader *reader, const DiJsonValue *object, DiMail *mail)
{
	const DiJsonValue *array = di_json_get_array(reader, object, "fran", DI_EXTRACT_LIST_MOST);

	mail->from = g_new0(DiMailPerson, MAX(di_json_length(array), 1));
	for (guint i = 0; i < di_json_length(array); i++) {
		const DiJsonValue *given = di_json_object_at(reader, array, i);

		if (!given)
			return;
		mail->from[mail->n_from].address = get_line(reader, given, "adress");
		mail->from[mail->n_from++].name = get_line(reader, given, "namn");
	}
}

static void
read_received(DiJsonReader *reader, const DiJsonValue *object, DiMail *mail)
{
	const DiJsonValue *array = di_json_get_array(reader, object, "mottaget", DI_EXTRACT_LIST_MOST);
	guint n = di_json_length(array);

	mail->received = DI_TIME_NONE;
	mail->received_by = g_new0(char *, n + 1);
	mail->received_at = g_new0(gint64, n + 1);
	for (guint i = 0; i < n; i++) {
		const DiJsonValue *given = di_json_object_at(reader, array, i);
		g_autofree char *by = given ? get_line(reader, given, "av") : NULL;

		mail->received_by[i] = by ? g_steal_pointer(&by) : g_strdup("");
		mail->received_at[i] = given ? di_json_get_int(reader, given, "tid", DI_TIME_NONE) : DI_TIME_NONE;
	}
	mail->n_received = n;
	if (n > 0)
		mail->received = mail->received_at[0];
}

static DiDate
get_day(DiJsonReader *reader, const DiJsonValue *object, const char *key)
{
	g_autofree char *text = get_line(reader, object, key);
	DiDate day = text ? di_date_parse(text) : DI_DATE_NONE;

	if (text && day == DI_DATE_NONE)
		di_json_blame(reader, "a day is none");
	return day;
}

/* The writer's own words, and what was read out of them. */
static void
read_reply(DiJsonReader *reader, const DiJsonValue *object, DiMail *mail)
{
	const DiJsonValue *reply = di_json_get_object(reader, object, "svar");
	g_autofree char *address = reply ? get_line(reader, reply, "ersattare") : NULL;

	mail->promised = mail->back = DI_DATE_NONE;
	mail->corrected = DI_PERIOD_NONE;
	if (!reply)
		return;
	mail->lines = get_lines(reader, reply, "rader");
	mail->promised = get_day(reader, reply, "lovat");
	mail->asks_time = di_json_get_bool(reader, reply, "mer_tid");
	mail->corrected = (DiPeriod){get_day(reader, reply, "period_fran"), get_day(reader, reply, "period_till")};
	mail->back = get_day(reader, reply, "ater");
	mail->substitute = address ? di_text_address(address) : NULL;
	mail->substitute_name = get_line(reader, reply, "ersattare_namn");
}

static void
read_mail(DiJsonReader *reader, const DiJsonValue *object, DiMail *mail)
{
	read_from(reader, object, mail);
	read_received(reader, object, mail);
	mail->reply_to = get_line(reader, object, "svara_till");
	mail->subject = get_line(reader, object, "amne");
	mail->message_id = get_line(reader, object, "message_id");
	mail->in_reply_to = get_line(reader, object, "in_reply_to");
	mail->references = get_lines(reader, object, "references");
	mail->to = get_lines(reader, object, "till");
	mail->date = di_json_get_int(reader, object, "datum", DI_TIME_NONE);
	mail->authentication = get_lines(reader, object, "autentisering");
	mail->machine = get_line(reader, object, "maskin");
	mail->diarie_id = get_line(reader, object, "diarie_id");
	mail->is_delivery_report = di_json_get_bool(reader, object, "studs");
	mail->is_disposition = di_json_get_bool(reader, object, "kvittens");
	mail->is_encrypted = di_json_get_bool(reader, object, "krypterat");
	mail->has_cloud_link = di_json_get_bool(reader, object, "molnlank");
	mail->attachment = get_line(reader, object, "bilaga");
	mail->bounced_message_id = get_line(reader, object, "studs_message_id");
	mail->bounced_recipient = get_line(reader, object, "studs_mottagare");
	mail->bounced_action = get_line(reader, object, "studs_atgard");
	mail->bounced_status = get_line(reader, object, "studs_status");
	mail->gave_up = di_json_get_bool(reader, object, "gav_upp");
	mail->gave_up_why = get_line(reader, object, "varfor");
	read_reply(reader, object, mail);
}

/* Parts: one after another, none over another, none outside what really lies there. */

static char *
part_name(char *name)
{
	g_autofree char *given = name;
	const char *slash = given ? strrchr(given, '/') : NULL;
	const char *backslash = given ? strrchr(given, '\\') : NULL;
	const char *base = MAX(slash, backslash);

	if (!given)
		return NULL;
	base = base ? base + 1 : given;
	if (!*base || g_str_equal(base, ".") || g_str_equal(base, ".."))
		return NULL;
	return di_text_cut(base, DI_EXTRACT_NAME_CHARS);
}

static void
read_part_bytes(DiJsonReader *reader, const DiJsonValue *given, GBytes *all, gint64 *end, DiMailPart *part)
{
	gint64 offset = di_json_get_int(reader, given, "offset", -1);
	gint64 size = di_json_get_int(reader, given, "storlek", -1);
	g_autofree char *claimed = get_line(reader, given, "sha256");

	if (offset < *end || size < 0 || offset > (gint64)g_bytes_get_size(all) ||
		size > (gint64)g_bytes_get_size(all) - offset) {
		di_json_blame(reader, "a part lies outside the parts or over another");
		return;
	}
	*end = offset + size;
	part->bytes = g_bytes_new_from_bytes(all, (gsize)offset, (gsize)size);
	part->sha256 = di_sha256(part->bytes);
	if (g_strcmp0(part->sha256, claimed) != 0)
		di_json_blame(reader, "a part is not what its SHA-256 says");
}

static void
read_part(DiJsonReader *reader, const DiJsonValue *given, GBytes *all, gint64 *end, DiAnswer *answer)
{
	DiMailPart *part = g_new0(DiMailPart, 1);
	gint64 depth = di_json_get_int(reader, given, "djup", 0);
	gint64 parent = di_json_get_int(reader, given, "foralder", -1);

	part->name = part_name(get_line(reader, given, "namn"));
	part->type = get_line(reader, given, "typ");
	part->is_text = di_json_get_bool(reader, given, "text");
	part->is_inline_image = di_json_get_bool(reader, given, "logga");
	read_part_bytes(reader, given, all, end, part);
	if (depth < 0 || depth > DEPTH_MAX || parent < -1 || parent >= (gint64)answer->parts->len)
		di_json_blame(reader, "a part lies within one that is not there");
	else {
		part->depth = (int)depth;
		part->parent = (int)parent;
	}
	if (part->is_text && part->bytes) {
		gsize size;
		const char *text = g_bytes_get_data(part->bytes, &size);

		if (size > 0 && !g_utf8_validate_len(text, size, NULL))
			di_json_blame(reader, "a text is no UTF-8");
	}
	g_ptr_array_add(answer->parts, part);
}

static void
read_parts(DiJsonReader *reader, const DiJsonValue *object, GBytes *all, DiAnswer *answer)
{
	const DiJsonValue *array = di_json_get_array(reader, object, "delar", DI_EXTRACT_PARTS_MOST);
	gint64 end = 0;

	for (guint i = 0; i < di_json_length(array) && !reader->wrong; i++) {
		const DiJsonValue *given = di_json_object_at(reader, array, i);

		if (given)
			read_part(reader, given, all, &end, answer);
	}
}

static void
read_reports(DiJsonReader *reader, const DiJsonValue *object, DiAnswer *answer)
{
	const DiJsonValue *array = di_json_get_array(reader, object, "rapporter", DI_EXTRACT_REPORTS_MOST);

	for (guint i = 0; i < di_json_length(array) && !reader->wrong; i++) {
		const DiJsonValue *given = di_json_object_at(reader, array, i);
		DiReport *report = given ? di_report_from_value(given, NULL) : NULL;

		if (!report) {
			di_json_blame(reader, "a report is not as the contract says");
			return;
		}
		g_ptr_array_add(answer->reports, report);
		if (report->part_index >= (int)answer->parts->len)
			di_json_blame(reader, "a report points to a part that is not there");
	}
}

static void
read_answer(DiJsonReader *reader, const DiJsonValue *object, GBytes *all, DiAnswer *answer)
{
	g_autofree char *kind = get_line(reader, object, "slag");
	const DiJsonValue *mail = di_json_get(object, "meddelande");

	answer->reader = get_line(reader, object, "lasare");
	answer->format = get_line(reader, object, "format");
	if (!answer->reader || strlen(answer->reader) > 64 || (answer->format && strlen(answer->format) > 16))
		di_json_blame(reader, "no version of the reader, or no such format");
	if (g_strcmp0(kind, mail ? "meddelande" : "dokument") != 0 || (mail && mail->kind != DI_JSON_OBJECT)) {
		di_json_blame(reader, "neither a message nor a document");
		return;
	}
	if (mail) {
		answer->mail = g_new0(DiMail, 1);
		read_mail(reader, mail, answer->mail);
	}
	read_parts(reader, object, all, answer);
	read_reports(reader, object, answer);
	if (!mail && answer->reports->len == 0)
		di_json_blame(reader, "a document without a report");
}

DiAnswer *
di_answer_parse(GBytes *json, GBytes *parts, GError **error)
{
	gsize size;
	g_autofree char *text = g_bytes_unref_to_data(json, &size);
	g_autoptr(DiJsonTree) tree = size > 0 && size <= DI_EXTRACT_ANSWER_MAX ? di_json_parse_taken(g_steal_pointer(&text), size, NULL) : NULL;
	g_autoptr(DiAnswer) answer = di_answer_new(DI_FAULT_NONE);
	DiJsonReader reader = {NULL};

	if (tree && di_json_root(tree)->kind == DI_JSON_OBJECT)
		read_answer(&reader, di_json_root(tree), parts, answer);
	else
		di_json_blame(&reader, "no JSON object, or nested too deep");
	if (!reader.wrong)
		return g_steal_pointer(&answer);
	g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "diarie-extract answered what it may not: %s", reader.wrong);
	return NULL;
}
