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
} fixed_days_off[] = {
	{1, 1}, {1, 6}, {5, 1}, {6, 6}, {12, 25}, {12, 26}, /* lag 1989:253 */
	{12, 24}, {12, 31},                                 /* lag 1930:173 2 § */
};

/* Days from Easter Sunday: långfredag, annandag påsk, Kristi himmelsfärdsdag; the rest are Sundays. */
static const int easter_days_off[] = {-2, 1, 39};

static gboolean
is_fixed_day_off(int month, int day)
{
	for (guint i = 0; i < G_N_ELEMENTS(fixed_days_off); i++)
		if (fixed_days_off[i].month == month && fixed_days_off[i].day == day)
			return TRUE;
	return FALSE;
}

static gboolean
is_easter_day_off(DiDate date, int year)
{
	DiDate easter = di_easter(year);

	for (guint i = 0; i < G_N_ELEMENTS(easter_days_off); i++)
		if (date == easter + easter_days_off[i])
			return TRUE;
	return FALSE;
}

gboolean
di_workday_is(DiDate date)
{
	int year, month, day, weekday = di_date_weekday(date);

	if (weekday >= 6) /* also midsommardagen and alla helgons dag, always Saturdays */
		return FALSE;
	di_date_to_ymd(date, &year, &month, &day);
	if (weekday == 5 && month == 6 && day >= 19 && day <= 25) /* midsommarafton */
		return FALSE;
	return !is_fixed_day_off(month, day) && !is_easter_day_off(date, year);
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
