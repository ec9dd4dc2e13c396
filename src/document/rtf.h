/* The files that read RTF and what they share. */
#pragma once

#include "flow.h"

/* rtf-words.c: control words by what they do */

typedef enum {
	R_UNKNOWN,
	/* destinations */
	R_SKIP, R_FONT_TABLE, R_STYLE_SHEET, R_HEADER, R_FOOTNOTE, R_FRAME, R_PICTURE, R_LIST_TEXT, R_FIELD, R_FIELD_CODE,
	R_FIELD_RESULT, R_FORM_FIELD, R_FORM_ENTRY, R_PLAIN_GROUP,
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
