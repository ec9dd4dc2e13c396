/* Letters that staff ask for: their values are left in the outbox, and the daemon writes them. */
#include "verbs.h"

#include <diarie/letter.h>

/* Whom to tell: FROM, if that is a contact; else the first whose letters arrive. NULL: nobody. */
static const DiContact *
whom(const DiOwed *owed, const char *from)
{
	const DiContact *first = NULL;

	for (guint i = 0; i < owed->contacts->len; i++) {
		const DiContact *contact = owed->contacts->pdata[i];

		if (contact->bounces || !contact->address || !*contact->address)
			continue;
		if (from && g_ascii_strcasecmp(contact->address, from) == 0)
			return contact;
		if (!first)
			first = contact;
	}
	return first;
}

gboolean
di_tell_reporter(DiCli *cli, const DiOwed *owed, const DiTelling *telling, const char **to_out, GError **error)
{
	const DiContact *to = whom(owed, telling->from);
	g_autofree char *json = NULL;
	gboolean added = FALSE;
	DiOutgoing outgoing = {.kind = telling->letter, .key = telling->key, .template_name = telling->letter,
		.insats_id = owed->insats_id, .rapportor_id = owed->rapportor_id, .handling_id = telling->handling_id,
		.mail_id = telling->mail_id, .quarter = owed->quarter, .step = -1, .not_before = DI_TIME_NONE};

	*to_out = NULL;
	if (!to)
		return TRUE;
	di_values_set_name(telling->values, to->name);
	json = di_values_to_json(telling->values);
	outgoing.to_name = to->name;
	outgoing.to_address = to->address;
	outgoing.values_json = json;
	if (!di_outbox_add(cli->registry, &outgoing, &added, error))
		return FALSE;
	*to_out = added ? to->address : NULL;
	return TRUE;
}
