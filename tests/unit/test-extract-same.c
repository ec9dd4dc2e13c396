/* The same report in two formats is one; two reports that are alike are two. Archives become parts. */
#include <diarie/extract.h>
#include "table.h"

#include <string.h>
#include <zip.h>

#define LONG "Vi har ordnat tre träffar för handläggare och besökt fem arbetsgivare under kvartalet."

static DiReport *
report_of(const char *part, const char *format, const char *insats, const char *from, const char *to, const char *text)
{
	DiReport *report = di_report_new();

	report->part = g_strdup(part);
	report->format = g_strdup(format);
	report->kind = DI_KIND_KVARTALSRAPPORT;
	report->insats = g_strdup(insats);
	report->period = (DiPeriod){from ? di_date_parse(from) : DI_DATE_NONE, to ? di_date_parse(to) : DI_DATE_NONE};
	di_report_add_section(report, "2.1", text);
	return report;
}

static void
report_free(gpointer report)
{
	di_report_free(report);
}

/* "kept+copy,copy kept2" */
static char *
join(DiReport *a, DiReport *b)
{
	g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func(report_free);
	GString *out = g_string_new(NULL);

	a->part_index = 0;
	b->part_index = 1;
	g_ptr_array_add(reports, a);
	g_ptr_array_add(reports, b);
	di_extract_join_copies(reports);
	for (guint i = 0; i < reports->len; i++) {
		const DiReport *report = reports->pdata[i];
		g_autofree char *copies = report->copies ? g_strjoinv(",", report->copies) : g_strdup("");

		g_string_append_printf(out, "%s%s%s%s", i ? " " : "", report->part, *copies ? "+" : "", copies);
	}
	return g_string_free(out, FALSE);
}

#define Q1 "2026-01-01", "2026-03-31"
#define Q2 "2026-04-01", "2026-06-30"

static const struct Row {
	const char *sentence;
	const char *a[5], *b[5]; /* format, insats, from, to, text */
	const char *expected;
} rows[] = {
	/* clang-format off */
	{"DOCX and PDF of one report", {"docx", "Bron", Q1, LONG}, {"pdf", "Bron", Q1, LONG}, "a+b"},
	{"PDF first: the DOCX still is what was read", {"pdf", "Bron", Q1, LONG}, {"docx", "Bron", Q1, LONG}, "b+a"},
	{"a line break and a bullet make no difference", {"docx", "Bron", Q1, "- " LONG "\n\nSlut."}, {"pdf", "Bron", Q1, LONG " Slut."}, "a+b"},
	{"one has no period that could be read", {"docx", "Bron", Q1, LONG}, {"pdf", "Bron", NULL, NULL, LONG}, "a+b"},
	{"the better read stays, whatever its format", {"docx", NULL, NULL, NULL, LONG}, {"pdf", "Bron", Q1, LONG}, "b+a"},
	{"two quarters", {"docx", "Bron", Q1, LONG}, {"pdf", "Bron", Q2, LONG}, "a b"},
	{"two insatser", {"docx", "Bron", Q1, LONG}, {"pdf", "Språngbrädan", Q1, LONG}, "a b"},
	{"two texts", {"docx", "Bron", Q1, LONG}, {"pdf", "Bron", Q1, "Något helt annat har hänt i insatsen sedan sist."}, "a b"},
	/* clang-format on */
};

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autofree char *joined =
		join(report_of("a", row->a[0], row->a[1], row->a[2], row->a[3], row->a[4]),
			report_of("b", row->b[0], row->b[1], row->b[2], row->b[3], row->b[4]));

	assert_string_equal(joined, row->expected);
}

static void
a_document_that_could_not_be_read_is_no_copy(void **state G_GNUC_UNUSED)
{
	DiReport *broken = report_of("b", "pdf", "Bron", Q1, LONG);
	g_autofree char *joined = NULL;

	broken->fault = DI_FAULT_SKADAD;
	joined = join(report_of("a", "docx", "Bron", Q1, LONG), broken);
	assert_string_equal(joined, "a b");
}

/* Of one document nothing has a name yet */

static void
reports_of_one_document(void **state G_GNUC_UNUSED)
{
	g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func(report_free);
	const DiReport *first;

	g_ptr_array_add(reports, report_of(NULL, "pdf", "Bron", Q1, LONG));
	g_ptr_array_add(reports, report_of(NULL, "pdf", "Bron", Q1, LONG));
	g_ptr_array_add(reports, report_of(NULL, "pdf", "Bron", Q2, LONG));
	di_extract_join_copies(reports);
	di_extract_doubt_rivals(reports);
	first = reports->pdata[0];
	assert_int_equal(reports->len, 2);
	assert_null(first->copies);
	for (guint i = 0; i < reports->len; i++)
		assert_false(di_report_has_remark(reports->pdata[i], DI_REMARK_SEVERAL));
	g_ptr_array_add(reports, report_of(NULL, "pdf", "Bron", Q2, LONG " Slut."));
	di_extract_join_copies(reports);
	di_extract_doubt_rivals(reports);
	assert_int_equal(reports->len, 3);
	for (guint i = 0; i < reports->len; i++)
		assert_int_equal(di_report_has_remark(reports->pdata[i], DI_REMARK_SEVERAL), i > 0);
}

/* Archives */

static GBytes *
zip_of(const char *const *names, guint n, const char *text, gsize size)
{
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
	zip_stat_t about;
	guint8 *bytes;

	zip_source_keep(source);
	for (guint i = 0; i < n; i++)
		zip_file_add(zip, names[i], zip_source_buffer(zip, text, size, 0), ZIP_FL_ENC_UTF_8);
	assert_int_equal(zip_close(zip), 0);
	zip_source_stat(source, &about);
	bytes = g_malloc(about.size);
	zip_source_open(source);
	zip_source_read(source, bytes, about.size);
	zip_source_close(source);
	zip_source_free(source);
	return g_bytes_new_take(bytes, about.size);
}

static void
part_free(gpointer data)
{
	DiPart *part = data;

	g_free(part->name);
	g_free(part->type);
	g_bytes_unref(part->bytes);
	g_free(part);
}

static void
files_of_an_archive_become_parts(void **state G_GNUC_UNUSED)
{
	const char *const names[] = {"mapp/../Rapport å.docx", "__MACOSX/._Rapport å.docx", "tom mapp/", "b\\c.pdf"};
	g_autoptr(GBytes) archive = zip_of(names, 4, "hej", 3);
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(part_free);
	gsize left = 1000;
	gboolean locked = TRUE;
	const DiPart *first, *second;

	assert_true(di_extract_unzip(archive, 2, 7, parts, &left, &locked));
	assert_false(locked);
	assert_int_equal(parts->len, 2);
	first = parts->pdata[0];
	second = parts->pdata[1];
	assert_string_equal(first->name, "Rapport å.docx");
	assert_string_equal(second->name, "c.pdf");
	assert_int_equal(first->depth, 2);
	assert_int_equal(first->parent, 7);
	assert_memory_equal(g_bytes_get_data(first->bytes, NULL), "hej", 3);
	assert_int_equal(left, 994);
}

static void
a_bomb_is_left_out_and_said(void **state G_GNUC_UNUSED)
{
	const char *const names[] = {"bomb.txt", "b.txt"};
	g_autofree char *zeros = g_malloc0(10 << 20);
	g_autoptr(GBytes) archive = zip_of(names, 2, zeros, 10 << 20);
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(part_free);
	gsize left = 1 << 20;
	gboolean locked = TRUE;

	assert_in_range(g_bytes_get_size(archive), 1, 64 << 10);
	assert_false(di_extract_unzip(archive, 1, 0, parts, &left, &locked));
	assert_false(locked);
	assert_int_equal(parts->len, 0);
}

static void
a_locked_archive_is_left_out_and_said(void **state G_GNUC_UNUSED)
{
	const char *const names[] = {"a.txt"};
	g_autoptr(GBytes) archive = zip_of(names, 1, "hej hopp", 8);
	gsize size;
	g_autofree char *bytes = g_memdup2(g_bytes_get_data(archive, &size), g_bytes_get_size(archive));
	char *entry = memmem(bytes, size, "PK\1\2", 4);
	g_autoptr(GBytes) encrypted = NULL;
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(part_free);
	gsize left = 1000;
	gboolean locked = FALSE;

	bytes[6] |= 1; /* the flag of the header before the file, and the one of the directory */
	entry[8] |= 1;
	encrypted = g_bytes_new(bytes, size);
	assert_false(di_extract_unzip(encrypted, 1, 0, parts, &left, &locked));
	assert_true(locked);
	assert_int_equal(parts->len, 0);
}

static void
an_archive_cut_anywhere_is_no_harm(void **state G_GNUC_UNUSED)
{
	const char *const names[] = {"a.txt"};
	g_autoptr(GBytes) archive = zip_of(names, 1, "hej hopp hej hopp", 17);

	for (gsize n = 1; n < g_bytes_get_size(archive); n++) { /* of no bytes: an archive without files */
		g_autoptr(GBytes) cut = g_bytes_new(g_bytes_get_data(archive, NULL), n);
		g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(part_free);
		gsize left = 1000;
		gboolean locked;

		assert_false(di_extract_unzip(cut, 1, 0, parts, &left, &locked));
	}
}

int
main(void)
{
	ADD_ROWS(rows, check);
	ADD_TEST(a_document_that_could_not_be_read_is_no_copy);
	ADD_TEST(reports_of_one_document);
	ADD_TEST(files_of_an_archive_become_parts);
	ADD_TEST(a_bomb_is_left_out_and_said);
	ADD_TEST(a_locked_archive_is_left_out_and_said);
	ADD_TEST(an_archive_cut_anywhere_is_no_harm);
	return run_table("extract-same");
}
