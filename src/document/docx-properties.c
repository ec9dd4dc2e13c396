/* The identity of a filled-in form in its properties: as a custom one, which stays in DOCX, and as a keyword, which goes through
 * LibreOffice and Word into the other formats, too (identity.c). */
#include "fill.h"

#include <string.h>

#define CUSTOM_SPACE "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
#define CORE_SPACE "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
#define VALUE_SPACE "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
#define PROPERTY_SET "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" /* of all custom properties: [MS-OLEPS] 3.1.7 */

static xmlNode *
child_with(xmlNode *parent, const char *attribute, const char *value)
{
	for (xmlNode *child = xmlFirstElementChild(parent); child; child = xmlNextElementSibling(child)) {
		xmlChar *has = xmlGetNoNsProp(child, (const xmlChar *)attribute);
		gboolean same = has && strcmp((const char *)has, value) == 0;

		xmlFree(has);
		if (same)
			return child;
	}
	return NULL;
}

static void
set(xmlNode *node, const char *name, const char *value)
{
	xmlSetProp(node, (const xmlChar *)name, (const xmlChar *)value);
}

/* A new relation or type in one of the package's lists, unless one is there. */
static gboolean
list_part(DiPackage *package, const char *list, const char *element, const char *key, const char *const *pairs)
{
	xmlDoc *document = di_fill_parse(package, list);
	xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
	gboolean ok = root != NULL;

	if (ok && !child_with(root, pairs[0], key)) {
		xmlNode *node = xmlNewChild(root, root->ns, (const xmlChar *)element, NULL);

		for (guint i = 0; pairs[i]; i += 2)
			set(node, pairs[i], pairs[i + 1]);
		ok = di_fill_write(package, list, document);
	}
	xmlFreeDoc(document);
	return ok;
}

static xmlDoc *
new_list(const char *space, const char *prefix, const char *name)
{
	xmlDoc *document = xmlNewDoc((const xmlChar *)"1.0");
	xmlNode *root = xmlNewDocNode(document, NULL, (const xmlChar *)name, NULL);

	xmlSetNs(root, xmlNewNs(root, (const xmlChar *)space, (const xmlChar *)prefix));
	xmlDocSetRootElement(document, root);
	return document;
}

/* 0 and 1 are reserved: [MS-OLEPS] 2.18.2 */
static guint64
next_pid(xmlNode *root)
{
	guint64 next = 2;

	for (xmlNode *child = xmlFirstElementChild(root); child; child = xmlNextElementSibling(child)) {
		xmlChar *pid = xmlGetNoNsProp(child, (const xmlChar *)"pid");

		if (pid)
			next = MAX(next, g_ascii_strtoull((const char *)pid, NULL, 10) + 1);
		xmlFree(pid);
	}
	return next;
}

static xmlNode *
property_node(xmlNode *root)
{
	xmlNode *node = child_with(root, "name", DI_IDENTITY_PROPERTY);
	g_autofree char *pid = NULL;

	if (node) {
		xmlUnlinkNode(node);
		xmlFreeNode(node);
	}
	pid = g_strdup_printf("%" G_GUINT64_FORMAT, next_pid(root));
	node = xmlNewChild(root, root->ns, (const xmlChar *)"property", NULL);
	set(node, "fmtid", PROPERTY_SET);
	set(node, "pid", pid);
	set(node, "name", DI_IDENTITY_PROPERTY);
	return node;
}

/* Where properties of one kind are kept in a package. */
typedef struct {
	const char *part, *type, *relation, *id;
} Place;

static const Place custom_place = {DI_CUSTOM_PROPERTIES, "application/vnd.openxmlformats-officedocument.custom-properties+xml",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties", "rIdDiarie"};
static const Place core_place = {DI_CORE_PROPERTIES, "application/vnd.openxmlformats-package.core-properties+xml",
	"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "rIdDiarieCore"};

static gboolean
announce(DiPackage *package, const Place *place)
{
	g_autofree char *part = g_strconcat("/", place->part, NULL);
	const char *const type[] = {"PartName", part, "ContentType", place->type, NULL};
	const char *const relation[] = {"Type", place->relation, "Id", place->id, "Target", place->part, NULL};

	return list_part(package, "[Content_Types].xml", "Override", part, type) &&
		list_part(package, "_rels/.rels", "Relationship", place->relation, relation);
}

static gboolean
put_property(DiPackage *package, const char *identity)
{
	xmlDoc *document = di_fill_parse(package, DI_CUSTOM_PROPERTIES);
	xmlNode *root, *value;
	gboolean ok;

	document = document ? document : new_list(CUSTOM_SPACE, NULL, "Properties");
	root = xmlDocGetRootElement(document);
	if (!xmlSearchNsByHref(document, root, (const xmlChar *)VALUE_SPACE))
		xmlNewNs(root, (const xmlChar *)VALUE_SPACE, (const xmlChar *)"vt");
	value = xmlNewTextChild(property_node(root), xmlSearchNsByHref(document, root, (const xmlChar *)VALUE_SPACE),
		(const xmlChar *)"lpwstr", (const xmlChar *)identity);
	ok = value->ns && di_fill_write(package, DI_CUSTOM_PROPERTIES, document);
	xmlFreeDoc(document);
	return ok && announce(package, &custom_place);
}

/* The keywords that stand there, without one of ours that a form once filled in may have as a template. */
static char *
other_keywords(xmlNode *node)
{
	xmlChar *text = xmlNodeGetContent(node);
	g_auto(GStrv) each = g_strsplit((const char *)text, " ", 0);
	g_autoptr(GStrvBuilder) kept = g_strv_builder_new();
	g_auto(GStrv) rest = NULL;

	for (guint i = 0; each[i]; i++)
		if (!di_identity_is_keyword(each[i]))
			g_strv_builder_add(kept, each[i]);
	xmlFree(text);
	rest = g_strv_builder_end(kept);
	return g_strjoinv(" ", rest);
}

/* Takes the list of keywords out of ROOT, and returns what was in it. */
static char *
take_keywords(xmlNode *root)
{
	char *others;

	for (xmlNode *child = xmlFirstElementChild(root); child; child = xmlNextElementSibling(child)) {
		if (strcmp((const char *)child->name, "keywords") != 0)
			continue;
		others = other_keywords(child);
		xmlUnlinkNode(child);
		xmlFreeNode(child);
		return others;
	}
	return g_strdup("");
}

static gboolean
put_keyword(DiPackage *package, const char *identity)
{
	xmlDoc *document = di_fill_parse(package, DI_CORE_PROPERTIES);
	g_autofree char *ours = di_identity_keyword(identity), *others = NULL, *all = NULL;
	xmlNode *root;
	gboolean ok;

	document = document ? document : new_list(CORE_SPACE, "cp", "coreProperties");
	root = xmlDocGetRootElement(document);
	others = take_keywords(root);
	all = g_strconcat(others, *others ? " " : "", ours, NULL);
	xmlNewTextChild(root, root->ns, (const xmlChar *)"keywords", (const xmlChar *)all);
	ok = di_fill_write(package, DI_CORE_PROPERTIES, document);
	xmlFreeDoc(document);
	return ok && announce(package, &core_place);
}

gboolean
di_fill_put_identity(DiPackage *package, const char *identity)
{
	return put_property(package, identity) && put_keyword(package, identity);
}
