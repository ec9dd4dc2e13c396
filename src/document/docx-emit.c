/* A paragraph that is complete becomes a block: with its number, its kind and what was filled in. */
#include "docx-story.h"

#include <string.h>

static void
reset(Paragraph *paragraph)
{
	DiParagraph base = paragraph->base;

	di_paragraph_reset(&base);
	*paragraph = (Paragraph){.base = base, .format = DI_PARAGRAPH_FORMAT_NONE};
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
emit(Body *body, Story *story)
{
	Paragraph *paragraph = &story->paragraph;
	DiParagraphFormat format = whole_format(body, paragraph);
	const DiDocxStyle *style = paragraph->style;
	g_autoptr(DiBlock) block = di_block_new(DI_BLOCK_PARAGRAPH);

	di_paragraph_trim(&paragraph->base);
	if (di_story_is_gone(story) || (style && style->is_contents))
		return;
	if (paragraph->mark_hidden && paragraph->base.text->len == 0)
		return;
	set_kind(body, story, block, &format); /* an empty item of a list has its number too */
	if (di_paragraph_is_empty(&paragraph->base))
		return;
	set_place(body, story, block);
	di_paragraph_give(&paragraph->base, block);
	for (guint i = 0; i < story->tables->len; i++)
		g_array_index(story->tables, Table, i).emitted = TRUE;
	g_ptr_array_add(story->out, g_steal_pointer(&block));
}

static void
finish(Body *body, Story *story)
{
	emit(body, story);
	di_paragraph_move_after(&story->paragraph.base, story->out);
	reset(&story->paragraph);
	if (story->out->len + body->docx->document->blocks->len > DI_DOCUMENT_MAX_BLOCKS)
		di_body_fail(body, DI_FAULT_FOR_STOR, "Filen innehåller för många stycken.");
}

/* After a mark that was deleted the text goes on, but how the paragraph looks is what its last mark says. */
void
di_body_paragraph_begin(Body *body)
{
	Paragraph *paragraph = &di_body_story(body)->paragraph;

	if (!paragraph->carried)
		reset(paragraph);
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
