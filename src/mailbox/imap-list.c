/* What lies in a folder. An answer that is shorter than the folder is said to be is not believed: some servers leave out what they cannot
 * convert, or answer with nothing where they cannot answer. Mails that go meanwhile are no such case. */
#include "imap.h"

#include <string.h>

enum {
	LIST_SPAN = 50000,        /* UIDs in one question, where UIDNEXT is known */
	LIST_QUESTIONS_MAX = 200, /* else everything is asked at once */
	TRIES = 3,
	PAUSE_US = 100000,
};
#define LIST_ANSWER_BYTES ((gsize)32 << 20)

gboolean
di_imap_uid_fetch(DiImap *imap, struct mailimap_set *set, struct mailimap_fetch_type *what, gsize answer_bytes,
	clist **answers_out, GError **error)
{
	gboolean good = di_imap_ready(imap, answer_bytes, error);

	*answers_out = NULL;
	if (good) {
		int rc = mailimap_uid_fetch(imap->session, set, what, answers_out);

		good = di_imap_check(imap, rc, DI_ERROR_TEMPORARY, "fetch mails", error);
	}
	mailimap_set_free(set);
	mailimap_fetch_type_free(what);
	if (good && !*answers_out)
		*answers_out = clist_new();
	return good;
}

typedef struct mailimap_fetch_type *(*Asked)(void);

static struct mailimap_fetch_type *
asked_for_listing(void)
{
	struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();

	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_rfc822_size());
	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_internaldate());
	return what;
}

/* For which no mail need be converted. */
static struct mailimap_fetch_type *
asked_for_uids(void)
{
	struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();

	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_uid());
	return what;
}

static gboolean
ask(DiImap *imap, struct mailimap_set *set, Asked asked, gsize answer_bytes, clist **answers_out, GError **error)
{
	gboolean good;

	di_stream_mend(imap->stream, di_imap_mend_listed);
	good = di_imap_uid_fetch(imap, set, asked(), answer_bytes, answers_out, error);
	di_stream_mend(imap->stream, NULL);
	return good;
}

static gboolean
list_range(DiImap *imap, guint32 first, guint32 last, Asked asked, GArray *listed, GError **error)
{
	clist *answers;

	if (!ask(imap, mailimap_set_new_interval(first, last), asked, LIST_ANSWER_BYTES, &answers, error))
		return FALSE;
	for (clistiter *at = clist_begin(answers); at; at = clist_next(at)) {
		DiListed one;

		/* n:* holds the last mail even where it is below n; other data comes unasked */
		if (di_imap_listed_of(clist_content(at), &one) && one.uid >= first && (last == 0 || one.uid <= last))
			g_array_append_val(listed, one);
	}
	mailimap_fetch_list_free(answers);
	return TRUE;
}

/* Of two that tell of the same mail, the one that knows its size is the first. */
static int
by_uid(gconstpointer a, gconstpointer b)
{
	const DiListed *left = a, *right = b;

	if (left->uid != right->uid)
		return left->uid < right->uid ? -1 : 1;
	return left->size_bytes != right->size_bytes ? (left->size_bytes > right->size_bytes ? -1 : 1) : 0;
}

static void
sort_once_each(GArray *listed)
{
	guint kept = 0;

	g_array_sort(listed, by_uid);
	for (guint i = 0; i < listed->len; i++) {
		DiListed one = g_array_index(listed, DiListed, i);

		if (kept == 0 || g_array_index(listed, DiListed, kept - 1).uid != one.uid)
			g_array_index(listed, DiListed, kept++) = one;
	}
	g_array_set_size(listed, kept);
}

static gboolean
list_from(DiImap *imap, guint32 first, Asked asked, GArray *listed, GError **error)
{
	guint32 next = imap->session->imap_selection_info ? imap->session->imap_selection_info->sel_uidnext : 0;

	if (next > first && (next - first) / LIST_SPAN < LIST_QUESTIONS_MAX) {
		for (; next - first > LIST_SPAN; first += LIST_SPAN)
			if (!list_range(imap, first, first + LIST_SPAN - 1, asked, listed, error))
				return FALSE;
	}
	if (!list_range(imap, first, 0, asked, listed, error))
		return FALSE;
	sort_once_each(listed);
	return TRUE;
}

/* As the server said last. */
static guint32
exists(const DiImap *imap)
{
	return imap->session->imap_selection_info ? imap->session->imap_selection_info->sel_exists : 0;
}

/* How many mails LISTED lacks of those that were there before it, and are there after it. */
static gboolean
count_missing(DiImap *imap, const GArray *listed, guint32 before, guint32 *missing_out, GError **error)
{
	guint32 there = MIN(before, exists(imap));

	*missing_out = 0;
	if (listed->len >= there)
		return TRUE;
	if (!di_imap_noop(imap, error)) /* what went meanwhile is told of now */
		return FALSE;
	there = MIN(before, exists(imap));
	*missing_out = there > listed->len ? there - listed->len : 0;
	return TRUE;
}

static gboolean
list_whole_once(DiImap *imap, gboolean uids_too, GArray *listed, guint32 *missing_out, GError **error)
{
	guint32 before = exists(imap);

	g_array_set_size(listed, 0);
	return list_from(imap, 1, asked_for_listing, listed, error) && (!uids_too || list_from(imap, 1, asked_for_uids, listed, error)) &&
		count_missing(imap, listed, before, missing_out, error);
}

/* An answer that is too short is asked for again, of a folder opened anew: what the server said before of its size may be what we have not
 * understood. What has no size may have a UID all the same. */
static gboolean
list_whole(DiImap *imap, GArray *listed, guint32 *missing_out, GError **error)
{
	gboolean good = list_whole_once(imap, FALSE, listed, missing_out, error);

	for (int tries = 1; good && *missing_out > 0 && tries < TRIES; tries++) {
		g_usleep((gulong)tries * PAUSE_US);
		good = di_imap_select_again(imap, error) && list_whole_once(imap, TRUE, listed, missing_out, error);
	}
	if (!good || listed->len > 0 || *missing_out == 0)
		return good;
	g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "the server '%s' says that the folder holds %u mails, and lists none; tried again later",
		imap->host, *missing_out);
	return FALSE;
}

static void
note_listed(DiImap *imap)
{
	g_free(imap->listed);
	imap->listed = g_strdup(imap->selected);
	imap->listed_uidvalidity = imap->session->imap_selection_info ? imap->session->imap_selection_info->sel_uidvalidity : 0;
	imap->listed_top_uid = imap->top_uid;
}

gboolean
di_imap_list(DiSource *source, guint32 above_uid, GArray *listed, guint32 *missing_out, GError **error)
{
	DiImap *imap = (DiImap *)source;

	*missing_out = 0;
	if (!imap->selected || above_uid == G_MAXUINT32)
		return TRUE;
	if (!di_imap_noop(imap, error)) /* else a server may not show what came since its last answer */
		return FALSE;
	if (above_uid == 0 ? !list_whole(imap, listed, missing_out, error) : !list_from(imap, above_uid + 1, asked_for_listing, listed, error))
		return FALSE;
	imap->top_uid = listed->len > 0 ? g_array_index(listed, DiListed, listed->len - 1).uid : above_uid;
	note_listed(imap);
	return TRUE;
}

/* Into PRESENT, unless it is better known there. */
static gboolean
take_present(DiImap *imap, const guint32 *uids, guint n, Asked asked, GHashTable *present, GError **error)
{
	clist *answers;

	if (!ask(imap, di_imap_set(uids, n), asked, DI_IMAP_ANSWER_BYTES, &answers, error))
		return FALSE;
	for (clistiter *at = clist_begin(answers); at; at = clist_next(at)) {
		const DiListed *known;
		DiListed one;

		if (!di_imap_listed_of(clist_content(at), &one))
			continue;
		known = g_hash_table_lookup(present, GUINT_TO_POINTER(one.uid));
		if (!known || known->size_bytes < one.size_bytes)
			g_hash_table_insert(present, GUINT_TO_POINTER(one.uid), g_memdup2(&one, sizeof one));
	}
	mailimap_fetch_list_free(answers);
	return TRUE;
}

GHashTable *
di_imap_present(DiImap *imap, const guint32 *uids, guint n, GError **error)
{
	g_autoptr(GHashTable) present = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	g_autoptr(GArray) missing = g_array_new(FALSE, FALSE, sizeof(guint32));

	if (!take_present(imap, uids, n, asked_for_listing, present, error))
		return NULL;
	for (guint i = 0; i < n; i++)
		if (!g_hash_table_contains(present, GUINT_TO_POINTER(uids[i])))
			g_array_append_val(missing, uids[i]);
	if (missing->len > 0 && !take_present(imap, &g_array_index(missing, guint32, 0), missing->len, asked_for_uids, present, error))
		return NULL;
	return g_steal_pointer(&present);
}
