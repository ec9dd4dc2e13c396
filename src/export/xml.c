/* Text into XML. */
#include "xml.h"

#include <diarie/base.h>

#include <stdarg.h>

/* XML 1.0, production [2] Char */
static gboolean
is_char(gunichar c)
{
	return c == '\t' || c == '\n' || (c >= 0x20 && c != 0xfffe && c != 0xffff);
}

static void
add_char(GString *out, gunichar c)
{
	static const char *const names[] = {['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;"};

	if (c < G_N_ELEMENTS(names) && names[c])
		g_string_append(out, names[c]);
	else if (is_char(c))
		g_string_append_unichar(out, c);
}

void
xml_text(GString *out, const char *text)
{
	g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;

	for (const char *at = valid; at && *at; at = di_utf8_next(at))
		add_char(out, g_utf8_get_char(at));
}

void
xml_add(GString *out, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	for (const char *at = format; *at; at++) {
		if (*at != '%') {
			g_string_append_c(out, *at);
			continue;
		}
		at++;
		if (*at == 's')
			xml_text(out, va_arg(values, const char *));
		else if (*at == 'd')
			g_string_append_printf(out, "%d", va_arg(values, int));
		else if (*at == 'l')
			g_string_append_printf(out, "%" G_GINT64_FORMAT, va_arg(values, gint64));
		else
			g_string_append_c(out, *at);
	}
	va_end(values);
}
