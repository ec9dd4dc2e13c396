/* An OpenDocument Text from its parts: the manifest says whether it is encrypted, styles.xml holds
 * styles and page headers, content.xml the rest. */
#include "odt.h"

static gboolean
read_parts(DiOdt *odt)
{
	if (di_zip_has(odt->zip, "META-INF/manifest.xml") && !di_odt_read_part(odt, "META-INF/manifest.xml"))
		return FALSE;
	if (odt->encrypted)
		return di_zip_fail(odt->zip, DI_FAULT_LOSENORD, NULL);
	if (di_zip_has(odt->zip, "styles.xml") && !di_odt_read_part(odt, "styles.xml"))
		return FALSE;
	return di_odt_read_part(odt, "content.xml");
}

DiDocument *
di_odt_read(GBytes *bytes)
{
	DiDocument *document = di_document_new("odt");
	g_autoptr(DiZip) zip = di_zip_open(bytes, document);
	g_autoptr(DiFlow) flow = di_flow_new(document);
	DiOdt odt = {.zip = zip, .document = document, .flow = flow};

	if (!zip)
		return document;
	odt.styles = di_odt_styles_new();
	if (read_parts(&odt))
		di_flow_finish(flow);
	di_odt_styles_free(odt.styles);
	return document;
}
