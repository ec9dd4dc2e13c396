/* RTF as Outlook packs it into a mail's properties ([MS-OXRTFCP]): a window of 4 KiB that begins with what every RTF begins
 * with; after each byte of eight flags, letters and references into the window. */
#include "message-internal.h"

#include <string.h>

enum { WINDOW = 4096, HEADER = 16, PACKED = 0x75465a4c, STORED = 0x414c454d };

static const char window_begin[] = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
	"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i"
	"\\u\\tab\\tx";

typedef struct {
	const guint8 *at, *end;
	guint8 window[WINDOW];
	guint write;
	GByteArray *out;
	guint32 limit;
} Unpacking;

static guint32
number(const guint8 *at)
{
	return (guint32)at[0] | (guint32)at[1] << 8 | (guint32)at[2] << 16 | (guint32)at[3] << 24;
}

/* FALSE: there is enough. */
static gboolean
put(Unpacking *unpacking, guint8 byte)
{
	unpacking->window[unpacking->write] = byte;
	unpacking->write = (unpacking->write + 1) % WINDOW;
	g_byte_array_append(unpacking->out, &byte, 1);
	return unpacking->out->len < unpacking->limit;
}

static gboolean
put_reference(Unpacking *unpacking)
{
	guint place, length;

	if (unpacking->end - unpacking->at < 2)
		return FALSE;
	place = (guint)unpacking->at[0] << 4 | unpacking->at[1] >> 4;
	length = (unpacking->at[1] & 15u) + 2;
	unpacking->at += 2;
	if (place == unpacking->write)
		return FALSE; /* the end */
	for (guint i = 0; i < length; i++)
		if (!put(unpacking, unpacking->window[(place + i) % WINDOW]))
			return FALSE;
	return TRUE;
}

static void
unpack(Unpacking *unpacking)
{
	while (unpacking->at < unpacking->end) {
		guint8 flags = *unpacking->at++;

		for (int i = 0; i < 8; i++, flags >>= 1) {
			if (unpacking->at >= unpacking->end)
				return;
			if (flags & 1 ? !put_reference(unpacking) : !put(unpacking, *unpacking->at++))
				return;
		}
	}
}

GBytes *
di_lzfu_open(const guint8 *bytes, gsize size)
{
	Unpacking unpacking = {.write = sizeof window_begin - 1};
	guint32 kind, whole_bytes;

	G_STATIC_ASSERT(sizeof window_begin - 1 == 207);
	if (size <= HEADER)
		return NULL;
	whole_bytes = number(bytes + 4);
	kind = number(bytes + 8);
	if (whole_bytes == 0 || whole_bytes > DI_RTF_BYTES_MAX || (kind != PACKED && kind != STORED))
		return NULL;
	if (kind == STORED)
		return g_bytes_new(bytes + HEADER, MIN(size - HEADER, whole_bytes));
	unpacking.at = bytes + HEADER;
	unpacking.end = bytes + size;
	unpacking.limit = whole_bytes;
	unpacking.out = g_byte_array_new();
	memset(unpacking.window, ' ', sizeof unpacking.window);
	memcpy(unpacking.window, window_begin, sizeof window_begin - 1);
	unpack(&unpacking);
	return g_byte_array_free_to_bytes(unpacking.out);
}

void
di_rtf_fill_part(GBytes *rtf, DiPart *part)
{
	g_autofree char *page = di_rtf_html(rtf);

	part->is_text = page != NULL;
	part->type = g_strdup(page ? "text/html" : "text/rtf");
	part->name = page ? NULL : g_strdup(DI_MAIL_TEXT_RTF);
	part->bytes = page ? g_bytes_new(page, strlen(page)) : g_bytes_ref(rtf);
}
