/* zip.c: the parts of a package (DOCX, ODT), with limits; the archive itself is base's (diarie/archive.h). */
#pragma once

#include "document-internal.h"

typedef struct DiZip DiZip;
/* NULL: it cannot be opened, and DOCUMENT has the fault. BYTES and DOCUMENT must outlive the zip. */
DiZip *di_zip_open(GBytes *bytes, DiDocument *document);
void di_zip_free(DiZip *zip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiZip, di_zip_free)
gboolean di_zip_has(const DiZip *zip, const char *name);
/* Takes some unpacked bytes; FALSE: no more of them. */
typedef gboolean (*DiZipSink)(gpointer user, const char *bytes, size_t size);
/* Unpacks the part NAME into SINK. FALSE: the document has a fault now, and nothing that came may be used. */
gboolean di_zip_read(DiZip *zip, const char *name, DiZipSink sink, gpointer user);
/* The same for a part that the document can do without: what is wrong with it is no fault of the document's. */
gboolean di_zip_peek(DiZip *zip, const char *name, DiZipSink sink, gpointer user);
/* Gives the document a fault, unless it has one. FALSE always. */
gboolean di_zip_fail(DiZip *zip, DiFault fault, const char *text);
/* identity.c: the form's identity from the PART of ZIP that holds properties: DOCX's two, or meta.xml. Nothing happens where the
 * document has one, or a fault, or there is no such part. */
void di_identity_read(DiDocument *document, DiZip *zip, const char *part);
