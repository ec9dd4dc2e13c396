/* The register was put back from an older copy: what came after it lies in our own folders, filed once and forgotten since. It is moved back to where
 * mail comes in, before anything is fetched or anybody reminded, and then goes the ordinary way: known by its bytes, filed under the number that its
 * receipt told. What staff have laid there themselves is old mail, or is read like any other. */
#include <diarie/daemon.h>

enum {
	MARGIN_S = 7 * 86400, /* what waited for its attachment, or could not be fetched, came before the copy */
	MOVED_AT_ONCE = 500,
};

/* Of those that came SINCE then, at most MOVED_AT_ONCE from *AT on. In the order in which they were laid there: that is the one in which they get their
 * new numbers, and are filed. */
static guint
take_some(const GArray *entries, DiTime since, guint *at, guint32 *uids)
{
	guint n = 0;

	for (; *at < entries->len && n < MOVED_AT_ONCE; ++*at) {
		const DiMailEntry *entry = &g_array_index(entries, DiMailEntry, *at);

		if (entry->internal_date == DI_TIME_NONE || entry->internal_date >= since)
			uids[n++] = entry->uid;
	}
	return n;
}

static gboolean
move_back(DiHouse *house, DiTime since, guint *n_out, GError **error)
{
	g_autoptr(GArray) entries = di_mailbox_list(house->mailbox, 0, error);
	guint32 uids[MOVED_AT_ONCE];
	gboolean moved[MOVED_AT_ONCE];
	guint n, at = 0;

	while (entries && (n = take_some(entries, since, &at, uids)) > 0) {
		di_house_alive(house);
		if (!di_mailbox_move(house->mailbox, uids, n, "", moved, error))
			return FALSE;
		for (guint i = 0; i < n; i++)
			*n_out += (guint)moved[i];
	}
	return entries != NULL;
}

static gboolean
look_in(DiHouse *house, const char *folder, DiTime since, guint *n_out, GError **error)
{
	GError *local = NULL;
	guint32 uidvalidity;

	if (!*folder) /* what is settled stays where it came in */
		return TRUE;
	if (di_mailbox_select(house->mailbox, folder, &uidvalidity, &local))
		return move_back(house, since, n_out, error);
	if (!g_error_matches(local, DI_ERROR, DI_ERROR_NOT_FOUND)) {
		g_propagate_error(error, local);
		return FALSE;
	}
	g_error_free(local); /* nothing has ever been moved there */
	return TRUE;
}

/* Until when the copy knows the mailbox. */
static DiTime
known_until(const DiHouse *house)
{
	g_autofree char *fetched = di_registry_state_get(house->registry, "senaste-hamtning");
	DiTime time = fetched ? di_time_parse(fetched) : DI_TIME_NONE;

	return time != DI_TIME_NONE ? time : di_registry_log_last(house->registry);
}

static gboolean
note(DiHouse *house, guint n, GError **error)
{
	g_autofree char *detail = g_strdup_printf("%u mejl", n);

	di_log(DI_LOG_NOTICE, "the register was put back from an older copy: %u mails that may have come after it are moved back and read again", n);
	if (!di_registry_begin(house->registry, error))
		return FALSE;
	if (di_registry_log(house->registry, "hämtat tillbaka", "", detail, error) && di_restore_looked(house->registry, error))
		return di_registry_commit(house->registry, error);
	di_registry_rollback(house->registry);
	return FALSE;
}

gboolean
di_restore_run(DiHouse *house, GError **error)
{
	const DiConfig *config = house->config;
	gboolean must = FALSE;
	DiTime until;
	guint n = 0;

	if (house->restore_seen)
		return TRUE;
	if (!di_restore_must_look(house->registry, &must, error))
		return FALSE;
	until = must ? known_until(house) : DI_TIME_NONE;
	if (until != DI_TIME_NONE) {
		DiTime since = until - MARGIN_S * DI_SECOND;

		if (!look_in(house, config->mailbox.processed, since, &n, error) ||
			(g_strcmp0(config->mailbox.review, config->mailbox.processed) != 0 && !look_in(house, config->mailbox.review, since, &n, error)) ||
			!note(house, n, error))
			return FALSE;
	}
	house->restore_seen = TRUE;
	return TRUE;
}
