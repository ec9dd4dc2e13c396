/* One picture → words, by Tesseract.
 *
 * Nothing is linked: who reads no scanned pages needs no Tesseract. The library, its engine and the
 * Swedish data are opened by di_ocr_warm_up, before the sandbox closes, and only in the extractor that
 * was started for this. Its C interface is written out here, so that no headers are needed either. */
#include "ocr.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

enum { WORD = 3, ROW = 2, AUTOMATIC = 3, ONE_ROW = 7 }; /* as in publictypes.h */
enum { WORDS_MAX = 20000, AGAIN_MAX = 40 }; /* of a page */
#define DOUBTFUL 60.0 /* percent */
#define DOUBTFUL_CAPITAL 93.0
#define MORE_SURE 15.0

/* clang-format off */
#define FUNCTIONS(X) \
	X(void *, TessBaseAPICreate, (void)) \
	X(void, TessBaseAPIDelete, (void *engine)) \
	X(int, TessBaseAPIInit3, (void *engine, const char *folder, const char *language)) \
	X(int, TessBaseAPISetVariable, (void *engine, const char *name, const char *value)) \
	X(void, TessBaseAPISetPageSegMode, (void *engine, int mode)) \
	X(void, TessBaseAPISetImage, (void *engine, const unsigned char *data, int width, int height, int bytes, \
		int stride)) \
	X(void, TessBaseAPISetImage2, (void *engine, void *pix)) \
	X(void, TessBaseAPISetRectangle, (void *engine, int left, int top, int width, int height)) \
	X(void, TessBaseAPISetSourceResolution, (void *engine, int dpi)) \
	X(int, TessBaseAPIRecognize, (void *engine, void *monitor)) \
	X(void *, TessBaseAPIGetIterator, (void *engine)) \
	X(void, TessBaseAPIClear, (void *engine)) \
	X(void, TessResultIteratorDelete, (void *at)) \
	X(void *, TessResultIteratorGetPageIterator, (void *at)) \
	X(int, TessResultIteratorNext, (void *at, int level)) \
	X(char *, TessResultIteratorGetUTF8Text, (const void *at, int level)) \
	X(float, TessResultIteratorConfidence, (const void *at, int level)) \
	X(const char *, TessResultIteratorWordFontAttributes, (const void *at, int *bold, int *italic, int *underlined, \
		int *monospace, int *serif, int *smallcaps, int *points, int *font)) \
	X(int, TessPageIteratorIsAtBeginningOf, (const void *at, int level)) \
	X(int, TessPageIteratorBoundingBox, (const void *at, int level, int *x0, int *y0, int *x1, int *y1)) \
	X(int, TessPageIteratorBaseline, (const void *at, int level, int *x0, int *y0, int *x1, int *y1)) \
	X(void, TessDeleteText, (const char *text))
/* clang-format on */

#define MEMBER(type, name, arguments) type(*name) arguments;
static struct {
	void *engine;    /* NULL: not ready */
	void *leptonica;
	FUNCTIONS(MEMBER)
} lib;

static gboolean
load_library(void)
{
	static const char *const leptonicas[] = {"liblept.so.5", "libleptonica.so.6"};
	void *handle;

	/* Read when the library is loaded. Its threads would not live through a fork, and only wait for each other. */
	g_setenv("OMP_THREAD_LIMIT", "1", TRUE);
	handle = dlopen("libtesseract.so.5", RTLD_NOW | RTLD_LOCAL);
	if (!handle) {
		di_log(DI_LOG_DEBUG, "cannot load libtesseract.so.5: %s", dlerror());
		return FALSE;
	}
#define FETCH(type, name, arguments) \
	lib.name = (type(*) arguments)dlsym(handle, #name); \
	if (!lib.name) \
		return FALSE;
	FUNCTIONS(FETCH)
	/* The one that Tesseract brought: they hand pictures to each other. */
	for (size_t i = 0; i < G_N_ELEMENTS(leptonicas) && !lib.leptonica; i++)
		lib.leptonica = dlopen(leptonicas[i], RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
	return TRUE;
}

void *
di_ocr_leptonica(const char *name)
{
	return lib.leptonica ? dlsym(lib.leptonica, name) : NULL;
}

gboolean
di_ocr_is_ready(void)
{
	return lib.engine != NULL;
}

static void
end_engine(void)
{
	lib.TessBaseAPIDelete(lib.engine);
	lib.engine = NULL;
}

gboolean
di_ocr_warm_up(void)
{
	void *engine;

	if (lib.engine)
		return TRUE;
	if (!load_library())
		return FALSE;
	engine = lib.TessBaseAPICreate();
	lib.TessBaseAPISetVariable(engine, "debug_file", "/dev/null");
	if (lib.TessBaseAPIInit3(engine, NULL, "swe") != 0) {
		di_log(DI_LOG_DEBUG, "Tesseract has no Swedish data; install tesseract-ocr-swe");
		return FALSE;
	}
	lib.TessBaseAPISetPageSegMode(engine, AUTOMATIC);
	lib.engine = engine;
	atexit(end_engine); /* else it complains of what it still holds */
	return di_ocr_pdf_warm_up();
}

static void
take_word(void *at, const DiOcrPicture *picture, DiPdfPage *page, GArray *words)
{
	const void *place = lib.TessResultIteratorGetPageIterator(at); /* the same object: not freed */
	char *text = lib.TessResultIteratorGetUTF8Text(at, WORD);
	int x0 = 0, y0 = 0, x1 = 0, y1 = 0, bx0 = 0, by0 = 0, bx1 = 0, by1 = 0, points = 0, no;
	int left = 0, top = 0, right = 0, bottom = 0;
	DiOcrWord word = {0};

	if (!text)
		return;
	lib.TessResultIteratorWordFontAttributes(at, &no, &no, &no, &no, &no, &no, &points, &no);
	if (text[0] && points > 0 && g_utf8_validate(text, -1, NULL) &&
	    lib.TessPageIteratorBoundingBox(place, WORD, &x0, &y0, &x1, &y1) &&
	    lib.TessPageIteratorBoundingBox(place, ROW, &left, &top, &right, &bottom) &&
	    lib.TessPageIteratorBaseline(place, ROW, &bx0, &by0, &bx1, &by1)) {
		word = (DiOcrWord){
			.text = g_string_chunk_insert(page->texts, text),
			.x0 = x0 * picture->points, .x1 = x1 * picture->points,
			.base_x0 = bx0 * picture->points, .base_y0 = by0 * picture->points,
			.base_x1 = bx1 * picture->points, .base_y1 = by1 * picture->points,
			.size = points, .confidence = (double)lib.TessResultIteratorConfidence(at, WORD),
			.left = left, .top = top, .right = right, .bottom = bottom,
			.begins_row = lib.TessPageIteratorIsAtBeginningOf(place, ROW) || words->len == 0,
		};
		g_array_append_val(words, word);
	}
	lib.TessDeleteText(text);
}

/* What lies on the picture, or in the rectangle that was set. FALSE: it could not be read. */
static gboolean
recognize(const DiOcrPicture *picture, DiPdfPage *page, GArray *words)
{
	void *at = lib.TessBaseAPIRecognize(lib.engine, NULL) == 0 ? lib.TessBaseAPIGetIterator(lib.engine) : NULL;

	if (!at)
		return FALSE;
	do
		take_word(at, picture, page, words);
	while (lib.TessResultIteratorNext(at, WORD) && words->len < WORDS_MAX);
	lib.TessResultIteratorDelete(at);
	return TRUE;
}

static gboolean
is_doubtful(const DiOcrWord *word)
{
	gboolean may_miss_dots = word->text[0] == 'A' || word->text[0] == 'O';

	return word->confidence < (may_miss_dots ? DOUBTFUL_CAPITAL : DOUBTFUL) && di_ocr_letters(word->text) > 1;
}

/* Åsberg for Asberg, Östby for Ostby */
static gboolean
adds_dots(const char *text, const char *plain)
{
	static const char *const pairs[][2] = {{"Å", "A"}, {"Ä", "A"}, {"Ö", "O"}};

	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++) {
		if (g_str_has_prefix(text, pairs[i][0]) && g_str_has_prefix(plain, pairs[i][1]) &&
		    g_str_equal(text + strlen(pairs[i][0]), plain + 1))
			return TRUE;
	}
	return FALSE;
}

/* The word of AGAIN that lies where WORD does, if it was read with more certainty. */
static const DiOcrWord *
surer(const GArray *again, const DiOcrWord *word)
{
	for (guint i = 0; i < again->len; i++) {
		const DiOcrWord *other = &g_array_index(again, DiOcrWord, i);
		double margin = adds_dots(other->text, word->text) ? 0 : MORE_SURE;
		double common = MIN(word->x1, other->x1) - MAX(word->x0, other->x0);

		if (common > 0.7 * MAX(word->x1 - word->x0, other->x1 - other->x0) &&
		    other->confidence > word->confidence + margin)
			return other;
	}
	return NULL;
}

/* A row that is read alone is often read better: the Å of a word at its beginning, for one. */
static void
read_again(const DiOcrPicture *picture, DiPdfPage *page, GArray *words, guint first, guint end)
{
	const DiOcrWord row = g_array_index(words, DiOcrWord, first);
	g_autoptr(GArray) again = g_array_new(FALSE, FALSE, sizeof(DiOcrWord));
	int margin = MIN(MIN(row.left, row.top), (row.bottom - row.top) / 3);

	lib.TessBaseAPISetRectangle(lib.engine, row.left - margin, row.top - margin,
		row.right - row.left + 2 * margin, row.bottom - row.top + 2 * margin);
	recognize(picture, page, again);
	for (guint i = first; i < end; i++) {
		DiOcrWord *word = &g_array_index(words, DiOcrWord, i);
		const DiOcrWord *other = is_doubtful(word) ? surer(again, word) : NULL;

		if (!other)
			continue;
		word->text = other->text;
		word->confidence = other->confidence;
	}
}

static void
read_doubtful_rows(const DiOcrPicture *picture, DiPdfPage *page, GArray *words)
{
	int left = AGAIN_MAX;

	lib.TessBaseAPISetPageSegMode(lib.engine, ONE_ROW);
	for (guint first = 0, end; first < words->len && left > 0; first = end) {
		gboolean doubtful = FALSE;

		for (end = first; end < words->len; end++) {
			const DiOcrWord *word = &g_array_index(words, DiOcrWord, end);

			if (end > first && word->begins_row)
				break;
			doubtful = doubtful || is_doubtful(word);
		}
		if (doubtful)
			read_again(picture, page, words, first, end);
		left -= doubtful;
	}
	lib.TessBaseAPISetPageSegMode(lib.engine, AUTOMATIC);
}

gboolean
di_ocr_read(const DiOcrPicture *picture, DiPdfPage *page)
{
	g_autoptr(GArray) words = g_array_new(FALSE, FALSE, sizeof(DiOcrWord));
	gboolean done;

	if (picture->pix)
		lib.TessBaseAPISetImage2(lib.engine, picture->pix);
	else
		lib.TessBaseAPISetImage(lib.engine, picture->grey, picture->width, picture->height, 1, picture->stride);
	lib.TessBaseAPISetSourceResolution(lib.engine, (int)(72 / picture->points + 0.5));
	done = recognize(picture, page, words);
	read_doubtful_rows(picture, page, words);
	lib.TessBaseAPIClear(lib.engine);
	di_ocr_place(page, words);
	return done;
}
