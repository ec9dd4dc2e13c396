/* The ladder: which steps there are for one owed report, and on which days. */
#include "ladder.h"

#include <stdlib.h>

static void
add_rung(DiLadder *ladder, const DiOwed *owed, int step, int workdays)
{
	DiRung *rung = &ladder->rungs[ladder->n++];

	rung->step = step;
	rung->workdays = workdays;
	rung->planned = di_workday_add(ladder->last_day, workdays);
	rung->prolonged = ladder->last_day != owed->due;
}

DiLadder *
di_ladder_new(const DiOwed *owed, const DiConfig *config)
{
	DiLadder *ladder = g_new0(DiLadder, 1);
	int escalate = config->reminders.escalate_workdays;

	ladder->rungs = g_new0(DiRung, config->reminders.n_after + 2);
	ladder->last_day = di_owed_last_day(owed);
	if (config->reminders.before_workdays > 0)
		add_rung(ladder, owed, DI_STEP_NOTICE, -config->reminders.before_workdays);
	for (guint i = 0; i < config->reminders.n_after; i++)
		if (escalate == 0 || config->reminders.after_workdays[i] < escalate)
			add_rung(ladder, owed, DI_STEP_REMINDER + (int)i, config->reminders.after_workdays[i]);
	if (escalate > 0)
		add_rung(ladder, owed, DI_STEP_ESCALATE, escalate);
	return ladder;
}

void
di_ladder_free(DiLadder *ladder)
{
	if (!ladder)
		return;
	g_free(ladder->rungs);
	g_free(ladder);
}

guint
di_ladder_due(const DiLadder *ladder, DiDate today)
{
	guint n = 0;

	while (n < ladder->n && ladder->rungs[n].planned <= today)
		n++;
	return n;
}

char *
di_ladder_reason(const DiRung *rung)
{
	int days = abs(rung->workdays);

	if (rung->step == DI_STEP_STEERING)
		return g_strdup_printf("%d %s efter att rapporten kom utan styrgruppens punkt", days,
			days == 1 ? "arbetsdag" : "arbetsdagar");
	return g_strdup_printf("%d %s %s %s", days, days == 1 ? "arbetsdag" : "arbetsdagar",
		rung->workdays < 0 ? "före" : "efter", rung->prolonged ? "uppskovets sista dag" : "förfallodagen");
}
