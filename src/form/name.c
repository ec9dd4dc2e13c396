/* Names of people and organisations in one cell. */
#include "internal.h"

#include <string.h>

enum { NAME_MAX_WORDS = 5, NAME_MAX_CHARS = 60 };

static gboolean
word_is_particle(const char *word)
{
	static const char *const particles[] = {"af", "av", "de", "den", "von", "van", "der", "el", "al", "bin", "la", "di", "da"};

	for (gsize i = 0; i < G_N_ELEMENTS(particles); i++)
		if (strcmp(word, particles[i]) == 0)
			return TRUE;
	return FALSE;
}

static gboolean
word_is_name(const char *word)
{
	if (!g_unichar_isupper(g_utf8_get_char(word)))
		return word_is_particle(word);
	for (const char *at = word; *at; at = di_utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if (!g_unichar_isalpha(c) && !g_unichar_ismark(c) && !strchr("-.'", c < 0x80 ? (int)c : ' ') && c != 0x2019 && c != 0x2010 && c != 0x2011)
			return FALSE;
	}
	return TRUE;
}

gboolean
name_is_likely(const char *text)
{
	g_autofree char *plain = di_text_squeeze(text);
	g_auto(GStrv) words = g_strsplit(plain, " ", -1);
	guint n = g_strv_length(words);

	if (n < 2 || n > NAME_MAX_WORDS || g_utf8_strlen(plain, -1) > NAME_MAX_CHARS)
		return FALSE;
	for (guint i = 0; i < n; i++)
		if (!word_is_name(words[i]))
			return FALSE;
	return TRUE;
}

/* What the förbund writes by hand in its stamp: a few letters, no number of a case, date or address. */
gboolean
stamp_is_likely(const char *value)
{
	g_autofree char *number = di_diarienummer_normalise(value, NULL);

	return !number && g_utf8_strlen(value, -1) <= 40 && !strchr(value, '@') && di_form_date_parse(value) == DI_DATE_NONE;
}

char **
name_split(const char *text)
{
	static GRegex *between;
	g_auto(GStrv) parts = NULL;
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	if (!between)
		between = g_regex_new("\\s+och\\s+|\\s+samt\\s+|\\s*[,;/&\\n]\\s*", 0, 0, NULL);
	parts = g_regex_split(between, text, 0);
	for (guint i = 0; parts[i]; i++) {
		if (!*parts[i])
			continue;
		if (!name_is_likely(parts[i])) { /* a title, an organisation: nothing that may be taken apart */
			g_autofree char *whole = di_text_squeeze(text);
			const char *one[] = {whole, NULL};

			return g_strdupv((char **)(gpointer)one);
		}
		g_strv_builder_add(names, parts[i]);
	}
	return g_strv_builder_end(names);
}

static void
add_party(GStrvBuilder *parties, const char *from, gsize length)
{
	g_autofree char *raw = g_strndup(from, length), *plain = di_text_squeeze(raw);
	gsize n = strlen(plain);

	while (n > 0 && strchr(".;,", plain[n - 1]))
		plain[--n] = '\0';
	if (n > 0)
		g_strv_builder_add(parties, plain);
}

char **
party_split(const char *text)
{
	g_autoptr(GStrvBuilder) parties = g_strv_builder_new();
	const char *start = text;
	int depth = 0;

	for (const char *at = text; *at; at++) {
		depth += *at == '(' ? 1 : *at == ')' && depth > 0 ? -1 : 0;
		if (depth > 0 || !strchr(",;\n", *at))
			continue;
		add_party(parties, start, (gsize)(at - start));
		start = at + 1;
	}
	add_party(parties, start, strlen(start));
	return g_strv_builder_end(parties);
}
