/* What goes on over page breaks: paragraphs, cells; and frames that stand in the middle of a sentence. */
#include "pdf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_IN_FRAME 25 /* blocks */
#define MAX_IN_TABLE 400

static gboolean
is_flow(const DiPdfBlock *block)
{
	return block->block->place == DI_PLACE_BODY &&
	       (block->block->kind == DI_BLOCK_PARAGRAPH || block->block->kind == DI_BLOCK_LIST_ITEM);
}

static gboolean
is_same_type(const DiPdfBlock *a, const DiPdfBlock *b)
{
	return fabs(a->size - b->size) < 0.07 * a->size;
}

/* Could NEXT be the rest of the paragraph BLOCK? */
static gboolean
may_join(const DiPdfBlock *block, const DiPdfBlock *next)
{
	gboolean hyphen = di_pdf_ends_in_hyphen(block->text);

	if (next->block->marker || !is_same_type(block, next) || block->text->len == 0)
		return FALSE;
	if (block->bold_so_far != next->bold_so_far && (block->bold_so_far || next->block->bold_bytes > 0) &&
	    !di_pdf_begins_lower(next->text->str))
		return FALSE;
	return hyphen || !di_pdf_has_room(block, next->first_word, 0.5);
}

static gboolean
is_half_sentence(const DiPdfBlock *block, const DiPdfBlock *next)
{
	return is_flow(block) == is_flow(next) && may_join(block, next) && !di_pdf_is_finished(block->text->str) &&
	       di_pdf_begins_lower(next->text->str);
}

/* Where the page ends and a line was full, the paragraph mostly goes on, also after a full stop; unless
 * the next word is so long that any line may be full for it, or stands in a line of its own (programs
 * do not part a paragraph so). */
static gboolean
goes_on(const DiPdfBlock *block, const DiPdfBlock *next)
{
	if (is_half_sentence(block, next))
		return TRUE;
	if (next->first_word > 0.12 * (block->right - block->text_x0) || next->lines < 2)
		return FALSE;
	return may_join(block, next) && fabs(next->text_x0 - block->text_x0) < 0.5 * block->size &&
	       fabs(next->block->x - block->text_x0) < 0.5 * block->size && block->lines > 1 &&
	       !g_str_has_suffix(block->text->str, ":") && !block->bold_so_far;
}

/* The blocks of a page that hold running text, from OF on: the index of the last or first; -1: none. */
static int
last_before(const GPtrArray *blocks, guint at)
{
	for (guint i = at; i > 0; i--) {
		const DiPdfBlock *block = blocks->pdata[i - 1];

		if (block->block->place == DI_PLACE_BODY)
			return (int)i - 1;
	}
	return -1;
}

static void
make_frame(GPtrArray *blocks, guint first, guint end, int frame)
{
	for (guint i = first; i < end; i++) {
		DiPdfBlock *block = blocks->pdata[i];

		if (block->block->place == DI_PLACE_BODY) {
			block->block->place = DI_PLACE_FRAME;
			block->block->frame = frame;
		}
	}
}

/* The place where most lines begin. */
static double
left_margin(const GPtrArray *blocks)
{
	double best = 0;
	int most = 0;

	for (guint i = 0; i < blocks->len && i < 400; i++) {
		const DiPdfBlock *block = blocks->pdata[i];
		int lines = 0;

		for (guint j = 0; j < blocks->len && j < 400; j++) {
			const DiPdfBlock *other = blocks->pdata[j];

			lines += is_flow(other) && fabs(other->block->x - block->block->x) < 1 ? other->lines : 0;
		}
		if (lines > most) {
			most = lines;
			best = block->block->x;
		}
	}
	return best;
}

/* Blocks above START that stand exactly under each other with it, and not at the margin, are in the same box. */
static guint
start_of_box(const GPtrArray *blocks, guint first, guint start, double margin)
{
	double x = ((const DiPdfBlock *)blocks->pdata[start])->block->x;

	while (start > first && fabs(x - margin) > 1.5) {
		const DiPdfBlock *above = blocks->pdata[start - 1];

		if (!is_flow(above) || above->block->marker || fabs(above->block->x - x) > 0.7)
			break;
		start--;
	}
	return start;
}

/* Small type from some block to the end of the page, under a gap, while the text goes on overleaf. */
static guint
start_of_small_end(const DiPdfLayout *layout, const GPtrArray *blocks, guint first, guint end)
{
	guint start = end;
	int lines = 0;

	for (guint i = end; i > first; i--) {
		const DiPdfBlock *block = blocks->pdata[i - 1];

		if (block->block->place != DI_PLACE_BODY)
			continue;
		if (block->size > layout->body_size - 0.7 || block->block->kind == DI_BLOCK_FIELD)
			break;
		lines += block->lines;
		start = i - 1;
	}
	return lines >= 3 ? start : end;
}

static int
sentence_before_frame(const GPtrArray *blocks, int last, const DiPdfBlock *next)
{
	for (int i = last - 1; i >= 0 && i > last - MAX_IN_FRAME; i--) {
		const DiPdfBlock *block = blocks->pdata[i];

		if (block->block->page < next->block->page - 1)
			break;
		if (block->block->place == DI_PLACE_BODY && is_half_sentence(block, next))
			return i;
	}
	return -1;
}

/* A page begins at FIRST: joins its first block with the last one before it, if that goes on. */
static void
join_pages(DiPdfLayout *layout, GPtrArray *blocks, guint first, int *frames)
{
	DiPdfBlock *next = blocks->pdata[first];
	int last = last_before(blocks, first), before;

	if (last < 0 || !is_flow(next))
		return;
	if (is_flow(blocks->pdata[last]) && goes_on(blocks->pdata[last], next)) {
		di_pdf_block_append(layout, blocks->pdata[last], next);
		next->lines = 0; /* spent */
		return;
	}
	before = sentence_before_frame(blocks, last, next);
	if (before < 0)
		return;
	make_frame(blocks, (guint)before + 1, first, ++*frames);
	di_pdf_block_append(layout, blocks->pdata[before], next);
	next->lines = 0;
}

static guint
end_of_page(const GPtrArray *blocks, guint first)
{
	guint end = first;

	while (end < blocks->len && ((DiPdfBlock *)blocks->pdata[end])->block->page ==
					    ((DiPdfBlock *)blocks->pdata[first])->block->page)
		end++;
	return end;
}

static gboolean
has_body(const GPtrArray *blocks, guint first, guint end)
{
	for (guint i = first; i < end; i++) {
		if (((DiPdfBlock *)blocks->pdata[i])->block->place == DI_PLACE_BODY)
			return TRUE;
	}
	return FALSE;
}

static void
lift_small_ends(const DiPdfLayout *layout, GPtrArray *blocks, int *frames)
{
	double margin = left_margin(blocks);

	for (guint first = 0; first < blocks->len;) {
		guint end = end_of_page(blocks, first);
		guint start = start_of_small_end(layout, blocks, first, end);

		if (start < end)
			start = start_of_box(blocks, first, start, margin);
		if (start < end && has_body(blocks, first, start) && end < blocks->len)
			make_frame(blocks, start, end, ++*frames);
		first = end;
	}
}

/* A frame between two halves of a sentence on one page. */
static void
join_around_frames(DiPdfLayout *layout, GPtrArray *blocks, guint first, guint end, int *frames)
{
	for (guint i = first + 2; i < end; i++) {
		DiPdfBlock *next = blocks->pdata[i];
		int before;

		if (!is_flow(next) || next->lines == 0 || !di_pdf_begins_lower(next->text->str))
			continue;
		before = sentence_before_frame(blocks, (int)i - 1, next);
		if (before < (int)first || ((DiPdfBlock *)blocks->pdata[before])->lines < 2)
			continue;
		make_frame(blocks, (guint)before + 1, i, ++*frames);
		di_pdf_block_append(layout, blocks->pdata[before], next);
		next->lines = 0;
	}
}

static void
join_text(DiPdfLayout *layout, GPtrArray *blocks)
{
	int frames = 0;

	lift_small_ends(layout, blocks, &frames);
	for (guint first = 0; first < blocks->len;) {
		guint end = end_of_page(blocks, first);

		join_around_frames(layout, blocks, first, end, &frames);
		for (guint i = first; first > 0 && i < end; i++) {
			if (((DiPdfBlock *)blocks->pdata[i])->block->place != DI_PLACE_BODY)
				continue;
			join_pages(layout, blocks, i, &frames);
			break;
		}
		first = end;
	}
}

/* A cell that goes on overleaf stands in the same row and column. */
static void
join_cells(DiPdfLayout *layout, GPtrArray *blocks)
{
	g_autoptr(GHashTable) cells = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < blocks->len; i++) {
		DiPdfBlock *block = blocks->pdata[i], *first;
		char *key;

		if (block->block->kind != DI_BLOCK_CELL || block->ruled)
			continue;
		key = g_strdup_printf("%d %d %d", block->block->table, block->block->row, block->block->column);
		first = g_hash_table_lookup(cells, key);
		if (!first) {
			g_hash_table_insert(cells, key, block);
			continue;
		}
		g_free(key);
		if (di_pdf_is_finished(first->text->str) && di_pdf_has_room(first, block->first_word, 0.5))
			g_string_append_c(first->text, '\n');
		di_pdf_block_append(layout, first, block);
		block->lines = 0;
	}
}

static gboolean
is_same_cell(const DiBlock *a, const DiBlock *b)
{
	return a->kind == DI_BLOCK_CELL && a->table == b->table && a->row == b->row && a->column == b->column;
}

/* A row that goes on overleaf is read cell by cell all the same: a label that was parted is whole before its answer begins. */
static void
gather_rows(GPtrArray *blocks)
{
	for (guint i = 1; i < blocks->len; i++) {
		const DiPdfBlock *block = blocks->pdata[i];
		guint at = i;

		if (!block->is_rest)
			continue;
		for (; at > 0 && i - at < MAX_IN_TABLE; at--) {
			const DiPdfBlock *above = blocks->pdata[at - 1];

			if (above->outer == block->outer && above->row == block->row && above->column <= block->column)
				break;
		}
		if (at > 0 && at < i && i - at < MAX_IN_TABLE)
			g_ptr_array_insert(blocks, (int)at, g_ptr_array_steal_index(blocks, i));
	}
}

/* The last paragraph of a ruled cell on one page and the first on the next. */
static void
join_ruled(DiPdfLayout *layout, GPtrArray *blocks)
{
	for (guint i = 0; i < blocks->len; i++) {
		DiPdfBlock *next = blocks->pdata[i];

		for (guint j = i; next->goes_on && j > 0; j--) {
			DiPdfBlock *block = blocks->pdata[j - 1];

			if (block->block->page < next->block->page - 1)
				break;
			if (block->block->page == next->block->page || block->lines == 0 || !is_same_cell(block->block, next->block))
				continue;
			if (next->text->len > 0 && goes_on(block, next))
				di_pdf_block_append(layout, block, next);
			else if (next->text->len > 0)
				break;
			next->lines = 0;
			break;
		}
	}
}

/* Headings: type clearly larger than the text's; the larger, the higher. */

static int
compare_size(gconstpointer a, gconstpointer b)
{
	return *(const int *)b - *(const int *)a;
}

static gboolean
is_large(const DiPdfLayout *layout, const DiPdfBlock *block)
{
	return is_flow(block) && block->lines > 0 && block->size > 1.12 * layout->body_size && block->text->len < 300 &&
	       block->lines < 5;
}

static int
level_of(const GArray *sizes, int size)
{
	int level = 0;

	for (guint i = 0; i < sizes->len; i++) {
		int one = g_array_index(sizes, int, i);

		if (i == 0 || one < g_array_index(sizes, int, i - 1) - 4)
			level++;
		if (one <= size)
			break;
	}
	return MIN(MAX(level, 1), 9);
}

static void
make_headings(const DiPdfLayout *layout, const GPtrArray *blocks)
{
	g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(int));

	for (guint i = 0; i < blocks->len; i++) {
		const DiPdfBlock *block = blocks->pdata[i];

		if (is_large(layout, block))
			g_array_append_val(sizes, block->block->size_pt10);
	}
	g_array_sort(sizes, compare_size);
	for (guint i = 0; i < blocks->len; i++) {
		DiPdfBlock *block = blocks->pdata[i];

		if (!is_large(layout, block))
			continue;
		if (block->block->marker) {
			g_string_prepend_c(block->text, ' ');
			g_string_prepend(block->text, block->block->marker);
			g_clear_pointer(&block->block->marker, g_free);
			block->block->bold_bytes = block->bold_so_far ? (int)block->text->len : 0;
		}
		block->block->kind = DI_BLOCK_HEADING;
		block->block->level = level_of(sizes, block->block->size_pt10);
	}
}

/* A browser draws its bullets: what stands indented as a whole was an item. */
static void
make_items(const DiPdfLayout *layout, const GPtrArray *blocks)
{
	double left = G_MAXDOUBLE;

	for (guint i = 0; i < blocks->len; i++) {
		const DiPdfBlock *block = blocks->pdata[i];

		if (is_flow(block) && block->lines > 0)
			left = MIN(left, block->block->x);
	}
	for (guint i = 0; i < blocks->len; i++) {
		DiPdfBlock *block = blocks->pdata[i];
		double indent = block->block->x - left;

		if (block->block->kind != DI_BLOCK_PARAGRAPH || !is_flow(block) || block->bold_so_far ||
		    indent < 1.8 * layout->body_size || indent > 9 * layout->body_size || block->lines == 0)
			continue;
		block->block->kind = DI_BLOCK_LIST_ITEM;
		block->block->marker = g_strdup("-");
	}
}

/* The same in the cells of ruled tables, each column by itself. */
static void
make_ruled_items(const DiPdfLayout *layout, const GPtrArray *blocks)
{
	for (guint i = 0; i < blocks->len; i++) {
		DiPdfBlock *block = blocks->pdata[i];
		double left = block->block->x;

		for (guint j = i; block->ruled && j > 0 && j + MAX_IN_TABLE > i &&
			((DiPdfBlock *)blocks->pdata[j - 1])->block->table == block->block->table; j--) {
			const DiBlock *other = ((DiPdfBlock *)blocks->pdata[j - 1])->block;

			left = other->column == block->block->column ? MIN(left, other->x) : left;
		}
		if (!block->ruled || block->block->marker || block->bold_so_far || block->lines == 0 ||
		    block->block->x - left < 1.8 * layout->body_size || block->block->x - left > 9 * layout->body_size)
			continue;
		block->block->marker = g_strdup("-");
	}
}

static void
make_levels(const DiPdfLayout *layout, const GPtrArray *blocks)
{
	double left = 0;
	gboolean in_list = FALSE;

	for (guint i = 0; i < blocks->len; i++) {
		DiPdfBlock *block = blocks->pdata[i];

		if (block->block->kind != DI_BLOCK_LIST_ITEM) {
			in_list = FALSE;
			continue;
		}
		if (!in_list)
			left = block->block->x;
		in_list = TRUE;
		left = MIN(left, block->block->x);
		block->block->level = CLAMP((int)((block->block->x - left) / (1.5 * layout->body_size + 1)), 0, 8);
	}
}

void
di_pdf_flow(DiPdfLayout *layout, GPtrArray *blocks, DiDocument *document)
{
	join_text(layout, blocks);
	join_cells(layout, blocks);
	gather_rows(blocks);
	join_ruled(layout, blocks);
	make_headings(layout, blocks);
	if (layout->bullets_drawn)
		make_items(layout, blocks);
	if (layout->bullets_drawn)
		make_ruled_items(layout, blocks);
	make_levels(layout, blocks);
	for (guint i = 0; i < blocks->len; i++) {
		DiPdfBlock *block = blocks->pdata[i];

		if (block->lines == 0 && block->block->kind != DI_BLOCK_FIELD)
			continue;
		di_block_set_text(block->block, block->text->str);
		di_document_take(document, g_steal_pointer(&block->block));
	}
}
