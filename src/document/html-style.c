/* The few declarations of a style attribute that change what is read. */
#include "html.h"

#include <string.h>

static void
set_size(DiHtmlStyle *style, const char *value)
{
	char *unit;
	double size = g_ascii_strtod(value, &unit);

	if (size <= 0 || size > 2000)
		return;
	if (g_str_has_prefix(unit, "pt"))
		style->size_pt10 = (int)(size * 10);
	else if (g_str_has_prefix(unit, "px"))
		style->size_pt10 = (int)(size * 7.5);
	else if (g_str_has_prefix(unit, "em") || g_str_has_prefix(unit, "rem"))
		style->size_percent = (int)(size * 100);
	else if (*unit == '%')
		style->size_percent = (int)size;
}

static void
set(DiHtmlStyle *style, const char *name, const char *value)
{
	if (strcmp(name, "font-weight") == 0)
		style->bold = strcmp(value, "bold") == 0 || strcmp(value, "bolder") == 0 || di_number_within(value, 0, 1000) >= 600;
	else if (strcmp(name, "font-size") == 0)
		set_size(style, value);
	else if (strcmp(name, "display") == 0 || strcmp(name, "visibility") == 0)
		style->hidden = strcmp(value, "none") == 0 || strcmp(value, "hidden") == 0;
	else if (strcmp(name, "mso-hide") == 0)
		style->hidden = strcmp(value, "all") == 0;
	else if (strcmp(name, "mso-element") == 0 && g_str_has_prefix(value, "comment"))
		style->hidden = TRUE;
	else if (strcmp(name, "font") == 0)
		style->spacer = g_str_has_prefix(value, "7.0pt") || g_str_has_prefix(value, "7pt");
}

DiHtmlStyle
di_html_style(const char *attribute)
{
	DiHtmlStyle style = {.bold = -1, .hidden = -1};
	g_autofree char *lower = attribute ? g_ascii_strdown(attribute, -1) : NULL;
	g_auto(GStrv) declarations = lower && strlen(lower) < 4000 ? g_strsplit(lower, ";", -1) : NULL;

	for (char **at = declarations; at && *at; at++) {
		char *colon = strchr(*at, ':');

		if (!colon)
			continue;
		*colon = '\0';
		set(&style, g_strstrip(*at), g_strstrip(colon + 1));
	}
	return style;
}
