/* A zip in memory, read as if it lied: sizes are counted, names must be single, everything has a
 * ceiling. Order: di_zip_open, any number of di_zip_read, di_zip_free. Each failure is written down in
 * the document that the zip belongs to. */
#include "zip-internal.h"

#include <string.h>
#include <zip.h>

#define MAX_ENTRIES 10000
#define MAX_PART_BYTES ((gint64)64 * 1024 * 1024)
#define MAX_TOTAL_BYTES ((gint64)256 * 1024 * 1024)
#define MAX_RATIO 200
#define RATIO_FROM_BYTES (1024 * 1024) /* Word's own XML is 10:1 to 23:1, short parts may be more */
#define CHUNK_BYTES 16384

struct DiZip {
	zip_t *archive;
	DiDocument *document;
	GHashTable *names; /* folded name → index + 1; negative: the name occurs twice */
	gint64 read_bytes;
};

static zip_t *
open_buffer(GBytes *bytes, int flags, int *code_out)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	zip_error_t error;
	zip_source_t *source;
	zip_t *archive;

	zip_error_init(&error);
	source = zip_source_buffer_create(data, size, 0, &error);
	archive = source ? zip_open_from_source(source, ZIP_RDONLY | flags, &error) : NULL;
	*code_out = zip_error_code_zip(&error);
	if (!archive && source)
		zip_source_free(source);
	zip_error_fini(&error);
	return archive;
}

/* Part names are compared without case (OPC, ECMA-376 part 2, 6.2.2.3); some writers use backslashes. */
static char *
fold_name(const char *name)
{
	char *folded = g_ascii_strdown(*name == '/' || *name == '\\' ? name + 1 : name, -1);

	return g_strdelimit(folded, "\\", '/');
}

static void
list_names(DiZip *zip, zip_int64_t count)
{
	for (zip_int64_t i = 0; i < count; i++) {
		const char *name = zip_get_name(zip->archive, (zip_uint64_t)i, 0);
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
	DiZip *zip = g_new0(DiZip, 1);
	zip_int64_t count;
	int code;

	zip->document = document;
	zip->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	zip->archive = open_buffer(bytes, ZIP_CHECKCONS, &code);
	if (!zip->archive) {
		zip->archive = open_buffer(bytes, 0, &code);
		if (zip->archive)
			di_document_remark(document, "zip-inkonsekvent",
				"Filens innehållsförteckning stämmer inte helt med innehållet.");
	}
	count = zip->archive ? zip_get_num_entries(zip->archive, 0) : 0;
	if (!zip->archive || count > MAX_ENTRIES) {
		di_document_fail(document, zip->archive ? DI_FAULT_FOR_STOR : DI_FAULT_SKADAD,
			zip->archive ? "Filen innehåller för många delar." : "Filen är avhuggen eller skadad.");
		di_zip_free(zip);
		return NULL;
	}
	list_names(zip, count);
	return zip;
}

void
di_zip_free(DiZip *zip)
{
	if (!zip)
		return;
	if (zip->archive)
		zip_discard(zip->archive);
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

static gboolean
check_size(DiZip *zip, const zip_stat_t *stat, gint64 done)
{
	if (done > MAX_PART_BYTES || zip->read_bytes > MAX_TOTAL_BYTES)
		return di_zip_fail(zip, DI_FAULT_FOR_STOR, "Filen är för stor uppackad.");
	if (done > RATIO_FROM_BYTES && (stat->valid & ZIP_STAT_COMP_SIZE) &&
		(guint64)done / MAX_RATIO > stat->comp_size)
		return di_zip_fail(zip, DI_FAULT_FOR_STOR, "Filen är misstänkt hårt packad.");
	if ((stat->valid & ZIP_STAT_SIZE) && (guint64)done > stat->size)
		return di_zip_fail(zip, DI_FAULT_SKADAD, "En del av filen är större än den uppger.");
	return TRUE;
}

/* The checksum is judged only when the last read has returned 0: until then nothing may be trusted. */
static gboolean
pump(DiZip *zip, zip_file_t *file, const zip_stat_t *stat, DiZipSink sink, gpointer user)
{
	char chunk[CHUNK_BYTES];
	zip_int64_t got;
	gint64 done = 0;

	while ((got = zip_fread(file, chunk, sizeof chunk)) > 0) {
		done += got;
		zip->read_bytes += got;
		if (!check_size(zip, stat, done))
			return FALSE;
		if (!sink(user, chunk, (size_t)got))
			return di_zip_fail(zip, DI_FAULT_SKADAD, NULL);
	}
	if (got < 0 || ((stat->valid & ZIP_STAT_SIZE) && (guint64)done != stat->size))
		return di_zip_fail(zip, DI_FAULT_SKADAD, "En del av filen kan inte packas upp.");
	return TRUE;
}

gboolean
di_zip_read(DiZip *zip, const char *name, DiZipSink sink, gpointer user)
{
	int index = find(zip, name);
	zip_stat_t stat;
	zip_file_t *file;
	gboolean ok;

	if (index == 0)
		return di_zip_fail(zip, DI_FAULT_SKADAD, "En del som filen hänvisar till saknas.");
	if (index < 0)
		return di_zip_fail(zip, DI_FAULT_SKADAD, "En del finns två gånger i filen.");
	if (zip_stat_index(zip->archive, (zip_uint64_t)(index - 1), 0, &stat) < 0)
		return di_zip_fail(zip, DI_FAULT_SKADAD, "En del av filen kan inte packas upp.");
	if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
		return di_zip_fail(zip, DI_FAULT_LOSENORD, NULL);
	file = zip_fopen_index(zip->archive, (zip_uint64_t)(index - 1), 0);
	if (!file)
		return di_zip_fail(zip, DI_FAULT_SKADAD, "En del av filen kan inte packas upp.");
	ok = pump(zip, file, &stat, sink, user);
	if (zip_fclose(file) != 0)
		ok = di_zip_fail(zip, DI_FAULT_SKADAD, "En del av filen kan inte packas upp.");
	return ok;
}
