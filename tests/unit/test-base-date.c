/* Days off and quarters: the vectors of lag 1989:253 and 1930:173, computed and checked by hand. */
#include <diarie/base.h>
#include "../../src/base/zone.h"
#include "table.h"

static const struct MoveRow {
	const char *sentence, *given, *moved;
} moves[] = {
	{"långfredagen moves to Tuesday", "2026-04-03", "2026-04-07"},
	{"Kristi himmelsfärdsdag moves to the Friday after", "2026-05-14", "2026-05-15"},
	{"a national day on a Saturday moves to Monday", "2026-06-06", "2026-06-08"},
	{"midsommarafton moves to Monday", "2026-06-19", "2026-06-22"},
	{"a due date on a Saturday moves to Monday", "2026-08-15", "2026-08-17"},
	{"alla helgons dag moves to Monday", "2026-10-31", "2026-11-02"},
	{"julafton on a Thursday moves past the holidays", "2026-12-24", "2026-12-28"},
	{"nyårsafton on a Thursday moves past New Year's Day", "2026-12-31", "2027-01-04"},
	{"a due date on a Sunday moves to Monday", "2027-08-15", "2027-08-16"},
	{"a Saturday in January moves to Monday", "2028-01-15", "2028-01-17"},
	{"påskafton moves past annandag påsk", "2028-04-15", "2028-04-18"},
	{"the eve of trettondedag jul stays", "2026-01-05", "2026-01-05"},
	{"skärtorsdagen stays", "2026-04-02", "2026-04-02"},
	{"valborgsmässoafton stays", "2026-04-30", "2026-04-30"},
	{"första maj on a Friday moves to Monday", "2026-05-01", "2026-05-04"},
	{"annandag pingst stays since 2005", "2026-05-25", "2026-05-25"},
};

static void
check_move(void **state)
{
	const struct MoveRow *row = *state;
	g_autofree char *moved = di_date_format(di_workday_on_or_after(di_date_parse(row->given)));

	assert_string_equal(moved, row->moved);
}

static const struct EasterRow {
	const char *sentence;
	int year;
	const char *day;
} easters[] = {
	{"Easter 2025", 2025, "2025-04-20"},
	{"Easter 2026", 2026, "2026-04-05"},
	{"Easter 2027", 2027, "2027-03-28"},
	{"Easter 2028", 2028, "2028-04-16"},
	{"Easter 2029", 2029, "2029-04-01"},
};

static void
check_easter(void **state)
{
	const struct EasterRow *row = *state;
	g_autofree char *day = di_date_format(di_easter(row->year));

	assert_string_equal(day, row->day);
}

static const struct AddRow {
	const char *sentence, *given;
	int count;
	const char *expected;
} adds[] = {
	{"ten working days before 15 April 2026 leave out Easter", "2026-04-15", -10, "2026-03-30"},
	{"two working days after a Wednesday", "2026-04-15", 2, "2026-04-17"},
	{"two working days after a Thursday cross the weekend", "2026-04-16", 2, "2026-04-20"},
	{"none", "2026-04-18", 0, "2026-04-18"},
};

static void
check_add(void **state)
{
	const struct AddRow *row = *state;
	g_autofree char *day = di_date_format(di_workday_add(di_date_parse(row->given), row->count));

	assert_string_equal(day, row->expected);
}

static const struct ParseRow {
	const char *sentence, *given, *expected;
} parses[] = {
	{"a date", "2026-04-15", "2026-04-15"},
	{"a leap day", "2028-02-29", "2028-02-29"},
	{"no leap day", "2027-02-29", ""},
	{"a day that is none", "2026-04-31", ""},
	{"text after it", "2026-04-15x", ""},
	{"spaces for digits", "2026- 4-15", ""},
	{"a sign for a digit", "2026-+4-15", ""},
	{"a letter for a digit", "2O26-04-15", ""},
	{"nothing", "", ""},
};

static void
check_parse(void **state)
{
	const struct ParseRow *row = *state;
	g_autofree char *day = di_date_format(di_date_parse(row->given));

	assert_string_equal(day, row->expected);
}

static const struct QuarterRow {
	const char *sentence, *given, *expected, *first, *last;
} quarters[] = {
	{"the first quarter", "2025-Q1", "2025-Q1", "2025-01-01", "2025-03-31"},
	{"small letters", "2025q4", "2025-Q4", "2025-10-01", "2025-12-31"},
	{"a fifth quarter is none", "2025-Q5", "", "", ""},
	{"text after it is none", "2025-Q1x", "", "", ""},
};

static void
check_quarter(void **state)
{
	const struct QuarterRow *row = *state;
	DiQuarter quarter = di_quarter_parse(row->given);
	g_autofree char *text = di_quarter_format(quarter);
	g_autofree char *first = NULL, *last = NULL;

	assert_string_equal(text, row->expected);
	if (!di_quarter_is_set(quarter))
		return;
	first = di_date_format(di_quarter_first_day(quarter));
	last = di_date_format(di_quarter_last_day(quarter));
	assert_string_equal(first, row->first);
	assert_string_equal(last, row->last);
	assert_int_equal(di_quarter_compare(di_quarter_of_period(di_date_parse(first), di_date_parse(last)), quarter), 0);
	assert_int_equal(di_quarter_compare(di_quarter_add(di_quarter_add(quarter, 7), -7), quarter), 0);
}

static const struct ZoneRow {
	const char *sentence, *given, *date;
} zones[] = {
	{"a second before midnight in winter", "2026-01-31T22:59:59Z", "2026-01-31"},
	{"midnight in winter", "2026-01-31T23:00:00Z", "2026-02-01"},
	{"midnight in summer", "2026-06-30T22:00:00Z", "2026-07-01"},
	{"the night when summer time begins", "2026-03-29T00:30:00Z", "2026-03-29"},
	{"the night when summer time ends", "2026-10-25T22:59:59Z", "2026-10-25"},
};

static void
check_zone(void **state)
{
	const struct ZoneRow *row = *state;
	g_autofree char *date = di_date_format(di_date_of_time(di_time_parse(row->given), "Europe/Stockholm"));

	assert_string_equal(date, row->date);
}

static void
every_day_is_as_glib_has_it(void **state G_GNUC_UNUSED)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, 1, G_DATE_JANUARY, 1900);
	for (DiDate day = di_date_from_ymd(1900, 1, 1); day <= di_date_from_ymd(2199, 12, 31); day++, g_date_add_days(&date, 1)) {
		int year, month, day_of_month;

		di_date_to_ymd(day, &year, &month, &day_of_month);
		assert_int_equal(year, g_date_get_year(&date));
		assert_int_equal(month, g_date_get_month(&date));
		assert_int_equal(day_of_month, g_date_get_day(&date));
		assert_int_equal(di_date_weekday(day), g_date_get_weekday(&date));
		assert_int_equal(di_date_from_ymd(year, month, day_of_month), day);
	}
	assert_int_equal(di_date_from_ymd(2100, 2, 29), DI_DATE_NONE);
	assert_int_equal(di_date_from_ymd(1899, 12, 31), DI_DATE_NONE);
	assert_int_equal(di_date_week(di_date_parse("2021-01-03")), 53);
}

static const struct {
	const char *sentence, *name;
} zone_names[] = {
	{"Stockholm's file says what GLib says", "Europe/Stockholm"}, {"New York's", "America/New_York"}, {"half an hour", "Asia/Kolkata"},
	{"a day that was left out", "Pacific/Apia"}, {"summer time of half an hour", "Australia/Lord_Howe"},
	{"a zone without changes", "UTC"}, {"an offset for a name", "+02:00"},
};

static void
compare_moment(gint64 seconds, GTimeZone *zone, const char *name)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	g_autofree char *expected = g_date_time_format(local, "%Y-%m-%dT%H:%M:%S%:z");
	g_autofree char *got = di_time_format(seconds * DI_SECOND, name);

	assert_string_equal(got, expected);
	assert_int_equal(di_time_hour(seconds * DI_SECOND, name), g_date_time_get_hour(local));
}

static void
compare_local(DiDate day, int hour, GTimeZone *zone, const char *name)
{
	int year, month, day_of_month;
	g_autoptr(GDateTime) local = NULL;

	di_date_to_ymd(day, &year, &month, &day_of_month);
	local = g_date_time_new(zone, year, month, day_of_month, hour, 30, 0);
	assert_int_equal(di_date_at(day, hour, 30, name) / DI_SECOND, g_date_time_to_unix(local));
}

static void
check_zone_file(void **state)
{
	const char *name = *(const char *const *)*state;
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(name);

	(void)di_zone_load(name);
	if (!zone)
		skip(); /* another system's tzdata */
	for (gint64 at = -2208988800; at < 2398291200; at += 100003) /* 1900 to 2045 */
		compare_moment(at, zone, name);
	for (DiDate day = di_date_parse("2019-12-30"); day < di_date_parse("2023-01-02"); day++)
		for (int half = 0; half < 48; half++)
			compare_moment((gint64)day * 86400 + half * 1800 - (half & 1), zone, name);
	for (DiDate day = di_date_parse("2010-12-20"); day < di_date_parse("2012-01-20"); day++)
		for (int hour = 0; hour < 24; hour++)
			compare_local(day, hour, zone, name);
}

static void
swedish_dates(void **state G_GNUC_UNUSED)
{
	DiDate day = di_date_parse("2026-04-15");
	g_autofree char *plain = di_date_swedish(day);
	g_autofree char *with_weekday = di_date_swedish_weekday(day);
	g_autofree char *on = di_date_swedish_on(day);
	g_autofree char *range = di_date_swedish_range(di_date_parse("2026-01-01"), di_date_parse("2026-03-31"));
	g_autofree char *years = di_date_swedish_range(di_date_parse("2025-12-01"), di_date_parse("2026-01-31"));

	assert_string_equal(plain, "15 april 2026");
	assert_string_equal(with_weekday, "onsdag 15 april 2026");
	assert_string_equal(on, "onsdag den 15 april 2026");
	assert_string_equal(range, "1 januari–31 mars 2026");
	assert_string_equal(years, "1 december 2025–31 januari 2026");
	assert_int_equal(di_date_week(day), 16);
	assert_int_equal(di_month_from_swedish("Sept."), 9);
	assert_int_equal(di_month_from_swedish("mars"), 3);
	assert_int_equal(di_month_from_swedish("ma"), 0);
	assert_int_equal(di_month_from_swedish("månad"), 0);
}

static void
rests_double_up_to_the_most(void **state G_GNUC_UNUSED)
{
	static const gint64 expected[] = {5, 10, 20, 40, 60, 60};

	for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
		assert_int_equal(di_clock_rest(5, i, 60), expected[i]);
	assert_int_equal(di_clock_rest(24 * 3600, 31, G_MAXINT64), G_GINT64_CONSTANT(24 * 3600) << 31);
	assert_int_equal(di_clock_rest(5, G_MAXUINT, 60), 60);
}

int
main(void)
{
	ADD_ROWS(moves, check_move);
	ADD_ROWS(easters, check_easter);
	ADD_ROWS(adds, check_add);
	ADD_ROWS(parses, check_parse);
	ADD_ROWS(quarters, check_quarter);
	ADD_ROWS(zones, check_zone);
	ADD_TEST(every_day_is_as_glib_has_it);
	for (gsize i = 0; i < G_N_ELEMENTS(zone_names); i++)
		add_test(zone_names[i].sentence, check_zone_file, &zone_names[i].name);
	ADD_TEST(swedish_dates);
	ADD_TEST(rests_double_up_to_the_most);
	return run_table("base-date");
}
