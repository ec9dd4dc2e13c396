/* What reads the bytes of a PDF: pages of characters and form fields. There are two engines behind one table.
 *
 *	pdf-glib.c    poppler-glib, the public library; it brings fifty libraries (cairo, X11, gio …)
 *	pdf-core.cc   libpoppler itself, a module of its own (diarie-pdf.so); a third of the start, half of the time a page
 *
 * The core's interface is not stable: configure tries it, the module is linked with the library's exact
 * version, and where either fails the first engine is used. Both give the same, and a test holds them to it; but only the
 * core sees what lines are drawn, so that with the other the cells of a table are known by geometry alone.
 * Plain C, also for C++: no GLib here. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DI_PDF_ENGINE_VERSION 5
#define DI_PDF_PICTURE_SHARE 0.6
#define DI_PDF_MODULE "diarie-pdf.so"

/* One character in reading order; between words a space, at the end of a line '\n'. Points, y downwards. */
typedef struct {
	double x0, y0, x1, y1;
	double size;      /* of its font; 0: unknown */
	uint32_t c;
	unsigned char has_style; /* size, bold and white are known */
	unsigned char bold, white;
} DiPdfChar;

/* A form field that can hold an answer. The engine's, until the page is left. */
typedef struct {
	const char *name, *value; /* UTF-8, as the file has it; name "" where it has none */
	double x0, y0, x1, y1;    /* y upwards */
} DiPdfEntry;

/* A straight line that is drawn on the page, level or upright. Points, y downwards; x0 <= x1, y0 <= y1. */
typedef struct {
	double x0, y0, x1, y1;
} DiPdfRule;

typedef void DiPdfTakeField(void *user, const DiPdfEntry *entry);

/* One document at a time, one page at a time. */
typedef struct {
	int version;
	/* Before the sandbox closes. */
	void (*init)(void);
	/* NULL: it cannot be read, for want of a password where *LOCKED_OUT. BYTES must outlive the document. */
	void *(*open)(const void *bytes, size_t size, int *locked_out);
	void (*close)(void *document);
	int (*n_pages)(void *document);
	/* The program that wrote it; "": unknown. The engine's. */
	const char *(*producer)(void *document);
	/* Its keywords (/Info), as a program joined them; "": none. The engine's. */
	const char *(*keywords)(void *document);
	/* Goes to page INDEX, from 0; 0: there is none. The page before it is left. */
	int (*page)(void *document, int index, double *width_out, double *height_out);
	void (*fields)(void *document, DiPdfTakeField *take, void *user);
	/* The page's characters, *N_OUT of them; the engine's, until the page is left. THOROUGH: all of them as
	 * poppler reads a page, also where a quicker way gives the same (pdf-upright.cc). */
	const DiPdfChar *(*characters)(void *document, int thorough, size_t *n_out);
	/* 0: no picture stands on the page; 1: some do; 2: one covers DI_PDF_PICTURE_SHARE of it, as a scanner's does. */
	int (*has_images)(void *document);
	/* After characters: the lines drawn on the page; the engine's, until the page is left. None where the engine cannot tell. */
	const DiPdfRule *(*rules)(void *document, size_t *n_out);
} DiPdfEngine;

/* Is a font bold, by its name? The mark of a subset ("ABCDEF+") says nothing. */
static inline int
di_pdf_is_bold(const char *name)
{
	static const char *const signs[] = {"bold", "black", "heavy", "demi", "cmbx", "sfbx", "ecbx", "-bd", "lmbx"};
	char low[128];
	size_t capitals = 0, n = 0;

	while (name[capitals] >= 'A' && name[capitals] <= 'Z')
		capitals++;
	if (capitals > 0 && name[capitals] == '+' && name[capitals + 1])
		name += capitals + 1;
	for (; name[n] && n + 1 < sizeof low; n++)
		low[n] = (char)(name[n] >= 'A' && name[n] <= 'Z' ? name[n] + 32 : name[n]);
	low[n] = '\0';
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (strstr(low, signs[i]))
			return 1;
	}
	return 0;
}

/* Each part from 0 to 1. */
static inline int
di_pdf_is_white(double red, double green, double blue)
{
	const double limit = 63488.5 / 65535;

	return red > limit && green > limit && blue > limit;
}

/* What the module exports: const DiPdfEngine di_pdf_engine */
#define DI_PDF_ENGINE_SYMBOL "di_pdf_engine"

#ifdef __cplusplus
}
#endif
