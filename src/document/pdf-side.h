/* What the files on tables that nobody drew share: pdf-side.c finds them, pdf-share.c shares their lines out. */
#pragma once

#include "pdf.h"

typedef struct {
	double y0, y1, base, x0, x1; /* base, x1: of the last line of a block */
	double head; /* where its first line stands */
	gboolean lower;  /* begins in lower case, or in brackets */
	gboolean titled; /* begins in bold type or with a number as "2.1" */
} Line;

typedef struct {
	guint first, end;  /* rows of the page */
	double x, em;      /* where the right side begins */
	GArray *left, *right; /* Line: blocks of labels; lines of answers */
	guint left_lines;
	guint crowded;     /* rows with a third column */
	guint beside;      /* labels and answers on one line */
	double left_x1, right_x1;
	double pitch;      /* from line to line within a paragraph, at most */
	double label_size; /* of the largest type among labels */
	guint titled;      /* blocks of labels that begin so */
	gboolean at_top;   /* of the page: a row may have begun before */
	double before, before_x1; /* where the right side began on the page before, and its lines end; 0: there was no such table */
	guint tries;       /* left, on this page */
} Side;

typedef struct {
	guint label, labels, line, lines;
} Share; /* a row: its blocks of labels, its lines of answers; from which on, and how many */

static inline const Line *
label(const Side *side, guint i)
{
	return &g_array_index(side->left, Line, i);
}

static inline const Line *
answer(const Side *side, guint i)
{
	return &g_array_index(side->right, Line, i);
}

/* Where the row with so many labels and lines before it may begin. */
static inline double
bottom_before(const Side *side, guint labels, guint lines)
{
	double bottom = 0;

	if (labels > 0)
		bottom = label(side, labels - 1)->y1;
	if (lines > 0)
		bottom = MAX(bottom, answer(side, lines - 1)->y1);
	return bottom;
}

/* Does the table begin on the page before? */
static inline gboolean
goes_on(const Side *side)
{
	return side->at_top && side->before > 0 && side->x > side->before - 1 && side->x < side->before + 1;
}

/* pdf-share.c */

/* The rows (Share) that fit the lines best; NULL: nothing fits. */
GArray *di_pdf_find_shares(const Side *side);
/* Each answer begins on its label's line and has no gap: pdf-table.c reads that line by line. */
gboolean di_pdf_is_plain(const Side *side, const GArray *shares);
