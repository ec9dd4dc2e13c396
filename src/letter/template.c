/* Reads and checks the letters' texts. A mistake is found when the program starts, not on the day on
 * which the letter should go: each is told with file, line and remedy. */
#include "template.h"

#include <string.h>

enum { TEMPLATE_MAX_BYTES = 64 * 1024 };

#define SUBJECT_PREFIX "Ämne:"

struct DiLetters {
	GPtrArray *templates; /* DiTemplate, in the order of di_letter_kinds */
};

typedef struct {
	const DiLetterKind *kind;
	const char *path;
	GPtrArray *nodes; /* where nodes go at the moment */
	GPtrArray *open;  /* passages that are not closed yet; not owned */
	int line;
	GError **error;
} Parser;

static void
node_free(gpointer data)
{
	DiNode *node = data;

	g_free(node->text);
	g_free(node->one);
	g_free(node->several);
	g_free(node);
}

static DiNode *
add_node(Parser *parser, DiNodeKind kind, const char *text, gsize length)
{
	DiNode *node = g_new0(DiNode, 1);

	node->kind = kind;
	node->text = g_strndup(text, length);
	node->line = parser->line;
	g_ptr_array_add(parser->nodes, node);
	return node;
}

G_GNUC_PRINTF(3, 4)
static gboolean
fail(Parser *parser, int line, const char *format, ...)
{
	g_autofree char *what = NULL;
	va_list arguments;

	va_start(arguments, format);
	what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(parser->error, DI_ERROR, DI_ERROR_CONFIG, "%s:%d: %s", parser->path, line, what);
	return FALSE;
}

static gboolean
close_passage(Parser *parser, const char *name)
{
	const DiNode *last = parser->open->len > 0 ? parser->open->pdata[parser->open->len - 1] : NULL;

	if (!last)
		return fail(parser, parser->line, "{/%s} closes a passage that was never opened; write {?%s} before it",
			name, name);
	if (!g_str_equal(last->text, name))
		return fail(parser, parser->line, "{/%s} stands inside the passage {?%s} of line %d; write {/%s} first",
			name, last->text, last->line, last->text);
	g_ptr_array_set_size(parser->open, (int)parser->open->len - 1);
	return TRUE;
}

static DiNodeKind
kind_of_mark(char mark)
{
	switch (mark) {
	case '?':
		return DI_NODE_IF;
	case '!':
		return DI_NODE_UNLESS;
	case '/':
		return DI_NODE_END;
	default:
		return DI_NODE_VALUE;
	}
}

/* The name that is most like WORD, for "did you mean". */
static char *
nearest(const DiLetterKind *kind, const char *word)
{
	g_autofree char *all = g_strconcat(kind->needs, " ", kind->knows, NULL);
	g_auto(GStrv) names = g_strsplit(all, " ", -1);
	const char *best = names[0];

	for (char **name = names; *name; name++)
		if (di_text_similarity(*name, word) > di_text_similarity(best, word))
			best = *name;
	return g_strdup(best);
}

/* "antal:rapport|rapporter" */
static gboolean
parse_noun(Parser *parser, const char *tag)
{
	const char *colon = strchr(tag, ':');
	g_autofree char *name = g_strndup(tag, (gsize)(colon - tag));
	g_auto(GStrv) words = g_strsplit(colon + 1, "|", -1);
	DiNode *node;

	if (!di_letter_kind_knows(parser->kind, name))
		return fail(parser, parser->line, "the letter '%s' knows no number {%s}", parser->kind->name, name);
	if (g_strv_length(words) != 2 || !*words[0] || !*words[1])
		return fail(parser, parser->line, "{%s} has not two words; write {%s:rapport|rapporter}", tag, name);
	node = add_node(parser, DI_NODE_NOUN, name, strlen(name));
	node->one = g_strdup(words[0]);
	node->several = g_strdup(words[1]);
	return TRUE;
}

/* TAG is what stands between the braces. */
static gboolean
parse_tag(Parser *parser, const char *tag)
{
	DiNodeKind kind = kind_of_mark(*tag);
	const char *name = kind == DI_NODE_VALUE ? tag : tag + 1;
	g_autofree char *likely = NULL;
	DiNode *node;

	if (strchr(tag, ':'))
		return parse_noun(parser, tag);
	if (!di_letter_kind_knows(parser->kind, name)) {
		likely = nearest(parser->kind, name);
		return fail(parser, parser->line, "the letter '%s' knows no placeholder {%s}; perhaps {%s} is meant",
			parser->kind->name, name, likely);
	}
	node = add_node(parser, kind, name, strlen(name));
	if (kind == DI_NODE_END)
		return close_passage(parser, name);
	if (kind != DI_NODE_VALUE)
		g_ptr_array_add(parser->open, node);
	return TRUE;
}

static gboolean
parse_line(Parser *parser, const char *line)
{
	while (*line) {
		gsize plain = strcspn(line, "{}");
		const char *end;
		g_autofree char *tag = NULL;

		if (plain > 0)
			add_node(parser, DI_NODE_TEXT, line, plain);
		line += plain;
		if (!*line)
			break;
		end = strpbrk(line + 1, "{}");
		if (*line == '}' || !end || *end == '{')
			return fail(parser, parser->line, "a lone '%c'; placeholders are written {insats}, other braces cannot be used",
				*line);
		tag = g_strndup(line + 1, (gsize)(end - line - 1));
		if (!parse_tag(parser, tag))
			return FALSE;
		line = end + 1;
	}
	return TRUE;
}

static gboolean
check_closed(Parser *parser)
{
	const DiNode *open = parser->open->len > 0 ? parser->open->pdata[0] : NULL;

	if (!open)
		return TRUE;
	return fail(parser, open->line, "the passage {%c%s} is never closed; write {/%s} where it ends",
		open->kind == DI_NODE_IF ? '?' : '!', open->text, open->text);
}

static gboolean
parse_subject(Parser *parser, char **lines)
{
	const char *first = lines[0] ? lines[0] : "";

	parser->line = 1;
	if (!g_str_has_prefix(first, SUBJECT_PREFIX))
		return fail(parser, 1, "the first line is not the subject; write '" SUBJECT_PREFIX " …'");
	first += strlen(SUBJECT_PREFIX);
	while (*first == ' ')
		first++;
	if (!*first)
		return fail(parser, 1, "the subject is empty; write it after '" SUBJECT_PREFIX "'");
	if (lines[1] && *lines[1])
		return fail(parser, 2, "the line after the subject must be empty; put an empty line there");
	return parse_line(parser, first) && check_closed(parser);
}

static gboolean
parse_body(Parser *parser, char **lines)
{
	for (int i = 2; lines[0] && lines[1] && lines[i]; i++) {
		parser->line = i + 1;
		if (!parse_line(parser, g_strchomp(lines[i])))
			return FALSE;
		add_node(parser, DI_NODE_LINE, "", 0);
	}
	if (parser->nodes->len == 0)
		return fail(parser, 1, "there is no text below the subject; write the letter there");
	return check_closed(parser);
}

static gboolean
mentions(const GPtrArray *nodes, const char *name)
{
	for (guint i = 0; i < nodes->len; i++) {
		const DiNode *node = nodes->pdata[i];

		if (node->kind == DI_NODE_VALUE && g_str_equal(node->text, name))
			return TRUE;
	}
	return FALSE;
}

static gboolean
check_needs(Parser *parser, const DiTemplate *template)
{
	g_auto(GStrv) needs = g_strsplit(parser->kind->needs, " ", -1);

	for (char **name = needs; *name; name++)
		if (!mentions(template->body, *name) && !mentions(template->subject, *name))
			return fail(parser, 1, "the letter never says {%s}; put it where it belongs", *name);
	return TRUE;
}

void
di_template_free(DiTemplate *template)
{
	if (!template)
		return;
	g_free(template->name);
	g_ptr_array_unref(template->subject);
	g_ptr_array_unref(template->body);
	g_free(template);
}

DiTemplate *
di_template_parse(const DiLetterKind *kind, const char *path, const char *text, GError **error)
{
	g_autoptr(DiTemplate) template = g_new0(DiTemplate, 1);
	g_autoptr(GPtrArray) open = g_ptr_array_new();
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	Parser parser = {.kind = kind, .path = path, .open = open, .error = error};

	template->name = g_strdup(kind->name);
	template->subject = g_ptr_array_new_with_free_func(node_free);
	template->body = g_ptr_array_new_with_free_func(node_free);
	parser.nodes = template->subject;
	if (!parse_subject(&parser, lines))
		return NULL;
	parser.nodes = template->body;
	if (!parse_body(&parser, lines) || !check_needs(&parser, template))
		return NULL;
	return g_steal_pointer(&template);
}

static DiTemplate *
load_one(const char *folder, const DiLetterKind *kind, GError **error)
{
	g_autofree char *file = g_strconcat(kind->name, ".txt", NULL);
	g_autofree char *path = g_build_filename(folder, file, NULL);
	g_autoptr(GError) local = NULL;
	g_autoptr(GBytes) bytes = di_file_read(path, TEMPLATE_MAX_BYTES, &local);
	g_autofree char *text = NULL;

	if (!bytes) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "the letter %s; put the file there, or reinstall diarie",
			local->message);
		return NULL;
	}
	text = di_text_from_bytes(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
	return di_template_parse(kind, path, text, error);
}

static void
free_template(gpointer data)
{
	di_template_free(data);
}

DiLetters *
di_letters_load(const char *folder, GError **error)
{
	g_autoptr(DiLetters) letters = g_new0(DiLetters, 1);
	g_autofree char *preset = folder ? NULL : di_path_data("letters");

	letters->templates = g_ptr_array_new_with_free_func(free_template);
	for (const DiLetterKind *kind = di_letter_kinds; kind->name; kind++) {
		DiTemplate *template = load_one(folder ? folder : preset, kind, error);

		if (!template)
			return NULL;
		g_ptr_array_add(letters->templates, template);
	}
	return g_steal_pointer(&letters);
}

void
di_letters_free(DiLetters *letters)
{
	if (!letters)
		return;
	g_ptr_array_unref(letters->templates);
	g_free(letters);
}

const DiTemplate *
di_letters_find(const DiLetters *letters, const char *name)
{
	for (guint i = 0; i < letters->templates->len; i++) {
		const DiTemplate *template = letters->templates->pdata[i];

		if (g_str_equal(template->name, name))
			return template;
	}
	return NULL;
}
