/* Small facts that outlive a process. */
#include "private.h"

char *
di_registry_state_get(DiRegistry *registry, const char *name)
{
	DI_QUERY stmt = di_db_query(registry, STMT_STATE_GET, NULL, "s", name);

	return di_db_step(registry, stmt, NULL) > 0 ? di_col_text(stmt, 0) : NULL;
}

gboolean
di_registry_state_set(DiRegistry *registry, const char *name, const char *value, GError **error)
{
	if (!value)
		return di_db_run(registry, STMT_STATE_UNSET, error, "s", name);
	return di_db_run(registry, STMT_STATE_SET, error, "sst", name, value, di_clock_now());
}
