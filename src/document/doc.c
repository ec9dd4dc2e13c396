/* Legacy Word documents, 97 to 2003: the piece table says where the text lies, bin tables how it
 * looks. All stories (body, footnotes, headers, text boxes) follow each other in one row of character
 * positions; the file information block says how long each is. */
#include "doc.h"

#include "docx.h"

#include <string.h>

#define MAX_FIELDS 50
#define MAX_NESTING 20

/* Places in the file information block ([MS-DOC] 2.5): lengths of the stories, then pairs of place and size. */
enum {
	FIB_FLAGS = 0x0a, FIB_TEXT = 0x4c, FIB_NOTES = 0x50, FIB_HEADERS = 0x54, FIB_MACROS = 0x58, FIB_COMMENTS = 0x5c,
	FIB_END_NOTES = 0x60, FIB_BOXES = 0x64, FIB_NOTE_REFERENCES = 0xaa, FIB_NOTE_TEXTS = 0xb2, FIB_HEADER_TEXTS = 0xf2,
	FIB_CHPX = 0xfa, FIB_PAPX = 0x102, FIB_CLX = 0x1a2, FIB_ANCHORS = 0x1da, FIB_BOX_TEXTS = 0x25a, FIB_LISTS = 0x2e2,
	FIB_LIST_OVERRIDES = 0x2ea,
};
#define FLAG_ENCRYPTED 0x0100
#define FLAG_TABLE_1 0x0200
#define MAGIC 0xa5ec
#define MAGIC_95 0xa5dc /* Word 6 and 95 */
#define FIRST_97 0x00c0
#define TOO_OLD "Filen är skriven i en Word-version äldre än Word 97. Öppna den i Word och spara den på nytt."

typedef struct {
	gboolean in_result, is_form;
	gboolean continued; /* the result began in an earlier paragraph */
	int start;
} Field;

typedef struct {
	DiDocument *document;
	DiFlow *flow;
	DiSpan word, table;
	DiDocPieces *pieces;
	GArray *paragraph_runs, *character_runs;
	DiDocLists *lists;
	GArray *fields; /* Field */
	int table_depth;
	gboolean row_open[MAX_NESTING + 1];
	int cell[MAX_NESTING + 1];
	DiDocCharacter look;
	const DiDocRun *look_run;
	gunichar high;
	int n_notes; /* met so far */
	gboolean in_body;
} Reader;

static DiSpan
table_part(const Reader *reader, size_t fib_at)
{
	return di_span_part(reader->table, di_span_u32(reader->word, fib_at), di_span_u32(reader->word, fib_at + 4));
}

static gboolean
in_code(const Reader *reader)
{
	for (guint i = 0; i < reader->fields->len; i++) {
		if (!g_array_index(reader->fields, Field, i).in_result)
			return TRUE;
	}
	return FALSE;
}

static void
append_unicode(Reader *reader, gunichar c)
{
	char text[6];

	if (in_code(reader) || reader->look.hidden || reader->look.deleted)
		return;
	if (c >= 0xd800 && c < 0xdc00) {
		reader->high = c;
		return;
	}
	if (c >= 0xdc00 && c < 0xe000)
		c = reader->high ? 0x10000 + ((reader->high - 0xd800) << 10) + (c - 0xdc00) : 0;
	reader->high = 0;
	if (c >= 0xf000 && c <= 0xf0ff)
		c = di_symbol_to_unicode(NULL, c);
	if (c != 0 && c != 0xad && g_unichar_validate(c))
		di_flow_append(reader->flow, text, (size_t)g_unichar_to_utf8(c, text), reader->look.bold, reader->look.size_pt10);
}

/* Fields: 0x13 code 0x14 result 0x15. What stands in the code says whether it is a form's. */

static void
begin_field(Reader *reader)
{
	Field field = {0};

	if (reader->fields->len < MAX_FIELDS)
		g_array_append_val(reader->fields, field);
}

static void
begin_result(Reader *reader)
{
	Field *field;

	if (reader->fields->len == 0)
		return;
	field = &g_array_index(reader->fields, Field, reader->fields->len - 1);
	field->in_result = TRUE;
	field->start = (int)di_flow_paragraph(reader->flow)->text->len;
}

static gboolean
is_blank(const char *text)
{
	for (; *text; text = di_utf8_next(text)) {
		if (!g_unichar_isspace(g_utf8_get_char(text)))
			return FALSE;
	}
	return TRUE;
}

static void
end_field(Reader *reader)
{
	DiParagraph *paragraph = di_flow_paragraph(reader->flow);
	Field field;

	if (reader->fields->len == 0)
		return;
	field = g_array_index(reader->fields, Field, reader->fields->len - 1);
	g_array_set_size(reader->fields, reader->fields->len - 1);
	if (!field.is_form || !field.in_result)
		return;
	if (field.start > (int)paragraph->text->len)
		return;
	if (is_blank(paragraph->text->str + field.start)) {
		g_string_truncate(paragraph->text, (gsize)field.start);
		paragraph->placeholder |= !field.continued;
	}
	di_paragraph_add_value(paragraph, field.start, (int)paragraph->text->len, NULL);
}

/* Does the code that begins at POSITION say FORMTEXT? */
static gboolean
is_form_code(Reader *reader, guint32 position)
{
	static const char word[] = "FORMTEXT";
	size_t matched = 0;

	for (guint32 i = 0; i < 40; i++) {
		const DiDocPiece *piece = di_doc_piece_at(reader->pieces, position + i);
		gunichar c = piece ? di_doc_piece_character(piece, reader->word, di_doc_piece_place(piece, position + i)) : 0;

		if (c == 0 || c == 0x14 || c == 0x15)
			return FALSE;
		matched = c == (gunichar)word[matched] ? matched + 1 : 0;
		if (word[matched] == '\0')
			return TRUE;
	}
	return FALSE;
}

/* Tables: a paragraph says how deep it lies, and the last one of a row that it is that. */

static void
fit_tables(Reader *reader, int depth)
{
	while (reader->table_depth > depth) {
		di_flow_table_end(reader->flow);
		reader->table_depth--;
	}
	while (reader->table_depth < depth) {
		di_flow_table_begin(reader->flow);
		reader->table_depth++;
		reader->row_open[reader->table_depth] = FALSE;
	}
}

static int
depth_of(const DiDocParagraph *paragraph)
{
	if (!paragraph->in_table && paragraph->nesting == 0)
		return 0;
	return CLAMP(paragraph->nesting, 1, MAX_NESTING);
}

static int
heading_of(const DiDocParagraph *paragraph)
{
	if (paragraph->outline >= 0)
		return paragraph->outline <= 8 ? paragraph->outline + 1 : 0;
	return paragraph->style >= 1 && paragraph->style <= 9 ? paragraph->style : 0;
}

/* A form's text field may hold several paragraphs: each of them is a value. */
static void
continue_fields(Reader *reader)
{
	DiParagraph *paragraph = di_flow_paragraph(reader->flow);

	for (guint i = 0; i < reader->fields->len; i++) {
		Field *field = &g_array_index(reader->fields, Field, i);

		if (field->in_result && field->is_form && field->start <= (int)paragraph->text->len)
			di_paragraph_add_value(paragraph, field->start, (int)paragraph->text->len, NULL);
		field->start = 0;
		field->continued = TRUE;
	}
}

static void
end_block(Reader *reader, const DiDocParagraph *paragraph)
{
	g_autofree char *marker = NULL;

	continue_fields(reader);
	if (paragraph->list > 0)
		marker = di_doc_lists_next(reader->lists, paragraph->list, paragraph->list_level);
	else
		di_doc_lists_pause(reader->lists);
	di_flow_end_paragraph(reader->flow, heading_of(paragraph), marker, paragraph->list_level);
}

/* What has been collected of the paragraph must not end up outside of its cell, so that the table is
 * opened before the first character. */
static void
place_paragraph(Reader *reader, const DiDocParagraph *paragraph)
{
	int depth = depth_of(paragraph);

	if (!reader->in_body)
		return;
	fit_tables(reader, depth);
	if (depth == 0 || paragraph->row_end)
		return;
	if (!reader->row_open[depth]) {
		di_flow_row(reader->flow);
		reader->row_open[depth] = TRUE;
		reader->cell[depth] = -1;
	}
	if (reader->cell[depth] < 0) {
		reader->cell[depth] = 0;
		di_flow_cell_begin(reader->flow, 1, FALSE);
	}
}

static void
end_cell(Reader *reader, const DiDocParagraph *paragraph)
{
	int depth = depth_of(paragraph);

	if (depth == 0 || !reader->in_body) {
		end_block(reader, paragraph);
		return;
	}
	if (paragraph->row_end) {
		reader->row_open[depth] = FALSE;
		di_paragraph_reset(di_flow_paragraph(reader->flow));
		return;
	}
	end_block(reader, paragraph);
	di_flow_cell_end(reader->flow);
	reader->cell[depth] = -1;
}

static void read_story(Reader *reader, guint32 from, guint32 to);

/* A story inside another: its blocks stand after the paragraph that is open. */
static void
read_inner(Reader *reader, DiPlace place, guint32 from, guint32 to)
{
	gboolean in_body = reader->in_body;
	DiDocCharacter look = reader->look;
	guint n_fields = reader->fields->len;

	if (to <= from || to - from > 10000000)
		return;
	reader->in_body = FALSE;
	di_flow_push(reader->flow, place);
	read_story(reader, from, to);
	di_flow_pop(reader->flow);
	reader->in_body = in_body;
	reader->look = look;
	reader->look_run = NULL;
	if (reader->fields->len > n_fields)
		g_array_set_size(reader->fields, n_fields);
}

static guint32
story_start(const Reader *reader, size_t fib_at)
{
	guint32 start = 0;

	for (size_t at = FIB_TEXT; at < fib_at; at += 4)
		start += di_span_u32(reader->word, at) & 0x0fffffff;
	return start;
}

static void
place_note(Reader *reader)
{
	DiSpan texts = table_part(reader, FIB_NOTE_TEXTS);
	guint32 start = story_start(reader, FIB_NOTES);
	size_t at = (size_t)reader->n_notes * 4;

	if (!reader->in_body) /* a note's own text begins with the same sign */
		return;
	reader->n_notes++;
	if (at + 8 <= texts.size)
		read_inner(reader, DI_PLACE_FOOTNOTE, start + di_span_u32(texts, at), start + di_span_u32(texts, at + 4));
}

/* The box whose shape is anchored at POSITION: anchors name shapes (26 bytes each), boxes do too (22). */
static void
place_box(Reader *reader, guint32 position)
{
	DiSpan anchors = table_part(reader, FIB_ANCHORS), texts = table_part(reader, FIB_BOX_TEXTS);
	size_t n_anchors = anchors.size >= 4 ? (anchors.size - 4) / 30 : 0;
	size_t n_texts = texts.size >= 4 ? (texts.size - 4) / 26 : 0;
	guint32 start = story_start(reader, FIB_BOXES), shape = 0;

	if (!reader->in_body)
		return;
	for (size_t i = 0; i < n_anchors; i++) {
		if (di_span_u32(anchors, i * 4) == position)
			shape = di_span_u32(anchors, (n_anchors + 1) * 4 + i * 26);
	}
	for (size_t i = 0; shape != 0 && i < n_texts; i++) {
		if (di_span_u32(texts, (n_texts + 1) * 4 + i * 22 + 14) != shape)
			continue;
		read_inner(reader, DI_PLACE_FRAME, start + di_span_u32(texts, i * 4),
			start + di_span_u32(texts, (i + 1) * 4));
		return;
	}
}

static void
do_special(Reader *reader, gunichar c, guint32 position, const DiDocParagraph *paragraph)
{
	switch (c) {
	case 0x0d: end_block(reader, paragraph); break;
	case 0x07: end_cell(reader, paragraph); break;
	case 0x0b: case 0x0c: case 0x0e: append_unicode(reader, '\n'); break;
	case 0x09: append_unicode(reader, '\t'); break;
	case 0x13:
		begin_field(reader);
		if (reader->fields->len > 0)
			g_array_index(reader->fields, Field, reader->fields->len - 1).is_form = is_form_code(reader, position + 1);
		break;
	case 0x14: begin_result(reader); break;
	case 0x15: end_field(reader); break;
	case 0x1e: append_unicode(reader, '-'); break;
	case 0x01: reader->document->has_images = TRUE; break;
	case 0x02: place_note(reader); break;
	case 0x08: place_box(reader, position); break;
	case 0x28:
		if (reader->look.special)
			append_unicode(reader, di_symbol_to_unicode(NULL, reader->look.symbol));
		else
			append_unicode(reader, c);
		break;
	default: break;
	}
}

static void
look_at(Reader *reader, guint32 place)
{
	const DiDocRun *run = reader->look_run;

	if (run && place >= run->from && place < run->to)
		return;
	reader->look_run = run = di_doc_run_at(reader->character_runs, place);
	reader->look = di_doc_character(run);
}

/* The end of the paragraph that POSITION is in: what it is like is written there. */
static DiDocParagraph
paragraph_of(const Reader *reader, guint32 place)
{
	return di_doc_paragraph(di_doc_run_at(reader->paragraph_runs, place));
}

static void
read_story(Reader *reader, guint32 from, guint32 to)
{
	const DiDocRun *paragraph_run = NULL;
	DiDocParagraph paragraph = {.outline = -1};

	for (guint32 position = from; position < to && !di_flow_is_full(reader->flow); position++) {
		const DiDocPiece *piece = di_doc_piece_at(reader->pieces, position);
		guint32 place = piece ? di_doc_piece_place(piece, position) : 0;
		gunichar c = piece ? di_doc_piece_character(piece, reader->word, place) : 0;

		if (!piece || place >= reader->word.size)
			return;
		look_at(reader, place);
		if (!paragraph_run || place < paragraph_run->from || place >= paragraph_run->to) {
			paragraph_run = di_doc_run_at(reader->paragraph_runs, place);
			paragraph = paragraph_of(reader, place);
			place_paragraph(reader, &paragraph);
		}
		if (c < ' ' || (c == 0x28 && reader->look.special))
			do_special(reader, c, position, &paragraph);
		else
			append_unicode(reader, c);
		if (c == 0x0d || c == 0x07)
			paragraph_run = NULL;
	}
}

/* Six stories are separators, then six for each section: headers and footers of even, odd, first pages. */
static void
read_headers(Reader *reader)
{
	DiSpan texts = table_part(reader, FIB_HEADER_TEXTS);
	guint32 start = story_start(reader, FIB_HEADERS);
	size_t count = texts.size / 4;

	for (size_t i = 6; i + 1 < MIN(count, 200); i++)
		read_inner(reader, DI_PLACE_HEADER, start + di_span_u32(texts, i * 4), start + di_span_u32(texts, i * 4 + 4));
}

static void
read_document(Reader *reader)
{
	reader->pieces = di_doc_pieces_new(table_part(reader, FIB_CLX));
	reader->fields = g_array_new(FALSE, TRUE, sizeof(Field));
	reader->paragraph_runs = di_doc_runs(reader->word, table_part(reader, FIB_PAPX), TRUE);
	reader->character_runs = di_doc_runs(reader->word, table_part(reader, FIB_CHPX), FALSE);
	reader->lists = di_doc_lists_new(di_span_part(reader->table, di_span_u32(reader->word, FIB_LISTS), reader->table.size),
		table_part(reader, FIB_LIST_OVERRIDES));
	if (!di_doc_piece_at(reader->pieces, 0))
		di_document_fail(reader->document, DI_FAULT_SKADAD, "Filens text hittas inte.");
	reader->in_body = TRUE;
	read_story(reader, 0, di_span_u32(reader->word, FIB_TEXT));
	fit_tables(reader, 0);
	di_flow_end_paragraph(reader->flow, 0, NULL, 0);
	read_headers(reader);
	di_flow_finish(reader->flow);
	di_doc_pieces_free(reader->pieces);
	g_array_unref(reader->fields);
	g_array_unref(reader->paragraph_runs);
	g_array_unref(reader->character_runs);
	di_doc_lists_free(reader->lists);
}

static DiSpan
span_of(GBytes *bytes)
{
	return bytes ? (DiSpan){g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)} : (DiSpan){NULL, 0};
}

DiDocument *
di_doc_read(GBytes *bytes)
{
	DiDocument *document = di_document_new("doc");
	g_autoptr(DiFlow) flow = di_flow_new(document);
	g_autoptr(GBytes) word = di_ole_stream(span_of(bytes), "WordDocument");
	g_autoptr(GBytes) table = NULL;
	Reader reader = {.document = document, .flow = flow, .word = span_of(word)};
	guint16 flags = di_span_u16(reader.word, FIB_FLAGS);

	if (di_span_u16(reader.word, 0) == MAGIC_95) {
		di_document_fail(document, DI_FAULT_FORMAT, TOO_OLD);
	} else if (di_span_u16(reader.word, 0) != MAGIC) {
		di_document_fail(document, DI_FAULT_SKADAD, NULL);
	} else if (di_span_u16(reader.word, 2) < FIRST_97) {
		di_document_fail(document, DI_FAULT_FORMAT, TOO_OLD);
	} else if (flags & FLAG_ENCRYPTED) {
		di_document_fail(document, DI_FAULT_LOSENORD, NULL);
	} else {
		table = di_ole_stream(span_of(bytes), flags & FLAG_TABLE_1 ? "1Table" : "0Table");
		reader.table = span_of(table);
		read_document(&reader);
		di_doc_read_summary(document, span_of(bytes));
	}
	return document;
}
