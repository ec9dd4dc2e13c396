/* Mailbox → register: every mail above the last one whose fetch is committed, raw, before anything else is done with it. While a batch
 * is on its way, the one before it is committed, and then read and filed. */
#include <diarie/daemon.h>

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

typedef struct {
	DiHouse *house;
	DiCycle *cycle;
	const char *folder;
	guint32 uidvalidity;
	gboolean is_junk;
	GHashTable *entries; /* uid → DiMailEntry */
	GArray *unfetched;   /* guint32: listed, but nothing came */
	GArray *come;        /* Come: of the batch that is on its way */
	gsize come_bytes;
} Fetch;

/* One that has come, and is not committed yet. */
typedef struct {
	guint32 uid;
	GBytes *bytes; /* NULL: nothing came */
	gboolean too_large;
} Come;

static void
come_clear(gpointer data)
{
	g_clear_pointer(&((Come *)data)->bytes, g_bytes_unref);
}

static GArray *
new_come(void)
{
	GArray *come = g_array_new(FALSE, FALSE, sizeof(Come));

	g_array_set_clear_func(come, come_clear);
	return come;
}

static gboolean
note_come(guint32 uid, GBytes *bytes, gboolean too_large, gpointer user, GError **error)
{
	Fetch *fetch = user;
	Come one = {uid, bytes ? g_bytes_ref(bytes) : NULL, too_large};

	g_array_append_val(fetch->come, one);
	fetch->come_bytes += bytes ? g_bytes_get_size(bytes) : 0;
	if (fetch->come_bytes <= COME_BYTES)
		return TRUE;
	g_set_error_literal(error, DI_ERROR, DI_ERROR_TEMPORARY, "the mails are larger than the server told; what has come is kept, the rest is asked for again");
	return FALSE;
}

static gboolean
store(Fetch *fetch, const Come *come, GError **error)
{
	const DiMailEntry *entry = g_hash_table_lookup(fetch->entries, GUINT_TO_POINTER(come->uid));
	DiMailAt at = {fetch->house->account, fetch->folder, fetch->uidvalidity, come->uid, fetch->is_junk};
	gint64 mail_id;
	gboolean is_new = FALSE;

	di_house_alive(fetch->house);
	if (!entry)
		return TRUE;
	if (!come->bytes && come->too_large)
		return di_mail_add_unfetched(fetch->house->registry, &at, entry->size_bytes,
			"Mejlet är större än vad som hämtas.", error);
	if (!come->bytes) {
		g_array_append_val(fetch->unfetched, come->uid);
		return TRUE;
	}
	if (!di_mail_add(fetch->house->registry, come->bytes, &at, entry->internal_date, &mail_id, &is_new, error))
		return FALSE;
	fetch->cycle->fetched += (guint)is_new;
	return TRUE;
}

/* One transaction a batch: the commits share one fsync, and nothing is acknowledged before it. What came before a trouble stays. */
static gboolean
store_batch(Fetch *fetch, const GArray *come, GError **error)
{
	DiRegistry *registry = fetch->house->registry;
	gboolean good = TRUE;

	if (!di_registry_begin(registry, error))
		return FALSE;
	for (guint i = 0; good && i < come->len; i++)
		good = store(fetch, &g_array_index(come, Come, i), error);
	return di_registry_commit(registry, good ? error : NULL) && good;
}

/* Asks for the entries from *AT on that make a batch. *BEGUN_OUT: there were some. */
static gboolean
begin_batch(Fetch *fetch, const GArray *entries, guint *at, gboolean *begun_out, GError **error)
{
	guint32 uids[BATCH_MAILS];
	guint n = 0;
	guint64 size_bytes = 0;

	while (*at < entries->len && n < BATCH_MAILS && size_bytes < BATCH_BYTES && !di_house_is_stopping(fetch->house)) {
		const DiMailEntry *entry = &g_array_index(entries, DiMailEntry, (*at)++);

		g_hash_table_insert(fetch->entries, GUINT_TO_POINTER(entry->uid), (gpointer)(guintptr)entry);
		uids[n++] = entry->uid;
		size_bytes += entry->size_bytes;
	}
	*begun_out = n > 0 && di_mailbox_fetch_begin(fetch->house->mailbox, uids, n, MAIL_MAX_BYTES, note_come, fetch, error);
	return n == 0 || *begun_out;
}

/* A batch may take an hour on a slow line: that is no reason to be thought dead. A session that says nothing at all is left to its own limit. */
static void
await_batch(const Fetch *fetch)
{
	DiMailbox *mailbox = fetch->house->mailbox;
	struct pollfd watched = {.fd = di_mailbox_fd(mailbox), .events = POLLIN};

	for (int silent = 0; di_mailbox_is_fetching(mailbox) && silent < SILENT_STEPS; silent++) {
		if (poll(&watched, 1, STEP_MS) > 0)
			silent = 0;
		di_mailbox_fetch_more(mailbox);
		di_house_alive(fetch->house);
	}
}

/* On an error the session may have mails on their way to us: it is closed by who called. */
static gboolean
fetch_entries(Fetch *fetch, const GArray *entries, GError **error)
{
	gboolean more = FALSE;
	guint at = 0;
	gboolean good = begin_batch(fetch, entries, &at, &more, error);

	while (good && more) {
		g_autoptr(GError) trouble = NULL;
		g_autoptr(GArray) come = NULL;

		await_batch(fetch);
		good = di_mailbox_fetch_end(fetch->house->mailbox, &trouble);
		come = g_steal_pointer(&fetch->come);
		fetch->come = new_come();
		fetch->come_bytes = 0;
		good = good && begin_batch(fetch, entries, &at, &more, &trouble);
		if (!store_batch(fetch, come, error))
			return FALSE;
		g_clear_pointer(&come, g_array_unref); /* the next ones come while these are read from the register */
		if (!good)
			g_propagate_error(error, g_steal_pointer(&trouble));
		/* junk is looked at when the inbox is known: what lies in both is no junk */
		else if (more && !fetch->is_junk)
			good = di_round_meanwhile(fetch->house, fetch->cycle, error);
	}
	return good;
}

/* A mail for which the server had no data was moved by somebody, or the server will not give it out (Exchange does so, for
 * good). What is still listed is noted for a person: later mails have passed it, so it would never be asked for again. */
static gboolean
note_unfetched(Fetch *fetch, GError **error)
{
	g_autoptr(GArray) still = NULL;

	if (fetch->unfetched->len == 0)
		return TRUE;
	still = di_mailbox_list(fetch->house->mailbox, g_array_index(fetch->unfetched, guint32, 0) - 1, error);
	for (guint i = 0; still && i < still->len; i++) {
		const DiMailEntry *entry = &g_array_index(still, DiMailEntry, i);
		DiMailAt at = {fetch->house->account, fetch->folder, fetch->uidvalidity, entry->uid, fetch->is_junk};

		for (guint j = 0; j < fetch->unfetched->len; j++)
			if (g_array_index(fetch->unfetched, guint32, j) == entry->uid &&
				!di_mail_add_unfetched(fetch->house->registry, &at, entry->size_bytes,
					"Servern lämnade inte ut mejlet. Öppna det i brevlådan.", error))
				return FALSE;
	}
	return still != NULL;
}

/* Asked for one by one: what lies in the folder is little, and what was ever fetched from it grows for ever. */
static gboolean
leave_unknown(const Fetch *fetch, GArray *entries, GError **error)
{
	DiHouse *house = fetch->house;
	guint kept = 0;

	for (guint i = 0; i < entries->len; i++) {
		DiMailEntry entry = g_array_index(entries, DiMailEntry, i);
		DiMailAt at = {house->account, fetch->folder, fetch->uidvalidity, entry.uid, fetch->is_junk};
		gboolean known;

		if (!di_mail_is_known(house->registry, &at, entry.internal_date, &known, error))
			return FALSE;
		if (!known)
			g_array_index(entries, DiMailEntry, kept++) = entry;
	}
	g_array_set_size(entries, kept);
	return TRUE;
}

/* The mails that are not in the register. Each session looks through the whole folder once: below the highest number may lie
 * what was passed over when a session broke, or what a rebuilt mailbox numbers anew. Then only what is above is asked for. */
static GArray *
list_unknown(Fetch *fetch, GError **error)
{
	DiHouse *house = fetch->house;
	guint32 *uidvalidity = &house->looked[fetch->is_junk].uidvalidity, *top_uid = &house->looked[fetch->is_junk].top_uid;
	g_autoptr(GArray) entries = NULL;

	if (*uidvalidity != fetch->uidvalidity)
		*top_uid = 0;
	*uidvalidity = fetch->uidvalidity;
	entries = di_mailbox_list(house->mailbox, *top_uid, error);
	if (!entries)
		return NULL;
	if (entries->len == 0)
		return g_steal_pointer(&entries);
	*top_uid = g_array_index(entries, DiMailEntry, entries->len - 1).uid;
	return leave_unknown(fetch, entries, error) ? g_steal_pointer(&entries) : NULL;
}

static gboolean
is_among(const GArray *uids, guint32 uid)
{
	for (guint i = 0; i < uids->len; i++)
		if (g_array_index(uids, guint32, i) == uid)
			return TRUE;
	return FALSE;
}

/* A mail that waits for its attachment may have got it under its number: it is asked for again. The same bytes change nothing. */
static gboolean
fetch_waiting(Fetch *fetch, GError **error)
{
	DiHouse *house = fetch->house;
	g_autoptr(GArray) waiting = di_mail_waiting_uids(house->registry, house->account, fetch->folder, fetch->uidvalidity, error);
	g_autoptr(GArray) entries = NULL;
	guint kept = 0;

	if (!waiting || waiting->len == 0)
		return waiting != NULL;
	entries = di_mailbox_list(house->mailbox, g_array_index(waiting, guint32, 0) - 1, error);
	for (guint i = 0; entries && i < entries->len; i++) {
		DiMailEntry entry = g_array_index(entries, DiMailEntry, i);

		if (is_among(waiting, entry.uid))
			g_array_index(entries, DiMailEntry, kept++) = entry;
	}
	if (!entries)
		return FALSE;
	g_array_set_size(entries, kept);
	return fetch_entries(fetch, entries, error);
}

static gboolean
fetch_selected(Fetch *fetch, GError **error)
{
	g_autoptr(GArray) entries = NULL;

	if (!fetch_waiting(fetch, error))
		return FALSE;
	g_hash_table_remove_all(fetch->entries);
	entries = list_unknown(fetch, error);
	return entries && fetch_entries(fetch, entries, error) && note_unfetched(fetch, error);
}

static gboolean
fetch_folder(DiHouse *house, DiCycle *cycle, const char *folder, GError **error)
{
	g_autoptr(GHashTable) table = g_hash_table_new(NULL, NULL);
	g_autoptr(GArray) unfetched = g_array_new(FALSE, FALSE, sizeof(guint32));
	Fetch fetch = {.house = house, .cycle = cycle, .folder = folder, .entries = table, .unfetched = unfetched,
		.is_junk = g_str_equal(folder, JUNK), .come = new_come()};
	gboolean good = di_mailbox_select(house->mailbox, folder, &fetch.uidvalidity, error) && fetch_selected(&fetch, error);

	g_array_unref(fetch.come);
	return good;
}

static gboolean
fetch_junk(DiHouse *house, DiCycle *cycle, GError **error)
{
	g_autoptr(GError) local = NULL;

	if (!house->config->mailbox.junk || g_str_has_prefix(house->config->mailbox.url, "maildir:"))
		return TRUE;
	if (fetch_folder(house, cycle, JUNK, &local))
		return TRUE;
	if (g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND))
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&local));
	return FALSE;
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

gboolean
di_fetch_run(DiHouse *house, DiCycle *cycle, GError **error)
{
	g_autoptr(GError) local = NULL;

	/* junk first, so that the folder of the URL is the one selected afterwards, for moving and waiting */
	if (connect_once(house, &local) && fetch_junk(house, cycle, &local) && fetch_folder(house, cycle, "", &local)) {
		cycle->fetched_all = !di_house_is_stopping(house);
		return TRUE;
	}
	if (g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND))
		local->code = DI_ERROR_TEMPORARY; /* the folder may come back: staff are told after a day */
	/* a session that failed once is not trusted with a second question */
	g_clear_pointer(&house->mailbox, di_mailbox_close);
	g_propagate_error(error, g_steal_pointer(&local));
	return FALSE;
}
