/* diarie form check: what is wrong with the description of a form, line by line, before it is installed. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static void
print_json(const char *file, const GPtrArray *faults)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "file", file);
	di_json_bool(json, "bra", faults->len == 0);
	di_json_array_begin(json, "fel");
	for (guint i = 0; i < faults->len; i++) {
		const DiFormFault *fault = faults->pdata[i];

		di_json_object_begin(json, NULL);
		di_json_int(json, "rad", fault->line);
		di_json_string(json, "text", fault->text);
		di_json_object_end(json);
	}
	di_json_array_end(json);
	di_json_object_end(json);
	di_print_json(json);
}

static void
print_faults(const char *file, const GPtrArray *faults)
{
	for (guint i = 0; i < faults->len; i++) {
		const DiFormFault *fault = faults->pdata[i];

		di_say("%s:%d: %s", file, fault->line, fault->text);
	}
	if (!faults->len)
		di_say("%s: i ordning", file);
}

static int
check_one(const DiCli *cli, const char *file, GError **error)
{
	g_autoptr(GError) local = NULL;
	g_autoptr(GBytes) bytes = di_cli_read(file, &local);
	g_autoptr(GPtrArray) faults = NULL;

	if (!bytes) {
		di_complain("%s", local->message);
		return EX_NOINPUT;
	}
	faults = di_extractor_check_form(bytes, error);
	if (!faults)
		return EX_TEMPFAIL;
	if (cli->args->json)
		print_json(file, faults);
	else
		print_faults(file, faults);
	return faults->len ? EX_DATAERR : DI_EXIT_DONE;
}

int
di_verb_form_check(DiCli *cli, GError **error)
{
	int worst = DI_EXIT_DONE;

	for (guint i = 0; di_cli_word(cli, i); i++) {
		int status = check_one(cli, di_cli_word(cli, i), error);

		if (*error)
			return status;
		worst = MAX(worst, status);
	}
	return worst;
}

static int
by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *
forms_in(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		if (g_str_has_suffix(name, ".form"))
			g_ptr_array_add(paths, g_build_filename(folder, name, NULL));
	g_ptr_array_sort(paths, by_name);
	return paths;
}

char *
di_forms_installed_faults(const char *folder)
{
	g_autoptr(GPtrArray) paths = forms_in(folder);
	GString *said = g_string_new(NULL);

	for (guint i = 0; i < paths->len; i++) {
		g_autoptr(GBytes) bytes = di_cli_read(paths->pdata[i], NULL);
		g_autoptr(GPtrArray) faults = bytes ? di_extractor_check_form(bytes, NULL) : NULL;

		for (guint j = 0; faults && j < faults->len; j++) {
			const DiFormFault *fault = faults->pdata[j];

			g_string_append_printf(said, "%s%s:%d: %s", said->len ? "\n" : "", (const char *)paths->pdata[i],
				fault->line, fault->text);
		}
	}
	return g_string_free(said, FALSE);
}
