/* export: what leaves the register for other programs: tables for a spreadsheet, and a case for the archive. Knows no registry, no
 * clock and no disk; the same facts give the same bytes. */
#pragma once

#include <diarie/base.h>

/* sheet.c: a table, cell by cell */

typedef enum {
	DI_CELL_TEXT,
	DI_CELL_DATE,
	DI_CELL_TIME,   /* a moment, to the minute where people read it */
	DI_CELL_NUMBER,
} DiCellKind;
typedef struct {
	const char *key;   /* in JSON */
	const char *title; /* at the head of the column */
	DiCellKind kind;
	int width;         /* in characters, on a screen */
} DiSheetColumn;
typedef struct DiSheet DiSheet;
/* TITLE: at most 31 characters, none of []:*?/\ (Excel). COLUMNS are kept by reference. */
DiSheet *di_sheet_new(const char *title, const DiSheetColumn *columns, guint n_columns);
void di_sheet_free(DiSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiSheet, di_sheet_free)
/* The next cell, from left to right and row by row; its kind must be its column's. */
void di_sheet_text(DiSheet *sheet, const char *text);  /* NULL: empty */
void di_sheet_date(DiSheet *sheet, DiDate date);       /* DI_DATE_NONE: empty */
void di_sheet_quarter(DiSheet *sheet, DiQuarter quarter); /* a text; none: empty */
void di_sheet_time(DiSheet *sheet, const char *iso);   /* "2026-04-15T08:01:00+02:00"; NULL: empty */
void di_sheet_number(DiSheet *sheet, gint64 number);
void di_sheet_nothing(DiSheet *sheet);
guint di_sheet_rows(const DiSheet *sheet);

/* table.c: for scripts, and for Excel with Swedish settings */

/* UTF-8 with a byte order mark, ';' between cells, every text in quotation marks, CRLF (RFC 4180 but for the ';'). A text that a
 * spreadsheet would take for a formula (= + - @ tab CR at its start) has an apostrophe in front. */
char *di_sheet_csv(const DiSheet *sheet);
/* An object a line, with each column's key; an empty cell is null. */
char *di_sheet_jsonl(const DiSheet *sheet);

/* xlsx.c: SpreadsheetML (ECMA-376), a leaf for each of SHEETS (DiSheet). Dates and moments are real ones, texts never formulas; the head
 * stands still and filters. */
GBytes *di_sheets_xlsx(const GPtrArray *sheets);
