/* Number, signature and day of arrival in the boxes of a Word form, in a copy of it. A box is found by its label: what stands below
 * it in its cell, else in the cell below, else in the cell beside it is replaced (a reporter who used last quarter's file sent last
 * quarter's number); a label outside a table gets the value after it. What has no box stands in a line above the text. */
#include "stamp.h"

#include "fill.h"

#include <string.h>

#define DOCUMENT "word/document.xml"

enum { N_BOXES = 3 };

static gboolean
is_w(const xmlNode *node, const char *name)
{
	return node && node->type == XML_ELEMENT_NODE && node->ns && strcmp((const char *)node->ns->href, DI_W_NAMESPACE) == 0 &&
		strcmp((const char *)node->name, name) == 0;
}

/* Text */

static void
gather(xmlNode *node, GPtrArray *texts, GString *whole)
{
	for (xmlNode *child = node->children; child; child = child->next) {
		if (is_w(child, "t")) {
			xmlChar *text = xmlNodeGetContent(child);

			g_string_append(whole, (const char *)text);
			xmlFree(text);
			if (texts)
				g_ptr_array_add(texts, child);
		} else if (child->type == XML_ELEMENT_NODE) {
			gather(child, texts, whole);
		}
	}
}

/* Folded, without a colon at its end. */
static char *
label_of(xmlNode *node)
{
	g_autoptr(GString) whole = g_string_new(NULL);
	char *folded;
	gsize length;

	gather(node, NULL, whole);
	folded = di_text_fold(whole->str);
	length = strlen(folded);
	while (length && (folded[length - 1] == ':' || folded[length - 1] == ' '))
		folded[--length] = '\0';
	return folded;
}

static int
box_of(const char *label)
{
	static const struct {
		const char *label;
		int box;
	} labels[] = {{"diarienummer", 0}, {"diarienr", 0}, {"dnr", 0}, {"signatur", 1}, {"ankomstdatum", 2}, {"inkom", 2}};

	for (guint i = 0; i < G_N_ELEMENTS(labels); i++)
		if (g_str_equal(label, labels[i].label))
			return labels[i].box;
	return -1;
}

static gboolean
is_label(xmlNode *node)
{
	g_autofree char *label = label_of(node);

	return box_of(label) >= 0;
}

/* A new run at PARAGRAPH's end. */
static void
add_run(xmlNode *paragraph, const char *value)
{
	xmlNode *run = xmlNewChild(paragraph, paragraph->ns, (const xmlChar *)"r", NULL);

	di_marks_set_text(xmlNewChild(run, paragraph->ns, (const xmlChar *)"t", NULL), value);
}

/* VALUE in the place of all that is written in NODE, in the look of what stood there first. */
static void
say(xmlNode *node, xmlNode *paragraph, const char *value)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	g_autoptr(GString) whole = g_string_new(NULL);

	gather(node, texts, whole);
	for (guint i = 0; i < texts->len; i++)
		di_marks_set_text(texts->pdata[i], i ? "" : value);
	if (!texts->len)
		add_run(paragraph, value);
}

/* Places */

static xmlNode *
next_w(xmlNode *node, const char *name)
{
	do
		node = xmlNextElementSibling(node);
	while (node && !is_w(node, name));
	return node;
}

static xmlNode *
first_w(xmlNode *parent, const char *name)
{
	xmlNode *child = xmlFirstElementChild(parent);

	return !child || is_w(child, name) ? child : next_w(child, name);
}

/* The first paragraph below NODE, also within a content control. */
static xmlNode *
first_paragraph(xmlNode *node)
{
	for (xmlNode *child = xmlFirstElementChild(node); child; child = xmlNextElementSibling(child)) {
		xmlNode *found = is_w(child, "p") ? child : first_paragraph(child);

		if (found)
			return found;
	}
	return NULL;
}

static int
span_of(xmlNode *cell)
{
	xmlNode *properties = first_w(cell, "tcPr"), *span = properties ? first_w(properties, "gridSpan") : NULL;
	xmlChar *value = span ? xmlGetNsProp(span, (const xmlChar *)"val", (const xmlChar *)DI_W_NAMESPACE) : NULL;
	int n = value ? CLAMP((int)g_ascii_strtoll((const char *)value, NULL, 10), 1, 64) : 1;

	if (value)
		xmlFree(value);
	return n;
}

static int
column_of(xmlNode *cell)
{
	int column = 0;

	for (xmlNode *one = first_w(cell->parent, "tc"); one && one != cell; one = next_w(one, "tc"))
		column += span_of(one);
	return column;
}

static xmlNode *
cell_below(xmlNode *cell)
{
	xmlNode *row = next_w(cell->parent, "tr"), *below = row ? first_w(row, "tc") : NULL;
	int wanted = column_of(cell), column = 0;

	while (below && column + span_of(below) <= wanted) {
		column += span_of(below);
		below = next_w(below, "tc");
	}
	return below;
}

static gboolean
say_in_cell(xmlNode *cell, const char *value)
{
	xmlNode *paragraph = cell ? first_paragraph(cell) : NULL;

	if (!paragraph || is_label(cell))
		return FALSE;
	say(cell, paragraph, value);
	return TRUE;
}

/* A paragraph of its own under the label. */
static void
say_under(xmlNode *label, const char *value)
{
	xmlNode *paragraph = xmlNewDocNode(label->doc, label->ns, (const xmlChar *)"p", NULL);

	xmlAddNextSibling(label, paragraph);
	add_run(paragraph, value);
}

static void
say_at(xmlNode *label, const char *value)
{
	xmlNode *cell = label->parent, *own = xmlNextElementSibling(label);

	if (!is_w(cell, "tc")) {
		g_autofree char *after = g_strdup_printf(" %s", value);

		add_run(label, after);
	} else if (own && first_paragraph(cell) && (is_w(own, "p") || is_w(own, "sdt"))) {
		say(own, is_w(own, "p") ? own : first_paragraph(own), value);
	} else if (!say_in_cell(cell_below(cell), value) && !say_in_cell(next_w(cell, "tc"), value)) {
		say_under(label, value);
	}
}

/* Every label below NODE; the first of each counts. */
static void
find_labels(xmlNode *node, xmlNode *found[N_BOXES])
{
	for (xmlNode *child = xmlFirstElementChild(node); child; child = xmlNextElementSibling(child)) {
		g_autofree char *label = is_w(child, "p") ? label_of(child) : NULL;
		int box = label ? box_of(label) : -1;

		if (box >= 0 && !found[box])
			found[box] = child;
		else if (!label)
			find_labels(child, found);
	}
}

/* What found no box, above everything else. */
static void
say_above(xmlNode *body, const char *line)
{
	xmlNode *paragraph = xmlNewDocNode(body->doc, body->ns, (const xmlChar *)"p", NULL), *first = xmlFirstElementChild(body);

	if (first)
		xmlAddPrevSibling(first, paragraph);
	else
		xmlAddChild(body, paragraph);
	add_run(paragraph, line);
}

static void
stamp_body(xmlNode *body, const DiStamp *stamp)
{
	static const char *const names[] = {"Diarienummer", "Signatur", "Ankomstdatum"};
	const char *const values[] = {stamp->number, stamp->signature, stamp->arrived};
	xmlNode *found[N_BOXES] = {NULL};
	g_autoptr(GString) rest = g_string_new(NULL);

	find_labels(body, found);
	for (guint i = 0; i < N_BOXES; i++) {
		if (found[i])
			say_at(found[i], values[i]);
		else
			g_string_append_printf(rest, "%s%s %s", rest->len ? "   " : "", names[i], values[i]);
	}
	if (rest->len)
		say_above(body, rest->str);
}

GBytes *
di_stamp_docx(GBytes *document, const DiStamp *stamp, char **why_out)
{
	g_autoptr(DiPackage) package = di_package_open(document);
	xmlDoc *xml = package ? di_fill_parse(package, DOCUMENT) : NULL;
	xmlNode *root = xml ? xmlDocGetRootElement(xml) : NULL, *body = root ? first_w(root, "body") : NULL;
	GBytes *bytes = NULL;

	if (body) {
		stamp_body(body, stamp);
		bytes = di_fill_write(package, DOCUMENT, xml) ? di_package_write(package) : NULL;
	}
	if (!bytes)
		*why_out = g_strdup("Word-filen kan inte stämplas: den är skadad eller ovanligt uppbyggd.");
	xmlFreeDoc(xml);
	return bytes;
}
