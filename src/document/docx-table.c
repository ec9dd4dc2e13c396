/* Tables: which cell a paragraph is in. Columns are those of the grid, so that a cell keeps its column
 * when one to its left spans two. */
#include "docx-story.h"

#define MAX_COLUMNS 1000

static Table *
top_table(Story *story)
{
	return story && story->tables->len > 0 ? &g_array_index(story->tables, Table, story->tables->len - 1) : NULL;
}

const Table *
di_story_table(const Story *story)
{
	return story->tables->len > 0 ? &g_array_index(story->tables, Table, story->tables->len - 1) : NULL;
}

gboolean
di_story_is_gone(const Story *story)
{
	for (guint i = 0; i < story->tables->len; i++) {
		const Table *table = &g_array_index(story->tables, Table, i);

		if (table->deleted || table->covered)
			return TRUE;
	}
	return FALSE;
}

void
di_body_table_begin(Body *body)
{
	Story *story = di_body_story(body);
	Table table = {.number = ++body->docx->n_tables, .row = -1};

	di_body_flush(body, story);
	g_array_append_val(story->tables, table);
}

void
di_body_table_end(Body *body)
{
	Story *story = di_body_story(body);

	di_body_flush(body, story);
	if (story->tables->len > 0)
		g_array_set_size(story->tables, story->tables->len - 1);
}

void
di_body_row_begin(Body *body)
{
	Table *table = top_table(di_body_story(body));

	if (!table)
		return;
	table->row++;
	table->column = 0;
	table->deleted = FALSE;
}

void
di_body_cell_begin(Body *body)
{
	Table *table = top_table(di_body_story(body));

	if (!table)
		return;
	table->span = 1;
	table->covered = FALSE;
	table->emitted = FALSE;
	if (++body->docx->n_cells > DI_DOCUMENT_MAX_CELLS)
		di_body_fail(body, DI_FAULT_FOR_STOR, "Filen innehåller för många tabellceller.");
}

void
di_body_cell_property(Body *body, int token, const DiXmlAttributes *attributes)
{
	Table *table = top_table(di_body_story(body));

	if (!table)
		return;
	if (token == W_GRID_SPAN)
		table->span = CLAMP(di_xml_attribute_int(attributes, "val", 1), 1, MAX_COLUMNS);
	else if (token == W_GRID_BEFORE)
		table->column = CLAMP(di_xml_attribute_int(attributes, "val", 0), 0, MAX_COLUMNS);
	else if (token == W_V_MERGE || token == W_H_MERGE)
		table->covered = !di_xml_attribute_is(attributes, "val", "restart");
	else if (token == W_CELL_DEL)
		table->covered = TRUE;
}

void
di_body_cell_end(Body *body)
{
	Story *story = di_body_story(body);
	Table *table;
	DiBlock *block;

	di_body_flush(body, story);
	table = top_table(story);
	if (!table)
		return;
	if (!table->emitted && !di_story_is_gone(story)) {
		block = di_block_new(DI_BLOCK_CELL);
		block->place = story->place;
		block->frame = story->frame;
		block->table = table->number;
		block->row = MAX(table->row, 0);
		block->column = table->column;
		di_block_set_text(block, "");
		g_ptr_array_add(story->out, block);
	}
	table->column = MIN(table->column + table->span, MAX_COLUMNS * 10);
	table->covered = FALSE;
}
