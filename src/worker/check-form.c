/* Asks diarie-extract what is wrong with a form's description. A process of its own, with the text on its standard input
 * and nothing else; what comes back is read as a stranger's. */
#include <diarie/worker.h>

#include "spawn.h"

#include <string.h>
#include <sysexits.h>

enum { SAID_BYTES_MAX = 4 << 20, MISTAKES_MAX = 1000 };

void
di_form_fault_free(gpointer data)
{
	DiFormFault *fault = data;

	if (!fault)
		return;
	g_free(fault->text);
	g_free(fault);
}

/* "LINE<tab>text"; what is not so is left out. */
static GPtrArray *
faults_of(GBytes *said)
{
	GPtrArray *faults = g_ptr_array_new_with_free_func(di_form_fault_free);
	gsize size;
	const char *data = g_bytes_get_data(said, &size);
	g_autofree char *text = di_text_from_bytes(data ? data : "", (gssize)size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", MISTAKES_MAX);

	for (guint i = 0; lines[i]; i++) {
		const char *tab = strchr(lines[i], '\t');
		DiFormFault *fault = tab ? g_new0(DiFormFault, 1) : NULL;

		if (!fault)
			continue;
		fault->line = (int)g_ascii_strtoll(lines[i], NULL, 10);
		fault->text = g_strdup(tab + 1);
		g_ptr_array_add(faults, fault);
	}
	return faults;
}

GPtrArray *
di_extractor_check_form(GBytes *bytes, GError **error)
{
	g_autoptr(GBytes) said = NULL;
	int status = di_helper_ask("--check-form", bytes, SAID_BYTES_MAX, &said, error);

	if (status == EX_OK || status == EX_DATAERR)
		return faults_of(said);
	if (status >= 0)
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "diarie-extract could not look at the form (status %d); is diarie "
			"installed completely?", status);
	return NULL;
}
