/* document: the bytes of one document in, text blocks out. Knows no form and no mail.
 *
 * Runs inside diarie-extract after the sandbox is closed: nothing here opens a file. What needs
 * files (character sets, poppler) is fetched by di_document_warm_up before that. */
#pragma once

#include <diarie/report.h>

/* blocks.c: the one model for all formats, in the order a person reads */

typedef enum {
	DI_BLOCK_PARAGRAPH,
	DI_BLOCK_HEADING,   /* by style or outline level; a bold line alone is a paragraph with bold set */
	DI_BLOCK_LIST_ITEM, /* marker says how it is numbered */
	DI_BLOCK_CELL,      /* a paragraph of a table cell: blocks with the same table, row, column are one
	                     * cell, whose text they are together; cells in row order; an empty cell has one block, "" */
	DI_BLOCK_FIELD,     /* a form field of a PDF (or a control standing alone); tag is its name, text its value */
} DiBlockKind;

typedef enum {
	DI_PLACE_BODY,
	DI_PLACE_HEADER,   /* page header or footer, found by markup or by repetition */
	DI_PLACE_FOOTNOTE,
	DI_PLACE_FRAME,    /* a text box lifted out of the flow; it stands after the block it is anchored in */
} DiPlace;

typedef struct {
	DiBlockKind kind;
	DiPlace place;
	char *text;      /* without the marker; \n a line break in the paragraph, \t a tab; "" possible for cells, fields */
	gboolean is_smooth; /* surely no line break, tab, two spaces beside each other or figure behind a space in it; FALSE: not known */
	char *marker;    /* number or bullet that the program draws: "2.1", "1.", "a)", "-"; NULL: none. Bullets are "-". */
	int level;       /* headings 1–9; list depth from 0; in a cell the heading level that its style has, 0: none */
	int bold_bytes;  /* how many bytes at the start of text are bold (all of them: a bold block) */
	int size_pt10;   /* size of most characters in tenths of a point; 0: unknown */
	int page;        /* from 1; 0: the format has no pages */
	int ordinal;     /* from 1: the paragraph's place in the document; a page header that stands first is counted last */
	int table;       /* from 1; 0: not in a table */
	int row, column; /* from 0; in the innermost table; columns of its grid: a cell that spans two counts for two */
	int frame;       /* from 1: which text box, in document order; 0: none */
	char *tag;       /* content control's tag or title, form field's name; NULL */
	gboolean ours;   /* a control that docx-fill.c made; tag is its key */
	int value_at;    /* bytes at which a content control's or form field's value begins in text; -1: no control */
	int value_bytes; /* its length: text[value_at … value_at+value_bytes) was filled in by somebody */
	gboolean placeholder; /* the control shows its prompt: nothing was filled in; text is what else stands in the paragraph */
	double x, y, width;   /* points from the page's top left corner; PDF only, else 0 */
} DiBlock;

typedef struct {
	char *format;      /* "docx", "pdf", "odt", "rtf", "doc", "html", "txt", "bild", …; NULL: not a kind that is read */
	GPtrArray *blocks; /* DiBlock */
	DiFault fault;     /* NONE: blocks can be used */
	char *fault_text;  /* Swedish detail, or NULL */
	GPtrArray *remarks; /* DiRemark: "zip-inkonsekvent", … */
	int pages;         /* 0: unknown */
	gboolean has_images; /* with no text: worth OCR */
	char *identity;    /* what docx-fill.c wrote down of whose form it is; NULL: not one of ours */
} DiDocument;

DiDocument *di_document_new(const char *format);
void di_document_free(DiDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiDocument, di_document_free)
DiBlock *di_document_add(DiDocument *document, DiBlockKind kind); /* the document's; ordinal set, value_at −1 */
void di_document_fail(DiDocument *document, DiFault fault, const char *text); /* drops the blocks */
/* For tests and debugging: one line a block. */
char *di_document_dump(const DiDocument *document);

/* sniff.c: what a document is by its content; names are never believed */

typedef enum {
	DI_FORMAT_UNKNOWN, /* empty, binary, or a kind that is not read */
	DI_FORMAT_MESSAGE, /* a whole mail */
	DI_FORMAT_DOCX,
	DI_FORMAT_ODT,
	DI_FORMAT_PDF,
	DI_FORMAT_RTF,
	DI_FORMAT_DOC,
	DI_FORMAT_HTML,
	DI_FORMAT_TXT,
	DI_FORMAT_ZIP,     /* an archive that is no document */
	DI_FORMAT_XLSX,
	DI_FORMAT_OLE_ENCRYPTED, /* an Office file with a password */
	DI_FORMAT_IMAGE,
	DI_FORMAT_MSG,     /* a mail as Outlook saves it; the room message opens those */
	DI_FORMAT_TNEF,    /* winmail.dat; the same */
	DI_FORMAT_PAGES,   /* Apple's word processor: not read, but known */
	DI_FORMAT_HEIC,    /* Apple's photographs: the same */
} DiFormat;
DiFormat di_format_sniff(const char *bytes, size_t size_bytes);
const char *di_format_word(DiFormat format); /* "docx"; NULL for UNKNOWN */

/* document.c */

/* Opens what later may not be opened: iconv modules, poppler and its data (WITH_PDF: 5 ms, see pdf-engine.h). */
void di_document_warm_up(gboolean with_pdf);
gboolean di_document_warm_up_fill(void); /* all that filling a form in needs; FALSE: it is not to be had */
void di_document_warm_up_pdf(void); /* all that a PDF needs of it */
/* Scanned pages and photographs become text from here on: Tesseract with Swedish and what it needs are loaded, which takes
 * 0.3 s. FALSE: they are not installed, and such documents have the fault TEXT_SAKNAS as before. */
gboolean di_document_warm_up_ocr(void);
/* Reads BYTES of FORMAT. Never NULL: trouble is document->fault. Limits of RELIABILITY.md section 4. */
DiDocument *di_document_read(DiFormat format, GBytes *bytes);

/* docx-bind.c */

/* TEMPLATE, a DOCX, with the text of VALUES at each {key} and TEXT (XML: see docx-bind.c) in the place of its paragraph {innehall}. NULL:
 * WHY_OUT says in Swedish what is wrong with the template and what to do. */
GBytes *di_document_bind(GBytes *template, GHashTable *values, const char *text, char **why_out);

/* docx-fill.c */

/* TEMPLATE, a DOCX with marked places, with the text of VALUES (key → text) at each {key}, an empty control at each {2.1}, and
 * IDENTITY (at most DI_IDENTITY_MAX bytes) in a custom property, a keyword and the tag of {insats}. NULL: WHY_OUT says in Swedish what is wrong with the template and what to do. */
GBytes *di_document_fill(GBytes *template, GHashTable *values, const char *identity, char **why_out);

/* stamp.c */

gboolean di_document_warm_up_stamp(void); /* all that stamping needs; FALSE: it is not to be had */
/* A copy of DOCUMENT, a DOCX or PDF, with the VALUES "diarienummer", "signatur" and "ankomstdatum" in the boxes of its form, or on its first
 * page. NULL: WHY_OUT says in Swedish why not. */
GBytes *di_document_stamp(GBytes *document, GHashTable *values, char **why_out);

#define DI_IDENTITY_PROPERTY "diarie"
#define DI_IDENTITY_MAX 40 /* bytes; a tag holds 64 characters */
