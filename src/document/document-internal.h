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
DiDocument *di_picture_read(GBytes *bytes); /* "bild": text only where OCR is ready */

/* pdf-load.c: opens poppler and reads a tiny document, so that its data is in memory. */
void di_pdf_warm_up(void);

/* docx-fill.c and docx.c: a content control of ours is called so, and where the form's identity is kept */
#define DI_FILL_TAG "diarie:"
#define DI_CUSTOM_PROPERTIES "docProps/custom.xml"

/* blocks.c: does TEXT begin as a label with its value does, "Huvudman för insatsen: …": a few words from a capital to a colon, and
 * nothing that ends a sentence? */
gboolean di_begins_label(const char *text);
