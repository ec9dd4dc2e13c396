/* A zip in memory, read as if it lied: sizes are counted, names must be single, everything has a
 * ceiling. Order: di_zip_open, any number of di_zip_read, di_zip_free. Each failure is written down in
 * the document that the zip belongs to. */
#include "zip-internal.h"

#include <diarie/archive.h>

#define MAX_PART_BYTES ((gint64)64 * 1024 * 1024)
#define MAX_TOTAL_BYTES ((gint64)256 * 1024 * 1024)
#define MAX_RATIO 200
#define RATIO_FROM_BYTES (1024 * 1024) /* Word's own XML is 10:1 to 23:1, short parts may be more */

struct DiZip {
	DiArchive *archive;
	DiDocument *document;
	GHashTable *names; /* folded name → index + 1; negative: the name occurs twice */
	gint64 read_bytes;
};

/* Part names are compared without case (OPC, ECMA-376 part 2, 6.2.2.3); some writers use backslashes. */
static char *
fold_name(const char *name)
{
	char *folded = g_ascii_strdown(*name == '/' || *name == '\\' ? name + 1 : name, -1);

	return g_strdelimit(folded, "\\", '/');
}

static void
list_names(DiZip *zip)
{
	for (guint i = 0; i < di_archive_count(zip->archive); i++) {
		const char *name = di_archive_entry(zip->archive, i)->name;
		char *folded = name ? fold_name(name) : NULL;

		if (!folded)
			continue;
		if (g_hash_table_contains(zip->names, folded))
			g_hash_table_replace(zip->names, folded, GINT_TO_POINTER(-1));
		else
			g_hash_table_insert(zip->names, folded, GINT_TO_POINTER((int)i + 1));
	}
}

DiZip *
di_zip_open(GBytes *bytes, DiDocument *document)
{
	g_autoptr(DiZip) zip = g_new0(DiZip, 1);
	DiArchiveEnd end;

	zip->document = document;
	zip->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	zip->archive = di_archive_open(bytes, &end);
	if (!zip->archive) {
		di_document_fail(document, end == DI_ARCHIVE_TOO_MANY ? DI_FAULT_FOR_STOR : DI_FAULT_SKADAD,
			end == DI_ARCHIVE_TOO_MANY ? "Filen innehåller för många delar." : "Filen är avhuggen eller skadad.");
		return NULL;
	}
	if (!di_archive_is_tidy(zip->archive))
		di_document_remark(document, "zip-inkonsekvent", "Filens innehållsförteckning stämmer inte helt med innehållet.");
	list_names(zip);
	return g_steal_pointer(&zip);
}

void
di_zip_free(DiZip *zip)
{
	if (!zip)
		return;
	di_archive_free(zip->archive);
	g_hash_table_unref(zip->names);
	g_free(zip);
}

static int
find(const DiZip *zip, const char *name)
{
	g_autofree char *folded = fold_name(name);

	return GPOINTER_TO_INT(g_hash_table_lookup(zip->names, folded));
}

gboolean
di_zip_has(const DiZip *zip, const char *name)
{
	return find(zip, name) != 0;
}

gboolean
di_zip_fail(DiZip *zip, DiFault fault, const char *text)
{
	if (zip->document->fault == DI_FAULT_NONE)
		di_document_fail(zip->document, fault, text);
	return FALSE;
}

/* One part on its way out. */
typedef struct {
	DiZip *zip;
	const DiArchiveEntry *entry;
	gint64 done_bytes;
	DiZipSink sink;
	gpointer user;
} Flow;

static gboolean
check_size(Flow *flow)
{
	if (flow->done_bytes > MAX_PART_BYTES || flow->zip->read_bytes > MAX_TOTAL_BYTES)
		return di_zip_fail(flow->zip, DI_FAULT_FOR_STOR, "Filen är för stor uppackad.");
	if (flow->done_bytes > RATIO_FROM_BYTES && (guint64)flow->done_bytes / MAX_RATIO > flow->entry->packed_bytes)
		return di_zip_fail(flow->zip, DI_FAULT_FOR_STOR, "Filen är misstänkt hårt packad.");
	return TRUE;
}

static gboolean
take(gpointer user, const char *bytes, gsize size)
{
	Flow *flow = user;

	flow->done_bytes += (gint64)size;
	flow->zip->read_bytes += (gint64)size;
	if (!check_size(flow))
		return FALSE;
	return flow->sink(flow->user, bytes, size) || di_zip_fail(flow->zip, DI_FAULT_SKADAD, NULL);
}

gboolean
di_zip_read(DiZip *zip, const char *name, DiZipSink sink, gpointer user)
{
	int index = find(zip, name);
	Flow flow = {.zip = zip, .sink = sink, .user = user};

	if (index == 0)
		return di_zip_fail(zip, DI_FAULT_SKADAD, "En del som filen hänvisar till saknas.");
	if (index < 0)
		return di_zip_fail(zip, DI_FAULT_SKADAD, "En del finns två gånger i filen.");
	flow.entry = di_archive_entry(zip->archive, (guint)index - 1);
	switch (di_archive_unpack(zip->archive, (guint)index - 1, take, &flow)) {
	case DI_ARCHIVE_OK:
		return TRUE;
	case DI_ARCHIVE_ENCRYPTED:
		return di_zip_fail(zip, DI_FAULT_LOSENORD, NULL);
	case DI_ARCHIVE_STOPPED:
		return FALSE; /* the fault is there already */
	case DI_ARCHIVE_DAMAGED:
	case DI_ARCHIVE_TOO_MANY:
	default:
		return di_zip_fail(zip, DI_FAULT_SKADAD, "En del av filen kan inte packas upp.");
	}
}

gboolean
di_zip_peek(DiZip *zip, const char *name, DiZipSink sink, gpointer user)
{
	g_autoptr(DiDocument) aside = di_document_new(NULL);
	DiDocument *own = zip->document;
	gboolean ok;

	zip->document = aside;
	ok = di_zip_read(zip, name, sink, user);
	zip->document = own;
	return ok;
}
