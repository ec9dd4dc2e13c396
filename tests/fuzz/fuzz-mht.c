/* A web archive within a DOCX: any bytes give no page, or one that can be read. */
#include "fuzz-blocks.h"

#include "../../src/document/document-internal.h"
#include "../../src/document/docx.h"

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autoptr(GBytes) archive = g_bytes_new(bytes, size);
	g_autoptr(GBytes) page = di_mht_page(archive);

	if (page)
		check_document(DI_FORMAT_HTML, page);
	return 0;
}
