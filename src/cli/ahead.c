/* The files of one call, read by two helpers and answered in their order.
 *
 * new → read … → free. A helper that has answered gets the next file at once, so that no processor waits for the longer of two documents.
 * None is at work while answers are printed: a pager may stop that for longer than a helper gives its document. So files go out in
 * batches, which are as long as nobody minds waiting for their first line. */
#include "verbs.h"

#include <poll.h>

enum {
	HELPERS = 2,
	BATCH = 32,             /* files at most: their answers are all held, with what was in them */
	BATCH_BYTES = 16 << 20, /* no more are given out behind so much */
	BATCH_US = 200000,      /* nor after that */
	LOOK_AGAIN_MS = 1000,   /* an answer that does not come has a deadline */
};

typedef struct {
	DiExtractor *extractor;
	DiFileAsked *at; /* NULL: nothing */
} Reader;

struct DiAhead {
	const DiCli *cli;
	Reader readers[HELPERS];
	DiFileAsked batch[BATCH];
	guint n;         /* of the batch */
	gsize n_bytes;
	guint next;      /* word */
	gboolean failed; /* a helper: the caller is to hear of that, not of all that cannot be read therefore */
};

DiAhead *
di_ahead_new(const DiCli *cli)
{
	DiExtractorLife life = di_cli_word(cli, HELPERS) ? DI_EXTRACTOR_SHARED : DI_EXTRACTOR_ONCE;
	DiAhead *ahead = g_new0(DiAhead, 1);

	ahead->cli = cli;
	for (guint i = 0; i < HELPERS; i++)
		ahead->readers[i].extractor = di_extractor_new(NULL, life);
	return ahead;
}

static void
forget_batch(DiAhead *ahead)
{
	for (guint i = 0; i < ahead->n; i++) {
		g_clear_pointer(&ahead->batch[i].answer, di_answer_free);
		g_clear_error(&ahead->batch[i].unread);
		g_clear_error(&ahead->batch[i].failed);
	}
	ahead->n = 0;
	ahead->n_bytes = 0;
	ahead->failed = FALSE;
}

void
di_ahead_free(DiAhead *ahead)
{
	if (!ahead)
		return;
	forget_batch(ahead);
	for (guint i = 0; i < HELPERS; i++)
		di_extractor_free(ahead->readers[i].extractor);
	g_free(ahead);
}

/* The next file that can be opened, or none. One that is too large has its answer without being read. */
static void
give_next(DiAhead *ahead, Reader *reader)
{
	while (!reader->at && !ahead->failed && ahead->n < BATCH && di_cli_word(ahead->cli, ahead->next)) {
		DiFileAsked *asked = &ahead->batch[ahead->n++];
		const char *file = di_cli_word(ahead->cli, ahead->next++);
		g_autofree char *name = g_path_get_basename(file);
		g_autoptr(GBytes) bytes = di_cli_read(file, &asked->unread);

		asked->file = file;
		ahead->n_bytes += bytes ? g_bytes_get_size(bytes) : 0;
		if (g_error_matches(asked->unread, DI_ERROR, DI_ERROR_DATA)) {
			g_clear_error(&asked->unread);
			asked->answer = di_answer_new(DI_FAULT_FOR_STOR);
		} else if (bytes && di_extractor_start(reader->extractor, bytes, name, DI_TIME_NONE,
					 di_cli_timezone(ahead->cli), &asked->failed))
			reader->at = asked;
		ahead->failed |= asked->failed != NULL;
	}
}

static void
hear(DiAhead *ahead, Reader *reader)
{
	if (!reader->at || !di_extractor_is_read(reader->extractor, TRUE))
		return;
	reader->at->answer = di_extractor_finish(reader->extractor, &reader->at->failed);
	ahead->failed |= reader->at->failed != NULL;
	reader->at = NULL;
}

/* FALSE: none is at work. */
static gboolean
wait_for_one(const DiAhead *ahead)
{
	struct pollfd watched[HELPERS];
	gboolean works = FALSE;

	for (guint i = 0; i < HELPERS; i++) {
		const Reader *reader = &ahead->readers[i];

		watched[i] = (struct pollfd){.fd = reader->at ? di_extractor_fd(reader->extractor) : -1, .events = POLLIN};
		works |= reader->at != NULL;
	}
	if (works)
		poll(watched, HELPERS, LOOK_AGAIN_MS);
	return works;
}

DiFileAsked *
di_ahead_read(DiAhead *ahead, guint *n_out)
{
	gint64 until_us = g_get_monotonic_time() + BATCH_US;

	forget_batch(ahead);
	di_busy_at(ahead->next, ahead->cli->args->words->len - 1);
	do {
		for (guint i = 0; i < HELPERS; i++) {
			hear(ahead, &ahead->readers[i]);
			if (ahead->n < HELPERS || (ahead->n_bytes < BATCH_BYTES && g_get_monotonic_time() < until_us))
				give_next(ahead, &ahead->readers[i]);
		}
	} while (wait_for_one(ahead));
	*n_out = ahead->n;
	return ahead->n ? ahead->batch : NULL;
}
