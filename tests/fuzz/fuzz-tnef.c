/* Any bytes as winmail.dat, as compressed RTF and as a signature around a mail: no crash, and no more than they may grow to. */
#include "fuzz.h"

#include "../../src/message/message-internal.h"

static void
take(const char *name, GBytes *bytes, gpointer user)
{
	guint64 *sum = user;

	if (name && !g_utf8_validate(name, -1, NULL))
		*sum += strlen(name); /* the caller cleans names */
	*sum += g_bytes_get_size(bytes);
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autoptr(GBytes) file = g_bytes_new(bytes, size);
	g_autoptr(GBytes) rtf = di_lzfu_open(bytes, size);
	g_autoptr(GBytes) content = NULL;
	g_autoptr(GBytes) text = di_tnef_rtf(file);
	guint64 sum = 0;

	(void)!di_tnef_open(file, take, &sum);
	if (sum > 2 * size)
		g_error("attachments are larger than what they came in");
	if (rtf && g_bytes_get_size(rtf) > DI_RTF_BYTES_MAX)
		g_error("larger than allowed");
	(void)di_cms_open(file, &content);
	return 0;
}
