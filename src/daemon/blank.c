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

gboolean
di_blank_of_owed(DiHouse *house, const DiOwed *owed, char **name_out, GBytes **bytes_out, GError **error)
{
	const char *path = di_blank_template(house->config, owed->kind);
	g_autoptr(DiPlan) plan = *path ? di_insats_plan(house->registry, owed->rapportor_id, error) : NULL;
	g_autoptr(DiBlank) blank = plan ? di_blank_new(house->config, owed, (const char *const *)plan->mal) : NULL;
	g_autoptr(GError) local = NULL;
	g_autoptr(GBytes) template = blank ? read_template(path, &local) : NULL;

	*name_out = NULL;
	*bytes_out = template ? di_extractor_fill(template, blank->identity, blank->values, &local) : NULL;
	if (*bytes_out)
		*name_out = g_strdup(blank->file_name);
	if (local)
		di_log(DI_LOG_WARNING, "the letter about %s goes without its form: %s; try 'diarie form fill'", owed->insats, local->message);
	return !*path || plan;
}
