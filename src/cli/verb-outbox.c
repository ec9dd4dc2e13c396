/* diarie outbox, pause, resume: letters that have not gone, and the brake. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

static void
print_json(const DiCli *cli, const DiOutboxRow *row)
{
	DiJson *json = di_json_new();
	g_autofree char *not_before = row->not_before == DI_TIME_NONE ? NULL
		: di_time_format(row->not_before, di_cli_timezone(cli));

	di_json_object_begin(json, NULL);
	di_json_int(json, "id", row->id);
	di_json_string(json, "slag", row->kind);
	di_json_string(json, "till", row->to_address);
	di_json_string(json, "amne", row->subject);
	di_json_string(json, "tillstand", row->state);
	di_json_string(json, "svar", row->reply);
	di_json_int(json, "forsok", row->attempts);
	di_json_string(json, "tidigast", not_before);
	di_json_quarter(json, "kvartal", row->quarter);
	di_json_object_end(json);
	di_print_json(json);
}

typedef struct {
	const char *state, *words;
	DiStyle style;
} State;

static const State states[] = {
	{"planerad", "ska skrivas", DI_STYLE_PLAIN}, {"vantar", "väntar", DI_STYLE_PLAIN},
	{"paborjad", "påbörjat", DI_STYLE_NOTICE}, {"oviss", "ovisst", DI_STYLE_BAD},
	{"avvisad", "avvisat", DI_STYLE_BAD}, {"studsad", "studsade", DI_STYLE_BAD},
	{"avstod", "skickas inte", DI_STYLE_DIM}, {"skickad", "skickat", DI_STYLE_GOOD},
};

const char *
di_letter_state(const char *state, DiStyle *style_out)
{
	guint i = 0;

	while (i + 1 < G_N_ELEMENTS(states) && g_strcmp0(states[i].state, state) != 0)
		i++;
	*style_out = states[i].style;
	return states[i].words;
}

static void
add_row(DiTable *table, const DiOutboxRow *row)
{
	DiStyle style = DI_STYLE_PLAIN;
	const char *state = di_letter_state(row->state, &style);
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, row->id);

	di_table_row(table, style, (const char *const[]){state, id, row->to_address,
		row->subject ? row->subject : row->kind, row->reply});
}

int
di_verb_outbox_list(DiCli *cli, GError **error)
{
	static const DiColumn columns[] = {{"Läge", 0}, {"Id", 0}, {"Till", 14}, {"Ämne", 16}, {"Servern svarade", 12}};
	g_autoptr(GPtrArray) rows = di_outbox_list(cli->registry, NULL, error);
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));

	for (guint i = 0; rows && i < rows->len; i++) {
		if (cli->args->json)
			print_json(cli, rows->pdata[i]);
		else
			add_row(table, rows->pdata[i]);
	}
	if (!rows)
		return DI_EXIT_NO;
	if (cli->args->json)
		return DI_EXIT_DONE;
	if (!rows->len)
		di_say("Inga brev väntar.");
	else
		di_print_table(cli, table, 0);
	return DI_EXIT_DONE;
}

/* The unsent letter with the id on the command line. ROWS keeps it. */
static const DiOutboxRow *
find_row(DiCli *cli, GPtrArray **rows_out, GError **error)
{
	const char *word = di_cli_word(cli, 0);
	gint64 id = 0;

	*rows_out = di_outbox_list(cli->registry, NULL, error);
	if (!*rows_out)
		return NULL;
	if (g_ascii_string_to_signed(word, 10, 1, G_MAXINT64, &id, NULL))
		for (guint i = 0; i < (*rows_out)->len; i++)
			if (((DiOutboxRow *)(*rows_out)->pdata[i])->id == id)
				return (*rows_out)->pdata[i];
	g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "inget brev med id %s väntar; 'diarie outbox' visar dem som gör det", word);
	return NULL;
}

int
di_verb_outbox_resend(DiCli *cli, GError **error)
{
	g_autoptr(GPtrArray) rows = NULL;
	const DiOutboxRow *row = find_row(cli, &rows, error);

	if (!row || !di_outbox_resend(cli->registry, row->id, "på begäran", error))
		return DI_EXIT_NO;
	if (!cli->args->json)
		di_say("Brevet till %s skickas av diaried.", row->to_address);
	return DI_EXIT_DONE;
}

int
di_verb_outbox_cancel(DiCli *cli, GError **error)
{
	const char *reason = di_args_text(cli->args, "reason");
	g_autoptr(GPtrArray) rows = NULL;
	const DiOutboxRow *row = find_row(cli, &rows, error);

	if (!row || !di_outbox_withdraw(cli->registry, row->id, reason ? reason : "på begäran", error))
		return DI_EXIT_NO;
	if (!cli->args->json)
		di_say("Brevet till %s skickas inte.", row->to_address);
	return DI_EXIT_DONE;
}

int
di_verb_pause(DiCli *cli, GError **error)
{
	const char *reason = di_args_text(cli->args, "reason");
	g_autofree char *now = di_time_format(di_clock_now(), di_cli_timezone(cli));
	g_autofree char *value = g_strdup_printf("%s%s%s", now, reason ? " " : "", reason ? reason : "");

	if (!di_registry_state_set(cli->registry, "paus", value, error) ||
		!di_registry_log(cli->registry, "paus", NULL, reason, error))
		return DI_EXIT_NO;
	if (!cli->args->json)
		di_say("Alla brev hålls inne tills du skriver: diarie resume");
	return DI_EXIT_DONE;
}

/* Where numbers go on, once the register was put back from a copy that does not know them all. */
static void
say_told(const char *number)
{
	di_say("Brev som har gått nämner nummer till och med %s. Nya nummer börjar efter det. En rapport som läses in igen får tillbaka "
		"det nummer som stod i dess kvitto. Mejl som kom efter kopian hämtar diariet självt ur sina mappar, innan någon påminnelse går; det som "
		"någon har lagt någon annanstans måste ni flytta tillbaka till inkorgen själva; diarie health säger vilka nummer som ännu saknas, och tills de finns påminns inte deras insatser.", number);
}

static void
say_went(guint n)
{
	di_say("%u brev som diariet inte visste om har redan gått, enligt loggen över skickade brev, och skickas inte igen.", n);
}

/* A person has stopped the other machine: this one is the register's from its next round on. */
static gboolean
take_here(const DiCli *cli, GError **error)
{
	g_autofree char *elsewhere = di_registry_state_get(cli->registry, DI_STATE_ELSEWHERE);

	return !elsewhere || (di_registry_state_set(cli->registry, "dator", NULL, error) &&
		di_registry_state_set(cli->registry, DI_STATE_ELSEWHERE, NULL, error) &&
		di_registry_log(cli->registry, "flyttat till den här datorn", NULL, NULL, error));
}

int
di_verb_resume(DiCli *cli, GError **error)
{
	g_autofree char *told = NULL;
	guint went = 0, missing = 0;

	if (di_args_flag(cli->args, "sent-log") &&
		(!di_outbox_accept_sent_log(cli->registry, &went, error) || !di_case_told_last(cli->registry, &told, error)))
		return DI_EXIT_NO;
	if (di_args_flag(cli->args, "missing") && !di_told_missing_accept(cli->registry, &missing, error))
		return DI_EXIT_NO;
	if (!take_here(cli, error) || !di_registry_state_set(cli->registry, "paus", NULL, error) ||
		!di_registry_state_set(cli->registry, "klocka-senast", NULL, error) || /* a clock that went wrong and was put right */
		!di_registry_log(cli->registry, "paus upphävd", NULL, NULL, error))
		return DI_EXIT_NO;
	if (went && !cli->args->json)
		say_went(went);
	if (missing && !cli->args->json)
		di_say("%u handlingar som brev har nämnt räknas som borta. Det hindrar inga påminnelser längre.", missing);
	if (told && !cli->args->json)
		say_told(told);
	if (!cli->args->json)
		di_say("Breven går igen.");
	return DI_EXIT_DONE;
}
