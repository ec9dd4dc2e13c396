/* Mails that were fetched and not read yet, since their reader died, or takes long: does one hold somebody's reminders? A contact's holds
 * that reporter's alone; one that may be anybody's holds all. Anybody can send such mails, so that they do for a day on end at most. */
#include <diarie/daemon.h>

enum {
	LOOKED_AT_MOST = 50,
	LOOK_US = 5 * G_USEC_PER_SEC, /* a header takes two milliseconds; what takes longer is looked at in the next cycle */
	HOLD_S = 24 * 3600,
};

static const char since_name[] = "olasta-sedan"; /* seconds since 1970; unset while there are none */

/* What staff send on may be anybody's. */
const char *
di_unread_sender(const DiHouse *house, const DiAnswer *header)
{
	const DiMail *mail = header ? header->mail : NULL;
	const char *address = mail && mail->n_from == 1 && mail->from && mail->from->address ? mail->from->address : "";

	return !mail || di_config_is_ours(house->config, address) ? NULL : address;
}

static gboolean
look_at(DiHouse *house, gint64 mail_id, GError **error)
{
	g_autoptr(DiMailRow) row = di_mail_get(house->registry, mail_id, error);
	g_autoptr(DiAnswer) header = NULL;
	g_autoptr(GError) trouble = NULL;

	if (!row)
		return FALSE;
	if (di_header_read(house, row->raw, &header, &trouble))
		return di_unread_set_sender(house->registry, mail_id, di_unread_sender(house, header), error);
	di_log(DI_LOG_DEBUG, "the header of mail %" G_GINT64_FORMAT " is not read: %s", mail_id, trouble->message); /* our machine's trouble: it may be anybody's */
	return TRUE;
}

static gboolean
look_at_headers(DiHouse *house, GError **error)
{
	g_autoptr(GArray) ids = di_unread_unknown(house->registry, LOOKED_AT_MOST, error);
	gint64 end_us = g_get_monotonic_time() + LOOK_US;

	for (guint i = 0; ids && i < ids->len && g_get_monotonic_time() < end_us && !di_house_is_stopping(house); i++)
		if (!look_at(house, g_array_index(ids, gint64, i), error))
			return FALSE;
	return ids != NULL;
}

/* Since when there have been strangers' in each cycle. */
static gboolean
hold_since(DiHouse *house, gboolean are_there, gint64 *since_s_out, GError **error)
{
	g_autofree char *text = di_registry_state_get(house->registry, since_name);
	gint64 now_s = di_clock_now() / DI_SECOND, since_s = text ? g_ascii_strtoll(text, NULL, 10) : now_s;
	g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, now_s);

	*since_s_out = MIN(since_s, now_s);
	if (!are_there)
		return !text || di_registry_state_set(house->registry, since_name, NULL, error);
	return (text && since_s <= now_s) || di_registry_state_set(house->registry, since_name, now, error);
}

gboolean
di_unread_look(DiHouse *house, DiCycle *cycle, GError **error)
{
	guint strangers = 0;
	gint64 since_s;

	if (!di_mail_retry_waiting(house->registry, &cycle->unread, error) || !look_at_headers(house, error) || !di_unread_strangers(house->registry, &strangers, error) ||
		!hold_since(house, strangers > 0, &since_s, error))
		return FALSE;
	if (strangers > 0 && di_clock_now() / DI_SECOND - since_s < HOLD_S)
		cycle->doubts |= DI_HELD_UNREAD;
	return TRUE;
}
