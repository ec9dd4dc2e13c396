/* A report as JSON, on its way out of the worker and into the register. */
#include <diarie/report.h>

static void
write_period(const DiPeriod *period, gboolean with_quarter, DiJson *json, const char *key)
{
	if (period->from == DI_DATE_NONE && period->to == DI_DATE_NONE) {
		di_json_null(json, key);
		return;
	}
	di_json_object_begin(json, key);
	di_json_date(json, "from", period->from);
	di_json_date(json, "to", period->to);
	if (with_quarter)
		di_json_quarter(json, "kvartal", di_quarter_of_period(period->from, period->to));
	di_json_object_end(json);
}

static void
write_sections(const DiReport *report, DiJson *json)
{
	di_json_object_begin(json, "avsnitt");
	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = report->sections->pdata[i];

		di_json_string(json, section->key, section->text);
	}
	di_json_object_end(json);
}

static void
write_persons(const DiReport *report, DiJson *json)
{
	di_json_array_begin(json, "uppgiftslamnare");
	for (guint i = 0; i < report->persons->len; i++) {
		const DiPerson *person = report->persons->pdata[i];

		di_json_object_begin(json, NULL);
		di_json_date(json, "datum", person->date);
		di_json_string(json, "namn", person->name);
		di_json_object_end(json);
	}
	di_json_array_end(json);
}

static void
write_remarks(const DiReport *report, DiJson *json)
{
	di_json_array_begin(json, "anmarkningar");
	for (guint i = 0; i < report->remarks->len; i++) {
		const DiRemark *remark = report->remarks->pdata[i];

		di_json_object_begin(json, NULL);
		di_json_string(json, "kod", remark->code);
		di_json_string(json, "text", remark->text);
		di_json_object_end(json);
	}
	di_json_array_end(json);
}

static void
write_evidence(const DiReport *report, DiJson *json)
{
	di_json_array_begin(json, "belagg");
	for (guint i = 0; i < report->evidence->len; i++) {
		const DiEvidence *evidence = report->evidence->pdata[i];

		di_json_object_begin(json, NULL);
		di_json_string(json, "falt", evidence->field);
		di_json_string(json, "plats", evidence->place);
		di_json_string(json, "regel", evidence->rule);
		di_json_object_end(json);
	}
	di_json_array_end(json);
}

static void
write_amount(gint64 amount, DiJson *json, const char *key)
{
	if (amount == DI_AMOUNT_NONE)
		di_json_null(json, key);
	else
		di_json_int(json, key, amount);
}

static void
write_outcome(const DiOutcome *outcome, DiJson *json)
{
	di_json_object_begin(json, NULL);
	di_json_string(json, "namn", outcome->namn);
	di_json_string(json, "inriktning", outcome->inriktning);
	write_period(&outcome->period, FALSE, json, "period");
	di_json_string(json, "syfte", outcome->syfte);
	di_json_strv(json, "mal", (const char *const *)outcome->mal);
	write_amount(outcome->budget_tkr, json, "budget_tkr");
	write_amount(outcome->utfall_tkr, json, "utfall_tkr");
	write_amount(outcome->ar ? outcome->ar : DI_AMOUNT_NONE, json, "ar");
	di_json_string(json, "huvudman", outcome->huvudman);
	di_json_strv(json, "samverkansparter", (const char *const *)outcome->samverkansparter);
	di_json_string(json, "resultat", outcome->resultat);
	di_json_string(json, "kommentar", outcome->kommentar);
	di_json_object_end(json);
}

static void
write_outcomes(const DiReport *report, DiJson *json)
{
	di_json_array_begin(json, "insatser");
	for (guint i = 0; i < report->outcomes->len; i++)
		write_outcome(report->outcomes->pdata[i], json);
	di_json_array_end(json);
}

static void
write_fault(const DiReport *report, DiJson *json)
{
	if (report->fault == DI_FAULT_NONE) {
		di_json_null(json, "error");
		return;
	}
	di_json_object_begin(json, "error");
	di_json_string(json, "kod", di_fault_word(report->fault));
	di_json_string(json, "text", report->fault_text ? report->fault_text : di_fault_text(report->fault));
	di_json_object_end(json);
}

static void
write_part(const DiReport *report, DiJson *json)
{
	di_json_string(json, "part", report->part);
	di_json_strv(json, "kopior", (const char *const *)report->copies);
	if (report->part_index >= 0)
		di_json_int(json, "del", report->part_index);
	else
		di_json_null(json, "del");
}

void
di_report_write_json(const DiReport *report, const char *file, gboolean with_part, DiJson *json, const char *key)
{
	di_json_object_begin(json, key);
	if (file)
		di_json_string(json, "file", file);
	if (with_part)
		write_part(report, json);
	di_json_string(json, "format", report->format);
	di_json_string(json, "type", di_kind_word(report->kind));
	di_json_string(json, "form", report->form);
	if (report->blankett)
		di_json_string(json, "blankett", report->blankett);
	di_json_string(json, "diarienummer", report->diarienummer);
	di_json_string(json, "signatur", report->signatur);
	di_json_date(json, "ankomstdatum", report->ankomstdatum);
	di_json_string(json, "insats", report->insats);
	di_json_string(json, "huvudman", report->huvudman);
	write_period(&report->period, TRUE, json, "period");
	write_sections(report, json);
	write_persons(report, json);
	if (report->kind == DI_KIND_ARSBILAGA)
		write_outcomes(report, json);
	write_remarks(report, json);
	write_evidence(report, json);
	write_fault(report, json);
	di_json_object_end(json);
}
