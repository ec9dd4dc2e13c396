/* How punctual the reports have been: all of them for each quarter, and each insats for itself. */
#include "board.h"

static const DiTone tones[DI_PUNCTUALITIES] = {[DI_PUNCTUAL_IN_TIME] = DI_TONE_IN, [DI_PUNCTUAL_LATE] = DI_TONE_LATE,
	[DI_PUNCTUAL_OPEN] = DI_TONE_WAIT, [DI_PUNCTUAL_MISSING] = DI_TONE_OVERDUE};

static void
write_bar(const DiBoard *board, guint q, DiPaperBlock *bars)
{
	guint counts[DI_PUNCTUALITIES];

	di_owed_count(board->owed[q], board->today, counts);
	di_paper_row(bars);
	di_paper_cell(bars, DI_TONE_NONE, "Kv %d %d", board->quarters[q].number, board->quarters[q].year);
	for (guint i = 0; i < DI_PUNCTUALITIES; i++)
		di_paper_cell(bars, DI_TONE_NONE, "%u", counts[i]);
}

static void
write_bars(const DiBoard *board, DiPaper *paper)
{
	DiPaperBlock *bars = di_paper_table(paper, DI_PAPER_BARS, "Rapporter i tid, sena och saknade, kvartal för kvartal");

	for (guint i = 0; i < DI_PUNCTUALITIES; i++)
		di_paper_column(bars, di_punctuality_words(i), 1, tones[i]);
	for (guint q = 0; q < board->n; q++)
		write_bar(board, q, bars);
}

/* Days after the last day; for a report that is missing, so far. */
static void
write_days(const DiBoard *board, const DiOwed *owed, DiPaperBlock *table)
{
	DiStatus status = di_owed_status(owed, board->today);
	const Look *look = board_look_of(status);
	DiDate until = status == DI_STATUS_SEN ? owed->first_arrived : board->today;

	if (status == DI_STATUS_SEN || status == DI_STATUS_FORSENAD)
		di_paper_cell(table, look->tone, status == DI_STATUS_SEN ? "+%d" : "−%d", until - di_owed_last_day(owed));
	else if (status == DI_STATUS_INKOMMEN)
		di_paper_cell(table, look->tone, "i tid");
	else
		di_paper_cell(table, look->tone, "%s", status == DI_STATUS_INGEN ? "–" : look->word);
}

static guint
place_of(const DiBoard *board, const DiOwed *owed)
{
	const GPtrArray *list = board->owed[board->n - 1];
	guint i = 0;

	while (i < list->len && list->pdata[i] != owed)
		i++;
	return i;
}

static void
write_matrix(const DiBoard *board, DiPaper *paper)
{
	DiPaperBlock *table = di_paper_table(paper, DI_PAPER_TABLE, "Dagar efter sista dagen, insats för insats");

	di_paper_column(table, "Insats", 1, DI_TONE_NONE);
	for (guint q = 0; q < board->n; q++) {
		g_autofree char *title = g_strdup_printf("%d/%02d", board->quarters[q].number, board->quarters[q].year % 100);

		di_paper_column(table, title, 0, DI_TONE_NONE);
	}
	for (guint i = 0; i < board->insatser->len; i++) {
		const DiOwed *owed = ((const DiBoardInsats *)board->insatser->pdata[i])->owed;
		guint place = place_of(board, owed);
		g_autofree char *name = board_name_of(owed);

		di_paper_row(table);
		di_paper_cell(table, DI_TONE_NONE, "%s", name);
		for (guint q = 0; q < board->n; q++)
			write_days(board, board->owed[q]->pdata[place], table);
	}
}

void
board_write_over_time(const DiBoard *board, DiPaper *paper)
{
	DiQuarter quarter = board_quarter(board);

	di_paper_heading(paper, 1, "Hur rapporterna har kommit in");
	write_bars(board, paper);
	di_paper_text(paper, "Tabellen nedan visar varje kvartal: %d/%02d är kvartal %d %d. +5 betyder att rapporten kom fem dagar efter sista dagen, "
		"−5 att den saknas sedan fem dagar. Ett streck: ingen rapport skulle lämnas.",
		quarter.number, quarter.year % 100, quarter.number, quarter.year);
	write_matrix(board, paper);
}
