/* What is owed, and the contract's word for how it stands. */
#include <diarie/owed.h>

#include <string.h>

static const char *const status_words[] = {
	[DI_STATUS_INKOMMEN] = "inkommen",
	[DI_STATUS_SEN] = "sen",
	[DI_STATUS_VANTAS] = "vantas",
	[DI_STATUS_FORSENAD] = "forsenad",
	[DI_STATUS_GRANSKAS] = "granskas",
	[DI_STATUS_DISPENS] = "dispens",
	[DI_STATUS_INGEN] = "ingen",
};

const char *
di_status_word(DiStatus status)
{
	return status_words[status];
}

static void
contact_free(gpointer data)
{
	DiContact *contact = data;

	g_free(contact->name);
	g_free(contact->address);
	g_free(contact);
}

static void
done_free(gpointer data)
{
	DiStepDone *done = data;

	g_free(done->state);
	g_free(done->message_id);
	g_free(done);
}

DiOwed *
di_owed_new(void)
{
	DiOwed *owed = g_new0(DiOwed, 1);

	owed->insats_from = owed->insats_to = owed->due = DI_DATE_NONE;
	owed->arrived = owed->first_arrived = owed->excused_until = DI_DATE_NONE;
	owed->contacts = g_ptr_array_new_with_free_func(contact_free);
	owed->done = g_ptr_array_new_with_free_func(done_free);
	return owed;
}

void
di_owed_free(DiOwed *owed)
{
	if (!owed)
		return;
	g_free(owed->insats);
	g_free(owed->huvudman);
	g_free(owed->arende);
	g_free(owed->rapport);
	g_strfreev(owed->saknas);
	g_ptr_array_unref(owed->contacts);
	g_ptr_array_unref(owed->done);
	g_free(owed);
}

void
di_owed_add_contact(DiOwed *owed, const char *name, const char *address, gboolean bounces)
{
	DiContact *contact = g_new0(DiContact, 1);

	contact->name = g_strdup(name);
	contact->address = g_strdup(address);
	contact->bounces = bounces;
	g_ptr_array_add(owed->contacts, contact);
}

void
di_owed_add_done(DiOwed *owed, int step, DiDate date, gboolean sent, const char *state)
{
	DiStepDone *done = g_new0(DiStepDone, 1);

	done->step = step;
	done->date = date;
	done->sent = sent;
	done->state = g_strdup(state);
	g_ptr_array_add(owed->done, done);
}

void
di_owed_set_letter(DiOwed *owed, const char *message_id)
{
	DiStepDone *done = owed->done->pdata[owed->done->len - 1];

	g_free(done->message_id);
	done->message_id = g_strdup(message_id);
}

DiDate
di_owed_last_day(const DiOwed *owed)
{
	G_STATIC_ASSERT(DI_DATE_NONE == INT32_MIN); /* before every day, so no promise is never the later one */
	return MAX(owed->due, owed->excused_until);
}

DiStatus
di_owed_status(const DiOwed *owed, DiDate today)
{
	DiDate last = di_owed_last_day(owed);

	if (owed->rapport)
		return owed->first_arrived > last ? DI_STATUS_SEN : DI_STATUS_INKOMMEN;
	if (owed->in_review)
		return DI_STATUS_GRANSKAS;
	if (!owed->expected)
		return DI_STATUS_INGEN;
	if (owed->excused)
		return DI_STATUS_DISPENS;
	return today > last ? DI_STATUS_FORSENAD : DI_STATUS_VANTAS;
}

guint
di_owed_reminders_sent(const DiOwed *owed)
{
	guint n = 0;

	for (guint i = 0; i < owed->done->len; i++) {
		const DiStepDone *done = owed->done->pdata[i];

		n += done->sent && done->step >= DI_STEP_REMINDER && done->step < DI_STEP_ESCALATE;
	}
	return n;
}
