/* Text into markup. Names come from the register and from strangers: nothing goes out but through here. */
#include "html.h"

#include <string.h>

void
html_text(GString *out, const char *text)
{
	g_autofree char *visible = di_text_visible(text ? text : "", FALSE);

	for (const char *at = visible; *at; at++) {
		switch (*at) {
		case '&':
			g_string_append(out, "&amp;");
			break;
		case '<':
			g_string_append(out, "&lt;");
			break;
		case '>':
			g_string_append(out, "&gt;");
			break;
		case '"':
			g_string_append(out, "&quot;");
			break;
		case '\'':
			g_string_append(out, "&#39;");
			break;
		default:
			g_string_append_c(out, *at);
		}
	}
}

void
html_add(GString *out, const char *format, ...)
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
			html_text(out, va_arg(values, const char *));
		else if (*at == 'd')
			g_string_append_printf(out, "%d", va_arg(values, int));
		else
			g_string_append_c(out, *at);
	}
	va_end(values);
}

const Look *
look_of(DiStatus status)
{
	static const Look looks[] = {
		[DI_STATUS_INKOMMEN] = {"✓", "Inkommen", "inkommen i tid", "inkomna i tid", "in"},
		[DI_STATUS_SEN] = {"✓", "Inkom sent", "inkommen sent", "inkomna sent", "late"},
		[DI_STATUS_VANTAS] = {"·", "Väntas", "väntas", "väntas", "wait"},
		[DI_STATUS_FORSENAD] = {"✗", "Försenad", "försenad", "försenade", "overdue"},
		[DI_STATUS_GRANSKAS] = {"?", "Granskas", "att granska", "att granska", "review"},
		[DI_STATUS_DISPENS] = {"–", "Dispens", "med dispens", "med dispens", "none"},
		[DI_STATUS_INGEN] = {"", "Ingen rapport", "utan rapport", "utan rapport", "none"},
	};

	return &looks[status];
}

char *
day_of(const DiPage *page, DiDate date)
{
	int year, now, month, day;
	char *text = di_date_swedish(date);
	char *space;

	di_date_to_ymd(date, &year, &month, &day);
	di_date_to_ymd(page->today, &now, &month, &day);
	space = strrchr(text, ' ');
	if (year == now && space)
		*space = '\0';
	return text;
}

char *
insats_anchor(const DiOwed *owed)
{
	return g_strdup_printf("i%" G_GINT64_FORMAT, owed->rapportor_id);
}

char *
quarter_words(DiQuarter quarter)
{
	return g_strdup_printf("kvartal %d %d", quarter.number, quarter.year);
}
