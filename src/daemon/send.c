/* Outbox → server, one recipient a transaction: commit the intent, send, commit the outcome, and with it the intent of the next. */
#include <diarie/daemon.h>

#include <string.h>

enum {
	RETRY_FIRST_MIN = 5,
	RETRY_MOST_MIN = 4 * 60,
	STEP_US = 200000,
};

/* 5, 10, 20 … minutes, at most four hours. */
static DiTime
retry_after(guint attempts, DiTime now)
{
	gint64 minutes = RETRY_FIRST_MIN;

	for (guint i = 1; i < attempts && minutes < RETRY_MOST_MIN; i++)
		minutes *= 2;
	return now + MIN(minutes, RETRY_MOST_MIN) * 60 * DI_SECOND;
}

static DiOutboxState
state_after(DiSendOutcome outcome)
{
	switch (outcome) {
	case DI_SENT:
		return DI_OUTBOX_SKICKAD;
	case DI_SENT_LATER:
		return DI_OUTBOX_VANTAR;
	case DI_SENT_REFUSED:
		return DI_OUTBOX_AVVISAD;
	case DI_SENT_UNCERTAIN:
		break;
	}
	return DI_OUTBOX_OVISS;
}

/* Whose letters go to nobody, and who must know, is written down in the same breath. */
static gboolean
end_with_nobody(DiHouse *house, const DiOutboxRow *row, const char *reply, GError **error)
{
	if (!di_registry_begin(house->registry, error))
		return FALSE;
	if (di_outbox_end(house->registry, row->id, DI_OUTBOX_AVVISAD, reply, di_clock_now(), DI_TIME_NONE, error) &&
	    di_answer_refused(house, row, reply, error))
		return di_registry_commit(house->registry, error);
	di_registry_rollback(house->registry);
	return FALSE;
}

/* It was given up for us, before anything of it was given: it goes with the next start. */
static gboolean
was_stopped(const DiHouse *house, DiSendOutcome outcome)
{
	return outcome == DI_SENT_LATER && di_sender_met_silence(house->sender) && di_house_is_stopping(house);
}

/* Commits the outcome. What a broken connection leaves is the register's to say: a receipt goes once more, a reminder never. */
static gboolean
end(DiHouse *house, const DiOutboxRow *row, DiSendOutcome outcome, const char *reply, DiTime began, DiOutboxState *state_out,
	GError **error)
{
	DiTime retry_at = was_stopped(house, outcome) ? began : retry_after(row->attempts + 1, began);

	*state_out = state_after(outcome);
	if (outcome == DI_SENT_UNCERTAIN)
		return di_outbox_uncertain(house->registry, row, reply, di_clock_now(), retry_at, state_out, error);
	if (di_sender_is_nobody(house->sender))
		return end_with_nobody(house, row, reply, error);
	return di_outbox_end(house->registry, row->id, *state_out, reply, di_clock_now(), retry_at, error);
}

static void
tell_outcome(const DiOutboxRow *row, DiOutboxState state, const char *reply)
{
	const DiLogField fields[] = {{"DIARIE_MESSAGE_ID", row->message_id}, {NULL, NULL}};

	if (state == DI_OUTBOX_SKICKAD)
		di_log_fields(DI_LOG_INFO, fields, "sent %s to %s", row->kind, row->to_address);
	else
		di_log_fields(DI_LOG_WARNING, fields, "%s to %s was not sent for certain: %s", row->kind, row->to_address, reply);
}

/* Exchange takes thirty letters a minute. Waits until the next may go, or the daemon stops. */
static void
keep_pace(const DiHouse *house)
{
	gint64 next_us = house->sent_us ? house->sent_us + (gint64)house->config->outgoing.pace_s * G_USEC_PER_SEC : 0;

	while (g_get_monotonic_time() < next_us && !di_house_is_stopping(house)) {
		di_house_alive(house);
		g_usleep((gulong)CLAMP(next_us - g_get_monotonic_time(), 0, STEP_US));
	}
}

/* A server that said nothing to a letter would keep the next one as long, and with it the mails that wait to be read: the others are left to
 * a later round. What fails in a row makes that rest longer. */
static gboolean
is_left_alone(DiHouse *house, DiCycle *cycle)
{
	int seconds;

	house->silences = di_sender_met_silence(house->sender) ? house->silences + 1 : 0;
	house->letters_rest_until_us = 0;
	if (house->silences == 0 || di_house_is_stopping(house))
		return house->silences > 0;
	seconds = di_patience_silent_s(house->silences);
	house->letters_rest_until_us = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
	cycle->send_failed = TRUE;
	if (house->is_service)
		di_log(DI_LOG_WARNING, "the outgoing server said nothing; it is left alone for %d seconds, and so are the other letters", seconds);
	return TRUE;
}

/* Is there a reason to hold all letters? It is logged once, when it begins. */
static gboolean
must_hold(DiHouse *house, const DiCycle *cycle, gboolean *hold_out, GError **error)
{
	g_autofree char *paused = di_registry_state_get(house->registry, "paus");
	gboolean behind = FALSE;

	*hold_out = TRUE;
	if ((paused && *paused) || cycle->clock_wrong || g_get_monotonic_time() < house->letters_rest_until_us)
		return TRUE;
	if (!di_outbox_is_behind_sent_log(house->registry, &behind, error))
		return FALSE;
	if (behind)
		di_log(DI_LOG_ERR, "the sent log knows letters that the database does not: it was restored from an older copy; "
				   "no letter goes out until 'diarie resume --sent-log' has been run");
	else
		*hold_out = FALSE;
	return TRUE;
}

/* A reminder that waits must not go while the report that it asks for may lie in a mailbox that was not read; nor on a day off, or at
 * night, because a server or a cap held it back in its own hours. */
static DiOutboxRow *
next_letter(DiHouse *house, const DiCycle *cycle, GError **error)
{
	DiTime now = di_clock_now();

	if (cycle->complete && !cycle->unfetched && di_reminder_opening(house->config, now) == now)
		return di_outbox_next(house->registry, now, error);
	return di_outbox_next_but_reminders(house->registry, now, error);
}

/* The letter after this one begins in the commit of this one's outcome, where nothing but its sending follows that commit: no pause, no
 * login, no stop. What is uncertain after a crash is the same one letter as with a commit for each. NULL: it begins by itself, later. */
static DiOutboxRow *
begin_next(DiHouse *house, const DiCycle *cycle, DiOutboxState state, GError **error)
{
	g_autoptr(DiOutboxRow) row = NULL;

	if (state != DI_OUTBOX_SKICKAD || house->config->outgoing.pace_s > 0 || house->tokens || di_house_is_stopping(house))
		return NULL;
	row = next_letter(house, cycle, error);
	return row && di_outbox_begin(house->registry, row->id, di_clock_now(), error) ? g_steal_pointer(&row) : NULL;
}

/* What became of a letter. */
typedef struct {
	DiSendOutcome outcome;
	char *reply;
	DiTime began;
} Sent;

static gboolean
conclude(DiHouse *house, const DiOutboxRow *row, const Sent *sent, DiCycle *cycle, DiOutboxRow **next_out, GError **error)
{
	g_autoptr(DiOutboxRow) next = NULL;
	g_autoptr(GError) trouble = NULL;
	DiOutboxState state;

	if (!di_registry_begin(house->registry, error))
		return FALSE;
	if (!end(house, row, sent->outcome, sent->reply, sent->began, &state, error)) {
		di_registry_rollback(house->registry);
		return FALSE;
	}
	next = begin_next(house, cycle, state, &trouble);
	/* what kept the next one from beginning is met again when it begins by itself, unless it ended the whole transaction */
	if (!di_registry_commit(house->registry, trouble ? NULL : error)) {
		if (trouble)
			g_propagate_error(error, g_steal_pointer(&trouble));
		return FALSE;
	}
	tell_outcome(row, state, sent->reply);
	cycle->sent += state == DI_OUTBOX_SKICKAD;
	cycle->send_failed |= state == DI_OUTBOX_VANTAR;
	*next_out = g_steal_pointer(&next);
	return TRUE;
}

/* ROW has begun. */
static gboolean
send_one(DiHouse *house, const DiOutboxRow *row, DiCycle *cycle, DiOutboxRow **next_out, GError **error)
{
	Sent sent = {.began = di_clock_now()};

	di_house_alive(house);
	sent.outcome = di_sender_send(house->sender, row->to_address, row->mail, &sent.reply);
	house->sent_us = g_get_monotonic_time();
	if (sent.outcome == DI_SENT_LATER && di_login_sender_again(house)) {
		g_clear_pointer(&sent.reply, g_free);
		sent.outcome = di_sender_send(house->sender, row->to_address, row->mail, &sent.reply);
	}
	di_house_alive(house);
	house->unsettled = !conclude(house, row, &sent, cycle, next_out, error);
	g_free(sent.reply);
	return !house->unsettled;
}

/* What became of a letter is not known where the register could not take it (locked, full): as after a crash. */
static gboolean
settle(DiHouse *house, GError **error)
{
	if (house->unsettled && !di_outbox_recover(house->registry, di_clock_now(), error))
		return FALSE;
	house->unsettled = FALSE;
	return TRUE;
}

/* *ROW_OUT NULL: none may go now. */
static gboolean
begin_one(DiHouse *house, const DiCycle *cycle, DiOutboxRow **row_out, GError **error)
{
	g_autoptr(GError) local = NULL;
	/* passes over letters that the caps of a day and an hour hold back: that is no failure of this cycle */
	g_autoptr(DiOutboxRow) row = di_house_is_stopping(house) ? NULL : next_letter(house, cycle, &local);

	*row_out = NULL;
	if (local) {
		g_propagate_error(error, g_steal_pointer(&local));
		return FALSE;
	}
	if (!row)
		return TRUE;
	keep_pace(house);
	if (di_house_is_stopping(house))
		return TRUE;
	if (!di_login_sender(house, error) || !di_outbox_begin(house->registry, row->id, di_clock_now(), error))
		return FALSE;
	*row_out = g_steal_pointer(&row);
	return TRUE;
}

gboolean
di_send_run(DiHouse *house, DiCycle *cycle, GError **error)
{
	g_autoptr(DiOutboxRow) next = NULL;
	gboolean hold;

	if (!settle(house, error) || !di_planned_run(house, error) || !di_strangers_run(house, error) ||
		 !must_hold(house, cycle, &hold, error))
		return FALSE;
	while (!hold) {
		g_autoptr(DiOutboxRow) row = g_steal_pointer(&next);

		if (!row && !begin_one(house, cycle, &row, error))
			return FALSE;
		if (!row)
			return TRUE;
		if (!send_one(house, row, cycle, &next, error))
			return FALSE;
		if (!next && di_sender_login_refused(house->sender)) /* the next letter would fare no better, and servers count logins */
			return TRUE;
		if (is_left_alone(house, cycle))
			return TRUE;
	}
	return TRUE;
}
