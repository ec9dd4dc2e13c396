/* The one parser of JSON, for texts that a stranger may have written: strict RFC 8259, a bounded depth, a bounded number of values.
 *
 * Our own, because json-glib brings gio, mount, selinux and blkid into every start of `diarie`, which is more than
 * half of it; a test holds it against json-glib. */
#include <diarie/base.h>
#include <diarie/bytes.h>
#include <diarie/json-read.h>

#include <string.h>

enum { VALUES_MAX = 1 << 18 }; /* some 6 MiB of them; the largest honest answer has a tenth */

struct DiJsonTree {
	DiJsonValue root;
	GPtrArray *blocks; /* of values */
	char *texts;       /* the JSON itself, in which they are decoded: never longer than they were written, and so never over what is still to be read */
};

typedef struct {
	const char *at, *end;
	char *to; /* where the next decoded text goes */
	GPtrArray *blocks;
	GArray *pending; /* DiJsonValue: of the arrays and objects that are still open */
	guint depth, n_values;
	const char *wrong;
} Parser;

static gboolean
refuse(Parser *parser, const char *wrong)
{
	parser->wrong = wrong;
	return FALSE;
}

static void
skip_white(Parser *parser)
{
	while (parser->at < parser->end && strchr(" \t\n\r", *parser->at))
		parser->at++;
}

/* Takes SIGN, and the white space in front of it; FALSE: something else stands there. */
static gboolean
take(Parser *parser, char sign)
{
	skip_white(parser);
	if (parser->at == parser->end || *parser->at != sign)
		return FALSE;
	parser->at++;
	return TRUE;
}

/* Four hexadecimal digits. */
static gboolean
take_unit(Parser *parser, gunichar *unit_out)
{
	gunichar unit = 0;

	for (guint i = 0; i < 4; i++) {
		int digit = parser->at < parser->end ? g_ascii_xdigit_value(*parser->at++) : -1;

		if (digit < 0)
			return refuse(parser, "four hexadecimal digits are missing");
		unit = unit * 16 + (guint)digit;
	}
	*unit_out = unit;
	return TRUE;
}

static gboolean
take_unicode(Parser *parser)
{
	gunichar c, low = 0;

	if (!take_unit(parser, &c))
		return FALSE;
	if (c >= 0xd800 && c < 0xdc00) {
		if (parser->end - parser->at < 2 || parser->at[0] != '\\' || parser->at[1] != 'u')
			return refuse(parser, "half a character");
		parser->at += 2;
		if (!take_unit(parser, &low))
			return FALSE;
		if (low < 0xdc00 || low > 0xdfff)
			return refuse(parser, "half a character");
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	} else if ((c >= 0xdc00 && c <= 0xdfff) || c == 0) {
		return refuse(parser, "half a character, or NUL");
	}
	parser->to += g_unichar_to_utf8(c, parser->to);
	return TRUE;
}

static gboolean
take_escape(Parser *parser)
{
	static const char signs[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	char sign = parser->at < parser->end ? *parser->at++ : '\0';
	const char *known = sign ? strchr(signs, sign) : NULL;

	if (sign == 'u')
		return take_unicode(parser);
	if (!known)
		return refuse(parser, "an unknown escape");
	*parser->to++ = meant[known - signs];
	return TRUE;
}

static inline guint8
is_special(guint8 byte, guint8 next G_GNUC_UNUSED)
{
	return (guint8)(byte < 0x20) | (guint8)(byte == '"') | (guint8)(byte == '\\');
}

/* What is copied as it is. */
static void
take_run(Parser *parser)
{
	const char *from = parser->at;

	if (parser->at < parser->end)
		parser->at += di_bytes_before(parser->at, (gsize)(parser->end - parser->at) - 1, is_special);
	while (parser->at < parser->end && !is_special((guint8)*parser->at, 0)) /* the last, behind which nothing may be looked at */
		parser->at++;
	memmove(parser->to, from, (gsize)(parser->at - from));
	parser->to += parser->at - from;
}

/* What stands behind the opening quote. */
static gboolean
take_text(Parser *parser, const char **text_out)
{
	*text_out = parser->to;
	for (take_run(parser); parser->at < parser->end; take_run(parser)) {
		char c = *parser->at++;

		if (c == '"') {
			*parser->to++ = '\0';
			return TRUE;
		}
		if (c != '\\')
			return refuse(parser, "a control character in a text");
		if (!take_escape(parser))
			return FALSE;
	}
	return refuse(parser, "a text without an end");
}

static const char *
digits_end(const Parser *parser, const char *at)
{
	while (at < parser->end && g_ascii_isdigit(*at))
		at++;
	return at;
}

/* A fraction and an exponent behind the whole number: where they end; NULL: they are none. */
static const char *
fraction_end(const Parser *parser, const char *at)
{
	const char *end = at;

	if (at < parser->end && *at == '.') {
		end = digits_end(parser, at + 1);
		if (end == at + 1)
			return NULL;
		at = end;
	}
	if (at < parser->end && (*at == 'e' || *at == 'E')) {
		at += at + 1 < parser->end && (at[1] == '+' || at[1] == '-') ? 2 : 1;
		end = digits_end(parser, at);
		if (end == at)
			return NULL;
	}
	return end;
}

static gboolean
take_number(Parser *parser, DiJsonValue *value)
{
	gboolean negative = *parser->at == '-', fits = TRUE;
	const char *start = parser->at + negative, *whole = digits_end(parser, start), *end = fraction_end(parser, whole);

	if (whole == start || (*start == '0' && whole > start + 1) || !end)
		return refuse(parser, "neither a value nor a number");
	for (const char *at = start; at < whole; at++)
		fits = fits && !__builtin_mul_overflow(value->number, 10, &value->number) &&
			!__builtin_sub_overflow(value->number, *at - '0', &value->number);
	if (!negative)
		fits = fits && !__builtin_sub_overflow(0, value->number, &value->number);
	value->kind = fits && end == whole ? DI_JSON_INT : DI_JSON_REAL;
	value->number = value->kind == DI_JSON_INT ? value->number : 0;
	parser->at = end;
	return TRUE;
}

static gboolean
take_word(Parser *parser, DiJsonValue *value)
{
	static const struct {
		const char *word;
		DiJsonKind kind;
		gint64 number;
	} words[] = {{"true", DI_JSON_BOOL, 1}, {"false", DI_JSON_BOOL, 0}, {"null", DI_JSON_NULL, 0}};

	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		gsize length = strlen(words[i].word);

		if ((gsize)(parser->end - parser->at) < length || memcmp(parser->at, words[i].word, length) != 0)
			continue;
		value->kind = words[i].kind;
		value->number = words[i].number;
		parser->at += length;
		return TRUE;
	}
	return take_number(parser, value);
}

static gboolean take_value(Parser *parser, DiJsonValue *value);

/* One element or member, laid on the pile. */
static gboolean
take_child(Parser *parser, gboolean has_key)
{
	DiJsonValue child = {.kind = DI_JSON_NULL};

	if (++parser->n_values > VALUES_MAX)
		return refuse(parser, "too many values");
	if (has_key && (!take(parser, '"') || !take_text(parser, &child.key) || !take(parser, ':')))
		return refuse(parser, parser->wrong ? parser->wrong : "a key and its colon are missing");
	if (!take_value(parser, &child))
		return FALSE;
	g_array_append_val(parser->pending, child);
	return TRUE;
}

/* Down to CLOSER; the values that were laid on the pile become this one's own. */
static gboolean
take_children(Parser *parser, DiJsonValue *value, char closer)
{
	guint from = parser->pending->len;

	if (++parser->depth > DI_JSON_DEPTH_MAX)
		return refuse(parser, "nested too deep");
	if (!take(parser, closer)) {
		do
			if (!take_child(parser, closer == '}'))
				return FALSE;
		while (take(parser, ','));
		if (!take(parser, closer))
			return refuse(parser, "a comma or the closing bracket is missing");
	}
	parser->depth--;
	value->kind = closer == '}' ? DI_JSON_OBJECT : DI_JSON_ARRAY;
	value->n = parser->pending->len - from;
	if (value->n == 0)
		return TRUE;
	value->values = g_memdup2(&g_array_index(parser->pending, DiJsonValue, from), value->n * sizeof *value);
	g_ptr_array_add(parser->blocks, (gpointer)(guintptr)value->values);
	g_array_set_size(parser->pending, from);
	return TRUE;
}

static gboolean
take_value(Parser *parser, DiJsonValue *value)
{
	if (take(parser, '{'))
		return take_children(parser, value, '}');
	if (take(parser, '['))
		return take_children(parser, value, ']');
	if (take(parser, '"')) {
		value->kind = DI_JSON_TEXT;
		return take_text(parser, &value->text);
	}
	if (parser->at == parser->end)
		return refuse(parser, "it ends where a value should stand");
	return take_word(parser, value);
}

static gboolean
take_all(Parser *parser, DiJsonValue *root)
{
	if (!di_bytes_are_utf8(parser->at, (gsize)(parser->end - parser->at)))
		return refuse(parser, "no UTF-8");
	if (!take_value(parser, root))
		return FALSE;
	skip_white(parser);
	return parser->at == parser->end || refuse(parser, "more stands behind it");
}

DiJsonTree *
di_json_parse(const char *json, gsize size, GError **error)
{
	return di_json_parse_taken(g_memdup2(json, size), size, error);
}

DiJsonTree *
di_json_parse_taken(char *json, gsize size, GError **error)
{
	g_autoptr(DiJsonTree) tree = g_new0(DiJsonTree, 1);
	g_autoptr(GArray) pending = g_array_new(FALSE, FALSE, sizeof(DiJsonValue));
	Parser parser = {.at = json, .end = json + size, .pending = pending};

	tree->blocks = parser.blocks = g_ptr_array_new_with_free_func(g_free);
	tree->texts = parser.to = json;
	if (take_all(&parser, &tree->root))
		return g_steal_pointer(&tree);
	g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "no JSON: %s (byte %zu)", parser.wrong, (size_t)(parser.at - json));
	return NULL;
}

const DiJsonValue *
di_json_root(const DiJsonTree *tree)
{
	return &tree->root;
}

void
di_json_tree_free(DiJsonTree *tree)
{
	if (!tree)
		return;
	g_ptr_array_unref(tree->blocks);
	g_free(tree->texts);
	g_free(tree);
}
