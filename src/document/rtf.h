/* The files that read RTF and what they share. */
#pragma once

#include "flow.h"

/* rtf-words.c: control words by what they do */

typedef enum {
	R_UNKNOWN,
	/* destinations */
	R_SKIP, R_FONT_TABLE, R_STYLE_SHEET, R_HEADER, R_FOOTNOTE, R_FRAME, R_PICTURE, R_LIST_TEXT, R_FIELD, R_FIELD_CODE,
	R_FIELD_RESULT, R_FORM_FIELD, R_FORM_ENTRY, R_KEYWORDS, R_PLAIN_GROUP,
	/* text */
	R_TEXT, R_PAR, R_LINE, R_TAB, R_UNICODE, R_UNICODE_SKIP, R_BINARY,
	/* tables */
	R_CELL, R_ROW, R_ROW_BEGIN, R_CELL_X, R_CELL_COVERED, R_IN_TABLE, R_NESTING,
	/* looks */
	R_BOLD, R_SIZE, R_HIDDEN, R_DELETED, R_PLAIN, R_PARD, R_STYLE, R_OUTLINE, R_LIST_LEVEL, R_FONT, R_FONT_CHARSET,
	R_CODEPAGE, R_MAC, R_PC, R_FORM_TYPE, R_FORM_RESULT, R_FORM_DEFAULT,
} DiRtfAction;
typedef struct {
	const char *word;
	DiRtfAction action;
	const char *text; /* for R_TEXT */
} DiRtfWord;
const DiRtfWord *di_rtf_word(const char *word, size_t length); /* NULL: unknown */
/* The character set's name for iconv; NULL: windows-1252. */
const char *di_rtf_codepage(int codepage);
int di_rtf_codepage_of_charset(int fcharset); /* 0: the document's own */

/* The state of reading: shared by rtf.c (groups and words) and rtf-text.c (what becomes of the text). */

#define DI_RTF_MAX_CELLS 200
#define DI_RTF_UNDEFINED 25 /* RTF 1.9.1, \ffres: "not set" */

typedef enum { INTO_TEXT, INTO_NOTHING, INTO_FONTS, INTO_STYLES, INTO_CODE, INTO_MARKER, INTO_ENTRY, INTO_KEYWORDS } DiRtfInto;

/* What a brace saves and gives back. */
typedef struct {
	DiRtfInto into;
	gboolean star, fresh; /* fresh: nothing but \* has come in this group */
	gboolean bold, hidden, deleted, symbol;
	gboolean pushed, field, form_value;
	int size_pt10, codepage, unicode_skip;
	int start; /* form_value: byte of the paragraph's text */
} DiRtfGroup;

typedef enum { FORM_NONE = -1, FORM_TEXT = 0, FORM_CHECKBOX = 1, FORM_LIST = 2 } DiRtfForm;
typedef struct {
	gboolean is_text;
	int type, result, default_result;
	GPtrArray *entries;
} DiRtfField;

typedef struct {
	gboolean row_open, cell_open;
	int cell;
} DiRtfTable;

typedef struct {
	DiDocument *document;
	DiFlow *flow;
	const char *at, *end;
	GArray *groups; /* DiRtfGroup */
	GArray *fields; /* DiRtfField */
	GArray *tables; /* DiRtfTable: the tables that are open */
	GHashTable *font_codepages, *style_levels;
	GString *pending; /* bytes in the open code page */
	GString *aside;   /* text of a destination that is kept apart */
	char *marker;
	gunichar high_surrogate;
	int skip_characters;
	int font, style_number; /* of the table entry that is being read */
	int default_codepage;
	int style, outline, list_level, nesting;
	gboolean in_table;
	gboolean covered[DI_RTF_MAX_CELLS];
	int n_cells; /* definitions since \trowd */
	gboolean next_covered;
} DiRtfReader;

/* rtf-text.c */
DiRtfGroup *di_rtf_top(const DiRtfReader *reader);
DiRtfField *di_rtf_top_field(const DiRtfReader *reader);
void di_rtf_clear_field(gpointer data);
void di_rtf_close_table(DiRtfReader *reader);
void di_rtf_append(DiRtfReader *reader, const char *text, size_t size);
void di_rtf_append_unicode(DiRtfReader *reader, gunichar c);
void di_rtf_flush(DiRtfReader *reader);
void di_rtf_take_marker(DiRtfReader *reader);
void di_rtf_end_paragraph(DiRtfReader *reader);
void di_rtf_end_cell(DiRtfReader *reader);
void di_rtf_end_row(DiRtfReader *reader);
void di_rtf_define_cell(DiRtfReader *reader);
void di_rtf_begin_field(DiRtfReader *reader);
void di_rtf_begin_result(DiRtfReader *reader);
void di_rtf_end_result(DiRtfReader *reader, int start);
void di_rtf_end_field(DiRtfReader *reader);
void di_rtf_set_form(DiRtfReader *reader, DiRtfAction action, int number);
void di_rtf_end_entry(DiRtfReader *reader);
