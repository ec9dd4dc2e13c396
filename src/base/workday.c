/* Which days offices are closed in Sweden: lag 1989:253 and lag 1930:173 2 §. */
#include <diarie/base.h>

/* Gregorian Easter, the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8). */
DiDate
di_easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
	int h = (19 * a + b - d - g + 15) % 30;
	int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;

	return di_date_from_ymd(year, n / 31, n % 31 + 1);
}

static const struct {
	int month, day;
	const char *name;
} fixed_days_off[] = {
	/* lag 1989:253 */
	{1, 1, "nyårsdagen"}, {1, 6, "trettondedag jul"}, {5, 1, "första maj"}, {6, 6, "nationaldagen"}, {12, 25, "juldagen"},
	{12, 26, "annandag jul"},
	/* lag 1930:173 2 § */
	{12, 24, "julafton"}, {12, 31, "nyårsafton"},
};

/* Days from Easter Sunday, which is in March or April; the rest are Sundays. */
enum { EASTER_FROM = 3, EASTER_TO = 6 }; /* months */
static const struct {
	int after;
	const char *name;
} easter_days_off[] = {{-2, "långfredagen"}, {1, "annandag påsk"}, {39, "Kristi himmelsfärdsdag"}};

static const char *
fixed_name(int month, int day)
{
	for (guint i = 0; i < G_N_ELEMENTS(fixed_days_off); i++)
		if (fixed_days_off[i].month == month && fixed_days_off[i].day == day)
			return fixed_days_off[i].name;
	return NULL;
}

static const char *
easter_name(DiDate date, int year)
{
	DiDate easter = di_easter(year);

	for (guint i = 0; i < G_N_ELEMENTS(easter_days_off); i++)
		if (date == easter + easter_days_off[i].after)
			return easter_days_off[i].name;
	return NULL;
}

const char *
di_workday_off_name(DiDate date)
{
	int year, month, day, weekday = di_date_weekday(date);
	const char *fixed;

	if (weekday >= 6) /* also midsommardagen and alla helgons dag, always Saturdays */
		return NULL;
	di_date_to_ymd(date, &year, &month, &day);
	if (weekday == 5 && month == 6 && day >= 19 && day <= 25)
		return "midsommarafton";
	fixed = fixed_name(month, day);
	return fixed || month < EASTER_FROM || month > EASTER_TO ? fixed : easter_name(date, year);
}

gboolean
di_workday_is(DiDate date)
{
	return di_date_weekday(date) < 6 && !di_workday_off_name(date);
}

DiDate
di_workday_on_or_after(DiDate date)
{
	while (!di_workday_is(date))
		date++;
	return date;
}

DiDate
di_workday_add(DiDate date, int count)
{
	int step = count < 0 ? -1 : 1;

	while (count != 0) {
		date += step;
		if (di_workday_is(date))
			count -= step;
	}
	return date;
}
