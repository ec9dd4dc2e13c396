/* What the files of this room share. */
#pragma once

#include <diarie/page.h>

typedef struct {
	const char *mark, *word, *one, *several, *css;
} Look;
const Look *look_of(DiStatus status);
/* "14 april" this year, else "14 april 2025" */
char *day_of(const DiPage *page, DiDate date);
/* "14 april" within a year after QUARTER, else "14 april 2025": in its column nobody takes it for another year. */
char *day_near(DiQuarter quarter, DiDate date);
char *insats_anchor(const DiOwed *owed); /* "i15" */
char *quarter_words(DiQuarter quarter);  /* "kvartal 1 2026" */

void write_summary(const DiPage *page, GString *out);  /* summary.c */
void write_tasks(const DiPage *page, GString *out);    /* summary.c */
void write_matrix(const DiPage *page, GString *out);   /* matrix.c */
void write_chart(const DiPage *page, GString *out);    /* chart.c */
void write_insatser(const DiPage *page, GString *out); /* insats.c */
