/* The log: only ever added to (triggers hold that), each entry chained to the one before by a hash. */
#include "private.h"

#include <string.h>

/* Length before each value: no two entries have the same text. */
static char *
chain(const char *before, const char *const values[5])
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	g_checksum_update(sum, (const guchar *)before, (gssize)strlen(before));
	for (int i = 0; i < 5; i++) {
		g_autofree char *head = g_strdup_printf("\n%zu:", strlen(values[i]));

		g_checksum_update(sum, (const guchar *)head, (gssize)strlen(head));
		g_checksum_update(sum, (const guchar *)values[i], (gssize)strlen(values[i]));
	}
	return g_strdup(g_checksum_get_string(sum));
}

static char *
last_link(DiRegistry *registry, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_LOG_LAST, error, "");
	int got = di_db_step(registry, stmt, error);

	if (got < 0)
		return NULL;
	return got ? di_col_text(stmt, 1) : g_strdup("");
}

gboolean
di_registry_log(DiRegistry *registry, const char *what, const char *object, const char *detail, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *before = transaction ? last_link(registry, error) : NULL;
	g_autofree char *now = di_time_format(di_clock_now(), registry->config->reminders.timezone);
	const char *const values[5] = {now, registry->actor, what, object ? object : "", detail ? detail : ""};
	g_autofree char *link = before ? chain(before, values) : NULL;

	return link &&
		di_db_run(registry, STMT_LOG_ADD, error, "ssssss", values[0], values[1], values[2], values[3], values[4], link) &&
		di_transaction_commit(&transaction, error);
}

gboolean
di_registry_log_each(DiRegistry *registry, const char *object, DiLogEach each, gpointer user, GError **error)
{
	DI_QUERY stmt = object ? di_db_query(registry, STMT_LOG_OF_OBJECT, error, "s", object)
			       : di_db_query(registry, STMT_LOG_ALL, error, "");
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		if (!each(di_col_borrow(stmt, 1), di_col_borrow(stmt, 2), di_col_borrow(stmt, 3), di_col_borrow(stmt, 4),
			    di_col_borrow(stmt, 5), user))
			return TRUE;
	}
	return got == 0;
}

gboolean
di_registry_log_head(DiRegistry *registry, gint64 *entry_out, char **link_out, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_LOG_LAST, error, "");
	int got = di_db_step(registry, stmt, error);

	if (got < 0)
		return FALSE;
	*entry_out = got ? di_col_int(stmt, 2) : 0;
	*link_out = got ? di_col_text(stmt, 1) : g_strdup("");
	return TRUE;
}

/* What the sent log says of the entries: number → link. A chain that was cut off, or made anew, does not hold them. */
static GHashTable *
read_anchors(const GPtrArray *lines)
{
	GHashTable *anchors = g_hash_table_new(g_int64_hash, g_int64_equal);

	for (guint i = 0; i < lines->len; i++) {
		DiSentLine *line = lines->pdata[i];

		if (line->link && line->entry > 0)
			g_hash_table_insert(anchors, &line->entry, line->link);
	}
	return anchors;
}

static gboolean
is_anchored(GHashTable *anchors, gint64 entry, const char *link)
{
	const char *anchor = g_hash_table_lookup(anchors, &entry);

	return !anchor || g_str_equal(anchor, link);
}

static gint64
last_anchor(const GPtrArray *lines)
{
	gint64 last = 0;

	for (guint i = 0; i < lines->len; i++)
		last = MAX(last, ((const DiSentLine *)lines->pdata[i])->entry);
	return last;
}

gboolean
di_registry_log_verify(DiRegistry *registry, gint64 *broken_out, GError **error)
{
	gsize size = 0;
	g_autoptr(GPtrArray) lines = di_sent_log_read(registry, di_sent_log_accepted(registry), 0, &size, error);
	g_autoptr(GHashTable) anchors = lines ? read_anchors(lines) : NULL;
	DI_QUERY stmt = lines ? di_db_query(registry, STMT_LOG_ALL, error, "") : NULL;
	g_autofree char *before = g_strdup("");
	gint64 expected_id = 1;
	int got;

	*broken_out = 0;
	if (!stmt)
		return FALSE;
	while ((got = di_db_step(registry, stmt, error)) > 0) {
		const char *const values[5] = {di_col_borrow(stmt, 1), di_col_borrow(stmt, 2), di_col_borrow(stmt, 3),
			di_col_borrow(stmt, 4), di_col_borrow(stmt, 5)};
		g_autofree char *link = chain(before, values);

		if (di_col_int(stmt, 0) != expected_id || !g_str_equal(link, di_col_borrow(stmt, 6)) ||
			!is_anchored(anchors, expected_id, link)) {
			*broken_out = expected_id;
			return FALSE;
		}
		expected_id++;
		g_free(before);
		before = g_steal_pointer(&link);
	}
	if (got == 0 && last_anchor(lines) >= expected_id)
		*broken_out = expected_id;
	return got == 0 && *broken_out == 0;
}

DiTime
di_registry_log_last(DiRegistry *registry)
{
	DI_QUERY stmt = di_db_query(registry, STMT_LOG_LAST, NULL, "");

	return di_db_step(registry, stmt, NULL) > 0 ? di_col_time(stmt, 0) : DI_TIME_NONE;
}
