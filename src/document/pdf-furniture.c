/* Page headers and footers, found by repetition at the same height; footnotes at the bottom. */
#include "pdf.h"

#include <math.h>
#include <string.h>

#define SAME_HEIGHT 4.0 /* points */
#define BOTTOM_MARGIN 50.0 /* points */
#define ZONE 0.2        /* of the page's height, at the top and at the bottom */
#define UNMOVED 1.0     /* points */
enum { TWIN_ROWS = 3, TWIN_PAGES_MAX = 100 };

static const char *
first_word(const DiPdfPage *page, const DiPdfRow *row)
{
	return di_pdf_word(page, di_pdf_segment(page, row->first)->first)->text;
}

/* All that stands in the row's line; in a ruled table in its table row, for none of the cells is furniture by itself. */
static void
write_line(const DiPdfPage *page, const DiPdfRow *row, GString *text)
{
	const DiPdfCell *cell = row->cell > 0 ? di_pdf_cell(page, row->cell) : NULL;

	for (guint i = 0; cell && i < page->rows->len; i++) {
		const DiPdfRow *other = di_pdf_row(page, i);
		const DiPdfCell *beside = other->cell > 0 ? di_pdf_cell(page, other->cell) : NULL;

		if (beside && beside->grid == cell->grid && beside->row == cell->row)
			di_pdf_row_text(page, other, text);
	}
	if (!cell)
		di_pdf_row_text(page, row, text);
}

/* The row's text with every run of digits as one "0", so that page numbers and times are alike. */
static char *
pattern_of(const DiPdfPage *page, const DiPdfRow *row)
{
	g_autoptr(GString) text = g_string_new(NULL);
	GString *pattern = g_string_new(NULL);

	write_line(page, row, text);
	for (const char *at = text->str; *at; at++) {
		if (!g_ascii_isdigit(*at))
			g_string_append_c(pattern, *at);
		else if (pattern->len == 0 || pattern->str[pattern->len - 1] != '0')
			g_string_append_c(pattern, '0');
	}
	return g_string_free(pattern, FALSE);
}

/* "Sida 0(0)", "0/0", "- 0 -", "0": a page number although it stands on one page only. */
static gboolean
is_page_number(const char *pattern)
{
	static const char *const ends[] = {"Sida 0(0)", "Sida 0 (0)", "Sida 0 av 0", "Sid 0(0)", "sida 0 av 0",
		"Sida 0/0", "Sida 0", "sid 0(0)", "Sid 0 (0)", "Page 0 of 0", " 0 (0)", " 0(0)"};
	static const char *const wholes[] = {"0", "- 0 -", "– 0 –", "0/0", "0 (0)", "0(0)", "0 av 0", "[0]"};

	for (size_t i = 0; i < G_N_ELEMENTS(wholes); i++) {
		if (strcmp(pattern, wholes[i]) == 0)
			return TRUE;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		if (g_str_has_suffix(pattern, ends[i]) && strlen(pattern) < strlen(ends[i]) + 80)
			return TRUE;
	}
	/* printed by a browser: an address and a page number below, the time and the title above */
	return (strstr(pattern, "://") && g_str_has_suffix(pattern, " 0/0")) ||
	       g_str_has_prefix(pattern, "0-0-0 0:0 ") || g_str_has_prefix(pattern, "0/0/0, 0:0 ") ||
	       g_str_has_prefix(pattern, "0-0-0, 0:0 ");
}

/* "www.forbundet.example" in the bottom margin, with or without a space that a scan put into it. */
static gboolean
is_address_at_bottom(const char *pattern, double from_edge)
{
	const char *address = pattern + strlen("www.");

	return from_edge < 0 && from_edge > -BOTTOM_MARGIN && g_str_has_prefix(pattern, "www.") &&
	       !strchr(*address == ' ' ? address + 1 : address, ' ');
}

typedef struct {
	DiPdfRow *row;
	char *pattern;
	int page, group;
	double from_edge; /* from the top, or minus the distance from the bottom */
} Edge;

static void
clear_edge(gpointer data)
{
	g_free(((Edge *)data)->pattern);
}

static gboolean
is_in_middle(const DiPdfPage *page, const DiPdfRow *row)
{
	return row->y1 > ZONE * page->height && row->y0 < (1 - ZONE) * page->height;
}

static gboolean
is_same_row(const DiPdfPage *a, const DiPdfRow *row, const DiPdfPage *b, const DiPdfRow *other)
{
	g_autoptr(GString) text = NULL, text_b = NULL;

	if (fabs(row->base - other->base) > UNMOVED || strcmp(first_word(a, row), first_word(b, other)) != 0)
		return FALSE;
	text = g_string_new(NULL);
	text_b = g_string_new(NULL);
	di_pdf_row_text(a, row, text);
	di_pdf_row_text(b, other, text_b);
	return g_string_equal(text, text_b);
}

/* Do they repeat each other in their midst, too? Then it is a form that was filled in twice, and a heap that somebody scanned. */
static gboolean
are_twins(const DiPdfPage *a, const DiPdfPage *b)
{
	guint alike = 0;

	for (guint i = 0, k = 0; i < a->rows->len && k < b->rows->len && alike < TWIN_ROWS;) {
		const DiPdfRow *row = di_pdf_row(a, i), *other = di_pdf_row(b, k);

		alike += is_in_middle(a, row) && is_same_row(a, row, b, other) ? 1 : 0;
		if (row->base <= other->base)
			i++;
		else
			k++;
	}
	return alike == TWIN_ROWS;
}

/* For each page the first one that is its twin, or itself: twins together are one page in which nothing is repeated. */
static int *
group_twins(const DiPdfLayout *layout)
{
	int *groups = g_new0(int, layout->pages->len + 1);

	for (guint p = 0; p < layout->pages->len; p++) {
		guint first = layout->pages->len <= TWIN_PAGES_MAX ? 0 : p;

		while (first < p && (groups[first] != (int)first || !are_twins(layout->pages->pdata[first], layout->pages->pdata[p])))
			first++;
		groups[p] = (int)first;
	}
	return groups;
}

static guint
count_groups(const DiPdfLayout *layout, const int *groups)
{
	guint n = 0;

	for (guint p = 0; p < layout->pages->len; p++)
		n += groups[p] == (int)p ? 1 : 0;
	return n;
}

/* The rows of a page from one edge inwards. */
static void
collect(DiPdfPage *page, int group, gboolean top, GArray *edges)
{
	for (guint k = 0; k < page->rows->len && k < 12; k++) {
		DiPdfRow *row = di_pdf_row(page, top ? k : page->rows->len - 1 - k);
		Edge edge = {.row = row, .page = page->number, .group = group};

		if (top ? row->y1 > ZONE * page->height : row->y0 < (1 - ZONE) * page->height)
			break;
		edge.pattern = pattern_of(page, row);
		edge.from_edge = top ? row->base : row->base - page->height;
		g_array_append_val(edges, edge);
	}
}

static guint
count_alike(const GHashTable *by_pattern, const Edge *edge)
{
	const GPtrArray *alike = g_hash_table_lookup((GHashTable *)(uintptr_t)by_pattern, edge->pattern);
	guint n = 0;

	for (guint i = 0; i < alike->len; i++) {
		const Edge *other = alike->pdata[i];

		n += other->group != edge->group && fabs(other->from_edge - edge->from_edge) < SAME_HEIGHT;
	}
	return n + 1;
}

static GHashTable *
index_edges(GArray *edges)
{
	GHashTable *index = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);

	for (guint i = 0; i < edges->len; i++) {
		Edge *edge = &g_array_index(edges, Edge, i);
		GPtrArray *alike = g_hash_table_lookup(index, edge->pattern);

		if (!alike) {
			alike = g_ptr_array_new();
			g_hash_table_insert(index, edge->pattern, alike);
		}
		g_ptr_array_add(alike, edge);
	}
	return index;
}

/* A page header may be missing on the first page and differ on every second one. */
static void
mark(GArray *edges, guint n_pages)
{
	g_autoptr(GHashTable) index = index_edges(edges);
	guint needed = MAX(2, n_pages * 2 / 5);
	int broken = 0;

	for (guint i = 0; i < edges->len; i++) {
		const Edge *edge = &g_array_index(edges, Edge, i);

		/* Only from the edge inwards: what stands inside of ordinary text is text. */
		if (edge->page == broken)
			continue;
		if (is_page_number(edge->pattern) || is_address_at_bottom(edge->pattern, edge->from_edge) || count_alike(index, edge) >= needed)
			edge->row->role = DI_PDF_FURNITURE;
		else
			broken = edge->page;
	}
}

void
di_pdf_find_furniture(DiPdfLayout *layout)
{
	g_autofree int *groups = group_twins(layout);

	for (int top = 0; top < 2; top++) {
		g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(Edge));

		g_array_set_clear_func(edges, clear_edge);
		for (guint p = 0; p < layout->pages->len; p++)
			collect(layout->pages->pdata[p], groups[p], top, edges);
		mark(edges, count_groups(layout, groups));
	}
}

/* Is there a raised NUMBER in the text above ROW? */
static gboolean
is_referred_to(const DiPdfPage *page, const char *number, const DiPdfRow *row)
{
	for (guint i = 0; i < page->words->len; i++) {
		const DiPdfWord *word = di_pdf_word(page, i);

		if (word->raised && word->y1 < row->y0 && strcmp(word->text, number) == 0)
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_small(const DiPdfLayout *layout, const DiPdfRow *row)
{
	return row->size < 0.93 * layout->body_size;
}

/* A footnote begins with its number, and is set in smaller type or referred to on the page. */
static gboolean
begins_footnote(const DiPdfLayout *layout, const DiPdfPage *page, const DiPdfRow *row)
{
	const DiPdfSegment *segment = di_pdf_segment(page, row->first);
	const char *word = first_word(page, row);
	size_t digits = strspn(word, "0123456789");

	if (digits == 0 || digits > 3 || word[digits] || row->x0 > page->width / 2 || (segment->n < 2 && row->n < 2))
		return FALSE;
	return is_small(layout, row) || is_referred_to(page, word, row);
}

/* "1 Läs mer …", "2 Läs mer …" on every page look like a footer. */
static gboolean
is_repeated_note(const DiPdfPage *page, const DiPdfRow *row)
{
	return is_referred_to(page, first_word(page, row), row);
}

/* Footnotes in the type of the text stand under a gap, and everything below them is footnotes. */
static guint
start_of_footnotes(const DiPdfLayout *layout, const DiPdfPage *page)
{
	guint first = page->rows->len;
	double below = page->height;

	for (guint i = page->rows->len; i > 0; i--) {
		const DiPdfRow *row = di_pdf_row(page, i - 1);

		if (row->role == DI_PDF_FURNITURE && !is_repeated_note(page, row))
			continue;
		if (row->n > 2 || row->cell > 0 || row->y0 < page->height * 0.4 ||
		    (!is_small(layout, row) && first != page->rows->len && below - row->base > 2.2 * row->size))
			break;
		if (begins_footnote(layout, page, row))
			first = i - 1;
		else if (!is_small(layout, row) && below - row->base > 2.2 * row->size && below < page->height)
			break;
		below = row->base;
	}
	return first;
}

static void
mark_footnotes(DiPdfLayout *layout, DiPdfPage *page, guint first)
{
	for (guint i = first; i < page->rows->len; i++) {
		DiPdfRow *row = di_pdf_row(page, i);

		if (row->role == DI_PDF_FURNITURE && !is_repeated_note(page, row))
			continue;
		row->role = DI_PDF_FOOTNOTE;
		if (begins_footnote(layout, page, row))
			g_hash_table_add(layout->notes, g_strdup(first_word(page, row)));
	}
}

static void
drop_references(const DiPdfLayout *layout, DiPdfPage *page)
{
	for (guint i = 0; i < page->words->len; i++) {
		DiPdfWord *word = di_pdf_word(page, i);

		if (word->raised && g_hash_table_contains(layout->notes, word->text))
			word->dropped = TRUE;
	}
}

void
di_pdf_find_footnotes(DiPdfLayout *layout)
{
	for (guint p = 0; p < layout->pages->len; p++)
		mark_footnotes(layout, layout->pages->pdata[p], start_of_footnotes(layout, layout->pages->pdata[p]));
	for (guint p = 0; p < layout->pages->len && g_hash_table_size(layout->notes) > 0; p++)
		drop_references(layout, layout->pages->pdata[p]);
}
