/* Lines of text on pages. */
#include "press.h"

#include <string.h>

guint32
press_tone(DiTone tone)
{
	static const guint32 colours[] = {
		[DI_TONE_NONE] = COLOUR_TEXT, [DI_TONE_IN] = 0x1a6b3c, [DI_TONE_LATE] = 0x7a5a00, [DI_TONE_WAIT] = 0x4a5560,
		[DI_TONE_OVERDUE] = 0xb3261e, [DI_TONE_REVIEW] = 0x6a3ea1,
	};

	return colours[tone];
}

/* A line is not broken after "/" or a hyphen within a word: who reads the page again could not tell such a hyphen from one that
 * only parts a word. */
static void
keep_words(PangoAttrList *attributes, const char *text)
{
	for (const char *at = text; *at; at++) {
		PangoAttribute *keep;

		if (!strchr("/-", *at) || !at[1] || g_ascii_isspace(at[1]))
			continue;
		keep = pango_attr_allow_breaks_new(FALSE);
		keep->start_index = (guint)(at - text);
		keep->end_index = (guint)(di_utf8_next(at + 1) - text);
		pango_attr_list_insert(attributes, keep);
	}
}

/* No ligatures: the letters of a word stay letters for whoever searches, copies or listens. */
PangoLayout *
press_layout(const Press *press, const char *text, Face face, double width)
{
	PangoLayout *layout = pango_layout_new(press->context);
	g_autofree char *visible = di_text_visible(text, TRUE);
	PangoFontDescription *font = pango_font_description_new();
	PangoAttrList *attributes = pango_attr_list_new();

	pango_font_description_set_family_static(font, "Carlito,Calibri,Liberation Sans,DejaVu Sans,sans-serif");
	pango_font_description_set_absolute_size(font, face.size * PANGO_SCALE);
	pango_font_description_set_weight(font, face.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0, clig=0, dlig=0"));
	keep_words(attributes, visible);
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(layout, 1.12F);
	if (width > 0)
		pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_text(layout, visible, -1);
	return layout;
}

double
press_height(PangoLayout *layout)
{
	int height;

	pango_layout_get_size(layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

double
press_width(PangoLayout *layout)
{
	int width;

	pango_layout_get_size(layout, &width, NULL);
	return (double)width / PANGO_SCALE;
}

void
press_begin(const Press *press, const char *tag)
{
	if (press->cr)
		cairo_tag_begin(press->cr, tag, NULL);
}

void
press_end(const Press *press, const char *tag)
{
	if (press->cr)
		cairo_tag_end(press->cr, tag);
}

static void
set_colour(const Press *press, guint32 colour)
{
	cairo_set_source_rgb(press->cr, (colour >> 16) / 255.0, (colour >> 8 & 255) / 255.0, (colour & 255) / 255.0);
}

void
press_fill(const Press *press, guint32 colour, double x, double y, double width, double height)
{
	if (!press->cr)
		return;
	set_colour(press, colour);
	cairo_rectangle(press->cr, x, y, width, height);
	cairo_fill(press->cr);
}

void
press_frame(const Press *press, double x, double y, double width, double height)
{
	if (!press->cr)
		return;
	set_colour(press, COLOUR_TEXT);
	cairo_set_line_width(press->cr, 0.6);
	cairo_rectangle(press->cr, x, y, width, height);
	cairo_stroke(press->cr);
}

double
press_line_height(PangoLayout *layout, int line)
{
	PangoRectangle logical;

	pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, line), NULL, &logical);
	return (double)logical.height / PANGO_SCALE * 1.12;
}

double
press_line_gap(PangoLayout *layout, int line)
{
	return line && pango_layout_get_line_readonly(layout, line)->is_paragraph_start ? PARAGRAPH_GAP : 0;
}

/* A hanging indent moves all lines of a paragraph but its first. */
static double
indent_of(PangoLayout *layout, const PangoLayoutLine *line)
{
	int indent = pango_layout_get_indent(layout);

	return indent < 0 && !line->is_paragraph_start ? (double)-indent / PANGO_SCALE : 0;
}

void
press_line(const Press *press, PangoLayout *layout, int line, Face face, double x, double y)
{
	PangoLayoutLine *its = pango_layout_get_line_readonly(layout, line);
	PangoRectangle logical;

	if (!press->cr)
		return;
	pango_layout_line_get_extents(its, NULL, &logical);
	set_colour(press, face.colour);
	cairo_move_to(press->cr, x + indent_of(layout, its), y - (double)logical.y / PANGO_SCALE);
	pango_cairo_show_layout_line(press->cr, its);
}

/* What stands at the foot of every page is no part of the text: it has no tag. */
static void
write_foot(Press *press)
{
	static const Face face = {8.5, FALSE, COLOUR_SOFT};
	g_autofree char *number = g_strdup_printf("Sida %d av %d", press->page, press->pages);
	g_autoptr(PangoLayout) right = press_layout(press, number, face, 0);
	g_autoptr(PangoLayout) left = press_layout(press, press->paper->title, face, TEXT_WIDTH - press_width(right) - 20);

	pango_layout_set_ellipsize(left, PANGO_ELLIPSIZE_END);

	press_line(press, left, 0, face, LEFT, FOOT);
	press_line(press, right, 0, face, LEFT + TEXT_WIDTH - press_width(right), FOOT);
}

void
press_turn(Press *press)
{
	if (press->cr) {
		write_foot(press);
		cairo_show_page(press->cr);
	}
	press->page++;
	press->y = TOP;
}

void
press_need(Press *press, double height)
{
	if (press->y + height > BOTTOM && press->y > TOP)
		press_turn(press);
}

void
press_flow(Press *press, PangoLayout *layout, Face face, Flow flow)
{
	int lines = pango_layout_get_line_count(layout);

	press_begin(press, flow.tag);
	for (int i = 0; i < lines; i++) {
		double height = press_line_height(layout, i);

		if (press->y + height > BOTTOM) { /* a tag that is open over two pages is cut in two */
			press_end(press, flow.tag);
			press_turn(press);
			press_begin(press, flow.tag);
		}
		if (flow.bar)
			press_fill(press, COLOUR_LINE, LEFT, press->y, 2.5, height);
		press_line(press, layout, i, face, LEFT + flow.x, press->y);
		press->y += height;
	}
	press_end(press, flow.tag);
}
