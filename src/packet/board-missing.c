/* What the board does not get to read, and why. */
#include "board.h"

static char *
reminded(const DiOwed *owed)
{
	guint n = di_owed_reminders_sent(owed);

	if (!n)
		return g_strdup("Ingen påminnelse har skickats.");
	return n == 1 ? g_strdup("En påminnelse har skickats.") : g_strdup_printf("%u påminnelser har skickats.", n);
}

static void
write_overdue(const DiBoard *board, const DiOwed *owed, DiPaper *paper)
{
	int days = MAX(board->today - di_owed_last_day(owed), 0);
	g_autofree char *name = board_name_of(owed), *letters = reminded(owed), *last = board_day_of(board, di_owed_last_day(owed));

	di_paper_item(paper, 0, "%s: rapporten skulle ha kommit senast %s, för %d %s sedan. %s", name, last, days, days == 1 ? "dag" : "dagar", letters);
}

static void
write_waiting(const DiBoard *board, const DiOwed *owed, DiPaper *paper)
{
	g_autofree char *name = board_name_of(owed), *last = board_day_of(board, di_owed_last_day(owed));
	gboolean promised = owed->excused_until != DI_DATE_NONE;

	di_paper_item(paper, 0, "%s: %s väntas senast %s%s.", name, owed->kind == DI_KIND_SLUTRAPPORT ? "slutrapporten" : "rapporten", last,
		promised ? ", efter anstånd" : "");
}

static void
write_empty(const DiBoard *board G_GNUC_UNUSED, const DiOwed *owed, DiPaper *paper)
{
	g_autofree char *name = board_name_of(owed), *empty = owed->saknas && owed->saknas[0] ? g_strjoinv(", ", owed->saknas) : NULL;

	if (empty)
		di_paper_item(paper, 0, "%s: avsnitt %s är tomt i %s.", name, empty, owed->rapport);
}

static void
write_one(const DiBoard *board, const DiBoardInsats *insats, DiPaper *paper)
{
	const DiOwed *owed = insats->owed;
	g_autofree char *name = board_name_of(owed);

	switch (di_owed_status(owed, board->today)) {
	case DI_STATUS_FORSENAD:
		write_overdue(board, owed, paper);
		break;
	case DI_STATUS_GRANSKAS:
		di_paper_item(paper, 0, "%s: något har kommit in, men kansliet måste titta på det först.", name);
		break;
	case DI_STATUS_VANTAS:
		write_waiting(board, owed, paper);
		break;
	case DI_STATUS_DISPENS:
		di_paper_item(paper, 0, "%s: dispens, ingen rapport lämnas.", name);
		break;
	case DI_STATUS_INKOMMEN:
	case DI_STATUS_SEN:
		if (insats->now.number && !insats->now.report)
			di_paper_item(paper, 0, "%s: %s är sekretessmarkerad och citeras inte här.", name, insats->now.number);
		else
			write_empty(board, owed, paper);
		break;
	case DI_STATUS_INGEN:
	default:
		break;
	}
}

void
board_write_missing(const DiBoard *board, DiPaper *paper)
{
	guint before;

	di_paper_heading(paper, 1, "Det som saknas");
	before = paper->blocks->len;
	for (guint i = 0; i < board->insatser->len; i++)
		write_one(board, board->insatser->pdata[i], paper);
	if (paper->blocks->len == before)
		di_paper_text(paper, "Ingenting: alla rapporter har kommit in, och alla avsnitt är ifyllda.");
}
