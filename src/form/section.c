/* What the reporter wrote under each heading, and nothing else. */
#include "internal.h"

#include <string.h>

typedef enum { PIECE_NONE, PIECE_PARAGRAPH, PIECE_ITEM, PIECE_ROW } Piece;

typedef struct {
	const Form *form;
	const FormSection *section;
	GString *text;
	Piece last;
	int table, row, column; /* of the last cell */
	gboolean begun;     /* something of the reporter's has been taken */
	gsize asked_bytes;  /* of the instruction, so far */
	gboolean asked_all; /* all of the instruction was there: what looks like it is the reporter's */
	const char *carry;  /* the rest of an instruction that was cut */
	int asked;          /* the table that was looked at last */
	gboolean is_data;   /* it is a table of the reporter's, not the form's layout */
} Writer;

/* Spaces and tabs one space, lines kept, none of them empty. */
static char *
tidy_lines(const char *text)
{
	g_auto(GStrv) lines = NULL;
	GString *out;

	if (!strchr(text, '\n')) /* nearly every paragraph */
		return di_text_squeeze(text);
	lines = g_strsplit(text, "\n", -1);
	out = g_string_new(NULL);
	for (guint i = 0; lines[i]; i++) {
		g_autofree char *line = di_text_squeeze(lines[i]);

		if (*line && out->len)
			g_string_append_c(out, '\n');
		g_string_append(out, line);
	}
	return g_string_free(out, FALSE);
}

static void
open_piece(Writer *writer, Piece piece)
{
	gboolean together = piece == writer->last && (piece == PIECE_ITEM || piece == PIECE_ROW);

	if (writer->text->len > 0)
		g_string_append(writer->text, together ? "\n" : "\n\n");
	writer->last = piece;
	writer->begun = TRUE;
}

/* "• lera", "- lera", "– lera" typed at the start of a paragraph; the sign's length with its space, else 0. */
static gsize
typed_bullet(const char *text)
{
	static const gunichar signs[] = {0x2022, 0x25cf, 0x25aa, 0x25e6, 0x25cb, 0xb7, 0xf0b7, 0x2023, 0x25a0, 0x27a2, '-', 0x2013, 0x2014, '*', 'o', 0};
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;
	int end = 0;
	guint i = 0;

	while (signs[i] && signs[i] != g_utf8_get_char(text)) /* asked of every paragraph */
		i++;
	if (!signs[i])
		return 0;
	if (!regex)
		regex = g_regex_new("^(?:[•●▪◦○·\\x{f0b7}\\x{2023}\\x{25a0}\\x{25aa}\\x{27a2}]\\s*|[-–—*]\\s+|[o]\\t\\s*)(?=\\S)", 0, 0, NULL);
	if (!g_regex_match(regex, text, 0, &match))
		return 0;
	g_match_info_fetch_pos(match, 0, NULL, &end);
	return (gsize)end;
}

static void
write_item(Writer *writer, const char *marker, const char *text)
{
	open_piece(writer, PIECE_ITEM);
	g_string_append_printf(writer->text, "%s %s", marker && *marker ? marker : "-", text);
}

static void
write_paragraph(Writer *writer, const char *text)
{
	gsize bullet = typed_bullet(text);

	if (bullet > 0) {
		write_item(writer, "-", text + bullet);
		return;
	}
	open_piece(writer, PIECE_PARAGRAPH);
	g_string_append(writer->text, text);
}

static void
write_cell(Writer *writer, const DiBlock *block, const char *text)
{
	g_autofree char *plain = di_text_squeeze(text);

	if (writer->last == PIECE_ROW && writer->table == block->table && writer->row == block->row) {
		g_string_append_printf(writer->text, "%s%s", writer->column == block->column ? " " : "\t", plain);
		writer->column = block->column;
		return;
	}
	if (writer->last == PIECE_ROW && writer->table != block->table)
		writer->last = PIECE_NONE;
	open_piece(writer, PIECE_ROW);
	writer->table = block->table;
	writer->row = block->row;
	writer->column = block->column;
	g_string_append(writer->text, plain);
}

/* A table in which a heading of the form stands is the form's layout: its cells are paragraphs. */
static gboolean
is_layout_table(GPtrArray *lines, int table)
{
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = g_ptr_array_index(lines, i);

		if (line->block->table == table && (line->mark == MARK_SECTION || line->mark == MARK_LABEL || line->mark == MARK_PART))
			return TRUE;
	}
	return FALSE;
}

static gboolean
table_has_columns(GPtrArray *lines, int table)
{
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = g_ptr_array_index(lines, i);

		if (line->block->table == table && line->block->column > 0)
			return TRUE;
	}
	return FALSE;
}

/* Large tables have thousands of cells: each table is looked at once. */
static gboolean
is_data_table(Writer *writer, GPtrArray *lines, int table)
{
	if (writer->asked != table) {
		writer->asked = table;
		writer->is_data = !is_layout_table(lines, table) && table_has_columns(lines, table);
	}
	return writer->is_data;
}

static void
write_lines(Writer *writer, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i]; i++)
		if (*lines[i])
			write_paragraph(writer, lines[i]);
}

/* Also a list in a cell of the form's own table. A heading's number is no marker of what follows it. */
static gboolean
is_item(const Line *line)
{
	const DiBlock *block = line->block;

	if (!line->first || line->mark != MARK_TEXT)
		return FALSE;
	return block->kind == DI_BLOCK_LIST_ITEM || (block->kind == DI_BLOCK_CELL && block->marker && *block->marker);
}

static void
write_line(Writer *writer, GPtrArray *lines, const Line *line, const char *text)
{
	const DiBlock *block = line->block;
	gboolean cell = block->kind == DI_BLOCK_CELL;
	gboolean table = cell && is_data_table(writer, lines, block->table);
	g_autofree char *tidy = table ? NULL : tidy_lines(text);

	if (table) {
		write_cell(writer, block, text);
	} else if (!*tidy || (!writer->begun && text_is_empty_answer(writer->form, tidy))) {
		return;
	} else if (is_item(line)) {
		write_item(writer, block->marker, tidy);
	} else if (cell || block->kind == DI_BLOCK_FIELD) {
		write_lines(writer, tidy);
	} else {
		write_paragraph(writer, tidy);
	}
}

static gboolean
is_prompt(const Writer *writer, const char *text)
{
	return strchr(text, ' ') && text_is_empty_answer(writer->form, text);
}

/* As good as all of them, signs and edits aside. */
static gsize
instruction_bytes(const FormSection *section)
{
	gsize n = 20;

	for (guint i = 0; i < section->instructions->len; i++)
		n += strlen(g_ptr_array_index(section->instructions, i)) * 9 / 10;
	return n > 60 ? n - 20 : G_MAXSIZE;
}

/* A line of the section; before anything of the reporter's, instructions are passed over. */
static void
take_line(Writer *writer, GPtrArray *lines, const Line *line, gsize from)
{
	const char *text = line->text;
	gsize at = from;

	if (!writer->begun && line->block->value_at >= 0 && line->first && (gsize)line->block->value_at > from &&
		(gsize)line->block->value_at <= strlen(text) && line->mark == MARK_SECTION)
		at = (gsize)line->block->value_at;
	else if (!writer->begun && (line->mark == MARK_SECTION || !writer->asked_all))
		at = instruction_skip(writer->section, text, from, &writer->carry);
	else if (writer->begun && !writer->asked_all && instruction_is_all(writer->section, text + from, &writer->carry))
		at = strlen(text); /* a cell of two columns is read after the answer beside its first line */
	writer->asked_bytes = line->mark == MARK_SECTION ? at - from : writer->asked_bytes + at - from;
	if (line->mark == MARK_SECTION || writer->begun || (!text[at] && !writer->carry))
		writer->asked_all = writer->asked_bytes >= instruction_bytes(writer->section);
	if (line->mark == MARK_SECTION)
		at += strspn(text + at, " \t\n:");
	if (line->block->kind == DI_BLOCK_CELL || (text[at] && !is_prompt(writer, text + at)))
		write_line(writer, lines, line, text + at);
}

/* Rows of empty cells, and tables without a word, are nothing. */
static char *
finish(Writer *writer)
{
	GString *out = g_string_sized_new(writer->text->len);
	gboolean gap = FALSE;
	gsize length;

	for (const char *line = writer->text->str;; line += length + 1) {
		length = strcspn(line, "\n");
		if (strspn(line, "\t ") == length) {
			gap = out->len > 0;
		} else {
			if (out->len)
				g_string_append(out, gap ? "\n\n" : "\n");
			gap = FALSE;
			g_string_append_len(out, line, (gssize)length);
		}
		if (!line[length])
			break;
	}
	g_string_free(writer->text, TRUE);
	return g_string_free(out, FALSE);
}

static void
note_evidence(DiReport *report, const FormSection *section, const Line *line)
{
	g_autofree char *field = g_strconcat("avsnitt.", section->key, NULL);
	g_autofree char *place = line_place(line);
	g_autofree char *rule = g_strdup_printf("rubriken '%s %s'", section->key, (const char *)g_ptr_array_index(section->headings, 0));

	di_report_add_evidence(report, field, place, rule);
}

/* The form went out with the förbund's own words in it, such as the goals: from one known line to another. Where the second
 * is gone all counts as the reporter's. Gives the last line of them, or I where none begins there. */
static guint
last_filled(GPtrArray *lines, guint i, const FormSection *section)
{
	gsize end = 0;

	if (!section->filled_from || !section->filled_to ||
	    fuzzy_prefix(((const Line *)g_ptr_array_index(lines, i))->text, section->filled_from, 0.9, &end) < 0.9)
		return i;
	for (guint j = i + 1; j < lines->len; j++) {
		const Line *line = g_ptr_array_index(lines, j);

		if (line->inside != section)
			return i;
		if (fuzzy_prefix(line->text, section->filled_to, 0.9, &end) >= 0.9)
			return strspn(line->text + end, " :") == strlen(line->text + end) ? j : i;
	}
	return i;
}

static void
take_section(const Form *form, GPtrArray *lines, const FormSection *section, DiReport *report)
{
	Writer writer = {.form = form, .section = section};
	gboolean found = FALSE;

	for (guint i = 0; i < lines->len; i++) {
		Line *line = g_ptr_array_index(lines, i);

		if (line->inside != section || line->mark == MARK_FORM)
			continue;
		if (!found) {
			writer.text = g_string_new(NULL);
			note_evidence(report, section, line);
		}
		if (line->mark == MARK_SECTION && writer.begun) /* the heading once more: its instruction may follow again */
			writer.begun = FALSE;
		found = TRUE;
		if (last_filled(lines, i, section) > i) {
			i = last_filled(lines, i, section);
			continue;
		}
		take_line(&writer, lines, line, line->mark == MARK_SECTION ? line->rest : 0);
	}
	if (found)
		di_report_take_section(report, section->key, finish(&writer));
}

void
take_sections(const Form *form, GPtrArray *lines, DiReport *report)
{
	for (guint i = 0; i < form->sections->len; i++)
		take_section(form, lines, g_ptr_array_index(form->sections, i), report);
}
