/* diarie status: who has reported, who has not, and what to do first. */
#include "verbs.h"

#include <diarie/reminder.h>
#include <stdio.h>
#include <string.h>

typedef struct {
	const char *mark, *word, *one, *several; /* for the table, and for counting: "1 inkommen", "2 inkomna" */
	DiStyle style;
} Look;

static const Look looks[] = {
	[DI_STATUS_INKOMMEN] = {"✓", "inkommen", "inkommen", "inkomna", DI_STYLE_GOOD},
	[DI_STATUS_SEN] = {"✓", "inkom sent", "sent inkommen", "sent inkomna", DI_STYLE_GOOD},
	[DI_STATUS_VANTAS] = {"·", "väntas", "väntas", "väntas", DI_STYLE_PLAIN},
	[DI_STATUS_FORSENAD] = {"✗", "försenad", "försenad", "försenade", DI_STYLE_BAD},
	[DI_STATUS_GRANSKAS] = {"?", "granskas", "att granska", "att granska", DI_STYLE_NOTICE},
	[DI_STATUS_DISPENS] = {"–", "dispens", "med dispens", "med dispens", DI_STYLE_DIM},
	[DI_STATUS_INGEN] = {" ", "ingen", "utan rapport", "utan rapport", DI_STYLE_DIM},
};

/* What needs somebody first stands first. */
static const int urgency[] = {
	[DI_STATUS_GRANSKAS] = 0, [DI_STATUS_FORSENAD] = 1, [DI_STATUS_VANTAS] = 2, [DI_STATUS_SEN] = 3,
	[DI_STATUS_INKOMMEN] = 3, [DI_STATUS_DISPENS] = 4, [DI_STATUS_INGEN] = 5,
};

static DiDate today_for_sorting;

static int
by_urgency(gconstpointer a, gconstpointer b)
{
	const DiOwed *first = *(DiOwed *const *)a, *second = *(DiOwed *const *)b;
	int difference = urgency[di_owed_status(first, today_for_sorting)] - urgency[di_owed_status(second, today_for_sorting)];

	if (difference == 0)
		difference = di_text_compare(first->insats, second->insats);
	return difference ? difference : di_text_compare(first->huvudman, second->huvudman);
}

static gboolean
matches(const DiOwed *owed, const char *folded)
{
	g_autofree char *huvudman = folded ? di_text_fold(owed->huvudman ? owed->huvudman : "") : NULL;

	return !folded || strstr(huvudman, folded);
}

/* What is owed for QUARTER, of those that --huvudman means. */
static GPtrArray *
owed_for(DiCli *cli, DiQuarter quarter, GError **error)
{
	const char *huvudman = di_args_text(cli->args, "huvudman");
	g_autofree char *folded = huvudman ? di_text_fold(huvudman) : NULL;
	GPtrArray *owed = di_registry_owed(cli->registry, quarter, error);

	for (guint i = 0; owed && i < owed->len;) {
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

	di_json_object_begin(json, NULL);
	di_json_quarter(json, "kvartal", quarter);
	di_json_date(json, "forfallodag", di_config_due(cli->config, quarter));
	di_json_array_begin(json, "insatser");
	for (guint i = 0; i < owed->len; i++)
		write_entry(cli, owed->pdata[i], json);
	di_json_array_end(json);
	di_json_int(json, "granskas", di_review_count(cli->registry));
	di_json_object_end(json);
	di_print_json(json);
}

/* "6 dagar, 2 påminnelser" */
static char *
note_overdue(const DiCli *cli, const DiOwed *owed)
{
	DiDate last = owed->excused_until != DI_DATE_NONE ? MAX(owed->excused_until, owed->due) : owed->due;
	g_autofree char *days = di_counted((guint)MAX(cli->today - last, 0), "dag", "dagar");
	guint n = di_owed_reminders_sent(owed);
	g_autofree char *sent = n ? di_counted(n, "påminnelse", "påminnelser") : g_strdup("inte påmind");

	return g_strdup_printf("%s, %s", days, sent);
}

static char *
note_expected(const DiCli *cli, const DiOwed *owed)
{
	gboolean later = owed->excused_until != DI_DATE_NONE && owed->excused_until > owed->due;
	DiDate last = later ? owed->excused_until : owed->due;
	g_autofree char *day = di_day_short(last, cli->year);
	gboolean final = owed->kind == DI_KIND_SLUTRAPPORT;

	if (!later && !final)
		return g_strdup("");
	return g_strdup_printf("%s%s%s", final ? "slutrapport " : "", later ? "anstånd till " : "", day);
}

static char *
note_come_in(const DiCli *cli, const DiOwed *owed)
{
	g_autofree char *day = di_day_short(owed->arrived, cli->year);
	g_autofree char *empty = owed->saknas && owed->saknas[0] ? g_strjoinv(", ", owed->saknas) : NULL;

	return g_strdup_printf("%s  %s%s%s%s", owed->rapport, day, empty ? ", " : "", empty ? empty : "", empty ? " tom" : "");
}

static char *
note(const DiCli *cli, const DiOwed *owed, DiStatus status)
{
	switch (status) {
	case DI_STATUS_INKOMMEN:
	case DI_STATUS_SEN:
		return note_come_in(cli, owed);
	case DI_STATUS_FORSENAD:
		return note_overdue(cli, owed);
	case DI_STATUS_VANTAS:
		return note_expected(cli, owed);
	case DI_STATUS_GRANSKAS:
	case DI_STATUS_DISPENS:
	case DI_STATUS_INGEN:
		break;
	}
	return g_strdup("");
}

static void
add_row(const DiCli *cli, DiTable *table, const DiOwed *owed)
{
	DiStatus status = di_owed_status(owed, cli->today);
	const Look *look = &looks[status];
	g_autofree char *mark = g_strdup_printf("%s %s", look->mark, look->word);
	g_autofree char *remark = note(cli, owed, status);

	di_table_row(table, look->style, (const char *const[]){mark, owed->insats, owed->huvudman, remark});
}

static void
print_owed(const DiCli *cli, GPtrArray *owed)
{
	static const DiColumn columns[] = {{"Status", 0}, {"Insats", 16}, {"Huvudman", 8}, {"", 22}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));

	today_for_sorting = cli->today;
	g_ptr_array_sort(owed, by_urgency);
	for (guint i = 0; i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];

		if (di_owed_status(one, cli->today) != DI_STATUS_INGEN)
			add_row(cli, table, one);
	}
	if (di_table_rows(table))
		di_print_table(cli, table, 0);
}

static void
print_counts(const guint *counts)
{
	static const DiStatus order[] = {DI_STATUS_INKOMMEN, DI_STATUS_SEN, DI_STATUS_FORSENAD, DI_STATUS_GRANSKAS,
		DI_STATUS_VANTAS, DI_STATUS_DISPENS, DI_STATUS_INGEN};
	g_autoptr(GString) line = g_string_new(NULL);
	guint total = 0;

	for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
		const Look *look = &looks[order[i]];
		guint n = counts[order[i]];

		if (!n)
			continue;
		g_string_append_printf(line, "%s%u %s", line->len ? ", " : "", n, n == 1 ? look->one : look->several);
		total += order[i] == DI_STATUS_INGEN ? 0 : n;
	}
	if (line->len)
		printf("\n%u %s: %s.\n", total, total == 1 ? "rapport" : "rapporter", line->str);
}

static guint
count_overdue_unreminded(const GPtrArray *owed, DiDate today)
{
	guint n = 0;

	for (guint i = 0; i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];

		n += di_owed_status(one, today) == DI_STATUS_FORSENAD;
	}
	return n;
}

static guint
count_without_contact(const GPtrArray *owed, DiDate today)
{
	guint n = 0;

	for (guint i = 0; i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];
		DiStatus status = di_owed_status(one, today);

		n += (status == DI_STATUS_FORSENAD || status == DI_STATUS_VANTAS) && !has_contact(one);
	}
	return n;
}

static void
add_task(DiTable *table, guint n, const char *one, const char *several, const char *command)
{
	g_autofree char *what = g_strdup_printf("%u %s", n, n == 1 ? one : several);

	if (n)
		di_table_row(table, DI_STYLE_NOTICE, (const char *const[]){what, command});
}

/* What a person should do, the most pressing first, each with its command. */
static void
print_tasks(DiCli *cli, const GPtrArray *owed)
{
	static const DiColumn columns[] = {{NULL, 20}, {NULL, 0}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));
	g_autoptr(GPtrArray) uncertain = di_outbox_list(cli->registry, "oviss", NULL);
	g_autofree char *pause = di_registry_state_get(cli->registry, "paus");

	if (pause && *pause)
		di_table_row(table, DI_STYLE_BAD, (const char *const[]){"alla brev hålls inne", "diarie resume"});
	add_task(table, di_review_count(cli->registry), "handling väntar på granskning", "handlingar väntar på granskning",
		"diarie review");
	add_task(table, uncertain ? uncertain->len : 0, "brev är ovisst: kom det fram?", "brev är ovissa: kom de fram?",
		"diarie outbox");
	add_task(table, count_overdue_unreminded(owed, cli->today), "rapport är försenad", "rapporter är försenade",
		"diarie remind --dry-run");
	add_task(table, count_without_contact(owed, cli->today), "rapportör saknar adress som når fram", "rapportörer saknar adress som når fram",
		"diarie insats list");
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

static int
status_of_quarter(DiCli *cli, DiQuarter quarter, GError **error)
{
	g_autoptr(GPtrArray) owed = owed_for(cli, quarter, error);
	guint counts[DI_STATUS_LAST + 1] = {0};

	if (!owed)
		return DI_EXIT_NO;
	if (cli->args->json) {
		print_json(cli, quarter, owed);
		return DI_EXIT_DONE;
	}
	print_title(cli, quarter);
	if (!owed->len)
		di_say("Det finns inga insatser än. Läs in dem med: diarie insats import FIL");
	print_owed(cli, owed);
	for (guint i = 0; i < owed->len; i++)
		counts[di_owed_status(owed->pdata[i], cli->today)]++;
	print_counts(counts);
	print_tasks(cli, owed);
	return DI_EXIT_DONE;
}

/* Four quarters side by side, a line for each reporter. */
static void
print_year(const DiCli *cli, GPtrArray *const *owed)
{
	static const DiColumn columns[] = {{"Insats", 16}, {"Huvudman", 8}, {"Q1", 0}, {"Q2", 0}, {"Q3", 0}, {"Q4", 0}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));
	const GPtrArray *reporters = owed[0];

	for (guint i = 0; reporters && i < reporters->len; i++) {
		const DiOwed *first = reporters->pdata[i];
		const char *marks[4] = {"", "", "", ""};

		for (guint q = 0; q < 4; q++)
			if (i < owed[q]->len)
				marks[q] = looks[di_owed_status(owed[q]->pdata[i], cli->today)].mark;
		di_table_row(table, DI_STYLE_PLAIN,
			(const char *const[]){first->insats, first->huvudman, marks[0], marks[1], marks[2], marks[3]});
	}
	di_print_table(cli, table, 0);
	di_say("%s", "");
	di_say("✓ inkommen   ✗ försenad   ? granskas   · väntas   – dispens");
}

static int
status_of_year(DiCli *cli, int year, GError **error)
{
	GPtrArray *owed[4] = {0};
	gboolean fine = TRUE;

	for (int q = 0; q < 4 && fine && !cli->args->json; q++) {
		owed[q] = owed_for(cli, (DiQuarter){year, q + 1}, error);
		fine = owed[q] != NULL;
	}
	for (int q = 0; q < 4 && fine && cli->args->json; q++)
		fine = status_of_quarter(cli, (DiQuarter){year, q + 1}, error) == DI_EXIT_DONE;
	if (fine && !cli->args->json)
		print_year(cli, owed);
	for (guint q = 0; q < 4; q++)
		if (owed[q])
			g_ptr_array_unref(owed[q]);
	return fine ? DI_EXIT_DONE : DI_EXIT_NO;
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
