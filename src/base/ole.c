/* The OLE2 container: a file system of sectors in a file. Chains may run in circles and point
 * anywhere; each is followed for at most as many steps as there are sectors. */
#include <diarie/ole.h>

#include <string.h>

#define MAX_STREAM_BYTES ((gsize)64 * 1024 * 1024)
#define NO_ENTRY 0xffffffffU
#define ENTRY_BYTES 128
#define MAX_ENTRIES 100000

guint8
di_span_u8(DiSpan span, size_t at)
{
	return at < span.size ? span.bytes[at] : 0;
}

guint16
di_span_u16(DiSpan span, size_t at)
{
	return (guint16)(di_span_u8(span, at) | di_span_u8(span, at + 1) << 8);
}

guint32
di_span_u32(DiSpan span, size_t at)
{
	return di_span_u16(span, at) | (guint32)di_span_u16(span, at + 2) << 16;
}

DiSpan
di_span_part(DiSpan span, size_t at, size_t size)
{
	if (at >= span.size)
		return (DiSpan){span.bytes, 0};
	return (DiSpan){span.bytes + at, MIN(size, span.size - at)};
}

struct DiOle {
	DiSpan file;
	guint sector_shift, mini_shift;
	GArray *fat, *mini_fat; /* guint32 */
	GBytes *directory, *mini_stream;
};

static DiSpan
sector(const DiOle *ole, guint32 number)
{
	return di_span_part(ole->file, ((size_t)number + 1) << ole->sector_shift, (size_t)1 << ole->sector_shift);
}

static guint32
next_in(const GArray *table, guint32 number)
{
	return number < table->len ? g_array_index(table, guint32, number) : NO_ENTRY;
}

static void
add_table_sector(GArray *table, DiSpan from)
{
	for (size_t at = 0; at + 4 <= from.size; at += 4) {
		guint32 value = di_span_u32(from, at);

		g_array_append_val(table, value);
	}
}

/* The sectors of the allocation table are listed in the header, and in sectors of their own after 109. */
static void
read_fat(DiOle *ole)
{
	guint32 per_sector = (1U << ole->sector_shift) / 4;
	guint32 list = di_span_u32(ole->file, 0x44);
	guint32 most = (guint32)(ole->file.size >> ole->sector_shift) + 1;

	for (guint32 i = 0; i < 109; i++) {
		guint32 number = di_span_u32(ole->file, 0x4c + (size_t)i * 4);

		if (number < most)
			add_table_sector(ole->fat, sector(ole, number));
	}
	for (guint32 step = 0; list < most && step < most && ole->fat->len < most + per_sector; step++) {
		DiSpan numbers = sector(ole, list);

		for (guint32 i = 0; i + 1 < per_sector; i++) {
			guint32 number = di_span_u32(numbers, (size_t)i * 4);

			if (number < most && ole->fat->len < most + per_sector)
				add_table_sector(ole->fat, sector(ole, number));
		}
		list = di_span_u32(numbers, (size_t)(per_sector - 1) * 4);
	}
}

static GByteArray *
read_chain(const DiOle *ole, guint32 first, gsize size)
{
	GByteArray *bytes = g_byte_array_new();
	guint32 number = first;

	for (guint32 step = 0; step <= ole->fat->len && bytes->len < size; step++) {
		DiSpan part = sector(ole, number);

		if (part.size == 0)
			break;
		g_byte_array_append(bytes, part.bytes, (guint)MIN(part.size, size - bytes->len));
		number = next_in(ole->fat, number);
	}
	return bytes;
}

static GByteArray *
read_mini_chain(const DiOle *ole, guint32 first, gsize size)
{
	GByteArray *bytes = g_byte_array_new();
	DiSpan mini = {g_bytes_get_data(ole->mini_stream, NULL), g_bytes_get_size(ole->mini_stream)};
	guint32 number = first;

	for (guint32 step = 0; step <= ole->mini_fat->len && bytes->len < size; step++) {
		DiSpan part = di_span_part(mini, (size_t)number << ole->mini_shift, (size_t)1 << ole->mini_shift);

		if (part.size == 0)
			break;
		g_byte_array_append(bytes, part.bytes, (guint)MIN(part.size, size - bytes->len));
		number = next_in(ole->mini_fat, number);
	}
	return bytes;
}

static DiSpan
entry(const DiOle *ole, guint32 number)
{
	DiSpan all = {g_bytes_get_data(ole->directory, NULL), g_bytes_get_size(ole->directory)};

	return di_span_part(all, (size_t)number * ENTRY_BYTES, ENTRY_BYTES);
}

GArray *
di_ole_children(const DiOle *ole, guint32 storage)
{
	g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(guint32));
	GArray *found = g_array_new(FALSE, FALSE, sizeof(guint32));
	guint32 most = (guint32)(g_bytes_get_size(ole->directory) / ENTRY_BYTES);
	guint32 number = storage < most ? di_span_u32(entry(ole, storage), 0x4c) : NO_ENTRY;

	if (number < most)
		g_array_append_val(waiting, number);
	for (guint32 step = 0; waiting->len > 0 && step <= MIN(most, MAX_ENTRIES); step++) {
		DiSpan one;
		guint32 left, right;

		number = g_array_index(waiting, guint32, waiting->len - 1);
		one = entry(ole, number);
		left = di_span_u32(one, 0x44);
		right = di_span_u32(one, 0x48);
		g_array_set_size(waiting, waiting->len - 1);
		if (one.size < ENTRY_BYTES)
			continue;
		g_array_append_val(found, number);
		if (left < most)
			g_array_append_val(waiting, left);
		if (right < most)
			g_array_append_val(waiting, right);
	}
	return found;
}

gboolean
di_ole_begins(const DiOle *ole, guint32 number, const char *name)
{
	DiSpan one = entry(ole, number);
	size_t length = strlen(name);

	if (one.size < ENTRY_BYTES || di_span_u16(one, 0x40) < (length + 1) * 2)
		return FALSE;
	for (size_t i = 0; i < length; i++) {
		if (di_span_u16(one, i * 2) != (guint16)name[i])
			return FALSE;
	}
	return TRUE;
}

gboolean
di_ole_is_named(const DiOle *ole, guint32 number, const char *name)
{
	return di_span_u16(entry(ole, number), 0x40) == (strlen(name) + 1) * 2 && di_ole_begins(ole, number, name);
}

gboolean
di_ole_is_storage(const DiOle *ole, guint32 number)
{
	return di_span_u8(entry(ole, number), 0x42) == 1;
}

/* Entries may name each other as children in a circle: callers bound their depth. */
guint32
di_ole_find(const DiOle *ole, guint32 storage, const char *name)
{
	g_autoptr(GArray) children = di_ole_children(ole, storage);

	for (guint i = 0; i < children->len; i++) {
		if (di_ole_is_named(ole, g_array_index(children, guint32, i), name))
			return g_array_index(children, guint32, i);
	}
	return DI_OLE_NONE;
}

static void
read_tables(DiOle *ole)
{
	DiSpan root;

	g_autoptr(GByteArray) mini_fat = NULL;

	read_fat(ole);
	ole->directory = g_byte_array_free_to_bytes(read_chain(ole, di_span_u32(ole->file, 0x30),
		(gsize)MAX_ENTRIES * ENTRY_BYTES));
	mini_fat = read_chain(ole, di_span_u32(ole->file, 0x3c), MAX_STREAM_BYTES / 16);
	add_table_sector(ole->mini_fat, (DiSpan){mini_fat->data, mini_fat->len});
	root = entry(ole, 0);
	ole->mini_stream = g_byte_array_free_to_bytes(read_chain(ole, di_span_u32(root, 0x74), di_span_u32(root, 0x78)));
}

GBytes *
di_ole_read(const DiOle *ole, guint32 number)
{
	DiSpan one = entry(ole, number);
	gsize size = di_span_u32(one, 0x78);
	guint32 first = di_span_u32(one, 0x74);

	if (one.size < ENTRY_BYTES || di_span_u8(one, 0x42) != 2 || size > MAX_STREAM_BYTES)
		return NULL;
	if (size < di_span_u32(ole->file, 0x38))
		return g_byte_array_free_to_bytes(read_mini_chain(ole, first, size));
	return g_byte_array_free_to_bytes(read_chain(ole, first, size));
}

DiOle *
di_ole_open(DiSpan file)
{
	DiOle *ole;
	guint sector_shift = di_span_u16(file, 0x1e), mini_shift = di_span_u16(file, 0x20);

	if (sector_shift < 7 || sector_shift > 16 || mini_shift < 4 || mini_shift > 12)
		return NULL;
	ole = g_new0(DiOle, 1);
	*ole = (DiOle){.file = file, .sector_shift = sector_shift, .mini_shift = mini_shift};
	ole->fat = g_array_new(FALSE, FALSE, sizeof(guint32));
	ole->mini_fat = g_array_new(FALSE, FALSE, sizeof(guint32));
	read_tables(ole);
	return ole;
}

void
di_ole_free(DiOle *ole)
{
	if (!ole)
		return;
	g_array_unref(ole->fat);
	g_array_unref(ole->mini_fat);
	g_bytes_unref(ole->directory);
	g_bytes_unref(ole->mini_stream);
	g_free(ole);
}

GBytes *
di_ole_stream(DiSpan file, const char *name)
{
	g_autoptr(DiOle) ole = di_ole_open(file);

	return ole ? di_ole_read(ole, di_ole_find(ole, DI_OLE_ROOT, name)) : NULL;
}
