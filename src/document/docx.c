/* A DOCX from its parts: relations say which part is which; styles and numbering come first, then the
 * notes, then the body that refers to all of them, then headers and footers as the sections show them. */
#include "docx.h"

#include <string.h>

#define MAX_RELATIONS 10000

static void
free_relation(gpointer data)
{
	DiDocxRelation *relation = data;

	g_free(relation->id);
	g_free(relation->target);
	g_free(relation->type);
	g_free(relation);
}

static void
on_relation(gpointer user, int token, const DiXmlAttributes *attributes)
{
	GPtrArray *relations = user;
	DiDocxRelation *relation;
	g_autofree char *type = NULL;

	if (token != W_RELATIONSHIP || relations->len >= MAX_RELATIONS ||
		di_xml_attribute_is(attributes, "TargetMode", "External"))
		return;
	type = di_xml_attribute_dup(attributes, "Type");
	relation = g_new0(DiDocxRelation, 1);
	relation->id = di_xml_attribute_dup(attributes, "Id");
	relation->target = di_xml_attribute_dup(attributes, "Target");
	relation->type = g_strdup(type && strrchr(type, '/') ? strrchr(type, '/') + 1 : "");
	g_ptr_array_add(relations, relation);
}

static void
on_end(gpointer user, int token)
{
	(void)user;
	(void)token;
}

static GPtrArray *
read_relations(DiZip *zip, const char *name)
{
	static const DiXmlHandler handler = {on_relation, on_end, NULL};
	GPtrArray *relations = g_ptr_array_new_with_free_func(free_relation);

	if (di_zip_has(zip, name))
		di_xml_read_part(zip, name, &di_docx_words, &handler, relations, NULL);
	return relations;
}

/* TARGET as seen from the folder of PART: "word/document.xml", "../custom.xml" → "custom.xml". */
static char *
resolve(const char *part, const char *target)
{
	g_autofree char *folder = g_path_get_dirname(part);
	g_autofree char *whole = NULL;
	g_autofree char *canonical = NULL;

	if (*target == '/')
		return g_strdup(target + 1);
	whole = g_strconcat("/", strcmp(folder, ".") == 0 ? "" : folder, "/", target, NULL);
	canonical = g_canonicalize_filename(whole, "/");
	return g_strdup(canonical + 1);
}

static char *
relations_name(const char *part)
{
	g_autofree char *folder = g_path_get_dirname(part);
	g_autofree char *base = g_path_get_basename(part);

	if (strcmp(folder, ".") == 0)
		return g_strdup_printf("_rels/%s.rels", base);
	return g_strdup_printf("%s/_rels/%s.rels", folder, base);
}

static char *
find_main_part(DiZip *zip)
{
	g_autoptr(GPtrArray) relations = read_relations(zip, "_rels/.rels");

	for (guint i = 0; i < relations->len; i++) {
		const DiDocxRelation *relation = relations->pdata[i];

		if (strcmp(relation->type, "officeDocument") == 0 && relation->target)
			return resolve("", relation->target);
	}
	return g_strdup("word/document.xml");
}

/* The relation with this id, or the first of this type. */
static const DiDocxRelation *
find_relation(const DiDocx *docx, const char *id, const char *type)
{
	for (guint i = 0; i < docx->relations->len; i++) {
		const DiDocxRelation *relation = docx->relations->pdata[i];

		if (id ? g_strcmp0(relation->id, id) == 0 : g_strcmp0(relation->type, type) == 0)
			return relation->target ? relation : NULL;
	}
	return NULL;
}

/* The name of the part that the main part calls by TYPE; NULL: there is none. */
static char *
part_of_type(const DiDocx *docx, const char *main_part, const char *type)
{
	const DiDocxRelation *relation = find_relation(docx, NULL, type);
	g_autofree char *name = relation ? resolve(main_part, relation->target) : NULL;

	return name && di_zip_has(docx->zip, name) ? g_steal_pointer(&name) : NULL;
}

static void
on_setting(gpointer user, int token, const DiXmlAttributes *attributes)
{
	DiDocx *docx = user;

	if (token == W_EVEN_AND_ODD)
		docx->even_and_odd = di_xml_attribute_on(attributes, "val");
}

static gboolean
read_definitions(DiDocx *docx, const char *main_part)
{
	static const DiXmlHandler settings_handler = {on_setting, on_end, NULL};
	g_autofree char *styles = part_of_type(docx, main_part, "styles");
	g_autofree char *numbering = part_of_type(docx, main_part, "numbering");
	g_autofree char *settings = part_of_type(docx, main_part, "settings");

	if (styles && !di_docx_styles_read(docx->styles, docx->zip, styles))
		return FALSE;
	if (numbering && !di_docx_numbering_read(docx->numbering, docx->zip, numbering))
		return FALSE;
	return !settings || di_xml_read_part(docx->zip, settings, &di_docx_words, &settings_handler, docx, NULL);
}

char *
di_docx_part_by_id(const DiDocx *docx, const char *id)
{
	const DiDocxRelation *relation = id ? find_relation(docx, id, NULL) : NULL;
	g_autofree char *name = relation ? resolve(docx->main_part, relation->target) : NULL;

	return name && di_zip_has(docx->zip, name) ? g_steal_pointer(&name) : NULL;
}

/* Limits are for the whole document; a part that is damaged, or another kind than its relation says, is one part less. */
gboolean
di_docx_forgive(DiDocx *docx, const char *what)
{
	DiDocument *document = docx->document;

	if (document->fault != DI_FAULT_SKADAD && document->fault != DI_FAULT_FORMAT)
		return FALSE;
	document->fault = DI_FAULT_NONE;
	g_clear_pointer(&document->fault_text, g_free);
	di_document_remark(document, "del-olast", what);
	return TRUE;
}

/* Half a part's notes are none. */
static gboolean
read_notes(DiDocx *docx, const char *main_part, const char *type, GHashTable *notes)
{
	g_autofree char *name = part_of_type(docx, main_part, type);

	if (!name || di_docx_story_read(docx, name, NULL, DI_PLACE_FOOTNOTE, NULL, notes))
		return TRUE;
	g_hash_table_remove_all(notes);
	return di_docx_forgive(docx, "Filens fotnoter är skadade och kunde inte läsas.");
}

static gboolean
read_section_parts(DiDocx *docx, const GPtrArray *ids, GPtrArray *out)
{
	for (guint i = 0; i < ids->len; i++) {
		g_autofree char *name = di_docx_part_by_id(docx, ids->pdata[i]);
		guint before = out->len;

		if (!name || di_docx_story_read(docx, name, NULL, DI_PLACE_HEADER, out, NULL))
			continue;
		for (guint k = before; k < out->len; k++)
			di_block_free(out->pdata[k]);
		g_ptr_array_set_size(out, (int)before);
		if (!di_docx_forgive(docx, "Ett sidhuvud eller en sidfot är skadad och kunde inte läsas."))
			return FALSE;
	}
	return TRUE;
}

enum { REPAIRED_MAX = 8 << 20 };

static gboolean
keep_bytes(gpointer user, const char *bytes, size_t size)
{
	GString *xml = user;

	g_string_append_len(xml, bytes, (gssize)size);
	return xml->len <= REPAIRED_MAX;
}

static void
drop_blocks(GPtrArray *blocks)
{
	for (guint i = 0; i < blocks->len; i++)
		di_block_free(blocks->pdata[i]);
	g_ptr_array_set_size(blocks, 0);
}

/* As if nothing of the body had been read: what it counts begins anew. */
static gboolean
forget_body(DiDocx *docx, const char *main_part, GPtrArray *body)
{
	g_autofree char *numbering = part_of_type(docx, main_part, "numbering");

	docx->document->fault = DI_FAULT_NONE;
	g_clear_pointer(&docx->document->fault_text, g_free);
	drop_blocks(body);
	g_ptr_array_set_size(docx->headers, 0);
	g_ptr_array_set_size(docx->footers, 0);
	di_docx_numbering_free(docx->numbering);
	docx->numbering = di_docx_numbering_new();
	return !numbering || di_docx_numbering_read(docx->numbering, docx->zip, numbering);
}

/* Once more, where a program's known mistake is all that is wrong with it. */
static gboolean
read_body_again(DiDocx *docx, const char *main_part, GPtrArray *body)
{
	g_autoptr(GString) xml = g_string_new(NULL);

	if (docx->document->fault != DI_FAULT_SKADAD || !di_zip_read(docx->zip, main_part, keep_bytes, xml) ||
		strlen(xml->str) != xml->len || !di_docx_drop_stray_ends(xml))
		return FALSE;
	return forget_body(docx, main_part, body) && di_docx_story_read(docx, main_part, xml, DI_PLACE_BODY, body, NULL);
}

static gboolean
read_stories(DiDocx *docx, const char *main_part, GPtrArray *headers, GPtrArray *body)
{
	return read_definitions(docx, main_part) &&
		read_notes(docx, main_part, "footnotes", docx->footnotes) &&
		read_notes(docx, main_part, "endnotes", docx->endnotes) &&
		(di_docx_story_read(docx, main_part, NULL, DI_PLACE_BODY, body, NULL) || read_body_again(docx, main_part, body)) &&
		read_section_parts(docx, docx->headers, headers) &&
		read_section_parts(docx, docx->footers, body);
}

static void
free_blocks(gpointer data)
{
	GPtrArray *blocks = data;

	for (guint i = 0; i < blocks->len; i++)
		di_block_free(blocks->pdata[i]);
	g_ptr_array_unref(blocks);
}

/* "diarie:insats:SFG:15:2026-Q1" is our control "insats". */
static void
know_ours(DiDocument *document, DiBlock *block)
{
	g_auto(GStrv) parts = NULL;

	if (!block->tag || !g_str_has_prefix(block->tag, DI_FILL_TAG))
		return;
	parts = g_strsplit(block->tag + strlen(DI_FILL_TAG), ":", 2);
	if (parts[0] && parts[1] && !document->identity && strlen(parts[1]) <= DI_IDENTITY_MAX)
		document->identity = g_strdup(parts[1]);
	g_free(block->tag);
	block->tag = g_strdup(parts[0] ? parts[0] : "");
	block->ours = TRUE;
}

/* Ordinals count the body first, so that "stycke 14" is the fourteenth that a person sees there. */
static void
hand_over(DiDocument *document, GPtrArray *headers, GPtrArray *body)
{
	int ordinal = 0;

	for (guint i = 0; i < body->len; i++) {
		((DiBlock *)body->pdata[i])->ordinal = ++ordinal;
		know_ours(document, body->pdata[i]);
	}
	for (guint i = 0; i < headers->len; i++)
		((DiBlock *)headers->pdata[i])->ordinal = ++ordinal;
	g_ptr_array_extend(document->blocks, headers, NULL, NULL);
	g_ptr_array_extend(document->blocks, body, NULL, NULL);
	g_ptr_array_set_size(headers, 0);
	g_ptr_array_set_size(body, 0);
}

static void
read_parts(DiDocx *docx)
{
	g_autofree char *main_part = find_main_part(docx->zip);
	g_autofree char *relations = relations_name(main_part);
	GPtrArray *headers = g_ptr_array_new(), *body = g_ptr_array_new();

	docx->main_part = main_part;
	docx->relations = read_relations(docx->zip, relations);
	di_identity_read(docx->document, docx->zip, DI_CUSTOM_PROPERTIES);
	if (!di_zip_has(docx->zip, main_part))
		di_zip_fail(docx->zip, di_zip_has(docx->zip, "[Content_Types].xml") ? DI_FAULT_SKADAD : DI_FAULT_FORMAT, NULL);
	if (docx->document->fault == DI_FAULT_NONE && read_stories(docx, main_part, headers, body))
		hand_over(docx->document, headers, body);
	di_identity_read(docx->document, docx->zip, DI_CORE_PROPERTIES);
	free_blocks(headers);
	free_blocks(body);
}

static DiDocument *
read_docx(GBytes *bytes, gboolean is_chunk)
{
	DiDocument *document = di_document_new("docx");
	g_autoptr(DiZip) zip = di_zip_open(bytes, document);
	DiDocx docx = {.zip = zip, .document = document, .is_chunk = is_chunk};

	if (!zip)
		return document;
	docx.styles = di_docx_styles_new();
	docx.numbering = di_docx_numbering_new();
	docx.footnotes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_blocks);
	docx.endnotes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_blocks);
	docx.headers = g_ptr_array_new_with_free_func(g_free);
	docx.footers = g_ptr_array_new_with_free_func(g_free);
	read_parts(&docx);
	g_ptr_array_unref(docx.relations);
	g_ptr_array_unref(docx.headers);
	g_ptr_array_unref(docx.footers);
	g_hash_table_unref(docx.footnotes);
	g_hash_table_unref(docx.endnotes);
	di_docx_styles_free(docx.styles);
	di_docx_numbering_free(docx.numbering);
	return document;
}

DiDocument *
di_docx_read(GBytes *bytes)
{
	return read_docx(bytes, FALSE);
}

DiDocument *
di_docx_read_chunk(GBytes *bytes)
{
	return read_docx(bytes, TRUE);
}
