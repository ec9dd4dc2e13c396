/* Where a mail's own text ends and the mails begin that it answers or forwards. A report pasted into a mail is read without
 * the letters below it, whose words ("2.1 Aktiviteter: skriv kort") would be taken for the reporter's. */
#include "reading.h"
#include "reply.h"

#include <string.h>

enum { HEADER_LINES = 5, LINE_BYTES_MAX = 400 };

/* Folded. A report may say that "den 4 maj skrev vi avtal": only what names a time or an address opens a letter. */
static const char *const openings[] = {
	"^-{2,} ?(?:ursprungligt|original|vidarebefordrat|forwarded)",
	"^(?:den|on|mån|tis|ons|tors?|fre|lör|sön)\\b.{4,}(?:@|\\d\\d[:.]\\d\\d).*\\b(?:skrev|wrote)\\b.*:$",
	"^(?:den|on|mån|tis|ons|tors?|fre|lör|sön)\\b.{4,}\\b(?:skrev|wrote)\\b.*@.*:$",
	"^[^ ]* ?.{0,60}@.{3,40} (?:skrev|wrote)\\b.*\\d\\d[:.]\\d\\d.*:?$",
};

static char *
folded_line(const char *line)
{
	g_autofree char *squeezed = di_text_squeeze(line);
	g_autofree char *cut = di_text_cut(squeezed, LINE_BYTES_MAX);

	return di_text_fold(cut);
}

/* Expressions are dear, and most lines are none of these. */
static gboolean
may_open(const char *line, const char *next)
{
	return line[0] == '-' || strstr(line, "skrev") || strstr(line, "wrote") || (next && (strstr(next, "skrev") || strstr(next, "wrote")));
}

static gboolean
is_opening(const char *line, const char *next)
{
	g_autofree char *both = NULL, *folded = NULL, *joined = NULL;

	if (!may_open(line, next))
		return FALSE;
	both = g_strconcat(line, " ", next ? next : "", NULL); /* an address may stand on the next line */
	folded = folded_line(line);
	joined = folded_line(both);
	for (guint i = 0; i < G_N_ELEMENTS(openings); i++)
		if (di_pattern_matches(openings[i], folded) || di_pattern_matches(openings[i], joined))
			return TRUE;
	return FALSE;
}

/* "Från: …" with "Skickat: …" and the like on the lines below. */
static gboolean
is_header(char *const *lines)
{
	g_autofree char *first = strchr("FfAa", lines[0][0]) ? folded_line(lines[0]) : NULL;
	guint others = 0;

	if (!first || !di_pattern_matches("^(?:från|from|avsändare): ?.", first))
		return FALSE;
	for (guint i = 1; i < HEADER_LINES && lines[i]; i++) {
		g_autofree char *folded = folded_line(lines[i]);

		others += di_pattern_matches("^(?:skickat|sent|datum|date|till|to|ämne|subject|kopia|cc): ?", folded) ? 1 : 0;
	}
	return others >= 2;
}

/* The lines from block INDEX on, as many as a header has. */
static char **
lines_from(const DiDocument *document, guint index)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = index; i < document->blocks->len && i < index + HEADER_LINES; i++) {
		const DiBlock *block = document->blocks->pdata[i];

		g_string_append_printf(text, "%s%s", i > index ? "\n" : "", block->text);
	}
	return g_strsplit(text->str, "\n", -1);
}

static gboolean
opens_letter(const DiDocument *document, guint index)
{
	const DiBlock *block = document->blocks->pdata[index];
	g_auto(GStrv) lines = NULL;

	if (block->kind == DI_BLOCK_CELL || !block->text[0])
		return FALSE;
	if (block->text[0] == '>')
		return index == 0 || ((const DiBlock *)document->blocks->pdata[index - 1])->text[0] != '>';
	lines = lines_from(document, index);
	return is_opening(lines[0], lines[1]) || is_header(lines);
}

GArray *
di_extract_letters(const DiDocument *document)
{
	GArray *starts = g_array_new(FALSE, FALSE, sizeof(guint));

	for (guint i = 0; i < document->blocks->len; i++) {
		if (opens_letter(document, i))
			g_array_append_val(starts, i);
	}
	return starts;
}
