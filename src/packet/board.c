/* The board's paper: the frame, and what its parts have in common. */
#include "board.h"

#include <string.h>

static void
report_clear(DiBoardReport *report)
{
	g_free(report->number);
	di_report_free(report->report);
	g_clear_pointer(&report->titles, g_hash_table_unref);
	g_clear_pointer(&report->themes, g_hash_table_unref);
}

void
di_board_insats_free(gpointer data)
{
	DiBoardInsats *insats = data;

	report_clear(&insats->now);
	report_clear(&insats->before);
	g_strfreev(insats->goals);
	g_free(insats);
}

const Look *
board_look_of(DiStatus status)
{
	static const Look looks[] = {
		[DI_STATUS_INKOMMEN] = {"Inkommen", DI_TONE_IN},   [DI_STATUS_SEN] = {"Inkom sent", DI_TONE_LATE},
		[DI_STATUS_VANTAS] = {"Väntas", DI_TONE_WAIT},     [DI_STATUS_FORSENAD] = {"Saknas", DI_TONE_OVERDUE},
		[DI_STATUS_GRANSKAS] = {"Granskas", DI_TONE_REVIEW}, [DI_STATUS_DISPENS] = {"Dispens", DI_TONE_NONE},
		[DI_STATUS_INGEN] = {"Ingen rapport", DI_TONE_NONE},
	};

	return &looks[status];
}

char *
board_quarter_words(DiQuarter quarter)
{
	return g_strdup_printf("kvartal %d %d", quarter.number, quarter.year);
}

char *
board_day_of(const DiBoard *board, DiDate date)
{
	int year, now, month, day;
	char *text = di_date_swedish(date);
	char *space;

	di_date_to_ymd(date, &year, &month, &day);
	di_date_to_ymd(board->today, &now, &month, &day);
	space = strrchr(text, ' ');
	if (year == now && space)
		*space = '\0';
	return text;
}

char *
board_name_of(const DiOwed *owed)
{
	return g_strdup_printf("%s, %s", owed->insats, owed->huvudman);
}

DiQuarter
board_quarter(const DiBoard *board)
{
	return board->quarters[board->n - 1];
}

DiPaper *
di_board_paper(const DiBoard *board)
{
	g_autofree char *quarter = board_quarter_words(board_quarter(board));
	g_autofree char *title = g_strdup_printf("Insatserna %s", quarter);
	g_autofree char *day = di_date_swedish_weekday(board->today);
	g_autofree char *about = g_strdup_printf("Underlag till styrelsen ur diariet, %s.", day);
	DiPaper *paper = di_paper_new(title, about, board->forbund, board->made);

	di_paper_text(paper, "Det som står efter ett streck är rapportörernas egna ord%s. Under varje citat står handlingens diarienummer.",
		board->whole ? "" : ", ofta i utdrag");
	board_write_status(board, paper);
	board_write_done(board, paper);
	board_write_deviations(board, paper);
	board_write_goals(board, paper);
	board_write_analyses(board, paper);
	board_write_finals(board, paper);
	board_write_missing(board, paper);
	board_write_over_time(board, paper);
	return paper;
}
