/* A part of the page for each reporter: its quarters, newest first. */
#include "html.h"

static char *
details(const DiPage *page, const DiOwed *owed)
{
	GString *text = g_string_new(NULL);
	guint n = di_owed_reminders_sent(owed);
	g_autofree char *empty = owed->saknas && owed->saknas[0] ? g_strjoinv(", ", owed->saknas) : NULL;
	g_autofree char *promised = owed->excused_until == DI_DATE_NONE ? NULL : day_of(page, owed->excused_until);

	if (owed->kind == DI_KIND_SLUTRAPPORT)
		g_string_append(text, "slutrapport");
	if (empty)
		g_string_append_printf(text, "%s%s tom", text->len ? ", " : "", empty);
	if (promised)
		g_string_append_printf(text, "%sanstånd till %s", text->len ? ", " : "", promised);
	if (n)
		g_string_append_printf(text, "%s%u %s", text->len ? ", " : "", n, n == 1 ? "påminnelse" : "påminnelser");
	return g_string_free(text, FALSE);
}

static void
write_quarter(const DiPage *page, const DiOwed *owed, DiDate due, GString *out)
{
	DiStatus status = di_owed_status(owed, page->today);
	const Look *look = look_of(status);
	g_autofree char *quarter = quarter_words(owed->quarter), *more = details(page, owed);
	g_autofree char *arrived = owed->arrived == DI_DATE_NONE ? g_strdup("") : day_of(page, owed->arrived);
	g_autofree char *last = day_of(page, MAX(due, di_owed_last_day(owed)));

	if (status == DI_STATUS_INGEN)
		return;
	di_markup_add(out, "<tr><th scope=\"row\">%s</th><td class=\"%s\"><span class=\"mark\" aria-hidden=\"true\">%s</span> %s</td><td>%s</td><td>%s</td>"
		"<td class=\"number\">%s</td><td>%s</td></tr>\n", quarter, look->css, look->mark, look->word, last, arrived,
		owed->rapport ? owed->rapport : "", more);
}

static void
write_one(const DiPage *page, guint place, GString *out)
{
	const DiOwed *last = page->owed[page->n - 1]->pdata[place];
	g_autofree char *anchor = insats_anchor(last);
	g_autofree char *end = last->insats_to == DI_DATE_NONE ? NULL : di_date_swedish(last->insats_to);

	di_markup_add(out, "<section class=\"insats\" id=\"%s\" aria-labelledby=\"%s-n %s-h\">\n<h3 id=\"%s-n\">%s</h3>\n<p id=\"%s-h\">%s%s%s.", anchor, anchor,
		anchor, anchor, last->insats, anchor, last->huvudman, last->arende ? ", ärende " : "", last->arende);
	if (end)
		di_markup_add(out, " Insatsen slutar den %s.", end);
	di_markup_add(out, "</p>\n<div class=\"scroll\" role=\"region\" aria-label=\"Kvartalen: %s, %s\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Kvartal</th><th scope=\"col\">Läge</th>"
		"<th scope=\"col\">Senast</th><th scope=\"col\">Inkom</th><th scope=\"col\">Nummer</th><th scope=\"col\">Anmärkning</th></tr></thead>\n<tbody>\n", last->insats, last->huvudman);
	for (guint q = page->n; q > 0; q--)
		write_quarter(page, page->owed[q - 1]->pdata[place], page->due[q - 1], out);
	g_string_append(out, "</tbody>\n</table></div>\n<p class=\"back\"><a href=\"#alla\">Till alla insatser</a></p>\n</section>\n");
}

void
write_insatser(const DiPage *page, GString *out)
{
	g_string_append(out, "<section aria-labelledby=\"var\">\n<h2 id=\"var\">Varje insats</h2>\n");
	for (guint i = 0; i < page->owed[page->n - 1]->len; i++)
		write_one(page, i, out);
	g_string_append(out, "</section>\n");
}
