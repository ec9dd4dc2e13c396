/* The files that read OpenDocument Text and what they share. */
#pragma once

#include "flow.h"
#include "xml.h"

/* odt-words.c */

typedef enum {
	O_OTHER,
	O_SKIPPED, O_TEXT, O_P, O_H, O_SPAN, O_S, O_TAB, O_LINE_BREAK, O_LIST, O_LIST_ITEM, O_LIST_HEADER,
	O_TABLE, O_ROW, O_CELL, O_COVERED_CELL, O_TEXT_BOX, O_SHAPE, O_IMAGE, O_NOTE_BODY, O_CONTENTS,
	O_CONTROL, O_CONTENT_CONTROL, O_FIELD_START, O_FIELD_END, O_INPUT, O_PLACEHOLDER, O_FORM_VALUE, O_FORM_BOX,
	O_HEADER, O_ENCRYPTION,
	O_STYLE, O_DEFAULT_STYLE, O_TEXT_PROPERTIES, O_LIST_STYLE, O_OUTLINE_STYLE, O_LEVEL_NUMBER, O_LEVEL_BULLET,
} DiOdtWord;
extern DiXmlVocabulary di_odt_words;

/* odt-styles.c: styles and list styles by name; automatic ones and common ones together */

#define DI_ODT_LEVELS 10
typedef struct {
	gboolean defined, bullet;
	char *format, *prefix, *suffix;
	int start, display;
} DiOdtLevel;
typedef struct {
	DiOdtLevel levels[DI_ODT_LEVELS];
	int counts[DI_ODT_LEVELS]; /* 0: not begun */
} DiOdtList;
typedef struct {
	char *parent, *list; /* list "": no list, said explicitly */
	int bold, hidden;    /* −1: not said */
	int size_pt10, size_percent;
	gboolean resolved;
} DiOdtStyle;
typedef struct {
	GHashTable *styles; /* "p:Name" for paragraphs, "t:Name" for text → DiOdtStyle */
	GHashTable *lists;  /* DiOdtList */
	DiOdtList outline;
	DiOdtStyle *style;  /* the open one while reading */
	DiOdtList *list;
} DiOdtStyles;
DiOdtStyles *di_odt_styles_new(void);
void di_odt_styles_free(DiOdtStyles *styles);
/* Takes in what the element TOKEN says of styles. */
void di_odt_styles_begin(DiOdtStyles *styles, int token, const DiXmlAttributes *attributes);
void di_odt_styles_end(DiOdtStyles *styles, int token);
/* FAMILY 'p' or 't'. NULL: unknown. What it inherits is filled in. */
const DiOdtStyle *di_odt_style(DiOdtStyles *styles, char family, const char *name);
/* Counts one item at LEVEL (from 0; START 0: go on) and returns what is drawn before it, or NULL. */
char *di_odt_list_next(DiOdtList *list, int level, int start);

/* odt-body.c: content.xml, or styles.xml with the page headers */

typedef struct {
	DiZip *zip;
	DiDocument *document;
	DiFlow *flow;
	DiOdtStyles *styles;
	gboolean encrypted;
} DiOdt;
gboolean di_odt_read_part(DiOdt *odt, const char *name);
/* A flat file (.fodt) holds all of it in one piece of XML. */
gboolean di_odt_read_flat(DiOdt *odt, GBytes *bytes);
