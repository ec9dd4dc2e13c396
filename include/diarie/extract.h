/* extract: inside diarie-extract. Sandbox, limits, message + document + form → one answer.
 *
 * The program is a fork server: started once, warmed up, it forks a child for each document. The
 * dialogue with `worker` and the answer's JSON are told in extract-wire.h. */
#pragma once

#include <diarie/extract-wire.h>
#include <diarie/form.h>
#include <diarie/message.h>

/* server.c: the life of diarie-extract */

/* What a child has, once its walls stand. */
typedef struct {
	GBytes *document;
	const char *file_name; /* NULL: not known */
	const char *timezone;
	DiTime arrived;
	const DiForms *forms;
	const DiExtractAvoided *avoided;
	gsize n_avoided;
	int answer_fd, parts_fd;
	gboolean lacks_pdf;     /* no PDF can be read here */
} DiExtractJob;
/* The work of a child; its exit status. */
typedef int (*DiExtractWork)(const DiExtractJob *job);

/* What one child may use; NULL stands for the constants of extract-wire.h. */
typedef struct {
	guint cpu_s, wall_ms;
	guint page_cpu_s; /* for a page; the child raises its soft limit before the next (ocr-words.c). 0: no such limit */
	gsize memory_bytes;
} DiExtractLimits;

typedef enum {
	DI_EXTRACT_SHARED, /* a child for each document; what only some need is opened when it is needed */
	DI_EXTRACT_KEPT,   /* the same, with all but libpoppler opened at the start */
	DI_EXTRACT_ONCE,   /* one document, without a server: the process itself goes behind the walls. The quickest for one. */
} DiExtractLife;

/* Serves until the other side of DI_EXTRACT_FD closes; an exit status. FORMS_DIR as for di_forms_load. */
int di_extract_serve(const char *forms_dir, DiExtractLife life);
/* The one that reads scanned pages and photographs, too: with Tesseract in memory and longer limits. EX_UNAVAILABLE where
 * it is not installed. */
int di_extract_serve_ocr(const char *forms_dir);
/* The same with other work in the cage, and other limits: for tests/misbehave. */
int di_extract_serve_with(const char *forms_dir, DiExtractLife life, DiExtractWork work, const DiExtractLimits *limits);

/* check-form.c: what is wrong with a form's description on standard input, as lines "LINE<tab>text" on standard output.
 * The exit status: 0, or EX_DATAERR where something is. */
int di_extract_check_form(void);

/* text.c: the words of the document on standard input, as plain text on standard output. The exit status: 0, or EX_DATAERR and why
 * there are none. */
int di_extract_text(void);

/* fill.c: the förbund's form filled in, from standard input to standard output. The exit status. */
int di_extract_fill(void);
/* … and a copy of a document with the stamp of the register (--stamp). */
int di_extract_stamp(void);

/* limits.c, filter.c, base's landlock.c: the walls around a child, and the lower ones around the server */

typedef struct DiWalls DiWalls;
/* Made once, before the first fork; NULL and ERROR where the kernel can do neither seccomp nor Landlock. */
DiWalls *di_walls_new(const DiExtractLimits *limits, GError **error);
void di_walls_free(DiWalls *walls);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiWalls, di_walls_free)
/* Both end the process where a wall cannot be raised: nothing is opened outside. */
void di_walls_raise_for_server(const DiWalls *walls);
void di_walls_raise_for_child(const DiWalls *walls);

/* read.c: the real work: is it a message or a document, what reports are in it, the answer */

int di_extract_read(const DiExtractJob *job);

/* same.c: the same report in two formats is one */

/* Takes away from REPORTS (DiReport) each one that says the same as another; the better read stays and
 * gets the other's name in `copies`. */
void di_extract_join_copies(GPtrArray *reports);
/* Of the REPORTS of one document those that say different things about the same quarter get DI_REMARK_SEVERAL. */
void di_extract_doubt_rivals(GPtrArray *reports);

/* archive.c: zip archives that came as attachments */

/* The files of ARCHIVE as DiParts of DEPTH below PARENT, appended to PARTS, bounded by LEFT_BYTES (counted
 * down). FALSE: something was left out (limits, damage, or a password: LOCKED_OUT). */
gboolean di_extract_unzip(GBytes *archive, int depth, int parent, GPtrArray *parts, gsize *left_bytes, gboolean *locked_out);
