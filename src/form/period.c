/* Periods as people write them. Every way to split the text into two ends is tried, and only an
 * answer that all of them share is one: "never a wrong value where none is certain". */
#include "internal.h"

#include <string.h>

typedef enum { UNIT_DAY, UNIT_MONTH, UNIT_QUARTER, UNIT_TERTIAL, UNIT_HALF, UNIT_YEAR } Unit;
typedef struct {
	Unit unit;
	int year;        /* 0: not said */
	int number;      /* month, quarter … */
	DatePart day;    /* UNIT_DAY; month may be missing: "1-31 mars" */
} End;

static const struct {
	const char *word;
	int number;
} ordinals[] = {
	{"första", 1}, {"andra", 2}, {"tredje", 3}, {"fjärde", 4}, {"sista", 0}, {"ett", 1}, {"två", 2}, {"tre", 3},
	{"fyra", 4}, {"i", 1}, {"ii", 2}, {"iii", 3}, {"iv", 4}, {"1:a", 1}, {"2:a", 2}, {"3:e", 3}, {"4:e", 4},
	{"1:sta", 1}, {"2:dra", 2}, {"3:dje", 3}, {"4:de", 4}, {"1a", 1}, {"2a", 2}, {"3e", 3}, {"4e", 4},
};

#define NUMBER "([1-4]|i{1,3}|iv|ett|två|tre|fyra)"
#define ORDINAL "(första|andra|tredje|fjärde|[1-4](?::?(?:a|e|sta|dra|dje|de))?)"
#define YEAR "(?:[ ,.:/-]{0,3}(?:(?:år|av|under) ?)?[-']? ?(\\d{4}|\\d{2}))?"
#define BEFORE "(?:(\\d{4}|\\d{2}(?= ?[qk]))[ ,.:/-]{0,3})"

/* Whole texts. Groups: number and year, 0 where there is none. */
static const struct {
	const char *pattern;
	Unit unit;
	int number, year;
} units[] = {
	{"(?:q|k|kv\\.?|kvart\\.?|kvartal(?:et)?|kvartalsrapport)[ .:]*" NUMBER YEAR, UNIT_QUARTER, 1, 2},
	{BEFORE "(?:q|kv\\.?|kvartal)[ .:]*" NUMBER, UNIT_QUARTER, 2, 1},
	{ORDINAL "[ .]*(?:kv\\.?|kvartal(?:et)?)" YEAR, UNIT_QUARTER, 1, 2},
	{"(?:t|tertial(?:et)?)[ .:]*" NUMBER YEAR, UNIT_TERTIAL, 1, 2},
	{BEFORE "(?:t|tertial)[ .:]*" NUMBER, UNIT_TERTIAL, 2, 1},
	{ORDINAL "[ .]*tertial(?:et)?" YEAR, UNIT_TERTIAL, 1, 2},
	{"(?:h|halvår(?:et)?)[ .:]*([12])" YEAR, UNIT_HALF, 1, 2},
	{ORDINAL "[ .]*(?:halvåret|halvår|halvan av)" YEAR, UNIT_HALF, 1, 2},
	{"(?:helår|helåret|hela|kalenderåret|hela året|verksamhetsåret) ?(\\d{4})", UNIT_YEAR, 0, 1},
	{"([a-zåäö]{3,9})\\.?(?: månad)?(?:,? ?[-']? ?(\\d{4}|\\d{2}))?", UNIT_MONTH, 1, 2},
	{"(\\d{4})[-/](0[1-9]|1[0-2])", UNIT_MONTH, 2, 1},
	{"(20\\d{2})(0[1-9]|1[0-2])", UNIT_MONTH, 2, 1},
};

static const char *const separators[] = {" till och med ", " t.o.m. ", " t.o.m ", " t o m ", " tom. ", " tom ", " till ",
	" och ", "--", " - ", "- ", " -", "-", " / ", "/", ", "};

static const int months_in[] = {[UNIT_MONTH] = 1, [UNIT_QUARTER] = 3, [UNIT_TERTIAL] = 4, [UNIT_HALF] = 6, [UNIT_YEAR] = 12};

static int
number_of(const char *word, Unit unit)
{
	if (unit == UNIT_MONTH)
		return g_ascii_isdigit(*word) ? digits_value(word) : di_month_from_swedish(word);
	for (gsize i = 0; i < G_N_ELEMENTS(ordinals); i++)
		if (strcmp(word, ordinals[i].word) == 0)
			return ordinals[i].number;
	return digits_value(word);
}

static GRegex *
unit_regex(gsize i)
{
	static GRegex *compiled[G_N_ELEMENTS(units)];

	if (!compiled[i]) {
		g_autofree char *pattern = g_strdup_printf("^(?:%s)$", units[i].pattern);

		compiled[i] = g_regex_new(pattern, 0, 0, NULL);
	}
	return compiled[i];
}

static gboolean
unit_from_match(GMatchInfo *match, gsize i, End *end_out)
{
	g_autofree char *number = units[i].number ? g_match_info_fetch(match, units[i].number) : NULL;
	g_autofree char *year = g_match_info_fetch(match, units[i].year);
	End end = {.unit = units[i].unit, .number = number ? number_of(number, units[i].unit) : 1};

	end.year = year && *year ? year_of_digits(year) : 0;
	if (end.number < 1 || end.number * months_in[end.unit] > 12)
		return FALSE;
	if (end.year && (end.year < 1990 || end.year > 2099))
		return FALSE;
	*end_out = end;
	return TRUE;
}

static gboolean
end_parse_unit(const char *text, End *end_out)
{
	for (gsize i = 0; i < G_N_ELEMENTS(units); i++) {
		g_autoptr(GMatchInfo) match = NULL;

		if (g_regex_match(unit_regex(i), text, 0, &match) && unit_from_match(match, i, end_out))
			return TRUE;
	}
	return FALSE;
}

static gboolean
only_digits(const char *text, gsize most)
{
	gsize n = strspn(text, "0123456789");

	return n > 0 && n <= most && text[n] == '\0';
}

/* FIRST: "1" of "1-31 mars" is a day. LAST: "03-31" of "2025-01-01 - 03-31" is month and day. */
static gboolean
end_parse(const char *text, gboolean first, gboolean last, End *end_out)
{
	End end = {.unit = UNIT_DAY};
	static GRegex *month_day;
	g_autoptr(GMatchInfo) match = NULL;

	if (date_part_parse(text, &end.day)) {
		end.year = end.day.year;
		*end_out = end;
		return TRUE;
	}
	if (!month_day)
		month_day = g_regex_new("^(\\d{2})-?(\\d{2})$", 0, 0, NULL);
	if (first && only_digits(text, 2)) {
		end.day.day = digits_value(text);
	} else if (last && g_regex_match(month_day, text, 0, &match)) {
		g_autofree char *month = g_strndup(text, 2);

		end.day.month = digits_value(month);
		end.day.day = digits_value(text + strlen(text) - 2);
	} else {
		return end_parse_unit(text, end_out);
	}
	*end_out = end;
	return TRUE;
}

static DiPeriod
end_span(const End *end)
{
	int months = months_in[end->unit], first = (end->number - 1) * months + 1, last = first + months - 1;
	DiDate after = last == 12 ? di_date_from_ymd(end->year + 1, 1, 1) : di_date_from_ymd(end->year, last + 1, 1);

	return (DiPeriod){di_date_from_ymd(end->year, first, 1), after - 1};
}

static gboolean
span_of_days(const End *from, const End *to, DiPeriod *period_out)
{
	DatePart a = from->day, b = to->day;

	if (!b.month || (!a.month && a.year))
		return FALSE;
	a.month = a.month ? a.month : b.month;
	a.year = a.year ? a.year : b.year;
	b.year = b.year ? b.year : a.year;
	*period_out = (DiPeriod){date_part_day(&a), date_part_day(&b)};
	return TRUE;
}

static gboolean
span_of_units(End from, End to, DiPeriod *period_out)
{
	from.year = from.year ? from.year : to.year;
	to.year = to.year ? to.year : from.year;
	if (!from.year)
		return FALSE;
	*period_out = (DiPeriod){end_span(&from).from, end_span(&to).to};
	return TRUE;
}

static gboolean
span_is_sound(const DiPeriod *period)
{
	return period->from != DI_DATE_NONE && period->to != DI_DATE_NONE && period->from < period->to &&
		period->to - period->from < 366 * 15;
}

/* "201201" is a day of 2020 and a month of 2012. */
static gboolean
reads_two_ways(const char *text)
{
	static GRegex *regex;

	if (!regex)
		regex = g_regex_new("^20(?:0[1-9]|1[0-2])(?:0[1-9]|1[0-2])$", 0, 0, NULL);
	return g_regex_match(regex, text, 0, NULL);
}

static gboolean
parse_pair(const char *left, const char *right, DiPeriod *period_out)
{
	End from, to;

	if (reads_two_ways(left) && reads_two_ways(right))
		return FALSE;
	if (!end_parse(left, TRUE, FALSE, &from) || !end_parse(right, FALSE, TRUE, &to) || from.unit != to.unit)
		return FALSE;
	if (from.unit == UNIT_DAY ? !span_of_days(&from, &to, period_out) : !span_of_units(from, to, period_out))
		return FALSE;
	return span_is_sound(period_out);
}

/* "1/10-31/12-25": where days are written with slashes, a slash parts no ends. */
static gboolean
is_slash_of_days(const char *separator, const char *left, const char *right)
{
	return strchr(separator, '/') && (strchr(left, '/') || strchr(right, '/'));
}

/* All splits at all separators; the number of different answers. */
static guint
parse_splits(const char *text, DiPeriod *period_out)
{
	guint found = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(separators); i++) {
		for (const char *at = strstr(text, separators[i]); at; at = strstr(at + 1, separators[i])) {
			g_autofree char *left = g_strndup(text, (gsize)(at - text));
			DiPeriod period;

			if (is_slash_of_days(separators[i], left, at + strlen(separators[i])) ||
				!parse_pair(g_strstrip(left), at + strlen(separators[i]), &period))
				continue;
			if (found && (period.from != period_out->from || period.to != period_out->to))
				return 2;
			*period_out = period;
			found = 1;
		}
	}
	return found;
}

/* "jan, feb och mars 2025": months in a row */
static gboolean
parse_month_list(const char *text, DiPeriod *period_out)
{
	static GRegex *between;
	g_auto(GStrv) words = NULL;
	End ends[12];
	guint n;

	if (!between)
		between = g_regex_new(" och | & |, ?|/|\\+| ?- ?", 0, 0, NULL);
	words = g_regex_split(between, text, 0);
	n = g_strv_length(words);
	if (n < 3 || n > 12)
		return FALSE;
	for (guint i = 0; i < n; i++) {
		if (!end_parse_unit(words[i], &ends[i]) || ends[i].unit != UNIT_MONTH)
			return FALSE;
		if (i > 0 && ends[i].number != ends[i - 1].number + 1)
			return FALSE;
	}
	return span_of_units(ends[0], ends[n - 1], period_out) && span_is_sound(period_out);
}

#define MONTH_START "(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)"
#define FROM "fr\\.?(?: ?o\\.? ?m\\.?)?|f\\.? ?o\\.? ?m\\.?"

/* What people write around a period and in it, made the same one after the other. */
static const struct {
	const char *pattern, *with;
} habits[] = {
	{"^[\\[(]([^()\\[\\]]+)[\\])][ .]*$", "\\1"},
	{"^[:;.,= ]*(?:(?:för |avser |gäller |under )?(?:rapport)?period(?:en)?:? )?(?:kvartalsrapport(?:en)?:? (?=[qk]|för |\\d{4} ?[qk]))?"
		"(?:rapport(?:en)? (?:för|avser) )?(?:(?:" FROM "|from|från(?: och med)?|mellan|avser|för|den|det|årets|tiden|månaderna|startdatum:?) )*", ""},
	{"[ .,;:]+$", ""},
	{"(?: ?- ?)?(?:t\\.? ?o\\.? ?m\\.?|till och med|t\\.o\\.m\\.?) ?(?:den )?(?=[\\da-zåäö])|(?<=\\d) ?-+ ?(?:den )?(?=\\d{1,2} " MONTH_START ")|"
		" ?-- ?| -?> | ?→ ?|(?<=[a-z\\d]) ?~ ?|(?<=\\d) t (?=\\d)| ?(?:\\.{3}|…) ?|,? slutdatum:? ", " - "},
	{" +", " "},
	{"(?<=[ -])(?:den (?=\\d)|år (?=\\d{4}))", ""},
	{"\\((\\d{4})\\)$", "\\1"},
	{"^(q|kv\\.?|kvartal)[ .]*([1-4]) ?(?:-|/|och|&|\\+) ?(?:(?:q|kv\\.?|kvartal)[ .]*)?([1-4])(?=,? \\d{4}$)", "\\1 \\2 - \\1 \\3"},
	{"^(\\d{4}),? ([a-zåäö]{3,9}\\.? ?(?:-|till|och) ?[a-zåäö]{3,9})\\.?$", "\\2 \\1"},
	{"^(\\d{4})-(\\d\\d) - (\\d\\d)$", "\\1-\\2 - \\1-\\3"},
	{"^(\\d{4}) (\\d\\d) - (\\d{4}) (\\d\\d)$", "\\1-\\2 - \\3-\\4"},
};

static GRegex *
habit_regex(gsize i)
{
	static GRegex *compiled[G_N_ELEMENTS(habits)];

	if (!compiled[i])
		compiled[i] = g_regex_new(habits[i].pattern, 0, 0, NULL);
	return compiled[i];
}

/* Folded, without "perioden", "fr.o.m.", an end stop. */
static char *
bare(const char *text)
{
	char *plain = di_text_fold(text);

	for (gsize i = 0; i < G_N_ELEMENTS(habits); i++) {
		char *next = g_regex_replace(habit_regex(i), plain, -1, 0, habits[i].with, 0, NULL);

		if (!next)
			continue;
		g_free(plain);
		plain = g_strstrip(next);
	}
	return plain;
}

static gboolean
parse_plain(const char *text, PeriodHint *hint_out)
{
	PeriodHint hint = {.period = DI_PERIOD_NONE};
	End end;
	DatePart day;

	if (date_part_parse(text, &day))
		return FALSE; /* one day is no period */
	if (end_parse_unit(text, &end)) {
		if (end.year)
			hint.period = end_span(&end);
		else if (end.unit == UNIT_QUARTER)
			hint.quarter = end.number;
		*hint_out = hint;
		return end.year || hint.quarter;
	}
	if (parse_splits(text, &hint.period) != 1 && !parse_month_list(text, &hint.period))
		return FALSE;
	*hint_out = hint;
	return TRUE;
}

static gboolean
names_month(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " -/,.", -1);

	for (guint i = 0; words[i]; i++)
		if (di_month_from_swedish(words[i]) > 0)
			return TRUE;
	return FALSE;
}

/* "Q1 2026 (januari–mars)": what stands in brackets must say the same, with or without the year. */
static gboolean
agrees(const char *aside, const PeriodHint *hint)
{
	PeriodHint other;
	int year, month, day;
	g_autofree char *with_year = NULL;

	if (strpbrk(aside, "0123456789") == NULL && !parse_plain(aside, &other) && !names_month(aside))
		return TRUE; /* words, nothing about time */
	if (parse_plain(aside, &other) && other.period.from != DI_DATE_NONE)
		return other.period.from == hint->period.from && other.period.to == hint->period.to;
	if (hint->period.from == DI_DATE_NONE)
		return FALSE;
	di_date_to_ymd(hint->period.from, &year, &month, &day);
	with_year = g_strdup_printf("%s %d", aside, year);
	return parse_plain(with_year, &other) && other.period.from == hint->period.from && other.period.to == hint->period.to;
}

typedef enum { SAYS_NOTHING, SAYS_THE_SAME, SAYS_OTHER } Aside;

/* One of the two is a whole period: what does the other say? */
static Aside
compare_sides(const char *outer, const char *aside, gboolean in_words, PeriodHint *hint_out)
{
	PeriodHint other;

	if (!parse_plain(outer, hint_out) || hint_out->period.from == DI_DATE_NONE)
		return SAYS_NOTHING;
	if (agrees(aside, hint_out))
		return in_words || parse_plain(aside, &other) ? SAYS_THE_SAME : SAYS_NOTHING;
	return parse_plain(aside, &other) ? SAYS_OTHER : SAYS_NOTHING;
}

static const char *const parting[] = {"(", ", ", " - ", ", dvs ", " dvs ", ", dvs. ", ": ", " "};

/* Both sides of each place that may part two ways to say the same; one contradiction is enough. */
static Aside
compare_at(const char *text, const char *sign, PeriodHint *hint_out)
{
	gboolean in_words = !g_str_equal(sign, " ");
	Aside best = SAYS_NOTHING;

	for (const char *at = strstr(text, sign); at; at = strstr(at + 1, sign)) {
		g_autofree char *left = g_strndup(text, (gsize)(at - text));
		g_autofree char *right = g_strdup(at + strlen(sign));
		PeriodHint hint;
		Aside said;

		if (*sign == '(')
			g_strdelimit(right, ")", ' ');
		g_strstrip(left);
		g_strstrip(right);
		said = compare_sides(left, right, in_words, &hint);
		said = said == SAYS_NOTHING ? compare_sides(right, left, in_words, &hint) : said;
		if (said == SAYS_OTHER)
			return SAYS_OTHER;
		if (said == SAYS_THE_SAME) {
			best = SAYS_THE_SAME;
			*hint_out = hint;
		}
	}
	return best;
}

static gboolean
parse_with_aside(const char *text, PeriodHint *hint_out)
{
	static GRegex *middle;
	g_autofree char *moved = NULL;
	Aside said = SAYS_NOTHING;

	if (!strpbrk(text, "0123456789"))
		return FALSE;
	if (!middle) /* "Kvartal 4 (okt-dec) 2025" */
		middle = g_regex_new("^([^()]+?) ?(\\([^()]+\\)),? (\\d{4})$", 0, 0, NULL);
	moved = g_regex_replace(middle, text, -1, 0, "\\1 \\3 \\2", 0, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(parting) && said == SAYS_NOTHING; i++)
		said = compare_at(moved ? moved : text, parting[i], hint_out);
	return said == SAYS_THE_SAME;
}

gboolean
period_parse_hint(const char *text, PeriodHint *hint_out)
{
	g_autofree char *plain = text && strlen(text) < 300 ? bare(text) : g_strdup("");

	return *plain && (parse_plain(plain, hint_out) || parse_with_aside(plain, hint_out));
}

gboolean
di_period_parse(const char *text, DiPeriod *period_out)
{
	PeriodHint hint;

	if (!period_parse_hint(text, &hint) || hint.period.from == DI_DATE_NONE)
		return FALSE;
	*period_out = hint.period;
	return TRUE;
}

gboolean
period_parse_open(const char *text, DiPeriod *period_out)
{
	static GRegex *open;
	g_autofree char *folded = di_text_fold(text), *left = NULL;
	DiDate from;

	if (di_period_parse(text, period_out))
		return TRUE;
	if (!open)
		open = g_regex_new(" ?(?:-|t\\.?o\\.?m\\.?|och)? ?(?:tills vidare|tillsvidare|löpande|pågående|pågår|vidare|\\.{3}|…)?[ .]*$",
			0, 0, NULL);
	left = regex_replace(open, folded, "");
	from = di_form_date_parse(left);
	if (from == DI_DATE_NONE || strlen(left) == strlen(folded))
		return FALSE;
	*period_out = (DiPeriod){from, DI_DATE_NONE};
	return TRUE;
}

/* Windows of up to six words; the longest that reads, and nothing that contradicts it elsewhere. */
gboolean
period_find(const char *text, PeriodHint *hint_out)
{
	static GRegex *between;
	g_auto(GStrv) words = NULL;
	guint n;

	if (!between)
		between = g_regex_new("[\\s_;()\\[\\]]+|\\.(?=[a-z]{3,4}$)", 0, 0, NULL);
	words = g_regex_split(between, text ? text : "", 0);
	n = g_strv_length(words);
	for (guint length = MIN(n, 8); length >= 1; length--) {
		for (guint i = 0; i + length <= n && i < 60; i++) {
			g_autoptr(GString) window = g_string_new(words[i]);

			for (guint j = 1; j < length; j++)
				g_string_append_printf(window, " %s", words[i + j]);
			if (period_parse_hint(window->str, hint_out))
				return TRUE;
		}
	}
	return FALSE;
}
