/* Characters with places → the words of a page. */
#include "pdf.h"

#include <math.h>
#include <string.h>

DiPdfPage *
di_pdf_page_new(int number, double width, double height)
{
	DiPdfPage *page = g_new0(DiPdfPage, 1);

	page->number = number;
	page->width = width;
	page->height = height;
	page->texts = g_string_chunk_new(8192);
	page->words = g_array_new(FALSE, TRUE, sizeof(DiPdfWord));
	page->segments = g_array_new(FALSE, TRUE, sizeof(DiPdfSegment));
	page->rows = g_array_new(FALSE, TRUE, sizeof(DiPdfRow));
	page->rules = g_array_new(FALSE, FALSE, sizeof(DiPdfRule));
	page->cells = g_array_new(FALSE, FALSE, sizeof(DiPdfCell));
	page->fields = g_ptr_array_new_with_free_func((GDestroyNotify)di_pdf_field_free);
	return page;
}

void
di_pdf_page_free(DiPdfPage *page)
{
	if (!page)
		return;
	g_string_chunk_free(page->texts);
	g_array_free(page->words, TRUE);
	g_array_free(page->segments, TRUE);
	g_array_free(page->rows, TRUE);
	g_ptr_array_unref(page->fields);
	g_array_free(page->rules, TRUE);
	g_array_free(page->cells, TRUE);
	g_free(page);
}

void
di_pdf_field_free(DiPdfField *field)
{
	if (!field)
		return;
	g_free(field->name);
	g_free(field->value);
	g_free(field);
}

struct DiPdfWriter {
	DiPdfPage *page;
	GString *text;
	DiPdfWord word;
	DiPdfWord last; /* the word before; text NULL: none */
	gboolean spaced; /* white space since the last word */
	gboolean from_right; /* some letter of the word is Hebrew or Arabic */
	gboolean swapped;    /* so does one whose bytes are in the wrong order */
};

DiPdfWriter *
di_pdf_writer_new(DiPdfPage *page)
{
	DiPdfWriter *writer = g_new0(DiPdfWriter, 1);

	writer->page = page;
	writer->text = g_string_new(NULL);
	writer->spaced = TRUE;
	return writer;
}

/* Type is raised where it is smaller than the word it touches and ends above that word's feet. */
static gboolean
is_raised(const DiPdfWord *word, const DiPdfWord *last)
{
	return word->size < 0.82 * last->size && word->y1 < last->y1 - 0.08 * last->size &&
	       word->y1 > last->y0;
}

static gboolean
touches(const DiPdfWord *word, const DiPdfWord *last)
{
	double size = MAX(word->size, last->size);

	return fabs(word->x0 - last->x1) < 0.22 * size && word->y0 < last->y1 && last->y0 < word->y1;
}

static gboolean
is_from_right(gunichar c)
{
	return (c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) || (c >= 0xfe70 && c < 0xfeff);
}

/* Hebrew and Arabic come as they stand on the page, from the left; they are read from the right. */
static void
read_from_right(GString *text)
{
	g_autofree char *read = NULL;

	for (const char *at = text->str; *at; at++) {
		if (g_ascii_isalnum(*at))
			return;
	}
	read = g_utf8_strreverse(text->str, (gssize)text->len);
	g_string_assign(text, read);
}

static gboolean
is_swapped(gunichar c)
{
	return (c & 0xff) == 0 && c < 0x8000 && g_ascii_isalpha((char)(c >> 8));
}

/* Ghostscript writes down which letters a ligature stands for with their bytes swapped: "琀椀d" is "tid". A word in which all
 * else is Latin, or nothing else, is such a one. */
static void
read_swapped(GString *text)
{
	GString *read = g_string_sized_new(text->len);
	gboolean sound = TRUE;

	for (const char *at = text->str; *at; at = di_utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		sound = sound && (is_swapped(c) || c < 0x250 || (c >= 0x2000 && c < 0x2070));
		g_string_append_unichar(read, is_swapped(c) ? c >> 8 : c);
	}
	if (sound)
		g_string_assign(text, read->str);
	g_string_free(read, TRUE);
}

static void
end_word(DiPdfWriter *writer)
{
	DiPdfWord *word = &writer->word;

	if (writer->text->len == 0)
		return;
	if (writer->from_right)
		read_from_right(writer->text);
	if (writer->swapped)
		read_swapped(writer->text);
	/* Poppler's boxes reach from ascent to descent; a fifth below the line fits usual type. */
	word->base = word->y1 - 0.2 * (word->y1 - word->y0);
	word->glued = !writer->spaced && writer->last.text && touches(word, &writer->last);
	word->raised = writer->last.text && is_raised(word, &writer->last) && touches(word, &writer->last);
	if (word->raised)
		word->base = writer->last.base;
	word->text = g_string_chunk_insert_len(writer->page->texts, writer->text->str, (gssize)writer->text->len);
	g_array_append_val(writer->page->words, *word);
	if (!word->raised)
		writer->last = *word;
	g_string_truncate(writer->text, 0);
	writer->from_right = writer->swapped = FALSE;
	*word = (DiPdfWord){0};
	writer->spaced = FALSE;
}

/* Does GLYPH go on with the word before it? Poppler puts spaces between words, but not where type changes. */
static gboolean
continues(const DiPdfWord *word, const DiPdfGlyph *glyph)
{
	double size = MAX(word->size, glyph->size);

	return word->bold == glyph->bold && fabs(word->size - glyph->size) < 0.05 * size &&
	       fabs(glyph->x0 - word->x1) < 0.35 * size && glyph->y0 < word->y1 && word->y0 < glyph->y1;
}

static void
append_character(GString *text, gunichar c)
{
	g_autofree char *whole = NULL;
	char one[7] = "";

	if (c < 0x80) {
		g_string_append_c(text, (char)c);
		return;
	}
	if (c < 0x800) { /* most of what is left, and at a tenth of the price */
		g_string_append_c(text, (char)(0xc0 | (c >> 6)));
		g_string_append_c(text, (char)(0x80 | (c & 0x3f)));
		return;
	}
	if (c < 0xfb00 || c > 0xfb06) {
		g_string_append_unichar(text, c);
		return;
	}
	one[g_unichar_to_utf8(c, one)] = '\0';
	whole = g_utf8_normalize(one, -1, G_NORMALIZE_ALL_COMPOSE); /* ﬁ → fi */
	g_string_append(text, whole ? whole : one);
}

/* Type 3 fonts of pdfTeX name no signs: of TeX's T1 encoding come through ligatures, dashes and quotation marks,
 * of OMS and TS1 bullets, as the control characters at whose places they stand. No PDF means these. */
static gunichar
from_tex(gunichar c)
{
	static const guint16 signs[0x20] = {[0x0f] = 0x2022, [0x10] = 0x201c, [0x11] = 0x201d, [0x12] = 0x201e, [0x13] = 0xab, [0x14] = 0xbb,
		[0x15] = 0x2013, [0x16] = 0x2014, [0x1b] = 0xfb00, [0x1c] = 0xfb01, [0x1d] = 0xfb02, [0x1e] = 0xfb03, [0x1f] = 0xfb04};

	if (c >= 0x20)
		return c == 0x88 ? 0x2022 : c;
	return signs[c] ? signs[c] : c;
}

static gboolean
is_space(gunichar c)
{
	if (c < 0x80)
		return g_ascii_isspace((char)c) && c != '\v';
	return g_unichar_isspace(c);
}

static gboolean
is_noise(gunichar c)
{
	if (c >= 0x20 && c < 0x7f)
		return FALSE;
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200b || c == 0x200c || c == 0x200d || c == 0xfeff ||
	       c == 0xfffd || c == 0x2060;
}

/* A broken file may place type anywhere. */
static gboolean
is_sane(const DiPdfGlyph *glyph)
{
	return fabs(glyph->x0) < 1e5 && fabs(glyph->x1) < 1e5 && fabs(glyph->y0) < 1e5 && fabs(glyph->y1) < 1e5 &&
	       glyph->size > 0 && glyph->size < 1e4;
}

void
di_pdf_writer_glyph(DiPdfWriter *writer, const DiPdfGlyph *glyph)
{
	DiPdfWord *word = &writer->word;
	gunichar c = glyph->c < 0x20 || glyph->c == 0x88 ? from_tex(glyph->c) : glyph->c;

	if (is_space(c)) {
		end_word(writer);
		writer->spaced = TRUE;
		return;
	}
	if (glyph->hidden || is_noise(c) || !is_sane(glyph))
		return;
	if (writer->text->len > 0 && !continues(word, glyph))
		end_word(writer);
	if (writer->text->len == 0) {
		*word = (DiPdfWord){.x0 = glyph->x0, .y0 = glyph->y0, .x1 = glyph->x1, .y1 = glyph->y1,
			.size = glyph->size, .bold = glyph->bold};
	}
	append_character(writer->text, c);
	writer->from_right |= c >= 0x590 && is_from_right(c);
	writer->swapped |= c >= 0x4100 && is_swapped(c);
	word->x1 = MAX(word->x1, glyph->x1);
	word->y0 = MIN(word->y0, glyph->y0);
	word->y1 = MAX(word->y1, glyph->y1);
}

void
di_pdf_writer_free(DiPdfWriter *writer)
{
	if (!writer)
		return;
	end_word(writer);
	g_string_free(writer->text, TRUE);
	g_free(writer);
}
