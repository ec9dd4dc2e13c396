/* Dates as people write them. A date that could be read two ways is none. */
#include "internal.h"

#include <string.h>

/* Each row: the whole text, and which group is year, month, day. Folded text: lower case, "-" for all dashes. */
static const struct {
	const char *pattern;
	int year, month, day;
	gboolean has_word;
} shapes[] = {
	{"(\\d{4}) ?[-/.] ?(\\d{1,2}) ?[-/.] ?(\\d{1,2})", 1, 2, 3, FALSE},
	{"(\\d{4}) (\\d{1,2}) (\\d{1,2})", 1, 2, 3, FALSE},
	{"(\\d{4})(\\d{2})(\\d{2})", 1, 2, 3, FALSE},
	{"(\\d{2})(\\d{2})(\\d{2})", 1, 2, 3, FALSE},
	{"(\\d{1,2})(?::?e|:a)?[ .]*(?!\\d)([a-zåäö]{3,9})\\.?(?:,? ?[-']? ?(\\d{4}|\\d{2}))?", 3, 2, 1, TRUE},
	{"(\\d{1,2}) ?[/.] ?(\\d{1,2})\\.?(?:[ /.,-]{1,3}'?(\\d{4}|\\d{2}))?", 3, 2, 1, FALSE},
};

static GRegex *
shape_regex(gsize i, gboolean whole)
{
	static GRegex *compiled[2][G_N_ELEMENTS(shapes)];

	if (!compiled[whole][i]) {
		g_autofree char *pattern = g_strdup_printf(whole ? "^(?:%s)$" : "^(?:%s)(?![\\d/-])", shapes[i].pattern);

		compiled[whole][i] = g_regex_new(pattern, 0, 0, NULL);
	}
	return compiled[whole][i];
}

int
digits_value(const char *digits)
{
	return (int)MIN(g_ascii_strtoull(digits, NULL, 10), 99999999);
}

int
year_of_digits(const char *digits)
{
	int year = digits_value(digits);

	return strlen(digits) == 2 ? 2000 + year : year;
}

static int
month_of(const char *word)
{
	return g_ascii_isdigit(*word) ? digits_value(word) : di_month_from_swedish(word);
}

static gboolean
part_is_possible(const DatePart *part)
{
	if (part->year && (part->year < 1990 || part->year > 2099))
		return FALSE;
	if (part->month < 1 || part->month > 12 || part->day < 1)
		return FALSE;
	return di_date_from_ymd(part->year ? part->year : 2024, part->month, part->day) != DI_DATE_NONE;
}

static gboolean
part_from_match(GMatchInfo *match, gsize i, DatePart *part_out)
{
	g_autofree char *year = g_match_info_fetch(match, shapes[i].year);
	g_autofree char *month = g_match_info_fetch(match, shapes[i].month);
	g_autofree char *day = g_match_info_fetch(match, shapes[i].day);
	DatePart part = {.year = year && *year ? year_of_digits(year) : 0, .month = month_of(month), .day = digits_value(day)};

	if (!part_is_possible(&part))
		return FALSE;
	*part_out = part;
	return TRUE;
}

/* May all of FOLDED have the shape I? In ASCII only the one with a word has letters, and all begin with a figure. */
static gboolean
may_have_shape(const char *folded, gsize i)
{
	gsize before = strcspn(folded, "abcdefghijklmnopqrstuvwxyz");

	if (!g_str_is_ascii(folded))
		return TRUE;
	return g_ascii_isdigit(*folded) && shapes[i].has_word == (folded[before] != '\0');
}

gboolean
date_part_parse(const char *folded, DatePart *part_out)
{
	for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
		g_autoptr(GMatchInfo) match = NULL;

		if (!may_have_shape(folded, i))
			continue;
		if (g_regex_match(shape_regex(i, TRUE), folded, 0, &match))
			return part_from_match(match, i, part_out);
	}
	return FALSE;
}

DiDate
date_part_day(const DatePart *part)
{
	return part->year ? di_date_from_ymd(part->year, part->month, part->day) : DI_DATE_NONE;
}

/* "den", a weekday, a place ("Gävle den 14 april"), a time of day: not the date, and no doubt about it. */
static char *
without_company(const char *text)
{
	static GRegex *before, *after, *colon;
	g_autofree char *folded = di_text_fold(text);
	g_autofree char *head = NULL, *plain = NULL;

	if (!before) {
		before = g_regex_new("^(?:datum:? )?(?:[a-zåäö]+,? (?=den |\\d))?(?:(?:mån|tis|ons|tors|fre|lör|sön)(?:dag(?:en)?)?,? )?(?:den )?",
			0, 0, NULL);
		after = g_regex_new("(?:,? (?:kl\\.? ?)?\\d{1,2}[:.]\\d{2}(?::\\d{2})?)?[ .,;]*$", 0, 0, NULL);
		colon = g_regex_new("^[:;,. ]+", 0, 0, NULL);
	}
	plain = regex_replace(colon, folded, "");
	head = regex_replace(before, plain, "");
	return regex_replace(after, head, "");
}

/* "14-04-2026": the order of day and month is certain only where one of them cannot be a month. */
static DiDate
day_first(const char *plain)
{
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *day = NULL, *month = NULL, *year = NULL;

	if (!regex)
		regex = g_regex_new("^(\\d{1,2})-(\\d{1,2})-(\\d{4})$", 0, 0, NULL);
	if (!g_regex_match(regex, plain, 0, &match))
		return DI_DATE_NONE;
	day = g_match_info_fetch(match, 1);
	month = g_match_info_fetch(match, 2);
	year = g_match_info_fetch(match, 3);
	if (digits_value(day) <= 12 && digits_value(day) != digits_value(month))
		return DI_DATE_NONE;
	return di_date_from_ymd(digits_value(year), digits_value(month), digits_value(day));
}

DiDate
di_form_date_parse(const char *text)
{
	DatePart part;
	g_autofree char *plain = text && strlen(text) < 200 ? without_company(text) : g_strdup("");

	if (date_part_parse(plain, &part))
		return date_part_day(&part);
	return day_first(plain);
}

DiDate
date_prefix(const char *text, gsize *end_out)
{
	g_autofree char *cut = di_text_cut(text, 60);
	g_autofree char *low = g_utf8_strdown(cut, -1); /* as long as TEXT for digits and Swedish letters */

	for (gsize i = 0; i < G_N_ELEMENTS(shapes) && strlen(low) == strlen(cut); i++) {
		g_autoptr(GMatchInfo) match = NULL;
		DatePart part;
		int end = 0;

		if (!g_regex_match(shape_regex(i, FALSE), low, 0, &match) || !part_from_match(match, i, &part) || !part.year)
			continue;
		g_match_info_fetch_pos(match, 0, NULL, &end);
		*end_out = (gsize)end;
		return date_part_day(&part);
	}
	return DI_DATE_NONE;
}
