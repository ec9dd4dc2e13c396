/* An OpenDocument Text from its parts: the manifest says whether it is encrypted, styles.xml holds
 * styles and page headers, content.xml the rest. Or from a flat file, which holds all of these in that order. */
#include "odt.h"

#include <string.h>

static gboolean
read_parts(DiOdt *odt)
{
	if (di_zip_has(odt->zip, "META-INF/manifest.xml") && !di_odt_read_part(odt, "META-INF/manifest.xml"))
		return FALSE;
	if (odt->encrypted)
		return di_zip_fail(odt->zip, DI_FAULT_LOSENORD, NULL);
	di_identity_read(odt->document, odt->zip, "meta.xml");
	if (di_zip_has(odt->zip, "styles.xml") && !di_odt_read_part(odt, "styles.xml"))
		return FALSE;
	return di_odt_read_part(odt, "content.xml");
}

static gboolean
is_packed(GBytes *bytes)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);

	return size >= 2 && memcmp(data, "PK", 2) == 0;
}

DiDocument *
di_odt_read(GBytes *bytes)
{
	DiDocument *document = di_document_new("odt");
	gboolean packed = is_packed(bytes);
	g_autoptr(DiZip) zip = packed ? di_zip_open(bytes, document) : NULL;
	g_autoptr(DiFlow) flow = di_flow_new(document);
	DiOdt odt = {.zip = zip, .document = document, .flow = flow};

	if (packed && !zip)
		return document;
	odt.styles = di_odt_styles_new();
	if (packed ? read_parts(&odt) : di_odt_read_flat(&odt, bytes))
		di_flow_finish(flow);
	di_odt_styles_free(odt.styles);
	return document;
}
