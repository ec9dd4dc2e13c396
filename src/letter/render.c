/* Fills a letter's text with values and wraps what comes out.
 *
 * A line is judged as it stands in the template: one with an empty placeholder is left out, and so is
 * one that held only marks of passages. Filled lines are wrapped one by one, never joined. A line that
 * was broken ends with a space, which is what format=flowed (RFC 3676) calls a soft break: a reader's
 * program may then wrap it anew for its own width. List items are broken for good, because such a
 * program would join their indented lines with the indentation in between. */
#include "template.h"

#include <string.h>

enum {
	COLUMNS = 72,
	VALUE_MAX = 300,   /* characters in a value of one line */
	SUBJECT_MAX = 200, /* characters */
	NUMBERS_MAX = 24,  /* columns of words that are kept together because they are numbers */
};

/* A space at which no line is broken. Values never hold it: they are cleaned. */
#define UNBROKEN '\x1f'

typedef struct {
	GHashTable *values;
	GString *out;  /* whole lines */
	GString *line; /* the one being filled */
	gboolean marked;  /* the line held a placeholder or passage */
	gboolean lacking; /* … and a placeholder was empty */
	guint hidden;     /* passages within the one that is left out, itself included */
} Render;

/* Someone else's words, safe to print: one line and not endless, unless it is a list. */
static char *
clean_value(const char *name, const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value, -1);
	g_autofree char *squeezed = NULL;
	g_autofree char *cut = NULL;
	char *visible;

	if (di_letter_is_list(name))
		return di_text_visible(g_strchomp(valid), TRUE);
	squeezed = di_text_squeeze(valid);
	cut = di_text_cut(squeezed, VALUE_MAX);
	visible = di_text_visible(cut, FALSE);
	if (di_letter_is_whole(name))
		g_strdelimit(visible, " ", UNBROKEN);
	return visible;
}

static char *
value_of(const Render *render, const char *name)
{
	const char *value = g_hash_table_lookup(render->values, name);

	return clean_value(name, value ? value : "");
}

/* How far the lines that follow the first of a list item stand in. */
static int
hanging(const char *line)
{
	const char *at = line + strspn(line, " ");
	gsize digits = strspn(at, "0123456789");

	if (at[0] == '-' && at[1] == ' ')
		return (int)(at - line) + 2;
	if (digits > 0 && at[digits] == '.' && at[digits + 1] == ' ')
		return (int)(at - line + (glong)digits) + 2;
	return (int)(at - line);
}

/* Does WORD belong together with the one after it: "15 april", "0550-12 34 56", "(1 januari"? Not a year. */
static gboolean
holds_next(const char *word)
{
	gsize length = strlen(word);
	gboolean is_year = length == 4 && strspn(word, "0123456789") == 4;

	return length > 0 && !is_year && g_ascii_isdigit(word[length - 1]) && strspn(word, "(0123456789-") == length;
}

/* "SFG" before "26-11.3": a diarienummer is one word to whoever reads it. */
static gboolean
begins_number(const char *word, const char *next)
{
	const char *prefix = word + strspn(word, "([");
	gsize capitals = strspn(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return capitals >= 2 && capitals <= 6 && !prefix[capitals] && next && g_ascii_isdigit(next[0]) && g_ascii_isdigit(next[1]) && next[2] == '-';
}

/* The line's words, with what must not be parted as one. */
static GPtrArray *
pieces_of(const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	GPtrArray *pieces = g_ptr_array_new_with_free_func(g_free);
	gboolean glue = FALSE;

	for (char **word = words; *word; word++) {
		char **last = glue ? (char **)&pieces->pdata[pieces->len - 1] : NULL;

		if (!**word)
			continue;
		if (last) {
			g_autofree char *before = *last;

			*last = g_strconcat(before, " ", *word, NULL);
		} else {
			g_ptr_array_add(pieces, g_strdup(*word));
		}
		glue = (holds_next(*word) || begins_number(*word, word[1])) && di_text_columns(pieces->pdata[pieces->len - 1]) < NUMBERS_MAX;
	}
	return pieces;
}

/* Words are never cut, so a URL stays whole however long it is. */
static void
append_wrapped(GString *out, const char *line)
{
	int indent = hanging(line);
	g_autoptr(GPtrArray) pieces = pieces_of(line + indent);
	int used = indent;

	g_string_append_len(out, line, indent);
	for (guint i = 0; i < pieces->len; i++) {
		int width = di_text_columns(pieces->pdata[i]);
		gboolean follows = used > indent;

		if (follows && used + 1 + width > COLUMNS) {
			g_string_append_printf(out, "%s\n%*s", indent == 0 ? " " : "", indent, "");
			used = indent;
			follows = FALSE;
		}
		g_string_append_printf(out, "%s%s", follows ? " " : "", (const char *)pieces->pdata[i]);
		used += width + follows;
	}
	g_string_append_c(out, '\n');
}

static gboolean
is_blank(const char *text)
{
	return text[strspn(text, " ")] == '\0';
}

static gboolean
ends_with_empty_line(const GString *out)
{
	return out->len == 0 || g_str_has_suffix(out->str, "\n\n");
}

static void
append_filled(GString *out, const char *filled)
{
	g_auto(GStrv) lines = g_strsplit(filled, "\n", -1);

	if (is_blank(filled) && !ends_with_empty_line(out))
		g_string_append_c(out, '\n');
	for (char **line = lines; *line; line++)
		if (*g_strchomp(*line))
			append_wrapped(out, *line);
}

static void
end_line(Render *render)
{
	if (!render->lacking && !(render->marked && is_blank(render->line->str)))
		append_filled(render->out, render->line->str);
	g_string_truncate(render->line, 0);
	render->marked = render->lacking = FALSE;
}

static void
open_passage(Render *render, const DiNode *node)
{
	g_autofree char *value = value_of(render, node->text);

	render->marked = TRUE;
	if (render->hidden > 0 || (*value == '\0') == (node->kind == DI_NODE_IF))
		render->hidden++;
}

static void
append_value(Render *render, const char *name)
{
	g_autofree char *value = value_of(render, name);

	render->marked = TRUE;
	render->lacking = render->lacking || !*value;
	g_string_append(render->line, value);
}

/* "1 rapport", "2 rapporter", "inga rapporter": any number but one takes the second word. */
static void
append_noun(Render *render, const DiNode *node)
{
	g_autofree char *value = value_of(render, node->text);
	gboolean is_one = g_str_equal(value, "1") || g_str_equal(value, "en") || g_str_equal(value, "ett");

	render->marked = TRUE;
	render->lacking = render->lacking || !*value;
	g_string_append(render->line, is_one ? node->one : node->several);
}

static void
close_passage(Render *render)
{
	render->marked = TRUE;
	if (render->hidden > 0)
		render->hidden--;
}

static void
render_node(Render *render, const DiNode *node)
{
	switch (node->kind) {
	case DI_NODE_IF:
	case DI_NODE_UNLESS:
		open_passage(render, node);
		return;
	case DI_NODE_END:
		close_passage(render);
		return;
	case DI_NODE_TEXT:
	case DI_NODE_LINE:
	case DI_NODE_VALUE:
	case DI_NODE_NOUN:
		break;
	}
	if (render->hidden > 0)
		return;
	if (node->kind == DI_NODE_LINE)
		end_line(render);
	else if (node->kind == DI_NODE_VALUE)
		append_value(render, node->text);
	else if (node->kind == DI_NODE_NOUN)
		append_noun(render, node);
	else
		g_string_append(render->line, node->text);
}

static char *
render_body(const GPtrArray *nodes, GHashTable *values)
{
	g_autoptr(GString) line = g_string_new(NULL);
	Render render = {.values = values, .out = g_string_new(NULL), .line = line};

	for (guint i = 0; i < nodes->len; i++)
		render_node(&render, nodes->pdata[i]);
	end_line(&render);
	while (g_str_has_suffix(render.out->str, "\n\n"))
		g_string_truncate(render.out, render.out->len - 1);
	g_strdelimit(render.out->str, (const char[]){UNBROKEN, '\0'}, ' ');
	return g_string_free(render.out, FALSE);
}

/* The subject is one line and always there, so an empty value leaves only itself out. */
static char *
render_subject(const GPtrArray *nodes, GHashTable *values)
{
	g_autoptr(GString) out = g_string_new(NULL); /* stays empty: a subject has no line ends */
	g_autoptr(GString) line = g_string_new(NULL);
	g_autofree char *squeezed = NULL;
	Render render = {.values = values, .out = out, .line = line};

	for (guint i = 0; i < nodes->len; i++)
		render_node(&render, nodes->pdata[i]);
	g_strdelimit(line->str, (const char[]){UNBROKEN, '\0'}, ' ');
	squeezed = di_text_squeeze(line->str);
	return di_text_fit(squeezed, SUBJECT_MAX, FALSE);
}

DiLetterText *
di_template_render(const DiTemplate *template, GHashTable *values)
{
	DiLetterText *text = g_new0(DiLetterText, 1);

	text->subject = render_subject(template->subject, values);
	text->body = render_body(template->body, values);
	return text;
}

DiLetterText *
di_letters_render(const DiLetters *letters, const char *name, GHashTable *values, GError **error)
{
	const DiTemplate *template = di_letters_find(letters, name);

	if (!template) {
		g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "there is no letter '%s'", name);
		return NULL;
	}
	return di_template_render(template, values);
}

void
di_letter_text_free(DiLetterText *text)
{
	if (!text)
		return;
	g_free(text->subject);
	g_free(text->body);
	g_free(text);
}
