/* The XML that programs write, read in a fifth of expat's time: UTF-8, elements, attributes, text, the five entities and numbers.
 *
 * It knows no more than that. What is not certain to be well-formed XML of that kind (a comment, CDATA, a DOCTYPE, another encoding,
 * a name beyond ASCII, every mistake) is left to expat, which goes on where this one stopped and is the judge of it: see hand_over
 * in xml.c. The fuzz target holds both against each other. */
#include "xml-plain.h"

#include <string.h>

enum { ATTRIBUTES_MAX = 64, DECLARATION_MAX = 200, REFERENCE_MAX = 12, OPEN_MAX = 512 };

typedef enum { STEP_DONE, STEP_MORE, STEP_STRANGE } Step;

typedef struct {
	char *name, *value;
	gsize name_size, value_size;
	gboolean has_reference;
} Attribute;

struct DiXmlPlain {
	const DiXmlPlainEvents *events;
	gpointer user;
	GString *left;  /* what came and was not used yet */
	gsize at;       /* how much of it was used by now */
	GString *names; /* of the open elements, each with its NUL */
	gsize opened[OPEN_MAX]; /* where each begins */
	guint n_opened;
	gboolean is_begun, is_used, has_root, is_stopped;
	Attribute attributes[ATTRIBUTES_MAX];
	guint n_attributes;
	const char *pairs[2 * ATTRIBUTES_MAX + 1];
};

/* What a byte may be part of without being looked at. */
enum { IN_NAME = 1, IN_TEXT = 2, IN_VALUE = 4 };
static guint8 kinds[256];

static void
learn_kinds(void)
{
	for (guint c = ' '; c < 0x80; c++) {
		kinds[c] = strchr("<&]", (int)c) ? 0 : IN_TEXT;
		kinds[c] |= strchr("<&\"'", (int)c) ? 0 : IN_VALUE;
		kinds[c] |= g_ascii_isalnum((char)c) || strchr(".-_:", (int)c) ? IN_NAME : 0;
	}
	kinds['\t'] = kinds['\n'] = IN_TEXT;
}

DiXmlPlain *
di_xml_plain_new(const DiXmlPlainEvents *events, gpointer user)
{
	DiXmlPlain *plain = g_new0(DiXmlPlain, 1);

	if (!kinds[' '])
		learn_kinds();
	plain->events = events;
	plain->user = user;
	plain->left = g_string_new(NULL);
	plain->names = g_string_new(NULL);
	return plain;
}

void
di_xml_plain_free(DiXmlPlain *plain)
{
	if (!plain)
		return;
	g_string_free(plain->left, TRUE);
	g_string_free(plain->names, TRUE);
	g_free(plain);
}

void
di_xml_plain_stop(DiXmlPlain *plain)
{
	plain->is_stopped = TRUE;
}

static gboolean
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static char *
skip_spaces(char *at)
{
	while (is_space(*at))
		at++;
	return at;
}

static char *
skip_kind(char *at, guint8 kind)
{
	while (kinds[(guchar)*at] & kind)
		at++;
	return at;
}

/* The bytes of the character at AT, which is not ASCII, if XML allows it; else 0. A NUL stands behind all that came, so that one cut
 * short is none either: expat says which. */
static gsize
character_size(const char *at)
{
	const guchar *byte = (const guchar *)at;
	gsize size = byte[0] < 0xe0 ? 2 : byte[0] < 0xf0 ? 3 : 4;

	if (byte[0] < 0xc2 || byte[0] > 0xf4)
		return 0;
	for (gsize i = 1; i < size; i++)
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
	switch (byte[0]) {
	case 0xe0: return byte[1] >= 0xa0 ? size : 0;
	case 0xed: return byte[1] < 0xa0 ? size : 0;
	case 0xef: return byte[1] == 0xbf && byte[2] > 0xbd ? 0 : size;
	case 0xf0: return byte[1] >= 0x90 ? size : 0;
	case 0xf4: return byte[1] < 0x90 ? size : 0;
	default: return size;
	}
}

/* Production [2] of XML 1.0. */
static gboolean
is_character(gunichar c)
{
	return c >= ' ' ? c < 0xd800 || (c >= 0xe000 && c < 0xfffe) || (c >= 0x10000 && c < 0x110000) : is_space((char)c) && c != 0;
}

/* The bytes of "&amp;", "&#228;" and the like at AT; 0: it is none of them, or not yet. */
static gsize
reference_size(const char *at, gunichar *c_out)
{
	static const struct {
		const char *text;
		gunichar c;
	} known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
	gboolean is_hexadecimal = at[1] == '#' && at[2] == 'x';
	const char *digits = at + (is_hexadecimal ? 3 : 2), *end = digits;

	for (guint i = 0; at[1] != '#' && i < G_N_ELEMENTS(known); i++) {
		*c_out = known[i].c;
		if (g_str_has_prefix(at, known[i].text))
			return strlen(known[i].text);
	}
	*c_out = 0;
	for (; at[1] == '#' && end - at < REFERENCE_MAX && (is_hexadecimal ? g_ascii_isxdigit(*end) : g_ascii_isdigit(*end)); end++)
		*c_out = *c_out * (is_hexadecimal ? 16 : 10) + (gunichar)g_ascii_xdigit_value(*end);
	return end - digits > 0 && end - digits < 8 && *end == ';' && is_character(*c_out) ? (gsize)(end + 1 - at) : 0;
}

static char *
end_of(const DiXmlPlain *plain)
{
	return plain->left->str + plain->left->len;
}

/* What cannot be read at AT: because more may come, or because it is strange. */
static Step
why_not(const DiXmlPlain *plain, const char *at, gsize needed)
{
	return (gsize)(end_of(plain) - at) < needed ? STEP_MORE : STEP_STRANGE;
}

static void
use(DiXmlPlain *plain, const char *up_to)
{
	plain->at = (gsize)(up_to - plain->left->str);
	plain->is_used |= plain->at > 0;
}

/* Text */

static void
give_text(DiXmlPlain *plain, const char *from, const char *to)
{
	if (to > from)
		plain->events->text(plain->user, from, (int)(to - from));
	use(plain, to);
}

/* One reference, line end or bracket at AT, which stopped the text; the text before it is out. */
static Step
read_sign(DiXmlPlain *plain, char *at)
{
	char character[6];
	gunichar c = '\n';
	gsize size;

	if (*at == ']') {
		if (end_of(plain) - at < 3)
			return STEP_MORE;
		if (memcmp(at, "]]>", 3) == 0)
			return STEP_STRANGE;
		give_text(plain, at, at + 1);
		return STEP_DONE;
	}
	if (*at == '\r' && end_of(plain) - at < 2)
		return STEP_MORE;
	size = *at == '\r' ? (at[1] == '\n' ? 2 : 1) : *at == '&' ? reference_size(at, &c) : 0;
	if (size == 0)
		return why_not(plain, at, *at == '&' ? REFERENCE_MAX : *at ? 4 : 1);
	plain->events->text(plain->user, character, g_unichar_to_utf8(c, character));
	use(plain, at + size);
	return STEP_DONE;
}

static Step
read_text(DiXmlPlain *plain)
{
	char *from = plain->left->str + plain->at, *at = skip_kind(from, IN_TEXT);
	gsize size;

	while ((size = (guchar)*at >= 0x80 ? character_size(at) : 0))
		at = skip_kind(at + size, IN_TEXT);
	give_text(plain, from, at);
	return *at == '<' || at == end_of(plain) || plain->is_stopped ? STEP_DONE : read_sign(plain, at);
}

/* Around the root nothing but white space is usual. */
static Step
read_space(DiXmlPlain *plain)
{
	char *at = skip_spaces(plain->left->str + plain->at);

	use(plain, at);
	return *at == '<' || at == end_of(plain) ? STEP_DONE : STEP_STRANGE;
}

/* Tags */

/* The value between two quotes at AT; its end, or NULL. */
static char *
find_value(char *at, Attribute *attribute)
{
	char quote = *at++;
	gunichar c;

	attribute->value = at;
	attribute->has_reference = FALSE;
	for (at = skip_kind(at, IN_VALUE); *at != quote; at = skip_kind(at, IN_VALUE)) {
		gsize size = (guchar)*at >= 0x80 ? character_size(at) : *at == '&' ? reference_size(at, &c) : *at == '"' || *at == '\'';

		if (size == 0)
			return NULL;
		attribute->has_reference |= *at == '&';
		at += size;
	}
	attribute->value_size = (gsize)(at - attribute->value);
	return at + 1;
}

static gboolean
is_double(const DiXmlPlain *plain, const Attribute *attribute)
{
	for (guint i = 0; i < plain->n_attributes; i++)
		if (plain->attributes[i].name_size == attribute->name_size &&
			memcmp(plain->attributes[i].name, attribute->name, attribute->name_size) == 0)
			return TRUE;
	return FALSE;
}

/* Where the tag goes on behind one attribute at AT; NULL: it is strange, or not all there. */
static char *
find_attribute(DiXmlPlain *plain, char *at)
{
	Attribute *attribute = &plain->attributes[plain->n_attributes];

	if (plain->n_attributes == ATTRIBUTES_MAX || !(g_ascii_isalpha(*at) || *at == '_'))
		return NULL;
	attribute->name = at;
	at = skip_kind(at, IN_NAME);
	attribute->name_size = (gsize)(at - attribute->name);
	at = skip_spaces(at);
	if (*at != '=' || is_double(plain, attribute))
		return NULL;
	at = skip_spaces(at + 1);
	if (*at != '"' && *at != '\'')
		return NULL;
	plain->n_attributes++;
	return find_value(at, attribute);
}

/* All attributes; the sign that ends the tag, or NULL. Nothing is changed yet: expat may have to read it once more. */
static char *
find_attributes(DiXmlPlain *plain, char *at)
{
	plain->n_attributes = 0;
	while (at) {
		char *next = skip_spaces(at);

		if (*next == '>' || (*next == '/' && next[1] == '>'))
			return next;
		at = next > at ? find_attribute(plain, next) : NULL;
	}
	return NULL;
}

static void
resolve_references(Attribute *attribute)
{
	char *to = attribute->value, *end = attribute->value + attribute->value_size;
	gunichar c;

	for (const char *at = attribute->value; at < end;) {
		gsize size = *at == '&' ? reference_size(at, &c) : 0;

		if (size == 0) {
			*to++ = *at++;
			continue;
		}
		at += size;
		to += g_unichar_to_utf8(c, to); /* never longer than what stood there */
	}
	attribute->value_size = (gsize)(to - attribute->value);
}

static void
close_element(DiXmlPlain *plain)
{
	plain->names->len = plain->opened[--plain->n_opened];
	plain->events->end(plain->user, NULL);
}

static void
open_element(DiXmlPlain *plain, char *name, gsize size)
{
	gsize begins = plain->names->len;

	name[size] = '\0';
	for (guint i = 0; i < plain->n_attributes; i++) {
		Attribute *attribute = &plain->attributes[i];

		if (attribute->has_reference)
			resolve_references(attribute);
		attribute->name[attribute->name_size] = attribute->value[attribute->value_size] = '\0';
		plain->pairs[2 * i] = attribute->name;
		plain->pairs[2 * i + 1] = attribute->value;
	}
	plain->pairs[2 * plain->n_attributes] = NULL;
	plain->opened[plain->n_opened++] = begins;
	g_string_set_size(plain->names, begins + size + 1);
	memcpy(plain->names->str + begins, name, size + 1);
	plain->has_root = TRUE;
	plain->events->begin(plain->user, name, plain->pairs);
}

static Step
read_begin(DiXmlPlain *plain, char *name)
{
	char *at = skip_kind(name, IN_NAME), *end;
	gsize size = (gsize)(at - name);
	gboolean is_empty;

	if ((plain->has_root && plain->n_opened == 0) || plain->n_opened == OPEN_MAX)
		return STEP_STRANGE;
	end = find_attributes(plain, at);
	if (!end)
		return memchr(at, '>', (gsize)(end_of(plain) - at)) ? STEP_STRANGE : STEP_MORE;
	is_empty = *end == '/';
	use(plain, end + (is_empty ? 2 : 1));
	open_element(plain, name, size);
	if (is_empty && !plain->is_stopped)
		close_element(plain);
	return STEP_DONE;
}

static Step
read_end(DiXmlPlain *plain, char *name)
{
	const char *open = plain->n_opened ? plain->names->str + plain->opened[plain->n_opened - 1] : NULL;
	char *at = skip_kind(name, IN_NAME), *end = skip_spaces(at);

	if (end == end_of(plain))
		return STEP_MORE;
	if (*end != '>' || !open || strlen(open) != (gsize)(at - name) || memcmp(open, name, (gsize)(at - name)) != 0)
		return STEP_STRANGE;
	use(plain, end + 1);
	close_element(plain);
	return STEP_DONE;
}

static Step
read_tag(DiXmlPlain *plain)
{
	char *at = plain->left->str + plain->at + 1;

	if (g_ascii_isalpha(*at) || *at == '_')
		return read_begin(plain, at);
	if (*at == '/')
		return read_end(plain, at + 1);
	return why_not(plain, at, 1);
}

/* The declaration in front */

/* A pseudo-attribute as nearly everybody writes it, with the space in front. */
static gboolean
take_word(const char **at, const char *word)
{
	const char *from = *at;

	while (is_space(*from))
		from++;
	if (from == *at || !g_str_has_prefix(from, word))
		return FALSE;
	*at = from + strlen(word);
	return TRUE;
}

/* What stands behind "<?xml", if it says UTF-8; NULL: it says something else, or says it in another way. */
static const char *
declaration_end(const char *at)
{
	if (!take_word(&at, "version=\"1.0\"") || !(take_word(&at, "encoding=\"UTF-8\"") || take_word(&at, "encoding=\"utf-8\"")))
		return NULL;
	(void)!(take_word(&at, "standalone=\"yes\"") || take_word(&at, "standalone=\"no\""));
	while (is_space(*at))
		at++;
	return g_str_has_prefix(at, "?>") ? at + 2 : NULL;
}

/* A mark of the byte order, and the declaration. */
static Step
read_declaration(DiXmlPlain *plain)
{
	const char *at = plain->left->str + (g_str_has_prefix(plain->left->str, "\xef\xbb\xbf") ? 3 : 0);

	if (plain->left->len < DECLARATION_MAX && !strstr(at, "?>"))
		return STEP_MORE;
	plain->is_begun = TRUE;
	at = g_str_has_prefix(at, "<?xml") ? declaration_end(at + strlen("<?xml")) : at;
	if (!at)
		return STEP_STRANGE;
	use(plain, at);
	return STEP_DONE;
}

static Step
step(DiXmlPlain *plain)
{
	if (!plain->is_begun)
		return read_declaration(plain);
	if (plain->left->str[plain->at] == '<')
		return read_tag(plain);
	return plain->n_opened > 0 ? read_text(plain) : read_space(plain);
}

gboolean
di_xml_plain_feed(DiXmlPlain *plain, const char *bytes, gsize size)
{
	Step last = STEP_DONE;

	g_string_append_len(plain->left, bytes, (gssize)size);
	while (last == STEP_DONE && plain->at < plain->left->len && !plain->is_stopped)
		last = step(plain);
	g_string_erase(plain->left, 0, (gssize)plain->at);
	plain->at = 0;
	return last != STEP_STRANGE;
}

GString *
di_xml_plain_left(const DiXmlPlain *plain)
{
	return plain->left;
}

gboolean
di_xml_plain_is_whole(const DiXmlPlain *plain)
{
	return plain->has_root && plain->n_opened == 0 && plain->left->len == 0;
}

GString *
di_xml_plain_context(const DiXmlPlain *plain)
{
	GString *rest = g_string_new(plain->is_used && !plain->has_root ? " " : NULL); /* no declaration may come any more */

	for (guint i = 0; i < plain->n_opened; i++)
		g_string_append_printf(rest, "<%s>", plain->names->str + plain->opened[i]);
	if (plain->has_root && plain->n_opened == 0)
		g_string_append(rest, "<a/>"); /* what follows a root may not be one itself */
	return rest;
}
