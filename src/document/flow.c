/* From runs of text to blocks: paragraphs, tables, frames, notes. */
#include "flow.h"

#include <string.h>

#define MAX_CONTEXTS 40
#define MAX_TABLES 40
#define MAX_COLUMNS 1000

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

void
di_paragraph_append(DiParagraph *paragraph, const char *text, size_t size, gboolean bold, int size_pt10)
{
	size_t from = paragraph->text->len;

	g_string_append_len(paragraph->text, text, (gssize)size);
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
