/* Runs: which of their text a person sees, and how it looks. */
#include "docx-story.h"

#include <string.h>

void
di_body_run_begin(Body *body, const DiXmlAttributes *attributes)
{
	Story *story = di_body_story(body);

	(void)attributes;
	story->run = (Run){.format = DI_RUN_FORMAT_NONE};
}

/* Bold is a toggle: a character style turns round what the paragraph's style says (ECMA-376 17.7.3). */
static int
styled_bold(const DiDocxStyle *of_paragraph, const DiDocxStyle *of_run)
{
	int below = of_paragraph && of_paragraph->run.bold > 0;
	int above = of_run && of_run->run.bold > 0;

	return below ^ above;
}

static const DiDocxStyle *
paragraph_style(const Body *body, const Paragraph *paragraph)
{
	return paragraph->style ? paragraph->style : body->docx->styles->normal;
}

static void
resolve_run(const Body *body, Story *story)
{
	const DiDocxStyle *below = paragraph_style(body, &story->paragraph);
	Run *run = &story->run;
	const DiDocxStyle *above = run->style;

	if (run->resolved)
		return;
	run->resolved = TRUE;
	run->bold = run->format.bold >= 0 ? run->format.bold : styled_bold(below, above);
	run->hidden = run->format.hidden >= 0 ? run->format.hidden :
		(above && above->run.hidden > 0) || (below && below->run.hidden > 0);
	run->size_pt10 = run->format.size_pt10;
	if (run->size_pt10 == 0 && above)
		run->size_pt10 = above->run.size_pt10;
	if (run->size_pt10 == 0 && below)
		run->size_pt10 = below->run.size_pt10;
	if (run->size_pt10 == 0)
		run->size_pt10 = body->docx->styles->defaults.size_pt10;
}

static void
set_style(const Body *body, const DiDocxStyle **to, const DiXmlAttributes *attributes)
{
	DiSlice id;

	if (di_xml_attribute(attributes, "val", &id))
		*to = di_docx_style(body->docx->styles, id);
}

static void
set_font(Run *run, const DiXmlAttributes *attributes)
{
	DiSlice font;

	if (!di_xml_attribute(attributes, "ascii", &font) && !di_xml_attribute(attributes, "hAnsi", &font))
		return;
	run->font[0] = '\0';
	if (font.size >= 6 && (g_ascii_strncasecmp(font.bytes, "Symbol", 6) == 0 ||
		(font.size >= 9 && g_ascii_strncasecmp(font.bytes, "Wingdings", 9) == 0)))
		g_strlcpy(run->font, g_ascii_toupper(font.bytes[0]) == 'W' ? "Wingdings" : "Symbol", sizeof run->font);
}

static void
frame_property(Paragraph *paragraph, const DiXmlAttributes *attributes)
{
	DiSlice cap;

	if (di_xml_attribute(attributes, "dropCap", &cap) && !di_slice_is(cap, "none"))
		paragraph->mark_deleted = TRUE; /* a big first letter is a paragraph of its own to Word */
	else
		paragraph->framed = TRUE;
}

/* A property of the open paragraph or run, by where it stands. */
void
di_body_property(Body *body, int token, const DiXmlAttributes *attributes)
{
	Story *story = di_body_story(body);
	Paragraph *paragraph = &story->paragraph;
	int parent = di_body_parent(body, 1);
	int grandparent = di_body_parent(body, 2);

	if (parent == W_R_PR && grandparent == W_R) {
		if (token == W_R_STYLE)
			set_style(body, &story->run.style, attributes);
		else if (token == W_R_FONTS)
			set_font(&story->run, attributes);
		else
			di_run_format_set(&story->run.format, (DiWord)token, attributes);
	} else if (parent == W_R_PR && grandparent == W_P_PR) {
		if (token == W_VANISH)
			paragraph->mark_hidden = di_xml_attribute_on(attributes, "val");
	} else if (parent == W_P_PR) {
		if (token == W_P_STYLE)
			set_style(body, &paragraph->style, attributes);
		else if (token == W_FRAME_PR)
			frame_property(paragraph, attributes);
		else
			di_paragraph_format_set(&paragraph->format, (DiWord)token, attributes);
	} else if (parent == W_NUM_PR && grandparent == W_P_PR) {
		di_paragraph_format_set(&paragraph->format, (DiWord)token, attributes);
	}
}

void
di_body_append(Body *body, const char *text, size_t size)
{
	Story *story = di_body_story(body);
	Paragraph *paragraph = &story->paragraph;
	int parent = di_body_parent(body, 1);

	if (size == 0 || di_story_in_code(story) || parent == W_P_PR || parent == W_R_PR)
		return;
	resolve_run(body, story);
	if (story->run.hidden)
		return;
	if (di_body_in_placeholder(body)) {
		paragraph->base.placeholder = TRUE;
		return;
	}
	body->docx->text_bytes += size;
	if (body->docx->text_bytes > DI_DOCUMENT_MAX_TEXT_BYTES) {
		di_body_fail(body, DI_FAULT_FOR_STOR, "Filen innehåller för mycket text.");
		return;
	}
	di_paragraph_append(&paragraph->base, text, size, story->run.bold, story->run.size_pt10);
}

/* LibreOffice 7 takes a control around paragraphs for an input field, and loses the lines that are broken in it: they become
 * one w:t after the other. */
void
di_body_text_begin(Body *body, const DiXmlAttributes *attributes)
{
	if (body->after_text && di_body_in_line_control(body))
		di_body_append(body, "\n", 1);
	g_string_truncate(body->run_text, 0);
	body->keep_space = di_xml_attribute_is(attributes, "space", "preserve");
}

/* Private-use characters are glyphs of a symbol font. Line ends and tabs inside w:t are plain white
 * space to Word. */
static void
clean(GString *text, const char *font)
{
	g_autofree char *copy = g_strndup(text->str, text->len);

	g_string_truncate(text, 0);
	for (const char *at = copy; *at; at = di_utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if ((c >= 0xf000 && c <= 0xf0ff) || (*font && c > ' ' && c <= 0xff))
			c = di_symbol_to_unicode(*font ? font : "Symbol", c);
		if (c == '\n' || c == '\t' || c == '\r')
			c = ' ';
		if (c != 0)
			g_string_append_unichar(text, c);
	}
}

/* XML has no other control characters. */
static gboolean
needs_cleaning(const GString *text)
{
	return text->str[strcspn(text->str, "\t\n\r\xef")] != '\0';
}

void
di_body_text_end(Body *body)
{
	const Story *story = di_body_story(body);
	GString *text = body->run_text;

	if (di_body_parent(body, 0) == W_INSTR_TEXT) {
		di_body_field_code(body, text->str);
		return;
	}
	if (!story->paragraph.open)
		return;
	if (*story->run.font || needs_cleaning(text))
		clean(text, story->run.font);
	if (!body->keep_space) {
		g_strstrip(text->str);
		text->len = strlen(text->str);
	}
	di_body_append(body, text->str, text->len);
	g_string_truncate(text, 0);
}

void
di_body_symbol(Body *body, const DiXmlAttributes *attributes)
{
	g_autofree char *font = di_xml_attribute_dup(attributes, "font");
	g_autofree char *code = di_xml_attribute_dup(attributes, "char");
	gunichar c = code ? di_symbol_to_unicode(font, (guint)(g_ascii_strtoull(code, NULL, 16) & 0xffff)) : 0;
	char text[6];

	if (c != 0)
		di_body_append(body, text, (size_t)g_unichar_to_utf8(c, text));
}
