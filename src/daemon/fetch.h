/* fetch.c, fetch-list.c and fetch-store.c: one folder that is being fetched. */
#pragma once

#include <diarie/daemon.h>

typedef struct {
	DiHouse *house;
	DiCycle *cycle;
	const char *folder;
	guint32 uidvalidity;
	gboolean is_junk;
	GHashTable *entries; /* uid → DiMailEntry */
	GArray *hurdles;     /* DiHurdle: of this folder */
	guint alone_from;    /* the entries from this one on are asked for one by one… */
	guint header_from;   /* …and from this one on after their headers */
	GHashTable *headers; /* uid → GBytes or NULL: what came of those that may not come whole */
	GArray *unfetched;   /* guint32: listed, but nothing came */
	GArray *asked;       /* guint32: the batch that is on its way */
	GArray *come;        /* DiCome: of that batch */
	gsize come_bytes;
} DiFetch;

/* One that has come, and is not committed yet. */
typedef struct {
	guint32 uid;
	GBytes *bytes; /* NULL: nothing came */
	gboolean too_large; /* only its beginning came, or nothing */
	DiAnswer *header; /* that was read in there; NULL: nothing could be, or it has come whole */
} DiCome;

/* fetch-list.c */

/* Compares DiMailEntry, DiHurdle or UIDs: the first field of all. */
int di_fetch_by_uid(gconstpointer a, gconstpointer b);
/* How often UID could not be fetched. *RESTS_OUT: it is left alone for a while. */
guint di_fetch_tries(const DiFetch *fetch, guint32 uid, gboolean *rests_out);
/* Of UIDS, what lies there: GArray of DiMailEntry, ascending. */
GArray *di_fetch_list_those(DiFetch *fetch, const GArray *uids, GError **error);
/* What is not in the register, likewise. */
GArray *di_fetch_list_unknown(DiFetch *fetch, GError **error);

/* fetch-store.c */

DiMailAt di_fetch_at(const DiFetch *fetch, guint32 uid);
/* Counts a try that failed with ENTRY among those asked for. After the third (IS_SURE: at once) it waits for a person, and rests. WHY:
 * Swedish, for review; TROUBLE: for the journal, NULL where the server had nothing. */
gboolean di_fetch_blame(const DiFetch *fetch, const DiMailEntry *entry, const char *why, gboolean is_sure, const GError *trouble, GError **error);
/* So many mails of the folder the server counts, and does not list. Until a person has been told of it, the round is not complete. */
gboolean di_fetch_blame_missing(const DiFetch *fetch, guint32 missing, GError **error);
/* Commits a batch: what has come, DiCome. What cannot be stored is passed over where others can. */
gboolean di_fetch_store(DiFetch *fetch, GArray *come, GError **error);
