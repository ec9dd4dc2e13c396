/* Line ends that are none. A Mac of old and some scripts end their lines by CR (or LF CR); a program that "mends" line ends twice makes CR CR LF of
 * them. GMime knows neither: all of the sender's header is then one field, or never ends. */
#include "message-internal.h"

#include <string.h>

enum { FIELDS_LEAST = 2 }; /* a subject may hold a stray CR */

static gboolean
is_bare_cr(const char *bytes, gsize size, gsize at)
{
	return bytes[at] == '\r' && (at + 1 == size || bytes[at + 1] != '\n');
}

/* BYTES with CR LF for each CR CR LF, where one stands among the first HEADER; else BYTES. */
GBytes *
di_lines_single(GBytes *bytes, gsize header)
{
	static const char damaged[] = "\r\r\n";
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	GByteArray *out;

	if (!memmem(data, header, damaged, strlen(damaged)))
		return g_bytes_ref(bytes);
	out = g_byte_array_sized_new((guint)size);
	for (gsize at = 0, next; at < size; at = next) {
		const char *found = memmem(data + at, size - at, damaged, strlen(damaged));

		next = found ? (gsize)(found - data) + 1 : size;
		g_byte_array_append(out, (const guint8 *)data + at, (guint)(next - at - (found ? 1 : 0)));
	}
	return g_byte_array_free_to_bytes(out);
}

/* Where a header of such lines ends; 0: it is none. */
static gsize
cr_header_length(const char *bytes, gsize header)
{
	guint fields = 0;
	gsize at = 0;

	for (; at < header; at++) {
		if (!is_bare_cr(bytes, header, at))
			continue;
		fields += di_begins_with_field(bytes + at + 1, header - at - 1) ? 1 : 0;
		if (at + 1 < header && is_bare_cr(bytes, header, at + 1))
			break;
	}
	return fields >= FIELDS_LEAST ? at : 0;
}

GBytes *
di_lines_cr_header(GBytes *bytes, gsize header)
{
	const char *data = g_bytes_get_data(bytes, NULL);
	gsize size = MIN(cr_header_length(data, header), DI_HEADER_BYTES_MAX);
	GString *out;

	if (size == 0)
		return NULL;
	out = g_string_sized_new(size);
	for (gsize at = 0; at < size; at++)
		if (!is_bare_cr(data, size, at))
			g_string_append_c(out, data[at]);
		else if (at == 0 || data[at - 1] != '\n') /* LF CR ends a line once */
			g_string_append_c(out, '\n');
	g_string_append(out, "\n\n");
	return g_string_free_to_bytes(out);
}
