/* fetch.c and fetch-store.c: one folder that is being fetched. */
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

/* fetch-store.c */

DiMailAt di_fetch_at(const DiFetch *fetch, guint32 uid);
/* Counts a try that failed with ENTRY among those asked for. After the third (IS_SURE: at once) it waits for a person, and rests. WHY:
 * Swedish, for review; TROUBLE: for the journal, NULL where the server had nothing. */
gboolean di_fetch_blame(const DiFetch *fetch, const DiMailEntry *entry, const char *why, gboolean is_sure, const GError *trouble, GError **error);
/* Commits a batch: what has come, DiCome. What cannot be stored is passed over where others can. */
gboolean di_fetch_store(DiFetch *fetch, GArray *come, GError **error);
