/* The login by token, as staff see it: they are told when the provider refuses it, and before the secret behind it ends. */
#include <diarie/daemon.h>

#include <string.h>

#define REFUSED "inloggning-nekad"
#define ENDS "inloggning-utgar"
#define TOLD_REFUSED "inloggning-nekad-larm"
#define TOLD_ENDS "inloggning-utgar-larm"

/* Days before the end on which staff are told (DOMAIN: secrets live two years at most, and nobody remembers). */
static const int steps[] = {7, 30, 60};

static gboolean
note(DiHouse *house, const char *key, const char *value, GError **error)
{
	g_autofree char *noted = di_registry_state_get(house->registry, key);

	return g_strcmp0(noted ? noted : "", value) == 0 || di_registry_state_set(house->registry, key, value, error);
}

/* One letter for KEY: what was told last is noted in the same transaction. */
static gboolean
tell_once(DiHouse *house, const char *letter, const char *told, const char *key, GHashTable *values, GError **error)
{
	g_autofree char *last = di_registry_state_get(house->registry, told);

	if (g_strcmp0(last, key) == 0)
		return TRUE;
	if (!di_registry_begin(house->registry, error))
		return FALSE;
	if (di_post_to_staff(house, letter, key, values, error) && di_registry_state_set(house->registry, told, key, error))
		return di_registry_commit(house->registry, error);
	di_registry_rollback(house->registry);
	return FALSE;
}

static gboolean
tell_refused(DiHouse *house, const char *why, DiDate today, GError **error)
{
	g_autoptr(GHashTable) values = di_values_new(house->config);
	g_autofree char *day = di_date_format(today);

	di_values_set(values, "orsak", why);
	return tell_once(house, "nekad", TOLD_REFUSED, day, values, error);
}

static gboolean
tell_ends(DiHouse *house, DiDate end, DiDate today, GError **error)
{
	g_autoptr(GHashTable) values = di_values_new(house->config);
	g_autofree char *day = di_date_format(end);
	g_autofree char *shown = di_date_swedish(end);
	g_autofree char *key = NULL;
	gsize i = 0;

	while (i < G_N_ELEMENTS(steps) && end - today > steps[i])
		i++;
	if (i == G_N_ELEMENTS(steps) || end < today)
		return TRUE;
	key = g_strdup_printf("%s/%d", day, steps[i]);
	di_values_set(values, "utgar", shown);
	return tell_once(house, "utgar", TOLD_ENDS, key, values, error);
}

gboolean
di_access_note(DiHouse *house, GError **error)
{
	const char *why = house->tokens ? di_tokens_refusal(house->tokens) : NULL;
	DiDate end = house->tokens ? di_tokens_expires(house->tokens) : DI_DATE_NONE;
	DiDate today = di_date_of_time(di_clock_now(), house->config->reminders.timezone);
	g_autofree char *day = di_date_format(end);

	return note(house, REFUSED, why ? why : "", error) && note(house, ENDS, day, error) &&
		(!why || tell_refused(house, why, today, error)) && (end == DI_DATE_NONE || tell_ends(house, end, today, error));
}
