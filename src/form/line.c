/* Blocks to lines: what is furniture goes, what holds several labels or headings is taken apart. */
#include "internal.h"

#include <string.h>

#define ADDRESS_MAX 512 /* GRegex goes through all that it is given */

static void
line_free(gpointer data)
{
	Line *line = data;

	g_free(line->own);
	g_free(line);
}

static gboolean
regex_matches(GRegex **regex, const char *pattern, const char *text)
{
	if (!*regex)
		*regex = g_regex_new(pattern, G_REGEX_CASELESS, 0, NULL);
	return g_regex_match(*regex, text, 0, NULL);
}

static gboolean
is_page_number(const char *text)
{
	static GRegex *regex;
	guchar first = (guchar)text[strspn(text, " \t\n\r\f\v")];
	gsize end;

	if (first == '\0' || (first < 0x80 && !strchr("hwsp", g_ascii_tolower((char)first)))) /* asked of every paragraph */
		return FALSE;
	end = strlen(text);
	while (end > 0 && g_ascii_isspace(text[end - 1]))
		end--;
	if (end > 0 && text[end - 1] > 0 && text[end - 1] != ')' && !g_ascii_isdigit(text[end - 1]))
		return FALSE;
	return regex_matches(&regex, "^\\s*(?:(?:https?://|www\\.)\\S+\\s+)?(?:sida|sid\\.?|page)\\s*\\d+\\s*(?:\\(\\s*\\d+\\s*\\)|(?:av|of|/)\\s*\\d+)?\\s*$", text);
}

/* How many of CHUNK bytes are no white space: a loop without an end of its own is done for all at once. */
enum { CHUNK = 32 };

static guint
signs_in(const char *text)
{
	guint8 n = 0;

	for (guint i = 0; i < CHUNK; i++)
		n = (guint8)(n + (text[i] != ' ' && (guchar)(text[i] - '\t') >= 5));
	return n;
}

static guint
letters_in(const char *text)
{
	guint8 n = 0;

	for (guint i = 0; i < CHUNK; i++)
		n = (guint8)(n + ((guchar)((text[i] | 0x20) - 'a') < 26));
	return n;
}

/* Does COUNT find more than LEAST in TEXT? A last piece of it is not looked at, nor more of the others than that takes. */
G_ALWAYS_INLINE static inline gboolean
has_more(const char *text, gsize least, guint (*count)(const char *piece))
{
	gsize n = 0;

	for (; n <= least && strnlen(text, CHUNK) == CHUNK; text += CHUNK)
		n += count(text);
	return n > least;
}

/* Has TEXT more letters and signs than a phrase of LONGEST bytes could explain? Asked of every paragraph, before it is copied. */
static gboolean
is_beyond(const char *text, gsize longest)
{
	return has_more(text, 2 * longest + 64, signs_in);
}

gboolean
has_more_letters(const char *text, gsize least)
{
	return has_more(text, least, letters_in);
}

static gboolean
is_dots_only(const char *text)
{
	for (; *text; text = di_utf8_next(text)) {
		gunichar c = g_utf8_get_char(text);

		gboolean dot = c < 0x80 ? strchr(" \t\n\r\f\v._[]", (char)c) != NULL
					: c == 0x2026 || c == 0x00a0 || c == 0x2002 || c == 0x2003;

		if (!dot)
			return FALSE;
	}
	return TRUE;
}

gboolean
text_is_empty_answer(const Form *form, const char *text)
{
	g_autofree char *plain = NULL;
	gsize end = 0;

	if (is_dots_only(text))
		return TRUE;
	if (is_beyond(text, form->longest_prompt))
		return FALSE;
	plain = di_text_squeeze(text);
	for (guint i = 0; i < form->prompts->len; i++)
		if (fuzzy_prefix(plain, g_ptr_array_index(form->prompts, i), 0.93, &end) > 0.93 && strlen(plain + end) < 3)
			return TRUE;
	return FALSE;
}

static gboolean
is_mail_or_phone(const char *text)
{
	static GRegex *mail, *phone;

	return regex_matches(&mail, "^\\s*(?:(?:e-?post|mejl|mail):?\\s*)?(?:<?[\\w.+-]+@[\\w.-]+>?[\\s,;]*)+$", text) ||
		regex_matches(&phone, "^\\s*(?:(?:tfn|tel|telefon|mobil|tlf)\\b[.:]?\\s*\\+?[\\d\\s()/-]{6,}\\s*)+$", text);
}

/* "Namn, funktion": short, a comma, no sentence */
static gboolean
is_contact_name(const char *text)
{
	gsize length = strlen(text);

	return length > 3 && length < 160 && strchr(text, ',') && !strchr(".!?", text[length - 1]);
}

/* One line or several, of which at least one is an address or a telephone number and none a sentence. */
static gboolean
is_contact(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	gboolean reaches = FALSE;

	for (guint i = 0; lines[i]; i++) {
		gboolean address = is_mail_or_phone(lines[i]);

		if (*g_strstrip(lines[i]) && !address && !is_contact_name(lines[i]))
			return FALSE;
		reaches = reaches || address;
	}
	return reaches;
}

static gboolean
is_box_title(const Form *form, const char *text)
{
	g_autofree char *plain = is_beyond(text, form->longest_box) ? NULL : di_text_squeeze(text);
	gsize end = 0;

	for (guint i = 0; plain && i < form->boxes->len; i++)
		if (fuzzy_prefix(plain, g_ptr_array_index(form->boxes, i), 0.99, &end) > 0.99 && strlen(plain + end) < 2)
			return TRUE;
	return FALSE;
}

/* The whole box as one paragraph with line breaks. */
static gboolean
is_contact_box(const Form *form, const DiBlock *block, const char *text)
{
	const char *rest = block->is_smooth ? NULL : strchr(text, '\n');
	g_autofree char *title = rest ? g_strndup(text, (gsize)(rest - text)) : NULL;

	return title && is_box_title(form, title) && is_contact(rest);
}

static gboolean
begins_form_text(const Form *form, const char *text, gsize *end_out)
{
	const guint8 *may = among_ask(form->printed, text);

	for (guint i = 0; may && i < form->texts->len; i++)
		if (may[i] && fuzzy_prefix(text, g_ptr_array_index(form->texts, i), TEXT_NEEDS, end_out) >= TEXT_NEEDS)
			return TRUE;
	return FALSE;
}

/* Frames that hold words of the form or a contact list are the form's. */
static GHashTable *
form_frames(const DiDocument *document, const Form *form)
{
	GHashTable *frames = g_hash_table_new(NULL, NULL);
	gsize end = 0;

	for (guint i = 0; i < document->blocks->len; i++) {
		const DiBlock *block = g_ptr_array_index(document->blocks, i);

		if (block->place != DI_PLACE_FRAME || !block->text)
			continue;
		if (begins_form_text(form, block->text, &end) || is_box_title(form, block->text))
			g_hash_table_add(frames, GINT_TO_POINTER(block->frame));
	}
	return frames;
}

static gboolean
is_footer(const Form *form, const char *text)
{
	g_autofree char *plain = NULL;
	const char *at;

	if (is_page_number(text))
		return TRUE;
	if (is_beyond(text, form->longest_footer))
		return FALSE;
	plain = di_text_squeeze(text);
	for (guint i = 0; i < form->footers->len; i++) {
		const char *footer = g_ptr_array_index(form->footers, i);

		at = g_str_has_prefix(plain, "http://") ? plain + 7 : g_str_has_prefix(plain, "https://") ? plain + 8 : plain;
		if (g_ascii_strncasecmp(at, footer, strlen(footer)) == 0 && strlen(at) - strlen(footer) < 12)
			return TRUE;
	}
	return FALSE;
}

/* TEXT behind the form's own sentences, and the addresses between them, at its front. */
static const char *
behind_form_texts(const Form *form, const char *text)
{
	static GRegex *address;
	const char *at = text;
	gsize end = 0;

	if (!address)
		/* the third: "@" as it is read from a picture */
		address = g_regex_new("^[\\s.,:;]*(?:\\S+@[\\w.-]+|\\[?mailto:\\S+|[\\w.+-]+ ?[QO©®&] ?[\\w-]+(?:\\.[\\w-]+)+$)[\\s.,;]*|^[\\s.:;)#(\\]]+", 0, 0, NULL);
	while (begins_form_text(form, at, &end)) {
		g_autoptr(GMatchInfo) match = NULL;
		int stop = 0;
		gssize reach;

		at += end;
		reach = (gssize)strnlen(at, ADDRESS_MAX);
		while (reach > 0 && ((guchar)at[reach] & 0xc0) == 0x80)
			reach--;
		if (g_regex_match_full(address, at, reach, 0, 0, &match, NULL) && g_match_info_fetch_pos(match, 0, NULL, &stop))
			at += stop;
	}
	return at;
}

Line *
add_line(GPtrArray *lines, const DiBlock *block, const char *text, gsize size, gboolean first)
{
	Line *line = g_new0(Line, 1);

	if (!block->text || text + size != block->text + strlen(block->text)) { /* most are a whole block */
		line->own = g_malloc(size + 1);
		memcpy(line->own, text, size);
		line->own[size] = '\0';
	}
	line->block = block;
	line->text = line->own ? line->own : text;
	line->first = first;
	g_ptr_array_add(lines, line);
	return line;
}

/* What the expression below would search every line of a report for, by every section. */
static gboolean
may_be_number(const char *text)
{
	while (g_ascii_isspace(*text) || *text == '\v')
		text++;
	switch (*text) {
	case 'p': case 'P': return g_ascii_strncasecmp(text, "punkt", 5) == 0;
	case 'a': case 'A': return g_ascii_strncasecmp(text, "avsnitt", 7) == 0;
	case '\xc2': return g_str_has_prefix(text, "§");
	default: return g_ascii_isdigit(*text);
	}
}

void
line_begins(Line *line)
{
	const char *marker = line->first ? line->block->marker : NULL;

	line->may_be_numbered = may_be_number(line->text) || (marker && g_ascii_isdigit(*marker));
	line->letter = g_unichar_tolower(g_utf8_get_char(line->text + strspn(line->text, " \t\n")));
}

/* The digits and signs of KEY, whatever white space is between them: nearly every number that a line begins with is another section's. */
static gboolean
may_be_key(const char *text, const char *key)
{
	text += strcspn(text, "0123456789");
	for (; *key; text++) {
		if (*text == *key || (*key == '.' && strchr(",:", *text) && *text))
			key++;
		else if (!g_ascii_isspace(*text) && (guchar)*text < 0x80)
			return FALSE;
	}
	return TRUE;
}

static gsize
digits_in(const char *text)
{
	return strspn(text, "0123456789");
}

/* A letter of ASCII or Swedish, a figure, a bracket or the end: what neither goes on with a number nor belongs to its signs. */
static gboolean
stands_behind_number(char c)
{
	return c == '\0' || c == '(' || c == '\xc3' || g_ascii_isalnum(c);
}

/* The bytes of a number that is written as nearly all are, "2.1" or "1.", and where what it numbers begins. 0: the expression below has to tell
 * whether there is one. */
static gsize
simple_number(const char *text, gsize *after_out)
{
	gsize at = digits_in(text), last = at, sign;

	for (; last > 0 && last <= 2 && text[at] == '.' && g_ascii_isdigit(text[at + 1]); at += 1 + last)
		last = digits_in(text + at + 1);
	sign = text[at] == '.' || text[at] == ')' ? 1 : 0;
	*after_out = at + sign + strspn(text + at + sign, " ");
	if (last == 0 || last > 2 || (sign && g_ascii_isdigit(text[*after_out])) || !stands_behind_number(text[*after_out]))
		return 0;
	return at;
}

gboolean
number_leads(const char *text, const char *marker, const char *key, gsize *after_out)
{
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *number = NULL;
	g_autoptr(GString) plain = NULL;
	const char *source = marker && g_ascii_isdigit(*marker) ? marker : text;
	gsize simple, after;
	int end = 0;

	if (!may_be_number(source) || !may_be_key(source, key) || digits_in(source) > 2) /* a year */
		return FALSE;
	simple = simple_number(source, &after);
	if (simple > 0) {
		*after_out = source == text ? after : 0;
		return strlen(key) == simple && memcmp(source, key, simple) == 0;
	}
	if (!regex)
		regex = g_regex_new("^\\s*(?:punkt\\s+|avsnitt\\s+|§\\s*)?(\\d{1,2}(?:\\s?[.,]\\s?\\d{1,2}|:\\d{1,2})*)(?!\\d|:[ae]\\b)[.:)]?(?:\\s*[-–:]\\s+|\\s*)",
			G_REGEX_CASELESS, 0, NULL);
	if (!g_regex_match(regex, source, 0, &match))
		return FALSE;
	number = g_match_info_fetch(match, 1);
	plain = g_string_new(NULL);
	for (const char *at = number; *at; at++)
		if (*at != ' ' && (guchar)*at < 0x80)
			g_string_append_c(plain, g_ascii_isdigit(*at) ? *at : '.');
	g_match_info_fetch_pos(match, 0, NULL, &end);
	*after_out = source == text ? (gsize)end : 0;
	return strcmp(plain->str, key) == 0;
}

/* "Kontakt", then names, addresses and telephone numbers: the form's, wherever it landed. */
static void
mark_contact_box(const Form *form, GPtrArray *lines, guint from)
{
	guint last = from;

	for (guint i = from + 1; i < lines->len && i <= last + 4; i++) {
		const Line *line = g_ptr_array_index(lines, i);

		if (is_contact(line->text))
			last = i;
		else if (*line->text && !is_contact_name(line->text) && !is_box_title(form, line->text))
			break;
	}
	for (guint i = from; i <= last && last > from; i++) {
		Line *line = g_ptr_array_index(lines, i);

		line->mark = MARK_FORM;
	}
}

/* Text pasted from a note tool: "## ", "**" and "[here](#)" are signs of its own, not words. NULL: there are none. */
static char *
without_markup(const DiDocument *document, const char *text)
{
	static GRegex *signs, *links;
	g_autofree char *plain = NULL;
	char *linked;

	if (g_strcmp0(document->format, "txt") != 0 || !strpbrk(text, "#*["))
		return NULL;
	if (!signs) {
		signs = g_regex_new("^#{1,6} +|\\*\\*|^\\*(?=[^*\\s][^*]+\\*$)|(?<=[^*\\s])\\*$", G_REGEX_MULTILINE, 0, NULL);
		links = g_regex_new("\\[([^\\]\\n]*)\\]\\((?:#|https?:|mailto:)[^)\\s]*\\)", 0, 0, NULL);
	}
	plain = regex_replace(signs, text, "");
	linked = g_regex_replace(links, plain, -1, 0, "\\1", 0, NULL);
	if (linked)
		return linked;
	return g_steal_pointer(&plain);
}

static gboolean
block_is_out(const DiBlock *block, const Form *form, GHashTable *frames)
{
	if (block->place == DI_PLACE_HEADER || block->place == DI_PLACE_FOOTNOTE)
		return TRUE;
	if (block->place == DI_PLACE_FRAME && g_hash_table_contains(frames, GINT_TO_POINTER(block->frame)))
		return TRUE;
	return block->text && is_footer(form, block->text);
}

GPtrArray *
lines_of(const DiDocument *document, const Form *form)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(line_free);
	g_autoptr(GHashTable) frames = form_frames(document, form);

	for (guint i = 0; i < document->blocks->len; i++) {
		const DiBlock *block = g_ptr_array_index(document->blocks, i);
		g_autofree char *plain = block->text ? without_markup(document, block->text) : NULL;
		const char *text = plain ? plain : block->text ? block->text : "", *own;

		if (block_is_out(block, form, frames))
			continue;
		own = behind_form_texts(form, text);
		while (g_ascii_isspace(*own))
			own++;
		if (is_contact_box(form, block, own) || (own > text && *own == '\0'))
			add_line(lines, block, text, strlen(text), TRUE)->mark = MARK_FORM;
		else
			add_split(lines, form, block, own);
	}
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = g_ptr_array_index(lines, i);

		if (line->mark == MARK_TEXT && is_box_title(form, line->text))
			mark_contact_box(form, lines, i);
	}
	mark_contents(form, lines);
	return lines;
}

char *
line_place(const Line *line)
{
	const DiBlock *block = line->block;

	if (block->tag && block->kind == DI_BLOCK_FIELD)
		return g_strdup_printf("fält %s", block->tag);
	if (block->page > 0)
		return g_strdup_printf("sida %d", block->page);
	return g_strdup_printf("stycke %d", block->ordinal);
}
