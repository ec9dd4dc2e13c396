/* Lines drawn on a page → the cells that they enclose.
 *
 * Lines that touch or cross make a grid. Its lines' places part it into faces, faces with no line between them are one
 * cell, and what is open to the outside or no rectangle is none. A grid is believed if it has two cells or more and every
 * word between its outermost lines stands in one of them: then nobody need guess what stands beside what. */
#include "pdf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NEAR 2.8       /* points: lines so close are one, or touch */
#define SHARE 0.8      /* of a face's side must be drawn */
#define MAX_LINES 1500 /* a page: with more it is a drawing */
#define MAX_FACES 20000
#define MAX_CELLS 4000

typedef struct {
	double at, from, to; /* a level line's y, and its x from and to; an upright one's x, and its y */
	guint group;
} Stroke;

static gboolean
is_level(const DiPdfRule *rule)
{
	return rule->y1 - rule->y0 < rule->x1 - rule->x0;
}

static int
compare_stroke(gconstpointer a, gconstpointer b)
{
	const Stroke *left = a, *right = b;

	if (fabs(left->at - right->at) > 1e-9)
		return left->at < right->at ? -1 : 1;
	return left->from < right->from ? -1 : left->from > right->from;
}

/* The lines of one direction; pieces of one line are joined. */
static GArray *
strokes_of(const GArray *rules, gboolean level)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(Stroke)), *joined = g_array_new(FALSE, FALSE, sizeof(Stroke));

	for (guint i = 0; i < rules->len; i++) {
		const DiPdfRule *rule = &g_array_index(rules, DiPdfRule, i);
		Stroke stroke = level ? (Stroke){.at = rule->y0, .from = rule->x0, .to = rule->x1}
				      : (Stroke){.at = rule->x0, .from = rule->y0, .to = rule->y1};

		if (is_level(rule) == level)
			g_array_append_val(all, stroke);
	}
	g_array_sort(all, compare_stroke);
	for (guint i = 0; i < all->len; i++) {
		const Stroke *stroke = &g_array_index(all, Stroke, i);
		Stroke *known = NULL;

		for (guint j = joined->len; j > 0 && !known; j--) {
			Stroke *other = &g_array_index(joined, Stroke, j - 1);

			if (stroke->at - other->at > 1)
				break;
			if (stroke->from < other->to + NEAR && stroke->to > other->from - NEAR)
				known = other;
		}
		if (known) {
			known->from = MIN(known->from, stroke->from);
			known->to = MAX(known->to, stroke->to);
		} else {
			g_array_append_val(joined, *stroke);
		}
	}
	g_array_free(all, TRUE);
	return joined;
}

/* Groups: lines that touch, also by way of others */

static guint
root_of(guint *groups, guint i)
{
	while (groups[i] != i)
		i = groups[i] = groups[groups[i]];
	return i;
}

static gboolean
touch(const Stroke *level, const Stroke *upright)
{
	return upright->at > level->from - NEAR && upright->at < level->to + NEAR && level->at > upright->from - NEAR &&
	       level->at < upright->to + NEAR;
}

static void
find_groups(GArray *level, GArray *upright)
{
	g_autofree guint *groups = g_new0(guint, level->len + upright->len + 1);

	for (guint i = 0; i < level->len + upright->len; i++)
		groups[i] = i;
	for (guint i = 0; i < level->len; i++) {
		for (guint j = 0; j < upright->len; j++) {
			if (touch(&g_array_index(level, Stroke, i), &g_array_index(upright, Stroke, j)))
				groups[root_of(groups, i)] = root_of(groups, level->len + j);
		}
	}
	for (guint i = 0; i < level->len; i++)
		g_array_index(level, Stroke, i).group = root_of(groups, i);
	for (guint j = 0; j < upright->len; j++)
		g_array_index(upright, Stroke, j).group = root_of(groups, level->len + j);
}

/* Some programs draw no border where a page ends within a row: where the outermost uprights go on together beyond the last
 * level line, one is put there. TRUE: it was. */
static gboolean
close_at_page_break(GArray *level, const GArray *upright, guint group, gboolean top)
{
	Stroke *first = NULL, *last = NULL, added = {.group = group};
	double edge = top ? G_MAXDOUBLE : -G_MAXDOUBLE;

	for (guint i = 0; i < upright->len; i++) {
		Stroke *stroke = &g_array_index(upright, Stroke, i);

		if (stroke->group != group)
			continue;
		first = first ? first : stroke;
		last = stroke;
	}
	for (guint i = 0; i < level->len; i++) {
		const Stroke *stroke = &g_array_index(level, Stroke, i);

		if (stroke->group == group)
			edge = top ? MIN(edge, stroke->at) : MAX(edge, stroke->at);
	}
	if (first == last || (top ? MAX(first->from, last->from) > edge - 2 * NEAR : MIN(first->to, last->to) < edge + 2 * NEAR))
		return FALSE;
	if (fabs(top ? first->from - last->from : first->to - last->to) > NEAR)
		return FALSE;
	added.at = top ? first->from : first->to;
	added.from = first->at;
	added.to = last->at;
	g_array_append_val(level, added);
	return TRUE;
}

/* One grid */

typedef struct {
	const GArray *level, *upright; /* Stroke, of all groups */
	guint group;
	GArray *xs, *ys; /* double: the places of its lines */
	guint columns, rows;
	guint *cell;   /* of each face: its region */
} Grid;

static GArray *
places_of(const GArray *strokes, guint group)
{
	GArray *places = g_array_new(FALSE, FALSE, sizeof(double));

	for (guint i = 0; i < strokes->len; i++) { /* in order of their places */
		const Stroke *stroke = &g_array_index(strokes, Stroke, i);

		if (stroke->group == group &&
		    (places->len == 0 || stroke->at - g_array_index(places, double, places->len - 1) > NEAR))
			g_array_append_val(places, stroke->at);
	}
	return places;
}

static double
x_of(const Grid *grid, guint i)
{
	return g_array_index(grid->xs, double, i);
}

static double
y_of(const Grid *grid, guint i)
{
	return g_array_index(grid->ys, double, i);
}

/* Is a line drawn at AT over most of FROM to TO? */
static gboolean
is_drawn(const GArray *strokes, guint group, double at, double from, double to)
{
	double drawn = 0;

	for (guint i = 0; i < strokes->len; i++) {
		const Stroke *stroke = &g_array_index(strokes, Stroke, i);

		if (stroke->group == group && fabs(stroke->at - at) <= 1.5 * NEAR)
			drawn += MAX(0, MIN(to, stroke->to) - MAX(from, stroke->from));
	}
	return drawn >= SHARE * (to - from);
}

typedef struct {
	guint left, top, right, bottom; /* faces */
	guint n;
	gboolean open;
} Region;

typedef struct {
	guint column, row;
} Face;

static void
add_face(Grid *grid, Region *region, guint number, guint column, guint row, GArray *waiting)
{
	Face face = {column, row};

	if (grid->cell[row * grid->columns + column] != 0)
		return;
	grid->cell[row * grid->columns + column] = number;
	region->n++;
	region->left = MIN(region->left, column);
	region->top = MIN(region->top, row);
	region->right = MAX(region->right, column);
	region->bottom = MAX(region->bottom, row);
	g_array_append_val(waiting, face);
}

static void
leave_face(Grid *grid, Region *region, guint number, Face face, GArray *waiting)
{
	double x0 = x_of(grid, face.column), x1 = x_of(grid, face.column + 1);
	double y0 = y_of(grid, face.row), y1 = y_of(grid, face.row + 1);
	gboolean last_column = face.column + 1 == grid->columns, last_row = face.row + 1 == grid->rows;

	if (!is_drawn(grid->level, grid->group, y0, x0, x1)) {
		region->open = region->open || face.row == 0;
		if (face.row > 0)
			add_face(grid, region, number, face.column, face.row - 1, waiting);
	}
	if (!is_drawn(grid->level, grid->group, y1, x0, x1)) {
		region->open = region->open || last_row;
		if (!last_row)
			add_face(grid, region, number, face.column, face.row + 1, waiting);
	}
	if (!is_drawn(grid->upright, grid->group, x0, y0, y1)) {
		region->open = region->open || face.column == 0;
		if (face.column > 0)
			add_face(grid, region, number, face.column - 1, face.row, waiting);
	}
	if (!is_drawn(grid->upright, grid->group, x1, y0, y1)) {
		region->open = region->open || last_column;
		if (!last_column)
			add_face(grid, region, number, face.column + 1, face.row, waiting);
	}
}

static Region
grow_region(Grid *grid, guint number, guint column, guint row)
{
	Region region = {.left = column, .top = row, .right = column, .bottom = row};
	g_autoptr(GArray) waiting = g_array_new(FALSE, FALSE, sizeof(Face));

	add_face(grid, &region, number, column, row, waiting);
	while (waiting->len > 0) {
		Face face = g_array_index(waiting, Face, waiting->len - 1);

		g_array_set_size(waiting, waiting->len - 1);
		leave_face(grid, &region, number, face, waiting);
	}
	return region;
}

static void
add_regions(Grid *grid, GArray *cells, int number)
{
	guint regions = 0;

	for (guint i = 0; i < grid->columns * grid->rows; i++) {
		Region region;
		DiPdfCell cell;

		if (grid->cell[i] != 0)
			continue;
		region = grow_region(grid, ++regions, i % grid->columns, i / grid->columns);
		if (region.open || region.n != (region.right - region.left + 1) * (region.bottom - region.top + 1))
			continue;
		cell = (DiPdfCell){.grid = number, .row = (int)region.top, .column = (int)region.left,
			.x0 = x_of(grid, region.left), .x1 = x_of(grid, region.right + 1),
			.y0 = y_of(grid, region.top), .y1 = y_of(grid, region.bottom + 1)};
		if (cells->len < MAX_CELLS)
			g_array_append_val(cells, cell);
	}
}

static gboolean
is_inside(const DiPdfWord *word, double x0, double y0, double x1, double y1)
{
	double x = (word->x0 + word->x1) / 2, y = word->base - 0.3 * word->size;

	return x >= x0 && x <= x1 && y >= y0 && y <= y1;
}

/* Has each word between the outermost lines a cell among those from FIRST on? */
static gboolean
holds_all_words(const DiPdfPage *page, const Grid *grid, const GArray *cells, guint first)
{
	double x0 = x_of(grid, 0), x1 = x_of(grid, grid->columns), y0 = y_of(grid, 0), y1 = y_of(grid, grid->rows);

	for (guint i = 0; i < page->words->len; i++) {
		const DiPdfWord *word = di_pdf_word(page, i);
		guint c = first;

		if (!is_inside(word, x0, y0, x1, y1))
			continue;
		for (; c < cells->len; c++) {
			const DiPdfCell *cell = &g_array_index(cells, DiPdfCell, c);

			if (is_inside(word, cell->x0, cell->y0, cell->x1, cell->y1))
				break;
		}
		if (c == cells->len)
			return FALSE;
	}
	return TRUE;
}

/* Boxes below each other only part what stands in them: there the text's own places tell more, for a box may hold a label and its value. */
static gboolean
has_two_columns(const GArray *cells, guint first)
{
	for (guint i = first + 1; i < cells->len; i++)
		if (fabs(g_array_index(cells, DiPdfCell, i).x0 - g_array_index(cells, DiPdfCell, first).x0) > NEAR)
			return TRUE;
	return FALSE;
}

static void
add_grid(DiPdfPage *page, GArray *level, const GArray *upright, guint group)
{
	Grid grid = {.level = level, .upright = upright, .group = group};
	guint first = page->cells->len;
	gboolean open_above = close_at_page_break(level, upright, group, TRUE);
	gboolean open_below = close_at_page_break(level, upright, group, FALSE);

	g_array_sort(level, compare_stroke);

	grid.xs = places_of(upright, group);
	grid.ys = places_of(level, group);
	if (grid.xs->len > 1 && grid.ys->len > 1 && (grid.xs->len - 1) * (grid.ys->len - 1) <= MAX_FACES) {
		grid.columns = grid.xs->len - 1;
		grid.rows = grid.ys->len - 1;
		grid.cell = g_new0(guint, grid.columns * grid.rows);
		add_regions(&grid, page->cells, page->grids + 1);
		g_free(grid.cell);
		for (guint i = first; i < page->cells->len; i++) {
			DiPdfCell *cell = &g_array_index(page->cells, DiPdfCell, i);

			cell->open_above = open_above && cell->row == 0;
			cell->open_below = open_below && cell->y1 > y_of(&grid, grid.rows) - 0.1;
		}
		if (!has_two_columns(page->cells, first) || !holds_all_words(page, &grid, page->cells, first))
			g_array_set_size(page->cells, first);
		else
			page->grids++;
	}
	g_array_free(grid.xs, TRUE);
	g_array_free(grid.ys, TRUE);
}

static void
find_grids(DiPdfPage *page, GArray *level, const GArray *upright)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < upright->len; i++) {
		guint group = g_array_index(upright, Stroke, i).group;

		if (g_hash_table_add(seen, GUINT_TO_POINTER(group)))
			add_grid(page, level, upright, group);
	}
}

static double
area(const DiPdfCell *cell)
{
	return (cell->x1 - cell->x0) * (cell->y1 - cell->y0);
}

/* A table within a cell. */
static void
find_parents(DiPdfPage *page)
{
	for (guint i = 0; i < page->cells->len; i++) {
		DiPdfCell *cell = &g_array_index(page->cells, DiPdfCell, i);
		double x = (cell->x0 + cell->x1) / 2, y = (cell->y0 + cell->y1) / 2;

		for (guint j = 0; j < page->cells->len; j++) {
			const DiPdfCell *other = &g_array_index(page->cells, DiPdfCell, j);

			if (other->grid != cell->grid && area(other) > area(cell) && x > other->x0 && x < other->x1 &&
			    y > other->y0 && y < other->y1 &&
			    (cell->parent == 0 || area(other) < area(&g_array_index(page->cells, DiPdfCell, cell->parent - 1))))
				cell->parent = j + 1;
		}
	}
}

/* The smallest cell around each word. */
static void
put_words(DiPdfPage *page)
{
	for (guint i = 0; i < page->words->len; i++) {
		DiPdfWord *word = di_pdf_word(page, i);

		for (guint c = 0; c < page->cells->len; c++) {
			const DiPdfCell *cell = &g_array_index(page->cells, DiPdfCell, c);

			if (is_inside(word, cell->x0, cell->y0, cell->x1, cell->y1) &&
			    (word->cell == 0 || area(cell) < area(&g_array_index(page->cells, DiPdfCell, word->cell - 1))))
				word->cell = c + 1;
		}
	}
}

void
di_pdf_find_cells(DiPdfPage *page)
{
	g_autoptr(GArray) level = NULL, upright = NULL;

	/* Fields of a form are placed by geometry, and its labels with them. */
	if (page->rules->len < 4 || page->words->len == 0 || page->fields->len > 0)
		return;
	level = strokes_of(page->rules, TRUE);
	upright = strokes_of(page->rules, FALSE);
	if (level->len + upright->len > MAX_LINES)
		return;
	find_groups(level, upright);
	find_grids(page, level, upright);
	find_parents(page);
	put_words(page);
}
