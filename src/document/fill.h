/* What the files that fill in a form or bind a paper share: package.c has the package, docx-fill.c its parts, docx-properties.c its properties,
 * docx-marks.c the places in their text, docx-bind.c what a paper adds. */
#pragma once

#include "document-internal.h"

#include "libxml.h"

#define DI_W_NAMESPACE "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
/* Puts a content control with its value in the place of every {mark} of DOCUMENT. Marks that are neither in VALUES (key →
 * text) nor the number of a section are added to UNKNOWN (char*). IDENTITY goes
 * into the tag of {insats}; NULL: the values stand for themselves, in no control. The number of places filled. */
guint di_marks_fill(xmlDoc *document, GHashTable *values, const char *identity, GPtrArray *unknown);
/* The content of TEXT, a w:t, with its blanks kept. */
void di_marks_set_text(xmlNode *text, const char *value);

/* package.c: a package that is written again with some parts changed; what is in all others stays byte for byte. The same
 * changes give the same bytes. */
typedef struct DiPackage DiPackage;
/* NULL: it is none, contradicts itself, or has more than 2,000 parts. */
DiPackage *di_package_open(GBytes *bytes);
void di_package_free(DiPackage *package);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiPackage, di_package_free)
guint di_package_count(const DiPackage *package); /* of those it came with */
const char *di_package_name(const DiPackage *package, guint index); /* NULL: it has none that could be asked for */
/* The part NAME as it was put last; NULL: there is none that could be unpacked, or it has more than 64 MiB. */
GBytes *di_package_part(const DiPackage *package, const char *name);
void di_package_put(DiPackage *package, const char *name, GBytes *bytes);
GBytes *di_package_write(const DiPackage *package); /* NULL: a part cannot be read */

/* docx-properties.c: both places in which IDENTITY travels. FALSE: the package is broken. */
gboolean di_fill_put_identity(DiPackage *package, const char *identity);

/* docx-fill.c */

xmlDoc *di_fill_parse(const DiPackage *package, const char *name); /* NULL: no such part, or no XML */
gboolean di_fill_write(DiPackage *package, const char *name, xmlDoc *document);
/* The document and its headers and footers. Conventional names: Word, LibreOffice and Google write no others. */
gboolean di_fill_has_text(const char *name);
