/* Plain text: any bytes; and what the sniffer makes of them. */
#include "fuzz-blocks.h"

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autoptr(GBytes) file = g_bytes_new(bytes, size);
	g_autofree char *tight = g_memdup2(bytes, size); /* no final NUL */
	DiFormat format = size > 0 ? di_format_sniff(tight, size) : DI_FORMAT_TXT;

	check_document(DI_FORMAT_TXT, file);
	if (format != DI_FORMAT_TXT && format != DI_FORMAT_PDF)
		check_document(format, file);
	return 0;
}
