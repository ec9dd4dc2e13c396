/* What Word does to a report, a row a trap: the body of a DOCX on the left, its blocks on the right. */
#include "make-docx.h"
#include "table.h"

#include <diarie/document.h>

#define T(text) "<w:r><w:t>" text "</w:t></w:r>"
#define TS(text) "<w:r><w:t xml:space='preserve'>" text "</w:t></w:r>"
#define P(runs) "<w:p>" runs "</w:p>"
#define STYLED(style, runs) "<w:p><w:pPr><w:pStyle w:val='" style "'/></w:pPr>" runs "</w:p>"
#define ITEM(num, level, text) "<w:p><w:pPr><w:numPr><w:ilvl w:val='" level "'/><w:numId w:val='" num "'/></w:numPr></w:pPr>" T(text) "</w:p>"
#define BOLD(text) "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space='preserve'>" text "</w:t></w:r>"
#define CHAR(type, more) "<w:r><w:fldChar w:fldCharType='" type "'>" more "</w:fldChar></w:r>"
#define CODE(text) "<w:r><w:instrText xml:space='preserve'> " text " </w:instrText></w:r>"
#define FORM(data, code, result) CHAR("begin", "<w:ffData>" data "</w:ffData>") CODE(code) CHAR("separate", "") result CHAR("end", "")
#define SDT(properties, content) "<w:sdt><w:sdtPr>" properties "</w:sdtPr><w:sdtContent>" content "</w:sdtContent></w:sdt>"
#define TC(content) "<w:tc><w:tcPr/>" content "</w:tc>"
#define TCP(properties, content) "<w:tc><w:tcPr>" properties "</w:tcPr>" content "</w:tc>"
#define TR(cells) "<w:tr>" cells "</w:tr>"
#define TBL(rows) "<w:tbl><w:tblPr/><w:tblGrid/>" rows "</w:tbl>"
#define EN "\xe2\x80\x82"
#define BOX(choice, fallback) "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>" choice \
	"</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>" fallback \
	"</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
#define MARK(change) "<w:pPr><w:rPr>" change "</w:rPr></w:pPr>"
#define GONE "<w:del w:id='1' w:author='A'/>"

/* clang-format off */
static const struct Row {
	const char *sentence, *body, *expected;
} rows[] = {
	{"a paragraph is its runs, with the size that most of it has",
		P(TS("Ett ") T("stycke.")), "1 paragraph size=11.0 | Ett stycke.\n"},
	{"without xml:space white space at the ends of a run is none",
		P("<w:r><w:t> Ett </w:t></w:r>" TS(" två")), "1 paragraph size=11.0 | Ett två\n"},
	{"line breaks inside w:t are spaces, w:br and w:tab are not",
		P("<w:r><w:t>rad\nett</w:t><w:br/><w:t>rad två</w:t><w:tab/><w:t>x</w:t></w:r>"),
		"1 paragraph size=11.0 | rad ett\\nrad två\\tx\n"},
	{"an empty paragraph is none, nor is one of no-break spaces",
		P("") P(T("\xc2\xa0")) P(T("a")), "1 paragraph size=11.0 | a\n"},
	{"a tab stop of the paragraph is no tab",
		"<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='9'/></w:tabs></w:pPr>" T("a") "</w:p>", "1 paragraph size=11.0 | a\n"},
	{"text is composed to NFC", P(T("a\xcc\x8a\xc3\xa5")), "1 paragraph size=11.0 | åå\n"},
	{"soft hyphens go, hard ones are hyphens",
		P("<w:r><w:t>sam\xc2\xadverkan</w:t><w:softHyphen/><w:noBreakHyphen/><w:t>24</w:t></w:r>"),
		"1 paragraph size=11.0 | samverkan-24\n"},
	{"a sign of a symbol font is the sign that is seen",
		P("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t>ja</w:t></w:r>"), "1 paragraph size=11.0 | ☑ja\n"},
	{"bold is measured from the start, white space aside",
		P(BOLD("2.1 ") TS(" ") BOLD("Rubrik:") TS(" svar ") BOLD("fet")), "1 paragraph size=11.0 bold=12 | 2.1  Rubrik: svar fet\n"},
	{"bold of a character style turns round that of the paragraph's style",
		STYLED("Rubrik1", T("fet") "<w:r><w:rPr><w:rStyle w:val='Stark'/></w:rPr><w:t>mager</w:t></w:r>"),
		"1 heading level=1 size=16.0 bold=3 | fetmager\n"},
	{"hidden text is none, by itself or by its style",
		P(T("syns") "<w:r><w:rPr><w:vanish/></w:rPr><w:t>dolt</w:t></w:r><w:r><w:rPr><w:rStyle w:val='Gomd'/></w:rPr><w:t>dolt</w:t></w:r>"),
		"1 paragraph size=11.0 | syns\n"},
	{"a link is its text", P(T("se ") "<w:hyperlink r:id='rId9'>" TS(" sidan") "</w:hyperlink>"), "1 paragraph size=11.0 | se sidan\n"},
	{"an end of a link too many, as LibreOffice writes it in a text box beside one, is passed over",
		ITEM("1", "0", "a") P("<w:hyperlink r:id='rId9'>" T("se") "<w:r><w:pict><v:textbox><w:txbxContent><w:p></w:hyperlink>" T("ruta") "</w:p></w:txbxContent></v:textbox></w:pict></w:r></w:hyperlink>")
		ITEM("1", "0", "b"), "1 item size=11.0 marker='1.' | a\n2 paragraph size=11.0 | se\n3 paragraph frame frame=2 size=11.0 | ruta\n4 item size=11.0 marker='2.' | b\n"},
	{"another end too many is damage", P(T("a") "</w:smartTag>"), "skadad"},
	{"so is a link's that another mistake stands beside", P("</w:hyperlink>" T("a") "</w:smartTag>"), "skadad"},
	{"so is a link's in a part that does not end", P("</w:hyperlink>" T("a")) "<w:p>", "skadad"},
	{"a smart tag is its text", P("<w:smartTag w:element='place'>" T("Gävle") "</w:smartTag>"), "1 paragraph size=11.0 | Gävle\n"},
	{"ruby is its base", P("<w:r><w:ruby><w:rt>" T("över") "</w:rt><w:rubyBase>" T("bas") "</w:rubyBase></w:ruby></w:r>"),
		"1 paragraph size=11.0 | bas\n"},

	/* headings */
	{"a style based on a heading is a heading", STYLED("Avsnitt", T("A")), "1 heading level=1 size=16.0 bold=1 | A\n"},
	{"a style with a Swedish name, based on itself, is a heading by its name",
		STYLED("R2", T("A")), "1 heading level=2 size=11.0 | A\n"},
	{"an outline level of the paragraph itself makes a heading, level 9 makes body text",
		"<w:p><w:pPr><w:outlineLvl w:val='2'/></w:pPr>" T("A") "</w:p>"
		"<w:p><w:pPr><w:pStyle w:val='Rubrik1'/><w:outlineLvl w:val='9'/></w:pPr>" T("B") "</w:p>",
		"1 heading level=3 size=11.0 | A\n2 paragraph size=16.0 bold=1 | B\n"},
	{"lines of a table of contents are left out", STYLED("Innehll1", T("2.1 Aktiviteter\t3")) P(T("a")),
		"1 paragraph size=11.0 | a\n"},

	/* numbers that are not in the text */
	{"lists count by level", ITEM("1", "0", "a") ITEM("1", "1", "b") ITEM("1", "1", "c") ITEM("1", "0", "d") ITEM("1", "1", "e"),
		"1 item size=11.0 marker='1.' | a\n2 item level=1 size=11.0 marker='a)' | b\n3 item level=1 size=11.0 marker='b)' | c\n"
		"4 item size=11.0 marker='2.' | d\n5 item level=1 size=11.0 marker='a)' | e\n"},
	{"a list that starts elsewhere does so once", ITEM("1", "0", "a") ITEM("4", "0", "b") ITEM("4", "0", "c"),
		"1 item size=11.0 marker='1.' | a\n2 item size=11.0 marker='5.' | b\n3 item size=11.0 marker='6.' | c\n"},
	{"a list goes on after a paragraph between", ITEM("1", "0", "a") P(T("x")) ITEM("1", "0", "b"),
		"1 item size=11.0 marker='1.' | a\n2 paragraph size=11.0 | x\n3 item size=11.0 marker='2.' | b\n"},
	{"an empty item has its number all the same", ITEM("1", "0", "") ITEM("1", "0", "b"), "1 item size=11.0 marker='2.' | b\n"},
	{"a heading numbered by its style has its number, in digits where the level says so",
		STYLED("Num1", T("A")) STYLED("Num2", T("B")) STYLED("Num2", T("C")) STYLED("Num1", T("D")) STYLED("Num2", T("E")),
		"1 heading level=1 size=16.0 bold=1 marker='I.' | A\n2 heading level=2 size=16.0 bold=1 marker='1.1' | B\n"
		"3 heading level=2 size=16.0 bold=1 marker='1.2' | C\n4 heading level=1 size=16.0 bold=1 marker='II.' | D\n"
		"5 heading level=2 size=16.0 bold=1 marker='2.1' | E\n"},
	{"number 0 takes the style's number away",
		"<w:p><w:pPr><w:pStyle w:val='Num1'/><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr>" T("A") "</w:p>",
		"1 heading level=1 size=16.0 bold=1 | A\n"},
	{"every bullet is a hyphen", ITEM("3", "0", "a"), "1 item size=11.0 marker='-' | a\n"},
	{"a list that is not defined has no number", ITEM("77", "0", "a"), "1 paragraph size=11.0 | a\n"},

	/* what people fill in */
	{"a content control in a paragraph is a value with its tag",
		P(TS("Insats: ") SDT("<w:alias w:val='A'/><w:tag w:val='insats'/>", T("Vägval"))),
		"1 paragraph size=11.0 tag='insats' value=8+7 | Insats: Vägval\n"},
	{"a control without a tag has its title", P(SDT("<w:alias w:val='Insats'/><w:tag w:val=''/>", T("V"))),
		"1 paragraph size=11.0 tag='Insats' value=0+1 | V\n"},
	{"lines that LibreOffice broke in a control, and lost",
		P(SDT("<w:alias w:val='2.1'/>", "<w:r><w:rPr/><w:t>Ett.</w:t><w:t>Två.</w:t></w:r>" T("Tre."))),
		"1 paragraph size=11.0 tag='2.1' value=0+14 | Ett.\\nTvå.Tre.\n"},
	{"one after the other anywhere else they are one text", P("<w:r><w:t>Ett.</w:t><w:t>Två.</w:t></w:r>"), "1 paragraph size=11.0 | Ett.Två.\n"},
	{"a prompt is no text but is remembered",
		P(TS("Insats: ") SDT("<w:tag w:val='insats'/><w:showingPlcHdr/>", T("Klicka här"))),
		"1 paragraph size=11.0 tag='insats' value=7+0 placeholder | Insats:\n"},
	{"a control around paragraphs makes each of them a value",
		SDT("<w:tag w:val='a'/>", P(T("ett")) P(T("två"))),
		"1 paragraph size=11.0 tag='a' value=0+3 | ett\n2 paragraph size=11.0 tag='a' value=0+4 | två\n"},
	{"a control around a whole form is no value where it holds other controls",
		SDT("<w:tag w:val='allt'/>", P(T("Etikett")) P(SDT("<w:tag w:val='a'/>", T("x")))),
		"1 paragraph size=11.0 | Etikett\n2 paragraph size=11.0 tag='a' value=0+1 | x\n"},
	{"a control around a cell makes the cell a value",
		TBL(TR(TC(P(T("Dnr"))) SDT("<w:tag w:val='dnr'/>", TC(P(T("24-1")))))),
		"1 cell table=1:0:0 size=11.0 | Dnr\n2 cell table=1:0:1 size=11.0 tag='dnr' value=0+4 | 24-1\n"},
	{"two controls with a dash between are one value",
		P(SDT("<w:date/>", T("1/1")) TS(" – ") SDT("<w:date/>", T("31/3"))), "1 paragraph size=11.0 value=0+12 | 1/1 – 31/3\n"},
	{"of two controls with words between the first that is filled in is the value",
		P(SDT("<w:tag w:val='a'/><w:showingPlcHdr/>", T("Klicka")) TS(" Datum: ") SDT("<w:tag w:val='b'/>", T("1/4"))),
		"1 paragraph size=11.0 tag='b' value=7+3 | Datum: 1/4\n"},
	{"wrappers of Google Docs and contents are no controls",
		P(SDT("<w:tag w:val='goog_rdk_0'/>", T("a"))) SDT("<w:docPartObj/>", P(T("b"))),
		"1 paragraph size=11.0 | a\n2 paragraph size=11.0 | b\n"},
	{"a legacy form field is its result, never its code",
		P(TS("Namn: ") FORM("<w:textInput/>", "FORMTEXT", T("Vägval"))), "1 paragraph size=11.0 value=6+7 | Namn: Vägval\n"},
	{"five en spaces are an empty form field",
		P(FORM("<w:textInput/>", "FORMTEXT", T(EN EN EN EN EN))), "1 paragraph size=11.0 value=0+0 placeholder | \n"},
	{"a form field goes on over paragraphs",
		P(CHAR("begin", "<w:ffData/>") CODE("FORMTEXT") CHAR("separate", "") T("ett")) P(T("två")) P(T("tre") CHAR("end", "") T("!")),
		"1 paragraph size=11.0 value=0+3 | ett\n2 paragraph size=11.0 value=0+4 | två\n3 paragraph size=11.0 value=0+3 | tre!\n"},
	{"a box of a form is ticked or not",
		P(FORM("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>", "FORMCHECKBOX", "")
		FORM("<w:checkBox><w:default w:val='0'/></w:checkBox>", "FORMCHECKBOX", "")), "1 paragraph size=11.0 value=0+6 | ☒☐\n"},
	{"a list of a form is the entry that was chosen",
		P(FORM("<w:ddList><w:result w:val='1'/><w:listEntry w:val='ett'/><w:listEntry w:val='två'/></w:ddList>", "FORMDROPDOWN", "")),
		"1 paragraph size=11.0 value=0+4 | två\n"},
	{"a field that never comes to its result loses no more than its paragraph",
		P(T("a") CHAR("begin", "") CODE("PAGE") T("kod")) P(T("b")), "1 paragraph size=11.0 | a\n2 paragraph size=11.0 | b\n"},
	{"a field in the code of a field is code",
		P(CHAR("begin", "") CODE("IF") CHAR("begin", "") CODE("PAGE") CHAR("separate", "") T("7") CHAR("end", "") CHAR("separate", "")
		T("svar") CHAR("end", "")), "1 paragraph size=11.0 | svar\n"},

	/* tracked changes */
	{"inserted text is there, deleted text is not",
		P(T("a") "<w:ins>" T("b") "</w:ins><w:del><w:r><w:delText>c</w:delText></w:r></w:del>"), "1 paragraph size=11.0 | ab\n"},
	{"what was moved is where it went",
		P("<w:moveFrom>" T("a") "</w:moveFrom>" T("b") "<w:moveTo>" T("a") "</w:moveTo>"), "1 paragraph size=11.0 | ba\n"},
	{"a deleted paragraph mark joins two paragraphs, which look like the second",
		"<w:p>" MARK(GONE) T("a") "</w:p>" STYLED("Rubrik1", T("b")), "1 heading level=1 size=11.0 | ab\n"},
	{"a deleted mark at the end of a cell joins nothing",
		TBL(TR(TC("<w:p>" MARK(GONE) T("a") "</w:p>") TC(P(T("b"))))),
		"1 cell table=1:0:0 size=11.0 | a\n2 cell table=1:0:1 size=11.0 | b\n"},
	{"old properties of a changed paragraph do not hold",
		"<w:p><w:pPr><w:pPrChange><w:pPr><w:pStyle w:val='Rubrik1'/><w:outlineLvl w:val='0'/></w:pPr></w:pPrChange></w:pPr>"
		"<w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>a</w:t></w:r></w:p>",
		"1 paragraph size=11.0 | a\n"},
	{"a deleted row is none", TBL(TR("<w:trPr><w:del w:id='1'/></w:trPr>" TC(P(T("a")))) TR(TC(P(T("b"))))),
		"1 cell table=1:1:0 size=11.0 | b\n"},

	/* tables */
	{"an empty cell has a block, and columns are those of the grid",
		TBL(TR(TCP("<w:gridSpan w:val='2'/>", P("")) TC(P(T("c"))))), "1 cell table=1:0:0 | \n2 cell table=1:0:2 size=11.0 | c\n"},
	{"a cell that goes on from above is none",
		TBL(TR(TCP("<w:vMerge w:val='restart'/>", P(T("a"))) TC(P(T("b")))) TR(TCP("<w:vMerge/>", P("")) TC(P(T("c"))))),
		"1 cell table=1:0:0 size=11.0 | a\n2 cell table=1:0:1 size=11.0 | b\n3 cell table=1:1:1 size=11.0 | c\n"},
	{"a table in a cell has a number of its own, and the cell goes on after it",
		TBL(TR(TC(P(T("a")) TBL(TR(TC(P(T("inre"))))) P(T("b"))))),
		"1 cell table=1:0:0 size=11.0 | a\n2 cell table=2:0:0 size=11.0 | inre\n3 cell table=1:0:0 size=11.0 | b\n"},
	{"items in a cell keep their number", TBL(TR(TC(ITEM("1", "0", "a") ITEM("1", "0", "b")))),
		"1 cell table=1:0:0 size=11.0 marker='1.' | a\n2 cell table=1:0:0 size=11.0 marker='2.' | b\n"},
	{"a table inside a run comes after its paragraph", P(T("a") "<w:r>" TBL(TR(TC(P(T("b"))))) "</w:r>" T("c")),
		"1 paragraph size=11.0 | ac\n2 cell table=1:0:0 size=11.0 | b\n"},

	/* frames, notes, headers */
	{"a text box is read once, after the paragraph that it stands in the middle of",
		P(TS("före ") BOX(P(T("ruta")), P(T("ruta"))) T("efter")) P(T("b")),
		"1 paragraph size=11.0 | före efter\n2 paragraph frame frame=1 size=11.0 | ruta\n3 paragraph size=11.0 | b\n"},
	{"what only a newer program understands is read from its fallback",
		P("<w:r><mc:AlternateContent><mc:Choice Requires='okand'><w:t>ny</w:t></mc:Choice><mc:Fallback><w:t>gammal</w:t></mc:Fallback>"
		"</mc:AlternateContent></w:r>"), "1 paragraph size=11.0 | gammal\n"},
	{"a text box of old Word is read too", P(T("a") "<w:r><w:pict><v:textbox><w:txbxContent>" P(T("ruta")) "</w:txbxContent></v:textbox></w:pict></w:r>"),
		"1 paragraph size=11.0 | a\n2 paragraph frame frame=1 size=11.0 | ruta\n"},
	{"paragraphs in a frame of their own are one frame",
		"<w:p><w:pPr><w:framePr w:w='1'/></w:pPr>" T("a") "</w:p><w:p><w:pPr><w:framePr w:w='1'/></w:pPr>" T("b") "</w:p>" P(T("c")),
		"1 paragraph frame frame=1 size=11.0 | a\n2 paragraph frame frame=1 size=11.0 | b\n3 paragraph size=11.0 | c\n"},
	{"a dropped initial belongs to its word", "<w:p><w:pPr><w:framePr w:dropCap='drop'/></w:pPr>" T("D") "</w:p>" P(T("et var")),
		"1 paragraph size=11.0 | Det var\n"},
	{"a footnote follows its paragraph, its mark is nowhere",
		P(T("a") "<w:r><w:footnoteReference w:id='2'/></w:r>" T("b")) P(T("c")),
		"1 paragraph size=11.0 | ab\n2 paragraph footnote size=11.0 | Enligt avtal.\n3 paragraph size=11.0 | c\n"},
	{"comments are no text", P("<w:commentRangeStart w:id='1'/>" T("a") "<w:commentRangeEnd w:id='1'/><w:r><w:commentReference w:id='1'/></w:r>"),
		"1 paragraph size=11.0 | a\n"},
	{"page headers come first, footers last, those of the first page only where there are such",
		P(T("a")) "<w:sectPr><w:headerReference w:type='default' r:id='rId4'/><w:headerReference w:type='first' r:id='rId5'/>"
		"<w:footerReference w:type='default' r:id='rId6'/></w:sectPr>",
		"3 paragraph header size=11.0 | Sidhuvud\n1 paragraph size=11.0 | a\n2 paragraph header size=11.0 | Sidfot\n"},
	{"the first page's header is read where it is shown",
		P(T("a")) "<w:sectPr><w:headerReference w:type='first' r:id='rId5'/><w:titlePg/></w:sectPr>",
		"2 paragraph header size=11.0 | Bara först\n1 paragraph size=11.0 | a\n"},
	{"a paragraph inside a paragraph is no reason to fall", P(T("a") P(T("b")) T("c")),
		"1 paragraph size=11.0 | ac\n2 paragraph size=11.0 | b\n"},
};
/* clang-format on */

static char *
blocks_of(GBytes *bytes)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autoptr(DiDocument) document = di_document_read(di_format_sniff(data, size), bytes);
	g_autofree char *dump = di_document_dump(document);

	return g_strdup(document->fault == DI_FAULT_NONE ? strchr(dump, '\n') + 1 : di_fault_word(document->fault));
}

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autoptr(GBytes) bytes = make_docx(row->body, W_TRANSITIONAL, NULL);
	g_autofree char *blocks = blocks_of(bytes);

	assert_string_equal(blocks, row->expected);
}

static void
strict_documents_are_read_like_others(void **state)
{
	g_autoptr(GBytes) bytes = make_docx(STYLED("Rubrik1", T("A")) P(T("b")), W_STRICT, NULL);
	g_autofree char *blocks = blocks_of(bytes);

	(void)state;
	assert_string_equal(blocks, "1 heading level=1 size=16.0 bold=1 | A\n2 paragraph size=11.0 | b\n");
}

static void
a_docx_without_styles_or_relations_is_read(void **state)
{
	static const Part parts[] = {
		{"word/document.xml", "<w:document xmlns:w='" W_TRANSITIONAL "'><w:body>" P(T("a")) "</w:body></w:document>"},
	};
	g_autoptr(GBytes) bytes = make_zip(parts, 1, FALSE);
	g_autofree char *blocks = blocks_of(bytes);

	(void)state;
	assert_string_equal(blocks, "1 paragraph | a\n");
}

static void
utf16_is_xml_too(void **state)
{
	static const char xml[] = "<?xml version='1.0' encoding='UTF-16'?><w:document xmlns:w='" W_TRANSITIONAL "'><w:body>"
		P(T("åäö")) "</w:body></w:document>";
	gsize size;
	g_autofree char *wide = g_convert(xml, -1, "UTF-16", "UTF-8", NULL, &size, NULL);
	g_autofree char *blocks = NULL;
	g_autoptr(GBytes) bytes = NULL;
	zip_error_t error;
	zip_source_t *buffer = zip_source_buffer_create(NULL, 0, 0, &error);
	zip_t *archive;
	zip_stat_t stat;
	char *data;

	(void)state;
	zip_source_keep(buffer);
	archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &error);
	zip_file_add(archive, "word/document.xml", zip_source_buffer(archive, wide, size, 0), 0);
	zip_close(archive);
	zip_source_open(buffer);
	zip_source_stat(buffer, &stat);
	data = g_malloc(stat.size);
	zip_source_read(buffer, data, stat.size);
	zip_source_close(buffer);
	zip_source_free(buffer);
	bytes = g_bytes_new_take(data, stat.size);
	blocks = blocks_of(bytes);
	assert_string_equal(blocks, "1 paragraph | åäö\n");
}

static void
a_directory_that_disagrees_with_its_files_is_told(void **state)
{
	g_autoptr(GBytes) whole = make_docx("<w:p><w:r><w:t>Text.</w:t></w:r></w:p>", W_TRANSITIONAL, NULL);
	gsize size;
	const guint8 *data = g_bytes_get_data(whole, &size);
	g_autofree guint8 *changed = g_memdup2(data, size);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(DiDocument) document = NULL;

	(void)state;
	changed[10] ^= 1; /* the first file's time, in its own header */
	bytes = g_bytes_new(changed, size);
	document = di_document_read(DI_FORMAT_DOCX, bytes);
	assert_int_equal(document->fault, DI_FAULT_NONE);
	assert_int_equal(document->remarks->len, 1);
	assert_string_equal(((const DiRemark *)document->remarks->pdata[0])->code, "zip-inkonsekvent");
}

/* A DOCX with a table and with files of other kinds inside it, named by CHUNKS. */
static GBytes *
make_docx_of_chunks(const char *chunks)
{
	g_autofree char *document = g_strconcat("<w:document xmlns:w='" W_TRANSITIONAL "'" NAMESPACES "><w:body>"
		TBL(TR(TC(P(T("före"))))), chunks, P(T("efter")) "</w:body></w:document>", NULL);
	static const char relations[] = RELATIONS "<Relationship Id='html' Type='" TYPE "aFChunk' Target='del.htm'/>"
		"<Relationship Id='text' Type='" TYPE "aFChunk' Target='del.txt'/><Relationship Id='mht' Type='" TYPE "aFChunk' Target='del.mht'/>"
		"<Relationship Id='rtf' Type='" TYPE "aFChunk' Target='del.rtf'/><Relationship Id='borta' Type='" TYPE "aFChunk' Target='borta.htm'/>"
		"<Relationship Id='arkiv' Type='" TYPE "aFChunk' Target='arkiv.mht'/></Relationships>";
	static const char archive[] = "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n type=\"text/html\"; boundary=\"--gr\"\r\n\r\n----gr\r\n"
		"Content-Type: image/png\r\n\r\nx\r\n----gr\r\nContent-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
		"<html><body><p>Ur ett webb=\r\narkiv: =C3=A5r</body></html>\r\n----gr--\r\n";
	Part parts[] = {{"_rels/.rels", package_relations}, {"word/document.xml", document}, {"word/_rels/document.xml.rels", relations},
		{"word/del.htm", "<html><body><h2>Rubrik</h2><table><tr><td>cell</table></body></html>"}, {"word/del.txt", "Vanlig text."},
		{"word/del.mht", "From: a@a.example\nSubject: x\nMIME-Version: 1.0\n\nx"}, {"word/del.rtf", "{\\rtf1 Ur rtf.\\par}"}, {"word/arkiv.mht", archive}};

	return make_zip(parts, G_N_ELEMENTS(parts), FALSE);
}

static void
a_file_inside_the_document_is_read_where_it_stands(void **state)
{
	g_autoptr(GBytes) bytes = make_docx_of_chunks("<w:altChunk r:id='html'/><w:altChunk r:id='text'><w:altChunkPr/></w:altChunk><w:altChunk r:id='rtf'/><w:altChunk r:id='arkiv'/>");
	g_autofree char *blocks = blocks_of(bytes);

	(void)state;
	assert_string_equal(blocks, "1 cell table=1:0:0 | före\n2 heading level=2 bold=6 | Rubrik\n3 cell table=2:0:0 | cell\n"
		"4 paragraph | Vanlig text.\n5 paragraph size=12.0 | Ur rtf.\n6 paragraph | Ur ett webbarkiv: år\n7 paragraph | efter\n");
}

static void
assert_remark(const DiDocument *document, const char *text)
{
	assert_int_equal(document->fault, DI_FAULT_NONE);
	assert_int_equal(document->remarks->len, 1);
	assert_string_equal(((const DiRemark *)document->remarks->pdata[0])->code, "del-olast");
	assert_string_equal(((const DiRemark *)document->remarks->pdata[0])->text, text);
}

static void
a_file_inside_the_document_that_is_not_read_is_told(void **state)
{
	g_autoptr(GBytes) mail = make_docx_of_chunks("<w:altChunk r:id='mht'/>"), nothing = make_docx_of_chunks("<w:altChunk r:id='borta'/>");
	g_autoptr(DiDocument) first = di_document_read(DI_FORMAT_DOCX, mail), second = di_document_read(DI_FORMAT_DOCX, nothing);

	(void)state;
	assert_remark(first, "En fil som är infogad i dokumentet kunde inte läsas.");
	assert_remark(second, "En fil som är infogad i dokumentet kunde inte läsas.");
	assert_int_equal(first->blocks->len, 2);
}

/* Word refuses such a file, LibreOffice and pandoc read it. */
static void
notes_and_headers_that_are_damaged_do_not_take_the_body_along(void **state)
{
	static const char *const footnotes[] = {"<w:footnotes xmlns:w='" W_TRANSITIONAL "'><w:footnote w:id='2'><w:p><w:r><w:t>halv", "", "<x/>"};
	static const char document[] = "<w:document xmlns:w='" W_TRANSITIONAL "'><w:body>" P(T("a") "<w:r><w:footnoteReference w:id='2'/></w:r>")
		"</w:body></w:document>";

	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(footnotes); i++) {
		Part parts[] = {{"_rels/.rels", package_relations}, {"word/document.xml", document}, {"word/_rels/document.xml.rels", document_relations},
			{"word/styles.xml", styles_part}, {"word/numbering.xml", numbering_part}, {"word/footnotes.xml", footnotes[i]}};
		g_autoptr(GBytes) bytes = make_zip(parts, G_N_ELEMENTS(parts), FALSE);
		g_autoptr(DiDocument) read = di_document_read(DI_FORMAT_DOCX, bytes);
		g_autofree char *blocks = blocks_of(bytes);

		assert_remark(read, "Filens fotnoter är skadade och kunde inte läsas.");
		assert_string_equal(blocks, "remark del-olast: Filens fotnoter är skadade och kunde inte läsas.\n1 paragraph size=11.0 | a\n");
	}
}

int
main(void)
{
	ADD_ROWS(rows, check);
	ADD_TEST(strict_documents_are_read_like_others);
	ADD_TEST(a_docx_without_styles_or_relations_is_read);
	ADD_TEST(utf16_is_xml_too);
	ADD_TEST(a_file_inside_the_document_is_read_where_it_stands);
	ADD_TEST(a_file_inside_the_document_that_is_not_read_is_told);
	ADD_TEST(notes_and_headers_that_are_damaged_do_not_take_the_body_along);
	ADD_TEST(a_directory_that_disagrees_with_its_files_is_told);
	return run_table("document-docx");
}
