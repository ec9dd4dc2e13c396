/* A paper as one HTML document. */
#include <diarie/paper.h>

#include "paper-style.h"

static const char *const tones[] = {
	[DI_TONE_NONE] = "", [DI_TONE_IN] = "in", [DI_TONE_LATE] = "late", [DI_TONE_WAIT] = "wait", [DI_TONE_OVERDUE] = "overdue",
	[DI_TONE_REVIEW] = "review",
};

enum { BAR_WIDTH = 420, BAR_HEIGHT = 22, BAR_STEP = 32, LABEL_WIDTH = 90, TEXT_DOWN = 16 };

static void
write_heading(GString *out, const DiPaperBlock *block, guint place)
{
	int level = CLAMP(block->level, 1, 3) + 1;

	di_markup_add(out, "<h%d id=\"a%d\">%s</h%d>\n", level, (int)place, block->text, level);
}

/* Rows that follow each other are one table. */
static guint
write_quoted_table(GString *out, const GPtrArray *lines, guint at)
{
	g_string_append(out, "<table>\n");
	for (; at < lines->len && ((const DiPaperLine *)lines->pdata[at])->cells; at++) {
		const DiPaperLine *line = lines->pdata[at];

		g_string_append(out, "<tr>");
		for (guint i = 0; line->cells[i]; i++)
			di_markup_add(out, "<td>%s</td>", line->cells[i]);
		g_string_append(out, "</tr>\n");
	}
	g_string_append(out, "</table>\n");
	return at;
}

static guint
write_quoted_list(GString *out, const GPtrArray *lines, guint at)
{
	g_string_append(out, "<ul class=\"own\">\n");
	for (; at < lines->len && ((const DiPaperLine *)lines->pdata[at])->marker; at++) {
		const DiPaperLine *line = lines->pdata[at];

		di_markup_add(out, "<li><span class=\"marker\">%s</span> %s</li>\n", line->marker, line->text);
	}
	g_string_append(out, "</ul>\n");
	return at;
}

static void
write_quote(GString *out, const DiPaperBlock *block)
{
	g_autoptr(GPtrArray) lines = di_paper_lines(block->text);

	g_string_append(out, "<figure class=\"quote\"><blockquote>\n");
	for (guint i = 0; i < lines->len;) {
		const DiPaperLine *line = lines->pdata[i];

		if (line->cells)
			i = write_quoted_table(out, lines, i);
		else if (line->marker)
			i = write_quoted_list(out, lines, i);
		else {
			di_markup_add(out, "<p>%s</p>\n", line->text);
			i++;
		}
	}
	di_markup_add(out, "</blockquote>\n<figcaption>%s</figcaption></figure>\n", block->source);
}

static guint
write_items(GString *out, const DiPaper *paper, guint at)
{
	const DiPaperBlock *first = paper->blocks->pdata[at];
	const char *list = first->level ? "ol" : "ul";

	di_markup_add(out, "<%s>\n", list);
	for (; at < paper->blocks->len; at++) {
		const DiPaperBlock *block = paper->blocks->pdata[at];

		if (block->kind != DI_PAPER_ITEM || !block->level != !first->level)
			break;
		di_markup_add(out, "<li>%s</li>\n", block->text);
	}
	di_markup_add(out, "</%s>\n", list);
	return at;
}

static void
write_lines(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i]; i++)
		di_markup_add(out, i ? "<br>%s" : "%s", lines[i]);
}

static void
write_cell(GString *out, const DiPaperCell *cell, gboolean is_head, gboolean is_short)
{
	const char *name = is_head ? "th" : "td", *tone = tones[cell->tone];

	di_markup_add(out, is_head ? "<th scope=\"row\"" : "<td");
	if (*tone || is_short)
		di_markup_add(out, " class=\"%s%s%s\"", tone, *tone && is_short ? " " : "", is_short ? "short" : "");
	g_string_append_c(out, '>');
	write_lines(out, cell->text);
	di_markup_add(out, "</%s>", name);
}

static void
write_table(GString *out, const DiPaperBlock *block)
{
	di_markup_add(out, "<div class=\"scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\"><table>\n", block->text);
	if (block->kind == DI_PAPER_TABLE) {
		g_string_append(out, "<thead><tr>");
		for (guint i = 0; i < block->columns->len; i++)
			di_markup_add(out, "<th scope=\"col\">%s</th>", g_array_index(block->columns, DiPaperColumn, i).title);
		g_string_append(out, "</tr></thead>\n");
	}
	g_string_append(out, "<tbody>\n");
	for (guint i = 0; i < block->rows->len; i++) {
		g_string_append(out, "<tr>");
		for (guint j = 0; j < block->columns->len; j++)
			write_cell(out, di_paper_cell_at(block, i, j), j == 0, g_array_index(block->columns, DiPaperColumn, j).share == 0);
		g_string_append(out, "</tr>\n");
	}
	g_string_append(out, "</tbody></table></div>\n");
}

static void
write_bar(GString *out, const DiPaperBlock *block, guint row)
{
	guint all = 0, before = 0;
	int y = (int)row * BAR_STEP;

	for (guint i = 0; i < block->columns->len; i++)
		all += di_paper_count_at(block, row, i);
	di_markup_add(out, "<text x=\"0\" y=\"%d\">%s</text>", y + TEXT_DOWN, di_paper_cell_at(block, row, 0)->text);
	for (guint i = 0; i < block->columns->len && all; i++) {
		const char *tone = tones[g_array_index(block->columns, DiPaperColumn, i).tone];
		guint count = di_paper_count_at(block, row, i);
		int from = LABEL_WIDTH + (int)(before * BAR_WIDTH / all), to = LABEL_WIDTH + (int)((before + count) * BAR_WIDTH / all);

		before += count;
		if (!count)
			continue;
		di_markup_add(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", tone, from, y, to - from, BAR_HEIGHT);
		di_markup_add(out, "<text class=\"on %s\" x=\"%d\" y=\"%d\">%d</text>", tone, from + 6, y + TEXT_DOWN, (int)count);
	}
	g_string_append_c(out, '\n');
}

/* The figures stand in the bars and in a table beside them, for those who do not see. */
static void
write_bars(GString *out, const DiPaperBlock *block)
{
	di_markup_add(out, "<div class=\"beside\">\n<svg class=\"chart\" role=\"img\" aria-label=\"%s. Siffrorna står i tabellen.\" viewBox=\"0 0 %d %d\">\n",
		block->text, LABEL_WIDTH + BAR_WIDTH, (int)block->rows->len * BAR_STEP);
	for (guint i = 0; i < block->rows->len; i++)
		write_bar(out, block, i);
	di_markup_add(out, "</svg>\n<div class=\"scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\"><table>\n<thead><tr><td></td>", block->text);
	for (guint i = 0; i < block->columns->len; i++) {
		const DiPaperColumn *column = &g_array_index(block->columns, DiPaperColumn, i);

		di_markup_add(out, "<th scope=\"col\"><span class=\"key %s\" aria-hidden=\"true\"></span> %s</th>", tones[column->tone], column->title);
	}
	g_string_append(out, "</tr></thead>\n<tbody>\n");
	for (guint i = 0; i < block->rows->len; i++) {
		di_markup_add(out, "<tr><th scope=\"row\" class=\"short\">%s</th>", di_paper_cell_at(block, i, 0)->text);
		for (guint j = 0; j < block->columns->len; j++)
			di_markup_add(out, "<td>%d</td>", (int)di_paper_count_at(block, i, j));
		g_string_append(out, "</tr>\n");
	}
	g_string_append(out, "</tbody></table></div>\n</div>\n");
}

static guint
write_block(GString *out, const DiPaper *paper, guint at)
{
	const DiPaperBlock *block = paper->blocks->pdata[at];

	switch (block->kind) {
	case DI_PAPER_HEADING:
		write_heading(out, block, at);
		break;
	case DI_PAPER_TEXT:
		di_markup_add(out, "<p>%s</p>\n", block->text);
		break;
	case DI_PAPER_ITEM:
		return write_items(out, paper, at);
	case DI_PAPER_QUOTE:
		write_quote(out, block);
		break;
	case DI_PAPER_NOTE:
		di_markup_add(out, "<p class=\"note\">%s</p>\n", block->text);
		break;
	case DI_PAPER_TABLE:
	case DI_PAPER_RECORD:
		write_table(out, block);
		break;
	case DI_PAPER_BARS:
		write_bars(out, block);
		break;
	case DI_PAPER_PAGE:
	default:
		g_string_append(out, "<div class=\"page\"></div>\n");
		break;
	}
	return at + 1;
}

/* What there is, where there is much of it. */
static void
write_contents(GString *out, const DiPaper *paper)
{
	g_autoptr(GString) list = g_string_new(NULL);
	guint n = 0;

	for (guint i = 0; i < paper->blocks->len; i++) {
		const DiPaperBlock *block = paper->blocks->pdata[i];

		if (block->kind != DI_PAPER_HEADING || block->level != 1)
			continue;
		di_markup_add(list, "<li><a href=\"#a%d\">%s</a></li>\n", (int)i, block->text);
		n++;
	}
	if (n > 2)
		g_string_append_printf(out, "<nav aria-label=\"Innehåll\"><ol>\n%s</ol></nav>\n", list->str);
}

char *
di_paper_html(const DiPaper *paper)
{
	GString *out = g_string_new("<!DOCTYPE html>\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n");

	di_markup_add(out, "<title>%s – %s</title>\n<style>\n", paper->title, paper->author);
	g_string_append(out, paper_style);
	g_string_append(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#huvud\">Till innehållet</a>\n");
	di_markup_add(out, "<header><p class=\"author\">%s</p>\n<h1>%s</h1>\n", paper->author, paper->title);
	if (*paper->about)
		di_markup_add(out, "<p>%s</p>", paper->about);
	g_string_append(out, "</header>\n");
	write_contents(out, paper);
	g_string_append(out, "<main id=\"huvud\">\n");
	for (guint i = 0; i < paper->blocks->len;)
		i = write_block(out, paper, i);
	g_string_append(out, "</main>\n</body>\n</html>\n");
	return g_string_free(out, FALSE);
}
