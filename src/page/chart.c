/* How the quarters went: a bar for each, in time, late, missing. The figures stand in a table beside it, for those who do not see. */
#include "html.h"

enum { BAR_WIDTH = 420, BAR_HEIGHT = 22, BAR_STEP = 32, LABEL_WIDTH = 90, TEXT_DOWN = 16 };

static const char *const css[DI_PUNCTUALITIES] = {"in", "late", "wait", "overdue"};

static void
write_bar(const DiPage *page, guint q, GString *out)
{
	guint counts[DI_PUNCTUALITIES], all = di_owed_count(page->owed[q], page->today, counts), before = 0;
	int y = (int)q * BAR_STEP;

	di_markup_add(out, "<text x=\"0\" y=\"%d\">Kv %d %d</text>", y + TEXT_DOWN, page->quarters[q].number, page->quarters[q].year);
	for (int i = 0; i < DI_PUNCTUALITIES && all; i++) {
		int from = LABEL_WIDTH + (int)(before * BAR_WIDTH / all);
		int to = LABEL_WIDTH + (int)((before + counts[i]) * BAR_WIDTH / all);

		before += counts[i];
		if (!counts[i])
			continue;
		di_markup_add(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", css[i], from, y, to - from, BAR_HEIGHT);
		di_markup_add(out, "<text class=\"on %s\" x=\"%d\" y=\"%d\">%d</text>", css[i], from + 6, y + TEXT_DOWN, (int)counts[i]);
	}
	g_string_append_c(out, '\n');
}

static void
write_table(const DiPage *page, GString *out)
{
	g_string_append(out, "<div class=\"scroll\" role=\"region\" aria-label=\"Kvartalen i siffror\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Kvartal</th>");
	for (int i = 0; i < DI_PUNCTUALITIES; i++)
		di_markup_add(out, "<th scope=\"col\"><span class=\"key %s\" aria-hidden=\"true\"></span> %s</th>", css[i], di_punctuality_words(i));
	g_string_append(out, "</tr></thead>\n<tbody>\n");
	for (guint q = 0; q < page->n; q++) {
		guint counts[DI_PUNCTUALITIES];

		di_owed_count(page->owed[q], page->today, counts);
		di_markup_add(out, "<tr><th scope=\"row\">Kv %d %d</th>", page->quarters[q].number, page->quarters[q].year);
		for (int i = 0; i < DI_PUNCTUALITIES; i++)
			di_markup_add(out, "<td>%d</td>", (int)counts[i]);
		g_string_append(out, "</tr>\n");
	}
	g_string_append(out, "</tbody>\n</table></div>\n");
}

void
write_chart(const DiPage *page, GString *out)
{
	int height = (int)page->n * BAR_STEP;

	g_string_append(out, "<section aria-labelledby=\"over\">\n<h2 id=\"over\">Hur kvartalen har gått</h2>\n<div class=\"beside\">\n");
	di_markup_add(out, "<svg class=\"chart\" role=\"img\" aria-label=\"Staplar: rapporter i tid, sena och saknade för varje kvartal. Siffrorna står i tabellen.\" "
		"viewBox=\"0 0 %d %d\">\n", LABEL_WIDTH + BAR_WIDTH, height);
	for (guint q = 0; q < page->n; q++)
		write_bar(page, q, out);
	g_string_append(out, "</svg>\n");
	write_table(page, out);
	g_string_append(out, "</div>\n</section>\n");
}
