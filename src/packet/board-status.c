/* How it stands: the quarter in a few sentences, and a line for each report that is owed. */
#include "board.h"

static guint
count(const DiBoard *board, DiStatus status)
{
	guint n = 0;

	for (guint i = 0; i < board->insatser->len; i++)
		n += di_owed_status(((const DiBoardInsats *)board->insatser->pdata[i])->owed, board->today) == status;
	return n;
}

static void
add_count(GString *text, guint n, const char *one, const char *several)
{
	if (n == 1)
		g_string_append_printf(text, " %s", one);
	else if (n)
		g_string_append_printf(text, " %u %s", n, several);
}

static char *
in_words(const DiBoard *board)
{
	guint in = count(board, DI_STATUS_INKOMMEN), late = count(board, DI_STATUS_SEN), excused = count(board, DI_STATUS_DISPENS);
	guint all = board->insatser->len - excused - count(board, DI_STATUS_INGEN);
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%u av %u %s har kommit in.", in + late, all, all == 1 ? "rapport" : "rapporter");
	add_count(text, late, "En av dem kom efter sista dagen.", "av dem kom efter sista dagen.");
	add_count(text, count(board, DI_STATUS_FORSENAD), "En rapport saknas.", "rapporter saknas.");
	add_count(text, count(board, DI_STATUS_VANTAS), "En väntas, dess sista dag har inte passerat.", "väntas, deras sista dag har inte passerat.");
	add_count(text, count(board, DI_STATUS_GRANSKAS), "En granskas av kansliet.", "granskas av kansliet.");
	add_count(text, excused, "En insats har dispens.", "insatser har dispens.");
	return g_string_free(text, FALSE);
}

static void
write_row(const DiBoard *board, const DiOwed *owed, DiPaperBlock *table)
{
	const Look *look = board_look_of(di_owed_status(owed, board->today));
	g_autofree char *arrived = owed->arrived == DI_DATE_NONE ? g_strdup("") : board_day_of(board, owed->arrived);
	g_autofree char *missing = owed->saknas && owed->saknas[0] ? g_strjoinv(", ", owed->saknas) : g_strdup("");

	di_paper_row(table);
	di_paper_cell(table, DI_TONE_NONE, "%s", owed->insats);
	di_paper_cell(table, DI_TONE_NONE, "%s", owed->huvudman);
	di_paper_cell(table, look->tone, "%s%s", look->word, owed->kind == DI_KIND_SLUTRAPPORT ? " (slutrapport)" : "");
	di_paper_cell(table, DI_TONE_NONE, "%s", arrived);
	di_paper_cell(table, DI_TONE_NONE, "%s", owed->rapport ? owed->rapport : "");
	di_paper_cell(table, DI_TONE_NONE, "%s", missing);
}

void
board_write_status(const DiBoard *board, DiPaper *paper)
{
	g_autofree char *due = di_date_swedish_weekday(board->due[board->n - 1]), *words = in_words(board);
	DiPaperBlock *table;

	di_paper_heading(paper, 1, "Läget");
	di_paper_text(paper, "Sista dag för kvartalsrapporterna var %s. %s", due, words);
	table = di_paper_table(paper, DI_PAPER_TABLE, "Läget för varje insats");
	di_paper_column(table, "Insats", 5, DI_TONE_NONE);
	di_paper_column(table, "Huvudman", 4, DI_TONE_NONE);
	di_paper_column(table, "Läge", 0, DI_TONE_NONE);
	di_paper_column(table, "Inkom", 0, DI_TONE_NONE);
	di_paper_column(table, "Nummer", 0, DI_TONE_NONE);
	di_paper_column(table, "Tomt", 0, DI_TONE_NONE);
	for (guint i = 0; i < board->insatser->len; i++)
		write_row(board, ((const DiBoardInsats *)board->insatser->pdata[i])->owed, table);
}
