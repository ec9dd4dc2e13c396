/* Which mails are never answered, and which are, although they look a little like it. */
#include <diarie/message.h>
#include "table.h"

#include <string.h>

#define FROM "From: Eva <eva@kommun.example>\n"
#define SUBJECT "Subject: Kvartalsrapport\n"
#define PERSON FROM SUBJECT
#define ATTACHED "Content-Type: application/pdf; name=a.pdf\n"

static const struct Row {
	const char *sentence, *given, *expected; /* NULL: a person's mail */
} rows[] = {
	/* clang-format off */
	{"a person", PERSON, NULL},
	{"Auto-Submitted: no", PERSON "Auto-Submitted: no\n", NULL},
	{"Auto-Submitted: no with a comment", PERSON "Auto-Submitted: no (a person)\n", NULL},
	{"Auto-Submitted: auto-replied", PERSON "Auto-Submitted: auto-replied; owner-email=x\n", "auto-submitted"},
	{"a list", PERSON "List-Id: <x.lists.example>\n", "list"},
	{"a newsletter", PERSON "List-Unsubscribe: <mailto:x@y.example>\n", "list"},
	{"Precedence: bulk", PERSON "Precedence: Bulk\n", "precedence"},
	{"Precedence: first-class", PERSON "Precedence: first-class\n", NULL},
	{"an empty return path", PERSON "Return-Path: <>\n", "null-return-path"},
	{"a return path with an address", PERSON "Return-Path: <eva@kommun.example>\n", NULL},
	{"no return path, as within a tenant", PERSON, NULL},
	{"the mail system", "From: MAILER-DAEMON@mx.example\n" SUBJECT, "bounce"},
	{"the postmaster", "From: postmaster@kommun.example\n" SUBJECT, "bounce"},
	{"no-reply", "From: No_Reply@kommun.example\n" SUBJECT, "no-reply"},
	{"noreply with a name behind", "From: noreply-x@kommun.example\n" SUBJECT, "no-reply"},
	{"svara-inte", "From: svara-inte@kommun.example\n" SUBJECT, "no-reply"},
	{"a list's owner", "From: owner-x@lists.example\n" SUBJECT, "list"},
	{"two senders", "From: a@b.example, c@d.example\n" SUBJECT, "several-senders"},
	{"two From fields", PERSON "From: c@d.example\n", "several-senders"},
	{"no sender", SUBJECT, "no-sender"},
	{"a sender without an address", "From: Eva\n" SUBJECT, "no-sender"},
	{"out of office by its subject alone", FROM "Subject: =?utf-8?Q?Fr=C3=A5nvaro:_Re:_P=C3=A5minnelse?=\n", "out-of-office"},
	{"out of office in English", FROM "Subject: Automatic reply: report\n", "out-of-office"},
	{"out of office that says so in its header too", FROM "Subject: Autosvar: x\nAuto-Submitted: auto-replied\n", "out-of-office"},
	{"a file under such a subject: an auto-answer's logo, or a report", FROM "Subject: Autosvar: rapport\n" ATTACHED, "away-with-file"},
	{"the same of a machine that says so", FROM "Subject: Autosvar: rapport\nAuto-Submitted: auto-replied\n" ATTACHED, "auto-submitted"},
	{"the same where answers are not wanted", FROM "Subject: Autosvar: rapport\nX-Auto-Response-Suppress: All\n" ATTACHED, "answers-suppressed"},
	{"a file under a subject of what was not delivered", FROM "Subject: Olevererbart: rapport\n" ATTACHED, NULL},
	{"stands for a mail that Exchange cannot convert", FROM "Subject: Retrieval using the IMAP4 protocol failed for the following message: 9\n", "stand-in"},
	{"could not be delivered, without a report", FROM "Subject: Det gick inte att leverera: x\n", "undelivered"},
	{"X-Auto-Response-Suppress: All", PERSON "X-Auto-Response-Suppress: All\n", "answers-suppressed"},
	{"X-Auto-Response-Suppress: None", PERSON "X-Auto-Response-Suppress: None\n", NULL},
	{"a letter of ours that came back", PERSON "X-Diarie-Id: 4711\n", "own-letter"},
	{"a receipt of reading", FROM "Subject: Läst: x\nContent-Type: message/disposition-notification\n", "disposition"},
	/* clang-format on */
};

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autofree char *mail = g_strconcat(row->given, "\nhej\n", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(mail, strlen(mail));
	g_autoptr(DiMessage) message = di_message_read(bytes);
	const char *why;

	assert_non_null(message);
	why = di_message_machine(message);
	assert_string_equal(why ? why : "a person's", row->expected ? row->expected : "a person's");
}

static void
a_mail_that_goes_round_is_a_loop(void **state G_GNUC_UNUSED)
{
	g_autoptr(GString) mail = g_string_new(PERSON);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(DiMessage) message = NULL;

	for (int i = 0; i < 26; i++)
		g_string_append(mail, "Received: by a.example; Mon, 5 Jan 2026 08:00:00 +0100\n");
	g_string_append(mail, "\nhej\n");
	bytes = g_bytes_new(mail->str, mail->len);
	message = di_message_read(bytes);
	assert_string_equal(di_message_machine(message), "loop");
}

int
main(void)
{
	di_message_warm_up();
	ADD_ROWS(rows, check);
	ADD_TEST(a_mail_that_goes_round_is_a_loop);
	return run_table("message-machine");
}
