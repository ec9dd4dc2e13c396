/* Goals, and what the reporters think of them now and thought a quarter ago. */
#include "board.h"

static gboolean
is_quarterly(const DiBoardReport *report)
{
	return report->report && report->report->kind == DI_KIND_KVARTALSRAPPORT;
}

/* What a quarterly report says of its goals, in all sections about them; "": nothing. */
static char *
assessment(const DiBoardReport *report)
{
	g_autoptr(GPtrArray) keys = board_keys(report, DI_THEME_GOALS);
	GString *all = g_string_new(NULL);

	for (guint i = 0; is_quarterly(report) && i < keys->len; i++) {
		const char *text = board_section_text(report, keys->pdata[i]);

		g_string_append(all, text ? text : "");
	}
	return g_string_free(all, FALSE);
}

static gboolean
has_something(const DiBoardInsats *insats)
{
	g_autofree char *now = assessment(&insats->now), *before = assessment(&insats->before);

	return (insats->goals && insats->goals[0]) || *now || *before;
}

static gboolean
quote_assessment(const DiBoard *board, const DiBoardReport *report, DiPaper *paper)
{
	g_autoptr(GPtrArray) keys = board_keys(report, DI_THEME_GOALS);
	gboolean any = FALSE;

	for (guint i = 0; i < keys->len; i++)
		any |= board_quote_section(board, report, keys->pdata[i], paper);
	return any;
}

static void
write_no_assessment(const DiBoardReport *report, DiPaper *paper)
{
	const char *key = board_asked_key(report, DI_THEME_GOALS);

	if (key)
		di_paper_text(paper, "Avsnitt %s är tomt i %s.", key, report->number);
	else
		di_paper_text(paper, "Blanketten till %s frågar inte efter målen.", report->number);
}

static void
write_assessment(const DiBoard *board, const DiBoardReport *report, DiQuarter quarter, DiPaper *paper)
{
	g_autofree char *words = board_quarter_words(quarter);

	di_paper_heading(paper, 3, "Bedömning %s", words);
	if (report->number && !report->report)
		di_paper_text(paper, "%s är sekretessmarkerad och citeras inte.", report->number);
	else if (!report->number)
		di_paper_text(paper, "Ingen rapport.");
	else if (!is_quarterly(report))
		di_paper_text(paper, "%s är en slutrapport; se Slutrapporter.", report->number);
	else if (!quote_assessment(board, report, paper))
		write_no_assessment(report, paper);
}

/* A text that was sent once more is worth knowing. */
static gboolean
is_repeated(const DiBoardInsats *insats)
{
	g_autofree char *now = assessment(&insats->now), *before = assessment(&insats->before);
	g_autofree char *folded = di_text_fold(now), *other = di_text_fold(before);

	return *folded && g_str_equal(folded, other);
}

static void
write_insats(const DiBoard *board, const DiBoardInsats *insats, DiPaper *paper)
{
	DiQuarter quarter = board_quarter(board), before = di_quarter_add(quarter, -1);

	di_paper_heading(paper, 2, "%s, %s", insats->owed->insats, insats->owed->huvudman);
	if (insats->goals && insats->goals[0])
		di_paper_text(paper, "Mål enligt registret:");
	else
		di_paper_text(paper, "Inga mål är registrerade.");
	for (guint i = 0; insats->goals && insats->goals[i]; i++)
		di_paper_item(paper, (int)i + 1, "%s", insats->goals[i]);
	write_assessment(board, &insats->now, quarter, paper);
	if (is_repeated(insats)) {
		g_autofree char *words = board_quarter_words(before);

		di_paper_text(paper, "Bedömningen har samma ord som den för %s (%s).", words, insats->before.number);
	} else {
		write_assessment(board, &insats->before, before, paper);
	}
}

void
board_write_goals(const DiBoard *board, DiPaper *paper)
{
	guint n = 0;

	di_paper_heading(paper, 1, "Mål och bedömningar");
	for (guint i = 0; i < board->insatser->len; i++) {
		const DiBoardInsats *insats = board->insatser->pdata[i];

		if (!has_something(insats))
			continue;
		write_insats(board, insats, paper);
		n++;
	}
	if (!n)
		di_paper_text(paper, "Varken mål eller bedömningar finns i registret.");
}
