/* mailbox: inside diarie-mailbox. An IMAP server or a Maildir in; raw mails above a UID out, in
 * order; moves what it is told to, and puts a mail of our own where it is told. Knows neither the register nor documents.
 *
 * The dialogue with `worker`, over a SOCK_STREAM socket on descriptor 3 (base/frame.c). Every payload
 * is a GVariant of the type beside its name. The worker asks, the mailbox answers; each question ends
 * with DI_MAILBOX_DONE or DI_MAILBOX_FAILED.
 *
 *   OPEN    a{sv}    url, password, auth ("password"|"oauth2": the password is a token), ca_file,
 *                    tls ("required"|"none"); in seconds connect_s, command_s, idle_s, poll_s
 *                                          → OPENED (ms) a remark for staff about this server, DONE
 *   SELECT  s        folder                → SELECTED (u) uidvalidity, DONE
 *   LIST    u        above this UID        → ENTRIES a(utx)… UID, size (0: not told), date; MISSING u, where a whole folder (above 0)
 *                                            is said to hold so many more than were listed; DONE
 *   FETCH   (aut)    UIDs, limit in bytes  → for each mail, in the order asked: MAIL (ut) uid, size (a hint);
 *                                            DATA (raw bytes, at most 1 MiB a frame)…; END (tu) bytes, how it
 *                                            ended (DiMailboxEnd). Mails that are gone are left out; of one over the limit
 *                                            comes its header, so limit 0 asks for headers only. DONE
 *   MOVE    (aus)    UIDs, folder          → MOVED au, DONE (no UIDs: the folder is there from now on)
 *   KEEP    (say)    folder, a mail of our own  → DONE. It is put into the folder (made if absent), as read
 *   WAIT    u        at most so many ms    → NEWS b, DONE (a frame from the worker ends it early)
 *   STOP    ()       ends a WAIT, or a FETCH after the mail under way; has no answer of its own
 *   DONE    ()                FAILED  (us)   DiErrorCode, text */
#pragma once

#include <diarie/base.h>

#define DI_MAILBOX_FD 3
#define DI_MAILBOX_DATA_MAX ((size_t)1 << 20)
#define DI_MAILBOX_HEAD_MAX ((size_t)64 << 10) /* of a mail that is not handed over, its header and at most so much */
enum {
	DI_MAILBOX_OPEN = 1, DI_MAILBOX_SELECT, DI_MAILBOX_LIST, DI_MAILBOX_FETCH, DI_MAILBOX_MOVE, DI_MAILBOX_WAIT,
	DI_MAILBOX_STOP, DI_MAILBOX_KEEP,
	DI_MAILBOX_SELECTED = 32, DI_MAILBOX_ENTRIES, DI_MAILBOX_MAIL, DI_MAILBOX_DATA, DI_MAILBOX_MOVED, DI_MAILBOX_NEWS,
	DI_MAILBOX_OPENED, DI_MAILBOX_END, DI_MAILBOX_MISSING,
	DI_MAILBOX_DONE = 64, DI_MAILBOX_FAILED,
};

/* How a mail ended. */
typedef enum {
	DI_MAILBOX_WHOLE,
	DI_MAILBOX_SHORT,     /* fewer bytes than the server said, and no more to be had; 0: an empty answer */
	DI_MAILBOX_TOO_LARGE, /* over the limit: its beginning, or nothing */
	DI_MAILBOX_GONE,      /* vanished while it was fetched */
} DiMailboxEnd;

/* serve.c: the life of diarie-mailbox; an exit status. */
int di_mailbox_serve(void);
