/* The door: one reader a format, and what must be in memory before the sandbox closes. */
#include "ocr.h"

#include "libxml.h"

#include <iconv.h>

/* A character set whose module is not loaded yet cannot be read once the sandbox is closed; poppler and the readers use
 * these. They are never closed: glibc unloads a module that nobody holds as
 * soon as two others have been let go. */
static const char *const charsets[] = {"WINDOWS-1252", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "ISO-8859-15",
	"CP1250", "CP1251", "CP1253", "CP1254", "CP1257", "CP850", "CP437", "MACINTOSH"};
static iconv_t held[G_N_ELEMENTS(charsets)][2];

static void
hold_charsets(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
		if (held[i][0])
			continue;
		held[i][0] = iconv_open("UTF-8", charsets[i]);
		held[i][1] = iconv_open(charsets[i], "UTF-8");
	}
}

void
di_document_warm_up(gboolean with_pdf)
{
	hold_charsets();
	(void)!di_libxml_load();
	if (with_pdf)
		di_pdf_warm_up();
}

gboolean
di_document_warm_up_fill(void)
{
	return di_libxml_load();
}

void
di_document_warm_up_pdf(void)
{
	di_pdf_warm_up();
}

gboolean
di_document_warm_up_ocr(void)
{
	return di_ocr_warm_up();
}

static const struct {
	DiDocument *(*read)(GBytes *bytes);
	DiFault fault; /* where there is no reader */
	const char *text; /* NULL: what is always said of the fault */
} readers[] = {
	[DI_FORMAT_UNKNOWN] = {NULL, DI_FAULT_FORMAT},
	[DI_FORMAT_MESSAGE] = {NULL, DI_FAULT_FORMAT}, /* the room message opens those */
	[DI_FORMAT_DOCX] = {di_docx_read, DI_FAULT_NONE},
	[DI_FORMAT_ODT] = {di_odt_read, DI_FAULT_NONE},
	[DI_FORMAT_PDF] = {di_pdf_read, DI_FAULT_NONE},
	[DI_FORMAT_RTF] = {di_rtf_read, DI_FAULT_NONE},
	[DI_FORMAT_DOC] = {di_doc_read, DI_FAULT_NONE},
	[DI_FORMAT_HTML] = {di_html_read, DI_FAULT_NONE},
	[DI_FORMAT_TXT] = {di_txt_read, DI_FAULT_NONE},
	[DI_FORMAT_ZIP] = {NULL, DI_FAULT_FORMAT},
	[DI_FORMAT_XLSX] = {NULL, DI_FAULT_FORMAT, "Filen är ett kalkylblad från Excel. Spara den som Word eller PDF."},
	[DI_FORMAT_OLE_ENCRYPTED] = {NULL, DI_FAULT_LOSENORD},
	[DI_FORMAT_MSG] = {NULL, DI_FAULT_FORMAT, NULL},
	[DI_FORMAT_TNEF] = {NULL, DI_FAULT_FORMAT, NULL},
	[DI_FORMAT_PAGES] = {NULL, DI_FAULT_FORMAT, "Filen är skriven i Pages. Välj Arkiv, Exportera till, Word i Pages och använd den filen."},
	[DI_FORMAT_HEIC] = {NULL, DI_FAULT_FORMAT, "Bilden är i Apples format HEIC. Spara den som JPEG eller PDF."},
	[DI_FORMAT_IMAGE] = {di_picture_read, DI_FAULT_NONE},
};

DiDocument *
di_document_read(DiFormat format, GBytes *bytes)
{
	DiDocument *document;

	if (g_bytes_get_size(bytes) <= DI_DOCUMENT_MAX_BYTES && readers[format].read)
		return readers[format].read(bytes);
	document = di_document_new(di_format_word(format));
	if (g_bytes_get_size(bytes) > DI_DOCUMENT_MAX_BYTES)
		di_document_fail(document, DI_FAULT_FOR_STOR, NULL);
	else
		di_document_fail(document, readers[format].fault, readers[format].text);
	return document;
}
