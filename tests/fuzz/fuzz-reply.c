/* Any text as a person's own words in a mail: no crash, and what comes out can stand in a letter. */
#include "fuzz.h"

#include "../../src/extract/reply.h"

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autofree char *text = di_text_from_bytes((const char *)bytes, (gssize)size);
	g_autoptr(DiReply) reply = di_reply_read(text, di_date_parse("2026-04-14"), "karin@storbacken.example");

	for (char **line = reply->lines; line && *line; line++)
		if (!g_utf8_validate(*line, -1, NULL) || strpbrk(*line, "\r\n"))
			g_error("a line that is none");
	if (reply->substitute && strpbrk(reply->substitute, "\r\n <>"))
		g_error("an address that is none");
	return 0;
}
