/* diarie extract: opens documents and mails without filing them; needs neither configuration nor database. */
#include "verbs.h"

#include <stdio.h>
#include <sysexits.h>

static void
print_json(const char *file, const DiReport *report, gboolean with_part)
{
	DiJson *json = di_json_new();

	di_report_write_json(report, file, with_part, json, NULL);
	di_print_json(json);
}

static void
print_fault(const DiCli *cli, const char *file, const DiReport *report)
{
	const char *text = report->fault_text ? report->fault_text : di_fault_text(report->fault);
	g_autofree char *name = report->part ? g_strdup_printf("%s: %s", file, report->part) : g_strdup(file);

	di_print_heading(cli, name);
	di_say("  %s (%s)", text, di_fault_word(report->fault));
}

static void
add_pair(DiTable *table, const char *name, const char *value)
{
	if (value && *value)
		di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){name, value});
}

static char *
section_summary(const DiReport *report)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = report->sections->pdata[i];
		glong length = g_utf8_strlen(section->text, -1);

		if (length)
			g_string_append_printf(text, "%s%s (%ld tecken)", i ? ", " : "", section->key, length);
		else
			g_string_append_printf(text, "%s%s (tomt)", i ? ", " : "", section->key);
	}
	return g_string_free(text, FALSE);
}

static void
print_facts(const DiCli *cli, const DiReport *report)
{
	static const DiColumn columns[] = {{NULL, 0}, {NULL, 20}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));
	g_autofree char *arrived = di_date_format(report->ankomstdatum);
	g_autofree char *range = report->period.from != DI_DATE_NONE && report->period.to != DI_DATE_NONE
		? di_date_swedish_range(report->period.from, report->period.to) : NULL;
	g_autofree char *outcomes = report->outcomes->len
		? di_counted(report->outcomes->len, "insats", "insatser") : NULL;

	add_pair(table, "Slag", di_kind_title(report->kind));
	add_pair(table, "Insats", report->insats);
	add_pair(table, "Huvudman", report->huvudman);
	add_pair(table, "Period", range);
	add_pair(table, "Nummer", report->diarienummer);
	add_pair(table, "Ankom", arrived);
	add_pair(table, "Innehåll", outcomes);
	add_pair(table, "Formulär", report->form);
	di_print_table(cli, table, 2);
}

static void
print_summary(const DiCli *cli, const char *file, const DiReport *report)
{
	g_autofree char *title = report->part ? g_strdup_printf("%s: %s", file, report->part) : g_strdup(file);
	g_autofree char *sections = section_summary(report);
	g_autofree char *line = *sections ? g_strdup_printf("Avsnitt: %s", sections) : g_strdup("");
	g_autofree char *wrapped = di_passage(&cli->screen, line, 2);

	di_print_heading(cli, title);
	print_facts(cli, report);
	fputs(wrapped, stdout);
	for (guint i = 0; i < report->remarks->len; i++) {
		const DiRemark *remark = report->remarks->pdata[i];

		di_say("  - %s", remark->text);
	}
}

/* One line, or one paragraph, for REPORT. FALSE: it could not be read. */
static gboolean
print_report(const DiCli *cli, const char *file, const DiReport *report, gboolean with_part)
{
	if (cli->args->json)
		print_json(file, report, with_part);
	else if (report->fault != DI_FAULT_NONE)
		print_fault(cli, file, report);
	else
		print_summary(cli, file, report);
	return report->fault == DI_FAULT_NONE;
}

/* A worker that died, or a mail or document in which there was nothing to report. */
static gboolean
print_nothing(const DiCli *cli, const char *file, const DiAnswer *answer)
{
	g_autoptr(DiReport) report = di_report_new();

	report->format = g_strdup(answer->format);
	report->fault = answer->fault;
	report->kind = answer->fault == DI_FAULT_NONE ? DI_KIND_OVRIGT : DI_KIND_NONE;
	report->part_index = -1;
	return print_report(cli, file, report, answer->mail != NULL);
}

typedef gboolean (*Wanted)(const DiReport *report);

static gboolean
is_report(const DiReport *report)
{
	return report->fault == DI_FAULT_NONE && report->kind != DI_KIND_OVRIGT && report->kind != DI_KIND_NONE;
}

static gboolean
is_unreadable(const DiReport *report)
{
	return report->fault != DI_FAULT_NONE;
}

/* Prints the WANTED ones of a mail and says how many there were. */
static guint
print_wanted(const DiCli *cli, const char *file, const DiAnswer *answer, Wanted wanted)
{
	guint n = 0;

	for (guint i = 0; i < answer->reports->len; i++) {
		if (!wanted(answer->reports->pdata[i]))
			continue;
		print_report(cli, file, answer->reports->pdata[i], TRUE);
		n++;
	}
	return n;
}

/* A mail in which reports were found is those reports; else what could not be read in it; else nothing of ours. */
static gboolean
print_mail(const DiCli *cli, const char *file, const DiAnswer *answer)
{
	if (print_wanted(cli, file, answer, is_report))
		return TRUE;
	if (print_wanted(cli, file, answer, is_unreadable))
		return FALSE;
	return print_nothing(cli, file, answer);
}

static gboolean
print_answer(const DiCli *cli, const char *file, const DiAnswer *answer)
{
	if (answer->fault != DI_FAULT_NONE || !answer->reports->len)
		return print_nothing(cli, file, answer);
	if (answer->mail || answer->parts->len > 0) /* also an archive, or a mail that Outlook saved */
		return print_mail(cli, file, answer);
	for (guint i = 1; i < answer->reports->len; i++) /* a heap in one document */
		print_report(cli, file, answer->reports->pdata[i - 1], FALSE);
	return print_report(cli, file, answer->reports->pdata[answer->reports->len - 1], FALSE);
}

static int
print_asked(const DiCli *cli, DiFileAsked *asked, gboolean apart, GError **error)
{
	di_busy_wipe();
	if (asked->unread) {
		di_complain("%s", asked->unread->message);
		return EX_NOINPUT;
	}
	if (!asked->answer) {
		g_propagate_error(error, g_steal_pointer(&asked->failed));
		return EX_TEMPFAIL;
	}
	if (apart)
		fputc('\n', stdout);
	return print_answer(cli, asked->file, asked->answer) ? DI_EXIT_DONE : EX_DATAERR;
}

/* Answers in the order of the words. An unreadable name outweighs an unreadable document: the caller has to mend the call first. */
static int
extract_all(const DiCli *cli, DiAhead *ahead, GError **error)
{
	gboolean printed = FALSE;
	int worst = DI_EXIT_DONE;
	DiFileAsked *batch;
	guint n;

	di_busy(cli, "läser");
	while ((batch = di_ahead_read(ahead, &n))) {
		for (guint i = 0; i < n; i++) {
			int status = print_asked(cli, &batch[i], printed && !cli->args->json, error);

			if (*error)
				return status;
			printed |= status != EX_NOINPUT;
			worst = MAX(worst, status);
		}
	}
	return worst;
}

/* The words of one document; one that cannot be read is told, and the next one read all the same. */
static int
print_words(const char *file, gboolean apart, GError **error)
{
	g_autoptr(GError) unread = NULL;
	g_autoptr(GBytes) bytes = di_cli_read(file, &unread);
	g_autofree char *text = bytes ? di_extractor_text(bytes, &unread) : NULL;

	if (text) {
		printf("%s%s", apart ? "\n" : "", text);
		return DI_EXIT_DONE;
	}
	if (g_error_matches(unread, DI_ERROR, DI_ERROR_TEMPORARY)) {
		g_propagate_error(error, g_steal_pointer(&unread));
		return EX_TEMPFAIL;
	}
	if (bytes)
		di_complain("%s: %s", file, unread->message);
	else
		di_complain("%s", unread->message);
	return bytes ? EX_DATAERR : EX_NOINPUT;
}

static int
print_all_words(const DiCli *cli, GError **error)
{
	int worst = DI_EXIT_DONE;
	gboolean printed = FALSE;
	const char *file;

	for (guint i = 0; !*error && (file = di_cli_word(cli, i)); i++) {
		int status = print_words(file, printed, error);

		printed |= status == DI_EXIT_DONE;
		worst = MAX(worst, status);
	}
	return worst;
}

int
di_verb_extract(DiCli *cli, GError **error)
{
	g_autoptr(DiAhead) ahead = NULL;

	di_room_allow();
	if (di_args_flag(cli->args, "text"))
		return print_all_words(cli, error);
	ahead = di_ahead_new(cli);
	return extract_all(cli, ahead, error);
}
