/* Periods, dates, amounts and names as people write them; what is not certain is nothing. */
#include "../../src/form/internal.h"
#include "table.h"

typedef struct {
	const char *sentence, *given, *from, *to;
} PeriodRow;

static const PeriodRow periods[] = {
	{"the year stands at the first day only", "1 januari 2025 - 31 mars", "2025-01-01", "2025-03-31"},
	{"the year stands at the last day only", "1 april – 30 juni 2024", "2024-04-01", "2024-06-30"},
	{"two dates of eight digits", "20260101 - 20260331", "2026-01-01", "2026-03-31"},
	{"eight digits without spaces", "20260101-20260331", "2026-01-01", "2026-03-31"},
	{"two dates of six digits", "250101-250331", "2025-01-01", "2025-03-31"},
	{"year and month in six digits", "202501-202503", "2025-01-01", "2025-03-31"},
	{"a double hyphen", "2025-07-01--2025-09-30", "2025-07-01", "2025-09-30"},
	{"a hyphen among hyphens", "2025-01-01-2025-03-31", "2025-01-01", "2025-03-31"},
	{"ISO dates and an en dash", "2025-01-01–2025-03-31", "2025-01-01", "2025-03-31"},
	{"a space inside a date", "2024-04-01–2025-12- 31", "2024-04-01", "2025-12-31"},
	{"no space before the dash", "2022-01-01- 2024-03-31", "2022-01-01", "2024-03-31"},
	{"the last day without its year", "2025-01-01 - 03-31", "2025-01-01", "2025-03-31"},
	{"ISO dates with a tilde", "2025-01-01 ~ 2025-03-31", "2025-01-01", "2025-03-31"},
	{"dates with points", "2025.01.01-2025.03.31", "2025-01-01", "2025-03-31"},
	{"day and month with slashes", "1/1–31/3 2025", "2025-01-01", "2025-03-31"},
	{"slashes and a year of two digits", "1/4-30/6 -25", "2025-04-01", "2025-06-30"},
	{"a short year behind the last day, days and months with slashes", "1/10-31/12-25", "2025-10-01", "2025-12-31"},
	{"two ISO dates with a slash", "2025-01-01/2025-03-31", "2025-01-01", "2025-03-31"},
	{"points as Germans write", "1.1.2025–31.3.2025", "2025-01-01", "2025-03-31"},
	{"days of one month", "1-31 mars 2025", "2025-03-01", "2025-03-31"},
	{"from and to in words", "från och med 1 oktober till och med 31 december 2025", "2025-10-01", "2025-12-31"},
	{"fr.o.m. and t.o.m.", "fr.o.m. 1 juli t.o.m. 30 september 2025", "2025-07-01", "2025-09-30"},
	{"abbreviated months of days", "1 okt - 31 dec 2025", "2025-10-01", "2025-12-31"},
	{"days over New Year with both years", "1 november 2025 – 31 januari 2026", "2025-11-01", "2026-01-31"},
	{"Q and a number", "Q1 2026", "2026-01-01", "2026-03-31"},
	{"Q glued to the year", "Q1-2026", "2026-01-01", "2026-03-31"},
	{"the year first", "2026 Q1", "2026-01-01", "2026-03-31"},
	{"as the contract writes it", "2026-Q1", "2026-01-01", "2026-03-31"},
	{"the year first, in words", "2025 kvartal 3", "2025-07-01", "2025-09-30"},
	{"kv and a short year", "kv 2 -25", "2025-04-01", "2025-06-30"},
	{"capital Kv and a short year", "Kv 4 -24", "2024-10-01", "2024-12-31"},
	{"two quarters with one word", "kvartal 1-2 2025", "2025-01-01", "2025-06-30"},
	{"the year before the months", "2025 april - juni", "2025-04-01", "2025-06-30"},
	{"the months in the middle", "Kvartal 3 (juli-sept) 2025", "2025-07-01", "2025-09-30"},
	{"an end without its year, all in figures", "20250401-0630", "2025-04-01", "2025-06-30"},
	{"a sign of direction", "2025-04-01 > 2025-06-30", "2025-04-01", "2025-06-30"},
	{"K for kvartal", "K3 2025", "2025-07-01", "2025-09-30"},
	{"a comma before the year", "kvartal 3, 2025", "2025-07-01", "2025-09-30"},
	{"the word år", "Kvartal 1 år 2026", "2026-01-01", "2026-03-31"},
	{"an ordinal", "tredje kvartalet 2025", "2025-07-01", "2025-09-30"},
	{"an ordinal in figures", "1:a kvartalet 2025", "2025-01-01", "2025-03-31"},
	{"an ordinal in figures without colon", "4e kvartalet 2025", "2025-10-01", "2025-12-31"},
	{"a Roman number", "Kvartal II 2025", "2025-04-01", "2025-06-30"},
	{"a number behind the word in words", "kvartal tre 2025", "2025-07-01", "2025-09-30"},
	{"an apostrophe before the year", "Q3 '25", "2025-07-01", "2025-09-30"},
	{"two quarters", "Q1 - Q2 2025", "2025-01-01", "2025-06-30"},
	{"abbreviated months", "jan-mars 2026", "2026-01-01", "2026-03-31"},
	{"full months and an en dash", "juli–september 2025", "2025-07-01", "2025-09-30"},
	{"months with capitals", "Oktober - December 2025", "2025-10-01", "2025-12-31"},
	{"months with t.o.m.", "oktober t.o.m. december 2025", "2025-10-01", "2025-12-31"},
	{"months with till och med", "januari till och med mars 2026", "2026-01-01", "2026-03-31"},
	{"months with abbreviating points", "jan. - mars 2026", "2026-01-01", "2026-03-31"},
	{"months in a row", "januari, februari och mars 2026", "2026-01-01", "2026-03-31"},
	{"months in a row with slashes", "jan/feb/mars 2026", "2026-01-01", "2026-03-31"},
	{"months over New Year with both years", "november 2025 - januari 2026", "2025-11-01", "2026-01-31"},
	{"year and month in ISO", "2025-01 – 2025-03", "2025-01-01", "2025-03-31"},
	{"one month", "mars 2025", "2025-03-01", "2025-03-31"},
	{"a leap year's February", "februari 2028", "2028-02-01", "2028-02-29"},
	{"tertial", "tertial 1 2026", "2026-01-01", "2026-04-30"},
	{"tertial as T", "T3 2025", "2025-09-01", "2025-12-31"},
	{"tertial as an ordinal", "andra tertialet 2026", "2026-05-01", "2026-08-31"},
	{"half-year", "första halvåret 2025", "2025-01-01", "2025-06-30"},
	{"half-year as H", "H2 2025", "2025-07-01", "2025-12-31"},
	{"a whole year", "helåret 2025", "2025-01-01", "2025-12-31"},
	{"both ways of saying it", "Q1 2026 (januari–mars)", "2026-01-01", "2026-03-31"},
	{"months with the quarter behind", "januari-mars 2025 (kvartal 1)", "2025-01-01", "2025-03-31"},
	{"quarter with dates behind", "Kvartal 1, 2025-01-01 - 2025-03-31", "2025-01-01", "2025-03-31"},
	{"words before it", "Perioden 1 april - 30 juni 2025.", "2025-04-01", "2025-06-30"},
	{"the word avser", "avser Q2 2025", "2025-04-01", "2025-06-30"},
	{"no-break spaces", "1\u00a0april\u00a0–\u00a030\u00a0juni 2024", "2024-04-01", "2024-06-30"},
	{"several years", "2023-01-01 – 2025-12-31", "2023-01-01", "2025-12-31"},

	{"a season is not certain", "hösten 2025", NULL, NULL},
	{"a quarter without a year is not certain", "kvartal 3", NULL, NULL},
	{"months without a year are not certain", "januari - mars", NULL, NULL},
	{"days without a year are not certain", "1/1-31/3", NULL, NULL},
	{"a bare year is not certain", "2025", NULL, NULL},
	{"the thirty-first of June is not certain", "1 april - 31 juni 2024", NULL, NULL},
	{"over New Year with one year is not certain", "november - januari 2026", NULL, NULL},
	{"backwards is not certain", "2025-03-31 - 2025-01-01", NULL, NULL},
	{"a fifth quarter is none", "Q5 2025", NULL, NULL},
	{"a fourth tertial is none", "tertial 4 2025", NULL, NULL},
	{"one day is no period", "2025-03-31", NULL, NULL},
	{"bare numbers are not certain", "1-3 2025", NULL, NULL},
	{"six digits that read both ways are not certain", "201201-201203", NULL, NULL},
	{"a contradiction is not certain", "Q1 2026 (april–juni)", NULL, NULL},
	{"a month behind other words is not certain", "Lillåns kommun, Odlarenheten apr - jun 2025", NULL, NULL},
	{"words are no period", "hela projekttiden", NULL, NULL},
	{"nothing is no period", "", NULL, NULL},
	{"a short fr and t", "Fr 2025-01-01 t 2025-03-31", "2025-01-01", "2025-03-31"},
	{"fom and tom without stops", "fom 250101 tom 250331", "2025-01-01", "2025-03-31"},
	{"every letter alone", "f o m 1 jan 2025 t o m 31 mars 2025", "2025-01-01", "2025-03-31"},
	{"the quarter in the middle", "januari - mars (Q1) 2025", "2025-01-01", "2025-03-31"},
	{"the word år before the year", "perioden januari-mars år 2025", "2025-01-01", "2025-03-31"},
	{"the quarter with its article", "det första kvartalet 2025", "2025-01-01", "2025-03-31"},
	{"den before both days", "den 1 januari 2025 till den 31 mars 2025", "2025-01-01", "2025-03-31"},
	{"days with their quarter behind", "2025-01-01 – 2025-03-31 (kvartal 1)", "2025-01-01", "2025-03-31"},
	{"and without brackets", "250101 – 250331 Q1", "2025-01-01", "2025-03-31"},
	{"year and month with spaces", "2025 01 – 2025 03", "2025-01-01", "2025-03-31"},
	{"a month without its year", "2025-01 - 03", "2025-01-01", "2025-03-31"},
	{"the report's name before it", "Kvartalsrapport Q1 2025", "2025-01-01", "2025-03-31"},
	{"all of it in brackets", "(2025-01-01--2025-03-31)", "2025-01-01", "2025-03-31"},
	{"an ellipsis for a dash", "2025-01-01 ... 2025-03-31", "2025-01-01", "2025-03-31"},
	{"two labels on a line", "Startdatum 2025-01-01 Slutdatum 2025-03-31", "2025-01-01", "2025-03-31"},
	{"the year in brackets", "januari-mars (2025)", "2025-01-01", "2025-03-31"},
	{"a quarter and its months, both with the year", "kvartal 1, 2025 (januari-mars 2025)", "2025-01-01", "2025-03-31"},
	{"two quarters with a plus sign", "Q2+Q3 2025", "2025-04-01", "2025-09-30"},
	{"a contradiction of two whole periods is not certain", "kvartal 3, 2025 (april-juni 2025)", NULL, NULL},
	{"days and a quarter that disagree are not certain", "2025-01-01 - 2025-03-31, kvartal 2", NULL, NULL},
	{"an open end is no whole period", "2019-09-01 -", NULL, NULL},
};

static void
check_date(DiDate date, const char *expected)
{
	g_autofree char *text = di_date_format(date);

	assert_string_equal(text, expected);
}

static void
check_period(void **state)
{
	const PeriodRow *row = *state;
	DiPeriod period = DI_PERIOD_NONE;
	gboolean certain = di_period_parse(row->given, &period);

	assert_int_equal(certain, row->from != NULL);
	check_date(period.from, row->from ? row->from : "");
	check_date(period.to, row->to ? row->to : "");
}

static const PeriodRow open_periods[] = {
	{"an end left open", "2019-09-01 -", "2019-09-01", ""},
	{"an end left open with an en dash", "2019-09-01 –", "2019-09-01", ""},
	{"until further notice", "2022-01-01 - tills vidare", "2022-01-01", ""},
	{"a closed one", "2024-01-01 – 2025-12-31", "2024-01-01", "2025-12-31"},
};

static void
check_open(void **state)
{
	const PeriodRow *row = *state;
	DiPeriod period = DI_PERIOD_NONE;

	assert_true(period_parse_open(row->given, &period));
	check_date(period.from, row->from);
	check_date(period.to, row->to);
}

static const PeriodRow found_periods[] = {
	{"in a file name", "Kvartalsrapport Nystart Q1 2026.docx", "2026-01-01", "2026-03-31"},
	{"in a file name with underscores", "rapport_kv3_2025_slutlig.pdf", "2025-07-01", "2025-09-30"},
	{"in a subject", "Sv: Kvartalsrapport 1 april - 30 juni 2025 för insatsen", "2025-04-01", "2025-06-30"},
};

static void
check_found(void **state)
{
	const PeriodRow *row = *state;
	PeriodHint hint = {.period = DI_PERIOD_NONE};

	assert_true(period_find(row->given, &hint));
	check_date(hint.period.from, row->from);
	check_date(hint.period.to, row->to);
}

static const struct DateRow {
	const char *sentence, *given, *expected;
} dates[] = {
	{"ISO", "2026-04-14", "2026-04-14"},
	{"eight digits", "20260414", "2026-04-14"},
	{"six digits", "260414", "2026-04-14"},
	{"day, month's name, year", "14 april 2026", "2026-04-14"},
	{"an abbreviated month", "14 apr. 2026", "2026-04-14"},
	{"an ordinal", "14:e april 2026", "2026-04-14"},
	{"the word den", "den 14 april 2026", "2026-04-14"},
	{"a weekday", "tisdag 14 april 2026", "2026-04-14"},
	{"a place", "Storbäcken den 14 april 2026", "2026-04-14"},
	{"a place and ISO", "Storbäcken 2026-04-14", "2026-04-14"},
	{"slash and space", "14/4 2026", "2026-04-14"},
	{"slashes", "14/4/2026", "2026-04-14"},
	{"slash and short year", "14/4-26", "2026-04-14"},
	{"slash, hyphen, full year", "14/4-2026", "2026-04-14"},
	{"points", "14.4.2026", "2026-04-14"},
	{"ISO with points", "2026.04.14", "2026-04-14"},
	{"ISO with slashes", "2026/04/14", "2026-04-14"},
	{"ISO with spaces", "2026 04 14", "2026-04-14"},
	{"without leading zeros", "2026-4-5", "2026-04-05"},
	{"an en dash in ISO", "2026–04–14", "2026-04-14"},
	{"an end stop", "2026-04-14.", "2026-04-14"},
	{"a time of day", "2026-04-14 10:32", "2026-04-14"},
	{"day first where no month can be meant", "14-04-2026", "2026-04-14"},
	{"day first is not certain", "04-05-2026", ""},
	{"no year is not certain", "14 april", ""},
	{"a month is no date", "april 2026", ""},
	{"the thirtieth of February", "30 februari 2026", ""},
	{"a month thirteen", "4/13/2026", ""},
	{"a year far away", "1026-04-14", ""},
	{"text", "se ovan", ""},
	{"nothing", "", ""},
};

static void
check_one_date(void **state)
{
	const struct DateRow *row = *state;

	check_date(di_form_date_parse(row->given), row->expected);
}

static const struct AmountRow {
	const char *sentence, *given;
	gboolean tkr;
	gint64 expected;
} amounts[] = {
	{"a space between thousands", "1 296 tkr", FALSE, 1296},
	{"a no-break space between thousands", "5\u00a0573 tkr", FALSE, 5573},
	{"none between", "1296tkr", FALSE, 1296},
	{"a point between thousands", "1.296 tkr", FALSE, 1296},
	{"kronor", "270 000 kr", FALSE, 270},
	{"kronor written out", "270 000 kronor", FALSE, 270},
	{"millions", "1,3 mnkr", FALSE, 1300},
	{"zero", "0 tkr", FALSE, 0},
	{"a loss", "-45 tkr", FALSE, -45},
	{"a label that says thousands", "909", TRUE, 909},
	{"a bare figure is not certain", "909", FALSE, DI_AMOUNT_NONE},
	{"two figures are not certain", "909 tkr av 1 000 tkr", FALSE, DI_AMOUNT_NONE},
	{"digits grouped oddly are not certain", "12 34 tkr", FALSE, DI_AMOUNT_NONE},
	{"a dash", "-", FALSE, DI_AMOUNT_NONE},
	{"nothing", "", TRUE, DI_AMOUNT_NONE},
};

static void
check_amount(void **state)
{
	const struct AmountRow *row = *state;

	assert_int_equal(amount_parse_tkr(row->given, row->tkr), row->expected);
}

static const struct NamesRow {
	const char *sentence, *given, *expected;
} names[] = {
	{"one name", "Karin Påhitt", "Karin Påhitt"},
	{"two with och", "Göran Påhitt och Therese Låtsas", "Göran Påhitt|Therese Låtsas"},
	{"three", "Anna Ett, Bo Två och Cia Tre", "Anna Ett|Bo Två|Cia Tre"},
	{"a slash", "Anna Ett/Bo Två", "Anna Ett|Bo Två"},
	{"hyphens and particles", "Stig-Åke von Mönster", "Stig-Åke von Mönster"},
	{"a title keeps the whole", "Anna Ett, projektledare", "Anna Ett, projektledare"},
	{"first names alone keep the whole", "Anna och Bo Ett", "Anna och Bo Ett"},
	{"nothing", "", ""},
};

static void
check_names(void **state)
{
	const struct NamesRow *row = *state;
	g_auto(GStrv) parts = name_split(row->given);
	g_autofree char *joined = g_strjoinv("|", parts);

	assert_string_equal(joined, row->expected);
}

static const struct NamesRow parties[] = {
	{"commas", "Arbetsförmedlingen, Försäkringskassan", "Arbetsförmedlingen|Försäkringskassan"},
	{"och stays within a party", "Region Exempel och länets samtliga kommuner.", "Region Exempel och länets samtliga kommuner"},
	{"a comma within brackets stays", "Kommunen (skola, vuxna), Regionen", "Kommunen (skola, vuxna)|Regionen"},
	{"lines", "Kommunen\nRegionen", "Kommunen|Regionen"},
};

static void
check_parties(void **state)
{
	const struct NamesRow *row = *state;
	g_auto(GStrv) parts = party_split(row->given);
	g_autofree char *joined = g_strjoinv("|", parts);

	assert_string_equal(joined, row->expected);
}

int
main(void)
{
	ADD_ROWS(periods, check_period);
	ADD_ROWS(open_periods, check_open);
	ADD_ROWS(found_periods, check_found);
	ADD_ROWS(dates, check_one_date);
	ADD_ROWS(amounts, check_amount);
	ADD_ROWS(names, check_names);
	ADD_ROWS(parties, check_parties);
	return run_table("form-period");
}
