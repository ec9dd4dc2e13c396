/* diarie insats import: the register from CSV, or from the yearly appendix as a document. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

/* The appendix is a document: PDF, a zip (DOCX, ODT), an old Word file or RTF. Everything else is read as CSV. */
static gboolean
is_document(GBytes *bytes)
{
	static const char *const marks[] = {"%PDF", "PK\003\004", "\xd0\xcf\x11\xe0", "{\\rtf"};
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);

	for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
		if (size >= strlen(marks[i]) && memcmp(data, marks[i], strlen(marks[i])) == 0)
			return TRUE;
	return FALSE;
}

static const DiReport *
appendix_in(const DiAnswer *answer)
{
	for (guint i = 0; i < answer->reports->len; i++) {
		const DiReport *report = answer->reports->pdata[i];

		if (report->kind == DI_KIND_ARSBILAGA)
			return report;
	}
	return NULL;
}

static void
refuse(const char *file, const DiAnswer *answer, GError **error)
{
	const DiReport *first = answer->reports->len ? answer->reports->pdata[0] : NULL;
	DiFault fault = answer->fault != DI_FAULT_NONE || !first ? answer->fault : first->fault;

	if (fault != DI_FAULT_NONE)
		g_set_error(error, DI_ERROR, DI_ERROR_DATA, "%s: %s", file, di_fault_text(fault));
	else
		g_set_error(error, DI_ERROR, DI_ERROR_DATA,
			"%s är ingen årsbilaga med mål och resultat för insatser; den lästes som: %s", file,
			first ? di_kind_title(first->kind) : "inget känt");
}

static GPtrArray *
rows_from_document(const DiCli *cli, const char *file, GBytes *bytes, GError **error)
{
	g_autoptr(DiExtractor) extractor = di_extractor_new(NULL, DI_EXTRACTOR_ONCE);
	g_autofree char *name = g_path_get_basename(file);
	g_autoptr(DiAnswer) answer = di_extractor_run(extractor, bytes, name, DI_TIME_NONE, di_cli_timezone(cli), error);
	const DiReport *report = answer ? appendix_in(answer) : NULL;

	if (report)
		return di_insats_rows_from_report(report, di_args_count(cli->args, "year", 0));
	if (answer)
		refuse(file, answer, error);
	return NULL;
}

static GPtrArray *
read_rows(const DiCli *cli, const char *file, GError **error)
{
	g_autoptr(GBytes) bytes = di_cli_read(file, error);
	GPtrArray *rows;
	gsize size;
	const char *data;

	if (!bytes)
		return NULL;
	if (is_document(bytes))
		return rows_from_document(cli, file, bytes, error);
	data = g_bytes_get_data(bytes, &size);
	rows = di_insats_csv_parse(data ? data : "", size, error);
	if (!rows)
		g_prefix_error(error, "%s: ", file);
	return rows;
}

static void
print_lines(const DiCli *cli, const char *title, const GPtrArray *lines, DiStyle style)
{
	g_autofree char *heading = g_strdup_printf("%s (%u)", title, lines->len);

	if (!lines->len)
		return;
	di_print_heading(cli, heading);
	for (guint i = 0; i < lines->len; i++) {
		g_autofree char *text = di_passage(&cli->screen, lines->pdata[i], 4);
		g_autofree char *styled = di_styled(&cli->screen, style, style == DI_STYLE_DIM ? text : "");

		fputs(*styled ? styled : text, stdout);
	}
}

static void
write_lines(DiJson *json, const char *key, const GPtrArray *lines)
{
	di_json_array_begin(json, key);
	for (guint i = 0; i < lines->len; i++)
		di_json_string(json, NULL, lines->pdata[i]);
	di_json_array_end(json);
}

static void
write_sums(DiJson *json, const DiImport *import)
{
	if (!import->ar)
		return;
	di_json_int(json, "ar", import->ar);
	di_json_int(json, "budget_tkr", import->budget_tkr);
	di_json_int(json, "utfall_tkr", import->utfall_tkr);
}

/* To be held against the foot of the paper. */
static void
print_sums(const DiImport *import)
{
	guint n = import->added->len + import->changed->len + import->left->len;
	g_autofree char *counted = di_counted(n, "insats", "insatser");
	g_autofree char *budget = di_amount_tkr(import->budget_tkr), *spent = di_amount_tkr(import->utfall_tkr);

	if (import->ar)
		di_say("%s, %d: budget %s, utfall %s.", counted, import->ar, budget, spent);
}

static void
print_json(const DiImport *import, gboolean dry_run)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_bool(json, "prov", dry_run);
	write_lines(json, "nya", import->added);
	write_lines(json, "andrade", import->changed);
	write_lines(json, "oforandrade", import->left);
	write_lines(json, "saknas_i_filen", import->missing);
	write_lines(json, "kontakt_kvar", import->kept);
	write_lines(json, "tveksamma", import->doubtful);
	write_sums(json, import);
	di_json_object_end(json);
	di_print_json(json);
}

static void
print_left_out(const DiCli *cli, const DiImport *import)
{
	print_lines(cli, "Finns i registret men inte i filen", import->missing, DI_STYLE_PLAIN);
	if (import->missing->len)
		di_print_passage(cli, 2, "Rapporter väntas av dem som förut. Avsluta med en rad i filen som har sista dagen under slut, "
			"eller, om ingen i insatsen ska rapportera mer, med: diarie insats expect NAMN --off");
	print_lines(cli, "Kontakten är tom i filen men finns kvar i registret", import->kept, DI_STYLE_PLAIN);
}

static void
print_import(const DiCli *cli, const DiImport *import, gboolean dry_run)
{
	print_lines(cli, dry_run ? "Skulle läggas till" : "Nya", import->added, DI_STYLE_PLAIN);
	print_lines(cli, dry_run ? "Skulle ändras" : "Ändrade", import->changed, DI_STYLE_PLAIN);
	print_lines(cli, "Oförändrade", import->left, DI_STYLE_PLAIN);
	print_left_out(cli, import);
	print_sums(import);
	if (!import->added->len && !import->changed->len)
		di_say("Inget är nytt.");
	else if (dry_run)
		di_say("Inget har ändrats. Kör om utan --dry-run för att läsa in.");
}

/* Somebody who is owed twice is reminded for what has been reported, and the chief hears of it. */
static int
refuse_doubtful(const DiCli *cli, const DiImport *import, GError **error)
{
	if (!cli->args->json)
		print_lines(cli, "Kanske inte nya", import->doubtful, DI_STYLE_PLAIN);
	g_set_error(error, DI_ERROR, DI_ERROR_DATA, "inget har lästs in; rätta, eller kör om med --new om de verkligen är nya");
	return DI_EXIT_NO;
}

int
di_verb_insats_import(DiCli *cli, GError **error)
{
	gboolean dry_run = di_args_flag(cli->args, "dry-run"), is_new = di_args_flag(cli->args, "new"), is_refused;
	DiImportHow how = (dry_run ? DI_IMPORT_DRY_RUN : 0) | (is_new ? DI_IMPORT_NEW : 0);
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(DiImport) import = NULL;

	di_busy(cli, "läser in insatserna");
	rows = read_rows(cli, di_cli_word(cli, 0), error);
	import = rows ? di_insats_import(cli->registry, rows, how, error) : NULL;
	if (!import)
		return DI_EXIT_NO;
	di_busy_over();
	is_refused = import->doubtful->len && !is_new;
	if (cli->args->json)
		print_json(import, dry_run || is_refused);
	if (is_refused)
		return refuse_doubtful(cli, import, error);
	if (!cli->args->json)
		print_import(cli, import, dry_run);
	return DI_EXIT_DONE;
}
