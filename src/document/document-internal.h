/* What the files of this room share and no other room may see. */
#pragma once

#include <diarie/document.h>

/* Limits of RELIABILITY.md section 4. */
#define DI_DOCUMENT_MAX_BYTES (50 * 1024 * 1024)
#define DI_DOCUMENT_MAX_BLOCKS 200000
#define DI_DOCUMENT_MAX_CELLS 100000
#define DI_DOCUMENT_MAX_TEXT_BYTES (16 * 1024 * 1024)

/* blocks.c */

/* A block that belongs to no document yet; everything zero but value_at. */
DiBlock *di_block_new(DiBlockKind kind);
void di_block_free(DiBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiBlock, di_block_free)
/* Gives the block a copy of TEXT in NFC; value_at, value_bytes and bold_bytes, which the caller set
 * for TEXT, are moved where the normal form has other lengths. TEXT must be valid UTF-8. */
void di_block_set_text(DiBlock *block, const char *text);
/* The document takes BLOCK over and gives it its ordinal. */
void di_document_take(DiDocument *document, DiBlock *block);
/* A remark for staff; CODE once a document. */
void di_document_remark(DiDocument *document, const char *code, const char *text);

int di_compare_doubles(gconstpointer a, gconstpointer b); /* for sorting, rising */
/* The whole number that TEXT begins with (0: none), not below LOW nor above HIGH. */
int di_number_within(const char *text, int low, int high);

/* One reader a format. Never NULL; trouble is document->fault. */
DiDocument *di_docx_read(GBytes *bytes);
DiDocument *di_odt_read(GBytes *bytes);
DiDocument *di_pdf_read(GBytes *bytes);
DiDocument *di_rtf_read(GBytes *bytes);
DiDocument *di_doc_read(GBytes *bytes);
DiDocument *di_html_read(GBytes *bytes);
DiDocument *di_txt_read(GBytes *bytes);
/* "- ", "1. ", "a) ", "2.3 Brukarmedverkan"; not "2.5 procent". */
gboolean di_txt_begins_item(const char *line);
/* A table drawn with signs that begins at line AT of LINES (char*, without white space at their ends): its cells are added, with
 * TABLE as their number. How many lines it takes; 0: none begins there. */
guint di_txt_table(DiDocument *document, const GPtrArray *lines, guint at, int table);
DiDocument *di_picture_read(GBytes *bytes); /* "bild": text only where OCR is ready */

/* pdf-load.c: opens poppler and reads a tiny document, so that its data is in memory. */
void di_pdf_warm_up(void);

/* identity.c: whose form it is. A content control of ours is called DI_FILL_TAG and so on (docx-marks.c); beside that the identity is
 * kept in two properties, and as a keyword it goes through every format that Word and LibreOffice save in. */
#define DI_FILL_TAG "diarie:"
#define DI_CUSTOM_PROPERTIES "docProps/custom.xml"
#define DI_CORE_PROPERTIES "docProps/core.xml"
char *di_identity_keyword(const char *identity); /* "SFG:15:2026-Q1" → "diarie.SFG.15.2026-Q1" */
gboolean di_identity_is_keyword(const char *word);
/* KEYWORDS as a program wrote them, in a row. The document has the identity among them, unless it has one, or they name two. */
void di_identity_take(DiDocument *document, const char *keywords);

/* blocks.c: does TEXT begin as a label with its value does, "Huvudman för insatsen: …": a few words from a capital to a colon, and
 * nothing that ends a sentence? */
gboolean di_begins_label(const char *text);
