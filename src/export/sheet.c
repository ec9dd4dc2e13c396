/* A table in memory, filled from left to right. */
#include "sheet.h"

#include <string.h>

static void
cell_clear(gpointer cell)
{
	g_free(((Cell *)cell)->text);
}

DiSheet *
di_sheet_new(const char *title, const DiSheetColumn *columns, guint n_columns)
{
	DiSheet *sheet = g_new0(DiSheet, 1);

	sheet->title = g_strdup(title);
	sheet->columns = columns;
	sheet->n_columns = n_columns;
	sheet->cells = g_array_new(FALSE, FALSE, sizeof(Cell));
	g_array_set_clear_func(sheet->cells, cell_clear);
	return sheet;
}

void
di_sheet_free(DiSheet *sheet)
{
	if (!sheet)
		return;
	g_array_unref(sheet->cells);
	g_free(sheet->title);
	g_free(sheet);
}

guint
di_sheet_rows(const DiSheet *sheet)
{
	return sheet->cells->len / sheet->n_columns;
}

const Cell *
sheet_cell(const DiSheet *sheet, guint row, guint column)
{
	return &g_array_index(sheet->cells, Cell, row * sheet->n_columns + column);
}

static void
add(DiSheet *sheet, DiCellKind kind, Cell cell)
{
	const DiSheetColumn *column = &sheet->columns[sheet->cells->len % sheet->n_columns];

	if (cell.is_set && column->kind != kind)
		g_error("the column '%s' holds cells of another kind", column->key);
	g_array_append_val(sheet->cells, cell);
}

void
di_sheet_text(DiSheet *sheet, const char *text)
{
	add(sheet, DI_CELL_TEXT, (Cell){.is_set = text != NULL, .text = g_strdup(text)});
}

void
di_sheet_date(DiSheet *sheet, DiDate date)
{
	add(sheet, DI_CELL_DATE, (Cell){.is_set = date != DI_DATE_NONE, .number = date});
}

void
di_sheet_quarter(DiSheet *sheet, DiQuarter quarter)
{
	g_autofree char *text = di_quarter_is_set(quarter) ? di_quarter_format(quarter) : NULL;

	di_sheet_text(sheet, text);
}

void
di_sheet_time(DiSheet *sheet, const char *iso)
{
	add(sheet, DI_CELL_TIME, (Cell){.is_set = iso && strlen(iso) >= 16, .text = g_strdup(iso)});
}

void
di_sheet_number(DiSheet *sheet, gint64 number)
{
	add(sheet, DI_CELL_NUMBER, (Cell){.is_set = TRUE, .number = number});
}

void
di_sheet_nothing(DiSheet *sheet)
{
	add(sheet, DI_CELL_TEXT, (Cell){0});
}

char *
cell_minute(const Cell *cell)
{
	return g_strdup_printf("%.10s %.5s", cell->text, cell->text + 11);
}
