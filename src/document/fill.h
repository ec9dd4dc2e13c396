/* What the two files that fill in a form share: docx-fill.c has the package, docx-marks.c the places in its text. */
#pragma once

#include "document-internal.h"

#include "libxml.h"

#define DI_W_NAMESPACE "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
/* Puts a content control with its value in the place of every {mark} of DOCUMENT. Marks that are neither in VALUES (key →
 * text) nor the number of a section are added to UNKNOWN (char*). IDENTITY goes
 * into the tag of {insats}. The number of places filled. */
guint di_marks_fill(xmlDoc *document, GHashTable *values, const char *identity, GPtrArray *unknown);
