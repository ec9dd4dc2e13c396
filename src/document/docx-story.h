/* The state of reading one part of a DOCX: a stack of stories (the body; a text box within it; a table
 * that stands inside a run), each with an open paragraph, tables, fields. Shared by docx-body.c (which
 * element means what), docx-text.c (runs), docx-field.c (fields, controls), docx-table.c and
 * docx-emit.c (paragraph → block). */
#pragma once

#include "docx.h"
#include "flow.h"

#define MAX_DEPTH 256

typedef enum { FIELD_OTHER, FIELD_TEXT, FIELD_CHECKBOX, FIELD_DROPDOWN } FieldKind;
typedef struct {
	FieldKind kind;
	gboolean in_result;
	gboolean continued; /* its result began in an earlier paragraph */
	int start; /* where in the paragraph's text the result begins */
	int checked, chosen; /* −1: not said */
	GPtrArray *entries;
} Field;

typedef struct {
	char *tag, *alias;
	gboolean placeholder;
	gboolean is_value; /* not a wrapper that a program put around things */
	gboolean nested;   /* holds other controls, so it is no value itself */
	gboolean in_line;  /* within one paragraph */
	int start;         /* in_line: byte in the paragraph's text; else index of the first block */
} Control;

typedef struct {
	int number, row, column, span;
	gboolean deleted; /* the row was taken away by a tracked change */
	gboolean covered; /* the cell continues the one above */
	gboolean emitted;
} Table;

typedef struct {
	DiParagraph base;
	gboolean open;
	gboolean carried; /* the mark is gone: the next paragraph goes on in the same text */
	const DiDocxStyle *style;
	DiParagraphFormat format;
	gboolean mark_deleted, mark_hidden, framed;
} Paragraph;

typedef struct {
	DiRunFormat format;
	const DiDocxStyle *style;
	gboolean resolved, hidden, bold;
	int size_pt10;
	char font[12]; /* "Wingdings…" and "Symbol" matter, others are left out */
} Run;

typedef struct {
	int depth; /* of the element that opened it */
	DiPlace place;
	int frame, last_framed;
	GPtrArray *out;
	Paragraph paragraph;
	Run run;
	GArray *fields; /* Field */
	GArray *tables; /* Table */
} Story;

typedef struct {
	DiDocx *docx;
	DiXml *xml;
	DiPlace place;
	GPtrArray *out;
	GHashTable *notes;
	GQueue stories;    /* Story; the tail is the innermost */
	Story *story;      /* the tail, or NULL */
	GQueue controls;   /* Control */
	int tokens[MAX_DEPTH];
	int depth, skip;
	gboolean root_is_known;
	gboolean choice_taken[MAX_DEPTH]; /* by depth of the mc:AlternateContent */
	gboolean keep_space;
	gboolean after_text; /* a w:t of this run has just ended, and nothing came since */
	GString *run_text;
	char *note_id;
	GPtrArray *section_headers, *section_footers; /* of the open section: "default:rId7" */
	gboolean title_page;
} Body;

/* docx-body.c */
Story *di_body_story(Body *body); /* NULL: outside of any */
Story *di_body_push(Body *body, DiPlace place, int frame, GPtrArray *out);
int di_body_parent(const Body *body, int generation); /* token of the parent (1), its parent (2), … */
void di_body_fail(Body *body, DiFault fault, const char *text);

/* docx-text.c */
void di_body_append(Body *body, const char *text, size_t size);
void di_body_run_begin(Body *body, const DiXmlAttributes *attributes);
void di_body_property(Body *body, int token, const DiXmlAttributes *attributes);
void di_body_text_begin(Body *body, const DiXmlAttributes *attributes);
void di_body_text_end(Body *body);
void di_body_symbol(Body *body, const DiXmlAttributes *attributes);

/* docx-field.c */

gboolean di_body_in_line_control(const Body *body);
void di_body_field_char(Body *body, const DiXmlAttributes *attributes);
void di_body_field_data(Body *body, int token, const DiXmlAttributes *attributes);
void di_body_field_code(Body *body, const char *code);
gboolean di_story_in_code(const Story *story);
void di_story_fields_at_paragraph_end(Story *story);
void di_field_clear(gpointer field);
void di_body_control_begin(Body *body);
void di_body_control_property(Body *body, int token, const DiXmlAttributes *attributes);
void di_body_control_content(Body *body);
void di_body_control_end(Body *body);
void di_control_free(gpointer control);
gboolean di_body_in_placeholder(const Body *body);

/* docx-table.c */
void di_body_table_begin(Body *body);
void di_body_table_end(Body *body);
void di_body_row_begin(Body *body);
void di_body_cell_begin(Body *body);
void di_body_cell_end(Body *body);
void di_body_cell_property(Body *body, int token, const DiXmlAttributes *attributes);
const Table *di_story_table(const Story *story); /* the innermost; NULL: none */
gboolean di_story_is_gone(const Story *story); /* in a deleted row or a covered cell */

/* docx-emit.c */
void di_body_paragraph_begin(Body *body);
void di_body_paragraph_end(Body *body);
/* Lets go of a paragraph whose mark was deleted where nothing can follow it. */
void di_body_flush(Body *body, Story *story);
