/* The tree of parts, walked with a bound on depth and number. Mails within mails (plain, base64 or
 * signed opaquely) are walked as deep; what a walk cannot reach is noted, never dropped in silence.
 * What kind of mail it is only its own parts say: a bounce that somebody sends on makes no bounce of the mail around it. */
#include "message-internal.h"

#include <string.h>

enum { LOGO_BYTES_MAX = 100000, SLACK_BYTES = 2048, SLACK_EACH = 256 };

typedef struct {
	DiMessage *message;
	int nesting; /* of multiparts and mails, also within decoded ones */
	int depth;   /* of mails within mails: DiPart.depth */
	int parent;
	gsize accounted; /* bytes of the raw mail that were seen as headers or contents */
	guint objects;
	gboolean is_reparsed; /* within decoded bytes: they are not bytes of the raw mail */
} Walk;

static void walk_object(Walk *walk, GMimeObject *object);

static DiPart *
add_part(Walk *walk, const char *name, const char *type, GBytes *bytes)
{
	DiPart *part = g_new0(DiPart, 1);

	part->name = g_strdup(name);
	part->type = g_strdup(type);
	part->bytes = g_bytes_ref(bytes);
	part->depth = walk->depth;
	part->parent = walk->parent;
	g_ptr_array_add(walk->message->parts, part);
	return part;
}

static void
account_headers(Walk *walk, GMimeObject *object)
{
	GMimeHeaderList *headers = g_mime_object_get_header_list(object);
	int n = MIN(g_mime_header_list_get_count(headers), DI_HEADER_FIELDS_MAX);

	walk->objects++;
	for (int i = 0; i < n && !walk->is_reparsed; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);

		walk->accounted += strlen(g_mime_header_get_raw_value(header)) + strlen(g_mime_header_get_name(header)) + 3;
	}
}

/* A mail, or a MIME entity, that had to be decoded first. */
static void
walk_decoded(Walk *walk, GBytes *bytes, int parent)
{
	g_autoptr(GMimeMessage) mime = di_message_parse(bytes);
	Walk inner = *walk;

	if (!mime || !g_mime_message_get_mime_part(mime)) {
		di_message_give_up(walk->message, "ett bifogat brev kunde inte läsas");
		return;
	}
	inner.nesting++;
	inner.depth++;
	inner.parent = parent;
	inner.is_reparsed = TRUE;
	walk_object(&inner, g_mime_message_get_mime_part(mime));
	walk->objects = inner.objects;
}

/* Texts of the mail itself */

static const char *
charset_of(GMimeObject *object)
{
	return g_mime_object_get_content_type_parameter(object, "charset");
}

static void
found_file(const char *name, GBytes *bytes, gpointer user)
{
	Walk *walk = user;
	g_autofree char *clean = di_header_file_name(name);

	if (walk->message->parts->len < DI_PARTS_MAX)
		add_part(walk, clean, "application/octet-stream", bytes);
}

static void
look_into_text(Walk *walk, const char *text)
{
	if (di_links_to_cloud(text))
		walk->message->has_cloud_link = TRUE;
	if (strstr(text, "-----BEGIN PGP MESSAGE-----"))
		walk->message->is_encrypted = TRUE;
}

static void
add_body(Walk *walk, GMimeObject *object, const char *type, GBytes *raw)
{
	gsize size;
	const char *bytes = g_bytes_get_data(raw, &size);
	g_autofree char *text = di_body_text(bytes ? bytes : "", size, charset_of(object));
	const char *format = g_mime_object_get_content_type_parameter(object, "format");
	const char *delsp = g_mime_object_get_content_type_parameter(object, "delsp");
	gboolean is_flowed = format && g_ascii_strcasecmp(format, "flowed") == 0 && g_str_equal(type, "text/plain");
	g_autofree char *rest = NULL;
	g_autoptr(GBytes) final = NULL;
	DiPart *part;

	if (is_flowed) {
		char *whole = di_body_unflow(text, delsp && g_ascii_strcasecmp(delsp, "yes") == 0);

		g_free(text);
		text = whole;
	}
	look_into_text(walk, text);
	part = add_part(walk, NULL, type, raw);
	part->is_text = TRUE;
	part->is_flowed = is_flowed;
	rest = di_body_take_uuencoded(text, found_file, walk);
	final = g_bytes_new(rest ? rest : text, strlen(rest ? rest : text));
	g_bytes_unref(part->bytes);
	part->bytes = g_steal_pointer(&final);
}

/* Leaves */

static gboolean
is_type(const char *type, const char *one, const char *other)
{
	return g_str_equal(type, one) || (other && g_str_equal(type, other));
}

static gboolean
ends_with(const char *name, const char *ending)
{
	gsize length = name ? strlen(name) : 0, own = strlen(ending);

	return length >= own && g_ascii_strcasecmp(name + length - own, ending) == 0;
}

static void
open_cms(Walk *walk, GBytes *bytes, int index)
{
	g_autoptr(GBytes) content = NULL;
	DiCms kind = di_cms_open(bytes, &content);

	if (kind == DI_CMS_ENCRYPTED)
		walk->message->is_encrypted = TRUE;
	else if (content)
		walk_decoded(walk, content, index);
	else if (kind == DI_CMS_OTHER)
		di_message_give_up(walk->message, "en S/MIME-del kunde inte öppnas");
}

static void
open_tnef(Walk *walk, GBytes *bytes, int index)
{
	Walk inner = *walk;

	inner.depth++;
	inner.parent = index;
	if (!di_tnef_open(bytes, found_file, &inner))
		di_message_give_up(walk->message, "bilagan är packad av Outlook (winmail.dat) och kunde inte öppnas helt");
}

static void
open_special(Walk *walk, const DiPart *part, int index)
{
	const char *type = part->type;
	gsize size;
	const char *bytes = g_bytes_get_data(part->bytes, &size);

	if (is_type(type, "application/pkcs7-mime", "application/x-pkcs7-mime") || ends_with(part->name, ".p7m"))
		open_cms(walk, part->bytes, index);
	else if (is_type(type, "message/rfc822", "message/global"))
		walk_decoded(walk, part->bytes, index);
	else if (is_type(type, "application/ms-tnef", "application/vnd.ms-tnef") || ends_with(part->name, "winmail.dat"))
		open_tnef(walk, part->bytes, index);
	else if (g_str_has_suffix(type, "rpmsg-message") || ends_with(part->name, ".rpmsg") ||
		g_str_equal(type, "application/pgp-encrypted"))
		walk->message->is_encrypted = TRUE;
	else if (is_type(type, "message/partial", "message/external-body"))
		di_message_give_up(walk->message, "en del av brevet finns någon annanstans (message/partial, external-body)");
	else if (walk->depth == 0 && is_type(type, "message/delivery-status", "message/global-delivery-status")) {
		g_autofree char *text = di_body_text(bytes ? bytes : "", size, NULL);

		walk->message->is_delivery_report = TRUE;
		di_delivery_read(walk->message, text);
	} else if (walk->depth == 0 && is_type(type, "message/disposition-notification", "message/global-disposition-notification"))
		walk->message->is_disposition = TRUE;
	else if (walk->depth == 0 && is_type(type, "text/rfc822-headers", "message/global-headers")) {
		g_autofree char *text = di_body_text(bytes ? bytes : "", size, NULL);

		di_delivery_read_original(walk->message, text);
	}
}

static gboolean
is_body(GMimePart *part, const char *type, const char *name)
{
	GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(GMIME_OBJECT(part));

	return is_type(type, "text/plain", "text/html") && !name &&
		!(disposition && g_mime_content_disposition_is_attachment(disposition));
}

static gboolean
is_logo(GMimePart *part, const char *type, GBytes *bytes)
{
	GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(GMIME_OBJECT(part));
	const char *word = disposition ? g_mime_content_disposition_get_disposition(disposition) : NULL;

	return g_str_has_prefix(type, "image/") && g_bytes_get_size(bytes) < LOGO_BYTES_MAX &&
		(g_mime_part_get_content_id(part) || (word && g_ascii_strcasecmp(word, "inline") == 0));
}

static char *
type_of(GMimeObject *object)
{
	GMimeContentType *content_type = g_mime_object_get_content_type(object);
	g_autofree char *type = content_type ? g_mime_content_type_get_mime_type(content_type) : NULL;
	g_autofree char *line = di_header_line(type);

	return line && *line ? g_ascii_strdown(line, -1) : g_strdup("text/plain");
}

static void
walk_leaf(Walk *walk, GMimePart *part)
{
	g_autofree char *type = type_of(GMIME_OBJECT(part));
	g_autofree char *name = di_header_file_name(g_mime_part_get_filename(part));
	gsize raw_bytes = 0;
	gboolean lost = FALSE;
	g_autoptr(GBytes) bytes = di_part_decode(part, &raw_bytes, &lost);
	DiPart *added;

	if (!walk->is_reparsed)
		walk->accounted += raw_bytes;
	if (lost)
		di_message_give_up(walk->message, "en bilaga kunde inte avkodas helt");
	if (is_body(part, type, name)) {
		add_body(walk, GMIME_OBJECT(part), type, bytes);
		return;
	}
	added = add_part(walk, name, type, bytes);
	added->is_inline_image = is_logo(part, type, bytes);
	open_special(walk, added, (int)walk->message->parts->len - 1);
}

/* The tree */

static void
walk_inner_mail(Walk *walk, GMimeMessagePart *part)
{
	GMimeMessage *mime = g_mime_message_part_get_message(part);
	const char *id = mime ? g_mime_message_get_message_id(mime) : NULL;

	if (!mime)
		return;
	if (walk->message->is_delivery_report && id && !walk->message->bounced_message_id)
		walk->message->bounced_message_id = g_strdup_printf("<%s>", id);
	account_headers(walk, GMIME_OBJECT(mime));
	walk->depth++;
	if (g_mime_message_get_mime_part(mime))
		walk_object(walk, g_mime_message_get_mime_part(mime));
	walk->depth--;
}

static void
walk_multipart(Walk *walk, GMimeMultipart *multipart)
{
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(multipart));
	int n = g_mime_multipart_get_count(multipart);

	if (g_mime_content_type_is_type(type, "multipart", "encrypted"))
		walk->message->is_encrypted = TRUE;
	if (n == 0)
		di_message_give_up(walk->message, "brevets delar kunde inte skiljas åt");
	for (int i = 0; i < n; i++)
		walk_object(walk, g_mime_multipart_get_part(multipart, i));
}

/* FALSE: no further. */
static gboolean
is_within_limits(Walk *walk)
{
	if (walk->nesting >= DI_NESTING_NOTED)
		di_message_give_up(walk->message, "brevet har delar i fler än 50 nivåer");
	if (walk->objects >= DI_PARTS_MAX || walk->message->parts->len >= DI_PARTS_MAX)
		di_message_give_up(walk->message, "brevet har fler än 2 000 delar");
	return walk->nesting < DI_NESTING_MAX && walk->objects < DI_PARTS_MAX &&
		walk->message->parts->len < DI_PARTS_MAX;
}

/* What lies in an attachment's place while that is scanned is neither a part nor anybody's words. */
static void
walk_stand_in(Walk *walk, GMimeObject *object)
{
	DiMessage *message = walk->message;
	gboolean is_encrypted = message->is_encrypted, has_cloud_link = message->has_cloud_link;
	guint n = message->parts->len;

	if (GMIME_IS_PART(object))
		walk_leaf(walk, GMIME_PART(object));
	else
		walk_inner_mail(walk, GMIME_MESSAGE_PART(object));
	g_ptr_array_set_size(message->parts, (int)n);
	message->is_encrypted = is_encrypted;
	message->has_cloud_link = has_cloud_link;
	message->attachment = "granskas";
}

static void
walk_object(Walk *walk, GMimeObject *object)
{
	if (!is_within_limits(walk))
		return;
	account_headers(walk, object);
	walk->nesting++;
	if (di_scan_is_stand_in(object))
		walk_stand_in(walk, object);
	else if (GMIME_IS_MULTIPART(object))
		walk_multipart(walk, GMIME_MULTIPART(object));
	else if (GMIME_IS_MESSAGE_PART(object))
		walk_inner_mail(walk, GMIME_MESSAGE_PART(object));
	else if (GMIME_IS_PART(object))
		walk_leaf(walk, GMIME_PART(object));
	walk->nesting--;
}

/* GMime may put bytes nowhere: a boundary it does not accept, nesting beyond its own bound. */
static gboolean
has_lost_bytes(const Walk *walk, gsize raw_bytes)
{
	return raw_bytes > walk->accounted &&
		raw_bytes - walk->accounted > SLACK_BYTES + (gsize)walk->objects * SLACK_EACH + raw_bytes / 20;
}

void
di_walk(DiMessage *message, GMimeMessage *mime, gsize raw_bytes)
{
	Walk walk = {.message = message, .parent = -1};

	account_headers(&walk, GMIME_OBJECT(mime));
	if (g_mime_message_get_mime_part(mime))
		walk_object(&walk, g_mime_message_get_mime_part(mime));
	if (has_lost_bytes(&walk, raw_bytes))
		di_message_give_up(message, "en del av brevet kunde inte läsas");
}
