/* A ZIP archive in memory (APPNOTE.TXT 6.3.3, without ZIP64): local headers with their data, then the central directory. No clock, no
 * owner, no place on the disk is written, so that the same content gives the same bytes. */
#include <diarie/zipped.h>
#include <diarie/base.h>

#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

enum {
	VERSION = 20,            /* "2.0": deflate */
	NAME_IS_UTF8 = 1 << 11,
	STORED = 0,
	DEFLATED = 8,
	DATE_1980_01_01 = 1 << 5 | 1, /* the first day there is in an archive */
	MOST_ENTRIES = 65535,
};

/* zlib's, once an archive is written */
static struct {
	__typeof__(deflateInit2_) *init;
	__typeof__(deflateBound) *bound;
	__typeof__(deflate) *deflate;
	__typeof__(deflateEnd) *end;
	__typeof__(crc32_z) *crc32;
} zlib;

struct DiZipped {
	GByteArray *data, *directory;
	guint n;
};

static void
open_zlib(void)
{
	void *library = di_library_open(ZLIB_SONAME);

	zlib.init = di_library_find(library, "deflateInit2_");
	zlib.bound = di_library_find(library, "deflateBound");
	zlib.deflate = di_library_find(library, "deflate");
	zlib.end = di_library_find(library, "deflateEnd");
	zlib.crc32 = di_library_find(library, "crc32_z");
}

DiZipped *
di_zipped_new(void)
{
	DiZipped *zipped = g_new0(DiZipped, 1);

	if (!zlib.init)
		open_zlib();
	zipped->data = g_byte_array_new();
	zipped->directory = g_byte_array_new();
	return zipped;
}

void
di_zipped_free(DiZipped *zipped)
{
	if (!zipped)
		return;
	g_clear_pointer(&zipped->data, g_byte_array_unref);
	g_clear_pointer(&zipped->directory, g_byte_array_unref);
	g_free(zipped);
}

static void
put16(GByteArray *out, guint value)
{
	const guint8 bytes[] = {(guint8)(value & 0xff), (guint8)(value >> 8 & 0xff)};

	g_byte_array_append(out, bytes, sizeof bytes);
}

static void
put32(GByteArray *out, gsize value)
{
	put16(out, (guint)(value & 0xffff));
	put16(out, (guint)(value >> 16 & 0xffff));
}

/* A bare deflate stream. NULL: it would not be smaller. */
static GBytes *
deflated(const void *bytes, gsize size)
{
	z_stream stream = {.next_in = bytes, .avail_in = (uInt)size};
	g_autofree guint8 *out = NULL;
	gsize most;

	if (zlib.init(&stream, 6, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY, ZLIB_VERSION, (int)sizeof stream) != Z_OK)
		return NULL;
	most = zlib.bound(&stream, (uLong)size);
	out = g_malloc(most);
	stream.next_out = out;
	stream.avail_out = (uInt)most;
	if (zlib.deflate(&stream, Z_FINISH) != Z_STREAM_END || stream.total_out >= size) {
		zlib.end(&stream);
		return NULL;
	}
	most = stream.total_out;
	zlib.end(&stream);
	return g_bytes_new_take(g_steal_pointer(&out), most);
}

typedef struct {
	const char *name;
	gsize size, packed, offset;
	guint method;
	gulong crc;
} Entry;

/* What both headers have in common. */
static void
put_facts(GByteArray *out, const Entry *entry)
{
	put16(out, VERSION);
	put16(out, NAME_IS_UTF8);
	put16(out, entry->method);
	put16(out, 0);
	put16(out, DATE_1980_01_01);
	put32(out, entry->crc);
	put32(out, entry->packed);
	put32(out, entry->size);
	put16(out, (guint)strlen(entry->name));
	put16(out, 0);
}

static void
put_entry(DiZipped *zipped, const Entry *entry, const void *packed)
{
	const guint8 *name = (const guint8 *)entry->name;
	guint length = (guint)strlen(entry->name);

	put32(zipped->data, 0x04034b50);
	put_facts(zipped->data, entry);
	g_byte_array_append(zipped->data, name, length);
	g_byte_array_append(zipped->data, packed, (guint)entry->packed);
	put32(zipped->directory, 0x02014b50);
	put16(zipped->directory, VERSION);
	put_facts(zipped->directory, entry);
	put16(zipped->directory, 0); /* comment */
	put16(zipped->directory, 0); /* disk */
	put16(zipped->directory, 0); /* kind of file */
	put32(zipped->directory, 0); /* rights */
	put32(zipped->directory, entry->offset);
	g_byte_array_append(zipped->directory, name, length);
}

static void
add(DiZipped *zipped, const char *name, const void *bytes, gsize size, GBytes *packed)
{
	Entry entry = {.name = name, .size = size, .packed = packed ? g_bytes_get_size(packed) : size, .offset = zipped->data->len,
		.method = packed ? DEFLATED : STORED, .crc = zlib.crc32(0, size ? bytes : NULL, size)};

	if (zipped->n++ == MOST_ENTRIES || (guint64)zipped->data->len + entry.packed + zipped->directory->len > G_MAXUINT32 - 0x100000)
		g_error("a ZIP archive holds no more than 65535 entries and 4 GiB");
	put_entry(zipped, &entry, packed ? g_bytes_get_data(packed, NULL) : bytes);
}

void
di_zipped_add(DiZipped *zipped, const char *name, const void *bytes, gsize size_bytes)
{
	g_autoptr(GBytes) packed = size_bytes ? deflated(bytes, size_bytes) : NULL;

	add(zipped, name, bytes, size_bytes, packed);
}

void
di_zipped_add_text(DiZipped *zipped, const char *name, const char *text)
{
	di_zipped_add(zipped, name, text, strlen(text));
}

void
di_zipped_add_stored(DiZipped *zipped, const char *name, const void *bytes, gsize size_bytes)
{
	add(zipped, name, bytes, size_bytes, NULL);
}

GBytes *
di_zipped_finish(DiZipped *zipped)
{
	gsize start = zipped->data->len, size = zipped->directory->len;
	GBytes *bytes;

	g_byte_array_append(zipped->data, zipped->directory->data, (guint)size);
	put32(zipped->data, 0x06054b50);
	put16(zipped->data, 0); /* this disk */
	put16(zipped->data, 0); /* the directory's */
	put16(zipped->data, zipped->n);
	put16(zipped->data, zipped->n);
	put32(zipped->data, size);
	put32(zipped->data, start);
	put16(zipped->data, 0); /* comment */
	bytes = g_byte_array_free_to_bytes(g_steal_pointer(&zipped->data));
	di_zipped_free(zipped);
	return bytes;
}
