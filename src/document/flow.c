/* Around paragraphs: tables, text boxes, notes, page headers, and the way into the document. */
#include "flow.h"

#define MAX_CONTEXTS 40
#define MAX_TABLES 40
#define MAX_COLUMNS 1000

typedef struct {
	int number, row, column, span;
	gboolean covered, emitted;
} Table;

typedef struct {
	DiPlace place;
	int frame;
	GPtrArray *out;
	DiParagraph paragraph;
	GArray *tables; /* Table */
} Context;

struct DiFlow {
	DiDocument *document;
	GPtrArray *headers, *body; /* DiBlock */
	GPtrArray *contexts; /* Context; the last is the open one */
	int n_tables, n_frames, n_cells, too_deep;
	size_t text_bytes;
};

static Context *
open_context(const DiFlow *flow)
{
	return flow->contexts->pdata[flow->contexts->len - 1];
}

static Table *
open_table(const DiFlow *flow)
{
	GArray *tables = open_context(flow)->tables;

	return tables->len > 0 ? &g_array_index(tables, Table, tables->len - 1) : NULL;
}

static void
free_context(gpointer data)
{
	Context *context = data;

	di_paragraph_clear(&context->paragraph);
	g_array_unref(context->tables);
	g_free(context);
}

static void
add_context(DiFlow *flow, DiPlace place, int frame, GPtrArray *out)
{
	Context *context = g_new0(Context, 1);

	context->place = place;
	context->frame = frame;
	context->out = out;
	di_paragraph_init(&context->paragraph);
	context->tables = g_array_new(FALSE, TRUE, sizeof(Table));
	g_ptr_array_add(flow->contexts, context);
}

DiFlow *
di_flow_new(DiDocument *document)
{
	DiFlow *flow = g_new0(DiFlow, 1);

	flow->document = document;
	flow->headers = g_ptr_array_new();
	flow->body = g_ptr_array_new();
	flow->contexts = g_ptr_array_new_with_free_func(free_context);
	add_context(flow, DI_PLACE_BODY, 0, flow->body);
	return flow;
}

static void
free_blocks(GPtrArray *blocks)
{
	for (guint i = 0; i < blocks->len; i++)
		di_block_free(blocks->pdata[i]);
	g_ptr_array_unref(blocks);
}

void
di_flow_free(DiFlow *flow)
{
	if (!flow)
		return;
	g_ptr_array_unref(flow->contexts);
	free_blocks(flow->headers);
	free_blocks(flow->body);
	g_free(flow);
}

static void
fail(DiFlow *flow, const char *text)
{
	if (flow->document->fault == DI_FAULT_NONE)
		di_document_fail(flow->document, DI_FAULT_FOR_STOR, text);
}

gboolean
di_flow_is_full(const DiFlow *flow)
{
	return flow->document->fault != DI_FAULT_NONE;
}

DiParagraph *
di_flow_paragraph(DiFlow *flow)
{
	return &open_context(flow)->paragraph;
}

void
di_flow_append(DiFlow *flow, const char *text, size_t size, gboolean bold, int size_pt10)
{
	if (size == 0 || di_flow_is_full(flow))
		return;
	flow->text_bytes += size;
	if (flow->text_bytes > DI_DOCUMENT_MAX_TEXT_BYTES)
		fail(flow, "Filen innehåller för mycket text.");
	else
		di_paragraph_append(di_flow_paragraph(flow), text, size, bold, size_pt10);
}

static gboolean
is_covered(const Context *context)
{
	for (guint i = 0; i < context->tables->len; i++) {
		if (g_array_index(context->tables, Table, i).covered)
			return TRUE;
	}
	return FALSE;
}

static void
set_position(const DiFlow *flow, DiBlock *block)
{
	const Context *context = open_context(flow);
	const Table *table = open_table(flow);

	block->place = context->place;
	block->frame = context->frame;
	if (!table)
		return;
	block->kind = DI_BLOCK_CELL;
	block->table = table->number;
	block->row = MAX(table->row, 0);
	block->column = table->column;
}

static void
add_block(DiFlow *flow, DiBlock *block)
{
	Context *context = open_context(flow);

	for (guint i = 0; i < context->tables->len; i++)
		g_array_index(context->tables, Table, i).emitted = TRUE;
	g_ptr_array_add(context->out, block);
	if (flow->body->len > DI_DOCUMENT_MAX_BLOCKS)
		fail(flow, "Filen innehåller för många stycken.");
}

void
di_flow_end_paragraph(DiFlow *flow, int heading, const char *marker, int list_level)
{
	Context *context = open_context(flow);
	DiParagraph *paragraph = &context->paragraph;
	DiBlock *block;

	di_paragraph_trim(paragraph);
	if (!di_paragraph_is_empty(paragraph) && !is_covered(context)) {
		block = di_block_new(heading > 0 ? DI_BLOCK_HEADING : marker ? DI_BLOCK_LIST_ITEM : DI_BLOCK_PARAGRAPH);
		block->marker = g_strdup(marker);
		set_position(flow, block);
		block->level = heading > 0 ? heading : block->kind == DI_BLOCK_LIST_ITEM ? list_level : 0;
		di_paragraph_give(paragraph, block);
		add_block(flow, block);
	}
	di_paragraph_move_after(paragraph, context->out);
	di_paragraph_reset(paragraph);
}

void
di_flow_push(DiFlow *flow, DiPlace place)
{
	const Context *outer = open_context(flow);
	GPtrArray *out = place == DI_PLACE_HEADER ? flow->headers : outer->paragraph.after;
	int frame = place == DI_PLACE_FRAME ? ++flow->n_frames : outer->frame;

	if (flow->contexts->len >= MAX_CONTEXTS) {
		flow->too_deep++;
		return;
	}
	if (place == DI_PLACE_FRAME && outer->place != DI_PLACE_BODY)
		place = outer->place;
	add_context(flow, place, frame, out);
}

void
di_flow_pop(DiFlow *flow)
{
	if (flow->too_deep > 0) {
		flow->too_deep--;
		return;
	}
	if (flow->contexts->len < 2)
		return;
	while (open_table(flow))
		di_flow_table_end(flow);
	di_flow_end_paragraph(flow, 0, NULL, 0);
	g_ptr_array_set_size(flow->contexts, (int)flow->contexts->len - 1);
}

gboolean
di_flow_is_inside(const DiFlow *flow)
{
	return flow->contexts->len > 1;
}

void
di_flow_table_begin(DiFlow *flow)
{
	GArray *tables = open_context(flow)->tables;
	Table table = {.number = ++flow->n_tables, .row = -1};

	di_flow_end_paragraph(flow, 0, NULL, 0);
	if (tables->len < MAX_TABLES)
		g_array_append_val(tables, table);
	else
		fail(flow, "Filen innehåller tabeller i för många tabeller.");
}

void
di_flow_table_end(DiFlow *flow)
{
	GArray *tables = open_context(flow)->tables;

	di_flow_end_paragraph(flow, 0, NULL, 0);
	if (tables->len > 0)
		g_array_set_size(tables, tables->len - 1);
}

gboolean
di_flow_in_table(const DiFlow *flow)
{
	return open_table(flow) != NULL;
}

int
di_flow_column(const DiFlow *flow)
{
	const Table *table = open_table(flow);

	return table ? table->column : -1;
}

void
di_flow_row(DiFlow *flow)
{
	Table *table = open_table(flow);

	if (!table)
		return;
	di_flow_end_paragraph(flow, 0, NULL, 0);
	table->row++;
	table->column = 0;
}

void
di_flow_cell_skip(DiFlow *flow, int columns)
{
	Table *table = open_table(flow);

	if (table)
		table->column = MIN(table->column + CLAMP(columns, 0, MAX_COLUMNS), 10 * MAX_COLUMNS);
}

void
di_flow_cell_begin(DiFlow *flow, int column_span, gboolean covered)
{
	Table *table = open_table(flow);

	if (!table)
		return;
	di_flow_end_paragraph(flow, 0, NULL, 0);
	table->span = CLAMP(column_span, 1, MAX_COLUMNS);
	table->covered = covered;
	table->emitted = FALSE;
	if (++flow->n_cells > DI_DOCUMENT_MAX_CELLS)
		fail(flow, "Filen innehåller för många tabellceller.");
}

void
di_flow_cell_end(DiFlow *flow)
{
	Table *table = open_table(flow);
	DiBlock *block;

	if (!table)
		return;
	di_flow_end_paragraph(flow, 0, NULL, 0);
	if (!table->emitted && !is_covered(open_context(flow))) {
		block = di_block_new(DI_BLOCK_CELL);
		set_position(flow, block);
		di_block_set_text(block, "");
		add_block(flow, block);
	}
	di_flow_cell_skip(flow, table->span);
	table->covered = FALSE;
}

/* Ordinals count the body first, so that "stycke 14" is the fourteenth that a person sees there. */
void
di_flow_finish(DiFlow *flow)
{
	int ordinal = 0;

	while (flow->contexts->len > 1)
		di_flow_pop(flow);
	while (open_table(flow))
		di_flow_table_end(flow);
	di_flow_end_paragraph(flow, 0, NULL, 0);
	if (di_flow_is_full(flow))
		return;
	for (guint i = 0; i < flow->body->len; i++)
		((DiBlock *)flow->body->pdata[i])->ordinal = ++ordinal;
	for (guint i = 0; i < flow->headers->len; i++)
		((DiBlock *)flow->headers->pdata[i])->ordinal = ++ordinal;
	g_ptr_array_extend(flow->document->blocks, flow->headers, NULL, NULL);
	g_ptr_array_extend(flow->document->blocks, flow->body, NULL, NULL);
	g_ptr_array_set_size(flow->headers, 0);
	g_ptr_array_set_size(flow->body, 0);
}
