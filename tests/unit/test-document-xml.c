/* XML by our own eyes and by expat: the same, whole or in pieces of any size. */
#include "table.h"
#include "xml-events.h"

#define OPEN "<a:p xmlns:a='urn:a' xmlns:b=\"urn:b\">"
#define CLOSE "</a:p>"

static const struct Row {
	const char *sentence, *xml, *expected; /* NULL: whatever expat says */
} rows[] = {
	/* clang-format off */
	{"elements, attributes and text come out in their order", "<x><a:p xmlns:a='urn:a' w:val='1'>hej<y/></a:p></x>",
		"(0:(1 xmlns:a=[urn:a] w:val=[1]:hej(0:0)1)0)"},
	{"a prefix means what the nearest declaration says", "<a:p xmlns:a='urn:a'><a:p xmlns:a='urn:b'/><a:p/></a:p>", NULL},
	{"entities and numbers are the characters they stand for", OPEN "&lt;&gt;&amp;&quot;&apos;&#229;&#xE4;&#x1F600;" CLOSE, NULL},
	{"in values, too", OPEN "<a:t v='&lt;&#228;&quot;\"&apos;'/>" CLOSE, NULL},
	{"a value may hold an angle", OPEN "<a:t v='a>b' w=\"/>\"/>" CLOSE, NULL},
	{"white space in a tag is none of its names", OPEN "<a:t\n\tv = 'x'\r\n/ ></a:t >" CLOSE, NULL},
	{"white space in a tag, rightly", OPEN "<a:t\n\tv = 'x'\r\n/></a:p >", NULL},
	{"a line end in a value is a space", OPEN "<a:t v='a\nb\tc\r\nd'/>" CLOSE, NULL},
	{"line ends of other systems are line ends", OPEN "a\r\nb\rc\n\r" CLOSE, NULL},
	{"a declaration, a byte order mark and line ends around", "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\r\n" OPEN "å" CLOSE "\r\n", NULL},
	{"a declaration with other quotes", "<?xml version='1.0' encoding='UTF-8'?>" OPEN "å" CLOSE, NULL},
	{"one that says Latin-1", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" OPEN "\xe5" CLOSE, NULL},
	{"one that stands after a space is none", " <?xml version=\"1.0\"?>" OPEN CLOSE, "damaged"},
	{"two of them", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><?xml version=\"1.0\" encoding=\"UTF-8\"?>" OPEN CLOSE, "damaged"},
	{"its words in capitals are not its words", "<?xml VERSION=\"1.0\" encoding=\"UTF-8\"?>" OPEN CLOSE, "damaged"},
	{"CDATA, comments and instructions in the middle", OPEN "a<![CDATA[<&]]>b<!-- c --><?d e?>f<a:t>g</a:t>" CLOSE "<!-- h -->", NULL},
	{"a DOCTYPE is refused", "<!DOCTYPE a><a/>", "damaged"},
	{"a DOCTYPE is refused behind a space", "\n<!DOCTYPE a><a/>", "damaged"},
	{"an entity that nobody defined", OPEN "&auml;" CLOSE, "damaged"},
	{"an ampersand alone", OPEN "a & b" CLOSE, "damaged"},
	{"a number that is no character", OPEN "&#0;" CLOSE, "damaged"},
	{"half of a pair", OPEN "&#xD800;" CLOSE, "damaged"},
	{"a number with a capital X", OPEN "&#XE4;" CLOSE, "damaged"},
	{"a long number", OPEN "&#00000000000000228;" CLOSE, NULL},
	{"a number beyond all characters", OPEN "&#x110000;" CLOSE, "damaged"},
	{"a bracket, two, and what ends CDATA", OPEN "a]b]]c" CLOSE, NULL},
	{"the end of CDATA that never began", OPEN "a]]>b" CLOSE, "damaged"},
	{"an angle in a value", OPEN "<a:t v='a<b'/>" CLOSE, "damaged"},
	{"an attribute twice", OPEN "<a:t v='1' v='2'/>" CLOSE, "damaged"},
	{"no space between attributes", OPEN "<a:t v='1'w='2'/>" CLOSE, "damaged"},
	{"a value without quotes", OPEN "<a:t v=1/>" CLOSE, "damaged"},
	{"an attribute without a value", OPEN "<a:t v/>" CLOSE, "damaged"},
	{"tags that cross", OPEN "<a:t>" CLOSE "</a:t>", "damaged"},
	{"a tag that is not closed", OPEN "<a:t>", "damaged"},
	{"an end without a beginning", "</a:p>", "damaged"},
	{"two roots", "<a/><b/>", "damaged"},
	{"text behind the root", "<a/>b", "damaged"},
	{"text before the root", "b<a/>", "damaged"},
	{"nothing at all", "", "damaged"},
	{"a tag that is cut short", "<a", "damaged"},
	{"a control character", OPEN "\x01" CLOSE, "damaged"},
	{"bytes that are no UTF-8", OPEN "\xe5" CLOSE, "damaged"},
	{"an overlong character", OPEN "\xc0\xaf" CLOSE, "damaged"},
	{"half of a pair as bytes", OPEN "\xed\xa0\x80" CLOSE, "damaged"},
	{"U+FFFE", OPEN "\xef\xbf\xbe" CLOSE, "damaged"},
	{"U+FFFD, and one beyond the first plane", OPEN "\xef\xbf\xbd\xf0\x9f\x98\x80" CLOSE, NULL},
	{"a name beyond ASCII", OPEN "<å v='1'/>" CLOSE, NULL},
	{"a name that begins with a colon", OPEN "<:t/>" CLOSE, NULL},
	{"a name that begins with a figure", OPEN "<1/>" CLOSE, "damaged"},
	/* clang-format on */
};

static void
check(void **state)
{
	const struct Row *row = *state;
	gsize size = strlen(row->xml);
	g_autofree char *by_expat = xml_events_of_expat(row->xml, size);

	if (row->expected)
		assert_string_equal(by_expat, row->expected);
	for (gsize piece = 1; piece <= size + 1; piece++) {
		g_autofree char *events = xml_events(row->xml, size, piece);

		assert_string_equal(events, by_expat);
	}
}

int
main(void)
{
	ADD_ROWS(rows, check);
	return run_table("document-xml");
}
