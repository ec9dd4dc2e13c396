/* What the PDF files of this room share. A page is words with places; everything after pdf-load.c
 * is geometry on them and knows no library.
 *
 *	pdf-load.c      bytes → pages of characters and form fields, by an engine (pdf-engine.h)
 *	pdf-glyphs.c    characters → glyphs: turned upright, what nobody sees set apart
 *	pdf-page.c      characters → words
 *	pdf-cells.c     lines that are drawn → the cells of ruled tables
 *	pdf-lines.c     words → segments (between wide gaps) → rows
 *	pdf-measure.c   the size of ordinary text, and how far apart its lines are
 *	pdf-stretch.c   gaps of justified lines that are none between columns
 *	pdf-furniture.c rows that are page headers, footers or footnotes
 *	pdf-contents.c  a table of contents
 *	pdf-gutter.c    columns of one width, with whatever stands in them
 *	pdf-columns.c   other text in columns
 *	pdf-side.c      labels beside answers of many lines → cells
 *	pdf-share.c     which lines are one of their rows
 *	pdf-table.c     rows whose segments stand under each other → tables
 *	pdf-ruled.c     tables whose lines are drawn: their numbers, their blocks
 *	pdf-hyphen.c    how the end of one line meets the beginning of the next
 *	pdf-blocks.c    lines → paragraphs, list items, headings, cells
 *	pdf-flow.c      paragraphs over page breaks, frames that stand in a sentence
 *	pdf.c           the order of all that */
#pragma once

#include "document-internal.h"
#include "pdf-engine.h"

#define DI_PDF_MAX_PAGES 500
#define DI_PDF_MAX_CHARACTERS (4 * 1024 * 1024)
#define DI_PDF_MAX_WORDS 1000000 /* of the document */

typedef struct {
	double x0, y0, x1, y1; /* points from the page's top left corner */
	double base;           /* the line it stands on; a raised word has that of its neighbour */
	double size;           /* points */
	const char *text;      /* the page's */
	gboolean bold;
	gboolean glued;  /* no space before it */
	gboolean raised; /* small and above the line: a footnote's number, an exponent */
	gboolean dropped; /* a reference to a footnote */
	gboolean tabbed;  /* in a ruled cell: far from the word before it */
	guint cell;       /* the ruled cell that it stands in, from 1; 0: none */
} DiPdfWord;

/* A rectangle that lines enclose: a cell of a table for certain. */
typedef struct {
	int grid;        /* from 1 on its page: which of the page's ruled tables */
	int row, column; /* from 0, in the grid of all its lines */
	double x0, y0, x1, y1;
	guint parent;    /* the cell of another grid around it, from 1; 0: none */
	int table;       /* from 1 in the document */
	int shift;       /* rows of the table on the pages before */
	guint first, n;  /* rows of the page */
	gboolean goes_on; /* its row began on the page before */
	gboolean open_above, open_below; /* no border is drawn there, where its page begins or ends */
	gboolean done;   /* its blocks are made */
} DiPdfCell;

/* Words of one row between two wide gaps. */
typedef struct {
	guint first, n; /* words of the page */
	double x0, x1;
	int column;    /* in its table */
	double right;  /* where lines of that column end */
} DiPdfSegment;

typedef enum { DI_PDF_BODY, DI_PDF_FURNITURE, DI_PDF_FOOTNOTE } DiPdfRole;

typedef struct {
	guint first, n; /* segments of the page */
	double x0, x1, y0, y1, base;
	double size;
	DiPdfRole role;
	int table;    /* from 1 in the document; 0: a line of text */
	int row;      /* of the table */
	double right; /* where lines of its column of text end; 0: as the page's */
	gboolean cut; /* a column of text begins here: nothing is joined with the row before */
	guint cell;   /* the ruled cell that it stands in, from 1; 0: none */
} DiPdfRow;

typedef struct {
	char *name, *value;
	double x0, y0, x1, y1;
} DiPdfField;

typedef struct {
	int number; /* from 1 */
	double width, height;
	gboolean has_images; /* and no words */
	gboolean is_over;    /* it stood on its head */
	int turn;            /* its type ran upwards (1) or downwards (2) */
	gboolean is_scan;    /* a picture covers it, and hardly a word stands beside that */
	GStringChunk *texts;
	GArray *words;    /* DiPdfWord, in the order they were read */
	GArray *segments; /* DiPdfSegment */
	GArray *rows;     /* DiPdfRow, in reading order */
	GPtrArray *fields; /* DiPdfField */
	GArray *rules;    /* DiPdfRule */
	GArray *cells;    /* DiPdfCell, in order of their grids */
	int grids;
	double right;     /* where lines of text end */
	int sure_words;   /* of a page that was read as a picture */
} DiPdfPage;

#define DI_PDF_KINDS_MAX 24

/* Type of one size, and how wide its letters are: whether it is as large as the file says. */
typedef struct {
	double size, width, usual; /* of all its letters together */
	double scale;
	unsigned char bold;
	guint letters;
} DiPdfKind;

typedef struct {
	DiPdfKind all[DI_PDF_KINDS_MAX];
	guint n;
} DiPdfKinds;

typedef struct {
	GPtrArray *pages;    /* DiPdfPage */
	double body_size;    /* of most characters */
	double body_pitch;   /* from line to line in such text; 0: unknown */
	double right;        /* where most lines end */
	gboolean bullets_drawn; /* the program draws bullets as pictures: they are not in the text */
	int tables;          /* so far */
	GHashTable *words;   /* how often each word occurs; made when first needed */
	GHashTable *notes;   /* numbers of footnotes that were found */
	DiPdfKinds kinds;
} DiPdfLayout;

/* A block in the making. */
typedef struct {
	DiBlock *block;
	GString *text;
	double y0, y1;      /* of its first line */
	double size, pitch; /* pitch 0: one line */
	double last_size;   /* of its last word */
	double text_x0;     /* where its lines after the first begin */
	double last_x1, last_base, right;
	double first_word;  /* its width */
	gboolean bold_so_far, last_bold;
	gboolean ruled;     /* in a cell whose borders are drawn */
	gboolean goes_on;   /* ruled: the first of a cell that began on the page before */
	int outer, row, column; /* ruled: the outermost table around it, its row and column */
	gboolean is_rest;   /* ruled: in such a cell, or in a table within it */
	int lines;
} DiPdfBlock;

/* pdf-load.c */

/* FALSE: the document has the fault already. */
gboolean di_pdf_load(GBytes *bytes, DiPdfLayout *layout, DiDocument *document);
/* The engines; NULL: this one is not on this machine. Each call opens it. */
const DiPdfEngine *di_pdf_engine_core(void);
const DiPdfEngine *di_pdf_engine_glib(void); /* pdf-glib.c */
/* All reading from here on is done by CHOSEN: a test reads with both. */
void di_pdf_use_engine(const DiPdfEngine *chosen);

/* pdf-glyphs.c */

/* The words of PAGE, whose fields are known; a page whose type runs upwards or downwards is turned. KINDS grows page by page. */
void di_pdf_write_words(DiPdfPage *page, DiPdfKinds *kinds, const DiPdfChar *characters, size_t n);
/* RULE, as the engine gave it, on PAGE as its words stand now. */
DiPdfRule di_pdf_turn_rule(const DiPdfPage *page, DiPdfRule rule);

/* pdf-page.c */

DiPdfPage *di_pdf_page_new(int number, double width, double height);
void di_pdf_page_free(DiPdfPage *page);
void di_pdf_field_free(DiPdfField *field);

/* One character as the library gives it; words grow of them. */
typedef struct {
	gunichar c;
	double x0, y0, x1, y1, size;
	gboolean bold, hidden;
} DiPdfGlyph;
typedef struct DiPdfWriter DiPdfWriter;
DiPdfWriter *di_pdf_writer_new(DiPdfPage *page);
void di_pdf_writer_glyph(DiPdfWriter *writer, const DiPdfGlyph *glyph);
void di_pdf_writer_free(DiPdfWriter *writer); /* ends the last word */

/* pdf-cells.c */

/* The cells of PAGE, and in which of them each word stands. */
void di_pdf_find_cells(DiPdfPage *page);
static inline DiPdfCell *
di_pdf_cell(const DiPdfPage *page, guint number)
{
	return &g_array_index(page->cells, DiPdfCell, number - 1);
}

/* pdf-lines.c */

void di_pdf_make_rows(DiPdfPage *page);
/* The rows of the words from BEGIN to END, behind those that PAGE has: words of each cell for themselves. */
void di_pdf_make_rows_of_cells(DiPdfPage *page, guint begin, guint end);
static inline DiPdfWord *
di_pdf_word(const DiPdfPage *page, guint i)
{
	return &g_array_index(page->words, DiPdfWord, i);
}
static inline DiPdfSegment *
di_pdf_segment(const DiPdfPage *page, guint i)
{
	return &g_array_index(page->segments, DiPdfSegment, i);
}
static inline DiPdfRow *
di_pdf_row(const DiPdfPage *page, guint i)
{
	return &g_array_index(page->rows, DiPdfRow, i);
}
/* Where the row's words end, as an index into the page's. */
static inline guint
di_pdf_row_end(const DiPdfPage *page, const DiPdfRow *row)
{
	const DiPdfSegment *last = di_pdf_segment(page, row->first + row->n - 1);

	return last->first + last->n;
}
/* The row's first word that begins at X or behind it; where the row ends: none does. */
guint di_pdf_row_from(const DiPdfPage *page, const DiPdfRow *row, double x);
/* The row's words with single spaces. */
void di_pdf_row_text(const DiPdfPage *page, const DiPdfRow *row, GString *out);
/* How many bytes of WORD are a list marker; *GLUED_OUT: the text follows without a space. 0: none. */
size_t di_pdf_marker(const char *word, gboolean alone, gboolean *is_bullet_out);

/* pdf-measure.c */

void di_pdf_measure(DiPdfLayout *layout);
gboolean di_pdf_is_body(const DiPdfLayout *layout, double size);

/* pdf-stretch.c */

void di_pdf_join_stretched(DiPdfPage *page);
/* In some column row INDEX begins in lower case, and the line above it there was full: no row of a table begins here. */
gboolean di_pdf_is_inside_row(const DiPdfPage *page, guint index);

/* pdf-furniture.c */

void di_pdf_find_furniture(DiPdfLayout *layout);
void di_pdf_find_footnotes(DiPdfLayout *layout);

/* pdf-contents.c */

/* A table of contents counts as furniture. */
void di_pdf_find_contents(DiPdfLayout *layout);

/* pdf-columns.c */

void di_pdf_find_columns(DiPdfLayout *layout);

/* pdf-gutter.c */

/* Columns as wide as each other; FALSE: there are none. */
gboolean di_pdf_find_strip(DiPdfLayout *layout);

/* pdf-side.c */

/* Tables of labels and answers that nobody drew get cells. */
void di_pdf_find_sides(DiPdfLayout *layout);

/* pdf-table.c */

void di_pdf_find_tables(DiPdfLayout *layout);

/* pdf-ruled.c */

/* Rows of ruled tables between the lines of text above and below them. */
void di_pdf_put_in_order(DiPdfPage *page);
/* Numbers the ruled tables; one may go on over pages. */
void di_pdf_number_ruled(DiPdfLayout *layout);
/* The cells of the ruled table that row FIRST of PAGE stands in, a block for each paragraph. */
void di_pdf_add_ruled(DiPdfLayout *layout, DiPdfPage *page, guint first, GPtrArray *blocks);

/* pdf-hyphen.c */

gboolean di_pdf_ends_in_hyphen(const GString *text);
/* Appends WORD, the first of a new line, to TEXT: with a space, without, or undoing a hyphen. */
void di_pdf_join_line(DiPdfLayout *layout, GString *text, const char *word);
gboolean di_pdf_is_finished(const char *text);
gboolean di_pdf_begins_lower(const char *text);

/* pdf-blocks.c */

void di_pdf_page_blocks(DiPdfLayout *layout, DiPdfPage *page, GPtrArray *blocks);
void di_pdf_block_free(DiPdfBlock *block);
/* Row INDEX of PAGE as a line of the last of BLOCKS, none before SINCE, or as a new one. */
void di_pdf_add_row(DiPdfLayout *layout, const DiPdfPage *page, guint index, GPtrArray *blocks, guint since);
/* Would a word of WIDTH have fitted on the last line? Then the line was ended on purpose. */
gboolean di_pdf_has_room(const DiPdfBlock *block, double width, double ems);
/* Appends NEXT to BLOCK as its next lines. */
void di_pdf_block_append(DiPdfLayout *layout, DiPdfBlock *block, const DiPdfBlock *next);

/* pdf-flow.c */

/* Puts the blocks of all pages into the document. */
void di_pdf_flow(DiPdfLayout *layout, GPtrArray *blocks, DiDocument *document);

/* pdf.c: everything but the library, for tests and fuzzing */

void di_pdf_layout_init(DiPdfLayout *layout);
void di_pdf_layout_clear(DiPdfLayout *layout);
void di_pdf_arrange(DiPdfLayout *layout, DiDocument *document);
