/* worker, inside: one diarie-extract and the ask under way. */
#pragma once

#include <diarie/worker.h>

enum { DI_EXTRACTOR_CONTROL_BYTES = 256 };

struct DiExtractor {
	char *program, *forms_dir;
	const char *option; /* its second word, or NULL */
	guint wall_ms;      /* the helper's own deadline */
	DiExtractor *ocr;   /* a second helper, started when a document has no text; NULL: this is it */
	GBytes *document;   /* of the ask under way, if there is a second helper; with what was told of it: */
	char *name, *timezone;
	DiTime arrived;
	pid_t pid; /* 0: not running; also its process group */
	DiFd control;
	gboolean is_ready, is_once, is_patient, is_brief;
	gint64 used_us; /* monotonic */
	guint64 id;     /* of the ask under way, or of the last one */
	gboolean is_asked;
	gint64 deadline_us;
	DiFd answer, parts; /* of the ask under way */
	DiAnswer *first;    /* of the ask under way: it has come, though the second helper's may be better */
	GError *failure;    /* the same: there is none */
	GArray *avoided;    /* the same: DiExtractAvoided, what children died of; NULL: none did */
	DiAnswer *dead;     /* the same: how the first one died */
};

/* extractor.c: di_extractor_start, and what children died of before is avoided */
gboolean di_extractor_ask(DiExtractor *extractor, GBytes *bytes, const char *file_name, DiTime arrived, const char *timezone, GError **error);

/* again.c */

/* What the child was at that has not answered: DI_EXTRACT_AT_…, or 0. */
guint32 di_extractor_at(const DiExtractor *extractor);
/* ANSWER (taken over) is how a child ended that was AT. NULL: it died, and the same is asked once more without that; else the best that
 * can be said. */
DiAnswer *di_extractor_or_again(DiExtractor *extractor, DiAnswer *answer, guint32 at);
/* Of the processor, as the ask says it; 0: the usual. */
guint di_extractor_cpu_s(const DiExtractor *extractor);
/* Above that the child was ended by its own limit. */
guint di_extractor_cpu_most_ms(const DiExtractor *extractor);
/* What was asked before no longer counts. */
void di_extractor_forget_dead(DiExtractor *extractor);

/* extractor-life.c */

/* Starts the helper; it is READY later. */
gboolean di_extractor_spawn(DiExtractor *extractor, GError **error);
/* An error is why it could not start, and it is gone. */
gboolean di_extractor_wait_ready(DiExtractor *extractor, GError **error);
/* When an ask that is made now must be answered. */
gint64 di_extractor_ask_deadline(const DiExtractor *extractor);
/* At once, with its whole process group; its children die with it (PDEATHSIG). An exit status, or -1; of stop, too. */
int di_extractor_kill(DiExtractor *extractor);
/* Closing its socket tells it to go; one that does not is killed. */
int di_extractor_stop(DiExtractor *extractor);
void di_extractor_forget(DiExtractor *extractor);
/* Why it ended before it said READY: our machine's trouble, not the document's. */
void di_extractor_cannot_start(DiExtractor *extractor, GError **error);
void di_extractor_cannot_confine(const DiExtractor *extractor, GError **error);
