/* The text of an OpenDocument: paragraphs, lists, tables, frames, notes, and what was filled in. */
#include "odt.h"

#include <string.h>

#define MAX_DEPTH 256
#define FLAT_CHUNK 16384
#define MAX_SPACES 1000

typedef struct {
	gboolean bold, hidden;
	int size_pt10;
} Run;

typedef struct {
	DiOdtList *list; /* NULL: its style is not known */
	int start;       /* the open item's own number; 0: none */
	gboolean fresh;  /* the open item has not drawn its number yet */
} ListLevel;

typedef struct {
	gboolean heading;
	int level;
	gboolean open;
	char *list; /* list style of the paragraph's style; NULL, "" */
} Paragraph;

typedef struct {
	int start; /* byte in the paragraph's text */
	char *tag;
	gboolean placeholder;
	gboolean input; /* LibreOffice's input field keeps its line ends as they are */
} Control;

typedef struct {
	DiOdt *odt;
	int depth, skip;
	Run runs[MAX_DEPTH]; /* by depth: what holds inside that element */
	GArray *lists;       /* ListLevel */
	GQueue paragraphs;   /* Paragraph; one within another where a frame stands between */
	GQueue controls;     /* Control */
	GHashTable *forms;   /* id of a form control → its value */
	char *header_name;
	gboolean in_text;    /* inside office:text or a page header */
} Body;

static Paragraph *
open_paragraph(const Body *body)
{
	return body->paragraphs.tail ? body->paragraphs.tail->data : NULL;
}

static void
free_paragraph(gpointer data)
{
	Paragraph *paragraph = data;

	g_free(paragraph->list);
	g_free(paragraph);
}

static void
free_control(gpointer data)
{
	Control *control = data;

	g_free(control->tag);
	g_free(control);
}

static void
apply(Run *run, const DiOdtStyle *style)
{
	if (!style)
		return;
	if (style->bold >= 0)
		run->bold = style->bold;
	if (style->hidden >= 0)
		run->hidden = style->hidden;
	if (style->size_pt10 > 0)
		run->size_pt10 = style->size_pt10;
	else if (style->size_percent > 0)
		run->size_pt10 = run->size_pt10 * style->size_percent / 100;
}

static void
begin_paragraph(Body *body, const DiXmlAttributes *attributes, gboolean heading)
{
	g_autofree char *name = di_xml_attribute_dup(attributes, "style-name");
	const DiOdtStyle *style = di_odt_style(body->odt->styles, 'p', name);
	Paragraph *paragraph = g_new0(Paragraph, 1);
	Run *run = &body->runs[body->depth - 1];

	if (!style)
		style = di_odt_style(body->odt->styles, 'p', "");
	*run = (Run){FALSE, FALSE, 0};
	apply(run, style);
	paragraph->heading = heading;
	paragraph->level = heading ? CLAMP(di_xml_attribute_int(attributes, "outline-level", 1), 1, 9) : 0;
	paragraph->list = style ? g_strdup(style->list) : NULL;
	g_queue_push_tail(&body->paragraphs, paragraph);
}

static DiOdtList *
find_list(const Body *body, const char *name)
{
	return name && *name ? g_hash_table_lookup(body->odt->styles->lists, name) : NULL;
}

/* The number of the open item, for the first of its paragraphs only. */
static char *
item_marker(Body *body, const Paragraph *paragraph, int *level_out)
{
	ListLevel *level;
	DiOdtList *list;

	if (body->lists->len == 0)
		return NULL;
	*level_out = (int)body->lists->len - 1;
	level = &g_array_index(body->lists, ListLevel, body->lists->len - 1);
	if (!level->fresh)
		return NULL;
	level->fresh = FALSE;
	list = level->list ? level->list : find_list(body, paragraph->list);
	return list ? di_odt_list_next(list, *level_out, level->start) : g_strdup("-");
}

static void
end_paragraph(Body *body)
{
	DiFlow *flow = body->odt->flow;
	Paragraph *paragraph = g_queue_pop_tail(&body->paragraphs);
	g_autofree char *marker = NULL;
	int level = 0;

	if (!paragraph)
		return;
	if (body->lists->len > 0)
		marker = item_marker(body, paragraph, &level);
	else if (paragraph->heading && !(paragraph->list && !*paragraph->list) && di_flow_paragraph(flow)->text->len > 0)
		marker = di_odt_list_next(&body->odt->styles->outline, paragraph->level - 1, 0);
	di_flow_end_paragraph(flow, paragraph->level, marker, level);
	free_paragraph(paragraph);
}

static void
begin_list(Body *body, const DiXmlAttributes *attributes)
{
	g_autofree char *name = di_xml_attribute_dup(attributes, "style-name");
	const ListLevel *outer = body->lists->len > 0 ? &g_array_index(body->lists, ListLevel, body->lists->len - 1) : NULL;
	ListLevel level = {.list = find_list(body, name)};
	DiSlice other;

	if (!level.list && outer)
		level.list = outer->list;
	if (level.list && !outer && !di_xml_attribute_is(attributes, "continue-numbering", "true") &&
		!di_xml_attribute(attributes, "continue-list", &other))
		memset(level.list->counts, 0, sizeof level.list->counts);
	g_array_append_val(body->lists, level);
}

static void
begin_item(Body *body, const DiXmlAttributes *attributes, gboolean numbered)
{
	ListLevel *level;

	if (body->lists->len == 0)
		return;
	level = &g_array_index(body->lists, ListLevel, body->lists->len - 1);
	level->fresh = numbered;
	level->start = MAX(di_xml_attribute_int(attributes, "start-value", 0), 0);
}

/* White space in the file is one space; several are written as text:s (ODF 1.3 part 3, 6.1.2). */
static void
append(Body *body, const char *text, size_t size, gboolean collapse)
{
	const Run *run = &body->runs[body->depth - 1];
	const DiParagraph *paragraph = di_flow_paragraph(body->odt->flow);
	const Control *control = body->controls.tail ? body->controls.tail->data : NULL;
	g_autoptr(GString) clean = NULL;
	gboolean after_space;

	if (run->hidden || !open_paragraph(body) || (control && control->placeholder))
		return;
	if (!collapse) {
		di_flow_append(body->odt->flow, text, size, run->bold, run->size_pt10);
		return;
	}
	clean = g_string_sized_new(size);
	after_space = paragraph->text->len == 0 || paragraph->text->str[paragraph->text->len - 1] == ' ';
	for (size_t i = 0; i < size; i++) {
		gboolean space = g_ascii_isspace(text[i]);

		if (!space || (control && control->input && text[i] == '\n'))
			g_string_append_c(clean, text[i]);
		else if (!after_space)
			g_string_append_c(clean, ' ');
		after_space = space;
	}
	di_flow_append(body->odt->flow, clean->str, clean->len, run->bold, run->size_pt10);
}

static void
append_spaces(Body *body, int count)
{
	for (int i = 0; i < CLAMP(count, 1, MAX_SPACES); i++)
		append(body, " ", 1, FALSE);
}

static void
begin_control(Body *body, char *tag, gboolean placeholder)
{
	Control *control = g_new0(Control, 1);

	control->start = (int)di_flow_paragraph(body->odt->flow)->text->len;
	control->tag = tag;
	control->placeholder = placeholder;
	g_queue_push_tail(&body->controls, control);
}

static gboolean
is_blank(const char *text)
{
	for (; *text; text = di_utf8_next(text)) {
		if (!g_unichar_isspace(g_utf8_get_char(text)))
			return FALSE;
	}
	return TRUE;
}

static void
end_control(Body *body)
{
	DiParagraph *paragraph = di_flow_paragraph(body->odt->flow);
	Control *control = g_queue_pop_tail(&body->controls);

	if (!control)
		return;
	if (open_paragraph(body) && control->start <= (int)paragraph->text->len) {
		if (is_blank(paragraph->text->str + control->start)) {
			g_string_truncate(paragraph->text, (gsize)control->start);
			paragraph->placeholder = TRUE;
		}
		di_paragraph_add_value(paragraph, control->start, (int)paragraph->text->len, control->tag);
	}
	free_control(control);
}

static void
begin_content_control(Body *body, const DiXmlAttributes *attributes)
{
	char *tag = di_xml_attribute_dup(attributes, "tag");

	if (!tag || !*tag) {
		g_free(tag);
		tag = di_xml_attribute_dup(attributes, "alias");
	}
	begin_control(body, tag, di_xml_attribute_is(attributes, "showing-place-holder", "true"));
}

static void
note_form_value(Body *body, int token, const DiXmlAttributes *attributes)
{
	char *id = di_xml_attribute_dup(attributes, "id");
	char *value = di_xml_attribute_dup(attributes, "current-value");

	if (!value && token == O_FORM_VALUE)
		value = di_xml_attribute_dup(attributes, "value");
	if (token == O_FORM_BOX) {
		g_free(value);
		value = g_strdup(di_xml_attribute_is(attributes, "current-state", "checked") ? "☒" : "☐");
	}
	if (id && value && g_hash_table_size(body->forms) < 10000)
		g_hash_table_replace(body->forms, g_steal_pointer(&id), g_steal_pointer(&value));
	g_free(id);
	g_free(value);
}

static void
place_form_value(Body *body, const DiXmlAttributes *attributes)
{
	g_autofree char *id = di_xml_attribute_dup(attributes, "control");
	const char *value = id ? g_hash_table_lookup(body->forms, id) : NULL;

	if (!value || !open_paragraph(body))
		return;
	begin_control(body, NULL, FALSE);
	append(body, value, strlen(value), FALSE);
	end_control(body);
}

static void
begin_cell(Body *body, const DiXmlAttributes *attributes, gboolean covered)
{
	int repeated = di_xml_attribute_int(attributes, "number-columns-repeated", 1);

	di_flow_cell_begin(body->odt->flow, repeated, covered); /* covered cells have elements of their own */
}

static void
begin_text(Body *body, int token, const DiXmlAttributes *attributes)
{
	g_autofree char *style = NULL;

	switch (token) {
	case O_SPAN:
		style = di_xml_attribute_dup(attributes, "style-name");
		apply(&body->runs[body->depth - 1], di_odt_style(body->odt->styles, 't', style));
		break;
	case O_S: append_spaces(body, di_xml_attribute_int(attributes, "c", 1)); break;
	case O_TAB: append(body, "\t", 1, FALSE); break;
	case O_LINE_BREAK: append(body, "\n", 1, FALSE); break;
	case O_CONTENT_CONTROL: begin_content_control(body, attributes); break;
	case O_FIELD_START: begin_control(body, NULL, FALSE); break;
	case O_INPUT:
		begin_control(body, NULL, FALSE);
		((Control *)body->controls.tail->data)->input = TRUE;
		break;
	case O_PLACEHOLDER: begin_control(body, NULL, TRUE); break;
	case O_FIELD_END: end_control(body); break;
	case O_CONTROL: place_form_value(body, attributes); break;
	default: break;
	}
}

static void
begin_block(Body *body, int token, const DiXmlAttributes *attributes)
{
	DiFlow *flow = body->odt->flow;

	switch (token) {
	case O_P: case O_H: begin_paragraph(body, attributes, token == O_H); break;
	case O_LIST: begin_list(body, attributes); break;
	case O_LIST_ITEM: case O_LIST_HEADER: begin_item(body, attributes, token == O_LIST_ITEM); break;
	case O_TABLE: di_flow_table_begin(flow); break;
	case O_ROW: di_flow_row(flow); break;
	case O_CELL: case O_COVERED_CELL: begin_cell(body, attributes, token == O_COVERED_CELL); break;
	case O_TEXT_BOX: case O_SHAPE: di_flow_push(flow, DI_PLACE_FRAME); break;
	case O_NOTE_BODY: di_flow_push(flow, DI_PLACE_FOOTNOTE); break;
	case O_IMAGE: body->odt->document->has_images = TRUE; break;
	case O_FORM_VALUE: case O_FORM_BOX: note_form_value(body, token, attributes); break;
	case O_CONTENTS: body->skip = 1; break;
	default: begin_text(body, token, attributes); break;
	}
}

static void
on_begin(gpointer user, int token, const DiXmlAttributes *attributes)
{
	Body *body = user;

	body->depth++;
	body->runs[body->depth - 1] = body->depth > 1 ? body->runs[body->depth - 2] : (Run){FALSE, FALSE, 0};
	if (body->skip > 0 || token == O_SKIPPED) {
		body->skip++;
		return;
	}
	if (token == O_ENCRYPTION)
		body->odt->encrypted = TRUE;
	if (token == O_HEADER) {
		di_flow_push(body->odt->flow, DI_PLACE_HEADER);
		body->in_text = TRUE;
	} else if (token == O_TEXT) {
		body->in_text = TRUE;
	} else if (body->in_text) {
		begin_block(body, token, attributes);
	} else {
		di_odt_styles_begin(body->odt->styles, token, attributes);
	}
}

static void
end_block(Body *body, int token)
{
	DiFlow *flow = body->odt->flow;

	switch (token) {
	case O_P: case O_H: end_paragraph(body); break;
	case O_LIST:
		if (body->lists->len > 0)
			g_array_set_size(body->lists, body->lists->len - 1);
		break;
	case O_TABLE: di_flow_table_end(flow); break;
	case O_CELL: case O_COVERED_CELL: di_flow_cell_end(flow); break;
	case O_TEXT_BOX: case O_SHAPE: case O_NOTE_BODY: di_flow_pop(flow); break;
	case O_CONTENT_CONTROL: case O_INPUT: case O_PLACEHOLDER: end_control(body); break;
	default: break;
	}
}

static void
on_end(gpointer user, int token)
{
	Body *body = user;

	if (body->skip > 0) {
		body->skip--;
	} else if (token == O_HEADER) {
		di_flow_pop(body->odt->flow);
		body->in_text = FALSE;
	} else if (token == O_TEXT) {
		body->in_text = FALSE;
	} else if (body->in_text) {
		end_block(body, token);
	} else {
		di_odt_styles_end(body->odt->styles, token);
	}
	body->depth--;
}

static void
on_text(gpointer user, const char *text, size_t size)
{
	Body *body = user;

	if (body->skip == 0 && body->in_text && open_paragraph(body))
		append(body, text, size, TRUE);
}

static const DiXmlHandler handler = {on_begin, on_end, on_text};

static gboolean
read_packed(Body *body, gconstpointer name)
{
	return di_xml_read_part(body->odt->zip, name, &di_odt_words, &handler, body, NULL);
}

static gboolean
read_flat(Body *body, gconstpointer bytes)
{
	g_autoptr(DiXml) xml = di_xml_new(&di_odt_words, &handler, body);
	gsize size;
	const char *data = g_bytes_get_data((GBytes *)(uintptr_t)bytes, &size);

	for (gsize at = 0; at < size; at += FLAT_CHUNK) {
		if (!di_xml_feed(xml, data + at, MIN(FLAT_CHUNK, size - at)))
			break;
	}
	if (di_xml_finish(xml))
		return TRUE;
	if (body->odt->document->fault == DI_FAULT_NONE)
		di_document_fail(body->odt->document, DI_FAULT_SKADAD, NULL);
	return FALSE;
}

static gboolean
with_body(DiOdt *odt, gboolean (*read)(Body *body, gconstpointer what), gconstpointer what)
{
	Body *body = g_new0(Body, 1);
	gboolean ok;

	body->odt = odt;
	body->lists = g_array_new(FALSE, TRUE, sizeof(ListLevel));
	body->forms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	ok = read(body, what);
	g_array_unref(body->lists);
	g_hash_table_unref(body->forms);
	g_queue_clear_full(&body->paragraphs, free_paragraph);
	g_queue_clear_full(&body->controls, free_control);
	g_free(body);
	return ok;
}

gboolean
di_odt_read_part(DiOdt *odt, const char *name)
{
	return with_body(odt, read_packed, name);
}

gboolean
di_odt_read_flat(DiOdt *odt, GBytes *bytes)
{
	return with_body(odt, read_flat, bytes);
}
