/* One letter for a person who owes several reports: a line for each, and what is the same for all of them said once. */
#include <diarie/letter.h>

#include <string.h>

/* "två" … "tolv": a letter never asks for more */
static const char *const number_words[] = {"", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"};

char *
di_values_number(guint n)
{
	return n < G_N_ELEMENTS(number_words) ? g_strdup(number_words[n]) : g_strdup_printf("%u", n);
}

static gboolean
same_period(const DiOwed *const *owed, guint n)
{
	for (guint i = 1; i < n; i++)
		if (di_quarter_compare(owed[i]->quarter, owed[0]->quarter) != 0)
			return FALSE;
	return TRUE;
}

static gboolean
same_last_day(const DiOwed *const *owed, guint n)
{
	for (guint i = 1; i < n; i++)
		if (di_owed_last_day(owed[i]) != di_owed_last_day(owed[0]))
			return FALSE;
	return TRUE;
}

/* Several organisations may report of one insats: then the name alone does not say whose it is. */
static gboolean
needs_huvudman(const DiOwed *const *owed, guint n, guint which)
{
	for (guint i = 0; i < n; i++)
		if (i != which && owed[i]->insats_id == owed[which]->insats_id && owed[i]->rapportor_id != owed[which]->rapportor_id)
			return TRUE;
	return FALSE;
}

/* "- Bron, Näs kommun: kvartalsrapporten för 1 januari–31 mars 2026, senast onsdag 15 april 2026" */
static void
add_line(GString *list, const DiOwed *const *owed, guint n, guint which, int step)
{
	const DiOwed *one = owed[which];
	g_autofree char *period = di_date_swedish_range(di_quarter_first_day(one->quarter), di_quarter_last_day(one->quarter));
	g_autofree char *last = di_date_swedish_weekday(di_owed_last_day(one));
	gboolean whose = needs_huvudman(owed, n, which);

	g_string_append_printf(list, "%s- %s%s%s: %s", which ? "\n" : "", one->insats, whose ? ", " : "", whose ? one->huvudman : "",
		di_values_kind(one->kind));
	if (!same_period(owed, n) && one->kind != DI_KIND_SLUTRAPPORT)
		g_string_append_printf(list, " för %s", period);
	if (step == DI_STEP_STEERING)
		g_string_append_printf(list, " (%s)", one->rapport);
	else if (!same_last_day(owed, n))
		g_string_append_printf(list, ", senast %s", last);
}

/* How often they were reminded, where it is as often of each. */
static guint
reminded(const DiOwed *const *owed, guint n)
{
	guint times = di_owed_reminders_sent(owed[0]);

	for (guint i = 1; i < n; i++)
		if (di_owed_reminders_sent(owed[i]) != times)
			return 0;
	return times;
}

GHashTable *
di_values_of_several(const DiConfig *config, const DiOwed *const *owed, guint n, int step)
{
	GHashTable *values = di_values_new(config);
	g_autoptr(GString) list = g_string_new(NULL);
	g_autofree char *last = di_date_swedish_weekday(di_owed_last_day(owed[0]));
	g_autofree char *many = di_values_number(n);
	g_autofree char *times = di_values_times(reminded(owed, n));

	for (guint i = 0; i < n; i++)
		add_line(list, owed, n, i, step);
	di_values_set(values, "lista", list->str);
	di_values_set(values, "antal", many);
	di_values_set(values, "paminnelser", times);
	di_values_set(values, "punkt", config->reminders.steering_section);
	di_values_set_board(values, config, di_owed_last_day(owed[0]));
	if (same_period(owed, n))
		di_values_set_period(values, owed[0]->quarter);
	if (same_last_day(owed, n))
		di_values_set(values, "senast", last);
	return values;
}
