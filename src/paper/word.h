/* What the two files that write for Word share. */
#pragma once

#include <diarie/paper.h>

#define WORD_LINE "C9C9C9"
#define WORD_HEAD "F2F4F6"

/* word.c; PROPERTIES and RUN are markup of ours, "": none. */
void word_run(GString *out, const char *text, const char *properties);
void word_paragraph(GString *out, const char *style, const char *text, const char *properties, const char *run);
void word_air(GString *out); /* between two tables, which Word would join */

/* word-table.c */
void word_table(GString *out, const DiPaperBlock *block);
void word_bars(GString *out, const DiPaperBlock *block);
/* The rows of a quoted table from LINES[*at] on; *at is left at the last of them. */
void word_quoted_rows(GString *out, const GPtrArray *lines, guint *at);

/* widths.c */

/* How WIDTH is shared by the columns of TABLE: those with a share of 0 get what their longest line needs at CHARACTER a letter and
 * PADDING around it, but leave the others a quarter. WIDTHS: as many as there are columns. */
void paper_widths(const DiPaperBlock *table, int width, int character, int padding, int *widths);
