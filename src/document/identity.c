/* Whose form a document is, by what docx-fill.c wrote into its properties. What the programs do with them (Word, LibreOffice 7.4):
 *
 *	saved as             custom property   keyword
 *	DOCX, ODT, DOC, RTF  kept              kept
 *	PDF                  lost              kept, in /Info
 *	PDF by printing      lost              lost
 *
 * LibreOffice takes keywords apart at blanks, commas, semicolons and colons, and so the keyword has none of these. */
#include "zip-internal.h"

#include "xml.h"

#include <string.h>

#define KEYWORD_BEGIN "diarie."
#define SEPARATORS " ,;\t\r\n\"'"
enum { PART_BYTES_MAX = 256 << 10, TEXT_BYTES_MAX = 4096 };
enum { I_OTHER, I_PROPERTY, I_KEYWORDS };

/* clang-format off */
static const DiXmlSpace spaces[] = {
	{"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties", "custom"},
	{"http://schemas.openxmlformats.org/package/2006/metadata/core-properties", "core"},
	{"http://purl.oclc.org/ooxml/officeDocument/customProperties", "custom"},
	{"urn:oasis:names:tc:opendocument:xmlns:meta:1.0", "meta"},
};
static const DiXmlName names[] = {
	{"custom:property", I_PROPERTY}, {"core:keywords", I_KEYWORDS}, {"meta:keyword", I_KEYWORDS},
};
/* clang-format on */
static DiXmlVocabulary words = {spaces, G_N_ELEMENTS(spaces), names, G_N_ELEMENTS(names), NULL};

char *
di_identity_keyword(const char *identity)
{
	g_autofree char *dotted = g_strdelimit(g_strdup(identity), ":", '.');

	return g_strconcat(KEYWORD_BEGIN, dotted, NULL);
}

gboolean
di_identity_is_keyword(const char *word)
{
	return g_str_has_prefix(word, KEYWORD_BEGIN) && strlen(word) > strlen(KEYWORD_BEGIN) &&
		strlen(word) <= strlen(KEYWORD_BEGIN) + DI_IDENTITY_MAX;
}

void
di_identity_take(DiDocument *document, const char *keywords)
{
	g_auto(GStrv) each = g_strsplit_set(keywords, SEPARATORS, 0);
	const char *found = NULL;

	for (guint i = 0; each[i]; i++) {
		if (!di_identity_is_keyword(each[i]))
			continue;
		if (found && strcmp(found, each[i]) != 0)
			return;
		found = each[i];
	}
	if (found && !document->identity)
		document->identity = g_strdelimit(g_strdup(found + strlen(KEYWORD_BEGIN)), ".", ':');
}

typedef struct {
	DiXml *xml;
	GString *property, *keywords;
	GString *open; /* the one that text goes to now, or NULL */
	gsize bytes;
} Properties;

static void
on_begin(gpointer user, int token, const DiXmlAttributes *attributes)
{
	Properties *properties = user;

	if (token == I_PROPERTY)
		properties->open = di_xml_attribute_is(attributes, "name", DI_IDENTITY_PROPERTY) ? properties->property : NULL;
	else if (token == I_KEYWORDS)
		properties->open = g_string_append_c(properties->keywords, ' ');
}

static void
on_end(gpointer user, int token)
{
	if (token != I_OTHER)
		((Properties *)user)->open = NULL;
}

static void
on_text(gpointer user, const char *text, size_t size)
{
	const Properties *properties = user;

	if (properties->open && properties->open->len + size <= TEXT_BYTES_MAX)
		g_string_append_len(properties->open, text, (gssize)size);
}

static gboolean
feed(gpointer user, const char *bytes, size_t size)
{
	Properties *properties = user;

	properties->bytes += size;
	return properties->bytes <= PART_BYTES_MAX && di_xml_feed(properties->xml, bytes, size);
}

void
di_identity_read(DiDocument *document, DiZip *zip, const char *part)
{
	static const DiXmlHandler handler = {on_begin, on_end, on_text};
	g_autoptr(GString) property = g_string_new(NULL), keywords = g_string_new(NULL);
	Properties properties = {.property = property, .keywords = keywords};
	g_autoptr(DiXml) xml = NULL;

	if (document->identity || document->fault != DI_FAULT_NONE || !di_zip_has(zip, part))
		return;
	properties.xml = xml = di_xml_new(&words, &handler, &properties);
	if (!di_zip_peek(zip, part, feed, &properties) || !di_xml_finish(xml))
		return;
	if (property->len > 0 && property->len <= DI_IDENTITY_MAX)
		document->identity = di_text_squeeze(property->str);
	di_identity_take(document, keywords->str);
}
