/* A PDF whose pages are pictures, drawn by poppler and cairo as a printer would, then read. */
#include "ocr.h"

#include <cairo.h>
#include <dlfcn.h>
#include <poppler.h>
#include <string.h>

#define DOTS_PER_INCH 300.0
#define MAX_PIXELS 4300.0 /* of the longer side: A4 has 3508 */
#define PICTURE_PIXELS_MAX (150 * G_GUINT64_CONSTANT(1000000)) /* A3 at 600 dots an inch has 70 million */

#define FUNCTIONS(X) \
	X(poppler_document_new_from_bytes) X(poppler_document_get_n_pages) X(poppler_document_get_page) \
	X(poppler_page_get_size) X(poppler_page_render_for_printing) X(g_object_unref)
#define CAIRO_FUNCTIONS(X) \
	X(cairo_image_surface_create) X(cairo_image_surface_get_data) X(cairo_image_surface_get_stride) \
	X(cairo_surface_flush) X(cairo_surface_destroy) X(cairo_surface_status) \
	X(cairo_create) X(cairo_destroy) X(cairo_scale) X(cairo_paint) X(cairo_set_source_rgb)

#define MEMBER(name) __typeof__(name) *name;
static struct {
	gboolean loaded;
	FUNCTIONS(MEMBER)
	CAIRO_FUNCTIONS(MEMBER)
} lib;

#define FETCH(name) \
	lib.name = (__typeof__(lib.name))dlsym(handle, #name); \
	if (!lib.name) \
		return FALSE;

static gboolean
load_libraries(void)
{
	void *handle = dlopen(POPPLER_GLIB_SONAME, RTLD_NOW | RTLD_LOCAL);

	if (!handle)
		return FALSE;
	FUNCTIONS(FETCH)
	handle = dlopen("libcairo.so.2", RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return FALSE;
	CAIRO_FUNCTIONS(FETCH)
	lib.loaded = TRUE;
	return TRUE;
}

/* cairo's pixels (four bytes: blue, green, red, nothing) → one byte each, into the same memory. */
static void
make_grey(guint8 *data, int width, int height, int stride)
{
	for (int y = 0; y < height; y++) {
		const guint8 *from = data + (gsize)y * (gsize)stride;
		guint8 *to = data + (gsize)y * (gsize)width;

		for (int x = 0; x < width; x++, from += 4)
			to[x] = (guint8)((from[0] * 29 + from[1] * 150 + from[2] * 77) >> 8);
	}
}

static void
draw(PopplerPage *source, cairo_surface_t *surface, double scale)
{
	cairo_t *cairo = lib.cairo_create(surface);

	lib.cairo_set_source_rgb(cairo, 1, 1, 1);
	lib.cairo_paint(cairo);
	lib.cairo_scale(cairo, scale, scale);
	lib.poppler_page_render_for_printing(source, cairo);
	lib.cairo_destroy(cairo);
	lib.cairo_surface_flush(surface);
}

static void
read_drawn(PopplerPage *source, DiPdfPage *page)
{
	double scale = MIN(DOTS_PER_INCH / 72, MAX_PIXELS / MAX(page->width, page->height));
	int width = (int)(page->width * scale + 1), height = (int)(page->height * scale + 1);
	cairo_surface_t *surface = lib.cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);

	if (lib.cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
		guint8 *data;

		draw(source, surface, scale);
		data = lib.cairo_image_surface_get_data(surface);
		make_grey(data, width, height, lib.cairo_image_surface_get_stride(surface));
		di_ocr_read(&(DiOcrPicture){.grey = data, .width = width, .height = height, .stride = width,
			.points = 1 / scale}, page);
	}
	lib.cairo_surface_destroy(surface);
}

static void
read_page(PopplerDocument *source, int number, DiOcrReading *reading)
{
	PopplerPage *one = lib.poppler_document_get_page(source, number);
	double width = 0, height = 0;
	DiPdfPage *page;

	if (!one)
		return;
	lib.poppler_page_get_size(one, &width, &height);
	page = di_pdf_page_new(number + 1, width, height);
	g_ptr_array_add(reading->layout.pages, page);
	if (width > 30 && height > 30)
		read_drawn(one, page);
	lib.g_object_unref(one);
}

/* The largest number that stands behind KEY anywhere in the file. */
static guint64
largest_after(GBytes *bytes, const char *key)
{
	gsize size, length = strlen(key);
	const char *start = g_bytes_get_data(bytes, &size), *at = start;
	guint64 largest = 0;

	while (at && (at = memmem(at, size - (gsize)(at - start), key, length)) != NULL) {
		guint64 number = 0;

		for (at += length; at < start + size && *at == ' '; at++)
			;
		for (; at < start + size && g_ascii_isdigit(*at) && number < G_MAXUINT32; at++)
			number = number * 10 + (guint64)(*at - '0');
		largest = MAX(largest, MIN(number, G_MAXUINT32));
	}
	return largest;
}

/* A picture's size stands in the open in a PDF. One that no scanner makes would only be drawn for minutes. */
static gboolean
is_drawn_in_time(GBytes *bytes)
{
	return largest_after(bytes, "/Width") * largest_after(bytes, "/Height") <= PICTURE_PIXELS_MAX;
}

void
di_ocr_pdf(GBytes *bytes, DiDocument *document)
{
	PopplerDocument *source = is_drawn_in_time(bytes) ? lib.poppler_document_new_from_bytes(bytes, NULL, NULL) : NULL;
	DiOcrReading reading = {.pages = source ? lib.poppler_document_get_n_pages(source) : 0};

	di_ocr_begin(&reading);
	for (int i = 0; i < reading.pages && di_ocr_may_go_on(&reading); i++)
		read_page(source, i, &reading);
	if (source)
		lib.g_object_unref(source);
	di_ocr_end(&reading, document);
}

/* A page with a word in a font that the file does not hold: drawing it loads the machine's fonts, and reading it
 * makes all that Tesseract makes late. */
gboolean
di_ocr_pdf_warm_up(void)
{
	static const char tiny[] =
		"%PDF-1.4\n"
		"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
		"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>>>>>endobj\n"
		"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"
		"5 0 obj<</Length 44>>stream\nBT /F 12 Tf 20 50 Td(Det var en prov) Tj ET   \nendstream endobj\n"
		"trailer<</Root 1 0 R>>\n";
	g_autoptr(GBytes) bytes = g_bytes_new_static(tiny, sizeof tiny - 1);
	g_autoptr(DiDocument) document = di_document_new("pdf");

	if (!lib.loaded && !load_libraries())
		return FALSE;
	di_ocr_pdf(bytes, document);
	di_ocr_share = (DiOcrShare){0}; /* that was no mail's time */
	return TRUE;
}
