/* UTF-8 by pieces: every byte is held against the two before it. */
#include <diarie/bytes.h>

/* Written so that it can be asked of sixteen bytes at once: differences and masks, where a list of values would become a shift of 64 bits. */
static inline guint8
begins_some(guint8 byte) /* two bytes or three: C2 to EF */
{
	return (guint8)(byte - 0xc2) < 0xf0 - 0xc2;
}

static inline guint8
begins_three(guint8 byte)
{
	return (byte & 0xf0) == 0xe0;
}

/* NUL, what begins nothing, and what begins four bytes: that is left to GLib. */
static inline guint8
is_rare(guint8 byte)
{
	return (guint8)((byte & 0xfe) == 0xc0) | (guint8)(byte >= 0xf0) | (guint8)(byte < 1);
}

static inline guint8
goes_on(guint8 byte)
{
	return (byte & 0xc0) == 0x80;
}

/* Longer than it need be, or half of a pair of UTF-16. */
static inline guint8
is_refused(guint8 before, guint8 byte)
{
	return (guint8)((guint8)(before == 0xe0) & (guint8)(byte < 0xa0)) | (guint8)((guint8)(before == 0xed) & (guint8)(byte >= 0xa0));
}

/* Of the piece behind AT, beside the two bytes in front of it, which were found right. */
static gboolean
piece_is_right(const char *at)
{
	guint8 wrong = 0;

	for (int i = 0; i < DI_BYTES_PIECE; i++) {
		guint8 byte = (guint8)at[i], before = (guint8)at[i - 1], second = (guint8)at[i - 2];

		wrong |= (guint8)(is_rare(byte) | is_refused(before, byte) | (goes_on(byte) ^ (begins_some(before) | begins_three(second))));
	}
	return !wrong;
}

/* Where a character begins at AT or before it, that much is left to be looked at by itself. */
static gsize
unfinished(const char *text, gsize at)
{
	gsize n = 0;

	while (n < at && n < 3 && goes_on((guint8)text[at - n - 1]))
		n++;
	return n < at && (guint8)text[at - n - 1] >= 0xc2 ? n + 1 : 0;
}

gboolean
di_bytes_are_utf8(const char *text, gsize size)
{
	gsize at = 0, from, n;

	while (at < size) {
		while (at >= 2 && size - at >= DI_BYTES_PIECE && piece_is_right(text + at))
			at += DI_BYTES_PIECE;
		from = at - unfinished(text, at);
		n = MIN(size - from, 2 * DI_BYTES_PIECE);
		while (from + n < size && goes_on((guint8)text[from + n]))
			n++;
		if (!g_utf8_validate_len(text + from, n, NULL))
			return FALSE;
		at = from + n;
	}
	return TRUE;
}
