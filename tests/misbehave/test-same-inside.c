/* Behind the walls a document reads as it does outside: libraries that cannot load a character set or
 * their data there fail in silence, with less text. */
#include "fixture.h"
#include "../unit/table.h"

#include <diarie/extract.h>

#define LINE(y, text) "BT /F1 11 Tf 72 " y " Td (" text ") Tj ET\n"
#define PDF_TEXT \
	LINE("780", "Kvartalsrapport") LINE("750", "Insatsens namn: Bron till arbete") \
	LINE("735", "Huvudman: P\\345hitta kommun") LINE("720", "Period: 2026-01-01 - 2026-03-31") \
	LINE("690", "2.1 Aktiviteter") LINE("675", "Vi har ordnat tv\\345 tr\\344ffar f\\366r handl\\344ggare.") \
	LINE("645", "2.2 Avvikelser fr\\345n planering") LINE("630", "Inga avvikelser.") \
	LINE("600", "2.3 Brukarmedverkan") LINE("585", "Tolv deltagare.") LINE("555", "2.4 Insatsens m\\345l samt delm\\345l") \
	LINE("540", "Uppfyllda.") LINE("510", "2.5 Sammanfattande bed\\366mning") LINE("495", "Det g\\345r bra.")
/* Without a table of references: poppler makes one. The value of the form field is UTF-16. */
#define PDF \
	"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>>endobj\n" \
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" \
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[5 0 R]" \
	"/Resources<</Font<</F1 6 0 R>>>>>>endobj\n4 0 obj<</Length 1150>>stream\n" PDF_TEXT "\nendstream endobj\n" \
	"5 0 obj<</Type/Annot/Subtype/Widget/FT/Tx/T(Signatur)/V<FEFF00C500C400D6>/Rect[72 400 300 420]/P 3 0 R>>endobj\n" \
	"6 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n" \
	"trailer<</Root 1 0 R>>\n%%EOF\n"
#define HTML "<html><head><meta charset=utf-8></head><body><h1>Kvartalsrapport</h1><p>Insatsens namn: Bron till arbete</p>" \
	"<p>Huvudman: Påhitta kommun</p><p>Period: 2026-01-01 - 2026-03-31</p><h2>2.1 Aktiviteter</h2><p>Två träffar.</p>" \
	"<h2>2.2 Avvikelser från planering</h2><p>Inga.</p><h2>2.3 Brukarmedverkan</h2><p>Tolv.</p>" \
	"<h2>2.4 Insatsens mål samt delmål</h2><p>Ja.</p><h2>2.5 Sammanfattande bedömning</h2><p>Bra.</p></body></html>"
#define RTF "{\\rtf1\\ansi\\ansicpg1252 Kvartalsrapport\\par Insatsens namn: Bron till arbete\\par Huvudman: P\\'e5hitta kommun\\par " \
	"Period: 2026-01-01 - 2026-03-31\\par 2.1 Aktiviteter\\par Tv\\'e5 tr\\'e4ffar.\\par 2.2 Avvikelser fr\\'e5n planering\\par " \
	"Inga.\\par 2.3 Brukarmedverkan\\par Tolv.\\par 2.4 Insatsens m\\'e5l samt delm\\'e5l\\par Ja.\\par " \
	"2.5 Sammanfattande bed\\'f6mning\\par Bra.\\par}"

static const struct Row {
	const char *sentence, *document;
	DiFormat format;
} rows[] = {
	{"a text", REPORT_TEXT, DI_FORMAT_TXT},
	{"a web page", HTML, DI_FORMAT_HTML},
	{"an RTF file", RTF, DI_FORMAT_RTF},
	{"a PDF with a form field", PDF, DI_FORMAT_PDF},
};

static DiForms *forms;

static char *
as_json(const DiReport *report)
{
	DiJson *json = di_json_new();

	di_report_write_json(report, NULL, TRUE, json, NULL);
	return di_json_finish(json);
}

static char *
read_outside(const struct Row *row)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(row->document, strlen(row->document));
	g_autoptr(DiDocument) document = di_document_read(row->format, bytes);
	DiFormHints hints = {.file_name = "rapport.txt", .arrived = DI_TIME_NONE, .timezone = "Europe/Stockholm"};
	g_autoptr(DiReport) report = di_form_mine(forms, document, &hints);

	assert_int_equal(report->kind, DI_KIND_KVARTALSRAPPORT);
	assert_string_equal(report->huvudman, "Påhitta kommun");
	return as_json(report);
}

static char *
read_inside(const struct Row *row, DiExtractorLife in)
{
	g_autofree char *program = g_build_filename(g_getenv("top_builddir"), "diarie-extract", NULL);
	g_autofree char *folder = g_build_filename(g_getenv("top_srcdir"), "conf", "forms", NULL);
	g_autoptr(DiExtractor) extractor = di_extractor_new_with_program(program, folder, in);
	g_autoptr(DiAnswer) answer = run_text(extractor, row->document, NULL);

	assert_non_null(answer);
	assert_int_equal(answer->fault, DI_FAULT_NONE);
	assert_int_equal(answer->reports->len, 1);
	return as_json(answer->reports->pdata[0]);
}

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autofree char *outside = read_outside(row);
	g_autofree char *cold = read_inside(row, DI_EXTRACTOR_SHARED);
	g_autofree char *warm = read_inside(row, DI_EXTRACTOR_KEPT);
	g_autofree char *alone = read_inside(row, DI_EXTRACTOR_ONCE);

	assert_string_equal(cold, outside);
	assert_string_equal(warm, outside);
	assert_string_equal(alone, outside);
}

int
main(void)
{
	g_autofree char *folder = g_build_filename(g_getenv("top_srcdir"), "conf", "forms", NULL);
	int failed;

	forms = di_forms_load(folder, NULL);
	di_document_warm_up(TRUE);
	ADD_ROWS(rows, check);
	failed = run_table("same-inside");
	di_forms_free(forms);
	return failed;
}
