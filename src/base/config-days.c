/* The days that diarie.conf names: when a quarter's report is due, and when no letter goes. */
#include <diarie/base.h>

enum { BOARD_WORKDAYS_LEAST = 5 }; /* a quarter's report is not due before this many working days have passed since its end */

static DiDate
due_before(const DiConfig *config, DiDate meeting)
{
	return di_workday_add(meeting, -config->reminders.board_workdays);
}

DiDate
di_config_board(const DiConfig *config, DiQuarter quarter)
{
	DiDate earliest = di_workday_add(di_quarter_last_day(quarter), BOARD_WORKDAYS_LEAST);
	DiDate latest = di_quarter_last_day(di_quarter_add(quarter, 1));

	for (guint i = 0; i < config->reminders.n_board; i++) {
		DiDate due = due_before(config, config->reminders.board[i]);

		if (due >= earliest)
			return due <= latest ? config->reminders.board[i] : DI_DATE_NONE;
	}
	return DI_DATE_NONE;
}

DiDate
di_config_board_after(const DiConfig *config, DiDate date)
{
	for (guint i = 0; i < config->reminders.n_board; i++)
		if (config->reminders.board[i] > date)
			return config->reminders.board[i];
	return DI_DATE_NONE;
}

DiDate
di_config_due(const DiConfig *config, DiQuarter quarter)
{
	int i = quarter.number - 1;
	int month = config->reminders.due[0][i];
	/* a due date before the end of its quarter belongs to the next year: Q4 is due in January */
	int year = month > quarter.number * 3 ? quarter.year : quarter.year + 1;
	DiDate date = di_date_from_ymd(year, month, config->reminders.due[1][i]);
	DiDate meeting = di_config_board(config, quarter);

	if (meeting != DI_DATE_NONE)
		return due_before(config, meeting);
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
