/* Transfer encodings, undone with more patience than the standard asks for: GMime stops at the first
 * padding of base64, and leaves a part alone whose encoding is given twice. */
#include "message-internal.h"

#include <string.h>

enum { JUDGED_BYTES = 32 }; /* in less than this, a few odd bytes mean nothing */

static GBytes *
raw_content(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
	g_autoptr(GMimeStream) memory = NULL;
	GByteArray *array;

	if (!stream)
		return g_bytes_new_static("", 0);
	g_mime_stream_reset(stream);
	array = g_byte_array_new();
	memory = g_mime_stream_mem_new_with_byte_array(array);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(memory), FALSE);
	g_mime_stream_write_to_stream(stream, memory);
	return g_byte_array_free_to_bytes(array);
}

/* The first one that says something, where the field stands twice. */
static GMimeContentEncoding
encoding_of(GMimePart *part)
{
	GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(part));
	int n = MIN(g_mime_header_list_get_count(headers), DI_HEADER_FIELDS_MAX);

	for (int i = 0; i < n; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
		g_autofree char *value = NULL;
		GMimeContentEncoding encoding;

		if (g_ascii_strcasecmp(g_mime_header_get_name(header), "Content-Transfer-Encoding") != 0)
			continue;
		value = di_header_line(g_mime_header_get_raw_value(header));
		encoding = g_mime_content_encoding_from_string(value);
		if (encoding == GMIME_CONTENT_ENCODING_BASE64 || encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE ||
			encoding == GMIME_CONTENT_ENCODING_UUENCODE)
			return encoding;
	}
	return g_mime_part_get_content_encoding(part);
}

static GBytes *
by_gmime(GMimeContentEncoding encoding, const char *raw, gsize size)
{
	GMimeEncoding state;
	char *out;
	gsize n;

	g_mime_encoding_init_decode(&state, encoding);
	out = g_malloc(g_mime_encoding_outlen(&state, size) + 1);
	n = g_mime_encoding_flush(&state, raw, size, out);
	return g_bytes_new_take(out, n);
}

static gsize
count_blanks(const char *raw, gsize size)
{
	gsize n = 0;

	for (gsize i = 0; i < size; i++)
		n += g_ascii_isspace(raw[i]) ? 1 : 0;
	return n;
}

GBytes *
di_part_decode(GMimePart *part, gsize *raw_bytes_out, gboolean *lost_out)
{
	g_autoptr(GBytes) raw = raw_content(part);
	GMimeContentEncoding encoding = encoding_of(part);
	GBytes *bytes;
	gsize size;
	const char *data = g_bytes_get_data(raw, &size);

	*raw_bytes_out = size;
	*lost_out = FALSE;
	if (encoding == GMIME_CONTENT_ENCODING_BASE64)
		bytes = di_decode_base64(data, size);
	else if (encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE)
		bytes = di_decode_quoted_printable(data, size);
	else if (encoding == GMIME_CONTENT_ENCODING_UUENCODE)
		bytes = by_gmime(encoding, data, size);
	else
		return g_steal_pointer(&raw);
	if (encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE && size >= JUDGED_BYTES)
		*lost_out = g_bytes_get_size(bytes) < (size - count_blanks(data, size)) / 2;
	return bytes;
}

/* uuencode in a text: "begin 644 name", lines, "end" */

static const char *
uu_name(const char *line)
{
	const char *at = line + strlen("begin ");

	if (!g_str_has_prefix(line, "begin "))
		return NULL;
	for (int i = 0; i < 3; i++, at++)
		if (*at < '0' || *at > '7')
			return NULL;
	while (g_ascii_isdigit(*at))
		at++;
	return *at == ' ' && at[1] ? at + 1 : NULL;
}

static gboolean
is_uu_line(const char *line)
{
	gsize length = strlen(line);
	gsize octets = length > 0 ? (gsize)((line[0] - 32) & 63) : 0;

	return octets > 0 && line[0] >= 33 && line[0] <= 96 && length >= 1 + (octets + 2) / 3 * 4 - 3 && length <= 70;
}

static void
append_uu_line(GByteArray *out, const char *line)
{
	gsize octets = (gsize)((line[0] - 32) & 63), length = strlen(line);

	for (gsize i = 0; i < octets; i += 3) {
		guint32 four = 0;
		guint8 three[3];

		for (gsize k = 0; k < 4; k++) {
			gsize at = 1 + i / 3 * 4 + k;

			four = four << 6 | (at < length ? (guint32)((line[at] - 32) & 63) : 0);
		}
		three[0] = (guint8)(four >> 16);
		three[1] = (guint8)(four >> 8);
		three[2] = (guint8)four;
		g_byte_array_append(out, three, (guint)MIN(octets - i, 3));
	}
}

/* How many lines from FIRST on are a file; 0: it does not end as it should. */
static guint
uu_length(char **lines, guint first)
{
	guint i = first + 1;

	while (lines[i] && is_uu_line(lines[i]))
		i++;
	if (lines[i] && (g_str_equal(lines[i], "`") || g_str_equal(g_strchomp(lines[i]), "")))
		i++;
	return lines[i] && g_str_equal(g_strchomp(lines[i]), "end") ? i + 1 - first : 0;
}

static void
give_uu(char **lines, guint first, guint length, DiUuFound found, gpointer user)
{
	GByteArray *out = g_byte_array_new();
	g_autoptr(GBytes) bytes = NULL;

	for (guint i = first + 1; i < first + length - 1; i++)
		if (is_uu_line(lines[i]))
			append_uu_line(out, lines[i]);
	bytes = g_byte_array_free_to_bytes(out);
	found(uu_name(lines[first]), bytes, user);
}

char *
di_body_take_uuencoded(const char *text, DiUuFound found, gpointer user)
{
	g_auto(GStrv) lines = NULL;
	g_autoptr(GString) rest = NULL;
	gboolean any = FALSE;

	if (!g_str_has_prefix(text, "begin ") && !strstr(text, "\nbegin "))
		return NULL;
	lines = g_strsplit(text, "\n", -1);
	rest = g_string_new(NULL);
	for (guint i = 0; lines[i]; i++) {
		guint length = uu_name(lines[i]) ? uu_length(lines, i) : 0;

		if (length == 0) {
			g_string_append_printf(rest, "%s\n", lines[i]);
			continue;
		}
		give_uu(lines, i, length, found, user);
		any = TRUE;
		i += length - 1;
	}
	return any ? g_strdup(rest->str) : NULL;
}
