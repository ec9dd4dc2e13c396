/* Outbox → server, one recipient a transaction: commit the intent, send, commit the outcome, and with it the intent of the next. */
#include <diarie/daemon.h>

#include <poll.h>
#include <string.h>

enum {
	RETRY_FIRST_S = 5 * 60,
	RETRY_MOST_S = 4 * 3600,
	STEP_US = 200000,
	STEP_MS = 1000,
};

/* 5, 10, 20 … minutes, at most four hours. */
static DiTime
retry_after(guint attempts, DiTime now)
{
	return now + di_clock_rest(RETRY_FIRST_S, MAX(attempts, 1) - 1, RETRY_MOST_S) * DI_SECOND;
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

	if (cycle->complete && !cycle->doubts && di_reminder_opening(house->config, now) == now)
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
	gboolean is_last; /* none is to begin after it */
} Sent;

/* The letter is gone from the house; *NEXT_OUT NULL: none has begun. */
static gboolean
conclude(DiHouse *house, const Sent *sent, DiCycle *cycle, DiOutboxRow **next_out, GError **error)
{
	g_autoptr(DiOutboxRow) row = g_steal_pointer(&house->letter);
	g_autoptr(DiOutboxRow) next = NULL;
	g_autoptr(GError) trouble = NULL;
	DiOutboxState state;

	if (!di_registry_begin(house->registry, error))
		return FALSE;
	if (!end(house, row, sent->outcome, sent->reply, house->letter_began, &state, error)) {
		di_registry_rollback(house->registry);
		return FALSE;
	}
	next = sent->is_last ? NULL : begin_next(house, cycle, state, &trouble);
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
static void
give(DiHouse *house, DiOutboxRow *row)
{
	di_house_alive(house);
	house->letter = row;
	house->letter_began = di_clock_now();
	di_sender_begin(house->sender, row->to_address, row->mail);
}

/* Waits for what became of the letter, where that is not known yet. */
static gboolean
take_outcome(DiHouse *house, DiCycle *cycle, gboolean is_last, DiOutboxRow **next_out, GError **error)
{
	Sent sent = {.is_last = is_last};

	sent.outcome = di_sender_end(house->sender, &sent.reply);
	house->sent_us = g_get_monotonic_time();
	if (sent.outcome == DI_SENT_LATER && di_login_sender_again(house)) {
		g_clear_pointer(&sent.reply, g_free);
		sent.outcome = di_sender_send(house->sender, house->letter->to_address, house->letter->mail, &sent.reply);
	}
	di_house_alive(house);
	house->unsettled = !conclude(house, &sent, cycle, next_out, error);
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

/* May another letter follow? Servers count logins: after one that was refused none is tried in this cycle. */
static DiLetterState
after_letter(DiHouse *house, DiCycle *cycle, const DiOutboxRow *next)
{
	if (!next && di_sender_login_refused(house->sender))
		return cycle->letters = DI_LETTERS_REFUSED;
	return cycle->letters = is_left_alone(house, cycle) ? DI_LETTERS_HELD : DI_LETTERS_GO;
}

/* Begins a letter, or takes the outcome of the one that is under way and begins the next. CYCLE knows whether there is more to do. */
static gboolean
go_on(DiHouse *house, DiCycle *cycle, GError **error)
{
	g_autoptr(DiOutboxRow) next = NULL;

	if (!house->letter) {
		if (!begin_one(house, cycle, &next, error))
			return FALSE;
		cycle->letters = next ? DI_LETTERS_GO : DI_LETTERS_NONE;
	} else if (di_sender_drive(house->sender, NULL, 0, 0)) {
		if (!take_outcome(house, cycle, FALSE, &next, error))
			return FALSE;
		after_letter(house, cycle, next);
	}
	if (next)
		give(house, g_steal_pointer(&next));
	return TRUE;
}

gboolean
di_send_run(DiHouse *house, DiCycle *cycle, GError **error)
{
	gboolean hold;

	if (!settle(house, error) || !di_planned_run(house, error) || !di_strangers_run(house, error) ||
		 !must_hold(house, cycle, &hold, error))
		return FALSE;
	if (hold || cycle->letters == DI_LETTERS_REFUSED)
		return TRUE;
	do {
		if (!go_on(house, cycle, error))
			return FALSE;
		if (house->letter)
			di_sender_drive(house->sender, NULL, 0, STEP_MS);
	} while (cycle->letters == DI_LETTERS_GO);
	return TRUE;
}

/* Only where nothing would have to be waited for but the server's replies: no pace, no token. */
static gboolean
look_whether_they_go(DiHouse *house, DiCycle *cycle, GError **error)
{
	gboolean hold = TRUE;

	cycle->letters = DI_LETTERS_HELD;
	if (house->config->outgoing.pace_s > 0 || house->tokens)
		return TRUE;
	if (!settle(house, error) || !di_clock_check(house, &cycle->clock_wrong, error) || !must_hold(house, cycle, &hold, error))
		return FALSE;
	cycle->letters = hold ? DI_LETTERS_HELD : DI_LETTERS_GO;
	return TRUE;
}

void
di_send_wait(DiHouse *house, DiCycle *cycle, struct pollfd *watched, guint n, int timeout_ms)
{
	g_autoptr(GError) ignored = NULL; /* di_send_run meets it again */

	if (cycle->letters == DI_LETTERS_UNKNOWN && !look_whether_they_go(house, cycle, &ignored))
		cycle->letters = DI_LETTERS_HELD;
	if (cycle->letters == DI_LETTERS_GO && !go_on(house, cycle, ignored ? NULL : &ignored))
		cycle->letters = DI_LETTERS_HELD;
	if (house->letter && !di_sender_drive(house->sender, watched, n, timeout_ms))
		return;
	poll(watched, n, house->letter ? 0 : timeout_ms);
}

void
di_send_finish(DiHouse *house, DiCycle *cycle)
{
	g_autoptr(DiOutboxRow) none = NULL;
	g_autoptr(GError) ignored = NULL; /* the letter is settled before the next one */

	if (!house->letter)
		return;
	if (take_outcome(house, cycle, TRUE, &none, &ignored))
		after_letter(house, cycle, NULL);
	else
		cycle->letters = DI_LETTERS_HELD;
}
