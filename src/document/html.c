/* HTML from Word, mail programs and browsers, through libxml2's tolerant parser without a tree.
 *
 * The character set is settled before the parser sees a byte: what the page says of itself counts only
 * where the bytes are not UTF-8, and no conversion may want a module once the sandbox is closed. */
#include "html.h"

#include "libxml.h"

#include <string.h>

#define MAX_TAG_BYTES 65536
#define CHUNK_BYTES 16384

static char *
declared_charset(const char *bytes, gsize size)
{
	gsize window = MIN(size, 4096);
	g_autofree char *head = g_strndup(bytes, window);
	g_autofree char *lower = g_ascii_strdown(head, -1);
	const char *at = strstr(lower, "charset=");
	gsize length;

	if (!at)
		return NULL;
	at += strlen("charset=");
	at += *at == '"' || *at == '\'';
	length = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-_");
	return length > 0 ? g_strndup(at, length) : NULL;
}

static char *
from_charset(const char *bytes, gsize size, const char *charset)
{
	/* a page that says latin-1 means windows-1252, as in every browser */
	if (strcmp(charset, "iso-8859-1") == 0 || strcmp(charset, "us-ascii") == 0 || strcmp(charset, "windows-1252") == 0)
		return NULL;
	return g_convert(bytes, (gssize)size, "UTF-8", charset, NULL, NULL, NULL);
}

static char *
decode(const char *bytes, gsize size)
{
	const char *wide = size < 2 ? NULL : memcmp(bytes, "\xff\xfe", 2) == 0 ? "UTF-16LE" :
		memcmp(bytes, "\xfe\xff", 2) == 0 ? "UTF-16BE" : NULL;
	g_autofree char *charset = NULL;
	g_autofree char *converted = NULL;

	if (wide) {
		converted = g_convert(bytes + 2, (gssize)((size - 2) & ~(gsize)1), "UTF-8", wide, NULL, NULL, NULL);
	} else if (!g_utf8_validate(bytes, (gssize)size, NULL)) {
		charset = declared_charset(bytes, size);
		converted = charset ? from_charset(bytes, size, charset) : NULL;
	}
	return di_text_from_bytes(converted ? converted : bytes, converted ? -1 : (gssize)size);
}

/* How many bytes at AT are nothing to a reader. Word's "<![if !supportLists]>" and "<![endif]>" are
 * marks to browsers, text to libxml2 ("<![endif]-->" ends a comment, which is told by what follows the
 * bracket). A picture inside an attribute would be taken for a flood of attributes. */
static gsize
useless_bytes(const char *at)
{
	gsize inside;
	const char *end;

	if (g_str_has_prefix(at, "<![")) {
		inside = strcspn(at + 3, "[]<>");
		return inside > 0 && inside < 100 && at[3 + inside] == ']' && at[4 + inside] == '>' ? inside + 5 : 0;
	}
	if ((*at == '"' || *at == '\'') && g_ascii_strncasecmp(at + 1, "data:image/", 11) == 0) {
		end = strchr(at + 1, *at);
		return end ? (gsize)(end - at) + 1 : 0;
	}
	return 0;
}

static void
simplify(char *text)
{
	char *to = text;

	for (const char *at = text; *at;) {
		gsize useless = useless_bytes(at);

		if (useless > 0)
			at += useless;
		else
			*to++ = *at++;
	}
	*to = '\0';
}

typedef struct {
	htmlParserCtxt *parser;
	DiDocument *document;
	DiFlow *flow;
	DiHtmlBody *body;
} Reader;

static void
stop_when_full(Reader *reader)
{
	if (di_flow_is_full(reader->flow))
		xmlStopParser(reader->parser);
}

static void
on_begin(void *user, const xmlChar *name, const xmlChar **attributes)
{
	Reader *reader = user;

	stop_when_full(reader);
	di_html_body_begin(reader->body, (const char *)name, (const char *const *)attributes);
}

static void
on_end(void *user, const xmlChar *name)
{
	Reader *reader = user;

	(void)name;
	di_html_body_end(reader->body);
}

static void
on_text(void *user, const xmlChar *text, int size)
{
	Reader *reader = user;

	stop_when_full(reader);
	di_html_body_text(reader->body, (const char *)text, (size_t)size);
}

/* How many of the SIZE bytes at TAG belong to it; all of them where it has no end. */
static gsize
tag_bytes(const char *tag, gsize size)
{
	char quote = 0, last = 0;

	for (gsize i = 0; i < size; i++) {
		if (quote) {
			quote = tag[i] == quote ? 0 : quote;
		} else if (tag[i] == '>') {
			return i + 1;
		} else if (last == '=' && (tag[i] == '"' || tag[i] == '\'')) {
			quote = tag[i];
		}
		if (!g_ascii_isspace(tag[i]))
			last = tag[i];
	}
	return size;
}

/* A tag that has no end yet waits in the parser's buffer. A flood of attributes would cost quadratic
 * time, so such a tag is refused before it is parsed. What libxml2 holds back though it has an end (after
 * many chunks it no longer knows how far it had looked) is let go. */
static gboolean
tag_is_too_long(htmlParserCtxt *parser)
{
	const xmlParserInput *input = parser->input;

	if (!input || input->end - input->cur <= MAX_TAG_BYTES || input->cur[0] != '<' ||
	    !g_ascii_isalpha((char)input->cur[1]))
		return FALSE;
	parser->checkIndex = 0;
	return tag_bytes((const char *)input->cur, (gsize)(input->end - input->cur)) > MAX_TAG_BYTES;
}

static void
parse(Reader *reader, const char *text)
{
	static htmlSAXHandler sax = {.startElement = on_begin, .endElement = on_end, .characters = on_text,
		.ignorableWhitespace = on_text};
	htmlParserCtxt *parser = htmlCreatePushParserCtxt(&sax, reader, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	const char *end = text + strlen(text);

	reader->parser = parser;
	if (!parser)
		g_error("libxml2 gave no parser"); /* out of memory, as g_malloc would say */
	htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
		HTML_PARSE_IGNORE_ENC);
	for (const char *next; text < end && !di_flow_is_full(reader->flow); text = next) {
		next = end - text > CHUNK_BYTES ? g_utf8_find_prev_char(text, text + CHUNK_BYTES) : end;
		htmlParseChunk(parser, text, (int)(next - text), 0);
		if (tag_is_too_long(parser))
			di_document_fail(reader->document, DI_FAULT_SKADAD, NULL);
	}
	if (!di_flow_is_full(reader->flow))
		htmlParseChunk(parser, NULL, 0, 1);
	xmlFreeDoc(parser->myDoc);
	htmlFreeParserCtxt(parser);
}

DiDocument *
di_html_read(GBytes *bytes)
{
	DiDocument *document = di_document_new("html");
	g_autoptr(DiFlow) flow = di_flow_new(document);
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = decode(data, size);
	Reader reader = {.document = document, .flow = flow, .body = di_html_body_new(document, flow)};

	simplify(text);
	if (!di_libxml_load())
		di_document_fail(document, DI_FAULT_FORMAT, NULL);
	else if (*text)
		parse(&reader, text);
	di_flow_finish(flow);
	di_html_body_free(reader.body);
	return document;
}
