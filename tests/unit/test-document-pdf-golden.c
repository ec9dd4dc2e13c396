/* Whole PDFs through both engines, and each page as poppler reads it: tests/golden/pdf/NAME.pdf must give NAME.expected.txt. */
#include "../../src/document/pdf.h"
#include "table.h"

static const struct Row {
	const char *sentence, *name;
} rows[] = {
	{"form fields stand after their labels, UTF-16, ticks and choices are read", "falt"},
	{"a field is called by its own name, also one that is its own parent", "falt-i-falt"},
	{"white and tiny text and text beside the page is left out, a white heading on a dark ground is not", "dold-text"},
	{"a landscape page is read as a person holds it", "liggande"},
	{"a page that nobody turned is read, a note up the margin is not", "vriden"},
	{"a line that stands on its head is read as if it were turned", "pa-huvudet"},
	{"a page that stands on its head is read from its own top", "upp-och-ned"},
	{"columns are read one after the other, whatever the order in the file", "spalter"},
	{"paragraphs go on over pages, a footnote and the footers are set apart", "flode"},
	{"a table goes on over pages, with paragraphs and numbers in its cells", "tabell"},
	{"type is as large as its letters are wide, whatever a browser's font says", "webblasarens-typsnitt"},
	{"a user's password is named", "losenord"},
	{"scanned pages on which a program wrote their numbers hold no text", "skannad-med-sidfot"},
	{"a few words under a logo are what they are", "brev-med-logga"},
	{"an owner's password hinders nobody", "agarlosenord"},
};

static char *
golden_path(const char *name, const char *ending)
{
	const char *top = g_getenv("top_srcdir");
	g_autofree char *file = g_strconcat(name, ending, NULL);

	return g_build_filename(top ? top : ".", "tests", "golden", "pdf", file, NULL);
}

static GBytes *
read_golden(const char *name, const char *ending)
{
	g_autofree char *path = golden_path(name, ending);
	GBytes *bytes = di_file_read(path, 1 << 20, NULL);

	if (!bytes)
		fail_msg("cannot read %s", path);
	return bytes;
}

static void
check_with(const struct Row *row, const DiPdfEngine *engine)
{
	g_autoptr(GBytes) bytes = read_golden(row->name, ".pdf"), wanted = read_golden(row->name, ".expected.txt");
	g_autoptr(DiDocument) document = NULL;
	g_autofree char *got = NULL;
	gsize size;
	const char *text = g_bytes_get_data(wanted, &size);
	g_autofree char *expected = g_strndup(text, size);

	di_pdf_use_engine(engine);
	document = di_document_read(DI_FORMAT_PDF, bytes);
	got = di_document_dump(document);
	assert_string_equal(got, expected);
}

static const DiPdfChar *
thorough_characters(void *document, int thorough, size_t *n_out)
{
	(void)thorough;
	return di_pdf_engine_core()->characters(document, TRUE, n_out);
}

static void
check_golden(void **state)
{
	const DiPdfEngine *core = di_pdf_engine_core();
	DiPdfEngine thorough;

	check_with(*state, di_pdf_engine_glib());
	if (!core)
		return;
	check_with(*state, core);
	thorough = *core;
	thorough.characters = thorough_characters;
	check_with(*state, &thorough);
	di_pdf_use_engine(core);
}

static void
the_core_is_there_where_it_was_built(void **state)
{
	(void)state;
#ifdef DI_PDF_CORE
	assert_non_null(di_pdf_engine_core());
#else
	skip();
#endif
}

/* Without its lines the same table is read but for the height of one label. */
static void
labels_centred_beside_values_are_found_by_geometry_too(void **state)
{
	static const struct Row row = {"", "centrerad"};
	g_autoptr(GBytes) bytes = read_golden(row.name, ".pdf"), wanted = read_golden(row.name, ".expected.txt");
	g_autoptr(DiDocument) document = NULL;
	g_autofree char *got = NULL, *expected = g_strndup(g_bytes_get_data(wanted, NULL), g_bytes_get_size(wanted));
	g_autoptr(GRegex) places = g_regex_new(" at=\\S+", 0, 0, NULL);
	g_autofree char *got_plain = NULL, *expected_plain = NULL;

	(void)state;
	di_pdf_use_engine(di_pdf_engine_glib());
	document = di_document_read(DI_FORMAT_PDF, bytes);
	got = di_document_dump(document);
	got_plain = g_regex_replace_literal(places, got, -1, 0, "", 0, NULL);
	expected_plain = g_regex_replace_literal(places, expected, -1, 0, "", 0, NULL);
	assert_string_equal(got_plain, expected_plain);
}

/* poppler-glib does not tell what lines are drawn. */
static void
drawn_borders_part_the_cells(void **state)
{
	static const struct Row row = {"", "linjer"}, centred = {"", "centrerad"};
	const DiPdfEngine *core = di_pdf_engine_core();
	DiPdfEngine thorough;

	(void)state;
	if (!core)
		skip();
	thorough = *core;
	thorough.characters = thorough_characters;
	check_with(&row, core);
	check_with(&row, &thorough);
	check_with(&centred, core);
	di_pdf_use_engine(core);
}

/* poppler-glib does not give their text. */
static void
what_was_typed_on_top_of_a_page_is_read(void **state)
{
	static const struct Row row = {"", "skrivmaskin"};
	const DiPdfEngine *core = di_pdf_engine_core();

	(void)state;
	if (!core)
		skip();
	check_with(&row, core);
}

/* poppler-glib does not tell what was filled. */
static void
white_type_on_a_coloured_ground_is_read(void **state)
{
	static const struct Row row = {"", "mork-botten"};
	const DiPdfEngine *core = di_pdf_engine_core();

	(void)state;
	if (!core)
		skip();
	check_with(&row, core);
}

static void
half_a_file_is_damaged_or_read(void **state)
{
	g_autoptr(GBytes) whole = read_golden("tabell", ".pdf");
	g_autoptr(GBytes) half = g_bytes_new_from_bytes(whole, 0, g_bytes_get_size(whole) / 2);
	g_autoptr(GBytes) little = g_bytes_new_from_bytes(whole, 0, 40);
	g_autoptr(DiDocument) document = di_document_read(DI_FORMAT_PDF, half);
	g_autoptr(DiDocument) nothing = di_document_read(DI_FORMAT_PDF, little);

	(void)state;
	assert_true(document->fault == DI_FAULT_SKADAD || document->fault == DI_FAULT_TEXT_SAKNAS ||
		    document->blocks->len > 0);
	assert_int_equal(nothing->fault, DI_FAULT_SKADAD);
	assert_int_equal(nothing->blocks->len, 0);
}

int
main(void)
{
	di_document_warm_up(TRUE);
	ADD_ROWS(rows, check_golden);
	ADD_TEST(the_core_is_there_where_it_was_built);
	ADD_TEST(labels_centred_beside_values_are_found_by_geometry_too);
	ADD_TEST(drawn_borders_part_the_cells);
	ADD_TEST(what_was_typed_on_top_of_a_page_is_read);
	ADD_TEST(white_type_on_a_coloured_ground_is_read);
	ADD_TEST(half_a_file_is_damaged_or_read);
	return run_table("document-pdf-golden");
}
