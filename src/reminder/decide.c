/* Which letter is owed on a given day, and why. Pure: the same facts and moment give the same answer.
 *
 * The steps of one owed report make a ladder: notice, reminders, escalation, each on a day counted in
 * working days from the last day for the report. Of the steps whose day has come only the newest is
 * sent; a day on which the machine was off therefore costs a letter but never brings two at once. */
#include <diarie/reminder.h>

#include "ladder.h"

#include <string.h>

enum {
	OPENING_SEARCH_DAYS = 731, /* quiet periods may cover the whole year; two years of closed days is never */
	/* A ladder of which nothing was ever climbed is not begun so long after its last rung: a diarium that is set up in
	 * March must not write to the chief about a report of December. */
	FRESH_DAYS = 14,
};

void
di_decision_free(DiDecision *decision)
{
	if (!decision)
		return;
	g_free(decision->reason);
	g_free(decision);
}

static gboolean
is_open_day(const DiConfig *config, DiDate date)
{
	return di_workday_is(date) && !di_config_is_quiet(config, date);
}

DiTime
di_reminder_opening(const DiConfig *config, DiTime when)
{
	const char *timezone = config->reminders.timezone;
	DiDate today = di_date_of_time(when, timezone);
	int hour = di_time_hour(when, timezone);

	if (today == DI_DATE_NONE)
		return DI_TIME_NONE;
	if (is_open_day(config, today) && hour < config->reminders.hours[1])
		return hour >= config->reminders.hours[0] ? when
							  : di_date_at(today, config->reminders.hours[0], 0, timezone);
	for (DiDate date = today + 1; date <= today + OPENING_SEARCH_DAYS; date++)
		if (is_open_day(config, date))
			return di_date_at(date, config->reminders.hours[0], 0, timezone);
	return DI_TIME_NONE;
}

static const DiStepDone *
taken(const DiOwed *owed, int step)
{
	for (guint i = 0; i < owed->done->len; i++)
		if (((const DiStepDone *)owed->done->pdata[i])->step == step)
			return owed->done->pdata[i];
	return NULL;
}

/* A letter that came back is none, where somebody else can have it. */
static gboolean
is_done(const DiOwed *owed, int step)
{
	const DiStepDone *done = taken(owed, step);

	return done && !done->unreached;
}

/* Is any rung above RUNG done? Then RUNG is past: a ladder is climbed upwards only. */
static gboolean
is_passed(const DiOwed *owed, const DiLadder *ladder, guint rung)
{
	for (guint i = rung + 1; i < ladder->n; i++)
		if (taken(owed, ladder->rungs[i].step))
			return TRUE;
	return FALSE;
}

static gboolean
has_working_address(const DiOwed *owed)
{
	for (guint i = 0; i < owed->contacts->len; i++) {
		const DiContact *contact = owed->contacts->pdata[i];

		if (!contact->bounces && contact->address && *contact->address)
			return TRUE;
	}
	return FALSE;
}

/* Nothing is asked of somebody who has answered, waits for us, or owes nothing. */
static gboolean
is_settled(const DiOwed *owed)
{
	return owed->rapport || owed->arrived != DI_DATE_NONE || owed->in_review || owed->excused ||
		!owed->expected || owed->due == DI_DATE_NONE;
}

static DiDecision *
decision_new(const DiOwed *owed, const DiRung *rung, DiDecisionWhat what, char *reason)
{
	DiDecision *decision = g_new0(DiDecision, 1);

	decision->owed = owed;
	decision->step = rung->step;
	decision->what = what;
	decision->planned = rung->planned;
	decision->not_before = DI_TIME_NONE;
	decision->reason = reason;
	return decision;
}

/* What keeps a letter that nobody can receive; NULL: it has somewhere to go. */
static const char *
lacks_recipient(const DiOwed *owed, const DiConfig *config, int step)
{
	if (step == DI_STEP_ESCALATE)
		return config->outgoing.chief && config->outgoing.chief[0] ? NULL : "ingen adress till chefen är angiven";
	return has_working_address(owed) ? NULL : "ingen fungerande adress";
}

/* Why letters may not go at NOW; NULL: they may. */
static const char *
closed_because(const DiConfig *config, DiTime now)
{
	DiDate today = di_date_of_time(now, config->reminders.timezone);

	if (di_config_is_quiet(config, today))
		return "brevfri period";
	if (!di_workday_is(today))
		return "ingen arbetsdag";
	return di_reminder_opening(config, now) == now ? NULL : "utanför tiden för brev";
}

static DiDecision *
send_or_wait(const DiOwed *owed, const DiRung *rung, const DiConfig *config, DiTime now)
{
	const char *obstacle = lacks_recipient(owed, config, rung->step);
	const char *closed = obstacle ? obstacle : closed_because(config, now);
	char *reason = closed ? g_strdup(closed) : di_ladder_reason(rung);
	DiDecision *decision = decision_new(owed, rung, closed ? DI_DECISION_WAIT : DI_DECISION_SEND, reason);

	decision->not_before = di_reminder_opening(config, now);
	return decision;
}

/* A notice that can first go after the last day would announce what has passed already. */
static gboolean
is_notice_too_late(const DiRung *rung, const DiLadder *ladder, const DiConfig *config, DiTime opening)
{
	return rung->step == DI_STEP_NOTICE &&
		(opening == DI_TIME_NONE || di_date_of_time(opening, config->reminders.timezone) > ladder->last_day);
}

static gboolean
is_stale(const DiOwed *owed, const DiLadder *ladder, DiDate today)
{
	return owed->done->len == 0 && ladder->n > 0 && ladder->rungs[ladder->n - 1].planned + FRESH_DAYS < today;
}

static void
skip_below(GPtrArray *decisions, const DiOwed *owed, const DiLadder *ladder, guint top, const char *why)
{
	for (guint i = 0; i < top; i++)
		if (!taken(owed, ladder->rungs[i].step))
			g_ptr_array_add(decisions,
				decision_new(owed, &ladder->rungs[i], DI_DECISION_SKIP, g_strdup(why)));
}

static void
decide_one(GPtrArray *decisions, const DiOwed *owed, const DiConfig *config, DiTime now)
{
	g_autoptr(DiLadder) ladder = di_ladder_new(owed, config);
	guint n_due = di_ladder_due(ladder, di_date_of_time(now, config->reminders.timezone));
	const DiRung *newest = n_due > 0 ? &ladder->rungs[n_due - 1] : NULL;
	DiDecision *decision;

	if (!newest || is_stale(owed, ladder, di_date_of_time(now, config->reminders.timezone)))
		return;
	if (is_done(owed, newest->step) || is_passed(owed, ladder, n_due - 1)) {
		skip_below(decisions, owed, ladder, n_due, "ett senare steg har redan gått");
		return;
	}
	if (is_notice_too_late(newest, ladder, config, di_reminder_opening(config, now))) {
		if (!taken(owed, newest->step))
			g_ptr_array_add(decisions,
				decision_new(owed, newest, DI_DECISION_SKIP, g_strdup("sista dagen har passerat")));
		return;
	}
	decision = send_or_wait(owed, newest, config, now);
	if (decision->what == DI_DECISION_SEND)
		skip_below(decisions, owed, ladder, n_due - 1, "ett senare steg har tagit dess plats");
	g_ptr_array_add(decisions, decision);
}

static int
compare(gconstpointer a, gconstpointer b)
{
	const DiDecision *left = *(DiDecision *const *)a, *right = *(DiDecision *const *)b;
	const DiOwed *x = left->owed, *y = right->owed;
	int order = g_strcmp0(x->insats, y->insats);

	if (order == 0)
		order = g_strcmp0(x->huvudman, y->huvudman);
	if (order == 0)
		order = (x->rapportor_id > y->rapportor_id) - (x->rapportor_id < y->rapportor_id);
	if (order == 0)
		order = di_quarter_compare(x->quarter, y->quarter);
	return order != 0 ? order : left->step - right->step;
}

static void
free_decision(gpointer data)
{
	di_decision_free(data);
}

static void
decide_steering(GPtrArray *decisions, const DiOwed *owed, const DiConfig *config, DiTime now)
{
	DiRung rung;

	if (di_steering_rung(owed, config, di_date_of_time(now, config->reminders.timezone), &rung))
		g_ptr_array_add(decisions, send_or_wait(owed, &rung, config, now));
}

GPtrArray *
di_reminder_decide(const GPtrArray *owed, const DiConfig *config, DiTime now)
{
	GPtrArray *decisions = g_ptr_array_new_with_free_func(free_decision);

	for (guint i = 0; i < owed->len; i++)
		if (is_settled(owed->pdata[i]))
			decide_steering(decisions, owed->pdata[i], config, now);
		else
			decide_one(decisions, owed->pdata[i], config, now);
	g_ptr_array_sort(decisions, compare);
	return decisions;
}

/* The moment at which RUNG would go if nothing came in between; DI_TIME_NONE: it never would. */
static DiTime
moment_of(const DiOwed *owed, const DiLadder *ladder, guint rung, const DiConfig *config, DiTime now)
{
	const char *timezone = config->reminders.timezone;
	DiTime opening = di_reminder_opening(
		config, MAX(now, di_date_at(ladder->rungs[rung].planned, 0, 0, timezone)));

	if (opening == DI_TIME_NONE || is_done(owed, ladder->rungs[rung].step) || is_passed(owed, ladder, rung) ||
		is_notice_too_late(&ladder->rungs[rung], ladder, config, opening))
		return DI_TIME_NONE;
	return di_ladder_due(ladder, di_date_of_time(opening, timezone)) == rung + 1 ? opening : DI_TIME_NONE;
}

DiDecision *
di_reminder_next(const DiOwed *owed, const DiConfig *config, DiTime now)
{
	g_autoptr(DiLadder) ladder = NULL;

	if (is_settled(owed))
		return NULL;
	ladder = di_ladder_new(owed, config);
	if (is_stale(owed, ladder, di_date_of_time(now, config->reminders.timezone)))
		return NULL;
	for (guint i = 0; i < ladder->n; i++) {
		const DiRung *rung = &ladder->rungs[i];
		DiTime moment = moment_of(owed, ladder, i, config, now);
		const char *obstacle = lacks_recipient(owed, config, rung->step);
		DiDecision *decision;

		if (moment == DI_TIME_NONE)
			continue;
		decision = decision_new(owed, rung, obstacle || moment > now ? DI_DECISION_WAIT : DI_DECISION_SEND,
			obstacle ? g_strdup(obstacle) : di_ladder_reason(rung));
		decision->not_before = moment;
		return decision;
	}
	return NULL;
}
