/* The mails that wait, through the extractors to handle.c. While some are read, others are filed: as many as have been read by then, in
 * one transaction with one fsync. Nothing is told of them before it (base/log.c).
 *
 * allow → start → read → file. They are numbered in the order in which they came, but for those that take their reader long
 * (heavy.c) or must be read again later (retry.c in registry). */
#include <diarie/daemon.h>

#include <poll.h>
#include <unistd.h>

enum {
	MAILS_A_ROUND = 200,
	TOGETHER = 20,         /* mails that are filed in one transaction, and whose first attempts are committed at once */
	TOGETHER_BYTES = 8 << 20,
	TOGETHER_US = 150000,  /* the first of them does not wait longer for the others */
	READERS_MOST = 2,
	READERS_FROM = 40,     /* mails that wait, before a second extractor is worth its start and its memory */
	STEP_MS = 1000,
};

typedef struct {
	DiMailRow *row;
	DiAnswer *answer;  /* NULL: there is none */
	gboolean given_up; /* it has had its chances: the answer holds its header at most */
} Mail;

/* First attempts are committed ahead, several at once, with what is filed just then. A mail that has been tried before is ALONE: its
 * attempt has a commit of its own, and nothing else is under way until it is settled. So the mails around one that kills us all lose one
 * chance by it, never a second. */
typedef struct {
	DiHouse *house;
	DiCycle *cycle;
	const GArray *ids;
	gboolean first[MAILS_A_ROUND]; /* by index of IDS, below ALLOWED: its attempt is the first one, and committed */
	guint allowed, next;           /* indices of IDS; NEXT is to be started */
	DiExtractor *readers[READERS_MOST];
	DiMailRow *rows[READERS_MOST]; /* what each reads */
	guint n_readers, oldest, under_way;
	GPtrArray *read;               /* Mail: not committed yet */
	gsize read_bytes;
	gint64 since_us;               /* when the first of those was read */
	gboolean alone, stuck;         /* STUCK: they could not be filed */
	gboolean is_heavy;             /* it may take its reader long */
} Round;

static void
mail_free(gpointer data)
{
	Mail *mail = data;

	di_mail_row_free(mail->row);
	di_answer_free(mail->answer);
	g_free(mail);
}

/* Counts the first attempts of mails that are to be started soon. To be committed before they are. */
static gboolean
allow_more(Round *round, GError **error)
{
	guint n = MIN(round->ids->len, round->next + TOGETHER * 2) - round->allowed;

	if (n < TOGETHER && round->allowed + n < round->ids->len)
		return TRUE;
	if (n > 0 && !di_mail_attempt_first(round->house->registry, &g_array_index(round->ids, gint64, round->allowed), n,
			round->first + round->allowed, error))
		return FALSE;
	round->allowed += n;
	return TRUE;
}

static void
note_read(Round *round, DiMailRow *row, DiAnswer *answer, gboolean given_up)
{
	Mail *mail = g_new0(Mail, 1);

	if (round->read->len == 0)
		round->since_us = g_get_monotonic_time();
	mail->row = row;
	mail->answer = answer;
	mail->given_up = given_up;
	round->read_bytes += row->raw ? g_bytes_get_size(row->raw) : 0;
	g_ptr_array_add(round->read, mail);
}

static gboolean
start(Round *round, GError **error)
{
	DiHouse *house = round->house;
	guint at = (round->oldest + round->under_way) % round->n_readers;
	g_autoptr(DiMailRow) row = di_mail_get(house->registry, g_array_index(round->ids, gint64, round->next), error);
	const char *rule;

	round->next++;
	di_extractor_be_brief(round->readers[at], !round->is_heavy);
	if (row)
		di_extractor_be_patient(round->readers[at], row->interrupted < DI_MAIL_INTERRUPTED_MOST);
	if (!row || !di_extractor_start(round->readers[at], row->raw, NULL, di_arrival_time(NULL, row->internal_date, &rule),
			house->config->reminders.timezone, error))
		return FALSE;
	round->rows[at] = g_steal_pointer(&row);
	round->under_way++;
	return TRUE;
}

/* One that has had its chances: staff are told who wrote, where a reader can find out that. */
static gboolean
give_up(Round *round, gint64 id, GError **error)
{
	g_autoptr(DiMailRow) row = di_mail_get(round->house->registry, id, error);
	DiAnswer *header = NULL;

	round->next++;
	if (!row || !di_header_read(round->house, row->raw, &header, error))
		return FALSE;
	note_read(round, g_steal_pointer(&row), header, TRUE);
	return TRUE;
}

/* Not within a transaction: commits that another attempt begins. */
static gboolean
start_alone(Round *round, GError **error)
{
	gint64 id = g_array_index(round->ids, gint64, round->next);
	guint attempts;

	round->alone = TRUE;
	di_send_finish(round->house, round->cycle); /* if this mail kills us all, no letter's outcome is lost with it */
	if (!di_mail_attempt(round->house->registry, id, &attempts, error))
		return FALSE;
	return attempts <= DI_MAIL_ATTEMPTS_MOST ? start(round, error) : give_up(round, id, error);
}

/* Gives every reader that is free something to do, from what may be started. */
static gboolean
start_allowed(Round *round, GError **error)
{
	while (round->under_way < round->n_readers && round->next < round->allowed && round->first[round->next] && !round->alone &&
		!di_house_is_stopping(round->house))
		if (!start(round, error))
			return FALSE;
	return TRUE;
}

static void
take_attempts_back(const Round *round, const gint64 *ids, guint n)
{
	g_autoptr(GError) error = NULL;

	if (n > 0 && !di_mail_attempt_back(round->house->registry, ids, n, &error))
		di_log(DI_LOG_DEBUG, "%u mails have lost a chance to be read: %s", n, error->message);
}

/* Its reader died: that may be the mail's doing, or a passing trouble of the machine, so it is read again some minutes later. Where not
 * even that can be written down it is read again at once, and the attempt is counted all the same. */
static void
put_off(const Round *round, const DiMailRow *row, const DiAnswer *answer)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *again = NULL;
	int rest_s = 0;

	if (di_house_is_stopping(round->house)) { /* whoever stops us may have stopped the reader, too */
		take_attempts_back(round, &row->id, 1);
		return;
	}
	if (!di_mail_put_off(round->house->registry, row->id, answer->is_interrupted, &rest_s, &error))
		di_log(DI_LOG_DEBUG, "mail %" G_GINT64_FORMAT " is not put off: %s", row->id, error->message);
	again = rest_s > 0 ? g_strdup_printf("; it is read again in %d minutes", rest_s / 60) : g_strdup("");
	di_log(DI_LOG_WARNING, "the extractor gave up on mail %" G_GINT64_FORMAT " (%s)%s", row->id,
		answer->is_interrupted ? "somebody killed it; the kernel, for want of memory?" : di_fault_word(answer->fault), again);
}

/* It waits until all others have been read. Where that cannot be written down it has lost a chance, and is tried again now. */
static void
set_aside(const Round *round, const DiMailRow *row, const DiAnswer *answer)
{
	DiRegistry *registry = round->house->registry;
	g_autoptr(GError) error = NULL;

	if (di_heavy_set(registry, row->id, &error) &&
		(!answer->mail || di_unread_set_sender(registry, row->id, di_unread_sender(round->house, answer), &error)))
		di_log(DI_LOG_INFO, "mail %" G_GINT64_FORMAT " takes its reader long; it is read after the others", row->id);
	else
		di_log(DI_LOG_DEBUG, "mail %" G_GINT64_FORMAT " is not read later: %s", row->id, error->message);
}

static gboolean
take_oldest(Round *round, GError **error)
{
	guint at = round->oldest;
	DiMailRow *row = g_steal_pointer(&round->rows[at]);
	DiAnswer *answer = di_extractor_finish(round->readers[at], error);

	round->oldest = at + 1 < round->n_readers ? at + 1 : 0;
	round->under_way--;
	if (!answer) { /* no reader can work on this machine now */
		take_attempts_back(round, &row->id, 1);
		di_mail_row_free(row);
		return FALSE;
	}
	if (answer->fault == DI_FAULT_NONE && !answer->is_cut_short) {
		note_read(round, row, answer, FALSE);
		return TRUE;
	}
	(answer->is_cut_short ? set_aside : put_off)(round, row, answer);
	round->alone = FALSE;
	di_answer_free(answer);
	di_mail_row_free(row);
	return TRUE;
}

/* One that has had its attempts is tried again all the same, later; what was read needs nobody who looks why it was not. */
static gboolean
note_tries(const Round *round, const Mail *mail, GError **error)
{
	if (mail->given_up)
		return di_mail_given_up(round->house->registry, mail->row->id, error) &&
			di_unread_set_sender(round->house->registry, mail->row->id, di_unread_sender(round->house, mail->answer), error);
	return !mail->row->was_put_off || di_mail_retry_over(round->house->registry, mail->row->id, error);
}

/* Within the transaction: each mail is a part of it. What has been read meanwhile is taken without waiting, for the readers' sake. */
static gboolean
file_each(Round *round, guint n, guint *done_out, GError **error)
{
	for (*done_out = 0; *done_out < n; ++*done_out) {
		Mail *mail = round->read->pdata[*done_out];

		di_house_alive(round->house);
		round->stuck = !note_tries(round, mail, error) || !di_handle_mail(round->house, round->cycle, mail->row, mail->answer, error);
		if (round->stuck)
			return FALSE;
		if (round->under_way > 0 && di_extractor_is_read(round->readers[round->oldest], FALSE) &&
			(!take_oldest(round, error) || !start_allowed(round, error))) {
			++*done_out;
			return FALSE;
		}
	}
	return TRUE;
}

/* The first N of what was read are committed. */
static void
forget_filed(Round *round, guint n)
{
	for (guint i = 0; i < n; i++) {
		const Mail *mail = round->read->pdata[i];

		round->read_bytes -= mail->row->raw ? g_bytes_get_size(mail->row->raw) : 0;
	}
	g_ptr_array_remove_range(round->read, 0, n);
	round->since_us = g_get_monotonic_time();
}

/* What went well before a trouble is committed with the rest. */
static gboolean
file_read(Round *round, GError **error)
{
	DiRegistry *registry = round->house->registry;
	guint done = 0, filed = round->cycle->filed, to_review = round->cycle->to_review;
	gboolean good;

	round->stuck = !di_registry_begin(registry, error);
	if (round->stuck)
		return FALSE;
	good = file_each(round, round->read->len, &done, error) && allow_more(round, error);
	if (!di_registry_commit(registry, good ? error : NULL)) {
		round->stuck = TRUE;
		round->cycle->filed = filed;
		round->cycle->to_review = to_review;
		return FALSE;
	}
	forget_filed(round, done);
	round->alone = FALSE;
	if (round->cycle->letters == DI_LETTERS_NONE)
		round->cycle->letters = DI_LETTERS_GO;
	return good;
}

static gboolean
must_file(const Round *round)
{
	return round->read->len > 0 && (round->under_way == 0 || round->read->len >= TOGETHER || round->read_bytes >= TOGETHER_BYTES ||
		g_get_monotonic_time() - round->since_us >= TOGETHER_US);
}

/* Waits for the oldest reader, for the time until what was read must be filed, or for mails from the session. Where
 * many wait the letters of what is committed go meanwhile. */
static void
wait_for_more(const Round *round)
{
	DiMailbox *mailbox = round->house->mailbox;
	gint64 left_us = round->since_us + TOGETHER_US - g_get_monotonic_time();
	int wait_ms = round->read->len > 0 ? (int)CLAMP(left_us / 1000 + 1, 0, STEP_MS) : STEP_MS;
	struct pollfd watched[2] = {{.fd = di_extractor_fd(round->readers[round->oldest]), .events = POLLIN}, {.fd = -1, .events = POLLIN}};

	if (mailbox && di_mailbox_is_fetching(mailbox))
		watched[1].fd = di_mailbox_fd(mailbox);
	if (round->n_readers > 1 && !round->alone)
		di_send_wait(round->house, round->cycle, watched, G_N_ELEMENTS(watched), wait_ms);
	else
		poll(watched, G_N_ELEMENTS(watched), wait_ms);
	if (watched[1].revents)
		di_mailbox_fetch_more(mailbox);
	di_house_alive(round->house);
}

static gboolean
is_over(const Round *round)
{
	return round->under_way == 0 && round->read->len == 0 && (round->next == round->ids->len || di_house_is_stopping(round->house));
}

/* Nobody waits any longer for what is being read (scanned pages take two minutes). It loses no chance by that. */
static void
drop_under_way(Round *round)
{
	gint64 ids[READERS_MOST];
	guint n = 0;

	for (; round->under_way > 0; round->under_way--) {
		guint at = round->oldest;

		ids[n++] = round->rows[at]->id;
		di_extractor_drop(round->readers[at]);
		g_clear_pointer(&round->rows[at], di_mail_row_free);
		round->oldest = at + 1 < round->n_readers ? at + 1 : 0;
	}
	take_attempts_back(round, ids, n);
}

static gboolean
go_on(Round *round, GError **error)
{
	if (di_house_is_stopping(round->house))
		drop_under_way(round);
	if (!start_allowed(round, error))
		return FALSE;
	if (must_file(round))
		return file_read(round, error);
	if (round->under_way > 0) {
		wait_for_more(round);
		return !di_extractor_is_read(round->readers[round->oldest], TRUE) || take_oldest(round, error);
	}
	/* nothing is under way, and the next one may not be started */
	return round->next < round->allowed ? start_alone(round, error) : allow_more(round, error);
}

/* After a trouble. What has been read is filed all the same, unless that was the trouble. */
static void
break_off(Round *round)
{
	g_autoptr(GError) ignored = NULL;

	drop_under_way(round);
	if (round->read->len > 0 && !round->stuck)
		(void)!file_read(round, &ignored);
}

/* Full, broken, locked, read-only: the same mail can be filed when that is over. What else keeps one from being filed may be its own. */
static gboolean
is_of_the_disk(const GError *error)
{
	return di_error_is_temporary(error) || error->code == DI_ERROR_IO || error->code == DI_ERROR_DENIED;
}

/* Mails that were not come to, and those that only the register's trouble kept from being filed, have lost no chance. One whose reader
 * failed has: it may be why. */
static void
give_back(const Round *round, gboolean is_registry)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));

	for (guint i = 0; is_registry && i < round->read->len; i++)
		g_array_append_val(ids, ((const Mail *)round->read->pdata[i])->row->id);
	for (guint i = round->next; i < round->allowed; i++)
		if (round->first[i])
			g_array_append_val(ids, g_array_index(round->ids, gint64, i));
	take_attempts_back(round, &g_array_index(ids, gint64, 0), ids->len);
}

/* Before an attempt is counted: a reader that cannot start is our trouble, and no mail's. One is enough, where there is no room for two. */
static gboolean
readers_are_ready(Round *round, GError **error)
{
	g_autoptr(GError) local = NULL;

	if (!di_extractor_ready(round->readers[0], error))
		return FALSE;
	if (round->n_readers > 1 && !di_extractor_ready(round->readers[1], &local)) {
		di_log(DI_LOG_INFO, "mails are read one at a time: %s", local->message);
		round->n_readers = 1;
	}
	return TRUE;
}

static gboolean
handle_ids(DiHouse *house, DiCycle *cycle, const GArray *ids, gboolean is_heavy, GError **error)
{
	g_autoptr(GPtrArray) read = g_ptr_array_new_with_free_func(mail_free);
	g_autoptr(GError) trouble = NULL;
	gboolean many = ids->len >= READERS_FROM && sysconf(_SC_NPROCESSORS_ONLN) > 1;
	Round round = {.house = house, .cycle = cycle, .ids = ids, .read = read, .readers = {house->extractor, house->second},
		.n_readers = many ? 2 : 1, .is_heavy = is_heavy};

	if (ids->len > 0 && !readers_are_ready(&round, error))
		return FALSE;
	while (!is_over(&round))
		if (!go_on(&round, &trouble)) {
			break_off(&round);
			give_back(&round, round.stuck && is_of_the_disk(trouble));
			g_propagate_error(error, g_steal_pointer(&trouble));
			return FALSE;
		}
	give_back(&round, FALSE);
	return TRUE;
}

/* Logged once in a row. */
static void
note_trouble(DiHouse *house, DiCycle *cycle, const GError *trouble)
{
	if (!cycle->mail_failed || g_strcmp0(house->trouble, trouble->message) != 0)
		di_log(DI_LOG_WARNING, "cannot read mail: %s", trouble->message);
	g_free(house->trouble);
	house->trouble = g_strdup(trouble->message);
	cycle->mail_failed = TRUE;
}

static gboolean
handle_waiting(DiHouse *house, DiCycle *cycle, DiTime waited, guint *n_out, GError **error)
{
	g_autoptr(GArray) ids = di_mail_pending(house->registry, waited, MAILS_A_ROUND, error);
	g_autoptr(GError) no_room = NULL;
	gboolean handled;

	if (!ids || !di_mail_leave_large(house->registry, ids, &no_room, error))
		return FALSE;
	if (no_room)
		note_trouble(house, cycle, no_room);
	*n_out = ids->len;
	handled = handle_ids(house, cycle, ids, FALSE, error);
	di_send_finish(house, cycle);
	return handled;
}

gboolean
di_round_heavy(DiHouse *house, DiCycle *cycle, gint64 mail_id, GError **error)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));

	g_array_append_val(ids, mail_id);
	return handle_ids(house, cycle, ids, TRUE, error);
}

gboolean
di_round_meanwhile(DiHouse *house, DiCycle *cycle, GError **error)
{
	g_autoptr(GError) local = NULL;
	guint n;

	if (cycle->read_failed || handle_waiting(house, cycle, DI_TIME_NONE, &n, &local))
		return TRUE;
	if (!di_error_is_temporary(local) && local->code != DI_ERROR_DENIED) {
		g_propagate_error(error, g_steal_pointer(&local));
		return FALSE;
	}
	note_trouble(house, cycle, local);
	cycle->read_failed = TRUE;
	return TRUE;
}

gboolean
di_round_run(DiHouse *house, DiCycle *cycle, GError **error)
{
	guint n = 0;

	if (!di_mail_read_since(house->registry, house->config->mailbox.since, &n, error))
		return FALSE;
	if (n > 0)
		di_log(DI_LOG_NOTICE, "[mailbox] since was moved: %u mails that were passed over are read now", n);
	if (!di_mail_retry_due(house->registry, error))
		return FALSE;
	n = 1;
	/* a mail whose reader died is pending again later, and at last with its attempts used up: so this ends */
	while (n > 0 && !cycle->read_failed && !di_house_is_stopping(house)) {
		/* a mail that has waited for its attachment is read as it is only where the mailbox was asked for it just now */
		if (!handle_waiting(house, cycle, cycle->fetched_all ? di_clock_now() : DI_TIME_NONE, &n, error))
			return FALSE;
	}
	return TRUE;
}
