/* A report as it was read: making it, taking it apart, and the words of the contract. */
#include <diarie/report.h>

#include <stdio.h>
#include <string.h>

static const char *const kind_words[] = {
	[DI_KIND_KVARTALSRAPPORT] = "kvartalsrapport",
	[DI_KIND_SLUTRAPPORT] = "slutrapport",
	[DI_KIND_ARSBILAGA] = "arsbilaga",
	[DI_KIND_OVRIGT] = "ovrigt",
};

static const struct {
	const char *word, *text;
} faults[] = {
	[DI_FAULT_LOSENORD] = {"losenord", "Filen är skyddad med lösenord."},
	[DI_FAULT_SKADAD] = {"skadad", "Filen är skadad och kan inte läsas."},
	[DI_FAULT_FOR_STOR] = {"for-stor", "Filen är större än vad som läses."},
	[DI_FAULT_FORMAT] = {"format", "Filen är av en typ som inte läses."},
	[DI_FAULT_TID] = {"tid", "Läsningen tog för lång tid och avbröts."},
	[DI_FAULT_KRASCH] = {"krasch", "Läsaren avslutades oväntat av filen."},
	[DI_FAULT_TEXT_SAKNAS] = {"text-saknas", "Filen innehåller ingen text, bara bilder."},
};

const char *
di_kind_word(DiKind kind)
{
	return kind_words[kind];
}

gboolean
di_kind_from_word(const char *word, DiKind *kind_out)
{
	for (int i = 1; i <= DI_KIND_LAST; i++) {
		if (g_strcmp0(word, kind_words[i]) == 0) {
			*kind_out = (DiKind)i;
			return TRUE;
		}
	}
	return FALSE;
}

const char *
di_fault_word(DiFault fault)
{
	return faults[fault].word;
}

const char *
di_fault_text(DiFault fault)
{
	return faults[fault].text;
}

gboolean
di_fault_from_word(const char *word, DiFault *fault_out)
{
	for (int i = 1; i <= DI_FAULT_LAST; i++) {
		if (g_strcmp0(word, faults[i].word) == 0) {
			*fault_out = (DiFault)i;
			return TRUE;
		}
	}
	return FALSE;
}

static void
section_free(gpointer data)
{
	DiSection *section = data;

	g_free(section->key);
	g_free(section->text);
	g_free(section);
}

static void
person_free(gpointer data)
{
	DiPerson *person = data;

	g_free(person->name);
	g_free(person);
}

static void
remark_free(gpointer data)
{
	DiRemark *remark = data;

	g_free(remark->code);
	g_free(remark->text);
	g_free(remark);
}

static void
evidence_free(gpointer data)
{
	DiEvidence *evidence = data;

	g_free(evidence->field);
	g_free(evidence->place);
	g_free(evidence->rule);
	g_free(evidence);
}

static void
outcome_free(gpointer data)
{
	DiOutcome *outcome = data;

	g_free(outcome->namn);
	g_free(outcome->inriktning);
	g_free(outcome->syfte);
	g_strfreev(outcome->mal);
	g_free(outcome->huvudman);
	g_strfreev(outcome->samverkansparter);
	g_free(outcome->resultat);
	g_free(outcome->kommentar);
	g_free(outcome);
}

DiReport *
di_report_new(void)
{
	DiReport *report = g_new0(DiReport, 1);

	report->part_index = -1;
	report->ankomstdatum = DI_DATE_NONE;
	report->period = DI_PERIOD_NONE;
	report->sections = g_ptr_array_new_with_free_func(section_free);
	report->persons = g_ptr_array_new_with_free_func(person_free);
	report->remarks = g_ptr_array_new_with_free_func(remark_free);
	report->outcomes = g_ptr_array_new_with_free_func(outcome_free);
	report->evidence = g_ptr_array_new_with_free_func(evidence_free);
	return report;
}

void
di_report_free(DiReport *report)
{
	if (!report)
		return;
	g_free(report->part);
	g_strfreev(report->copies);
	g_free(report->format);
	g_free(report->form);
	g_free(report->blankett);
	g_free(report->diarienummer);
	g_free(report->signatur);
	g_free(report->insats);
	g_free(report->huvudman);
	g_free(report->fault_text);
	g_ptr_array_unref(report->sections);
	g_ptr_array_unref(report->persons);
	g_ptr_array_unref(report->remarks);
	g_ptr_array_unref(report->outcomes);
	g_ptr_array_unref(report->evidence);
	g_free(report);
}

void
di_report_take_section(DiReport *report, const char *key, char *text)
{
	DiSection *section = g_new0(DiSection, 1);

	section->key = g_strdup(key);
	section->text = text;
	g_ptr_array_add(report->sections, section);
}

static void
free_report(gpointer report)
{
	di_report_free(report);
}

GPtrArray *
di_reports_new(DiReport *first)
{
	GPtrArray *reports = g_ptr_array_new_with_free_func(free_report);

	if (first)
		g_ptr_array_add(reports, first);
	return reports;
}

void
di_report_add_section(DiReport *report, const char *key, const char *text)
{
	di_report_take_section(report, key, g_strdup(text));
}

const DiSection *
di_report_section(const DiReport *report, const char *key)
{
	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = report->sections->pdata[i];

		if (strcmp(section->key, key) == 0)
			return section;
	}
	return NULL;
}

void
di_report_add_person(DiReport *report, DiDate date, const char *name)
{
	DiPerson *person = g_new0(DiPerson, 1);

	person->date = date;
	person->name = g_strdup(name);
	g_ptr_array_add(report->persons, person);
}

void
di_report_add_remark(DiReport *report, const char *code, const char *text_format, ...)
{
	DiRemark *remark = g_new0(DiRemark, 1);
	va_list arguments;

	va_start(arguments, text_format);
	remark->code = g_strdup(code);
	remark->text = g_strdup_vprintf(text_format, arguments);
	va_end(arguments);
	g_ptr_array_add(report->remarks, remark);
}

gboolean
di_report_has_remark(const DiReport *report, const char *code)
{
	for (guint i = 0; i < report->remarks->len; i++)
		if (g_str_equal(((const DiRemark *)report->remarks->pdata[i])->code, code))
			return TRUE;
	return FALSE;
}

void
di_report_add_evidence(DiReport *report, const char *field, const char *place, const char *rule)
{
	DiEvidence *evidence = g_new0(DiEvidence, 1);

	evidence->field = g_strdup(field);
	evidence->place = g_strdup(place);
	evidence->rule = g_strdup(rule);
	g_ptr_array_add(report->evidence, evidence);
}

DiOutcome *
di_report_add_outcome(DiReport *report)
{
	DiOutcome *outcome = g_new0(DiOutcome, 1);

	outcome->period = DI_PERIOD_NONE;
	outcome->budget_tkr = outcome->utfall_tkr = DI_AMOUNT_NONE;
	g_ptr_array_add(report->outcomes, outcome);
	return outcome;
}

DiQuarter
di_report_quarter(const DiReport *report)
{
	return di_quarter_of_period(report->period.from, report->period.to);
}
