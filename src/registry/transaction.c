/* Transactions: the outermost is BEGIN IMMEDIATE, those within it are savepoints, so that a call that fails inside
 * another one's transaction leaves nothing half done. What is logged meanwhile is told when it is committed, and not before. */
#include "private.h"

typedef enum { LEVEL_BEGIN, LEVEL_END } LevelVerb;

static gboolean
on_level(DiRegistry *registry, const char *verb, guint level, GError **error)
{
	char sql[64];

	g_snprintf(sql, sizeof sql, "%s inre%u", verb, level);
	return di_db_exec(registry, sql, error);
}

/* Filing one mail begins and ends some fifteen levels: to understand their words each time was a twelfth of its instructions. */
static sqlite3_stmt *
level_statement(DiRegistry *registry, LevelVerb verb, guint level, GError **error)
{
	static const char *const outermost[] = {"BEGIN IMMEDIATE", "COMMIT"}, *const inner[] = {"SAVEPOINT", "RELEASE"};
	sqlite3_stmt **slot = &registry->levels[verb][level];
	char sql[64];

	g_snprintf(sql, sizeof sql, level > 0 ? "%s inre%u" : "%s", level > 0 ? inner[verb] : outermost[verb], level);
	if (!*slot && sqlite3_prepare_v3(registry->db, sql, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL) != SQLITE_OK)
		di_db_fail(registry, error, "use the database");
	return *slot;
}

/* LEVEL 0 is the outermost. */
static gboolean
run_level(DiRegistry *registry, LevelVerb verb, guint level, GError **error)
{
	sqlite3_stmt *stmt;
	gboolean done;

	if (level >= DI_LEVELS)
		return on_level(registry, verb == LEVEL_BEGIN ? "SAVEPOINT" : "RELEASE", level, error);
	stmt = level_statement(registry, verb, level, error);
	done = stmt && di_db_step(registry, stmt, error) == 0;
	if (stmt)
		sqlite3_reset(stmt);
	return done;
}

gboolean
di_registry_begin(DiRegistry *registry, GError **error)
{
	if ((registry->depth == 0 && !di_registry_is_in_place(registry, error)) || !run_level(registry, LEVEL_BEGIN, registry->depth, error))
		return FALSE;
	registry->depth++;
	di_log_hold();
	return TRUE;
}

gboolean
di_registry_commit(DiRegistry *registry, GError **error)
{
	g_return_val_if_fail(registry->depth > 0, FALSE);
	if ((registry->depth == 1 && !di_reading_index(registry, error)) || !run_level(registry, LEVEL_END, registry->depth - 1, error)) {
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
	if (registry->depth == 0)
		di_reading_index_nothing(registry);
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
