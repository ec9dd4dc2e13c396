/* paragraph.c, flow.c: from runs of text to blocks, for every reader of a format that flows (all but PDF).
 *
 * DiParagraph collects one paragraph. DiFlow adds what is around it: tables, text boxes, notes, and
 * takes the blocks to the document. DOCX, which has more going on, uses DiParagraph alone. */
#pragma once

#include "document-internal.h"

#define DI_PARAGRAPH_SIZES 6
typedef struct {
	GString *text;
	int bold_bytes;
	struct {
		int size_pt10, bytes;
	} sizes[DI_PARAGRAPH_SIZES];
	int value_at, value_end; /* −1: no control */
	gboolean placeholder;    /* a control's prompt was left out */
	char *tag;
	GPtrArray *after; /* DiBlock of frames and notes that are anchored here */
} DiParagraph;
void di_paragraph_init(DiParagraph *paragraph);
void di_paragraph_reset(DiParagraph *paragraph); /* empty again; what stands after it stays */
void di_paragraph_clear(DiParagraph *paragraph); /* frees what it holds */
void di_paragraph_append(DiParagraph *paragraph, const char *text, size_t size, gboolean bold, int size_pt10);
/* Bytes START–END were filled in by somebody. Two such with nothing but signs between them, as in
 * "[from] – [till]", become one; else the first that is not empty stays. */
void di_paragraph_add_value(DiParagraph *paragraph, int start, int end, const char *tag);
/* Takes white space away at both ends, and moves along what points into the text. */
void di_paragraph_trim(DiParagraph *paragraph);
gboolean di_paragraph_is_empty(const DiParagraph *paragraph); /* nothing to tell: no text, no control */
void di_paragraph_give(DiParagraph *paragraph, DiBlock *block); /* text, bold, size, value, tag */
void di_paragraph_move_after(DiParagraph *paragraph, GPtrArray *out);

typedef struct DiFlow DiFlow;
DiFlow *di_flow_new(DiDocument *document);
void di_flow_free(DiFlow *flow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiFlow, di_flow_free)
DiParagraph *di_flow_paragraph(DiFlow *flow); /* the open one */
void di_flow_append(DiFlow *flow, const char *text, size_t size, gboolean bold, int size_pt10);
/* The open paragraph becomes a block; an empty one nothing. HEADING 0: none. MARKER NULL: no list item. */
void di_flow_end_paragraph(DiFlow *flow, int heading, const char *marker, int list_level);
/* A text box (FRAME), note or page header begins and ends; its blocks come after the paragraph that is
 * open around it, of a header before everything else. */
void di_flow_push(DiFlow *flow, DiPlace place);
void di_flow_pop(DiFlow *flow);
gboolean di_flow_is_inside(const DiFlow *flow); /* of something pushed */
void di_flow_table_begin(DiFlow *flow);
void di_flow_table_end(DiFlow *flow);
void di_flow_row(DiFlow *flow);
/* COVERED: the cell shows nothing, one to its left or above lies over it. */
void di_flow_cell_begin(DiFlow *flow, int column_span, gboolean covered);
void di_flow_cell_skip(DiFlow *flow, int columns); /* places taken by cells that span rows */
void di_flow_cell_end(DiFlow *flow);
gboolean di_flow_in_table(const DiFlow *flow);
int di_flow_column(const DiFlow *flow); /* of the cell that is open or comes next; −1: no table */
/* TRUE: a limit was passed, the document has its fault, reading can stop. */
gboolean di_flow_is_full(const DiFlow *flow);
/* Everything that is still open ends, and the document gets the blocks. */
void di_flow_finish(DiFlow *flow);
