/* The page that Exchange packs into RTF: any bytes give none, or UTF-8 that can be read as a page. */
#include "fuzz-blocks.h"

#include "../../src/message/message-internal.h"

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autoptr(GBytes) rtf = g_bytes_new(bytes, size);
	g_autofree char *page = di_rtf_html(rtf);
	g_autoptr(GBytes) file = page ? g_bytes_new(page, strlen(page)) : NULL;

	g_assert_true(!page || g_utf8_validate(page, -1, NULL));
	if (file)
		check_document(DI_FORMAT_HTML, file);
	return 0;
}
