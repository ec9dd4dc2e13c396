/* What was promised besides the report: the steering group's own section, which is often empty when the report comes, since the
 * group meets later. It is asked for once, mildly, some time after; then it is the reporter's matter. */
#include "ladder.h"

#include <string.h>

enum { FRESH_DAYS = 14 }; /* so long after its day it is not begun: an old register must not ask about reports of last year */

static gboolean
lacks_section(const DiOwed *owed, const DiConfig *config)
{
	return owed->saknas && owed->came == DI_KIND_KVARTALSRAPPORT &&
		g_strv_contains((const char *const *)owed->saknas, config->reminders.steering_section);
}

gboolean
di_steering_rung(const DiOwed *owed, const DiConfig *config, DiDate today, DiRung *rung_out)
{
	int days = config->reminders.steering_after;

	if (days == 0 || !owed->rapport || owed->first_arrived == DI_DATE_NONE || owed->in_review || owed->excused ||
		!owed->expected || !lacks_section(owed, config))
		return FALSE;
	*rung_out = (DiRung){.step = DI_STEP_STEERING, .planned = di_workday_add(owed->first_arrived, days), .workdays = days};
	for (guint i = 0; i < owed->done->len; i++)
		if (((const DiStepDone *)owed->done->pdata[i])->step == DI_STEP_STEERING && !((const DiStepDone *)owed->done->pdata[i])->unreached)
			return FALSE;
	return rung_out->planned <= today && today <= rung_out->planned + FRESH_DAYS;
}
