/* What strangers wrote made fit to be shown: header values, file names, bodies. */
#include "message-internal.h"

#include <string.h>

static gboolean
is_direction_mark(gunichar c)
{
	return c == 0x200e || c == 0x200f || c == 0x061c || (c >= 0x202a && c <= 0x202e) ||
		(c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static gboolean
is_control(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

/* GMime hands out CR and LF from encoded words and RFC 2231 as they came: they end here. */
char *
di_header_line(const char *value)
{
	g_autofree char *text = value ? di_text_from_bytes(value, -1) : NULL;
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *line = NULL;

	if (!text)
		return NULL;
	for (const char *at = text; *at; at = di_utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if (is_control(c))
			g_string_append_c(out, ' ');
		else if (!is_direction_mark(c))
			g_string_append_unichar(out, c);
	}
	line = di_text_squeeze(out->str);
	return di_text_cut(line, DI_LINE_CHARS_MAX);
}

/* Both kinds of slashes: the name may have been made on another system than ours. */
char *
di_header_file_name(const char *name)
{
	g_autofree char *line = di_header_line(name);
	const char *base = line;
	g_autofree char *trimmed = NULL;

	for (const char *at = line; at && *at; at++)
		if (*at == '/' || *at == '\\')
			base = at + 1;
	trimmed = base ? g_strstrip(g_strdup(base)) : NULL;
	if (!trimmed || !*trimmed || g_str_equal(trimmed, ".") || g_str_equal(trimmed, ".."))
		return NULL;
	return di_text_cut(trimmed, DI_NAME_CHARS_MAX);
}

/* In these, plain ASCII means something else: valid UTF-8 proves nothing. */
static gboolean
is_shifting(const char *charset)
{
	static const char *const beginnings[] = {"utf-7", "utf7", "unicode-1-1-utf-7", "utf-16", "utf16", "utf-32",
		"utf32", "ucs-2", "ucs-4", "iso-2022-", "hz"};

	for (guint i = 0; charset && i < G_N_ELEMENTS(beginnings); i++)
		if (g_ascii_strncasecmp(charset, beginnings[i], strlen(beginnings[i])) == 0)
			return TRUE;
	return FALSE;
}

/* What is called latin-1 is windows-1252 in practice, and di_text_from_bytes reads it so. */
static gboolean
is_latin1(const char *charset)
{
	return !charset || g_ascii_strcasecmp(charset, "iso-8859-1") == 0 ||
		g_ascii_strcasecmp(charset, "us-ascii") == 0 || g_ascii_strncasecmp(charset, "latin", 5) == 0;
}

char *
di_body_text(const char *bytes, gsize size, const char *charset)
{
	g_autofree char *converted = NULL;
	gsize written = 0;

	if (size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
		charset = "utf-16";
	if (!is_shifting(charset) && (is_latin1(charset) || g_utf8_validate_len(bytes, size, NULL)))
		return di_text_from_bytes(bytes, (gssize)size);
	converted = g_convert(bytes, (gssize)size, "UTF-8", charset, NULL, &written, NULL);
	if (!converted)
		return di_text_from_bytes(bytes, (gssize)size);
	return di_text_from_bytes(converted, (gssize)written);
}

/* Flowed text */

static guint
quote_depth(const char **line)
{
	guint depth = 0;

	for (; **line == '>'; (*line)++)
		depth++;
	if (**line == ' ') /* space-stuffing */
		(*line)++;
	return depth;
}

static void
begin_line(GString *out, guint depth)
{
	for (guint i = 0; i < depth; i++)
		g_string_append_c(out, '>');
	if (depth > 0)
		g_string_append_c(out, ' ');
}

char *
di_body_unflow(const char *text, gboolean delete_space)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);
	gboolean flowing = FALSE;
	guint depth = 0;

	for (guint i = 0; lines[i]; i++) {
		const char *line = lines[i];
		guint own = quote_depth(&line);
		gboolean is_signature = g_str_equal(line, "-- ");

		if (flowing && (own != depth || is_signature)) {
			g_string_append_c(out, '\n');
			flowing = FALSE;
		}
		if (!flowing)
			begin_line(out, own);
		g_string_append(out, line);
		depth = own;
		flowing = !is_signature && g_str_has_suffix(line, " ") && lines[i + 1];
		if (flowing && delete_space)
			g_string_truncate(out, out->len - 1);
		else if (!flowing && lines[i + 1])
			g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}
