/* Archives as strangers write them: by hand, so that each field can lie. What honest writers make is read by test-document-docx
 * (libzip) and the tests with whole programs (Python). */
#include "table.h"

#include <diarie/archive.h>

#include <string.h>
#include <zlib.h>

#define TEXT "Gruppen har träffats varje vecka. Gruppen har träffats varje vecka."
enum { TEXT_BYTES = sizeof TEXT - 1 };

/* What is written other than it is; 0: nothing. */
typedef struct {
	const char *sentence, *expected; /* "tidy|untidy: name=end…", or why it cannot be opened */
	const char *local_name;
	const char *name, *extra; /* of the second part */
	gsize name_size, extra_size;
	gint size_off, packed_off, crc_off, count_off, directory_off, header_off;
	guint flags, local_flags, method, disk;
	gboolean is_large, sizes_behind, shared;
	const char *before, *behind, *comment;
	gsize comment_size;
} Row;

static const char decoy[] = "PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
static const char cp437_name[] = "R\x99KSM\x99RG\x8fS.docx";

static const Row rows[] = {
	/* clang-format off */
	{"two parts come out as they went in", "tidy: a=ok b.xml=ok", .local_name = NULL},
	{"a checksum that does not come true is damage", "tidy: a=ok b.xml=damaged", .crc_off = 1},
	{"a part larger than it says is damage", "untidy: a=ok b.xml=damaged", .size_off = -1},
	{"a part smaller than it says is damage", "untidy: a=ok b.xml=damaged", .size_off = 1},
	{"a part cut short is damage", "untidy: a=ok b.xml=damaged", .packed_off = -3},
	{"a part that reaches into the directory is damage", "untidy: a=ok b.xml=damaged", .packed_off = 100},
	{"sizes may stand behind the data", "tidy: a=ok b.xml=ok", .sizes_behind = TRUE},
	{"numbers of eight bytes are read", "tidy: a=ok b.xml=ok", .is_large = TRUE},
	{"a header with another name is told", "untidy: a=ok b.xml=ok", .local_name = "c.xml"},
	{"a header that is not there is damage", "untidy: a=ok b.xml=damaged", .header_off = 1},
	{"two parts that share bytes are refused", "damaged", .shared = TRUE},
	{"an encrypted part is told", "tidy: a=ok b.xml=encrypted", .flags = 1, .local_flags = 1},
	{"a part that only the directory calls encrypted is told", "untidy: a=ok b.xml=encrypted", .flags = 1},
	{"a method that is neither stored nor deflated is damage", "tidy: a=ok b.xml=damaged", .method = 12},
	{"one of several disks is refused", "damaged", .disk = 1},
	{"a directory elsewhere is refused", "damaged", .directory_off = 4},
	{"a count that is wrong is told", "untidy: a=ok b.xml=ok", .count_off = -2},
	{"something in front moves everything: refused", "damaged", .before = "MZ"},
	{"something behind is told", "untidy: a=ok b.xml=ok", .behind = "\r\n"},
	{"a comment may hold what looks like the end", "tidy: a=ok b.xml=ok", .comment = decoy, .comment_size = 22},
	{"a name of an old Windows is read in CP437", "tidy: a=ok RÖKSMÖRGÅS.docx=ok", .name = cp437_name},
	{"UTF-8 that nobody announced is read", "tidy: a=ok räksmörgås=ok", .name = "räksmörgås"},
	{"a name in UTF-8 beside the name counts", "tidy: a=ok räka=ok", .name = "r\x84ka", .extra = "\x75\x70\x0a\0\1\xf5\xe7\xf2\xbar\xc3\xa4""ka", .extra_size = 14},
	{"but not beside another name", "tidy: a=ok rika=ok", .name = "rika", .extra = "\x75\x70\x0a\0\1\xf5\xe7\xf2\xbar\xc3\xa4""ka", .extra_size = 14},
	{"a name with a zero byte is none", "untidy: a=ok -=ok", .name = "b\0.xml", .name_size = 6},
	{"a field that is longer than all fields ends the search", "tidy: a=ok b.xml=ok", .extra = "\x75\x70\xff\xff\1", .extra_size = 5},
	/* clang-format on */
};

static void
put(GByteArray *out, guint64 number, guint bytes)
{
	for (guint i = 0; i < bytes; i++) {
		guint8 byte = 0;

		if (i < sizeof number)
			byte = (guint8)(number >> (8 * i));
		g_byte_array_append(out, &byte, 1);
	}
}

static void
put_bytes(GByteArray *out, const char *bytes, gsize size)
{
	if (size)
		g_byte_array_append(out, (const guint8 *)bytes, (guint)size);
}

typedef struct {
	guint8 packed[256];
	gsize packed_size, name_size, extra_size, header_at;
	guint32 crc;
	guint method;
	const char *name, *extra;
} Made;

static void
deflate_text(Made *made)
{
	z_stream stream = {.next_in = (guint8 *)(guintptr)TEXT, .avail_in = TEXT_BYTES, .next_out = made->packed, .avail_out = sizeof made->packed};

	deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	made->packed_size = stream.total_out;
	deflateEnd(&stream);
	made->method = 8;
}

static Made
first_part(void)
{
	Made made = {.name = "a", .name_size = 1, .packed_size = TEXT_BYTES};

	memcpy(made.packed, TEXT, TEXT_BYTES);
	made.crc = (guint32)crc32(0, made.packed, TEXT_BYTES);
	return made;
}

static Made
second_part(const Row *row)
{
	const char *name = row->name ? row->name : "b.xml";
	Made made = {.name = name, .name_size = row->name_size ? row->name_size : strlen(name), .extra = row->extra,
		.extra_size = row->extra_size};

	deflate_text(&made);
	made.crc = (guint32)crc32(0, (const guint8 *)TEXT, TEXT_BYTES) + (guint32)row->crc_off;
	made.method = row->method ? row->method : made.method;
	return made;
}

static void
put_local(GByteArray *out, Made *made, const char *name, guint flags, gboolean behind)
{
	made->header_at = out->len;
	put(out, 0x04034b50, 4);
	put(out, 20, 2);
	put(out, flags | (behind ? 8 : 0), 2);
	put(out, made->method, 2);
	put(out, 0, 4);
	put(out, behind ? 0 : made->crc, 4);
	put(out, behind ? 0 : made->packed_size, 4);
	put(out, behind ? 0 : TEXT_BYTES, 4);
	put(out, made->name_size, 2);
	put(out, 0, 2);
	put_bytes(out, name ? name : made->name, made->name_size);
	put_bytes(out, (const char *)made->packed, made->packed_size);
	if (behind) {
		put(out, 0x08074b50, 4);
		put(out, made->crc, 4);
		put(out, made->packed_size, 4);
		put(out, TEXT_BYTES, 4);
	}
}

static void
put_entry(GByteArray *out, const Made *made, const Row *lies, gboolean is_large)
{
	guint64 packed = made->packed_size + (gsize)lies->packed_off, size = (gsize)TEXT_BYTES + (gsize)lies->size_off;
	guint64 at = made->header_at + (gsize)lies->header_off;

	put(out, 0x02014b50, 4);
	put(out, 20, 2);
	put(out, 20, 2);
	put(out, lies->flags | (lies->sizes_behind ? 8 : 0), 2);
	put(out, made->method, 2);
	put(out, 0, 4);
	put(out, made->crc, 4);
	put(out, is_large ? G_MAXUINT32 : packed, 4);
	put(out, is_large ? G_MAXUINT32 : size, 4);
	put(out, made->name_size, 2);
	put(out, is_large ? 28 : made->extra_size, 2);
	put(out, 0, 8 + 2);
	put(out, is_large ? G_MAXUINT32 : at, 4);
	put_bytes(out, made->name, made->name_size);
	if (!is_large) {
		put_bytes(out, made->extra, made->extra_size);
		return;
	}
	put(out, 1, 2);
	put(out, 24, 2);
	put(out, size, 8);
	put(out, packed, 8);
	put(out, at, 8);
}

static void
put_end64(GByteArray *out, guint count, gsize size, gsize at)
{
	gsize here = out->len;

	put(out, 0x06064b50, 4);
	put(out, 44, 8);
	put(out, 45, 2);
	put(out, 45, 2);
	put(out, 0, 8);
	put(out, count, 8);
	put(out, count, 8);
	put(out, size, 8);
	put(out, at, 8);
	put(out, 0x07064b50, 4);
	put(out, 0, 4);
	put(out, here, 8);
	put(out, 1, 4);
}

static void
put_end(GByteArray *out, const Row *row, guint count, gsize at)
{
	gsize size = out->len - at;

	if (row->is_large)
		put_end64(out, count, size, at);
	put(out, 0x06054b50, 4);
	put(out, row->disk, 2);
	put(out, row->disk, 2);
	put(out, row->is_large ? 0xffff : count + (guint)row->count_off, 2);
	put(out, row->is_large ? 0xffff : count + (guint)row->count_off, 2);
	put(out, row->is_large ? G_MAXUINT32 : size, 4);
	put(out, row->is_large ? G_MAXUINT32 : at - strlen(row->before ? row->before : "") + (gsize)row->directory_off, 4);
	put(out, row->comment_size, 2);
	put_bytes(out, row->comment, row->comment_size);
	put_bytes(out, row->behind, row->behind ? strlen(row->behind) : 0);
}

static GBytes *
make(const Row *row)
{
	static const Row honest = {.sentence = NULL};
	GByteArray *out = g_byte_array_new();
	Made first = first_part(), second = second_part(row);
	gsize before = row->before ? strlen(row->before) : 0, at;

	put_bytes(out, row->before, before);
	put_local(out, &first, NULL, 0, FALSE);
	put_local(out, &second, row->local_name, row->local_flags, row->sizes_behind);
	if (row->shared)
		second.header_at = first.header_at;
	first.header_at -= before;
	second.header_at -= before;
	at = out->len;
	put_entry(out, &first, &honest, FALSE);
	put_entry(out, &second, row, row->is_large);
	put_end(out, row, 2, at);
	return g_byte_array_free_to_bytes(out);
}

static gboolean
collect(gpointer user, const char *bytes, gsize size)
{
	g_string_append_len(user, bytes, (gssize)size);
	return TRUE;
}

static const char *const ends[] = {
	[DI_ARCHIVE_OK] = "ok",
	[DI_ARCHIVE_DAMAGED] = "damaged",
	[DI_ARCHIVE_TOO_MANY] = "too many",
	[DI_ARCHIVE_ENCRYPTED] = "encrypted",
	[DI_ARCHIVE_STOPPED] = "stopped",
};

static char *
tell(GBytes *bytes)
{
	DiArchiveEnd end;
	g_autoptr(DiArchive) archive = di_archive_open(bytes, &end);
	g_autoptr(GString) text = g_string_new(NULL);

	if (!archive)
		return g_strdup(ends[end]);
	g_string_append(text, di_archive_is_tidy(archive) ? "tidy:" : "untidy:");
	for (guint i = 0; i < di_archive_count(archive); i++) {
		const char *name = di_archive_entry(archive, i)->name;
		g_autoptr(GString) got = g_string_new(NULL);

		end = di_archive_unpack(archive, i, collect, got);
		if (end == DI_ARCHIVE_OK)
			assert_string_equal(got->str, TEXT);
		g_string_append_printf(text, " %s=%s", name ? name : "-", ends[end]);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
check(void **state)
{
	const Row *row = *state;
	g_autoptr(GBytes) bytes = make(row);
	g_autofree char *got = tell(bytes);

	assert_string_equal(got, row->expected);
}

static void
cut_anywhere_it_cannot_be_opened(void **state)
{
	g_autoptr(GBytes) whole = make(&rows[0]);

	(void)state;
	for (gsize keep = 0; keep < g_bytes_get_size(whole); keep++) {
		g_autoptr(GBytes) cut = g_bytes_new_from_bytes(whole, 0, keep);
		g_autofree char *got = tell(cut);

		assert_string_equal(got, "damaged");
	}
}

static gboolean
refuse(gpointer user, const char *bytes, gsize size)
{
	(void)user;
	(void)bytes;
	(void)size;
	return FALSE;
}

static void
a_sink_that_has_enough_ends_it(void **state)
{
	g_autoptr(GBytes) bytes = make(&rows[0]);
	DiArchiveEnd end;
	g_autoptr(DiArchive) archive = di_archive_open(bytes, &end);

	(void)state;
	assert_int_equal(di_archive_unpack(archive, 0, refuse, NULL), DI_ARCHIVE_STOPPED);
	assert_int_equal(di_archive_unpack(archive, 1, refuse, NULL), DI_ARCHIVE_STOPPED);
}

static void
an_archive_of_nothing_has_no_parts(void **state)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(decoy, 22);
	g_autofree char *got = tell(bytes);

	(void)state;
	assert_string_equal(got, "tidy:");
}

static void
more_parts_than_anybody_needs_are_refused(void **state)
{
	static const Row honest = {.sentence = NULL};
	GByteArray *out = g_byte_array_new();
	Made made = first_part();
	gsize at;
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *got = NULL;

	(void)state;
	put_local(out, &made, NULL, 0, FALSE);
	at = out->len;
	for (guint i = 0; i <= DI_ARCHIVE_ENTRIES_MAX; i++)
		put_entry(out, &made, &honest, FALSE);
	put_end(out, &honest, DI_ARCHIVE_ENTRIES_MAX + 1, at);
	bytes = g_byte_array_free_to_bytes(out);
	got = tell(bytes);
	assert_string_equal(got, "too many");
}

int
main(void)
{
	ADD_ROWS(rows, check);
	ADD_TEST(cut_anywhere_it_cannot_be_opened);
	ADD_TEST(a_sink_that_has_enough_ends_it);
	ADD_TEST(an_archive_of_nothing_has_no_parts);
	ADD_TEST(more_parts_than_anybody_needs_are_refused);
	return run_table("base-archive");
}
