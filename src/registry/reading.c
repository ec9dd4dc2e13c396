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

/* FTS5 writes what it has gathered at each savepoint, as a piece of its own that it must join with others later. The reports of one
 * transaction are one piece, where they are indexed at its end. What a savepoint took back is not there then, or another has its number. */
static void
index_later(DiRegistry *registry, gint64 section_id)
{
	GArray *ids = registry->unindexed ? registry->unindexed : (registry->unindexed = g_array_new(FALSE, FALSE, sizeof(gint64)));

	while (ids->len > 0 && g_array_index(ids, gint64, ids->len - 1) >= section_id)
		g_array_set_size(ids, ids->len - 1);
	g_array_append_val(ids, section_id);
}

void
di_reading_index_nothing(DiRegistry *registry)
{
	g_clear_pointer(&registry->unindexed, g_array_unref);
}

static gboolean
index_one(DiRegistry *registry, gint64 section_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_SECTION_TEXT, error, "i", section_id);
	int got = di_db_step(registry, stmt, error);

	return got > 0 ? di_db_run(registry, STMT_SECTION_INDEX, error, "is", section_id, di_col_borrow(stmt, 0)) : got == 0;
}

gboolean
di_reading_index(DiRegistry *registry, GError **error)
{
	g_autoptr(GArray) ids = g_steal_pointer(&registry->unindexed);

	for (guint i = 0; ids && i < ids->len; i++)
		if (!index_one(registry, g_array_index(ids, gint64, i), error))
			return FALSE;
	return TRUE;
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
		if (!di_db_run(registry, STMT_SECTION_ADD, error, "iss", handling_id, section->key, text))
			return FALSE;
		index_later(registry, di_db_last_id(registry));
	}
	return registry->depth > 0 || di_reading_index(registry, error);
}

/* The index holds no text of its own: it is told what to forget before that is gone, and forgets only what it knows. */
static gboolean
remove_sections(DiRegistry *registry, gint64 handling_id, GError **error)
{
	gint64 have = 0;

	if (!di_db_int(registry, STMT_SECTIONS_HAVE, &have, error, "i", handling_id))
		return FALSE;
	return !have || (di_reading_index(registry, error) && di_db_run(registry, STMT_SECTIONS_UNINDEX, error, "i", handling_id) &&
		di_db_run(registry, STMT_SECTIONS_REMOVE, error, "i", handling_id));
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
