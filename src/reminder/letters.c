/* Decisions → letters: who gets one, and about what. A person who owes several reports has one letter for a step, not one for
 * each report. Pure, as the rest of the room: the same decisions give the same letters. */
#include <diarie/reminder.h>

#include <string.h>

enum { REPORTS_IN_A_LETTER = 12 }; /* each brings its form; a mail of more would not pass every server */

void
di_reminder_letter_free(DiReminderLetter *letter)
{
	if (!letter)
		return;
	g_ptr_array_unref(letter->decisions);
	g_free(letter);
}

static gboolean
takes(const DiReminderLetter *letter, int step, const char *address)
{
	return step != DI_STEP_ESCALATE && letter->step == step && letter->decisions->len < REPORTS_IN_A_LETTER &&
		g_ascii_strcasecmp(letter->address, address) == 0;
}

static void
add_to(GPtrArray *letters, const DiDecision *decision, const char *name, const char *address, gboolean together)
{
	DiReminderLetter *letter = NULL;

	for (guint i = 0; together && i < letters->len && !letter; i++)
		if (takes(letters->pdata[i], decision->step, address))
			letter = letters->pdata[i];
	if (!letter) {
		letter = g_new0(DiReminderLetter, 1);
		letter->step = decision->step;
		letter->name = name;
		letter->address = address;
		letter->not_before = decision->not_before;
		letter->decisions = g_ptr_array_new();
		g_ptr_array_add(letters, letter);
	}
	g_ptr_array_add(letter->decisions, (gpointer)(guintptr)decision);
}

/* The first working contact has every letter; the others are told when a reminder is needed. */
static gboolean
is_for_all(int step)
{
	return step != DI_STEP_NOTICE && step != DI_STEP_STEERING;
}

static void
add_for_contacts(GPtrArray *letters, const DiDecision *decision, gboolean together)
{
	for (guint i = 0; i < decision->owed->contacts->len; i++) {
		const DiContact *contact = decision->owed->contacts->pdata[i];

		if (contact->bounces || !contact->address || !*contact->address)
			continue;
		add_to(letters, decision, contact->name, contact->address, together);
		if (!is_for_all(decision->step))
			break;
	}
}

static void
free_letter(gpointer letter)
{
	di_reminder_letter_free(letter);
}

GPtrArray *
di_reminder_letters(const GPtrArray *decisions, const DiConfig *config)
{
	GPtrArray *letters = g_ptr_array_new_with_free_func(free_letter);

	for (guint i = 0; i < decisions->len; i++) {
		const DiDecision *decision = decisions->pdata[i];

		if (decision->what != DI_DECISION_SEND)
			continue;
		if (decision->step != DI_STEP_ESCALATE)
			add_for_contacts(letters, decision, config->reminders.together);
		for (char **chief = config->outgoing.chief; decision->step == DI_STEP_ESCALATE && chief && *chief; chief++)
			add_to(letters, decision, NULL, *chief, FALSE);
	}
	return letters;
}
