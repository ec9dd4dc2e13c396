/* Tables as a workbook: SpreadsheetML in a ZIP archive (ECMA-376 part 1, 18; part 2). Texts stand in their cells ("inlineStr"), so that
 * nothing in them is ever a formula, a date or a number. */
#include "sheet.h"
#include "xml.h"

#include <diarie/zipped.h>
#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

enum {
	DAYS_1899 = 25569,        /* from 1899-12-30, Excel's day 0, to 1970-01-01 */
	MOST_CHARACTERS = 32767,  /* in one cell */
	COLUMN_NAME = 4,
};

/* Rows of cellXfs in the styles below. */
enum { STYLE_TEXT, STYLE_HEAD, STYLE_DATE, STYLE_TIME, STYLE_NUMBER };

static const char styles[] = HEAD
	"<styleSheet xmlns=\"" MAIN "\">"
	"<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>"
	"<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/></numFmts>"
	"<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
	"<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
	"<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
	"<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
	"<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
	"<cellXfs count=\"5\">"
	"<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
	"<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/>"
	"<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
	"<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
	"<xf numFmtId=\"3\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
	"</cellXfs>"
	"<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
	"</styleSheet>";

static const char package_relations[] = HEAD
	"<Relationships xmlns=\"" RELATIONS "\">"
	"<Relationship Id=\"rId1\" Type=\"" OFFICE "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";

/* 0 → "A", 26 → "AA" */
static void
column_name(guint column, char name[COLUMN_NAME])
{
	guint first = column / 26;

	g_snprintf(name, COLUMN_NAME, "%s%c", "", 'A' + (int)(column % 26));
	if (first)
		g_snprintf(name, COLUMN_NAME, "%c%c", 'A' + (int)first - 1, 'A' + (int)(column % 26));
}

/* "_x0041_" in a text would be read as "A" (ECMA-376 part 1, 22.9.2.19): its underscore is written as such a word itself. */
static char *
cell_text(const char *text)
{
	g_autofree char *cut = di_text_cut(text, MOST_CHARACTERS - 100);
	GString *safe = g_string_new(NULL);

	for (const char *at = cut; *at; at++) {
		gboolean is_escape = at[0] == '_' && at[1] == 'x' && strlen(at) >= 7 && at[6] == '_' && g_ascii_isxdigit(at[2]);

		if (*at != '\r')
			g_string_append_printf(safe, "%s%c", is_escape ? "_x005F" : "", *at);
	}
	return g_string_free(safe, FALSE);
}

static void
add_text(GString *out, const char *place, int row, int style, const char *text)
{
	g_autofree char *safe = cell_text(text);

	xml_add(out, "<c r=\"%s%d\" s=\"%d\" t=\"inlineStr\"><is><t xml:space=\"preserve\">%s</t></is></c>", place, row, style, safe);
}

static int
two_digits(const char *text)
{
	return g_ascii_digit_value(text[0]) * 10 + g_ascii_digit_value(text[1]);
}

/* Days since Excel's day 0, with the time of day as its fraction: 5/1440 days are five minutes. */
static void
add_moment(GString *out, const char *place, int row, const Cell *cell)
{
	g_autofree char *day = g_strndup(cell->text, 10);
	int minutes = two_digits(cell->text + 11) * 60 + two_digits(cell->text + 14);
	char number[G_ASCII_DTOSTR_BUF_SIZE];

	g_ascii_formatd(number, sizeof number, "%.10f", (double)(di_date_parse(day) + DAYS_1899) + minutes / 1440.0);
	xml_add(out, "<c r=\"%s%d\" s=\"%d\"><v>%s</v></c>", place, row, STYLE_TIME, number);
}

static void
add_cell(GString *out, guint column, int row, const Cell *cell, DiCellKind kind)
{
	char place[COLUMN_NAME];

	if (!cell->is_set)
		return;
	column_name(column, place);
	if (kind == DI_CELL_TEXT)
		add_text(out, place, row, STYLE_TEXT, cell->text);
	else if (kind == DI_CELL_TIME)
		add_moment(out, place, row, cell);
	else if (kind == DI_CELL_DATE)
		xml_add(out, "<c r=\"%s%d\" s=\"%d\"><v>%l</v></c>", place, row, STYLE_DATE, cell->number + DAYS_1899);
	else
		xml_add(out, "<c r=\"%s%d\" s=\"%d\"><v>%l</v></c>", place, row, STYLE_NUMBER, cell->number);
}

static void
add_head(GString *out, const DiSheet *sheet)
{
	xml_add(out, "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
		"state=\"frozen\"/></sheetView></sheetViews><cols>");
	for (guint c = 0; c < sheet->n_columns; c++)
		xml_add(out, "<col min=\"%d\" max=\"%d\" width=\"%d\" customWidth=\"1\"/>", (int)c + 1, (int)c + 1, sheet->columns[c].width);
	xml_add(out, "</cols><sheetData><row r=\"1\">");
	for (guint c = 0; c < sheet->n_columns; c++) {
		char place[COLUMN_NAME];

		column_name(c, place);
		add_text(out, place, 1, STYLE_HEAD, sheet->columns[c].title);
	}
	xml_add(out, "</row>");
}

static char *
sheet_xml(const DiSheet *sheet)
{
	GString *out = g_string_new(HEAD "<worksheet xmlns=\"" MAIN "\">");
	char last[COLUMN_NAME];

	add_head(out, sheet);
	for (guint r = 0; r < di_sheet_rows(sheet); r++) {
		xml_add(out, "<row r=\"%d\">", (int)r + 2);
		for (guint c = 0; c < sheet->n_columns; c++)
			add_cell(out, c, (int)r + 2, sheet_cell(sheet, r, c), sheet->columns[c].kind);
		xml_add(out, "</row>");
	}
	column_name(sheet->n_columns - 1, last);
	xml_add(out, "</sheetData><autoFilter ref=\"A1:%s%d\"/></worksheet>", last, (int)di_sheet_rows(sheet) + 1);
	return g_string_free(out, FALSE);
}

static char *
content_types(guint n)
{
	GString *out = g_string_new(HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
		"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
		"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
		"<Override PartName=\"/xl/workbook.xml\" "
		"ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
		"<Override PartName=\"/xl/styles.xml\" "
		"ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>");

	for (guint i = 1; i <= n; i++)
		xml_add(out, "<Override PartName=\"/xl/worksheets/sheet%d.xml\" "
			"ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>", (int)i);
	return g_string_free(g_string_append(out, "</Types>"), FALSE);
}

static char *
workbook(const GPtrArray *sheets)
{
	GString *out = g_string_new(HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets>");

	for (guint i = 0; i < sheets->len; i++)
		xml_add(out, "<sheet name=\"%s\" sheetId=\"%d\" r:id=\"rId%d\"/>", ((const DiSheet *)sheets->pdata[i])->title, (int)i + 1,
			(int)i + 1);
	return g_string_free(g_string_append(out, "</sheets></workbook>"), FALSE);
}

static char *
workbook_relations(guint n)
{
	GString *out = g_string_new(HEAD "<Relationships xmlns=\"" RELATIONS "\">");

	for (guint i = 1; i <= n; i++)
		xml_add(out, "<Relationship Id=\"rId%d\" Type=\"" OFFICE "/worksheet\" Target=\"worksheets/sheet%d.xml\"/>", (int)i, (int)i);
	xml_add(out, "<Relationship Id=\"rId%d\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/></Relationships>", (int)n + 1);
	return g_string_free(out, FALSE);
}

static void
add_part(DiZipped *zipped, const char *name, char *text)
{
	di_zipped_add_text(zipped, name, text);
	g_free(text);
}

GBytes *
di_sheets_xlsx(const GPtrArray *sheets)
{
	DiZipped *zipped = di_zipped_new();

	add_part(zipped, "[Content_Types].xml", content_types(sheets->len));
	di_zipped_add_text(zipped, "_rels/.rels", package_relations);
	add_part(zipped, "xl/workbook.xml", workbook(sheets));
	add_part(zipped, "xl/_rels/workbook.xml.rels", workbook_relations(sheets->len));
	di_zipped_add_text(zipped, "xl/styles.xml", styles);
	for (guint i = 0; i < sheets->len; i++) {
		g_autofree char *name = g_strdup_printf("xl/worksheets/sheet%u.xml", i + 1);

		add_part(zipped, name, sheet_xml(sheets->pdata[i]));
	}
	return di_zipped_finish(zipped);
}
