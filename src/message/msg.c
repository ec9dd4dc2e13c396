/* Outlook's .msg ([MS-OXMSG]): a mail that somebody dragged out of Outlook and attached. An OLE2 container whose streams are
 * MAPI properties, named by number and type; an attachment is a storage of its own, and so is a mail within the mail.
 *
 * The text is taken from PR_BODY and PR_HTML; the compressed RTF beside them says the same, and is opened where it stands alone. */
#include "message-internal.h"

#include <diarie/ole.h>

#include <string.h>

#define PROPERTY "__substg1.0_"
#define ATTACHMENT "__attach_version1.0_#"
enum { MSG_NESTING_MAX = 5, MSG_ATTACHMENTS_MAX = 200, MSG_LOGO_BYTES_MAX = 100000 };

typedef struct {
	const DiOle *ole;
	GPtrArray *parts;
	int depth, parent;
	gboolean is_whole;
} Msg;

static GBytes *
property(const Msg *msg, guint32 storage, const char *tag)
{
	g_autofree char *name = g_strconcat(PROPERTY, tag, NULL);
	guint32 number = di_ole_find(msg->ole, storage, name);

	return number == DI_OLE_NONE ? NULL : di_ole_read(msg->ole, number);
}

/* Without iconv, whose modules cannot be loaded here any more. Halves of pairs become question marks. */
static char *
from_utf16(const char *bytes, gsize size)
{
	gsize n = size / 2;
	g_autofree gunichar2 *wide = g_new0(gunichar2, n + 1);

	for (gsize i = 0; i < n; i++)
		wide[i] = (gunichar2)((guint8)bytes[2 * i] | (guint8)bytes[2 * i + 1] << 8);
	for (gsize i = 0; i < n; i++) {
		gboolean high = wide[i] >= 0xd800 && wide[i] < 0xdc00, low_next = wide[i + 1] >= 0xdc00 && wide[i + 1] < 0xe000;

		if (high && low_next)
			i++;
		else if (wide[i] >= 0xd800 && wide[i] < 0xe000)
			wide[i] = '?';
	}
	return g_utf16_to_utf8(wide, (glong)n, NULL, NULL, NULL);
}

/* The text property ID ("3707"): as UTF-16, or in some code page. NULL: not there. */
static char *
text_property(const Msg *msg, guint32 storage, const char *id)
{
	g_autofree char *wide_tag = g_strconcat(id, "001F", NULL), *narrow_tag = g_strconcat(id, "001E", NULL);
	g_autoptr(GBytes) wide = property(msg, storage, wide_tag);
	g_autoptr(GBytes) narrow = wide ? NULL : property(msg, storage, narrow_tag);
	gsize size;
	const char *bytes;

	if (!wide && !narrow)
		return NULL;
	bytes = g_bytes_get_data(wide ? wide : narrow, &size);
	if (size == 0)
		return NULL;
	if (wide)
		return from_utf16(bytes, size);
	return di_body_text(bytes, size, NULL);
}

static char *
file_name(const Msg *msg, guint32 storage)
{
	static const char *const ids[] = {"3707", "3704", "3001"}; /* long, short, shown */

	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_autofree char *name = text_property(msg, storage, ids[i]);

		if (name)
			return di_header_file_name(name);
	}
	return NULL;
}

static DiPart *
new_part(Msg *msg)
{
	DiPart *part = g_new0(DiPart, 1);

	part->depth = msg->depth;
	part->parent = msg->parent;
	g_ptr_array_add(msg->parts, part);
	return part;
}

static DiPart *
add_part(Msg *msg, const char *type, GBytes *bytes)
{
	DiPart *part = new_part(msg);

	part->type = g_strdup(type);
	part->bytes = g_bytes_ref(bytes);
	return part;
}

static void
add_text(Msg *msg, const char *type, const char *text)
{
	g_autoptr(GBytes) bytes = text ? g_bytes_new(text, strlen(text)) : NULL;

	if (bytes)
		add_part(msg, type, bytes)->is_text = TRUE;
}

static void
add_rtf(Msg *msg, guint32 storage)
{
	g_autoptr(GBytes) packed = property(msg, storage, "10090102"), rtf = NULL;
	gsize size = 0;
	const guint8 *bytes = packed ? g_bytes_get_data(packed, &size) : NULL;

	rtf = bytes ? di_lzfu_open(bytes, size) : NULL;
	if (rtf)
		di_rtf_fill_part(rtf, new_part(msg));
}

static void
add_bodies(Msg *msg, guint32 storage)
{
	g_autofree char *plain = text_property(msg, storage, "1000"), *page = NULL;
	g_autoptr(GBytes) html = property(msg, storage, "10130102");
	gsize size;
	const char *bytes = html ? g_bytes_get_data(html, &size) : NULL;

	if (bytes)
		page = di_body_text(bytes, size, NULL);
	add_text(msg, "text/plain", plain);
	add_text(msg, "text/html", page);
	if (!plain && !page)
		add_rtf(msg, storage);
}

static void add_message(Msg *msg, guint32 storage);

static void
add_inner_message(const Msg *msg, guint32 storage)
{
	Msg inner = *msg;

	inner.depth++;
	add_message(&inner, storage);
}

static void
add_attachment(Msg *msg, guint32 storage)
{
	g_autoptr(GBytes) bytes = property(msg, storage, "37010102");
	g_autofree char *said = text_property(msg, storage, "370E"), *id = text_property(msg, storage, "3712");
	g_autofree char *line = di_header_line(said), *type = line ? g_ascii_strdown(line, -1) : NULL;
	guint32 inner = bytes ? DI_OLE_NONE : di_ole_find(msg->ole, storage, PROPERTY "3701000D");
	DiPart *part;

	if (inner != DI_OLE_NONE && di_ole_is_storage(msg->ole, inner) && msg->depth < MSG_NESTING_MAX) {
		add_inner_message(msg, inner);
		return;
	}
	if (!bytes) {
		msg->is_whole = FALSE; /* a link to a file, or an OLE object */
		return;
	}
	part = add_part(msg, type ? type : "application/octet-stream", bytes);
	part->name = file_name(msg, storage);
	part->is_inline_image = id && g_str_has_prefix(part->type, "image/") && g_bytes_get_size(bytes) < MSG_LOGO_BYTES_MAX;
}

static int
compare_numbers(gconstpointer a, gconstpointer b)
{
	guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;

	return left < right ? -1 : left > right;
}

/* Attachments are numbered in their names; the directory keeps them in that order. */
static void
add_message(Msg *msg, guint32 storage)
{
	g_autoptr(GArray) children = di_ole_children(msg->ole, storage);
	int n = 0;

	add_bodies(msg, storage);
	g_array_sort(children, compare_numbers);
	for (guint i = 0; i < children->len && n < MSG_ATTACHMENTS_MAX; i++) {
		guint32 child = g_array_index(children, guint32, i);

		if (!di_ole_is_storage(msg->ole, child) || !di_ole_begins(msg->ole, child, ATTACHMENT))
			continue;
		n++;
		add_attachment(msg, child);
	}
	msg->is_whole = msg->is_whole && n < MSG_ATTACHMENTS_MAX;
}

gboolean
di_message_open_msg(GBytes *bytes, int depth, int parent, GPtrArray *parts)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);
	g_autoptr(DiOle) ole = di_ole_open((DiSpan){data, size});
	Msg msg = {.ole = ole, .parts = parts, .depth = depth, .parent = parent, .is_whole = TRUE};

	if (!ole || di_ole_find(ole, DI_OLE_ROOT, "__properties_version1.0") == DI_OLE_NONE)
		return FALSE;
	add_message(&msg, DI_OLE_ROOT);
	return msg.is_whole;
}

char *
di_message_msg_subject(GBytes *bytes)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);
	g_autoptr(DiOle) ole = di_ole_open((DiSpan){data, size});
	Msg msg = {.ole = ole};
	g_autofree char *subject = ole ? text_property(&msg, DI_OLE_ROOT, "0037") : NULL;

	return subject ? di_header_line(subject) : NULL;
}
