/* Blocks to a report: which form is it, and what does it say? */
#include "internal.h"

#include <string.h>

typedef struct {
	const Form *form;
	GPtrArray *lines;
	FormScore score;
} Attempt;

static void
attempt_clear(Attempt *attempt)
{
	g_clear_pointer(&attempt->lines, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Attempt, attempt_clear)

typedef struct {
	guint records, fields;
	guint told; /* records that say what came of it */
} RecordScore;

static RecordScore
count_records(const Form *form, const DiDocument *document, GPtrArray *lines)
{
	g_autoptr(DiReport) trial = di_report_new();
	RecordScore score = {.records = take_outcomes(form, document, lines, trial)};

	for (guint i = 0; i < trial->outcomes->len; i++) {
		const DiOutcome *outcome = g_ptr_array_index(trial->outcomes, i);

		score.fields += (guint)((outcome->syfte != NULL) + (outcome->mal != NULL) + (outcome->huvudman != NULL) +
			(outcome->resultat != NULL) + (outcome->budget_tkr != DI_AMOUNT_NONE));
		score.told += outcome->kommentar != NULL || outcome->inriktning != NULL || outcome->utfall_tkr != DI_AMOUNT_NONE;
	}
	return score;
}

/* How sure it is that the document is a yearly appendix. Applications and agreements have the same labels: where the form's
 * title does not stand above them, half of the records must tell an outcome. */
static guint
weight_of_records(const Form *form, const DiDocument *document, GPtrArray *lines)
{
	RecordScore found = count_records(form, document, lines);
	FormScore titles = {0};

	if (found.records == 0 || found.fields < 3 * found.records)
		return 0;
	mark_titles(form, lines, &titles);
	if (titles.foreign_first || (titles.titles == 0 && found.told * 2 < found.records))
		return 0;
	return 10 + found.fields * 3;
}

/* How sure it is that the document is this form; 0: it is not. Several of the form's own labels and
 * headings must be there; a title or a number alone is in many a paper. */
static guint
weight_of_report(const FormScore *score)
{
	guint own = score->own_labels + score->sections + (score->weak >= 4 || score->titles ? score->weak : 0);

	if (score->foreign > 0 && score->titles == 0 && (score->own_labels == 0 || score->sections < 4))
		return 0;
	if (score->own_labels == 0 && score->sections + score->weak < 4)
		return 0;
	/* Chapters numbered 2.1 to 2.6 are in every manual: something must say the form's words. */
	if (score->own_labels == 0 && score->titles == 0 && score->sections < 3)
		return 0;
	if (own < 4 && !(score->titles > 0 && score->own_labels >= 2))
		return 0;
	/* a title of its own above another form's headings says more than they do */
	return (own * 4 + score->titles * 3 + score->parts * 2 + score->labels + 3) / (score->foreign_first ? 4 : 1);
}

static guint
try_form(const Form *form, const DiDocument *document, Attempt *attempt)
{
	attempt->form = form;
	attempt->lines = lines_of(document, form);
	if (form->kind == DI_KIND_ARSBILAGA)
		return weight_of_records(form, document, attempt->lines);
	mark_lines(form, attempt->lines, &attempt->score);
	mark_ours(form, attempt->lines, &attempt->score);
	return weight_of_report(&attempt->score);
}

static void
read_report(const Attempt *attempt, const DiFormHints *hints, DiReport *report)
{
	g_autofree char *period_text = NULL;

	mark_regions(attempt->form, attempt->lines);
	take_fields(attempt->form, attempt->lines, report, &period_text);
	take_sections(attempt->form, attempt->lines, report);
	take_persons(attempt->form, attempt->lines, report);
	weigh_witnesses(attempt->form, report, period_text, hints);
	remark_contents(attempt->form, report, hints);
}

static void
carry_document(const DiDocument *document, DiReport *report)
{
	report->format = g_strdup(document->format);
	report->fault = document->fault;
	report->fault_text = g_strdup(document->fault_text);
	for (guint i = 0; document->remarks && i < document->remarks->len; i++) {
		const DiRemark *remark = g_ptr_array_index(document->remarks, i);

		di_report_add_remark(report, remark->code, "%s", remark->text);
	}
}

static gboolean
has_words(const DiDocument *document)
{
	for (guint i = 0; i < document->blocks->len; i++) {
		const DiBlock *block = g_ptr_array_index(document->blocks, i);

		if (block->text && di_text_has_word(block->text))
			return TRUE;
	}
	return FALSE;
}

typedef struct {
	const Form *form;  /* which form a report is; NULL: none */
	GPtrArray *starts; /* where it begins once more (DiBlock); NULL: that was not asked */
} Found;

static void
found_clear(Found *found)
{
	g_clear_pointer(&found->starts, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Found, found_clear)

/* FOUND_OUT: NULL where that is not asked. */
static void
read_best(const DiForms *forms, const DiDocument *document, const DiFormHints *hints, DiReport *report, Found *found_out)
{
	guint best = 0;
	g_auto(Attempt) attempt = {.form = NULL};

	for (guint i = 0; i < forms->forms->len; i++) {
		g_auto(Attempt) trial = {.form = NULL};
		guint weight = try_form(g_ptr_array_index(forms->forms, i), document, &trial);

		if (weight <= best)
			continue;
		best = weight;
		attempt_clear(&attempt);
		attempt = trial;
		trial.lines = NULL;
	}
	if (best == 0)
		return;
	report->kind = attempt.form->kind;
	report->blankett = g_strdup(document->identity);
	report->form = g_strdup_printf("%s %s", attempt.form->name, attempt.form->edition);
	if (attempt.form->kind == DI_KIND_ARSBILAGA) {
		take_outcomes(attempt.form, document, attempt.lines, report);
		return;
	}
	if (found_out)
		*found_out = (Found){attempt.form, form_starts(forms, attempt.form, attempt.lines)};
	read_report(&attempt, hints, report);
}

static DiReport *
mine(const DiForms *forms, const DiDocument *document, const DiFormHints *hints, Found *found_out)
{
	DiReport *report = di_report_new();

	carry_document(document, report);
	if (report->fault != DI_FAULT_NONE)
		return report;
	if (!has_words(document)) {
		report->fault = DI_FAULT_TEXT_SAKNAS;
		return report;
	}
	report->kind = DI_KIND_OVRIGT;
	read_best(forms, document, hints, report, found_out);
	return report;
}

DiReport *
di_form_mine(const DiForms *forms, const DiDocument *document, const DiFormHints *hints)
{
	return mine(forms, document, hints, NULL);
}

/* The blocks from *AT to before END (NULL: all that are left); *AT is put behind them. BLOCKS holds them. */
static DiDocument
take_span(const DiDocument *document, guint *at, const DiBlock *end, GPtrArray *blocks)
{
	DiDocument span = *document;

	for (; *at < document->blocks->len && document->blocks->pdata[*at] != end; ++*at)
		g_ptr_array_add(blocks, document->blocks->pdata[*at]);
	span.blocks = blocks;
	span.identity = NULL;
	return span;
}

static gboolean
is_answered(const DiReport *report)
{
	for (guint i = 0; i < report->sections->len; i++)
		if (*((const DiSection *)report->sections->pdata[i])->text)
			return TRUE;
	return FALSE;
}

/* Behind a report, without any title or label: is a heading of the same form answered there? */
static gboolean
goes_on(const Form *form, const DiDocument *span)
{
	g_autoptr(DiReport) trial = di_report_new();
	g_autoptr(GPtrArray) lines = lines_of(span, form);
	FormScore score;

	mark_lines(form, lines, &score);
	mark_regions(form, lines);
	take_sections(form, lines, trial);
	return is_answered(trial);
}

/* A report for each span of DOCUMENT; *ANSWERED_OUT: how many of them answer something. Neither file name, subject nor what the file knows
 * of itself says which of several reports it is about. */
static GPtrArray *
mine_spans(const DiForms *forms, const DiDocument *document, const DiFormHints *hints, const Found *found, guint *answered_out)
{
	DiFormHints own = {.arrived = hints ? hints->arrived : DI_TIME_NONE, .timezone = hints ? hints->timezone : NULL};
	GPtrArray *reports = di_reports_new(NULL);
	guint at = 0;

	*answered_out = 0;
	for (guint i = 0; i <= found->starts->len; i++) {
		g_autoptr(GPtrArray) blocks = g_ptr_array_new();
		DiDocument span = take_span(document, &at, i < found->starts->len ? found->starts->pdata[i] : NULL, blocks);
		DiReport *report = mine(forms, &span, &own, NULL);

		g_ptr_array_add(reports, report);
		*answered_out += is_answered(report) || (i > 0 && report->kind == DI_KIND_OVRIGT && goes_on(found->form, &span)) ? 1 : 0;
	}
	return reports;
}

static gboolean
are_all_named(const GPtrArray *reports)
{
	for (guint i = 0; i < reports->len; i++) {
		const DiReport *report = reports->pdata[i];

		if (!report->insats && !report->diarienummer)
			return FALSE;
	}
	return TRUE;
}

/* One within the other is the same name, as a cover may write it. */
static gboolean
is_other_name(const char *a, const char *b)
{
	g_autofree char *one = di_text_fold(a ? a : ""), *other = di_text_fold(b ? b : "");

	return *one && *other && !strstr(one, other) && !strstr(other, one);
}

static gboolean
is_other_period(const DiPeriod *a, const DiPeriod *b)
{
	return a->from != DI_DATE_NONE && b->from != DI_DATE_NONE && (a->from != b->from || a->to != b->to);
}

/* One of REPORTS is answered. Where a form stands before it in which nothing was written but, perhaps, who it is for, that one is the report. A
 * cover belongs to it: WHOLE says what the cover says; where the two say different things a person must be asked. */
static GPtrArray *
one_of(DiReport *whole, GPtrArray *reports)
{
	guint at = 0;
	gboolean blank = FALSE;
	const DiReport *report;

	while (at < reports->len && !is_answered(reports->pdata[at]))
		blank |= ((const DiReport *)reports->pdata[at++])->sections->len > 0;
	if (at == reports->len)
		return di_reports_new(whole);
	report = reports->pdata[at];
	if (blank && report->insats && (report->period.from != DI_DATE_NONE || whole->period.from == DI_DATE_NONE)) {
		di_report_free(whole);
		return di_reports_new(g_ptr_array_steal_index(reports, at));
	}
	if (is_other_name(whole->insats, report->insats) || is_other_period(&whole->period, &report->period))
		di_report_add_remark(whole, DI_REMARK_SEVERAL, "Dokumentet säger två saker om vilken insats eller period det gäller.");
	return di_reports_new(whole);
}

GPtrArray *
di_form_mine_all(const DiForms *forms, const DiDocument *document, const DiFormHints *hints)
{
	g_auto(Found) found = {NULL, NULL};
	g_autoptr(GPtrArray) reports = NULL;
	DiReport *whole = mine(forms, document, hints, &found);
	guint answered = 0;

	if (!found.starts || found.starts->len == 0)
		return di_reports_new(whole);
	if (found.starts->len < DI_FORM_SEVERAL_MAX)
		reports = mine_spans(forms, document, hints, &found, &answered);
	if (reports && answered < 2)
		return one_of(whole, reports);
	if (reports && answered == reports->len && are_all_named(reports)) {
		di_report_free(whole);
		return g_steal_pointer(&reports);
	}
	di_report_add_remark(whole, DI_REMARK_SEVERAL, "Dokumentet innehåller flera rapporter, som inte går att skilja åt.");
	return di_reports_new(whole);
}
