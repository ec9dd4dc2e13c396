/* The page in a web archive (MHT, RFC 2557), which programs that make documents of HTML put into a w:altChunk. It has the form
 * of a mail; only its first text/html is looked at, one level of parts deep and in the parts of one multipart/alternative. */
#include "docx.h"

#include <string.h>

enum { PARTS_MAX = 100, DEPTH_MAX = 3 };

typedef struct {
	const char *at, *end;
} Span;

/* The text from NAME's colon on, unfolded; NULL: the header has no such field. */
static char *
field(Span header, const char *name)
{
	g_autofree char *text = g_strndup(header.at, (gsize)(header.end - header.at));
	g_autofree char *pattern = g_strdup_printf("(?im)^%s:((?:.*)(?:\\r?\\n[ \\t].*)*)", name);
	g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	return g_regex_match(regex, text, 0, &match) ? g_strstrip(g_match_info_fetch(match, 1)) : NULL;
}

/* Parts ENTITY at its first empty line; FALSE: it has none. */
static gboolean
part_at_header(Span entity, Span *header_out, Span *body_out)
{
	for (const char *at = entity.at; at < entity.end; at++) {
		const char *next = at + 1;

		if (*at != '\n')
			continue;
		if (next < entity.end && *next == '\r')
			next++;
		if (next < entity.end && *next == '\n') {
			*header_out = (Span){entity.at, at};
			*body_out = (Span){next + 1, entity.end};
			return TRUE;
		}
	}
	return FALSE;
}

static char *
boundary_of(const char *type)
{
	g_autoptr(GRegex) regex = g_regex_new("boundary\\s*=\\s*(?:\"([^\"]+)\"|([^\\s;]+))", G_REGEX_CASELESS, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *quoted = NULL, *plain = NULL;

	if (!g_regex_match(regex, type, 0, &match))
		return NULL;
	quoted = g_match_info_fetch(match, 1);
	plain = g_match_info_fetch(match, 2);
	return g_strconcat("--", quoted && *quoted ? quoted : plain, NULL);
}

static GBytes *
decoded(Span header, Span body)
{
	g_autofree char *encoding = field(header, "content-transfer-encoding");
	gsize size = (gsize)(body.end - body.at);

	if (encoding && g_ascii_strcasecmp(encoding, "base64") == 0)
		return di_decode_base64(body.at, size);
	if (encoding && g_ascii_strcasecmp(encoding, "quoted-printable") == 0)
		return di_decode_quoted_printable(body.at, size);
	return g_bytes_new(body.at, size);
}

static GBytes *page_of(Span entity, int depth);

static GBytes *
page_of_parts(Span body, const char *boundary, int depth)
{
	gsize length = strlen(boundary);
	const char *at = g_strstr_len(body.at, body.end - body.at, boundary);

	for (int n = 0; at && n < PARTS_MAX; n++) {
		Span part = {.at = at + length, .end = body.end};
		const char *next = g_strstr_len(part.at, part.end - part.at, boundary);
		GBytes *page;

		part.end = next ? next : body.end;
		page = page_of(part, depth + 1);
		if (page)
			return page;
		at = next;
	}
	return NULL;
}

static GBytes *
page_of(Span entity, int depth)
{
	Span header, body;
	g_autofree char *type = NULL, *boundary = NULL;

	if (depth > DEPTH_MAX || !part_at_header(entity, &header, &body))
		return NULL;
	type = field(header, "content-type");
	if (!type)
		return NULL;
	if (g_ascii_strncasecmp(type, "text/html", strlen("text/html")) == 0)
		return decoded(header, body);
	boundary = boundary_of(type);
	return boundary ? page_of_parts(body, boundary, depth) : NULL;
}

GBytes *
di_mht_page(GBytes *bytes)
{
	g_autofree char *text = di_text_copy(bytes);

	return page_of((Span){text, text + strlen(text)}, 0);
}
