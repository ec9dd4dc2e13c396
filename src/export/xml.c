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
	di_markup_format(out, xml_text, format, &values);
	va_end(values);
}
