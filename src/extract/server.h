/* What the lives of diarie-extract share: what is ready before a document comes, and the ask. Private to this room. */
#pragma once

#include "walls.h"

typedef struct {
	DiForms *forms;
	DiWalls *walls;
	DiExtractWork work;
	gboolean wants_ocr, has_pdf, has_mail, has_charsets, has_forms;
	gboolean lacks_pdf; /* … and is not to open it: pages.c */
	char *timezone;  /* the one that is held */
	GTimeZone *held; /* GLib forgets a zone that nobody holds, and a child cannot open its file */
} DiReady;

typedef struct {
	DiFrame frame; /* its descriptors: document, answer, parts */
	GVariant *words;
	guint64 id;
	const char *name, *timezone; /* within WORDS; "" where not known */
	DiTime arrived;
	guint cpu_s;       /* 0: the usual */
	GVariant *avoided; /* fixed array of DiExtractAvoided */
} DiAsk;

/* warm.c */

/* Forms and walls, and Tesseract where it is wanted. 0, or an exit status and (but for EX_UNAVAILABLE) ERROR. */
int di_ready_prepare(DiReady *ready, const char *forms_dir, const DiExtractLimits *limits, GError **error);
void di_ready_clear(DiReady *ready);
/* All that any document may need; of a PDF only where READY does not lack it. */
void di_warm_all(DiReady *ready);
/* What this document may need, by its first bytes; they are compared with a few words, and nothing is parsed. FALSE: it is a PDF, and
 * READY lacks what that needs. */
gboolean di_warm_for(DiReady *ready, int document_fd);
void di_warm_forms(DiReady *ready);
/* The zone in which ASK's time of arrival is a day; nothing where none is known. */
void di_warm_timezone(DiReady *ready, const DiAsk *ask);

/* child.c */

/* Waits for an ask; FALSE: the other side is gone, or says something else. */
gboolean di_ask_receive(DiAsk *ask);
void di_ask_clear(DiAsk *ask);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DiAsk, di_ask_clear)
/* As di_child_be, without a document: does not return, and ends with 0 where a child comes behind its walls. */
void di_child_try(const DiReady *ready, pid_t parent) G_GNUC_NORETURN;
/* Just forked by PARENT: goes behind the walls and reads. Does not return. */
void di_child_be(const DiReady *ready, pid_t parent, const DiAsk *ask) G_GNUC_NORETURN;
/* Without a server: takes one ask, goes behind the walls, says READY and reads. Returns only where it did not come so far. */
int di_child_be_alone(DiReady *ready);

/* server.c */

/* Takes asks until the other side of DI_EXTRACT_FD closes; an exit status. */
int di_server_run(DiReady *ready);

/* pages.c */

typedef struct {
	DiFd near, far; /* of a socket pair; FAR is the second's */
	pid_t pid;      /* 0: it was not needed yet */
} DiPages;
gboolean di_pages_open(DiPages *pages);
/* Hands ASK to the second, which is started where it is not there. */
gboolean di_pages_ask(DiPages *pages, DiReady *ready, const DiAsk *ask);
/* Passes on what it says of an end; NEAR can be read. FALSE: it is gone. */
gboolean di_pages_tell(const DiPages *pages);
/* Tells it to go, and waits. Its exit status; EX_TEMPFAIL: somebody killed it. */
int di_pages_close(DiPages *pages);
