/* A report as JSON, read as if a stranger had written it: types, lengths, dates, keys, depth. */
#include "report-limits.h"

#include <diarie/bytes.h>
#include <diarie/json-read.h>
#include <diarie/report.h>

#include <string.h>

static inline guint8
is_control(guint8 byte, guint8 next G_GNUC_UNUSED)
{
	return ((guint8)(byte < 0x20) & (guint8)(byte != '\n') & (guint8)(byte != '\t')) | (guint8)(byte == 0x7f);
}

static gboolean
is_clean(const char *text)
{
	gsize size = strlen(text);

	return di_bytes_before(text, size, is_control) == size;
}

static char *
clean_text(DiJsonReader *reader, const DiJsonValue *value, gsize max)
{
	const char *text = di_json_text(reader, value, max);

	if (!text || is_clean(text))
		return g_strdup(text);
	di_json_blame(reader, "a string is not clean");
	return NULL;
}

static char *
get_string(DiJsonReader *reader, const DiJsonValue *object, const char *key, gsize max)
{
	return clean_text(reader, di_json_get(object, key), max);
}

static DiDate
get_date(DiJsonReader *reader, const DiJsonValue *object, const char *key)
{
	g_autofree char *text = get_string(reader, object, key, SCALAR_MAX);
	DiDate date = text ? di_date_parse(text) : DI_DATE_NONE;

	if (text && date == DI_DATE_NONE)
		di_json_blame(reader, "a date is no date");
	return date;
}

static char **
get_strv(DiJsonReader *reader, const DiJsonValue *object, const char *key, gsize max)
{
	const DiJsonValue *array = di_json_get_array(reader, object, key, LIST_MAX);
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

	for (guint i = 0; i < di_json_length(array); i++) {
		g_autofree char *text = clean_text(reader, &array->values[i], max);

		if (text)
			g_strv_builder_add(builder, text);
	}
	return di_json_length(array) ? g_strv_builder_end(builder) : NULL;
}

static DiPeriod
get_period(DiJsonReader *reader, const DiJsonValue *object)
{
	const DiJsonValue *given = di_json_get_object(reader, object, "period");
	DiPeriod period = DI_PERIOD_NONE;

	if (given) {
		period.from = get_date(reader, given, "from");
		period.to = get_date(reader, given, "to");
	}
	return period;
}

static gboolean
is_section_key(const char *key)
{
	gsize length = strlen(key);

	if (length == 0 || length > 32)
		return FALSE;
	for (const char *c = key; *c; c++)
		if (!g_ascii_isalnum(*c) && *c != '.' && *c != '-' && *c != '_')
			return FALSE;
	return TRUE;
}

static void
read_sections(DiJsonReader *reader, const DiJsonValue *object, DiReport *report)
{
	const DiJsonValue *sections = di_json_get_object(reader, object, "avsnitt");

	if (sections && sections->n > SECTIONS_MAX) {
		di_json_blame(reader, "too many sections");
		return;
	}
	for (guint i = 0; sections && i < sections->n; i++) {
		const char *key = sections->values[i].key;
		g_autofree char *text = get_string(reader, sections, key, TEXT_MAX);

		if (di_report_section(report, key))
			continue; /* it stands there twice, and the last one counts */
		if (!is_section_key(key) || !text)
			di_json_blame(reader, "a section is not as it must be");
		else
			di_report_take_section(report, key, g_steal_pointer(&text));
	}
}

static void
read_persons(DiJsonReader *reader, const DiJsonValue *object, DiReport *report)
{
	const DiJsonValue *array = di_json_get_array(reader, object, "uppgiftslamnare", PERSONS_MAX);

	for (guint i = 0; i < di_json_length(array); i++) {
		const DiJsonValue *given = di_json_object_at(reader, array, i);
		g_autofree char *name = given ? get_string(reader, given, "namn", SCALAR_MAX) : NULL;

		if (given)
			di_report_add_person(report, get_date(reader, given, "datum"), name);
	}
}

static void
read_remarks(DiJsonReader *reader, const DiJsonValue *object, DiReport *report)
{
	const DiJsonValue *array = di_json_get_array(reader, object, "anmarkningar", REMARKS_MAX);

	for (guint i = 0; i < di_json_length(array); i++) {
		const DiJsonValue *given = di_json_object_at(reader, array, i);
		g_autofree char *code = given ? get_string(reader, given, "kod", 64) : NULL;
		g_autofree char *text = given ? get_string(reader, given, "text", SCALAR_MAX) : NULL;

		if (code)
			di_report_add_remark(report, code, "%s", text ? text : "");
	}
}

static void
read_evidence(DiJsonReader *reader, const DiJsonValue *object, DiReport *report)
{
	const DiJsonValue *array = di_json_get_array(reader, object, "belagg", EVIDENCE_MAX);

	for (guint i = 0; i < di_json_length(array); i++) {
		const DiJsonValue *given = di_json_object_at(reader, array, i);
		g_autofree char *field = given ? get_string(reader, given, "falt", 64) : NULL;
		g_autofree char *place = given ? get_string(reader, given, "plats", SCALAR_MAX) : NULL;
		g_autofree char *rule = given ? get_string(reader, given, "regel", SCALAR_MAX) : NULL;

		if (field)
			di_report_add_evidence(report, field, place, rule);
	}
}

static void
read_outcome(DiJsonReader *reader, const DiJsonValue *given, DiOutcome *outcome)
{
	outcome->namn = get_string(reader, given, "namn", SCALAR_MAX);
	outcome->inriktning = get_string(reader, given, "inriktning", SCALAR_MAX);
	outcome->period = get_period(reader, given);
	outcome->syfte = get_string(reader, given, "syfte", TEXT_MAX);
	outcome->mal = get_strv(reader, given, "mal", TEXT_MAX);
	outcome->budget_tkr = di_json_get_int(reader, given, "budget_tkr", DI_AMOUNT_NONE);
	outcome->utfall_tkr = di_json_get_int(reader, given, "utfall_tkr", DI_AMOUNT_NONE);
	outcome->ar = (int)CLAMP(di_json_get_int(reader, given, "ar", 0), 0, 9999);
	outcome->huvudman = get_string(reader, given, "huvudman", SCALAR_MAX);
	outcome->samverkansparter = get_strv(reader, given, "samverkansparter", SCALAR_MAX);
	outcome->resultat = get_string(reader, given, "resultat", TEXT_MAX);
	outcome->kommentar = get_string(reader, given, "kommentar", TEXT_MAX);
}

static void
read_outcomes(DiJsonReader *reader, const DiJsonValue *object, DiReport *report)
{
	const DiJsonValue *array = di_json_get_array(reader, object, "insatser", OUTCOMES_MAX);

	for (guint i = 0; i < di_json_length(array); i++) {
		const DiJsonValue *given = di_json_object_at(reader, array, i);

		if (given)
			read_outcome(reader, given, di_report_add_outcome(report));
	}
}

static void
read_kind(DiJsonReader *reader, const DiJsonValue *object, DiReport *report)
{
	g_autofree char *word = get_string(reader, object, "type", SCALAR_MAX);

	if (word && !di_kind_from_word(word, &report->kind))
		di_json_blame(reader, "an unknown type");
}

static void
read_fault(DiJsonReader *reader, const DiJsonValue *object, DiReport *report)
{
	const DiJsonValue *given = di_json_get_object(reader, object, "error");
	g_autofree char *word = given ? get_string(reader, given, "kod", SCALAR_MAX) : NULL;

	if (!given)
		return;
	if (!di_fault_from_word(word, &report->fault))
		di_json_blame(reader, "an unknown error code");
	report->fault_text = get_string(reader, given, "text", SCALAR_MAX);
}

static void
read_number(DiJsonReader *reader, const DiJsonValue *object, DiReport *report)
{
	DiDiarienummer number;

	report->blankett = get_string(reader, object, "blankett", SCALAR_MAX);
	report->diarienummer = get_string(reader, object, "diarienummer", SCALAR_MAX);
	if (report->diarienummer && !di_diarienummer_parse(report->diarienummer, &number))
		di_json_blame(reader, "a diarienummer that is none");
}

static void
read_report(DiJsonReader *reader, const DiJsonValue *object, DiReport *report)
{
	gint64 part_index = di_json_get_int(reader, object, "del", -1);

	report->part = get_string(reader, object, "part", SCALAR_MAX);
	report->copies = get_strv(reader, object, "kopior", SCALAR_MAX);
	report->part_index = (int)CLAMP(part_index, -1, G_MAXINT);
	report->format = get_string(reader, object, "format", 16);
	report->form = get_string(reader, object, "form", SCALAR_MAX);
	report->signatur = get_string(reader, object, "signatur", SCALAR_MAX);
	report->ankomstdatum = get_date(reader, object, "ankomstdatum");
	report->insats = get_string(reader, object, "insats", SCALAR_MAX);
	report->huvudman = get_string(reader, object, "huvudman", SCALAR_MAX);
	report->period = get_period(reader, object);
	read_kind(reader, object, report);
	read_number(reader, object, report);
	read_sections(reader, object, report);
	read_persons(reader, object, report);
	read_remarks(reader, object, report);
	read_evidence(reader, object, report);
	read_outcomes(reader, object, report);
	read_fault(reader, object, report);
}

DiReport *
di_report_from_value(const DiJsonValue *object, GError **error)
{
	g_autoptr(DiReport) report = di_report_new();
	DiJsonReader reader = {NULL};

	if (object->kind == DI_JSON_OBJECT)
		read_report(&reader, object, report);
	else
		di_json_blame(&reader, "no object");
	if (!reader.wrong)
		return g_steal_pointer(&report);
	g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "a report is not as the contract says: %s", reader.wrong);
	return NULL;
}

DiReport *
di_report_parse_json(const char *json, gssize size, GError **error)
{
	g_autoptr(DiJsonTree) tree = di_json_parse(json, size < 0 ? strlen(json) : (gsize)size, error);

	if (tree)
		return di_report_from_value(di_json_root(tree), error);
	g_prefix_error(error, "a report that cannot be read: ");
	return NULL;
}
