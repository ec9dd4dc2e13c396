/* Mails moved: by MOVE, else by COPY and removal of exactly those UIDs, else (a server that can
 * neither) by COPY alone. What was moved is what the server says it moved, in COPYUID; a UID that is
 * gone is answered OK too. A plain EXPUNGE is never said: it would take what others have marked. */
#include "imap.h"

#include <libetpan/uidplus.h>

enum { MOVED_AT_ONCE = 500 };

static gboolean
holds(const struct mailimap_set *set, guint32 uid)
{
	for (clistiter *at = clist_begin(set->set_list); at; at = clist_next(at)) {
		const struct mailimap_set_item *item = clist_content(at);

		if (uid >= MIN(item->set_first, item->set_last) && uid <= MAX(item->set_first, item->set_last))
			return TRUE;
	}
	return FALSE;
}

static void
keep_those_in(const struct mailimap_set *set, const guint32 *uids, guint n, GArray *moved)
{
	for (guint i = 0; i < n; i++)
		if (holds(set, uids[i]))
			g_array_append_val(moved, uids[i]);
}

static int
say(DiImap *imap, const guint32 *uids, guint n, const char *wire, struct mailimap_set **source_out)
{
	struct mailimap_set *set = di_imap_set(uids, n), *to = NULL;
	guint32 uidvalidity = 0;
	int rc = imap->has_move ?
		mailimap_uidplus_uid_move(imap->session, set, wire, &uidvalidity, source_out, &to) :
		mailimap_uidplus_uid_copy(imap->session, set, wire, &uidvalidity, source_out, &to);

	mailimap_set_free(set);
	if (to)
		mailimap_set_free(to);
	return rc;
}

/* MOVE or COPY. */
static gboolean
say_once(DiImap *imap, const guint32 *uids, guint n, const char *folder, struct mailimap_set **source_out, GError **error)
{
	g_autofree char *doing = g_strdup_printf("move mails to the folder '%s'", folder);
	g_autofree char *wire = di_imap_folder(imap, folder, error);

	return wire && di_imap_ready(imap, DI_IMAP_ANSWER_BYTES, error) &&
		di_imap_check(imap, say(imap, uids, n, wire, source_out), DI_ERROR_DENIED, doing, error);
}

/* Where that is refused, the folder is looked for, or made (servers forget TRYCREATE), and it is said once more. */
static gboolean
say_and_make(DiImap *imap, const guint32 *uids, guint n, const char *folder, struct mailimap_set **source_out, GError **error)
{
	GError *refused = NULL;

	if (say_once(imap, uids, n, folder, source_out, &refused))
		return TRUE;
	if (!g_error_matches(refused, DI_ERROR, DI_ERROR_DENIED)) {
		g_propagate_error(error, refused);
		return FALSE;
	}
	g_error_free(refused);
	return di_imap_make_folder(imap, folder, error) && say_once(imap, uids, n, folder, source_out, error);
}

/* COPY's second half: \Deleted and UID EXPUNGE, for what COPYUID named. */
static gboolean
remove_originals(DiImap *imap, const GArray *moved, GError **error)
{
	struct mailimap_set *set = di_imap_set((const guint32 *)(const void *)moved->data, moved->len);
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	struct mailimap_store_att_flags *store;
	gboolean good = di_imap_ready(imap, DI_IMAP_ANSWER_BYTES, error);

	mailimap_flag_list_add(flags, mailimap_flag_new_deleted());
	store = mailimap_store_att_flags_new_add_flags_silent(flags);
	good = good && di_imap_check(imap, mailimap_uid_store(imap->session, set, store), DI_ERROR_DENIED,
		"mark copied mails as deleted", error);
	good = good && di_imap_ready(imap, DI_IMAP_ANSWER_BYTES, error) &&
		di_imap_check(imap, mailimap_uid_expunge(imap->session, set), DI_ERROR_DENIED, "remove copied mails", error);
	mailimap_store_att_flags_free(store);
	mailimap_set_free(set);
	return good;
}

/* Without COPYUID: moved is what was there before and, after a MOVE, is not there now. */
static gboolean
judge_by_presence(DiImap *imap, GHashTable *before, const guint32 *uids, guint n, GArray *moved, GError **error)
{
	g_autoptr(GHashTable) after = imap->has_move ? di_imap_present(imap, uids, n, error) : NULL;

	if (imap->has_move && !after)
		return FALSE;
	for (guint i = 0; i < n; i++) {
		gpointer key = GUINT_TO_POINTER(uids[i]);

		if (g_hash_table_contains(before, key) && !(after && g_hash_table_contains(after, key)))
			g_array_append_val(moved, uids[i]);
	}
	return TRUE;
}

static gboolean
move_some(DiImap *imap, const guint32 *uids, guint n, const char *folder, GArray *moved, GError **error)
{
	g_autoptr(GHashTable) before = di_imap_present(imap, uids, n, error);
	g_autoptr(GArray) now = g_array_new(FALSE, FALSE, sizeof(guint32));
	struct mailimap_set *from = NULL;
	gboolean good;

	if (!before || g_hash_table_size(before) == 0)
		return before != NULL; /* all are gone: nothing to say */
	good = say_and_make(imap, uids, n, folder, &from, error);
	if (good && from)
		keep_those_in(from, uids, n, now);
	else if (good)
		good = judge_by_presence(imap, before, uids, n, now, error);
	if (from)
		mailimap_set_free(from);
	if (good && !imap->has_move && imap->has_uidplus && now->len > 0)
		good = remove_originals(imap, now, error);
	if (good)
		g_array_append_vals(moved, now->data, now->len);
	return good;
}

gboolean
di_imap_move(DiSource *source, const guint32 *uids, guint n, const char *folder, GArray *moved, GError **error)
{
	DiImap *imap = (DiImap *)source;

	if (n == 0)
		return di_imap_make_folder(imap, folder, error);
	for (guint at = 0; at < n; at += MOVED_AT_ONCE)
		if (!move_some(imap, uids + at, MIN(n - at, MOVED_AT_ONCE), folder, moved, error))
			return FALSE;
	return TRUE;
}
