/* Documents that lie, flood or break: each gets a clear answer, fast, and no half text. */
#include "make-docx.h"
#include "table.h"

#include <diarie/document.h>

#define OPEN "<w:document xmlns:w='" W_TRANSITIONAL "'><w:body>"
#define CLOSE "</w:body></w:document>"
#define A "<w:p><w:r><w:t>a</w:t></w:r></w:p>"

/* The blocks of a document, or its fault and nothing else. */
static char *
answer(GBytes *bytes)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autoptr(DiDocument) document = di_document_read(di_format_sniff(data ? data : "", size), bytes);
	g_autofree char *dump = di_document_dump(document);

	if (document->fault != DI_FAULT_NONE) {
		assert_int_equal(document->blocks->len, 0);
		return g_strdup(di_fault_word(document->fault));
	}
	return g_strdup(strchr(dump, '\n') + 1);
}

static const struct Row {
	const char *sentence, *main_part, *expected;
} rows[] = {
	{"a document type is refused before anything in it is looked at",
		"<!DOCTYPE w:document [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" OPEN "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>" CLOSE, "skadad"},
	{"laughs by the billion are not even begun",
		"<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>" OPEN "&c;" CLOSE, "skadad"},
	{"an entity that nobody defined is damage", OPEN "<w:p><w:r><w:t>&okand;</w:t></w:r></w:p>" CLOSE, "skadad"},
	{"the five entities of XML are text", OPEN "<w:p><w:r><w:t>&lt;&amp;&gt;&#229;</w:t></w:r></w:p>" CLOSE, "1 paragraph size=11.0 | <&>å\n"},
	{"XML that ends too early gives no half text", OPEN A "<w:p>", "skadad"},
	{"bytes that are no UTF-8 are damage", OPEN "<w:p><w:r><w:t>\xe5</w:t></w:r></w:p>" CLOSE, "skadad"},
	{"an encoding in which a tag could hide is refused", "<?xml version='1.0' encoding='UTF-7'?>" OPEN A CLOSE, "skadad"},
	{"a part that is another kind of document is no report", "<p:presentation xmlns:p='x'/>", "format"},
	{"a comment and an instruction do no harm", "<?mso x?><!-- <w:p> -->" OPEN A CLOSE, "1 paragraph size=11.0 | a\n"},
};

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autoptr(GBytes) bytes = make_docx(NULL, NULL, row->main_part);
	g_autofree char *got = answer(bytes);

	assert_string_equal(got, row->expected);
}

static char *
answer_to_body(const GString *body)
{
	g_autoptr(GBytes) bytes = make_docx(body->str, W_TRANSITIONAL, NULL);

	return answer(bytes);
}

static void
add_times(GString *text, int count, const char *what)
{
	for (int i = 0; i < count; i++)
		g_string_append(text, what);
}

static void
a_flood_of_attributes_is_refused_before_it_costs_time(void **state)
{
	g_autoptr(GString) body = g_string_new("<w:p ");
	g_autofree char *got = NULL;

	(void)state;
	for (int i = 0; i < 300000; i++)
		g_string_append_printf(body, "a%d='>' ", i);
	g_string_append(body, "/>" A);
	got = answer_to_body(body);
	assert_string_equal(got, "skadad");
}

static GString *
long_page(void)
{
	GString *page = g_string_new("<html><body><table>");

	for (int i = 0; i < 3000; i++)
		g_string_append_printf(page, "<tr class=\"m\"><td align=\"right\">x%d&#160;</td><td><a href=\"y.html#a%d\">f%d</a></td></tr>\n", i, i, i);
	return page;
}

/* libxml2 loses count of how far it had looked for the end of a tag, and held back the rest of the page. */
static void
a_long_page_is_no_flood_of_attributes(void **state)
{
	g_autoptr(GString) page = long_page();
	g_autoptr(GBytes) bytes = g_bytes_new(page->str, page->len);
	g_autofree char *got = answer(bytes);

	(void)state;
	assert_non_null(strstr(got, "\n6000 cell table=1:2999:1 | f2999\n"));
}

static void
a_flood_of_attributes_in_a_page_is_refused(void **state)
{
	g_autoptr(GString) page = long_page();
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *got = NULL;
	gint64 began = g_get_monotonic_time();

	(void)state;
	g_string_append(page, "<p ");
	for (int i = 0; i < 300000; i++)
		g_string_append_printf(page, "a%d='>' ", i);
	bytes = g_bytes_new(page->str, page->len);
	got = answer(bytes);
	assert_string_equal(got, "skadad");
	assert_true(g_get_monotonic_time() - began < 5 * G_USEC_PER_SEC * slowness());
}

static void
elements_nested_too_deep_are_refused(void **state)
{
	g_autoptr(GString) body = g_string_new(NULL);
	g_autofree char *got = NULL;

	(void)state;
	add_times(body, 300, "<w:sdt><w:sdtContent>");
	g_string_append(body, A);
	add_times(body, 300, "</w:sdtContent></w:sdt>");
	got = answer_to_body(body);
	assert_string_equal(got, "skadad");
}

static void
too_many_cells_are_refused(void **state)
{
	g_autoptr(GString) body = g_string_new("<w:tbl><w:tr>");
	g_autofree char *got = NULL;

	(void)state;
	add_times(body, 100001, "<w:tc/>");
	g_string_append(body, "</w:tr></w:tbl>");
	got = answer_to_body(body);
	assert_string_equal(got, "for-stor");
}

static void
what_unpacks_far_too_well_is_a_bomb(void **state)
{
	g_autofree char *zeros = g_strnfill(8 * 1024 * 1024, ' ');
	g_autofree char *xml = g_strconcat(OPEN, zeros, CLOSE, NULL);
	g_autoptr(GBytes) bytes = make_docx(NULL, NULL, xml);
	g_autofree char *got = answer(bytes);

	(void)state;
	assert_string_equal(got, "for-stor");
}

/* Writes SIZE over the uncompressed size of NAME in the directory at the end of a zip. */
static GBytes *
lie_about_size(GBytes *zip, const char *name, guint32 size)
{
	gsize length;
	const char *data = g_bytes_get_data(zip, &length);
	char *copy = g_memdup2(data, length);
	guint32 little = GUINT32_TO_LE(size);

	for (char *at = copy; (at = memmem(at, length - (gsize)(at - copy), "PK\x01\x02", 4)) != NULL; at++) {
		if (memcmp(at + 46, name, strlen(name)) == 0)
			memcpy(at + 24, &little, sizeof little);
	}
	return g_bytes_new_take(copy, length);
}

static void
a_part_larger_than_it_says_is_damage(void **state)
{
	g_autofree char *spaces = g_strnfill(200000, ' ');
	g_autofree char *xml = g_strconcat(OPEN A, spaces, CLOSE, NULL);
	g_autoptr(GBytes) honest = make_docx(NULL, NULL, xml);
	g_autoptr(GBytes) lying = lie_about_size(honest, "word/document.xml", 1000);
	g_autofree char *got = answer(lying);

	(void)state;
	assert_string_equal(got, "skadad");
}

static void
a_file_cut_short_is_damage_wherever_it_is_cut(void **state)
{
	g_autoptr(GBytes) whole = make_docx(A, W_TRANSITIONAL, NULL);
	gsize size = g_bytes_get_size(whole);

	(void)state;
	for (gsize keep = 400; keep < size - 22; keep += 97) {
		g_autoptr(GBytes) cut = g_bytes_new_from_bytes(whole, 0, keep);
		g_autofree char *got = answer(cut);

		assert_true(strcmp(got, "skadad") == 0 || strcmp(got, "format") == 0);
	}
}

/* Two entries of one name: libzip refuses to write them, so another name of the same length is changed. */
static void
a_part_that_is_there_twice_is_refused(void **state)
{
	static const Part parts[] = {{"word/document.xml", OPEN A CLOSE}, {"word/dokument.xml", OPEN A A CLOSE}};
	g_autoptr(GBytes) zip = make_zip(parts, 2, TRUE);
	gsize size;
	const char *data = g_bytes_get_data(zip, &size);
	char *copy = g_memdup2(data, size);
	g_autoptr(GBytes) twice = NULL;
	g_autofree char *got = NULL;

	(void)state;
	for (char *at = copy; (at = memmem(at, size - (gsize)(at - copy), "word/dokument.xml", 17)) != NULL;)
		memcpy(at, "word/document.xml", 17);
	twice = g_bytes_new_take(copy, size);
	got = answer(twice);
	assert_string_equal(got, "skadad");
}

static void
an_empty_file_is_no_kind(void **state)
{
	g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
	g_autofree char *got = answer(nothing);

	(void)state;
	assert_string_equal(got, "format");
}

static void
an_encrypted_opendocument_wants_a_password(void **state)
{
	static const Part parts[] = {
		{"mimetype", "application/vnd.oasis.opendocument.text"},
		{"META-INF/manifest.xml", "<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>"
			"<manifest:file-entry manifest:full-path='content.xml'><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"},
		{"content.xml", "\x01\x02\x03"},
	};
	g_autoptr(GBytes) zip = make_zip(parts, 3, TRUE);
	g_autofree char *got = answer(zip);

	(void)state;
	assert_string_equal(got, "losenord");
}

static void
an_rtf_cut_short_is_damage(void **state)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static("{\\rtf1 hej\\par d", 16);
	g_autofree char *got = answer(bytes);

	(void)state;
	assert_string_equal(got, "skadad");
}

static void
an_ole_container_that_points_at_itself_ends(void **state)
{
	char *file = g_malloc0(4096);
	g_autoptr(GBytes) bytes = NULL;
	g_autofree char *got = NULL;

	(void)state;
	memset(file + 0x30, 0, 4096 - 0x30); /* every sector's next is sector 0 */
	memcpy(file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	file[0x1e] = 9;
	file[0x20] = 6;
	for (int i = 0; i < 12; i++)
		file[512 + 128 + 2 * i] = "WordDocument"[i];
	file[512 + 128 + 0x40] = 26;
	bytes = g_bytes_new_take(file, 4096);
	got = answer(bytes);
	assert_string_equal(got, "skadad");
}

int
main(void)
{
	ADD_ROWS(rows, check);
	ADD_TEST(a_flood_of_attributes_is_refused_before_it_costs_time);
	ADD_TEST(a_long_page_is_no_flood_of_attributes);
	ADD_TEST(a_flood_of_attributes_in_a_page_is_refused);
	ADD_TEST(elements_nested_too_deep_are_refused);
	ADD_TEST(too_many_cells_are_refused);
	ADD_TEST(what_unpacks_far_too_well_is_a_bomb);
	ADD_TEST(a_part_larger_than_it_says_is_damage);
	ADD_TEST(a_file_cut_short_is_damage_wherever_it_is_cut);
	ADD_TEST(a_part_that_is_there_twice_is_refused);
	ADD_TEST(an_empty_file_is_no_kind);
	ADD_TEST(an_encrypted_opendocument_wants_a_password);
	ADD_TEST(an_rtf_cut_short_is_damage);
	ADD_TEST(an_ole_container_that_points_at_itself_ends);
	return run_table("document-limits");
}
