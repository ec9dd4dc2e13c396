/* Mails that take their reader long, last of all: one a cycle, when what came of the others has been sent, and before it the mailbox is asked
 * for others again. */
#include <diarie/daemon.h>

gboolean
di_heavy_run(DiHouse *house, DiCycle *cycle, GError **error)
{
	g_autoptr(GArray) ids = di_heavy_list(house->registry, error);
	g_autoptr(GError) no_room = NULL;

	if (!ids || !di_mail_leave_large(house->registry, ids, &no_room, error))
		return FALSE;
	if (ids->len == 0 && no_room) {
		g_propagate_error(error, g_steal_pointer(&no_room));
		return FALSE;
	}
	if (ids->len == 0 || di_house_is_stopping(house))
		return TRUE;
	if (!di_round_heavy(house, cycle, g_array_index(ids, gint64, 0), error))
		return FALSE;
	cycle->again = TRUE;
	return TRUE;
}
