/* The quarter that is being reported in figures, and what needs somebody. */
#include "html.h"

static guint
count(const DiPage *page, DiStatus status)
{
	const GPtrArray *owed = page->owed[page->n - 1];
	guint n = 0;

	for (guint i = 0; i < owed->len; i++)
		n += di_owed_status(owed->pdata[i], page->today) == status;
	return n;
}

static void
write_figure(GString *out, const char *css, guint n, const char *words)
{
	di_markup_add(out, "<li class=\"figure %s\"><strong>%d</strong> %s</li>\n", css, (int)n, words);
}

void
write_summary(const DiPage *page, GString *out)
{
	static const DiStatus shown[] = {DI_STATUS_INKOMMEN, DI_STATUS_SEN, DI_STATUS_VANTAS, DI_STATUS_FORSENAD, DI_STATUS_GRANSKAS,
		DI_STATUS_DISPENS};
	g_autofree char *quarter = quarter_words(page->quarters[page->n - 1]);
	g_autofree char *due = di_date_swedish_weekday(page->due[page->n - 1]);

	di_markup_add(out, "<section aria-labelledby=\"nu\">\n<h2 id=\"nu\">Just nu: %s</h2>\n<p>Sista dag för rapporterna: %s.</p>\n<ul class=\"figures\">\n",
		quarter, due);
	for (guint i = 0; i < G_N_ELEMENTS(shown); i++) {
		guint n = count(page, shown[i]);

		if (n || shown[i] == DI_STATUS_INKOMMEN)
			write_figure(out, look_of(shown[i])->css, n, n == 1 ? look_of(shown[i])->one : look_of(shown[i])->several);
	}
	g_string_append(out, "</ul>\n</section>\n");
}

static char *
overdue_words(const DiPage *page, const DiOwed *owed)
{
	int days = MAX(page->today - di_owed_last_day(owed), 0);
	guint n = di_owed_reminders_sent(owed);
	g_autofree char *late = g_strdup_printf("%d %s försenad", days, days == 1 ? "dag" : "dagar");

	return n ? g_strdup_printf("%s, %u %s skickad%s", late, n, n == 1 ? "påminnelse" : "påminnelser", n == 1 ? "" : "e")
		 : g_strdup_printf("%s, inte påmind", late);
}

static guint
write_overdue(const DiPage *page, GString *out)
{
	guint written = 0;

	for (guint q = page->n; q > 0; q--) {
		for (guint i = 0; i < page->owed[q - 1]->len; i++) {
			const DiOwed *owed = page->owed[q - 1]->pdata[i];
			g_autofree char *anchor = insats_anchor(owed), *words = overdue_words(page, owed);
			g_autofree char *quarter = quarter_words(owed->quarter);

			if (di_owed_status(owed, page->today) != DI_STATUS_FORSENAD)
				continue;
			di_markup_add(out, "<li><a href=\"#%s\">%s</a>, %s, %s: %s.</li>\n", anchor, owed->insats, owed->huvudman, quarter, words);
			written++;
		}
	}
	return written;
}

void
write_tasks(const DiPage *page, GString *out)
{
	g_autoptr(GString) list = g_string_new(NULL);

	if (page->in_review)
		di_markup_add(list, "<li>%d %s väntar på granskning: <code>diarie review</code></li>\n", (int)page->in_review,
			page->in_review == 1 ? "ärende" : "ärenden");
	write_overdue(page, list);
	g_string_append(out, "<section aria-labelledby=\"gora\">\n<h2 id=\"gora\">Att göra</h2>\n");
	if (list->len)
		g_string_append_printf(out, "<ul>\n%s</ul>\n", list->str);
	else
		g_string_append(out, "<p>Ingenting.</p>\n");
	g_string_append(out, "</section>\n");
}
