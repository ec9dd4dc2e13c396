/* xml.c: XML from a stranger, pushed through expat in pieces; tokens instead of names come out.
 *
 * Never entities, never a DTD, never the network. What was handed out before di_xml_finish returned
 * TRUE may turn out to be half a document: keep it apart until then. */
#pragma once

#include "zip-internal.h"

/* A vocabulary lists the namespaces and elements that a reader knows: {"http://…/main", "w"} and
 * {"w:p", W_P}. Tokens begin at 1; every other element is token 0. */
typedef struct {
	const char *uri, *prefix;
} DiXmlSpace;
typedef struct {
	const char *name;
	int token;
} DiXmlName;
typedef struct {
	const DiXmlSpace *spaces;
	size_t n_spaces;
	const DiXmlName *names;
	size_t n_names;
	GHashTable *index; /* made at first use */
} DiXmlVocabulary;

/* The attributes of one element, as expat hands them over; valid during the call only. */
typedef struct {
	const char **pairs; /* name, value, …, NULL */
} DiXmlAttributes;
typedef struct {
	void (*begin)(gpointer user, int token, const DiXmlAttributes *attributes);
	void (*end)(gpointer user, int token);
	void (*text)(gpointer user, const char *text, size_t size); /* NULL: no text is wanted */
} DiXmlHandler;

typedef struct {
	const char *bytes; /* no final NUL */
	size_t size;
} DiSlice;
/* By local name; namespaces of attributes make no difference in what is read here. */
gboolean di_xml_attribute(const DiXmlAttributes *attributes, const char *name, DiSlice *value_out);
gboolean di_xml_attribute_is(const DiXmlAttributes *attributes, const char *name, const char *value);
char *di_xml_attribute_dup(const DiXmlAttributes *attributes, const char *name); /* NULL: none */
/* OTHERWISE where the attribute is absent or no whole number; clamped to ±1,000,000. */
int di_xml_attribute_int(const DiXmlAttributes *attributes, const char *name, int otherwise);
/* OOXML's on/off: an absent value means on. */
gboolean di_xml_attribute_on(const DiXmlAttributes *attributes, const char *name);
gboolean di_slice_is(DiSlice slice, const char *value);

typedef struct DiXml DiXml;
DiXml *di_xml_new(DiXmlVocabulary *vocabulary, const DiXmlHandler *handler, gpointer user);
void di_xml_free(DiXml *xml);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiXml, di_xml_free)
gboolean di_xml_feed(DiXml *xml, const char *bytes, size_t size); /* at most some 16 KiB a time */
gboolean di_xml_finish(DiXml *xml); /* TRUE: the document was whole and well-formed */
/* Ends the reading from within a handler; OK: what came so far is all that is wanted. */
void di_xml_stop(DiXml *xml, gboolean ok);

/* Reads the part NAME of ZIP with HANDLER. FALSE: the document has a fault. XML_OUT (NULL: not wanted)
 * is set before the first call of the handler, for di_xml_stop. */
gboolean di_xml_read_part(DiZip *zip, const char *name, DiXmlVocabulary *vocabulary, const DiXmlHandler *handler,
	gpointer user, DiXml **xml_out);
