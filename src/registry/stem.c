/* Words for searching: small letters, Swedish endings taken off. Pure: words in, stems out.
 *
 * The rules are Snowball's for Swedish (snowballstem.org), with two changes that a search needs: the neuter endings -et and
 * -ena are endings too, and endings are taken off until none is left, so that "resultat" and "resultatet", "insats" and
 * "insatsen" end alike. The index holds stems: a change here needs a schema step that fills it again. */
#include "stem.h"

#include <string.h>

enum { WORD_LETTERS_MAX = 64, REGION_LEAST = 3 };

typedef struct {
	const char *text;
	gsize length;
} Ending;

/* clang-format off */
#define E(text) {text, sizeof text - 1}
static const struct {
	char last;
	Ending endings[14];
} by_last[] = { /* by their last letter: it says at once that most words have none. The longest that fits is taken */
	{'s', {E("hetens"), E("andes"), E("arens"), E("arnas"), E("ernas"), E("ornas"), E("ades"), E("enas"), E("erns"), E("ens"), E("ets"), E("as"), E("es")}},
	{'n', {E("anden"), E("heten"), E("aren"), E("ern"), E("en")}},
	{'r', {E("heter"), E("ar"), E("er"), E("or")}},
	{'a', {E("heterna"), E("arna"), E("erna"), E("orna"), E("ena"), E("a")}},
	{'t', {E("andet"), E("ast"), E("het"), E("at"), E("et")}},
	{'e', {E("ande"), E("arne"), E("aste"), E("ade"), E("are"), E("e")}},
	{'d', {E("ad")}},
};
static const Ending pairs[] = {E("dd"), E("gd"), E("nn"), E("dt"), E("gt"), E("kt"), E("tt")}; /* lose their last letter */
static const Ending derived[] = {E("els"), E("lig"), E("ig")};
static const char *const stop_words[] = { /* sorted */
	"alla", "allt", "att", "av", "bara", "blev", "bli", "blir", "blivit", "de", "dem", "den", "denna", "deras", "dess", "det",
	"detta", "dig", "din", "du", "där", "då", "efter", "ej", "eller", "en", "ett", "från", "för", "ha", "hade", "han", "har", "hon",
	"hur", "här", "i", "icke", "inte", "jag", "kan", "man", "med", "mellan", "men", "mot", "mycket", "ni", "nu", "när", "något",
	"några", "och", "om", "oss", "på", "samt", "sig", "sin", "sina", "sitt", "skrev", "skriver", "skrivit", "ska", "skulle", "som", "så", "till", "under",
	"upp", "ut", "utan", "vad", "var", "vara", "varit", "vem", "vi", "vid", "vilka", "vilken", "vilket", "vår", "våra", "än", "är",
	"åt", "över",
};
/* clang-format on */

static gunichar
letter_at(const char *at)
{
	return (guchar)*at < 0x80 ? (guchar)*at : g_utf8_get_char(at);
}

static gboolean
is_vowel(gunichar c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y' || c == 0xe5 || c == 0xe4 || c == 0xf6;
}

/* Bytes before the region in which endings are looked for: after the first consonant that follows a vowel, and at least three
 * letters from the beginning. */
static gsize
region_of(const char *word)
{
	const char *at = word;
	gsize letters = 0;

	while (*at && !is_vowel(letter_at(at)))
		at = di_utf8_next(at);
	while (*at && is_vowel(letter_at(at)))
		at = di_utf8_next(at);
	if (*at)
		at = di_utf8_next(at);
	for (const char *p = word; *p; p = di_utf8_next(p)) {
		if (letters++ == REGION_LEAST)
			return (gsize)(MAX(at, p) - word);
	}
	return strlen(word);
}

static gboolean
ends_in(const char *word, gsize size, gsize region, const Ending *ending)
{
	return size >= region + ending->length && memcmp(word + size - ending->length, ending->text, ending->length) == 0;
}

static gsize
ending_among(const Ending *endings, const char *word, gsize size, gsize region)
{
	for (; endings->length > 0; endings++)
		if (ends_in(word, size, region, endings))
			return endings->length;
	return 0;
}

/* How many bytes the ending has; 0: there is none. */
static gsize
ending_of(const char *word, gsize size, gsize region)
{
	gsize length = 0;

	for (gsize i = 0; size > region && length == 0 && i < G_N_ELEMENTS(by_last); i++)
		if (by_last[i].last == word[size - 1])
			length = ending_among(by_last[i].endings, word, size, region);
	if (length == 0 && size > region && size >= 2 && word[size - 1] == 's' && strchr("bcdfghjklmnoprtvy", word[size - 2]))
		return 1;
	return length;
}

void
di_stem_swedish(char *word)
{
	gsize region = region_of(word), size = strlen(word), cut;

	while ((cut = ending_of(word, size, region)) > 0)
		size -= cut;
	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
		if (ends_in(word, size, region, &pairs[i])) {
			size--;
			break;
		}
	for (gsize i = 0; i < G_N_ELEMENTS(derived); i++)
		if (ends_in(word, size, region, &derived[i])) {
			size -= derived[i].length;
			break;
		}
	word[size] = '\0';
}

static int
compare_words(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

gboolean
di_stem_is_stop_word(const char *word)
{
	return bsearch(&word, stop_words, G_N_ELEMENTS(stop_words), sizeof *stop_words, compare_words) != NULL;
}

/* Letters of other languages lose their accents; å, ä and ö are letters of their own, and so are small å, ä and ö. */
static gunichar
plain_letter(gunichar c)
{
	gunichar base, mark;

	c = g_unichar_tolower(c);
	if (c < 0xc0 || c == 0xe5 || c == 0xe4 || c == 0xf6)
		return c;
	while (g_unichar_decompose(c, &base, &mark) && mark)
		c = base;
	return c;
}

/* The next character of TEXT, or 0xFFFD for a byte that is none; its length in LENGTH_OUT. */
static gunichar
character_at(const char *text, gsize size, gsize *length_out)
{
	gunichar c = g_utf8_get_char_validated(text, (gssize)size);

	if (c == (gunichar)-1 || c == (gunichar)-2 || c == 0) {
		*length_out = 1;
		return 0xfffd;
	}
	*length_out = (gsize)g_utf8_skip[*(const guchar *)text];
	return c;
}

/* Is what stands at TEXT part of a word? */
static gboolean
is_in_word(const char *text, gsize size, gunichar *c_out, gsize *length_out)
{
	*length_out = 1;
	*c_out = (guchar)*text;
	if ((guchar)*text < 0x80)
		return g_ascii_isalnum(*text);
	*c_out = character_at(text, size, length_out);
	return g_unichar_isalnum(*c_out) || g_unichar_ismark(*c_out) || *c_out == 0xad;
}

gboolean
di_stem_next_word(const char *text, gsize size, gsize *at, DiStemWord *word_out)
{
	gsize length = 0, written = 0;
	guint letters = 0;
	gunichar c = 0;

	while (*at < size && !is_in_word(text + *at, size - *at, &c, &length))
		*at += length;
	word_out->start = *at;
	for (; *at < size && is_in_word(text + *at, size - *at, &c, &length); *at += length) {
		if (c == 0xad || (c >= 0x80 && g_unichar_ismark(c)) || letters++ >= WORD_LETTERS_MAX)
			continue;
		if (c < 0x80)
			word_out->text[written++] = g_ascii_tolower((char)c);
		else
			written += (gsize)g_unichar_to_utf8(plain_letter(c), word_out->text + written);
	}
	word_out->text[written] = '\0';
	word_out->end = *at;
	return word_out->end > word_out->start;
}

gboolean
di_stem_without_dots(const char *word, char *plain_out)
{
	gboolean changed = FALSE;
	const char *ascii = word;

	while ((guchar)*ascii - 1U < 0x7f)
		ascii++;
	memcpy(plain_out, word, (gsize)(ascii - word) + 1);
	if (!*ascii)
		return FALSE;
	for (const char *at = word; *at; at = di_utf8_next(at)) {
		gunichar c = letter_at(at), plain = c == 0xe5 || c == 0xe4 ? 'a' : c == 0xf6 ? 'o' : c;

		changed |= plain != c;
		plain_out += g_unichar_to_utf8(plain, plain_out);
	}
	*plain_out = '\0';
	return changed;
}
