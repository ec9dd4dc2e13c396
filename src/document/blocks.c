/* Text blocks: the one model that every reader of this room fills and every form is read from. */
#include "document-internal.h"

#include <diarie/bytes.h>

#include <string.h>

enum { LABEL_BYTES_MAX = 80 };

DiBlock *
di_block_new(DiBlockKind kind)
{
	DiBlock *block = g_new0(DiBlock, 1);

	block->kind = kind;
	block->value_at = -1;
	return block;
}

void
di_block_free(DiBlock *block)
{
	if (!block)
		return;
	g_free(block->text);
	g_free(block->marker);
	g_free(block->tag);
	g_free(block);
}

static void
free_block(gpointer block)
{
	di_block_free(block);
}

static void
free_remark(gpointer data)
{
	DiRemark *remark = data;

	g_free(remark->code);
	g_free(remark->text);
	g_free(remark);
}

DiDocument *
di_document_new(const char *format)
{
	DiDocument *document = g_new0(DiDocument, 1);

	document->format = g_strdup(format);
	document->blocks = g_ptr_array_new_with_free_func(free_block);
	document->remarks = g_ptr_array_new_with_free_func(free_remark);
	return document;
}

void
di_document_free(DiDocument *document)
{
	if (!document)
		return;
	g_free(document->format);
	g_free(document->fault_text);
	g_ptr_array_unref(document->blocks);
	g_free(document->identity);
	g_ptr_array_unref(document->remarks);
	g_free(document);
}

void
di_document_take(DiDocument *document, DiBlock *block)
{
	g_ptr_array_add(document->blocks, block);
	block->ordinal = (int)document->blocks->len;
}

DiBlock *
di_document_add(DiDocument *document, DiBlockKind kind)
{
	DiBlock *block = di_block_new(kind);

	di_document_take(document, block);
	return block;
}

void
di_document_fail(DiDocument *document, DiFault fault, const char *text)
{
	g_ptr_array_set_size(document->blocks, 0);
	document->fault = fault;
	g_free(document->fault_text);
	document->fault_text = g_strdup(text);
}

void
di_document_remark(DiDocument *document, const char *code, const char *text)
{
	DiRemark *remark;

	for (guint i = 0; i < document->remarks->len; i++) {
		if (strcmp(((DiRemark *)document->remarks->pdata[i])->code, code) == 0)
			return;
	}
	remark = g_new0(DiRemark, 1);
	remark->code = g_strdup(code);
	remark->text = g_strdup(text);
	g_ptr_array_add(document->remarks, remark);
}

static inline guint8
is_high(guint8 byte, guint8 next G_GNUC_UNUSED)
{
	return byte >= 0xcc; /* U+0300 begins so */
}

/* Can TEXT differ from its NFC? Below U+0300 nothing does; in general punctuation only the two
 * quads U+2000 and U+2001 do. That spares nearly every Swedish paragraph the slow way. */
static gboolean
may_need_nfc(const char *text, gsize size)
{
	for (gsize at = di_bytes_before(text, size, is_high); at < size; at += di_bytes_before(text + at, size - at, is_high)) {
		const guchar *sign = (const guchar *)text + at;

		if (sign[0] != 0xe2 || sign[1] != 0x80 || sign[2] < 0x82)
			return TRUE;
		at += 3;
	}
	return FALSE;
}

/* How many bytes the first SIZE bytes of TEXT have in normal form. */
static int
normal_length(const char *text, int size)
{
	g_autofree char *normal = di_text_nfc(text, size);

	return normal ? (int)strlen(normal) : size;
}

/* No reader gives any but tab and LF; what one lets through would make the answer a liar's (report-read.c). */
static inline guint8
is_control(guint8 byte, guint8 next G_GNUC_UNUSED)
{
	return ((guint8)(byte < ' ') & (guint8)(byte != '\n') & (guint8)(byte != '\t')) | (guint8)(byte == 0x7f);
}

static void
blank_controls(char *text, gsize size)
{
	for (gsize at = di_bytes_before(text, size, is_control); at < size; at += di_bytes_before(text + at, size - at, is_control))
		text[at] = ' ';
}

/* What the miner would take a paragraph apart at. */
static inline guint8
is_joint(guint8 byte, guint8 next)
{
	return (guint8)(byte == '\n') | (guint8)(byte == '\t') |
		((guint8)(byte == ' ') & ((guint8)(next == ' ') | (guint8)((guint8)(next - '0') < 10)));
}

/* All three at once: nearly every paragraph is looked at once. */
static inline guint8
is_rough(guint8 byte, guint8 next)
{
	return is_high(byte, next) | is_control(byte, next) | is_joint(byte, next);
}

void
di_block_set_text(DiBlock *block, const char *text)
{
	gsize size = strlen(text);
	gboolean is_smooth = di_bytes_before(text, size, is_rough) == size;
	char *normal = !is_smooth && may_need_nfc(text, size) ? di_text_nfc(text, (gssize)size) : NULL;
	int all = (int)(normal ? strlen(normal) : size);

	g_free(block->text);
	block->text = normal ? normal : g_memdup2(text, size + 1);
	if (!is_smooth)
		blank_controls(block->text, (gsize)all);
	block->is_smooth = is_smooth || di_bytes_before(block->text, (gsize)all, is_joint) == (gsize)all;
	if (!normal || strcmp(normal, text) == 0)
		return;
	if (block->value_at >= 0) {
		int end = normal_length(text, block->value_at + block->value_bytes);

		block->value_at = MIN(normal_length(text, block->value_at), all);
		block->value_bytes = CLAMP(end - block->value_at, 0, all - block->value_at);
	}
	if (block->bold_bytes > 0)
		block->bold_bytes = MIN(normal_length(text, block->bold_bytes), all);
}

int
di_compare_doubles(gconstpointer a, gconstpointer b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

int
di_number_within(const char *text, int low, int high)
{
	gint64 number = g_ascii_strtoll(text, NULL, 10);

	return (int)CLAMP(number, low, high);
}

static const char *const kind_words[] = {
	[DI_BLOCK_PARAGRAPH] = "paragraph",
	[DI_BLOCK_HEADING] = "heading",
	[DI_BLOCK_LIST_ITEM] = "item",
	[DI_BLOCK_CELL] = "cell",
	[DI_BLOCK_FIELD] = "field",
};
static const char *const place_words[] = {
	[DI_PLACE_BODY] = "",
	[DI_PLACE_HEADER] = " header",
	[DI_PLACE_FOOTNOTE] = " footnote",
	[DI_PLACE_FRAME] = " frame",
};

static void
dump_place(const DiBlock *block, GString *line)
{
	if (block->page > 0)
		g_string_append_printf(line, " page=%d", block->page);
	if (block->table > 0)
		g_string_append_printf(line, " table=%d:%d:%d", block->table, block->row, block->column);
	if (block->frame > 0)
		g_string_append_printf(line, " frame=%d", block->frame);
	if (block->width > 0)
		g_string_append_printf(line, " at=%.0f,%.0f+%.0f", block->x, block->y, block->width);
}

static void
dump_style(const DiBlock *block, GString *line)
{
	if (block->level > 0)
		g_string_append_printf(line, " level=%d", block->level);
	if (block->size_pt10 > 0)
		g_string_append_printf(line, " size=%.1f", block->size_pt10 / 10.0);
	if (block->bold_bytes > 0)
		g_string_append_printf(line, " bold=%d", block->bold_bytes);
	if (block->tag)
		g_string_append_printf(line, " tag='%s'", block->tag);
	if (block->value_at >= 0)
		g_string_append_printf(line, " value=%d+%d", block->value_at, block->value_bytes);
	if (block->placeholder)
		g_string_append(line, " placeholder");
	if (block->marker)
		g_string_append_printf(line, " marker='%s'", block->marker);
}

static void
dump_block(const DiBlock *block, GString *out)
{
	g_auto(GStrv) lines = g_strsplit(block->text ? block->text : "", "\n", -1);
	g_autofree char *joined = g_strjoinv("\\n", lines);
	g_auto(GStrv) tabs = g_strsplit(joined, "\t", -1);
	g_autofree char *shown = g_strjoinv("\\t", tabs);

	g_string_append_printf(out, "%d %s%s", block->ordinal, kind_words[block->kind], place_words[block->place]);
	dump_place(block, out);
	dump_style(block, out);
	g_string_append_printf(out, " | %s\n", shown);
}

char *
di_document_dump(const DiDocument *document)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "format=%s pages=%d%s", document->format ? document->format : "-", document->pages,
		document->has_images ? " images" : "");
	if (document->fault != DI_FAULT_NONE)
		g_string_append_printf(out, " fault=%s (%s)", di_fault_word(document->fault),
			document->fault_text ? document->fault_text : "");
	g_string_append_c(out, '\n');
	for (guint i = 0; i < document->remarks->len; i++) {
		const DiRemark *remark = document->remarks->pdata[i];

		g_string_append_printf(out, "remark %s: %s\n", remark->code, remark->text);
	}
	for (guint i = 0; i < document->blocks->len; i++)
		dump_block(document->blocks->pdata[i], out);
	return g_string_free(out, FALSE);
}

gboolean
di_begins_label(const char *text)
{
	size_t colon = strcspn(text, ":.,?!(\n");

	if (text[colon] != ':' || colon > LABEL_BYTES_MAX || !g_unichar_isupper(g_utf8_get_char(text)))
		return FALSE;
	return text[colon + 1] == '\0' || g_ascii_isspace(text[colon + 1]);
}
