/* diarie show --why: where each value was read and by which rule, how the document came and was placed, and every letter
 * about it, also the receipt that was never written. */
#include "verbs.h"

#include <diarie/letter.h>
#include <diarie/reminder.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *rule, *text;
} arrival_rules[] = {
	{"received", "mejlets äldsta Received-rad från förbundets egen post"},
	{"internaldate", "serverns tid för när mejlet lades i brevlådan"},
	{"hamtat", "när diariet hämtade mejlet, eftersom servern inte säger när det kom"},
};

static const char *
arrival_text(const DiHandling *handling)
{
	if (!handling->mail_id)
		return "dagen angavs när handlingen diariefördes för hand";
	for (guint i = 0; i < G_N_ELEMENTS(arrival_rules); i++)
		if (g_strcmp0(arrival_rules[i].rule, handling->arrived_rule) == 0)
			return arrival_rules[i].text;
	return "okänd regel";
}

static const char *
arrival_word(const DiHandling *handling)
{
	return handling->mail_id ? handling->arrived_rule : "for-hand";
}

/* Why there is no receipt among LETTERS; NULL: there is one. */
static char *
missing_receipt(const DiCli *cli, const DiHandling *handling, const GPtrArray *letters)
{
	static const char *const receipts[] = {"kvitto", "okand", NULL};

	for (guint i = 0; i < letters->len; i++)
		if (g_strv_contains(receipts, ((const DiOutboxRow *)letters->pdata[i])->kind))
			return NULL;
	if (!handling->mail_id)
		return g_strdup("handlingen diariefördes för hand");
	if (handling->machine)
		return g_strdup_printf("mejlet skickades av en maskin (%s)", handling->machine);
	if (!cli->config->outgoing.receipts)
		return g_strdup("kvitton är avstängda: receipts i [outgoing]");
	if (g_strcmp0(handling->sender, "okand") == 0)
		return g_strdup("avsändaren är okänd; kontakten får veta det i ett samlat brev, högst en gång om dagen");
	return g_strdup("handlingen diariefördes efter granskning, eller så var avsändaren inte säker");
}

static char *
letter_title(const DiOutboxRow *row)
{
	return g_strdup(row->subject && *row->subject ? row->subject : row->kind);
}

/* What the server said, why it is not sent, or until when it waits. */
static char *
letter_reason(const DiCli *cli, const DiOutboxRow *row)
{
	g_autofree char *when = NULL;

	if (row->reply && *row->reply)
		return g_strdup(row->reply);
	if (row->not_before == DI_TIME_NONE || row->not_before <= di_clock_now())
		return g_strdup("");
	when = di_time_format(row->not_before, di_cli_timezone(cli));
	return g_strdup_printf("tidigast %.10s %.5s", when, when + 11);
}

static void
print_letters(const DiCli *cli, const GPtrArray *letters, const char *no_receipt)
{
	static const DiColumn columns[] = {{"Läge", 0}, {"Brev", 16}, {"Till", 14}, {"Svar eller skäl", 12}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));

	fputc('\n', stdout);
	di_print_heading(cli, "Brev");
	for (guint i = 0; i < letters->len; i++) {
		const DiOutboxRow *row = letters->pdata[i];
		g_autofree char *title = letter_title(row), *reason = letter_reason(cli, row);
		DiStyle style = DI_STYLE_PLAIN;
		const char *state = di_letter_state(row->state, &style);

		di_table_row(table, style, (const char *const[]){state, title, row->to_address, reason});
	}
	if (di_table_rows(table))
		di_print_table(cli, table, 2);
	if (no_receipt)
		di_print_passage(cli, 2, "Inget kvitto: %s.", no_receipt);
}

static void
print_evidence(const DiCli *cli, const GPtrArray *evidence)
{
	static const DiColumn columns[] = {{"Uppgift", 0}, {"Lästes i", 12}, {"Regel", 20}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));

	fputc('\n', stdout);
	for (guint i = 0; evidence && i < evidence->len; i++) {
		const DiEvidence *one = evidence->pdata[i];

		di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){one->field, one->place, one->rule});
	}
	if (di_table_rows(table))
		di_print_table(cli, table, 2);
	else
		di_say("  Inga belägg finns sparade för den här handlingen.");
}

const char *
di_file_shown(const char *name)
{
	return name && *name ? name : "mejlets egen text";
}

static const char *
file_name(const DiHandling *handling)
{
	return handling->files->len ? ((const DiFileInfo *)handling->files->pdata[0])->namn : NULL;
}

static void
print_way(const DiCli *cli, const DiHandling *handling)
{
	g_autofree char *day = handling->arrived == DI_DATE_NONE ? g_strdup("(okänt)") : di_date_swedish_weekday(handling->arrived);
	const char *file = file_name(handling);
	const char *at = handling->arrived_at;

	di_print_passage(cli, 2, "Insatsen matchades på: %s", handling->match_reason ? handling->match_reason : "(okänt)");
	if (at && strlen(at) > 16)
		di_print_passage(cli, 2, "Inkom: %s; regel: %s, %.10s %.5s", day, arrival_text(handling), at, at + 11);
	else
		di_print_passage(cli, 2, "Inkom: %s; regel: %s", day, arrival_text(handling));
	di_print_passage(cli, 2, "Läst ur: %s", file ? di_file_shown(file) : "(okänt)");
	di_print_passage(cli, 2, "Läst med: läsare %s%s%s", handling->reader ? handling->reader : "(okänt)",
		handling->report && handling->report->form ? ", formulär " : "",
		handling->report && handling->report->form ? handling->report->form : "");
}

gboolean
di_why_print(DiCli *cli, const DiHandling *handling, GError **error)
{
	g_autoptr(GPtrArray) letters = di_outbox_about(cli->registry, handling->id, error);
	g_autofree char *no_receipt = letters ? missing_receipt(cli, handling, letters) : NULL;

	if (!letters)
		return FALSE;
	print_way(cli, handling);
	print_evidence(cli, handling->report ? handling->report->evidence : NULL);
	print_letters(cli, letters, no_receipt);
	return TRUE;
}

static void
write_letters(const DiCli *cli, const GPtrArray *letters, DiJson *json)
{
	di_json_array_begin(json, "brev");
	for (guint i = 0; i < letters->len; i++) {
		const DiOutboxRow *row = letters->pdata[i];
		g_autofree char *reason = letter_reason(cli, row);

		di_json_object_begin(json, NULL);
		di_json_int(json, "id", row->id);
		di_json_string(json, "slag", row->kind);
		di_json_string(json, "till", row->to_address);
		di_json_string(json, "amne", row->subject);
		di_json_string(json, "tillstand", row->state);
		di_json_string(json, "skal", *reason ? reason : NULL);
		di_json_quarter(json, "kvartal", row->quarter);
		di_json_object_end(json);
	}
	di_json_array_end(json);
}

static void
write_evidence(const GPtrArray *evidence, DiJson *json)
{
	di_json_array_begin(json, "belagg");
	for (guint i = 0; evidence && i < evidence->len; i++) {
		const DiEvidence *one = evidence->pdata[i];

		di_json_object_begin(json, NULL);
		di_json_string(json, "falt", one->field);
		di_json_string(json, "plats", one->place);
		di_json_string(json, "regel", one->rule);
		di_json_object_end(json);
	}
	di_json_array_end(json);
}

gboolean
di_why_write(DiCli *cli, const DiHandling *handling, DiJson *json, GError **error)
{
	g_autoptr(GPtrArray) letters = di_outbox_about(cli->registry, handling->id, error);
	g_autofree char *no_receipt = letters ? missing_receipt(cli, handling, letters) : NULL;

	if (!letters)
		return FALSE;
	di_json_object_begin(json, "varfor");
	di_json_string(json, "matchning", handling->match_reason);
	di_json_string(json, "fil", file_name(handling));
	di_json_string(json, "lasare", handling->reader);
	di_json_object_begin(json, "ankomst");
	di_json_string(json, "regel", arrival_word(handling));
	di_json_string(json, "tid", handling->arrived_at);
	di_json_object_end(json);
	write_evidence(handling->report ? handling->report->evidence : NULL, json);
	write_letters(cli, letters, json);
	di_json_string(json, "inget_kvitto", no_receipt);
	di_json_object_end(json);
	return TRUE;
}

/* What has not come */

/* Why nothing goes; NULL: something may. */
static const char *
why_nothing(const DiOwed *owed)
{
	if (owed->rapport || owed->arrived != DI_DATE_NONE)
		return "rapporten har kommit";
	if (!owed->expected)
		return "ingen rapport väntas för kvartalet";
	if (owed->excused)
		return "rapporten behöver inte lämnas (dispens)";
	return owed->in_review ? "något från den som rapporterar väntar på granskning (diarie review)" : NULL;
}

/* "påminnelse torsdag 16 april 2026: 2 arbetsdagar efter förfallodagen" */
static char *
next_text(const DiCli *cli, const DiOwed *owed)
{
	DiDecision *next = di_reminder_next(owed, cli->config, di_clock_now());
	const char *nothing = why_nothing(owed);
	g_autofree char *title = NULL, *day = NULL, *text = NULL;

	if (!next)
		return g_strdup(nothing ? nothing : "inga fler: alla steg är tagna, eller så har de passerat");
	title = g_utf8_strdown(di_letter_title_of_step(next->step), -1);
	day = di_date_swedish_weekday(next->not_before == DI_TIME_NONE ? next->planned : di_date_of_time(next->not_before, di_cli_timezone(cli)));
	text = g_strdup_printf("%s, tidigast %s: %s", title, day, next->reason);
	di_decision_free(next);
	return g_steal_pointer(&text);
}

static gboolean
tell_owed(DiCli *cli, const DiOwed *owed, GError **error)
{
	g_autoptr(GPtrArray) letters = di_outbox_of_report(cli->registry, owed->rapportor_id, owed->quarter, error);
	g_autofree char *title = di_insats_title(owed->insats, owed->huvudman), *quarter = di_quarter_title(owed->quarter);
	g_autofree char *next = letters ? next_text(cli, owed) : NULL, *last = di_date_swedish_weekday(di_owed_last_day(owed));

	if (!letters)
		return FALSE;
	if (cli->args->json) {
		DiJson *json = di_json_new();

		di_json_object_begin(json, NULL);
		di_json_string(json, "insats", owed->insats);
		di_json_string(json, "huvudman", owed->huvudman);
		di_json_quarter(json, "kvartal", owed->quarter);
		write_letters(cli, letters, json);
		di_json_string(json, "nasta", next);
		di_json_object_end(json);
		di_print_json(json);
		return TRUE;
	}
	di_print_heading(cli, title);
	di_print_passage(cli, 2, "%sen för %s har inte kommit. Sista dag: %s.", di_kind_title(owed->kind), quarter, last);
	print_letters(cli, letters, NULL);
	if (!letters->len)
		di_say("  Inga än.");
	di_print_passage(cli, 2, "Nästa: %s.", next);
	fputc('\n', stdout);
	return TRUE;
}

gboolean
di_why_owed(DiCli *cli, const DiInsats *insats, DiQuarter quarter, GError **error)
{
	g_autoptr(GPtrArray) owed = di_registry_owed(cli->registry, quarter, error);
	const char *huvudman = di_args_text(cli->args, "huvudman");
	gboolean any = FALSE;

	for (guint i = 0; owed && i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];

		if (one->insats_id != insats->insats_id || one->rapport || (huvudman && one->rapportor_id != insats->rapportor_id))
			continue;
		if (!tell_owed(cli, one, error))
			return FALSE;
		any = TRUE;
	}
	return any;
}
