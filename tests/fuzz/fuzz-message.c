/* Any bytes as a mail: no crash, and nothing comes out that may not stand in a header. */
#include "fuzz.h"
#include <diarie/message.h>

static void
must_be_clean(const char *value)
{
	for (const char *at = value; at && *at; at = di_utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			g_error("a control character in a header value");
	}
}

static void
must_be_right(const DiMessage *message)
{
	must_be_clean(message->subject);
	must_be_clean(message->message_id);
	must_be_clean(message->bounced_recipient);
	for (guint i = 0; i < message->from->len; i++) {
		const DiMailAddress *from = message->from->pdata[i];

		must_be_clean(from->address);
		must_be_clean(from->name);
	}
	for (guint i = 0; i < message->parts->len; i++) {
		const DiPart *part = message->parts->pdata[i];
		gsize size;
		const char *bytes = g_bytes_get_data(part->bytes, &size);

		must_be_clean(part->name);
		must_be_clean(part->type);
		if (part->parent >= (int)i)
			g_error("a part lies within one that comes later");
		if (part->is_text && size > 0 && !g_utf8_validate_len(bytes, size, NULL))
			g_error("a text is no UTF-8");
	}
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autoptr(GBytes) input = g_bytes_new(bytes, size);
	g_autoptr(DiMessage) message = di_message_read(input);

	if (message) {
		must_be_right(message);
		di_message_machine(message);
	}
	return 0;
}
