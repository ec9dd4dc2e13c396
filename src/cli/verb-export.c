/* diarie export: the register as tables for a spreadsheet or a script; with --fgs a case for the archive (verb-fgs.c). */
#include "verbs.h"

#include <diarie/export.h>
#include <string.h>
#include <unistd.h>

/* clang-format off */

static const DiSheetColumn of_documents[] = {
	{"diarienummer", "Diarienummer", DI_CELL_TEXT, 14}, {"arende", "Ärende", DI_CELL_TEXT, 12},
	{"inkom", "Inkom", DI_CELL_DATE, 11}, {"riktning", "In eller ut", DI_CELL_TEXT, 10},
	{"type", "Slag", DI_CELL_TEXT, 16}, {"insats", "Insats", DI_CELL_TEXT, 36}, {"huvudman", "Huvudman", DI_CELL_TEXT, 24},
	{"kvartal", "Kvartal", DI_CELL_TEXT, 9}, {"from", "Period från", DI_CELL_DATE, 11}, {"to", "Period till", DI_CELL_DATE, 11},
	{"motpart", "Från eller till", DI_CELL_TEXT, 30}, {"arendemening", "Gäller", DI_CELL_TEXT, 50},
	{"sekretess", "Sekretess", DI_CELL_TEXT, 20}, {"registrerad", "Registrerad", DI_CELL_TIME, 16},
	{"handlaggare", "Registrerad av", DI_CELL_TEXT, 12}, {"version", "Version", DI_CELL_NUMBER, 8},
	{"ersatt_av", "Ersatt av", DI_CELL_TEXT, 14}, {"makulerad", "Makulerad, därför att", DI_CELL_TEXT, 24},
	{"avsandare", "Avsändare", DI_CELL_TEXT, 14},
};
static const DiSheetColumn of_public[] = {
	{"diarienummer", "Diarienummer", DI_CELL_TEXT, 14}, {"arende", "Ärende", DI_CELL_TEXT, 12},
	{"inkom", "Inkom", DI_CELL_DATE, 11}, {"riktning", "In eller ut", DI_CELL_TEXT, 10},
	{"motpart", "Från eller till", DI_CELL_TEXT, 30}, {"arendemening", "Gäller", DI_CELL_TEXT, 50},
};
static const DiSheetColumn of_insatser[] = {
	{"namn", "Insats", DI_CELL_TEXT, 36}, {"huvudman", "Huvudman", DI_CELL_TEXT, 24}, {"diarienummer", "Ärende", DI_CELL_TEXT, 12},
	{"start", "Börjar", DI_CELL_DATE, 11}, {"slut", "Slutar", DI_CELL_DATE, 11}, {"rapporterar", "Lämnar rapporter", DI_CELL_TEXT, 10},
	{"kontakter", "Kontakter", DI_CELL_TEXT, 36}, {"alias", "Andra namn", DI_CELL_TEXT, 30}, {"inriktning", "Inriktning", DI_CELL_TEXT, 24},
	{"ar", "Bilagans år", DI_CELL_TEXT, 10}, {"budget_tkr", "Budget (tkr)", DI_CELL_NUMBER, 12}, {"utfall_tkr", "Utfall (tkr)", DI_CELL_NUMBER, 12},
};
static const DiSheetColumn of_letters[] = {
	{"arende", "Ärende", DI_CELL_TEXT, 12}, {"nummer", "Nummer", DI_CELL_NUMBER, 8}, {"skickat", "Skickat", DI_CELL_TIME, 16},
	{"slag", "Slag", DI_CELL_TEXT, 12}, {"till", "Till", DI_CELL_TEXT, 30}, {"amne", "Ämne", DI_CELL_TEXT, 50},
	{"tillstand", "Hur det gick", DI_CELL_TEXT, 12},
};

/* clang-format on */

typedef struct {
	DiSheet *sheet;
	gboolean is_public;
} Documents;

static void
add_public(DiSheet *sheet, const DiHandling *handling)
{
	di_sheet_text(sheet, handling->diarienummer);
	di_sheet_text(sheet, handling->arende);
	di_sheet_date(sheet, handling->arrived);
	di_sheet_text(sheet, handling->riktning);
	di_sheet_text(sheet, handling->motpart_offentlig);
	di_sheet_text(sheet, handling->arendemening_offentlig);
}

static void
add_whole(DiSheet *sheet, const DiHandling *handling)
{
	di_sheet_text(sheet, handling->diarienummer);
	di_sheet_text(sheet, handling->arende);
	di_sheet_date(sheet, handling->arrived);
	di_sheet_text(sheet, handling->riktning);
	di_sheet_text(sheet, di_kind_word(handling->kind));
	di_sheet_text(sheet, handling->insats);
	di_sheet_text(sheet, handling->huvudman);
	di_sheet_quarter(sheet, handling->quarter);
	di_sheet_date(sheet, handling->period.from);
	di_sheet_date(sheet, handling->period.to);
	di_sheet_text(sheet, handling->motpart);
	di_sheet_text(sheet, handling->arendemening);
	di_sheet_text(sheet, handling->sekretess);
	di_sheet_time(sheet, handling->registered);
	di_sheet_text(sheet, handling->handlaggare);
	di_sheet_number(sheet, handling->version);
	di_sheet_text(sheet, handling->replaced_by);
	di_sheet_text(sheet, handling->annulled);
	di_sheet_text(sheet, handling->sender);
}

static gboolean
add_document(const DiHandling *handling, gpointer user)
{
	const Documents *documents = user;

	if (documents->is_public)
		add_public(documents->sheet, handling);
	else
		add_whole(documents->sheet, handling);
	return TRUE;
}

static DiSheet *
make_documents(DiCli *cli, GError **error)
{
	Documents documents = {.is_public = di_args_flag(cli->args, "public")};
	DiFilter filter = {
		.quarter = di_args_quarter(cli->args, "quarter"),
		.year = di_args_count(cli->args, "year", 0),
		.insats = di_args_text(cli->args, "insats"),
		.huvudman = di_args_text(cli->args, "huvudman"),
	};
	g_autoptr(DiSheet) sheet = documents.is_public ? di_sheet_new("Handlingar", of_public, G_N_ELEMENTS(of_public))
		: di_sheet_new("Handlingar", of_documents, G_N_ELEMENTS(of_documents));

	documents.sheet = sheet;
	return di_handling_each(cli->registry, &filter, add_document, &documents, error) ? g_steal_pointer(&sheet) : NULL;
}

static void
add_amount(DiSheet *sheet, gint64 tkr)
{
	if (tkr == DI_AMOUNT_NONE)
		di_sheet_nothing(sheet);
	else
		di_sheet_number(sheet, tkr);
}

/* The newest year that an appendix told of. */
static void
add_plan(DiSheet *sheet, const DiPlan *plan)
{
	const DiPlanYear *year = plan->years->len ? plan->years->pdata[plan->years->len - 1] : NULL;
	g_autofree char *ar = year ? g_strdup_printf("%d", year->ar) : NULL;

	di_sheet_text(sheet, plan->inriktning);
	di_sheet_text(sheet, ar);
	add_amount(sheet, year ? year->budget_tkr : DI_AMOUNT_NONE);
	add_amount(sheet, year ? year->utfall_tkr : DI_AMOUNT_NONE);
}

static char *
addresses(const DiInsats *insats)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; insats->row.kontakter && i < insats->row.kontakter->len; i++)
		g_string_append_printf(text, "%s%s", i ? ", " : "", ((const DiContact *)insats->row.kontakter->pdata[i])->address);
	return g_string_free(text, FALSE);
}

static gboolean
add_insats(DiCli *cli, DiSheet *sheet, const DiInsats *insats, GError **error)
{
	g_autoptr(DiPlan) plan = di_insats_plan(cli->registry, insats->rapportor_id, error);
	g_autofree char *contacts = addresses(insats), *alias = insats->row.alias ? g_strjoinv(" | ", insats->row.alias) : NULL;
	guint n = insats->arenden ? g_strv_length(insats->arenden) : 0;

	if (!plan)
		return FALSE;
	di_sheet_text(sheet, insats->row.namn);
	di_sheet_text(sheet, insats->row.huvudman);
	di_sheet_text(sheet, n ? insats->arenden[n - 1] : NULL);
	di_sheet_date(sheet, insats->row.start);
	di_sheet_date(sheet, insats->row.slut);
	di_sheet_text(sheet, insats->expects_reports ? "ja" : "nej");
	di_sheet_text(sheet, *contacts ? contacts : NULL);
	di_sheet_text(sheet, alias && *alias ? alias : NULL);
	add_plan(sheet, plan);
	return TRUE;
}

static DiSheet *
make_insatser(DiCli *cli, GError **error)
{
	g_autoptr(GPtrArray) list = di_insats_list(cli->registry, error);
	g_autoptr(DiSheet) sheet = di_sheet_new("Insatser", of_insatser, G_N_ELEMENTS(of_insatser));

	for (guint i = 0; list && i < list->len; i++)
		if (!add_insats(cli, sheet, list->pdata[i], error))
			return NULL;
	return list ? g_steal_pointer(&sheet) : NULL;
}

static DiSheet *
make_letters(DiCli *cli, GError **error)
{
	g_autoptr(GPtrArray) list = di_sent_list(cli->registry, NULL, error);
	g_autoptr(DiSheet) sheet = di_sheet_new("Brev", of_letters, G_N_ELEMENTS(of_letters));

	for (guint i = 0; list && i < list->len; i++) {
		const DiSentLetter *letter = list->pdata[i];

		di_sheet_text(sheet, letter->arende);
		di_sheet_number(sheet, letter->number);
		di_sheet_time(sheet, letter->sent);
		di_sheet_text(sheet, letter->kind);
		di_sheet_text(sheet, letter->to);
		di_sheet_text(sheet, letter->subject);
		di_sheet_text(sheet, letter->state);
	}
	return list ? g_steal_pointer(&sheet) : NULL;
}

static const struct Table {
	const char *name;
	DiSheet *(*make)(DiCli *cli, GError **error);
} tables[] = {{"handlingar", make_documents}, {"insatser", make_insatser}, {"brev", make_letters}};

static const char *const formats[] = {"csv", "jsonl", "xlsx"};
typedef enum { AS_CSV, AS_JSONL, AS_XLSX, AS_NONE } Format;

/* --as, else --json, else the end of the file's name; CSV goes to a terminal. AS_NONE and ERROR: no such format. */
static Format
wanted_format(const DiCli *cli, const char *path, GError **error)
{
	const char *named = di_args_text(cli->args, "as"), *dot = path ? strrchr(path, '.') : NULL;
	const char *name = named ? named : cli->args->json ? "jsonl" : dot ? dot + 1 : "csv";

	for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
		if (g_ascii_strcasecmp(name, formats[i]) == 0)
			return (Format)i;
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är inget format; välj csv, jsonl eller xlsx med --as", name);
	return AS_NONE;
}

/* The tables that are asked for: one, or for a workbook all that may be seen. */
static GPtrArray *
make_sheets(DiCli *cli, Format format, GError **error)
{
	const char *named = di_args_text(cli->args, "table");
	gboolean all = !named && format == AS_XLSX && !di_args_flag(cli->args, "public");
	g_autoptr(GPtrArray) sheets = g_ptr_array_new_with_free_func((GDestroyNotify)di_sheet_free);

	for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
		DiSheet *sheet;

		if (!all && !g_str_equal(named ? named : tables[0].name, tables[i].name))
			continue;
		sheet = tables[i].make(cli, error);
		if (!sheet)
			return NULL;
		g_ptr_array_add(sheets, sheet);
	}
	if (sheets->len)
		return g_steal_pointer(&sheets);
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är ingen tabell; välj handlingar, insatser eller brev", named);
	return NULL;
}

static GBytes *
formatted(GPtrArray *sheets, Format format)
{
	char *text;

	if (format == AS_XLSX)
		return di_sheets_xlsx(sheets);
	text = format == AS_CSV ? di_sheet_csv(sheets->pdata[0]) : di_sheet_jsonl(sheets->pdata[0]);
	return g_bytes_new_take(text, strlen(text));
}

static gboolean
write_export(const DiCli *cli, const char *path, Format format, GPtrArray *sheets, GBytes *bytes, GError **error)
{
	static const char *const begins[] = {[AS_CSV] = "\xef\xbb\xbf", [AS_JSONL] = "{", [AS_XLSX] = "PK"};
	gsize size = 0;
	const void *data = g_bytes_get_data(bytes, &size);
	guint rows = 0;

	if (!path || g_str_equal(path, "-"))
		return di_fd_write_all(STDOUT_FILENO, data, size, error);
	if (!di_cli_may_replace(cli, path, begins[format], error))
		return FALSE;
	if (!g_file_set_contents_full(path, data, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error)) {
		g_prefix_error(error, "kan inte skriva %s: ", path);
		return FALSE;
	}
	for (guint i = 0; i < sheets->len; i++)
		rows += di_sheet_rows(sheets->pdata[i]);
	di_say("%s är skriven: %u rader.", path, rows);
	return TRUE;
}

static gboolean
may_be_public(const DiCli *cli, GError **error)
{
	const char *table = di_args_text(cli->args, "table");

	if (!di_args_flag(cli->args, "public") || !table || g_str_equal(table, tables[0].name))
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "bara handlingarna har en offentlig tabell; breven står i 'diarie post'");
	return FALSE;
}

int
di_verb_export(DiCli *cli, GError **error)
{
	const char *path = di_args_text(cli->args, "output");
	const char *arende = di_args_text(cli->args, "fgs");
	g_autoptr(GPtrArray) sheets = NULL;
	g_autoptr(GBytes) bytes = NULL;
	Format format;

	if (arende)
		return di_fgs_export(cli, arende, path, error);
	if (!may_be_public(cli, error))
		return DI_EXIT_NO;
	di_busy(cli, "ställer samman tabellen");
	format = wanted_format(cli, path, error);
	sheets = format == AS_NONE ? NULL : make_sheets(cli, format, error);
	if (!sheets)
		return DI_EXIT_NO;
	bytes = formatted(sheets, format);
	di_busy_over();
	return write_export(cli, path, format, sheets, bytes, error) ? DI_EXIT_DONE : DI_EXIT_NO;
}
