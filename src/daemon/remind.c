/* What is owed → letters in the outbox, one for each decision; and the steps decided against, written down. Only called when the
 * mailbox was read to its end and every mail in it is handled. */
#include <diarie/daemon.h>

#include <string.h>

static gboolean
write_down_skip(DiHouse *house, const DiDecision *decision, GError **error)
{
	const DiOwed *owed = decision->owed;
	g_autofree char *quarter = di_quarter_format(owed->quarter);
	g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT "/%s/%s/%d", owed->rapportor_id, quarter, di_kind_word(owed->kind),
		decision->step);
	DiAsked asked = {owed->rapportor_id, owed->quarter, owed->kind};
	DiOutgoing outgoing = {.kind = di_letter_kind_of_step(decision->step), .key = key, .insats_id = owed->insats_id,
		.rapportor_id = owed->rapportor_id, .quarter = owed->quarter, .step = decision->step, .asked = &asked, .n_asked = 1,
		.not_before = DI_TIME_NONE};

	return di_outbox_skip(house->registry, &outgoing, decision->reason, error);
}

static void
tell(const DiDecision *decision)
{
	const DiOwed *owed = decision->owed;
	g_autofree char *quarter = di_quarter_format(owed->quarter);
	const DiLogField fields[] = {{"DIARIE_INSATS", owed->insats}, {"DIARIE_QUARTER", quarter}, {NULL, NULL}};

	di_log_fields(DI_LOG_INFO, fields, "%s for %s: %s", di_letter_kind_of_step(decision->step), quarter, decision->reason);
}

/* A step that has not gone when a later one is decided does not go: nobody is to have yesterday's letter after today's. */
static gboolean
take_place_of_earlier(DiHouse *house, const DiDecision *decision, GError **error)
{
	const DiOwed *owed = decision->owed;

	return decision->step > DI_STEP_ESCALATE || di_outbox_cancel_below(house->registry, owed->rapportor_id, owed->quarter,
		decision->step, "ett senare steg har tagit dess plats", error);
}

static gboolean
carry_out(DiHouse *house, const GPtrArray *decisions, DiCycle *cycle, GError **error)
{
	g_autoptr(GPtrArray) letters = di_reminder_letters(decisions, house->config);
	gboolean wait;

	if (!di_approval_must_wait(house, letters, &wait, error))
		return FALSE;
	if (wait)
		return TRUE;
	for (guint i = 0; i < decisions->len; i++) {
		const DiDecision *decision = decisions->pdata[i];

		if (decision->what == DI_DECISION_SKIP && !write_down_skip(house, decision, error))
			return FALSE;
		if (decision->what == DI_DECISION_SEND) {
			if (!take_place_of_earlier(house, decision, error))
				return FALSE;
			cycle->decided++;
			tell(decision);
		}
	}
	for (guint i = 0; i < letters->len; i++) {
		di_house_alive(house);
		if (!di_ask(house, letters->pdata[i], error))
			return FALSE;
	}
	return TRUE;
}

/* Why nothing that waits may go; NULL: it may. */
static const char *
wrong_because(const DiOwed *owed)
{
	if (!owed->expected || owed->excused)
		return "ingen rapport väntas";
	return owed->in_review ? "något från rapportören väntar på granskning" : NULL;
}

/* What has waited too long does not go: a server, a pause or the day's limit held it back. Nor does what staff have made needless meanwhile. */
static gboolean
call_back_stale(DiHouse *house, const DiOwed *owed, DiDate today, GError **error)
{
	DiRegistry *registry = house->registry;
	const char *wrong = wrong_because(owed);

	if (!owed->waiting)
		return TRUE;
	if (wrong && !di_outbox_cancel(registry, owed->rapportor_id, owed->quarter, wrong, error))
		return FALSE;
	return di_owed_last_day(owed) >= today || di_outbox_cancel_below(registry, owed->rapportor_id, owed->quarter,
		DI_STEP_NOTICE + 1, "sista dagen har passerat", error);
}

/* What waits and is no longer right does not go. Nor does what asks for a quarterly report where the final one is owed now, or the
 * other way round. */
static gboolean
call_back(DiHouse *house, const GPtrArray *owed, DiDate today, GError **error)
{
	for (guint i = 0; i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];

		if (!di_outbox_cancel_other(house->registry, one->rapportor_id, one->quarter, one->kind, error) ||
			!call_back_stale(house, one, today, error))
			return FALSE;
	}
	return TRUE;
}

/* A letter has told of a report of theirs that the register, put back from an older copy, lacks: it may be the one that is owed. */
static void
hold(const DiHouse *house, const GPtrArray *owed)
{
	for (guint i = 0; i < owed->len; i++) {
		DiOwed *one = owed->pdata[i];

		for (guint k = 0; k < house->held->len; k++)
			one->in_review |= one->insats_id == g_array_index(house->held, gint64, k);
	}
}

/* What is owed for QUARTER and not too old for a letter, into ALL. */
static gboolean
collect(DiHouse *house, DiQuarter quarter, DiDate today, GPtrArray *all, GError **error)
{
	g_autoptr(GPtrArray) owed = di_registry_owed(house->registry, quarter, error);

	if (!owed)
		return FALSE;
	hold(house, owed);
	if (!call_back(house, owed, today, error))
		return FALSE;
	while (owed->len > 0) {
		DiOwed *one = g_ptr_array_steal_index(owed, owed->len - 1);

		if (di_owed_last_day(one) + DI_REMINDER_DUE_DAYS_MAX < today)
			di_owed_free(one);
		else
			g_ptr_array_add(all, one);
	}
	return TRUE;
}

static void
free_owed(gpointer owed)
{
	di_owed_free(owed);
}

static gboolean
decide_all(DiHouse *house, DiCycle *cycle, GError **error)
{
	DiDate today = di_date_of_time(di_clock_now(), house->config->reminders.timezone);
	g_autoptr(GPtrArray) owed = g_ptr_array_new_with_free_func(free_owed), decisions = NULL;

	if (!di_outbox_cancel_astray(house->registry, error))
		return FALSE;
	for (int back = DI_REMINDER_QUARTERS_BACK; back >= 0; back--) {
		di_house_alive(house);
		if (!collect(house, di_quarter_add(di_quarter_of(today), -back), today, owed, error))
			return FALSE;
	}
	decisions = di_reminder_decide(owed, house->config, di_clock_now());
	return carry_out(house, decisions, cycle, error);
}

gboolean
di_remind_run(DiHouse *house, DiCycle *cycle, GError **error)
{
	if (!di_registry_begin(house->registry, error))
		return FALSE;
	if (decide_all(house, cycle, error))
		return di_registry_commit(house->registry, error);
	di_registry_rollback(house->registry);
	return FALSE;
}
