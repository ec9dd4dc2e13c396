/* Reports of unknown senders that wait for approval, as their contact is told of them: the first in a letter of its own, those that come within
 * a day of it together in the next. Told is what a letter of kind "okand" is about, or what okand_besked names one for. */
#include "private.h"

enum { DAY_S = 86400 };

gboolean
di_stranger_may_tell(DiRegistry *registry, const char *address, DiTime now, gboolean *may_out, GError **error)
{
	g_autofree char *folded = di_text_fold(address);
	gint64 told = 0;

	if (!di_db_int(registry, STMT_STRANGER_RECENT, &told, error, "si", folded, now / DI_SECOND - DAY_S))
		return FALSE;
	*may_out = told == 0;
	return TRUE;
}

gboolean
di_stranger_put_off(DiRegistry *registry, gint64 handling_id, GError **error)
{
	return di_db_run(registry, STMT_STRANGER_PUT_OFF, error, "i", handling_id);
}

static void
stranger_free(gpointer data)
{
	DiStranger *one = data;

	g_free(one->diarienummer);
	g_free(one->insats);
	g_free(one->huvudman);
	g_free(one->from);
	g_clear_pointer(&one->contacts, g_ptr_array_unref);
	g_free(one);
}

static DiStranger *
read_one(sqlite3_stmt *stmt)
{
	DiStranger *one = g_new0(DiStranger, 1);

	one->handling_id = di_col_int(stmt, 0);
	one->diarienummer = di_col_text(stmt, 1);
	one->insats_id = di_col_int(stmt, 2);
	one->insats = di_col_text(stmt, 3);
	one->rapportor_id = di_col_int(stmt, 4);
	one->huvudman = di_col_text(stmt, 5);
	(void)di_kind_from_word(di_col_borrow(stmt, 6), &one->kind);
	one->quarter = di_col_quarter(stmt, 7);
	one->from = di_col_text(stmt, 8);
	one->counts = di_col_int(stmt, 9) != 0;
	return one;
}

GPtrArray *
di_stranger_untold(DiRegistry *registry, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_STRANGER_UNTOLD, error, "");
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(stranger_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0)
		g_ptr_array_add(list, read_one(stmt));
	for (guint i = 0; got == 0 && i < list->len; i++) {
		DiStranger *one = list->pdata[i];

		one->contacts = di_insats_contacts(registry, one->rapportor_id, error);
		got = one->contacts ? 0 : -1;
	}
	return got == 0 ? g_steal_pointer(&list) : NULL;
}

gboolean
di_stranger_told(DiRegistry *registry, gint64 handling_id, const char *key, GError **error)
{
	return di_db_run(registry, STMT_STRANGER_TOLD, error, "is", handling_id, key);
}
