/* The header fields that decide something: who wrote, through whose hands it went, is it a machine. */
#include "message-internal.h"

#include <string.h>

/* Addresses */

static void
add_address(GPtrArray *into, const char *address, const char *name)
{
	DiMailAddress *added = g_new0(DiMailAddress, 1);

	added->address = di_header_line(address);
	added->name = di_header_line(name);
	if (added->name && !*added->name)
		g_clear_pointer(&added->name, g_free);
	if (added->address && !strchr(added->address, '@'))
		g_clear_pointer(&added->address, g_free);
	g_ptr_array_add(into, added);
}

static void
add_addresses(GPtrArray *into, InternetAddressList *list, int depth)
{
	int n = list ? internet_address_list_length(list) : 0;

	for (int i = 0; i < n && into->len < DI_ADDRESSES_MAX; i++) {
		InternetAddress *one = internet_address_list_get_address(list, i);

		if (INTERNET_ADDRESS_IS_MAILBOX(one))
			add_address(into, internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)),
				internet_address_get_name(one));
		else if (INTERNET_ADDRESS_IS_GROUP(one) && depth < 3)
			add_addresses(into, internet_address_group_get_members(INTERNET_ADDRESS_GROUP(one)), depth + 1);
	}
}

/* Received */

/* The word after KEYWORD; brackets and comments are not part of it. */
static char *
word_after(const char *field, const char *keyword)
{
	g_auto(GStrv) words = g_strsplit_set(field, " \t", 64);

	for (guint i = 0; words[i] && words[i + 1]; i++)
		if (g_ascii_strcasecmp(words[i], keyword) == 0) {
			gsize n = strcspn(words[i + 1], "();,");

			return n > 0 ? g_ascii_strdown(words[i + 1], (gssize)n) : NULL;
		}
	return NULL;
}

static DiTime
time_of(const char *text)
{
	g_autoptr(GDateTime) date = text && *text ? g_mime_utils_header_decode_date(text) : NULL;

	return date ? g_date_time_to_unix(date) * DI_SECOND : DI_TIME_NONE;
}

static DiReceived *
read_received(const char *field)
{
	DiReceived *received = g_new0(DiReceived, 1);
	const char *semicolon = strrchr(field, ';');

	received->from_host = word_after(field, "from");
	received->by_host = word_after(field, "by");
	received->time = time_of(semicolon ? semicolon + 1 : NULL);
	return received;
}

/* "mx.kommun.example" and "post.kommun.example" belong together: the last two labels. */
static const char *
organisation_of(const char *host)
{
	const char *at = host + strlen(host);
	int dots = 0;

	while (at > host && (dots += at[-1] == '.' ? 1 : 0) < 2)
		at--;
	return at;
}

static gboolean
is_of(const char *host, const char *own)
{
	return g_ascii_strcasecmp(organisation_of(host), organisation_of(own)) == 0;
}

static gboolean
is_private_address(const char *text)
{
	static const char *const beginnings[] = {"10.", "127.", "192.168.", "169.254.", "ipv6:fd", "ipv6:fe80", "ipv6:::1"};
	guint64 second = g_str_has_prefix(text, "172.") ? g_ascii_strtoull(text + strlen("172."), NULL, 10) : 0;

	for (guint i = 0; i < G_N_ELEMENTS(beginnings); i++)
		if (g_str_has_prefix(text, beginnings[i]))
			return TRUE;
	return second >= 16 && second <= 31;
}

/* The word after "from" is what the sender called itself. In the brackets behind it the server says whom it saw: the name that the
 * address has in DNS, "unknown", or the address alone (Exchange). A name that is not ours, or none, is a stranger's. */
static gboolean
was_seen_elsewhere(const char *field, const char *own)
{
	g_autofree char *folded = g_ascii_strdown(field, -1);
	const char *by = strstr(folded, " by "), *open = strchr(folded, '(');
	g_autofree char *seen = open && (!by || open < by) ? g_strndup(open + 1, strcspn(open + 1, " )[")) : NULL;
	const char *address = seen ? strchr(open, '[') : NULL;

	if (!seen)
		return FALSE;
	if (!*seen || g_str_equal(seen, "unknown") || g_str_has_prefix(seen, "helo") || strstr(open, "may be forged"))
		return !address || !is_private_address(address + 1);
	return strchr(seen, '.') && !strpbrk(seen, "=:") && seen[strspn(seen, "0123456789.")] && !is_of(seen, own);
}

static gboolean
is_foreign(const DiReceived *received, const char *own)
{
	if (!received->by_host || !received->from_host)
		return received->by_host == NULL;
	return !is_of(received->by_host, own) || (strchr(received->from_host, '.') && !is_of(received->from_host, own));
}

/* One field after another */

typedef struct {
	DiMessage *message;
	GStrvBuilder *authentication;
	gboolean is_beyond; /* below the hop at which the mail came in from outside: anybody's words */
} Reading;

static void
see_received(Reading *reading, const char *value)
{
	DiMessage *message = reading->message;
	DiReceived *received;
	const DiReceived *top;

	if (message->received->len >= DI_ADDRESSES_MAX)
		return;
	received = read_received(value);
	received->is_beyond = reading->is_beyond;
	g_ptr_array_add(message->received, received);
	top = message->received->pdata[0];
	if (!top->by_host || is_foreign(received, top->by_host) || was_seen_elsewhere(value, top->by_host))
		reading->is_beyond = TRUE;
}

static void
see_authentication(Reading *reading, const char *value)
{
	if (!reading->is_beyond)
		g_strv_builder_add(reading->authentication, value);
}

static void
see_list(Reading *reading, const char *value G_GNUC_UNUSED)
{
	reading->message->is_list = TRUE;
}

static void
see_suppress(Reading *reading, const char *value)
{
	if (g_ascii_strcasecmp(value, "none") != 0)
		reading->message->suppresses_answers = TRUE;
}

static void
see_return_path(Reading *reading, const char *value)
{
	g_autofree char *bare = g_strdup(value);
	gsize n = strlen(bare);

	if (n >= 2 && bare[0] == '<' && bare[n - 1] == '>') {
		bare[n - 1] = '\0';
		memmove(bare, bare + 1, n - 1);
	}
	if (!reading->message->return_path)
		reading->message->return_path = g_strdup(bare);
}

static void
keep_first(char **into, const char *value)
{
	if (!*into)
		*into = g_strdup(value);
}

static void
see_auto_submitted(Reading *reading, const char *value)
{
	keep_first(&reading->message->auto_submitted, value);
}

static void
see_precedence(Reading *reading, const char *value)
{
	keep_first(&reading->message->precedence, value);
}

static void
see_diarie_id(Reading *reading, const char *value)
{
	keep_first(&reading->message->diarie_id, value);
}

static void
see_has_attachment(Reading *reading, const char *value)
{
	if (!reading->message->attachment)
		reading->message->attachment = g_ascii_strcasecmp(value, "yes") == 0 ? "ja" : "nej";
}

static const struct Field {
	const char *name;
	void (*see)(Reading *reading, const char *value);
} fields[] = {
	/* clang-format off */
	{"Received",                 see_received},
	{"Authentication-Results",   see_authentication},
	{"Return-Path",              see_return_path},
	{"Auto-Submitted",           see_auto_submitted},
	{"Precedence",               see_precedence},
	{"List-Id",                  see_list},
	{"List-Unsubscribe",         see_list},
	{"List-Post",                see_list},
	{"X-Auto-Response-Suppress", see_suppress},
	{"X-Autoreply",              see_suppress},
	{"X-Autorespond",            see_suppress},
	{"X-Diarie-Id",              see_diarie_id},
	{"X-MS-Has-Attach",          see_has_attachment},
	/* clang-format on */
};

static void
see_field(Reading *reading, GMimeHeader *header)
{
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autofree char *value = NULL;

		if (g_ascii_strcasecmp(g_mime_header_get_name(header), fields[i].name) != 0)
			continue;
		value = di_header_line(g_mime_header_get_raw_value(header));
		fields[i].see(reading, value ? value : "");
		return;
	}
}

static void
read_fields(DiMessage *message, GMimeHeaderList *headers)
{
	g_autoptr(GStrvBuilder) authentication = g_strv_builder_new();
	Reading reading = {.message = message, .authentication = authentication};
	int n = g_mime_header_list_get_count(headers);

	for (int i = 0; i < MIN(n, DI_HEADER_FIELDS_MAX); i++)
		see_field(&reading, g_mime_header_list_get_header_at(headers, i));
	message->authentication = g_strv_builder_end(authentication);
	if (n > DI_HEADER_FIELDS_MAX)
		di_message_give_up(message, "brevhuvudet har fler än 5 000 fält");
}

static char **
ids_of(const char *value)
{
	g_autoptr(GStrvBuilder) ids = g_strv_builder_new();
	g_autofree char *line = di_header_line(value);
	const char *at = line ? strchr(line, '<') : NULL;

	for (int n = 0; at && n < 100; n++) {
		const char *end = strchr(at, '>');
		g_autofree char *id = end ? g_strndup(at, (gsize)(end - at) + 1) : NULL;

		if (!id)
			break;
		g_strv_builder_add(ids, id);
		at = strchr(end, '<');
	}
	return g_strv_builder_end(ids);
}

static char *
bare_id(const char *value)
{
	g_auto(GStrv) ids = ids_of(value);
	g_autofree char *line = ids[0] ? NULL : di_header_line(value);

	if (ids[0])
		return g_strdup(ids[0]);
	return line && *line ? g_steal_pointer(&line) : NULL;
}

void
di_headers_read(DiMessage *message, GMimeMessage *mime)
{
	GMimeObject *object = GMIME_OBJECT(mime);
	GDateTime *date = g_mime_message_get_date(mime);
	InternetAddressList *sender = g_mime_message_get_sender(mime);
	g_autofree char *sender_text = NULL;

	add_addresses(message->from, g_mime_message_get_from(mime), 0);
	add_addresses(message->to, g_mime_message_get_to(mime), 0);
	add_addresses(message->to, g_mime_message_get_cc(mime), 0);
	add_addresses(message->reply_to, g_mime_message_get_reply_to(mime), 0);
	if (sender && internet_address_list_length(sender) > 0) {
		sender_text = internet_address_list_to_string(sender, NULL, FALSE);
		message->sender = di_header_line(sender_text);
	}
	message->subject = di_header_line(g_mime_message_get_subject(mime));
	message->message_id = bare_id(g_mime_object_get_header(object, "Message-Id"));
	message->in_reply_to = bare_id(g_mime_object_get_header(object, "In-Reply-To"));
	message->references = ids_of(g_mime_object_get_header(object, "References"));
	message->date = date ? g_date_time_to_unix(date) * DI_SECOND : DI_TIME_NONE;
	read_fields(message, g_mime_object_get_header_list(object));
}
