/* OpenDocument, RTF, HTML and plain text, a row a habit of theirs. */
#include "make-docx.h"
#include "table.h"

#include <diarie/document.h>

#include <sys/resource.h>

static char *
blocks_of(DiFormat format, GBytes *bytes)
{
	g_autoptr(DiDocument) document = di_document_read(format, bytes);
	g_autofree char *dump = di_document_dump(document);

	return g_strdup(document->fault == DI_FAULT_NONE ? strchr(dump, '\n') + 1 : di_fault_word(document->fault));
}

/* clang-format off */
static const struct Row {
	const char *sentence, *text, *expected;
	DiFormat format;
} rows[] = {
	{"text: empty lines part paragraphs, others do not", "ett\r\ntvå  \r\n\r\n \r\ntre", "1 paragraph | ett\\ntvå\n2 paragraph | tre\n", DI_FORMAT_TXT},
	{"text: a table in a frame of signs, with lines that were broken", "Text.\n\n+-------+-------+\n| Namn  | Gröna |\n|       | steget|\n+=======+=======+\n| 1. a  | \xc3\xa5     |\n| 2. b  |       |\n+-------+-------+\n\nSlut.",
		"1 paragraph | Text.\n2 cell table=1:0:0 | Namn\n3 cell table=1:0:1 | Gröna steget\n4 cell table=1:1:0 | 1. a\n5 cell table=1:1:0 | 2. b\n6 cell table=1:1:1 | å\n7 paragraph | Slut.\n", DI_FORMAT_TXT},
	{"text: a table of Markdown's", "| Datum | Namn |\n|:------|------|\n| 14/4  | Vera |\n|       | Sten |\n", "1 cell table=1:0:0 | Datum\n2 cell table=1:0:1 | Namn\n3 cell table=1:1:0 | 14/4\n"
		"4 cell table=1:1:1 | Vera\n5 cell table=1:2:0 | \n6 cell table=1:2:1 | Sten\n", DI_FORMAT_TXT},
	{"text: a table between rulers, its rows parted by empty lines", "  ------- ------\n  Insat-  Gröna\n  sens\n\n  Period  Q1 2026\n  ------- ------\n", "1 cell table=1:0:0 | Insat- sens\n2 cell table=1:0:1 | Gröna\n"
		"3 cell table=1:1:0 | Period\n4 cell table=1:1:1 | Q1 2026\n", DI_FORMAT_TXT},
	{"text: one column between rulers", "  -----------\n  Namn\n  Vera\n  -----------\n", "1 cell table=1:0:0 | Namn\n2 cell table=1:1:0 | Vera\n", DI_FORMAT_TXT},
	{"text: a table whose columns a ruler names", "  Mål     Utfall\n  ------- ------\n  Lök     17\n  Ärtor   2\n\nSlut.", "1 cell table=1:0:0 | Mål\n2 cell table=1:0:1 | Utfall\n3 cell table=1:1:0 | Lök\n4 cell table=1:1:1 | 17\n"
		"5 cell table=1:2:0 | Ärtor\n6 cell table=1:2:1 | 2\n7 paragraph | Slut.\n", DI_FORMAT_TXT},
	{"text: dashes alone, a plus sign and a pipe are no table", "-----\nVera\n-----\n\n+ 3 personer\n+ 4 personer\n\nA | B\n\n--- ---\nvi har odlat i tre\n", "1 paragraph | -----\n2 paragraph | Vera\\n-----\n"
		"3 paragraph | + 3 personer\\n+ 4 personer\n4 paragraph | A | B\n5 paragraph | --- ---\n6 paragraph | vi har odlat i tre\n", DI_FORMAT_TXT},
	{"text: a frame that lacks its last line loses no row", "+---+---+\n| a | b |\n| c |   |\n\nSlut.", "1 cell table=1:0:0 | a c\n2 cell table=1:0:1 | b\n3 paragraph | Slut.\n", DI_FORMAT_TXT},
	{"text: what a frame is too narrow for stays whole", "+---+---+\n| Vera Ek | b |\n| c | d och e |\n+---+---+\n", "1 cell table=1:0:0 | Vera Ek c\n2 cell table=1:0:1 | b d och e\n", DI_FORMAT_TXT},
	{"text: a cell over two columns of a frame", "+---+---+\n| abcdef|\n+---+---+\n| c | d |\n+---+---+\n", "1 cell table=1:0:0 | abcdef\n2 cell table=1:0:1 | \n3 cell table=1:1:0 | c\n4 cell table=1:1:1 | d\n", DI_FORMAT_TXT},
	{"text: a line that stands left of its frame", "  +---+---+\n| a | b |\n  +---+---+\n", "1 cell table=1:0:0 | a\n2 cell table=1:0:1 | b\n", DI_FORMAT_TXT},
	{"text: a pipe in the last column between rulers", "  ----- -----\n  a     b | c och d\n  ----- -----\n", "1 cell table=1:0:0 | a\n2 cell table=1:0:1 | b | c och d\n", DI_FORMAT_TXT},
	{"text: bytes that are no UTF-8 are windows-1252", "f\xf6rsta \x96 sista", "1 paragraph | första – sista\n", DI_FORMAT_TXT},

	{"text: lines that a mail program broke are one, items and columns stay",
		"Vi har haft sju träffar och två utflykter\nunder perioden, som var både kortare och\nkallare än vanligt enligt de flesta som\n"
		"kom.\n- Nästa utflykt går till havet och dess\n  fåglar, om vädret är som det ska vara\n- Sen vilar vi\n\n"
		"Gruppen har minskat med ungefär tio eller\n2.5 procent.\n",
		"1 paragraph | Vi har haft sju träffar och två utflykter under perioden, som var både kortare och kallare än vanligt enligt de flesta som kom."
		"\\n- Nästa utflykt går till havet och dess fåglar, om vädret är som det ska vara\\n- Sen vilar vi\n"
		"2 paragraph | Gruppen har minskat med ungefär tio eller 2.5 procent.\n", DI_FORMAT_TXT},
	{"text: lines that a person ended stay, even long ones",
		"Deltagarna har haft fyra träffar med coacher.\nMålet är fyrtio personer före årets slut.\nBudgeten hålls hittills i alla delar nu.\n"
		"Nästa möte hålls i maj.\n",
		"1 paragraph | Deltagarna har haft fyra träffar med coacher.\\nMålet är fyrtio personer före årets slut.\\n"
		"Budgeten hålls hittills i alla delar nu.\\nNästa möte hålls i maj.\n", DI_FORMAT_TXT},

	{"text: a label never goes on the line of the one above it, however long both are",
		"Vi har haft sju träffar och två utflykter\nunder perioden, som var både kortare och\nkallare än vanligt enligt de flesta som\nkom.\n\n"
		"Huvudman för insatsen: Lillåns kommun\nKvartalsrapporten gäller: januari till och\nmed mars\n",
		"1 paragraph | Vi har haft sju träffar och två utflykter under perioden, som var både kortare och kallare än vanligt enligt de flesta som kom.\n"
		"2 paragraph | Huvudman för insatsen: Lillåns kommun\\nKvartalsrapporten gäller: januari till och med mars\n", DI_FORMAT_TXT},
	{"text: a word processor writes a paragraph a line, items stay together", "Aktiviteter\nVi har haft sju träffar och två utflykter under perioden, som var både kortare och kallare än vanligt enligt de flesta som kom, fast alla mindes varma somrar.\n1. Ett\n2. Två\n",
		"1 paragraph | Aktiviteter\n2 paragraph | Vi har haft sju träffar och två utflykter under perioden, som var både kortare och kallare än vanligt enligt de flesta som kom, fast alla mindes varma somrar.\n3 paragraph | 1. Ett\\n2. Två\n", DI_FORMAT_TXT},
	{"text: what follows a list is no item", "1. Ett\n2. Två\nBedömning: Det går bra.\n  indraget",
		"1 paragraph | 1. Ett\\n2. Två\n2 paragraph | Bedömning: Det går bra.\\n  indraget\n", DI_FORMAT_TXT},
	{"rtf: code pages, signs and Unicode with its stand-in",
		"{\\rtf1\\ansi\\ansicpg1252 f\\'f6r\\endash \\u8364 ?\\~kr\\_x\\-y\\par}", "1 paragraph size=12.0 | för–€\xc2\xa0kr-xy\n", DI_FORMAT_RTF},
	{"rtf: a font's own code page", "{\\rtf1{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset238 B;}}\\f1\\'b3\\'f3d\\'9f\\f0\\'e5\\par}",
		"1 paragraph size=12.0 | łódźå\n", DI_FORMAT_RTF},
	{"rtf: a pair of surrogates is one sign, uc says how many characters stand in for it",
		"{\\rtf1\\uc2\\u-10179 ab\\u-8704\\'61\\'62!\\par}", "1 paragraph size=12.0 | 😀!\n", DI_FORMAT_RTF},
	{"rtf: control characters are nothing", "{\\rtf1 F\\'01\\u1 ?\\'7f\x02\\'f6r\\par}", "1 paragraph size=12.0 | För\n", DI_FORMAT_RTF},
	{"rtf: destinations are not text", "{\\rtf1{\\info{\\title T}}{\\*\\okand bort{x}}{\\pict 0102}{\\header H\\par}a\\par}",
		"2 paragraph header size=12.0 | H\n1 paragraph size=12.0 | a\n", DI_FORMAT_RTF},
	{"rtf: hidden and deleted text is none", "{\\rtf1 a{\\v b}{\\deleted c}d\\par}", "1 paragraph size=12.0 | ad\n", DI_FORMAT_RTF},
	{"rtf: the number that was drawn", "{\\rtf1{\\listtext 2.1\\tab}\\ilvl1 a\\par{\\listtext \\'95\\tab}b\\par}",
		"1 item level=1 size=12.0 marker='2.1' | a\n2 item level=1 size=12.0 marker='-' | b\n", DI_FORMAT_RTF},
	{"rtf: a form's field is a value, or empty", "{\\rtf1 {\\field{\\*\\fldinst FORMTEXT}{\\fldrslt svar}}\\par"
		"{\\field{\\*\\fldinst FORMTEXT}{\\fldrslt \\u8194?\\u8194?}}\\par}",
		"1 paragraph size=12.0 value=0+4 | svar\n2 paragraph size=12.0 value=0+0 placeholder | \n", DI_FORMAT_RTF},
	{"rtf: other fields are their result", "{\\rtf1 {\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt h\\'e4r}}\\par}", "1 paragraph size=12.0 | här\n", DI_FORMAT_RTF},
	{"rtf: cells and rows, and out of the table again",
		"{\\rtf1\\trowd\\cellx1\\cellx2\\pard\\intbl a\\cell\\cell\\row\\trowd\\cellx1\\pard\\intbl b\\par c\\cell\\row\\pard d\\par}",
		"1 cell table=1:0:0 size=12.0 | a\n2 cell table=1:0:1 | \n3 cell table=1:1:0 size=12.0 | b\n4 cell table=1:1:0 size=12.0 | c\n"
		"5 paragraph size=12.0 | d\n", DI_FORMAT_RTF},
	{"rtf: a cell merged with the one above is none",
		"{\\rtf1\\trowd\\clvmgf\\cellx1\\cellx2\\pard\\intbl a\\cell b\\cell\\row\\trowd\\clvmrg\\cellx1\\cellx2\\pard\\intbl\\cell c\\cell\\row\\pard}",
		"1 cell table=1:0:0 size=12.0 | a\n2 cell table=1:0:1 size=12.0 | b\n3 cell table=1:1:1 size=12.0 | c\n", DI_FORMAT_RTF},
	{"rtf: a number with a pard of its own leaves its paragraph in the cell",
		"{\\rtf1\\trowd\\cellx1\\pard\\intbl a\\par\\pard\\intbl{\\listtext\\pard\\plain 1.\\tab}b\\par"
		"\\pard\\intbl{\\listtext\\pard\\plain 2.\\tab}c\\cell\\row\\pard d\\par}",
		"1 cell table=1:0:0 size=12.0 | a\n2 cell table=1:0:0 size=12.0 marker='1.' | b\n"
		"3 cell table=1:0:0 size=12.0 marker='2.' | c\n4 paragraph size=12.0 | d\n", DI_FORMAT_RTF},
	{"rtf: headings by the name of their style", "{\\rtf1{\\stylesheet{\\s3 heading 2;}{\\s4 rubrik 3;}}\\s3 a\\par\\pard\\s4 b\\par}",
		"1 heading level=2 size=12.0 | a\n2 heading level=3 size=12.0 | b\n", DI_FORMAT_RTF},
	{"rtf: a text box is read once, after its paragraph",
		"{\\rtf1 a{\\shp{\\*\\shpinst{\\sp{\\sn n}{\\sv 1}}{\\shptxt ruta\\par}}{\\shprslt{\\*\\do{\\dptxbxtext ruta\\par}}}}b\\par}",
		"1 paragraph size=12.0 | ab\n2 paragraph frame frame=1 size=12.0 | ruta\n", DI_FORMAT_RTF},
	{"rtf: a footnote follows its paragraph", "{\\rtf1 a{\\footnote Not.}b\\par}", "1 paragraph size=12.0 | ab\n2 paragraph footnote size=12.0 | Not.\n", DI_FORMAT_RTF},

	{"odt: a flat file holds styles, headers and text, and pictures in letters",
		"<?xml version='1.0'?><office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
		"xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' "
		"xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0'><office:master-styles><style:master-page><style:header>"
		"<text:p>Sidhuvud</text:p></style:header></style:master-page></office:master-styles><office:body><office:text>"
		"<text:h text:outline-level='1'>Rubrik</text:h><text:p>a<draw:image><office:binary-data>iVBORw0KGgo=</office:binary-data>"
		"</draw:image></text:p></office:text></office:body></office:document>",
		"3 paragraph header | Sidhuvud\n1 heading level=1 | Rubrik\n2 paragraph | a\n", DI_FORMAT_ODT},
	{"html: white space is one space, br is a line", "<html><p>ett  två\n tre<br>\n fyra</p>", "1 paragraph | ett två tre\\nfyra\n", DI_FORMAT_HTML},
	{"html: what is not shown is not read", "<html><title>T</title><style>p{}</style><p>a<script>if (a<b) x('<p>')</script><p style='display:none'>b<p>c",
		"1 paragraph | a\n2 paragraph | c\n", DI_FORMAT_HTML},
	{"html: lists count, and a list in a list has its own level", "<html><ol type=a start=3><li>x<li>y<ul><li>z</ul></ol>",
		"1 item marker='c.' | x\n2 item marker='d.' | y\n3 item level=1 marker='-' | z\n", DI_FORMAT_HTML},
	{"html: cells that span rows keep the columns", "<html><table><tr><td rowspan=2>A<td>B<tr><td>C</table>",
		"1 cell table=1:0:0 | A\n2 cell table=1:0:1 | B\n3 cell table=1:1:1 | C\n", DI_FORMAT_HTML},
	{"html: the gap after Word's numbers tells that they are numbers",
		"<html><h2>1.<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span>Rubrik</h2>"
		"<p><![if !supportLists]>\xc2\xb7<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span><![endif]>punkt</p>",
		"1 heading level=2 bold=6 marker='1.' | Rubrik\n2 item marker='-' | punkt\n", DI_FORMAT_HTML},
	{"html: a gap around a paragraph is none", "<html><div>1<span style='font:7.0pt \"Times New Roman\"'><h1>Rubrik</h1>åäö</span></div>",
		"1 paragraph | 1\n2 heading level=1 bold=6 | Rubrik\n3 paragraph | åäö\n", DI_FORMAT_HTML},
	{"html: nor have pandoc's", "<html><p>a<a href='#fn1' id=fnref1><sup>1</sup></a></p><p><a href='#fnord'>b</a></p><section class='footnotes footnotes-end'><ol><li id=fn1><p>Not.<a href='#fnref1'>&#8617;</a></p></li></ol></section>",
		"1 paragraph | a\n2 paragraph | b\n3 item footnote marker='1.' | Not.\n", DI_FORMAT_HTML},
	{"html: Word's notes have no marks", "<html><p>a<a href='#_ftn1'><span>[1]</span></a></p><div id=ftn1><p><a href='#_ftnref1'>[1]</a> Not.</p></div>",
		"1 paragraph | a\n2 paragraph footnote | Not.\n", DI_FORMAT_HTML},
	{"html: latin-1 is what the page says", "<html><meta charset=iso-8859-1><p>f\xf6r \x96 sen", "1 paragraph | för – sen\n", DI_FORMAT_HTML},
	{"html: a control character is a gap", "<html><p>a&#127;b", "1 paragraph | a b\n", DI_FORMAT_HTML},
	{"html: a picture inside the page is no flood", "<html><p>a<img src='data:image/png;base64,AAAA'>b", "1 paragraph | ab\n", DI_FORMAT_HTML},
	{"html: comments for other programs are comments", "<html><!--[if gte vml 1]><p>dubbel</p><![endif]--><p>a</p>", "1 paragraph | a\n", DI_FORMAT_HTML},
};

#define STYLES "<office:automatic-styles>" \
	"<style:style style:name='F' style:family='text'><style:text-properties fo:font-weight='bold'/></style:style>" \
	"<style:style style:name='D' style:family='text'><style:text-properties text:display='none'/></style:style>" \
	"<text:list-style style:name='L'><text:list-level-style-number text:level='1' style:num-suffix='.' style:num-format='1'/>" \
	"<text:list-level-style-number text:level='2' style:num-suffix=')' style:num-format='a'/></text:list-style></office:automatic-styles>"

static const struct OdtRow {
	const char *sentence, *body, *expected;
} odt_rows[] = {
	{"odt: white space is one space, text:s are more", "<text:p>ett \n två<text:s text:c='2'/>tre<text:tab/>x<text:line-break/>y</text:p>",
		"1 paragraph | ett två  tre\\tx\\ny\n"},
	{"odt: headings and bold", "<text:h text:outline-level='2'><text:span text:style-name='F'>A</text:span>b</text:h>", "1 heading level=2 bold=1 | Ab\n"},
	{"odt: lists count by their style, only an item's first paragraph has a number",
		"<text:list text:style-name='L'><text:list-item><text:p>a</text:p><text:p>b</text:p><text:list><text:list-item><text:p>c</text:p></text:list-item></text:list>"
		"</text:list-item><text:list-item><text:p>d</text:p></text:list-item></text:list>",
		"1 item marker='1.' | a\n2 paragraph | b\n3 item level=1 marker='a)' | c\n4 item marker='2.' | d\n"},
	{"odt: deleted text, comments and hidden text are none",
		"<text:tracked-changes><text:p>bort</text:p></text:tracked-changes><text:p>a<office:annotation><text:p>k</text:p></office:annotation>"
		"<text:span text:style-name='D'>dold</text:span>b</text:p>", "1 paragraph | ab\n"},
	{"odt: a note follows its paragraph", "<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Not.</text:p></text:note-body></text:note>b</text:p>",
		"1 paragraph | ab\n2 paragraph footnote | Not.\n"},
	{"odt: a text box follows its paragraph", "<text:p>a<draw:frame><draw:text-box><text:p>ruta</text:p></draw:text-box></draw:frame>b</text:p>",
		"1 paragraph | ab\n2 paragraph frame frame=1 | ruta\n"},
	{"odt: covered cells are none", "<table:table><table:table-row><table:table-cell table:number-columns-spanned='2'><text:p>a</text:p></table:table-cell>"
		"<table:covered-table-cell/><table:table-cell><text:p/></table:table-cell></table:table-row></table:table>",
		"1 cell table=1:0:0 | a\n2 cell table=1:0:2 | \n"},
	{"odt: a content control is a value, its prompt is none",
		"<text:p>Namn: <loext:content-control loext:alias='namn'>Vägval</loext:content-control></text:p>"
		"<text:p><loext:content-control loext:showing-place-holder='true'>Klicka</loext:content-control></text:p>",
		"1 paragraph tag='namn' value=6+7 | Namn: Vägval\n2 paragraph value=0+0 placeholder | \n"},
	{"odt: what was written behind an input field is there, and the lines within one",
		"<text:p><text:text-input>\r</text:text-input>Bredvid.</text:p><text:p><text:text-input>Ett.\n  Två.</text:text-input></text:p>",
		"1 paragraph value=0+0 placeholder | Bredvid.\n2 paragraph value=0+10 | Ett.\\nTvå.\n"},
};
/* clang-format on */

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autoptr(GBytes) bytes = g_bytes_new(row->text, strlen(row->text));
	g_autofree char *blocks = blocks_of(row->format, bytes);

	assert_string_equal(blocks, row->expected);
}

static void
check_odt(void **state)
{
	const struct OdtRow *row = *state;
	g_autofree char *content = g_strconcat("<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
		" xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'"
		" xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' xmlns:style='urn:oasis:names:tc:opendocument:xmlns:style:1.0'"
		" xmlns:fo='urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0'"
		" xmlns:loext='urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0'>" STYLES "<office:body><office:text>",
		row->body, "</office:text></office:body></office:document-content>", NULL);
	Part parts[] = {{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", content}};
	g_autoptr(GBytes) bytes = make_zip(parts, 2, TRUE);
	g_autofree char *blocks = blocks_of(di_format_sniff(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)), bytes);

	assert_string_equal(blocks, row->expected);
}

/* The sandbox lets no file be opened, here done with a limit of no descriptors. */
static void
character_sets_stay_in_memory_when_files_can_no_longer_be_opened(void **state)
{
	static const char rtf[] = "{\\rtf1\\ansicpg1250 \\'b3\\'f3d\\'9f {\\fonttbl{\\f1\\fcharset204 A;}}\\f1\\'e4\\'e0\\par}";
	static const char page[] = "<html><meta charset=iso-8859-15><p>\xa4";
	g_autoptr(GBytes) rtf_bytes = g_bytes_new_static(rtf, sizeof rtf - 1);
	g_autoptr(GBytes) page_bytes = g_bytes_new_static(page, sizeof page - 1);
	g_autofree char *rtf_blocks = NULL, *page_blocks = NULL;
	struct rlimit before, none;

	(void)state;
	di_document_warm_up(FALSE);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	rtf_blocks = blocks_of(DI_FORMAT_RTF, rtf_bytes);
	page_blocks = blocks_of(DI_FORMAT_HTML, page_bytes);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_string_equal(rtf_blocks, "1 paragraph size=12.0 | łódź да\n");
	assert_string_equal(page_blocks, "1 paragraph | €\n");
}

int
main(void)
{
	ADD_TEST(character_sets_stay_in_memory_when_files_can_no_longer_be_opened);
	ADD_ROWS(rows, check);
	ADD_ROWS(odt_rows, check_odt);
	return run_table("document-text");
}
