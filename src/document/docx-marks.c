/* The marked places of a form: {insats} in a paragraph becomes a content control "diarie:insats" that holds the value; {2.1},
 * the number of a section, an empty one to write in. A paragraph that is nothing but a mark becomes a control around
 * whole paragraphs, one for each line of the value, so that what is written in it may be several too.
 *
 * Word cuts text into runs as it likes: "{ins" and "ats}" may be two, and the mark takes the look of its first letter. */
#include "fill.h"

#include <string.h>

typedef struct {
	GHashTable *values;
	const char *identity; /* NULL: no controls */
	GPtrArray *unknown;
	GRegex *mark;
	guint filled;
} Filler;

static gboolean
is_w(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && node->ns && strcmp((const char *)node->ns->href, DI_W_NAMESPACE) == 0 &&
		strcmp((const char *)node->name, name) == 0;
}

static xmlNode *
add(xmlNode *parent, const char *name)
{
	return xmlNewChild(parent, parent->ns, (const xmlChar *)name, NULL);
}

static void
set_val(xmlNode *node, const char *value)
{
	xmlSetNsProp(node, node->ns, (const xmlChar *)"val", (const xmlChar *)value);
}

void
di_marks_set_text(xmlNode *text, const char *value)
{
	xmlChar *escaped = xmlEncodeSpecialChars(text->doc, (const xmlChar *)value);

	xmlNodeSetContent(text, escaped);
	xmlSetNsProp(text, xmlSearchNs(text->doc, text, (const xmlChar *)"xml"), (const xmlChar *)"space", (const xmlChar *)"preserve");
	xmlFree(escaped);
}

/* The paragraph's own text */

typedef struct {
	xmlNode *node; /* w:t */
	gsize at;      /* where it begins in the paragraph's text */
	char *text;
} Piece;

static void
piece_clear(gpointer data)
{
	g_free(((Piece *)data)->text);
}

static gboolean
is_inner_paragraph(const xmlNode *node)
{
	return is_w(node, "p") || is_w(node, "txbxContent");
}

/* The w:t elements below NODE, in their order, but not those of a text box that is anchored here. */
static void
gather(xmlNode *node, GArray *pieces, GString *whole)
{
	for (xmlNode *child = node->children; child; child = child->next) {
		if (is_w(child, "t")) {
			xmlChar *text = xmlNodeGetContent(child);
			Piece piece = {.node = child, .at = whole->len, .text = g_strdup((const char *)text)};

			g_string_append(whole, piece.text);
			g_array_append_val(pieces, piece);
			xmlFree(text);
		} else if (child->type == XML_ELEMENT_NODE && !is_inner_paragraph(child)) {
			gather(child, pieces, whole);
		}
	}
}

static GArray *
pieces_of(xmlNode *paragraph, GString *whole)
{
	GArray *pieces = g_array_new(FALSE, FALSE, sizeof(Piece));

	g_array_set_clear_func(pieces, piece_clear);
	gather(paragraph, pieces, whole);
	return pieces;
}

/* Takes text[from … to) away; WITH stands where it began. */
static void
replace(GArray *pieces, gsize from, gsize to, const char *with)
{
	for (guint i = 0; i < pieces->len; i++) {
		Piece *piece = &g_array_index(pieces, Piece, i);
		gsize size = strlen(piece->text), end = piece->at + size;
		gsize first = CLAMP(from, piece->at, end) - piece->at, last = CLAMP(to, piece->at, end) - piece->at;
		gboolean begins = from >= piece->at && from < end;
		g_autofree char *text = NULL;

		if (first == last && !begins)
			continue;
		text = g_strdup_printf("%.*s%s%s", (int)first, piece->text, begins ? with : "", piece->text + last);
		di_marks_set_text(piece->node, text);
	}
}

/* Controls */

static char *
tag_of(const Filler *filler, const char *key)
{
	gboolean is_insats = g_str_equal(key, "insats");

	return g_strconcat(DI_FILL_TAG, key, is_insats ? ":" : NULL, filler->identity, NULL);
}

static xmlNode *
new_control(const Filler *filler, xmlNode *like, const char *key)
{
	xmlNode *control = xmlNewDocNode(like->doc, like->ns, (const xmlChar *)"sdt", NULL);
	xmlNode *properties = add(control, "sdtPr");
	g_autofree char *tag = tag_of(filler, key);

	set_val(add(properties, "alias"), key);
	set_val(add(properties, "tag"), tag);
	add(control, "sdtContent");
	return control;
}

/* PARAGRAPH, whose text is to be VALUE's LINE alone. */
static void
say_only(xmlNode *paragraph, const char *line)
{
	g_autoptr(GString) whole = g_string_new(NULL);
	g_autoptr(GArray) pieces = pieces_of(paragraph, whole);

	replace(pieces, 0, whole->len, line);
}

/* The paragraph is the mark and nothing else: a control around a paragraph for each line. */
static void
wrap_paragraph(const Filler *filler, xmlNode *paragraph, const char *key, const char *value)
{
	xmlNode *control = new_control(filler, paragraph, key), *content = xmlLastElementChild(control);
	g_auto(GStrv) lines = g_strsplit(value, "\n", -1);

	xmlAddPrevSibling(paragraph, control);
	xmlUnlinkNode(paragraph);
	for (guint i = 0; lines[0] && lines[i]; i++) {
		xmlNode *copy = xmlDocCopyNode(paragraph, paragraph->doc, 1);

		xmlAddChild(content, copy);
		say_only(copy, lines[i]);
	}
	if (!lines[0]) {
		xmlNode *copy = xmlDocCopyNode(paragraph, paragraph->doc, 1);

		xmlAddChild(content, copy);
		say_only(copy, "");
	}
	xmlFreeNode(paragraph);
}

static void
remove_before(xmlNode *child)
{
	xmlNode *next;

	for (xmlNode *node = child->parent->children; node && node != child; node = next) {
		next = node->next;
		if (is_w(node, "rPr"))
			continue;
		xmlUnlinkNode(node);
		xmlFreeNode(node);
	}
}

static void
remove_after(xmlNode *child)
{
	while (child->next) {
		xmlNode *node = child->next;

		xmlUnlinkNode(node);
		xmlFreeNode(node);
	}
}

static xmlNode *
twin_of(const xmlNode *run, const xmlNode *child, xmlNode *twin_run)
{
	xmlNode *twin = twin_run->children;

	for (const xmlNode *node = run->children; node && node != child && twin; node = node->next)
		twin = twin->next;
	return twin;
}

/* The run that holds PIECE's w:t becomes three: what stood before, the control with VALUE, what stood after (AFTER of its text). */
static void
split_run(xmlNode *text, xmlNode *control, const char *before, const char *value, const char *after)
{
	xmlNode *run = text->parent, *content = xmlLastElementChild(control);
	xmlNode *middle = xmlDocCopyNode(run, run->doc, 1), *tail = xmlDocCopyNode(run, run->doc, 1);
	xmlNode *middle_text = twin_of(run, text, middle), *tail_text = twin_of(run, text, tail);

	remove_before(middle_text);
	remove_after(middle_text);
	di_marks_set_text(middle_text, value);
	xmlAddChild(content, middle);
	remove_before(tail_text);
	di_marks_set_text(tail_text, after);
	remove_after(text);
	di_marks_set_text(text, before);
	xmlAddNextSibling(run, control);
	xmlAddNextSibling(control, tail);
}

/* The mark lies within a line of other words. */
static void
put_in_line(const Filler *filler, GArray *pieces, gsize from, gsize to, const char *key, const char *value)
{
	g_autofree char *one_line = g_strdelimit(g_strdup(value), "\n", ' ');

	for (guint i = 0; i < pieces->len; i++) {
		Piece *piece = &g_array_index(pieces, Piece, i);
		gsize size = strlen(piece->text), last;
		g_autofree char *before = NULL;

		if (from < piece->at || from >= piece->at + size || !is_w(piece->node->parent, "r"))
			continue;
		last = MIN(to - piece->at, size);
		before = g_strndup(piece->text, from - piece->at);
		replace(pieces, piece->at + size, to, ""); /* what the mark has in the runs behind */
		split_run(piece->node, new_control(filler, piece->node->parent, key), before, one_line, piece->text + last);
		return;
	}
}

static gboolean
is_section(const char *key)
{
	return strspn(key, "0123456789.") == strlen(key);
}

static gboolean
stands_alone(const char *whole, gsize from, gsize to)
{
	g_autofree char *rest = g_strdup_printf("%.*s%s", (int)from, whole, whole + to);

	return *g_strstrip(rest) == '\0';
}

/* The next mark of PARAGRAPH from FROM on; FALSE: no more. FROM_OUT: where to look on. */
static gboolean
fill_one(Filler *filler, xmlNode *paragraph, int *from)
{
	g_autoptr(GString) whole = g_string_new(NULL);
	g_autoptr(GArray) pieces = pieces_of(paragraph, whole);
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *key = NULL;
	const char *value;
	int begin = 0, end = 0;

	if ((gsize)*from > whole->len || !g_regex_match_full(filler->mark, whole->str, (gssize)whole->len, *from, 0, &match, NULL))
		return FALSE;
	g_match_info_fetch_pos(match, 0, &begin, &end);
	key = g_match_info_fetch(match, 1);
	value = is_section(key) ? "" : g_hash_table_lookup(filler->values, key);
	if (!value) {
		g_ptr_array_add(filler->unknown, g_steal_pointer(&key));
		*from = end;
		return TRUE;
	}
	filler->filled++;
	if (!filler->identity) {
		g_autofree char *line = g_strdelimit(g_strdup(value), "\n", ' ');

		replace(pieces, (gsize)begin, (gsize)end, line);
		*from = begin + (int)strlen(line);
		return TRUE;
	}
	if (stands_alone(whole->str, (gsize)begin, (gsize)end)) {
		wrap_paragraph(filler, paragraph, key, value);
		return FALSE;
	}
	put_in_line(filler, pieces, (gsize)begin, (gsize)end, key, value);
	*from = begin + (int)strlen(value);
	return TRUE;
}

static void
fill_paragraphs(Filler *filler, xmlNode *node)
{
	xmlNode *next;

	for (xmlNode *child = node->children; child; child = next) {
		int from = 0;

		next = child->next;
		if (child->type != XML_ELEMENT_NODE)
			continue;
		fill_paragraphs(filler, child); /* text boxes first: they stand within */
		if (!is_w(child, "p"))
			continue;
		while (fill_one(filler, child, &from))
			continue;
	}
}

guint
di_marks_fill(xmlDoc *document, GHashTable *values, const char *identity, GPtrArray *unknown)
{
	Filler filler = {.values = values, .identity = identity, .unknown = unknown};
	xmlNode *root = xmlDocGetRootElement(document);

	filler.mark = g_regex_new("\\{([\\p{Ll}_]+|\\d+(?:\\.\\d+)*)\\}", 0, 0, NULL);
	if (root)
		fill_paragraphs(&filler, root);
	g_regex_unref(filler.mark);
	return filler.filled;
}
