/* form: text blocks in, a report out. What a form looks like is data: conf/forms/NAME.form.
 *
 * Knows no file and no mail. Pure: the same blocks and forms give the same report. */
#pragma once

#include <diarie/document.h>
#include <diarie/report.h>

/* form.c: the descriptions */

typedef struct DiForms DiForms;
/* All *.form files of FOLDER, in order of their names. A mistake is DI_ERROR_CONFIG "file: line: what, remedy". */
DiForms *di_forms_load(const char *folder, GError **error);
/* One file's text, for di_forms_load and `diarie form check`. NAME for messages. */
gboolean di_forms_add(DiForms *forms, const char *name, const char *text, GError **error);
typedef struct {
	int line;   /* from 1; the last one where something lacks in the whole */
	char *text; /* Swedish: what is wrong, and what to do; holds words of the file */
} DiFormMistake;
/* All that is wrong with one file's text, in its order; empty: nothing. GPtrArray of DiFormMistake. */
GPtrArray *di_forms_mistakes(const char *text);
DiForms *di_forms_new(void);
void di_forms_free(DiForms *forms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiForms, di_forms_free)

/* Witnesses of what the text itself may not say. All may be NULL or none. */
typedef struct {
	const char *file_name;
	const char *subject;
	DiTime arrived;
	const char *timezone;
} DiFormHints;

/* mine.c */

/* Never NULL. A document with a fault gives a report with that fault; one that is no report has kind
 * OVRIGT and no fields. */
DiReport *di_form_mine(const DiForms *forms, const DiDocument *document, const DiFormHints *hints);
/* The same for a document that may hold several reports: one DiReport for each (GPtrArray, freed with it), never none. Where they cannot be
 * told apart, or are more than DI_FORM_SEVERAL_MAX, all of it is one, with the remark DI_REMARK_SEVERAL. */
GPtrArray *di_form_mine_all(const DiForms *forms, const DiDocument *document, const DiFormHints *hints);
#define DI_FORM_SEVERAL_MAX 24
/* The version of the reader, stored with each reading. Raise it, once a release, when document, message, form or a
 * `.form` file may read a document in the archive otherwise than the release before: `diarie reread` goes by it. */
#define DI_READER_VERSION "5"

/* period.c: pure rules, public for their tests and for `cli` by way of the contract */

/* "1 januari 2025 - 31 mars", "20250701 - 20250930", "Q1 2026", "kvartal 1 2026", "jan–mars 2026",
 * "första kvartalet 2025", "2025-01-01–2025-03-31", tertial and half-years. FALSE: not certain. */
gboolean di_period_parse(const char *text, DiPeriod *period_out);
/* "2026-04-14", "20260414", "14 april 2026", "14/4 2026", "14.4.2026", "14/4-26". DI_DATE_NONE: not certain. */
DiDate di_form_date_parse(const char *text);
