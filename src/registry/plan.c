/* What the yearly appendix says of a reporter's insats: aim, goals, partners, and each year's money and result. */
#include "private.h"

DiPlan *
di_plan_new(void)
{
	DiPlan *plan = g_new0(DiPlan, 1);

	plan->mal = g_new0(char *, 1);
	plan->samverkansparter = g_new0(char *, 1);
	plan->years = g_ptr_array_new_with_free_func(di_plan_year_free);
	return plan;
}

void
di_plan_year_free(gpointer data)
{
	DiPlanYear *year = data;

	g_free(year->resultat);
	g_free(year->kommentar);
	g_free(year);
}

void
di_plan_free(DiPlan *plan)
{
	if (!plan)
		return;
	g_free(plan->inriktning);
	g_free(plan->syfte);
	g_strfreev(plan->mal);
	g_strfreev(plan->samverkansparter);
	g_ptr_array_unref(plan->years);
	g_free(plan);
}

/* A year nobody named is YEAR; 0: then its money belongs nowhere. */
DiPlan *
di_plan_of_outcome(const DiOutcome *outcome, int year)
{
	DiPlan *plan = di_plan_new();
	DiPlanYear *its = g_new0(DiPlanYear, 1);

	plan->inriktning = g_strdup(outcome->inriktning);
	plan->syfte = g_strdup(outcome->syfte);
	if (outcome->mal) {
		g_strfreev(plan->mal);
		plan->mal = g_strdupv(outcome->mal);
	}
	if (outcome->samverkansparter) {
		g_strfreev(plan->samverkansparter);
		plan->samverkansparter = g_strdupv(outcome->samverkansparter);
	}
	its->ar = outcome->ar ? outcome->ar : year;
	its->budget_tkr = outcome->budget_tkr;
	its->utfall_tkr = outcome->utfall_tkr;
	its->resultat = g_strdup(outcome->resultat);
	its->kommentar = g_strdup(outcome->kommentar);
	g_ptr_array_add(plan->years, its);
	return plan;
}

/* Reading */

static gint64
amount_column(sqlite3_stmt *stmt, int column)
{
	return sqlite3_column_type(stmt, column) == SQLITE_NULL ? DI_AMOUNT_NONE : di_col_int(stmt, column);
}

static gboolean
read_years(DiRegistry *registry, gint64 rapportor_id, DiPlan *plan, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_PLAN_YEARS, error, "i", rapportor_id);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiPlanYear *year = g_new0(DiPlanYear, 1);

		year->ar = (int)di_col_int(stmt, 0);
		year->budget_tkr = amount_column(stmt, 1);
		year->utfall_tkr = amount_column(stmt, 2);
		year->resultat = di_col_text(stmt, 3);
		year->kommentar = di_col_text(stmt, 4);
		g_ptr_array_add(plan->years, year);
	}
	return got == 0;
}

DiPlan *
di_insats_plan(DiRegistry *registry, gint64 rapportor_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_PLAN_OF, error, "i", rapportor_id);
	g_autoptr(DiPlan) plan = di_plan_new();
	int got = di_db_step(registry, stmt, error);

	if (got < 0)
		return NULL;
	if (got > 0) {
		plan->inriktning = di_col_text(stmt, 0);
		plan->syfte = di_col_text(stmt, 1);
	}
	g_strfreev(plan->mal);
	g_strfreev(plan->samverkansparter);
	plan->samverkansparter = NULL;
	plan->mal = di_db_texts(registry, STMT_PLAN_GOALS, rapportor_id, error);
	if (plan->mal)
		plan->samverkansparter = di_db_texts(registry, STMT_PLAN_PARTIES, rapportor_id, error);
	if (!plan->samverkansparter || !read_years(registry, rapportor_id, plan, error))
		return NULL;
	return g_steal_pointer(&plan);
}

/* Writing: what the appendix does not say is left as it was. */

static gboolean
write_list(DiRegistry *registry, DiStatement clear, DiStatement add, gint64 rapportor_id, char *const *texts, GError **error)
{
	if (!di_db_run(registry, clear, error, "i", rapportor_id))
		return FALSE;
	for (int i = 0; texts[i]; i++)
		if (!di_db_run(registry, add, error, "iis", rapportor_id, i + 1, texts[i]))
			return FALSE;
	return TRUE;
}

static gboolean
lists_differ(char *const *before, char *const *after)
{
	return after[0] && !g_strv_equal((const char *const *)before, (const char *const *)after);
}

static gboolean
write_goals(DiRegistry *registry, gint64 rapportor_id, const DiPlan *before, const DiPlan *plan, GPtrArray *changes, GError **error)
{
	if (lists_differ(before->mal, plan->mal)) {
		g_ptr_array_add(changes, g_strdup_printf("%u mål", g_strv_length(plan->mal)));
		if (!write_list(registry, STMT_PLAN_GOALS_CLEAR, STMT_PLAN_GOAL_ADD, rapportor_id, plan->mal, error))
			return FALSE;
	}
	if (!lists_differ(before->samverkansparter, plan->samverkansparter))
		return TRUE;
	g_ptr_array_add(changes, g_strdup_printf("%u samverkansparter", g_strv_length(plan->samverkansparter)));
	return write_list(registry, STMT_PLAN_PARTIES_CLEAR, STMT_PLAN_PARTY_ADD, rapportor_id, plan->samverkansparter, error);
}

static gboolean
write_aim(DiRegistry *registry, gint64 rapportor_id, const DiPlan *before, const DiPlan *plan, GPtrArray *changes, GError **error)
{
	gboolean aim = plan->syfte && g_strcmp0(before->syfte, plan->syfte) != 0;
	gboolean field = plan->inriktning && g_strcmp0(before->inriktning, plan->inriktning) != 0;

	if (!aim && !field)
		return TRUE;
	g_ptr_array_add(changes, g_strdup(aim && field ? "syfte och inriktning" : aim ? "syfte" : "inriktning"));
	return di_db_run(registry, STMT_PLAN_AIM, error, "ssi", field ? plan->inriktning : before->inriktning,
		aim ? plan->syfte : before->syfte, rapportor_id);
}

const DiPlanYear *
di_plan_year(const DiPlan *plan, int ar)
{
	for (guint i = 0; i < plan->years->len; i++) {
		const DiPlanYear *year = plan->years->pdata[i];

		if (year->ar == ar)
			return year;
	}
	return NULL;
}

static gboolean
says_the_same(const DiPlanYear *before, const DiPlanYear *year)
{
	return before && before->budget_tkr == year->budget_tkr && before->utfall_tkr == year->utfall_tkr &&
		g_strcmp0(before->resultat, year->resultat) == 0 && g_strcmp0(before->kommentar, year->kommentar) == 0;
}

static gboolean
write_year(DiRegistry *registry, gint64 rapportor_id, const DiPlanYear *before, const DiPlanYear *year, GPtrArray *changes, GError **error)
{
	if (!year->ar || says_the_same(before, year))
		return TRUE;
	g_ptr_array_add(changes, g_strdup_printf("budget och resultat %d", year->ar));
	return di_db_run(registry, STMT_PLAN_YEAR_PUT, error, "iniiss", rapportor_id, year->ar, year->budget_tkr, year->utfall_tkr,
		year->resultat, year->kommentar);
}

gboolean
di_plan_write(DiRegistry *registry, gint64 rapportor_id, const DiPlan *plan, GPtrArray *changes, GError **error)
{
	g_autoptr(DiPlan) before = di_insats_plan(registry, rapportor_id, error);

	if (!before || !write_aim(registry, rapportor_id, before, plan, changes, error) ||
	    !write_goals(registry, rapportor_id, before, plan, changes, error))
		return FALSE;
	for (guint i = 0; i < plan->years->len; i++) {
		const DiPlanYear *year = plan->years->pdata[i];

		if (!write_year(registry, rapportor_id, di_plan_year(before, year->ar), year, changes, error))
			return FALSE;
	}
	return TRUE;
}
