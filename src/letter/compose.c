/* A letter's text and envelope → the finished mail, with GMime.
 *
 * The same input gives the same bytes: nothing here asks for the time, a random number or the locale.
 * Whatever stands in a header has passed header.c, and addresses di_text_address(); so no name, subject
 * or stranger's Message-ID can add a header or a recipient. */
#include "header.h"

#include <gmime/gmime.h>
#include <string.h>

enum { REFERENCES_MAX = 20 };

/* VALUE is 7-bit and folded with LF already: GMime writes it as it is. */
static void
add_raw(GMimeMessage *message, const char *name, const char *value)
{
	GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
	g_autofree char *raw = g_strdup_printf(" %s\n", value);

	g_mime_header_list_append(headers, name, "", NULL);
	g_mime_header_set_raw_value(g_mime_header_list_get_header(headers, name), raw);
}

static void
add_header(GMimeMessage *message, const char *name, const char *value)
{
	g_autofree char *safe = di_header_text(name, value);

	add_raw(message, name, safe);
}

/* "Name <addr>" or "addr" as the configuration has it. */
static gboolean
split_from(const char *from, char **name_out, char **address_out)
{
	const char *open = strrchr(from, '<');
	g_autofree char *inner = open && g_str_has_suffix(from, ">") ? g_strndup(open + 1, strlen(open) - 2)
								       : g_strdup(from);
	g_autofree char *name = open ? g_strndup(from, (gsize)(open - from)) : g_strdup("");

	*address_out = di_text_address(inner);
	if (!*address_out)
		return FALSE;
	*name_out = g_strdup(g_strdelimit(name, "\"", ' '));
	return TRUE;
}

static void
add_address(GMimeMessage *message, const char *header, const char *name, const char *address)
{
	g_autofree char *value = di_header_mailbox(header, name, address);

	add_raw(message, header, value);
}

static gboolean
add_addresses(GMimeMessage *message, const DiEnvelope *envelope, GError **error)
{
	g_autofree char *from_name = NULL;
	g_autofree char *from_address = NULL;
	g_autofree char *to_address = di_text_address(envelope->to_address);

	if (!split_from(envelope->from, &from_name, &from_address)) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG,
			"'%s' is no sender; write from = Name <address@example.se> in [outgoing]", envelope->from);
		return FALSE;
	}
	if (!to_address) {
		g_autofree char *shown = di_text_visible(envelope->to_address ? envelope->to_address : "", FALSE);

		g_set_error(error, DI_ERROR, DI_ERROR_DATA, "'%s' is no address that a letter can go to; correct the contact",
			shown);
		return FALSE;
	}
	add_address(message, "From", from_name, from_address);
	add_address(message, "To", envelope->to_name, to_address);
	return TRUE;
}

static void
add_date(GMimeMessage *message, const DiEnvelope *envelope)
{
	g_autofree char *iso = di_time_format(envelope->date, envelope->timezone);
	g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(iso, NULL);

	if (date)
		g_mime_message_set_date(message, date);
}

/* The thread: where it began, and the newest of what followed. */
static char *
references_of(const DiEnvelope *envelope)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	GString *line = g_string_new(NULL);

	for (const char *const *each = envelope->references; each && *each; each++) {
		char *id = di_header_message_id(*each);

		if (id)
			g_ptr_array_add(ids, id);
	}
	for (guint i = 0; i < ids->len; i++)
		if (i == 0 || i + REFERENCES_MAX > ids->len)
			g_string_append_printf(line, "%s<%s>", line->len ? "\n " : "", (const char *)ids->pdata[i]);
	return g_string_free(line, FALSE);
}

static void
add_thread(GMimeMessage *message, const DiEnvelope *envelope)
{
	g_autofree char *reply_to = di_header_message_id(envelope->in_reply_to);
	g_autofree char *references = references_of(envelope);

	if (reply_to) {
		g_autofree char *bracketed = g_strdup_printf("<%s>", reply_to);

		add_raw(message, "In-Reply-To", bracketed);
	}
	if (*references)
		add_raw(message, "References", references);
}

/* What tells other machines that this is one (RFC 3834; MS-OXCMAIL). Not "All": it would silence the bounces. */
static void
add_marks(GMimeMessage *message, const DiEnvelope *envelope)
{
	g_autofree char *name = NULL;
	g_autofree char *address = NULL;

	add_header(message, "Auto-Submitted", envelope->is_reply ? "auto-replied" : "auto-generated");
	add_header(message, "X-Auto-Response-Suppress", "OOF, AutoReply, DR, RN, NRN");
	if (split_from(envelope->from, &name, &address))
		add_header(message, "X-Loop", address);
	add_header(message, "X-Diarie-Id", envelope->diarie_id);
	add_header(message, "Content-Language", "sv");
}

/* RFC 3676 4.4: a line that begins with ">" or "From " gains a space. One that is indented has its own, which
 * readers that know of this take away; the others show what stands in the letter. */
static char *
flowed(const char *body)
{
	g_autofree char *clean = di_text_visible(body, TRUE);
	g_auto(GStrv) lines = g_strsplit(clean, "\n", -1);
	GString *out = g_string_new(NULL);

	for (char **line = lines; *line; line++) {
		if (**line == '>' || g_str_has_prefix(*line, "From "))
			g_string_append_c(out, ' ');
		g_string_append(out, *line);
		if (line[1])
			g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}

static GMimePart *
text_part(const char *body)
{
	g_autofree char *plain = flowed(body), *text = di_quoted_printable(plain);
	GMimePart *part = g_mime_part_new_with_type("text", "plain");
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(text, strlen(text));
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);

	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "format", "flowed");
	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	g_object_unref(content);
	g_object_unref(stream);
	return part;
}

static GMimePart *
file_part(const DiAttachment *attachment)
{
	GMimePart *part = g_mime_part_new_with_type("application", "vnd.openxmlformats-officedocument.wordprocessingml.document");
	gsize size;
	const char *data = g_bytes_get_data(attachment->bytes, &size);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, size);
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
	g_mime_part_set_filename(part, attachment->name);
	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	g_object_unref(content);
	g_object_unref(stream);
	return part;
}

/* The border follows from the letter's identity: chance would make other bytes of the same letter each time. "=_" stands in no
 * line of quoted-printable or base64 (RFC 2045, 6.7). */
static void
add_parts(GMimeMessage *message, const DiEnvelope *envelope, GMimePart *text)
{
	GMimeMultipart *both = g_mime_multipart_new_with_subtype("mixed");
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, envelope->message_id, -1);
	g_autofree char *border = g_strdup_printf("=_diarie-%.32s", hash);

	g_mime_multipart_set_boundary(both, border);
	g_mime_multipart_add(both, GMIME_OBJECT(text));
	for (guint i = 0; i < envelope->n_attachments; i++) {
		GMimePart *file = file_part(&envelope->attachments[i]);

		g_mime_multipart_add(both, GMIME_OBJECT(file));
		g_object_unref(file);
	}
	g_mime_message_set_mime_part(message, GMIME_OBJECT(both));
	g_object_unref(both);
}

static void
add_body(GMimeMessage *message, const DiEnvelope *envelope, const char *body)
{
	GMimePart *text = text_part(body);

	if (envelope->n_attachments)
		add_parts(message, envelope, text);
	else
		g_mime_message_set_mime_part(message, GMIME_OBJECT(text));
	g_object_unref(text);
}

static GBytes *
bytes_of(GMimeMessage *message)
{
	GMimeFormatOptions *options = g_mime_format_options_new();
	char *mail;

	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
	mail = g_mime_object_to_string(GMIME_OBJECT(message), options);
	g_mime_format_options_free(options);
	return g_bytes_new_take(mail, strlen(mail));
}

static void
start_gmime(void)
{
	static gsize started;

	if (g_once_init_enter(&started)) {
		g_mime_init();
		g_once_init_leave(&started, 1);
	}
}

static gboolean
fill(GMimeMessage *message, const DiEnvelope *envelope, const DiLetterText *text, GError **error)
{
	g_autofree char *id = di_header_message_id(envelope->message_id);

	if (!id) {
		g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "a letter without a usable Message-ID");
		return FALSE;
	}
	if (!add_addresses(message, envelope, error))
		return FALSE;
	add_header(message, "Subject", text->subject);
	add_date(message, envelope);
	g_mime_message_set_message_id(message, id);
	add_thread(message, envelope);
	add_marks(message, envelope);
	add_body(message, envelope, text->body);
	return TRUE;
}

GBytes *
di_letter_compose(const DiEnvelope *envelope, const DiLetterText *text, GError **error)
{
	GMimeMessage *message;
	GBytes *mail;

	start_gmime();
	message = g_mime_message_new(FALSE);
	mail = fill(message, envelope, text, error) ? bytes_of(message) : NULL;
	g_object_unref(message);
	return mail;
}
