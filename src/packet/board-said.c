/* What the reporters wrote, under the board's headings. */
#include "board.h"

#include <string.h>

enum { EXCERPT = 900 }; /* characters: some ten lines on paper */

const char *
board_section_text(const DiBoardReport *report, const char *key)
{
	const DiSection *section = report->report ? di_report_section(report->report, key) : NULL;

	return section && *section->text ? section->text : NULL;
}

gboolean
board_quote_section(const DiBoard *board, const DiBoardReport *report, const char *key, DiPaper *paper)
{
	const char *text = board_section_text(report, key);
	g_autofree char *safe = NULL, *part = NULL, *source = NULL;
	gboolean is_cut = FALSE;
	guint masked = 0;

	if (!text)
		return FALSE;
	safe = di_mask_numbers(text, &masked);
	part = board->whole ? g_strdup(safe) : di_excerpt(safe, EXCERPT, &is_cut);
	source = g_strdup_printf("%s, avsnitt %s%s%s", report->number, key, is_cut ? " (utdrag, hela texten finns i handlingen)" : "",
		masked ? ", personnummer maskerat" : "");
	di_paper_quote(paper, part, source);
	return TRUE;
}

static const char *
title_of(const DiBoardReport *report, const char *key)
{
	const char *title = report->titles ? g_hash_table_lookup(report->titles, key) : NULL;

	return title ? title : "";
}

static gboolean
is_final(const DiBoardReport *report)
{
	return report->report && report->report->kind == DI_KIND_SLUTRAPPORT;
}

/* The insats with those of its sections about THEME in which something stands. */
static gboolean
write_insats(const DiBoard *board, const DiBoardInsats *insats, const char *theme, DiPaper *paper)
{
	g_autoptr(GPtrArray) keys = board_keys(&insats->now, theme);
	gboolean is_first = TRUE;

	for (guint i = 0; i < keys->len; i++) {
		const char *key = keys->pdata[i];

		if (!board_section_text(&insats->now, key))
			continue;
		if (is_first)
			di_paper_heading(paper, 2, "%s, %s", insats->owed->insats, insats->owed->huvudman);
		if (keys->len > 1)
			di_paper_heading(paper, 3, "%s %s", key, title_of(&insats->now, key));
		board_quote_section(board, &insats->now, key, paper);
		is_first = FALSE;
	}
	return !is_first;
}

/* A report that came in says nothing where its form asks for it. */
static void
write_silent(const DiPaper *silent, DiPaper *paper, const char *words)
{
	if (silent->blocks->len)
		di_paper_text(paper, "%s", words);
	for (guint i = 0; i < silent->blocks->len; i++)
		di_paper_item(paper, 0, "%s", ((const DiPaperBlock *)silent->blocks->pdata[i])->text);
}

static void
write_theme(const DiBoard *board, DiPaper *paper, const char *theme, const char *heading, const char *silence)
{
	g_autoptr(DiPaper) silent = di_paper_new("", "", "", 0);
	guint n = 0, reports = 0;

	di_paper_heading(paper, 1, "%s", heading);
	for (guint i = 0; i < board->insatser->len; i++) {
		const DiBoardInsats *insats = board->insatser->pdata[i];

		if (!insats->now.report || is_final(&insats->now))
			continue;
		reports++;
		if (write_insats(board, insats, theme, paper))
			n++;
		else if (board_asked_key(&insats->now, theme))
			di_paper_item(silent, 0, "%s, %s (%s)", insats->owed->insats, insats->owed->huvudman, insats->now.number);
	}
	if (!n && !silent->blocks->len)
		di_paper_text(paper, "%s", reports ? "Blanketten frågar inte efter det." : "Ingen kvartalsrapport har kommit in.");
	write_silent(silent, paper, silence);
}

void
board_write_done(const DiBoard *board, DiPaper *paper)
{
	write_theme(board, paper, DI_THEME_DONE, "Vad insatserna har gjort", "I de här rapporterna är de avsnitten tomma:");
}

void
board_write_deviations(const DiBoard *board, DiPaper *paper)
{
	write_theme(board, paper, DI_THEME_DEVIATION, "Avvikelser", "Inget är skrivet om avvikelser av:");
}

void
board_write_analyses(const DiBoard *board, DiPaper *paper)
{
	write_theme(board, paper, DI_THEME_ANALYSIS, "Styrgruppernas analys", "Styrgruppens analys saknas hos:");
}

static void
write_final(const DiBoard *board, const DiBoardInsats *insats, DiPaper *paper)
{
	di_paper_heading(paper, 2, "%s, %s", insats->owed->insats, insats->owed->huvudman);
	for (guint i = 0; i < insats->now.report->sections->len; i++) {
		const DiSection *section = insats->now.report->sections->pdata[i];

		if (!*section->text)
			continue;
		di_paper_heading(paper, 3, "%s %s", section->key, title_of(&insats->now, section->key));
		board_quote_section(board, &insats->now, section->key, paper);
	}
}

/* Their sections are others than a quarterly report's, so they stand together. */
void
board_write_finals(const DiBoard *board, DiPaper *paper)
{
	guint n = 0;

	for (guint i = 0; i < board->insatser->len; i++) {
		const DiBoardInsats *insats = board->insatser->pdata[i];

		if (!is_final(&insats->now))
			continue;
		if (!n++)
			di_paper_heading(paper, 1, "Slutrapporter");
		write_final(board, insats, paper);
	}
}
