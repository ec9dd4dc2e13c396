/* Transactions: the outermost is BEGIN IMMEDIATE, those within it are savepoints, so that a call that fails inside
 * another one's transaction leaves nothing half done. What is logged meanwhile is told when it is committed, and not before. */
#include "private.h"

static gboolean
on_level(DiRegistry *registry, const char *verb, guint level, GError **error)
{
	char sql[64];

	g_snprintf(sql, sizeof sql, "%s inre%u", verb, level);
	return di_db_exec(registry, sql, error);
}

/* What is written to a file that was removed, or that a copy has taken the place of, is gone. Its write-ahead log, which lies where the
 * copy's would, is emptied: SQLite would take it for the copy's. */
gboolean
di_registry_is_in_place(DiRegistry *registry, GError **error)
{
	int moved = 0;

	if (sqlite3_file_control(registry->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK || !moved)
		return TRUE;
	(void)sqlite3_wal_checkpoint_v2(registry->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	g_set_error(error, DI_ERROR, DI_ERROR_IO, "the database '%s' was removed or replaced while it was in use; put the right one there, and start again",
		registry->config->diarium.database);
	return FALSE;
}

gboolean
di_registry_begin(DiRegistry *registry, GError **error)
{
	gboolean ok = registry->depth == 0 ? di_registry_is_in_place(registry, error) && di_db_exec(registry, "BEGIN IMMEDIATE", error)
					   : on_level(registry, "SAVEPOINT", registry->depth, error);

	if (!ok)
		return FALSE;
	registry->depth++;
	di_log_hold();
	return TRUE;
}

gboolean
di_registry_commit(DiRegistry *registry, GError **error)
{
	gboolean ok;

	g_return_val_if_fail(registry->depth > 0, FALSE);
	ok = registry->depth == 1 ? di_db_exec(registry, "COMMIT", error)
				  : on_level(registry, "RELEASE", registry->depth - 1, error);
	if (!ok) {
		di_registry_rollback(registry);
		return FALSE;
	}
	registry->depth--;
	di_log_release(TRUE);
	return TRUE;
}

/* SQLite may have rolled back by itself (disk full): then only our count is left to undo. */
void
di_registry_rollback(DiRegistry *registry)
{
	if (registry->depth == 0)
		return;
	registry->depth--;
	di_log_release(FALSE);
	di_names_forget(registry); /* they may hold what is being undone */
	if (sqlite3_get_autocommit(registry->db))
		return;
	if (registry->depth == 0) {
		(void)!di_db_exec(registry, "ROLLBACK", NULL);
		return;
	}
	(void)!on_level(registry, "ROLLBACK TO", registry->depth, NULL);
	(void)!on_level(registry, "RELEASE", registry->depth, NULL);
}

DiRegistry *
di_transaction_begin(DiRegistry *registry, GError **error)
{
	return di_registry_begin(registry, error) ? registry : NULL;
}

gboolean
di_transaction_commit(DiTransaction *transaction, GError **error)
{
	DiRegistry *registry = *transaction;

	*transaction = NULL;
	return di_registry_commit(registry, error);
}

void
di_transaction_end(DiTransaction *transaction)
{
	if (*transaction)
		di_registry_rollback(*transaction);
}
