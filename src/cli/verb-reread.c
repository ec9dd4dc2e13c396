/* diarie reread: the archived originals once more, with the reader of today. Lists what would be read otherwise; stores it
 * unless it is a dry run. What a document was filed as does not change: that is only told. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

typedef struct {
	char *field, *before, *after; /* of a section: its words, counted */
} Change;

typedef struct {
	DiCli *cli;
	DiExtractor *extractor;
	gboolean dry_run;
	guint n_read, n_changed, n_kept; /* kept: the old reading is the better one */
} Reread;

static void
change_free(gpointer data)
{
	Change *change = data;

	g_free(change->field);
	g_free(change->before);
	g_free(change->after);
	g_free(change);
}

/* Reading again */

/* Are A and B about the same insats and period, as they were read? */
static gboolean
is_about_the_same(const DiReport *a, const DiReport *b)
{
	return g_strcmp0(a->insats, b->insats) == 0 && a->period.from == b->period.from && a->period.to == b->period.to;
}

static gboolean
is_in_file(const DiAnswer *answer, const DiReport *report, const char *sha256)
{
	const DiMailPart *part = report->part_index >= 0 && (guint)report->part_index < answer->parts->len
		? answer->parts->pdata[report->part_index] : NULL;

	return part && g_strcmp0(part->sha256, sha256) == 0;
}

/* Of several in one file that which is about the same as BEFORE, else the first. */
static const DiReport *
report_of_file(const DiAnswer *answer, const char *sha256, const DiReport *before)
{
	const DiReport *first = NULL;

	for (guint i = 0; i < answer->reports->len; i++) {
		const DiReport *report = answer->reports->pdata[i];

		if (sha256 && !is_in_file(answer, report, sha256))
			continue;
		if (is_about_the_same(report, before))
			return report;
		first = first ? first : report;
	}
	return first;
}

/* The report of ANSWER that HANDLING is: by its files, the one that was read first before its copies; or the only one. */
static const DiReport *
report_in(const DiAnswer *answer, const DiHandling *handling)
{
	const DiReport *report = NULL;

	for (guint i = 0; i < handling->files->len && !report; i++)
		report = report_of_file(answer, ((const DiFileInfo *)handling->files->pdata[i])->sha256, handling->report);
	return !report && !answer->mail ? report_of_file(answer, NULL, handling->report) : report;
}

/* The whole mail, with the hints that it gives (subject, time), as the daemon read it. */
static DiAnswer *
read_mail(const Reread *reread, const DiHandling *handling, GError **error)
{
	g_autoptr(DiMailRow) row = di_mail_get(reread->cli->registry, handling->mail_id, error);

	if (!row)
		return NULL;
	return di_extractor_run(reread->extractor, row->raw, NULL, row->internal_date, di_cli_timezone(reread->cli), error);
}

static DiAnswer *
read_file(const Reread *reread, const DiHandling *handling, GError **error)
{
	const DiFileInfo *file = handling->files->len ? handling->files->pdata[0] : NULL;
	g_autoptr(GBytes) bytes = di_handling_original(reread->cli->registry, handling->id, 0, error);

	if (!bytes)
		return NULL;
	return di_extractor_run(reread->extractor, bytes, file ? file->namn : NULL, DI_TIME_NONE, di_cli_timezone(reread->cli), error);
}

/* NULL without ERROR never; *REPORT_OUT NULL: there is no report of this document in it now. */
static DiAnswer *
read_again(const Reread *reread, const DiHandling *handling, const DiReport **report_out, GError **error)
{
	g_autoptr(DiAnswer) answer = handling->mail_id ? read_mail(reread, handling, error) : NULL;

	*report_out = answer ? report_in(answer, handling) : NULL;
	if (*report_out)
		return g_steal_pointer(&answer);
	if (handling->mail_id && !answer)
		return NULL;
	g_clear_pointer(&answer, di_answer_free);
	answer = read_file(reread, handling, error);
	*report_out = answer ? report_in(answer, handling) : NULL;
	return g_steal_pointer(&answer);
}

/* Comparing */

static void
note(GPtrArray *changes, const char *field, const char *before, const char *after)
{
	Change *change;

	if (g_strcmp0(before ? before : "", after ? after : "") == 0)
		return;
	change = g_new0(Change, 1);
	change->field = g_strdup(field);
	change->before = g_strdup(before);
	change->after = g_strdup(after);
	g_ptr_array_add(changes, change);
}

static void
note_date(GPtrArray *changes, const char *field, DiDate before, DiDate after)
{
	g_autofree char *old = di_date_format(before), *new = di_date_format(after);

	note(changes, field, old, new);
}

static char *
period_text(const DiPeriod *period)
{
	g_autofree char *from = di_date_format(period->from), *to = di_date_format(period->to);

	return *from || *to ? g_strdup_printf("%s–%s", from, to) : g_strdup("");
}

static void
note_period(GPtrArray *changes, const DiReport *before, const DiReport *after)
{
	g_autofree char *old = period_text(&before->period), *new = period_text(&after->period);

	note(changes, "period", old, new);
}

static char *
persons_text(const DiReport *report)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < report->persons->len; i++) {
		const DiPerson *person = report->persons->pdata[i];
		g_autofree char *date = di_date_format(person->date);

		g_string_append_printf(text, "%s%s %s", i ? "; " : "", date, person->name ? person->name : "");
	}
	return g_string_free(text, FALSE);
}

/* What the registry itself remarked on is no part of the reading. */
static char *
remarks_text(const DiReport *report)
{
	static const char *const ours[] = {"upprepad-text", "okand-avsandare", "period-orimlig", NULL};
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < report->remarks->len; i++) {
		const DiRemark *remark = report->remarks->pdata[i];

		if (!g_strv_contains(ours, remark->code))
			g_string_append_printf(text, "%s%s: %s", text->len ? " " : "", remark->code, remark->text);
	}
	return g_string_free(text, FALSE);
}

static guint
count_words(const char *text)
{
	g_autofree char *squeezed = di_text_squeeze(text);
	guint n = *squeezed ? 1 : 0;

	for (const char *at = squeezed; *at; at++)
		n += *at == ' ';
	return n;
}

static char *
section_words(const DiSection *section)
{
	return section ? g_strdup_printf("%u ord", count_words(section->text)) : g_strdup("finns inte");
}

static void
note_section(GPtrArray *changes, const char *key, const DiSection *before, const DiSection *after)
{
	g_autofree char *field = g_strdup_printf("avsnitt.%s", key);
	g_autofree char *old = section_words(before), *new = section_words(after);
	gboolean same_words = g_str_equal(old, new);
	g_autofree char *other = same_words ? g_strdup_printf("%s, annan lydelse", new) : g_strdup(new);

	if (!before || !after || !g_str_equal(before->text, after->text))
		note(changes, field, old, other);
}

static void
note_sections(GPtrArray *changes, const DiReport *before, const DiReport *after)
{
	for (guint i = 0; i < before->sections->len; i++) {
		const DiSection *section = before->sections->pdata[i];

		note_section(changes, section->key, section, di_report_section(after, section->key));
	}
	for (guint i = 0; i < after->sections->len; i++) {
		const DiSection *section = after->sections->pdata[i];

		if (!di_report_section(before, section->key))
			note_section(changes, section->key, NULL, section);
	}
}

static GPtrArray *
compare(const DiReport *before, const DiReport *after)
{
	GPtrArray *changes = g_ptr_array_new_with_free_func(change_free);
	g_autofree char *old_persons = persons_text(before), *new_persons = persons_text(after);
	g_autofree char *old_remarks = remarks_text(before), *new_remarks = remarks_text(after);

	note(changes, "type", di_kind_word(before->kind), di_kind_word(after->kind));
	note(changes, "form", before->form, after->form);
	note(changes, "diarienummer", before->diarienummer, after->diarienummer);
	note(changes, "signatur", before->signatur, after->signatur);
	note_date(changes, "ankomstdatum", before->ankomstdatum, after->ankomstdatum);
	note(changes, "insats", before->insats, after->insats);
	note(changes, "huvudman", before->huvudman, after->huvudman);
	note_period(changes, before, after);
	note(changes, "uppgiftslamnare", old_persons, new_persons);
	note_sections(changes, before, after);
	note(changes, "anmarkningar", old_remarks, new_remarks);
	return changes;
}

/* Telling */

static gboolean
concerns_filing(const GPtrArray *changes)
{
	static const char *const fields[] = {"type", "insats", "huvudman", "period", NULL};

	for (guint i = 0; i < changes->len; i++)
		if (g_strv_contains(fields, ((const Change *)changes->pdata[i])->field))
			return TRUE;
	return FALSE;
}

/* For the log: fields and counted words, never what was written. */
static char *
log_detail(const DiHandling *handling, const GPtrArray *changes, const char *reader)
{
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_printf(text, "läsare %s → %s", handling->reader ? handling->reader : "?", reader);
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];

		g_string_append_printf(text, "%s%s", i ? ", " : ": ", change->field);
		if (g_str_has_prefix(change->field, "avsnitt."))
			g_string_append_printf(text, " (%s → %s)", change->before, change->after);
	}
	return di_text_cut(text->str, 1000);
}

static const char moved_nothing[] = "Handlingen är kvar där den är diarieförd, även om den nu läses på ett annat sätt.";

static void
print_changes(const DiCli *cli, const DiHandling *handling, const GPtrArray *changes)
{
	g_autofree char *insats = di_insats_title(handling->insats, handling->huvudman);
	g_autofree char *quarter = di_quarter_format(handling->quarter);
	g_autofree char *title = g_strdup_printf("%s  %s%s%s", handling->diarienummer, insats, *quarter ? ", " : "", quarter);

	di_print_heading(cli, title);
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];

		di_print_passage(cli, 2, "%s: %s → %s", change->field, change->before && *change->before ? change->before : "(inget)",
			change->after && *change->after ? change->after : "(inget)");
	}
	if (concerns_filing(changes))
		di_print_passage(cli, 2, "%s", moved_nothing);
}

typedef struct {
	const char *outcome; /* "oforandrad", "andrad", "behallen" */
	const char *reader, *problem;
	gboolean stored;
} Told;

static void
print_json(const DiHandling *handling, const GPtrArray *changes, const Told *told)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "diarienummer", handling->diarienummer);
	di_json_string(json, "utfall", told->outcome);
	di_json_bool(json, "sparad", told->stored);
	di_json_string(json, "lasare_fore", handling->reader);
	di_json_string(json, "lasare", told->reader);
	di_json_array_begin(json, "andringar");
	for (guint i = 0; changes && i < changes->len; i++) {
		const Change *change = changes->pdata[i];

		di_json_object_begin(json, NULL);
		di_json_string(json, "falt", change->field);
		di_json_string(json, "fore", change->before);
		di_json_string(json, "efter", change->after);
		di_json_object_end(json);
	}
	di_json_array_end(json);
	di_json_string(json, "obs", told->problem ? told->problem : changes && concerns_filing(changes) ? moved_nothing : NULL);
	di_json_object_end(json);
	di_print_json(json);
}

/* Deciding */

static gboolean
is_report(DiKind kind)
{
	return kind == DI_KIND_KVARTALSRAPPORT || kind == DI_KIND_SLUTRAPPORT;
}

/* Why the old reading is the better one; NULL: it is not. */
static const char *
why_worse(const DiHandling *handling, const DiAnswer *answer, const DiReport *report)
{
	if (!report)
		return answer->fault != DI_FAULT_NONE ? di_fault_text(answer->fault) : "Originalet läses inte längre som en rapport.";
	if (report->fault != DI_FAULT_NONE)
		return di_fault_text(report->fault);
	if (is_report(handling->report->kind) && !is_report(report->kind))
		return "Originalet läses nu som något annat än en rapport.";
	return NULL;
}

static void
keep_old(Reread *reread, const DiHandling *handling, const DiAnswer *answer, const char *why)
{
	Told told = {.outcome = "behallen", .reader = answer->reader, .problem = why};

	reread->n_kept++;
	if (reread->cli->args->json) {
		print_json(handling, NULL, &told);
		return;
	}
	di_print_heading(reread->cli, handling->diarienummer);
	di_print_passage(reread->cli, 2, "%s Den gamla läsningen behålls.", why);
}

static gboolean
settle(Reread *reread, const DiHandling *handling, const DiAnswer *answer, const DiReport *report, GError **error)
{
	g_autoptr(GPtrArray) changes = compare(handling->report, report);
	g_autofree char *detail = log_detail(handling, changes, answer->reader);
	gboolean is_news = changes->len > 0 || g_strcmp0(handling->reader, answer->reader) != 0;
	Told told = {.outcome = changes->len ? "andrad" : "oforandrad", .reader = answer->reader};

	if (is_news && !reread->dry_run) {
		if (!di_handling_reread(reread->cli->registry, handling, report, answer->reader, detail, error))
			return FALSE;
		told.stored = TRUE;
	}
	reread->n_changed += changes->len > 0;
	if (reread->cli->args->json)
		print_json(handling, changes, &told);
	else if (changes->len)
		print_changes(reread->cli, handling, changes);
	return TRUE;
}

static gboolean
reread_one(Reread *reread, const DiHandling *handling, GError **error)
{
	const DiReport *report = NULL;
	g_autoptr(DiAnswer) answer = read_again(reread, handling, &report, error);
	const char *why = answer ? why_worse(handling, answer, report) : NULL;

	if (!answer)
		return FALSE;
	reread->n_read++;
	if (report && !why)
		return settle(reread, handling, answer, report, error);
	keep_old(reread, handling, answer, why);
	return TRUE;
}

static gboolean
reread_number(Reread *reread, const char *number, GError **error)
{
	DiHandling *handling = di_cli_handling(reread->cli, number, error);
	gboolean done = handling && (handling->disposed || reread_one(reread, handling, error));

	if (handling && !done)
		g_prefix_error(error, "%s: ", handling->diarienummer);
	di_handling_free(handling);
	return done;
}

static gboolean
note_number(const DiHandling *handling, gpointer numbers)
{
	if (!handling->annulled && g_strcmp0(handling->riktning, "in") == 0)
		g_ptr_array_add(numbers, g_strdup(handling->diarienummer));
	return TRUE;
}

static GPtrArray *
numbers_wanted(DiCli *cli, GError **error)
{
	g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; di_cli_word(cli, i); i++)
		g_ptr_array_add(numbers, g_strdup(di_cli_word(cli, i)));
	if (!numbers->len && !di_handling_each(cli->registry, &(DiFilter){0}, note_number, numbers, error))
		return NULL;
	return g_steal_pointer(&numbers);
}

static void
print_sum(const Reread *reread)
{
	g_autofree char *read = di_counted(reread->n_read, "handling läst", "handlingar lästa");

	if (reread->cli->args->json)
		return;
	di_say("%s, %u läses på ett annat sätt än förut.", read, reread->n_changed);
	if (reread->dry_run && reread->n_changed)
		di_say("Inget har ändrats. Kör om utan --dry-run för att spara det nya.");
}

/* Status 65 where an original could no longer be read. */
int
di_verb_reread(DiCli *cli, GError **error)
{
	g_autoptr(GPtrArray) numbers = numbers_wanted(cli, error);
	g_autoptr(DiExtractor) extractor = di_extractor_new(NULL, DI_EXTRACTOR_KEPT);
	Reread reread = {.cli = cli, .extractor = extractor, .dry_run = di_args_flag(cli->args, "dry-run")};

	if (!numbers)
		return DI_EXIT_NO;
	di_busy(cli, "läser om originalen");
	for (guint i = 0; i < numbers->len; i++) {
		di_busy_at(i, numbers->len);
		if (!reread_number(&reread, numbers->pdata[i], error))
			return DI_EXIT_NO;
	}
	print_sum(&reread);
	return reread.n_kept ? EX_DATAERR : DI_EXIT_DONE;
}
