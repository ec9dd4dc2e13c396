/* Microsoft's Safe Attachments with Dynamic Delivery: until an attachment has been scanned, a stand-in lies in its place, a small mail
 * or file that says so. The mail that replaces this one has the same Message-ID (DOMAIN.md 2.4). */
#include "message-internal.h"

#include <string.h>

static gboolean
says_so(const char *text)
{
	static const char *const words[] = {"scan in progress", "scanning in progress"};
	g_autofree char *line = di_header_line(text);
	g_autofree char *folded = di_text_fold(line ? line : "");

	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (strstr(folded, words[i]))
			return TRUE;
	return FALSE;
}

gboolean
di_scan_is_stand_in(GMimeObject *object)
{
	GMimeMessage *inner = GMIME_IS_MESSAGE_PART(object) ? g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)) : NULL;

	if (GMIME_IS_PART(object))
		return says_so(g_mime_part_get_filename(GMIME_PART(object)));
	return GMIME_IS_MESSAGE_PART(object) && (says_so(g_mime_object_get_content_type_parameter(object, "name")) ||
		says_so(g_mime_object_get_header(object, "Content-Disposition")) ||
		says_so(inner ? g_mime_message_get_subject(inner) : NULL));
}
