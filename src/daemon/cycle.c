/* One cycle, as a list of steps. What must be tried again later is noted, and the steps that do not depend on it go on. */
#include <diarie/daemon.h>

enum { UNFETCHED_S = 24 * 3600 }; /* so long staff have to look at a mail that cannot be fetched, before others are reminded */

/* Runs STEP. A temporary trouble is logged, noted in FAILED and forgiven. */
static gboolean
try_step(gboolean (*step)(DiHouse *, DiCycle *, GError **), const char *what, DiHouse *house, DiCycle *cycle,
	gboolean *failed, GError **error)
{
	g_autoptr(GError) local = NULL;

	if (step(house, cycle, &local))
		return TRUE;
	if (!di_error_is_temporary(local) && local->code != DI_ERROR_DENIED) {
		g_propagate_prefixed_error(error, g_steal_pointer(&local), "%s: ", what);
		return FALSE;
	}
	di_log(DI_LOG_WARNING, "%s: %s", what, local->message);
	*failed = TRUE;
	if (failed == &cycle->mail_failed) {
		g_free(house->trouble);
		house->trouble = g_strdup(local->message);
	}
	return TRUE;
}

/* For `diarie health`: when the mailbox was last read to its end. */
static gboolean
note_fetched(DiHouse *house, GError **error)
{
	g_autofree char *now = di_time_format(di_clock_now(), house->config->reminders.timezone);

	return di_registry_state_set(house->registry, "senaste-hamtning", now, error) && di_alarm_over(house, error);
}

/* Of a register that was put back: a receipt has told of the report that a reminder would ask for. */
static gboolean
look_for_missing(DiHouse *house, DiCycle *cycle, GError **error)
{
	g_autoptr(GPtrArray) missing = di_told_missing(house->registry, error);
	guint unknown = 0;

	g_array_set_size(house->held, 0);
	if (!missing || missing->len == 0)
		return missing != NULL;
	if (!di_told_missing_insatser(house->registry, missing, house->held, &unknown, error))
		return FALSE;
	di_log(DI_LOG_WARNING, "%u documents that letters have told are not in the register ('diarie health' names them); %s before their mails have been moved to the "
		"inbox, or 'diarie resume --missing' has been run", missing->len, unknown ? "nobody is reminded" : "their insatser are not reminded");
	if (unknown > 0)
		cycle->doubts |= DI_HELD_NUMBERS;
	return TRUE;
}

/* `diarie status` says so. What ended a cycle before its time is no reason. */
static gboolean
note_held(DiHouse *house, const DiCycle *cycle, GError **error)
{
	guint held = cycle->doubts | (cycle->complete ? 0 : DI_HELD_MAILBOX) | (cycle->clock_wrong ? DI_HELD_CLOCK : 0);

	return di_house_is_stopping(house) || di_held_set(house->registry, held, error);
}

/* It may be the report that a reminder would ask for. */
static gboolean
look_for_doubts(DiHouse *house, DiCycle *cycle, GError **error)
{
	guint n = 0;

	if (!di_hurdle_count(house->registry, di_clock_now() - UNFETCHED_S * DI_SECOND, &n, error))
		return FALSE;
	cycle->doubts = (n > 0 ? DI_HELD_UNFETCHED : 0) | (house->memory_unsure ? DI_HELD_MEMORY : 0) | (di_junk_is_news(house) ? DI_HELD_JUNK : 0);
	return look_for_missing(house, cycle, error) && di_unread_look(house, cycle, error) && note_held(house, cycle, error);
}

/* A report may lie in a mailbox that could not be read: nobody is reminded then. */
static gboolean
decide(DiHouse *house, DiCycle *cycle, gboolean *failed, GError **error)
{
	if (!cycle->complete || cycle->clock_wrong)
		return TRUE;
	return (cycle->doubts || try_step(di_remind_run, "cannot decide reminders", house, cycle, failed, error)) &&
		try_step(di_digest_run, "cannot write to staff", house, cycle, failed, error);
}

static gboolean
run_steps(DiHouse *house, DiCycle *cycle, GError **error)
{
	gboolean decide_failed = FALSE;

	cycle->mail_rested = g_get_monotonic_time() < house->mail_rests_until_us;
	if ((!cycle->mail_rested && !try_step(di_fetch_run, "cannot fetch mail", house, cycle, &cycle->mail_failed, error)) ||
		!try_step(di_round_run, "cannot read mail", house, cycle, &cycle->mail_failed, error))
		return FALSE;
	cycle->complete = !cycle->mail_failed && !cycle->mail_rested && !di_house_is_stopping(house);
	if (cycle->complete && !note_fetched(house, error))
		return FALSE;
	if ((cycle->mail_failed || cycle->mail_rested) && !di_alarm_failed(house, error))
		return FALSE;
	if (!cycle->mail_rested && !try_step(di_move_run, "cannot move mail", house, cycle, &cycle->mail_failed, error))
		return FALSE;
	if (!di_clock_check(house, &cycle->clock_wrong, error))
		return FALSE;
	if (!look_for_doubts(house, cycle, error) || !decide(house, cycle, &decide_failed, error))
		return FALSE;
	cycle->complete &= !decide_failed; /* what has waited too long was not called back: no reminder goes */
	if (!di_access_note(house, error))
		return FALSE;
	if (!try_step(di_send_run, "cannot send letters", house, cycle, &cycle->send_failed, error))
		return FALSE;
	if (!di_memory_keep(house, error))
		return FALSE;
	if ((cycle->send_failed && !di_alarm_put_off(house, error)) || !di_page_run(house, error) ||
		!try_step(di_heavy_run, "cannot read mail", house, cycle, &cycle->mail_failed, error))
		return FALSE;
	cycle->mail_failed |= decide_failed;
	cycle->refused = house->tokens && di_tokens_refusal(house->tokens);
	return TRUE;
}

gboolean
di_cycle_run(DiHouse *house, DiCycle *cycle_out, GError **error)
{
	DiCycle cycle = {0};

	if (!di_elsewhere_check(house, &cycle.elsewhere, error) || (!cycle.elsewhere && !run_steps(house, &cycle, error)))
		return FALSE;
	cycle.mail_rested |= cycle.elsewhere;
	*cycle_out = cycle;
	return TRUE;
}

/* The counts are those of all together, the rest that of the last. */
static void
add_counts(DiCycle *cycle, const DiCycle *before)
{
	cycle->fetched += before->fetched;
	cycle->filed += before->filed;
	cycle->to_review += before->to_review;
	cycle->sent += before->sent;
}

gboolean
di_cycle_run_all(DiHouse *house, DiCycle *cycle_out, GError **error)
{
	DiCycle all = {0};

	do {
		DiCycle cycle = {0};

		if (!di_cycle_run(house, &cycle, error))
			return FALSE;
		add_counts(&cycle, &all);
		all = cycle;
	} while (all.again && !di_house_is_stopping(house));
	*cycle_out = all;
	return TRUE;
}
