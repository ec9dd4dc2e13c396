/* HTML elements into blocks: what browsers show, in the order they show it, and what Word means by its own. */
#include "html.h"

#include "docx.h"

#include <string.h>

#define MAX_DEPTH 5000
#define MAX_COLUMNS 200
#define MAX_MARKER_BYTES 16

typedef enum {
	INLINE, BLOCK, HEADING, LIST, ITEM, TABLE, ROW, CELL, BREAK, SKIP, BOLD, PRE, IMAGE, INPUT, VALUE, OPTION, ANCHOR, RULE,
} Kind;

/* clang-format off */
static const struct {
	const char *name;
	Kind kind;
} elements[] = {
	{"p", BLOCK}, {"div", BLOCK}, {"blockquote", BLOCK}, {"address", BLOCK}, {"section", BLOCK}, {"article", BLOCK},
	{"header", BLOCK}, {"footer", BLOCK}, {"main", BLOCK}, {"nav", BLOCK}, {"aside", BLOCK}, {"form", BLOCK},
	{"fieldset", BLOCK}, {"legend", BLOCK}, {"center", BLOCK}, {"figure", BLOCK}, {"figcaption", BLOCK},
	{"dl", BLOCK}, {"dt", BLOCK}, {"dd", BLOCK}, {"caption", BLOCK}, {"body", BLOCK}, {"hr", RULE}, {"pre", PRE},
	{"h1", HEADING}, {"h2", HEADING}, {"h3", HEADING}, {"h4", HEADING}, {"h5", HEADING}, {"h6", HEADING},
	{"ul", LIST}, {"ol", LIST}, {"menu", LIST}, {"li", ITEM},
	{"table", TABLE}, {"tr", ROW}, {"td", CELL}, {"th", CELL}, {"br", BREAK},
	{"b", BOLD}, {"strong", BOLD}, {"img", IMAGE}, {"input", INPUT}, {"textarea", VALUE}, {"option", OPTION}, {"a", ANCHOR},
	{"script", SKIP}, {"style", SKIP}, {"title", SKIP}, {"template", SKIP}, {"object", SKIP}, {"del", SKIP}, {"rt", SKIP},
	{"xml", SKIP}, {"noframes", SKIP}, {"iframe", SKIP}, {"svg", SKIP}, {"math", INLINE}, {"button", SKIP},
};
/* clang-format on */

typedef struct {
	Kind kind;
	int heading;
	gboolean bold, hidden, pre, spacer, note;
	int size_pt10;
	int start; /* byte of the paragraph at which the element began */
} Element;

typedef struct {
	gboolean ordered, fresh;
	int next;
	char type;
} List;

/* Cells of earlier rows that reach down into the open one. */
typedef struct {
	int rows_left[MAX_COLUMNS];
	gboolean taken[MAX_COLUMNS];
} Spans;

struct DiHtmlBody {
	DiDocument *document;
	DiFlow *flow;
	GArray *open;  /* Element */
	GArray *lists; /* List */
	GPtrArray *spans; /* Spans, a table each */
	char *marker; /* of the open paragraph */
};

static Element *
top(DiHtmlBody *body)
{
	return &g_array_index(body->open, Element, body->open->len - 1);
}

DiHtmlBody *
di_html_body_new(DiDocument *document, DiFlow *flow)
{
	DiHtmlBody *body = g_new0(DiHtmlBody, 1);
	Element root = {.kind = INLINE};

	body->document = document;
	body->flow = flow;
	body->open = g_array_new(FALSE, TRUE, sizeof(Element));
	body->lists = g_array_new(FALSE, TRUE, sizeof(List));
	body->spans = g_ptr_array_new_with_free_func(g_free);
	g_array_append_val(body->open, root);
	return body;
}

void
di_html_body_free(DiHtmlBody *body)
{
	if (!body)
		return;
	g_array_unref(body->open);
	g_array_unref(body->lists);
	g_ptr_array_unref(body->spans);
	g_free(body->marker);
	g_free(body);
}

static Kind
kind_of(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(elements); i++) {
		if (strcmp(elements[i].name, name) == 0)
			return elements[i].kind;
	}
	return INLINE;
}

static const char *
attribute(const char *const *attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2) {
		if (strcmp(attributes[0], name) == 0)
			return attributes[1] ? attributes[1] : "";
	}
	return NULL;
}

static const char *
list_format(const List *list)
{
	switch (list->type) {
	case 'a': return "lowerLetter";
	case 'A': return "upperLetter";
	case 'i': return "lowerRoman";
	case 'I': return "upperRoman";
	default: return "decimal";
	}
}

/* The number of the open list item, for its first paragraph only. */
static void
draw_marker(DiHtmlBody *body)
{
	List *list = body->lists->len > 0 ? &g_array_index(body->lists, List, body->lists->len - 1) : NULL;
	g_autofree char *number = NULL;

	if (!list || !list->fresh || body->marker || di_flow_paragraph(body->flow)->text->len == 0)
		return;
	list->fresh = FALSE;
	if (list->ordered)
		number = di_list_number(list->next++, list_format(list));
	body->marker = number ? g_strdup_printf("%s.", number) : g_strdup("-");
}

static void
end_paragraph(DiHtmlBody *body)
{
	di_paragraph_trim(di_flow_paragraph(body->flow));
	draw_marker(body);
	di_flow_end_paragraph(body->flow, top(body)->heading, body->marker, MAX((int)body->lists->len - 1, 0));
	g_clear_pointer(&body->marker, g_free);
}

/* White space is one space, and none at the start of a line. */
static void
append(DiHtmlBody *body, const char *text, size_t size)
{
	const Element *element = top(body);
	const GString *before = di_flow_paragraph(body->flow)->text;
	g_autoptr(GString) clean = NULL;
	gboolean after_space;

	if (element->hidden)
		return;
	if (element->pre) {
		di_flow_append(body->flow, text, size, element->bold, element->size_pt10);
		return;
	}
	clean = g_string_sized_new(size);
	after_space = before->len == 0 || g_ascii_isspace(before->str[before->len - 1]);
	for (size_t i = 0; i < size; i++) {
		gboolean space = g_ascii_isspace(text[i]);

		if (!space)
			g_string_append_c(clean, text[i]);
		else if (!after_space)
			g_string_append_c(clean, ' ');
		after_space = space;
	}
	di_flow_append(body->flow, clean->str, clean->len, element->bold, element->size_pt10);
}

void
di_html_body_text(DiHtmlBody *body, const char *text, size_t size)
{
	append(body, text, size);
}

static void
line_break(DiHtmlBody *body)
{
	GString *text = di_flow_paragraph(body->flow)->text;

	while (text->len > 0 && text->str[text->len - 1] == ' ')
		g_string_truncate(text, text->len - 1);
	if (!top(body)->hidden)
		di_flow_append(body->flow, "\n", 1, FALSE, 0);
}

static void
begin_list(DiHtmlBody *body, const char *name, const char *const *attributes)
{
	const char *type = attribute(attributes, "type");
	const char *start = attribute(attributes, "start");
	List list = {.ordered = strcmp(name, "ol") == 0, .next = 1, .type = '1'};

	end_paragraph(body);
	if (type && *type)
		list.type = *type;
	if (start)
		list.next = di_number_within(start, 0, 100000);
	g_array_append_val(body->lists, list);
}

static void
begin_item(DiHtmlBody *body, const char *const *attributes)
{
	const char *value = attribute(attributes, "value");
	List *list;

	end_paragraph(body);
	if (body->lists->len == 0)
		return;
	list = &g_array_index(body->lists, List, body->lists->len - 1);
	list->fresh = TRUE;
	if (value)
		list->next = di_number_within(value, 0, 100000);
}

static void
begin_table(DiHtmlBody *body)
{
	end_paragraph(body);
	di_flow_table_begin(body->flow);
	g_ptr_array_add(body->spans, g_new0(Spans, 1));
}

static Spans *
open_spans(DiHtmlBody *body)
{
	return body->spans->len > 0 ? body->spans->pdata[body->spans->len - 1] : NULL;
}

static void
begin_row(DiHtmlBody *body)
{
	Spans *spans = open_spans(body);

	end_paragraph(body);
	di_flow_row(body->flow);
	for (int i = 0; spans && i < MAX_COLUMNS; i++) {
		spans->taken[i] = spans->rows_left[i] > 0;
		spans->rows_left[i] -= spans->taken[i];
	}
}

static void
begin_cell(DiHtmlBody *body, const char *const *attributes)
{
	const char *columns_text = attribute(attributes, "colspan");
	const char *rows_text = attribute(attributes, "rowspan");
	int columns = columns_text ? di_number_within(columns_text, 1, MAX_COLUMNS) : 1;
	int rows = rows_text ? di_number_within(rows_text, 1, 10000) : 1;
	Spans *spans = open_spans(body);
	int at;

	end_paragraph(body);
	while (spans && (at = di_flow_column(body->flow)) >= 0 && at < MAX_COLUMNS && spans->taken[at])
		di_flow_cell_skip(body->flow, 1);
	at = di_flow_column(body->flow);
	for (int i = 0; spans && rows > 1 && at >= 0 && i < columns && at + i < MAX_COLUMNS; i++)
		spans->rows_left[at + i] = rows - 1;
	di_flow_cell_begin(body->flow, columns, FALSE);
}

/* A value that stands in an attribute: a text field, a box that is ticked. */
static void
begin_input(DiHtmlBody *body, const char *const *attributes)
{
	const char *type = attribute(attributes, "type");
	const char *value = attribute(attributes, "value");
	DiParagraph *paragraph = di_flow_paragraph(body->flow);
	int start = (int)paragraph->text->len;

	if (type && (strcmp(type, "checkbox") == 0 || strcmp(type, "radio") == 0))
		value = attribute(attributes, "checked") ? "☒" : "☐";
	else if (type && strcmp(type, "text") != 0 && strcmp(type, "date") != 0 && strcmp(type, "number") != 0)
		return;
	if (!value || top(body)->hidden)
		return;
	append(body, value, strlen(value));
	di_paragraph_add_value(paragraph, MIN(start, (int)paragraph->text->len), (int)paragraph->text->len,
		attribute(attributes, "name"));
}

/* Notes: the mark in the text and the mark before the note are links to each other. */
static void
begin_anchor(DiHtmlBody *body, const char *const *attributes)
{
	static const char *const targets[] = {"#_ftn", "#_edn", "#_msocom", "#sdfootnote", "#sdendnote", "#fnref"};
	const char *href = attribute(attributes, "href");

	top(body)->hidden |= href && g_str_has_prefix(href, "#fn") && g_ascii_isdigit(href[3]); /* pandoc's, Markdown's */

	for (size_t i = 0; href && i < G_N_ELEMENTS(targets); i++)
		top(body)->hidden |= g_str_has_prefix(href, targets[i]);
}

static gboolean
is_note_id(const char *id)
{
	static const char *const names[] = {"ftn", "edn", "sdfootnote", "sdendnote"};

	for (size_t i = 0; id && i < G_N_ELEMENTS(names); i++) {
		if (g_str_has_prefix(id, names[i]) && g_ascii_isdigit(id[strlen(names[i])]))
			return TRUE;
	}
	return FALSE;
}

static void
begin_block(DiHtmlBody *body, const char *const *attributes)
{
	const char *class = attribute(attributes, "class");

	end_paragraph(body);
	if (is_note_id(attribute(attributes, "id")) || (class && g_str_has_prefix(class, "footnotes"))) {
		top(body)->note = TRUE;
		di_flow_push(body->flow, DI_PLACE_FOOTNOTE);
	}
}

static void
apply_style(Element *element, const char *const *attributes)
{
	DiHtmlStyle style = di_html_style(attribute(attributes, "style"));

	if (style.bold >= 0)
		element->bold = style.bold;
	element->hidden |= style.hidden > 0;
	if (style.size_pt10 > 0)
		element->size_pt10 = style.size_pt10;
	else if (style.size_percent > 0)
		element->size_pt10 = element->size_pt10 * style.size_percent / 100;
	element->spacer = style.spacer;
}

static void
begin(DiHtmlBody *body, const char *name, const char *const *attributes)
{
	Element *element = top(body);

	switch (element->kind) {
	case BLOCK: begin_block(body, attributes); break;
	case RULE: end_paragraph(body); break;
	case PRE:
		end_paragraph(body);
		element->pre = TRUE;
		break;
	case HEADING:
		element->heading = 0;
		end_paragraph(body);
		element->heading = name[1] - '0';
		element->bold = TRUE;
		break;
	case LIST: begin_list(body, name, attributes); break;
	case ITEM: begin_item(body, attributes); break;
	case TABLE: begin_table(body); break;
	case ROW: begin_row(body); break;
	case CELL: begin_cell(body, attributes); break;
	case BREAK: line_break(body); break;
	case SKIP: element->hidden = TRUE; break;
	case OPTION: element->hidden |= !attribute(attributes, "selected"); break;
	case BOLD: element->bold = TRUE; break;
	case IMAGE: body->document->has_images = TRUE; break;
	case INPUT: begin_input(body, attributes); break;
	case ANCHOR: begin_anchor(body, attributes); break;
	case INLINE: case VALUE: break;
	}
	element->start = (int)di_flow_paragraph(body->flow)->text->len;
}

void
di_html_body_begin(DiHtmlBody *body, const char *name, const char *const *attributes)
{
	Element element = *top(body);

	element.kind = kind_of(name);
	element.note = FALSE;
	element.spacer = FALSE;
	g_array_append_val(body->open, element);
	if (body->open->len > MAX_DEPTH && body->document->fault == DI_FAULT_NONE)
		di_document_fail(body->document, DI_FAULT_SKADAD, NULL);
	apply_style(top(body), attributes);
	if (strcmp(name, "th") == 0)
		top(body)->bold = TRUE;
	begin(body, name, attributes);
}

/* Can an element have begun at START of the open paragraph? Where a block within it ended the paragraph it began in, START is a byte
 * of another one, and may be in the middle of a letter. */
static gboolean
is_begun(const DiParagraph *paragraph, int start)
{
	return start <= (int)paragraph->text->len && ((guchar)paragraph->text->str[start] & 0xc0) != 0x80;
}

/* Word draws numbers and bullets as text, and after them a gap in 7 point Times. */
static void
end_spacer(DiHtmlBody *body, int start)
{
	DiParagraph *paragraph = di_flow_paragraph(body->flow);
	g_autofree char *before = NULL;

	if (start <= 0 || start > MAX_MARKER_BYTES || body->marker || !is_begun(paragraph, start))
		return;
	before = g_strndup(paragraph->text->str, (gsize)start);
	g_strstrip(before);
	if (!*before || strchr(before, ' '))
		return;
	if (g_utf8_strlen(before, -1) == 1 && (!g_ascii_isalnum(*before) || *before == 'o'))
		body->marker = g_strdup("-");
	else
		body->marker = g_steal_pointer(&before);
	di_paragraph_reset(paragraph);
}

static void
end_table(DiHtmlBody *body)
{
	end_paragraph(body);
	di_flow_table_end(body->flow);
	if (body->spans->len > 0)
		g_ptr_array_set_size(body->spans, (int)body->spans->len - 1);
}

static void
end_list(DiHtmlBody *body)
{
	end_paragraph(body);
	if (body->lists->len > 0)
		g_array_set_size(body->lists, body->lists->len - 1);
}

static void
end_value(DiHtmlBody *body, int start)
{
	DiParagraph *paragraph = di_flow_paragraph(body->flow);

	if (is_begun(paragraph, start))
		di_paragraph_add_value(paragraph, start, (int)paragraph->text->len, NULL);
}

void
di_html_body_end(DiHtmlBody *body)
{
	Element element = *top(body);

	if (body->open->len < 2)
		return;
	switch (element.kind) {
	case BLOCK: case HEADING: case ITEM: case PRE: end_paragraph(body); break;
	case LIST: end_list(body); break;
	case TABLE: end_table(body); break;
	case CELL:
		end_paragraph(body);
		di_flow_cell_end(body->flow);
		break;
	case VALUE: case OPTION:
		if (!element.hidden)
			end_value(body, element.start);
		break;
	case ROW: end_paragraph(body); break;
	case INLINE:
		if (element.spacer)
			end_spacer(body, element.start);
		break;
	case BREAK: case SKIP: case BOLD: case IMAGE: case INPUT: case ANCHOR: case RULE: break;
	}
	if (element.note)
		di_flow_pop(body->flow);
	g_array_set_size(body->open, body->open->len - 1);
}
