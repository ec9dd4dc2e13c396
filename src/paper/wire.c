/* A paper on its way to diarie-print. Over there it is read as if a stranger had sent it. */
#include <diarie/paper.h>

#define COLUMNS "a(siy)"
#define ROWS "aa(sy)"
#define BLOCK "(yiss" COLUMNS ROWS ")"
#define PAPER "(sssxa" BLOCK ")"

static GVariant *
pack_columns(const DiPaperBlock *block)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE(COLUMNS));
	for (guint i = 0; block->columns && i < block->columns->len; i++) {
		const DiPaperColumn *column = &g_array_index(block->columns, DiPaperColumn, i);

		g_variant_builder_add(&builder, "(siy)", column->title, column->share, (guchar)column->tone);
	}
	return g_variant_builder_end(&builder);
}

static GVariant *
pack_rows(const DiPaperBlock *block)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE(ROWS));
	for (guint i = 0; block->rows && i < block->rows->len; i++) {
		const GArray *row = block->rows->pdata[i];

		g_variant_builder_open(&builder, G_VARIANT_TYPE("a(sy)"));
		for (guint j = 0; j < row->len; j++) {
			const DiPaperCell *cell = &g_array_index(row, DiPaperCell, j);

			g_variant_builder_add(&builder, "(sy)", cell->text, (guchar)cell->tone);
		}
		g_variant_builder_close(&builder);
	}
	return g_variant_builder_end(&builder);
}

GBytes *
di_paper_pack(const DiPaper *paper)
{
	g_autoptr(GVariant) whole = NULL;
	GVariantBuilder blocks;

	g_variant_builder_init(&blocks, G_VARIANT_TYPE("a" BLOCK));
	for (guint i = 0; i < paper->blocks->len; i++) {
		const DiPaperBlock *block = paper->blocks->pdata[i];

		g_variant_builder_add(&blocks, "(yiss@" COLUMNS "@" ROWS ")", (guchar)block->kind, block->level, block->text ? block->text : "",
			block->source ? block->source : "", pack_columns(block), pack_rows(block));
	}
	whole = g_variant_ref_sink(g_variant_new("(sssxa" BLOCK ")", paper->title, paper->about, paper->author, paper->made, &blocks));
	return g_variant_get_data_as_bytes(whole);
}

static void
take_columns(DiPaperBlock *block, GVariantIter *columns)
{
	const char *title;
	guchar tone;
	int share;

	while (block->columns->len < DI_PAPER_COLUMNS_MAX && g_variant_iter_next(columns, "(&siy)", &title, &share, &tone))
		di_paper_column(block, title, CLAMP(share, 0, 1000), MIN(tone, DI_TONE_LAST));
}

static void
take_rows(DiPaperBlock *block, GVariantIter *rows)
{
	GVariantIter *cells;

	while (g_variant_iter_next(rows, "a(sy)", &cells)) {
		const char *text;
		guchar tone;

		di_paper_row(block);
		while (g_variant_iter_next(cells, "(&sy)", &text, &tone))
			di_paper_cell(block, MIN(tone, DI_TONE_LAST), "%s", text);
		g_variant_iter_free(cells);
	}
}

static gboolean
is_table(DiPaperKind kind)
{
	return kind == DI_PAPER_TABLE || kind == DI_PAPER_RECORD || kind == DI_PAPER_BARS;
}

static gboolean
take_block(DiPaper *paper, GVariant *value)
{
	const char *text, *source;
	g_autoptr(GVariantIter) columns = NULL, rows = NULL;
	guchar kind;
	int level;
	DiPaperBlock *block;

	g_variant_get(value, "(yi&s&s" COLUMNS ROWS ")", &kind, &level, &text, &source, &columns, &rows);
	if (kind > DI_PAPER_LAST)
		return FALSE;
	block = di_paper_table(paper, kind, text);
	block->level = level;
	block->source = g_strdup(source);
	take_columns(block, columns);
	take_rows(block, rows);
	return !is_table(kind) || block->columns->len > 0;
}

DiPaper *
di_paper_unpack(GBytes *bytes, GError **error)
{
	g_autoptr(GVariant) whole = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(PAPER), bytes, FALSE));
	g_autoptr(GVariant) blocks = g_variant_get_child_value(whole, 4);
	g_autoptr(DiPaper) paper = NULL;
	const char *title, *about, *author;
	gint64 made;

	g_variant_get_child(whole, 0, "&s", &title);
	g_variant_get_child(whole, 1, "&s", &about);
	g_variant_get_child(whole, 2, "&s", &author);
	g_variant_get_child(whole, 3, "x", &made);
	paper = di_paper_new(title, about, author, made);
	for (gsize i = 0; i < g_variant_n_children(blocks); i++) {
		g_autoptr(GVariant) value = g_variant_get_child_value(blocks, i);

		if (!take_block(paper, value)) {
			g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "block %" G_GSIZE_FORMAT " of the paper is of no kind that is known", i);
			return NULL;
		}
	}
	return g_steal_pointer(&paper);
}
