/* What has been fetched, into the register: a batch in one transaction, or one by one where that does not go. What cannot be fetched or
 * stored is counted, laid before a person, and asked for again later (hurdle.c in registry). */
#include "fetch.h"

DiMailAt
di_fetch_at(const DiFetch *fetch, guint32 uid)
{
	return (DiMailAt){fetch->house->account, fetch->folder, fetch->uidvalidity, uid, fetch->is_junk};
}

gboolean
di_fetch_blame(const DiFetch *fetch, const DiMailEntry *entry, const char *why, gboolean is_sure, const GError *trouble, GError **error)
{
	GBytes *bytes = g_hash_table_lookup(fetch->headers, GUINT_TO_POINTER(entry->uid));
	g_autoptr(DiAnswer) header = NULL;
	g_autoptr(GError) unread = NULL;
	DiMailFacts facts;
	DiUnfetched mail = {di_fetch_at(fetch, entry->uid), entry->internal_date, entry->size_bytes, why, &facts, FALSE};
	gboolean rests;

	if (bytes && !di_header_read(fetch->house, bytes, &header, &unread)) /* it is asked for again, and its header read then */
		di_log(DI_LOG_DEBUG, "the header of mail UID %u is not read: %s", entry->uid, unread->message);
	facts = di_header_facts(header, entry->internal_date);
	if (!di_hurdle_add(fetch->house->registry, &mail, is_sure, &rests, error))
		return FALSE;
	if (rests)
		di_log(DI_LOG_WARNING, "mail UID %u cannot be fetched (%s); it is passed over, and tried again later", entry->uid,
			trouble ? trouble->message : "the server has nothing for it");
	return TRUE;
}

/* They have no number by which they could be asked for: one hurdle stands for all. */
gboolean
di_fetch_blame_missing(const DiFetch *fetch, guint32 missing, GError **error)
{
	g_autofree char *why = g_strdup_printf("Servern räknar %u mejl mer i mappen%s än den visar, också när diariet frågar igen. Öppna brevlådan"
		" och se efter om där ligger en rapport som inte är diarieförd. Diariet fortsätter att fråga.", missing, fetch->is_junk ? " för skräppost" : "");
	g_autofree char *trouble = g_strdup_printf("the server says that the folder holds %u mails more than it lists", missing);
	DiUnfetched mail = {di_fetch_at(fetch, 0), DI_TIME_NONE, 0, why, NULL, FALSE};
	gboolean rests;

	if (!di_hurdle_add(fetch->house->registry, &mail, FALSE, &rests, error))
		return FALSE;
	di_log(DI_LOG_WARNING, "%s; %s", trouble, rests ? "a person is told, and what is listed goes on" : "asked again in the next round");
	if (rests)
		return TRUE;
	g_free(fetch->house->trouble);
	fetch->house->trouble = g_steal_pointer(&trouble);
	fetch->cycle->mail_failed = TRUE;
	return TRUE;
}

static gboolean
store_too_large(DiFetch *fetch, const DiCome *come, const DiMailEntry *entry, GError **error)
{
	DiMailFacts facts = di_header_facts(come->header, entry->internal_date);
	DiUnfetched mail = {di_fetch_at(fetch, come->uid), entry->internal_date, entry->size_bytes,
		DI_MAIL_TOO_LARGE, &facts, di_arrival_is_before(fetch->house->config, facts.arrived)};

	return di_mail_add_unfetched(fetch->house->registry, &mail, error);
}

static gboolean
store(DiFetch *fetch, const DiCome *come, GError **error)
{
	const DiMailEntry *entry = g_hash_table_lookup(fetch->entries, GUINT_TO_POINTER(come->uid));
	DiMailAt at = di_fetch_at(fetch, come->uid);
	gint64 mail_id;
	gboolean is_new = FALSE;

	di_house_alive(fetch->house);
	if (!entry)
		return TRUE;
	if (come->too_large)
		return store_too_large(fetch, come, entry, error);
	if (!come->bytes) {
		g_array_append_val(fetch->unfetched, come->uid);
		return TRUE;
	}
	if (!di_mail_add(fetch->house->registry, come->bytes, &at, entry->internal_date, &mail_id, &is_new, error))
		return FALSE;
	fetch->cycle->fetched += (guint)is_new;
	return TRUE;
}

/* What cannot be stored with the others, for the disk is nearly full, is tried by itself: the small ones may find room. */
static gboolean
store_each(DiFetch *fetch, const GArray *come, GError **error)
{
	gboolean good = TRUE;

	for (guint i = 0; i < come->len; i++) {
		const DiCome *one = &g_array_index(come, DiCome, i);
		const DiMailEntry *entry = g_hash_table_lookup(fetch->entries, GUINT_TO_POINTER(one->uid));
		g_autoptr(GError) trouble = NULL;

		if (store(fetch, one, &trouble))
			continue;
		if (one->bytes)
			g_hash_table_insert(fetch->headers, GUINT_TO_POINTER(one->uid), g_bytes_ref(one->bytes));
		/* where not even this can be written, nothing is lost by it */
		(void)!di_fetch_blame(fetch, entry, "Det fick inte plats på servern där diariet finns. Diariet försöker igen.", FALSE, trouble, NULL);
		g_hash_table_remove(fetch->headers, GUINT_TO_POINTER(one->uid)); /* they are the whole mail */
		if (good)
			g_propagate_error(error, g_steal_pointer(&trouble));
		good = FALSE;
	}
	return good;
}

/* Locked, broken, read-only: no mail can be stored then. */
static gboolean
is_of_all(const GError *trouble)
{
	return trouble->code == DI_ERROR_BUSY || trouble->code == DI_ERROR_IO || trouble->code == DI_ERROR_DENIED;
}

/* Before the transaction: that waits for nobody. Where no reader can work now, nothing is stored, and all of it asked for again. */
static gboolean
read_headers(DiFetch *fetch, GArray *come, GError **error)
{
	for (guint i = 0; i < come->len; i++) {
		DiCome *one = &g_array_index(come, DiCome, i);

		if (one->too_large && one->bytes && !di_header_read(fetch->house, one->bytes, &one->header, error))
			return FALSE;
	}
	return TRUE;
}

/* One transaction a batch: the commits share one fsync, and nothing is acknowledged before it. */
gboolean
di_fetch_store(DiFetch *fetch, GArray *come, GError **error)
{
	DiRegistry *registry = fetch->house->registry;
	guint unfetched = fetch->unfetched->len, fetched = fetch->cycle->fetched;
	g_autoptr(GError) trouble = NULL;
	gboolean good = TRUE;

	if (!read_headers(fetch, come, error) || !di_registry_begin(registry, error))
		return FALSE;
	for (guint i = 0; good && i < come->len; i++)
		good = store(fetch, &g_array_index(come, DiCome, i), &trouble);
	if (good && di_registry_commit(registry, &trouble))
		return TRUE;
	if (!good)
		di_registry_rollback(registry);
	g_array_set_size(fetch->unfetched, unfetched);
	fetch->cycle->fetched = fetched;
	if (!is_of_all(trouble))
		return store_each(fetch, come, error);
	g_propagate_error(error, g_steal_pointer(&trouble));
	return FALSE;
}
