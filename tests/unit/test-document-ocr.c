/* Words as they lie on a picture → words of a page. */
#include "../../src/document/ocr.h"
#include "table.h"

#include <math.h>
#include <stdlib.h>

/* x, baseline and size of each word; SLOPE turns the page; every row ends in "." */
static const struct Row {
	const char *sentence;
	double slope;
	const char *given, *expected;
	double confidence;
} rows[] = {
	/* clang-format off */
	{"a straight page stays as it is", 0, "Två ord.", "Två@100 ord.@100", 95},
	{"a page that lay askew is put straight", 0.02, "Ett långt stycke text som fyller raden. Och så en rad till som fyller den.",
		"Ett@100 långt@100 stycke@100 text@100 som@100 fyller@100 raden.@100 "
		"Och@115 så@115 en@115 rad@115 till@115 som@115 fyller@115 den.@115", 95},
	{"the lines of a table are no words", 0, "Namn | Datum _ |", "Namn@100 Datum@100", 95},
	{"a dash is read, other signs must be sure", 0, "a - b ° c.", "a@100 -@100 b@100 c.@100", 50},
	{"dirt that nobody can read is left out, a word is not", 0, "ai Verksamhet x.", "Verksamhet@100", 10},
	{"an at sign that was taken for a Q", 0, "kontakt Qforbund.example linaQforbund.example Q2.",
		"kontakt@100 +@forbund.example@100 lina@forbund.example@100 Q2.@100", 95},
	{"nothing is nothing", 0, "", "", 95},
	/* clang-format on */
};

static void
add_words(DiPdfPage *page, GArray *words, const struct Row *row)
{
	g_auto(GStrv) texts = g_strsplit_set(row->given, " ", -1);
	double x = 70, base = 100;
	gboolean begins = TRUE;

	for (guint i = 0; texts[i]; i++) {
		double width = 5 * (double)g_utf8_strlen(texts[i], -1);
		/* the row reaches from 70 to 370 before it is turned */
		DiOcrWord word = {.text = g_string_chunk_insert(page->texts, texts[i]), .x0 = x - row->slope * base,
			.x1 = x + width - row->slope * base, .base_x0 = 70, .base_x1 = 370, .size = 11 + i % 2,
			.base_y0 = base + row->slope * 70, .base_y1 = base + row->slope * 370,
			.confidence = row->confidence, .begins_row = begins};

		g_array_append_val(words, word);
		begins = g_str_has_suffix(texts[i], ".");
		x = begins ? 70 : x + width + 4;
		base += begins ? 15 : 0;
	}
}

static void
check(void **state)
{
	const struct Row *row = *state;
	DiPdfPage *page = di_pdf_page_new(1, 595, 842);
	g_autoptr(GArray) words = g_array_new(FALSE, TRUE, sizeof(DiOcrWord));
	g_autoptr(GString) got = g_string_new(NULL);

	add_words(page, words, row);
	di_ocr_place(page, words);
	for (guint i = 0; i < page->words->len; i++) {
		const DiPdfWord *word = di_pdf_word(page, i);

		g_string_append_printf(got, "%s%s%s@%d", i ? " " : "", word->glued ? "+" : "", word->text, (int)(word->base + 0.5));
	}
	assert_string_equal(got->str, row->expected);
	di_pdf_page_free(page);
}

static const struct TimeRow {
	const char *sentence;
	gint64 spent_s;
	guint pages;
	gboolean expected;
} time_rows[] = {
	{"the first page is always begun", 0, 0, TRUE},
	{"eight pages of two and a half seconds are read", 17, 7, TRUE},
	{"the ninth is not begun", 20, 8, FALSE},
	{"twenty quick pages are", 19, 19, TRUE},
	{"after one page of eleven seconds no second one is begun", 11, 1, FALSE},
};

static void
check_time(void **state)
{
	const struct TimeRow *row = *state;

	assert_int_equal(di_ocr_has_time(row->spent_s * G_USEC_PER_SEC, row->pages), row->expected);
}

/* Three documents of one mail: where the first has taken the time, the second is not begun, and says so; the next mail has all of it. */
static void
documents_share_the_time(void **state G_GNUC_UNUSED)
{
	static const DiFault expected[] = {DI_FAULT_NONE, DI_FAULT_TID, DI_FAULT_NONE};
	g_autofree char *path = g_build_filename(g_getenv("top_srcdir"), "tests", "golden", "ocr", "skannad.pdf", NULL);
	g_autoptr(GBytes) bytes = di_file_read(path, 1 << 20, NULL);

	if (!di_document_warm_up_ocr())
		skip();
	for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
		g_autoptr(DiDocument) document = NULL;

		if (i == 1)
			di_ocr_share.began_cpu_us -= DI_OCR_MAX_CPU_S * G_USEC_PER_SEC;
		else
			di_ocr_share = (DiOcrShare){0};
		document = di_document_read(DI_FORMAT_PDF, bytes);
		assert_int_equal(document->fault, expected[i]);
		assert_int_equal(di_ocr_share.pages, 1);
	}
}

int
main(void)
{
	ADD_TEST(documents_share_the_time);
	ADD_ROWS(rows, check);
	ADD_ROWS(time_rows, check_time);
	return run_table("document-ocr");
}
