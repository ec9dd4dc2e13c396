/* Where the letters begin that a mail quotes: in any text the places are some of its blocks, one after the other. */
#include "fuzz.h"

#include <diarie/document.h>

#include "../../src/extract/reading.h"

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autoptr(GBytes) file = g_bytes_new(bytes, size);
	g_autoptr(DiDocument) document = di_document_read(size > 0 && bytes[0] == '<' ? DI_FORMAT_HTML : DI_FORMAT_TXT, file);
	g_autoptr(GArray) starts = di_extract_letters(document);

	for (guint i = 0; i < starts->len; i++) {
		g_assert_cmpuint(g_array_index(starts, guint, i), <, document->blocks->len);
		g_assert_true(i == 0 || g_array_index(starts, guint, i - 1) < g_array_index(starts, guint, i));
	}
	return 0;
}
