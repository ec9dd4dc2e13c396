/* Makes header values safe, and writes them in the 7 bits that every server takes.
 *
 * GMime could encode them too, but parts what has no spaces badly (an encoded word of 156 octets), reads
 * its own folding before an encoded word as a line end, and takes words that look encoded for encoded. */
#include "header.h"

#include <string.h>

enum {
	HEADER_MAX = 200,     /* characters */
	MESSAGE_ID_MAX = 250, /* octets; RFC 5322 2.1.1 allows 998 a line */
	WORD_MAX = 75,        /* octets of an encoded word, RFC 2047 2 */
	LINE_MAX_OCTETS = 76, /* of a line that holds one */
};

#define WORD_BEGIN "=?utf-8?q?"
#define WORD_END "?="

static gboolean
is_unfit(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0x200e || c == 0x200f ||
		c == 0x061c || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

char *
di_header_clean(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	g_autofree char *squeezed = NULL;
	g_autoptr(GString) kept = g_string_new(NULL);

	for (const char *at = valid; *at; at = di_utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);

		if (c == '\t' || c == '\n' || c == '\r')
			g_string_append_c(kept, ' ');
		else if (!is_unfit(c))
			g_string_append_unichar(kept, c);
	}
	squeezed = di_text_squeeze(kept->str);
	return di_text_cut(squeezed, HEADER_MAX);
}

static gboolean
is_plain(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!g_ascii_isprint(*c))
			return FALSE;
	return !strstr(text, "=?");
}

/* One character as RFC 2047 5 (3) lets it stand anywhere, also in a name. */
static void
append_encoded(GString *word, const char *at)
{
	const char *end = di_utf8_next(at);

	for (; at < end; at++) {
		if (g_ascii_isalnum(*at) || strchr("!*+-/", *at))
			g_string_append_c(word, *at);
		else if (*at == ' ')
			g_string_append_c(word, '_');
		else
			g_string_append_printf(word, "=%02X", (guchar)*at);
	}
}

/* Encoded words, one a line; ROOM is what is left of the first line. Readers join them without the folds. */
static char *
encode(const char *text, gsize room)
{
	GString *out = g_string_new(WORD_BEGIN);
	gsize used = out->len;

	room = MIN(room, WORD_MAX);
	for (const char *at = text; *at; at = di_utf8_next(at)) {
		g_autoptr(GString) sign = g_string_new(NULL);

		append_encoded(sign, at);
		if (used + sign->len + strlen(WORD_END) > room) {
			g_string_append(out, WORD_END "\n " WORD_BEGIN);
			used = strlen(WORD_BEGIN);
			room = WORD_MAX;
		}
		g_string_append(out, sign->str);
		used += sign->len;
	}
	g_string_append(out, WORD_END);
	return g_string_free(out, FALSE);
}

/* Plain words, broken at spaces. */
static char *
fold(const char *text, gsize room)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	GString *out = g_string_new(NULL);
	gsize used = 0;

	for (char **word = words; *word; word++) {
		if (used > 0 && used + 1 + strlen(*word) > room) {
			g_string_append(out, "\n ");
			room = LINE_MAX_OCTETS - 1;
			used = 0;
		} else if (word > words) {
			g_string_append_c(out, ' ');
			used++;
		}
		g_string_append(out, *word);
		used += strlen(*word);
	}
	return g_string_free(out, FALSE);
}

static gsize
room_after(const char *name)
{
	return LINE_MAX_OCTETS - strlen(name) - strlen(": ");
}

char *
di_header_text(const char *name, const char *text)
{
	g_autofree char *clean = di_header_clean(text);

	return is_plain(clean) ? fold(clean, room_after(name)) : encode(clean, room_after(name));
}

static gboolean
is_atoms(const char *text)
{
	for (const char *c = text; *c; c++)
		if (!g_ascii_isalnum(*c) && !strchr(" !#$%&'*+-/=?^_`{|}~", *c))
			return FALSE;
	return TRUE;
}

static char *
quote(const char *text)
{
	GString *out = g_string_new("\"");

	for (const char *c = text; *c; c++) {
		if (*c == '"' || *c == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *c);
	}
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}

char *
di_header_mailbox(const char *header, const char *name, const char *address)
{
	g_autofree char *clean = di_header_clean(name);
	g_autofree char *phrase = NULL;
	const char *last;
	gsize used;

	if (!*clean)
		return g_strdup(address);
	/* a name that would have to be folded is encoded too: GMime reads a fold among plain words as part of them */
	if (!is_plain(clean) || strlen(clean) > room_after(header))
		phrase = encode(clean, room_after(header));
	else
		phrase = is_atoms(clean) ? g_strdup(clean) : quote(clean);
	last = strrchr(phrase, '\n');
	used = last ? strlen(last) - 1 : strlen(header) + 2 + strlen(phrase);
	return g_strdup_printf("%s%s<%s>", phrase, used + strlen(address) + 3 > LINE_MAX_OCTETS ? "\n " : " ", address);
}

char *
di_header_message_id(const char *text)
{
	g_autofree char *id = g_strdup(text ? text : "");
	gsize length;

	g_strstrip(id);
	length = strlen(id);
	if (length > 2 && id[0] == '<' && id[length - 1] == '>') {
		memmove(id, id + 1, length - 2);
		id[length - 2] = '\0';
	}
	for (const char *c = id; *c; c++)
		if (!g_ascii_isgraph(*c) || *c == '<' || *c == '>')
			return NULL;
	return strchr(id, '@') && strlen(id) <= MESSAGE_ID_MAX ? g_steal_pointer(&id) : NULL;
}
