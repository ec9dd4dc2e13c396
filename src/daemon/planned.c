/* Letters that staff have asked for: `diarie` leaves their values in the outbox, and here they are written to the last byte. */
#include <diarie/daemon.h>

static gboolean
write_one(DiHouse *house, const DiOutboxRow *row, GError **error)
{
	g_autoptr(GHashTable) values = row->values_json ? di_values_from_json(row->values_json) : NULL;
	g_autofree char *message_id = di_letter_message_id(row->kind, row->key, house->config->outgoing.from);
	g_autoptr(DiLetterText) text = NULL;
	g_autoptr(GBytes) mail = NULL;
	DiEnvelope envelope = {.from = house->config->outgoing.from, .to_name = row->to_name, .to_address = row->to_address,
		.message_id = message_id, .date = di_clock_now(), .timezone = house->config->reminders.timezone,
		.diarie_id = message_id};

	if (!values || !row->template_name)
		return di_outbox_withdraw(house->registry, row->id, "brevets uppgifter går inte att läsa", error);
	text = di_letters_render(house->letters, row->template_name, values, error);
	mail = text ? di_letter_compose(&envelope, text, error) : NULL;
	return mail && di_outbox_compose(house->registry, row->id, mail, text->subject, message_id, error);
}

gboolean
di_planned_run(DiHouse *house, GError **error)
{
	g_autoptr(GPtrArray) planned = di_outbox_planned(house->registry, error);

	for (guint i = 0; planned && i < planned->len; i++)
		if (!write_one(house, planned->pdata[i], error))
			return FALSE;
	return planned != NULL;
}
