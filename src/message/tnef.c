/* winmail.dat: Outlook's TNEF (MS-OXTNEF): its attachments, and the mail's own text as RTF for whom it does not stand beside it
 * as text/plain.
 *
 * A signature, then attributes: level, id, length, bytes, checksum. An attachment begins with its
 * rendering data; its title may be cut to 8.3, the long name stands among its MAPI properties. */
#include "message-internal.h"

#include <string.h>

enum {
	SIGNATURE = 0x223e9f78,
	RENDERING = 0x00069002, /* attAttachRenddata: a new attachment */
	TITLE = 0x00018010,
	DATA = 0x0006800f,
	PROPERTIES = 0x00069005, /* attAttachment */
	MAIL_PROPERTIES = 0x00069003, /* attMAPIProps */
	RTF = 0x1009, /* PR_RTF_COMPRESSED */
	ATTRIBUTES_MAX = 10000,
	ATTACHMENTS_MAX = 200,
	LONG_NAME = 0x3707, /* PR_ATTACH_LONG_FILENAME */
	METHOD = 0x3705,    /* PR_ATTACH_METHOD; 5: a message as an object */
	MULTIPLE = 0x1000,
	STRING8 = 0x1e,
	UNICODE = 0x1f,
	BYTES = 0x102,
	OBJECT = 0x0d,
};

typedef struct {
	const guint8 *at, *end;
} Span;

typedef struct {
	gboolean is_open, is_whole;
	char *title, *long_name;
	GBytes *data, *rtf;
	guint n;
	DiTnefFound found;
	gpointer user;
} Opening;

static gsize
left(const Span *in)
{
	return (gsize)(in->end - in->at);
}

static gboolean
take_u32(Span *in, guint32 *out)
{
	if (left(in) < 4)
		return FALSE;
	*out = (guint32)in->at[0] | (guint32)in->at[1] << 8 | (guint32)in->at[2] << 16 | (guint32)in->at[3] << 24;
	in->at += 4;
	return TRUE;
}

static gboolean
take_span(Span *in, gsize size, Span *out)
{
	if (size > left(in))
		return FALSE;
	*out = (Span){in->at, in->at + size};
	in->at += size;
	return TRUE;
}

static void
pad(Span *in, gsize size)
{
	in->at += MIN((4 - size % 4) % 4, left(in));
}

/* MAPI properties */

static gsize
fixed_size(guint32 type)
{
	static const guint16 sizes[][2] = {{0x02, 4}, {0x03, 4}, {0x04, 4}, {0x05, 8}, {0x06, 8}, {0x07, 8}, {0x0a, 4},
		{0x0b, 4}, {0x14, 8}, {0x40, 8}, {0x48, 16}};

	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++)
		if (sizes[i][0] == type)
			return sizes[i][1];
	return 0;
}

/* Named properties carry a GUID and a number or a name behind their tag. */
static gboolean
skip_name(Span *in)
{
	Span skipped;
	guint32 kind, size;

	if (!take_span(in, 16, &skipped) || !take_u32(in, &kind) || !take_u32(in, &size))
		return FALSE;
	if (kind == 0)
		return TRUE;
	if (!take_span(in, size, &skipped))
		return FALSE;
	pad(in, size);
	return TRUE;
}

static gboolean
take_value(Span *in, guint32 type, Span *value)
{
	gsize fixed = fixed_size(type);
	guint32 size;

	if (fixed > 0)
		return take_span(in, fixed, value);
	if (type != STRING8 && type != UNICODE && type != BYTES && type != OBJECT)
		return FALSE;
	if (!take_u32(in, &size) || !take_span(in, size, value))
		return FALSE;
	pad(in, size);
	return TRUE;
}

static void
see_property(Opening *opening, guint32 id, guint32 type, Span value)
{
	gsize size = left(&value);

	if (id == METHOD && type == 0x03 && size == 4 && value.at[0] == 5)
		opening->is_whole = FALSE; /* a mail as an object: not opened */
	if (id == RTF && type == BYTES && !opening->rtf && !opening->is_open)
		opening->rtf = di_lzfu_open(value.at, size);
	if (id != LONG_NAME || opening->long_name)
		return;
	if (type == UNICODE)
		opening->long_name = g_convert((const char *)value.at, (gssize)(size & ~(gsize)1), "UTF-8", "UTF-16LE", NULL, NULL, NULL);
	else if (type == STRING8)
		opening->long_name = g_strndup((const char *)value.at, size);
}

static gboolean
take_property(Opening *opening, Span *in)
{
	guint32 tag, count = 1, type, id;
	Span value;

	if (!take_u32(in, &tag))
		return FALSE;
	type = tag & 0xffff & ~(guint32)MULTIPLE;
	id = tag >> 16;
	if (id >= 0x8000 && !skip_name(in))
		return FALSE;
	if (((tag & MULTIPLE) || fixed_size(type) == 0) && !take_u32(in, &count))
		return FALSE;
	for (guint32 i = 0; i < count; i++) {
		if (!take_value(in, type, &value))
			return FALSE;
		see_property(opening, id, type, value);
	}
	return TRUE;
}

static void
see_properties(Opening *opening, Span in)
{
	guint32 n;

	if (!take_u32(&in, &n))
		return;
	for (guint32 i = 0; i < n && left(&in) > 0; i++)
		if (!take_property(opening, &in))
			return; /* only the long name is lost */
}

/* Attributes */

static void
close_attachment(Opening *opening)
{
	if (opening->is_open && opening->data) {
		opening->n++;
		opening->found(opening->long_name ? opening->long_name : opening->title, opening->data, opening->user);
	} else if (opening->is_open)
		opening->is_whole = FALSE;
	opening->is_open = FALSE;
	g_clear_pointer(&opening->title, g_free);
	g_clear_pointer(&opening->long_name, g_free);
	g_clear_pointer(&opening->data, g_bytes_unref);
}

static void
see_attribute(Opening *opening, guint32 id, Span value)
{
	if (id == RENDERING) {
		close_attachment(opening);
		opening->is_open = opening->n < ATTACHMENTS_MAX;
		opening->is_whole = opening->is_whole && opening->is_open;
	} else if (id == TITLE && opening->is_open && !opening->title)
		opening->title = g_strndup((const char *)value.at, left(&value));
	else if (id == DATA && opening->is_open && !opening->data)
		opening->data = g_bytes_new(value.at, left(&value));
	else if ((id == PROPERTIES && opening->is_open) || (id == MAIL_PROPERTIES && !opening->is_open))
		see_properties(opening, value);
}

static gboolean
take_attribute(Opening *opening, Span *in)
{
	Span level, value, checksum;
	guint32 id, size;

	if (!take_span(in, 1, &level) || !take_u32(in, &id) || !take_u32(in, &size) || !take_span(in, size, &value) ||
		!take_span(in, 2, &checksum))
		return FALSE;
	see_attribute(opening, id, value);
	return TRUE;
}

static gboolean
open_all(GBytes *bytes, Opening *opening)
{
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);
	Span in = {data, data}, key;
	guint32 signature;

	if (!data)
		return FALSE;
	in.end = data + size;
	if (!take_u32(&in, &signature) || signature != SIGNATURE || !take_span(&in, 2, &key))
		return FALSE;
	for (int i = 0; i < ATTRIBUTES_MAX && left(&in) > 0; i++)
		if (!take_attribute(opening, &in)) {
			opening->is_whole = FALSE;
			break;
		}
	opening->is_whole = opening->is_whole && left(&in) == 0;
	close_attachment(opening);
	return opening->is_whole;
}

gboolean
di_tnef_open(GBytes *bytes, DiTnefFound found, gpointer user)
{
	Opening opening = {.is_whole = TRUE, .found = found, .user = user};
	gboolean is_whole = open_all(bytes, &opening);

	g_clear_pointer(&opening.rtf, g_bytes_unref);
	return is_whole;
}

static void
pass_over(const char *name, GBytes *bytes, gpointer user)
{
	(void)name;
	(void)bytes;
	(void)user;
}

GBytes *
di_tnef_rtf(GBytes *bytes)
{
	Opening opening = {.is_whole = TRUE, .found = pass_over};

	(void)!open_all(bytes, &opening);
	return opening.rtf;
}

/* winmail.dat as a file of its own */

typedef struct {
	GPtrArray *parts;
	int depth, parent;
} Taking;

static DiPart *
new_part(Taking *taking)
{
	DiPart *part = g_new0(DiPart, 1);

	part->depth = taking->depth;
	part->parent = taking->parent;
	g_ptr_array_add(taking->parts, part);
	return part;
}

static void
take_file(const char *name, GBytes *bytes, gpointer user)
{
	DiPart *part = new_part(user);

	part->name = di_header_file_name(name);
	part->type = g_strdup("application/octet-stream");
	part->bytes = g_bytes_ref(bytes);
}

gboolean
di_message_open_tnef(GBytes *bytes, int depth, int parent, GPtrArray *parts)
{
	Taking taking = {.parts = parts, .depth = depth, .parent = parent};
	g_autoptr(GBytes) rtf = di_tnef_rtf(bytes);
	gboolean is_whole = di_tnef_open(bytes, take_file, &taking);

	if (rtf)
		di_rtf_fill_part(rtf, new_part(&taking));
	return is_whole;
}
