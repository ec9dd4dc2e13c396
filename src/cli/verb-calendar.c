/* diarie calendar: a year's due dates as they fall, the board's meetings, and the days off that are in the way. */
#include "verbs.h"

#include <stdio.h>

/* The date that the settings come to, before any move; quarter 4 is due in the year after. */
static DiDate
nominal_due(const DiConfig *config, DiQuarter quarter)
{
	int month = config->reminders.due[0][quarter.number - 1], day = config->reminders.due[1][quarter.number - 1];
	DiDate end = di_quarter_last_day(quarter);
	DiDate due = di_date_from_ymd(quarter.year, month, day);

	if (di_config_board(config, quarter) != DI_DATE_NONE)
		return di_config_due(config, quarter);
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
	DiDate meeting = di_config_board(config, quarter);
	g_autofree char *written = di_date_swedish_weekday(nominal), *board = di_date_swedish_weekday(meeting);
	int open = open_days_before(due);

	if (meeting != DI_DATE_NONE)
		return g_strdup_printf("%d %s före styrelsens möte %s", config->reminders.board_workdays,
			config->reminders.board_workdays == 1 ? "arbetsdag" : "arbetsdagar", board);
	if (config->reminders.n_board)
		return g_strdup_printf("inget styrelsemöte angivet för kvartalet: dagen är den i due");
	if (nominal != due)
		return g_strdup_printf("flyttad från %s", written);
	return open < 6 ? g_strdup_printf("bara %d arbetsdagar de tio dagarna före", open) : g_strdup("");
}

/* The day by which the steering group should have read the report; DI_DATE_NONE: nothing is said of it. */
static DiDate
steering_day(const DiConfig *config, DiDate due)
{
	return config->reminders.steering_workdays ? di_workday_add(due, -config->reminders.steering_workdays) : DI_DATE_NONE;
}

/* Are offices closed on a weekday shortly before DATE, or on it? Then few can meet. */
static gboolean
collides(DiDate date)
{
	for (DiDate day = date - 4; day <= date; day++)
		if (di_workday_off_name(day))
			return TRUE;
	return FALSE;
}

/* From when on days off are in the way: the notice, or two weeks before. */
static DiDate
work_begins(const DiConfig *config, DiDate due)
{
	DiDate notice = config->reminders.before_workdays ? di_workday_add(due, -config->reminders.before_workdays) : due - 14;

	return MIN(notice, config->reminders.steering_workdays ? steering_day(config, due) : notice);
}

/* "långfredagen 3 april, annandag påsk 6 april": weekdays on which nobody is at work while the report is written. */
static char *
days_off(const DiCli *cli, DiDate due)
{
	GString *list = g_string_new(NULL);

	for (DiDate date = work_begins(cli->config, due); date <= due; date++) {
		const char *name = di_workday_off_name(date);
		g_autofree char *day = name ? di_day_short(date, cli->year) : NULL;

		if (name)
			g_string_append_printf(list, "%s%s %s", list->len ? ", " : "", name, day);
	}
	return g_string_free(list, FALSE);
}

static void
write_days_off(DiJson *json, const DiConfig *config, DiDate due)
{
	di_json_array_begin(json, "lediga");
	for (DiDate date = work_begins(config, due); date <= due; date++) {
		if (!di_workday_off_name(date))
			continue;
		di_json_object_begin(json, NULL);
		di_json_date(json, "datum", date);
		di_json_string(json, "namn", di_workday_off_name(date));
		di_json_object_end(json);
	}
	di_json_array_end(json);
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
	di_json_date(json, "styrelsemote", di_config_board(config, quarter));
	di_json_date(json, "styrgrupp", steering_day(config, due));
	di_json_bool(json, "styrgrupp_krockar", config->reminders.steering_workdays && collides(steering_day(config, due)));
	di_json_date(json, "forhandsmejl", config->reminders.before_workdays
		? di_workday_add(due, -config->reminders.before_workdays) : DI_DATE_NONE);
	di_json_array_begin(json, "paminnelser");
	for (guint i = 0; i < config->reminders.n_after; i++)
		di_json_date(json, NULL, di_workday_add(due, config->reminders.after_workdays[i]));
	di_json_array_end(json);
	di_json_date(json, "eskalering", config->reminders.escalate_workdays
		? di_workday_add(due, config->reminders.escalate_workdays) : DI_DATE_NONE);
	di_json_int(json, "arbetsdagar_fore", open_days_before(due));
	write_days_off(json, config, due);
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
	DiDate steering = steering_day(config, due);
	g_autofree char *reading = steering == DI_DATE_NONE ? NULL : di_date_swedish_weekday(steering);
	g_autofree char *off = days_off(cli, due);
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
	if (steering != DI_DATE_NONE)
		di_print_passage(cli, 16, "styrgruppen läser senast %s%s", reading,
			collides(steering) ? ", tätt inpå lediga dagar" : "");
	if (*off)
		di_print_passage(cli, 16, "lediga dagar dessförinnan: %s", off);
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
