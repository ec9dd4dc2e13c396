/* Civil days as whole numbers, quarters, and how both are written in Swedish. */
#include <diarie/base.h>

#include <stdio.h>
#include <string.h>

static const char *const months[] = {"januari", "februari", "mars", "april", "maj", "juni", "juli",
	"augusti", "september", "oktober", "november", "december"};
static const char *const weekdays[] = {
	"måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"};

/* GDate counts from 0001-01-01, which is day 1. */
enum { EPOCH_JULIAN = 719163 };

DiDate
di_date_from_ymd(int year, int month, int day)
{
	GDate date;

	if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > 31 ||
		!g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
		return DI_DATE_NONE;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return (DiDate)g_date_get_julian(&date) - EPOCH_JULIAN;
}

static GDate
to_gdate(DiDate day)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_julian(&date, (guint32)(day + EPOCH_JULIAN));
	return date;
}

void
di_date_to_ymd(DiDate day, int *year_out, int *month_out, int *day_out)
{
	GDate date = to_gdate(day);

	*year_out = g_date_get_year(&date);
	*month_out = (int)g_date_get_month(&date);
	*day_out = g_date_get_day(&date);
}

int
di_date_weekday(DiDate day)
{
	GDate date = to_gdate(day);

	return (int)g_date_get_weekday(&date);
}

int
di_date_week(DiDate day)
{
	GDate date = to_gdate(day);

	return (int)g_date_get_iso8601_week_of_year(&date);
}

DiDate
di_date_parse(const char *iso)
{
	int year, month, day, used = 0;

	if (!iso || strlen(iso) != 10 || sscanf(iso, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 ||
		used != 10 || iso[5] == ' ' || iso[8] == ' ')
		return DI_DATE_NONE;
	return di_date_from_ymd(year, month, day);
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
