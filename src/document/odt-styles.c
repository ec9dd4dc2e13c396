/* Styles of OpenDocument: bold, size, hidden, and how lists count. */
#include "odt.h"

#include "docx.h"

#include <string.h>

#define MAX_CHAIN 32

static void
free_style(gpointer data)
{
	DiOdtStyle *style = data;

	g_free(style->parent);
	g_free(style->list);
	g_free(style);
}

static void
clear_list(DiOdtList *list)
{
	for (int i = 0; i < DI_ODT_LEVELS; i++) {
		g_free(list->levels[i].format);
		g_free(list->levels[i].prefix);
		g_free(list->levels[i].suffix);
	}
}

static void
free_list(gpointer data)
{
	clear_list(data);
	g_free(data);
}

DiOdtStyles *
di_odt_styles_new(void)
{
	DiOdtStyles *styles = g_new0(DiOdtStyles, 1);

	styles->styles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_style);
	styles->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_list);
	return styles;
}

void
di_odt_styles_free(DiOdtStyles *styles)
{
	if (!styles)
		return;
	g_hash_table_unref(styles->styles);
	g_hash_table_unref(styles->lists);
	clear_list(&styles->outline);
	g_free(styles);
}

/* Automatic styles of one part may have the names of another part's: the one that comes later holds. */
static void
open_style(DiOdtStyles *styles, const DiXmlAttributes *attributes, gboolean is_default)
{
	g_autofree char *name = is_default ? g_strdup("") : di_xml_attribute_dup(attributes, "name");
	char family;

	styles->style = NULL;
	if (di_xml_attribute_is(attributes, "family", "paragraph"))
		family = 'p';
	else if (di_xml_attribute_is(attributes, "family", "text"))
		family = 't';
	else
		return;
	if (!name)
		return;
	styles->style = g_new0(DiOdtStyle, 1);
	styles->style->parent = di_xml_attribute_dup(attributes, "parent-style-name");
	if (!styles->style->parent && !is_default && family == 'p')
		styles->style->parent = g_strdup("");
	styles->style->list = di_xml_attribute_dup(attributes, "list-style-name");
	styles->style->bold = styles->style->hidden = -1;
	g_hash_table_replace(styles->styles, g_strdup_printf("%c:%s", family, name), styles->style);
}

static void
set_text_properties(DiOdtStyle *style, const DiXmlAttributes *attributes)
{
	g_autofree char *weight = di_xml_attribute_dup(attributes, "font-weight");
	g_autofree char *size = di_xml_attribute_dup(attributes, "font-size");
	DiSlice display;

	if (weight)
		style->bold = strcmp(weight, "bold") == 0 || di_number_within(weight, 0, 1000) >= 600;
	if (size && g_str_has_suffix(size, "pt"))
		style->size_pt10 = (int)CLAMP(g_ascii_strtod(size, NULL) * 10, 0, 20000);
	else if (size && g_str_has_suffix(size, "%"))
		style->size_percent = di_number_within(size, 1, 1000);
	if (di_xml_attribute(attributes, "display", &display))
		style->hidden = di_slice_is(display, "none");
}

static void
open_list(DiOdtStyles *styles, const DiXmlAttributes *attributes)
{
	g_autofree char *name = di_xml_attribute_dup(attributes, "name");

	styles->list = g_new0(DiOdtList, 1);
	g_hash_table_replace(styles->lists, g_strdup(name ? name : ""), styles->list);
}

static void
set_level(DiOdtList *list, gboolean bullet, const DiXmlAttributes *attributes)
{
	int at = di_xml_attribute_int(attributes, "level", 0) - 1;
	DiOdtLevel *level;

	if (at < 0 || at >= DI_ODT_LEVELS || list->levels[at].defined)
		return;
	level = &list->levels[at];
	level->defined = TRUE;
	level->bullet = bullet;
	level->format = di_xml_attribute_dup(attributes, "num-format");
	level->prefix = di_xml_attribute_dup(attributes, "num-prefix");
	level->suffix = di_xml_attribute_dup(attributes, "num-suffix");
	level->start = MAX(di_xml_attribute_int(attributes, "start-value", 1), 0);
	level->display = CLAMP(di_xml_attribute_int(attributes, "display-levels", 1), 1, DI_ODT_LEVELS);
}

void
di_odt_styles_begin(DiOdtStyles *styles, int token, const DiXmlAttributes *attributes)
{
	if (token == O_STYLE || token == O_DEFAULT_STYLE)
		open_style(styles, attributes, token == O_DEFAULT_STYLE);
	else if (token == O_TEXT_PROPERTIES && styles->style)
		set_text_properties(styles->style, attributes);
	else if (token == O_LIST_STYLE)
		open_list(styles, attributes);
	else if (token == O_OUTLINE_STYLE)
		styles->list = &styles->outline;
	else if ((token == O_LEVEL_NUMBER || token == O_LEVEL_BULLET) && styles->list)
		set_level(styles->list, token == O_LEVEL_BULLET, attributes);
}

void
di_odt_styles_end(DiOdtStyles *styles, int token)
{
	if (token == O_STYLE || token == O_DEFAULT_STYLE)
		styles->style = NULL;
	else if (token == O_LIST_STYLE || token == O_OUTLINE_STYLE)
		styles->list = NULL;
}

static void
inherit(DiOdtStyle *style, const DiOdtStyle *from)
{
	if (style->bold < 0)
		style->bold = from->bold;
	if (style->hidden < 0)
		style->hidden = from->hidden;
	if (style->size_percent > 0 && style->size_pt10 == 0)
		style->size_pt10 = from->size_pt10 * style->size_percent / 100;
	else if (style->size_pt10 == 0)
		style->size_pt10 = from->size_pt10;
	if (!style->list)
		style->list = g_strdup(from->list);
}

static DiOdtStyle *
find(DiOdtStyles *styles, char family, const char *name, int depth)
{
	g_autofree char *key = g_strdup_printf("%c:%s", family, name);
	DiOdtStyle *style = g_hash_table_lookup(styles->styles, key);
	const DiOdtStyle *parent;

	if (!style || style->resolved || depth > MAX_CHAIN)
		return style;
	style->resolved = TRUE;
	parent = style->parent ? find(styles, family, style->parent, depth + 1) : NULL;
	if (parent)
		inherit(style, parent);
	return style;
}

const DiOdtStyle *
di_odt_style(DiOdtStyles *styles, char family, const char *name)
{
	return find(styles, family, name ? name : "", 0);
}

/* ODF writes "1", "a", "A", "i", "I" where OOXML has words. */
static const char *
format_word(const char *format)
{
	switch (format ? *format : '\0') {
	case 'a': return "lowerLetter";
	case 'A': return "upperLetter";
	case 'i': return "lowerRoman";
	case 'I': return "upperRoman";
	default: return "decimal";
	}
}

static char *
draw(const DiOdtList *list, int at)
{
	const DiOdtLevel *level = &list->levels[at];
	g_autoptr(GString) marker = g_string_new(level->prefix);

	if (level->bullet)
		return g_strdup("-");
	if (!level->format || !*level->format)
		return NULL;
	for (int i = MAX(at - level->display + 1, 0); i <= at; i++) {
		const DiOdtLevel *shown = &list->levels[i];
		g_autofree char *number = di_list_number(list->counts[i] > 0 ? list->counts[i] : shown->start,
			format_word(shown->format));

		if (i < at && (!shown->format || !*shown->format))
			continue;
		g_string_append(marker, number);
		if (i < at)
			g_string_append_c(marker, '.');
	}
	g_string_append(marker, level->suffix ? level->suffix : "");
	g_strstrip(marker->str);
	return *marker->str ? g_strdup(marker->str) : NULL;
}

char *
di_odt_list_next(DiOdtList *list, int at, int start)
{
	DiOdtLevel *level;

	at = CLAMP(at, 0, DI_ODT_LEVELS - 1);
	level = &list->levels[at];
	if (start > 0)
		list->counts[at] = start;
	else
		list->counts[at] = list->counts[at] > 0 ? MIN(list->counts[at] + 1, 1000000) : level->start;
	for (int i = at + 1; i < DI_ODT_LEVELS; i++)
		list->counts[i] = 0;
	return level->defined ? draw(list, at) : NULL;
}
