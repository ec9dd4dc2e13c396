/* Which version of a report counts: the one that came in last, whenever it was filed. One that was read again, decided about or moved back
 * later than its successor is numbered after it, and replaces nothing. Each is replaced by the next that counts. */
#include "filing.h"

gboolean
di_version_order(DiRegistry *registry, gint64 handling_id, GError **error)
{
	return di_db_run(registry, STMT_VERSION_ORDER, error, "i", handling_id);
}

static gboolean
read_place(const Work *work, DiFiled *filed, GError **error)
{
	DI_QUERY stmt = di_db_query(work->registry, STMT_VERSION_PLACE, error, "i", filed->handling_id);
	int got = di_db_step(work->registry, stmt, error);

	if (got <= 0)
		return FALSE;
	filed->later = di_col_text(stmt, 0);
	if (filed->later)
		filed->as = DI_FILED_OLDER;
	else
		filed->replaces = di_col_text(stmt, 1);
	return TRUE;
}

gboolean
di_version_place(const Work *work, DiFiled *filed, GError **error)
{
	const DiFiling *filing = work->filing;

	if (!work->has_versions)
		return TRUE;
	/* a mail is told when it came in as it is settled, which is later */
	if (filing->mail_id && filing->moment && !di_db_run(work->registry, STMT_MAIL_CAME_IN, error, "ti", filing->moment, filing->mail_id))
		return FALSE;
	return di_version_order(work->registry, filed->handling_id, error) && (filed->waits || read_place(work, filed, error));
}
