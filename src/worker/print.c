/* Has diarie-print set a paper: this process loads no fonts. */
#include <diarie/worker.h>

#include <sysexits.h>

#include "spawn.h"

enum { PDF_BYTES_MAX = 128 << 20 };

GBytes *
di_printer_run(GBytes *paper, GError **error)
{
	g_autofree char *program = di_path_helper("diarie-print");
	g_autoptr(GBytes) pdf = NULL;
	int status;

	if (!g_file_test(program, G_FILE_TEST_IS_EXECUTABLE)) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "PDF kan inte skrivas: %s finns inte (byggt utan libpango1.0-dev); skriv en .docx eller .html",
			program);
		return NULL;
	}
	status = di_program_ask("diarie-print", NULL, paper, PDF_BYTES_MAX, &pdf, error);
	if (status == EX_OK)
		return g_steal_pointer(&pdf);
	if (status >= 0)
		g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "'%s' ended with status %d", program, status);
	return NULL;
}
