/* Delivery reports (RFC 3464, 6533): which of our letters did not arrive, and whose address said no. */
#include "message-internal.h"

#include <string.h>

/* Fields of one group, unfolded; the group ends at an empty line. */
static char *
field(const char *group, const char *name)
{
	g_auto(GStrv) lines = g_strsplit(group, "\n", -1);
	gsize length = strlen(name);

	for (guint i = 0; lines[i]; i++) {
		g_autoptr(GString) value = NULL;

		if (g_ascii_strncasecmp(lines[i], name, length) != 0 || lines[i][length] != ':')
			continue;
		value = g_string_new(lines[i] + length + 1);
		for (guint k = i + 1; lines[k] && (lines[k][0] == ' ' || lines[k][0] == '\t'); k++)
			g_string_append(value, lines[k]);
		return di_header_line(value->str);
	}
	return NULL;
}

/* "rfc822; a@b.example", "rfc822; <a@b.example>": the address alone. */
static char *
address_of(char *typed)
{
	g_autofree char *value = typed;
	const char *semicolon = value ? strchr(value, ';') : NULL;
	char *address = value ? g_strstrip(g_strdup(semicolon ? semicolon + 1 : value)) : NULL;
	gsize length = address ? strlen(address) : 0;

	if (length > 2 && address[0] == '<' && address[length - 1] == '>') {
		memmove(address, address + 1, length - 2);
		address[length - 2] = '\0';
	}
	return address;
}

static void
take_recipient(DiMessage *message, const char *group)
{
	g_free(message->bounced_recipient);
	g_free(message->bounced_action);
	g_free(message->bounced_status);
	message->bounced_recipient = address_of(field(group, "Original-Recipient"));
	if (!message->bounced_recipient || !strchr(message->bounced_recipient, '@')) {
		g_free(message->bounced_recipient);
		message->bounced_recipient = address_of(field(group, "Final-Recipient"));
	}
	message->bounced_action = field(group, "Action");
	message->bounced_status = field(group, "Status");
}

/* One recipient that failed says more than one that was merely delayed. */
void
di_delivery_read(DiMessage *message, const char *status_text)
{
	g_auto(GStrv) groups = g_strsplit(status_text, "\n\n", 256);

	for (guint i = 0; groups[i]; i++) {
		g_autofree char *action = field(groups[i], "Action");
		gboolean failed = action && g_ascii_strcasecmp(action, "failed") == 0;

		if (action && (!message->bounced_action || failed))
			take_recipient(message, groups[i]);
		if (failed)
			return;
	}
}

void
di_delivery_read_original(DiMessage *message, const char *headers)
{
	g_auto(GStrv) groups = g_strsplit(headers, "\n\n", 2);

	if (message->bounced_message_id || !groups[0])
		return;
	message->bounced_message_id = field(groups[0], "Message-ID");
}

/* Bounces of servers that write no RFC 3464 (qmail, older Exim): words for a person, then the letter with its header, as text. */

static gboolean
is_for_good(const char *words)
{
	static const char *const signs[] = {"permanent error", "permanent failure", "permanent fatal error", "given up", "#5.", " 5.1.1", " 5.1.0",
		" 5.1.10", " 5.4.1", " 5.7.1", " 550 ", " 553 ", " 554 ", NULL};
	static const char *const hopes[] = {"not yet been delivered", "will be retried", "will continue", "temporary", NULL};
	g_autofree char *folded = g_utf8_strdown(words, -1);
	gboolean found = FALSE;

	for (guint i = 0; hopes[i]; i++)
		if (strstr(folded, hopes[i]))
			return FALSE;
	for (guint i = 0; signs[i] && !found; i++)
		found = strstr(folded, signs[i]) != NULL;
	return found;
}

/* "Eva <eva@kommun.example>" or the address alone. */
static char *
address_in(char *field_value)
{
	g_autofree char *value = field_value;
	const char *open = value ? strrchr(value, '<') : NULL;

	if (open)
		return g_strndup(open + 1, strcspn(open + 1, ">"));
	return value ? g_strstrip(g_strdup(value)) : NULL;
}

static void
read_words(DiMessage *message, const char *text)
{
	g_auto(GStrv) groups = g_strsplit(text, "\n\n", 256);
	g_autoptr(GString) before = g_string_new(" ");

	for (guint i = 0; groups[i]; i++) {
		g_autofree char *id = field(groups[i], "Message-ID"), *to = address_in(field(groups[i], "To"));

		if (!id || !to) {
			g_string_append_printf(before, "%s ", groups[i]);
			continue;
		}
		if (!is_for_good(before->str))
			return;
		message->bounced_message_id = g_steal_pointer(&id);
		message->bounced_recipient = g_steal_pointer(&to);
		message->bounced_action = g_strdup("failed");
		message->bounced_status = g_strdup("5.0.0");
		return;
	}
}

void
di_delivery_read_words(DiMessage *message)
{
	if (message->is_delivery_report || message->bounced_message_id || !di_message_machine(message))
		return;
	for (guint i = 0; i < message->parts->len && !message->bounced_message_id; i++) {
		const DiPart *part = message->parts->pdata[i];
		gsize size = 0;
		const char *bytes = part->is_text ? g_bytes_get_data(part->bytes, &size) : NULL;
		g_autofree char *text = bytes ? g_strndup(bytes, size) : NULL;
		g_auto(GStrv) lines = text ? g_strsplit(text, "\r\n", -1) : NULL;
		g_autofree char *joined = lines ? g_strjoinv("\n", lines) : NULL;

		if (joined && size <= DI_HEADER_BYTES_MAX)
			read_words(message, joined);
	}
}
