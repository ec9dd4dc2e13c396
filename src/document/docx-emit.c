/* A paragraph that is complete becomes a block: with its number, its kind and what was filled in. */
#include "docx-story.h"

#include <string.h>

void
di_paragraph_clear(Paragraph *paragraph)
{
	GString *text = paragraph->text;
	GPtrArray *after = paragraph->after;

	g_free(paragraph->tag);
	g_string_truncate(text, 0);
	*paragraph = (Paragraph){.text = text, .after = after, .value_at = -1};
	paragraph->format = DI_PARAGRAPH_FORMAT_NONE;
}

static void
steal_after(Story *story)
{
	GPtrArray *after = story->paragraph.after;

	for (guint i = 0; i < after->len; i++)
		g_ptr_array_add(story->out, after->pdata[i]);
	g_ptr_array_set_size(after, 0);
}

/* What holds for the paragraph: what it says itself, else its style, else the default style. */
static DiParagraphFormat
whole_format(const Body *body, const Paragraph *paragraph)
{
	const DiDocxStyle *style = paragraph->style ? paragraph->style : body->docx->styles->normal;
	DiParagraphFormat format = paragraph->format;

	if (!style)
		return format;
	if (format.num_id < 0) {
		format.num_id = style->paragraph.num_id;
		if (format.num_level < 0)
			format.num_level = style->paragraph.num_level;
	}
	if (format.outline < 0)
		format.outline = style->paragraph.outline;
	return format;
}

static int
usual_size(const Paragraph *paragraph)
{
	int best = 0;

	for (int i = 1; i < MAX_SIZES; i++) {
		if (paragraph->sizes[i].characters > paragraph->sizes[best].characters)
			best = i;
	}
	return paragraph->sizes[best].size_pt10;
}

/* White space at both ends goes; what points into the text moves along. */
static void
trim(Paragraph *paragraph)
{
	GString *text = paragraph->text;
	gsize end = text->len, start = 0;
	int cut, length;

	while (end > 0 && g_ascii_isspace(text->str[end - 1]))
		end--;
	g_string_truncate(text, end);
	while (start < end && g_ascii_isspace(text->str[start]))
		start++;
	g_string_erase(text, 0, (gssize)start);
	cut = (int)start;
	length = (int)text->len;
	paragraph->bold_bytes = CLAMP(paragraph->bold_bytes - cut, 0, length);
	if (paragraph->value_at < 0)
		return;
	paragraph->value_at = CLAMP(paragraph->value_at - cut, 0, length);
	paragraph->value_end = CLAMP(paragraph->value_end - cut, paragraph->value_at, length);
}

static void
set_kind(const Body *body, Story *story, DiBlock *block, const DiParagraphFormat *format)
{
	const Paragraph *paragraph = &story->paragraph;
	const Table *table = di_story_table(story);
	const char *style_id = paragraph->style ? paragraph->style->id : NULL;
	int list_level = 0;

	if (format->num_id > 0)
		block->marker = di_docx_numbering_next(body->docx->numbering, format->num_id, format->num_level, style_id,
			&list_level);
	block->level = MAX(format->outline, 0);
	if (table) {
		block->kind = DI_BLOCK_CELL;
		block->table = table->number;
		block->row = MAX(table->row, 0);
		block->column = table->column;
	} else if (format->outline > 0) {
		block->kind = DI_BLOCK_HEADING;
	} else if (block->marker) {
		block->kind = DI_BLOCK_LIST_ITEM;
		block->level = list_level;
	}
}

static void
set_place(Body *body, Story *story, DiBlock *block)
{
	block->place = story->place;
	block->frame = story->frame;
	if (!story->paragraph.framed || story->place != DI_PLACE_BODY || block->kind == DI_BLOCK_CELL) {
		story->last_framed = 0;
		return;
	}
	if (story->last_framed == 0)
		story->last_framed = ++body->docx->n_frames;
	block->place = DI_PLACE_FRAME;
	block->frame = story->last_framed;
}

static void
set_value(Paragraph *paragraph, DiBlock *block)
{
	block->tag = g_steal_pointer(&paragraph->tag);
	block->value_at = paragraph->value_at;
	block->value_bytes = paragraph->value_at < 0 ? 0 : paragraph->value_end - paragraph->value_at;
	if (!paragraph->placeholder || block->value_bytes > 0)
		return;
	block->placeholder = TRUE;
	if (block->value_at < 0)
		block->value_at = (int)paragraph->text->len;
}

static void
emit(Body *body, Story *story)
{
	Paragraph *paragraph = &story->paragraph;
	DiParagraphFormat format = whole_format(body, paragraph);
	const DiDocxStyle *style = paragraph->style;
	g_autoptr(DiBlock) block = di_block_new(DI_BLOCK_PARAGRAPH);

	trim(paragraph);
	if (di_story_is_gone(story) || (style && style->is_contents))
		return;
	if (paragraph->mark_hidden && paragraph->text->len == 0)
		return;
	set_kind(body, story, block, &format); /* an empty item of a list has its number too */
	if (paragraph->text->len == 0 && !paragraph->placeholder && !paragraph->tag)
		return;
	set_place(body, story, block);
	set_value(paragraph, block);
	block->size_pt10 = usual_size(paragraph);
	block->bold_bytes = paragraph->bold_bytes;
	di_block_set_text(block, paragraph->text->str);
	for (guint i = 0; i < story->tables->len; i++)
		g_array_index(story->tables, Table, i).emitted = TRUE;
	g_ptr_array_add(story->out, g_steal_pointer(&block));
}

static void
finish(Body *body, Story *story)
{
	emit(body, story);
	if (di_story_is_gone(story))
		g_ptr_array_foreach(story->paragraph.after, (GFunc)(void (*)(void))di_block_free, NULL);
	else
		steal_after(story);
	g_ptr_array_set_size(story->paragraph.after, 0);
	di_paragraph_clear(&story->paragraph);
	if (story->out->len + body->docx->document->blocks->len > DI_DOCUMENT_MAX_BLOCKS)
		di_body_fail(body, DI_FAULT_FOR_STOR, "Filen innehåller för många stycken.");
}

/* After a mark that was deleted the text goes on, but how the paragraph looks is what its last mark says. */
void
di_body_paragraph_begin(Body *body)
{
	Paragraph *paragraph = &di_body_story(body)->paragraph;

	if (!paragraph->carried)
		di_paragraph_clear(paragraph);
	paragraph->carried = FALSE;
	paragraph->mark_deleted = FALSE;
	paragraph->style = NULL;
	paragraph->format = DI_PARAGRAPH_FORMAT_NONE;
	paragraph->open = TRUE;
}

void
di_body_paragraph_end(Body *body)
{
	Story *story = di_body_story(body);
	Paragraph *paragraph = &story->paragraph;

	if (!paragraph->open)
		return;
	di_story_fields_at_paragraph_end(story);
	paragraph->open = FALSE;
	if (paragraph->mark_deleted)
		paragraph->carried = TRUE;
	else
		finish(body, story);
}

void
di_body_flush(Body *body, Story *story)
{
	if (story->paragraph.open || story->paragraph.carried) {
		story->paragraph.open = FALSE;
		story->paragraph.carried = FALSE;
		finish(body, story);
	}
}
