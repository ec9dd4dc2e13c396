/* Lines → paragraphs, list items and cells.
 *
 * What parts two paragraphs: distance, indent, size, weight, a list marker, and above all a line that
 * was ended although the next word would have fitted on it. */
#include "pdf.h"

#include <math.h>
#include <string.h>

typedef struct {
	const DiPdfPage *page;
	guint first, n; /* words */
	double x0, x1, y0, y1, base, size, right;
	gboolean cut;
} Line;

void
di_pdf_block_free(DiPdfBlock *block)
{
	if (!block)
		return;
	di_block_free(block->block);
	g_string_free(block->text, TRUE);
	g_free(block);
}

gboolean
di_pdf_has_room(const DiPdfBlock *block, double width, double ems)
{
	return block->right - block->last_x1 > width + (0.25 + ems) * block->size;
}

static const DiPdfWord *
word_of(const Line *line, guint i)
{
	return di_pdf_word(line->page, line->first + i);
}

static double
first_width(const Line *line)
{
	double x1 = word_of(line, 0)->x1;

	for (guint i = 1; i < line->n && word_of(line, i)->glued; i++)
		x1 = word_of(line, i)->x1;
	return x1 - word_of(line, 0)->x0;
}

/* A list marker at the beginning of LINE. Bold numbers are those of headings and stay in the text. */
static size_t
marker_of(const Line *line, gboolean *bullet_out)
{
	const DiPdfWord *word = word_of(line, 0);
	gboolean alone = line->n > 1;
	size_t n = di_pdf_marker(word->text, alone, bullet_out);

	return n > 0 && !*bullet_out && word->bold ? 0 : n;
}

/* TEXT's bold beginning grows while nothing but bold type has come. */
static void
append_word(DiPdfBlock *block, const DiPdfWord *word, const char *text)
{
	g_string_append(block->text, text);
	if (!word->bold && text[0])
		block->bold_so_far = FALSE;
	if (block->bold_so_far)
		block->block->bold_bytes = (int)block->text->len;
	block->last_bold = word->bold;
	if (!word->raised)
		block->last_size = word->size;
}

static void
append_words(DiPdfLayout *layout, DiPdfBlock *block, const Line *line, guint from, size_t skip)
{
	for (guint i = from; i < line->n; i++) {
		const DiPdfWord *word = word_of(line, i);
		const char *text = word->text + (i == from ? skip : 0);

		if (word->dropped || !text[0])
			continue;
		if (i == from && block->lines > 0)
			di_pdf_join_line(layout, block->text, text);
		else if (!word->glued && block->text->len > 0)
			g_string_append_c(block->text, word->tabbed ? '\t' : ' ');
		append_word(block, word, text);
	}
	if (block->block->bold_bytes > (int)block->text->len)
		block->block->bold_bytes = (int)block->text->len;
	if (block->lines > 0)
		block->pitch = line->base - block->last_base;
	block->lines++;
	block->last_x1 = line->x1;
	block->last_base = line->base;
}

static char *
marker_text(const DiPdfWord *word, size_t n, gboolean is_bullet)
{
	return is_bullet ? g_strdup("-") : g_strndup(word->text, n);
}

static DiPdfBlock *
begin_block(DiPdfLayout *layout, const Line *line)
{
	DiPdfBlock *block = g_new0(DiPdfBlock, 1);
	gboolean is_bullet = FALSE;
	size_t n = marker_of(line, &is_bullet);
	guint from = n > 0 && word_of(line, 0)->text[n] == '\0' ? 1 : 0;

	block->block = di_block_new(n > 0 ? DI_BLOCK_LIST_ITEM : DI_BLOCK_PARAGRAPH);
	block->text = g_string_new(NULL);
	block->y0 = line->y0;
	block->y1 = line->y1;
	block->size = line->size;
	block->right = line->right;
	block->bold_so_far = TRUE;
	block->first_word = first_width(line);
	block->text_x0 = n > 0 && from == 1 ? word_of(line, 1)->x0 : line->x0;
	block->block->x = line->x0;
	block->block->y = line->y0;
	block->block->width = line->x1 - line->x0;
	block->block->page = line->page->number;
	block->block->size_pt10 = (int)(line->size * 10 + 0.5);
	if (n > 0)
		block->block->marker = marker_text(word_of(line, 0), n, is_bullet);
	append_words(layout, block, line, from, from == 0 ? n : 0);
	return block;
}

static void
extend_block(DiPdfLayout *layout, DiPdfBlock *block, const Line *line)
{
	double x1 = MAX(block->block->x + block->block->width, line->x1);

	if (line->cut) {
		block->text_x0 = line->x0;
		block->right = line->right;
		append_words(layout, block, line, 0, 0);
		block->pitch = 0;
		return;
	}
	if (block->lines == 1 && !block->block->marker)
		block->text_x0 = line->x0;
	else
		block->text_x0 = MIN(block->text_x0, MAX(line->x0, block->block->x));
	block->block->x = MIN(block->block->x, line->x0);
	block->block->width = x1 - block->block->x;
	append_words(layout, block, line, 0, 0);
	if (fabs(line->size - block->size) > 0.1 * block->size)
		block->size = line->size; /* a heading, and behind it on its line its instruction */
}

/* How far below the last line the next one of the same paragraph may stand. */
static double
pitch_limit(const DiPdfLayout *layout, const DiPdfBlock *block)
{
	if (block->pitch > 0)
		return block->pitch * 1.15 + 0.5;
	if (layout->body_pitch > 0 && di_pdf_is_body(layout, block->size))
		return layout->body_pitch * 1.15 + 0.5;
	if (layout->body_pitch > 0)
		return MAX(1.5, layout->body_pitch / layout->body_size * 1.1) * block->size;
	return block->size * 1.5;
}

static gboolean
is_parted_by_distance(const DiPdfLayout *layout, const DiPdfBlock *block, const Line *line, gboolean runs_on)
{
	double pitch = line->base - block->last_base;

	if (line->cut) /* at the head of the next column */
		return !runs_on;
	if (pitch < 0.3 * block->size)
		return TRUE;
	return pitch > pitch_limit(layout, block) && !(runs_on && pitch < 2.5 * block->size);
}

static gboolean
is_parted_by_indent(const DiPdfBlock *block, const Line *line, gboolean runs_on)
{
	double em = block->size, dx = line->x0 - block->text_x0;

	if (line->cut)
		return !runs_on;
	if (block->block->marker && fabs(line->x0 - block->block->x) < 0.5 * em)
		return dx < -0.8 * em && !runs_on; /* wrapped under its marker */
	if (block->lines == 1 && !block->block->marker)
		return (dx > 0.8 * em && !runs_on) || dx < -4 * em;
	return fabs(dx) > 0.8 * em && !(runs_on && fabs(dx) < 3 * em);
}

static gboolean
is_parted_by_weight(const DiPdfBlock *block, const Line *line, gboolean runs_on)
{
	gboolean bold = word_of(line, 0)->bold;

	if (block->bold_so_far)
		return !bold && !runs_on && word_of(line, 0)->text[0] != '(';
	return bold && !block->last_bold && (di_pdf_is_finished(block->text->str) || !runs_on);
}

/* A marker begins an item, unless the line runs on from the one above and only happens to begin so. */
static gboolean
is_parted_by_marker(const DiPdfBlock *block, const Line *line, gboolean full)
{
	gboolean is_bullet = FALSE;
	const char *word = word_of(line, 0)->text;
	size_t n = marker_of(line, &is_bullet);

	if (n == 0)
		return FALSE;
	if (block->block->marker || !full || di_pdf_is_finished(block->text->str))
		return TRUE;
	if (fabs(line->x0 - block->text_x0) > 0.3 * block->size)
		return TRUE;
	if (is_bullet && strcmp(word, "-") != 0 && strcmp(word, "–") != 0 && strcmp(word, "o") != 0)
		return TRUE;
	return line->n > 1 && !di_pdf_begins_lower(word_of(line, 1)->text) && is_bullet;
}

/* "2.1 Aktiviteter" right below something finished, or in bold or large type below another heading of that look. */
static gboolean
begins_numbered_heading(const DiPdfLayout *layout, const DiPdfBlock *block, const Line *line)
{
	const DiPdfWord *number = word_of(line, 0);
	gboolean stands_out = number->bold || line->size > 1.1 * layout->body_size;

	return line->n > 1 && (stands_out || di_pdf_is_finished(block->text->str)) && g_ascii_isdigit(number->text[0]) &&
	       strchr(number->text, '.') && strspn(number->text, "0123456789.") == strlen(number->text) &&
	       strlen(number->text) < 7 && g_unichar_isupper(g_utf8_get_char(word_of(line, 1)->text));
}

/* A label below a label with its value, however full that line is. */
static gboolean
is_parted_by_label(const DiPdfBlock *block, const Line *line)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (!di_begins_label(block->text->str))
		return FALSE;
	for (guint i = 0; i < line->n && text->len < 80; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? " " : "", word_of(line, i)->text);
	return di_begins_label(text->str);
}

/* Other type than before, unless the last line had already changed to it: "2.1 Aktiviteter: " in large type, and behind it the
 * instruction in small. */
static gboolean
is_parted_by_size(const DiPdfBlock *block, const Line *line, gboolean runs_on)
{
	if (fabs(line->size - block->size) <= 0.1 * block->size)
		return FALSE;
	return !runs_on || fabs(line->size - block->last_size) > 0.1 * block->last_size;
}

static gboolean
begins_paragraph(const DiPdfLayout *layout, const DiPdfBlock *block, const Line *line)
{
	gboolean hyphen = di_pdf_ends_in_hyphen(block->text);
	gboolean full = hyphen || !di_pdf_has_room(block, first_width(line), 0.3);
	gboolean lower = di_pdf_begins_lower(word_of(line, 0)->text);
	gboolean runs_on = full && lower && !di_pdf_is_finished(block->text->str);

	if (is_parted_by_size(block, line, runs_on) || begins_numbered_heading(layout, block, line) || is_parted_by_label(block, line))
		return TRUE;
	if (is_parted_by_distance(layout, block, line, runs_on) || is_parted_by_indent(block, line, runs_on) ||
	    is_parted_by_weight(block, line, runs_on) || is_parted_by_marker(block, line, full))
		return TRUE;
	if (full)
		return FALSE;
	return di_pdf_has_room(block, first_width(line), 2.5) || !lower || di_pdf_is_finished(block->text->str);
}

static void
add_line(DiPdfLayout *layout, GPtrArray *blocks, guint since, const Line *line)
{
	DiPdfBlock *last = blocks->len > since ? blocks->pdata[blocks->len - 1] : NULL;

	if (last && last->block->kind != DI_BLOCK_CELL && !begins_paragraph(layout, last, line))
		extend_block(layout, last, line);
	else
		g_ptr_array_add(blocks, begin_block(layout, line));
}

void
di_pdf_block_append(DiPdfLayout *layout, DiPdfBlock *block, const DiPdfBlock *next)
{
	int before;

	di_pdf_join_line(layout, block->text, next->text->str);
	before = (int)block->text->len;
	g_string_append(block->text, next->text->str);
	if (block->bold_so_far)
		block->block->bold_bytes = before + next->block->bold_bytes;
	block->bold_so_far = block->bold_so_far && next->bold_so_far;
	block->last_x1 = next->last_x1;
	block->last_base = next->last_base;
	block->last_bold = next->last_bold;
	block->last_size = next->last_size;
	block->right = next->right;
	block->lines += next->lines;
}

/* Cells */

/* What a cell holds as one text: paragraphs and items on lines of their own. */
static void
write_cell(const GPtrArray *parts, GString *out)
{
	for (guint i = 0; i < parts->len; i++) {
		const DiPdfBlock *part = parts->pdata[i];

		if (i > 0)
			g_string_append_c(out, '\n');
		if (part->block->marker)
			g_string_append_printf(out, "%s ", part->block->marker);
		g_string_append(out, part->text->str);
	}
}

static DiPdfBlock *
make_cell(GPtrArray *parts, const DiPdfRow *row, int column)
{
	DiPdfBlock *cell = g_ptr_array_steal_index(parts, 0);
	g_autoptr(GString) text = g_string_new(NULL);
	const DiPdfBlock *last = parts->len > 0 ? parts->pdata[parts->len - 1] : cell;

	write_cell(parts, text);
	if (cell->block->marker) {
		g_string_insert_c(cell->text, 0, ' ');
		g_string_insert(cell->text, 0, cell->block->marker);
		cell->block->bold_bytes = 0;
	}
	if (text->len > 0)
		g_string_append_printf(cell->text, "\n%s", text->str);
	g_clear_pointer(&cell->block->marker, g_free);
	cell->block->kind = DI_BLOCK_CELL;
	cell->block->table = row->table;
	cell->block->row = row->row;
	cell->block->column = column;
	cell->last_x1 = last->last_x1;
	cell->last_base = last->last_base;
	return cell;
}

static Line
line_of_segment(const DiPdfPage *page, const DiPdfRow *row, const DiPdfSegment *segment)
{
	return (Line){.page = page, .first = segment->first, .n = segment->n, .x0 = segment->x0, .x1 = segment->x1,
		.y0 = row->y0, .y1 = row->y1, .base = row->base, .size = row->size, .right = segment->right};
}

static void
add_cell(DiPdfLayout *layout, const DiPdfPage *page, guint begin, guint end, int column, GPtrArray *blocks)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)di_pdf_block_free);

	for (guint i = begin; i < end; i++) {
		const DiPdfRow *row = di_pdf_row(page, i);

		for (guint s = 0; s < row->n; s++) {
			const DiPdfSegment *segment = di_pdf_segment(page, row->first + s);
			Line line = line_of_segment(page, row, segment);

			if (segment->column == column && row->role == DI_PDF_BODY)
				add_line(layout, parts, 0, &line);
		}
	}
	if (parts->len > 0)
		g_ptr_array_add(blocks, make_cell(parts, di_pdf_row(page, begin), column));
}

/* One row of a table: all lines from BEGIN on with the same number. Returns the row after them. */
static guint
add_table_row(DiPdfLayout *layout, const DiPdfPage *page, guint begin, GPtrArray *blocks)
{
	const DiPdfRow *row = di_pdf_row(page, begin);
	guint end = begin;
	int columns = 0;

	while (end < page->rows->len && di_pdf_row(page, end)->table == row->table &&
		di_pdf_row(page, end)->row == row->row) {
		for (guint s = 0; s < di_pdf_row(page, end)->n; s++)
			columns = MAX(columns, di_pdf_segment(page, di_pdf_row(page, end)->first + s)->column + 1);
		end++;
	}
	for (int column = 0; column < columns; column++)
		add_cell(layout, page, begin, end, column, blocks);
	return end;
}

/* Pages */

static Line
line_of_row(const DiPdfPage *page, const DiPdfRow *row)
{
	const DiPdfSegment *first = di_pdf_segment(page, row->first);
	const DiPdfSegment *last = di_pdf_segment(page, row->first + row->n - 1);

	return (Line){.page = page, .first = first->first, .n = last->first + last->n - first->first, .x0 = row->x0,
		.x1 = row->x1, .y0 = row->y0, .y1 = row->y1, .base = row->base, .size = row->size,
		.right = row->right > 0 ? row->right : page->right, .cut = row->cut};
}

void
di_pdf_add_row(DiPdfLayout *layout, const DiPdfPage *page, guint index, GPtrArray *blocks, guint since)
{
	Line line = line_of_row(page, di_pdf_row(page, index));

	add_line(layout, blocks, since, &line);
}

static void
add_rows(DiPdfLayout *layout, DiPdfPage *page, DiPdfRole role, GPtrArray *blocks)
{
	guint since = blocks->len;

	for (guint i = 0; i < page->rows->len;) {
		const DiPdfRow *row = di_pdf_row(page, i);

		if (row->role == role && row->table > 0) {
			i = add_table_row(layout, page, i, blocks);
			continue;
		}
		if (row->role == role && row->cell > 0 && role == DI_PDF_BODY)
			di_pdf_add_ruled(layout, page, i, blocks);
		else if (row->role == role)
			di_pdf_add_row(layout, page, i, blocks, since);
		i++;
	}
	for (guint i = since; i < blocks->len; i++) {
		DiPdfBlock *block = blocks->pdata[i];

		if (role != DI_PDF_BODY)
			block->block->place = role == DI_PDF_FURNITURE ? DI_PLACE_HEADER : DI_PLACE_FOOTNOTE;
	}
}

/* A field comes after what stands above it, and after its label to the left. */
static guint
place_of_field(const GPtrArray *blocks, guint since, const DiPdfField *field)
{
	guint at = since;

	for (guint i = since; i < blocks->len; i++) {
		const DiPdfBlock *block = blocks->pdata[i];
		double middle = (block->y0 + block->y1) / 2;

		if (middle < field->y0 || (middle < field->y1 && block->block->x < field->x0))
			at = i + 1;
	}
	return at;
}

static void
add_field(const DiPdfPage *page, const DiPdfField *field, guint since, GPtrArray *blocks)
{
	DiPdfBlock *block = g_new0(DiPdfBlock, 1);

	block->block = di_block_new(DI_BLOCK_FIELD);
	block->text = g_string_new(field->value);
	block->block->tag = g_strdup(field->name);
	block->block->value_at = 0;
	block->block->value_bytes = (int)block->text->len;
	block->block->page = page->number;
	block->block->x = field->x0;
	block->block->y = field->y0;
	block->block->width = field->x1 - field->x0;
	block->y0 = block->y1 = (field->y0 + field->y1) / 2;
	g_ptr_array_insert(blocks, (int)place_of_field(blocks, since, field), block);
}

static int
compare_field(gconstpointer a, gconstpointer b)
{
	const DiPdfField *left = *(DiPdfField *const *)a, *right = *(DiPdfField *const *)b;

	if (fabs(left->y0 - right->y0) > 4)
		return left->y0 < right->y0 ? -1 : 1;
	if (left->x0 < right->x0)
		return -1;
	return left->x0 > right->x0;
}

void
di_pdf_page_blocks(DiPdfLayout *layout, DiPdfPage *page, GPtrArray *blocks)
{
	guint since = blocks->len;

	add_rows(layout, page, DI_PDF_BODY, blocks);
	g_ptr_array_sort(page->fields, compare_field);
	for (guint i = 0; i < page->fields->len; i++)
		add_field(page, page->fields->pdata[i], since, blocks);
	add_rows(layout, page, DI_PDF_FOOTNOTE, blocks);
	add_rows(layout, page, DI_PDF_FURNITURE, blocks);
}
