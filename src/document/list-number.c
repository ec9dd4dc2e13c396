/* A list's number as Word, Writer and browsers draw it: 3, c, iii, 03. */
#include "docx.h"

#include <string.h>

#define MAX_NUMBER 10000

/* a … z, aa, bb, … as Word counts. */
static char *
letters(int number, char first)
{
	int times = (number - 1) / 26 + 1;
	char *text = g_malloc((gsize)times + 1);

	memset(text, first + (number - 1) % 26, (size_t)times);
	text[times] = '\0';
	return text;
}

static char *
roman(int number, gboolean upper)
{
	static const struct {
		int value;
		const char *word;
	} parts[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"},
		{40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}};
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		for (; number >= parts[i].value; number -= parts[i].value)
			g_string_append(text, parts[i].word);
	}
	return upper ? g_ascii_strup(text->str, -1) : g_strdup(text->str);
}

char *
di_list_number(int number, const char *format)
{
	if (!format || number < 1 || number > MAX_NUMBER)
		return g_strdup_printf("%d", number);
	if (strcmp(format, "none") == 0)
		return g_strdup("");
	if (strcmp(format, "lowerLetter") == 0)
		return letters(number, 'a');
	if (strcmp(format, "upperLetter") == 0)
		return letters(number, 'A');
	if (strcmp(format, "lowerRoman") == 0 || strcmp(format, "upperRoman") == 0)
		return roman(number, *format == 'u');
	if (strcmp(format, "decimalZero") == 0)
		return g_strdup_printf("%02d", number);
	return g_strdup_printf("%d", number);
}
