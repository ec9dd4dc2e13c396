/* A paper as WordprocessingML (ECMA-376 part 1, 17): the styles it uses and its body, to be put into a template by
 * di_document_bind. Styles are referred to by name; those of the template go before these. */
#include <diarie/paper.h>

#include "word.h"

#define W "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define SOFT "545454"

#define BASED(name, paragraph, run) \
	"<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"\"><w:name w:val=\"" name "\"/><w:basedOn w:val=\"Normal\"/>" \
	"<w:qFormat/><w:pPr>" paragraph "</w:pPr><w:rPr>" run "</w:rPr></w:style>"
#define HEADING(n, level, before, after, size) \
	"<w:style w:type=\"paragraph\" w:styleId=\"\"><w:name w:val=\"heading " n "\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/>" \
	"<w:qFormat/><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before=\"" before "\" w:after=\"" after "\"/><w:outlineLvl w:val=\"" level "\"/>" \
	"</w:pPr><w:rPr><w:b/><w:sz w:val=\"" size "\"/></w:rPr></w:style>"
#define BAR "<w:pBdr><w:left w:val=\"single\" w:sz=\"18\" w:space=\"8\" w:color=\"" WORD_LINE "\"/></w:pBdr>"

static const char styles[] =
	"<w:style w:type=\"paragraph\" w:styleId=\"\"><w:name w:val=\"Normal\"/></w:style>"
	HEADING("1", "0", "480", "120", "32") HEADING("2", "1", "320", "60", "26") HEADING("3", "2", "200", "40", "22")
	BASED("Diarie punkt", "<w:spacing w:after=\"60\"/><w:ind w:left=\"357\" w:hanging=\"357\"/>", "")
	BASED("Diarie citat", BAR "<w:spacing w:after=\"80\"/><w:ind w:left=\"284\"/>", "")
	BASED("Diarie citat punkt", BAR "<w:spacing w:after=\"40\"/><w:ind w:left=\"641\" w:hanging=\"357\"/>", "")
	BASED("Diarie nummer", BAR "<w:spacing w:after=\"200\"/><w:ind w:left=\"284\"/>", "<w:color w:val=\"" SOFT "\"/><w:sz w:val=\"18\"/>")
	BASED("Diarie notis", "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"" WORD_HEAD "\"/><w:spacing w:before=\"120\" w:after=\"160\"/>", "")
	BASED("Diarie cell", "<w:spacing w:before=\"20\" w:after=\"20\" w:line=\"240\" w:lineRule=\"auto\"/>", "<w:sz w:val=\"19\"/>")
	BASED("Diarie luft", "<w:spacing w:after=\"0\" w:line=\"160\" w:lineRule=\"exact\"/>", "<w:sz w:val=\"8\"/>");

void
word_run(GString *out, const char *text, const char *properties)
{
	di_markup_add(out, "<w:r>");
	if (*properties)
		g_string_append_printf(out, "<w:rPr>%s</w:rPr>", properties);
	di_markup_add(out, "<w:t xml:space=\"preserve\">%s</w:t></w:r>", text);
}

static void
open_paragraph(GString *out, const char *style, const char *properties)
{
	di_markup_add(out, "<w:p><w:pPr>");
	if (*style)
		di_markup_add(out, "<w:pStyle w:val=\"%s\"/>", style);
	g_string_append_printf(out, "%s</w:pPr>", properties);
}

void
word_paragraph(GString *out, const char *style, const char *text, const char *properties, const char *run)
{
	open_paragraph(out, style, properties);
	word_run(out, text, run);
	g_string_append(out, "</w:p>");
}

void
word_air(GString *out)
{
	g_string_append(out, "<w:p><w:pPr><w:pStyle w:val=\"Diarie luft\"/></w:pPr></w:p>");
}

static void
write_item(GString *out, const char *style, const char *marker, const char *text, const char *properties)
{
	open_paragraph(out, style, properties);
	word_run(out, marker, "");
	g_string_append(out, "<w:r><w:tab/></w:r>");
	word_run(out, text, "");
	g_string_append(out, "</w:p>");
}

/* What is quoted stays with its source at the end of a page. */
static void
write_quote(GString *out, const DiPaperBlock *block)
{
	g_autoptr(GPtrArray) lines = di_paper_lines(block->text);

	for (guint i = 0; i < lines->len; i++) {
		const DiPaperLine *line = lines->pdata[i];
		const char *keep = i + 1 == lines->len ? "<w:keepNext/>" : "";

		if (line->cells) {
			word_quoted_rows(out, lines, &i);
			continue;
		}
		if (line->marker)
			write_item(out, "Diarie citat punkt", line->marker, line->text, keep);
		else
			word_paragraph(out, "Diarie citat", line->text, keep, "");
	}
	word_paragraph(out, "Diarie nummer", block->source, "", "");
}

static void
write_listed(GString *out, const DiPaperBlock *block)
{
	g_autofree char *marker = block->level ? g_strdup_printf("%d.", block->level) : g_strdup("•");

	write_item(out, "Diarie punkt", marker, block->text, "");
}

static void
write_heading(GString *out, const DiPaperBlock *block)
{
	g_autofree char *style = g_strdup_printf("heading %d", CLAMP(block->level, 1, 3));

	word_paragraph(out, style, block->text, "", "");
}

static void
write_block(GString *out, const DiPaperBlock *block)
{
	switch (block->kind) {
	case DI_PAPER_HEADING:
		write_heading(out, block);
		break;
	case DI_PAPER_TEXT:
		word_paragraph(out, "", block->text, "", "");
		break;
	case DI_PAPER_ITEM:
		write_listed(out, block);
		break;
	case DI_PAPER_QUOTE:
		write_quote(out, block);
		break;
	case DI_PAPER_NOTE:
		word_paragraph(out, "Diarie notis", block->text, "", "");
		break;
	case DI_PAPER_TABLE:
	case DI_PAPER_RECORD:
		word_table(out, block);
		break;
	case DI_PAPER_BARS:
		word_bars(out, block);
		break;
	case DI_PAPER_PAGE:
	default:
		g_string_append(out, "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>");
		break;
	}
}

char *
di_paper_word(const DiPaper *paper)
{
	GString *out = g_string_new("<diarie xmlns:w=\"" W "\"><w:styles>");

	g_string_append_printf(out, "%s</w:styles><w:body>", styles);
	for (guint i = 0; i < paper->blocks->len; i++)
		write_block(out, paper->blocks->pdata[i]);
	g_string_append(out, "</w:body></diarie>");
	return g_string_free(out, FALSE);
}
