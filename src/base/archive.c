/* The directory of a zip: the record at the end, the list it leads to, and the header in front of each part.
 *
 * Several things in a file may look like the record at the end (a comment may hold one): the nearest to the end whose
 * directory agrees with everything counts, then the nearest that can be read at all. */
#include <diarie/archive.h>

#include <diarie/ole.h>

#include <string.h>
#include <zlib.h>

enum {
	END_BYTES = 22,
	COMMENT_MAX = 65535,
	CANDIDATES_MAX = 16,
	END64_BYTES = 56,
	LOCATOR_BYTES = 20,
	ENTRY_BYTES = 46,
	HEADER_BYTES = 30,
	FLAG_ENCRYPTED = 0x41, /* bit 0; bit 6: strongly */
	FLAG_LATER = 0x08,     /* sizes and checksum stand behind the data */
	EXTRA_ZIP64 = 0x0001,
	EXTRA_UTF8_NAME = 0x7075,
};
#define END_SIGN 0x06054b50U
#define END64_SIGN 0x06064b50U
#define LOCATOR_SIGN 0x07064b50U
#define ENTRY_SIGN 0x02014b50U
#define HEADER_SIGN 0x04034b50U
#define ELSEWHERE 0xffffffffU

struct DiArchive {
	GBytes *bytes;
	DiSpan file;
	GArray *entries; /* DiArchiveEntry */
	gboolean is_tidy;
	gsize directory_at, end_at;
};

/* Where the directory lies, as one record at the end says. */
typedef struct {
	guint64 count, size, at;
	gsize end_at; /* of the record (of zip64's, where there is one) */
	gboolean is_exact; /* nothing stands behind it */
} End;

static guint64
u64(DiSpan span, gsize at)
{
	return di_span_u32(span, at) | (guint64)di_span_u32(span, at + 4) << 32;
}

/* APPNOTE 4.3.14 and 4.3.15: what did not fit into the record stands in a longer one. */
static gboolean
read_end64(DiSpan file, gsize end_at, End *end)
{
	gsize locator = end_at - LOCATOR_BYTES;
	guint64 at;

	if (end_at < LOCATOR_BYTES || di_span_u32(file, locator) != LOCATOR_SIGN)
		return FALSE;
	at = u64(file, locator + 8);
	if (locator < END64_BYTES || at > locator - END64_BYTES || di_span_u32(file, (gsize)at) != END64_SIGN)
		return FALSE;
	end->end_at = (gsize)at;
	end->count = u64(file, (gsize)at + 32);
	end->size = u64(file, (gsize)at + 40);
	end->at = u64(file, (gsize)at + 48);
	return di_span_u32(file, (gsize)at + 16) == 0 && di_span_u32(file, (gsize)at + 20) == 0;
}

/* APPNOTE 4.3.16. FALSE: AT has no record that leads anywhere. */
static gboolean
read_end(DiSpan file, gsize at, End *end)
{
	gsize comment = di_span_u16(file, at + 20);

	if (di_span_u16(file, at + 4) != 0 || di_span_u16(file, at + 6) != 0)
		return FALSE; /* one of several disks */
	*end = (End){di_span_u16(file, at + 10), di_span_u32(file, at + 12), di_span_u32(file, at + 16), at,
		at + END_BYTES + comment == file.size};
	if (at + END_BYTES + comment > file.size)
		return FALSE;
	if ((end->count == 0xffff || end->size == ELSEWHERE || end->at == ELSEWHERE) && !read_end64(file, at, end))
		return FALSE;
	return end->at <= end->end_at && end->size <= end->end_at - end->at;
}

/* Names */

/* What bytes above 0x7f mean where nobody says so: APPNOTE D.1 */
static const gunichar cp437[] = {
	/* clang-format off */
	0x00c7, 0x00fc, 0x00e9, 0x00e2, 0x00e4, 0x00e0, 0x00e5, 0x00e7, 0x00ea, 0x00eb, 0x00e8, 0x00ef,
	0x00ee, 0x00ec, 0x00c4, 0x00c5, 0x00c9, 0x00e6, 0x00c6, 0x00f4, 0x00f6, 0x00f2, 0x00fb, 0x00f9,
	0x00ff, 0x00d6, 0x00dc, 0x00a2, 0x00a3, 0x00a5, 0x20a7, 0x0192, 0x00e1, 0x00ed, 0x00f3, 0x00fa,
	0x00f1, 0x00d1, 0x00aa, 0x00ba, 0x00bf, 0x2310, 0x00ac, 0x00bd, 0x00bc, 0x00a1, 0x00ab, 0x00bb,
	0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557,
	0x255d, 0x255c, 0x255b, 0x2510, 0x2514, 0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x255e, 0x255f,
	0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256c, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559,
	0x2558, 0x2552, 0x2553, 0x256b, 0x256a, 0x2518, 0x250c, 0x2588, 0x2584, 0x258c, 0x2590, 0x2580,
	0x03b1, 0x00df, 0x0393, 0x03c0, 0x03a3, 0x03c3, 0x00b5, 0x03c4, 0x03a6, 0x0398, 0x03a9, 0x03b4,
	0x221e, 0x03c6, 0x03b5, 0x2229, 0x2261, 0x00b1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00f7, 0x2248,
	0x00b0, 0x2219, 0x00b7, 0x221a, 0x207f, 0x00b2, 0x25a0, 0x00a0,
	/* clang-format on */
};

static char *
from_cp437(const char *bytes, gsize size)
{
	g_autoptr(GString) text = g_string_sized_new(size * 2);

	for (gsize i = 0; i < size; i++) {
		guint8 byte = (guint8)bytes[i];

		g_string_append_unichar(text, byte < 0x80 ? byte : cp437[byte - 0x80]);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* One field of the variable part; an empty span: it is not there. APPNOTE 4.5.1 */
static DiSpan
find_extra(DiSpan extra, guint16 id)
{
	for (gsize at = 0; at + 4 <= extra.size; at += 4 + (gsize)di_span_u16(extra, at + 2))
		if (di_span_u16(extra, at) == id)
			return di_span_part(extra, at + 4, di_span_u16(extra, at + 2));
	return (DiSpan){NULL, 0};
}

/* APPNOTE 4.6.9: the same name in UTF-8, if it was not changed without it */
static DiSpan
name_beside(DiSpan name, DiSpan extra)
{
	DiSpan field = find_extra(extra, EXTRA_UTF8_NAME);

	if (field.size > 5 && di_span_u8(field, 0) == 1 && di_span_u32(field, 1) == crc32(0, name.bytes, (uInt)name.size))
		return di_span_part(field, 5, field.size);
	return name;
}

/* Many write UTF-8 without saying so; what is UTF-8 by chance is rarer. */
static char *
name_of(DiSpan name, DiSpan extra)
{
	DiSpan best = name_beside(name, extra);
	const char *text = (const char *)best.bytes;

	if (memchr(text, '\0', best.size))
		return NULL;
	return g_utf8_validate(text, (gssize)best.size, NULL) ? g_strndup(text, best.size) : from_cp437(text, best.size);
}

/* Entries */

/* APPNOTE 4.5.3: each number that did not fit, in this order. FALSE: one is missing. */
static gboolean
read_large(DiSpan extra, DiArchiveEntry *entry, guint64 *header_at)
{
	DiSpan field = find_extra(extra, EXTRA_ZIP64);
	guint64 *const numbers[] = {&entry->size_bytes, &entry->packed_bytes, header_at};
	gsize at = 0;

	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
		if (*numbers[i] != ELSEWHERE)
			continue;
		if (at + 8 > field.size)
			return FALSE;
		*numbers[i] = u64(field, at);
		at += 8;
	}
	return TRUE;
}

/* The header in front of the data says everything once more; only where the data begins is taken from it. Writers that do not
 * know sizes yet leave 0 there, and those that fear for their length all ones. */
static gboolean
agrees(DiSpan file, const DiArchiveEntry *entry, guint32 here, guint64 there)
{
	gboolean later = di_span_u16(file, entry->header_at + 6) & FLAG_LATER;

	return here == there || here == ELSEWHERE || (later && here == 0);
}

static gboolean
header_agrees(DiSpan file, const DiArchiveEntry *entry, DiSpan name)
{
	DiSpan again = di_span_part(file, entry->header_at + HEADER_BYTES, di_span_u16(file, entry->header_at + 26));

	return again.size == name.size && memcmp(again.bytes, name.bytes, name.size) == 0 &&
		di_span_u16(file, entry->header_at + 8) == entry->method &&
		di_span_u32(file, entry->header_at + 10) == entry->dos_time &&
		((di_span_u16(file, entry->header_at + 6) ^ entry->flags) & FLAG_ENCRYPTED) == 0 &&
		agrees(file, entry, di_span_u32(file, entry->header_at + 14), entry->crc32) &&
		agrees(file, entry, di_span_u32(file, entry->header_at + 18), entry->packed_bytes) &&
		agrees(file, entry, di_span_u32(file, entry->header_at + 22), entry->size_bytes);
}

/* Leaves data_at 0 where the directory leads nowhere. */
static void
find_data(DiArchive *archive, DiArchiveEntry *entry, guint64 header_at, DiSpan name)
{
	guint64 data_at;

	if (archive->directory_at < HEADER_BYTES || header_at > archive->directory_at - HEADER_BYTES ||
		di_span_u32(archive->file, (gsize)header_at) != HEADER_SIGN)
		return;
	entry->header_at = (gsize)header_at;
	data_at = header_at + HEADER_BYTES + di_span_u16(archive->file, (gsize)header_at + 26) +
		di_span_u16(archive->file, (gsize)header_at + 28);
	if (data_at > archive->directory_at || entry->packed_bytes > archive->directory_at - data_at)
		return;
	entry->data_at = (gsize)data_at;
	if (!header_agrees(archive->file, entry, name))
		archive->is_tidy = FALSE;
}

/* APPNOTE 4.3.12. The bytes it takes; 0: there is no entry. */
static gsize
read_entry(DiArchive *archive, gsize at)
{
	DiSpan file = archive->file;
	DiSpan name = di_span_part(file, at + ENTRY_BYTES, di_span_u16(file, at + 28));
	DiSpan extra = di_span_part(file, at + ENTRY_BYTES + name.size, di_span_u16(file, at + 30));
	gsize size = ENTRY_BYTES + name.size + extra.size + di_span_u16(file, at + 32);
	guint64 header_at = di_span_u32(file, at + 42);
	DiArchiveEntry entry = {
		.size_bytes = di_span_u32(file, at + 24),
		.packed_bytes = di_span_u32(file, at + 20),
		.crc32 = di_span_u32(file, at + 16),
		.dos_time = di_span_u32(file, at + 12),
		.flags = di_span_u16(file, at + 8),
		.method = di_span_u16(file, at + 10),
	};

	if (di_span_u32(file, at) != ENTRY_SIGN || size > archive->end_at - at)
		return 0;
	entry.is_encrypted = (entry.flags & FLAG_ENCRYPTED) != 0;
	entry.name = name_of(name, extra);
	if (read_large(extra, &entry, &header_at))
		find_data(archive, &entry, header_at, name);
	if (!entry.data_at || !entry.name)
		archive->is_tidy = FALSE;
	g_array_append_val(archive->entries, entry);
	return size;
}

static int
by_place(gconstpointer a, gconstpointer b)
{
	gsize left = (*(const DiArchiveEntry *const *)a)->header_at, right = (*(const DiArchiveEntry *const *)b)->header_at;

	return left < right ? -1 : left > right;
}

static gboolean
overlap(const DiArchive *archive)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_sized_new(archive->entries->len);

	for (guint i = 0; i < archive->entries->len; i++)
		if (di_archive_entry(archive, i)->data_at)
			g_ptr_array_add(parts, &g_array_index(archive->entries, DiArchiveEntry, i));
	g_ptr_array_sort(parts, by_place);
	for (guint i = 1; i < parts->len; i++) {
		const DiArchiveEntry *one = parts->pdata[i - 1], *next = parts->pdata[i];

		if (one->data_at + one->packed_bytes > next->header_at)
			return TRUE;
	}
	return FALSE;
}

static DiArchiveEnd
read_directory(DiArchive *archive, const End *end)
{
	gsize at = (gsize)end->at;

	archive->directory_at = at;
	archive->end_at = at + (gsize)end->size;
	archive->is_tidy = end->is_exact && archive->end_at == end->end_at;
	while (at < archive->end_at) {
		gsize size = archive->end_at - at >= ENTRY_BYTES ? read_entry(archive, at) : 0;

		if (size == 0)
			return DI_ARCHIVE_DAMAGED;
		if (archive->entries->len > DI_ARCHIVE_ENTRIES_MAX)
			return DI_ARCHIVE_TOO_MANY;
		at += size;
	}
	archive->is_tidy = archive->is_tidy && end->count == archive->entries->len;
	return overlap(archive) ? DI_ARCHIVE_DAMAGED : DI_ARCHIVE_OK;
}

static void
clear_entry(gpointer data)
{
	g_free(((DiArchiveEntry *)data)->name);
}

static DiArchive *
try_end(GBytes *bytes, DiSpan file, gsize at, DiArchiveEnd *end_out)
{
	g_autoptr(DiArchive) archive = NULL;
	End end;

	if (!read_end(file, at, &end))
		return NULL;
	archive = g_new0(DiArchive, 1);
	archive->bytes = g_bytes_ref(bytes);
	archive->file = file;
	archive->entries = g_array_new(FALSE, FALSE, sizeof(DiArchiveEntry));
	g_array_set_clear_func(archive->entries, clear_entry);
	*end_out = read_directory(archive, &end);
	return *end_out == DI_ARCHIVE_OK ? g_steal_pointer(&archive) : NULL;
}

DiArchive *
di_archive_open(GBytes *bytes, DiArchiveEnd *end_out)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);
	gsize least = size > END_BYTES + COMMENT_MAX ? size - END_BYTES - COMMENT_MAX : 0;
	g_autoptr(DiArchive) second_best = NULL;
	guint tried = 0;

	*end_out = DI_ARCHIVE_DAMAGED;
	for (gsize at = size < END_BYTES ? 0 : size - END_BYTES + 1; at > least && tried < CANDIDATES_MAX; at--) {
		g_autoptr(DiArchive) archive = NULL;

		if (data[at - 1] != 'P' || memcmp(data + at - 1, "PK\x05\x06", 4) != 0)
			continue;
		tried++;
		archive = try_end(bytes, (DiSpan){data, size}, at - 1, end_out);
		if (archive && archive->is_tidy)
			return g_steal_pointer(&archive);
		if (archive && !second_best)
			second_best = g_steal_pointer(&archive);
	}
	if (second_best)
		*end_out = DI_ARCHIVE_OK;
	return g_steal_pointer(&second_best);
}

void
di_archive_free(DiArchive *archive)
{
	if (!archive)
		return;
	g_array_unref(archive->entries);
	g_bytes_unref(archive->bytes);
	g_free(archive);
}

guint
di_archive_count(const DiArchive *archive)
{
	return archive->entries->len;
}

const DiArchiveEntry *
di_archive_entry(const DiArchive *archive, guint index)
{
	return &g_array_index(archive->entries, DiArchiveEntry, index);
}

gboolean
di_archive_is_tidy(const DiArchive *archive)
{
	return archive->is_tidy;
}

const guint8 *
di_archive_packed(const DiArchive *archive, guint index)
{
	const DiArchiveEntry *entry = di_archive_entry(archive, index);

	return entry->data_at ? archive->file.bytes + entry->data_at : NULL;
}
