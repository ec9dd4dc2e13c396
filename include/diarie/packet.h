/* packet: what the register knows → the papers that the board gets. Knows no registry and no clock; the same facts give the same
 * paper. Every line that is a reporter's own carries its diarienummer. */
#pragma once

#include <diarie/owed.h>
#include <diarie/paper.h>

/* Themes of sections, as forms name them (FORMS.md). */
#define DI_THEME_DONE "gjort"
#define DI_THEME_DEVIATION "avvikelse"
#define DI_THEME_GOALS "mål"
#define DI_THEME_ANALYSIS "analys"

/* board.c: a quarter, for the board's meeting */

typedef struct {
	char *number;       /* NULL: no report that counts has come in */
	DiReport *report;   /* NULL: as above, or it is marked as secret */
	GHashTable *titles; /* "2.1" → "Aktiviteter"; what its form calls its sections; NULL: not known */
	GHashTable *themes; /* "2.2" → "avvikelse"; what its form says that they are about; one that is not there is about what was done */
} DiBoardReport;
typedef struct {
	const DiOwed *owed;
	DiBoardReport now, before; /* this quarter's, and the one's before */
	char **goals;              /* as registered; NULL: none */
} DiBoardInsats;
void di_board_insats_free(gpointer insats);

enum { DI_BOARD_QUARTERS = 8 };
typedef struct {
	const char *forbund, *timezone;
	DiTime made;
	DiDate today;
	DiQuarter quarters[DI_BOARD_QUARTERS]; /* one after another; the last is the one that the paper is about */
	DiDate due[DI_BOARD_QUARTERS];
	GPtrArray *owed[DI_BOARD_QUARTERS]; /* DiOwed of that quarter, the same reporters in the same order in each */
	guint n;
	GPtrArray *insatser; /* DiBoardInsats: those that are expected to report in the last quarter, or did */
	gboolean whole;      /* quote the sections from end to end, not in extract */
} DiBoard;
DiPaper *di_board_paper(const DiBoard *board);

/* appendix.c: a year, for the förbund's årsredovisning */

/* REPORT: an årsbilaga whose outcomes are about YEAR; what is NULL there is left blank. Reading the paper gives REPORT again. */
DiPaper *di_appendix_paper(const DiReport *report, int year, const char *forbund, DiTime made);

/* excerpt.c */

/* The beginning of TEXT, at most about so many characters, cut after a sentence or item; IS_CUT_OUT says whether something is left out. */
char *di_excerpt(const char *text, glong characters, gboolean *is_cut_out);
