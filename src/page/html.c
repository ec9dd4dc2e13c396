/* Words and marks that the parts of the page share. */
#include "html.h"

#include <string.h>

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

static char *
written(DiDate date, gboolean with_year)
{
	char *text = di_date_swedish(date), *space = strrchr(text, ' ');

	if (!with_year && space)
		*space = '\0';
	return text;
}

char *
day_of(const DiPage *page, DiDate date)
{
	int year, now, month, day;

	di_date_to_ymd(date, &year, &month, &day);
	di_date_to_ymd(page->today, &now, &month, &day);
	return written(date, year != now);
}

char *
day_near(DiQuarter quarter, DiDate date)
{
	int days = date - di_quarter_last_day(quarter);

	return written(date, days < -90 || days > 270);
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
