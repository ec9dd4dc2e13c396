/* Is it a machine's mail? RFC 3834 and what servers really send (DOMAIN.md 3.1). */
#include "message-internal.h"

#include <string.h>

enum { HOPS_MAX = 25 };

/* Beginnings of subjects, folded. Exchange's out-of-office may have no other sign. */
static const char *const away_subjects[] = {"autosvar:", "automatiskt svar", "frånvaro:", "frånvaromeddelande",
	"frånvarande:", "automatic reply", "auto:", "autoreply", "out of office", "out of the office", "semester:",
	"inte på kontoret", "ej på plats"};
static const char *const undelivered_subjects[] = {"undeliverable:", "undelivered mail", "kan inte levereras:",
	"det gick inte att leverera", "mail delivery failed", "delivery status notification", "olevererbart:",
	"returned mail", "failure notice"};

/* Exchange's stand-in for a mail that it cannot convert (DOMAIN.md 2.4) */
static const char *const stand_in_subjects[] = {"retrieval using the imap4 protocol failed", "retrieval using the pop3 protocol failed"};

static gboolean
begins_with_any(const char *text, const char *const *beginnings, guint n)
{
	for (guint i = 0; i < n; i++)
		if (g_str_has_prefix(text, beginnings[i]))
			return TRUE;
	return FALSE;
}

static gboolean
has_attachment(const DiMessage *message)
{
	for (guint i = 0; i < message->parts->len; i++) {
		const DiPart *part = message->parts->pdata[i];

		if (!part->is_text && !part->is_inline_image)
			return TRUE;
	}
	return FALSE;
}

/* The part before the @, folded, with - _ and . taken away: "no-reply", "no_reply" and "noreply" are one. */
static char *
local_part(const char *address)
{
	const char *at = strrchr(address, '@');
	g_autofree char *local = g_strndup(address, at ? (gsize)(at - address) : strlen(address));
	GString *out = g_string_new(NULL);

	for (const char *c = local; *c; c++)
		if (!strchr("-_.", *c))
			g_string_append_c(out, g_ascii_tolower(*c));
	return g_string_free(out, FALSE);
}

static const char *
by_sender(const char *address)
{
	g_autofree char *local = local_part(address);

	if (g_str_equal(local, "mailerdaemon") || g_str_equal(local, "postmaster"))
		return "bounce";
	if (g_str_has_prefix(local, "noreply") || g_str_has_prefix(local, "donotreply") ||
		g_str_has_prefix(local, "svarainte") || g_str_has_prefix(local, "svarej") ||
		g_str_has_prefix(local, "ejsvar") || g_str_has_suffix(local, "noreply"))
		return "no-reply";
	if (g_ascii_strncasecmp(address, "owner-", 6) == 0 || g_str_has_suffix(local, "request") ||
		g_str_has_prefix(local, "bounces"))
		return "list";
	return NULL;
}

static gboolean
is_away(const DiMessage *message)
{
	g_autofree char *subject = di_text_fold(message->subject ? message->subject : "");

	return begins_with_any(subject, away_subjects, G_N_ELEMENTS(away_subjects));
}

static const char *
by_subject(const DiMessage *message)
{
	g_autofree char *subject = di_text_fold(message->subject ? message->subject : "");

	if (has_attachment(message))
		return NULL;
	if (is_away(message))
		return "out-of-office";
	if (begins_with_any(subject, undelivered_subjects, G_N_ELEMENTS(undelivered_subjects)))
		return "undelivered";
	if (begins_with_any(subject, stand_in_subjects, G_N_ELEMENTS(stand_in_subjects)))
		return "stand-in";
	return NULL;
}

static const char *
by_header(const DiMessage *message)
{
	static const char *const bulk[] = {"bulk", "junk", "list"};
	const char *automatic = message->auto_submitted;

	if (automatic && g_ascii_strncasecmp(automatic, "no", strcspn(automatic, " ;(")) != 0)
		return "auto-submitted";
	if (message->precedence && g_ascii_strcasecmp(message->precedence, "auto_reply") == 0)
		return "auto-submitted";
	if (message->is_list)
		return "list";
	for (guint i = 0; message->precedence && i < G_N_ELEMENTS(bulk); i++)
		if (g_ascii_strcasecmp(message->precedence, bulk[i]) == 0)
			return "precedence";
	if (message->return_path && !*message->return_path)
		return "null-return-path";
	return NULL;
}

const char *
di_message_machine(const DiMessage *message)
{
	const DiMailAddress *from = message->from->len == 1 ? message->from->pdata[0] : NULL;
	const char *why;

	if (message->is_delivery_report)
		return "bounce";
	if (message->is_disposition)
		return "disposition";
	if (message->diarie_id)
		return "own-letter";
	why = by_subject(message);
	if (!why)
		why = by_header(message);
	if (why)
		return why;
	if (!from || !from->address)
		return message->from->len > 1 ? "several-senders" : "no-sender";
	why = by_sender(from->address);
	if (!why && message->received->len > HOPS_MAX)
		why = "loop";
	if (!why && message->suppresses_answers)
		why = "answers-suppressed";
	/* an auto-answer's logo, or a report: whatever else is known of the mail says more */
	return !why && has_attachment(message) && is_away(message) ? "away-with-file" : why;
}
