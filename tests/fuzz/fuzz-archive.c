/* Any bytes as a zip: no crash, and no part that unpacks to something else than its size and checksum. */
#include "fuzz.h"

#include <diarie/archive.h>

#include <zlib.h>

enum { BYTES_MAX = 1 << 20 };

typedef struct {
	guint64 size_bytes;
	guint32 crc32;
} Seen;

static gboolean
see(gpointer user, const char *bytes, gsize size)
{
	Seen *seen = user;

	seen->size_bytes += size;
	seen->crc32 = (guint32)crc32(seen->crc32, (const guint8 *)bytes, (uInt)size);
	return seen->size_bytes < BYTES_MAX;
}

static void
check_part(const DiArchive *archive, guint index)
{
	const DiArchiveEntry *entry = di_archive_entry(archive, index);
	Seen seen = {0};

	if (entry->name && !g_utf8_validate(entry->name, -1, NULL))
		g_error("a name is no UTF-8");
	if (di_archive_unpack(archive, index, see, &seen) != DI_ARCHIVE_OK)
		return;
	if (seen.size_bytes != entry->size_bytes || seen.crc32 != entry->crc32)
		g_error("a part is not what it says");
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autoptr(GBytes) file = g_bytes_new(bytes, size);
	DiArchiveEnd end;
	g_autoptr(DiArchive) archive = di_archive_open(file, &end);

	for (guint i = 0; archive && i < di_archive_count(archive); i++)
		check_part(archive, i);
	return 0;
}
