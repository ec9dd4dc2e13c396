/* diarie status: who has reported, who has not, and what to do first. */
#include "verbs.h"

#include <diarie/reminder.h>
#include <stdio.h>
#include <string.h>

static gboolean
matches(const DiOwed *owed, const char *folded)
{
	g_autofree char *huvudman = folded ? di_text_fold(owed->huvudman ? owed->huvudman : "") : NULL;

	return !folded || strstr(huvudman, folded);
}

/* OWED without those that --huvudman does not mean. */
static GPtrArray *
only_meant(const DiCli *cli, GPtrArray *owed)
{
	const char *huvudman = di_args_text(cli->args, "huvudman");
	g_autofree char *folded = huvudman ? di_text_fold(huvudman) : NULL;

	for (guint i = 0; folded && owed && i < owed->len;) {
		if (matches(owed->pdata[i], folded))
			i++;
		else
			g_ptr_array_remove_index(owed, i);
	}
	return owed;
}

static gboolean
has_contact(const DiOwed *owed)
{
	for (guint i = 0; i < owed->contacts->len; i++)
		if (!((const DiContact *)owed->contacts->pdata[i])->bounces)
			return TRUE;
	return FALSE;
}

static void
write_entry(const DiCli *cli, const DiOwed *owed, DiJson *json)
{
	DiDecision *next = di_reminder_next(owed, cli->config, di_clock_now());
	gboolean reaches = next && (next->step >= DI_STEP_ESCALATE || has_contact(owed));
	static const char *const none[] = {NULL};

	di_json_object_begin(json, NULL);
	di_json_string(json, "insats", owed->insats);
	di_json_string(json, "huvudman", owed->huvudman);
	di_json_string(json, "slag", di_kind_word(owed->kind));
	di_json_string(json, "diarienummer", owed->arende);
	di_json_string(json, "status", di_status_word(di_owed_status(owed, cli->today)));
	di_json_string(json, "rapport", owed->rapport);
	di_json_date(json, "inkom", owed->rapport ? owed->arrived : DI_DATE_NONE);
	di_json_strv(json, "saknas", owed->saknas ? (const char *const *)owed->saknas : none);
	di_json_int(json, "paminnelser", di_owed_reminders_sent(owed));
	di_json_date(json, "nasta_paminnelse",
		reaches ? di_date_of_time(next->not_before, di_cli_timezone(cli)) : DI_DATE_NONE);
	di_json_object_end(json);
	di_decision_free(next);
}

static void
print_json(const DiCli *cli, DiQuarter quarter, const GPtrArray *owed)
{
	DiJson *json = di_json_new();
	g_auto(GStrv) held = di_held_words(di_cli_held(cli));

	di_json_object_begin(json, NULL);
	di_json_quarter(json, "kvartal", quarter);
	di_json_date(json, "forfallodag", di_config_due(cli->config, quarter));
	di_json_array_begin(json, "insatser");
	for (guint i = 0; i < owed->len; i++)
		write_entry(cli, owed->pdata[i], json);
	di_json_array_end(json);
	di_json_int(json, "granskas", di_review_count(cli->registry));
	di_json_strv(json, "paminnelser_halls", (const char *const *)held);
	di_json_object_end(json);
	di_print_json(json);
}

typedef enum {
	NEEDS_US = 1,      /* overdue, and nothing more goes out by itself: only a person can do something now */
	NEEDS_TIME = 2,    /* overdue otherwise */
	NEEDS_ADDRESS = 4, /* not here yet, and nobody who could be written to */
} Need;

static guint
needs_of(const DiCli *cli, const DiOwed *owed)
{
	DiStatus status = di_owed_status(owed, cli->today);
	guint needs = (status == DI_STATUS_FORSENAD || status == DI_STATUS_VANTAS) && !has_contact(owed) ? NEEDS_ADDRESS : 0;
	DiDecision *next = NULL;

	if (status != DI_STATUS_FORSENAD)
		return needs;
	next = di_reminder_next(owed, cli->config, di_clock_now());
	needs |= next ? NEEDS_TIME : NEEDS_US;
	di_decision_free(next);
	return needs;
}

/* A line for as many as have a need. A "%s" in COMMAND becomes the insats where it is one alone; else MANY is told. */
typedef struct {
	Need need;
	const char *one, *several, *command, *many;
} Task;

static const Task tasks[] = {
	{NEEDS_US, "rapport saknas trots alla påminnelser", "rapporter saknas trots alla påminnelser",
		"diarie insats show %s", "diarie insats list"},
	{NEEDS_TIME, "rapport är försenad", "rapporter är försenade", "diarie remind --dry-run", "diarie remind --dry-run"},
	{NEEDS_ADDRESS, "rapportör saknar adress som når fram", "rapportörer saknar adress som når fram",
		"diarie insats show %s", "diarie insats list"},
};

static char *
command_of(const Task *task, const DiOwed *only)
{
	g_auto(GStrv) parts = g_strsplit(task->command, "%s", 2);
	g_autofree char *name = only ? g_shell_quote(only->insats) : NULL;

	return name ? g_strjoinv(name, parts) : g_strdup(task->many);
}

static void
add_task(DiTable *table, guint n, const char *one, const char *several, const char *command)
{
	g_autofree char *what = di_counted(n, one, several);

	if (n)
		di_table_row(table, DI_STYLE_NOTICE, (const char *const[]){what, command});
}

static void
add_owed_tasks(const DiCli *cli, DiTable *table, const GPtrArray *owed)
{
	g_autofree guint *needs = g_new0(guint, owed->len);

	for (guint i = 0; i < owed->len; i++)
		needs[i] = needs_of(cli, owed->pdata[i]);
	for (guint t = 0; t < G_N_ELEMENTS(tasks); t++) {
		g_autofree char *command = NULL;
		const DiOwed *last = NULL;
		guint n = 0;

		for (guint i = 0; i < owed->len; i++) {
			if (!(needs[i] & tasks[t].need))
				continue;
			last = owed->pdata[i];
			n++;
		}
		command = command_of(&tasks[t], n == 1 ? last : NULL);
		add_task(table, n, tasks[t].one, tasks[t].several, command);
	}
}

static guint
count_overdue(const DiCli *cli, const GPtrArray *owed)
{
	guint n = 0;

	for (guint i = 0; i < owed->len; i++)
		n += di_owed_status(owed->pdata[i], cli->today) == DI_STATUS_FORSENAD;
	return n;
}

/* What is missing from the quarters that stand before the one shown, a line for each year: that is what the command shows. */
static void
add_earlier_tasks(const DiCli *cli, DiTable *table, const DiStanding *standing)
{
	guint n = 0;

	for (guint q = standing->n - 1; q-- > 0;) {
		int year = standing->quarters[q].year;
		g_autofree char *one = g_strdup_printf("rapport saknas sedan %d", year);
		g_autofree char *several = g_strdup_printf("rapporter saknas sedan %d", year);
		g_autofree char *command = g_strdup_printf("diarie status --year %d", year);

		n += count_overdue(cli, standing->owed[q]);
		if (q > 0 && standing->quarters[q - 1].year == year)
			continue;
		add_task(table, n, one, several, command);
		n = 0;
	}
}

static void
add_letter_tasks(DiCli *cli, DiTable *table)
{
	static const struct { const char *state, *one, *several; } rows[] = {
		{"oviss", "brev är ovisst: kom det fram?", "brev är ovissa: kom de fram?"},
		{"avvisad", "brev togs inte emot", "brev togs inte emot"},
		{"studsad", "brev kom tillbaka", "brev kom tillbaka"},
	};

	g_autoptr(GPtrArray) put_off = di_outbox_put_off(cli->registry, di_clock_now() - DI_PUT_OFF_S * DI_SECOND, NULL);

	add_task(table, put_off ? put_off->len : 0, "brev har inte gått att skicka på över ett dygn", "brev har inte gått att skicka på över ett dygn",
		"diarie health");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) letters = di_outbox_list(cli->registry, rows[i].state, NULL);

		add_task(table, letters ? letters->len : 0, rows[i].one, rows[i].several, "diarie outbox");
	}
}

/* Else whoever reads that reports are late would wonder why nobody has been reminded. */
static void
print_held(const DiCli *cli)
{
	g_autofree char *why = di_cli_held_why(cli);
	g_autofree char *line = g_strdup_printf("Ingen påminns just nu: %s (diarie health).", why ? why : "");

	if (!why)
		return;
	fputc('\n', stdout);
	di_print_beside(cli, DI_STYLE_BAD, "✗", 2, line);
}

/* What a person should do, the most pressing first, each with its command. */
static void
print_tasks(DiCli *cli, const DiStanding *standing)
{
	static const DiColumn columns[] = {{NULL, 20}, {NULL, 0}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));
	g_autofree char *pause = di_registry_state_get(cli->registry, "paus");
	g_autofree char *waits = di_registry_state_get(cli->registry, DI_STATE_APPROVAL_WAITS);
	g_autofree char *elsewhere = di_registry_state_get(cli->registry, DI_STATE_ELSEWHERE);

	if (elsewhere)
		di_table_row(table, DI_STYLE_BAD, (const char *const[]){"registret hör till en annan dator", "diarie resume, när den är stoppad"});
	if (pause && *pause)
		di_table_row(table, DI_STYLE_BAD, (const char *const[]){"alla brev hålls inne", "diarie resume"});
	if (waits && *waits)
		di_table_row(table, DI_STYLE_BAD, (const char *const[]){"de första breven väntar på ett ja", "diarie remind --show, sedan "
			"diarie remind --approve"});
	add_task(table, di_review_count(cli->registry), "handling väntar på granskning", "handlingar väntar på granskning",
		"diarie review");
	add_letter_tasks(cli, table);
	add_owed_tasks(cli, table, standing->owed[standing->n - 1]);
	add_earlier_tasks(cli, table, standing);
	if (!di_table_rows(table))
		return;
	fputc('\n', stdout);
	di_print_heading(cli, "Att göra");
	di_print_table(cli, table, 2);
}

static void
print_title(const DiCli *cli, DiQuarter quarter)
{
	g_autofree char *title = di_quarter_title(quarter);
	g_autofree char *last = di_date_swedish_weekday(di_config_due(cli->config, quarter));
	int days = di_config_due(cli->config, quarter) - cli->today;
	g_autofree char *left = days > 0 && days < 100 ? g_strdup_printf(", om %d %s", days, days == 1 ? "dag" : "dagar")
		: g_strdup(days == 0 ? ", idag" : "");
	g_autofree char *line = g_strdup_printf("Rapporterna för %s. Sista dag %s %s%s.", title, days < 0 ? "var" : "är",
		last, left);

	di_print_heading(cli, line);
	fputc('\n', stdout);
}

/* Kept until the process ends, which gives it back at once (see di_cli_main). */
static DiStanding standing_kept;

/* N quarters, at most DI_STANDING_MAX, from FIRST on; of those from WHOLE on all that is known. The last one is asked for first: it tells who
 * the reporters are. */
static gboolean
ask_standing(DiCli *cli, DiQuarter first, guint n, guint whole, DiStanding *standing, GError **error)
{
	const GPtrArray *like = NULL;

	standing->n = n;
	for (guint q = n; q-- > 0;) {
		DiQuarter quarter = di_quarter_add(first, (int)q);

		standing->quarters[q] = quarter;
		if (q >= whole)
			standing->owed[q] = only_meant(cli, di_registry_owed(cli->registry, quarter, error));
		else if (like)
			standing->owed[q] = di_registry_stood(cli->registry, like, quarter, error);
		else
			standing->owed[q] = only_meant(cli, di_registry_stood(cli->registry, NULL, quarter, error));
		like = standing->owed[q];
		if (!like)
			return FALSE;
	}
	return TRUE;
}

/* Quarters from before the register was kept: nobody's report is here, and nobody is late. */
static void
drop_before_register(DiStanding *standing)
{
	guint first = di_owed_first_kept(standing->owed, standing->n);

	for (guint q = 0; q < first; q++)
		g_ptr_array_unref(standing->owed[q]);
	standing->n -= first;
	memmove(standing->owed, standing->owed + first, standing->n * sizeof standing->owed[0]);
	memmove(standing->quarters, standing->quarters + first, standing->n * sizeof standing->quarters[0]);
}

static int
status_of_quarter(DiCli *cli, DiQuarter quarter, GError **error)
{
	guint before = cli->args->json ? 0 : di_matrix_before(cli);
	DiStanding *standing = &standing_kept;
	const GPtrArray *owed;

	if (!ask_standing(cli, di_quarter_add(quarter, -(int)before), before + 1, before, standing, error))
		return DI_EXIT_NO;
	drop_before_register(standing);
	owed = standing->owed[standing->n - 1];
	if (cli->args->json) {
		print_json(cli, quarter, owed);
		return DI_EXIT_DONE;
	}
	print_title(cli, quarter);
	if (!owed->len && di_args_text(cli->args, "huvudman"))
		di_say("Ingen insats har en sådan huvudman; 'diarie insats list' visar dem som finns.");
	else if (!owed->len)
		di_say("Det finns inga insatser än. Läs in dem med: diarie insats import FIL");
	di_matrix_print_quarter(cli, standing);
	di_matrix_print_counts(cli, owed);
	print_held(cli);
	print_tasks(cli, standing);
	return DI_EXIT_DONE;
}

/* Four quarters side by side, a line for each reporter. */
static int
status_of_year(DiCli *cli, int year, GError **error)
{
	DiStanding *standing = &standing_kept;

	if (!ask_standing(cli, (DiQuarter){year, 1}, 4, cli->args->json ? 0 : 4, standing, error))
		return DI_EXIT_NO;
	if (!cli->args->json)
		di_matrix_print_year(cli, standing);
	for (guint q = 0; q < standing->n && cli->args->json; q++)
		print_json(cli, standing->quarters[q], standing->owed[q]);
	return DI_EXIT_DONE;
}

int
di_verb_status(DiCli *cli, GError **error)
{
	DiQuarter quarter = di_args_quarter(cli->args, "quarter");
	int year = di_args_count(cli->args, "year", 0);

	if (year)
		return status_of_year(cli, year, error);
	if (!di_quarter_is_set(quarter))
		quarter = di_quarter_reported(cli->today);
	return status_of_quarter(cli, quarter, error);
}
