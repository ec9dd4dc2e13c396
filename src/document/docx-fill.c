/* The förbund's own form, filled in for one report: a DOCX with marked places in, the same with the values out, and its
 * identity in its properties. All other parts stay byte for byte; the same input gives the same bytes. */
#include "fill.h"

#include <string.h>

xmlDoc *
di_fill_parse(const DiPackage *package, const char *name)
{
	g_autoptr(GBytes) bytes = di_package_part(package, name);
	gsize size = 0;
	const char *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;

	return data ? xmlReadMemory(data, (int)size, name, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING) : NULL;
}

static void
free_text(gpointer text)
{
	xmlFree(text);
}

gboolean
di_fill_write(DiPackage *package, const char *name, xmlDoc *document)
{
	xmlChar *text = NULL;
	int size = 0;
	g_autoptr(GBytes) bytes = NULL;

	xmlDocDumpMemoryEnc(document, &text, &size, "UTF-8");
	if (!text)
		return FALSE;
	bytes = g_bytes_new_with_free_func(text, (gsize)size, free_text, text);
	di_package_put(package, name, bytes);
	return TRUE;
}

/* The text */

typedef struct {
	GHashTable *values;
	const char *identity;
} Wishes;

gboolean
di_fill_has_text(const char *name)
{
	return g_str_equal(name, "word/document.xml") ||
		((g_str_has_prefix(name, "word/header") || g_str_has_prefix(name, "word/footer")) && g_str_has_suffix(name, ".xml"));
}

static gboolean
fill_part(DiPackage *package, const char *name, const Wishes *wishes, GPtrArray *unknown, guint *filled)
{
	xmlDoc *document = di_fill_parse(package, name);
	guint n = document ? di_marks_fill(document, wishes->values, wishes->identity, unknown) : 0;
	gboolean ok = document && (n == 0 || di_fill_write(package, name, document));

	*filled += n;
	xmlFreeDoc(document);
	return ok;
}

static gboolean
fill_parts(DiPackage *package, const Wishes *wishes, GPtrArray *unknown, guint *filled)
{
	for (guint i = 0; i < di_package_count(package); i++) {
		const char *name = di_package_name(package, i);

		if (name && di_fill_has_text(name) && !fill_part(package, name, wishes, unknown, filled))
			return FALSE;
	}
	return TRUE;
}

static char *
why_not(const GPtrArray *unknown, GHashTable *values, guint filled)
{
	g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(values), (GCompareFunc)strcmp);
	g_autoptr(GString) known = g_string_new(NULL);

	if (!unknown->len && filled)
		return NULL;
	for (GList *key = keys; key; key = key->next)
		g_string_append_printf(known, "{%s}, ", (const char *)key->data);
	if (unknown->len)
		return g_strdup_printf("Mallen har märket {%s}, som inte finns. De som finns är %soch avsnittens nummer, som {2.1}.",
			(const char *)unknown->pdata[0], known->str);
	return g_strdup_printf("Mallen har inga märkta ställen. Skriv %sdär uppgifterna ska stå, och {2.1} där svaret på 2.1 ska stå.", known->str);
}

GBytes *
di_document_fill(GBytes *template, GHashTable *values, const char *identity, char **why_out)
{
	g_autoptr(DiPackage) package = di_package_open(template);
	Wishes wishes = {values, identity};
	g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func(g_free);
	GBytes *bytes = NULL;
	guint filled = 0;

	*why_out = NULL;
	if (!di_libxml_load()) {
		*why_out = g_strdup("libxml2 går inte att öppna på den här maskinen");
		return NULL;
	}
	if (package && fill_parts(package, &wishes, unknown, &filled)) {
		*why_out = why_not(unknown, values, filled);
		bytes = !*why_out && di_fill_put_identity(package, identity) ? di_package_write(package) : NULL;
	}
	if (!bytes && !*why_out)
		*why_out = g_strdup("Mallen kan inte läsas. Spara den som Word-dokument (.docx), utan lösenord.");
	return bytes;
}
