/* What is owed → letters in the outbox, one for each decision; and the steps decided against, written down. Only called when the
 * mailbox was read to its end and every mail in it is handled. */
#include <diarie/daemon.h>

#include <string.h>

static char *
key_of(const DiOwed *owed, int step)
{
	g_autofree char *quarter = di_quarter_format(owed->quarter);

	return g_strdup_printf("%" G_GINT64_FORMAT "/%s/%s/%d", owed->rapportor_id, quarter, di_kind_word(owed->kind), step);
}

static void
set_thread(const DiOwed *owed, int step, GPtrArray *references)
{
	for (guint i = 0; i < owed->done->len; i++) {
		const DiStepDone *done = owed->done->pdata[i];

		if (done->sent && done->step < step && done->step < DI_STEP_ESCALATE && done->message_id)
			g_ptr_array_add(references, g_strdup(done->message_id));
	}
	g_ptr_array_add(references, NULL);
}

/* The form goes with the letter, filled in, instead of the address where an empty one lies. */
static gboolean
take_blank(DiHouse *house, const DiOwed *owed, GHashTable *values, GBytes **blank_out, GError **error)
{
	g_autoptr(GError) local = NULL;

	*blank_out = di_blank_of_owed(house, owed, &local);
	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
		return FALSE;
	}
	if (!*blank_out)
		return TRUE;
	di_values_set(values, "blankett", "ja");
	di_values_set(values, "mall_url", "");
	return TRUE;
}

static gboolean
post_step(DiHouse *house, const DiDecision *decision, const char *suffix, const char *name, const char *address,
	GError **error)
{
	const DiOwed *owed = decision->owed;
	g_autoptr(GHashTable) values = di_values_of_owed(house->config, owed);
	g_autoptr(GPtrArray) references = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *step_key = key_of(owed, decision->step);
	g_autofree char *key = g_strconcat(step_key, suffix, NULL), *blank_name = di_blank_file_name(owed);
	g_autoptr(GBytes) blank = NULL;
	g_autofree char *number = NULL;
	DiAsked asked = {owed->rapportor_id, owed->quarter, owed->kind};
	DiPost post = {
		.template_name = di_letter_of_step(owed->kind, decision->step),
		.kind = di_letter_kind_of_step(decision->step), .key = key, .to_name = name, .to_address = address, .values = values,
		.at_most_once = TRUE, .not_before = decision->not_before, .insats_id = owed->insats_id,
		.rapportor_id = owed->rapportor_id, .quarter = owed->quarter, .step = decision->step,
		.asked = &asked, .n_asked = 1,
	};

	/* the first letter opens the case, so that its number stands in the subject of all that follows */
	if (!di_case_open(house->registry, owed->insats_id, owed->quarter.year, &number, error))
		return FALSE;
	di_values_set(values, "dnr", number);
	if (decision->step < DI_STEP_ESCALATE) {
		di_values_set_name(values, name);
		if (!take_blank(house, owed, values, &blank, error))
			return FALSE;
		post.attachment = blank;
		post.attachment_name = blank_name;
		set_thread(owed, decision->step, references);
		post.references = (const char *const *)references->pdata;
		post.in_reply_to = references->len > 1 ? references->pdata[references->len - 2] : NULL;
	}
	return di_post_add(house, &post, NULL, error);
}

/* The first working contact has every letter; the others are told when a reminder is needed. */
static gboolean
post_to_contacts(DiHouse *house, const DiDecision *decision, GError **error)
{
	gboolean is_first = TRUE;

	for (guint i = 0; i < decision->owed->contacts->len; i++) {
		const DiContact *contact = decision->owed->contacts->pdata[i];
		g_autofree char *suffix = is_first ? g_strdup("") : g_strconcat("/", contact->address, NULL);

		if (contact->bounces || !contact->address || !*contact->address)
			continue;
		if (!post_step(house, decision, suffix, contact->name, contact->address, error))
			return FALSE;
		is_first = FALSE;
		if (decision->step == DI_STEP_NOTICE)
			break;
	}
	return TRUE;
}

static gboolean
post_to_chief(DiHouse *house, const DiDecision *decision, GError **error)
{
	char **chief = house->config->outgoing.chief;

	for (guint i = 0; chief && chief[i]; i++) {
		g_autofree char *suffix = i == 0 ? g_strdup("") : g_strconcat("/", chief[i], NULL);

		if (!post_step(house, decision, suffix, NULL, chief[i], error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
write_down_skip(DiHouse *house, const DiDecision *decision, GError **error)
{
	const DiOwed *owed = decision->owed;
	g_autofree char *key = key_of(owed, decision->step);
	DiAsked asked = {owed->rapportor_id, owed->quarter, owed->kind};
	DiOutgoing outgoing = {.kind = di_letter_kind_of_step(decision->step), .key = key, .insats_id = owed->insats_id,
		.rapportor_id = owed->rapportor_id, .quarter = owed->quarter, .step = decision->step, .asked = &asked, .n_asked = 1,
		.not_before = DI_TIME_NONE};

	return di_outbox_skip(house->registry, &outgoing, decision->reason, error);
}

static gboolean
carry_out(DiHouse *house, const DiDecision *decision, DiCycle *cycle, GError **error)
{
	const DiOwed *owed = decision->owed;
	g_autofree char *quarter = di_quarter_format(owed->quarter);
	const DiLogField fields[] = {{"DIARIE_INSATS", owed->insats}, {"DIARIE_QUARTER", quarter}, {NULL, NULL}};

	switch (decision->what) {
	case DI_DECISION_WAIT:
		return TRUE;
	case DI_DECISION_SKIP:
		return write_down_skip(house, decision, error);
	case DI_DECISION_SEND:
		break;
	}
	cycle->decided++;
	di_log_fields(DI_LOG_INFO, fields, "%s for %s: %s", di_letter_kind_of_step(decision->step), quarter, decision->reason);
	return decision->step >= DI_STEP_ESCALATE ? post_to_chief(house, decision, error)
						  : post_to_contacts(house, decision, error);
}

/* What waits and asks for a quarterly report where the final one is owed now, or the other way round, does not go. */
static gboolean
call_back_others(DiHouse *house, const GPtrArray *owed, GError **error)
{
	for (guint i = 0; i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];

		if (!di_outbox_cancel_other(house->registry, one->rapportor_id, one->quarter, one->kind, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
decide_quarter(DiHouse *house, DiQuarter quarter, DiCycle *cycle, GError **error)
{
	DiDate today = di_date_of_time(di_clock_now(), house->config->reminders.timezone);
	g_autoptr(GPtrArray) owed = di_registry_owed(house->registry, quarter, error);
	g_autoptr(GPtrArray) decisions = NULL;

	if (!owed || !call_back_others(house, owed, error))
		return FALSE;
	for (guint i = owed->len; i > 0; i--)
		if (di_owed_last_day(owed->pdata[i - 1]) + DI_REMINDER_DUE_DAYS_MAX < today)
			g_ptr_array_remove_index(owed, i - 1);
	decisions = di_reminder_decide(owed, house->config, di_clock_now());
	for (guint i = 0; i < decisions->len; i++)
		if (!carry_out(house, decisions->pdata[i], cycle, error))
			return FALSE;
	return TRUE;
}

static gboolean
decide_all(DiHouse *house, DiCycle *cycle, GError **error)
{
	DiDate today = di_date_of_time(di_clock_now(), house->config->reminders.timezone);
	DiQuarter quarter = di_quarter_of(today);

	for (int back = DI_REMINDER_QUARTERS_BACK; back >= 0; back--) {
		di_house_alive(house);
		if (!decide_quarter(house, di_quarter_add(quarter, -back), cycle, error))
			return FALSE;
	}
	return TRUE;
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
