/* Mails fetched. Small ones come several in an answer, large ones in windows of 1 MiB, so
 * that no mail is ever held whole here. BODYSTRUCTURE, ENVELOPE and SEARCH are never asked for: the
 * first overflows libetpan's stack, the last is answered in ways it cannot read (README.md). */
#include "imap.h"

#include <string.h>

enum {
	PRESENT_AT_ONCE = 500,         /* UIDs in one question */
	SMALL_BYTES = 128 * 1024,      /* mails up to this size come several in an answer… */
	SMALL_WINDOW_BYTES = 256 * 1024, /* …of which each may be so long */
	BATCH_BYTES = 1024 * 1024,
	BATCH_MAILS = 32,
	TRIES = 3,
};

static struct mailimap_fetch_type *
asked_for_window(guint32 offset, guint32 size)
{
	struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();

	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(what,
		mailimap_fetch_att_new_body_peek_section_partial(mailimap_section_new(NULL), offset, size));
	return what;
}

static struct mailimap_fetch_type *
asked_for_header(void)
{
	struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();

	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(what,
		mailimap_fetch_att_new_body_peek_section_partial(mailimap_section_new_header(), 0, DI_MAILBOX_HEAD_MAX));
	return what;
}

typedef struct {
	DiImap *imap;
	DiSink *sink;
	guint64 limit_bytes;
	GHashTable *present;
	gboolean stopped; /* the worker has heard enough */
} Fetching;

static gboolean
begin_mail(Fetching *fetching, guint32 uid, guint64 size, GError **error)
{
	GError *failure = NULL;

	if (fetching->sink->begin(fetching->sink, uid, size, &failure))
		return TRUE;
	fetching->stopped = TRUE;
	if (failure)
		g_propagate_error(error, failure);
	return FALSE;
}

/* What the answer has of WHAT (freed), which begins at OFFSET of UID; empty where it has nothing. *THERE_OUT: the mail was in the answer. */
static GBytes *
fetch_piece(Fetching *fetching, guint32 uid, guint32 offset, struct mailimap_fetch_type *what, gboolean *there_out, GError **error)
{
	guint32 one[] = {uid};
	const struct mailimap_msg_att_body_section *body;
	GBytes *bytes = NULL;
	clist *answers;

	*there_out = FALSE;
	if (!di_imap_uid_fetch(fetching->imap, di_imap_set(one, 1), what, DI_IMAP_WINDOW_BYTES + DI_IMAP_ANSWER_BYTES, &answers, error))
		return NULL;
	body = di_imap_body_of(answers, uid, offset, there_out);
	if (body && body->sec_body_part && body->sec_length <= DI_IMAP_WINDOW_BYTES)
		bytes = g_bytes_new(body->sec_body_part, body->sec_length);
	mailimap_fetch_list_free(answers);
	return bytes ? bytes : g_bytes_new(NULL, 0);
}

static gboolean
hand_on(Fetching *fetching, GBytes *bytes, GError **error)
{
	gsize n;
	gconstpointer data = g_bytes_get_data(bytes, &n);

	return n == 0 || fetching->sink->data(fetching->sink, data, n, error);
}

/* What follows OFFSET, window by window. RFC822.SIZE is only a hint (Exchange: three times off): the end
 * is where no more comes; before the hint, that is believed only the third time. */
static gboolean
fetch_rest(Fetching *fetching, guint32 uid, guint64 offset, guint64 size, GError **error)
{
	int tries = 0;

	for (;;) {
		gboolean there;
		g_autoptr(GBytes) window = NULL;
		gsize n;

		if (offset > fetching->limit_bytes || offset > G_MAXUINT32)
			return fetching->sink->end(fetching->sink, DI_MAILBOX_TOO_LARGE, error);
		window = fetch_piece(fetching, uid, (guint32)offset, asked_for_window((guint32)offset, DI_IMAP_WINDOW_BYTES), &there, error);
		if (!window)
			return FALSE;
		n = g_bytes_get_size(window);
		if (!hand_on(fetching, window, error))
			return FALSE;
		offset += n;
		if (n < DI_IMAP_WINDOW_BYTES && offset >= size && offset > 0 && offset <= fetching->limit_bytes)
			return fetching->sink->end(fetching->sink, DI_MAILBOX_WHOLE, error);
		if (n == 0 && ++tries == TRIES)
			return fetching->sink->end(fetching->sink, there ? DI_MAILBOX_SHORT : DI_MAILBOX_GONE, error);
		if (n == 0)
			g_usleep((gulong)tries * 100000);
	}
}

/* Of one that is too large; a server that refuses even that keeps it. */
static gboolean
fetch_header(Fetching *fetching, guint32 uid, GError **error)
{
	gboolean there;
	g_autoptr(GError) refused = NULL;
	g_autoptr(GBytes) header = fetch_piece(fetching, uid, 0, asked_for_header(), &there, &refused);

	if (!header && di_stream_broken(fetching->imap->stream)) {
		g_propagate_error(error, g_steal_pointer(&refused));
		return FALSE;
	}
	return (!header || hand_on(fetching, header, error)) &&
		fetching->sink->end(fetching->sink, !header || there ? DI_MAILBOX_TOO_LARGE : DI_MAILBOX_GONE, error);
}

static gboolean
fetch_alone(Fetching *fetching, const DiListed *mail, GError **error)
{
	if (!begin_mail(fetching, mail->uid, mail->size_bytes, error))
		return FALSE;
	if (mail->size_bytes > fetching->limit_bytes)
		return fetch_header(fetching, mail->uid, error);
	return fetch_rest(fetching, mail->uid, 0, mail->size_bytes, error);
}

static gboolean
hand_over(Fetching *fetching, const DiListed *mail, clist *answers, GError **error)
{
	gboolean there;
	const struct mailimap_msg_att_body_section *body = di_imap_body_of(answers, mail->uid, 0, &there);
	gsize length = body && body->sec_body_part ? body->sec_length : 0;

	if (length == 0 || length > SMALL_WINDOW_BYTES)
		return fetch_alone(fetching, mail, error);
	if (!begin_mail(fetching, mail->uid, mail->size_bytes, error) ||
		!fetching->sink->data(fetching->sink, body->sec_body_part, length, error))
		return FALSE;
	if (length < mail->size_bytes || length == SMALL_WINDOW_BYTES || length > fetching->limit_bytes)
		return fetch_rest(fetching, mail->uid, length, mail->size_bytes, error);
	return fetching->sink->end(fetching->sink, DI_MAILBOX_WHOLE, error);
}

static gboolean
fetch_batch(Fetching *fetching, const DiListed *const *mails, guint n, GError **error)
{
	guint32 uids[BATCH_MAILS];
	gboolean good = TRUE;
	clist *answers;

	for (guint i = 0; i < n; i++)
		uids[i] = mails[i]->uid;
	if (!di_imap_uid_fetch(fetching->imap, di_imap_set(uids, n), asked_for_window(0, SMALL_WINDOW_BYTES),
		(gsize)n * SMALL_WINDOW_BYTES + DI_IMAP_ANSWER_BYTES, &answers, error))
		return FALSE;
	for (guint i = 0; i < n && good; i++)
		good = hand_over(fetching, mails[i], answers, error);
	mailimap_fetch_list_free(answers);
	return good;
}

static gboolean
is_small(const Fetching *fetching, const DiListed *mail)
{
	return mail->size_bytes <= SMALL_BYTES && mail->size_bytes <= fetching->limit_bytes;
}

/* The mails from UIDS that go together; those that are gone are passed over. How many of UIDS were used up. */
static guint
gather(const Fetching *fetching, const guint32 *uids, guint n, const DiListed **batch, guint *n_batch_out)
{
	guint64 bytes = 0;
	guint used = 0, n_batch = 0;

	for (; used < n && n_batch < BATCH_MAILS; used++) {
		const DiListed *mail = g_hash_table_lookup(fetching->present, GUINT_TO_POINTER(uids[used]));

		if (!mail)
			continue;
		if (n_batch > 0 && (!is_small(fetching, mail) || bytes + mail->size_bytes > BATCH_BYTES))
			break;
		batch[n_batch++] = mail;
		bytes += mail->size_bytes;
		if (!is_small(fetching, mail)) {
			used++;
			break;
		}
	}
	*n_batch_out = n_batch;
	return used;
}

static gboolean
fetch_some(Fetching *fetching, const guint32 *uids, guint n, GError **error)
{
	g_autoptr(GHashTable) present = di_imap_present(fetching->imap, uids, n, error);
	guint done = 0;

	fetching->present = present;
	if (!present)
		return FALSE;
	while (done < n) {
		const DiListed *batch[BATCH_MAILS];
		guint n_batch;
		gboolean good = TRUE;

		done += gather(fetching, uids + done, n - done, batch, &n_batch);
		if (n_batch == 1)
			good = fetch_alone(fetching, batch[0], error);
		else if (n_batch > 1)
			good = fetch_batch(fetching, batch, n_batch, error);
		if (!good)
			return FALSE;
	}
	return TRUE;
}

gboolean
di_imap_fetch(DiSource *source, const guint32 *uids, guint n, guint64 limit_bytes, DiSink *sink, GError **error)
{
	Fetching fetching = {.imap = (DiImap *)source, .sink = sink, .limit_bytes = limit_bytes};

	for (guint at = 0; at < n && !fetching.stopped; at += PRESENT_AT_ONCE) {
		GError *failure = NULL;

		if (fetch_some(&fetching, uids + at, MIN(n - at, PRESENT_AT_ONCE), &failure))
			continue;
		if (fetching.stopped && !failure)
			return TRUE;
		g_propagate_error(error, failure);
		return FALSE;
	}
	return TRUE;
}
