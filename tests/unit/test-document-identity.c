/* Whose form it is, by the keywords that programs carry from format to format (identity.c). */
#include "../../src/document/pdf.h"
#include "../../src/document/zip-internal.h"
#include "make-docx.h"
#include "table.h"

#define OURS "diarie.SFE.1.2026-Q1"
#define THEIRS "diarie.SFE.2.2026-Q1"

static const struct Row {
	const char *sentence, *keywords, *expected;
} rows[] = {
	{"alone", OURS, "SFE:1:2026-Q1"},
	{"as LibreOffice joins them", "kvartal, " OURS ", rapport", "SFE:1:2026-Q1"},
	{"as Word leaves them", "kvartal; rapport;" OURS, "SFE:1:2026-Q1"},
	{"twice the same is one", OURS " " OURS, "SFE:1:2026-Q1"},
	{"two of them tell nothing", OURS " " THEIRS, NULL},
	{"other words are none", "kvartal diarie SFE.1.2026-Q1 diarie.", NULL},
	{"what is too long is none", "diarie.SFE.1000000000000000000000000000000000000.2026-Q1", NULL},
	{"none", "", NULL},
};

static void
check_same(const char *got, const char *expected)
{
	if (expected)
		assert_string_equal(got ? got : "none", expected);
	else
		assert_null(got);
}

static void
check_keywords(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiDocument) document = di_document_new("docx");

	di_identity_take(document, row->keywords);
	check_same(document->identity, row->expected);
}

static void
check_read(DiFormat format, GBytes *bytes)
{
	g_autoptr(DiDocument) document = di_document_read(format, bytes);

	assert_int_equal(document->fault, DI_FAULT_NONE);
	check_same(document->identity, "SFE:1:2026-Q1");
	assert_true(document->blocks->len > 0);
}

#define CORE "<cp:coreProperties xmlns:cp='http://schemas.openxmlformats.org/package/2006/metadata/core-properties'><cp:keywords>"
#define META "<office:document-meta xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' " \
	"xmlns:meta='urn:oasis:names:tc:opendocument:xmlns:meta:1.0'><office:meta><meta:keyword>rapport</meta:keyword><meta:keyword>"
#define ODT "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' " \
	"xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:text><text:p>Hej</text:p></office:text>" \
	"</office:body></office:document-content>"
#define DOCX "<w:document xmlns:w='" W_TRANSITIONAL "'><w:body><w:p><w:r><w:t>Hej</w:t></w:r></w:p></w:body></w:document>"
#define TYPES "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"

static void
a_docx_that_kept_its_keywords_alone(void **state)
{
	static const Part parts[] = {{"[Content_Types].xml", TYPES}, {"_rels/.rels", package_relations}, {"word/document.xml", DOCX},
		{"docProps/core.xml", CORE OURS "</cp:keywords></cp:coreProperties>"}};
	g_autoptr(GBytes) bytes = make_zip(parts, G_N_ELEMENTS(parts), FALSE);

	(void)state;
	check_read(DI_FORMAT_DOCX, bytes);
}

static void
broken_properties_are_no_damage(void **state)
{
	static const Part parts[] = {{"[Content_Types].xml", TYPES}, {"_rels/.rels", package_relations}, {"word/document.xml", DOCX},
		{"docProps/core.xml", CORE OURS}, {"docProps/custom.xml", "<Properties"}};
	g_autoptr(GBytes) bytes = make_zip(parts, G_N_ELEMENTS(parts), FALSE);
	g_autoptr(DiDocument) document = di_document_read(DI_FORMAT_DOCX, bytes);

	(void)state;
	assert_int_equal(document->fault, DI_FAULT_NONE);
	assert_null(document->identity);
	assert_int_equal(document->blocks->len, 1);
}

static void
an_odt(void **state)
{
	static const Part parts[] = {{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", ODT},
		{"meta.xml", META OURS "</meta:keyword></office:meta></office:document-meta>"}};
	g_autoptr(GBytes) bytes = make_zip(parts, G_N_ELEMENTS(parts), TRUE);

	(void)state;
	check_read(DI_FORMAT_ODT, bytes);
}

static void
an_rtf(void **state)
{
	static const char rtf[] = "{\\rtf1{\\info{\\title T}{\\keywords kvartal, " OURS "}{\\author A}}Hej\\par}";
	g_autoptr(GBytes) bytes = g_bytes_new_static(rtf, sizeof rtf - 1);

	(void)state;
	check_read(DI_FORMAT_RTF, bytes);
}

/* One page, and in its trailer what it says of itself. */
static GBytes *
make_pdf(const char *info)
{
	char *text = g_strconcat("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 6 0 R/Resources<</Font<</F 4 0 R>>>>>>endobj\n"
		"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"
		"6 0 obj<</Length 29>>stream\nBT /F 9 Tf 9 99 Td(ett)Tj ET \nendstream endobj\ntrailer<</Root 1 0 R/Info<<", info, ">>>>\n", NULL);

	return g_bytes_new_take(text, strlen(text));
}

static void
a_pdf_by_either_engine(void **state)
{
	static const char *const infos[] = {"/Keywords(kvartal, " OURS ")",
		"/Keywords<FEFF006400690061007200690065002E005300460045002E0031002E0032003000320036002D00510031>"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(infos); i++) {
		g_autoptr(GBytes) bytes = make_pdf(infos[i]);

		di_pdf_use_engine(di_pdf_engine_glib());
		check_read(DI_FORMAT_PDF, bytes);
		di_pdf_use_engine(di_pdf_engine_core());
		check_read(DI_FORMAT_PDF, bytes);
	}
}

int
main(void)
{
	ADD_ROWS(rows, check_keywords);
	ADD_TEST(a_docx_that_kept_its_keywords_alone);
	ADD_TEST(broken_properties_are_no_damage);
	ADD_TEST(an_odt);
	ADD_TEST(an_rtf);
	ADD_TEST(a_pdf_by_either_engine);
	return run_table("document-identity");
}
