/* Text into markup: HTML and XML. Words of strangers go into a page or a document through here and no other way. */
#include <diarie/base.h>

static const char *
entity_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void
di_markup_text(GString *out, const char *text)
{
	g_autofree char *visible = di_text_visible(text ? text : "", FALSE);

	for (const char *at = visible; *at; at++) {
		const char *entity = entity_of(*at);

		if (entity)
			g_string_append(out, entity);
		else
			g_string_append_c(out, *at);
	}
}

void
di_markup_format(GString *out, void (*text)(GString *, const char *), const char *format, va_list *values)
{
	for (const char *at = format; *at; at++) {
		if (*at != '%') {
			g_string_append_c(out, *at);
			continue;
		}
		at++;
		if (*at == 's')
			text(out, va_arg(*values, const char *));
		else if (*at == 'd')
			g_string_append_printf(out, "%d", va_arg(*values, int));
		else if (*at == 'l')
			g_string_append_printf(out, "%" G_GINT64_FORMAT, va_arg(*values, gint64));
		else
			g_string_append_c(out, *at);
	}
}

void
di_markup_add(GString *out, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	di_markup_format(out, di_markup_text, format, &values);
	va_end(values);
}
