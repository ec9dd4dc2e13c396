/* xml-plain.c: the XML that programs usually write. Only xml.c knows it.
 *
 * new → feed* → (is_whole | context and left, for expat) → free */
#pragma once

#include "document-internal.h"

typedef struct DiXmlPlain DiXmlPlain;
/* As expat's handlers. A value or text is valid during the call only; text comes in pieces. */
typedef struct {
	void (*begin)(void *user, const char *name, const char **attributes);
	void (*end)(void *user, const char *name); /* NAME is NULL */
	void (*text)(void *user, const char *text, int size);
} DiXmlPlainEvents;

DiXmlPlain *di_xml_plain_new(const DiXmlPlainEvents *events, gpointer user);
void di_xml_plain_free(DiXmlPlain *plain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiXmlPlain, di_xml_plain_free)
/* FALSE: what is left is not plain XML, or wrong; expat has to see it, with the context in front, and nothing may be fed any more. */
gboolean di_xml_plain_feed(DiXmlPlain *plain, const char *bytes, gsize size);
/* No more events, from within one. */
void di_xml_plain_stop(DiXmlPlain *plain);
/* The root has ended and nothing stands behind it. */
gboolean di_xml_plain_is_whole(const DiXmlPlain *plain);
/* What an XML parser needs to have seen to understand the rest: begin tags, without attributes, of the open elements. */
GString *di_xml_plain_context(const DiXmlPlain *plain);
/* What came and was not used; PLAIN's own. */
GString *di_xml_plain_left(const DiXmlPlain *plain);
