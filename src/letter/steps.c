/* The ladder's letters: which template a step has, and what it is filled with. Used where they are sent and where they are
 * shown, so that both say the same. */
#include <diarie/letter.h>

#include <string.h>

typedef struct {
	int step;
	const char *kind;
	const char *quarterly, *final, *several; /* templates */
} StepLetter;

/* clang-format off */
static const StepLetter step_letters[] = {
	{DI_STEP_NOTICE,       "forhand",    "forhand",      "slut-forhand",      "flera-forhand"},
	{DI_STEP_REMINDER,     "paminnelse", "paminnelse-1", "slut-paminnelse-1", "flera-paminnelse-1"},
	{DI_STEP_REMINDER + 1, "paminnelse", "paminnelse-2", "slut-paminnelse-2", "flera-paminnelse-2"}, /* and every later one */
	{DI_STEP_ESCALATE,     "eskalering", "eskalering",   "eskalering",        "eskalering"},
	{DI_STEP_STEERING,     "styrgrupp",  "styrgrupp",    "styrgrupp",         "flera-styrgrupp"},
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

const char *
di_letter_kind_of_step(int step)
{
	return letter_for(step)->kind;
}

const char *
di_letter_of_step(DiKind kind, int step)
{
	return kind == DI_KIND_SLUTRAPPORT ? letter_for(step)->final : letter_for(step)->quarterly;
}

const char *
di_letter_of_several(int step)
{
	return letter_for(step)->several;
}

gboolean
di_letter_step_of(const char *name, DiKind *kind_out, int *step_out)
{
	for (guint i = 0; i < G_N_ELEMENTS(step_letters); i++) {
		gboolean final = g_str_equal(step_letters[i].final, name);

		if (!final && !g_str_equal(step_letters[i].quarterly, name))
			continue;
		*kind_out = final ? DI_KIND_SLUTRAPPORT : DI_KIND_KVARTALSRAPPORT;
		*step_out = step_letters[i].step;
		return TRUE;
	}
	return FALSE;
}

const char *
di_letter_title_of_step(int step)
{
	if (step == DI_STEP_STEERING)
		return "Fråga om styrgruppen";
	return step == DI_STEP_NOTICE ? "Förhandsmejl" : step >= DI_STEP_ESCALATE ? "Mejl till förbundschefen" : "Påminnelse";
}

/* What became of a letter that did not simply go. NULL: nothing to add. */
static const char *
outcome_words(const DiStepDone *done)
{
	static const struct {
		const char *state, *words;
	} outcomes[] = {{"studsad", "kom inte fram"}, {"avvisad", "togs inte emot av deras server"},
		{"oviss", "det är ovisst om det kom fram"}, {"vantar", "har inte kunnat skickas än"}};

	for (guint i = 0; i < G_N_ELEMENTS(outcomes); i++)
		if (g_strcmp0(done->state, outcomes[i].state) == 0)
			return outcomes[i].words;
	return NULL;
}

/* What was done so far, for the chief: a line a step, also for the letter that never arrived. */
static char *
list_done(const DiOwed *owed)
{
	GString *list = g_string_new(NULL);

	for (guint i = 0; i < owed->done->len; i++) {
		const DiStepDone *done = owed->done->pdata[i];
		const char *outcome = outcome_words(done);
		g_autofree char *day = di_date_swedish_weekday(done->date);

		if (done->step < DI_STEP_ESCALATE && (done->sent || outcome))
			g_string_append_printf(list, "%s- %s %s%s%s", list->len ? "\n" : "", di_letter_title_of_step(done->step), day,
				outcome ? ": " : "", outcome ? outcome : "");
	}
	return g_string_free(list, FALSE);
}

char *
di_values_times(guint n)
{
	static const char *const words[] = {NULL, "en gång", "två gånger", "tre gånger", "fyra gånger"};

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

/* The board's next meeting when the last reminder goes; what [letters] styrelsemote says where no meeting is listed. */
void
di_values_set_board(GHashTable *values, const DiConfig *config, DiDate last_day)
{
	guint n = config->reminders.n_after;
	DiDate reminded = di_workday_add(last_day, n ? config->reminders.after_workdays[n - 1] : 0);
	DiDate meeting = di_config_board_after(config, reminded);
	g_autofree char *day = meeting == DI_DATE_NONE ? NULL : di_date_swedish_weekday(meeting);

	if (day)
		di_values_set(values, "styrelsemote", day);
}

void
di_values_set_steering(GHashTable *values, const DiConfig *config, DiDate last_day, DiDate today)
{
	DiDate steering = di_workday_add(last_day, -config->reminders.steering_workdays);
	g_autofree char *day = di_date_swedish_weekday(steering);

	if (config->reminders.steering_workdays > 0 && steering >= today)
		di_values_set(values, "styrgrupp", day);
}

/* The first whom letters reach; where they reach nobody, the first. */
static const DiContact *
first_contact(const DiOwed *owed)
{
	for (guint i = 0; i < owed->contacts->len; i++)
		if (!((const DiContact *)owed->contacts->pdata[i])->bounces)
			return owed->contacts->pdata[i];
	return owed->contacts->len ? owed->contacts->pdata[0] : NULL;
}

GHashTable *
di_values_of_owed(const DiConfig *config, const DiOwed *owed)
{
	GHashTable *values = di_values_new(config);
	g_autofree char *last = di_date_swedish_weekday(di_owed_last_day(owed));
	g_autofree char *end = di_date_swedish(owed->insats_to);
	g_autofree char *done = list_done(owed);
	g_autofree char *times = di_values_times(di_owed_reminders_sent(owed));
	g_autofree char *command = excuse_command(owed);
	const DiContact *contact = first_contact(owed);

	di_values_set(values, "insats", owed->insats);
	di_values_set(values, "huvudman", owed->huvudman);
	di_values_set(values, "dnr", owed->arende);
	di_values_set(values, "senast", last);
	di_values_set(values, "slut", end);
	di_values_set(values, "lista", done);
	di_values_set(values, "paminnelser", times);
	di_values_set(values, "kommando", command);
	di_values_set(values, "rapport_dnr", owed->rapport);
	di_values_set(values, "punkt", config->reminders.steering_section);
	di_values_set(values, "slag", di_values_kind(owed->kind));
	di_values_set_period(values, owed->quarter);
	di_values_set_board(values, config, di_owed_last_day(owed));
	if (contact) {
		di_values_set_name(values, contact->name);
		di_values_set(values, "epost", contact->address);
	}
	return values;
}
