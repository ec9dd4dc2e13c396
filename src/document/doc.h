/* The files that read legacy Word documents ([MS-DOC]) and what they share. Every offset comes from
 * the file and is checked where it is used: nothing is read but through these functions. */
#pragma once

#include "flow.h"

#include <diarie/ole.h>

/* doc-pieces.c: where the text lies */

typedef struct {
	guint32 from, to; /* character positions */
	guint32 place;    /* byte in the stream WordDocument */
	gboolean narrow;  /* windows-1252, one byte each; else UTF-16 */
} DiDocPiece;
typedef struct DiDocPieces DiDocPieces;
DiDocPieces *di_doc_pieces_new(DiSpan clx);
void di_doc_pieces_free(DiDocPieces *pieces);
const DiDocPiece *di_doc_piece_at(DiDocPieces *pieces, guint32 position); /* NULL: none */
guint32 di_doc_piece_place(const DiDocPiece *piece, guint32 position);
gunichar di_doc_piece_character(const DiDocPiece *piece, DiSpan document, guint32 place);

/* doc-props.c: how paragraphs and characters look, by their place in the stream WordDocument */

typedef struct {
	guint32 from, to;
	DiSpan changes; /* sprms */
	int style;      /* of a paragraph's run */
} DiDocRun;
/* PLC: the bin table; PARAGRAPHS: PAPX, else CHPX. Runs in order of their place. */
GArray *di_doc_runs(DiSpan document, DiSpan plc, gboolean paragraphs);
const DiDocRun *di_doc_run_at(const GArray *runs, guint32 place); /* NULL: none */

typedef struct {
	int style; /* istd: 1–9 are the headings */
	gboolean in_table, row_end;
	int nesting, list, list_level, outline; /* list 0: none; outline −1: not said */
} DiDocParagraph;
DiDocParagraph di_doc_paragraph(const DiDocRun *run);
typedef struct {
	gboolean bold, hidden, deleted, special;
	int size_pt10;
	gunichar symbol; /* of a symbol font; 0: none */
} DiDocCharacter;
DiDocCharacter di_doc_character(const DiDocRun *run);

/* doc-list.c: numbers that Word draws */

typedef struct DiDocLists DiDocLists;
DiDocLists *di_doc_lists_new(DiSpan lists, DiSpan overrides);
void di_doc_lists_free(DiDocLists *lists);
/* For a paragraph that is no item of a list. */
void di_doc_lists_pause(DiDocLists *lists);
/* Counts one paragraph of list LIST (from 1) and returns what is drawn before it, or NULL. */
char *di_doc_lists_next(DiDocLists *lists, int list, int level);

/* doc-summary.c: the form's identity from the keywords of FILE, unless the document has one */
void di_doc_read_summary(DiDocument *document, DiSpan file);
