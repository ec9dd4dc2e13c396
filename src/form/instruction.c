/* The form's instructions behind a heading: whole, edited, cut short, or spread over lines. */
#include "internal.h"

#include <string.h>

static gsize
skip_signs(const char *text)
{
	gsize n = 0;

	for (;;) {
		gunichar c = g_utf8_get_char(text + n);

		if (c == 0 || !(g_unichar_isspace(c) || c == ':' || c == ';' || (strchr(".)?", (int)(c < 0x80 ? c : ' ')) &&
			(text[n + 1] == '\0' || g_ascii_isspace(text[n + 1])))))
			return n;
		n = (gsize)(di_utf8_next(text + n) - text);
	}
}

static gsize
sentence_length(const char *text)
{
	gsize i;

	for (i = strcspn(text, "\n.?!:"); text[i]; i += 1 + strcspn(text + i + 1, "\n.?!:"))
		if (text[i] == '\n' || text[i + 1] == '\0' || g_ascii_isspace(text[i + 1]))
			return i + 1;
	return i;
}

/* The next word of *AT, which is put behind it; NULL: there is none. */
static const char *
take_word(const char **at, gsize *bytes_out)
{
	const char *start;

	while (**at && !g_unichar_isalnum(g_utf8_get_char(*at)))
		*at = di_utf8_next(*at);
	for (start = *at; **at && g_unichar_isalnum(g_utf8_get_char(*at));)
		*at = di_utf8_next(*at);
	*bytes_out = (gsize)(*at - start);
	return *bytes_out > 0 ? start : NULL;
}

/* Is WORD among what follows at *PRINTED? Then *PRINTED is put behind it. */
static gboolean
follows(const char **printed, const char *word, gsize bytes)
{
	const char *at = *printed, *other;
	gsize n;

	while ((other = take_word(&at, &n)))
		if (n == bytes && g_ascii_strncasecmp(other, word, n) == 0) {
			*printed = at;
			return TRUE;
		}
	return FALSE;
}

static guint
count_words(const char *text)
{
	guint n = 0;
	gsize bytes;

	while (take_word(&text, &bytes))
		n++;
	return n;
}

/* "Beskriv kortfattat vilka aktiviteter som har Elva nya …", "(ekonomi, tidsplan) samt åtgärder Elva nya …": somebody took words
 * out of an instruction and wrote on behind it. Some of its words in their order, the first among them, and then a new sentence:
 * at least four and half of them, or whole brackets. */
static gsize
begun_length(const char *text, const char *instruction)
{
	const char *at = text, *kept = text, *printed = instruction, *word;
	gboolean bracketed = *text == '(' && *instruction == '(';
	guint words = 0, before = 0;
	gsize bytes;

	while ((word = take_word(&at, &bytes)) && follows(&printed, word, bytes)) {
		if (words == 0)
			before = count_words(instruction) - count_words(printed);
		words++;
		kept = at;
	}
	if (before != 1 || (bracketed && *kept == ')' ? words < 2 : words < 4 || 2 * words < count_words(instruction)))
		return 0;
	kept += *kept == ')' ? 1 : 0;
	if (*kept != ' ')
		return 0;
	kept += strspn(kept, " ");
	return g_ascii_isdigit(*kept) || g_unichar_isupper(g_utf8_get_char(kept)) ? (gsize)(kept - text) : 0;
}

/* Is WORD, folded, one of TEXT's? */
static gboolean
has_word(const char *text, const char *word)
{
	gsize n = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + n, word)) {
		gboolean begins = at == text || !g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(at)));

		if (begins && !g_unichar_isalnum(g_utf8_get_char(at + n)))
			return TRUE;
	}
	return FALSE;
}

/* Who tells of "vi" and "oss", or in figures, answers; a form asks. Both are folded. */
static gboolean
tells(const char *sentence, const char *printed)
{
	static const char *const words[] = {"vi", "jag", "oss", "vår", "vårt", "våra"};

	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (has_word(sentence, words[i]) && !has_word(printed, words[i]))
			return TRUE;
	return strpbrk(sentence, "0123456789") && !strpbrk(printed, "0123456789");
}

/* It begins as a question or a request does, as the printed one does, or stands in brackets. Both are folded. */
static gboolean
asks(const char *text, const char *sentence, const char *printed)
{
	static const char *const words[] = {"ange", "bedöm", "beskriv", "finns", "ge", "har", "hur", "kommentera", "motivera", "redogör", "skriv",
		"vad", "varför", "vilka", "vilken", "vilket"};
	gsize n = strcspn(sentence, " ");

	if (strchr(text, '(') || text[strlen(text) - 1] == '?' || text[strlen(text) - 1] == ':' || strncmp(sentence, printed, n + 1) == 0)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (strlen(words[i]) == n && strncmp(sentence, words[i], n) == 0)
			return TRUE;
	return FALSE;
}

/* An edited instruction: a first sentence that shares most of its words with the printed one, and no answer that does ("Vi bedömer
 * att insatsens mål kommer att uppnås"). */
static gsize
edited_length(const char *text, const char *instruction)
{
	gsize length = sentence_length(text);
	g_autofree char *sentence = length > 0 && length < 400 ? g_strndup(text, length) : NULL;
	g_autofree char *folded = NULL, *printed = NULL;
	double shared = sentence && strchr(sentence, ' ') ? fuzzy_words(sentence, instruction, 0.6) : 0;

	if (!sentence || shared < 0.6)
		return 0;
	folded = di_text_fold(sentence);
	printed = di_text_fold(instruction);
	if (tells(folded, printed) || (shared < 0.85 && !asks(sentence, folded, printed)))
		return 0;
	return length;
}

/* Words that somebody added to the end of an instruction: "… påbörjats under kvartalet." */
static gsize
added_words(const char *rest)
{
	gsize spaces = strspn(rest, " "), length = sentence_length(rest);

	return spaces > 0 && length <= 40 && g_unichar_islower(g_utf8_get_char(rest + spaces)) ? length : 0;
}

/* "Vad går bra:": the first words of the instruction "Vad går bra och mindre bra?" with a colon of the reporter's. */
static gboolean
leads_in(const char *text, const char *instruction, gsize end)
{
	return g_str_has_suffix(text, ":") && instruction[end] != ':' && (end == 0 || instruction[end - 1] != ':');
}

static gsize
one_length(const char *text, const char *instruction, const char **carry)
{
	gsize end = 0;

	if (*carry && fuzzy_is_cut(text, *carry, &end)) {
		*carry += end + strspn(*carry + end, " ");
		return strlen(text);
	}
	if (*carry && fuzzy_prefix(text, *carry, 0.85, &end) >= 0.85) {
		*carry = NULL;
		return end;
	}
	if (fuzzy_prefix(text, instruction, 0.8, &end) >= 0.8) {
		gsize cut = 0;

		if (!text[end] && fuzzy_is_cut(text, instruction, &cut)) /* its last words stand on the next line */
			*carry = instruction + cut;
		return end + added_words(text + end);
	}
	if (fuzzy_is_cut(text, instruction, &end) && !leads_in(text, instruction, end)) {
		*carry = instruction + end;
		return strlen(text);
	}
	end = begun_length(text, instruction);
	return end > 0 ? end : edited_length(text, instruction);
}

static gsize
any_length(const FormSection *section, const char *text, const char **carry)
{
	for (guint i = 0; i < section->instructions->len; i++) {
		gsize n = one_length(text, g_ptr_array_index(section->instructions, i), carry);

		if (n > 0)
			return n;
	}
	return 0;
}

/* "Hur" alone behind other instructions: the first word of the next, cut after it. */
static gboolean
is_stump(const FormSection *section, const char *text)
{
	g_autofree char *folded = di_text_fold(text);

	for (guint i = 0; i < section->instructions->len && strlen(folded) >= 2; i++) {
		g_autofree char *printed = di_text_fold(g_ptr_array_index(section->instructions, i));

		if (g_str_has_prefix(printed, folded) && printed[strlen(folded)] == ' ')
			return TRUE;
	}
	return FALSE;
}

gsize
instruction_skip(const FormSection *section, const char *text, gsize from, const char **carry)
{
	gsize at = from, taken = from;

	for (guint round = 0; round < 12; round++) {
		gsize signs = skip_signs(text + at), n = 0;

		at += signs;
		if (!text[at])
			return at;
		n = any_length(section, text + at, carry);
		if (n == 0)
			return taken > from && is_stump(section, text + at) ? strlen(text) : taken;
		at += n;
		taken = at + skip_signs(text + at);
	}
	return taken;
}

/* What the form prints, hardly edited: how many bytes of TEXT. */
static gsize
printed_length(const FormSection *section, const char *text, const char **carry)
{
	gsize end = 0;

	if (*carry && fuzzy_prefix(text, *carry, 0.9, &end) >= 0.9) {
		*carry = NULL;
		return end;
	}
	for (guint i = 0; i < section->instructions->len; i++) {
		const char *printed = g_ptr_array_index(section->instructions, i);

		if (fuzzy_prefix(text, printed, 0.9, &end) >= 0.9)
			return end;
		if (strlen(text) > 20 && fuzzy_is_cut(text, printed, &end)) {
			*carry = printed + end;
			return strlen(text);
		}
	}
	return 0;
}

gboolean
instruction_is_all(const FormSection *section, const char *text, const char **carry)
{
	gsize at = skip_signs(text), n;

	if (!text[at])
		return FALSE;
	for (guint round = 0; round < 12 && text[at]; round++) {
		n = printed_length(section, text + at, carry);
		if (n == 0)
			return FALSE;
		at += n;
		at += skip_signs(text + at);
	}
	return !text[at];
}
