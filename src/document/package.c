/* A package written again: every part in its place, changed ones with what was put, new ones last. */
#include "fill.h"

#include <diarie/archive.h>
#include <diarie/zipped.h>

enum { PART_BYTES_MAX = 64 << 20, PARTS_MAX = 2000 };

struct DiPackage {
	DiArchive *archive;
	GHashTable *changed; /* name → GBytes */
	GPtrArray *added;    /* names, in their order */
};

DiPackage *
di_package_open(GBytes *bytes)
{
	DiArchiveEnd end;
	g_autoptr(DiArchive) archive = di_archive_open(bytes, &end);
	DiPackage *package;

	if (!archive || !di_archive_is_tidy(archive) || di_archive_count(archive) > PARTS_MAX)
		return NULL;
	package = g_new0(DiPackage, 1);
	package->archive = g_steal_pointer(&archive);
	package->changed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
	package->added = g_ptr_array_new_with_free_func(g_free);
	return package;
}

void
di_package_free(DiPackage *package)
{
	if (!package)
		return;
	di_archive_free(package->archive);
	g_hash_table_unref(package->changed);
	g_ptr_array_unref(package->added);
	g_free(package);
}

guint
di_package_count(const DiPackage *package)
{
	return di_archive_count(package->archive);
}

const char *
di_package_name(const DiPackage *package, guint index)
{
	return di_archive_entry(package->archive, index)->name;
}

/* -1: there is none. */
static int
find(const DiPackage *package, const char *name)
{
	for (guint i = 0; i < di_package_count(package); i++)
		if (g_strcmp0(di_package_name(package, i), name) == 0)
			return (int)i;
	return -1;
}

static gboolean
append(gpointer user, const char *bytes, gsize size)
{
	GByteArray *array = user;

	if (array->len + size > PART_BYTES_MAX)
		return FALSE;
	g_byte_array_append(array, (const guint8 *)bytes, (guint)size);
	return TRUE;
}

GBytes *
di_package_part(const DiPackage *package, const char *name)
{
	GBytes *changed = g_hash_table_lookup(package->changed, name);
	g_autoptr(GByteArray) array = g_byte_array_new();
	int index = find(package, name);

	if (changed)
		return g_bytes_ref(changed);
	if (index < 0 || di_archive_unpack(package->archive, (guint)index, append, array) != DI_ARCHIVE_OK)
		return NULL;
	return g_byte_array_free_to_bytes(g_steal_pointer(&array));
}

void
di_package_put(DiPackage *package, const char *name, GBytes *bytes)
{
	if (find(package, name) < 0 && !g_hash_table_contains(package->changed, name))
		g_ptr_array_add(package->added, g_strdup(name));
	g_hash_table_replace(package->changed, g_strdup(name), g_bytes_ref(bytes));
}

static gboolean
add(const DiPackage *package, const char *name, DiZipped *out)
{
	g_autoptr(GBytes) part = name ? di_package_part(package, name) : NULL;
	gsize size = 0;
	const void *bytes = part ? g_bytes_get_data(part, &size) : NULL;

	if (part)
		di_zipped_add(out, name, bytes, size);
	return part != NULL;
}

GBytes *
di_package_write(const DiPackage *package)
{
	g_autoptr(DiZipped) out = di_zipped_new();

	for (guint i = 0; i < di_package_count(package); i++)
		if (!add(package, di_package_name(package, i), out))
			return NULL;
	for (guint i = 0; i < package->added->len; i++)
		if (!add(package, package->added->pdata[i], out))
			return NULL;
	return di_zipped_finish(g_steal_pointer(&out));
}
