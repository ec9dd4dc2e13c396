/* What is owed, and what has been done about it: the facts that `registry` knows and `reminder` decides on. */
#pragma once

#include <diarie/report.h>

/* owed.c */

/* CONTRACT.md's status words */
typedef enum {
	DI_STATUS_INKOMMEN,
	DI_STATUS_SEN,
	DI_STATUS_VANTAS,
	DI_STATUS_FORSENAD,
	DI_STATUS_GRANSKAS,
	DI_STATUS_DISPENS,
	DI_STATUS_INGEN,
	DI_STATUS_LAST = DI_STATUS_INGEN,
} DiStatus;
const char *di_status_word(DiStatus status);

/* Steps of the ledger. Reminder n is DI_STEP_REMINDER + n − 1; there may be as many as `after` lists. */
typedef enum {
	DI_STEP_NOTICE = 0,
	DI_STEP_REMINDER = 1,
	DI_STEP_ESCALATE = 100,
	DI_STEP_STEERING = 200, /* no part of the ladder: the report is here, the steering group's section is not */
} DiStep;

typedef struct {
	char *name, *address;
	gboolean bounces; /* a letter to it came back */
} DiContact;

typedef struct {
	int step;
	DiDate date;       /* the day on which it was decided */
	gboolean sent;     /* FALSE: decided against, or the outcome is uncertain (see state) */
	char *state;       /* the outbox's word: "vantar", "skickad", "oviss", "avstod", "studsad" */
	char *message_id;  /* of the letter; NULL: there was none */
	gboolean unreached; /* it came back from all whom it went to, and a working contact has not had it */
} DiStepDone;

typedef struct {
	gint64 insats_id, rapportor_id;
	char *insats, *huvudman;
	char *arende;        /* number of the case for the quarter's year; NULL: not opened yet */
	DiKind kind;         /* kvartalsrapport or slutrapport */
	DiQuarter quarter;
	gboolean reports;    /* FALSE: of this insats no reports are expected at all */
	DiDate insats_from, insats_to; /* DI_DATE_NONE: open */
	DiDate due;          /* after any move from a day off */
	DiDate arrived;      /* of the newest version; DI_DATE_NONE: nothing filed */
	DiDate first_arrived; /* of the first version: decides whether it was late */
	char *rapport;       /* diarienummer of the newest version; NULL */
	DiKind came;         /* what the newest version is; NONE: nothing is filed */
	int version;         /* its number; 0: it was replaced */
	char **saknas;       /* sections left empty in it; NULL where nothing is filed */
	gboolean in_review;  /* something from this reporter waits for a person */
	gboolean excused;    /* dispens for the whole quarter */
	DiDate excused_until; /* anstånd: the day promised; DI_DATE_NONE */
	gboolean expected;   /* FALSE: the insats owes nothing this quarter ("ingen") */
	GPtrArray *contacts; /* DiContact */
	GPtrArray *done;     /* DiStepDone, in order */
	gboolean waiting;    /* a letter of the ladder about it has not gone yet, to one of its contacts at least */
} DiOwed;

DiOwed *di_owed_new(void);
void di_owed_free(DiOwed *owed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiOwed, di_owed_free)
void di_owed_add_contact(DiOwed *owed, const char *name, const char *address, gboolean bounces);
void di_owed_add_done(DiOwed *owed, int step, DiDate date, gboolean sent, const char *state);
void di_owed_set_letter(DiOwed *owed, const char *message_id); /* of the step that was added last */
/* The contract's word for it on the day TODAY. */
DiStatus di_owed_status(const DiOwed *owed, DiDate today);
/* The last day for the report: the due date, or the day promised when that is later. */
DiDate di_owed_last_day(const DiOwed *owed);
/* How many reminders (not notices) went out. */
guint di_owed_reminders_sent(const DiOwed *owed);

/* owed-list.c: of a quarter's DiOwed together */

const DiOwed *di_owed_find(const GPtrArray *owed, gint64 rapportor_id); /* NULL: that reporter owes nothing */
/* Has anybody reported? A quarter without any, before all that have some, is from before the register was kept: nobody was late. */
gboolean di_owed_has_report(const GPtrArray *owed);
/* The place of the first of N quarters, oldest first, that is from the time of the register; N - 1 where none has a report. */
guint di_owed_first_kept(GPtrArray *const *owed, guint n);
/* How punctual a quarter was, for charts. Who is excused, and of whom nothing is expected, is in none of them. */
typedef enum { DI_PUNCTUAL_IN_TIME, DI_PUNCTUAL_LATE, DI_PUNCTUAL_OPEN, DI_PUNCTUAL_MISSING, DI_PUNCTUALITIES } DiPunctuality;
const char *di_punctuality_words(DiPunctuality punctuality); /* "i tid"; static */
/* Fills COUNTS as of the day TODAY; their sum. */
guint di_owed_count(const GPtrArray *owed, DiDate today, guint counts[DI_PUNCTUALITIES]);
