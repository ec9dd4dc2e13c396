/* base: what is asked of every byte of a long text.
 *
 * A loop over a fixed number of bytes, without a way out of its midst, is done for sixteen of them at once by the compiler; one that
 * ends at the first byte that fits takes five instructions for each. So these look at whole pieces, and only where there is
 * something in one at its bytes. */
#pragma once

#include <glib.h>

/* bytes.c */

/* Is all of it UTF-8, without a NUL? What g_utf8_validate_len() tells, in a quarter of its time. */
gboolean di_bytes_are_utf8(const char *text, gsize size);

enum { DI_BYTES_PIECE = 32 };

/* A question about one byte of two that stand beside each other, answered with 0 or 1: without a branch, and without a call. */
typedef guint8 (*DiByteAsk)(guint8 byte, guint8 next);

/* How many bytes of SIZE stand before the first of which ASK is true; SIZE: it is true of none. The byte behind the last must be readable
 * (a string's NUL is). */
G_ALWAYS_INLINE static inline gsize
di_bytes_before(const char *text, gsize size, DiByteAsk ask)
{
	gsize at = 0;

	for (; size - at >= DI_BYTES_PIECE; at += DI_BYTES_PIECE) {
		guint8 found = 0;

		for (guint i = 0; i < DI_BYTES_PIECE; i++)
			found |= ask((guint8)text[at + i], (guint8)text[at + i + 1]);
		if (found)
			break;
	}
	while (at < size && !ask((guint8)text[at], (guint8)text[at + 1]))
		at++;
	return at;
}
