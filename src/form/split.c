/* A block that holds several labels or headings is taken apart: text files and pasted mails put them in one
 * paragraph, readers run together what stands close, and a line of labels stands above a line of values. */
#include "internal.h"

#include <diarie/bytes.h>

#include <string.h>

#define LABELS_BYTES_MAX 200 /* of a line that is nothing but labels */
/* Longer text is looked through for no heading in its midst: every one that is found has the rest looked through anew. */
#define RUN_TOGETHER_MAX ((gsize)256 << 10)

/* May a new line of ours begin here, in the middle of a block? Where a label or numbered heading stands. */
static gboolean
begins_anew(const Form *form, const char *text)
{
	gsize after = 0, end = 0;
	const FormField *field;

	for (guint i = 0; i < form->sections->len; i++) {
		const FormSection *section = g_ptr_array_index(form->sections, i);

		if (number_leads(text, NULL, section->key, &after) &&
			fuzzy_prefix(text + after, g_ptr_array_index(section->headings, 0), 0.7, &end) > 0.7)
			return TRUE;
	}
	for (guint i = 0; i < form->parts->len; i++) {
		const FormSection *part = g_ptr_array_index(form->parts, i);

		if (number_leads(text, NULL, part->key, &after) &&
			fuzzy_prefix(text + after, g_ptr_array_index(part->headings, 0), 0.8, &end) > 0.8)
			return TRUE;
	}
	field = label_at(form, text, &end, NULL);
	return field != NULL;
}

static inline guint8
is_wide(guint8 byte, guint8 next)
{
	return (guint8)(byte == '\n') | (guint8)(byte == '\t') | ((guint8)(byte == ' ') & (guint8)(next == ' '));
}

/* A line break, a tab, or spaces as wide as one, before END. */
static const char *
next_gap(const char *text, const char *end)
{
	for (; text < end; text++) {
		text += di_bytes_before(text, (gsize)(end - text), is_wide);
		if (text < end && (*text != ' ' || text[2] == ' '))
			return text;
	}
	return NULL;
}

/* A label at the front of TEXT, whatever follows; its bytes, else 0. */
static gsize
label_length(const Form *form, const char *text)
{
	gsize best = 0;
	const guint8 *may = among_ask(form->labelled, text);

	for (guint i = 0; may && i < form->fields->len; i++) {
		const FormField *field = g_ptr_array_index(form->fields, i);

		for (guint j = 0; j < field->labels->len; j++) {
			gsize end = 0;

			if (*may++ && fuzzy_prefix(text, g_ptr_array_index(field->labels, j), 0.94, &end) > 0.94 && end > best)
				best = end;
		}
	}
	return best;
}

/* "Diarienummer Signatur Ankomstdatum": nothing but labels, two or more. Adds a line for each. */
static gboolean
add_labels(GPtrArray *lines, const Form *form, const DiBlock *block, const char *text)
{
	gsize starts[8], ends[8];
	guint n = 0;

	for (gsize at = strspn(text, " :\t\n"); text[at]; at += strspn(text + at, " :\t\n")) {
		gsize length = n < G_N_ELEMENTS(starts) ? label_length(form, text + at) : 0;

		if (length == 0)
			return FALSE;
		starts[n] = at;
		ends[n++] = at + length;
		at += length;
	}
	for (guint i = 0; i < n && n > 1; i++)
		add_line(lines, block, text + starts[i], ends[i] - starts[i], i == 0);
	return n > 1;
}

static inline guint8
is_before_digit(guint8 byte, guint8 next)
{
	return (guint8)(byte == ' ') & (guint8)((guint8)(next - '0') < 10);
}

/* A numbered heading of the form, with its instruction or colon, that a reader ran together with the
 * paragraph above: "… till nästa år. 2.4 Mål: Vilka mål". Where it begins; NULL: nowhere. */
static const char *
heading_within(const Form *form, const DiBlock *block, const char *text, gsize size)
{
	gboolean has_number = !block->is_smooth && di_bytes_before(text, size, is_before_digit) < size;

	for (guint i = 0; i < form->sections->len; i++) {
		const FormSection *section = g_ptr_array_index(form->sections, i);
		g_autofree char *lead = has_number || !g_ascii_isdigit(*section->key) ? g_strconcat(" ", section->key, NULL) : NULL;

		for (const char *at = lead ? strstr(text, lead) : NULL; at; at = strstr(at + 1, lead)) {
			const char *carry = NULL;
			gsize after = 0, end = 0;

			if (at == text || !strchr(".!?:)", at[-1]) || !number_leads(at + 1, NULL, section->key, &after) ||
				fuzzy_prefix(at + 1 + after, g_ptr_array_index(section->headings, 0), 0.9, &end) < 0.9)
				continue;
			if (instruction_skip(section, at + 1 + after + end, 0, &carry) >= 15)
				return at + 1;
		}
	}
	return NULL;
}

/* The bytes of TEXT that the longest heading of SECTIONS takes up, with its number or without; 0: it begins with none. HEADED: of all of them. */
static gsize
longest_heading(GPtrArray *sections, Among *headed, const char *text)
{
	const guint8 *may = among_ask(headed, text);
	gsize best = 0;

	for (guint i = 0; i < sections->len; i++) {
		const FormSection *section = g_ptr_array_index(sections, i);
		gsize after = 0, end = 0;
		gboolean numbered = number_leads(text, NULL, section->key, &after);

		after = numbered ? after : 0;
		for (guint j = 0; j < section->headings->len; j++) {
			gboolean asked = numbered || (may && *may);

			may += may ? 1 : 0;
			if (asked && fuzzy_prefix(text + after, g_ptr_array_index(section->headings, j), WHOLE_HEADING_NEEDS, &end) >= WHOLE_HEADING_NEEDS)
				best = MAX(best, after + end);
		}
	}
	return best;
}

static gsize
heading_length(const Form *form, const char *text)
{
	gsize section = longest_heading(form->sections, form->headed_sections, text);

	return MAX(section, longest_heading(form->parts, form->headed_parts, text));
}

/* "Aktivitetsrapport Aktiviteter", all bold: two headings one right below the other, which a PDF ran together. Where
 * the second begins; NULL: it is not that. */
static const char *
second_heading(const Form *form, const DiBlock *block, const char *text, gsize size)
{
	gsize bold = block->kind == DI_BLOCK_HEADING ? size : (gsize)MAX(block->bold_bytes, 0), first, second;

	if (bold < size || size > 300)
		return NULL;
	first = heading_length(form, text);
	text += first + strspn(text + first, " :.");
	second = first > 0 ? heading_length(form, text) : 0;
	return second > 0 && strspn(text + second, " :.") == strlen(text + second) ? text : NULL;
}

void
add_split(GPtrArray *lines, const Form *form, const DiBlock *block, const char *text)
{
	gsize size = strlen(text);
	const char *start = text, *end = text + size, *heading = size < RUN_TOGETHER_MAX ? heading_within(form, block, text, size) : NULL;
	gboolean first = TRUE;

	heading = heading ? heading : second_heading(form, block, text, size);
	if (heading) {
		g_autofree char *before = g_strndup(text, (gsize)(heading - text));

		add_split(lines, form, block, before);
		add_split(lines, form, block, heading);
		return;
	}
	if (size < LABELS_BYTES_MAX && add_labels(lines, form, block, text))
		return;
	for (const char *at = block->is_smooth ? NULL : next_gap(text, end); at; at = next_gap(at + strspn(at, "\n\t "), end)) {
		const char *next = at + strspn(at, "\n\t ");

		if (*next == '\0' || !begins_anew(form, next))
			continue;
		add_line(lines, block, start, (gsize)(at - start), first);
		start = next;
		first = FALSE;
	}
	add_line(lines, block, start, (gsize)(end - start), first);
}

/* A heading with its number, and then nothing but digits: how many bytes of them; 0: TEXT is not that. */
static gsize
page_length(const Form *form, const char *text)
{
	gsize heading, digits, end = strnlen(text, 200);
	const char *rest;

	if (!g_ascii_isdigit(text[strspn(text, " ")]) || end == 200)
		return 0;
	while (end > 0 && text[end - 1] == ' ')
		end--;
	if (!g_ascii_isdigit(text[end - 1])) /* as most do that begin with a number */
		return 0;
	heading = heading_length(form, text);
	rest = text + heading + strspn(text + heading, " :.\n");
	digits = strspn(rest, "0123456789");
	return heading > 0 && digits <= 3 && rest[digits + strspn(rest + digits, " ")] == '\0' ? digits : 0;
}

/* "2.1 Aktiviteter" and "2" in cells beside each other: a line of a table of contents, as a PDF without dots has it. */
static gboolean
is_contents_row(const Form *form, const Line *line, const Line *number)
{
	const DiBlock *block = line->block, *other = number->block;
	gsize length;

	if (block->kind != DI_BLOCK_CELL || block->table != other->table || block->row != other->row ||
		strspn(number->text, "0123456789") != strlen(number->text) || !*number->text || strlen(number->text) > 3)
		return FALSE;
	length = heading_length(form, line->text);
	return length > 0 && strspn(line->text + length, " :.") == strlen(line->text + length);
}

/* Three entries or more make a table of contents; one may be the number of a page or an answer. */
void
mark_contents(const Form *form, GPtrArray *lines)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	guint entries = 0;

	for (guint i = 0; i < lines->len; i++) {
		Line *line = g_ptr_array_index(lines, i), *next = i + 1 < lines->len ? g_ptr_array_index(lines, i + 1) : NULL;
		gboolean row = next && is_contents_row(form, line, next);

		if (!row && page_length(form, line->text) == 0)
			continue;
		entries++;
		g_ptr_array_add(found, line);
		if (row)
			g_ptr_array_add(found, next);
	}
	for (guint i = 0; i < found->len && entries >= 3; i++)
		((Line *)g_ptr_array_index(found, i))->mark = MARK_FORM;
}
