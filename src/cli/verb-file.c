/* diarie file: reports that came another way than by mail. A whole mail saved as a file is taken apart as in the mailbox. */
#include "verbs.h"

#include <stdio.h>
#include <sysexits.h>

typedef struct {
	DiCli *cli;
	DiExtractor *extractor;
	gint64 insats_id, rapportor_id;
	DiQuarter quarter;
	DiDate arrived;
} Filing;

/* The file that was read first, then its copies in other formats. */
static GArray *
originals_of(const DiAnswer *answer, const DiReport *report, const char *name, GBytes *bytes)
{
	GArray *originals = g_array_new(FALSE, TRUE, sizeof(DiOriginal));
	DiOriginal whole = {name, "application/octet-stream", bytes};

	if (answer->mail)
		whole.type = "message/rfc822";
	for (guint i = 0; answer->mail && report && i < answer->parts->len; i++) {
		const DiMailPart *part = answer->parts->pdata[i];
		DiOriginal one = {part->name, part->type, part->bytes};
		gboolean is_copy = report->copies && part->name &&
			g_strv_contains((const char *const *)report->copies, part->name);

		if ((int)i == report->part_index)
			g_array_prepend_val(originals, one);
		else if (is_copy)
			g_array_append_val(originals, one);
	}
	if (!originals->len)
		g_array_append_val(originals, whole);
	return originals;
}

static DiDate
arrival(const Filing *filing, const DiAnswer *answer)
{
	if (filing->arrived != DI_DATE_NONE)
		return filing->arrived;
	if (answer->mail && answer->mail->received != DI_TIME_NONE)
		return di_date_of_time(answer->mail->received, di_cli_timezone(filing->cli));
	return filing->cli->today;
}

static void
print_kept(const DiCli *cli, const char *file, gint64 id, const char *reason)
{
	g_autofree char *why = g_strdup(reason);
	DiFiled filed = {.as = DI_FILED_REVIEW, .arrived = DI_DATE_NONE, .earlier = DI_DATE_NONE, .reason = why};

	di_print_filed(cli, file, &filed);
	if (!cli->args->json)
		di_say("    diarie review show %" G_GINT64_FORMAT, id);
}

/* Not a report, or not to be read: kept all the same. A person who says where it belongs decides (TRUSTED). */
static gboolean
keep(const Filing *filing, const char *file, const DiFiling *what, const char *reason, GError **error)
{
	gint64 id = 0;

	if (!di_registry_keep_for_review(filing->cli->registry, what, reason, &id, error))
		return FALSE;
	print_kept(filing->cli, file, id, reason);
	return TRUE;
}

static gboolean
file_report(const Filing *filing, const char *file, const DiAnswer *answer, const DiReport *report, GBytes *bytes,
	GError **error)
{
	g_autofree char *name = g_path_get_basename(file);
	g_autoptr(GArray) originals = originals_of(answer, report, name, bytes);
	const DiMailPerson *from = answer->mail && answer->mail->n_from == 1 ? answer->mail->from : NULL;
	g_autoptr(DiFiled) filed = NULL;
	DiFiling what = {
		.report = report, .originals = (const DiOriginal *)(void *)originals->data, .n_originals = originals->len,
		.sender_address = from ? from->address : NULL, .sender_name = from ? from->name : NULL,
		.subject = answer->mail ? answer->mail->subject : NULL,
		.arrived = arrival(filing, answer), .reader = answer->reader, .insats_id = filing->insats_id,
		.rapportor_id = filing->rapportor_id, .quarter = filing->quarter, .trusted = TRUE,
		.is_shared = report && di_answer_is_shared(answer, report),
	};

	if (!report || report->fault != DI_FAULT_NONE)
		return keep(filing, file, &what, di_fault_text(report ? report->fault : answer->fault), error);
	if (report->kind == DI_KIND_OVRIGT || report->kind == DI_KIND_ARSBILAGA)
		return keep(filing, file, &what, report->kind == DI_KIND_OVRIGT ? "det är ingen kvartalsrapport eller slutrapport"
			: "det är en årsbilaga; läs in den med 'diarie insats import'", error);
	filed = di_registry_file(filing->cli->registry, &what, error);
	if (filed)
		di_print_filed(filing->cli, file, filed);
	return filed != NULL;
}

static gboolean
is_report(const DiReport *report)
{
	return report->kind == DI_KIND_KVARTALSRAPPORT || report->kind == DI_KIND_SLUTRAPPORT;
}

/* Of a mail, what is a report; where nothing is, what there was. */
static gboolean
file_answer(const Filing *filing, const char *file, const DiAnswer *answer, GBytes *bytes, GError **error)
{
	guint n = 0;

	for (guint i = 0; i < answer->reports->len; i++) {
		if (!is_report(answer->reports->pdata[i]))
			continue;
		n++;
		if (!file_report(filing, file, answer, answer->reports->pdata[i], bytes, error))
			return FALSE;
	}
	if (n)
		return TRUE;
	return file_report(filing, file, answer, answer->reports->len ? answer->reports->pdata[0] : NULL, bytes, error);
}

static int
file_one(const Filing *filing, const char *file, GError **error)
{
	g_autofree char *name = g_path_get_basename(file);
	g_autoptr(GError) local = NULL;
	g_autoptr(GBytes) bytes = di_cli_read(file, &local);
	g_autoptr(DiAnswer) answer = NULL;

	if (!bytes) {
		di_complain("%s", local->message);
		return EX_NOINPUT;
	}
	answer = di_extractor_run(filing->extractor, bytes, name, DI_TIME_NONE, di_cli_timezone(filing->cli), error);
	if (!answer || !file_answer(filing, file, answer, bytes, error))
		return DI_EXIT_NO;
	return DI_EXIT_DONE;
}

static gboolean
choose_insats(Filing *filing, GError **error)
{
	const char *name = di_args_text(filing->cli->args, "insats");
	g_autoptr(DiInsats) insats = NULL;

	if (!name)
		return TRUE;
	insats = di_cli_insats(filing->cli, name, di_args_text(filing->cli->args, "huvudman"), TRUE, error);
	if (!insats)
		return FALSE;
	filing->insats_id = insats->insats_id;
	filing->rapportor_id = insats->rapportor_id;
	return TRUE;
}

int
di_verb_file(DiCli *cli, GError **error)
{
	g_autoptr(DiExtractor) extractor = di_extractor_new(NULL, di_cli_word(cli, 1) ? DI_EXTRACTOR_SHARED : DI_EXTRACTOR_ONCE);
	Filing filing = {
		.cli = cli, .extractor = extractor, .quarter = di_args_quarter(cli->args, "quarter"),
		.arrived = di_args_date(cli->args, "arrived"),
	};
	int worst = DI_EXIT_DONE;

	if (!choose_insats(&filing, error))
		return DI_EXIT_NO;
	di_busy(cli, "läser");
	for (guint i = 0; di_cli_word(cli, i); i++) {
		int status;

		di_busy_at(i, cli->args->words->len - 1);
		status = file_one(&filing, di_cli_word(cli, i), error);
		if (*error)
			return status;
		worst = MAX(worst, status);
	}
	return worst;
}
