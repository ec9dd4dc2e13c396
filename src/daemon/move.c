/* Settled mails go to the folder that shows people what happened. Idempotent; nothing is ever expunged. */
#include <diarie/daemon.h>

#include <string.h>

static const char *
folder_for(const DiConfig *config, DiMailState state)
{
	switch (state) {
	case DI_MAIL_DIARIEFORT:
		return config->mailbox.processed;
	case DI_MAIL_GRANSKAS:
		return config->mailbox.review;
	case DI_MAIL_IGNORERAT:
		break;
	}
	return "";
}

static gboolean
move_state(DiHouse *house, const GArray *moves, DiMailState state, DiCycle *cycle, GError **error)
{
	const char *folder = folder_for(house->config, state);
	g_autofree guint32 *uids = g_new0(guint32, moves->len + 1);
	g_autofree gint64 *places = g_new0(gint64, moves->len + 1);
	g_autofree gboolean *moved = g_new0(gboolean, moves->len + 1);
	guint n = 0;

	for (guint i = 0; i < moves->len; i++) {
		const DiMove *move = &g_array_index(moves, DiMove, i);

		if (move->state == state) {
			places[n] = move->place_id;
			uids[n++] = move->uid;
		}
	}
	if (n == 0)
		return TRUE;
	if (*folder && !di_mailbox_move(house->mailbox, uids, n, folder, moved, error))
		return FALSE;
	/* a mail that did not move is gone or stays by choice: either way there is nothing left to do for it */
	if (!di_registry_begin(house->registry, error))
		return FALSE;
	for (guint i = 0; i < n; i++) {
		cycle->moved += (guint)moved[i];
		if (!di_mail_moved(house->registry, places[i], error)) {
			di_registry_rollback(house->registry);
			return FALSE;
		}
	}
	return di_registry_commit(house->registry, error);
}

static gboolean
move_from(DiHouse *house, const char *folder, DiCycle *cycle, GError **error)
{
	guint32 uidvalidity;
	g_autoptr(GArray) moves = NULL;

	if (!di_registry_is_in_place(house->registry, error) || !di_mailbox_select(house->mailbox, folder, &uidvalidity, error))
		return FALSE;
	moves = di_mail_moves(house->registry, house->account, folder, uidvalidity, error);
	return moves && move_state(house, moves, DI_MAIL_DIARIEFORT, cycle, error) &&
		move_state(house, moves, DI_MAIL_GRANSKAS, cycle, error) &&
		move_state(house, moves, DI_MAIL_IGNORERAT, cycle, error);
}

gboolean
di_move_run(DiHouse *house, DiCycle *cycle, GError **error)
{
	if (!house->mailbox)
		return TRUE;
	if (move_from(house, "", cycle, error))
		return TRUE;
	g_clear_pointer(&house->mailbox, di_mailbox_close);
	if (!di_house_is_stopping(house))
		return FALSE;
	g_clear_error(error); /* that was us: no trouble to be told of */
	return TRUE;
}
