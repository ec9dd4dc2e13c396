/* JPEG, PNG and TIFF, by leptonica. A picture is taken for one page of A4 paper, however many pixels it has. */
#include "ocr.h"

#include <string.h>

#define A4_SHORT 595.0 /* points */
#define MAX_PIXELS 60e6
#define MIN_SHORT_SIDE 1600 /* pixels: less is drawn larger, for small type is not read */
#define MAX_SHORT_SIDE 3300

typedef struct Pix Pix;

/* clang-format off */
#define FUNCTIONS(X) \
	X(int, pixReadHeaderMem, (const guint8 *data, size_t size, int *format, int *width, int *height, int *bits, \
		int *samples, int *has_map)) \
	X(Pix *, pixReadMem, (const guint8 *data, size_t size)) \
	X(Pix *, pixReadMemFromMultipageTiff, (const guint8 *data, size_t size, size_t *offset)) \
	X(Pix *, pixConvertTo8, (Pix *pix, int with_map)) \
	X(Pix *, pixRotateOrth, (Pix *pix, int quarters)) \
	X(Pix *, pixScale, (Pix *pix, float x, float y)) \
	X(int, pixGetWidth, (const Pix *pix)) \
	X(int, pixGetHeight, (const Pix *pix)) \
	X(void, pixDestroy, (Pix **pix))
/* clang-format on */

#define MEMBER(type, name, arguments) type(*name) arguments;
static struct {
	gboolean loaded;
	FUNCTIONS(MEMBER)
} lib;

static gboolean
load(void)
{
	if (lib.loaded)
		return TRUE;
#define FETCH(type, name, arguments) \
	lib.name = (type(*) arguments)di_ocr_leptonica(#name); \
	if (!lib.name) \
		return FALSE;
	FUNCTIONS(FETCH)
	lib.loaded = TRUE;
	return TRUE;
}

typedef enum { OTHER, JPEG, PNG, TIFF } Kind;

static Kind
kind_of(const guint8 *data, gsize size)
{
	if (size > 8 && memcmp(data, "\xff\xd8\xff", 3) == 0)
		return JPEG;
	if (size > 8 && memcmp(data, "\x89PNG\r\n", 6) == 0)
		return PNG;
	if (size > 8 && (memcmp(data, "II*\0", 4) == 0 || memcmp(data, "MM\0*", 4) == 0))
		return TIFF;
	return OTHER;
}

/* Telephones do not turn a picture, they note how they were held: Exif's tag 0x0112 in the first APP1. */

static guint
number(const guint8 *at, int bytes, gboolean big)
{
	guint value = 0;

	for (int i = 0; i < bytes; i++)
		value = value << 8 | at[big ? i : bytes - 1 - i];
	return value;
}

/* TIFF: what follows "Exif\0\0". Quarter turns clockwise. */
static int
turns_of_exif(const guint8 *tiff, gsize size)
{
	static const int turns[] = {0, 0, 0, 2, 2, 1, 1, 3, 3};
	gboolean big;
	guint at, n;

	if (size < 14)
		return 0;
	big = tiff[0] == 'M';
	at = number(tiff + 4, 4, big);
	if (at > size - 2)
		return 0;
	n = number(tiff + at, 2, big);
	for (at += 2; n > 0 && at <= size - 12 && at < 65536; at += 12, n--) {
		guint value = number(tiff + at + 8, 2, big);

		if (number(tiff + at, 2, big) == 0x0112)
			return value < G_N_ELEMENTS(turns) ? turns[value] : 0;
	}
	return 0;
}

static int
turns_of_jpeg(const guint8 *data, gsize size)
{
	gsize at = 2;

	while (at + 10 < size && data[at] == 0xff && data[at + 1] != 0xda) {
		gsize length = number(data + at + 2, 2, TRUE);

		if (length < 2 || at + 2 + length > size)
			return 0;
		if (data[at + 1] == 0xe1 && length > 8 && memcmp(data + at + 4, "Exif\0", 6) == 0)
			return turns_of_exif(data + at + 10, length - 8);
		at += 2 + length;
	}
	return 0;
}

/* Takes what MADE is; where it could not be made, the old one stays. */
static void
replace(Pix **pix, Pix *made)
{
	if (!made)
		return;
	lib.pixDestroy(pix);
	*pix = made;
}

static void
read_page(Pix **pix, int turns, DiOcrReading *reading)
{
	int width, height, shorter;
	DiPdfPage *page;
	double points;

	replace(pix, lib.pixConvertTo8(*pix, 0));
	if (turns)
		replace(pix, lib.pixRotateOrth(*pix, turns));
	shorter = MIN(lib.pixGetWidth(*pix), lib.pixGetHeight(*pix));
	if (shorter > 0 && (shorter < MIN_SHORT_SIDE || shorter > MAX_SHORT_SIDE)) {
		float scale = (float)CLAMP(shorter, MIN_SHORT_SIDE, MAX_SHORT_SIDE) / (float)shorter;

		replace(pix, lib.pixScale(*pix, MIN(scale, 3), MIN(scale, 3)));
	}
	width = lib.pixGetWidth(*pix);
	height = lib.pixGetHeight(*pix);
	points = A4_SHORT / MIN(width, height);
	page = di_pdf_page_new((int)reading->layout.pages->len + 1, width * points, height * points);
	g_ptr_array_add(reading->layout.pages, page);
	di_ocr_read(&(DiOcrPicture){.pix = *pix, .points = points}, page);
}

static gboolean
is_bearable(const guint8 *data, gsize size)
{
	int format, width = 0, height = 0, bits, samples, has_map;

	return lib.pixReadHeaderMem(data, size, &format, &width, &height, &bits, &samples, &has_map) == 0 &&
	       width >= 100 && height >= 100 && (double)width * height <= MAX_PIXELS &&
	       MAX(width, height) <= 20 * MIN(width, height);
}

static void
read_pages(const guint8 *data, gsize size, DiOcrReading *reading)
{
	Kind kind = kind_of(data, size);
	int turns = kind == JPEG ? turns_of_jpeg(data, size) : 0;
	size_t offset = 0;

	if (kind == OTHER || !is_bearable(data, size))
		return;
	while ((offset != 0 || reading->pages == 0) && di_ocr_may_go_on(reading)) {
		Pix *pix = kind == TIFF ? lib.pixReadMemFromMultipageTiff(data, size, &offset) : lib.pixReadMem(data, size);

		if (!pix)
			return;
		reading->pages++;
		read_page(&pix, turns, reading);
		lib.pixDestroy(&pix);
	}
	reading->pages += offset != 0; /* one more at least */
}

DiDocument *
di_picture_read(GBytes *bytes)
{
	DiDocument *document = di_document_new("bild");
	DiOcrReading reading = {0};
	gsize size;
	const guint8 *data = g_bytes_get_data(bytes, &size);

	document->has_images = TRUE;
	if (!di_ocr_is_ready() || !load()) {
		di_document_fail(document, DI_FAULT_TEXT_SAKNAS, NULL);
		return document;
	}
	di_ocr_begin(&reading);
	read_pages(data, size, &reading);
	di_ocr_end(&reading, document);
	document->pages = reading.pages;
	return document;
}
