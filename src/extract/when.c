/* The days that a person's words mean: "på fredag", "till den 5 maj", "vecka 18". Counted from the day on which the mail came.
 * What could be two days is none. */
#include "reply.h"

#include <string.h>

typedef struct {
	GMatchInfo *match;
	DiDate today;
} Found;

static int
number_in(const Found *found, int group)
{
	g_autofree char *digits = g_match_info_fetch(found->match, group);

	return digits && *digits ? (int)MIN(g_ascii_strtoull(digits, NULL, 10), 9999) : 0;
}

/* A day without a year is the next one of its name; one that has just passed is meant as it stands. */
static DiDate
near_date(DiDate today, int month, int day)
{
	int year, skip;
	DiDate date;

	di_date_to_ymd(today, &year, &skip, &skip);
	date = di_date_from_ymd(year, month, day);
	return date != DI_DATE_NONE && date < today - 60 ? di_date_from_ymd(year + 1, month, day) : date;
}

static DiDate
written_out(const Found *found)
{
	g_autofree char *word = g_match_info_fetch(found->match, 2);
	int day = number_in(found, 1), month = di_month_from_swedish(word), year = number_in(found, 3);

	if (!month)
		return DI_DATE_NONE;
	return year ? di_date_from_ymd(year, month, day) : near_date(found->today, month, day);
}

static DiDate
iso(const Found *found)
{
	return di_date_from_ymd(number_in(found, 1), number_in(found, 2), number_in(found, 3));
}

static DiDate
slashed(const Found *found)
{
	int year = number_in(found, 3);

	if (year)
		return di_date_from_ymd(year < 100 ? 2000 + year : year, number_in(found, 2), number_in(found, 1));
	return near_date(found->today, number_in(found, 2), number_in(found, 1));
}

/* "den 24": of this month, or of the next where that has passed */
static DiDate
day_alone(const Found *found)
{
	int year, month, today, day = number_in(found, 1);

	di_date_to_ymd(found->today, &year, &month, &today);
	if (day >= today)
		return di_date_from_ymd(year, month, day);
	return month == 12 ? di_date_from_ymd(year + 1, 1, day) : di_date_from_ymd(year, month + 1, day);
}

static int
weekday_of(const char *word)
{
	static const char *const days[] = {"mån", "tis", "ons", "tor", "fre", "lör", "sön"};

	for (int i = 0; i < 7; i++)
		if (g_str_has_prefix(word, days[i]))
			return i + 1;
	return 0;
}

/* "på fredag" said on a Friday is today only with other words; so it is the next one. */
static DiDate
weekday(const Found *found)
{
	g_autofree char *word = g_match_info_fetch(found->match, 1);
	int ahead = (weekday_of(word) - di_date_weekday(found->today) + 7) % 7;

	return found->today + (ahead ? ahead : 7);
}

static DiDate
monday_of(DiDate date)
{
	return date - (di_date_weekday(date) - 1);
}

static DiDate
weekday_next_week(const Found *found)
{
	g_autofree char *first = g_match_info_fetch(found->match, 1), *second = g_match_info_fetch(found->match, 2);

	return monday_of(found->today) + 7 + weekday_of(first && *first ? first : second) - 1;
}

/* The last working day of a week is the day that a promise for that week can be held to. */
static DiDate
end_of_week(DiDate monday)
{
	DiDate friday = monday + 4;

	return di_workday_is(friday) ? friday : di_workday_add(friday, -1);
}

static DiDate
next_week(const Found *found)
{
	return end_of_week(monday_of(found->today) + 7);
}

static DiDate
this_week(const Found *found)
{
	return end_of_week(monday_of(found->today));
}

static DiDate
week_number(const Found *found)
{
	int week = number_in(found, 1);
	DiDate monday = monday_of(found->today);

	for (int ahead = 0; ahead < 53; ahead++, monday += 7)
		if (di_date_week(monday) == week)
			return end_of_week(monday);
	return DI_DATE_NONE;
}

static DiDate
today_itself(const Found *found)
{
	return found->today;
}

static DiDate
tomorrow(const Found *found)
{
	return found->today + 1;
}

static DiDate
day_after(const Found *found)
{
	return found->today + 2;
}

static int
count_of(const char *word)
{
	static const char *const words[] = {"en", "två", "tre", "fyra", "fem", "sex"};

	for (int i = 0; i < (int)G_N_ELEMENTS(words); i++)
		if (g_str_equal(word, words[i]))
			return i + 1;
	return g_str_equal(word, "ett") || g_str_equal(word, "någon") ? 1 : (int)g_ascii_strtoull(word, NULL, 10);
}

static DiDate
in_weeks(const Found *found)
{
	g_autofree char *word = g_match_info_fetch(found->match, 1);

	return found->today + 7 * count_of(word);
}

static DiDate
in_days(const Found *found)
{
	g_autofree char *word = g_match_info_fetch(found->match, 1);

	return found->today + count_of(word);
}

static DiDate
end_of_month(const Found *found)
{
	int year, month, day;
	DiDate last;

	di_date_to_ymd(found->today, &year, &month, &day);
	last = (month == 12 ? di_date_from_ymd(year + 1, 1, 1) : di_date_from_ymd(year, month + 1, 1)) - 1;
	return di_workday_is(last) ? last : di_workday_add(last, -1);
}

#define DAY "(mån|tis|ons|tors|fre|lör|sön)dag(?:en)?"
#define COUNT "(en|ett|två|tre|fyra|fem|sex|någon|\\d{1,2})"

/* clang-format off */
/* Tried from above; what one has taken the next does not see. Folded text: lower case, every dash "-". */
static const struct {
	const char *pattern;
	DiDate (*day)(const Found *);
} ways[] = {
	{"\\b(\\d{4})-(\\d{1,2})-(\\d{1,2})\\b", iso},
	{"\\b(\\d{1,2})(?::?e|:a)?\\.? (jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-zåäö]*\\.?(?: (20\\d\\d)\\b)?", written_out},
	{"\\b(\\d{1,2})/(\\d{1,2})(?:[-/ ](20\\d\\d|\\d\\d))?\\b", slashed},
	{"\\b(?:nästa|kommande) vecka(?: på|,)? (?:på )?" DAY "\\b", weekday_next_week},
	{"\\b" DAY "(?: i)? nästa vecka\\b", weekday_next_week},
	{"\\bnästa " DAY "\\b", weekday_next_week},
	{"\\b(?:på|till|senast|nu på|tills|om|i|nu) " DAY "\\b", weekday},
	{"\\b(?:under |i slutet av |i |till )?nästa vecka\\b", next_week},
	{"\\b(?:i slutet av|under|i) (?:veckan|denna vecka|den här veckan)\\b", this_week},
	{"\\b(?:vecka|v\\.?) ?(\\d{1,2})\\b", week_number},
	{"\\bi ?övermorgon\\b", day_after},
	{"\\bi ?morgon\\b", tomorrow},
	{"\\b(?:i ?dag|i ?kväll|i ?eftermiddag)\\b", today_itself},
	{"\\b(?:om|inom) " COUNT " veck(?:a|or)\\b", in_weeks},
	{"\\b" COUNT " veck(?:a|or)s? (?:till|extra|anstånd|uppskov|förlängning)\\b", in_weeks},
	{"\\b(?:om|inom) " COUNT " (?:dag|dagar)\\b", in_days},
	{"\\b(?:i slutet av|innan|före|vid|till) månad(?:en|ens slut|sskiftet)\\b", end_of_month},
	{"\\b(?:till |senast )?den (\\d{1,2})(?::?e|:a)?\\b", day_alone},
};
/* clang-format on */

static void
add_day(GArray *days, DiDate day)
{
	for (guint i = 0; i < days->len; i++)
		if (g_array_index(days, DiDate, i) == day)
			return;
	g_array_append_val(days, day);
}

/* All days that one way finds; what it has read becomes blank. */
static char *
take(char *text, guint way, DiDate today, GArray *days)
{
	g_autofree char *given = text;
	const GRegex *regex = di_pattern(ways[way].pattern);
	Found found = {.today = today};

	for (g_regex_match(regex, given, 0, &found.match); g_match_info_matches(found.match);
		g_match_info_next(found.match, NULL)) {
		DiDate day = ways[way].day(&found);

		if (day != DI_DATE_NONE)
			add_day(days, day);
	}
	g_match_info_free(found.match);
	return g_regex_replace_literal(regex, given, -1, 0, " ", 0, NULL);
}

GArray *
di_when_days(const char *folded, DiDate today)
{
	GArray *days = g_array_new(FALSE, FALSE, sizeof(DiDate));
	char *left = g_strdup(folded);

	for (guint i = 0; left && i < G_N_ELEMENTS(ways); i++)
		left = take(left, i, today, days);
	g_free(left);
	return days;
}
