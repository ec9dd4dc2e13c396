/* Legacy Word documents: what its control characters and property lists mean. */
#include "make-doc.h"
#include "table.h"

#include "../../src/document/doc.h"

#include <diarie/document.h>

#define SPRMS(literal) literal, sizeof(literal) - 1
#define NO_SPRMS NULL, 0
#define IN_TABLE "\x16\x24\x01"
#define ROW_END IN_TABLE "\x17\x24\x01"
#define PLAIN(text) {text, 0, NO_SPRMS, NO_SPRMS}
#define CELL(text) {text, 0, SPRMS(IN_TABLE), NO_SPRMS}

/* clang-format off */
static const struct Row {
	const char *sentence;
	DocParagraph paragraphs[8];
	const char *expected;
} rows[] = {
	{"paragraphs end with a carriage return, text is windows-1252",
		{PLAIN("f\xf6rsta \x96 h\xe4r\r"), PLAIN("andra\vraden\r")}, "1 paragraph | första – här\n2 paragraph | andra\\nraden\n"},
	{"the first nine styles are the headings", {{"Rubrik\r", 2, NO_SPRMS, NO_SPRMS}}, "1 heading level=2 | Rubrik\n"},
	{"an outline level goes before the style", {{"A\r", 0, SPRMS("\x40\x26\x00"), NO_SPRMS}}, "1 heading level=1 | A\n"},
	{"bold and size are those of the characters",
		{{"fet\r", 0, NO_SPRMS, SPRMS("\x35\x08\x01\x43\x4a\x18\x00")}}, "1 paragraph size=12.0 bold=3 | fet\n"},
	{"hidden and deleted text is none",
		{{"dold", 0, NO_SPRMS, SPRMS("\x3c\x08\x01")}, {"bort", 0, NO_SPRMS, SPRMS("\x00\x08\x01")}, PLAIN("kvar\r")},
		"1 paragraph | kvar\n"},
	{"cells and rows", {CELL("a\a"), CELL("\a"), {"\a", 0, SPRMS(ROW_END), NO_SPRMS}, CELL("b\r"), CELL("c\a"),
		{"\a", 0, SPRMS(ROW_END), NO_SPRMS}, PLAIN("efter\r")},
		"1 cell table=1:0:0 | a\n2 cell table=1:0:1 | \n3 cell table=1:1:0 | b\n4 cell table=1:1:0 | c\n5 paragraph | efter\n"},
	{"a field is its result, never its code",
		{PLAIN("se \x13 HYPERLINK \"x\" \x14h\xe4r\x15!\r")}, "1 paragraph | se här!\n"},
	{"a form's field is a value",
		{PLAIN("Namn: \x13 FORMTEXT \x14V\xe4gval\x15\r")}, "1 paragraph value=6+7 | Namn: Vägval\n"},
	{"a form's field that goes on over paragraphs is a value in each",
		{PLAIN("\x13 FORMTEXT \x14" "ett\r"), PLAIN("tv\xe5\x15\r")}, "1 paragraph value=0+3 | ett\n2 paragraph value=0+4 | två\n"},
	{"an empty form's field is empty", {PLAIN("\x13 FORMTEXT \x14  \x15\r")}, "1 paragraph value=0+0 placeholder | \n"},
	{"hyphens that do not break are hyphens, soft ones are nothing", {PLAIN("24\x1e" "11 sam\x1fverkan\r")}, "1 paragraph | 24-11 samverkan\n"},
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
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *blocks = NULL;
	guint n = 0;

	while (n < G_N_ELEMENTS(row->paragraphs) && row->paragraphs[n].text)
		n++;
	bytes = make_doc(row->paragraphs, n, 0);
	blocks = blocks_of(bytes);
	assert_string_equal(blocks, row->expected);
}

static void
an_encrypted_document_wants_a_password(void **state)
{
	static const DocParagraph paragraph = PLAIN("a\r");
	g_autoptr(GBytes) bytes = make_doc(&paragraph, 1, 0x0100);
	g_autofree char *blocks = blocks_of(bytes);

	(void)state;
	assert_string_equal(blocks, "losenord");
}

/* Whatever single byte is wrong, reading ends and every block holds valid text. */
static void
any_byte_may_be_wrong(void **state)
{
	static const DocParagraph paragraphs[] = {CELL("a\a"), {"\a", 0, SPRMS(ROW_END), NO_SPRMS}, PLAIN("\x13 FORMTEXT \x14x\x15\r")};
	g_autoptr(GBytes) whole = make_doc(paragraphs, 3, 0);
	gsize size;
	const char *data = g_bytes_get_data(whole, &size);

	(void)state;
	for (gsize at = 8; at < size; at++) {
		g_autofree char *copy = NULL;
		g_autoptr(GBytes) bytes = NULL;
		g_autofree char *blocks = NULL;

		if (data[at] == 0 && at % 7 != 0)
			continue; /* most of it is zeros */
		copy = g_memdup2(data, size);
		copy[at] = (char)~copy[at];
		bytes = g_bytes_new_take(g_steal_pointer(&copy), size);
		blocks = blocks_of(bytes);
		assert_true(g_utf8_validate(blocks, -1, NULL));
	}
}

/* Three lists of one level: "%1." from 1, twice, and "%1)" from 1. */
static DiDocLists *
three_lists(void)
{
	static const char ends[] = {'.', '.', ')'};
	g_autoptr(GByteArray) lists = g_byte_array_new(), overrides = g_byte_array_new();
	guint8 count[4] = {3}, level[28] = {1}, text[6] = {2, 0, 0, 0};

	g_byte_array_append(lists, count, 2);
	for (guint8 id = 1; id <= 3; id++) {
		guint8 list[28] = {id, [26] = 1};

		g_byte_array_append(lists, list, sizeof list);
	}
	for (guint i = 0; i < 3; i++) {
		text[4] = (guint8)ends[i];
		g_byte_array_append(lists, level, sizeof level);
		g_byte_array_append(lists, text, sizeof text);
	}
	g_byte_array_append(overrides, count, 4);
	for (guint8 id = 1; id <= 3; id++) {
		guint8 override[16] = {id};

		g_byte_array_append(overrides, override, sizeof override);
	}
	return di_doc_lists_new((DiSpan){lists->data, lists->len}, (DiSpan){overrides->data, overrides->len});
}

static const struct ListRow {
	const char *sentence, *lists, *expected; /* '0': a paragraph that is no item */
} list_rows[] = {
	{"items of one list", "111", "1. 2. 3. "},
	{"a list that looks the same goes on right below", "112", "1. 2. 3. "},
	{"and is one of its own where something stands between", "1102", "1. 2. - 1. "},
	{"and where it looks otherwise", "113", "1. 2. 1) "},
	{"one that has begun goes on with its own numbers", "20112", "1. - 1. 2. 2. "},
};

static void
check_list(void **state)
{
	const struct ListRow *row = *state;
	g_autoptr(GString) drawn = g_string_new(NULL);
	DiDocLists *lists = three_lists();

	for (const char *at = row->lists; *at; at++) {
		g_autofree char *marker = *at > '0' ? di_doc_lists_next(lists, *at - '0', 0) : NULL;

		if (!marker)
			di_doc_lists_pause(lists);
		g_string_append_printf(drawn, "%s ", marker ? marker : "-");
	}
	di_doc_lists_free(lists);
	assert_string_equal(drawn->str, row->expected);
}

int
main(void)
{
	ADD_ROWS(rows, check);
	ADD_ROWS(list_rows, check_list);
	ADD_TEST(an_encrypted_document_wants_a_password);
	ADD_TEST(any_byte_may_be_wrong);
	return run_table("document-doc");
}
