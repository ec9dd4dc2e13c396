/* OpenDocument: any bytes as a flat file, or as a whole zip. */
#include "fuzz-blocks.h"

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autoptr(GBytes) file = g_bytes_new(bytes, size);

	check_document(DI_FORMAT_ODT, file);
	return 0;
}
