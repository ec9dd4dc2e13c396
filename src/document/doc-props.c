/* Properties in a legacy Word document: bin tables point to pages of 512 bytes, each of which says for
 * ranges of the stream what differs from the style, as a list of changes ("sprms": [MS-DOC] 2.6). */
#include "doc.h"

#define PAGE_BYTES 512
#define MAX_PAGES 100000
#define MAX_RUNS 1000000

/* The changes of one entry of a page: CHPX has a length in bytes, PAPX one in words, in two ways. */
static DiDocRun
read_entry(DiSpan page, size_t at, gboolean paragraphs)
{
	DiDocRun run = {0};
	size_t length = di_span_u8(page, at);

	if (!paragraphs) {
		run.changes = di_span_part(page, at + 1, length);
		return run;
	}
	if (length == 0) {
		length = (size_t)di_span_u8(page, at + 1) * 2;
		at++;
	} else {
		length = length * 2 - 1;
	}
	run.style = di_span_u16(page, at + 1);
	run.changes = length > 2 ? di_span_part(page, at + 3, length - 2) : (DiSpan){page.bytes, 0};
	return run;
}

static void
read_page(GArray *runs, DiSpan page, gboolean paragraphs)
{
	size_t count = di_span_u8(page, PAGE_BYTES - 1);
	size_t table = (count + 1) * 4, step = paragraphs ? 13 : 1;

	if (page.size < PAGE_BYTES || table + count * step > PAGE_BYTES)
		return;
	for (size_t i = 0; i < count && runs->len < MAX_RUNS; i++) {
		size_t at = (size_t)di_span_u8(page, table + i * step) * 2;
		DiDocRun run = at > 0 ? read_entry(page, at, paragraphs) : (DiDocRun){0};

		run.from = di_span_u32(page, i * 4);
		run.to = di_span_u32(page, (i + 1) * 4);
		g_array_append_val(runs, run);
	}
}

static int
by_place(const void *a, const void *b)
{
	const DiDocRun *one = a, *other = b;

	return one->from < other->from ? -1 : one->from > other->from;
}

GArray *
di_doc_runs(DiSpan document, DiSpan plc, gboolean paragraphs)
{
	GArray *runs = g_array_new(FALSE, TRUE, sizeof(DiDocRun));
	size_t pages = plc.size >= 4 ? (plc.size - 4) / 8 : 0;

	for (size_t i = 0; i < MIN(pages, MAX_PAGES); i++) {
		guint32 number = di_span_u32(plc, (pages + 1) * 4 + i * 4) & 0x3fffff;

		read_page(runs, di_span_part(document, (size_t)number * PAGE_BYTES, PAGE_BYTES), paragraphs);
	}
	g_array_sort(runs, by_place);
	return runs;
}

const DiDocRun *
di_doc_run_at(const GArray *runs, guint32 place)
{
	guint low = 0, high = runs->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (g_array_index(runs, DiDocRun, middle).from <= place)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || g_array_index(runs, DiDocRun, low - 1).to <= place)
		return NULL;
	return &g_array_index(runs, DiDocRun, low - 1);
}

/* How many bytes the operand of the sprm at AT has; its opcode's three top bits say ([MS-DOC] 2.6.1). */
static size_t
operand_size(DiSpan changes, size_t at)
{
	static const size_t sizes[] = {1, 1, 2, 4, 2, 2, 0, 3};
	guint16 code = di_span_u16(changes, at);

	if (code >> 13 != 6)
		return sizes[code >> 13];
	if (code == 0xd608 || code == 0xd606) /* sprmTDefTable: a length of two bytes, plus one */
		return (size_t)di_span_u16(changes, at + 2) + 1;
	return (size_t)di_span_u8(changes, at + 2) + 1;
}

static void
change_paragraph(DiDocParagraph *paragraph, guint16 code, DiSpan operand)
{
	switch (code) {
	case 0x2416: paragraph->in_table = di_span_u8(operand, 0) != 0; break;
	case 0x2417: case 0x244c: paragraph->row_end |= di_span_u8(operand, 0) != 0; break; /* fTtp, fInnerTtp */
	case 0x6649: paragraph->nesting = (int)(di_span_u32(operand, 0) & 0xff); break;
	case 0x460b: paragraph->list = (gint16)di_span_u16(operand, 0); break;
	case 0x260a: paragraph->list_level = di_span_u8(operand, 0); break;
	case 0x2640: paragraph->outline = di_span_u8(operand, 0); break;
	case 0x4600: paragraph->style = di_span_u16(operand, 0); break;
	default: break;
	}
}

DiDocParagraph
di_doc_paragraph(const DiDocRun *run)
{
	DiDocParagraph paragraph = {.outline = -1};

	if (!run)
		return paragraph;
	paragraph.style = run->style;
	for (size_t at = 0; at + 2 < run->changes.size;) {
		size_t size = operand_size(run->changes, at);

		change_paragraph(&paragraph, di_span_u16(run->changes, at), di_span_part(run->changes, at + 2, size + 2));
		at += 2 + size;
	}
	return paragraph;
}

static void
change_character(DiDocCharacter *character, guint16 code, DiSpan operand)
{
	guint8 value = di_span_u8(operand, 0);

	switch (code) {
	case 0x0835: character->bold = value == 1 || value == 0x81; break;
	case 0x083c: character->hidden = value == 1 || value == 0x81; break;
	case 0x0800: character->deleted = value != 0; break;
	case 0x0855: character->special = value != 0; break;
	case 0x4a43: character->size_pt10 = di_span_u16(operand, 0) * 5; break;
	case 0x6a09: character->symbol = di_span_u16(operand, 2); break;
	default: break;
	}
}

DiDocCharacter
di_doc_character(const DiDocRun *run)
{
	DiDocCharacter character = {0};

	if (!run)
		return character;
	for (size_t at = 0; at + 2 < run->changes.size;) {
		size_t size = operand_size(run->changes, at);

		change_character(&character, di_span_u16(run->changes, at), di_span_part(run->changes, at + 2, size));
		at += 2 + size;
	}
	return character;
}
