/* The schema's steps: PRAGMA user_version says how many have been taken. */
#include "private.h"

#include "schema-steps.h"

/* "Diar", so that file(1) and we can tell our databases from others */
enum { APPLICATION_ID = 0x44696172 };

static gboolean
pragma(DiRegistry *registry, const char *sql, int *value_out, GError **error)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(registry->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		return di_db_fail(registry, error, "read");
	if (sqlite3_step(stmt) != SQLITE_ROW) {
		sqlite3_finalize(stmt);
		return di_db_fail(registry, error, "read");
	}
	*value_out = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return TRUE;
}

static gboolean
refuse(DiRegistry *registry, DiErrorCode code, const char *why, GError **error)
{
	g_set_error(error, DI_ERROR, (gint)code, "the database '%s' %s", registry->config->diarium.database, why);
	return FALSE;
}

gboolean
di_schema_check(DiRegistry *registry, gboolean may_upgrade, GError **error)
{
	int version = 0, application = 0, tables = 0;

	if (!pragma(registry, "PRAGMA user_version", &version, error) ||
	    !pragma(registry, "PRAGMA application_id", &application, error) ||
	    !pragma(registry, "SELECT count(*) FROM sqlite_schema", &tables, error))
		return FALSE;
	if (tables > 0 && application != APPLICATION_ID)
		return refuse(registry, DI_ERROR_CONFIG, "was made by another program; see database in [diarium]", error);
	if (version > (int)G_N_ELEMENTS(schema_steps))
		return refuse(registry, DI_ERROR_NEWER,
			"was made by a newer diarie than this one; install that version again, or restore a backup from before", error);
	if (!may_upgrade && version < (int)G_N_ELEMENTS(schema_steps))
		return refuse(registry, DI_ERROR_CONFIG,
			"was made by an older diarie; start diaried, which upgrades it, and try again", error);
	return TRUE;
}

/* One step is one transaction. Another process may have taken it while this one waited for its turn. */
static gboolean
take_step(DiRegistry *registry, int step, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	char after[128];
	int version = 0;

	if (!transaction || !pragma(registry, "PRAGMA user_version", &version, error))
		return FALSE;
	if (version > step)
		return di_transaction_commit(&transaction, error);
	g_snprintf(after, sizeof after, "PRAGMA user_version = %d; PRAGMA application_id = %d", step + 1, APPLICATION_ID);
	if (!di_db_exec(registry, schema_steps[step], error) || !di_db_exec(registry, after, error)) {
		g_prefix_error(error, "schema step %d: ", step + 1);
		return FALSE;
	}
	return di_transaction_commit(&transaction, error);
}

gboolean
di_schema_upgrade(DiRegistry *registry, GError **error)
{
	int version = 0;

	if (!pragma(registry, "PRAGMA user_version", &version, error))
		return FALSE;
	for (int step = version; step < (int)G_N_ELEMENTS(schema_steps); step++) {
		if (!take_step(registry, step, error))
			return FALSE;
	}
	return TRUE;
}
