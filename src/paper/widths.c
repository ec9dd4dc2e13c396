/* How wide the columns of a table are. */
#include "word.h"

#include <string.h>

enum { OTHERS_AT_LEAST = 4 }; /* a quarter */

static int
longest_line(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	glong most = 0;

	for (guint i = 0; lines[i]; i++)
		most = MAX(most, g_utf8_strlen(lines[i], -1));
	return (int)MIN(most, 40);
}

static int
needed(const DiPaperBlock *table, guint column)
{
	int most = longest_line(g_array_index(table->columns, DiPaperColumn, column).title);

	for (guint i = 0; i < table->rows->len; i++)
		most = MAX(most, longest_line(di_paper_cell_at(table, i, column)->text));
	return most;
}

void
paper_widths(const DiPaperBlock *table, int width, int character, int padding, int *widths)
{
	int fixed = 0, shares = 0, left;

	for (guint i = 0; i < table->columns->len; i++) {
		int share = g_array_index(table->columns, DiPaperColumn, i).share;

		widths[i] = share > 0 ? 0 : needed(table, i) * character + padding;
		fixed += widths[i];
		shares += share;
	}
	left = shares ? MAX(width - fixed, width / OTHERS_AT_LEAST) : 0;
	for (guint i = 0; i < table->columns->len; i++) {
		int share = g_array_index(table->columns, DiPaperColumn, i).share;

		if (share > 0)
			widths[i] = left * share / MAX(shares, share);
		else if (fixed > MAX(width - left, 0))
			widths[i] = widths[i] * (width - left) / fixed;
	}
}
