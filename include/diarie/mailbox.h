/* mailbox: inside diarie-mailbox. An IMAP server or a Maildir in; raw mails above a UID out, in
 * order; moves what it is told to. Knows neither the register nor documents.
 *
 * The dialogue with `worker`, over a SOCK_STREAM socket on descriptor 3 (base/frame.c). Every payload
 * is a GVariant of the type beside its name. The worker asks, the mailbox answers; each question ends
 * with DI_MAILBOX_DONE or DI_MAILBOX_FAILED.
 *
 *   OPEN    a{sv}    url, password, auth, ca_file, tls ("required"|"none"), stop_fd…   → DONE
 *   SELECT  s        folder                                       → SELECTED (u) uidvalidity, DONE
 *   LIST    u        above this UID                               → ENTRIES a(utx)…, DONE
 *   FETCH   (aut)    UIDs, limit in bytes                         → MAIL (utb) uid, size, too large; then DATA (raw bytes,
 *                                                                   at most 1 MiB a frame) until size; … DONE
 *   MOVE    (aus)    UIDs, folder                                 → MOVED au, DONE
 *   WAIT    u        at most so many milliseconds                 → NEWS b, DONE (a frame from the worker ends it early)
 *   DONE    ()                FAILED  (us)   DiErrorCode, text */
#pragma once

#include <diarie/base.h>

#define DI_MAILBOX_FD 3
#define DI_MAILBOX_DATA_MAX ((size_t)1 << 20)
enum {
	DI_MAILBOX_OPEN = 1, DI_MAILBOX_SELECT, DI_MAILBOX_LIST, DI_MAILBOX_FETCH, DI_MAILBOX_MOVE, DI_MAILBOX_WAIT,
	DI_MAILBOX_SELECTED = 32, DI_MAILBOX_ENTRIES, DI_MAILBOX_MAIL, DI_MAILBOX_DATA, DI_MAILBOX_MOVED, DI_MAILBOX_NEWS,
	DI_MAILBOX_DONE = 64, DI_MAILBOX_FAILED,
};

/* serve.c: the life of diarie-mailbox; an exit status. */
int di_mailbox_serve(void);
