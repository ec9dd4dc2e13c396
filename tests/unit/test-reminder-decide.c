/* Who is owed which letter: one row a rule, and a simulated year against a ledger written by hand. */
#include <diarie/reminder.h>
#include "table.h"

#include <stdio.h>
#include <string.h>

/* CONTRACT.md's defaults */
static int after_days[] = {2, 7};
static DiQuiet quiet_periods[] = {{7, 1, 7, 31}, {12, 20, 1, 6}};
static DiQuiet whole_year[] = {{1, 1, 12, 31}};
static char chief_address[] = "chef@finsam.example";
static char *chief[] = {chief_address, NULL};
static char *nobody[] = {NULL};
static char timezone_name[] = "Europe/Stockholm";

static DiConfig
config_preset(void)
{
	DiConfig config = {0};

	config.outgoing.chief = chief;
	config.reminders.before_workdays = 10;
	config.reminders.after_workdays = after_days;
	config.reminders.n_after = G_N_ELEMENTS(after_days);
	config.reminders.escalate_workdays = 12;
	config.reminders.hours[0] = 8;
	config.reminders.hours[1] = 16;
	config.reminders.quiet = quiet_periods;
	config.reminders.n_quiet = G_N_ELEMENTS(quiet_periods);
	config.reminders.timezone = timezone_name;
	return config;
}

static DiOwed *
owed_new(const char *insats, const char *due)
{
	DiOwed *owed = di_owed_new();

	owed->insats = g_strdup(insats);
	owed->huvudman = g_strdup("Exempelby kommun");
	owed->kind = DI_KIND_KVARTALSRAPPORT;
	owed->quarter = (DiQuarter){2026, 1};
	owed->due = di_date_parse(due);
	owed->expected = TRUE;
	di_owed_add_contact(owed, "Maja Exempel", "maja@kommunen.example", FALSE);
	return owed;
}

/* "0 skickad,1 oviss" */
static void
add_ledger(DiOwed *owed, const char *ledger)
{
	g_auto(GStrv) entries = g_strsplit(ledger ? ledger : "", ",", -1);

	for (char **entry = entries; *entry; entry++) {
		g_auto(GStrv) words = g_strsplit(*entry, " ", 3);

		di_owed_add_done(owed, (int)g_ascii_strtoll(words[0], NULL, 10), owed->due,
			g_str_equal(words[1], "skickad"), words[1]);
		((DiStepDone *)owed->done->pdata[owed->done->len - 1])->unreached = words[2] != NULL; /* "0 studsad åter" */
	}
}

static const char *const whats[] = {
	[DI_DECISION_SEND] = "send", [DI_DECISION_SKIP] = "skip", [DI_DECISION_WAIT] = "wait"};

static void
print_decision(GString *out, const DiDecision *decision)
{
	g_autofree char *planned = di_date_format(decision->planned);
	g_autofree char *moment = decision->not_before == DI_TIME_NONE
		? g_strdup("-") : di_time_format(decision->not_before, timezone_name);

	moment[MIN(strlen(moment), 16)] = '\0';
	g_string_append_printf(out, "%s%s %d %s %s: %s", out->len ? "\n" : "", whats[decision->what],
		decision->step, planned, moment, decision->reason);
}

static char *
print_decisions(const GPtrArray *decisions)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < decisions->len; i++)
		print_decision(out, decisions->pdata[i]);
	return g_string_free(out, FALSE);
}

static const struct Row {
	const char *sentence, *now, *fact, *ledger, *expected; /* a fact that is a date: promised for then */
} rows[] = {
	/* due on Wednesday 2026-04-15; notice 03-30, reminders 04-17 and 04-24, escalation 05-04 */
	{"before the day of the notice nothing is done", "2026-03-27T09:00:00+01:00", NULL, NULL, ""},
	{"the notice goes ten working days before, past Easter", "2026-03-30T09:00:00+02:00", NULL, NULL,
		"send 0 2026-03-30 2026-03-30T09:00: 10 arbetsdagar före förfallodagen"},
	{"a notice that was missed goes later", "2026-04-14T15:59:00+02:00", NULL, NULL,
		"send 0 2026-03-30 2026-04-14T15:59: 10 arbetsdagar före förfallodagen"},
	{"a notice may go on the due date itself", "2026-04-15T10:00:00+02:00", NULL, NULL,
		"send 0 2026-03-30 2026-04-15T10:00: 10 arbetsdagar före förfallodagen"},
	{"late on the due date it is too late for a notice", "2026-04-15T17:00:00+02:00", NULL, NULL,
		"skip 0 2026-03-30 -: sista dagen har passerat"},
	{"after the due date no notice is sent", "2026-04-16T09:00:00+02:00", NULL, NULL,
		"skip 0 2026-03-30 -: sista dagen har passerat"},
	{"a notice that went is not sent again", "2026-04-01T09:00:00+02:00", NULL, "0 skickad", ""},
	{"before the hour a letter waits for the hour", "2026-03-30T07:59:59+02:00", NULL, NULL,
		"wait 0 2026-03-30 2026-03-30T08:00: utanför tiden för brev"},
	{"after the hour it waits for the next morning", "2026-03-30T16:00:00+02:00", NULL, NULL,
		"wait 0 2026-03-30 2026-03-31T08:00: utanför tiden för brev"},
	{"långfredagen waits until after Easter", "2026-04-03T09:00:00+02:00", NULL, NULL,
		"wait 0 2026-03-30 2026-04-07T08:00: ingen arbetsdag"},
	{"the first reminder comes two working days after", "2026-04-17T08:00:00+02:00", NULL, "0 skickad",
		"send 1 2026-04-17 2026-04-17T08:00: 2 arbetsdagar efter förfallodagen"},
	{"a reminder takes the place of an unsent notice", "2026-04-17T08:00:00+02:00", NULL, NULL,
		"skip 0 2026-03-30 -: ett senare steg har tagit dess plats\n"
		"send 1 2026-04-17 2026-04-17T08:00: 2 arbetsdagar efter förfallodagen"},
	{"while a reminder waits nothing is written", "2026-04-18T09:00:00+02:00", NULL, NULL,
		"wait 1 2026-04-17 2026-04-20T08:00: ingen arbetsdag"},
	{"between two reminders nothing is done", "2026-04-22T09:00:00+02:00", NULL, "0 skickad,1 skickad", ""},
	{"the second reminder comes seven working days after", "2026-04-24T09:00:00+02:00", NULL, "0 skickad,1 skickad",
		"send 2 2026-04-24 2026-04-24T09:00: 7 arbetsdagar efter förfallodagen"},
	{"of two late steps only the newest is sent", "2026-04-27T09:00:00+02:00", NULL, "0 skickad",
		"skip 1 2026-04-17 -: ett senare steg har tagit dess plats\n"
		"send 2 2026-04-24 2026-04-27T09:00: 7 arbetsdagar efter förfallodagen"},
	{"the escalation comes twelve working days after, past första maj", "2026-05-04T09:00:00+02:00", NULL,
		"0 skickad,1 skickad,2 skickad",
		"send 100 2026-05-04 2026-05-04T09:00: 12 arbetsdagar efter förfallodagen"},
	{"first installed a fortnight after the last step: nothing is begun", "2026-09-01T09:00:00+02:00", NULL, NULL, ""},
	{"first installed after the last step, but soon: one letter, the newest", "2026-05-18T09:00:00+02:00", NULL, NULL,
		"skip 0 2026-03-30 -: ett senare steg har tagit dess plats\n"
		"skip 1 2026-04-17 -: ett senare steg har tagit dess plats\n"
		"skip 2 2026-04-24 -: ett senare steg har tagit dess plats\n"
		"send 100 2026-05-04 2026-05-18T09:00: 12 arbetsdagar efter förfallodagen"},
	{"after the escalation nothing more is sent", "2026-12-01T09:00:00+01:00", NULL,
		"0 skickad,1 skickad,2 skickad,100 skickad", ""},
	{"older steps that nobody wrote down are closed", "2026-12-01T09:00:00+01:00", NULL, "0 skickad,100 skickad",
		"skip 1 2026-04-17 -: ett senare steg har redan gått\n"
		"skip 2 2026-04-24 -: ett senare steg har redan gått"},
	{"an uncertain reminder is not sent again", "2026-04-20T09:00:00+02:00", NULL, "0 skickad,1 oviss", ""},
	{"a reminder in the outbox is not made again", "2026-04-20T09:00:00+02:00", NULL, "0 skickad,1 vantar", ""},
	{"a skipped reminder stays skipped", "2026-04-20T09:00:00+02:00", NULL, "0 skickad,1 avstod", ""},
	{"a bounced reminder is not sent again", "2026-04-20T09:00:00+02:00", NULL, "0 skickad,1 studsad", ""},
	{"a notice that came back goes to somebody else, at once", "2026-04-01T09:00:00+02:00", NULL, "0 studsad åter",
		"send 0 2026-03-30 2026-04-01T09:00: 10 arbetsdagar före förfallodagen"},
	{"a reminder that came back goes to somebody else", "2026-04-20T09:00:00+02:00", NULL, "0 skickad,1 studsad åter",
		"send 1 2026-04-17 2026-04-20T09:00: 2 arbetsdagar efter förfallodagen"},
	{"not after the last day, if it was a notice", "2026-04-16T09:00:00+02:00", NULL, "0 studsad åter", ""},
	{"the next step goes before it, and it is written down as it was", "2026-04-17T09:00:00+02:00", NULL, "0 studsad åter",
		"send 1 2026-04-17 2026-04-17T09:00: 2 arbetsdagar efter förfallodagen"},
	{"after a bounced reminder the next comes as usual", "2026-04-24T09:00:00+02:00", NULL, "0 skickad,1 studsad",
		"send 2 2026-04-24 2026-04-24T09:00: 7 arbetsdagar efter förfallodagen"},
	{"a filed report ends it", "2026-04-24T09:00:00+02:00", "filed", NULL, ""},
	{"something in review ends it for now", "2026-04-24T09:00:00+02:00", "review", NULL, ""},
	{"a dispens ends it", "2026-04-24T09:00:00+02:00", "excused", NULL, ""},
	{"no report expected, no letter", "2026-04-24T09:00:00+02:00", "unexpected", NULL, ""},
	{"no address that works: staff see that it waits", "2026-04-17T09:00:00+02:00", "bounces", "0 skickad",
		"wait 1 2026-04-17 2026-04-17T09:00: ingen fungerande adress"},
	{"no contact at all: staff see that it waits", "2026-04-17T09:00:00+02:00", "contactless", "0 skickad",
		"wait 1 2026-04-17 2026-04-17T09:00: ingen fungerande adress"},
	{"the escalation goes although no address works", "2026-05-04T09:00:00+02:00", "bounces", "0 skickad,1 studsad",
		"skip 2 2026-04-24 -: ett senare steg har tagit dess plats\n"
		"send 100 2026-05-04 2026-05-04T09:00: 12 arbetsdagar efter förfallodagen"},
	/* promised for Friday 2026-05-08: notice 04-23, reminders 05-12 and 05-20, escalation 05-27 */
	{"within the time promised no reminder is sent", "2026-04-17T09:00:00+02:00", "2026-05-08", "0 skickad", ""},
	{"after the day promised the first reminder comes", "2026-05-12T09:00:00+02:00", "2026-05-08", "0 skickad",
		"send 1 2026-05-12 2026-05-12T09:00: 2 arbetsdagar efter uppskovets sista dag"},
	{"a step that went before the promise is not repeated", "2026-05-12T09:00:00+02:00", "2026-05-08",
		"0 skickad,1 skickad", ""},
	{"the second reminder counts from the promise too", "2026-05-20T09:00:00+02:00", "2026-05-08", "0 skickad,1 skickad",
		"send 2 2026-05-20 2026-05-20T09:00: 7 arbetsdagar efter uppskovets sista dag"},
	{"no notice ahead of the promise once a reminder went", "2026-04-24T09:00:00+02:00", "2026-05-08", "1 skickad",
		"skip 0 2026-04-23 -: ett senare steg har redan gått"},
	{"a promise before the due date changes nothing", "2026-04-17T09:00:00+02:00", "2026-04-10", "0 skickad",
		"send 1 2026-04-17 2026-04-17T09:00: 2 arbetsdagar efter förfallodagen"},
};

static DiOwed *
owed_of_row(const struct Row *row)
{
	DiOwed *owed = owed_new("Vägen vidare", "2026-04-15");
	const char *fact = row->fact ? row->fact : "";

	if (g_str_equal(fact, "contactless"))
		g_ptr_array_set_size(owed->contacts, 0);
	else
		((DiContact *)owed->contacts->pdata[0])->bounces = g_str_equal(fact, "bounces");
	owed->rapport = g_str_equal(fact, "filed") ? g_strdup("SFG 26-4.2") : NULL;
	owed->in_review = g_str_equal(fact, "review");
	owed->excused = g_str_equal(fact, "excused");
	owed->expected = !g_str_equal(fact, "unexpected");
	owed->excused_until = di_date_parse(fact);
	add_ledger(owed, row->ledger);
	return owed;
}

static void
check_row(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiOwed) owed = owed_of_row(row);
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_autoptr(GPtrArray) decisions = NULL;
	g_autofree char *printed = NULL;
	DiConfig config = config_preset();

	g_ptr_array_add(all, owed);
	decisions = di_reminder_decide(all, &config, di_time_parse(row->now));
	printed = print_decisions(decisions);
	assert_string_equal(printed, row->expected);
}

static const struct NextRow {
	const char *sentence, *due, *now, *ledger, *expected;
} next_rows[] = {
	{"at first the notice is next", NULL, "2026-02-01T12:00:00+01:00", NULL,
		"wait 0 2026-03-30 2026-03-30T08:00: 10 arbetsdagar före förfallodagen"},
	{"a notice whose moment is now is next", NULL, "2026-03-30T09:00:00+02:00", NULL,
		"send 0 2026-03-30 2026-03-30T09:00: 10 arbetsdagar före förfallodagen"},
	{"after the notice the first reminder is next", NULL, "2026-03-31T12:00:00+02:00", "0 skickad",
		"wait 1 2026-04-17 2026-04-17T08:00: 2 arbetsdagar efter förfallodagen"},
	{"on a Saturday a late reminder is next on Monday", NULL, "2026-04-18T12:00:00+02:00", "0 skickad",
		"wait 1 2026-04-17 2026-04-20T08:00: 2 arbetsdagar efter förfallodagen"},
	{"a late step is passed over when a newer one has come", NULL, "2026-04-25T12:00:00+02:00", "0 skickad",
		"wait 2 2026-04-24 2026-04-27T08:00: 7 arbetsdagar efter förfallodagen"},
	{"after the escalation there is none", NULL, "2026-06-01T12:00:00+02:00", "0 skickad,100 skickad", ""},
	{"reminders within a quiet period give way to the last of them", "2026-06-24", "2026-07-01T12:00:00+02:00",
		"0 skickad,1 skickad", "wait 100 2026-07-10 2026-08-03T08:00: 12 arbetsdagar efter förfallodagen"},
	{"a notice that would come too late is passed over", "2026-07-27", "2026-06-30T12:00:00+02:00", NULL,
		"wait 1 2026-07-29 2026-08-03T08:00: 2 arbetsdagar efter förfallodagen"},
};

static void
check_next(void **state)
{
	const struct NextRow *row = *state;
	g_autoptr(DiOwed) owed = owed_new("Vägen vidare", row->due ? row->due : "2026-04-15");
	g_autoptr(GString) printed = g_string_new(NULL);
	DiConfig config = config_preset();
	DiDecision *next;

	add_ledger(owed, row->ledger);
	next = di_reminder_next(owed, &config, di_time_parse(row->now));
	if (next)
		print_decision(printed, next);
	di_decision_free(next);
	assert_string_equal(printed->str, row->expected);
}

static const struct OpeningRow {
	const char *sentence, *when, *expected;
} openings[] = {
	{"an open moment is its own opening", "2026-04-20T08:00:00+02:00", "2026-04-20T08:00:00+02:00"},
	{"the night before summer time ends in summer time", "2026-03-27T20:00:00+01:00", "2026-03-30T08:00:00+02:00"},
	{"the night before winter time ends in winter time", "2026-10-23T20:00:00+02:00", "2026-10-26T08:00:00+01:00"},
	{"a moment in another zone is read in ours", "2026-04-20T05:30:00Z", "2026-04-20T08:00:00+02:00"},
	{"July waits for the first working day of August", "2026-07-01T00:00:00+02:00", "2026-08-03T08:00:00+02:00"},
	{"Christmas waits past trettondedag jul", "2026-12-20T09:00:00+01:00", "2027-01-07T08:00:00+01:00"},
	{"the last minute of the day is open", "2026-12-18T15:59:59+01:00", "2026-12-18T15:59:59+01:00"},
	{"four in the afternoon is closed until after Christmas", "2026-12-18T16:00:00+01:00", "2027-01-07T08:00:00+01:00"},
	{"midsommarafton waits until Monday", "2026-06-19T10:00:00+02:00", "2026-06-22T08:00:00+02:00"},
};

static void
check_opening(void **state)
{
	const struct OpeningRow *row = *state;
	DiConfig config = config_preset();
	g_autofree char *printed =
		di_time_format(di_reminder_opening(&config, di_time_parse(row->when)), timezone_name);

	assert_string_equal(printed, row->expected);
}

static void
a_year_without_an_open_day_has_no_opening(void **state G_GNUC_UNUSED)
{
	DiConfig config = config_preset();
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)di_owed_free);
	g_autoptr(GPtrArray) decisions = NULL;
	g_autofree char *printed = NULL;
	DiTime now = di_time_parse("2026-04-17T09:00:00+02:00");

	config.reminders.quiet = whole_year;
	config.reminders.n_quiet = 1;
	g_ptr_array_add(all, owed_new("Vägen vidare", "2026-04-15"));
	assert_true(di_reminder_opening(&config, now) == DI_TIME_NONE);
	assert_null(di_reminder_next(all->pdata[0], &config, now));
	decisions = di_reminder_decide(all, &config, now);
	printed = print_decisions(decisions);
	assert_string_equal(printed, "wait 1 2026-04-17 -: brevfri period");
}

static void
without_a_chief_the_escalation_waits(void **state G_GNUC_UNUSED)
{
	DiConfig config = config_preset();
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)di_owed_free);
	g_autoptr(GPtrArray) decisions = NULL;
	g_autofree char *printed = NULL;

	config.outgoing.chief = nobody;
	g_ptr_array_add(all, owed_new("Vägen vidare", "2026-04-15"));
	add_ledger(all->pdata[0], "0 skickad,1 skickad,2 skickad");
	decisions = di_reminder_decide(all, &config, di_time_parse("2026-05-04T09:00:00+02:00"));
	printed = print_decisions(decisions);
	assert_string_equal(printed, "wait 100 2026-05-04 2026-05-04T09:00: ingen adress till chefen är angiven");
}

static void
steps_that_are_switched_off_do_not_come(void **state G_GNUC_UNUSED)
{
	DiConfig config = config_preset();
	g_autoptr(DiOwed) owed = owed_new("Vägen vidare", "2026-04-15");

	config.reminders.before_workdays = 0;
	config.reminders.n_after = 0;
	config.reminders.escalate_workdays = 0;
	assert_null(di_reminder_next(owed, &config, di_time_parse("2026-01-02T09:00:00+01:00")));
	assert_null(di_reminder_next(owed, &config, di_time_parse("2026-12-01T09:00:00+01:00")));
}

static void
a_filed_report_has_no_next_step(void **state G_GNUC_UNUSED)
{
	DiConfig config = config_preset();
	g_autoptr(DiOwed) owed = owed_new("Vägen vidare", "2026-04-15");

	owed->rapport = g_strdup("SFG 26-4.2");
	assert_null(di_reminder_next(owed, &config, di_time_parse("2026-04-01T12:00:00+02:00")));
}

/* The letter to the chief says that no more reminders follow; so none may. */
static void
no_reminder_follows_the_escalation(void **state G_GNUC_UNUSED)
{
	DiConfig config = config_preset();
	g_autoptr(DiOwed) owed = owed_new("Vägen vidare", "2026-04-15");

	config.reminders.escalate_workdays = 5;
	add_ledger(owed, "0 skickad,1 skickad,100 skickad");
	assert_null(di_reminder_next(owed, &config, di_time_parse("2026-04-24T09:00:00+02:00")));
}

static void
decisions_come_sorted(void **state G_GNUC_UNUSED)
{
	static const char *const names[] = {"Ö", "B", "A", "B"};
	DiConfig config = config_preset();
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)di_owed_free);
	g_autoptr(GPtrArray) decisions = NULL;
	g_autoptr(GString) order = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		DiOwed *owed = owed_new(names[i], "2026-04-15");

		owed->rapportor_id = 10 - (int)i;
		g_ptr_array_add(all, owed);
	}
	decisions = di_reminder_decide(all, &config, di_time_parse("2026-04-17T09:00:00+02:00"));
	for (guint i = 0; i < decisions->len; i++) {
		const DiDecision *decision = decisions->pdata[i];

		g_string_append_printf(order, "%s%d:%d ", decision->owed->insats,
			(int)decision->owed->rapportor_id, decision->step);
	}
	assert_string_equal(order->str, "A8:0 A8:1 B7:0 B7:1 B9:0 B9:1 Ö10:0 Ö10:1 ");
}

/* A person who owes fourteen reports has two letters: a letter has room for twelve, each with its form. */
static void
one_letter_for_a_person(void **state G_GNUC_UNUSED)
{
	DiConfig config = config_preset();
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)di_owed_free);
	g_autoptr(GPtrArray) decisions = NULL, letters = NULL, apart = NULL;

	for (int i = 0; i < 14; i++) {
		DiOwed *owed = owed_new("Bron", "2026-04-15");

		owed->rapportor_id = i;
		g_ptr_array_add(all, owed);
	}
	di_owed_add_contact(all->pdata[13], "Olle", "olle@kommunen.example", FALSE);
	decisions = di_reminder_decide(all, &config, di_time_parse("2026-03-30T09:00:00+02:00"));
	config.reminders.together = TRUE;
	letters = di_reminder_letters(decisions, &config);
	assert_int_equal(letters->len, 2);
	assert_int_equal(((DiReminderLetter *)letters->pdata[0])->decisions->len, 12);
	assert_int_equal(((DiReminderLetter *)letters->pdata[1])->decisions->len, 2);
	config.reminders.together = FALSE;
	apart = di_reminder_letters(decisions, &config);
	assert_int_equal(apart->len, 14); /* a notice goes to the first contact alone */
}

/* The report came on 2026-04-10 without its section 2.6; twenty working days later is 2026-05-11, past första maj. */
static const struct SteeringRow {
	const char *sentence, *now, *ledger, *fact, *expected;
} steering_rows[] = {
	{"before its day nobody asks about the steering group", "2026-05-08T09:00:00+02:00", NULL, NULL, ""},
	{"on its day the steering group's section is asked for", "2026-05-11T09:00:00+02:00", "0 skickad", NULL,
		"send 200 2026-05-11 2026-05-11T09:00: 20 arbetsdagar efter att rapporten kom utan styrgruppens punkt"},
	{"on a day off the question waits", "2026-05-16T09:00:00+02:00", NULL, NULL,
		"wait 200 2026-05-11 2026-05-18T08:00: ingen arbetsdag"},
	{"it is asked once", "2026-05-12T09:00:00+02:00", "200 skickad", NULL, ""},
	{"a fortnight later it is not begun", "2026-05-26T09:00:00+02:00", NULL, NULL, ""},
	{"a report that has the section is not asked about", "2026-05-11T09:00:00+02:00", NULL, "whole", ""},
	{"a final report has no such section", "2026-05-11T09:00:00+02:00", NULL, "final", ""},
	{"something in review ends it for now, too", "2026-05-11T09:00:00+02:00", NULL, "review", ""},
	{"unless a day is set, nobody asks", "2026-05-11T09:00:00+02:00", NULL, "off", ""},
};

static void
check_steering(void **state)
{
	const struct SteeringRow *row = *state;
	const char *fact = row->fact ? row->fact : "";
	g_autoptr(DiOwed) owed = owed_new("Vägen vidare", "2026-04-15");
	g_autoptr(GPtrArray) all = g_ptr_array_new(), decisions = NULL;
	g_autofree char *printed = NULL;
	char section[] = "2.6";
	DiConfig config = config_preset();

	config.reminders.steering_after = g_str_equal(fact, "off") ? 0 : 20;
	config.reminders.steering_section = section;
	owed->rapport = g_strdup("SFG 26-4.2");
	owed->came = g_str_equal(fact, "final") ? DI_KIND_SLUTRAPPORT : DI_KIND_KVARTALSRAPPORT;
	owed->arrived = owed->first_arrived = di_date_parse("2026-04-10");
	owed->saknas = g_strsplit(g_str_equal(fact, "whole") ? "2.5" : "2.5,2.6", ",", -1);
	owed->in_review = g_str_equal(fact, "review");
	add_ledger(owed, row->ledger);
	g_ptr_array_add(all, owed);
	decisions = di_reminder_decide(all, &config, di_time_parse(row->now));
	printed = print_decisions(decisions);
	assert_string_equal(printed, row->expected);
}

/* The simulated year: the machine wakes three times a day and obeys;
 * TAP prints each letter. */

typedef struct {
	DiConfig config;
	GPtrArray *owed;
	GString *letters;
} World;

static void
obey(World *world, const DiDecision *decision, DiDate today)
{
	static const char *const weekdays[] = {"mån", "tis", "ons", "tor", "fre", "lör", "sön"};
	DiOwed *owed = NULL;
	g_autofree char *date = di_date_format(today);

	for (guint i = 0; i < world->owed->len; i++)
		if (world->owed->pdata[i] == decision->owed)
			owed = world->owed->pdata[i];
	assert_non_null(owed);
	if (decision->what == DI_DECISION_WAIT)
		return;
	if (decision->what == DI_DECISION_SEND)
		g_string_append_printf(world->letters, "%s %s %s %d\n", date,
			weekdays[di_date_weekday(today) - 1], owed->insats, decision->step);
	di_owed_add_done(owed, decision->step, today, decision->what == DI_DECISION_SEND,
		decision->what == DI_DECISION_SEND ? "skickad" : "avstod");
}

static void
wake(World *world, DiDate today, int hour)
{
	g_autoptr(GPtrArray) decisions = di_reminder_decide(
		world->owed, &world->config, di_date_at(today, hour, 30, timezone_name));

	for (guint i = 0; i < decisions->len; i++)
		obey(world, decisions->pdata[i], today);
}

static DiOwed *
add_owed(World *world, const char *name, const char *due)
{
	DiOwed *owed = owed_new(name, due);

	g_ptr_array_add(world->owed, owed);
	return owed;
}

/* What happens in the year, besides the calendar. */
static void
live(DiDate today, DiOwed *late, DiOwed *promised, DiOwed *reviewed)
{
	if (today == di_date_parse("2026-04-18"))
		late->rapport = g_strdup("SFG 26-4.2");
	if (today == di_date_parse("2026-04-16"))
		promised->excused_until = di_date_parse("2026-05-08");
	if (today == di_date_parse("2026-05-13"))
		promised->rapport = g_strdup("SFG 26-5.2");
	reviewed->in_review = today >= di_date_parse("2026-04-20") && today < di_date_parse("2026-04-28");
}

static const char ledger[] =
	"2026-01-19 mån Tyst 2025-Q4 0\n"
	"2026-02-04 ons Tyst 2025-Q4 1\n"
	"2026-02-11 ons Tyst 2025-Q4 2\n"
	"2026-02-18 ons Tyst 2025-Q4 100\n"
	"2026-03-30 mån Granskad 0\n"
	"2026-03-30 mån Lovad 0\n"
	"2026-03-30 mån Sen 0\n"
	"2026-03-30 mån Tyst 2026-Q1 0\n"
	"2026-04-17 fre Granskad 1\n" /* Lovad has promised another day on the 16th */
	"2026-04-17 fre Sen 1\n"      /* and sends its report on the 18th */
	"2026-04-17 fre Tyst 2026-Q1 1\n"
	"2026-04-24 fre Tyst 2026-Q1 2\n"
	"2026-04-28 tis Granskad 2\n"   /* planned for the 24th, when something lay in review */
	"2026-05-04 mån Granskad 100\n" /* första maj lies between */
	"2026-05-04 mån Studsar 100\n"  /* no letter before had anywhere to go */
	"2026-05-04 mån Tyst 2026-Q1 100\n"
	"2026-05-12 tis Lovad 1\n"
	"2026-06-09 tis Sommar 0\n"
	"2026-06-26 fre Sommar 1\n"
	"2026-08-03 mån Sommar 100\n" /* the second reminder and this one both fell in July */
	"2026-08-03 mån Tyst 2026-Q2 0\n"
	"2026-08-17 mån Slutrapport 0\n" /* due sixty days after 30 June, moved from a Saturday */
	"2026-08-19 ons Tyst 2026-Q2 1\n"
	"2026-08-26 ons Tyst 2026-Q2 2\n"
	"2026-09-02 ons Slutrapport 1\n"
	"2026-09-02 ons Tyst 2026-Q2 100\n"
	"2026-09-09 ons Slutrapport 2\n"
	"2026-09-16 ons Slutrapport 100\n"
	"2026-10-01 tor Tyst 2026-Q3 0\n"
	"2026-10-19 mån Tyst 2026-Q3 1\n"
	"2026-10-26 mån Tyst 2026-Q3 2\n"
	"2026-11-02 mån Tyst 2026-Q3 100\n"
	"2027-01-18 mån Tyst 2026-Q4 0\n"
	"2027-02-03 ons Tyst 2026-Q4 1\n"
	"2027-02-10 ons Tyst 2026-Q4 2\n"
	"2027-02-17 ons Tyst 2026-Q4 100\n";

static void
add_silent(World *world)
{
	static const char *const dues[][2] = {
		{"Tyst 2025-Q4", "2026-02-02"}, {"Tyst 2026-Q1", "2026-04-15"}, {"Tyst 2026-Q2", "2026-08-17"},
		{"Tyst 2026-Q3", "2026-10-15"}, {"Tyst 2026-Q4", "2027-02-01"}};

	for (guint i = 0; i < G_N_ELEMENTS(dues); i++)
		add_owed(world, dues[i][0], dues[i][1]);
}

static void
a_year_day_by_day(void **state G_GNUC_UNUSED)
{
	World world = {config_preset(), g_ptr_array_new_with_free_func((GDestroyNotify)di_owed_free),
		g_string_new(NULL)};
	DiOwed *late = add_owed(&world, "Sen", "2026-04-15");
	DiOwed *promised = add_owed(&world, "Lovad", "2026-04-15");
	DiOwed *reviewed = add_owed(&world, "Granskad", "2026-04-15");
	DiOwed *bouncing = add_owed(&world, "Studsar", "2026-04-15");
	g_auto(GStrv) lines = NULL;

	((DiContact *)bouncing->contacts->pdata[0])->bounces = TRUE;
	add_owed(&world, "Sommar", "2026-06-24");
	add_owed(&world, "Slutrapport", "2026-08-31")->kind = DI_KIND_SLUTRAPPORT;
	add_silent(&world);
	for (DiDate today = di_date_parse("2026-01-01"); today <= di_date_parse("2027-03-31"); today++) {
		live(today, late, promised, reviewed);
		wake(&world, today, 3);
		wake(&world, today, 9);
		wake(&world, today, 20);
	}
	lines = g_strsplit(world.letters->str, "\n", -1);
	for (char **line = lines; *line; line++)
		printf("# %s\n", *line);
	assert_string_equal(world.letters->str, ledger);
	g_string_free(world.letters, TRUE);
	g_ptr_array_unref(world.owed);
}

/* However the machine sleeps, no step goes twice, none out of order, and never two at once. */
static void
sleeping_never_doubles_a_letter(void **state G_GNUC_UNUSED)
{
	for (int every = 1; every <= 40; every++) {
		World world = {config_preset(), g_ptr_array_new_with_free_func((GDestroyNotify)di_owed_free),
			g_string_new(NULL)};
		const DiOwed *owed = add_owed(&world, "Sovande", "2026-04-15");
		DiDate last = DI_DATE_NONE;
		int step = -1;

		for (DiDate today = di_date_parse("2026-03-02"); today < di_date_parse("2026-09-01"); today += every)
			wake(&world, today, 10);
		for (guint i = 0; i < owed->done->len; i++) {
			const DiStepDone *done = owed->done->pdata[i];

			assert_true(done->step > step);
			step = done->step;
			if (!done->sent)
				continue;
			assert_true(done->date > last);
			last = done->date;
		}
		assert_true(every > 14 || last != DI_DATE_NONE); /* who sleeps longer may miss the whole ladder */
		g_string_free(world.letters, TRUE);
		g_ptr_array_unref(world.owed);
	}
}

int
main(void)
{
	ADD_ROWS(rows, check_row);
	ADD_ROWS(steering_rows, check_steering);
	ADD_ROWS(next_rows, check_next);
	ADD_ROWS(openings, check_opening);
	ADD_TEST(a_year_without_an_open_day_has_no_opening);
	ADD_TEST(without_a_chief_the_escalation_waits);
	ADD_TEST(steps_that_are_switched_off_do_not_come);
	ADD_TEST(a_filed_report_has_no_next_step);
	ADD_TEST(no_reminder_follows_the_escalation);
	ADD_TEST(one_letter_for_a_person);
	ADD_TEST(decisions_come_sorted);
	ADD_TEST(a_year_day_by_day);
	ADD_TEST(sleeping_never_doubles_a_letter);
	return run_table("reminder-decide");
}
