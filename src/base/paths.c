/* Where our own programs and data lie, installed or in a build tree. */
#include <diarie/base.h>

#include <stdlib.h>

static gboolean
is_build_folder(const char *folder)
{
	g_autofree char *status = g_build_filename(folder, "config.status", NULL);

	return g_file_test(status, G_FILE_TEST_EXISTS);
}

/* In a build tree programs for tests lie below ours. */
static char *
program_folder(void)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = self ? g_path_get_dirname(self) : NULL;
	g_autofree char *above = folder ? g_path_get_dirname(folder) : NULL;
	g_autofree char *top = above ? g_path_get_dirname(above) : NULL;

	if (!folder || is_build_folder(folder))
		return g_steal_pointer(&folder);
	if (is_build_folder(above))
		return g_steal_pointer(&above);
	return is_build_folder(top) ? g_steal_pointer(&top) : g_steal_pointer(&folder);
}

static char *
beside_program(const char *name)
{
	g_autofree char *folder = program_folder();

	return folder ? g_build_filename(folder, name, NULL) : NULL;
}

char *
di_path_helper(const char *program)
{
	g_autofree char *beside = beside_program(program);

	if (beside && g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE))
		return g_steal_pointer(&beside);
	return g_build_filename(DI_HELPER_DIR, program, NULL);
}

/* In a build tree the extractor lies beside the program, and conf/ too. */
static gboolean
is_build_tree(void)
{
	g_autofree char *extractor = beside_program("diarie-extract");
	g_autofree char *makefile = beside_program("config.status");

	return extractor && makefile && g_file_test(extractor, G_FILE_TEST_EXISTS) &&
		g_file_test(makefile, G_FILE_TEST_EXISTS);
}

char *
di_path_data(const char *folder)
{
	const char *chosen = getenv("DIARIE_DATA_DIR");
	g_autofree char *conf = NULL;

	if (chosen && *chosen)
		return g_build_filename(chosen, folder, NULL);
	if (is_build_tree()) {
		conf = beside_program("conf");
		return g_build_filename(conf, folder, NULL);
	}
	return g_build_filename(DI_DATA_DIR, folder, NULL);
}
