/* Small documents from strings: a zip in memory, and the parts of a DOCX around a body. */
#pragma once

#include <glib.h>
#include <string.h>
#include <zip.h>

typedef struct {
	const char *name, *text;
} Part;

/* FIXED: every part is stored, not deflated. */
static inline GBytes *
make_zip(const Part *parts, gsize n, gboolean fixed)
{
	zip_error_t error;
	zip_source_t *buffer, *part;
	zip_t *archive;
	zip_stat_t stat;
	char *bytes;

	zip_error_init(&error);
	buffer = zip_source_buffer_create(NULL, 0, 0, &error);
	zip_source_keep(buffer);
	archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &error);
	for (gsize i = 0; i < n; i++) {
		zip_int64_t index;

		part = zip_source_buffer(archive, parts[i].text, strlen(parts[i].text), 0);
		index = zip_file_add(archive, parts[i].name, part, ZIP_FL_ENC_UTF_8);
		if (fixed)
			zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0);
	}
	zip_close(archive);
	zip_source_open(buffer);
	zip_source_stat(buffer, &stat);
	bytes = g_malloc(stat.size);
	zip_source_read(buffer, bytes, stat.size);
	zip_source_close(buffer);
	zip_source_free(buffer);
	zip_error_fini(&error);
	return g_bytes_new_take(bytes, stat.size);
}

#define W_TRANSITIONAL "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define W_STRICT "http://purl.oclc.org/ooxml/wordprocessingml/main"
#define NAMESPACES \
	" xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'" \
	" xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'" \
	" xmlns:v='urn:schemas-microsoft-com:vml'" \
	" xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'" \
	" xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'" \
	" xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'"
#define RELATIONS "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
#define TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static const char package_relations[] = RELATIONS "<Relationship Id='rId1' Type='" TYPE "officeDocument'"
	" Target='word/document.xml'/></Relationships>";
static const char document_relations[] = RELATIONS
	"<Relationship Id='rId1' Type='" TYPE "styles' Target='styles.xml'/>"
	"<Relationship Id='rId2' Type='" TYPE "numbering' Target='/word/numbering.xml'/>"
	"<Relationship Id='rId3' Type='" TYPE "footnotes' Target='footnotes.xml'/>"
	"<Relationship Id='rId4' Type='" TYPE "header' Target='header1.xml'/>"
	"<Relationship Id='rId5' Type='" TYPE "header' Target='header2.xml'/>"
	"<Relationship Id='rId6' Type='" TYPE "footer' Target='footer1.xml'/>"
	"</Relationships>";

static const char styles_part[] = "<w:styles xmlns:w='" W_TRANSITIONAL "'>"
	"<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='22'/></w:rPr></w:rPrDefault></w:docDefaults>"
	"<w:style w:type='paragraph' w:default='1' w:styleId='Normal'><w:name w:val='Normal'/></w:style>"
	"<w:style w:type='paragraph' w:styleId='Rubrik1'><w:name w:val='heading 1'/><w:basedOn w:val='Normal'/>"
	"<w:pPr><w:outlineLvl w:val='0'/></w:pPr><w:rPr><w:b/><w:sz w:val='32'/></w:rPr></w:style>"
	"<w:style w:type='paragraph' w:styleId='Avsnitt'><w:name w:val='Eget avsnitt'/><w:basedOn w:val='Rubrik1'/></w:style>"
	"<w:style w:type='paragraph' w:styleId='R2'><w:name w:val='Rubrik 2'/><w:basedOn w:val='R2'/></w:style>"
	"<w:style w:type='paragraph' w:styleId='Num1'><w:name w:val='Numrerad 1'/><w:basedOn w:val='Rubrik1'/>"
	"<w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr></w:style>"
	"<w:style w:type='paragraph' w:styleId='Num2'><w:name w:val='Numrerad 2'/><w:basedOn w:val='Rubrik1'/>"
	"<w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='2'/></w:numPr><w:outlineLvl w:val='1'/></w:pPr></w:style>"
	"<w:style w:type='paragraph' w:styleId='Innehll1'><w:name w:val='toc 1'/></w:style>"
	"<w:style w:type='character' w:styleId='Stark'><w:name w:val='Strong'/><w:rPr><w:b/></w:rPr></w:style>"
	"<w:style w:type='character' w:styleId='Gomd'><w:name w:val='Dold'/><w:rPr><w:vanish/></w:rPr></w:style>"
	"</w:styles>";

#define LEVEL(at, start, format, text, more) "<w:lvl w:ilvl='" at "'><w:start w:val='" start "'/><w:numFmt w:val='" format \
	"'/>" more "<w:lvlText w:val='" text "'/></w:lvl>"
static const char numbering_part[] = "<w:numbering xmlns:w='" W_TRANSITIONAL "'>"
	"<w:abstractNum w:abstractNumId='1'>" LEVEL("0", "1", "decimal", "%1.", "") LEVEL("1", "1", "lowerLetter", "%2)", "") "</w:abstractNum>"
	"<w:abstractNum w:abstractNumId='2'>" LEVEL("0", "1", "upperRoman", "%1.", "<w:pStyle w:val='Num1'/>")
	LEVEL("1", "1", "decimal", "%1.%2", "<w:pStyle w:val='Num2'/><w:isLgl/>") "</w:abstractNum>"
	"<w:abstractNum w:abstractNumId='3'>" LEVEL("0", "1", "bullet", "\xef\x82\xb7", "") "</w:abstractNum>"
	"<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"
	"<w:num w:numId='2'><w:abstractNumId w:val='2'/></w:num>"
	"<w:num w:numId='3'><w:abstractNumId w:val='3'/></w:num>"
	"<w:num w:numId='4'><w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>"
	"</w:numbering>";

static const char footnotes_part[] = "<w:footnotes xmlns:w='" W_TRANSITIONAL "'>"
	"<w:footnote w:type='separator' w:id='-1'><w:p><w:r><w:t>strecket</w:t></w:r></w:p></w:footnote>"
	"<w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space='preserve'> Enligt avtal.</w:t></w:r></w:p></w:footnote>"
	"</w:footnotes>";
static const char header_part[] = "<w:hdr xmlns:w='" W_TRANSITIONAL "'><w:p><w:r><w:t>Sidhuvud</w:t></w:r></w:p></w:hdr>";
static const char first_header_part[] = "<w:hdr xmlns:w='" W_TRANSITIONAL "'><w:p><w:r><w:t>Bara först</w:t></w:r></w:p></w:hdr>";
static const char footer_part[] = "<w:ftr xmlns:w='" W_TRANSITIONAL "'><w:p><w:r><w:t>Sidfot</w:t></w:r></w:p></w:ftr>";

/* A whole DOCX around the elements BODY; MAIN NULL, or the text of word/document.xml instead. */
static inline GBytes *
make_docx(const char *body, const char *space, const char *main_part)
{
	g_autofree char *document = main_part ? g_strdup(main_part) :
		g_strconcat("<?xml version='1.0' encoding='UTF-8'?><w:document xmlns:w='", space, "'" NAMESPACES "><w:body>",
			body, "</w:body></w:document>", NULL);
	Part parts[] = {
		{"[Content_Types].xml", "<Types/>"}, {"_rels/.rels", package_relations}, {"word/document.xml", document},
		{"word/_rels/document.xml.rels", document_relations}, {"word/styles.xml", styles_part},
		{"word/numbering.xml", numbering_part}, {"word/footnotes.xml", footnotes_part}, {"word/header1.xml", header_part},
		{"word/header2.xml", first_header_part}, {"word/footer1.xml", footer_part},
	};

	return make_zip(parts, G_N_ELEMENTS(parts), FALSE);
}
