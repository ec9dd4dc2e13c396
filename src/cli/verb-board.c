/* diarie board: the quarter for the board's meeting, with every quote under its number. */
#include "verbs.h"

#include <diarie/packet.h>
#include <string.h>
#include <unistd.h>

typedef struct {
	DiCli *cli;
	DiBoard board;
	GHashTable *titles, *themes; /* form → titles, themes of its sections */
} Gathering;

static void
gathering_clear(Gathering *gathering)
{
	for (guint q = 0; q < gathering->board.n; q++)
		g_ptr_array_unref(gathering->board.owed[q]);
	g_clear_pointer(&gathering->board.insatser, g_ptr_array_unref);
	g_clear_pointer(&gathering->titles, g_hash_table_unref);
	g_clear_pointer(&gathering->themes, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gathering, gathering_clear)

/* Quarters from before the register was kept are left out: nobody's report is there, and nobody was late. */
static void
drop_before_register(DiBoard *board)
{
	guint first = di_owed_first_kept(board->owed, board->n);

	for (guint q = 0; q < first; q++)
		g_ptr_array_unref(board->owed[q]);
	board->n -= first;
	memmove(board->owed, board->owed + first, board->n * sizeof board->owed[0]);
	memmove(board->quarters, board->quarters + first, board->n * sizeof board->quarters[0]);
	memmove(board->due, board->due + first, board->n * sizeof board->due[0]);
}

static gboolean
ask_quarters(Gathering *gathering, DiQuarter last, GError **error)
{
	DiBoard *board = &gathering->board;

	for (int back = DI_BOARD_QUARTERS - 1; back >= 0; back--) {
		DiQuarter quarter = di_quarter_add(last, -back);
		GPtrArray *owed = di_registry_owed(gathering->cli->registry, quarter, error);

		if (!owed)
			return FALSE;
		board->quarters[board->n] = quarter;
		board->due[board->n] = di_config_due(gathering->cli->config, quarter);
		board->owed[board->n++] = owed;
	}
	drop_before_register(board);
	return TRUE;
}

/* Read once for each form. */
static GHashTable *
words_of(GHashTable *known, const DiReport *report, GHashTable *(*read)(const DiReport *))
{
	const char *form = report->form ? report->form : "";
	GHashTable *words = g_hash_table_lookup(known, form);

	if (!words) {
		words = read(report);
		g_hash_table_insert(known, g_strdup(form), words);
	}
	return g_hash_table_ref(words);
}

static gboolean
ask_report(Gathering *gathering, const DiOwed *owed, DiBoardReport *report, GError **error)
{
	g_autoptr(DiHandling) handling = NULL;

	if (!owed || !owed->rapport)
		return TRUE;
	handling = di_handling_get(gathering->cli->registry, owed->rapport, error);
	if (!handling)
		return FALSE;
	report->number = g_strdup(owed->rapport);
	if (handling->sekretess)
		return TRUE;
	report->report = g_steal_pointer(&handling->report);
	report->titles = words_of(gathering->titles, report->report, di_section_titles);
	report->themes = words_of(gathering->themes, report->report, di_section_themes);
	return TRUE;
}

static gboolean
ask_goals(Gathering *gathering, const DiOwed *owed, DiBoardInsats *insats, GError **error)
{
	g_autoptr(DiPlan) plan = di_insats_plan(gathering->cli->registry, owed->rapportor_id, error);

	if (plan)
		insats->goals = g_steal_pointer(&plan->mal);
	return plan != NULL;
}

/* PLACE: of the reporter in each quarter's list. */
static gboolean
ask_insats(Gathering *gathering, guint place, GError **error)
{
	DiBoard *board = &gathering->board;
	const DiOwed *owed = board->owed[board->n - 1]->pdata[place];
	const DiOwed *before = board->n > 1 ? board->owed[board->n - 2]->pdata[place] : NULL;
	DiBoardInsats *insats;

	if (!owed->expected && !owed->rapport)
		return TRUE;
	insats = g_new0(DiBoardInsats, 1);
	insats->owed = owed;
	g_ptr_array_add(board->insatser, insats);
	return ask_report(gathering, owed, &insats->now, error) && ask_report(gathering, before, &insats->before, error) &&
		ask_goals(gathering, owed, insats, error);
}

static gboolean
gather(Gathering *gathering, GError **error)
{
	DiBoard *board = &gathering->board;
	DiCli *cli = gathering->cli;
	DiQuarter quarter = di_args_quarter(cli->args, "quarter");

	gathering->titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
	gathering->themes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
	board->forbund = cli->config->diarium.forbund;
	board->timezone = di_cli_timezone(cli);
	board->made = di_clock_now();
	board->today = cli->today;
	board->whole = di_args_flag(cli->args, "whole");
	board->insatser = g_ptr_array_new_with_free_func(di_board_insats_free);
	if (!ask_quarters(gathering, di_quarter_is_set(quarter) ? quarter : di_quarter_reported(cli->today), error))
		return FALSE;
	for (guint i = 0; i < board->owed[board->n - 1]->len; i++)
		if (!ask_insats(gathering, i, error))
			return FALSE;
	return TRUE;
}

int
di_verb_board(DiCli *cli, GError **error)
{
	g_auto(Gathering) gathering = {.cli = cli};
	g_autoptr(DiPaper) paper = NULL;
	g_autofree char *name = NULL;
	DiQuarter quarter;

	di_busy(cli, "ställer samman underlaget");
	if (!gather(&gathering, error))
		return DI_EXIT_NO;
	quarter = gathering.board.quarters[gathering.board.n - 1];
	name = g_strdup_printf("styrelsen-%d-Q%d", quarter.year, quarter.number);
	paper = di_board_paper(&gathering.board);
	return di_paper_hand_out(cli, paper, name, error) ? DI_EXIT_DONE : DI_EXIT_NO;
}
