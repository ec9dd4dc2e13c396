/* zipped.c: a ZIP archive, written in memory: the container of XLSX, DOCX and ODT. Deterministic: the same entries in the same order give
 * the same bytes. archive.h reads what strangers wrote.
 *
 * di_zipped_new, any number of di_zipped_add, di_zipped_finish. */
#pragma once

#include <glib.h>

typedef struct DiZipped DiZipped;
DiZipped *di_zipped_new(void);
/* NAME: a path with '/', UTF-8, no two alike. Compressed where that makes it smaller. An archive stays below 4 GiB and 65,535 entries
 * (no ZIP64): more is a g_error. */
void di_zipped_add(DiZipped *zipped, const char *name, const void *bytes, gsize size_bytes);
void di_zipped_add_text(DiZipped *zipped, const char *name, const char *text);
/* The same, never compressed: for what a reader looks up by its place (the first entry of an ODT, "mimetype"). */
void di_zipped_add_stored(DiZipped *zipped, const char *name, const void *bytes, gsize size_bytes);
/* The archive; ZIPPED is freed. */
GBytes *di_zipped_finish(DiZipped *zipped);
void di_zipped_free(DiZipped *zipped);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiZipped, di_zipped_free)
