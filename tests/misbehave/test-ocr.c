/* Scanned pages and photographs, through the real diarie-extract and its second helper. */
#include <diarie/document.h>
#include "fixture.h"
#include "../unit/table.h"

#include <glib/gstdio.h>
#include <string.h>

static gboolean has_ocr;

static GBytes *
scanned(void)
{
	g_autofree char *path = g_build_filename(g_getenv("top_srcdir"), "tests", "golden", "ocr", "skannad.pdf", NULL);
	GBytes *bytes = di_file_read(path, 1 << 20, NULL);

	assert_non_null(bytes);
	return bytes;
}

/* The JPEG in it. */
static GBytes *
photograph(void)
{
	g_autoptr(GBytes) pdf = scanned();
	gsize size;
	const char *data = g_bytes_get_data(pdf, &size);
	const char *begin = memmem(data, size, "\xff\xd8\xff", 3);
	const char *end = begin ? memmem(begin, size - (gsize)(begin - data), "\nendstream", 10) : NULL;

	assert_non_null(end);
	return g_bytes_new(begin, (gsize)(end - begin));
}

static DiAnswer *
run(DiExtractor *extractor, GBytes *bytes, const char *name)
{
	g_autoptr(GError) error = NULL;
	DiAnswer *answer = di_extractor_run(extractor, bytes, name, DI_TIME_NONE, "Europe/Stockholm", &error);

	assert_null(error);
	assert_non_null(answer);
	assert_int_equal(answer->fault, DI_FAULT_NONE);
	assert_int_equal(answer->reports->len, 1);
	return answer;
}

static void
assert_is_read(const DiReport *report)
{
	const DiRemark *remark;

	assert_int_equal(report->fault, DI_FAULT_NONE);
	assert_int_equal(report->kind, DI_KIND_KVARTALSRAPPORT);
	assert_string_equal(report->insats, "Ålidens odlingslag");
	assert_string_equal(report->huvudman, "Östanå kommun");
	assert_string_equal(di_report_section(report, "2.2")->text,
		"Växthuset blev färdigt en månad senare än planerat på grund av kylan.");
	remark = report->remarks->pdata[0];
	assert_string_equal(remark->code, "ocr");
}

static void
skip_without_ocr(void)
{
	if (has_ocr)
		return;
	print_message("# Tesseract or its Swedish data (tesseract-ocr-swe) is not installed\n");
	skip();
}

static void
a_scanned_page_is_read(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiExtractor) extractor = extractor_of("diarie-extract");
	g_autoptr(GBytes) bytes = scanned();
	g_autoptr(DiAnswer) answer = NULL;

	skip_without_ocr();
	answer = run(extractor, bytes, "skannad.pdf");
	assert_is_read(answer->reports->pdata[0]);
	assert_string_equal(((DiReport *)answer->reports->pdata[0])->format, "pdf");
}

static void
a_photograph_is_read(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiExtractor) extractor = extractor_of("diarie-extract");
	g_autoptr(GBytes) bytes = photograph();
	g_autoptr(DiAnswer) answer = NULL;

	skip_without_ocr();
	answer = run(extractor, bytes, "foto.jpg");
	assert_is_read(answer->reports->pdata[0]);
	assert_string_equal(((DiReport *)answer->reports->pdata[0])->format, "bild");
}

/* A helper that says of --ocr what diarie-extract says where Tesseract is missing. */
static char *
program_without_ocr(const char *folder)
{
	g_autofree char *real = g_build_filename(g_getenv("top_builddir"), "diarie-extract", NULL);
	g_autofree char *quoted = g_shell_quote(real);
	g_autofree char *script = g_strdup_printf("#!/bin/sh\n[ \"$2\" = --ocr ] && exit 69\nexec %s \"$@\"\n", quoted);
	char *path = g_build_filename(folder, "without-ocr", NULL);

	assert_true(g_file_set_contents_full(path, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
	return path;
}

static void
where_it_is_not_installed_the_text_is_missing(void **state G_GNUC_UNUSED)
{
	g_autofree char *folder = g_dir_make_tmp("diarie-ocr-XXXXXX", NULL);
	g_autofree char *program = program_without_ocr(folder);
	g_autofree char *forms = g_build_filename(g_getenv("top_srcdir"), "conf", "forms", NULL);
	g_autoptr(DiExtractor) extractor = di_extractor_new_with_program(program, forms, life);
	g_autoptr(GBytes) page = scanned(), photo = photograph();
	g_autoptr(DiAnswer) first = run(extractor, page, "skannad.pdf"), second = run(extractor, photo, "foto.jpg");

	assert_int_equal(((DiReport *)first->reports->pdata[0])->fault, DI_FAULT_TEXT_SAKNAS);
	assert_int_equal(((DiReport *)second->reports->pdata[0])->fault, DI_FAULT_TEXT_SAKNAS);
	g_unlink(program);
	g_rmdir(folder);
}

static void
half_a_picture_is_no_trouble(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiExtractor) extractor = extractor_of("diarie-extract");
	g_autoptr(GBytes) whole = photograph(), little = g_bytes_new_from_bytes(whole, 0, 700);
	g_autoptr(DiAnswer) answer = run(extractor, little, "foto.jpg");

	assert_int_equal(((DiReport *)answer->reports->pdata[0])->fault, DI_FAULT_TEXT_SAKNAS);
}

int
main(void)
{
	has_ocr = di_document_warm_up_ocr();
	ADD_TEST(a_scanned_page_is_read);
	ADD_TEST(a_photograph_is_read);
	ADD_TEST(where_it_is_not_installed_the_text_is_missing);
	ADD_TEST(half_a_picture_is_no_trouble);
	return run_table("ocr");
}
