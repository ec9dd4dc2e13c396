/* A table as its writers see it. */
#pragma once

#include <diarie/export.h>

typedef struct {
	gboolean is_set;
	gint64 number; /* of a date: its DiDate */
	char *text;    /* of a text; of a moment: ISO 8601 */
} Cell;

struct DiSheet {
	char *title;
	const DiSheetColumn *columns;
	guint n_columns;
	GArray *cells; /* Cell, row by row */
};

const Cell *sheet_cell(const DiSheet *sheet, guint row, guint column);
/* "2026-04-15 08:01", as the clock on the wall showed it */
char *cell_minute(const Cell *cell);
