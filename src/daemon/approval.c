/* The first letters of a new diarium wait for a person's word. Nothing goes to reporters before that; receipts, which answer
 * somebody, do. */
#include <diarie/daemon.h>

enum { LINES_MOST = 40 };

static char *
list_of(const GPtrArray *letters)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < letters->len && i < LINES_MOST; i++) {
		const DiReminderLetter *letter = letters->pdata[i];
		const DiDecision *first = letter->decisions->pdata[0];
		guint more = letter->decisions->len - 1;

		g_string_append_printf(list, "%s- %s till %s: %s", i ? "\n" : "", di_letter_title_of_step(letter->step), letter->address,
			first->owed->insats);
		if (more)
			g_string_append_printf(list, " och %u till", more);
	}
	if (letters->len > LINES_MOST)
		g_string_append_printf(list, "\n- och %u brev till", letters->len - LINES_MOST);
	return g_string_free(list, FALSE);
}

/* Once a week until somebody has answered. */
static gboolean
ask_staff(DiHouse *house, const GPtrArray *letters, GError **error)
{
	g_autoptr(GHashTable) values = di_values_new(house->config);
	DiDate today = di_date_of_time(di_clock_now(), house->config->reminders.timezone);
	g_autofree char *week = di_date_format(today - (di_date_weekday(today) - 1)), *list = list_of(letters);
	g_autofree char *number = g_strdup_printf("%u", letters->len);

	di_values_set(values, "lista", list);
	di_values_set(values, "antal", number);
	di_log(DI_LOG_NOTICE, "%u letters wait for approval: 'diarie remind' shows them, 'diarie remind --approve' lets them go", letters->len);
	return di_post_to_staff(house, "godkann", week, values, error);
}

gboolean
di_approval_must_wait(DiHouse *house, const GPtrArray *letters, gboolean *wait_out, GError **error)
{
	g_autofree char *given = di_registry_state_get(house->registry, DI_STATE_APPROVED);
	g_autofree char *waits = di_registry_state_get(house->registry, DI_STATE_APPROVAL_WAITS);
	g_autofree char *number = letters->len ? g_strdup_printf("%u", letters->len) : NULL;
	gboolean begun = FALSE;

	*wait_out = FALSE;
	if (given || !di_approval_is_asked(house->config->reminders.approve, house->is_service, di_clock_is_replaced()))
		return TRUE;
	if (!di_outbox_has_begun(house->registry, &begun, error))
		return FALSE;
	*wait_out = !begun && letters->len > 0;
	if (!*wait_out)
		return !waits || !*waits || di_registry_state_set(house->registry, DI_STATE_APPROVAL_WAITS, "", error);
	return (g_strcmp0(waits, number) == 0 || di_registry_state_set(house->registry, DI_STATE_APPROVAL_WAITS, number, error)) &&
		ask_staff(house, letters, error);
}
