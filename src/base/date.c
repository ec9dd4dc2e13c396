/* Civil days as whole numbers, quarters, and how both are written in Swedish. */
#include <diarie/base.h>

#include <stdio.h>
#include <string.h>

static const char *const months[] = {"januari", "februari", "mars", "april", "maj", "juni", "juli",
	"augusti", "september", "oktober", "november", "december"};
static const char *const weekdays[] = {
	"måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"};

/* Years are counted from 1 March, so that the leap day is a year's last; 400 years have always as many days (E. M. Reingold and
 * N. Dershowitz, Calendrical Calculations). GDate does the same ten times as slowly, and half a list's time went there. */
enum { DAYS_OF_400_YEARS = 146097, EPOCH_FROM_MARCH_OF_YEAR_0 = 719468 };

static int
days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	gboolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

DiDate
di_date_from_ymd(int year, int month, int day)
{
	int y = month > 2 ? year : year - 1, m = (month + 9) % 12;

	if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
		return DI_DATE_NONE;
	return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - EPOCH_FROM_MARCH_OF_YEAR_0;
}

void
di_date_to_ymd(DiDate day, int *year_out, int *month_out, int *day_out)
{
	int since = day + EPOCH_FROM_MARCH_OF_YEAR_0;
	int era = (since >= 0 ? since : since - (DAYS_OF_400_YEARS - 1)) / DAYS_OF_400_YEARS;
	int of_era = since - era * DAYS_OF_400_YEARS;
	int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (year * 365 + year / 4 - year / 100);
	int m = (of_year * 5 + 2) / 153;

	*day_out = of_year - (m * 153 + 2) / 5 + 1;
	*month_out = m < 10 ? m + 3 : m - 9;
	*year_out = year + era * 400 + (*month_out <= 2);
}

int
di_date_weekday(DiDate day)
{
	return ((day % 7) + 10) % 7 + 1; /* 1970-01-01 was a Thursday */
}

int
di_date_week(DiDate day)
{
	int year, month, day_of_month;
	GDate date;

	di_date_to_ymd(day, &year, &month, &day_of_month);
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)day_of_month, (GDateMonth)month, (GDateYear)year);
	return (int)g_date_get_iso8601_week_of_year(&date);
}

/* N digits; -1: something else stands there. */
static int
digits(const char *at, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (!g_ascii_isdigit(at[i]))
			return -1;
		value = value * 10 + at[i] - '0';
	}
	return value;
}

DiDate
di_date_parse(const char *iso)
{
	if (!iso || strlen(iso) != 10 || iso[4] != '-' || iso[7] != '-')
		return DI_DATE_NONE;
	return di_date_from_ymd(digits(iso, 4), digits(iso + 5, 2), digits(iso + 8, 2));
}

char *
di_date_format(DiDate date)
{
	int year, month, day;

	if (date == DI_DATE_NONE)
		return g_strdup("");
	di_date_to_ymd(date, &year, &month, &day);
	return g_strdup_printf("%04d-%02d-%02d", year, month, day);
}

char *
di_date_swedish(DiDate date)
{
	int year, month, day;

	if (date == DI_DATE_NONE)
		return g_strdup("");
	di_date_to_ymd(date, &year, &month, &day);
	return g_strdup_printf("%d %s %d", day, months[month - 1], year);
}

char *
di_date_swedish_weekday(DiDate date)
{
	g_autofree char *plain = di_date_swedish(date);

	if (date == DI_DATE_NONE)
		return g_steal_pointer(&plain);
	return g_strdup_printf("%s %s", weekdays[di_date_weekday(date) - 1], plain);
}

char *
di_date_swedish_on(DiDate date)
{
	g_autofree char *plain = di_date_swedish(date);

	if (date == DI_DATE_NONE)
		return g_steal_pointer(&plain);
	return g_strdup_printf("%s den %s", weekdays[di_date_weekday(date) - 1], plain);
}

char *
di_date_swedish_range(DiDate from, DiDate to)
{
	g_autofree char *end = di_date_swedish(to);
	int from_year, to_year, month, day, skip;

	if (from == DI_DATE_NONE || to == DI_DATE_NONE)
		return g_strdup("");
	di_date_to_ymd(to, &to_year, &skip, &skip);
	di_date_to_ymd(from, &from_year, &month, &day);
	if (from_year == to_year)
		return g_strdup_printf("%d %s–%s", day, months[month - 1], end);
	return g_strdup_printf("%d %s %d–%s", day, months[month - 1], from_year, end);
}

const char *
di_month_swedish(int month)
{
	return months[month - 1];
}

int
di_month_from_swedish(const char *word)
{
	g_autofree char *folded = di_text_fold(word);
	gsize length = strlen(folded);

	while (length > 0 && folded[length - 1] == '.')
		folded[--length] = '\0';
	if (length < 3)
		return 0;
	for (int i = 0; i < 12; i++)
		if (strncmp(months[i], folded, length) == 0)
			return i + 1;
	return 0;
}

gboolean
di_quarter_is_set(DiQuarter quarter)
{
	return quarter.number != 0;
}

static int
ordinal(DiQuarter quarter)
{
	return quarter.year * 4 + quarter.number - 1;
}

int
di_quarter_compare(DiQuarter a, DiQuarter b)
{
	return ordinal(a) - ordinal(b);
}

DiQuarter
di_quarter_add(DiQuarter quarter, int count)
{
	int n = ordinal(quarter) + count;

	return (DiQuarter){n / 4, n % 4 + 1};
}

DiQuarter
di_quarter_of(DiDate date)
{
	int year, month, day;

	if (date == DI_DATE_NONE)
		return DI_QUARTER_NONE;
	di_date_to_ymd(date, &year, &month, &day);
	return (DiQuarter){year, (month + 2) / 3};
}

DiDate
di_quarter_first_day(DiQuarter quarter)
{
	return di_date_from_ymd(quarter.year, quarter.number * 3 - 2, 1);
}

DiDate
di_quarter_last_day(DiQuarter quarter)
{
	return di_quarter_first_day(di_quarter_add(quarter, 1)) - 1;
}

DiQuarter
di_quarter_parse(const char *text)
{
	int year, number, used = 0;
	char q, dash = '-';

	if (!text)
		return DI_QUARTER_NONE;
	if (sscanf(text, "%4d%c%c%1d%n", &year, &dash, &q, &number, &used) != 4 || dash != '-') {
		used = 0;
		if (sscanf(text, "%4d%c%1d%n", &year, &q, &number, &used) != 3)
			return DI_QUARTER_NONE;
	}
	if ((q != 'Q' && q != 'q') || text[used] || year < 1900 || year > 2199 || number < 1 || number > 4)
		return DI_QUARTER_NONE;
	return (DiQuarter){year, number};
}

char *
di_quarter_format(DiQuarter quarter)
{
	if (!di_quarter_is_set(quarter))
		return g_strdup("");
	return g_strdup_printf("%04d-Q%d", quarter.year, quarter.number);
}

DiQuarter
di_quarter_of_period(DiDate from, DiDate to)
{
	DiQuarter quarter = di_quarter_of(from);

	if (from == DI_DATE_NONE || to == DI_DATE_NONE || di_quarter_first_day(quarter) != from ||
		di_quarter_last_day(quarter) != to)
		return DI_QUARTER_NONE;
	return quarter;
}
