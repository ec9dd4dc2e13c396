/* Bytes, once for each SHA-256, in the same transaction as the row that points to them. */
#include "private.h"

char *
di_content_hash(GBytes *bytes)
{
	return di_sha256(bytes);
}

gboolean
di_content_store(DiRegistry *registry, GBytes *bytes, gint64 *content_id_out, GError **error)
{
	g_autofree char *hash = di_content_hash(bytes);

	if (!di_db_int(registry, STMT_CONTENT_FIND, content_id_out, error, "s", hash))
		return FALSE;
	if (*content_id_out)
		return TRUE;
	if (!di_db_run(registry, STMT_CONTENT_ADD, error, "sib", hash, (gint64)g_bytes_get_size(bytes), bytes))
		return FALSE;
	*content_id_out = di_db_last_id(registry);
	return TRUE;
}

gboolean
di_content_keep(DiRegistry *registry, GBytes *bytes, gint64 *content_id_out, GError **error)
{
	if (!di_content_store(registry, bytes, content_id_out, error) ||
		!di_db_run(registry, STMT_CONTENT_RESTORE, error, "ib", *content_id_out, bytes))
		return FALSE;
	return !di_db_changes(registry) || di_db_run(registry, STMT_CONTENT_RESTORED, error, "i", *content_id_out);
}
