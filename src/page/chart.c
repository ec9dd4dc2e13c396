/* How the quarters went: a bar for each, in time, late, missing. The figures stand in a table beside it, for those who do not see. */
#include "html.h"

enum { IN_TIME, LATE, OPEN, MISSING, KINDS };
enum { BAR_WIDTH = 420, BAR_HEIGHT = 22, BAR_STEP = 32, LABEL_WIDTH = 90, TEXT_DOWN = 16 };

static const struct {
	const char *css, *words;
} kinds[KINDS] = {{"in", "i tid"}, {"late", "sent"}, {"wait", "väntas eller granskas"}, {"overdue", "saknas"}};

static int
kind_of(DiStatus status)
{
	switch (status) {
	case DI_STATUS_INKOMMEN:
		return IN_TIME;
	case DI_STATUS_SEN:
		return LATE;
	case DI_STATUS_VANTAS:
	case DI_STATUS_GRANSKAS:
		return OPEN;
	case DI_STATUS_FORSENAD:
		return MISSING;
	case DI_STATUS_DISPENS:
	case DI_STATUS_INGEN:
	default:
		return -1;
	}
}

static guint
count_quarter(const DiPage *page, guint q, guint counts[KINDS])
{
	guint all = 0;

	for (int i = 0; i < KINDS; i++)
		counts[i] = 0;
	for (guint i = 0; i < page->owed[q]->len; i++) {
		int kind = kind_of(di_owed_status(page->owed[q]->pdata[i], page->today));

		if (kind < 0)
			continue;
		counts[kind]++;
		all++;
	}
	return all;
}

static void
write_bar(const DiPage *page, guint q, GString *out)
{
	guint counts[KINDS], all = count_quarter(page, q, counts), before = 0;
	int y = (int)q * BAR_STEP;

	di_markup_add(out, "<text x=\"0\" y=\"%d\">Kv %d %d</text>", y + TEXT_DOWN, page->quarters[q].number, page->quarters[q].year);
	for (int i = 0; i < KINDS && all; i++) {
		int from = LABEL_WIDTH + (int)(before * BAR_WIDTH / all);
		int to = LABEL_WIDTH + (int)((before + counts[i]) * BAR_WIDTH / all);

		before += counts[i];
		if (!counts[i])
			continue;
		di_markup_add(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", kinds[i].css, from, y, to - from, BAR_HEIGHT);
		di_markup_add(out, "<text class=\"on %s\" x=\"%d\" y=\"%d\">%d</text>", kinds[i].css, from + 6, y + TEXT_DOWN, (int)counts[i]);
	}
	g_string_append_c(out, '\n');
}

static void
write_table(const DiPage *page, GString *out)
{
	g_string_append(out, "<div class=\"scroll\" role=\"region\" aria-label=\"Kvartalen i siffror\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">Kvartal</th>");
	for (int i = 0; i < KINDS; i++)
		di_markup_add(out, "<th scope=\"col\"><span class=\"key %s\" aria-hidden=\"true\"></span> %s</th>", kinds[i].css, kinds[i].words);
	g_string_append(out, "</tr></thead>\n<tbody>\n");
	for (guint q = 0; q < page->n; q++) {
		guint counts[KINDS];

		count_quarter(page, q, counts);
		di_markup_add(out, "<tr><th scope=\"row\">Kv %d %d</th>", page->quarters[q].number, page->quarters[q].year);
		for (int i = 0; i < KINDS; i++)
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
