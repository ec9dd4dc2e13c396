/* The matrix: a line for each reporter, a column for each quarter, the newest first: on a phone the others are off to the side. A state is never told by its colour alone. */
#include "html.h"

static void
write_cell(const DiPage *page, const DiOwed *owed, GString *out)
{
	DiStatus status = di_owed_status(owed, page->today);
	const Look *look = look_of(status);
	gboolean dated = status == DI_STATUS_INKOMMEN || status == DI_STATUS_SEN;
	DiDate date = dated ? owed->arrived : status == DI_STATUS_VANTAS ? di_owed_last_day(owed) : DI_DATE_NONE;
	g_autofree char *day = date == DI_DATE_NONE ? NULL : day_near(owed->quarter, date);

	di_markup_add(out, "<td class=\"%s\"><span class=\"mark\" aria-hidden=\"true\">%s</span> %s", look->css, look->mark,
		status == DI_STATUS_INGEN ? "–" : look->word);
	if (day)
		di_markup_add(out, " <span class=\"day\">%s</span>", day);
	g_string_append(out, "</td>");
}

static void
write_head(const DiPage *page, GString *out)
{
	g_string_append(out, "<thead><tr><th scope=\"col\">Insats</th>");
	for (guint q = page->n; q > 0; q--)
		di_markup_add(out, "<th scope=\"col\">Kv %d %d</th>", page->quarters[q - 1].number, page->quarters[q - 1].year);
	g_string_append(out, "</tr></thead>\n");
}

void
write_matrix(const DiPage *page, GString *out)
{
	g_string_append(out, "<section aria-labelledby=\"alla\">\n<h2 id=\"alla\">Alla insatser</h2>\n"
		"<div class=\"scroll\" role=\"region\" aria-label=\"Tabell över alla insatser\" tabindex=\"0\">\n<table class=\"matrix\">\n");
	write_head(page, out);
	g_string_append(out, "<tbody>\n");
	for (guint i = 0; i < page->owed[page->n - 1]->len; i++) {
		const DiOwed *last = page->owed[page->n - 1]->pdata[i];
		g_autofree char *anchor = insats_anchor(last);

		di_markup_add(out, "<tr><th scope=\"row\"><a href=\"#%s\">%s</a> <span class=\"whose\">%s</span></th>", anchor, last->insats, last->huvudman);
		for (guint q = page->n; q > 0; q--)
			write_cell(page, page->owed[q - 1]->pdata[i], out);
		g_string_append(out, "</tr>\n");
	}
	g_string_append(out, "</tbody>\n</table>\n</div>\n</section>\n");
}
