/* Zip archives that came as attachments: their files become parts, bounded in number and in bytes that
 * were really read; what the archive says of sizes is not believed. */
#include <diarie/extract.h>

#include <string.h>
#include <zip.h>

enum { ENTRIES_MAX = 1000, FILES_MAX = 64, CHUNK_BYTES = 65536 };
#define FILE_BYTES_MAX ((gsize)64 << 20)

static zip_t *
open_archive(GBytes *archive)
{
	gsize size;
	const void *data = g_bytes_get_data(archive, &size);
	zip_source_t *source = zip_source_buffer_create(data, size, 0, NULL);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;

	if (!zip && source)
		zip_source_free(source);
	return zip;
}

/* NULL: damaged, encrypted, or over the limit. Only when the last read says 0 has the checksum been right. */
static GBytes *
read_entry(zip_t *zip, zip_uint64_t index, gsize limit_bytes)
{
	zip_file_t *file = zip_fopen_index(zip, index, 0);
	GByteArray *out = g_byte_array_new();
	guint8 *chunk = g_malloc(CHUNK_BYTES);
	zip_int64_t n = -1;

	while (file && (n = zip_fread(file, chunk, CHUNK_BYTES)) > 0) {
		if (out->len + (gsize)n > limit_bytes) {
			n = -1;
			break;
		}
		g_byte_array_append(out, chunk, (guint)n);
	}
	g_free(chunk);
	if (file && zip_fclose(file) != 0)
		n = -1;
	if (n == 0)
		return g_byte_array_free_to_bytes(out);
	g_byte_array_unref(out);
	return NULL;
}

/* Without folders; names of old Windows archives are in CP437 or CP850, which libzip turns into UTF-8. */
static char *
file_name(const char *name)
{
	g_autofree char *text = di_text_from_bytes(name, -1);
	const char *base = text;

	for (const char *at = text; *at; at++)
		if (*at == '/' || *at == '\\')
			base = at + 1;
	return *base ? di_text_squeeze(base) : NULL;
}

/* What macOS puts beside each file. */
static gboolean
is_furniture(const char *name, const char *base)
{
	return strstr(name, "__MACOSX/") || g_str_equal(base, ".DS_Store") || g_str_has_prefix(base, "._");
}

static void
add_file(GPtrArray *parts, const char *name, GBytes *bytes, int depth, int parent)
{
	DiPart *part = g_new0(DiPart, 1);

	part->name = g_strdup(name);
	part->type = g_strdup("application/octet-stream");
	part->bytes = g_bytes_ref(bytes);
	part->depth = depth;
	part->parent = parent;
	g_ptr_array_add(parts, part);
}

/* FALSE: left out. */
static gboolean
take_entry(zip_t *zip, zip_uint64_t index, int depth, int parent, GPtrArray *parts, gsize *left_bytes)
{
	const char *name = zip_get_name(zip, index, ZIP_FL_ENC_GUESS);
	g_autofree char *base = name ? file_name(name) : NULL;
	g_autoptr(GBytes) bytes = NULL;

	if (!base || is_furniture(name, base))
		return TRUE; /* a folder */
	bytes = read_entry(zip, index, MIN(FILE_BYTES_MAX, *left_bytes));
	if (!bytes)
		return FALSE;
	*left_bytes -= g_bytes_get_size(bytes);
	add_file(parts, base, bytes, depth, parent);
	return TRUE;
}

gboolean
di_extract_unzip(GBytes *archive, int depth, int parent, GPtrArray *parts, gsize *left_bytes)
{
	zip_t *zip = open_archive(archive);
	zip_int64_t n = zip ? zip_get_num_entries(zip, 0) : -1;
	guint before = parts->len;
	gboolean whole = n >= 0 && n <= ENTRIES_MAX;

	for (zip_int64_t i = 0; i < MIN(n, ENTRIES_MAX); i++) {
		if (parts->len - before >= FILES_MAX) {
			whole = FALSE;
			break;
		}
		if (!take_entry(zip, (zip_uint64_t)i, depth, parent, parts, left_bytes))
			whole = FALSE;
	}
	if (zip)
		zip_discard(zip);
	return whole;
}
