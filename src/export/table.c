/* A table as CSV and as JSON Lines. */
#include "sheet.h"

#include <string.h>

/* What Excel, LibreOffice and Google take for the beginning of a formula (OWASP, CSV injection). */
static gboolean
is_formula(const char *text)
{
	return *text && strchr("=+-@\t\r", *text);
}

static void
add_quoted(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	if (is_formula(text))
		g_string_append_c(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			g_string_append_c(out, '"');
		if (*text != '\r')
			g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

/* Days and moments as Sweden writes them (SS-ISO 8601, a space for the T), which a Swedish Excel makes dates of. */
static void
add_csv_cell(GString *out, const Cell *cell, DiCellKind kind)
{
	g_autofree char *text = NULL;

	if (!cell->is_set)
		return;
	if (kind == DI_CELL_TEXT) {
		add_quoted(out, cell->text);
		return;
	}
	if (kind == DI_CELL_NUMBER)
		text = g_strdup_printf("%" G_GINT64_FORMAT, cell->number);
	else
		text = kind == DI_CELL_DATE ? di_date_format((DiDate)cell->number) : cell_minute(cell);
	g_string_append(out, text);
}

char *
di_sheet_csv(const DiSheet *sheet)
{
	GString *out = g_string_new("\xef\xbb\xbf");

	for (guint c = 0; c < sheet->n_columns; c++) {
		g_string_append(out, c ? ";" : "");
		add_quoted(out, sheet->columns[c].title);
	}
	g_string_append(out, "\r\n");
	for (guint r = 0; r < di_sheet_rows(sheet); r++) {
		for (guint c = 0; c < sheet->n_columns; c++) {
			g_string_append(out, c ? ";" : "");
			add_csv_cell(out, sheet_cell(sheet, r, c), sheet->columns[c].kind);
		}
		g_string_append(out, "\r\n");
	}
	return g_string_free(out, FALSE);
}

static void
add_json_cell(DiJson *json, const DiSheetColumn *column, const Cell *cell)
{
	if (!cell->is_set)
		di_json_null(json, column->key);
	else if (column->kind == DI_CELL_DATE)
		di_json_date(json, column->key, (DiDate)cell->number);
	else if (column->kind == DI_CELL_NUMBER)
		di_json_int(json, column->key, cell->number);
	else
		di_json_string(json, column->key, cell->text);
}

char *
di_sheet_jsonl(const DiSheet *sheet)
{
	GString *out = g_string_new(NULL);

	for (guint r = 0; r < di_sheet_rows(sheet); r++) {
		DiJson *json = di_json_new();
		g_autofree char *line = NULL;

		di_json_object_begin(json, NULL);
		for (guint c = 0; c < sheet->n_columns; c++)
			add_json_cell(json, &sheet->columns[c], sheet_cell(sheet, r, c));
		di_json_object_end(json);
		line = di_json_finish(json);
		g_string_append_printf(out, "%s\n", line);
	}
	return g_string_free(out, FALSE);
}
