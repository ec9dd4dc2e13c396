/* A legacy Word document from a list of paragraphs: container, file information block, piece table and
 * two pages of properties, as small as [MS-DOC] allows. */
#pragma once

#include <glib.h>
#include <string.h>

typedef struct {
	const char *text; /* windows-1252, with its end sign (\r or \a) */
	int style;
	const char *changes; /* sprms of the paragraph */
	gsize changes_size;
	const char *look; /* sprms of its characters */
	gsize look_size;
} DocParagraph;

enum { DOC_STREAM = 4096, DOC_TEXT = 0x400, DOC_PAPX = 0xa00, DOC_CHPX = 0xc00 };

static inline void
put16(guint8 *at, guint value)
{
	at[0] = (guint8)value;
	at[1] = (guint8)(value >> 8);
}

static inline void
put32(guint8 *at, guint32 value)
{
	put16(at, value & 0xffff);
	put16(at + 2, value >> 16);
}

/* One page of properties: places, where each entry lies, the entries from the end. */
static inline void
put_page(guint8 *page, const DocParagraph *paragraphs, guint n, gboolean papx)
{
	guint at = 508, place = DOC_TEXT;

	page[511] = (guint8)n;
	for (guint i = 0; i < n; i++) {
		const DocParagraph *one = &paragraphs[i];
		gsize size = papx ? one->changes_size : one->look_size;
		guint whole = papx ? 2 + 2 + (guint)size + (size & 1) : 1 + (guint)size;

		at = (at - whole) & ~1U;
		page[(n + 1) * 4 + i * (papx ? 13 : 1)] = (guint8)(at / 2);
		put32(page + i * 4, place);
		if (papx) {
			page[at + 1] = (guint8)((2 + size + 1) / 2);
			put16(page + at + 2, (guint)one->style);
			memcpy(page + at + 4, one->changes ? one->changes : "", size);
		} else {
			page[at] = (guint8)size;
			memcpy(page + at + 1, one->look ? one->look : "", size);
		}
		place += (guint)strlen(one->text);
	}
	put32(page + n * 4, place);
}

static inline guint
put_text(guint8 *word, const DocParagraph *paragraphs, guint n)
{
	guint length = 0;

	for (guint i = 0; i < n; i++) {
		memcpy(word + DOC_TEXT + length, paragraphs[i].text, strlen(paragraphs[i].text));
		length += (guint)strlen(paragraphs[i].text);
	}
	return length;
}

/* The table stream: the piece table at 0, the two bin tables at 100 and 120. */
static inline void
put_tables(guint8 *word, guint8 *table, guint length)
{
	table[0] = 2;
	put32(table + 1, 16);
	put32(table + 9, length);
	put32(table + 15, 0x40000000 | DOC_TEXT * 2);
	put32(word + 0x1a2, 0);
	put32(word + 0x1a6, 21);
	for (guint i = 0; i < 2; i++) {
		put32(table + 100 + i * 20, DOC_TEXT);
		put32(table + 104 + i * 20, DOC_TEXT + length);
		put32(table + 108 + i * 20, i == 0 ? DOC_PAPX / 512U : DOC_CHPX / 512U);
		put32(word + (i == 0 ? 0x102 : 0xfa), 100 + i * 20);
		put32(word + (i == 0 ? 0x106 : 0xfe), 12);
	}
}

static inline void
put_entry(guint8 *entry, const char *name, guint type, guint right, guint child, guint start)
{
	for (guint i = 0; name[i]; i++)
		entry[2 * i] = (guint8)name[i];
	put16(entry + 0x40, (guint)(strlen(name) + 1) * 2);
	entry[0x42] = (guint8)type;
	put32(entry + 0x44, 0xffffffff);
	put32(entry + 0x48, right);
	put32(entry + 0x4c, child);
	put32(entry + 0x74, start);
	put32(entry + 0x78, type == 2 ? DOC_STREAM : 0);
}

/* Sector 0 is the allocation table, 1 the directory, 2–9 WordDocument, 10–17 1Table. */
static inline void
put_container(guint8 *file)
{
	memcpy(file, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	put16(file + 0x1e, 9);
	put16(file + 0x20, 6);
	put32(file + 0x2c, 1);
	put32(file + 0x30, 1);
	put32(file + 0x38, 4096);
	put32(file + 0x3c, 0xfffffffe);
	put32(file + 0x44, 0xfffffffe);
	memset(file + 0x4c, 0xff, 109 * 4);
	put32(file + 0x4c, 0);
	memset(file + 512, 0xff, 512);
	for (guint i = 2; i < 18; i++)
		put32(file + 512 + i * 4, i == 9 || i == 17 ? 0xfffffffe : i + 1);
	put32(file + 512, 0xfffffffd);
	put32(file + 516, 0xfffffffe);
	put_entry(file + 1024, "Root Entry", 5, 0xffffffff, 1, 0xfffffffe);
	put_entry(file + 1152, "WordDocument", 2, 2, 0xffffffff, 2);
	put_entry(file + 1280, "1Table", 2, 0xffffffff, 0xffffffff, 10);
}

static inline GBytes *
make_doc(const DocParagraph *paragraphs, guint n, guint flags)
{
	gsize size = 512 * 19;
	guint8 *file = g_malloc0(size), *word = file + 512 * 3, *table = word + DOC_STREAM;
	guint length = put_text(word, paragraphs, n);

	put_container(file);
	put16(word, 0xa5ec);
	put16(word + 2, 0xc1);
	put16(word + 0x0a, 0x0200 | flags);
	put32(word + 0x4c, length);
	put_tables(word, table, length);
	put_page(word + DOC_PAPX, paragraphs, n, TRUE);
	put_page(word + DOC_CHPX, paragraphs, n, FALSE);
	return g_bytes_new_take(file, size);
}
