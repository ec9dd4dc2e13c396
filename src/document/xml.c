/* XML from a stranger. libxml2's push parser and not its xmlTextReader: on Word's XML it takes half
 * the time, and between two pieces one can see how much of an unfinished tag lies in its buffer,
 * which is how a flood of attributes is refused before it costs quadratic time. What the reader would
 * have held by itself, depth and length of text, is held here. */
#include "xml.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <string.h>

#define MAX_DEPTH 256
#define MAX_TAG_BYTES 65536
#define CACHE_SLOTS 1024 /* a power of two */

/* libxml2 interns names, so that a name is its address. */
typedef struct {
	const guchar *local, *uri;
	int token;
} Slot;

struct DiXml {
	xmlParserCtxt *parser;
	DiXmlVocabulary *vocabulary;
	const DiXmlHandler *handler;
	gpointer user;
	int depth;
	int tokens[MAX_DEPTH];
	gboolean bad, enough;
	Slot cache[CACHE_SLOTS];
};

static void
index_vocabulary(DiXmlVocabulary *vocabulary)
{
	GHashTable *index = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < vocabulary->n_names; i++)
		g_hash_table_insert(index, (gpointer)(uintptr_t)vocabulary->names[i].name,
			GINT_TO_POINTER(vocabulary->names[i].token));
	vocabulary->index = index;
}

static int
look_up(const DiXmlVocabulary *vocabulary, const char *local, const char *uri)
{
	char name[96];

	for (size_t i = 0; i < vocabulary->n_spaces; i++) {
		if (strcmp(vocabulary->spaces[i].uri, uri ? uri : "") != 0)
			continue;
		if (g_snprintf(name, sizeof name, "%s:%s", vocabulary->spaces[i].prefix, local) >= (int)sizeof name)
			return 0;
		return GPOINTER_TO_INT(g_hash_table_lookup(vocabulary->index, name));
	}
	return 0;
}

static int
token_of(DiXml *xml, const guchar *local, const guchar *uri)
{
	size_t at = ((uintptr_t)local >> 3) ^ ((uintptr_t)uri >> 7);
	Slot *slot = &xml->cache[at % CACHE_SLOTS];

	if (slot->local != local || slot->uri != uri) {
		slot->local = local;
		slot->uri = uri;
		slot->token = look_up(xml->vocabulary, (const char *)local, (const char *)uri);
	}
	return slot->token;
}

void
di_xml_stop(DiXml *xml, gboolean ok)
{
	xml->enough |= ok;
	xml->bad |= !ok;
	xmlStopParser(xml->parser);
}

static void
/* NOLINTNEXTLINE(readability-function-size): libxml2 gives the parameters */
on_begin(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri, int n_namespaces,
	const xmlChar **namespaces, int n_attributes, int n_defaulted, const xmlChar **attributes)
{
	DiXml *xml = user;
	DiXmlAttributes all = {attributes, n_attributes};

	(void)prefix;
	(void)n_namespaces;
	(void)namespaces;
	(void)n_defaulted;
	if (xml->bad || xml->enough)
		return;
	if (xml->depth >= MAX_DEPTH) {
		di_xml_stop(xml, FALSE);
		return;
	}
	xml->tokens[xml->depth] = token_of(xml, local, uri);
	xml->handler->begin(xml->user, xml->tokens[xml->depth++], &all);
}

static void
on_end(void *user, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	DiXml *xml = user;

	(void)local;
	(void)prefix;
	(void)uri;
	if (!xml->bad && !xml->enough && xml->depth > 0)
		xml->handler->end(xml->user, xml->tokens[--xml->depth]);
}

static void
on_text(void *user, const xmlChar *text, int size)
{
	DiXml *xml = user;

	if (xml->handler->text && !xml->bad && !xml->enough)
		xml->handler->text(xml->user, (const char *)text, (size_t)size);
}

static void
on_doctype(void *user, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
	(void)name;
	(void)external_id;
	(void)system_id;
	di_xml_stop(user, FALSE);
}

/* Only encodings in which a tag's signs are ASCII bytes or UTF-16 units, and which need no module to be loaded. */
static void
on_start(void *user)
{
	static const char *const allowed[] = {"UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ASCII",
		"ISO-8859-1", "windows-1252"};
	DiXml *xml = user;
	const char *encoding = (const char *)xml->parser->encoding;

	for (size_t i = 0; encoding && i < G_N_ELEMENTS(allowed); i++) {
		if (g_ascii_strcasecmp(encoding, allowed[i]) == 0)
			return;
	}
	if (encoding)
		di_xml_stop(xml, FALSE);
}

static void
on_error(void *user, xmlErrorPtr error)
{
	(void)user;
	(void)error; /* the parser keeps its own record; libxml2 would write to standard error */
}

static xmlSAXHandler sax = {
	.initialized = XML_SAX2_MAGIC,
	.startDocument = on_start,
	.internalSubset = on_doctype,
	.startElementNs = on_begin,
	.endElementNs = on_end,
	.characters = on_text,
	.ignorableWhitespace = on_text,
	.cdataBlock = on_text,
	.serror = on_error,
};

DiXml *
di_xml_new(DiXmlVocabulary *vocabulary, const DiXmlHandler *handler, gpointer user)
{
	DiXml *xml = g_new0(DiXml, 1);

	if (!vocabulary->index)
		index_vocabulary(vocabulary);
	xml->vocabulary = vocabulary;
	xml->handler = handler;
	xml->user = user;
	xml->parser = xmlCreatePushParserCtxt(&sax, xml, NULL, 0, NULL);
	if (!xml->parser)
		g_error("libxml2 gave no parser"); /* out of memory, as g_malloc would say */
	xmlCtxtUseOptions(xml->parser, XML_PARSE_NONET);
	return xml;
}

void
di_xml_free(DiXml *xml)
{
	if (!xml)
		return;
	xmlFreeDoc(xml->parser->myDoc);
	xmlFreeParserCtxt(xml->parser);
	g_free(xml);
}

/* How much the parser holds of a construct that has no end yet. */
static gboolean
tag_is_too_long(const DiXml *xml)
{
	const xmlParserInput *input = xml->parser->input;

	return input && input->end - input->cur > MAX_TAG_BYTES;
}

gboolean
di_xml_feed(DiXml *xml, const char *bytes, size_t size)
{
	if (xml->enough)
		return TRUE;
	if (xml->bad)
		return FALSE;
	xml->bad |= xmlParseChunk(xml->parser, bytes, (int)size, 0) != 0 && !xml->enough;
	xml->bad |= !xml->enough && tag_is_too_long(xml);
	return !xml->bad;
}

gboolean
di_xml_finish(DiXml *xml)
{
	if (!xml->bad && !xml->enough)
		xml->bad = xmlParseChunk(xml->parser, NULL, 0, 1) != 0 || !xml->parser->wellFormed;
	return !xml->bad;
}

gboolean
di_slice_is(DiSlice slice, const char *value)
{
	return strlen(value) == slice.size && memcmp(slice.bytes, value, slice.size) == 0;
}

/* libxml2 lays an attribute out as name, prefix, namespace, start of the value, end of the value. */
gboolean
di_xml_attribute(const DiXmlAttributes *attributes, const char *name, DiSlice *value_out)
{
	for (int i = 0; i < attributes->count; i++) {
		const guchar **one = attributes->raw + (ptrdiff_t)i * 5;

		if (strcmp((const char *)one[0], name) != 0)
			continue;
		*value_out = (DiSlice){(const char *)one[3], (size_t)(one[4] - one[3])};
		return TRUE;
	}
	return FALSE;
}

gboolean
di_xml_attribute_is(const DiXmlAttributes *attributes, const char *name, const char *value)
{
	DiSlice slice;

	return di_xml_attribute(attributes, name, &slice) && di_slice_is(slice, value);
}

char *
di_xml_attribute_dup(const DiXmlAttributes *attributes, const char *name)
{
	DiSlice slice;

	return di_xml_attribute(attributes, name, &slice) ? g_strndup(slice.bytes, slice.size) : NULL;
}

int
di_xml_attribute_int(const DiXmlAttributes *attributes, const char *name, int otherwise)
{
	DiSlice slice;
	size_t negative;
	int value = 0;

	if (!di_xml_attribute(attributes, name, &slice) || slice.size == 0)
		return otherwise;
	negative = slice.bytes[0] == '-';
	if (negative && slice.size == 1)
		return otherwise;
	for (size_t i = negative; i < slice.size; i++) {
		if (!g_ascii_isdigit(slice.bytes[i]))
			return i > negative && slice.bytes[i] == '.' ? (negative ? -value : value) : otherwise;
		value = MIN(value * 10 + (slice.bytes[i] - '0'), 1000000);
	}
	return negative ? -value : value;
}

gboolean
di_xml_attribute_on(const DiXmlAttributes *attributes, const char *name)
{
	DiSlice slice;

	if (!di_xml_attribute(attributes, name, &slice))
		return TRUE;
	return !di_slice_is(slice, "0") && !di_slice_is(slice, "false") && !di_slice_is(slice, "off");
}

static gboolean
feed_part(gpointer user, const char *bytes, size_t size)
{
	return di_xml_feed(user, bytes, size);
}

gboolean
di_xml_read_part(DiZip *zip, const char *name, DiXmlVocabulary *vocabulary, const DiXmlHandler *handler,
	gpointer user, DiXml **xml_out)
{
	g_autoptr(DiXml) xml = di_xml_new(vocabulary, handler, user);

	if (xml_out)
		*xml_out = xml;
	if (!di_zip_read(zip, name, feed_part, xml))
		return FALSE;
	return di_xml_finish(xml) || di_zip_fail(zip, DI_FAULT_SKADAD, NULL);
}
