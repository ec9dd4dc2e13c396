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
/* answer.c: writes the parts and sends the answer; an exit status. */
int di_extract_answer(const DiReading *reading);
