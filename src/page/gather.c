/* The facts of the page, quarter by quarter. */
#include <diarie/page.h>

char *
di_page_make(const DiConfig *config, DiTime now, guint in_review, DiPageAsk ask, gpointer user, GError **error)
{
	DiPage page = {.forbund = config->diarium.forbund, .made = now, .timezone = config->reminders.timezone,
		.today = di_date_of_time(now, config->reminders.timezone), .in_review = in_review};
	DiQuarter last = di_quarter_add(di_quarter_of(page.today), -1);
	GPtrArray *owed[DI_PAGE_QUARTERS] = {NULL};
	char *text = NULL;
	guint n = 0, first;

	for (; n < DI_PAGE_QUARTERS; n++) {
		owed[n] = ask(user, di_quarter_add(last, (int)n + 1 - DI_PAGE_QUARTERS), error);
		if (!owed[n])
			break;
	}
	first = n == DI_PAGE_QUARTERS ? di_owed_first_kept(owed, n) : n;
	for (guint q = first; q < n; q++, page.n++) {
		page.quarters[page.n] = di_quarter_add(last, (int)q + 1 - DI_PAGE_QUARTERS);
		page.due[page.n] = di_config_due(config, page.quarters[page.n]);
		page.owed[page.n] = owed[q];
	}
	if (page.n)
		text = di_page_write(&page);
	for (guint q = 0; q < n; q++)
		g_ptr_array_unref(owed[q]);
	return text;
}
