/* The tokenizer and the ranking that the index for searching needs. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

/* Every connection that asks the index, or adds to it, must have them. FALSE: this SQLite has no FTS5. ALLOWED, which outlives DB,
 * points to a set of row ids (gint64) outside of which nothing is ranked, or to NULL; it may be NULL itself. */
gboolean di_fulltext_register(sqlite3 *db, GHashTable **allowed);
