/* Transfer encodings (RFC 2045), undone with more patience than most programs have. */
#include <diarie/base.h>

/* GLib's decoder goes on after padding in the middle and steps over junk. */
GBytes *
di_decode_base64(const char *raw, gsize size)
{
	guchar *out = g_malloc(size / 4 * 3 + 8);
	int state = 0;
	guint save = 0;
	gsize n = g_base64_decode_step(raw, size, out, &state, &save);

	if (ABS(state) >= 2) /* the padding was cut off */
		n += g_base64_decode_step("==", (gsize)(4 - ABS(state)), out + n, &state, &save);
	return g_bytes_new_take(out, n);
}

static int
hex_byte(const char *at, const char *end)
{
	int high = end - at >= 2 ? g_ascii_xdigit_value(at[0]) : -1, low = high >= 0 ? g_ascii_xdigit_value(at[1]) : -1;

	return low >= 0 ? high << 4 | low : -1;
}

/* From AT on blanks alone until the line ends? Then the byte where the next begins; else NULL. */
static const char *
past_line(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	if (at < end && *at == '\r')
		at++;
	return at == end ? end : (*at == '\n' ? at + 1 : NULL);
}

GBytes *
di_decode_quoted_printable(const char *raw, gsize size)
{
	const char *end = raw + size;
	GByteArray *out = g_byte_array_new();

	for (const char *at = raw, *next; at < end; at = next) {
		int byte = *at == '=' ? hex_byte(at + 1, end) : -1;
		guint8 sign = byte >= 0 ? (guint8)byte : (guint8)*at;

		next = *at == '=' && byte < 0 ? past_line(at + 1, end) : NULL;
		if (next)
			continue;
		next = at + (byte >= 0 ? 3 : 1);
		if ((*at == ' ' || *at == '\t') && past_line(at, end))
			continue;
		g_byte_array_append(out, &sign, 1);
	}
	return g_byte_array_free_to_bytes(out);
}
