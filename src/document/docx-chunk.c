/* w:altChunk: a file of another kind in the package, which stands where the element stands until Word saves the document
 * again. Programs that put reports together from pieces write such (HTML mostly). Read as the file by itself would be. */
#include "docx.h"

#include <string.h>

#define MAX_CHUNKS 50
#define MAX_CHUNK_BYTES (16 * 1024 * 1024)

static gboolean
grow(gpointer user, const char *bytes, size_t size)
{
	GByteArray *array = user;

	if (array->len + size > MAX_CHUNK_BYTES)
		return FALSE;
	g_byte_array_append(array, (const guint8 *)bytes, (guint)size);
	return TRUE;
}

static DiDocument *
read_archive(GBytes *bytes)
{
	g_autoptr(GBytes) page = di_mht_page(bytes);

	return page ? di_document_read(DI_FORMAT_HTML, page) : NULL;
}

/* NULL: a kind that is not read here. */
static DiDocument *
read_chunk(GBytes *bytes)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	DiFormat format = size > 0 ? di_format_sniff(data, size) : DI_FORMAT_TXT;

	switch ((int)format) {
	case DI_FORMAT_HTML: case DI_FORMAT_TXT: case DI_FORMAT_RTF: return di_document_read(format, bytes);
	case DI_FORMAT_DOCX: return di_docx_read_chunk(bytes);
	case DI_FORMAT_MESSAGE: return read_archive(bytes);
	default: return NULL;
	}
}

/* Tables and frames go on counting; a chunk's page headers are nobody's. FALSE: too much of it. */
static gboolean
move_blocks(DiDocx *docx, DiDocument *chunk, GPtrArray *out)
{
	int tables = docx->n_tables, frames = docx->n_frames;

	while (chunk->blocks->len > 0) {
		g_autoptr(DiBlock) block = g_ptr_array_steal_index(chunk->blocks, 0);

		if (block->place == DI_PLACE_HEADER)
			continue;
		docx->text_bytes += strlen(block->text);
		docx->n_cells += block->kind == DI_BLOCK_CELL;
		block->table += block->table > 0 ? tables : 0;
		block->frame += block->frame > 0 ? frames : 0;
		docx->n_tables = MAX(docx->n_tables, block->table);
		docx->n_frames = MAX(docx->n_frames, block->frame);
		g_ptr_array_add(out, g_steal_pointer(&block));
	}
	docx->document->has_images |= chunk->has_images;
	return (docx->text_bytes <= DI_DOCUMENT_MAX_TEXT_BYTES && docx->n_cells <= DI_DOCUMENT_MAX_CELLS) ||
		di_zip_fail(docx->zip, DI_FAULT_FOR_STOR, "Filen innehåller för mycket text.");
}

gboolean
di_docx_take_chunk(DiDocx *docx, const DiXmlAttributes *attributes, GPtrArray *out)
{
	static const char unread[] = "En fil som är infogad i dokumentet kunde inte läsas.";
	g_autofree char *id = di_xml_attribute_dup(attributes, "id");
	g_autofree char *name = di_docx_part_by_id(docx, id);
	g_autoptr(GByteArray) array = g_byte_array_new();
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(DiDocument) chunk = NULL;

	if (name && !docx->is_chunk && docx->n_chunks++ < MAX_CHUNKS) {
		if (!di_zip_read(docx->zip, name, grow, array))
			return di_docx_forgive(docx, unread);
		bytes = g_byte_array_free_to_bytes(g_steal_pointer(&array));
		chunk = read_chunk(bytes);
	}
	if (chunk && chunk->fault == DI_FAULT_NONE)
		return move_blocks(docx, chunk, out);
	di_document_remark(docx->document, "del-olast", unread);
	return TRUE;
}
