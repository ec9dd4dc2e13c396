/* The steps of one owed report, lowest first. Private to this room. */
#pragma once

#include <diarie/owed.h>

typedef struct {
	int step;        /* DiStep */
	DiDate planned;  /* the day that the rule gives; letters may go from then on */
	int workdays;    /* distance from the last day; negative: before it */
	gboolean prolonged; /* counted from the day promised, not from the due date */
} DiRung;

typedef struct {
	DiRung *rungs; /* by planned day */
	guint n;
	DiDate last_day; /* the due date, or the day promised when that is later */
} DiLadder;

/* The escalation says that no more reminders follow, so it is always the top rung. */
DiLadder *di_ladder_new(const DiOwed *owed, const DiConfig *config);
void di_ladder_free(DiLadder *ladder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiLadder, di_ladder_free)
/* How many rungs, from the lowest, have come on the day TODAY. */
guint di_ladder_due(const DiLadder *ladder, DiDate today);
/* Swedish: "2 arbetsdagar efter förfallodagen" */
char *di_ladder_reason(const DiRung *rung);

/* steering.c: the question about the steering group's section, on TODAY; FALSE: there is none to ask */
gboolean di_steering_rung(const DiOwed *owed, const DiConfig *config, DiDate today, DiRung *rung_out);
