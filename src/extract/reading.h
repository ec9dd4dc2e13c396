/* What read.c gathers and answer.c writes. */
#pragma once

#include <diarie/extract.h>

typedef struct {
	const DiExtractJob *job;
	const char *format;    /* word of the whole; NULL: unknown */
	DiMessage *message;    /* NULL: a document */
	const char *subject;   /* of a mail that Outlook saved; else NULL */
	GPtrArray *parts;      /* DiPart; the message's own, or the files of an archive */
	GPtrArray *reports;    /* DiReport */
	guint opened;          /* attachments opened so far */
	gsize archive_left;    /* bytes that archives may still unfold to */
} DiReading;

/* quote.c: the blocks of a mail's text at which the letters begin that it quotes; GArray of guint, empty where it quotes none. */
GArray *di_extract_letters(const DiDocument *document);

/* avoid.c */

/* Says what the child is at from here on (DI_EXTRACT_AT_…). */
void di_extract_at(const DiExtractJob *job, guint32 at);
/* Why it is to be avoided: the fault of the child that died of it. */
DiFault di_extract_avoids(const DiExtractJob *job, guint32 at);
/* The same for the part with this INDEX, of this FORMAT, which is begun unless there is a fault. Where two have killed, no other of their
 * formats is opened. */
DiFault di_extract_begin_part(const DiReading *reading, guint index, DiFormat format);
/* MAIL up to the empty line that ends its header. */
GBytes *di_extract_header_of(GBytes *mail);

/* read.c: a person must look at the mail, and WHY (Swedish); the first reason stays. Of a document: nothing. */
void di_extract_give_up(const DiReading *reading, const char *why);

/* answer.c: writes the parts and sends the answer; an exit status. */
int di_extract_answer(const DiReading *reading);
