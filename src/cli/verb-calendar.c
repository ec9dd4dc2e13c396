/* diarie calendar: a year's due dates as they fall, with the days off that they meet. */
#include "verbs.h"

#include <stdio.h>

/* The date that the settings name, before any move; quarter 4 is due in the year after. */
static DiDate
nominal_due(const DiConfig *config, DiQuarter quarter)
{
	int month = config->reminders.due[0][quarter.number - 1], day = config->reminders.due[1][quarter.number - 1];
	DiDate end = di_quarter_last_day(quarter);
	DiDate due = di_date_from_ymd(quarter.year, month, day);

	return due > end ? due : di_date_from_ymd(quarter.year + 1, month, day);
}

/* How many of the ten days before DUE are open: Easter and such make them few. */
static int
open_days_before(DiDate due)
{
	int n = 0;

	for (DiDate date = due - 10; date < due; date++)
		n += di_workday_is(date);
	return n;
}

static char *
remark(const DiConfig *config, DiQuarter quarter)
{
	DiDate nominal = nominal_due(config, quarter), due = di_config_due(config, quarter);
	g_autofree char *written = di_date_swedish_weekday(nominal);
	int open = open_days_before(due);

	if (nominal != due)
		return g_strdup_printf("flyttad från %s", written);
	return open < 6 ? g_strdup_printf("bara %d arbetsdagar de tio dagarna före", open) : g_strdup("");
}

static void
print_json(const DiConfig *config, DiQuarter quarter)
{
	DiJson *json = di_json_new();
	DiDate due = di_config_due(config, quarter);

	di_json_object_begin(json, NULL);
	di_json_quarter(json, "kvartal", quarter);
	di_json_date(json, "datum", nominal_due(config, quarter));
	di_json_date(json, "forfallodag", due);
	di_json_date(json, "forhandsmejl", config->reminders.before_workdays
		? di_workday_add(due, -config->reminders.before_workdays) : DI_DATE_NONE);
	di_json_array_begin(json, "paminnelser");
	for (guint i = 0; i < config->reminders.n_after; i++)
		di_json_date(json, NULL, di_workday_add(due, config->reminders.after_workdays[i]));
	di_json_array_end(json);
	di_json_date(json, "eskalering", config->reminders.escalate_workdays
		? di_workday_add(due, config->reminders.escalate_workdays) : DI_DATE_NONE);
	di_json_int(json, "arbetsdagar_fore", open_days_before(due));
	di_json_object_end(json);
	di_print_json(json);
}

static char *
step_day(const DiCli *cli, DiDate due, int workdays)
{
	return workdays ? di_day_short(di_workday_add(due, workdays), cli->year) : g_strdup("");
}

static void
print_quarter(const DiCli *cli, DiQuarter quarter)
{
	const DiConfig *config = cli->config;
	DiDate due = di_config_due(config, quarter);
	g_autofree char *title = di_quarter_title(quarter);
	g_autofree char *day = di_date_swedish_weekday(due);
	g_autofree char *note = remark(config, quarter);
	g_autofree char *notice = step_day(cli, due, -config->reminders.before_workdays);
	g_autofree char *chief = step_day(cli, due, config->reminders.escalate_workdays);
	g_autoptr(GString) reminders = g_string_new(NULL);

	for (guint i = 0; i < config->reminders.n_after; i++) {
		g_autofree char *one = step_day(cli, due, config->reminders.after_workdays[i]);

		g_string_append_printf(reminders, "%s%s", i ? ", " : "", one);
	}
	di_print_beside(cli, DI_STYLE_BOLD, title, 16, day);
	if (*note)
		di_print_passage(cli, 16, "%s", note);
	if (*notice)
		di_print_passage(cli, 16, "förhandsmejl %s", notice);
	if (reminders->len)
		di_print_passage(cli, 16, "påminnelser %s", reminders->str);
	if (*chief)
		di_print_passage(cli, 16, "mejl till chefen %s", chief);
}

/* The quarters whose reports are due in the year. */
int
di_verb_calendar(DiCli *cli, GError **error G_GNUC_UNUSED)
{
	int year = di_args_count(cli->args, "year", cli->year);
	guint n = 0;

	for (DiQuarter quarter = {year - 1, 1}; quarter.year <= year; quarter = di_quarter_add(quarter, 1)) {
		int due_year, month, day;

		di_date_to_ymd(di_config_due(cli->config, quarter), &due_year, &month, &day);
		if (due_year != year)
			continue;
		if (n++ && !cli->args->json)
			fputc('\n', stdout);
		if (cli->args->json)
			print_json(cli->config, quarter);
		else
			print_quarter(cli, quarter);
	}
	return DI_EXIT_DONE;
}
