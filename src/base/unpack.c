/* One part of a zip, unpacked piece by piece: no more than it says it holds, and its checksum at the end. */
#include <diarie/archive.h>
#include <diarie/base.h>

#define ZLIB_CONST
#include <zlib.h>

enum { CHUNK_BYTES = 16384, STORED = 0, DEFLATED = 8 };

typedef struct {
	DiArchiveSink sink;
	gpointer user;
	guint64 left_bytes; /* of what it says it holds */
	guint32 crc32;
} Flow;

static DiArchiveEnd
pass_on(Flow *flow, const guint8 *bytes, gsize size)
{
	if (size > flow->left_bytes)
		return DI_ARCHIVE_DAMAGED;
	flow->left_bytes -= size;
	flow->crc32 = (guint32)crc32(flow->crc32, bytes, (uInt)size);
	return flow->sink(flow->user, (const char *)bytes, size) ? DI_ARCHIVE_OK : DI_ARCHIVE_STOPPED;
}

static DiArchiveEnd
copy(const guint8 *bytes, guint64 size, Flow *flow)
{
	DiArchiveEnd end = DI_ARCHIVE_OK;

	for (guint64 at = 0; at < size && end == DI_ARCHIVE_OK; at += CHUNK_BYTES)
		end = pass_on(flow, bytes + at, (gsize)MIN(size - at, CHUNK_BYTES));
	return end;
}

static DiArchiveEnd
inflate_into(z_stream *stream, Flow *flow)
{
	guint8 chunk[CHUNK_BYTES];
	int status = Z_OK;

	while (status == Z_OK) {
		DiArchiveEnd end;

		stream->next_out = chunk;
		stream->avail_out = sizeof chunk;
		status = inflate(stream, Z_NO_FLUSH);
		if (status != Z_OK && status != Z_STREAM_END)
			return DI_ARCHIVE_DAMAGED; /* cut short is Z_BUF_ERROR */
		end = pass_on(flow, chunk, sizeof chunk - stream->avail_out);
		if (end != DI_ARCHIVE_OK)
			return end;
	}
	return DI_ARCHIVE_OK;
}

static DiArchiveEnd
unpack(const guint8 *bytes, guint64 size, Flow *flow)
{
	z_stream stream = {.next_in = bytes, .avail_in = (uInt)size};
	DiArchiveEnd end = DI_ARCHIVE_DAMAGED;

	if (size > G_MAXUINT || inflateInit2(&stream, -MAX_WBITS) != Z_OK) /* negative: without zlib's own header */
		return end;
	end = inflate_into(&stream, flow);
	inflateEnd(&stream);
	return end;
}

DiArchiveEnd
di_archive_unpack(const DiArchive *archive, guint index, DiArchiveSink sink, gpointer user)
{
	const DiArchiveEntry *entry = di_archive_entry(archive, index);
	const guint8 *packed = di_archive_packed(archive, index);
	Flow flow = {.sink = sink, .user = user, .left_bytes = entry->size_bytes};
	DiArchiveEnd end = DI_ARCHIVE_DAMAGED;

	di_room_for(entry->size_bytes);
	if (entry->is_encrypted)
		return DI_ARCHIVE_ENCRYPTED;
	if (packed && entry->method == STORED)
		end = copy(packed, entry->packed_bytes, &flow);
	else if (packed && entry->method == DEFLATED)
		end = unpack(packed, entry->packed_bytes, &flow);
	if (end == DI_ARCHIVE_OK && (flow.left_bytes || flow.crc32 != entry->crc32))
		end = DI_ARCHIVE_DAMAGED;
	return end;
}
