/* GMime reads a group of addresses (RFC 5322 3.4: "Gruppen: a@b, c@d;") by calling itself, also for a group that stands in a group, as
 * none may: forty thousand colons in one field are the end of its stack. They are taken out before it sees them, wherever in a mail the
 * field stands, since a mail in a mail is read in the same breath. */
#include "message-internal.h"

#include <string.h>

enum { COLONS_HARMLESS = 10000, COLONS_MAX = 1000 }; /* in all the mail; in one field */

/* Those that GMime takes apart by itself. */
static const char *const fields[] = {"from:", "to:", "cc:", "bcc:", "sender:", "reply-to:"};

static gboolean
is_harmless(const char *bytes, gsize size)
{
	gsize colons = 0;

	for (const char *at = bytes; (at = memchr(at, ':', size - (gsize)(at - bytes))); at++)
		colons++;
	return colons < COLONS_HARMLESS;
}

static gboolean
begins_addresses(const char *line, gsize length)
{
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
		gsize name = strlen(fields[i]);

		if (length > name && g_ascii_strncasecmp(line, fields[i], name) == 0)
			return TRUE;
	}
	return FALSE;
}

GBytes *
di_groups_tame(GBytes *bytes)
{
	gsize size, colons = 0;
	const char *data = g_bytes_get_data(bytes, &size);
	gboolean in_addresses = FALSE;
	char *tame;

	if (size == 0 || is_harmless(data, size))
		return g_bytes_ref(bytes);
	tame = g_memdup2(data, size);
	for (gsize at = 0, next; at < size; at = next) {
		const char *end = memchr(data + at, '\n', size - at);

		next = end ? (gsize)(end - data) + 1 : size;
		if (data[at] != ' ' && data[at] != '\t') {
			in_addresses = begins_addresses(data + at, next - at);
			colons = 0;
		}
		for (gsize i = at; in_addresses && i < next; i++)
			if (tame[i] == ':' && ++colons > COLONS_MAX)
				tame[i] = ' ';
	}
	return g_bytes_new_take(tame, size);
}
