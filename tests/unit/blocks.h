/* Documents as block lists in tests, a line a block:
 *
 *	P text            a paragraph           B text     the same, all bold
 *	H text            a heading             L 1.|text  a list item with its marker
 *	N 2.1|text        a heading that the program numbers
 *	C 1,0,2|text      the cell of table 1, row 0, column 2
 *	C 1,0,2,a)|text   a list item there, with its marker
 *	F tag|value       a form field          E tag|     an empty one that shows its prompt
 *	K tag|label|value a paragraph whose end is a content control
 *	Q text            a paragraph in which an empty control shows its prompt, too
 *	X 1|text          in text box 1         O text     page header or footer
 *	Z text            a footnote
 *
 * \n in a text is a line break, \t a tab. */
#pragma once

#include <diarie/document.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline char *
block_text(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\\n", -1);
	g_autofree char *joined = g_strjoinv("\n", lines);
	g_auto(GStrv) tabs = g_strsplit(joined, "\\t", -1);

	return g_strjoinv("\t", tabs);
}

static inline void
set_block_text(DiBlock *block, const char *text)
{
	g_free(block->text);
	block->text = block_text(text);
}

static inline void
add_control(DiDocument *document, const char *head, const char *body)
{
	g_auto(GStrv) parts = g_strsplit(body, "|", 2);
	DiBlock *block = di_document_add(document, DI_BLOCK_PARAGRAPH);
	g_autofree char *whole = g_strconcat(parts[0], parts[1], NULL);

	set_block_text(block, whole);
	block->tag = g_strdup(head);
	block->value_at = (int)strlen(parts[0]);
	block->value_bytes = (int)strlen(parts[1]);
}

static inline void
add_parted(DiDocument *document, char kind, const char *head, const char *body)
{
	static const struct {
		char letter;
		DiBlockKind kind;
	} kinds[] = {{'L', DI_BLOCK_LIST_ITEM}, {'N', DI_BLOCK_HEADING}, {'C', DI_BLOCK_CELL}, {'F', DI_BLOCK_FIELD},
		{'E', DI_BLOCK_FIELD}, {'X', DI_BLOCK_PARAGRAPH}};
	DiBlock *block = NULL;

	if (kind == 'K') {
		add_control(document, head, body);
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (kinds[i].letter == kind)
			block = di_document_add(document, kinds[i].kind);
	g_assert_nonnull(block);
	set_block_text(block, body);
	if (kind == 'L' || kind == 'N')
		block->marker = g_strdup(head);
	else if (kind == 'F' || kind == 'E')
		block->tag = g_strdup(head);
	block->placeholder = kind == 'E';
	if (kind == 'C') {
		char marker[8] = "";

		g_assert_cmpint(sscanf(head, "%d,%d,%d,%7s", &block->table, &block->row, &block->column, marker), >=, 3);
		block->marker = *marker ? g_strdup(marker) : NULL;
	}
	if (kind == 'X') {
		block->place = DI_PLACE_FRAME;
		block->frame = atoi(head);
	}
}

static inline void
add_plain(DiDocument *document, char kind, const char *text)
{
	DiBlock *block = di_document_add(document, kind == 'H' ? DI_BLOCK_HEADING : DI_BLOCK_PARAGRAPH);

	set_block_text(block, text);
	if (kind == 'B')
		block->bold_bytes = (int)strlen(block->text);
	block->placeholder = kind == 'Q';
	if (block->placeholder)
		block->value_at = (int)strlen(block->text);
	block->place = kind == 'O' ? DI_PLACE_HEADER : kind == 'Z' ? DI_PLACE_FOOTNOTE : DI_PLACE_BODY;
}

static inline DiDocument *
document_of_blocks(const char *list)
{
	g_auto(GStrv) lines = g_strsplit(list, "\n", -1);
	DiDocument *document = di_document_new("docx");

	for (guint i = 0; lines[i]; i++) {
		g_auto(GStrv) parts = NULL;

		if (!*lines[i] || lines[i][0] == '#')
			continue;
		if (strchr("PBHOZQ", lines[i][0])) {
			add_plain(document, lines[i][0], lines[i][1] ? lines[i] + 2 : "");
			continue;
		}
		parts = g_strsplit(lines[i] + 2, "|", 2);
		add_parted(document, lines[i][0], parts[0], parts[1]);
	}
	return document;
}
