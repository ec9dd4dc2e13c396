/* Plain text. A block a paragraph: lines that follow each other without an empty one between stay
 * together, as the lines of one block. */
#include "document-internal.h"

#include <string.h>

/* UTF-16 with or without a byte order mark; NULL: it is none. */
static char *
from_utf16(const char *bytes, gsize size)
{
	const guchar *first = (const guchar *)bytes;
	const char *charset = NULL;
	gsize skip = 0;

	if (size < 2)
		return NULL;
	if ((first[0] == 0xff && first[1] == 0xfe) || (first[0] == 0xfe && first[1] == 0xff)) {
		charset = first[0] == 0xff ? "UTF-16LE" : "UTF-16BE";
		skip = 2;
	} else if ((first[0] == 0) != (first[1] == 0)) {
		charset = first[0] == 0 ? "UTF-16BE" : "UTF-16LE";
	}
	if (!charset)
		return NULL;
	return g_convert(bytes + skip, (gssize)((size - skip) & ~(gsize)1), "UTF-8", charset, NULL, NULL, NULL);
}

static gboolean
is_blank(const char *line)
{
	for (; *line; line = di_utf8_next(line)) {
		if (!g_unichar_isspace(g_utf8_get_char(line)))
			return FALSE;
	}
	return TRUE;
}

static void
end_block(DiDocument *document, GString *text)
{
	while (text->len > 0 && g_ascii_isspace(text->str[text->len - 1]))
		g_string_truncate(text, text->len - 1);
	if (text->len > 0)
		di_block_set_text(di_document_add(document, DI_BLOCK_PARAGRAPH), text->str);
	g_string_truncate(text, 0);
}

static void
split(DiDocument *document, char *text)
{
	g_autoptr(GString) block = g_string_new(NULL);

	for (char *line = text, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (is_blank(line)) {
			end_block(document, block);
			continue;
		}
		if (block->len > 0)
			g_string_append_c(block, '\n');
		g_string_append(block, g_strchomp(line));
		if (document->blocks->len > DI_DOCUMENT_MAX_BLOCKS) {
			di_document_fail(document, DI_FAULT_FOR_STOR, "Filen innehåller för många stycken.");
			return;
		}
	}
	end_block(document, block);
}

DiDocument *
di_txt_read(GBytes *bytes)
{
	DiDocument *document = di_document_new("txt");
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *wide = from_utf16(data, size);
	g_autofree char *text = di_text_from_bytes(wide ? wide : data, wide ? -1 : (gssize)size);

	if (size > DI_DOCUMENT_MAX_TEXT_BYTES)
		di_document_fail(document, DI_FAULT_FOR_STOR, "Filen innehåller för mycket text.");
	else
		split(document, text);
	return document;
}
