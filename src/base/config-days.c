/* The days that diarie.conf names: when a quarter's report is due, and when no letter goes. */
#include <diarie/base.h>

DiDate
di_config_due(const DiConfig *config, DiQuarter quarter)
{
	int i = quarter.number - 1;
	int month = config->reminders.due[0][i];
	/* a due date before the end of its quarter belongs to the next year: Q4 is due in January */
	int year = month > quarter.number * 3 ? quarter.year : quarter.year + 1;
	DiDate date = di_date_from_ymd(year, month, config->reminders.due[1][i]);

	if (date == DI_DATE_NONE) /* 29 February in another year */
		date = di_date_from_ymd(year, month, 28);
	return di_workday_on_or_after(date);
}

gboolean
di_config_is_quiet(const DiConfig *config, DiDate date)
{
	int year, month, day;

	di_date_to_ymd(date, &year, &month, &day);
	for (guint i = 0; i < config->reminders.n_quiet; i++) {
		const DiQuiet *quiet = &config->reminders.quiet[i];
		int at = month * 100 + day;
		int from = quiet->from_month * 100 + quiet->from_day;
		int to = quiet->to_month * 100 + quiet->to_day;

		if (from <= to ? at >= from && at <= to : at >= from || at <= to)
			return TRUE;
	}
	return FALSE;
}
