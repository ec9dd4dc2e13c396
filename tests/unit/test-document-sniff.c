/* Content decides what a document is; names are never believed. */
#include "table.h"

#include <diarie/document.h>

#include <string.h>

#define BYTES(literal) literal, sizeof(literal) - 1
#define ZIP_NAME(length, name) "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" length "\0\0\0" name

static const struct Row {
	const char *sentence, *bytes;
	size_t size;
	DiFormat expected;
} rows[] = {
	{"nothing at all is no kind", BYTES(""), DI_FORMAT_UNKNOWN},
	{"white space alone is no kind", BYTES(" \r\n\t"), DI_FORMAT_UNKNOWN},
	{"a PDF begins with its signature", BYTES("%PDF-1.7\n"), DI_FORMAT_PDF},
	{"junk before a PDF's signature is allowed", BYTES("\0\0skräp\n%PDF-1.4\n"), DI_FORMAT_PDF},
	{"a text that mentions PDF is text", BYTES("Rapporten finns som PDF-fil."), DI_FORMAT_TXT},
	{"RTF", BYTES("{\\rtf1\\ansi Hej}"), DI_FORMAT_RTF},
	{"a zip cut short is still the DOCX it was", BYTES(ZIP_NAME("\x11", "word/document.xml") "abc"), DI_FORMAT_DOCX},
	{"a workbook", BYTES(ZIP_NAME("\x0f", "xl/workbook.xml") "abc"), DI_FORMAT_XLSX},
	{"a zip with pictures is an archive", BYTES(ZIP_NAME("\x08", "bild.jpg") "abc"), DI_FORMAT_ZIP},
	{"OpenDocument says what it is first",
		BYTES(ZIP_NAME("\x08", "mimetype") "application/vnd.oasis.opendocument.text"), DI_FORMAT_ODT},
	{"a drawing in OpenDocument is not read",
		BYTES(ZIP_NAME("\x08", "mimetype") "application/vnd.oasis.opendocument.graphics"), DI_FORMAT_UNKNOWN},
	{"OpenDocument that was packed again is known by its parts",
		BYTES(ZIP_NAME("\x0b", "content.xml") ZIP_NAME("\x15", "META-INF/manifest.xml") "abc"), DI_FORMAT_ODT},
	{"a table in OpenDocument that was packed again is not read", BYTES(ZIP_NAME("\x0b", "content.xml")
		ZIP_NAME("\x15", "META-INF/manifest.xml") ZIP_NAME("\x08", "mimetype") "application/vnd.oasis.opendocument.spreadsheet"),
		DI_FORMAT_UNKNOWN},
	{"flat OpenDocument", BYTES("<?xml version=\"1.0\"?>\n<office:document office:mimetype='application/vnd.oasis.opendocument.text'>"),
		DI_FORMAT_ODT},
	{"winmail.dat", BYTES("\x78\x9f\x3e\x22\1\0\2"), DI_FORMAT_TNEF},
	{"a document from Pages", BYTES(ZIP_NAME("\x12", "Index/Document.iwa") "abc"), DI_FORMAT_PAGES},
	{"a photograph as Apple's telephones take it", BYTES("\0\0\0\x18""ftypheic\0\0\0\0"), DI_FORMAT_HEIC},
	{"HTML by its doctype", BYTES("<!DOCTYPE html><html><body>Hej</body></html>"), DI_FORMAT_HTML},
	{"HTML behind a comment and a byte order mark", BYTES("\xef\xbb\xbf<!-- sparad -->\r\n<HTML>\n"), DI_FORMAT_HTML},
	{"a page with control characters in it", BYTES("<!DOCTYPE html>\n<html><p>\x07\x03svar\x08</p></html>"), DI_FORMAT_HTML},
	{"XHTML", BYTES("<?xml version=\"1.0\"?>\n<html xmlns=\"x\">"), DI_FORMAT_HTML},
	{"other XML is not read", BYTES("<?xml version=\"1.0\"?>\n<faktura/>"), DI_FORMAT_UNKNOWN},
	{"a text that begins with a sign of less", BYTES("<5 deltagare under perioden"), DI_FORMAT_TXT},
	{"a mail by its header lines", BYTES("Received: from a.example\r\n by b.example\r\nSubject: Rapport\r\n\r\nHej"),
		DI_FORMAT_MESSAGE},
	{"a mail from an mbox", BYTES("From anna@a.example Mon Jan  1\nFrom: anna@a.example\nTo: b@b.example\n\nHej"),
		DI_FORMAT_MESSAGE},
	{"a report that begins with labels is text", BYTES("Datum: 2025-04-01\nInsats: Vägval\n\nHej"), DI_FORMAT_TXT},
	{"a text with one word of a mail is text", BYTES("To: alla\n\nHej"), DI_FORMAT_TXT},
	{"a mail with a PDF inside is a mail", BYTES("From: a@a.example\nSubject: x\n\n%PDF-1.4"), DI_FORMAT_MESSAGE},
	{"latin-1 text", BYTES("Sammanh\xe5llet st\xf6""d"), DI_FORMAT_TXT},
	{"UTF-16 with a byte order mark", BYTES("\xff\xfeH\0e\0j\0 \0"), DI_FORMAT_TXT},
	{"binary rubbish", BYTES("\x01\x02\x03\x04\x7f\x45"), DI_FORMAT_UNKNOWN},
	{"a picture", BYTES("\xff\xd8\xff\xe0\0\x10JFIF"), DI_FORMAT_IMAGE},
};

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autofree char *bytes = g_memdup2(row->bytes, row->size); /* no final NUL */

	assert_int_equal(di_format_sniff(bytes ? bytes : "", row->size), row->expected);
}

/* An OLE2 container whose directory has an entry of this name. */
static DiFormat
sniff_ole(const char *name)
{
	char file[1024] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

	for (size_t i = 0; name[i]; i++)
		file[640 + 2 * i] = name[i];
	return di_format_sniff(file, sizeof file);
}

static void
an_ole_container_is_told_by_its_streams(void **state)
{
	(void)state;
	assert_int_equal(sniff_ole("WordDocument"), DI_FORMAT_DOC);
	assert_int_equal(sniff_ole("EncryptedPackage"), DI_FORMAT_OLE_ENCRYPTED);
	assert_int_equal(sniff_ole("Workbook"), DI_FORMAT_UNKNOWN);
	assert_int_equal(sniff_ole("Annat"), DI_FORMAT_UNKNOWN);
}

int
main(void)
{
	ADD_ROWS(rows, check);
	ADD_TEST(an_ole_container_is_told_by_its_streams);
	return run_table("document-sniff");
}
