/* A paper of the förbund's own making in its own template: the template's styles, headers and footers, its {marks} filled in, and the
 * paper's text in the place of the paragraph {innehall}.
 *
 * The text comes as one XML element with two children: <w:styles>, the styles it uses, and <w:body>. They name each other by the
 * styles' names ("heading 1"), for Word calls its own by others in each language ("Rubrik1"): where the template has a style of
 * that name the text takes it, else the text's own is added. */
#include "fill.h"

#include <string.h>

#define STYLES "word/styles.xml"
#define DOCUMENT "word/document.xml"
#define PLACE "{innehall}"
#define OWN_STYLE "Diarie" /* + the name, without spaces and without "diarie": the id of a style that is added */

static gboolean
is_w(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && node->ns && strcmp((const char *)node->ns->href, DI_W_NAMESPACE) == 0 &&
		strcmp((const char *)node->name, name) == 0;
}

static char *
attribute_of(xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetNsProp(node, (const xmlChar *)name, (const xmlChar *)DI_W_NAMESPACE);
	char *text = g_strdup((const char *)value);

	xmlFree(value);
	return text;
}

static xmlNode *
child_of(xmlNode *parent, const char *name)
{
	for (xmlNode *child = parent ? xmlFirstElementChild(parent) : NULL; child; child = xmlNextElementSibling(child))
		if (is_w(child, name))
			return child;
	return NULL;
}

/* Styles */

/* A style's name as it is compared: Word writes "heading 1", LibreOffice "Heading 1". */
static char *
name_of(xmlNode *style)
{
	xmlNode *name = child_of(style, "name");
	g_autofree char *value = name ? attribute_of(name, "val") : NULL;

	return value ? di_text_fold(value) : NULL;
}

/* What the template has: folded name → id. */
static GHashTable *
ids_of(xmlNode *styles)
{
	GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	for (xmlNode *style = xmlFirstElementChild(styles); style; style = xmlNextElementSibling(style)) {
		g_autofree char *name = is_w(style, "style") ? name_of(style) : NULL, *id = name ? attribute_of(style, "styleId") : NULL;

		if (id && !g_hash_table_contains(ids, name))
			g_hash_table_insert(ids, g_steal_pointer(&name), g_steal_pointer(&id));
	}
	return ids;
}

static char *
own_id(const char *name)
{
	GString *id = g_string_new(OWN_STYLE);

	for (const char *at = name + (g_str_has_prefix(name, "diarie ") ? strlen("diarie ") : 0); *at; at++)
		if (g_ascii_isalnum(*at))
			g_string_append_c(id, *at);
	return g_string_free(id, FALSE);
}

/* Every reference below NODE, from a name to the id that IDS has for it. A name that nothing has is left alone: Word takes the default. */
static void
refer(xmlNode *node, GHashTable *ids)
{
	static const char *const references[] = {"pStyle", "rStyle", "basedOn", "next"};

	for (xmlNode *child = xmlFirstElementChild(node); child; child = xmlNextElementSibling(child)) {
		for (guint i = 0; i < G_N_ELEMENTS(references); i++) {
			g_autofree char *name = is_w(child, references[i]) ? attribute_of(child, "val") : NULL;
			g_autofree char *folded = name ? di_text_fold(name) : NULL;
			const char *id = folded ? g_hash_table_lookup(ids, folded) : NULL;

			if (id)
				xmlSetNsProp(child, child->ns, (const xmlChar *)"val", (const xmlChar *)id);
		}
		refer(child, ids);
	}
}

static void
add_style(xmlNode *styles, xmlNode *style, const char *id, GHashTable *ids)
{
	xmlNode *copy = xmlDocCopyNode(style, styles->doc, 1);

	xmlSetNsProp(copy, copy->ns, (const xmlChar *)"styleId", (const xmlChar *)id);
	xmlAddChild(styles, copy);
	refer(copy, ids);
}

/* Those of OWN that STYLES lacks; IDS learns them. In order: a style stands after the one it is based on. */
static gboolean
add_styles(xmlNode *styles, xmlNode *own, GHashTable *ids)
{
	gboolean added = FALSE;

	for (xmlNode *style = xmlFirstElementChild(own); style; style = xmlNextElementSibling(style)) {
		g_autofree char *name = name_of(style), *id = name ? own_id(name) : NULL;

		if (!name || g_hash_table_contains(ids, name))
			continue;
		g_hash_table_insert(ids, g_strdup(name), g_strdup(id));
		add_style(styles, style, id, ids);
		added = TRUE;
	}
	return added;
}

/* NULL: the template has no styles that could be read. */
static GHashTable *
bind_styles(DiPackage *package, xmlNode *own)
{
	xmlDoc *document = di_fill_parse(package, STYLES);
	xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
	GHashTable *ids = root && is_w(root, "styles") ? ids_of(root) : NULL;

	if (ids && add_styles(root, own, ids) && !di_fill_write(package, STYLES, document))
		g_clear_pointer(&ids, g_hash_table_unref);
	xmlFreeDoc(document);
	return ids;
}

/* The text */

/* The paragraph that is PLACE and nothing else; a text box's is none: a paper does not fit there. */
static xmlNode *
find_place(xmlNode *node)
{
	for (xmlNode *child = xmlFirstElementChild(node); child; child = xmlNextElementSibling(child)) {
		xmlNode *found = is_w(child, "txbxContent") ? NULL : find_place(child);

		if (found)
			return found;
		if (is_w(child, "p")) {
			xmlChar *text = xmlNodeGetContent(child);
			g_autofree char *plain = di_text_squeeze((const char *)text);

			xmlFree(text);
			if (g_str_equal(plain, PLACE))
				return child;
		}
	}
	return NULL;
}

static void
put_text(xmlNode *place, xmlNode *body, GHashTable *ids)
{
	refer(body, ids);
	for (xmlNode *child = xmlFirstElementChild(body); child; child = xmlNextElementSibling(child))
		xmlAddPrevSibling(place, xmlDocCopyNode(child, place->doc, 1));
	xmlUnlinkNode(place);
	xmlFreeNode(place);
}

static gboolean
bind_document(DiPackage *package, xmlNode *body, GHashTable *ids, char **why_out)
{
	xmlDoc *document = di_fill_parse(package, DOCUMENT);
	xmlNode *root = document ? xmlDocGetRootElement(document) : NULL, *place = root ? find_place(root) : NULL;
	gboolean ok = FALSE;

	if (place) {
		put_text(place, body, ids);
		ok = di_fill_write(package, DOCUMENT, document);
	} else if (root) {
		*why_out = g_strdup("Mallen har inget stycke {innehall}. Skriv det ensamt på en rad där texten ska stå.");
	}
	xmlFreeDoc(document);
	return ok;
}

static gboolean
fill_marks(DiPackage *package, GHashTable *values, GPtrArray *unknown)
{
	for (guint i = 0; i < di_package_count(package); i++) {
		const char *name = di_package_name(package, i);
		xmlDoc *document = name && di_fill_has_text(name) ? di_fill_parse(package, name) : NULL;
		gboolean ok = !document || !di_marks_fill(document, values, NULL, unknown) || di_fill_write(package, name, document);

		xmlFreeDoc(document);
		if (!ok)
			return FALSE;
	}
	return TRUE;
}

static char *
unknown_mark(const GPtrArray *unknown, GHashTable *values)
{
	g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(values), (GCompareFunc)strcmp);
	g_autoptr(GString) known = g_string_new(PLACE);

	for (guint i = 0; i < unknown->len; i++) {
		if (g_str_equal(unknown->pdata[i], "innehall"))
			continue;
		for (GList *key = keys; key; key = key->next)
			g_string_append_printf(known, ", {%s}", (const char *)key->data);
		return g_strdup_printf("Mallen har märket {%s}, som inte finns. De som finns är %s.", (const char *)unknown->pdata[i], known->str);
	}
	return NULL;
}

/* Marks first: what the paper quotes may hold braces of its own. */
static gboolean
bind_parts(DiPackage *package, xmlNode *text, GHashTable *values, char **why_out)
{
	xmlNode *styles = child_of(text, "styles"), *body = child_of(text, "body");
	g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) ids = NULL;

	if (!styles || !body || !fill_marks(package, values, unknown))
		return FALSE;
	*why_out = unknown_mark(unknown, values);
	ids = *why_out ? NULL : bind_styles(package, styles);
	return ids && bind_document(package, body, ids, why_out);
}

GBytes *
di_document_bind(GBytes *template, GHashTable *values, const char *text, char **why_out)
{
	g_autoptr(DiPackage) package = di_package_open(template);
	xmlDoc *document = NULL;
	GBytes *bytes = NULL;

	*why_out = NULL;
	if (!di_libxml_load()) {
		*why_out = g_strdup("libxml2 går inte att öppna på den här maskinen");
		return NULL;
	}
	document = xmlReadMemory(text, (int)strlen(text), "text", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
	if (package && document && bind_parts(package, xmlDocGetRootElement(document), values, why_out))
		bytes = di_package_write(package);
	xmlFreeDoc(document);
	if (!bytes && !*why_out)
		*why_out = g_strdup("Mallen kan inte läsas. Spara den som Word-dokument (.docx), utan lösenord.");
	return bytes;
}
