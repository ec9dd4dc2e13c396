/* Words as they lie on a picture → words of a page that was printed: a page that lay askew is turned
 * straight, all words of a row get its base line, sizes that differ by a hair are made one. */
#include "ocr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define SURE 60.0         /* percent */
#define HOPELESS 25.0
#define SAME_SIZE 0.22    /* as a part of the usual size */
enum { PAGE_CPU_S = 7 }; /* as DI_EXTRACT_OCR_PAGE_CPU_S */
enum { WORDS_OF_A_TEXT = 8 }; /* fewer sure words than that are what a machine sees in a photograph */

static double
median(GArray *values)
{
	if (values->len == 0)
		return 0;
	g_array_sort(values, di_compare_doubles);
	return g_array_index(values, double, values->len / 2);
}

static const DiOcrWord *
word_at(const GArray *words, guint i)
{
	return &g_array_index(words, DiOcrWord, i);
}

/* How far rows of text rise or fall: of most rows that are long enough to tell. */
static double
slope_of(const GArray *words)
{
	g_autoptr(GArray) slopes = g_array_new(FALSE, FALSE, sizeof(double));

	for (guint i = 0; i < words->len; i++) {
		const DiOcrWord *word = word_at(words, i);
		double length = word->base_x1 - word->base_x0, slope;

		if (!word->begins_row || length < 8 * word->size)
			continue;
		slope = (word->base_y1 - word->base_y0) / length;
		if (fabs(slope) < 0.2)
			g_array_append_val(slopes, slope);
	}
	return median(slopes);
}

static double
usual_size(const GArray *words)
{
	g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof(double));

	for (guint i = 0; i < words->len; i++) {
		if (word_at(words, i)->confidence >= SURE)
			g_array_append_val(sizes, word_at(words, i)->size);
	}
	return median(sizes);
}

int
di_ocr_letters(const char *text)
{
	int n = 0;

	for (const char *at = text; *at; at = di_utf8_next(at))
		n += g_unichar_isalnum(g_utf8_get_char(at));
	return n;
}

/* Lines of a table, dirt, the edge of the paper. A word that was read badly is better than one left out. */
static gboolean
is_dirt(const DiOcrWord *word)
{
	const char *text = word->text;
	gboolean is_dash = g_str_equal(text, "-") || g_str_equal(text, "–") || g_str_equal(text, "—");
	int letters = di_ocr_letters(text);

	if ((word->confidence < HOPELESS && letters < 3) || strspn(text, " |_[]{}\\~") == strlen(text))
		return TRUE;
	return !is_dash && word->confidence < SURE && letters == 0;
}

/* Tesseract's Swedish takes an at sign for a Q, often for one that begins a word: "kontakt Qexempel.se". */
static const char *
find_at_sign(const char *text)
{
	const char *at = strchr(text, 'Q');
	size_t n;

	if (!at || strchr(at + 1, 'Q') || (at > text && !g_ascii_islower(at[-1]) && !g_ascii_isdigit(at[-1])))
		return NULL;
	n = 1 + strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789-");
	return n > 2 && at[n] == '.' && g_ascii_islower(at[n + 1]) ? at : NULL;
}

/* PLACED follows the last word of PAGE. */
static void
mend_at_sign(DiPdfPage *page, DiPdfWord *placed, gboolean begins_row)
{
	const char *at = find_at_sign(placed->text);
	g_autofree char *mended = NULL;

	if (!at || (at == placed->text && (begins_row || page->words->len == 0)))
		return;
	mended = g_strdup_printf("%.*s@%s", (int)(at - placed->text), placed->text, at + 1);
	placed->glued = at == placed->text;
	placed->text = g_string_chunk_insert(page->texts, mended);
}

static DiPdfWord
straight(const DiOcrWord *word, double slope, double base, double size)
{
	return (DiPdfWord){.text = word->text, .size = size, .base = base,
		.x0 = word->x0 + slope * base, .x1 = word->x1 + slope * base,
		.y0 = base - 0.8 * size, .y1 = base + 0.2 * size};
}

void
di_ocr_place(DiPdfPage *page, const GArray *words)
{
	double slope = slope_of(words), usual = usual_size(words), base = 0, size = 0;

	for (guint i = 0; i < words->len; i++) {
		const DiOcrWord *word = word_at(words, i);
		DiPdfWord placed;

		if (word->begins_row) {
			base = (word->base_y0 + word->base_y1 - slope * (word->base_x0 + word->base_x1)) / 2;
			size = fabs(word->size - usual) < SAME_SIZE * usual ? usual : word->size;
		}
		if (is_dirt(word))
			continue;
		page->sure_words += word->confidence >= SURE && di_ocr_letters(word->text) >= 3;
		placed = straight(word, slope, base, size);
		mend_at_sign(page, &placed, word->begins_row);
		g_array_append_val(page->words, placed);
	}
}

/* Pages of one document */

DiOcrShare di_ocr_share;

/* Of the processor, by this process. */
static gint64
spent_us(void)
{
	struct timespec spent = {0};

	(void)!clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
	return (gint64)spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000;
}

void
di_ocr_begin(DiOcrReading *reading)
{
	di_pdf_layout_init(&reading->layout);
	if (!di_ocr_share.began_us)
		di_ocr_share = (DiOcrShare){g_get_monotonic_time(), spent_us(), 0};
}

gboolean
di_ocr_has_time(gint64 spent, guint pages)
{
	return pages == 0 || spent + spent / (gint64)pages <= (gint64)DI_OCR_MAX_CPU_S * G_USEC_PER_SEC;
}

/* The next page gets as much processor time as the first. Outside of the helper that limits itself so, nothing is changed. */
static void
raise_time(void)
{
	struct timespec spent;
	struct rlimit limit;

	if (getrlimit(RLIMIT_CPU, &limit) < 0 || limit.rlim_cur == limit.rlim_max || limit.rlim_max == RLIM_INFINITY ||
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent) < 0)
		return;
	limit.rlim_cur = MIN((rlim_t)spent.tv_sec + PAGE_CPU_S + 1, limit.rlim_max);
	setrlimit(RLIMIT_CPU, &limit);
}

gboolean
di_ocr_may_go_on(DiOcrReading *reading)
{
	guint n = reading->layout.pages->len;

	raise_time();
	reading->is_late = n >= DI_OCR_MAX_PAGES || !di_ocr_has_time(spent_us() - di_ocr_share.began_cpu_us, di_ocr_share.pages + n) ||
		g_get_monotonic_time() - di_ocr_share.began_us >= DI_OCR_MAX_SECONDS * G_USEC_PER_SEC;
	return !reading->is_late;
}

static void
remark(const DiOcrReading *reading, DiDocument *document)
{
	guint n = reading->layout.pages->len;
	g_autofree char *part = NULL;

	if ((int)n >= reading->pages) {
		di_document_remark(document, "ocr", "Texten är läst ur en bild och kan innehålla fel.");
		return;
	}
	part = g_strdup_printf("Texten är läst ur en bild och kan innehålla fel. "
			       "Bara de första %u av %d sidor är lästa.", n, reading->pages);
	di_document_remark(document, "ocr", part);
}

void
di_ocr_end(DiOcrReading *reading, DiDocument *document)
{
	int sure = 0;

	for (guint i = 0; i < reading->layout.pages->len; i++)
		sure += ((const DiPdfPage *)reading->layout.pages->pdata[i])->sure_words;
	document->has_images = TRUE;
	if (sure >= WORDS_OF_A_TEXT) {
		di_pdf_arrange(&reading->layout, document);
		remark(reading, document);
	} else {
		di_document_fail(document, reading->is_late ? DI_FAULT_TID : DI_FAULT_TEXT_SAKNAS, NULL);
	}
	di_ocr_share.pages += reading->layout.pages->len;
	di_pdf_layout_clear(&reading->layout);
}
