/* A table of contents: lines that end in page numbers, and whose words stand again further on. What it says is no answer. */
#include "pdf.h"

#include <string.h>

#define ENTRIES_MIN 3
#define PAGES_MAX 4 /* it stands at the beginning */
#define PREFIX_MIN 6 /* bytes */

/* Cuts the number at the end of TEXT off, with dots before it. 0: there is none. */
static int
cut_number(GString *text)
{
	size_t end = text->len, digits;
	int number;

	while (end > 0 && g_ascii_isdigit(text->str[end - 1]))
		end--;
	digits = text->len - end;
	if (digits == 0 || digits > 3 || end == 0 || (text->str[end - 1] != ' ' && text->str[end - 1] != '.'))
		return 0;
	number = (int)g_ascii_strtoull(text->str + end, NULL, 10);
	while (end > 0 && (text->str[end - 1] == ' ' || text->str[end - 1] == '.' || text->str[end - 1] == '_'))
		end--;
	g_string_truncate(text, end);
	return number;
}

static const char *
first_word(const DiPdfPage *page, guint row)
{
	return di_pdf_word(page, di_pdf_segment(page, di_pdf_row(page, row)->first)->first)->text;
}

/* Does a row from AT of page P on begin with TEXT, which begins with WORD, or TEXT with it? */
static gboolean
stands_again(const DiPdfLayout *layout, const GString *text, const char *word, guint p, guint at)
{
	g_autoptr(GString) other = g_string_new(NULL);

	for (; p < layout->pages->len; p++, at = 0) {
		const DiPdfPage *page = layout->pages->pdata[p];

		for (; at < page->rows->len; at++) {
			if (strcmp(first_word(page, at), word) != 0)
				continue;
			g_string_truncate(other, 0);
			di_pdf_row_text(page, di_pdf_row(page, at), other);
			if (MIN(text->len, other->len) >= PREFIX_MIN && strncmp(text->str, other->str, MIN(text->len, other->len)) == 0)
				return TRUE;
		}
	}
	return FALSE;
}

/* How many rows from FROM on are contents; the first half of an entry of two lines has no number. *ENTRIES_OUT: how many numbers. */
static guint
rows_of_contents(const DiPdfPage *page, guint from, guint *entries_out)
{
	guint end = from, last = 0;

	*entries_out = 0;
	for (guint i = from; i < page->rows->len && i < end + 2; i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		guint number;

		if (di_pdf_row(page, i)->cell > 0)
			break;
		di_pdf_row_text(page, di_pdf_row(page, i), text);
		number = (guint)cut_number(text);
		if (number == 0)
			continue;
		if (number < last)
			break;
		last = number;
		end = i + 1;
		++*entries_out;
	}
	return end - from;
}

/* Does the row above say so? */
static gboolean
is_called_contents(const DiPdfPage *page, guint from)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (from > 0)
		di_pdf_row_text(page, di_pdf_row(page, from - 1), text);
	return g_str_has_prefix(text->str, "Innehåll") || g_str_has_prefix(text->str, "INNEHÅLL");
}

/* Do most of the N rows from FROM on stand again behind them, and have section numbers? A table of figures may stand twice, too. */
static gboolean
is_repeated(const DiPdfLayout *layout, guint p, guint from, guint n)
{
	const DiPdfPage *page = layout->pages->pdata[p];
	gboolean called = is_called_contents(page, from);
	guint again = 0;

	for (guint i = from; i < from + n; i++) {
		g_autoptr(GString) text = g_string_new(NULL);

		di_pdf_row_text(page, di_pdf_row(page, i), text);
		cut_number(text);
		again += (called || g_ascii_isdigit(text->str[0])) && stands_again(layout, text, first_word(page, i), p, from + n) ? 1 : 0;
	}
	return again * 3 >= n * 2 && again >= ENTRIES_MIN;
}

static void
put_aside(const DiPdfPage *page, guint from, guint n)
{
	for (guint i = from; i < from + n; i++)
		di_pdf_row(page, i)->role = DI_PDF_FURNITURE;
}

void
di_pdf_find_contents(DiPdfLayout *layout)
{
	for (guint p = 0; p < layout->pages->len && p < PAGES_MAX; p++) {
		DiPdfPage *page = layout->pages->pdata[p];

		for (guint i = 0; i < page->rows->len; i++) {
			guint entries, n = rows_of_contents(page, i, &entries);

			if (entries < ENTRIES_MIN)
				continue;
			if (is_repeated(layout, p, i, n))
				put_aside(page, i, n);
			i += n - 1;
		}
	}
}
