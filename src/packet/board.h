/* What the parts of the board's paper share. */
#pragma once

#include <diarie/packet.h>

typedef struct {
	const char *word; /* "Inkommen" */
	DiTone tone;
} Look;
const Look *board_look_of(DiStatus status);
/* "kvartal 1 2026" */
char *board_quarter_words(DiQuarter quarter);
/* "14 april" in the year of the paper, else "14 april 2025" */
char *board_day_of(const DiBoard *board, DiDate date);
/* "Bron till arbete, Storbäckens kommun" */
char *board_name_of(const DiOwed *owed);
DiQuarter board_quarter(const DiBoard *board); /* that the paper is about */

void board_write_status(const DiBoard *board, DiPaper *paper);     /* board-status.c */
void board_write_missing(const DiBoard *board, DiPaper *paper);    /* board-missing.c */
void board_write_done(const DiBoard *board, DiPaper *paper);       /* board-said.c */
void board_write_deviations(const DiBoard *board, DiPaper *paper); /* board-said.c */
void board_write_analyses(const DiBoard *board, DiPaper *paper);   /* board-said.c */
void board_write_finals(const DiBoard *board, DiPaper *paper);     /* board-said.c */
void board_write_goals(const DiBoard *board, DiPaper *paper);      /* board-goals.c */
void board_write_over_time(const DiBoard *board, DiPaper *paper);  /* board-time.c */

/* board-theme.c: the keys of REPORT's sections about THEME, in its order, empty ones as well; borrowed. */
GPtrArray *board_keys(const DiBoardReport *report, const char *theme);
/* The first key of its form for THEME, whether the report has the section or not; NULL: the form asks for nothing about it. */
const char *board_asked_key(const DiBoardReport *report, const char *theme);

/* board-said.c: section KEY of REPORT as a quote; FALSE: there is nothing to quote. */
gboolean board_quote_section(const DiBoard *board, const DiBoardReport *report, const char *key, DiPaper *paper);
/* Its text; NULL: empty, or not there. */
const char *board_section_text(const DiBoardReport *report, const char *key);
