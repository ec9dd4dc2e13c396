/* What the files that fill in a form share: package.c has the package, docx-fill.c its parts, docx-marks.c the places in their
 * text. */
#pragma once

#include "document-internal.h"

#include "libxml.h"

#define DI_W_NAMESPACE "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
/* Puts a content control with its value in the place of every {mark} of DOCUMENT. Marks that are neither in VALUES (key →
 * text) nor the number of a section are added to UNKNOWN (char*). IDENTITY goes
 * into the tag of {insats}. The number of places filled. */
guint di_marks_fill(xmlDoc *document, GHashTable *values, const char *identity, GPtrArray *unknown);

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
