/* XML: read by our own eyes, in pieces, and by expat; both must say the same. */
#include "../unit/xml-events.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	const char *text = (const char *)bytes;
	g_autofree char *whole = xml_events(text, size, size + 1), *pieces = xml_events(text, size, 1 + size % 61), *by_expat = NULL;

	g_assert_cmpstr(whole, ==, pieces);
	if (size < 2 || bytes[0] >= 0xfe || bytes[0] == '\0' || bytes[1] == '\0' || memchr(bytes, '\0', size))
		return 0; /* UTF-16: a comment in front would be none */
	by_expat = xml_events_of_expat(text, size);
	g_assert_cmpstr(whole, ==, by_expat);
	return 0;
}
