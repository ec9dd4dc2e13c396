/* Settled mails go to the folder that shows people what happened. Idempotent; nothing is ever expunged. What the server does not move is filed all
 * the same: it is tried again in each round, and nobody's reminder waits for it. */
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

/* The first TROUBLE with the mailbox is kept. */
static void
keep_first(GError **trouble, GError *other)
{
	if (*trouble)
		g_error_free(other);
	else
		*trouble = other;
}

static gboolean
move_state(DiHouse *house, const GArray *moves, DiMailState state, DiCycle *cycle, GError **trouble, GError **error)
{
	GError *refused = NULL;
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
	if (*folder && !di_mailbox_move(house->mailbox, uids, n, folder, moved, &refused)) {
		keep_first(trouble, refused);
		return TRUE;
	}
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
move_settled(DiHouse *house, DiCycle *cycle, GError **trouble, GError **error)
{
	guint32 uidvalidity;
	g_autoptr(GArray) moves = NULL;

	if (!di_registry_is_in_place(house->registry, error))
		return FALSE;
	if (!di_mailbox_select(house->mailbox, "", &uidvalidity, trouble))
		return TRUE;
	moves = di_mail_moves(house->registry, house->account, "", uidvalidity, error);
	return moves && move_state(house, moves, DI_MAIL_DIARIEFORT, cycle, trouble, error) &&
		move_state(house, moves, DI_MAIL_GRANSKAS, cycle, trouble, error) &&
		move_state(house, moves, DI_MAIL_IGNORERAT, cycle, trouble, error);
}

/* Told once, and for `diarie health`. WHY NULL: all is well. */
static gboolean
note(DiHouse *house, const char *why, GError **error)
{
	g_autofree char *noted = di_registry_state_get(house->registry, DI_STATE_MOVE_FAILS);

	if (g_strcmp0(noted, why) == 0)
		return TRUE;
	if (why)
		di_log(DI_LOG_WARNING, "%s; what is filed stays where it came in, and is moved when the server lets it", why);
	else
		di_log(DI_LOG_NOTICE, "mails can be moved again");
	return di_registry_state_set(house->registry, DI_STATE_MOVE_FAILS, why, error);
}

/* The server's word on the folder: the session is of use still. */
static gboolean
is_refusal(const GError *trouble)
{
	return trouble->code == DI_ERROR_DENIED || trouble->code == DI_ERROR_DATA;
}

gboolean
di_move_run(DiHouse *house, DiCycle *cycle, GError **error)
{
	g_autoptr(GError) trouble = NULL;

	if (!house->mailbox)
		return TRUE;
	if (!move_settled(house, cycle, &trouble, error)) {
		g_clear_pointer(&house->mailbox, di_mailbox_close);
		return FALSE;
	}
	if (!trouble)
		return note(house, NULL, error);
	if (!is_refusal(trouble))
		g_clear_pointer(&house->mailbox, di_mailbox_close);
	if (di_house_is_stopping(house)) /* that was us: no trouble to be told of */
		return TRUE;
	cycle->move_failed = TRUE;
	g_free(house->trouble);
	house->trouble = g_strdup(trouble->message);
	return note(house, trouble->message, error);
}
