/* How the end of one line meets the beginning of the next.
 *
 * A hyphen at the end of a line was put there by the program, or it belongs to the word. The words
 * of the rest of the document decide; where they are silent, a plain lower-case break is undone. */
#include "pdf.h"

#include <string.h>

static gboolean
is_letter(const char *at)
{
	return g_unichar_isalpha(g_utf8_get_char(at));
}

static void
count_one(GHashTable *words, char *word)
{
	g_hash_table_insert(words, word, GINT_TO_POINTER(GPOINTER_TO_INT(g_hash_table_lookup(words, word)) + 1));
}

/* "Mysam-gruppens" also says that "Mysam-" keeps its hyphen. */
static void
count_first_part(GHashTable *words, const char *word)
{
	const char *hyphen = strchr(word, '-');

	if (hyphen && hyphen[1])
		count_one(words, g_strndup(word, (size_t)(hyphen + 1 - word)));
}

static void
count_word(GHashTable *words, const char *text)
{
	const char *slash = strrchr(text, '/'), *begin = slash ? slash + 1 : text, *end = text + strlen(text);
	char *word;

	while (*begin && !is_letter(begin))
		begin = di_utf8_next(begin);
	while (end > begin) {
		const char *last = g_utf8_prev_char(end);

		if (is_letter(last))
			break;
		end = last;
	}
	if (end <= begin)
		return;
	word = g_strndup(begin, (size_t)(end - begin));
	count_first_part(words, word);
	count_one(words, word);
}

/* All words but those that a line's end cuts. */
static GHashTable *
words_of(const DiPdfLayout *layout)
{
	GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint p = 0; p < layout->pages->len; p++) {
		const DiPdfPage *page = layout->pages->pdata[p];

		for (guint i = 0; i < page->words->len; i++) {
			const char *text = di_pdf_word(page, i)->text;

			if (!g_str_has_suffix(text, "-"))
				count_word(words, text);
		}
	}
	return words;
}

static gboolean
is_known(DiPdfLayout *layout, const char *word)
{
	if (!layout->words)
		layout->words = words_of(layout);
	return word[0] && g_hash_table_contains(layout->words, word);
}

/* Length of the hyphen at the end of TEXT: "-", U+2010, U+00AD. */
static size_t
hyphen_bytes(const GString *text, gboolean *soft_out)
{
	*soft_out = g_str_has_suffix(text->str, "\xc2\xad");
	if (*soft_out)
		return 2;
	if (g_str_has_suffix(text->str, "\xe2\x80\x90"))
		return 3;
	return g_str_has_suffix(text->str, "-") ? 1 : 0;
}

gboolean
di_pdf_ends_in_hyphen(const GString *text)
{
	gboolean soft;

	return hyphen_bytes(text, &soft) > 0;
}

static const char *
start_of_last_word(const GString *text)
{
	const char *space = text->str + text->len;

	while (space > text->str && space[-1] != ' ' && space[-1] != '\n' && space[-1] != '\t' && space[-1] != '/')
		space--;
	return space;
}

/* The letters at the beginning of WORD. */
static char *
letters(const char *word)
{
	const char *end = word;

	while (*end && is_letter(end))
		end = di_utf8_next(end);
	return g_strndup(word, (size_t)(end - word));
}

static gboolean
is_conjunction(const char *word)
{
	static const char *const all[] = {"och", "eller", "samt", "respektive", "resp", "som", "men"};
	g_autofree char *plain = letters(word);

	for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
		if (strcmp(plain, all[i]) == 0)
			return TRUE;
	}
	return FALSE;
}

/* "AF-", "IPS-", "cv-" (no vowel), "16-", "e-": a hyphen that belongs there. */
static gboolean
keeps_hyphen(const char *before)
{
	const char *last = g_utf8_prev_char(before + strlen(before));
	gboolean vowel = FALSE;

	if (g_utf8_strlen(before, -1) < 2 || !is_letter(last))
		return TRUE;
	if (g_unichar_isupper(g_utf8_get_char(last)) || strpbrk(before, "@./:-"))
		return TRUE;
	for (const char *at = before; *at; at = di_utf8_next(at))
		vowel = vowel || g_utf8_strchr("aeiouyåäöAEIOUYÅÄÖéÉ", -1, g_utf8_get_char(at));
	return !vowel;
}

/* "Trisam-" before "teamen": a name that stands alone elsewhere, and never in lower case. */
static gboolean
is_name(DiPdfLayout *layout, const char *before)
{
	g_autofree char *lower = NULL;

	if (!g_unichar_isupper(g_utf8_get_char(before)) || !is_known(layout, before))
		return FALSE;
	lower = g_utf8_strdown(before, -1);
	return !is_known(layout, lower);
}

static gboolean
is_one_word(DiPdfLayout *layout, const char *before, const char *after)
{
	g_autofree char *tail = letters(after);
	g_autofree char *joined = g_strconcat(before, tail, NULL);
	g_autofree char *parted = g_strconcat(before, "-", tail, NULL);
	g_autofree char *first_part = g_strconcat(before, "-", NULL);

	if (keeps_hyphen(before))
		return FALSE;
	if (is_known(layout, joined))
		return TRUE;
	return !is_known(layout, parted) && !is_known(layout, first_part) && !is_name(layout, before);
}

/* After a plain end of line: "och/" goes on without a space, so do addresses and "2023–". */
static gboolean
needs_space(const GString *text, const char *word)
{
	gunichar last;

	if (text->len == 0)
		return FALSE;
	last = g_utf8_get_char(g_utf8_prev_char(text->str + text->len));
	if (last == '/')
		return text->len < 2 || text->str[text->len - 2] == ' ';
	if (last == 0x2013 && text->len > 3)
		return !(g_ascii_isdigit(text->str[text->len - 4]) && g_ascii_isdigit(word[0]));
	return !g_ascii_isspace((char)last);
}

/* "kontaktpersoner- SYV": some write a dash so; a compound with a capital has a short or capital first part. */
static gboolean
is_dash_of_its_own(DiPdfLayout *layout, const char *before, const char *after)
{
	g_autofree char *tail = letters(after);
	g_autofree char *parted = g_strconcat(before, "-", tail, NULL);

	return g_unichar_isupper(g_utf8_get_char(after)) && g_unichar_islower(g_utf8_get_char(before)) &&
	       g_utf8_strlen(before, -1) > 5 && !is_known(layout, parted);
}

void
di_pdf_join_line(DiPdfLayout *layout, GString *text, const char *word)
{
	g_autofree char *before = NULL;
	gboolean soft = FALSE;
	size_t n = hyphen_bytes(text, &soft);
	const char *start = start_of_last_word(text);

	if (n == 0 || (size_t)(text->str + text->len - start) <= n) {
		if (needs_space(text, word))
			g_string_append_c(text, ' ');
		return;
	}
	before = g_strndup(start, (size_t)(text->str + text->len - start) - n);
	while (before[0] && !is_letter(before) && !g_ascii_isdigit(before[0]))
		memmove(before, di_utf8_next(before), strlen(di_utf8_next(before)) + 1);
	if (soft || (before[0] && g_unichar_islower(g_utf8_get_char(word)) && !is_conjunction(word) &&
			    is_one_word(layout, before, word))) {
		g_string_truncate(text, text->len - n);
		return;
	}
	if (is_conjunction(word) || is_dash_of_its_own(layout, before, word) || !(is_letter(word) || g_ascii_isdigit(word[0])) ||
	    (before[0] && g_ascii_isdigit(before[strlen(before) - 1]) && !g_ascii_isdigit(word[0])))
		g_string_append_c(text, ' ');
}

gboolean
di_pdf_is_finished(const char *text)
{
	const char *end = text + strlen(text);

	while (end > text && strchr("\"')] ", end[-1]))
		end--;
	if (end - text >= 3 && strncmp(end - 3, "”", 3) == 0)
		end -= 3;
	return end > text && strchr(".!?:;", end[-1]) != NULL;
}

gboolean
di_pdf_begins_lower(const char *text)
{
	while (*text && strchr("(\"'", *text))
		text++;
	return g_unichar_islower(g_utf8_get_char(text));
}
