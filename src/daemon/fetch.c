/* Mailbox → register: every mail above the last one whose fetch is committed, raw, before anything else is done with it. While a batch
 * is on its way, the one before it is committed, and then read and filed. */
#include "fetch.h"

#include <poll.h>
#include <string.h>

enum {
	BATCH_MAILS = 150,
	BATCH_BYTES = 16 << 20,
	MAIL_MAX_BYTES = 60 << 20, /* RELIABILITY.md section 4 */
	COME_BYTES = 160 << 20,    /* twice what a batch can be by the sizes that the server told */
	STEP_MS = 1000,
	SILENT_STEPS = 240,        /* more than diarie-mailbox lets a server be silent */
};

#define JUNK "\\Junk"

static void
bytes_unref(gpointer bytes)
{
	g_bytes_unref(bytes);
}

static void
come_clear(gpointer data)
{
	DiCome *one = data;

	g_clear_pointer(&one->bytes, g_bytes_unref);
	g_clear_pointer(&one->header, di_answer_free);
}

static GArray *
new_come(void)
{
	GArray *come = g_array_new(FALSE, FALSE, sizeof(DiCome));

	g_array_set_clear_func(come, come_clear);
	return come;
}

static gboolean
note_come(guint32 uid, GBytes *bytes, gboolean too_large, gpointer user, GError **error)
{
	DiFetch *fetch = user;
	DiCome one = {uid, bytes ? g_bytes_ref(bytes) : NULL, too_large, NULL};

	g_array_append_val(fetch->come, one);
	fetch->come_bytes += bytes ? g_bytes_get_size(bytes) : 0;
	if (fetch->come_bytes <= COME_BYTES)
		return TRUE;
	g_set_error_literal(error, DI_ERROR, DI_ERROR_TEMPORARY, "the mails are larger than the server told; what has come is kept, the rest is asked for again");
	return FALSE;
}

static gboolean
note_header(guint32 uid, GBytes *bytes, gboolean too_large G_GNUC_UNUSED, gpointer user, GError **error G_GNUC_UNUSED)
{
	DiFetch *fetch = user;

	g_hash_table_insert(fetch->headers, GUINT_TO_POINTER(uid), bytes ? g_bytes_ref(bytes) : NULL);
	return TRUE;
}

/* The session broke before these came: one of them may be why. Next time they are asked for last, one by one, until each has come or has
 * broken three sessions. A server that asks for patience says that it is none of them. */
static gboolean
blame_missing(DiFetch *fetch, guint n_come, const GError *trouble, GError **error)
{
	static const char why[] = "Förbindelsen med servern bröts gång på gång vid just det mejlet. Öppna det i brevlådan. Diariet försöker igen.";

	if (di_house_is_stopping(fetch->house) || di_patience_s(trouble->message) > 0)
		return TRUE;
	for (guint i = n_come; i < fetch->asked->len; i++) {
		guint32 uid = g_array_index(fetch->asked, guint32, i);

		di_house_alive(fetch->house);
		if (!di_fetch_blame(fetch, g_hash_table_lookup(fetch->entries, GUINT_TO_POINTER(uid)), why, FALSE, trouble, error))
			return FALSE;
	}
	return TRUE;
}

/* Before the try after which a person is told of it, and each one that follows: so that staff hear who wrote. */
static gboolean
is_header_first(const DiFetch *fetch, const GArray *entries, guint at)
{
	return at >= fetch->header_from && at < entries->len &&
		!g_hash_table_contains(fetch->headers, GUINT_TO_POINTER(g_array_index(entries, DiMailEntry, at).uid));
}

/* Asks for the entries from *AT on that make a batch, or for a header alone. *BEGUN_OUT: there were some. */
static gboolean
begin_batch(DiFetch *fetch, const GArray *entries, guint *at, gboolean *begun_out, GError **error)
{
	gboolean is_header = is_header_first(fetch, entries, *at);
	GArray *asked = fetch->asked;
	guint64 size_bytes = 0;

	g_array_set_size(asked, 0);
	while (*at < entries->len && asked->len < (*at < fetch->alone_from ? BATCH_MAILS : 1) && size_bytes < BATCH_BYTES &&
		!di_house_is_stopping(fetch->house)) {
		const DiMailEntry *entry = &g_array_index(entries, DiMailEntry, (*at)++);

		g_hash_table_insert(fetch->entries, GUINT_TO_POINTER(entry->uid), (gpointer)(guintptr)entry);
		g_array_append_val(asked, entry->uid);
		size_bytes += entry->size_bytes;
	}
	*at -= is_header ? asked->len : 0; /* the mail itself comes next */
	*begun_out = asked->len > 0 && di_mailbox_fetch_begin(fetch->house->mailbox, &g_array_index(asked, guint32, 0), asked->len,
		is_header ? 0 : MAIL_MAX_BYTES, is_header ? note_header : note_come, fetch, error);
	return asked->len == 0 || *begun_out;
}

/* A batch may take an hour on a slow line: that is no reason to be thought dead. A session that says nothing at all is left to its own limit. */
static void
await_batch(const DiFetch *fetch)
{
	DiMailbox *mailbox = fetch->house->mailbox;
	struct pollfd watched = {.fd = di_mailbox_fd(mailbox), .events = POLLIN};

	for (int silent = 0; di_mailbox_is_fetching(mailbox) && silent < SILENT_STEPS && !di_house_is_stopping(fetch->house); silent++) {
		if (poll(&watched, 1, STEP_MS) > 0)
			silent = 0;
		di_mailbox_fetch_more(mailbox);
		di_house_alive(fetch->house);
	}
}

static GArray *
take_come(DiFetch *fetch)
{
	GArray *come = fetch->come;

	fetch->come = new_come();
	fetch->come_bytes = 0;
	return come;
}

/* Commits the batch that has come, while the next one comes. MORE_OUT: there is one. */
static gboolean
fetch_batch(DiFetch *fetch, const GArray *entries, guint *at, gboolean *more_out, GError **error)
{
	g_autoptr(GError) trouble = NULL;
	g_autoptr(GArray) come = NULL;
	gboolean is_whole, good;

	await_batch(fetch);
	is_whole = di_mailbox_fetch_end(fetch->house->mailbox, &trouble);
	come = take_come(fetch);
	good = is_whole && begin_batch(fetch, entries, at, more_out, &trouble);
	if (!di_fetch_store(fetch, come, error) || (!is_whole && !blame_missing(fetch, come->len, trouble, error)))
		return FALSE;
	if (!good)
		g_propagate_error(error, g_steal_pointer(&trouble));
	return good;
}

static int
by_tries(gconstpointer a, gconstpointer b, gpointer user)
{
	gboolean rests;
	guint left = di_fetch_tries(user, ((const DiMailEntry *)a)->uid, &rests), right = di_fetch_tries(user, ((const DiMailEntry *)b)->uid, &rests);

	return left != right ? (left < right ? -1 : 1) : di_fetch_by_uid(a, b);
}

/* What may break the session comes last, one by one; what broke too many is left alone for a while. */
static void
order_by_risk(DiFetch *fetch, GArray *entries)
{
	guint kept = 0;

	fetch->alone_from = fetch->header_from = entries->len;
	if (fetch->hurdles->len == 0)
		return;
	fetch->alone_from = fetch->header_from = 0;
	for (guint i = 0; i < entries->len; i++) {
		DiMailEntry entry = g_array_index(entries, DiMailEntry, i);
		gboolean rests;
		guint tries = di_fetch_tries(fetch, entry.uid, &rests);

		fetch->alone_from += tries == 0;
		fetch->header_from += tries < DI_HURDLE_TRIES_MOST - 1;
		if (!rests)
			g_array_index(entries, DiMailEntry, kept++) = entry;
	}
	g_array_set_size(entries, kept);
	g_array_sort_with_data(entries, by_tries, fetch);
}

/* On an error the session may have mails on their way to us: it is closed by who called. */
static gboolean
fetch_entries(DiFetch *fetch, GArray *entries, GError **error)
{
	gboolean more = FALSE, good;
	guint at = 0;

	order_by_risk(fetch, entries);
	good = begin_batch(fetch, entries, &at, &more, error);
	while (good && more) {
		good = fetch_batch(fetch, entries, &at, &more, error);
		/* junk is looked at when the inbox is known: what lies in both is no junk */
		if (good && more && !fetch->is_junk)
			good = di_round_meanwhile(fetch->house, fetch->cycle, error);
	}
	return good;
}

/* A server that has nothing for a mail may have its header. */
static gboolean
fetch_headers(DiFetch *fetch, const GArray *uids, GError **error)
{
	DiMailbox *mailbox = fetch->house->mailbox;

	if (!di_mailbox_fetch_begin(mailbox, &g_array_index(uids, guint32, 0), uids->len, 0, note_header, fetch, error))
		return FALSE;
	await_batch(fetch);
	return di_mailbox_fetch_end(mailbox, error);
}

/* A mail for which the server had no data was moved by somebody, or the server will not give it out (Exchange does so, for
 * good). What is still listed, and not known, is laid before a person and asked for again later. */
static gboolean
note_unfetched(DiFetch *fetch, GError **error)
{
	static const char why[] = "Servern lämnade inte ut mejlet. Öppna det i brevlådan. Diariet försöker igen.";
	g_autoptr(GArray) still = NULL;
	g_autoptr(GError) trouble = NULL;

	if (fetch->unfetched->len == 0)
		return TRUE;
	g_array_sort(fetch->unfetched, di_fetch_by_uid);
	still = di_fetch_list_those(fetch, fetch->unfetched, error);
	if (!still || still->len == 0)
		return still != NULL;
	(void)!fetch_headers(fetch, fetch->unfetched, &trouble); /* told all the same */
	for (guint i = 0; i < still->len; i++)
		if (!di_fetch_blame(fetch, &g_array_index(still, DiMailEntry, i), why, TRUE, NULL, error))
			return FALSE;
	if (!trouble)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&trouble));
	return FALSE;
}

/* A mail that waits for its attachment may have got it under its number: it is asked for again. The same bytes change nothing. */
static gboolean
fetch_waiting(DiFetch *fetch, GError **error)
{
	DiHouse *house = fetch->house;
	g_autoptr(GArray) waiting = di_mail_waiting_uids(house->registry, house->account, fetch->folder, fetch->uidvalidity, error);
	g_autoptr(GArray) entries = NULL;

	if (!waiting || waiting->len == 0)
		return waiting != NULL;
	entries = di_fetch_list_those(fetch, waiting, error);
	return entries && fetch_entries(fetch, entries, error);
}

static gboolean
fetch_selected(DiFetch *fetch, GError **error)
{
	g_autoptr(GArray) entries = NULL;

	fetch->hurdles = di_hurdle_list(fetch->house->registry, fetch->house->account, fetch->folder, fetch->uidvalidity, error);
	if (!fetch->hurdles || !fetch_waiting(fetch, error))
		return FALSE;
	g_hash_table_remove_all(fetch->entries);
	entries = di_fetch_list_unknown(fetch, error);
	return entries && fetch_entries(fetch, entries, error) && note_unfetched(fetch, error);
}

static void
fetch_clear(DiFetch *fetch)
{
	g_hash_table_unref(fetch->entries);
	g_clear_pointer(&fetch->hurdles, g_array_unref);
	g_array_unref(fetch->unfetched);
	g_array_unref(fetch->asked);
	g_array_unref(fetch->come);
	g_hash_table_unref(fetch->headers);
}

static gboolean
fetch_folder(DiHouse *house, DiCycle *cycle, const char *folder, GError **error)
{
	DiFetch fetch = {.house = house, .cycle = cycle, .folder = folder, .is_junk = g_str_equal(folder, JUNK),
		.entries = g_hash_table_new(NULL, NULL), .unfetched = g_array_new(FALSE, FALSE, sizeof(guint32)),
		.asked = g_array_new(FALSE, FALSE, sizeof(guint32)), .come = new_come(),
		.headers = g_hash_table_new_full(NULL, NULL, NULL, bytes_unref)};
	gboolean good = di_mailbox_select(house->mailbox, folder, &fetch.uidvalidity, error) && fetch_selected(&fetch, error);

	fetch_clear(&fetch);
	return good;
}

static gboolean
connect_once(DiHouse *house, GError **error)
{
	if (house->mailbox)
		return TRUE;
	memset(house->looked, 0, sizeof house->looked);
	house->mailbox = di_login_mailbox(house->config, house->tokens, house->mailbox_password, error);
	if (house->mailbox && di_mailbox_remark(house->mailbox))
		di_log(DI_LOG_WARNING, "%s", di_mailbox_remark(house->mailbox));
	return house->mailbox != NULL;
}

/* A session that breaks at the junk folder is replaced, once, so that the inbox is read. TROUBLE_OUT: why it broke. */
static gboolean
fetch_junk(DiHouse *house, DiCycle *cycle, GError **trouble_out, GError **error)
{
	g_autoptr(GError) local = NULL;

	if (!house->config->mailbox.junk || g_str_has_prefix(house->config->mailbox.url, "maildir:") || di_junk_rests(house))
		return TRUE;
	if (fetch_folder(house, cycle, JUNK, &local) || g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND))
		return di_junk_works(house, error);
	if (di_house_is_stopping(house) || (!di_error_is_temporary(local) && local->code != DI_ERROR_DENIED) || di_patience_s(local->message) > 0) {
		g_propagate_error(error, g_steal_pointer(&local));
		return FALSE;
	}
	*trouble_out = g_steal_pointer(&local);
	g_clear_pointer(&house->mailbox, di_mailbox_close);
	return connect_once(house, error);
}

/* Where the inbox could be read in the same breath it was the junk folder's trouble, and no other's. */
static gboolean
conclude_junk(DiHouse *house, DiCycle *cycle, const GError *trouble, GError **error)
{
	gboolean rests;

	if (!trouble || di_house_is_stopping(house))
		return TRUE;
	if (!di_junk_broke(house, trouble->message, &rests, error))
		return FALSE;
	cycle->mail_failed |= !rests;
	g_free(house->trouble);
	house->trouble = g_strdup(trouble->message);
	return TRUE;
}

gboolean
di_fetch_run(DiHouse *house, DiCycle *cycle, GError **error)
{
	g_autoptr(GError) local = NULL, junk = NULL;

	/* junk first, so that the folder of the URL is the one selected afterwards, for moving and waiting */
	if (connect_once(house, &local) && di_memory_look(house, &local) && connect_once(house, &local) && di_restore_run(house, &local) && fetch_junk(house, cycle, &junk, &local) &&
		fetch_folder(house, cycle, "", &local) && conclude_junk(house, cycle, junk, &local)) {
		cycle->fetched_all = !junk && !di_house_is_stopping(house);
		return TRUE;
	}
	if (g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND))
		local->code = DI_ERROR_TEMPORARY; /* the folder may come back: staff are told after a day */
	/* a session that failed once is not trusted with a second question */
	g_clear_pointer(&house->mailbox, di_mailbox_close);
	if (di_house_is_stopping(house)) /* that was us: no trouble to be told of */
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&local));
	return FALSE;
}
