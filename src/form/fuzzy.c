/* How well a text begins with words that a form prints: misspelt, edited, cut short. */
#include "internal.h"

#include <string.h>

enum { PATTERN_MAX = 400 };

char *
regex_replace(const GRegex *regex, const char *text, const char *with)
{
	char *out = g_regex_replace_literal(regex, text, -1, 0, with, 0, NULL);

	return out ? out : g_strdup(text); /* over PCRE's limits: the text as it is */
}

typedef struct {
	gunichar c[2 * PATTERN_MAX];
	gsize end[2 * PATTERN_MAX]; /* byte after the character in the text */
	guint n;
} Plain;

static gunichar
plain_sign(gunichar c)
{
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (c == 0x201c || c == 0x201d || c == 0x201e || c == 0x00ab || c == 0x00bb)
		return '"';
	if (c == 0x2018 || c == 0x2019 || c == 0x00b4)
		return '\'';
	return g_unichar_tolower(c);
}

static gboolean
is_silent(gunichar c)
{
	return c == 0x00ad || (c >= 0x200b && c <= 0x200d) || c == 0xfeff || c == 0x2060;
}

/* The first MAX characters of TEXT for comparing; white space is one space, none in front or beside a slash. */
static void
plain_of(const char *text, guint max, Plain *plain)
{
	gboolean gap = FALSE;

	plain->n = 0;
	for (const char *at = text; *at && plain->n + 2 < max; at = di_utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if (is_silent(c))
			continue;
		if (g_unichar_isspace(c)) {
			gap = plain->n > 0 && plain->c[plain->n - 1] != '/';
			continue;
		}
		if (gap && c != '/') {
			plain->c[plain->n] = ' ';
			plain->end[plain->n++] = (gsize)(at - text);
		}
		gap = FALSE;
		plain->c[plain->n] = plain_sign(c);
		plain->end[plain->n++] = (gsize)(di_utf8_next(at) - text);
	}
}

static gboolean
is_boundary(const Plain *text, guint j)
{
	return j == text->n || !(g_unichar_isalnum(text->c[j - 1]) && g_unichar_isalnum(text->c[j]));
}

/* Edit distances of all of PATTERN to every beginning of TEXT, in DISTANCE[0…text->n]. */
static void
distances(const Plain *pattern, const Plain *text, guint *distance)
{
	for (guint j = 0; j <= text->n; j++)
		distance[j] = j;
	for (guint i = 1; i <= pattern->n; i++) {
		guint diagonal = distance[0];

		distance[0] = i;
		for (guint j = 1; j <= text->n; j++) {
			guint change = diagonal + (pattern->c[i - 1] != text->c[j - 1]);

			diagonal = distance[j];
			distance[j] = MIN(change, MIN(distance[j], distance[j - 1]) + 1);
		}
	}
}

double
fuzzy_prefix(const char *text, const char *pattern, gsize *end_out)
{
	Plain p, t;
	guint distance[2 * PATTERN_MAX + 1], best = G_MAXUINT, best_at = 0;

	plain_of(pattern, PATTERN_MAX, &p);
	plain_of(text, MIN(p.n + p.n / 3 + 12, 2 * PATTERN_MAX), &t);
	if (p.n == 0 || t.n == 0)
		return 0;
	distances(&p, &t, distance);
	for (guint j = 1; j <= t.n; j++) {
		if (is_boundary(&t, j) && t.c[j - 1] != ' ' && distance[j] < best) {
			best = distance[j];
			best_at = j;
		}
	}
	if (best >= p.n)
		return 0;
	*end_out = t.end[best_at - 1];
	return 1.0 - (double)best / p.n;
}

gboolean
fuzzy_is_cut(const char *text, const char *pattern, gsize *rest_out)
{
	gsize end = 0;
	g_autofree char *plain = di_text_squeeze(text);
	glong length = g_utf8_strlen(plain, -1);

	if (length < 8 || length >= g_utf8_strlen(pattern, -1) || fuzzy_prefix(pattern, plain, &end) < 0.88)
		return FALSE;
	*rest_out = end;
	return TRUE;
}

static char **
words_of(const char *text)
{
	static GRegex *between;
	g_autofree char *folded = di_text_fold(text);

	if (!between)
		between = g_regex_new("[^\\p{L}\\p{N}]+", 0, 0, NULL);
	return g_regex_split(between, folded, 0);
}

double
fuzzy_words(const char *a, const char *b)
{
	g_auto(GStrv) x = words_of(a), y = words_of(b);
	guint n = g_strv_length(x), m = g_strv_length(y);
	g_autofree guint *row = g_new0(guint, m + 1);

	if (n == 0 || m == 0 || n > 200 || m > 200)
		return 0;
	for (guint i = 0; i < n; i++) {
		guint diagonal = 0;

		for (guint j = 1; j <= m; j++) {
			guint kept = row[j];

			row[j] = strcmp(x[i], y[j - 1]) == 0 ? diagonal + 1 : MAX(row[j], row[j - 1]);
			diagonal = kept;
		}
	}
	return (double)row[m] / MAX(n, m);
}
