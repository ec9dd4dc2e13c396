/* DOCX: the input is the body's XML, put between the parts of tests/unit/make-docx.h; or a whole zip. */
#include "../unit/make-docx.h"
#include "fuzz-blocks.h"

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autofree char *body = g_strndup((const char *)bytes, size);
	g_autoptr(GBytes) file = size > 4 && memcmp(bytes, "PK\x03\x04", 4) == 0 ? g_bytes_new(bytes, size) :
		make_docx(body, W_TRANSITIONAL, NULL);

	check_document(DI_FORMAT_DOCX, file);
	return 0;
}
