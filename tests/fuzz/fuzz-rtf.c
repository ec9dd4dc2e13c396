/* RTF: any bytes. */
#include "fuzz-blocks.h"

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autoptr(GBytes) file = g_bytes_new(bytes, size);

	check_document(DI_FORMAT_RTF, file);
	return 0;
}
