/* Pages as tables of words, for the geometry of PDF. A line of the text is a line on the page:
 *
 *	70 100 11 Två ord @300 ett till      at x 70, baseline 100, size 11; then at x 300
 *	70 114 11 [b]Fetstil[/b] och vanligt; ord^1    bold; a raised 1 that touches its word
 *	70 128 11 #tagg=värde                a form field
 *	rule 70 90 500 90                    a drawn line, from x 70, y 90 to x 500, y 90
 *	grid 70,200,500 90,110,140           all lines of a table with borders at these x and y
 *	page                                 the next page
 *	width 320                            a first line: how wide the pages are; else 595
 *
 * Each character is half its size wide. */
#pragma once

#include "../../src/document/pdf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline double
put_word(DiPdfWriter *writer, const char *word, double x, double base, double size, gboolean *bold)
{
	double normal = size;

	for (const char *at = word; *at; at = di_utf8_next(at)) {
		if (g_str_has_prefix(at, "[b]") || g_str_has_prefix(at, "[/b]")) {
			*bold = at[1] == 'b';
			at += *bold ? 2 : 3;
			continue;
		}
		if (*at == '^') {
			size = normal * 0.6;
			base -= normal * 0.35;
			continue;
		}
		di_pdf_writer_glyph(writer, &(DiPdfGlyph){.c = g_utf8_get_char(at), .x0 = x, .x1 = x + size / 2,
			.y0 = base - 0.8 * size, .y1 = base + 0.2 * size, .size = size, .bold = *bold});
		x += size / 2;
	}
	di_pdf_writer_glyph(writer, &(DiPdfGlyph){.c = ' ', .x0 = x, .x1 = x, .size = size});
	return x + normal / 4;
}

static inline void
put_field(DiPdfPage *page, const char *spec, double x, double base, double size)
{
	DiPdfField *field = g_new0(DiPdfField, 1);
	const char *equals = strchr(spec, '=');

	field->name = equals ? g_strndup(spec, (gsize)(equals - spec)) : g_strdup(spec);
	field->value = g_strdup(equals ? equals + 1 : "");
	field->x0 = x;
	field->x1 = x + 100;
	field->y0 = base - size;
	field->y1 = base + 2;
	g_ptr_array_add(page->fields, field);
}

static inline void
put_line(DiPdfPage *page, DiPdfWriter *writer, const char *line)
{
	char *at = NULL;
	double x = g_ascii_strtod(line, &at), base = g_ascii_strtod(at, &at), size = g_ascii_strtod(at, &at);
	g_auto(GStrv) words = g_strsplit(at, " ", -1);
	gboolean bold = FALSE;

	size = CLAMP(size, 0, 100);
	for (guint i = 0; words[i]; i++) {
		if (words[i][0] == '@')
			x = g_ascii_strtod(words[i] + 1, NULL);
		else if (words[i][0] == '#')
			put_field(page, words[i] + 1, x, base, size);
		else if (words[i][0])
			x = put_word(writer, words[i], x, base, size, &bold);
	}
}

static inline void
put_rule(DiPdfPage *page, double x0, double y0, double x1, double y1)
{
	DiPdfRule rule = {.x0 = MIN(x0, x1), .y0 = MIN(y0, y1), .x1 = MAX(x0, x1), .y1 = MAX(y0, y1)};

	g_array_append_val(page->rules, rule);
}

static inline void
put_grid(DiPdfPage *page, const char *spec)
{
	g_auto(GStrv) parts = g_strsplit(spec, " ", 2); /* of nothing: no part at all */
	g_auto(GStrv) xs = g_strsplit(parts[0] ? parts[0] : "", ",", -1);
	g_auto(GStrv) ys = g_strsplit(parts[0] && parts[1] ? parts[1] : "", ",", -1);
	guint n = g_strv_length(xs), m = g_strv_length(ys);

	for (guint i = 0; n > 0 && m > 0 && i < MIN(n, 50); i++)
		put_rule(page, g_ascii_strtod(xs[i], NULL), g_ascii_strtod(ys[0], NULL), g_ascii_strtod(xs[i], NULL), g_ascii_strtod(ys[m - 1], NULL));
	for (guint i = 0; n > 0 && m > 0 && i < MIN(m, 50); i++)
		put_rule(page, g_ascii_strtod(xs[0], NULL), g_ascii_strtod(ys[i], NULL), g_ascii_strtod(xs[n - 1], NULL), g_ascii_strtod(ys[i], NULL));
}

/* FALSE: it is no line of a table. */
static inline gboolean
put_drawn(DiPdfPage *page, const char *line)
{
	double at[4] = {0};
	char *end = NULL;

	if (g_str_has_prefix(line, "grid "))
		put_grid(page, line + 5);
	if (!g_str_has_prefix(line, "rule "))
		return g_str_has_prefix(line, "grid ");
	at[0] = g_ascii_strtod(line + 5, &end);
	for (int i = 1; i < 4; i++)
		at[i] = g_ascii_strtod(end, &end);
	put_rule(page, at[0], at[1], at[2], at[3]);
	return TRUE;
}

static inline void
put_pages(DiPdfLayout *layout, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	DiPdfPage *page = NULL;
	DiPdfWriter *writer = NULL;
	double width = g_str_has_prefix(text, "width ") ? g_ascii_strtod(text + 6, NULL) : 595;

	for (guint i = width < 595 ? 1 : 0; lines[i]; i++) {
		if (!page || strcmp(lines[i], "page") == 0) {
			di_pdf_writer_free(writer);
			page = di_pdf_page_new((int)layout->pages->len + 1, width, 842);
			g_ptr_array_add(layout->pages, page);
			writer = di_pdf_writer_new(page);
		}
		if (strcmp(lines[i], "page") != 0 && !put_drawn(page, lines[i]))
			put_line(page, writer, lines[i]);
	}
	di_pdf_writer_free(writer);
}

static inline DiDocument *
read_pages(const char *text)
{
	DiDocument *document = di_document_new("pdf");
	DiPdfLayout layout;

	di_pdf_layout_init(&layout);
	put_pages(&layout, text);
	di_pdf_arrange(&layout, document);
	di_pdf_layout_clear(&layout);
	return document;
}
