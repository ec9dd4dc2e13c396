/* Quoted-printable (RFC 2045, 6.7). GMime's own makes a line of 77 octets where one ends in a space, as lines of a flowed text do. */
#include "header.h"

#include <string.h>

enum { LINE_MOST = 76 };

static gboolean
is_plain(guchar octet, gboolean is_last)
{
	return (octet > ' ' && octet <= '~' && octet != '=') || (octet == ' ' && !is_last);
}

static void
add_line(GString *out, const char *line, gsize length)
{
	gsize column = 0;

	for (gsize i = 0; i < length; i++) {
		gboolean is_last = i + 1 == length;
		gboolean plain = is_plain((guchar)line[i], is_last);
		gsize width = plain ? 1 : 3;

		if (column + width > LINE_MOST - (is_last ? 0u : 1u)) { /* room for the "=" of a soft break */
			g_string_append(out, "=\n");
			column = 0;
		}
		if (plain)
			g_string_append_c(out, line[i]);
		else
			g_string_append_printf(out, "=%02X", (guint)(guchar)line[i]);
		column += width;
	}
}

char *
di_quoted_printable(const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *line = text; *line;) {
		gsize length = strcspn(line, "\n");

		add_line(out, line, length);
		line += length;
		if (*line == '\n') {
			g_string_append_c(out, '\n');
			line++;
		}
	}
	return g_string_free(out, FALSE);
}
