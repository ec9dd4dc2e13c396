/* A report through JSON and back; what a liar sends is refused. */
#include <diarie/report.h>
#include "table.h"

static DiReport *
example(void)
{
	DiReport *report = di_report_new();

	report->format = g_strdup("docx");
	report->kind = DI_KIND_KVARTALSRAPPORT;
	report->diarienummer = g_strdup("SFG 24-11.1");
	report->insats = g_strdup("Bron \"till\" arbete\n");
	report->period = (DiPeriod){di_date_parse("2024-04-01"), di_date_parse("2024-06-30")};
	di_report_add_section(report, "2.1", "Rad ett\n\n- punkt");
	di_report_add_section(report, "2.6", "");
	di_report_add_person(report, di_date_parse("2024-08-13"), "Karin Påhitt");
	di_report_add_person(report, DI_DATE_NONE, "Olle Övning");
	di_report_add_remark(report, "avsnitt-tomt", "%s är inte ifyllt", "2.6");
	di_report_add_evidence(report, "insats", "stycke 4", "etikett");
	return report;
}

static char *
as_json(const DiReport *report)
{
	DiJson *json = di_json_new();

	di_report_write_json(report, "x.docx", TRUE, json, NULL);
	return di_json_finish(json);
}

static void
a_report_survives_the_journey(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiReport) report = example();
	g_autofree char *json = as_json(report);
	g_autoptr(GError) error = NULL;
	g_autoptr(DiReport) back = di_report_parse_json(json, -1, &error);
	g_autofree char *again = NULL;

	assert_null(error);
	again = as_json(back);
	assert_string_equal(again, json);
	assert_int_equal(di_report_quarter(back).number, 2);
	assert_string_equal(di_report_section(back, "2.6")->text, "");
	assert_null(di_report_section(back, "2.5"));
}

static void
an_outcome_survives_the_journey(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiReport) report = di_report_new();
	g_autoptr(DiReport) back = NULL;
	g_autofree char *json = NULL, *again = NULL;
	DiOutcome *outcome = di_report_add_outcome(report);

	report->kind = DI_KIND_ARSBILAGA;
	outcome->namn = g_strdup("Trisam");
	outcome->mal = g_strsplit("ett|två", "|", -1);
	outcome->budget_tkr = 1885;
	outcome->ar = 2025;
	outcome->period.from = di_date_parse("2019-09-01");
	json = as_json(report);
	back = di_report_parse_json(json, -1, NULL);
	assert_non_null(back);
	again = as_json(back);
	assert_string_equal(again, json);
	assert_true(((DiOutcome *)back->outcomes->pdata[0])->utfall_tkr == DI_AMOUNT_NONE);
	assert_int_equal(((DiOutcome *)back->outcomes->pdata[0])->ar, 2025);
}

static const struct LieRow {
	const char *sentence, *json;
} lies[] = {
	{"no JSON", "{"},
	{"no object", "[]"},
	{"a number for a string", "{\"insats\": 3}"},
	{"an unknown type", "{\"type\": \"faktura\"}"},
	{"a control character", "{\"insats\": \"a\\u001b[31m\"}"},
	{"a section key with a slash", "{\"avsnitt\": {\"../x\": \"\"}}"},
	{"a date that is none", "{\"ankomstdatum\": \"2025-02-30\"}"},
	{"a number that is none", "{\"diarienummer\": \"SFG\"}"},
	{"an unknown error", "{\"error\": {\"kod\": \"hej\"}}"},
	{"a list for an object", "{\"avsnitt\": []}"},
	{"an amount as text", "{\"insatser\": [{\"budget_tkr\": \"7\"}]}"},
};

static void
check_lie(void **state)
{
	const struct LieRow *row = *state;
	g_autoptr(GError) error = NULL;

	assert_null(di_report_parse_json(row->json, -1, &error));
	assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_PROTOCOL));
}

static void
a_deep_nesting_never_reaches_the_parser(void **state G_GNUC_UNUSED)
{
	g_autoptr(GString) deep = g_string_new("{\"x\":");
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < 1000000; i++)
		g_string_append_c(deep, '[');
	assert_null(di_report_parse_json(deep->str, (gssize)deep->len, &error));
	assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_PROTOCOL));
}

static void
fill_section_text(DiReport *report, guint n)
{
	g_autofree char *text = g_strnfill(n, 'a');

	di_report_add_section(report, "2.1", text);
}

static void
fill_sections(DiReport *report, guint n)
{
	for (guint i = 0; i < n; i++) {
		g_autofree char *key = g_strdup_printf("2.%u", i);

		di_report_add_section(report, key, "");
	}
}

static void
fill_persons(DiReport *report, guint n)
{
	for (guint i = 0; i < n; i++)
		di_report_add_person(report, DI_DATE_NONE, "Siv");
}

static void
fill_remarks(DiReport *report, guint n)
{
	for (guint i = 0; i < n; i++)
		di_report_add_remark(report, "avsnitt-tomt", "2.1");
}

static void
fill_evidence(DiReport *report, guint n)
{
	for (guint i = 0; i < n; i++)
		di_report_add_evidence(report, "insats", "stycke 1", "etikett");
}

static void
fill_insats(DiReport *report, guint n)
{
	report->insats = g_strnfill(n, 'a');
}

static void
fill_outcomes(DiReport *report, guint n)
{
	report->kind = DI_KIND_ARSBILAGA;
	for (guint i = 0; i < n; i++)
		di_report_add_outcome(report);
}

static void
fill_goals(DiReport *report, guint n)
{
	g_autoptr(GStrvBuilder) goals = g_strv_builder_new();

	for (guint i = 0; i < n; i++)
		g_strv_builder_add(goals, "mål");
	report->kind = DI_KIND_ARSBILAGA;
	di_report_add_outcome(report)->mal = g_strv_builder_end(goals);
}

static const struct LimitRow {
	const char *sentence;
	void (*fill)(DiReport *report, guint n);
	guint most;
} limits[] = {
	{"a section of a mebibyte", fill_section_text, 1 << 20},
	{"sixty-four sections", fill_sections, 64},
	{"two hundred persons", fill_persons, 200},
	{"five hundred remarks", fill_remarks, 500},
	{"five hundred pieces of evidence", fill_evidence, 500},
	{"a name of four kibibytes", fill_insats, 4096},
	{"two hundred outcomes", fill_outcomes, 200},
	{"five hundred goals", fill_goals, 500},
};

/* What fits is what the reader takes: not one more, not one less. */
static void
check_limit(void **state)
{
	const struct LimitRow *row = *state;

	for (guint more = 0; more <= 1; more++) {
		g_autoptr(DiReport) report = di_report_new(), back = NULL;
		g_autofree char *json = NULL;
		gsize left = 2 << 20;

		row->fill(report, row->most + more);
		json = as_json(report);
		back = di_report_parse_json(json, -1, NULL);
		assert_int_equal(di_report_fits(report, &left), !more);
		assert_int_equal(back != NULL, !more);
	}
}

static void
reports_share_what_is_left(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiReport) report = di_report_new();
	gsize left = 25;

	fill_section_text(report, 10);
	assert_true(di_report_fits(report, &left));
	assert_true(di_report_fits(report, &left));
	assert_false(di_report_fits(report, &left));
	assert_int_equal(left, 5);
}

int
main(void)
{
	ADD_TEST(reports_share_what_is_left);
	ADD_ROWS(limits, check_limit);
	ADD_TEST(a_report_survives_the_journey);
	ADD_TEST(an_outcome_survives_the_journey);
	ADD_TEST(a_deep_nesting_never_reaches_the_parser);
	ADD_ROWS(lies, check_lie);
	return run_table("base-report");
}
