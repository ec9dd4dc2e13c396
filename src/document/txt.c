/* Plain text. A block a paragraph: lines that follow each other without an empty one between stay
 * together, as the lines of one block, or as one line where a program broke it. */
#include "document-internal.h"

#include <string.h>

/* UTF-16 with or without a byte order mark; NULL: it is none. */
static char *
from_utf16(const char *bytes, gsize size)
{
	const guchar *first = (const guchar *)bytes;
	const char *charset = NULL;
	gsize skip = 0;

	if (size < 2)
		return NULL;
	if ((first[0] == 0xff && first[1] == 0xfe) || (first[0] == 0xfe && first[1] == 0xff)) {
		charset = first[0] == 0xff ? "UTF-16LE" : "UTF-16BE";
		skip = 2;
	} else if ((first[0] == 0) != (first[1] == 0)) {
		charset = first[0] == 0 ? "UTF-16BE" : "UTF-16LE";
	}
	if (!charset)
		return NULL;
	return g_convert(bytes + skip, (gssize)((size - skip) & ~(gsize)1), "UTF-8", charset, NULL, NULL, NULL);
}

static gboolean
is_blank(const char *line)
{
	for (; *line; line = di_utf8_next(line)) {
		if (!g_unichar_isspace(g_utf8_get_char(line)))
			return FALSE;
	}
	return TRUE;
}

static void
end_block(DiDocument *document, GString *text)
{
	while (text->len > 0 && g_ascii_isspace(text->str[text->len - 1]))
		g_string_truncate(text, text->len - 1);
	if (text->len > 0)
		di_block_set_text(di_document_add(document, DI_BLOCK_PARAGRAPH), text->str);
	g_string_truncate(text, 0);
}

/* Lines that a program broke at a certain width (mail programs at 72 or 78) are found by that width: where such
 * a line ended, the next word had no room. What a person ended ends anywhere. */

enum { WIDTH_MIN = 40, WIDTH_MAX = 132, BREAKS_MIN = 3 };

typedef struct {
	int forced, lower; /* breaks that a width explains; those before a small letter */
} Evidence;

static int
first_word_length(const char *line)
{
	int n = 0;

	for (; *line && !g_unichar_isspace(g_utf8_get_char(line)); line = di_utf8_next(line))
		n++;
	return n;
}

static const char *
without_indent(const char *line)
{
	while (*line && g_unichar_isspace(g_utf8_get_char(line)))
		line = di_utf8_next(line);
	return line;
}

gboolean
di_txt_begins_item(const char *line)
{
	size_t n = strspn(line, "0123456789.");

	if (strchr("-*>|+", *line) || g_str_has_prefix(line, "•") || g_str_has_prefix(line, "–"))
		return TRUE;
	if (n == 0)
		return g_ascii_isalpha(*line) && line[1] == ')';
	if (line[n] == ')' || line[n - 1] == '.')
		return g_ascii_isspace(line[n + (line[n] == ')')]);
	return memchr(line, '.', n) && g_unichar_isupper(g_utf8_get_char(without_indent(line + n)));
}

static gboolean
has_columns(const char *line)
{
	return strchr(line, '\t') || strstr(line, "   ");
}

/* Can the break between two lines be a program's at all? */
static gboolean
may_be_wrapped(const char *line, const char *next)
{
	next = without_indent(next);
	return *next && !has_columns(without_indent(line)) && !has_columns(next) && !di_txt_begins_item(next);
}

static gboolean
is_forced(const char *line, const char *next, int width)
{
	int length = (int)g_utf8_strlen(line, -1);

	return length <= width && length + 1 + first_word_length(without_indent(next)) > width;
}

/* The width at which the lines were broken; 0: nobody broke them. */
static int
find_width(const GPtrArray *lines)
{
	Evidence at[WIDTH_MAX + 1] = {0};
	int longer = 0, best = 0;

	for (guint i = 0; i + 1 < lines->len; i++) {
		const char *line = lines->pdata[i], *next = lines->pdata[i + 1];
		int length = (int)g_utf8_strlen(line, -1);
		int last = length + first_word_length(without_indent(next));
		gboolean lower = g_unichar_islower(g_utf8_get_char(without_indent(next)));

		if (!may_be_wrapped(line, next))
			continue;
		for (int width = MAX(length, WIDTH_MIN); width <= MIN(last, WIDTH_MAX); width++) {
			at[width].forced++;
			at[width].lower += lower;
		}
	}
	for (int width = WIDTH_MIN; width <= WIDTH_MAX; width++)
		best = at[width].forced > at[best].forced ? width : best;
	for (guint i = 0; i < lines->len; i++)
		longer += g_utf8_strlen(lines->pdata[i], -1) > best;
	if (at[best].forced < BREAKS_MIN || longer * 2 > at[best].forced || at[best].lower * 3 < at[best].forced)
		return 0;
	return best;
}

/* What follows a list without an empty line, not indented under its last item and not broken off from it. */
static gboolean
is_past_list(const char *before, const char *line, int width)
{
	return di_txt_begins_item(before) && !di_txt_begins_item(line) && !g_unichar_isspace(g_utf8_get_char(line)) &&
	       !(width > 0 && is_forced(before, line, width));
}

/* A word processor writes a paragraph as one line, and no empty lines between. */
static gboolean
has_long_lines(const GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++) {
		if (g_utf8_strlen(lines->pdata[i], -1) > WIDTH_MAX)
			return TRUE;
	}
	return FALSE;
}

static void
add_line(GString *block, const char *before, const char *line, int width)
{
	if (block->len == 0)
		g_string_append(block, line);
	else if (width > 0 && may_be_wrapped(before, line) && is_forced(before, line, width) &&
		!(di_begins_label(block->str) && di_begins_label(without_indent(line))))
		g_string_append_printf(block, " %s", without_indent(line));
	else
		g_string_append_printf(block, "\n%s", line);
}

static GPtrArray *
split_lines(char *text)
{
	GPtrArray *lines = g_ptr_array_new();

	for (char *line = text, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		g_ptr_array_add(lines, g_strchomp(line));
	}
	return lines;
}

static void
split(DiDocument *document, char *text)
{
	g_autoptr(GString) block = g_string_new(NULL);
	g_autoptr(GPtrArray) lines = split_lines(text);
	int width = find_width(lines);
	gboolean line_is_paragraph = width == 0 && has_long_lines(lines);
	int tables = 0;

	for (guint i = 0; i < lines->len; i++) {
		const char *line = lines->pdata[i];
		guint drawn = block->len == 0 ? di_txt_table(document, lines, i, tables + 1) : 0;

		if (drawn > 0) {
			i += drawn - 1;
			tables++;
			continue;
		}
		if (is_blank(line) || (i > 0 && is_past_list(lines->pdata[i - 1], line, width)) || (line_is_paragraph && i > 0 && !(di_txt_begins_item(line) && di_txt_begins_item(lines->pdata[i - 1]))))
			end_block(document, block);
		if (is_blank(line))
			continue;
		add_line(block, i > 0 ? lines->pdata[i - 1] : "", line, width);
		if (document->blocks->len > DI_DOCUMENT_MAX_BLOCKS) {
			di_document_fail(document, DI_FAULT_FOR_STOR, "Filen innehåller för många stycken.");
			return;
		}
	}
	end_block(document, block);
}

DiDocument *
di_txt_read(GBytes *bytes)
{
	DiDocument *document = di_document_new("txt");
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *wide = from_utf16(data, size);
	g_autofree char *text = di_text_from_bytes(wide ? wide : data, wide ? -1 : (gssize)size);

	if (size > DI_DOCUMENT_MAX_TEXT_BYTES)
		di_document_fail(document, DI_FAULT_FOR_STOR, "Filen innehåller för mycket text.");
	else
		split(document, text);
	return document;
}
