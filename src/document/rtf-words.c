/* The control words of RTF 1.9.1 that carry meaning for a reader of text. */
#include "rtf.h"

#include <string.h>

/* clang-format off */
static const DiRtfWord words[] = {
	/* what no person reads */
	{"colortbl", R_SKIP, NULL}, {"info", R_SKIP, NULL}, {"filetbl", R_SKIP, NULL}, {"listtable", R_SKIP, NULL},
	{"listoverridetable", R_SKIP, NULL}, {"revtbl", R_SKIP, NULL}, {"rsidtbl", R_SKIP, NULL}, {"xmlnstbl", R_SKIP, NULL},
	{"atnid", R_SKIP, NULL}, {"atnauthor", R_SKIP, NULL}, {"annotation", R_SKIP, NULL}, {"shprslt", R_SKIP, NULL},
	{"objdata", R_SKIP, NULL}, {"nonshppict", R_SKIP, NULL}, {"pn", R_SKIP, NULL}, {"fontemb", R_SKIP, NULL},
	{"ftnsep", R_SKIP, NULL}, {"ftnsepc", R_SKIP, NULL}, {"aftnsep", R_SKIP, NULL}, {"tc", R_SKIP, NULL}, {"xe", R_SKIP, NULL},
	{"sn", R_SKIP, NULL}, {"sv", R_SKIP, NULL}, {"ffname", R_SKIP, NULL}, {"ffdeftext", R_SKIP, NULL}, {"ffformat", R_SKIP, NULL},
	{"ffhelptext", R_SKIP, NULL}, {"ffstattext", R_SKIP, NULL}, {"falt", R_SKIP, NULL}, {"panose", R_SKIP, NULL},
	/* destinations that are read in a way of their own */
	{"fonttbl", R_FONT_TABLE, NULL}, {"stylesheet", R_STYLE_SHEET, NULL}, {"pict", R_PICTURE, NULL},
	{"header", R_HEADER, NULL}, {"headerl", R_HEADER, NULL}, {"headerr", R_HEADER, NULL}, {"headerf", R_HEADER, NULL},
	{"footer", R_HEADER, NULL}, {"footerl", R_HEADER, NULL}, {"footerr", R_HEADER, NULL}, {"footerf", R_HEADER, NULL},
	{"footnote", R_FOOTNOTE, NULL}, {"shptxt", R_FRAME, NULL}, {"dptxbxtext", R_FRAME, NULL},
	{"listtext", R_LIST_TEXT, NULL}, {"pntext", R_LIST_TEXT, NULL},
	{"field", R_FIELD, NULL}, {"fldinst", R_FIELD_CODE, NULL}, {"fldrslt", R_FIELD_RESULT, NULL},
	{"formfield", R_FORM_FIELD, NULL}, {"ffl", R_FORM_ENTRY, NULL}, {"keywords", R_KEYWORDS, NULL},
	{"shpinst", R_PLAIN_GROUP, NULL}, {"do", R_PLAIN_GROUP, NULL}, {"shppict", R_PLAIN_GROUP, NULL}, {"shpgrp", R_PLAIN_GROUP, NULL},
	/* signs */
	{"emdash", R_TEXT, "—"}, {"endash", R_TEXT, "–"}, {"lquote", R_TEXT, "‘"}, {"rquote", R_TEXT, "’"},
	{"ldblquote", R_TEXT, "“"}, {"rdblquote", R_TEXT, "”"}, {"bullet", R_TEXT, "•"}, {"emspace", R_TEXT, " "},
	{"enspace", R_TEXT, " "}, {"qmspace", R_TEXT, " "},
	{"par", R_PAR, NULL}, {"sect", R_PAR, NULL}, {"line", R_LINE, NULL}, {"page", R_LINE, NULL}, {"column", R_LINE, NULL},
	{"softline", R_LINE, NULL}, {"tab", R_TAB, NULL}, {"u", R_UNICODE, NULL}, {"uc", R_UNICODE_SKIP, NULL}, {"bin", R_BINARY, NULL},
	/* tables */
	{"cell", R_CELL, NULL}, {"nestcell", R_CELL, NULL}, {"row", R_ROW, NULL}, {"nestrow", R_ROW, NULL},
	{"trowd", R_ROW_BEGIN, NULL}, {"cellx", R_CELL_X, NULL}, {"clvmrg", R_CELL_COVERED, NULL}, {"clmrg", R_CELL_COVERED, NULL},
	{"intbl", R_IN_TABLE, NULL}, {"itap", R_NESTING, NULL},
	/* looks */
	{"b", R_BOLD, NULL}, {"fs", R_SIZE, NULL}, {"v", R_HIDDEN, NULL}, {"deleted", R_DELETED, NULL}, {"plain", R_PLAIN, NULL},
	{"pard", R_PARD, NULL}, {"s", R_STYLE, NULL}, {"outlinelevel", R_OUTLINE, NULL}, {"ilvl", R_LIST_LEVEL, NULL},
	{"f", R_FONT, NULL}, {"fcharset", R_FONT_CHARSET, NULL}, {"ansicpg", R_CODEPAGE, NULL}, {"mac", R_MAC, NULL}, {"pc", R_PC, NULL},
	{"pca", R_PC, NULL}, {"fftype", R_FORM_TYPE, NULL}, {"ffres", R_FORM_RESULT, NULL}, {"ffdefres", R_FORM_DEFAULT, NULL},
};

static const struct {
	int fcharset, codepage;
} charsets[] = {
	{77, 10000}, {128, 932}, {129, 949}, {134, 936}, {136, 950}, {161, 1253}, {162, 1254}, {163, 1258}, {177, 1255},
	{178, 1256}, {186, 1257}, {204, 1251}, {222, 874}, {238, 1250}, {254, 437}, {255, 850},
};

static const struct {
	int codepage;
	const char *name;
} codepages[] = {
	{437, "CP437"}, {850, "CP850"}, {874, "CP874"}, {932, "CP932"}, {936, "CP936"}, {949, "CP949"}, {950, "CP950"},
	{1250, "CP1250"}, {1251, "CP1251"}, {1253, "CP1253"}, {1254, "CP1254"}, {1255, "CP1255"}, {1256, "CP1256"},
	{1257, "CP1257"}, {1258, "CP1258"}, {10000, "MACINTOSH"}, {65001, "UTF-8"},
};
/* clang-format on */

const DiRtfWord *
di_rtf_word(const char *word, size_t length)
{
	static GHashTable *index;
	char name[33];

	if (!index) {
		index = g_hash_table_new(g_str_hash, g_str_equal);
		for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
			g_hash_table_insert(index, (gpointer)(uintptr_t)words[i].word, (gpointer)(uintptr_t)&words[i]);
	}
	if (length >= sizeof name)
		return NULL;
	memcpy(name, word, length);
	name[length] = '\0';
	return g_hash_table_lookup(index, name);
}

const char *
di_rtf_codepage(int codepage)
{
	for (size_t i = 0; i < G_N_ELEMENTS(codepages); i++) {
		if (codepages[i].codepage == codepage)
			return codepages[i].name;
	}
	return NULL;
}

int
di_rtf_codepage_of_charset(int fcharset)
{
	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
		if (charsets[i].fcharset == fcharset)
			return charsets[i].codepage;
	}
	return 0;
}
