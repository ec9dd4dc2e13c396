/* A section as CONTRACT.md writes it: paragraphs parted by an empty line, items that begin with "- " or their number, rows of
 * a table with tabs between the cells. */
#include <diarie/paper.h>

#include <string.h>

static void
line_free(gpointer data)
{
	DiPaperLine *line = data;

	g_free(line->marker);
	g_free(line->text);
	g_strfreev(line->cells);
	g_free(line);
}

/* How many bytes of TEXT are "12. ", "a) " or "- "; 0: none. */
static gsize
marker_bytes(const char *text)
{
	gsize digits = strspn(text, "0123456789");
	gsize at = digits ? digits : g_ascii_isalpha(*text) ? 1 : 0;

	if (text[0] == '-' && text[1] == ' ')
		return 2;
	if (at == 0 || at > 3 || !strchr(".)", text[at]) || text[at + 1] != ' ')
		return 0;
	return digits || text[at] == ')' ? at + 2 : 0;
}

static DiPaperLine *
line_of(const char *text)
{
	DiPaperLine *line = g_new0(DiPaperLine, 1);
	gsize bytes = marker_bytes(text);

	line->text = g_strdup(text + bytes);
	if (strchr(text, '\t'))
		line->cells = g_strsplit(text, "\t", DI_PAPER_COLUMNS_MAX);
	else if (bytes)
		line->marker = *text == '-' ? g_strdup("•") : g_strndup(text, bytes - 1);
	return line;
}

GPtrArray *
di_paper_lines(const char *text)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
	g_auto(GStrv) all = g_strsplit(text, "\n", -1);

	for (guint i = 0; all[i]; i++)
		if (*all[i])
			g_ptr_array_add(lines, line_of(all[i]));
	return lines;
}
