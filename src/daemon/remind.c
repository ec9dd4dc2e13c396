/* What is owed → letters in the outbox, one for each decision; and the steps decided against, written down. Only called when the
 * mailbox was read to its end and every mail in it is handled. */
#include <diarie/daemon.h>

#include <string.h>

typedef struct {
	int step;
	const char *kind;
	const char *quarterly, *final; /* templates */
} StepLetter;

/* clang-format off */
static const StepLetter step_letters[] = {
	{DI_STEP_NOTICE,       "forhand",    "forhand",      "slut-forhand"},
	{DI_STEP_REMINDER,     "paminnelse", "paminnelse-1", "slut-paminnelse-1"},
	{DI_STEP_REMINDER + 1, "paminnelse", "paminnelse-2", "slut-paminnelse-2"}, /* and every later one */
	{DI_STEP_ESCALATE,     "eskalering", "eskalering",   "eskalering"},
};
/* clang-format on */

static const StepLetter *
letter_for(int step)
{
	for (guint i = 0; i < G_N_ELEMENTS(step_letters); i++)
		if (step_letters[i].step == step)
			return &step_letters[i];
	return &step_letters[2];
}

static char *
key_of(const DiOwed *owed, int step)
{
	g_autofree char *quarter = di_quarter_format(owed->quarter);

	return g_strdup_printf("%" G_GINT64_FORMAT "/%s/%s/%d", owed->rapportor_id, quarter, di_kind_word(owed->kind), step);
}

static const char *
step_words(int step)
{
	return step == DI_STEP_NOTICE ? "Förhandsmejl" : step >= DI_STEP_ESCALATE ? "Mejl till förbundschefen" : "Påminnelse";
}

/* What was done so far, for the chief: a line a step. */
static char *
list_done(const DiOwed *owed)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < owed->done->len; i++) {
		const DiStepDone *done = owed->done->pdata[i];
		g_autofree char *day = di_date_swedish_weekday(done->date);

		if (done->sent)
			g_string_append_printf(list, "%s- %s %s", list->len ? "\n" : "", step_words(done->step), day);
	}
	return g_string_free(list, FALSE);
}

/* "en gång", "två gånger": how often the reporter has been reminded. NULL: never. */
static char *
times_reminded(const DiOwed *owed)
{
	static const char *const words[] = {NULL, "en gång", "två gånger", "tre gånger", "fyra gånger"};
	guint n = di_owed_reminders_sent(owed);

	return n < G_N_ELEMENTS(words) ? g_strdup(words[n]) : g_strdup_printf("%u gånger", n);
}

/* What the chief can have typed to give more time. */
static char *
excuse_command(const DiOwed *owed)
{
	g_autofree char *quarter = di_quarter_format(owed->quarter);

	return g_strdup_printf("diarie insats excuse \"%s\" %s --huvudman \"%s\" --until DATUM --reason \"uppskov\"", owed->insats,
		quarter, owed->huvudman);
}

static GHashTable *
values_for(const DiHouse *house, const DiOwed *owed)
{
	GHashTable *values = di_values_new(house->config);
	g_autofree char *last = di_date_swedish_weekday(di_owed_last_day(owed));
	g_autofree char *end = di_date_swedish(owed->insats_to);
	g_autofree char *done = list_done(owed);
	g_autofree char *times = times_reminded(owed);
	g_autofree char *command = excuse_command(owed);
	const DiContact *contact = owed->contacts->len ? owed->contacts->pdata[0] : NULL;

	di_values_set(values, "insats", owed->insats);
	di_values_set(values, "huvudman", owed->huvudman);
	di_values_set(values, "dnr", owed->arende);
	di_values_set(values, "senast", last);
	di_values_set(values, "slut", end);
	di_values_set(values, "lista", done);
	di_values_set(values, "paminnelser", times);
	di_values_set(values, "kommando", command);
	di_values_set(values, "slag", di_values_kind(owed->kind));
	di_values_set_period(values, owed->quarter);
	if (contact) {
		di_values_set(values, "namn", contact->name && !strchr(contact->name, '@') ? contact->name : "");
		di_values_set(values, "epost", contact->address);
	}
	return values;
}

static void
set_thread(const DiHouse *house, const DiOwed *owed, int step, GPtrArray *references)
{
	for (guint i = 0; i < owed->done->len; i++) {
		const DiStepDone *done = owed->done->pdata[i];
		g_autofree char *key = key_of(owed, done->step);

		if (done->sent && done->step < step && done->step < DI_STEP_ESCALATE)
			g_ptr_array_add(references, di_letter_message_id(letter_for(done->step)->kind, key,
				house->config->outgoing.from));
	}
	g_ptr_array_add(references, NULL);
}

static gboolean
post_step(DiHouse *house, const DiDecision *decision, const char *suffix, const char *name, const char *address,
	GError **error)
{
	const DiOwed *owed = decision->owed;
	const StepLetter *letter = letter_for(decision->step);
	g_autoptr(GHashTable) values = values_for(house, owed);
	g_autoptr(GPtrArray) references = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *step_key = key_of(owed, decision->step);
	g_autofree char *key = g_strconcat(step_key, suffix, NULL);
	DiPost post = {
		.template_name = owed->kind == DI_KIND_SLUTRAPPORT ? letter->final : letter->quarterly,
		.kind = letter->kind, .key = key, .to_name = name, .to_address = address, .values = values,
		.at_most_once = TRUE, .not_before = decision->not_before, .insats_id = owed->insats_id,
		.rapportor_id = owed->rapportor_id, .quarter = owed->quarter, .step = decision->step,
	};

	if (decision->step < DI_STEP_ESCALATE) {
		di_values_set(values, "namn", name && !strchr(name, '@') ? name : "");
		set_thread(house, owed, decision->step, references);
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
	DiOutgoing outgoing = {.kind = letter_for(decision->step)->kind, .key = key, .insats_id = owed->insats_id,
		.rapportor_id = owed->rapportor_id, .quarter = owed->quarter, .step = decision->step,
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
	di_log_fields(DI_LOG_INFO, fields, "%s for %s: %s", letter_for(decision->step)->kind, quarter, decision->reason);
	return decision->step >= DI_STEP_ESCALATE ? post_to_chief(house, decision, error)
						  : post_to_contacts(house, decision, error);
}

static gboolean
decide_quarter(DiHouse *house, DiQuarter quarter, DiCycle *cycle, GError **error)
{
	DiDate today = di_date_of_time(di_clock_now(), house->config->reminders.timezone);
	g_autoptr(GPtrArray) owed = di_registry_owed(house->registry, quarter, error);
	g_autoptr(GPtrArray) decisions = NULL;

	if (!owed)
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
