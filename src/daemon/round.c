/* The mails that wait, one after another through the extractor to handle.c; the next one is read while this one is filed. */
#include <diarie/daemon.h>

enum {
	MAILS_A_ROUND = 200,
	ATTEMPTS_TOGETHER = 20, /* first attempts that share a commit */
	ATTEMPTS_MAX = 3, /* a mail that killed its reader so often goes to review and stops nobody */
};

typedef struct {
	DiMailRow *row;
	guint attempts;
} Underway;

/* The mails of a round. First attempts are committed ahead, several at once; a mail that has been tried before gets a commit of
 * its own, so that the mails behind one that kills us all never lose a second chance by it. */
typedef struct {
	const GArray *ids;
	gboolean begun[ATTEMPTS_TOGETHER];
	guint first, n; /* which ids BEGUN is about */
} Round;

static gboolean
count_attempt(DiRegistry *registry, Round *round, guint index, guint *attempts_out, GError **error)
{
	const gint64 *ids = &g_array_index(round->ids, gint64, index);

	if (index >= round->first + round->n) {
		round->first = index;
		round->n = MIN(round->ids->len - index, ATTEMPTS_TOGETHER);
		if (!di_mail_attempt_first(registry, ids, round->n, round->begun, error))
			return FALSE;
	}
	*attempts_out = 1;
	return round->begun[index - round->first] || di_mail_attempt(registry, *ids, attempts_out, error);
}

/* Commits that an attempt begins, then hands the mail to the extractor. One that has had its chances is settled here. */
static gboolean
start(DiHouse *house, DiCycle *cycle, Round *round, guint index, Underway *underway, GError **error)
{
	g_autoptr(DiMailRow) row = di_mail_get(house->registry, g_array_index(round->ids, gint64, index), error);
	const char *rule;

	underway->row = NULL;
	if (!row || !count_attempt(house->registry, round, index, &underway->attempts, error))
		return FALSE;
	if (underway->attempts > ATTEMPTS_MAX)
		return di_handle_mail(house, cycle, row, NULL, error);
	if (!di_extractor_start(house->extractor, row->raw, NULL, di_arrival_time(NULL, row->internal_date, &rule),
			house->config->reminders.timezone, error))
		return FALSE;
	underway->row = g_steal_pointer(&row);
	return TRUE;
}

static gboolean
handle_ids(DiHouse *house, DiCycle *cycle, const GArray *ids, GError **error)
{
	Underway underway = {NULL, 0};
	Round round = {.ids = ids};

	for (guint i = 0; i <= ids->len; i++) {
		g_autoptr(DiMailRow) row = g_steal_pointer(&underway.row);
		g_autoptr(DiAnswer) answer = row ? di_extractor_finish(house->extractor, error) : NULL;

		if (row && !answer)
			return FALSE;
		di_house_alive(house);
		if (i < ids->len && !di_house_is_stopping(house) &&
			!start(house, cycle, &round, i, &underway, error))
			return FALSE;
		if (row && answer->fault != DI_FAULT_NONE)
			di_log(DI_LOG_WARNING, "the extractor gave up on mail %" G_GINT64_FORMAT " (%s)", row->id,
				di_fault_word(answer->fault));
		else if (row && !di_handle_mail(house, cycle, row, answer, error)) {
			if (underway.row)
				di_answer_free(di_extractor_finish(house->extractor, NULL));
			di_mail_row_free(underway.row);
			return FALSE;
		}
	}
	return TRUE;
}

gboolean
di_round_run(DiHouse *house, DiCycle *cycle, GError **error)
{
	/* a mail whose reader died is pending again, with one attempt fewer: so this ends */
	while (!di_house_is_stopping(house)) {
		/* a mail that has waited for its attachment is read as it is only where the mailbox was asked for it just now */
		DiTime waited = cycle->fetched_all ? di_clock_now() : DI_TIME_NONE;
		g_autoptr(GArray) ids = di_mail_pending(house->registry, waited, MAILS_A_ROUND, error);

		if (!ids)
			return FALSE;
		if (ids->len == 0)
			return TRUE;
		if (!handle_ids(house, cycle, ids, error))
			return FALSE;
	}
	return TRUE;
}
