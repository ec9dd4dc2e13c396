/* Zip archives that came as attachments: their files become parts, bounded in number and in bytes that
 * were really read; what the archive says of sizes is not believed. */
#include <diarie/archive.h>
#include <diarie/extract.h>

#include <string.h>

enum { ENTRIES_MAX = 1000, FILES_MAX = 64 };
#define FILE_BYTES_MAX ((gsize)64 << 20)

typedef struct {
	GByteArray *bytes;
	gsize limit_bytes;
} Growing;

static gboolean
grow(gpointer user, const char *bytes, gsize size)
{
	Growing *growing = user;

	if (size > growing->limit_bytes - growing->bytes->len)
		return FALSE;
	g_byte_array_append(growing->bytes, (const guint8 *)bytes, (guint)size);
	return TRUE;
}

/* NULL: damaged, encrypted, packed by other means, or over the limit. */
static GBytes *
read_entry(const DiArchive *zip, guint index, gsize limit_bytes)
{
	Growing growing = {g_byte_array_new(), limit_bytes};

	if (di_archive_unpack(zip, index, grow, &growing) == DI_ARCHIVE_OK)
		return g_byte_array_free_to_bytes(growing.bytes);
	g_byte_array_unref(growing.bytes);
	return NULL;
}

/* Without folders. */
static char *
file_name(const char *name)
{
	g_autofree char *text = di_text_from_bytes(name, -1), *squeezed = NULL;
	const char *base = text;

	for (const char *at = text; *at; at++)
		if (*at == '/' || *at == '\\')
			base = at + 1;
	squeezed = *base ? di_text_squeeze(base) : NULL;
	return squeezed ? di_text_cut(squeezed, DI_EXTRACT_NAME_CHARS) : NULL;
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
take_entry(const DiArchive *zip, guint index, int depth, int parent, GPtrArray *parts, gsize *left_bytes)
{
	const char *name = di_archive_entry(zip, index)->name;
	g_autofree char *base = name ? file_name(name) : NULL;
	g_autoptr(GBytes) bytes = NULL;

	if (!name)
		return FALSE;
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
di_extract_unzip(GBytes *archive, int depth, int parent, GPtrArray *parts, gsize *left_bytes, gboolean *locked_out)
{
	DiArchiveEnd end;
	g_autoptr(DiArchive) zip = di_archive_open(archive, &end);
	guint n = zip ? di_archive_count(zip) : 0;
	guint before = parts->len;
	gboolean whole = zip && n <= ENTRIES_MAX;

	*locked_out = FALSE;
	for (guint i = 0; i < MIN(n, ENTRIES_MAX); i++) {
		if (parts->len - before >= FILES_MAX) {
			whole = FALSE;
			break;
		}
		if (take_entry(zip, i, depth, parent, parts, left_bytes))
			continue;
		whole = FALSE;
		*locked_out |= di_archive_entry(zip, i)->is_encrypted;
	}
	return whole;
}
