/* The parts of a DOCX and what the reader of each hands to the others. */
#pragma once

#include "xml.h"

/* docx-words.c: the names of WordprocessingML, transitional and strict alike */

typedef enum {
	W_OTHER,
	W_DOCUMENT, W_HDR, W_FTR, W_FOOTNOTES, W_ENDNOTES, W_FOOTNOTE, W_ENDNOTE, W_STYLES, W_NUMBERING, W_SETTINGS,
	W_P, W_P_PR, W_R, W_R_PR, W_T, W_TAB, W_TABS, W_BR, W_CR, W_NO_BREAK_HYPHEN, W_SYM, W_PTAB,
	W_P_STYLE, W_R_STYLE, W_NUM_PR, W_NUM_ID, W_ILVL, W_OUTLINE_LVL, W_FRAME_PR, W_SECT_PR, W_B, W_VANISH, W_SZ, W_R_FONTS,
	W_INSTR_TEXT, W_FLD_CHAR, W_FLD_SIMPLE, W_FF_DATA, W_CHECK_BOX, W_CHECKED, W_DEFAULT, W_DD_LIST, W_RESULT, W_LIST_ENTRY,
	W_SDT, W_SDT_PR, W_SDT_END_PR, W_SDT_CONTENT, W_TAG, W_ALIAS, W_SHOWING_PLC_HDR, W_DOC_PART_OBJ, W_GROUP,
	W_TBL, W_TR, W_TR_PR, W_TC, W_TC_PR, W_GRID_SPAN, W_GRID_BEFORE, W_V_MERGE, W_H_MERGE, W_CELL_DEL,
	W_INS, W_DEL, W_MOVE_FROM, W_MOVE_TO, W_CHANGE, W_SKIPPED,
	W_ALTERNATE_CONTENT, W_CHOICE, W_FALLBACK, W_TXBX_CONTENT, W_IMAGE,
	W_FOOTNOTE_REFERENCE, W_ENDNOTE_REFERENCE, W_HEADER_REFERENCE, W_FOOTER_REFERENCE, W_TITLE_PG, W_EVEN_AND_ODD, W_ALT_CHUNK,
	W_STYLE, W_NAME, W_BASED_ON, W_DOC_DEFAULTS,
	W_ABSTRACT_NUM, W_NUM, W_ABSTRACT_NUM_ID, W_LVL, W_START, W_NUM_FMT, W_LVL_TEXT, W_LVL_RESTART, W_IS_LGL,
	W_LVL_OVERRIDE, W_START_OVERRIDE, W_STYLE_LINK, W_NUM_STYLE_LINK,
	W_RELATIONSHIP,
	W_MATH_T,
} DiWord;
extern DiXmlVocabulary di_docx_words;

/* docx-styles.c */

typedef struct {
	int bold, hidden; /* −1: not said here */
	int size_pt10;    /* 0: not said */
} DiRunFormat;
typedef struct {
	int num_id, num_level; /* −1: not said; num_id 0: no number, said explicitly */
	int outline;           /* 1–9 heading, 0 body text; −1: not said */
} DiParagraphFormat;
typedef struct {
	char *id, *name, *based_on;
	DiRunFormat run;             /* with what it is based on, once resolved */
	DiParagraphFormat paragraph; /* likewise */
	gboolean is_contents;        /* a line of a table of contents */
	gboolean resolved;
} DiDocxStyle;
typedef struct {
	GHashTable *by_id; /* DiDocxStyle */
	const DiDocxStyle *normal; /* the default paragraph style, or NULL */
	DiRunFormat defaults;
} DiDocxStyles;
#define DI_RUN_FORMAT_NONE ((DiRunFormat){-1, -1, 0})
#define DI_PARAGRAPH_FORMAT_NONE ((DiParagraphFormat){-1, -1, -1})
DiDocxStyles *di_docx_styles_new(void);
void di_docx_styles_free(DiDocxStyles *styles);
/* Reads the part NAME. FALSE: the zip's document has a fault. */
gboolean di_docx_styles_read(DiDocxStyles *styles, DiZip *zip, const char *name);
const DiDocxStyle *di_docx_style(const DiDocxStyles *styles, DiSlice id); /* NULL: unknown */
/* The heading level, 1–9, that a style's name alone gives; 0: none. */
int di_heading_level_by_name(const char *name);
/* Notes in FORMAT what the property TOKEN says; FALSE: it is none of those. For styles.xml and document.xml. */
gboolean di_run_format_set(DiRunFormat *format, DiWord token, const DiXmlAttributes *attributes);
gboolean di_paragraph_format_set(DiParagraphFormat *format, DiWord token, const DiXmlAttributes *attributes);

/* docx-numbering.c: numbers that Word draws and that are nowhere in the text */

typedef struct DiDocxNumbering DiDocxNumbering;
DiDocxNumbering *di_docx_numbering_new(void);
void di_docx_numbering_free(DiDocxNumbering *numbering);
gboolean di_docx_numbering_read(DiDocxNumbering *numbering, DiZip *zip, const char *name);
/* Counts one paragraph of list NUM_ID at LEVEL (−1: the level that STYLE_ID is linked to, or 0) and
 * returns what is drawn before it: "2.1", "a)", "-"; NULL: nothing. LEVEL_OUT: the level that held. */
char *di_docx_numbering_next(DiDocxNumbering *numbering, int num_id, int level, const char *style_id, int *level_out);

/* list-number.c: also for the other formats that count lists */

/* 12 → "12", "l", "XII", … by NUMBER_FORMAT's OOXML name. Numbers above 10,000 are written as digits. */
char *di_list_number(int number, const char *number_format);

/* docx-symbol.c: Wingdings and Symbol by their code, as Unicode; 0: unknown */
gunichar di_symbol_to_unicode(const char *font, guint code);

/* docx-body.c: one story (body, header, notes) of a DOCX, from its part into blocks */

typedef struct {
	char *id, *target, *type; /* type: the last word of the relationship's URI */
} DiDocxRelation;
typedef struct {
	DiZip *zip;
	DiDocument *document;
	DiDocxStyles *styles;
	DiDocxNumbering *numbering;
	GPtrArray *relations;   /* DiDocxRelation of the main part */
	GHashTable *footnotes, *endnotes; /* id → GPtrArray of DiBlock; what has been placed is taken out */
	GPtrArray *headers, *footers; /* ids of the relations that the sections show */
	gboolean even_and_odd;
	const char *main_part;  /* the name of the body's part */
	gboolean is_chunk;      /* stands within another document, and takes none into itself */
	int n_chunks;
	int n_tables, n_frames, n_cells;
	size_t text_bytes;
} DiDocx;
/* Reads the part NAME, or REPAIRED in its place (NULL: the part as it is), into OUT (DiBlock). PLACE is that of its paragraphs.
 * Notes are read with NOTES, which gets an array of blocks by id, and OUT NULL. */
gboolean di_docx_story_read(DiDocx *docx, const char *name, const GString *repaired, DiPlace place, GPtrArray *out, GHashTable *notes);
/* docx-repair.c: takes ends of links that none begins out of XML, which holds no NUL. FALSE: there were none. */
gboolean di_docx_drop_stray_ends(GString *xml);
/* docx.c: the part that relation ID of the body names; NULL: none. */
char *di_docx_part_by_id(const DiDocx *docx, const char *id);
/* A whole document that stands within another. */
DiDocument *di_docx_read_chunk(GBytes *bytes);
/* Something besides the body could not be read; WHAT says so in a remark. FALSE: the fault is one for the whole. */
gboolean di_docx_forgive(DiDocx *docx, const char *what);

/* docx-chunk.c: the file that w:altChunk stands for (HTML, a web archive, text, RTF or DOCX) becomes blocks at the end of OUT. FALSE: the
 * document has a fault. */
gboolean di_docx_take_chunk(DiDocx *docx, const DiXmlAttributes *attributes, GPtrArray *out);

/* docx-mht.c: the page (HTML) in a web archive; NULL: none. */
GBytes *di_mht_page(GBytes *bytes);
