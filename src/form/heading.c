/* Headings that the reporter worded, or added words to: how far they go. */
#include "internal.h"

#include <string.h>

/* The section's own instruction behind it makes even a misspelt heading without its number one. */
gboolean
is_instructed(const FormSection *section, const char *rest)
{
	const char *carry = NULL;

	return instruction_skip(section, rest, 0, &carry) >= 15;
}

/* "2.1 Vad vi gjorde: Beskriv kortfattat …": the right number, words of the reporter's own, a colon, and the section's instruction.
 * How much of TEXT the heading is; 0: it is none. */
gsize
own_heading(const FormSection *section, const char *text)
{
	gsize length = strcspn(text, ":.?!\n\t(");

	if (text[length] != ':' || length < 3 || length > 90 || !g_unichar_isupper(g_utf8_get_char(text)))
		return 0;
	return is_instructed(section, text + length + 1) ? length + 1 : 0;
}

/* "2.3 Brukarmedverkan och inflytande: Beskriv hur …": words that the reporter added before the section's own instruction,
 * even where that is cut short. REST where there are none. */
gsize
added_to_instructed(const FormSection *section, const Line *line, gsize rest)
{
	const char *colon = strchr(line->text + rest, ':'), *carry = NULL;
	gsize end = colon ? (gsize)(colon + 1 - line->text) : rest;

	if (!colon || end - rest < 3 || end - rest > 60 || strcspn(line->text + rest, ".;?!(\n\t") < end - rest)
		return rest;
	end += strspn(line->text + end, " ");
	return instruction_skip(section, line->text + end, 0, &carry) > 0 || carry ? end : rest;
}

/* "2.3 Brukarmedverkan och delaktighet": words that the reporter added, as bold as the heading itself. */
gsize
added_to_heading(const Line *line, gsize rest)
{
	gsize bold = line->block->kind == DI_BLOCK_HEADING ? strlen(line->text) : (gsize)MAX(line->block->bold_bytes, 0);
	gsize end = MIN(bold, strlen(line->text));
	g_autofree char *added = NULL;

	if (!line->first || end <= rest || end - rest > 60 || strchr(":\n\t(.", line->text[rest]))
		return rest;
	added = g_strndup(line->text + rest, end - rest);
	return strpbrk(added, ".:;?!\n\t(") && !g_str_has_suffix(g_strchomp(added), ":") ? rest : end;
}

/* " (forts.)" behind a heading that stands once more: its bytes, else 0. */
gsize
continued_length(const char *rest)
{
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;
	int end = 0;

	if (strlen(rest) > 40)
		return 0;
	if (!regex)
		regex = g_regex_new("^[\\s,:;–-]*\\(?(?:forts(?:\\.|\\b|ättning(?:en)?)|fortsätter)\\)?[\\s.:]*$", G_REGEX_CASELESS, 0, NULL);
	if (!g_regex_match(regex, rest, 0, &match))
		return 0;
	g_match_info_fetch_pos(match, 0, NULL, &end);
	return (gsize)end;
}
