/* Amounts of an årsbilaga: whole thousands of kronor. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *word;
	double kronor;
} currencies[] = {
	{"tkr", 1000}, {"tsek", 1000}, {"ksek", 1000}, {"kkr", 1000}, {"tusen kronor", 1000}, {"tusen kr", 1000},
	{"mkr", 1000000}, {"mnkr", 1000000}, {"mn kr", 1000000}, {"miljoner kronor", 1000000}, {"miljoner", 1000000},
	{"msek", 1000000}, {"kronor", 1}, {"kr", 1}, {"sek", 1}, {":-", 1}, {",-", 1},
};

static double
kronor_in(const char *word, gboolean tkr)
{
	for (gsize i = 0; i < G_N_ELEMENTS(currencies); i++)
		if (strcmp(word, currencies[i].word) == 0)
			return currencies[i].kronor;
	return *word == '\0' && tkr ? 1000 : 0;
}

/* Digits without the spaces or points that part thousands; a decimal comma becomes a point. NULL: no figure of ours. */
static char *
plain_figure(const char *figure)
{
	static GRegex *thousands, *simple;
	GString *out;

	if (!thousands) {
		thousands = g_regex_new("^-?\\d{1,3}(?:[ .]\\d{3})+(?:,\\d+)?$", 0, 0, NULL);
		simple = g_regex_new("^-?\\d+(?:[,.]\\d{1,2})?$", 0, 0, NULL);
	}
	if (!g_regex_match(thousands, figure, 0, NULL) && !g_regex_match(simple, figure, 0, NULL))
		return NULL;
	out = g_string_new(NULL);
	for (const char *at = figure; *at; at++) {
		gboolean parts = *at == '.' && strlen(at) >= 4;

		if (*at != ' ' && !parts)
			g_string_append_c(out, *at == ',' ? '.' : *at);
	}
	return g_string_free(out, FALSE);
}

gint64
amount_parse_tkr(const char *text, gboolean tkr)
{
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *folded = di_text_fold(text), *figure = NULL, *word = NULL, *plain = NULL;
	double kronor;

	if (!regex)
		regex = g_regex_new("^(?:sek |kr )?(-?\\d[\\d ., ]*?) ?([a-zåäö]+(?: [a-z]+)?|:-|,-)?[. ]*$", 0, 0, NULL);
	if (!g_regex_match(regex, folded, 0, &match))
		return DI_AMOUNT_NONE;
	figure = g_match_info_fetch(match, 1);
	word = g_match_info_fetch(match, 2);
	kronor = kronor_in(word ? word : "", tkr);
	plain = plain_figure(g_strstrip(figure));
	if (!plain || kronor <= 0)
		return DI_AMOUNT_NONE;
	kronor *= g_ascii_strtod(plain, NULL);
	return (gint64)(kronor / 1000 + (kronor < 0 ? -0.5 : 0.5));
}
