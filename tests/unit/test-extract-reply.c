/* What people write back: the day that is promised, a corrected period, an absence. Said on Tuesday 14 April 2026 where the row
 * names no other day. All names are invented. */
#include "../../src/extract/reply.h"
#include "table.h"

#define TODAY "2026-04-14"

static const struct PromiseRow {
	const char *sentence, *text, *promised; /* promised "": none; NULL: none, but more time is asked for */
	const char *today; /* NULL: TODAY */
} promises[] = {
	/* clang-format off */
	{"a weekday is the next one", "Hej!\n\nRapporten kommer på fredag.\n\nHälsningar\nKarin", "2026-04-17", NULL},
	{"the weekday of the mail is a week ahead", "Vi skickar den på tisdag.", "2026-04-21", NULL},
	{"a date without a year is the next of its name", "Vi behöver till den 5 maj.", "2026-05-05", NULL},
	{"a date over the new year", "Rapporten kommer den 9 januari.", "2027-01-09", "2026-12-18"},
	{"a date with a year", "Den kommer 2026-05-05.", "2026-05-05", NULL},
	{"day and month with a stroke", "Ni får rapporten senast 24/4.", "2026-04-24", NULL},
	{"a day of this month", "Vi lämnar den den 24:e.", "2026-04-24", NULL},
	{"a day of the next month", "Den kommer den 3:e.", "2026-05-03", NULL},
	{"tomorrow, in one word or two", "Kommer imorgon!", "2026-04-15", NULL},
	{"the day after tomorrow", "Jag skickar den i övermorgon.", "2026-04-16", NULL},
	{"today", "Vi skickar den i eftermiddag.", "2026-04-14", NULL},
	{"next week is its Friday", "Vi skickar rapporten nästa vecka.", "2026-04-24", NULL},
	{"a weekday of next week", "Den kommer på torsdag nästa vecka.", "2026-04-23", NULL},
	{"next Monday", "Rapporten kommer nästa måndag.", "2026-04-20", NULL},
	{"a week by its number", "Vi lämnar den vecka 18.", "2026-04-30", NULL},
	{"weeks from now", "Vi behöver mer tid, den kommer om två veckor.", "2026-04-28", NULL},
	{"so many weeks of extension", "Kan vi få två veckors anstånd?", "2026-04-28", NULL},
	{"the end of the month", "Den kommer i slutet av månaden.", "2026-04-30", NULL},
	{"the denied day is not the promised one", "Vi hinner inte till den 15 april, men kommer med den på måndag.", "2026-04-20", NULL},
	{"a denied day alone is no promise", "Vi hinner inte till på fredag.", NULL, NULL},
	{"more time without a day", "Vi behöver mer tid.", NULL, NULL},
	{"two days are none", "Vi skickar den på fredag eller på måndag.", "", NULL},
	{"a day about something else", "Styrgruppen träffas på fredag.", "", NULL},
	{"a question without a day", "Vilken mall ska vi använda?", "", NULL},
	{"what is quoted does not count", "Tack!\n\nDen 7 april 2026 kl. 08:00 skrev Kansliet <kontakt@finsam.example>:\n> Den kommer på fredag.", "", NULL},
	{"nor what Outlook quotes", "Hej, se nedan.\n\nFrån: Kansliet\nSkickat: den 7 april\nÄmne: x\n\nSkicka den senast den 15 april.", "", NULL},
	{"nor what is signed", "Hej!\n-- \nKarin, åter på fredag, skickar gärna", "", NULL},
	{"a day that has passed is none", "Vi skickade den, den kommer 2026-03-01.", "", NULL},
	{"nothing at all", "", "", NULL},
	/* clang-format on */
};

static void
check_promise(void **state)
{
	const struct PromiseRow *row = *state;
	g_autoptr(DiReply) reply = di_reply_read(row->text, di_date_parse(row->today ? row->today : TODAY), NULL);
	g_autofree char *promised = di_date_format(reply->promised);

	assert_string_equal(promised, row->promised ? row->promised : "");
	if (!row->promised)
		assert_true(reply->asks_time);
}

static const struct PeriodRow {
	const char *sentence, *text, *from, *to;
} periods[] = {
	{"a line with two dates", "Hej!\nperiod: 2026-01-01–2026-03-31\n", "2026-01-01", "2026-03-31"},
	{"with a hyphen and a capital", "Period: 2026-01-01 - 2026-03-31", "2026-01-01", "2026-03-31"},
	{"by its quarter", "period: kvartal 1 2026", "2026-01-01", "2026-03-31"},
	{"in words", "period: 1 april - 30 juni 2026", "2026-04-01", "2026-06-30"},
	{"the word within a sentence is none", "Den period: som ni frågar om", "", ""},
	{"no line of that kind", "Tack så mycket!", "", ""},
	{"the quoted example is none", "Tack!\n> period: 2026-01-01–2026-03-31\n", "", ""},
};

static void
check_period(void **state)
{
	const struct PeriodRow *row = *state;
	g_autoptr(DiReply) reply = di_reply_read(row->text, di_date_parse(TODAY), NULL);
	g_autofree char *from = di_date_format(reply->period.from), *to = di_date_format(reply->period.to);

	assert_string_equal(from, row->from);
	assert_string_equal(to, row->to);
}

static const struct AwayRow {
	const char *sentence, *text, *back, *substitute, *name;
} aways[] = {
	{"back on a day, and who answers meanwhile", "Jag är ledig och åter den 4 maj. Kontakta Olle Övning, olle@vikman.example.",
		"2026-05-04", "olle@vikman.example", "Olle Övning"},
	{"away until and including a day", "Jag har semester t.o.m. 30 april.", "2026-05-01", NULL, NULL},
	{"from and until", "Jag är borta 14 april till och med 24 april 2026.", "2026-04-25", NULL, NULL},
	{"back on a weekday", "Jag är tillbaka på måndag.", "2026-04-20", NULL, NULL},
	{"the sender's own address is no substitute", "Jag är på tjänsteresa. Mejla mig på moa@asberg.example senare.", "", NULL, NULL},
	{"an address without a name", "Vid frågor: vaxel@asberg.example", "", "vaxel@asberg.example", NULL},
	{"no day at all", "Jag är föräldraledig.", "", NULL, NULL},
};

static void
check_away(void **state)
{
	const struct AwayRow *row = *state;
	g_autoptr(DiReply) reply = di_reply_read(row->text, di_date_parse(TODAY), "moa@asberg.example");
	g_autofree char *back = di_date_format(reply->back);

	assert_string_equal(back, row->back);
	assert_string_equal(reply->substitute ? reply->substitute : "", row->substitute ? row->substitute : "");
	assert_string_equal(reply->substitute_name ? reply->substitute_name : "", row->name ? row->name : "");
}

/* Each mail has a child of its own, and what that compiles is compiled for every mail. Run first, by itself. */
static const struct WarmRow {
	const char *sentence, *text;
} warms[] = {
	{"a child compiles nothing for a mail with a report", "Hej,\nhär kommer rapporten.\n\nMvh\nKarin Ek\nkarin@asberg.example\n"},
	{"nor for one that promises it", "Hej!\nVi hinner inte till den 15 april men skickar rapporten på fredag.\n"},
	{"nor for one that says who is away", "Jag är åter den 5 maj. Kontakta Olle Ek, olle@asberg.example.\n"},
};

static void
check_warm(void **state)
{
	const struct WarmRow *row = *state;
	g_autoptr(DiReply) reply = NULL;
	guint before;

	di_reply_warm();
	before = di_pattern_count();
	reply = di_reply_read(row->text, di_date_parse(TODAY), "moa@asberg.example");
	assert_true(before > 0);
	assert_int_equal(di_pattern_count(), before);
}

int
main(void)
{
	ADD_ROWS(warms, check_warm);
	ADD_ROWS(promises, check_promise);
	ADD_ROWS(periods, check_period);
	ADD_ROWS(aways, check_away);
	return run_table("extract-reply");
}
