/* What a person's own words in a mail ask for. Private to this room. */
#pragma once

#include <diarie/extract.h>

/* pattern.c */

/* The compiled form of TEXT, a constant; it is held for as long as the process lives. */
const GRegex *di_pattern(const char *text);
gboolean di_pattern_matches(const char *text, const char *folded);
/* How many are held. */
guint di_pattern_count(void);

/* when.c: the different days that FOLDED (di_text_fold) names, counted from TODAY. GArray of DiDate. */
GArray *di_when_days(const char *folded, DiDate today);

/* reply.c */

typedef struct {
	char **lines;      /* the writer's own words, without what is quoted and signed; at most 40 lines of 300 characters */
	DiPeriod period;   /* a line "period: 2026-01-01–2026-03-31"; DI_PERIOD_NONE */
	DiDate promised;   /* the day on which the report is to come; DI_DATE_NONE */
	gboolean asks_time; /* more time is asked for, with or without a day */
	DiDate back;       /* an absent person's first day back */
	char *substitute, *substitute_name; /* whom to write to meanwhile; NULL */
} DiReply;
/* TEXT: the mail's body. TODAY: the day on which the mail came. SENDER: not a substitute; NULL. */
DiReply *di_reply_read(const char *text, DiDate today, const char *sender);
void di_reply_free(DiReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiReply, di_reply_free)
/* Compiles what an ordinary mail's words are compared with. */
void di_reply_warm(void);
/* The body of MESSAGE as text: its plain text, else its HTML without marks. NULL: none. */
char *di_reply_body(const DiMessage *message);
