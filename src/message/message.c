/* One raw mail: from its bytes to headers that matter and decoded parts.
 *
 * GMime parses, from memory; what it is known to lose in silence (PITFALLS.md, MIME) is looked for
 * here and told as `gave_up`, so that a person looks. */
#include "message-internal.h"

#include <iconv.h>
#include <string.h>

static GMimeParserOptions *options;

static void
address_free(gpointer data)
{
	DiMailAddress *address = data;

	g_free(address->address);
	g_free(address->name);
	g_free(address);
}

static void
received_free(gpointer data)
{
	DiReceived *received = data;

	g_free(received->from_host);
	g_free(received->by_host);
	g_free(received);
}

static void
part_free(gpointer data)
{
	DiPart *part = data;

	g_free(part->name);
	g_free(part->type);
	g_clear_pointer(&part->bytes, g_bytes_unref);
	g_free(part);
}

static DiMessage *
message_new(void)
{
	DiMessage *message = g_new0(DiMessage, 1);

	message->from = g_ptr_array_new_with_free_func(address_free);
	message->to = g_ptr_array_new_with_free_func(address_free);
	message->reply_to = g_ptr_array_new_with_free_func(address_free);
	message->received = g_ptr_array_new_with_free_func(received_free);
	message->parts = g_ptr_array_new_with_free_func(part_free);
	message->date = DI_TIME_NONE;
	return message;
}

void
di_message_free(DiMessage *message)
{
	if (!message)
		return;
	g_clear_pointer(&message->from, g_ptr_array_unref);
	g_clear_pointer(&message->to, g_ptr_array_unref);
	g_clear_pointer(&message->reply_to, g_ptr_array_unref);
	g_clear_pointer(&message->received, g_ptr_array_unref);
	g_clear_pointer(&message->parts, g_ptr_array_unref);
	g_strfreev(message->references);
	g_strfreev(message->authentication);
	g_free(message->sender);
	g_free(message->subject);
	g_free(message->message_id);
	g_free(message->in_reply_to);
	g_free(message->auto_submitted);
	g_free(message->precedence);
	g_free(message->return_path);
	g_free(message->diarie_id);
	g_free(message->bounced_message_id);
	g_free(message->bounced_recipient);
	g_free(message->bounced_action);
	g_free(message->bounced_status);
	g_free(message->gave_up_why);
	g_free(message);
}

void
di_message_give_up(DiMessage *message, const char *why)
{
	message->gave_up = TRUE;
	if (!message->gave_up_why)
		message->gave_up_why = g_strdup(why);
}

/* The modules stay loaded as long as a descriptor is open: for ever. */
static void
hold_charsets(void)
{
	static const char *const charsets[] = {"WINDOWS-1252", "ISO-8859-1", "ISO-8859-15", "UTF-16", "UTF-16LE",
		"UTF-16BE", "UTF-7", "US-ASCII", "WINDOWS-1250", "ISO-8859-2", "WINDOWS-1251", "CP850", "MACINTOSH"};

	static GPtrArray *held;

	if (held)
		return;
	held = g_ptr_array_new();
	for (guint i = 0; i < G_N_ELEMENTS(charsets); i++) {
		g_ptr_array_add(held, iconv_open("UTF-8", charsets[i]));
		g_ptr_array_add(held, iconv_open(charsets[i], "UTF-8"));
	}
}

GMimeParserOptions *
di_message_options(void)
{
	static const char *fallbacks[] = {"utf-8", "windows-1252", NULL};

	if (!options) {
		g_mime_init();
		options = g_mime_parser_options_new();
		g_mime_parser_options_set_fallback_charsets(options, fallbacks);
	}
	return options;
}

void
di_message_warm_up(void)
{
	static const char tiny[] =
		"From: =?iso-8859-1?Q?=E5?= <a@b.example>\nSubject: =?utf-8?B?w6U=?=\nDate: Mon, 5 Jan 2026 08:00:00 +0100\n"
		"To: b@b.example\nReceived: by b.example; Mon, 5 Jan 2026 08:00:00 +0100\nMessage-ID: <a@b.example>\n"
		"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
		"Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\n=E5\n--b\n"
		"Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment; filename=a.pdf\n"
		"Content-Transfer-Encoding: base64\n\nYQ==\n--b--\n";
	g_autoptr(GBytes) bytes = g_bytes_new_static(tiny, sizeof tiny - 1);

	hold_charsets();
	di_message_free(di_message_read(bytes));
}

/* What stands before the first field: byte order mark, empty lines, an mbox "From " line. */
static gsize
skip_before_header(const char *bytes, gsize size)
{
	gsize at = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	const char *end;

	while (at < size && (bytes[at] == '\n' || bytes[at] == '\r'))
		at++;
	if (size - at < 5 || memcmp(bytes + at, "From ", 5) != 0)
		return at;
	end = memchr(bytes + at, '\n', size - at);
	return end ? (gsize)(end - bytes) + 1 : at;
}

gboolean
di_begins_with_field(const char *bytes, gsize size)
{
	gsize i = 0;

	while (i < size && bytes[i] > ' ' && bytes[i] < 127 && bytes[i] != ':')
		i++;
	while (i < size && (bytes[i] == ' ' || bytes[i] == '\t'))
		i++;
	return i > 0 && i < size && bytes[i] == ':';
}

static gsize
header_length(const char *bytes, gsize size)
{
	for (gsize i = 0; i + 1 < size; i++) {
		const char *end = memchr(bytes + i, '\n', size - i);

		if (!end)
			return size;
		i = (gsize)(end - bytes);
		if (i + 1 < size && bytes[i + 1] == '\n')
			return i + 1;
		if (i + 2 < size && bytes[i + 1] == '\r' && bytes[i + 2] == '\n')
			return i + 1;
	}
	return size;
}

static GBytes *
bytes_and(const char *bytes, gsize size, const char *more)
{
	GByteArray *out = g_byte_array_new();

	g_byte_array_append(out, (const guint8 *)bytes, (guint)size);
	g_byte_array_append(out, (const guint8 *)more, (guint)strlen(more));
	return g_byte_array_free_to_bytes(out);
}

/* Ten megabytes of header become ten times that in memory: only the first is used. GMime takes one that breaks off within a line for
 * none at all. */
static GBytes *
cut_header(GBytes *bytes, gsize header, gboolean *cut_out)
{
	gsize size, keep = DI_HEADER_BYTES_MAX;
	const char *data = g_bytes_get_data(bytes, &size);
	GByteArray *out;

	*cut_out = header > DI_HEADER_BYTES_MAX;
	if (header == size && data[size - 1] != '\n' && !*cut_out)
		return bytes_and(data, size, "\n");
	if (!*cut_out)
		return g_bytes_ref(bytes);
	while (keep > 0 && data[keep - 1] != '\n')
		keep--;
	out = g_byte_array_new();
	g_byte_array_append(out, (const guint8 *)data, (guint)keep);
	g_byte_array_append(out, (const guint8 *)"\n", 1);
	g_byte_array_append(out, (const guint8 *)data + header, (guint)(size - header));
	return g_byte_array_free_to_bytes(out);
}

GMimeMessage *
di_message_parse(GBytes *bytes)
{
	gsize size;
	g_autoptr(GBytes) tame = di_groups_tame(bytes);
	const char *data = g_bytes_get_data(tame, &size);
	g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(data ? data : "", size);
	g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);

	g_mime_parser_set_persist_stream(parser, TRUE);
	return g_mime_parser_construct_message(parser, di_message_options());
}

/* The sender of one whose lines end by CR, for whoever must look. Nothing that is in it is believed: our own server saw no field in it, and
 * has not tried whether its From is true. */
static DiMessage *
read_cr_header(GBytes *header)
{
	g_autoptr(GMimeMessage) mime = di_message_parse(header);
	DiMessage *message = message_new();

	di_message_give_up(message, "raderna i mejlet slutar fel (CR), så det går inte att läsa");
	if (mime)
		di_headers_read(message, mime);
	return message;
}

static DiMessage *
read_whole(GBytes *bytes, gsize header)
{
	gboolean cut;
	g_autoptr(GBytes) used = cut_header(bytes, header, &cut);
	g_autoptr(GMimeMessage) mime = di_message_parse(used);
	DiMessage *message = message_new();

	if (!mime) {
		di_message_give_up(message, "brevhuvudet går inte att läsa");
		return message;
	}
	if (cut)
		di_message_give_up(message, "brevhuvudet är större än 1 MiB");
	di_headers_read(message, mime);
	di_walk(message, mime, g_bytes_get_size(used));
	di_delivery_read_words(message);
	return message;
}

static gsize
header_of(GBytes *bytes)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);

	return header_length(data, size);
}

DiMessage *
di_message_read(GBytes *bytes)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	gsize skipped = size > 0 ? skip_before_header(data, size) : 0;
	g_autoptr(GBytes) tail = NULL, single = NULL, cr_header = NULL;

	if (size == 0 || !di_begins_with_field(data + skipped, size - skipped) || !di_gmime_load())
		return NULL;
	tail = g_bytes_new_from_bytes(bytes, skipped, size - skipped);
	single = di_lines_single(tail, header_of(tail));
	cr_header = di_lines_cr_header(single, header_of(single));
	return cr_header ? read_cr_header(cr_header) : read_whole(single, header_of(single));
}
