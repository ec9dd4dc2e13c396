/* styles.xml: what a paragraph or run is by its style, with everything the style is based on. */
#include "docx.h"

#include <string.h>

#define MAX_CHAIN 32 /* "based on" may lie and run in a circle */

static void
free_style(gpointer data)
{
	DiDocxStyle *style = data;

	g_free(style->id);
	g_free(style->name);
	g_free(style->based_on);
	g_free(style);
}

DiDocxStyles *
di_docx_styles_new(void)
{
	DiDocxStyles *styles = g_new0(DiDocxStyles, 1);

	styles->by_id = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_style);
	styles->defaults = DI_RUN_FORMAT_NONE;
	return styles;
}

void
di_docx_styles_free(DiDocxStyles *styles)
{
	if (!styles)
		return;
	g_hash_table_unref(styles->by_id);
	g_free(styles);
}

static void
set_size(DiRunFormat *format, int half_points)
{
	format->size_pt10 = CLAMP(half_points, 0, 3276) * 5;
}

gboolean
di_run_format_set(DiRunFormat *format, DiWord token, const DiXmlAttributes *attributes)
{
	if (token == W_B)
		format->bold = di_xml_attribute_on(attributes, "val");
	else if (token == W_VANISH)
		format->hidden = di_xml_attribute_on(attributes, "val");
	else if (token == W_SZ)
		set_size(format, di_xml_attribute_int(attributes, "val", 0));
	else
		return FALSE;
	return TRUE;
}

gboolean
di_paragraph_format_set(DiParagraphFormat *format, DiWord token, const DiXmlAttributes *attributes)
{
	if (token == W_NUM_ID) {
		format->num_id = di_xml_attribute_int(attributes, "val", -1);
	} else if (token == W_ILVL) {
		format->num_level = CLAMP(di_xml_attribute_int(attributes, "val", 0), 0, 8);
	} else if (token == W_OUTLINE_LVL) {
		int level = di_xml_attribute_int(attributes, "val", 9);

		format->outline = level >= 0 && level <= 8 ? level + 1 : 0;
	} else {
		return FALSE;
	}
	return TRUE;
}

/* Word writes the English name whatever the language of the program; others write what their user sees. */
int
di_heading_level_by_name(const char *name)
{
	static const char *const words[] = {"heading", "rubrik", "overskrift", "otsikko", "überschrift"};
	g_autofree char *folded = di_text_fold(name);

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		size_t length = strlen(words[i]);
		const char *rest = folded + length;

		if (!g_str_has_prefix(folded, words[i]))
			continue;
		rest += *rest == ' ';
		if (*rest >= '1' && *rest <= '9' && rest[1] == '\0')
			return *rest - '0';
	}
	return strcmp(folded, "title") == 0 ? 1 : 0;
}

static gboolean
is_contents_name(const char *name)
{
	g_autofree char *folded = di_text_fold(name);
	gsize length = strlen(folded);

	if (length == 0 || !g_ascii_isdigit(folded[length - 1]))
		return FALSE;
	return g_str_has_prefix(folded, "toc ") || g_str_has_prefix(folded, "innehåll ") ||
		g_str_has_prefix(folded, "contents ");
}

static void
inherit(DiDocxStyle *style, const DiDocxStyle *from)
{
	if (style->run.bold < 0)
		style->run.bold = from->run.bold;
	if (style->run.hidden < 0)
		style->run.hidden = from->run.hidden;
	if (style->run.size_pt10 == 0)
		style->run.size_pt10 = from->run.size_pt10;
	if (style->paragraph.num_id < 0)
		style->paragraph.num_id = from->paragraph.num_id;
	if (style->paragraph.num_level < 0)
		style->paragraph.num_level = from->paragraph.num_level;
	if (style->paragraph.outline < 0)
		style->paragraph.outline = from->paragraph.outline;
	style->is_contents |= from->is_contents;
}

static void
resolve(DiDocxStyles *styles, DiDocxStyle *style, int depth)
{
	DiDocxStyle *from;
	int by_name;

	if (style->resolved)
		return;
	style->resolved = TRUE;
	by_name = style->name ? di_heading_level_by_name(style->name) : 0;
	if (style->paragraph.outline < 0 && by_name > 0)
		style->paragraph.outline = by_name;
	style->is_contents = style->name && is_contents_name(style->name);
	from = style->based_on ? g_hash_table_lookup(styles->by_id, style->based_on) : NULL;
	if (!from || depth >= MAX_CHAIN)
		return;
	resolve(styles, from, depth + 1);
	inherit(style, from);
}

const DiDocxStyle *
di_docx_style(const DiDocxStyles *styles, DiSlice id)
{
	char name[256];

	if (id.size >= sizeof name)
		return NULL;
	memcpy(name, id.bytes, id.size);
	name[id.size] = '\0';
	return g_hash_table_lookup(styles->by_id, name);
}

typedef struct {
	DiDocxStyles *styles;
	DiDocxStyle *style; /* the open one */
	int skip, in_defaults;
} Reader;

static void
open_style(Reader *reader, const DiXmlAttributes *attributes)
{
	g_autofree char *id = di_xml_attribute_dup(attributes, "styleId");
	DiDocxStyle *style;

	if (!id || g_hash_table_contains(reader->styles->by_id, id))
		return;
	style = g_new0(DiDocxStyle, 1);
	style->id = g_steal_pointer(&id);
	style->run = DI_RUN_FORMAT_NONE;
	style->paragraph = DI_PARAGRAPH_FORMAT_NONE;
	g_hash_table_insert(reader->styles->by_id, style->id, style);
	reader->style = style;
	if (di_xml_attribute_is(attributes, "type", "paragraph") && di_xml_attribute_is(attributes, "default", "1"))
		reader->styles->normal = style;
}

static void
on_begin(gpointer user, int token, const DiXmlAttributes *attributes)
{
	Reader *reader = user;

	if (reader->skip > 0 || token == W_SKIPPED) {
		reader->skip++;
		return;
	}
	if (token == W_STYLE)
		open_style(reader, attributes);
	else if (token == W_DOC_DEFAULTS)
		reader->in_defaults = TRUE;
	else if (reader->in_defaults)
		di_run_format_set(&reader->styles->defaults, (DiWord)token, attributes);
	if (!reader->style)
		return;
	if (token == W_NAME && !reader->style->name)
		reader->style->name = di_xml_attribute_dup(attributes, "val");
	else if (token == W_BASED_ON && !reader->style->based_on)
		reader->style->based_on = di_xml_attribute_dup(attributes, "val");
	else if (!di_run_format_set(&reader->style->run, (DiWord)token, attributes))
		di_paragraph_format_set(&reader->style->paragraph, (DiWord)token, attributes);
}

static void
on_end(gpointer user, int token)
{
	Reader *reader = user;

	if (reader->skip > 0) {
		reader->skip--;
		return;
	}
	if (token == W_STYLE)
		reader->style = NULL;
	else if (token == W_DOC_DEFAULTS)
		reader->in_defaults = FALSE;
}

gboolean
di_docx_styles_read(DiDocxStyles *styles, DiZip *zip, const char *name)
{
	static const DiXmlHandler handler = {on_begin, on_end, NULL};
	Reader reader = {.styles = styles};
	GHashTableIter iter;
	gpointer style;

	if (!di_xml_read_part(zip, name, &di_docx_words, &handler, &reader, NULL))
		return FALSE;
	g_hash_table_iter_init(&iter, styles->by_id);
	while (g_hash_table_iter_next(&iter, NULL, &style))
		resolve(styles, style, 0);
	return TRUE;
}
