/* HTML that Exchange packed into RTF ([MS-OXRTFEX]): the tags stand in groups of their own ("{\*\htmltag64 <p>}"), the text
 * between them is the page's, and what only RTF readers are to see stands between \htmlrtf and \htmlrtf0. */
#include "message-internal.h"

#include <stdlib.h>
#include <string.h>

enum { GROUPS_MAX = 200, WORD_MAX = 32, LOOK_BYTES = 512 };

typedef struct {
	gboolean skip; /* a destination whose text is not the page's */
	gboolean tag;  /* \*\htmltag */
	gboolean star; /* \* stood before */
	int stand_in;  /* \ucN: how many signs stand for one of Unicode */
} Group;

typedef struct {
	const char *at, *end;
	Group groups[GROUPS_MAX];
	guint depth;
	gboolean hidden; /* \htmlrtf */
	int to_skip;     /* signs that stand for the one of Unicode before them */
	GString *out;
} Unwrapping;

static Group *
group(Unwrapping *unwrapping)
{
	return &unwrapping->groups[unwrapping->depth];
}

static void
put(Unwrapping *unwrapping, gunichar c)
{
	const Group *now = group(unwrapping);

	if (unwrapping->to_skip > 0) {
		unwrapping->to_skip--;
		return;
	}
	if (!now->skip && (now->tag || !unwrapping->hidden) && c != 0)
		g_string_append_unichar(unwrapping->out, c);
}

static void
put_unicode(Unwrapping *unwrapping, int value)
{
	gunichar c = (gunichar)(value < 0 ? value + 65536 : value);

	unwrapping->to_skip = 0;
	if (c < 0xd800 || (c >= 0xe000 && c < 0x110000))
		put(unwrapping, c);
	unwrapping->to_skip = group(unwrapping)->stand_in;
}

static const struct {
	const char *word, *text;
} signs[] = {
	{"par", "\n"}, {"line", "\n"}, {"tab", "\t"}, {"lquote", "‘"}, {"rquote", "’"}, {"ldblquote", "“"}, {"rdblquote", "”"},
	{"bullet", "•"}, {"endash", "–"}, {"emdash", "—"},
};

static void
act(Unwrapping *unwrapping, const char *word, gboolean has_value, int value)
{
	static const char *const skipped[] = {"fonttbl", "colortbl", "stylesheet", "info", "pntext", "pict", "mhtmltag"};
	Group *now = group(unwrapping);

	if (g_str_equal(word, "htmltag"))
		now->tag = TRUE;
	else if (g_str_equal(word, "htmlrtf"))
		unwrapping->hidden = !has_value || value != 0;
	else if (g_str_equal(word, "uc"))
		now->stand_in = CLAMP(value, 0, 8);
	else if (g_str_equal(word, "u"))
		put_unicode(unwrapping, value);
	else if (now->star)
		now->skip = TRUE;
	now->star = FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(skipped); i++)
		now->skip |= g_str_equal(word, skipped[i]);
	for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
		if (g_str_equal(word, signs[i].word))
			put(unwrapping, g_utf8_get_char(signs[i].text));
}

/* The letters and the number after a backslash, and the one space that ends them. */
static void
take_word(Unwrapping *unwrapping)
{
	char word[WORD_MAX + 1] = "", *end = NULL;
	gboolean has_value;
	long value = 0;

	for (guint n = 0; unwrapping->at < unwrapping->end && g_ascii_isalpha(*unwrapping->at); unwrapping->at++)
		if (n < WORD_MAX)
			word[n++] = *unwrapping->at;
	has_value = unwrapping->at < unwrapping->end && (g_ascii_isdigit(*unwrapping->at) || *unwrapping->at == '-');
	if (has_value) {
		value = strtol(unwrapping->at, &end, 10); /* the text ends in a NUL */
		unwrapping->at = end > unwrapping->at ? end : unwrapping->at + 1;
	}
	if (unwrapping->at < unwrapping->end && *unwrapping->at == ' ')
		unwrapping->at++;
	act(unwrapping, word, has_value, (int)CLAMP(value, G_MININT16, G_MAXUINT16));
}

static void
take_escape(Unwrapping *unwrapping)
{
	char c = unwrapping->at < unwrapping->end ? *unwrapping->at : '\0';

	if (g_ascii_isalpha(c)) {
		take_word(unwrapping);
		return;
	}
	unwrapping->at += c != '\0';
	if (c == '*')
		group(unwrapping)->star = TRUE;
	else if (c == '\'' && unwrapping->end - unwrapping->at >= 2) {
		int high = g_ascii_xdigit_value(unwrapping->at[0]), low = g_ascii_xdigit_value(unwrapping->at[1]);

		unwrapping->at += 2;
		if (high >= 0 && low >= 0)
			put(unwrapping, di_text_windows_1252((guchar)(high << 4 | low)));
	} else if (c == '~')
		put(unwrapping, 0xa0);
	else if (c == '_')
		put(unwrapping, '-');
	else if (strchr("\\{}", c))
		put(unwrapping, (guchar)c);
}

/* FALSE: the RTF is nested too deep. */
static gboolean
take(Unwrapping *unwrapping)
{
	guchar c = (guchar)*unwrapping->at++;

	if (c == '{') {
		if (unwrapping->depth + 1 >= GROUPS_MAX)
			return FALSE;
		unwrapping->groups[unwrapping->depth + 1] = *group(unwrapping);
		unwrapping->depth++;
		group(unwrapping)->star = FALSE;
	} else if (c == '}') {
		unwrapping->depth -= unwrapping->depth > 0;
	} else if (c == '\\') {
		take_escape(unwrapping);
	} else if (c != '\r' && c != '\n') {
		put(unwrapping, di_text_windows_1252(c));
	}
	return TRUE;
}

char *
di_rtf_html(GBytes *rtf)
{
	g_autofree char *text = di_text_copy(rtf);
	g_autofree char *head = g_strndup(text, LOOK_BYTES);
	g_autofree Unwrapping *unwrapping = g_new0(Unwrapping, 1);
	gboolean sound = TRUE;

	if (!strstr(head, "\\fromhtml1"))
		return NULL;
	unwrapping->at = text;
	unwrapping->end = text + strlen(text);
	unwrapping->groups[0].stand_in = 1;
	unwrapping->out = g_string_sized_new(strlen(text));
	while (sound && unwrapping->at < unwrapping->end)
		sound = take(unwrapping);
	if (!sound || unwrapping->out->len == 0)
		return g_string_free(unwrapping->out, TRUE);
	return g_string_free(unwrapping->out, FALSE);
}
