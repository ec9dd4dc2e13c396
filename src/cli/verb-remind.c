/* diarie remind: the letters that would go, day by day, by the same rules as the daemon's. Nothing is sent or written. */
#include "verbs.h"

#include <diarie/letter.h>
#include <diarie/reminder.h>
#include <stdio.h>
#include <string.h>

typedef struct {
	DiCli *cli;
	GHashTable *quarters; /* "2026-Q1" → GPtrArray of DiOwed, as they stand on the day that is played */
	GPtrArray *homeless;  /* DiOwed, in the tables above: nobody to write to */
	DiDate last_heading;
	GHashTable *numbers; /* "insats/year" → number of the case that the letters would open */
	guint letters;
} Play;

static const char *
letter_name(int step)
{
	if (step == DI_STEP_NOTICE)
		return "förhandsmejl";
	if (step == DI_STEP_STEERING)
		return "om styrgruppen";
	return step >= DI_STEP_ESCALATE ? "mejl till chefen" : "påminnelse";
}

static char *
letter_title(int step)
{
	if (step > DI_STEP_NOTICE && step < DI_STEP_ESCALATE)
		return g_strdup_printf("påminnelse %d", step - DI_STEP_REMINDER + 1);
	return g_strdup(letter_name(step));
}

/* Those among LETTERS that ask for DECISION's report. */
static char **
recipients(const GPtrArray *letters, const DiDecision *decision)
{
	g_autoptr(GStrvBuilder) to = g_strv_builder_new();

	for (guint i = 0; i < letters->len; i++) {
		const DiReminderLetter *letter = letters->pdata[i];

		if (g_ptr_array_find(letter->decisions, decision, NULL))
			g_strv_builder_add(to, letter->address);
	}
	return g_strv_builder_end(to);
}

static void
print_json(const DiDecision *decision, DiDate date, char **to)
{
	DiJson *json = di_json_new();
	const DiOwed *owed = decision->owed;

	di_json_object_begin(json, NULL);
	di_json_date(json, "datum", date);
	di_json_string(json, "brev", letter_name(decision->step));
	di_json_int(json, "steg", decision->step);
	di_json_string(json, "insats", owed->insats);
	di_json_string(json, "huvudman", owed->huvudman);
	di_json_quarter(json, "kvartal", owed->quarter);
	di_json_string(json, "slag", di_kind_word(owed->kind));
	di_json_string(json, "diarienummer", owed->arende);
	di_json_strv(json, "till", (const char *const *)to);
	di_json_string(json, "skal", decision->reason);
	di_json_object_end(json);
	di_print_json(json);
}

static void
print_day(Play *play, DiDate date)
{
	g_autofree char *day = NULL;

	if (play->last_heading == date)
		return;
	di_busy_wipe();
	if (play->last_heading != DI_DATE_NONE)
		fputc('\n', stdout);
	day = di_date_swedish_weekday(date);
	di_print_heading(play->cli, day);
	play->last_heading = date;
}

static void
print_report(const Play *play, const DiDecision *decision, const char *name)
{
	const DiOwed *owed = decision->owed;
	g_autofree char *title = di_insats_title(owed->insats, owed->huvudman);
	g_autofree char *quarter = di_quarter_title(owed->quarter);
	g_autofree char *left = g_strdup_printf("  %s", name);

	di_print_beside(play->cli, DI_STYLE_PLAIN, left, 20, title);
	di_print_passage(play->cli, 20, "%s%s, %s", owed->kind == DI_KIND_SLUTRAPPORT ? "slutrapporten, " : "", quarter, decision->reason);
}

static void
print_letter(Play *play, const DiReminderLetter *letter, DiDate date)
{
	g_autofree char *name = letter_title(letter->step);

	print_day(play, date);
	for (guint i = 0; i < letter->decisions->len; i++)
		print_report(play, letter->decisions->pdata[i], i ? "  och" : name);
	di_print_passage(play->cli, 20, "till %s", letter->address);
}

/* --show: the letter itself, as it would be with what has been played so far. */
static gboolean
show_letter(Play *play, const DiReminderLetter *letter, DiDate date, GError **error)
{
	const DiConfig *config = play->cli->config;
	g_autoptr(GPtrArray) owed = g_ptr_array_new();
	g_autoptr(GHashTable) values = NULL;
	const DiOwed *first;
	gboolean shown;

	for (guint i = 0; i < letter->decisions->len; i++)
		g_ptr_array_add(owed, (gpointer)(guintptr)((const DiDecision *)letter->decisions->pdata[i])->owed);
	first = owed->pdata[0];
	values = owed->len > 1 ? di_values_of_several(config, (const DiOwed *const *)owed->pdata, owed->len,
				letter->step)
			       : di_values_of_owed(config, first);
	if (letter->step != DI_STEP_ESCALATE)
		di_values_set_name(values, letter->name);
	di_values_set_steering(values, config, di_owed_last_day(first), date);
	di_blank_tell(play->cli, values, (const DiOwed *const *)owed->pdata, owed->len, letter->step);
	di_busy_wipe();
	fputc('\n', stdout);
	shown = di_letter_print(owed->len > 1 ? di_letter_of_several(letter->step) : di_letter_of_step(first->kind, letter->step), values,
		letter->address, 4, error);
	fputc('\n', stdout);
	return shown;
}

static gboolean
play_letter(Play *play, const DiReminderLetter *letter, DiDate date, GError **error)
{
	play->letters++;
	if (play->cli->args->json)
		return TRUE;
	print_letter(play, letter, date);
	return !di_args_flag(play->cli->args, "show") || show_letter(play, letter, date, error);
}

static gboolean
has_address(const DiOwed *owed)
{
	for (guint i = 0; i < owed->contacts->len; i++) {
		const DiContact *contact = owed->contacts->pdata[i];

		if (!contact->bounces && contact->address && *contact->address)
			return TRUE;
	}
	return FALSE;
}

/* What was done is added to OWED, so that the next day knows it. */
static void
note(Play *play, const DiDecision *decision, const GPtrArray *letters, DiOwed *owed, DiDate date)
{
	g_auto(GStrv) to = recipients(letters, decision);

	if (!has_address(owed) && !g_ptr_array_find(play->homeless, owed, NULL))
		g_ptr_array_add(play->homeless, owed);
	if (decision->what == DI_DECISION_WAIT)
		return;
	if (decision->what == DI_DECISION_SEND && play->cli->args->json)
		print_json(decision, date, to);
	di_owed_add_done(owed, decision->step, date, decision->what == DI_DECISION_SEND,
		decision->what == DI_DECISION_SEND ? "skickad" : "avstod");
}

static GPtrArray *
owed_of(Play *play, DiQuarter quarter, GError **error)
{
	g_autofree char *name = di_quarter_format(quarter);
	GPtrArray *owed = g_hash_table_lookup(play->quarters, name);

	if (owed)
		return owed;
	owed = di_registry_owed(play->cli->registry, quarter, error);
	if (owed)
		g_hash_table_insert(play->quarters, g_steal_pointer(&name), owed);
	return owed;
}

static gboolean
is_wanted(const Play *play, const DiOwed *owed, DiDate date)
{
	const char *huvudman = di_args_text(play->cli->args, "huvudman");
	g_autofree char *wanted = huvudman ? di_text_fold(huvudman) : NULL;
	g_autofree char *has = huvudman ? di_text_fold(owed->huvudman ? owed->huvudman : "") : NULL;

	return di_owed_last_day(owed) + DI_REMINDER_DUE_DAYS_MAX >= date && (!wanted || strstr(has, wanted));
}

static gboolean
collect(Play *play, DiQuarter quarter, DiDate date, GPtrArray *all, GError **error)
{
	GPtrArray *owed = owed_of(play, quarter, error);

	for (guint i = 0; owed && i < owed->len; i++)
		if (is_wanted(play, owed->pdata[i], date))
			g_ptr_array_add(all, owed->pdata[i]);
	return owed != NULL;
}

/* The first letter opens the case, so that its number stands in it: the number that it will have if the letters go as shown. */
static gboolean
foresee_case(Play *play, DiOwed *owed, GError **error)
{
	g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT "/%d", owed->insats_id, owed->quarter.year);
	const char *known = g_hash_table_lookup(play->numbers, key);
	gboolean is_open = FALSE;

	if (owed->arende)
		return TRUE;
	if (!known && !di_case_foresee(play->cli->registry, owed->insats_id, owed->quarter.year, g_hash_table_size(play->numbers),
		&is_open, &owed->arende, error))
		return FALSE;
	if (known)
		owed->arende = g_strdup(known);
	else if (!is_open && owed->arende)
		g_hash_table_insert(play->numbers, g_steal_pointer(&key), g_strdup(owed->arende));
	return TRUE;
}

static gboolean
foresee(Play *play, const DiReminderLetter *letter, GPtrArray *owed, GError **error)
{
	for (guint i = 0; i < letter->decisions->len; i++) {
		const DiDecision *decision = letter->decisions->pdata[i];
		guint index = 0;

		if (g_ptr_array_find(owed, decision->owed, &index) && !foresee_case(play, owed->pdata[index], error))
			return FALSE;
	}
	return TRUE;
}

/* What the rules come to at MOMENT: first the letters, then what they have done. */
static gboolean
play_moment(Play *play, GPtrArray *owed, DiDate date, DiTime moment, GError **error)
{
	g_autoptr(GPtrArray) decisions = di_reminder_decide(owed, play->cli->config, moment);
	g_autoptr(GPtrArray) letters = di_reminder_letters(decisions, play->cli->config);

	for (guint i = 0; i < letters->len; i++)
		if ((di_args_flag(play->cli->args, "show") && !foresee(play, letters->pdata[i], owed, error)) ||
			!play_letter(play, letters->pdata[i], date, error))
			return FALSE;
	for (guint i = 0; i < decisions->len; i++) {
		const DiDecision *decision = decisions->pdata[i];
		guint index = 0;

		if (g_ptr_array_find(owed, decision->owed, &index))
			note(play, decision, letters, owed->pdata[index], date);
	}
	return TRUE;
}

/* The first moment of DATE at which letters may go; today's begins now. DI_TIME_NONE: not that day. */
static DiTime
moment_of(const Play *play, DiDate date)
{
	const DiConfig *config = play->cli->config;
	DiTime begins = date == play->cli->today ? di_clock_now()
		: di_date_at(date, config->reminders.hours[0], 0, config->reminders.timezone);
	DiTime opening = di_reminder_opening(config, begins);

	if (opening == DI_TIME_NONE || di_date_of_time(opening, config->reminders.timezone) != date)
		return DI_TIME_NONE;
	return opening;
}

static gboolean
play_day(Play *play, DiDate date, GError **error)
{
	DiTime moment = moment_of(play, date);
	DiQuarter quarter = di_quarter_of(date);
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	for (int back = DI_REMINDER_QUARTERS_BACK; back >= 0; back--)
		if (!collect(play, di_quarter_add(quarter, -back), date, all, error))
			return FALSE;
	return moment == DI_TIME_NONE || play_moment(play, all, date, moment, error);
}

/* The next letter that OWED will bring, if there is somebody to write to. */
static DiDecision *
next_of(const Play *play, const DiOwed *owed)
{
	DiDecision *next = is_wanted(play, owed, play->cli->today)
		? di_reminder_next(owed, play->cli->config, di_clock_now()) : NULL;

	if (!next || next->step == DI_STEP_ESCALATE || has_address(owed))
		return next;
	di_decision_free(next);
	return NULL;
}

/* Of all that is owed, the letter that comes next. */
static DiDecision *
next_of_all(const Play *play)
{
	DiDecision *first = NULL;
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, play->quarters);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const GPtrArray *owed = value;

		for (guint i = 0; i < owed->len; i++) {
			DiDecision *next = next_of(play, owed->pdata[i]);
			gboolean sooner = next && (!first || next->not_before < first->not_before);

			if (sooner)
				di_decision_free(first);
			if (sooner)
				first = next;
			else
				di_decision_free(next);
		}
	}
	return first;
}

static void
print_next(const Play *play, DiDate until)
{
	DiDecision *next = next_of_all(play);
	g_autofree char *last = di_date_swedish_weekday(until);
	g_autofree char *name = next ? letter_title(next->step) : NULL;
	g_autofree char *title = next ? di_insats_title(next->owed->insats, next->owed->huvudman) : NULL;
	g_autofree char *day = next ? di_date_swedish_weekday(di_date_of_time(next->not_before,
		di_cli_timezone(play->cli))) : NULL;

	if (until > play->cli->today)
		di_say("Inga brev går till och med %s.", last);
	else
		di_say("Inga brev går idag, %s.", last);
	if (next)
		di_say("Nästa är %s till %s, %s.", name, title, day);
	di_decision_free(next);
}

/* Whoever owes a report and cannot be written to. */
static void
print_homeless(const Play *play)
{
	g_autoptr(GHashTable) told = g_hash_table_new(g_int64_hash, g_int64_equal); /* one owes for several quarters */

	for (guint i = 0; i < play->homeless->len; i++) {
		const DiOwed *owed = play->homeless->pdata[i];
		g_autofree char *title = di_insats_title(owed->insats, owed->huvudman);

		if (!g_hash_table_add(told, (gpointer)(guintptr)&owed->rapportor_id))
			continue;
		if (i == 0)
			di_print_passage(play->cli, 0, "\nKan inte påminnas, adress saknas (diarie insats contact INSATS ADRESS):");
		di_print_passage(play->cli, 2, "%s", title);
	}
}

static void
print_end(const Play *play, DiDate until)
{
	if (play->letters)
		di_print_passage(play->cli, 0, "\n%u brev. De skickas av diaried; här skickas inget.", play->letters);
	else
		print_next(play, until);
	print_homeless(play);
}

/* A person has read the first letters: they may go, and all that follow. */
static int
approve(DiCli *cli, GError **error)
{
	g_autofree char *now = di_time_format(di_clock_now(), di_cli_timezone(cli)), *given = NULL;

	if (!di_cli_write_too(cli, error))
		return DI_EXIT_NO;
	given = di_registry_state_get(cli->registry, DI_STATE_APPROVED);
	if (given) {
		di_say("Breven är redan godkända sedan %.10s.", given);
		return DI_EXIT_DONE;
	}
	if (!di_registry_state_set(cli->registry, DI_STATE_APPROVED, now, error) ||
		!di_registry_state_set(cli->registry, DI_STATE_APPROVAL_WAITS, "", error) ||
		!di_registry_log(cli->registry, "breven godkända", NULL, NULL, error))
		return DI_EXIT_NO;
	di_say("Godkänt. Breven går vid nästa tillfälle, på kontorstid.");
	return DI_EXIT_DONE;
}

static void
tell_what_holds(const DiCli *cli)
{
	g_autofree char *pause = di_registry_state_get(cli->registry, "paus");
	g_autofree char *waits = di_registry_state_get(cli->registry, DI_STATE_APPROVAL_WAITS);

	if (!di_args_flag(cli->args, "dry-run"))
		di_complain("det är diaried som skickar breven; det här är vad som skulle gå (som med --dry-run)");
	if (pause && *pause)
		di_complain("alla brev hålls inne just nu; 'diarie resume' släpper fram dem");
	if (waits && *waits)
		di_complain("de första breven väntar på ett ja; 'diarie remind --approve' släpper fram dem");
}

int
di_verb_remind(DiCli *cli, GError **error)
{
	g_autoptr(GHashTable) quarters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		(GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GPtrArray) homeless = g_ptr_array_new();
	g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	Play play = {.cli = cli, .quarters = quarters, .homeless = homeless, .numbers = numbers, .last_heading = DI_DATE_NONE};
	DiDate until = di_args_date(cli->args, "until");

	if (di_args_flag(cli->args, "approve"))
		return approve(cli, error);
	tell_what_holds(cli);
	if (until == DI_DATE_NONE)
		until = cli->today;
	di_busy(cli, "räknar ut breven");
	for (DiDate date = cli->today; date <= until; date++)
		if (!play_day(&play, date, error))
			return DI_EXIT_NO;
	if (!cli->args->json)
		print_end(&play, until);
	return DI_EXIT_DONE;
}
