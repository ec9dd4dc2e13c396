/* reminder: who is owed which letter on a given day, and why. Pure: no clock, no mail, no database. */
#pragma once

#include <diarie/owed.h>

/* How far back the daemon and `diarie remind` look. A report that has been due for longer than this is no matter for
 * automatic letters: a diarium set up with an old register must not write to everybody about years gone by. */
enum { DI_REMINDER_QUARTERS_BACK = 4, DI_REMINDER_DUE_DAYS_MAX = 60 };

/* decide.c */

typedef enum {
	DI_DECISION_SEND,
	DI_DECISION_SKIP, /* written down so that it is never sent later: a newer step has taken its place, … */
	DI_DECISION_WAIT, /* not today (hour, day off, quiet period); nothing is written */
} DiDecisionWhat;

typedef struct {
	const DiOwed *owed;   /* the caller's */
	int step;
	DiDecisionWhat what;
	DiDate planned;       /* the day that the rule gives */
	DiTime not_before;    /* the first moment at which it may go: working day, hours, quiet periods */
	char *reason;         /* Swedish: "2 arbetsdagar efter förfallodagen", "rapport har kommit in" */
} DiDecision;

void di_decision_free(DiDecision *decision);
/* Everything that is to be done or written down at NOW for OWED (array of DiOwed). Only the newest step that
 * has fallen due is sent; older unsent ones are skipped. Sorted by insats, reporter, step. */
GPtrArray *di_reminder_decide(const GPtrArray *owed, const DiConfig *config, DiTime now);
/* The next step that would come if nothing arrived, with its moment; NULL: none left. */
DiDecision *di_reminder_next(const DiOwed *owed, const DiConfig *config, DiTime now);
/* The first moment at or after WHEN at which notices, reminders and escalations may go. */
DiTime di_reminder_opening(const DiConfig *config, DiTime when);

/* letters.c */

typedef struct {
	int step;
	const char *name, *address; /* the recipient, whose the decisions' contacts or settings are; name NULL: not known */
	DiTime not_before;
	GPtrArray *decisions;       /* const DiDecision *, the caller's: one for each report that it asks for, never none */
} DiReminderLetter;
void di_reminder_letter_free(DiReminderLetter *letter);
/* The letters that DECISIONS come to: those to send, in their order. One for each address and step, about all its reports
 * (unless [reminders] together = no); to the chief one for each report. Notices go to the first working contact alone. */
GPtrArray *di_reminder_letters(const GPtrArray *decisions, const DiConfig *config);
