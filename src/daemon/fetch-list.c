/* What lies in a folder, and is not in the register. */
#include "fetch.h"

enum {
	SMALL_FOLDER = 500,      /* looked through in each round, a larger one so often: */
	LOOK_AGAIN_S = 6 * 3600,
};

int
di_fetch_by_uid(gconstpointer a, gconstpointer b)
{
	guint32 left = *(const guint32 *)a, right = *(const guint32 *)b; /* the first field of both structs */

	return left < right ? -1 : left > right;
}

guint
di_fetch_tries(const DiFetch *fetch, guint32 uid, gboolean *rests_out)
{
	const DiHurdle wanted = {.uid = uid};
	guint found;

	*rests_out = FALSE;
	if (!g_array_binary_search(fetch->hurdles, &wanted, di_fetch_by_uid, &found))
		return 0;
	*rests_out = g_array_index(fetch->hurdles, DiHurdle, found).next > di_clock_now();
	return g_array_index(fetch->hurdles, DiHurdle, found).tries;
}

static gboolean
is_among(const GArray *uids, guint32 uid)
{
	for (guint i = 0; i < uids->len; i++)
		if (g_array_index(uids, guint32, i) == uid)
			return TRUE;
	return FALSE;
}

/* The whole folder is listed: what a server leaves out is missed only then, and asked for otherwise. */
GArray *
di_fetch_list_those(DiFetch *fetch, const GArray *uids, GError **error)
{
	GArray *entries = di_mailbox_list(fetch->house->mailbox, 0, error);
	guint kept = 0;

	for (guint i = 0; entries && i < entries->len; i++) {
		DiMailEntry entry = g_array_index(entries, DiMailEntry, i);

		if (is_among(uids, entry.uid))
			g_array_index(entries, DiMailEntry, kept++) = entry;
	}
	return entries ? g_array_set_size(entries, kept) : NULL;
}

/* Asked for one by one: what lies in the folder is little, and what was ever fetched from it grows for ever. */
static gboolean
leave_unknown(const DiFetch *fetch, GArray *entries, GError **error)
{
	DiHouse *house = fetch->house;
	guint kept = 0;

	for (guint i = 0; i < entries->len; i++) {
		DiMailEntry entry = g_array_index(entries, DiMailEntry, i);
		DiMailAt at = di_fetch_at(fetch, entry.uid);
		gboolean known;

		if (!di_mail_is_known(house->registry, &at, entry.internal_date, &known, error))
			return FALSE;
		if (!known)
			g_array_index(entries, DiMailEntry, kept++) = entry;
	}
	g_array_set_size(entries, kept);
	return TRUE;
}

/* Forgets the hurdles that lie there no longer. ENTRIES: the whole folder. */
static gboolean
forget_gone(const DiFetch *fetch, const GArray *entries, GError **error)
{
	DiRegistry *registry = fetch->house->registry;

	for (guint i = 0; i < fetch->hurdles->len; i++) {
		guint32 uid = g_array_index(fetch->hurdles, DiHurdle, i).uid;
		const DiMailEntry wanted = {.uid = uid};
		DiMailAt at = di_fetch_at(fetch, uid);

		if (uid == 0 ? !di_hurdle_over(registry, &at, error) :
			!g_array_binary_search((GArray *)(guintptr)entries, &wanted, di_fetch_by_uid, NULL) && !di_hurdle_gone(registry, &at, error))
			return FALSE;
	}
	return di_hurdle_renumbered(registry, fetch->house->account, fetch->folder, fetch->uidvalidity, error);
}

static gboolean
is_hurdle_due(const DiFetch *fetch)
{
	DiTime now = di_clock_now();

	for (guint i = 0; i < fetch->hurdles->len; i++) {
		const DiHurdle *one = &g_array_index(fetch->hurdles, DiHurdle, i);

		if (one->uid == 0 || one->next <= now)
			return TRUE;
	}
	return FALSE;
}

/* Below the highest number may lie what was passed over when a session broke, what the server had left out, or what a rebuilt mailbox
 * numbers anew. A large folder is looked through once a session, and now and then. */
static gboolean
looks_through(const DiFetch *fetch, const DiLooked *looked)
{
	return looked->uidvalidity != fetch->uidvalidity || looked->n <= SMALL_FOLDER || is_hurdle_due(fetch) ||
		g_get_monotonic_time() - looked->at_us > (gint64)LOOK_AGAIN_S * G_USEC_PER_SEC;
}

/* ENTRIES: the whole folder, unless the server left out some. */
static gboolean
note_whole(DiFetch *fetch, DiLooked *looked, const GArray *entries, GError **error)
{
	guint32 missing = di_mailbox_missing(fetch->house->mailbox);
	gboolean rests = FALSE;

	*looked = (DiLooked){.uidvalidity = fetch->uidvalidity, .n = entries->len, .at_us = g_get_monotonic_time()};
	if (missing == 0)
		return forget_gone(fetch, entries, error);
	(void)di_fetch_tries(fetch, 0, &rests);
	return rests || di_fetch_blame_missing(fetch, missing, error);
}

GArray *
di_fetch_list_unknown(DiFetch *fetch, GError **error)
{
	DiHouse *house = fetch->house;
	DiLooked *looked = &house->looked[fetch->is_junk];
	gboolean is_whole = looks_through(fetch, looked);
	g_autoptr(GArray) entries = di_mailbox_list(house->mailbox, is_whole ? 0 : looked->top_uid, error);

	if (!entries || (is_whole && !note_whole(fetch, looked, entries, error)))
		return NULL;
	if (entries->len == 0)
		return g_steal_pointer(&entries);
	looked->top_uid = g_array_index(entries, DiMailEntry, entries->len - 1).uid;
	return leave_unknown(fetch, entries, error) ? g_steal_pointer(&entries) : NULL;
}
