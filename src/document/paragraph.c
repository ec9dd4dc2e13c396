/* One paragraph, collected run by run: its text, what of it is bold, how large, what was filled in. */
#include "flow.h"

#include <string.h>

void
di_paragraph_init(DiParagraph *paragraph)
{
	*paragraph = (DiParagraph){.value_at = -1};
	paragraph->text = g_string_new(NULL);
	paragraph->after = g_ptr_array_new();
}

void
di_paragraph_reset(DiParagraph *paragraph)
{
	GString *text = paragraph->text;
	GPtrArray *after = paragraph->after;

	g_free(paragraph->tag);
	g_string_truncate(text, 0);
	*paragraph = (DiParagraph){.text = text, .after = after, .value_at = -1};
}

void
di_paragraph_clear(DiParagraph *paragraph)
{
	for (guint i = 0; i < paragraph->after->len; i++)
		di_block_free(paragraph->after->pdata[i]);
	g_ptr_array_unref(paragraph->after);
	g_string_free(paragraph->text, TRUE);
	g_free(paragraph->tag);
}

static gboolean
is_white(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (!g_ascii_isspace(text[i]))
			return FALSE;
	}
	return TRUE;
}

/* bold_bytes grows as long as nothing but white space has come since that was not bold. */
static void
note_bold(DiParagraph *paragraph, size_t from)
{
	size_t bold = (size_t)paragraph->bold_bytes;

	if (bold <= from && is_white(paragraph->text->str + bold, from - bold))
		paragraph->bold_bytes = (int)paragraph->text->len;
}

static void
note_size(DiParagraph *paragraph, int size_pt10, size_t bytes)
{
	for (int i = 0; i < DI_PARAGRAPH_SIZES; i++) {
		if (paragraph->sizes[i].bytes > 0 && paragraph->sizes[i].size_pt10 != size_pt10)
			continue;
		paragraph->sizes[i].size_pt10 = size_pt10;
		paragraph->sizes[i].bytes += (int)MIN(bytes, 1000000);
		return;
	}
}

/* Soft hyphens are no text; a hyphen that does not break is a hyphen. Formats write them as
 * characters too, not only by their own means. */
static void
append_plain(GString *to, const char *text, size_t size)
{
	const char *end = text + size;

	if (!memchr(text, 0xc2, size) && !memchr(text, 0xe2, size)) { /* nearly every run */
		g_string_append_len(to, text, (gssize)size);
		return;
	}
	for (const char *at = text; at < end;) {
		const char *odd = at;

		while (odd < end && !(odd[0] == '\xc2' && end - odd > 1 && odd[1] == '\xad') &&
			!(odd[0] == '\xe2' && end - odd > 2 && odd[1] == '\x80' && odd[2] == '\x91'))
			odd++;
		g_string_append_len(to, at, odd - at);
		if (odd < end && *odd == '\xe2')
			g_string_append_c(to, '-');
		at = odd < end ? odd + (*odd == '\xe2' ? 3 : 2) : end;
	}
}

void
di_paragraph_append(DiParagraph *paragraph, const char *text, size_t size, gboolean bold, int size_pt10)
{
	size_t from = paragraph->text->len;

	append_plain(paragraph->text, text, size);
	if (bold)
		note_bold(paragraph, from);
	note_size(paragraph, size_pt10, size);
}

static gboolean
has_letters(const char *text, int from, int to)
{
	for (const char *at = text + from; at < text + to; at = di_utf8_next(at)) {
		if (g_unichar_isalnum(g_utf8_get_char(at)))
			return TRUE;
	}
	return FALSE;
}

void
di_paragraph_add_value(DiParagraph *paragraph, int start, int end, const char *tag)
{
	if (paragraph->value_at >= 0 && !has_letters(paragraph->text->str, paragraph->value_end, start)) {
		paragraph->value_end = MAX(end, paragraph->value_end);
		if (!paragraph->tag)
			paragraph->tag = g_strdup(tag);
		return;
	}
	if (paragraph->value_at >= 0 && paragraph->value_end > paragraph->value_at)
		return;
	paragraph->value_at = start;
	paragraph->value_end = end;
	g_free(paragraph->tag);
	paragraph->tag = g_strdup(tag);
}

/* Is the character at AT white? Of every kind: a no-break space alone is no paragraph either. */
static gboolean
is_white_at(const char *at)
{
	return (guchar)*at < 0x80 ? g_ascii_isspace(*at) : g_unichar_isspace(g_utf8_get_char(at));
}

void
di_paragraph_trim(DiParagraph *paragraph)
{
	GString *text = paragraph->text;
	const char *end = text->str + text->len, *start = text->str;
	int cut, length;

	while (end > text->str) {
		const char *last = g_utf8_prev_char(end);

		if (!is_white_at(last))
			break;
		end = last;
	}
	while (start < end && is_white_at(start))
		start = di_utf8_next(start);
	cut = (int)(start - text->str);
	g_string_truncate(text, (gsize)(end - text->str));
	g_string_erase(text, 0, cut);
	length = (int)text->len;
	paragraph->bold_bytes = CLAMP(paragraph->bold_bytes - cut, 0, length);
	if (paragraph->value_at < 0)
		return;
	paragraph->value_at = CLAMP(paragraph->value_at - cut, 0, length);
	paragraph->value_end = CLAMP(paragraph->value_end - cut, paragraph->value_at, length);
}

gboolean
di_paragraph_is_empty(const DiParagraph *paragraph)
{
	return paragraph->text->len == 0 && !paragraph->placeholder && !paragraph->tag;
}

static int
usual_size(const DiParagraph *paragraph)
{
	int best = 0;

	for (int i = 1; i < DI_PARAGRAPH_SIZES; i++) {
		if (paragraph->sizes[i].bytes > paragraph->sizes[best].bytes)
			best = i;
	}
	return paragraph->sizes[best].size_pt10;
}

void
di_paragraph_give(DiParagraph *paragraph, DiBlock *block)
{
	block->size_pt10 = usual_size(paragraph);
	block->bold_bytes = paragraph->bold_bytes;
	block->tag = g_steal_pointer(&paragraph->tag);
	block->value_at = paragraph->value_at;
	block->value_bytes = paragraph->value_at < 0 ? 0 : paragraph->value_end - paragraph->value_at;
	if (paragraph->placeholder && block->value_bytes == 0) {
		block->placeholder = TRUE;
		if (block->value_at < 0)
			block->value_at = (int)paragraph->text->len;
	}
	di_block_set_text(block, paragraph->text->str);
}

void
di_paragraph_move_after(DiParagraph *paragraph, GPtrArray *out)
{
	g_ptr_array_extend(out, paragraph->after, NULL, NULL);
	g_ptr_array_set_size(paragraph->after, 0);
}
