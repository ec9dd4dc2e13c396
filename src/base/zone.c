/* A time zone's file (RFC 9636), read once: which offset held when. GLib makes 2.2 million instructions of the same file, which is
 * more than the rest of a short question to the register.
 *
 * Only between the first and the last change that the file lists, so that nobody here must know the rules after it: those who
 * ask get FALSE there, and let GLib answer. */
#include "zone.h"

#include <diarie/base.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_BYTES = 44, FILE_MAX_BYTES = 1 << 16 };

static struct {
	char *name;
	gint64 *times; /* moments of change, rising, in seconds since 1970 */
	gint32 *offsets; /* which each begins, in seconds east of Greenwich */
	guint n;
} zone;

typedef struct {
	guint32 isut, isstd, leap, time, type, character; /* in the file's order */
} Counts;

static gint64
big_endian(const guint8 *at, int bytes)
{
	gint64 value = *at & 0x80 ? -1 : 0; /* the sign's */

	for (int i = 0; i < bytes; i++)
		value = (gint64)((guint64)value << 8 | at[i]);
	return value;
}

/* The block at AT, of which SIZE bytes are left, with times of WIDTH bytes; how long it is. 0: none. */
static gsize
read_counts(const guint8 *at, gsize size, guint width, Counts *counts_out)
{
	guint32 *counts = &counts_out->isut;
	gsize length;

	if (size < HEADER_BYTES || memcmp(at, "TZif", 4) != 0 || at[4] < '2')
		return 0;
	for (int i = 0; i < 6; i++) {
		counts[i] = (guint32)big_endian(at + 20 + 4 * i, 4);
		if (counts[i] > FILE_MAX_BYTES)
			return 0;
	}
	length = HEADER_BYTES + (gsize)counts_out->time * (width + 1) + (gsize)counts_out->type * 6 + counts_out->character +
		(gsize)counts_out->leap * (width + 4) + counts_out->isstd + counts_out->isut;
	return length <= size ? length : 0;
}

static gboolean
read_changes(const guint8 *block, const Counts *counts)
{
	const guint8 *times = block + HEADER_BYTES, *kinds = times + 8 * counts->time, *types = kinds + counts->time;

	for (guint i = 0; i < counts->time; i++) {
		zone.times[i] = big_endian(times + 8 * i, 8);
		if (kinds[i] >= counts->type || (i > 0 && zone.times[i] <= zone.times[i - 1]))
			return FALSE;
		zone.offsets[i] = (gint32)big_endian(types + 6 * kinds[i], 4);
	}
	return TRUE;
}

static void
forget(void)
{
	g_clear_pointer(&zone.name, g_free);
	g_clear_pointer(&zone.times, g_free);
	g_clear_pointer(&zone.offsets, g_free);
	zone.n = 0;
}

static gboolean
read_zone(const guint8 *file, gsize size)
{
	Counts old, counts;
	gsize skip = read_counts(file, size, 4, &old), length = skip ? read_counts(file + skip, size - skip, 8, &counts) : 0;

	if (!length || counts.leap || !counts.time || !counts.type)
		return FALSE;
	zone.times = g_new(gint64, counts.time);
	zone.offsets = g_new(gint32, counts.time);
	zone.n = counts.time;
	return read_changes(file + skip, &counts);
}

gboolean
di_zone_load(const char *name)
{
	g_autofree char *path = g_strconcat("/usr/share/zoneinfo/", name, NULL);
	g_autoptr(GBytes) file = NULL;
	const guint8 *bytes;
	gsize size;

	if (g_strcmp0(zone.name, name) == 0)
		return TRUE;
	forget();
	file = strstr(name, "..") || getenv("TZDIR") ? NULL : di_file_read(path, FILE_MAX_BYTES, NULL);
	bytes = file ? g_bytes_get_data(file, &size) : NULL;
	if (!bytes || !read_zone(bytes, size)) {
		forget();
		return FALSE;
	}
	zone.name = g_strdup(name);
	return TRUE;
}

gboolean
di_zone_offset(const char *name, gint64 seconds, gint32 *offset_out)
{
	guint from = 0, to = zone.n;

	if (!zone.name || !name || seconds < zone.times[0] || seconds >= zone.times[zone.n - 1] || !g_str_equal(zone.name, name))
		return FALSE;
	while (to - from > 1) {
		guint middle = (from + to) / 2;

		if (zone.times[middle] <= seconds)
			from = middle;
		else
			to = middle;
	}
	*offset_out = zone.offsets[from];
	return TRUE;
}
