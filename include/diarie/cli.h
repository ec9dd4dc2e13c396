/* cli: what staff type. Words in, one verb run, text or JSON out.
 *
 * main → di_cli_main → args.c reads the words by the tables of verbs.c → what the verb needs is opened →
 * verb-<name>.c does it. Results go to standard output, everything else to standard error. */
#pragma once

#include <diarie/report.h>

/* main.c */

/* The whole program; gives its exit status (CONTRACT.md, "Programs"). */
int di_cli_main(int argc, char **argv);

/* args.c: words by tables. Texts of errors are Swedish: staff read them. */

typedef enum {
	DI_OPTION_FLAG,
	DI_OPTION_TEXT,
	DI_OPTION_FILE,
	DI_OPTION_QUARTER,
	DI_OPTION_DATE,
	DI_OPTION_COUNT, /* a whole number, 0–999999 */
} DiOptionKind;

typedef struct {
	const char *name;  /* without dashes; NULL ends a table */
	char letter;       /* 0: none */
	DiOptionKind kind;
	const char *value; /* its name in the help; NULL for a flag */
	const char *help;
} DiOption;

typedef enum {
	DI_NEEDS_NOTHING,
	DI_NEEDS_CONFIG,
	DI_NEEDS_READ,  /* the registry, as it is */
	DI_NEEDS_DIALOGUE, /* the same, but WRITE where a person answers at a terminal */
	DI_NEEDS_WRITE, /* the registry, made if absent */
} DiNeeds;

typedef struct DiCli DiCli;

typedef struct {
	const char *name;      /* "status", "insats import"; NULL ends the table */
	const char *arguments; /* as in the help: "NUMMER" */
	int least, most;       /* words after the name; most −1: any number */
	DiNeeds needs;
	int (*run)(DiCli *cli, GError **error); /* the exit status; ERROR set: its own */
	const DiOption *options;                /* NULL: none but the common ones */
	const char *help;                       /* one line */
	const char *more;                       /* a few lines for `diarie help VERB`; NULL */
} DiVerb;

typedef struct {
	const DiVerb *verb;   /* NULL: no verb was given */
	GPtrArray *words;     /* char*: what follows the verb; ends with a NULL */
	GHashTable *options;  /* name → value as text */
	char *config_path;    /* NULL: the default */
	gboolean json, help, version, plain, quiet, verbose;
} DiArgs;

/* Reads the words after the program's name. DI_ERROR_USAGE with a suggestion where something was mistyped. */
DiArgs *di_args_parse(int argc, char *const *argv, const DiVerb *verbs, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void di_args_free(DiArgs *args);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiArgs, di_args_free)
gboolean di_args_flag(const DiArgs *args, const char *name);
const char *di_args_text(const DiArgs *args, const char *name); /* NULL: not given */
DiQuarter di_args_quarter(const DiArgs *args, const char *name);
DiDate di_args_date(const DiArgs *args, const char *name);
int di_args_count(const DiArgs *args, const char *name, int otherwise);
/* The verb of VERBS that WORD most likely stands for, or NULL. */
const DiVerb *di_args_suggest(const DiVerb *verbs, const char *word);

/* output.c: tables, colour, widths. Pure: text in, text out. Everything that is shown is cleaned first. */

typedef enum { DI_STYLE_PLAIN, DI_STYLE_GOOD, DI_STYLE_NOTICE, DI_STYLE_BAD, DI_STYLE_DIM, DI_STYLE_BOLD } DiStyle;

typedef struct {
	int columns;     /* of the terminal; 0: no terminal, nothing is cut */
	gboolean colour;
	gboolean plain;  /* for scripts and screen readers: words for marks, tabs between cells, nothing cut, no colour */
} DiScreen;
/* Of standard output: its width, else COLUMNS; colour only on a terminal, without NO_COLOR and TERM=dumb.
 * PLAIN: asked for on the command line; DIARIE_PLAIN asks for it too. */
DiScreen di_screen_look(gboolean plain);

typedef struct {
	const char *title; /* "" and NULL titles in every column: no heading */
	int least;         /* may be cut down to so many columns; 0: never cut */
} DiColumn;

typedef struct DiTable DiTable;
DiTable *di_table_new(const DiColumn *columns, guint n_columns);
void di_table_free(DiTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiTable, di_table_free)
/* CELLS: as many as there are columns; NULL is an empty one. STYLE colours the first of them (DIM: all). */
void di_table_row(DiTable *table, DiStyle style, const char *const *cells);
/* The same with a style of its own for each cell. */
void di_table_row_styled(DiTable *table, const DiStyle *styles, const char *const *cells);
guint di_table_rows(const DiTable *table);
/* Lines, each with its newline; no line ends in spaces. INDENT spaces in front. */
char *di_table_format(const DiTable *table, const DiScreen *screen, int indent);
/* TEXT between the sequences for STYLE; TEXT as it is where SCREEN has no colour. TEXT must be clean. */
char *di_styled(const DiScreen *screen, DiStyle style, const char *text);
/* A passage wrapped for reading (at most 80 columns), lines kept, cleaned. Ends with a newline unless empty. */
char *di_passage(const DiScreen *screen, const char *text, int indent);
/* "14 april", with the year where it is not THIS_YEAR; "" for none */
char *di_day_short(DiDate date, int this_year);
/* "1 rapport", "3 rapporter" */
char *di_counted(guint n, const char *one, const char *several);
/* "14 749 tkr", with spaces that do not break; "–" for DI_AMOUNT_NONE. */
char *di_amount_tkr(gint64 tkr);
