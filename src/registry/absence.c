/* Who is away, until when and who answers meanwhile, as out-of-office answers said it. Shown to staff; no letter is sent by it. */
#include "private.h"

void
di_absence_free(gpointer data)
{
	DiAbsence *absence = data;

	if (!absence)
		return;
	g_free(absence->address);
	g_free(absence->substitute);
	g_free(absence->substitute_name);
	g_free(absence);
}

/* Only of those we write to: anybody may send an answer of that kind. */
gboolean
di_absence_note(DiRegistry *registry, const DiAbsence *absence, GError **error)
{
	g_autofree char *folded = di_text_fold(absence->address);
	gint64 known = 0;

	if (!di_db_int(registry, STMT_CONTACT_KNOWN, &known, error, "s", folded))
		return FALSE;
	return !known || di_db_run(registry, STMT_ABSENCE_PUT, error, "ssdssd", folded, absence->address, absence->back,
		absence->substitute, absence->substitute_name, absence->arrived);
}

GPtrArray *
di_absence_list(DiRegistry *registry, DiDate today, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_ABSENCE_CURRENT, error, "dd", today, today - DI_ABSENCE_OPEN_DAYS);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(di_absence_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiAbsence *absence = g_new0(DiAbsence, 1);

		absence->address = di_col_text(stmt, 0);
		absence->back = di_col_date(stmt, 1);
		absence->substitute = di_col_text(stmt, 2);
		absence->substitute_name = di_col_text(stmt, 3);
		absence->arrived = di_col_date(stmt, 4);
		g_ptr_array_add(list, absence);
	}
	return got == 0 ? g_steal_pointer(&list) : NULL;
}
