/* The paper is set twice: once to count its pages, once for good. */
#include "press.h"

#include <string.h>

static const Face text_face = {10.5, FALSE, COLOUR_TEXT};

static void
add_bookmark(Press *press, const char *text, int level)
{
	g_autofree char *place = g_strdup_printf("page=%d pos=[%d %d]", press->page, (int)LEFT, (int)press->y);
	g_autofree char *visible = di_text_visible(text, FALSE);

	if (!press->cr || level > 2)
		return;
	press->outline[level] = cairo_pdf_surface_add_outline(press->surface, level > 1 ? press->outline[1] : CAIRO_PDF_OUTLINE_ROOT, visible, place,
		level > 1 ? 0 : CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

/* With room for what it stands above. */
static void
write_heading(Press *press, const DiPaperBlock *block)
{
	static const struct {
		Face face;
		double before, after, with;
	} looks[] = {{{16, TRUE, COLOUR_RULE}, 26, 5, 110}, {{13, TRUE, COLOUR_TEXT}, 16, 2, 76}, {{10.5, TRUE, COLOUR_TEXT}, 9, 1, 44}};
	static const char *const tags[] = {"H2", "H3", "H4"};
	int at = CLAMP(block->level, 1, 3) - 1;
	g_autoptr(PangoLayout) layout = press_layout(press, block->text, looks[at].face, TEXT_WIDTH);

	if (press->y > TOP)
		press->y += looks[at].before;
	press_need(press, press_height(layout) + looks[at].with);
	if (at == 0 && press->y > TOP)
		press_fill(press, COLOUR_RULE, LEFT, press->y - 8, TEXT_WIDTH, 1.2);
	add_bookmark(press, block->text, at + 1);
	press_flow(press, layout, looks[at].face, (Flow){0, FALSE, tags[at]});
	press->y += looks[at].after;
}

static void
write_text(Press *press, const char *text, Face face, Flow flow, double after)
{
	g_autoptr(PangoLayout) layout = press_layout(press, text, face, TEXT_WIDTH - flow.x);

	press_flow(press, layout, face, flow);
	press->y += after;
}

static void
write_marked(Press *press, const char *marker, const char *text, double x, gboolean bar)
{
	g_autoptr(PangoLayout) mark = press_layout(press, marker, text_face, 0);
	double wide = press_width(mark) + 5, room = MAX(14, wide);

	press_need(press, press_line_height(mark, 0));
	press_begin(press, "LI");
	press_begin(press, "Lbl");
	press_line(press, mark, 0, text_face, LEFT + x, press->y);
	press_end(press, "Lbl");
	write_text(press, text, text_face, (Flow){x + room, bar, "LBody"}, 0);
	press_end(press, "LI");
}

static void
gap(Press *press, double height, gboolean bar)
{
	if (bar && press->y + height <= BOTTOM)
		press_fill(press, COLOUR_LINE, LEFT, press->y, 2.5, height);
	press->y += height;
}

static void
write_quote(Press *press, const DiPaperBlock *block)
{
	static const Face source_face = {8.8, FALSE, COLOUR_SOFT};
	g_autoptr(GPtrArray) lines = di_paper_lines(block->text);

	press_begin(press, "BlockQuote");
	for (guint i = 0; i < lines->len; i++) {
		const DiPaperLine *line = lines->pdata[i];

		if (line->cells) {
			press_rows(press, lines, &i);
			continue;
		}
		if (line->marker)
			write_marked(press, line->marker, line->text, 12, TRUE);
		else
			write_text(press, line->text, text_face, (Flow){12, TRUE, "P"}, 0);
		gap(press, 4, TRUE);
	}
	press_end(press, "BlockQuote");
	write_text(press, block->source, source_face, (Flow){12, TRUE, "P"}, 8);
}

static void
write_item(Press *press, const DiPaperBlock *block)
{
	g_autofree char *marker = block->level ? g_strdup_printf("%d.", block->level) : g_strdup("•");

	write_marked(press, marker, block->text, 0, FALSE);
	press->y += 3;
}

static void
write_block(Press *press, const DiPaperBlock *block)
{
	switch (block->kind) {
	case DI_PAPER_HEADING:
		write_heading(press, block);
		break;
	case DI_PAPER_TEXT:
		write_text(press, block->text, text_face, (Flow){0, FALSE, "P"}, 7);
		break;
	case DI_PAPER_ITEM:
		write_item(press, block);
		break;
	case DI_PAPER_QUOTE:
		write_quote(press, block);
		break;
	case DI_PAPER_NOTE:
		write_text(press, block->text, text_face, (Flow){12, TRUE, "P"}, 8);
		break;
	case DI_PAPER_TABLE:
	case DI_PAPER_RECORD:
		press_table(press, block);
		break;
	case DI_PAPER_BARS:
		press_bars(press, block);
		break;
	case DI_PAPER_PAGE:
	default:
		if (press->y > TOP)
			press_turn(press);
		break;
	}
}

static void
write_title(Press *press)
{
	static const Face author = {10.5, TRUE, COLOUR_SOFT}, title = {22, TRUE, COLOUR_TEXT}, about = {10.5, FALSE, COLOUR_SOFT};

	write_text(press, press->paper->author, author, (Flow){0, FALSE, "P"}, 2);
	write_text(press, press->paper->title, title, (Flow){0, FALSE, "H1"}, 2);
	if (*press->paper->about)
		write_text(press, press->paper->about, about, (Flow){0, FALSE, "P"}, 0);
	press->y += 12;
}

/* An item follows the list that the one before is in. */
static void
write_all(Press *press)
{
	const GPtrArray *blocks = press->paper->blocks;
	gboolean in_list = FALSE;

	press->y = TOP;
	press->page = 1;
	press_begin(press, "Document");
	write_title(press);
	for (guint i = 0; i < blocks->len; i++) {
		gboolean is_item = ((const DiPaperBlock *)blocks->pdata[i])->kind == DI_PAPER_ITEM;

		if (in_list && !is_item)
			press_end(press, "L");
		if (is_item && !in_list)
			press_begin(press, "L");
		in_list = is_item;
		write_block(press, blocks->pdata[i]);
	}
	if (in_list)
		press_end(press, "L");
	press_end(press, "Document");
	press_turn(press);
}

static cairo_status_t
collect(void *closure, const unsigned char *data, unsigned int length)
{
	g_byte_array_append(closure, data, length);
	return CAIRO_STATUS_SUCCESS;
}

static void
describe(Press *press)
{
	g_autofree char *made = di_time_format(press->paper->made, NULL);

	cairo_pdf_surface_set_metadata(press->surface, CAIRO_PDF_METADATA_TITLE, press->paper->title);
	cairo_pdf_surface_set_metadata(press->surface, CAIRO_PDF_METADATA_AUTHOR, press->paper->author);
	cairo_pdf_surface_set_metadata(press->surface, CAIRO_PDF_METADATA_CREATOR, "diarie");
	cairo_pdf_surface_set_metadata(press->surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
}

static PangoContext *
new_context(void)
{
	PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_cairo_context_set_resolution(context, 72);
	pango_context_set_round_glyph_positions(context, FALSE);
	pango_context_set_language(context, pango_language_from_string("sv"));
	return context;
}

GBytes *
di_print_pdf(const DiPaper *paper, GError **error)
{
	Press press = {.paper = paper, .context = new_context()};
	GByteArray *bytes = g_byte_array_new();
	cairo_status_t status;

	write_all(&press);
	press.pages = press.page - 1;
	press.surface = cairo_pdf_surface_create_for_stream(collect, bytes, PAGE_WIDTH, PAGE_HEIGHT);
	describe(&press);
	press.cr = cairo_create(press.surface);
	write_all(&press);
	status = cairo_status(press.cr);
	cairo_destroy(press.cr);
	cairo_surface_finish(press.surface);
	status = status ? status : cairo_surface_status(press.surface);
	cairo_surface_destroy(press.surface);
	g_object_unref(press.context);
	if (!status)
		return g_byte_array_free_to_bytes(bytes);
	g_byte_array_free(bytes, TRUE);
	g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "cairo cannot write the PDF: %s", cairo_status_to_string(status));
	return NULL;
}
