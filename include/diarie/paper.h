/* paper: what is handed to people, made once of headings, text, quotes, tables and bars, and written as HTML, for Word and as PDF.
 * Knows nothing of what it says; the same paper gives the same bytes. All text is cleaned where it is written. */
#pragma once

#include <diarie/base.h>

/* paper.c: a paper and its parts, in reading order */

/* What is told by colour too, never by colour alone. */
typedef enum {
	DI_TONE_NONE,
	DI_TONE_IN,      /* in time */
	DI_TONE_LATE,
	DI_TONE_WAIT,
	DI_TONE_OVERDUE, /* missing */
	DI_TONE_REVIEW,
	DI_TONE_LAST = DI_TONE_REVIEW,
} DiTone;

typedef enum {
	DI_PAPER_HEADING, /* text, level */
	DI_PAPER_TEXT,    /* text: a paragraph */
	DI_PAPER_ITEM,    /* text: one of a list; level 0: a dot, else its number */
	DI_PAPER_QUOTE,   /* text as CONTRACT.md writes a section; source */
	DI_PAPER_NOTE,    /* text: something to mind */
	DI_PAPER_TABLE,   /* text: what it shows; columns, rows */
	DI_PAPER_RECORD,  /* the same with labels to the left in place of a head; columns: two */
	DI_PAPER_BARS,    /* text: what it shows; columns: the series; rows: a label, then a number for each series */
	DI_PAPER_PAGE,    /* a new page from here */
	DI_PAPER_LAST = DI_PAPER_PAGE,
} DiPaperKind;

typedef struct {
	char *title;
	int share; /* of the width, in relation to the others; 0: as wide as its words, on one line. Of bars: not used */
	DiTone tone; /* of a series */
} DiPaperColumn;
typedef struct {
	char *text; /* lines are paragraphs */
	DiTone tone;
} DiPaperCell;
typedef struct {
	DiPaperKind kind;
	int level;          /* 1–3 */
	char *text, *source; /* source: whose words, with the number */
	GArray *columns;    /* DiPaperColumn; NULL but for tables and bars */
	GPtrArray *rows;    /* GArray of DiPaperCell, as many as there are columns; bars: one more */
} DiPaperBlock;
typedef struct DiPaper DiPaper;
struct DiPaper {
	char *title, *about, *author; /* about: the line below the title; author: who publishes it */
	DiTime made;
	GPtrArray *blocks; /* DiPaperBlock */
};

enum { DI_PAPER_COLUMNS_MAX = 16 };

DiPaper *di_paper_new(const char *title, const char *about, const char *author, DiTime made);
void di_paper_free(DiPaper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiPaper, di_paper_free)
void di_paper_heading(DiPaper *paper, int level, const char *format, ...) G_GNUC_PRINTF(3, 4);
void di_paper_text(DiPaper *paper, const char *format, ...) G_GNUC_PRINTF(2, 3);
void di_paper_item(DiPaper *paper, int number, const char *format, ...) G_GNUC_PRINTF(3, 4);
void di_paper_note(DiPaper *paper, const char *format, ...) G_GNUC_PRINTF(2, 3);
void di_paper_quote(DiPaper *paper, const char *text, const char *source);
void di_paper_page(DiPaper *paper);
/* KIND: TABLE, RECORD or BARS. The block is the paper's. */
DiPaperBlock *di_paper_table(DiPaper *paper, DiPaperKind kind, const char *about);
void di_paper_column(DiPaperBlock *table, const char *title, int share, DiTone tone);
/* A new row; its cells follow from left to right. */
void di_paper_row(DiPaperBlock *table);
void di_paper_cell(DiPaperBlock *table, DiTone tone, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* What the writers ask */

const DiPaperCell *di_paper_cell_at(const DiPaperBlock *table, guint row, guint column); /* an empty one where there is none */
/* Of a row of bars: the number in SERIES, from 0. */
guint di_paper_count_at(const DiPaperBlock *bars, guint row, guint series);

/* lines.c: a quoted text, line by line */

typedef struct {
	char *marker; /* "•", "1."; NULL: a paragraph */
	char *text;
	char **cells; /* of a row of a table; NULL: no row */
} DiPaperLine;
GPtrArray *di_paper_lines(const char *text); /* DiPaperLine */

/* html.c: a whole HTML document: no script, nothing from elsewhere, light and dark, printable. */
char *di_paper_html(const DiPaper *paper);

/* wire.c: the same, packed for diarie-print */

GBytes *di_paper_pack(const DiPaper *paper);
/* Whatever comes is unpacked safely; a block of no known kind is DI_ERROR_PROTOCOL. */
DiPaper *di_paper_unpack(GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* word.c: the paper's text and styles as XML, for di_extractor_bind to put into a template. */
char *di_paper_word(const DiPaper *paper);
