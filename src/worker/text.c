/* Asks diarie-extract for the words of a document. */
#include <diarie/worker.h>

#include "spawn.h"

#include <sysexits.h>

enum { TEXT_BYTES_MAX = 64 << 20 };

/* Tabs stand between cells; all else that a terminal would obey is shown. */
static char *
visible_text(GBytes *said)
{
	gsize size;
	const char *data = g_bytes_get_data(said, &size);
	g_autofree char *text = di_text_from_bytes(data ? data : "", (gssize)size);
	g_auto(GStrv) pieces = g_strsplit(text, "\t", -1);

	for (guint i = 0; pieces[i]; i++) {
		char *visible = di_text_visible(pieces[i], TRUE);

		g_free(pieces[i]);
		pieces[i] = visible;
	}
	return g_strjoinv("\t", pieces);
}

char *
di_extractor_text(GBytes *document, GError **error)
{
	g_autoptr(GBytes) said = NULL;
	int status = di_helper_ask("--text", document, TEXT_BYTES_MAX, &said, error);
	g_autofree char *text = status == EX_OK || status == EX_DATAERR ? visible_text(said) : NULL;

	if (status == EX_OK)
		return g_steal_pointer(&text);
	if (status == EX_DATAERR)
		g_set_error(error, DI_ERROR, DI_ERROR_DATA, "%s", text);
	else if (status >= 0)
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "diarie-extract could not read the document (status %d); is diarie "
			"installed completely?", status);
	return NULL;
}
