/* The förbund's own form, filled in for one report that is owed. */
#include <diarie/daemon.h>

enum { TEMPLATE_BYTES_MAX = 10 << 20 };

static GBytes *
read_template(const char *path, GError **error)
{
	g_autofree char *bytes = NULL;
	gsize size = 0;

	if (!g_file_get_contents(path, &bytes, &size, error))
		return NULL;
	if (size > TEMPLATE_BYTES_MAX) {
		g_set_error(error, DI_ERROR, DI_ERROR_DATA, "'%s' is larger than 10 MiB", path);
		return NULL;
	}
	return g_bytes_new_take(g_steal_pointer(&bytes), size);
}

GBytes *
di_blank_of_owed(DiHouse *house, const DiOwed *owed, GError **error)
{
	const char *path = di_blank_template(house->config, owed->kind);
	g_autofree char *identity = di_blank_identity(house->config->diarium.prefix, owed->rapportor_id, owed->quarter);
	g_autoptr(DiPlan) plan = *path ? di_insats_plan(house->registry, owed->rapportor_id, error) : NULL;
	g_autoptr(GHashTable) values = plan ? di_values_of_blank(house->config, owed, (const char *const *)plan->mal) : NULL;
	g_autoptr(GError) local = NULL;
	g_autoptr(GBytes) template = NULL;
	GBytes *filled;

	if (!values)
		return NULL;
	template = read_template(path, &local);
	filled = template ? di_extractor_fill(template, identity, values, &local) : NULL;
	if (!filled)
		di_log(DI_LOG_WARNING, "the letter about %s goes without its form: %s; try 'diarie form fill'", owed->insats, local->message);
	return filled;
}
