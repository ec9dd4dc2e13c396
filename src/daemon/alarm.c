/* Somebody notices: a letter to staff, once a day, while the mailbox has not been read for a day or more. It goes the way of all
 * letters; where that fails too, `diarie health` and the unit's OnFailure= are left. */
#include <diarie/daemon.h>

#include <string.h>

enum { PATIENCE_S = 24 * 3600 };

#define FAILING_SINCE "hamtning-fel-sedan"
#define TOLD "hamtning-larm"
#define TROUBLE "hamtning-fel"
#define TOLD_PUT_OFF "uppskjutna-larm"

/* For `diarie health`; written only where it is news. TEXT NULL: nothing. */
static gboolean
note(DiHouse *house, const char *key, const char *text, GError **error)
{
	g_autofree char *noted = di_registry_state_get(house->registry, key);

	return g_strcmp0(noted ? noted : "", text ? text : "") == 0 || di_registry_state_set(house->registry, key, text ? text : "", error);
}

/* When the trouble began; noted here where it begins now. */
static gboolean
failing_since(DiHouse *house, DiTime *since_out, GError **error)
{
	g_autofree char *noted = di_registry_state_get(house->registry, FAILING_SINCE);
	g_autofree char *now = NULL;

	*since_out = noted && *noted ? di_time_parse(noted) : DI_TIME_NONE;
	if (*since_out != DI_TIME_NONE)
		return TRUE;
	*since_out = di_clock_now();
	now = di_time_format(*since_out, house->config->reminders.timezone);
	return di_registry_state_set(house->registry, FAILING_SINCE, now, error);
}

static gboolean
write_letter(DiHouse *house, DiTime since, const char *day, GError **error)
{
	g_autoptr(GHashTable) values = di_values_new(house->config);
	g_autofree char *moment = di_time_format(since, house->config->reminders.timezone);

	moment[16] = '\0'; /* to the minute */
	moment[10] = ' ';
	di_values_set(values, "tid", moment);
	return di_post_to_staff(house, "larm", day, values, error) && di_registry_state_set(house->registry, TOLD, day, error);
}

gboolean
di_alarm_failed(DiHouse *house, GError **error)
{
	g_autofree char *told = di_registry_state_get(house->registry, TOLD);
	g_autofree char *day = di_date_format(di_date_of_time(di_clock_now(), house->config->reminders.timezone));
	DiTime since;

	if (!failing_since(house, &since, error) || !note(house, TROUBLE, house->trouble, error))
		return FALSE;
	if (di_clock_now() - since < PATIENCE_S * DI_SECOND || g_strcmp0(told, day) == 0)
		return TRUE;
	di_log(DI_LOG_ERR, "the mailbox has not been read for a day; staff are told");
	if (!di_registry_begin(house->registry, error))
		return FALSE;
	if (write_letter(house, since, day, error))
		return di_registry_commit(house->registry, error);
	di_registry_rollback(house->registry);
	return FALSE;
}

/* An alarm that could not go meanwhile would only frighten. */
gboolean
di_alarm_over(DiHouse *house, GError **error)
{
	g_autofree char *since = di_registry_state_get(house->registry, FAILING_SINCE);

	g_clear_pointer(&house->trouble, g_free);
	if (since && *since && !di_post_withdraw(house, "larm", "brevlådan går att läsa igen", error))
		return FALSE;
	return note(house, FAILING_SINCE, NULL, error) && note(house, TROUBLE, NULL, error);
}

/* Once a day, in the log alone: where letters do not go, one more would not either. `diarie health` and the weekly letter say the same. */
gboolean
di_alarm_put_off(DiHouse *house, GError **error)
{
	g_autofree char *told = di_registry_state_get(house->registry, TOLD_PUT_OFF);
	g_autofree char *day = di_date_format(di_date_of_time(di_clock_now(), house->config->reminders.timezone));
	g_autoptr(GPtrArray) list = NULL;

	if (g_strcmp0(told, day) == 0)
		return TRUE;
	list = di_outbox_put_off(house->registry, di_clock_now() - DI_PUT_OFF_S * DI_SECOND, error);
	if (!list || list->len == 0)
		return list != NULL;
	di_log(DI_LOG_ERR, "%u letters have been put off by the server for a day or more; the oldest: %s", list->len,
		((const DiPutOff *)list->pdata[0])->reply);
	return di_registry_state_set(house->registry, TOLD_PUT_OFF, day, error);
}
