/* Pictures of text → pages of words, for what a scanner or a telephone made.
 *
 *	ocr.c         one picture through Tesseract → words with places on the picture
 *	ocr-words.c   those words, put straight and made even → the page of pdf.h
 *	ocr-pdf.c     a PDF whose pages are pictures: drawn by poppler and cairo
 *	ocr-picture.c JPEG, PNG and TIFF, by leptonica */
#pragma once

#include "pdf.h"

#define DI_OCR_MAX_PAGES 20
/* Of all documents that a process reads, the attachments of one mail: no further page is begun that would likely end after so much of the
 * processor's time, nor at all after so long by the clock of a busy machine: what is read is answered. Eight usual pages are read in it. */
#define DI_OCR_MAX_CPU_S 20
#define DI_OCR_MAX_SECONDS 75

/* As Tesseract found it, in points from the picture's top left corner. */
typedef struct {
	const char *text;
	double x0, x1;
	double base_x0, base_y0, base_x1, base_y1; /* the line that its row of text stands on */
	double size;
	double confidence; /* 0 … 100 */
	int left, top, right, bottom; /* its row, in pixels */
	gboolean begins_row;
} DiOcrWord;

/* Either bytes of grey or leptonica's own. */
typedef struct {
	const guint8 *grey;
	int width, height, stride; /* pixels; bytes */
	void *pix;
	double points; /* of a pixel */
} DiOcrPicture;

/* ocr.c */

gboolean di_ocr_warm_up(void);
gboolean di_ocr_is_ready(void);
/* A function of leptonica as Tesseract has it; NULL: none. */
void *di_ocr_leptonica(const char *name);
/* Adds the picture's words to PAGE. FALSE: it could not be read. */
gboolean di_ocr_read(const DiOcrPicture *picture, DiPdfPage *page);

/* ocr-words.c */

int di_ocr_letters(const char *text); /* and digits */
/* WORDS: DiOcrWord. How far they were sure is kept in `sure_words` of the page. */
void di_ocr_place(DiPdfPage *page, const GArray *words);

/* What ocr-pdf.c and ocr-picture.c share: one page after another while there is time. */
typedef struct {
	DiPdfLayout layout;
	int pages;         /* of the document */
	gboolean is_late;  /* there was no time for more of them */
} DiOcrReading;
/* The time that all documents of this process share; all zero: none has begun. */
typedef struct {
	gint64 began_us, began_cpu_us;
	guint pages; /* read, of documents before */
} DiOcrShare;
extern DiOcrShare di_ocr_share;
/* Is one page more, as long as the PAGES that took SPENT microseconds were, within that time? */
gboolean di_ocr_has_time(gint64 spent, guint pages);
void di_ocr_begin(DiOcrReading *reading);
/* Asked before each page. */
gboolean di_ocr_may_go_on(DiOcrReading *reading);
/* Arranges what was read, says so in a remark, or fails with TEXT_SAKNAS; with TID, where what was not read may hold text. Frees what READING
 * holds. */
void di_ocr_end(DiOcrReading *reading, DiDocument *document);

/* ocr-pdf.c */

/* Loads cairo and what poppler needs for drawing. */
gboolean di_ocr_pdf_warm_up(void);
/* Reads DOCUMENT, in which no text was found, again as pictures. */
void di_ocr_pdf(GBytes *bytes, DiDocument *document);
