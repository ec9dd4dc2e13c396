/* diarie form fill: the förbund's own form, filled in for an insats exactly as a letter would carry it. */
#include "verbs.h"

#include <diarie/letter.h>

static DiOwed *
owed_of(DiCli *cli, const DiInsats *insats, DiQuarter quarter, GError **error)
{
	g_autoptr(GPtrArray) owed = di_registry_owed(cli->registry, quarter, error);

	for (guint i = 0; owed && i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];

		if (one->rapportor_id == insats->rapportor_id)
			return g_ptr_array_steal_index(owed, i);
	}
	if (owed)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "%s lämnar ingen rapport för %d-Q%d", insats->row.namn, quarter.year,
			quarter.number);
	return NULL;
}

static const char *
template_path(const DiCli *cli, DiKind kind, GError **error)
{
	const char *given = di_args_text(cli->args, "template");
	const char *path = given ? given : di_blank_template(cli->config, kind);

	if (*path)
		return path;
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "ingen blankett är inställd; skriv %s = FIL under [letters], eller ange --template FIL",
		kind == DI_KIND_SLUTRAPPORT ? "slutblankett" : "blankett");
	return NULL;
}

static GBytes *
fill(DiCli *cli, const DiOwed *owed, char **name_out, GError **error)
{
	const char *path = template_path(cli, owed->kind, error);
	g_autoptr(GBytes) template = path ? di_cli_read(path, error) : NULL;
	g_autoptr(DiPlan) plan = template ? di_insats_plan(cli->registry, owed->rapportor_id, error) : NULL;
	g_autoptr(DiBlank) blank = plan ? di_blank_new(cli->config, owed, (const char *const *)plan->mal) : NULL;
	GBytes *filled = blank ? di_extractor_fill(template, blank->identity, blank->values, error) : NULL;

	if (filled)
		*name_out = g_strdup(blank->file_name);
	else if (blank)
		g_prefix_error(error, "%s: ", path);
	return filled;
}

gboolean
di_blank_try(const DiCli *cli, const char *path, GError **error)
{
	DiOwed nobodys = {.rapportor_id = 1, .insats = (char[]){"Exempel"}, .huvudman = (char[]){"Exempel"}, .quarter = di_quarter_of(cli->today),
		.insats_from = DI_DATE_NONE, .insats_to = DI_DATE_NONE, .due = cli->today, .excused_until = DI_DATE_NONE};
	g_autoptr(GBytes) template = di_cli_read(path, error), filled = NULL;
	g_autoptr(DiBlank) blank = di_blank_new(cli->config, &nobodys, NULL);

	filled = template ? di_extractor_fill(template, blank->identity, blank->values, error) : NULL;
	if (!filled && template)
		g_prefix_error(error, "%s: ", path);
	return filled != NULL;
}

/* Does every report of OWED have a form that can be filled in? Each template is tried once. */
static gboolean
all_have_forms(const DiCli *cli, const DiOwed *const *owed, guint n)
{
	static GHashTable *tried; /* path → can it be? */

	tried = tried ? tried : g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < n; i++) {
		const char *path = di_blank_template(cli->config, owed[i]->kind);

		if (*path && !g_hash_table_contains(tried, path))
			g_hash_table_insert(tried, g_strdup(path), GINT_TO_POINTER(di_blank_try(cli, path, NULL)));
		if (!*path || !g_hash_table_lookup(tried, path))
			return FALSE;
	}
	return TRUE;
}

void
di_blank_tell(const DiCli *cli, GHashTable *values, const DiOwed *const *owed, guint n, int step)
{
	if (step == DI_STEP_ESCALATE || step == DI_STEP_STEERING || !all_have_forms(cli, owed, n))
		return;
	di_values_set(values, "blankett", "ja");
	di_values_set(values, "mall_url", "");
}

int
di_verb_form_fill(DiCli *cli, GError **error)
{
	DiQuarter quarter = di_args_quarter(cli->args, "quarter");
	g_autoptr(DiInsats) insats = di_cli_insats(cli, di_cli_word(cli, 0), di_args_text(cli->args, "huvudman"), TRUE, error);
	g_autoptr(DiOwed) owed = NULL;
	g_autoptr(GBytes) filled = NULL;
	g_autofree char *name = NULL;
	const char *path;

	if (!di_quarter_is_set(quarter))
		quarter = di_quarter_reported(cli->today);
	owed = insats ? owed_of(cli, insats, quarter, error) : NULL;
	filled = owed ? fill(cli, owed, &name, error) : NULL;
	if (!filled)
		return DI_EXIT_NO;
	path = di_args_text(cli->args, "output");
	path = path ? path : name;
	if (!di_cli_write_new(cli, path, filled, error))
		return DI_EXIT_NO;
	if (!g_str_equal(path, "-"))
		di_say("%s är ifylld för %s.", path, insats->row.namn);
	return DI_EXIT_DONE;
}
