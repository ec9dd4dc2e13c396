/* Any text as blocks through the miner, and any text as the description of a form. */
#include "fuzz.h"

#include "../unit/blocks.h"
#include <diarie/form.h>

static DiForms *
shipped_forms(void)
{
	const char *top = g_getenv("top_srcdir");
	g_autofree char *folder = g_build_filename(top ? top : ".", "conf", "forms", NULL);
	g_autoptr(GError) error = NULL;
	DiForms *forms = di_forms_load(folder, &error);

	if (!forms)
		g_error("%s", error->message);
	return forms;
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	static DiForms *forms;
	g_autofree char *text = di_text_from_bytes((const char *)bytes, (gssize)size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(DiDocument) document = di_document_new("txt");
	g_autoptr(DiForms) own = di_forms_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(DiReport) report = NULL;

	if (!forms)
		forms = shipped_forms();
	for (guint i = 0; lines[i]; i++)
		add_plain(document, 'P', strlen(lines[i]) > 2 && lines[i][1] == ' ' ? lines[i] + 2 : lines[i]);
	report = di_form_mine(forms, document, NULL);
	g_assert_nonnull(report);
	if (!di_forms_add(own, "fuzz", text, &error))
		g_assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_CONFIG));
	return 0;
}
