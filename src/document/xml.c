/* XML from a stranger, in pieces: by our own eyes as long as it is plain (xml-plain.c), by expat from the first thing on that is not.
 * Expat opens in a tenth of the time of libxml2 (no ICU, no libstdc++), has no quadratic attributes, and expands nothing without a DTD,
 * which is refused at its first word. Between two pieces one can see how much of an unfinished tag either holds: a flood is refused.
 * Depth is held here. */
#include "xml.h"
#include "xml-plain.h"

#include <expat.h>
#include <string.h>

#define MAX_DEPTH 256
#define MAX_TAG_BYTES 65536
#define CACHE_SLOTS 256 /* a power of two */
#define MAX_BINDINGS 4096

/* A prefix that stands for one of the vocabulary's namespaces, or for none of them (NULL), from an element of DEPTH on. Kept here:
 * expat would refuse a document with a prefix that is not declared, which some programs write. */
typedef struct {
	char *prefix;
	const DiXmlSpace *space;
	int depth;
} Binding;

/* Names that were looked up before, as the bindings were then. */
typedef struct {
	char *name;
	int token;
	guint age;
} Slot;

struct DiXml {
	DiXmlPlain *plain; /* NULL: expat reads now */
	XML_Parser parser;
	gboolean is_muted; /* it is told what was read already */
	DiXmlVocabulary *vocabulary;
	const DiXmlHandler *handler;
	gpointer user;
	int depth;
	int tokens[MAX_DEPTH];
	gboolean bad, enough;
	gsize fed_bytes;
	GArray *bindings;
	guint age; /* of the bindings: how often they changed */
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

static gboolean
is_declaration(const char *attribute)
{
	return attribute[0] == 'x' && strncmp(attribute, "xmlns", 5) == 0 && (attribute[5] == ':' || attribute[5] == '\0');
}

static const DiXmlSpace *
space_named(const DiXmlVocabulary *vocabulary, const char *uri)
{
	for (size_t i = 0; i < vocabulary->n_spaces; i++)
		if (strcmp(vocabulary->spaces[i].uri, uri) == 0)
			return &vocabulary->spaces[i];
	return NULL;
}

static void
bind(DiXml *xml, const char **attributes)
{
	for (; *attributes; attributes += 2) {
		if (!is_declaration(attributes[0]))
			continue;
		Binding binding = {
			.depth = xml->depth,
			.prefix = g_strdup(attributes[0] + (attributes[0][5] ? 6 : 5)),
			.space = space_named(xml->vocabulary, attributes[1]),
		};
		g_array_append_val(xml->bindings, binding);
		xml->age++;
	}
}

static void
unbind(DiXml *xml)
{
	while (xml->bindings->len && g_array_index(xml->bindings, Binding, xml->bindings->len - 1).depth >= xml->depth) {
		g_array_set_size(xml->bindings, xml->bindings->len - 1);
		xml->age++;
	}
}

static void
binding_clear(gpointer data)
{
	Binding *binding = data;

	g_free(binding->prefix);
}

static const DiXmlSpace *
space_of(const DiXml *xml, const char *prefix, size_t length)
{
	for (guint i = xml->bindings->len; i > 0; i--) {
		const Binding *binding = &g_array_index(xml->bindings, Binding, i - 1);

		if (strncmp(binding->prefix, prefix, length) == 0 && !binding->prefix[length])
			return binding->space;
	}
	return NULL;
}

static int
look_up(const DiXml *xml, const char *name)
{
	const char *colon = strchr(name, ':');
	const DiXmlSpace *space = space_of(xml, name, colon ? (size_t)(colon - name) : 0);
	char known[96];

	if (!space || g_snprintf(known, sizeof known, "%s:%s", space->prefix, colon ? colon + 1 : name) >= (int)sizeof known)
		return 0;
	return GPOINTER_TO_INT(g_hash_table_lookup(xml->vocabulary->index, known));
}

static int
token_of(DiXml *xml, const char *name)
{
	guint hash = 0;
	Slot *slot;

	for (const char *at = name; *at; at++)
		hash = hash * 31 + (guchar)*at;
	slot = &xml->cache[hash % CACHE_SLOTS];
	if (slot->name && slot->age == xml->age && strcmp(slot->name, name) == 0)
		return slot->token;
	g_free(slot->name);
	*slot = (Slot){g_strdup(name), look_up(xml, name), xml->age};
	return slot->token;
}

void
di_xml_stop(DiXml *xml, gboolean ok)
{
	xml->enough |= ok;
	xml->bad |= !ok;
	if (xml->plain)
		di_xml_plain_stop(xml->plain);
	else
		XML_StopParser(xml->parser, XML_FALSE);
}

static void
on_begin(void *user, const char *name, const char **attributes)
{
	DiXml *xml = user;
	DiXmlAttributes all = {attributes};

	if (xml->bad || xml->enough || xml->is_muted)
		return;
	bind(xml, attributes);
	if (xml->depth >= MAX_DEPTH || xml->bindings->len > MAX_BINDINGS) {
		di_xml_stop(xml, FALSE);
		return;
	}
	xml->tokens[xml->depth] = token_of(xml, name);
	xml->handler->begin(xml->user, xml->tokens[xml->depth++], &all);
}

static void
on_end(void *user, const char *name)
{
	DiXml *xml = user;

	(void)name;
	if (xml->bad || xml->enough || xml->depth == 0)
		return;
	xml->handler->end(xml->user, xml->tokens[--xml->depth]);
	unbind(xml);
}

static void
on_text(void *user, const char *text, int size)
{
	DiXml *xml = user;

	if (xml->handler->text && !xml->bad && !xml->enough)
		xml->handler->text(xml->user, text, (size_t)size);
}

static void
on_doctype(void *user, const char *name, const char *system_id, const char *public_id, int has_subset)
{
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_subset;
	di_xml_stop(user, FALSE);
}

/* Only encodings in which a tag's signs are ASCII bytes or UTF-16 units. */
static void
on_declaration(void *user, const char *version, const char *encoding, int standalone)
{
	static const char *const allowed[] = {"UTF-8", "UTF8", "UTF-16", "UTF-16LE", "UTF-16BE", "US-ASCII", "ASCII",
		"ISO-8859-1", "windows-1252"};

	(void)version;
	(void)standalone;
	for (size_t i = 0; encoding && i < G_N_ELEMENTS(allowed); i++)
		if (g_ascii_strcasecmp(encoding, allowed[i]) == 0)
			return;
	if (encoding)
		di_xml_stop(user, FALSE);
}

static int
character_of(void *data, const char *bytes)
{
	gunichar c = g_utf8_get_char_validated(bytes, 4);

	(void)data;
	return c >= (gunichar)-2 ? -1 : (int)c;
}

/* Those of the allowed ones that expat does not know by itself. */
static int
on_unknown_encoding(void *data, const char *name, XML_Encoding *encoding)
{
	gboolean is_utf8 = g_ascii_strcasecmp(name, "UTF8") == 0, is_windows = g_ascii_strcasecmp(name, "windows-1252") == 0;

	(void)data;
	for (int byte = 0; byte < 256; byte++) {
		gunichar c = is_windows ? di_text_windows_1252((guchar)byte) : 0xfffd;

		encoding->map[byte] = byte < 0x80 ? byte : c == 0xfffd ? -1 : (int)c;
		if (is_utf8 && byte >= 0xc2 && byte < 0xf5)
			encoding->map[byte] = byte < 0xe0 ? -2 : byte < 0xf0 ? -3 : -4;
	}
	encoding->convert = is_utf8 ? character_of : NULL;
	encoding->release = NULL;
	encoding->data = NULL;
	return is_utf8 || is_windows || g_ascii_strcasecmp(name, "ASCII") == 0 ? XML_STATUS_OK : XML_STATUS_ERROR;
}

static void
make_parser(DiXml *xml)
{
	xml->parser = XML_ParserCreate(NULL);
	if (!xml->parser)
		g_error("expat gave no parser"); /* out of memory, as g_malloc would say */
	XML_SetUserData(xml->parser, xml);
	XML_SetElementHandler(xml->parser, on_begin, on_end);
	XML_SetCharacterDataHandler(xml->parser, on_text);
	XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
	XML_SetXmlDeclHandler(xml->parser, on_declaration);
	XML_SetUnknownEncodingHandler(xml->parser, on_unknown_encoding, NULL);
}

DiXml *
di_xml_new(DiXmlVocabulary *vocabulary, const DiXmlHandler *handler, gpointer user)
{
	static const DiXmlPlainEvents events = {on_begin, on_end, on_text};
	DiXml *xml = g_new0(DiXml, 1);

	if (!vocabulary->index)
		index_vocabulary(vocabulary);
	xml->vocabulary = vocabulary;
	xml->handler = handler;
	xml->user = user;
	xml->bindings = g_array_new(FALSE, FALSE, sizeof(Binding));
	g_array_set_clear_func(xml->bindings, binding_clear);
	xml->plain = di_xml_plain_new(&events, xml);
	return xml;
}

void
di_xml_free(DiXml *xml)
{
	if (!xml)
		return;
	di_xml_plain_free(xml->plain);
	XML_ParserFree(xml->parser);
	g_array_unref(xml->bindings);
	for (size_t i = 0; i < CACHE_SLOTS; i++)
		g_free(xml->cache[i].name);
	g_free(xml);
}

/* How much the parser holds of a construct that has no end yet. */
static gboolean
tag_is_too_long(const DiXml *xml)
{
	gint64 done = (gint64)XML_GetCurrentByteIndex(xml->parser);

	return done >= 0 && (gint64)xml->fed_bytes - done > MAX_TAG_BYTES;
}

static void
feed_expat(DiXml *xml, const char *bytes, size_t size)
{
	xml->fed_bytes += size;
	xml->bad |= XML_Parse(xml->parser, bytes, (int)size, XML_FALSE) != XML_STATUS_OK && !xml->enough;
	xml->bad |= !xml->enough && tag_is_too_long(xml);
}

/* Something came that is not plain: expat goes on from there, once it knows within what it stands. */
static void
hand_over(DiXml *xml)
{
	g_autoptr(DiXmlPlain) plain = g_steal_pointer(&xml->plain);
	g_autoptr(GString) context = di_xml_plain_context(plain);
	const GString *left = di_xml_plain_left(plain);

	make_parser(xml);
	xml->is_muted = TRUE;
	feed_expat(xml, context->str, context->len);
	xml->is_muted = FALSE;
	feed_expat(xml, left->str, left->len);
}

gboolean
di_xml_feed(DiXml *xml, const char *bytes, size_t size)
{
	if (xml->enough || xml->bad)
		return !xml->bad;
	if (!xml->plain)
		feed_expat(xml, bytes, size);
	else if (!di_xml_plain_feed(xml->plain, bytes, size) || di_xml_plain_left(xml->plain)->len > MAX_TAG_BYTES)
		hand_over(xml); /* also where a handler had enough: nobody hears it then */
	return !xml->bad;
}

gboolean
di_xml_finish(DiXml *xml)
{
	if (xml->enough || xml->bad || (xml->plain && di_xml_plain_is_whole(xml->plain)))
		return !xml->bad;
	if (xml->plain)
		hand_over(xml);
	if (!xml->bad && !xml->enough)
		xml->bad = XML_Parse(xml->parser, NULL, 0, XML_TRUE) != XML_STATUS_OK && !xml->enough;
	return !xml->bad;
}

gboolean
di_slice_is(DiSlice slice, const char *value)
{
	return strlen(value) == slice.size && memcmp(slice.bytes, value, slice.size) == 0;
}

gboolean
di_xml_attribute(const DiXmlAttributes *attributes, const char *name, DiSlice *value_out)
{
	for (const char **one = attributes->pairs; *one; one += 2) {
		const char *colon = strchr(one[0], ':');

		if (strcmp(colon ? colon + 1 : one[0], name) != 0 || is_declaration(one[0]))
			continue;
		*value_out = (DiSlice){one[1], strlen(one[1])};
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
