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

/* sip.c: one case as a package for the archive: E-ARK SIP 2.1 (FGS Paketstruktur 2.0) with E-ARK CITS ERMS 2.1 (FGS Ärendehantering
 * 2.0); originals byte for byte, every file with its SHA-256. */

typedef struct {
	char *name;     /* the sender's own: data, never a path */
	char *type;     /* media type */
	char *created;  /* moment, ISO 8601 with offset */
	GBytes *bytes;
} DiSipFile;
typedef struct {
	char *number;      /* "SFG 25-13.2", or "SFG 25-13 ut 3" */
	char *folder;      /* of its files below data/: "25-13.2"; only A–Z a–z 0–9 . - _ */
	int running;       /* number within the case */
	gboolean outgoing;
	char *kind;        /* "kvartalsrapport", "paminnelse" */
	char *title;       /* in brief what it is about */
	char *party;       /* sender or recipient */
	char *moment;      /* of arrival or sending, ISO 8601 with offset */
	char *registered;  /* moment; NULL: not known */
	char *registered_by;
	char *secrecy;     /* provision, day and who decided; NULL: none */
	char *annulled;    /* the reason; NULL: it holds */
	char *replaced_by; /* number; NULL */
	char *disposed;    /* why its files are no longer there; NULL: they are */
	char **history;    /* lines; NULL: none */
	GPtrArray *files;  /* DiSipFile */
} DiSipRecord;
typedef struct {
	char *number, *insats, *huvudman;
	int year;          /* that its reports are about */
	gboolean is_open;  /* more may still come */
	char *opened;      /* moment */
	char *changed;     /* the last moment at which anything in it changed: what the package says of its own making */
	char *agency, *software_version;
	GPtrArray *records; /* DiSipRecord, in the order of the register */
} DiSip;
DiSip *di_sip_new(void);
DiSipRecord *di_sip_add(DiSip *package); /* borrowed */
void di_sip_add_file(DiSipRecord *record, const char *name, const char *type, const char *created, GBytes *bytes);
void di_sip_free(DiSip *package);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiSip, di_sip_free)
/* "SFG_25-13": the package's name, and that of its folder */
char *di_sip_name(const DiSip *package);
/* Takes one file of the package; PATH is relative to the package's folder, with '/'. FALSE with ERROR ends the writing. */
typedef gboolean (*DiSipPut)(const char *path, GBytes *bytes, gpointer user, GError **error);
gboolean di_sip_write(const DiSip *package, DiSipPut put, gpointer user, GError **error);
