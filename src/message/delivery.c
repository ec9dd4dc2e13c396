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

/* "rfc822; a@b.example": the address without its kind. */
static char *
address_of(char *typed)
{
	g_autofree char *value = typed;
	const char *semicolon = value ? strchr(value, ';') : NULL;

	return value ? g_strstrip(g_strdup(semicolon ? semicolon + 1 : value)) : NULL;
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
