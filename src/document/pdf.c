/* A PDF → blocks. The library gives characters with places (pdf-load.c); all else is geometry. */
#include "ocr.h"

void
di_pdf_layout_init(DiPdfLayout *layout)
{
	*layout = (DiPdfLayout){
		.pages = g_ptr_array_new_with_free_func((GDestroyNotify)di_pdf_page_free),
		.notes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};
}

void
di_pdf_layout_clear(DiPdfLayout *layout)
{
	g_ptr_array_unref(layout->pages);
	g_hash_table_unref(layout->notes);
	g_clear_pointer(&layout->words, g_hash_table_unref);
}

void
di_pdf_arrange(DiPdfLayout *layout, DiDocument *document)
{
	g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func((GDestroyNotify)di_pdf_block_free);

	for (guint p = 0; p < layout->pages->len; p++) {
		di_pdf_find_cells(layout->pages->pdata[p]);
		di_pdf_make_rows(layout->pages->pdata[p]);
		di_pdf_join_stretched(layout->pages->pdata[p]);
	}
	di_pdf_find_furniture(layout);
	di_pdf_find_contents(layout);
	di_pdf_find_columns(layout);
	di_pdf_measure(layout);
	di_pdf_find_footnotes(layout);
	di_pdf_find_sides(layout);
	di_pdf_number_ruled(layout);
	di_pdf_find_tables(layout);
	for (guint p = 0; p < layout->pages->len; p++)
		di_pdf_page_blocks(layout, layout->pages->pdata[p], blocks);
	di_pdf_flow(layout, blocks, document);
}

static gboolean
has_text(const DiDocument *document)
{
	for (guint i = 0; i < document->blocks->len; i++) {
		const DiBlock *block = document->blocks->pdata[i];

		if (block->text[0])
			return TRUE;
	}
	return FALSE;
}

/* A footer, a page number or a stamp that a program wrote on scanned pages is not what they say. */
static gboolean
is_scanned(const DiPdfLayout *layout)
{
	guint scans = 0;

	for (guint p = 0; p < layout->pages->len; p++) {
		const DiPdfPage *page = layout->pages->pdata[p];

		if (!page->is_scan && page->words->len > 0)
			return FALSE;
		scans += page->is_scan ? 1 : 0;
	}
	return scans > 0;
}

static void
look_for_images(const DiPdfLayout *layout, DiDocument *document)
{
	for (guint p = 0; p < layout->pages->len; p++) {
		const DiPdfPage *page = layout->pages->pdata[p];

		document->has_images = document->has_images || page->has_images || page->is_scan;
	}
}

/* In the extractor that was started for it: what holds no text is drawn and read. */
static void
read_as_pictures(GBytes *bytes, DiDocument **document)
{
	DiDocument *second = di_document_new("pdf");

	second->pages = (*document)->pages;
	di_document_free(*document);
	di_ocr_pdf(bytes, second);
	*document = second;
}

DiDocument *
di_pdf_read(GBytes *bytes)
{
	DiDocument *document = di_document_new("pdf");
	DiPdfLayout layout;

	di_pdf_layout_init(&layout);
	if (di_pdf_load(bytes, &layout, document)) {
		look_for_images(&layout, document);
		di_pdf_arrange(&layout, document);
		if (!has_text(document) || is_scanned(&layout))
			di_document_fail(document, DI_FAULT_TEXT_SAKNAS, NULL);
	}
	di_pdf_layout_clear(&layout);
	if (document->fault == DI_FAULT_TEXT_SAKNAS && di_ocr_is_ready())
		read_as_pictures(bytes, &document);
	return document;
}
