/* The work of a child: is it a message or a document, what reports are in it.
 *
 * A message's attachments are unfolded first (archives, mails sent as files), then each one that is a
 * document is read and mined; the mail's own text counts only where no attachment is a report. What
 * could not be opened is kept as a report with its fault, so that a person hears of it. */
#include "reading.h"
#include "walls.h"

#include <string.h>
#include <sysexits.h>

enum { OPENED_MAX = 64, PARTS_MAX = 2200, FOLDS_MAX = 8, LETTERS_MAX = 4 };
#define INPUT_BYTES_MAX ((gsize)64 << 20)
/* A hundred pages of plain text: what is longer is a log or a book, and would cost the others their time. */
#define TEXT_BYTES_MAX ((gsize)256 << 10)
#define TEXT_BYTES_LEAST 20 /* "Se bilaga." says nothing that a report could */
#define ARCHIVE_BYTES_MAX ((gsize)96 << 20)

void
di_extract_give_up(const DiReading *reading, const char *why)
{
	if (!reading->message)
		return;
	reading->message->gave_up = TRUE;
	if (!reading->message->gave_up_why)
		reading->message->gave_up_why = g_strdup(why);
}

static DiFormat
format_of(GBytes *bytes)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);

	return size > 0 ? di_format_sniff(data, size) : DI_FORMAT_UNKNOWN;
}

static gboolean
is_report(const DiReport *report)
{
	return report->fault == DI_FAULT_NONE && report->kind != DI_KIND_NONE && report->kind != DI_KIND_OVRIGT;
}

static gboolean
has_report(const DiReading *reading)
{
	for (guint i = 0; i < reading->reports->len; i++)
		if (is_report(reading->reports->pdata[i]))
			return TRUE;
	return FALSE;
}

/* One document, read and mined */

static DiReport *
failed(DiFault fault, const char *format)
{
	DiReport *report = di_report_new();

	report->fault = fault;
	report->format = g_strdup(format);
	return report;
}

static gboolean
is_too_large(DiFormat format, GBytes *bytes)
{
	return g_bytes_get_size(bytes) > (format == DI_FORMAT_TXT ? TEXT_BYTES_MAX : INPUT_BYTES_MAX);
}

/* A report for each that DOCUMENT holds: the same twice is one, and of two about the same quarter a person must say which counts. */
static GPtrArray *
mine_document(const DiReading *reading, const DiDocument *document, const char *file_name)
{
	DiFormHints hints = {
		.file_name = file_name,
		.subject = reading->message ? reading->message->subject : reading->subject,
		.arrived = reading->job->arrived,
		.timezone = reading->job->timezone ? reading->job->timezone : "Europe/Stockholm",
	};
	GPtrArray *reports = di_form_mine_all(reading->job->forms, document, &hints);

	di_extract_join_copies(reports);
	di_extract_doubt_rivals(reports);
	return reports;
}

static GPtrArray *
mine(const DiReading *reading, DiFormat format, GBytes *bytes, const char *file_name)
{
	g_autoptr(DiDocument) document = NULL;

	if (is_too_large(format, bytes))
		return di_reports_new(failed(DI_FAULT_FOR_STOR, di_format_word(format)));
	if (format == DI_FORMAT_PDF && reading->job->lacks_pdf)
		di_child_leave(DI_CHILD_LACKS_PDF); /* nothing has been answered yet */
	document = di_document_read(format, bytes);
	return mine_document(reading, document, file_name);
}

/* The blocks of DOCUMENT from FROM to before TO. */
static GPtrArray *
mine_span(const DiReading *reading, const DiDocument *document, guint from, guint to)
{
	g_autoptr(GPtrArray) blocks = g_ptr_array_new();
	DiDocument span = *document;

	for (guint i = from; i < to; i++)
		g_ptr_array_add(blocks, document->blocks->pdata[i]);
	span.blocks = blocks;
	return mine_document(reading, &span, NULL);
}

/* A mail's text: the first of the letters in it that is a report by itself, else all of it as one. */
static GPtrArray *
mine_body(const DiReading *reading, DiFormat format, GBytes *bytes)
{
	g_autoptr(DiDocument) document = NULL;
	g_autoptr(GArray) starts = NULL;

	if (is_too_large(format, bytes))
		return di_reports_new(failed(DI_FAULT_FOR_STOR, di_format_word(format)));
	document = di_document_read(format, bytes);
	starts = di_extract_letters(document);
	for (guint i = 0; starts->len > 0 && i <= MIN(starts->len, LETTERS_MAX); i++) {
		guint from = i > 0 ? g_array_index(starts, guint, i - 1) : 0;
		guint to = i < starts->len ? g_array_index(starts, guint, i) : document->blocks->len;
		g_autoptr(GPtrArray) reports = mine_span(reading, document, from, to);

		if (is_report(reports->pdata[0]))
			return g_steal_pointer(&reports);
	}
	return mine_document(reading, document, NULL);
}

/* What part INDEX holds, called NAME, goes to the other reports. */
static void
add_reports(DiReading *reading, GPtrArray *reports, guint index, const char *name)
{
	while (reports->len > 0) {
		DiReport *report = g_ptr_array_steal_index(reports, 0);

		g_free(report->part);
		report->part = g_strdup(name);
		report->part_index = (int)index;
		g_ptr_array_add(reading->reports, report);
	}
}

static void
read_part(DiReading *reading, guint index, DiFormat format)
{
	const DiPart *part = reading->parts->pdata[index];
	DiFault fault = di_extract_begin_part(reading, index, format);
	g_autoptr(GPtrArray) reports = fault != DI_FAULT_NONE ? di_reports_new(failed(fault, di_format_word(format))) :
		mine(reading, format, part->bytes, part->name);

	add_reports(reading, reports, index, part->name);
}

/* Unfolding: what is in a part becomes parts behind it */

/* A mail that came as a file, or as a type that GMime does not take for one. */
static void
unfold_mail(DiReading *reading, guint index)
{
	const DiPart *part = reading->parts->pdata[index];
	g_autoptr(DiMessage) inner = di_message_read(part->bytes);
	int first = (int)reading->parts->len, depth = part->depth + 1;

	if (!inner)
		return;
	if (inner->gave_up)
		di_extract_give_up(reading, inner->gave_up_why);
	while (inner->parts->len > 0 && reading->parts->len < PARTS_MAX) {
		DiPart *taken = g_ptr_array_steal_index(inner->parts, 0);

		taken->depth += depth;
		taken->parent = taken->parent < 0 ? (int)index : taken->parent + first;
		g_ptr_array_add(reading->parts, taken);
	}
}

/* The walk of `message` has opened these already. */
static gboolean
is_unfolded(const DiPart *part)
{
	return part->is_text || part->is_inline_image || g_str_equal(part->type, "message/rfc822") ||
		g_str_equal(part->type, "message/global");
}

static gboolean
is_container(DiFormat format)
{
	return format == DI_FORMAT_ZIP || format == DI_FORMAT_MESSAGE || format == DI_FORMAT_MSG || format == DI_FORMAT_TNEF;
}

/* A winmail.dat in a mail: the walk of `message` has taken out its files, and its text stands beside it as the mail's own. */
static gboolean
is_opened_tnef(const DiReading *reading, guint index)
{
	for (guint i = 0; i < reading->parts->len; i++) {
		const DiPart *part = reading->parts->pdata[i];

		if (part->parent == (int)index || (part->is_text && g_bytes_get_size(part->bytes) > TEXT_BYTES_LEAST))
			return TRUE;
	}
	return FALSE;
}

/* Where it is locked, that is a report that could not be read, as with a locked document. */
static void
unfold_zip(DiReading *reading, guint index)
{
	const DiPart *part = reading->parts->pdata[index];
	gboolean locked;
	DiReport *report;

	if (di_extract_unzip(part->bytes, part->depth + 1, (int)index, reading->parts, &reading->archive_left, &locked))
		return;
	if (!locked) {
		di_extract_give_up(reading, "ett zip-arkiv kunde inte öppnas helt");
		return;
	}
	report = failed(DI_FAULT_LOSENORD, di_format_word(DI_FORMAT_ZIP));
	report->part = g_strdup(part->name);
	report->part_index = (int)index;
	g_ptr_array_add(reading->reports, report);
}

static void
unfold(DiReading *reading, guint index)
{
	const DiPart *part = reading->parts->pdata[index];
	DiFormat format = is_unfolded(part) ? DI_FORMAT_UNKNOWN : format_of(part->bytes);

	if (!is_container(format))
		return;
	if (part->depth >= FOLDS_MAX || reading->parts->len >= PARTS_MAX) {
		di_extract_give_up(reading, "bilagor ligger i bilagor i fler än åtta nivåer");
		return;
	}
	if (di_extract_begin_part(reading, index, format) != DI_FAULT_NONE)
		di_extract_give_up(reading, "en bilaga kunde inte öppnas");
	else if (format == DI_FORMAT_MESSAGE)
		unfold_mail(reading, index);
	else if (format == DI_FORMAT_MSG && !di_message_open_msg(part->bytes, part->depth + 1, (int)index, reading->parts))
		di_extract_give_up(reading, "ett bifogat Outlook-brev (.msg) kunde inte öppnas helt");
	else if (format == DI_FORMAT_TNEF && !is_opened_tnef(reading, index))
		di_message_open_tnef(part->bytes, part->depth + 1, (int)index, reading->parts);
	else if (format == DI_FORMAT_ZIP)
		unfold_zip(reading, index);
}

/* Signatures and the like are no documents, whatever they look like. */
static gboolean
is_document(const DiPart *part, DiFormat format)
{
	return !is_unfolded(part) && format != DI_FORMAT_UNKNOWN && !is_container(format) && !g_str_has_suffix(part->type, "-signature") &&
		!g_str_has_prefix(part->type, "message/") && !g_str_equal(part->type, "text/rfc822-headers");
}

static void
read_attachment(DiReading *reading, guint index)
{
	const DiPart *part = reading->parts->pdata[index];
	DiFormat format = is_unfolded(part) ? DI_FORMAT_UNKNOWN : format_of(part->bytes);

	if (!is_document(part, format))
		return;
	if (reading->opened++ >= OPENED_MAX) {
		di_extract_give_up(reading, "brevet har fler än 64 bilagor");
		return;
	}
	read_part(reading, index, format);
}

/* Before anything is read that would be read once more. */
static void
leave_early(const DiReading *reading)
{
	for (guint i = 0; reading->job->lacks_pdf && i < reading->parts->len; i++) {
		gsize size;
		const char *bytes = g_bytes_get_data(((const DiPart *)reading->parts->pdata[i])->bytes, &size);

		if (size > 5 && memcmp(bytes, "%PDF-", 5) == 0)
			di_child_leave(DI_CHILD_LACKS_PDF);
	}
}

static void
read_attachments(DiReading *reading)
{
	for (guint i = 0; i < reading->parts->len; i++) /* grows while it is walked */
		unfold(reading, i);
	leave_early(reading);
	for (guint i = 0; i < reading->parts->len; i++)
		read_attachment(reading, i);
}

static DiFormat
body_format(const DiPart *part)
{
	return g_str_equal(part->type, "text/html") ? DI_FORMAT_HTML : DI_FORMAT_TXT;
}

/* The mail's own text: its best reading, as text or as HTML. */
static void
read_bodies(DiReading *reading)
{
	for (guint i = 0; i < reading->parts->len && i < OPENED_MAX; i++) {
		const DiPart *part = reading->parts->pdata[i];
		g_autoptr(GPtrArray) reports = NULL;
		DiFault fault;

		if (!part->is_text)
			continue;
		if (di_extract_begin_part(reading, i, body_format(part)) != DI_FAULT_NONE) {
			di_extract_give_up(reading, "brevets text kunde inte läsas");
			continue;
		}
		reports = mine_body(reading, body_format(part), part->bytes);
		fault = ((const DiReport *)reports->pdata[0])->fault;
		if (fault == DI_FAULT_FOR_STOR)
			di_extract_give_up(reading, "brevets text är för lång för att läsas");
		if (fault == DI_FAULT_NONE)
			add_reports(reading, reports, i, NULL);
	}
}

/* Reports stay; faults that a person can mend stay; of the rest one is enough to say that there was none. */
static void
keep_what_matters(DiReading *reading)
{
	gboolean any = has_report(reading);

	for (guint i = reading->reports->len; i > 0; i--) {
		const DiReport *report = reading->reports->pdata[i - 1];
		gboolean is_fault = report->fault != DI_FAULT_NONE;
		gboolean is_other_kind = report->fault == DI_FAULT_FORMAT || report->fault == DI_FAULT_TEXT_SAKNAS;

		if (!is_report(report) && (!is_fault || (any && is_other_kind)))
			g_ptr_array_remove_index(reading->reports, i - 1);
	}
}

static void
part_free(gpointer data)
{
	DiPart *part = data;

	g_free(part->name);
	g_free(part->type);
	g_clear_pointer(&part->bytes, g_bytes_unref);
	g_free(part);
}

/* Whole, or where the rest of it kills its reader, its header. */
static DiMessage *
open_message(const DiExtractJob *job)
{
	gboolean whole = di_extract_avoids(job, DI_EXTRACT_AT_MAIL) == DI_FAULT_NONE;
	g_autoptr(GBytes) bytes = whole ? g_bytes_ref(job->document) : di_extract_header_of(job->document);
	DiMessage *message;

	di_extract_at(job, DI_EXTRACT_AT_MAIL);
	message = di_message_read(bytes);
	if (message && !whole)
		g_ptr_array_set_size(message->parts, 0); /* an empty text is none */
	return message;
}

static int
read_message(DiReading *reading)
{
	g_autoptr(DiMessage) message = open_message(reading->job);

	if (!message)
		return EX_DATAERR; /* the sniffer said it was one */
	reading->message = message;
	if (di_extract_avoids(reading->job, DI_EXTRACT_AT_MAIL) != DI_FAULT_NONE)
		di_extract_give_up(reading, "det gick inte att läsa mer än brevhuvudet");
	reading->parts = message->parts;
	read_attachments(reading);
	if (!has_report(reading))
		read_bodies(reading);
	keep_what_matters(reading);
	di_extract_join_copies(reading->reports);
	return di_extract_answer(reading);
}

static DiReport *
nothing(DiFormat format)
{
	DiReport *report = di_report_new();

	report->kind = DI_KIND_OVRIGT;
	report->format = g_strdup(di_format_word(format));
	return report;
}

/* An archive, or a mail that Outlook saved, given as a file: each report in it. Where there is none, that it is not read
 * or is something else. */
static int
read_container(DiReading *reading, DiFormat format)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(part_free);
	gboolean is_mail = format == DI_FORMAT_MSG || format == DI_FORMAT_TNEF, whole, locked = FALSE;
	g_autofree char *subject = format == DI_FORMAT_MSG ? di_message_msg_subject(reading->job->document) : NULL;

	reading->parts = parts;
	reading->subject = subject;
	if (format == DI_FORMAT_MSG)
		whole = di_message_open_msg(reading->job->document, 0, -1, parts);
	else if (format == DI_FORMAT_TNEF)
		whole = di_message_open_tnef(reading->job->document, 0, -1, parts);
	else
		whole = di_extract_unzip(reading->job->document, 1, -1, parts, &reading->archive_left, &locked);
	read_attachments(reading);
	if (is_mail && !has_report(reading))
		read_bodies(reading);
	keep_what_matters(reading);
	di_extract_join_copies(reading->reports);
	if (reading->reports->len == 0)
		g_ptr_array_add(reading->reports, is_mail ? nothing(format) :
			failed(locked ? DI_FAULT_LOSENORD : whole ? DI_FAULT_FORMAT : DI_FAULT_SKADAD, "zip"));
	reading->subject = NULL;
	return di_extract_answer(reading);
}

static int
read_document(DiReading *reading, DiFormat format)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new(), reports = NULL;
	const DiExtractJob *job = reading->job;

	reading->parts = none;
	reports = mine(reading, format, job->document, job->file_name);
	while (reports->len > 0)
		g_ptr_array_add(reading->reports, g_ptr_array_steal_index(reports, 0));
	return di_extract_answer(reading);
}

/* A mail may have so odd a header that its content alone does not show what it is. What comes from a
 * mailbox has no file name, or one that says so; that counts only where the content says nothing else. */
static gboolean
is_mail_after_all(const DiExtractJob *job, DiFormat format)
{
	g_autoptr(DiMessage) message = NULL;

	if (format != DI_FORMAT_TXT && format != DI_FORMAT_UNKNOWN)
		return FALSE;
	if (job->file_name && !g_str_has_suffix(job->file_name, ".eml"))
		return FALSE;
	message = open_message(job);
	return message != NULL;
}

int
di_extract_read(const DiExtractJob *job)
{
	g_autoptr(GPtrArray) reports = di_reports_new(NULL);
	DiReading reading = {.job = job, .reports = reports, .archive_left = ARCHIVE_BYTES_MAX};
	DiFormat format = format_of(job->document);

	if (is_mail_after_all(job, format))
		format = DI_FORMAT_MESSAGE;
	reading.format = di_format_word(format);
	if (format == DI_FORMAT_MESSAGE)
		return read_message(&reading);
	if (format == DI_FORMAT_ZIP || format == DI_FORMAT_MSG || format == DI_FORMAT_TNEF)
		return read_container(&reading, format);
	return read_document(&reading, format);
}
