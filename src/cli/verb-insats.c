/* diarie insats: the register of insatser. */
#include "verbs.h"

#include <diarie/letter.h>
#include <stdio.h>
#include <string.h>

static void
write_contacts(const GPtrArray *contacts, DiJson *json)
{
	di_json_array_begin(json, "kontakter");
	for (guint i = 0; contacts && i < contacts->len; i++) {
		const DiContact *contact = contacts->pdata[i];

		di_json_object_begin(json, NULL);
		di_json_string(json, "namn", contact->name);
		di_json_string(json, "adress", contact->address);
		di_json_bool(json, "studsar", contact->bounces);
		di_json_object_end(json);
	}
	di_json_array_end(json);
}

static const char *
newest_case(const DiInsats *insats)
{
	const char *newest = insats->row.diarienummer;

	for (char **arende = insats->arenden; arende && *arende; arende++)
		newest = *arende;
	return newest;
}

static void
write_amount(DiJson *json, const char *key, gint64 amount)
{
	if (amount == DI_AMOUNT_NONE)
		di_json_null(json, key);
	else
		di_json_int(json, key, amount);
}

/* What a yearly appendix said. */
static void
write_plan(const DiPlan *plan, DiJson *json)
{
	di_json_string(json, "inriktning", plan->inriktning);
	di_json_string(json, "syfte", plan->syfte);
	di_json_strv(json, "mal", (const char *const *)plan->mal);
	di_json_strv(json, "samverkansparter", (const char *const *)plan->samverkansparter);
	di_json_array_begin(json, "ar");
	for (guint i = 0; i < plan->years->len; i++) {
		const DiPlanYear *year = plan->years->pdata[i];

		di_json_object_begin(json, NULL);
		di_json_int(json, "ar", year->ar);
		write_amount(json, "budget_tkr", year->budget_tkr);
		write_amount(json, "utfall_tkr", year->utfall_tkr);
		di_json_string(json, "resultat", year->resultat);
		di_json_string(json, "kommentar", year->kommentar);
		di_json_object_end(json);
	}
	di_json_array_end(json);
}

/* PLAN NULL: not asked for. */
static void
print_json(const DiInsats *insats, const DiPlan *plan)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "namn", insats->row.namn);
	di_json_string(json, "huvudman", insats->row.huvudman);
	di_json_string(json, "diarienummer", newest_case(insats));
	di_json_strv(json, "arenden", (const char *const *)insats->arenden);
	di_json_date(json, "start", insats->row.start);
	di_json_date(json, "slut", insats->row.slut);
	write_contacts(insats->row.kontakter, json);
	di_json_strv(json, "alias", (const char *const *)insats->row.alias);
	di_json_bool(json, "rapporterar", insats->expects_reports);
	if (plan)
		write_plan(plan, json);
	di_json_object_end(json);
	di_print_json(json);
}

static char *
contacts_text(const GPtrArray *contacts)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; contacts && i < contacts->len; i++) {
		const DiContact *contact = contacts->pdata[i];

		g_string_append_printf(text, "%s%s%s", i ? ", " : "", contact->address, contact->bounces ? " (studsar)" : "");
	}
	return g_string_free(text, FALSE);
}

static char *
span_text(const DiInsats *insats)
{
	g_autofree char *start = di_date_format(insats->row.start);
	g_autofree char *slut = di_date_format(insats->row.slut);

	return *start || *slut ? g_strdup_printf("%s – %s", start, slut) : g_strdup("");
}

static void
add_row(DiTable *table, const DiInsats *insats)
{
	g_autofree char *end = di_date_format(insats->row.slut);
	g_autofree char *contacts = contacts_text(insats->row.kontakter);
	gboolean lacks = !*contacts && insats->expects_reports;

	di_table_row(table, insats->expects_reports ? DI_STYLE_PLAIN : DI_STYLE_DIM,
		(const char *const[]){insats->row.namn, insats->row.huvudman, newest_case(insats), end,
			lacks ? "(adress saknas)" : contacts});
}

int
di_verb_insats_list(DiCli *cli, GError **error)
{
	static const DiColumn columns[] = {{"Insats", 16}, {"Huvudman", 8}, {"Ärende", 0}, {"Slut", 0}, {"Kontakt", 14}};
	g_autoptr(GPtrArray) insatser = di_insats_list(cli->registry, error);
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));

	if (!insatser)
		return DI_EXIT_NO;
	for (guint i = 0; i < insatser->len; i++) {
		if (cli->args->json)
			print_json(insatser->pdata[i], NULL);
		else
			add_row(table, insatser->pdata[i]);
	}
	if (cli->args->json)
		return DI_EXIT_DONE;
	if (!insatser->len)
		di_say("Det finns inga insatser än. Läs in dem med: diarie insats import FIL");
	else
		di_print_table(cli, table, 0);
	return DI_EXIT_DONE;
}

static void
add_pair(DiTable *table, const char *name, const char *value)
{
	if (value && *value)
		di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){name, value});
}

static void
add_plan(DiTable *table, const DiPlan *plan)
{
	g_autofree char *parties = g_strjoinv(", ", plan->samverkansparter);

	add_pair(table, "Inriktning", plan->inriktning);
	add_pair(table, "Syfte", plan->syfte);
	for (int i = 0; plan->mal[i]; i++) {
		g_autofree char *goal = g_strdup_printf("%d. %s", i + 1, plan->mal[i]);

		add_pair(table, i ? " " : "Mål", goal);
	}
	add_pair(table, "Parter", parties);
	for (guint i = 0; i < plan->years->len; i++) {
		const DiPlanYear *year = plan->years->pdata[i];
		g_autofree char *name = g_strdup_printf("%d", year->ar);
		g_autofree char *budget = di_amount_tkr(year->budget_tkr), *spent = di_amount_tkr(year->utfall_tkr);
		g_autofree char *money = g_strdup_printf("budget %s, utfall %s", budget, spent);

		add_pair(table, name, money);
	}
}

static void
print_reporter(const DiCli *cli, const DiInsats *insats, const DiPlan *plan)
{
	static const DiColumn columns[] = {{NULL, 0}, {NULL, 20}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));
	g_autofree char *span = span_text(insats);
	g_autofree char *contacts = contacts_text(insats->row.kontakter);
	g_autofree char *alias = insats->row.alias ? g_strjoinv(" | ", insats->row.alias) : NULL;
	g_autofree char *cases = insats->arenden ? g_strjoinv(", ", insats->arenden) : NULL;

	add_pair(table, "Huvudman", insats->row.huvudman);
	add_pair(table, "Tid", span);
	add_pair(table, "Ärenden", cases && *cases ? cases : insats->row.diarienummer);
	add_pair(table, "Kontakt", *contacts ? contacts : "saknas");
	add_pair(table, "Alias", alias);
	add_pair(table, "Rapporter", insats->expects_reports ? "ja" : "nej, insatsen lämnar inga");
	add_plan(table, plan);
	di_print_table(cli, table, 2);
}

int
di_verb_insats_show(DiCli *cli, GError **error)
{
	g_autoptr(DiInsats) found = di_cli_insats(cli, di_cli_word(cli, 0), NULL, FALSE, error);
	g_autoptr(GPtrArray) all = found ? di_insats_list(cli->registry, error) : NULL;

	if (!all)
		return DI_EXIT_NO;
	if (!cli->args->json)
		di_print_heading(cli, found->row.namn);
	for (guint i = 0, n = 0; i < all->len; i++) {
		const DiInsats *insats = all->pdata[i];
		g_autoptr(DiPlan) plan = NULL;

		if (insats->insats_id != found->insats_id)
			continue;
		plan = di_insats_plan(cli->registry, insats->rapportor_id, error);
		if (!plan)
			return DI_EXIT_NO;
		if (n++ && !cli->args->json)
			fputc('\n', stdout);
		if (cli->args->json)
			print_json(insats, plan);
		else
			print_reporter(cli, insats, plan);
	}
	return DI_EXIT_DONE;
}

static gboolean
said_reason(const DiCli *cli, GError **error)
{
	const char *reason = di_args_text(cli->args, "reason");

	if (reason && *reason)
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "varför? Ange --reason TEXT; det står sedan i loggen");
	return FALSE;
}

static void
print_excused(const DiCli *cli, const DiInsats *insats, DiQuarter quarter, DiDate until)
{
	const char *huvudman = di_args_text(cli->args, "huvudman");
	g_autofree char *title = di_insats_title(insats->row.namn, huvudman ? insats->row.huvudman : NULL);
	g_autofree char *named = di_quarter_title(quarter);
	g_autofree char *day = until == DI_DATE_NONE ? NULL : di_date_swedish_weekday(until);

	if (day)
		di_say("%s har anstånd med %s till %s.", title, named, day);
	else
		di_say("%s har dispens för %s.", title, named);
}

/* Staff often write down what was agreed by telephone: so a letter is theirs to ask for. A day that is no later than the due date
 * gives nothing new to tell. */
static gboolean
tell_of_extension(DiCli *cli, const DiInsats *insats, DiQuarter quarter, guint *told_out, GError **error)
{
	g_autoptr(GPtrArray) all = di_registry_owed(cli->registry, quarter, error);
	gboolean one_only = di_args_text(cli->args, "huvudman") != NULL;

	for (guint i = 0; all && i < all->len; i++) {
		const DiOwed *owed = all->pdata[i];
		g_autofree char *until = di_date_format(owed->excused_until), *named = di_quarter_format(quarter);
		g_autofree char *key = g_strdup_printf("beslut/%" G_GINT64_FORMAT "/%s/%s", owed->rapportor_id, named, until);
		g_autoptr(GHashTable) values = NULL;
		DiTelling telling = {.letter = "anstand", .key = key};
		const char *to = NULL;

		if (owed->insats_id != insats->insats_id || (one_only && owed->rapportor_id != insats->rapportor_id) || !owed->expected ||
			owed->arrived != DI_DATE_NONE || owed->excused_until <= owed->due)
			continue;
		telling.values = values = di_values_of_owed(cli->config, owed);
		if (!di_tell_reporter(cli, owed, &telling, &to, error))
			return FALSE;
		*told_out += to != NULL;
	}
	return all != NULL;
}

static gboolean
excuse(DiCli *cli, const DiInsats *insats, DiQuarter quarter, DiDate until, guint *told_out, GError **error)
{
	const char *huvudman = di_args_text(cli->args, "huvudman") ? insats->row.huvudman : NULL;

	if (!di_registry_begin(cli->registry, error))
		return FALSE;
	if (di_insats_excuse(cli->registry, insats->insats_id, huvudman, quarter, until, di_args_text(cli->args, "reason"), error) &&
		(until == DI_DATE_NONE || !di_args_flag(cli->args, "tell") || tell_of_extension(cli, insats, quarter, told_out, error)) &&
		di_registry_commit(cli->registry, error))
		return TRUE;
	di_registry_rollback(cli->registry);
	return FALSE;
}

int
di_verb_insats_excuse(DiCli *cli, GError **error)
{
	DiQuarter quarter = di_quarter_parse(di_cli_word(cli, 1));
	const char *huvudman = di_args_text(cli->args, "huvudman");
	DiDate until = di_args_date(cli->args, "until");
	g_autoptr(DiInsats) insats = NULL;
	guint told = 0;

	if (!di_quarter_is_set(quarter)) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är inget kvartal; skriv till exempel 2026-Q1", di_cli_word(cli, 1));
		return DI_EXIT_NO;
	}
	if (!said_reason(cli, error))
		return DI_EXIT_NO;
	insats = di_cli_insats(cli, di_cli_word(cli, 0), huvudman, huvudman != NULL, error);
	if (!insats || !excuse(cli, insats, quarter, until, &told, error))
		return DI_EXIT_NO;
	if (!cli->args->json)
		print_excused(cli, insats, quarter, until);
	if (!cli->args->json && told)
		di_say("%s får ett brev om det.", told == 1 ? "Kontakten" : "Kontakterna");
	return DI_EXIT_DONE;
}

int
di_verb_insats_alias(DiCli *cli, GError **error)
{
	const char *alias = di_cli_word(cli, 1);
	g_autoptr(DiInsats) insats = di_cli_insats(cli, di_cli_word(cli, 0), NULL, FALSE, error);

	if (!insats || !di_insats_add_alias(cli->registry, insats->insats_id, alias, error))
		return DI_EXIT_NO;
	if (!cli->args->json)
		di_say("%s känns nu igen också som %s.", insats->row.namn, alias);
	return DI_EXIT_DONE;
}

int
di_verb_insats_rename(DiCli *cli, GError **error)
{
	const char *name = di_cli_word(cli, 1), *huvudman = di_args_text(cli->args, "huvudman");
	g_autoptr(DiInsats) insats = di_cli_insats(cli, di_cli_word(cli, 0), huvudman, huvudman != NULL, error);

	if (!insats || !(huvudman ? di_insats_rename_huvudman(cli->registry, insats, name, error) : di_insats_rename(cli->registry, insats, name, error)))
		return DI_EXIT_NO;
	if (cli->args->json)
		return DI_EXIT_DONE;
	if (huvudman)
		di_say("%s heter nu %s i %s.", insats->row.huvudman, name, insats->row.namn);
	else
		di_say("%s heter nu %s. Det gamla namnet känns igen som förut.", insats->row.namn, name);
	return DI_EXIT_DONE;
}

int
di_verb_insats_expect(DiCli *cli, GError **error)
{
	gboolean off = di_args_flag(cli->args, "off");
	g_autoptr(DiInsats) insats = di_cli_insats(cli, di_cli_word(cli, 0), NULL, FALSE, error);

	if (!insats || !di_insats_set_expected(cli->registry, insats->insats_id, !off, error))
		return DI_EXIT_NO;
	if (!cli->args->json)
		di_say(off ? "%s ska inte lämna några rapporter." : "%s ska lämna rapporter.", insats->row.namn);
	return DI_EXIT_DONE;
}
