/* The reading of a document: its JSON, its sections and their index; made again when the reader is better. The number, the
 * insats, the quarter and the originals are not touched here. */
#include "private.h"

char *
di_filing_reading_json(const DiReport *report)
{
	DiJson *json = di_json_new();

	di_report_write_json(report, NULL, TRUE, json, NULL);
	return di_json_finish(json);
}

char **
di_reading_empty_sections(const DiReport *report)
{
	g_autoptr(GStrvBuilder) keys = g_strv_builder_new();

	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = report->sections->pdata[i];

		if (!*section->text)
			g_strv_builder_add(keys, section->key);
	}
	return g_strv_builder_end(keys);
}

static gboolean
add_sections(DiRegistry *registry, gint64 handling_id, const DiReport *report, GError **error)
{
	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = report->sections->pdata[i];
		g_autofree char *composed = di_text_nfc(section->text, -1);
		const char *text = composed ? composed : section->text;

		if (!*text)
			continue;
		if (!di_db_run(registry, STMT_SECTION_ADD, error, "iss", handling_id, section->key, text) ||
		    !di_db_run(registry, STMT_SECTION_INDEX, error, "is", di_db_last_id(registry), text))
			return FALSE;
	}
	return TRUE;
}

/* The index holds no text of its own: it is told what to forget before that is gone. */
static gboolean
remove_sections(DiRegistry *registry, gint64 handling_id, GError **error)
{
	return di_db_run(registry, STMT_SECTIONS_UNINDEX, error, "i", handling_id) &&
		di_db_run(registry, STMT_SECTIONS_REMOVE, error, "i", handling_id);
}

gboolean
di_reading_store(DiRegistry *registry, gint64 handling_id, const DiReport *report, const char *reader, GError **error)
{
	g_autofree char *json = di_repeat_json(registry, handling_id, report, error);
	g_auto(GStrv) empty = di_reading_empty_sections(report);
	g_autofree char *missing = g_strjoinv(",", empty);

	return json && di_db_run(registry, STMT_READING_PUT, error, "isss", handling_id, reader ? reader : "", missing, json) &&
		remove_sections(registry, handling_id, error) && add_sections(registry, handling_id, report, error);
}

/* What a resent copy is compared with follows the reading, or the copy would be taken for a new version. Where nothing is
 * written the key is of the bytes, and stays. */
static gboolean
renew_key(DiRegistry *registry, gint64 handling_id, const DiReport *report, GError **error)
{
	DiFiling filing = {.report = report};
	g_autofree char *key = NULL;
	gboolean written = FALSE;

	for (guint i = 0; i < report->sections->len; i++)
		written |= *((const DiSection *)report->sections->pdata[i])->text != '\0';
	if (!written)
		return TRUE;
	key = di_filing_key(&filing);
	return di_db_run(registry, STMT_HANDLING_KEY, error, "si", key, handling_id);
}

gboolean
di_handling_reread(DiRegistry *registry, const DiHandling *handling, const DiReport *report, const char *reader,
	const char *detail, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);

	return transaction && di_reading_store(registry, handling->id, report, reader, error) &&
		renew_key(registry, handling->id, report, error) &&
		di_registry_log(registry, "läst om", handling->diarienummer, detail ? detail : "", error) &&
		di_transaction_commit(&transaction, error);
}
