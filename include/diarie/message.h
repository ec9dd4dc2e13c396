/* message: one raw mail in, its headers that matter and its parts out. Knows no form, no network.
 *
 * Runs inside diarie-extract. GMime parses; everything it hands out is cleaned here: NFC, no CR, LF
 * or other controls in header values. Limits: PITFALLS.md and RELIABILITY.md section 4. */
#pragma once

#include <diarie/base.h>

/* message.c */

typedef struct {
	char *name;      /* file name, decoded, NFC, without folders; NULL: none given */
	char *type;      /* "application/pdf", lower case, as declared */
	GBytes *bytes;   /* decoded */
	gboolean is_text;    /* text of the mail itself (body), not an attachment; bytes are UTF-8 then */
	gboolean is_flowed;  /* format=flowed: already unfolded in bytes */
	gboolean is_inline_image; /* a logo: an image with Content-ID or inline, under 100 kB */
	int depth;       /* 0: the mail itself; 1 and up: within forwarded mails, archives, TNEF */
	int parent;      /* index of the part it was found in; -1: the mail */
} DiPart;

typedef struct {
	char *address; /* addr-spec as written; NULL: unparsable */
	char *name;    /* display name; NULL */
} DiMailAddress;

typedef struct {
	char *from_host, *by_host; /* NULL: not said */
	DiTime time;               /* DI_TIME_NONE */
	gboolean is_beyond;        /* below the hop at which the mail came in from outside: anybody may have written it */
} DiReceived;

typedef struct {
	GPtrArray *from, *to, *reply_to; /* DiMailAddress; from: all of all From fields */
	char *sender;
	char *subject, *message_id, *in_reply_to;
	char **references;
	DiTime date;
	GPtrArray *received;    /* DiReceived, newest first */
	char **authentication;  /* Authentication-Results fields above the first Received of a foreign host, raw, newest first */
	char *auto_submitted, *precedence, *return_path; /* NULL: not there; return_path "" for <> */
	char *diarie_id;        /* our own X-Diarie-Id */
	gboolean is_list, suppresses_answers, is_delivery_report, is_disposition;
	/* of a delivery report (RFC 3464), or read out of the words of a bounce that is none (then is_delivery_report is FALSE): */
	char *bounced_message_id, *bounced_recipient, *bounced_action, *bounced_status;
	GPtrArray *parts;       /* DiPart, in order; bodies too */
	gboolean gave_up;       /* a limit was met or something could not be decoded: a person must look */
	char *gave_up_why;      /* Swedish */
	gboolean is_encrypted;  /* S/MIME enveloped, PGP, rpmsg */
	gboolean has_cloud_link; /* a sharepoint, onedrive or drive link in the text */
	const char *attachment;  /* what a server says about it: "granskas" (a stand-in of Microsoft's lies in its place), "ja", "nej"
	                          * (X-MS-Has-Attach); NULL: nothing. Static. */
} DiMessage;

/* Opens GMime and loads what it loads late: before the sandbox closes, or no mail can be read. */
void di_message_warm_up(void);
/* NULL only if BYTES are no mail at all (no header). */
DiMessage *di_message_read(GBytes *bytes);
void di_message_free(DiMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiMessage, di_message_free)
/* Is it a machine's mail, one that must not be answered (RFC 3834; DOMAIN.md 3.1)? The reason as an
 * English word ("auto-submitted", "list", "bounce", "no-reply", "several-senders", "out-of-office", …), NULL: no.
 * "away-with-file": a subject like that and a file say it, nothing else; if the file is a report, a person sent it. */
const char *di_message_machine(const DiMessage *message);

/* msg.c: a mail as Outlook saves it (.msg) */

/* Adds the mail's texts (is_text) and its attachments to PARTS (DiPart, the array's from then on), also those of mails within
 * it, at DEPTH and deeper. FALSE: it is none, or not all of it could be opened. */
gboolean di_message_open_msg(GBytes *bytes, int depth, int parent, GPtrArray *parts);
/* Its subject, one line of UTF-8; NULL: it has none, or is no such mail. */
char *di_message_msg_subject(GBytes *bytes);
/* The same of winmail.dat (TNEF). A text that the mail has as RTF alone becomes a part of this name, in both. */
#define DI_MAIL_TEXT_RTF "brevets text.rtf"
gboolean di_message_open_tnef(GBytes *bytes, int depth, int parent, GPtrArray *parts);
