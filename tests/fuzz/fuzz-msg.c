/* Any bytes as a mail that Outlook saved: no crash, and parts as they must be. */
#include "fuzz.h"
#include <diarie/message.h>

static void
part_free(gpointer data)
{
	DiPart *part = data;

	g_free(part->name);
	g_free(part->type);
	g_bytes_unref(part->bytes);
	g_free(part);
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autoptr(GBytes) file = g_bytes_new(bytes, size);
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(part_free);

	di_message_open_msg(file, 0, -1, parts);
	for (guint i = 0; i < parts->len; i++) {
		const DiPart *part = parts->pdata[i];
		gsize length;
		const char *text = g_bytes_get_data(part->bytes, &length);

		if (!part->type || part->depth > 10)
			g_error("a part without a type, or too deep");
		if (part->is_text && length > 0 && !g_utf8_validate_len(text, length, NULL))
			g_error("a text is no UTF-8");
	}
	return 0;
}
