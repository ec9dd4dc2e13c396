/* Modified UTF-7: how IMAP writes folder names that are not ASCII (RFC 3501, 5.1.3). */
#include "source.h"

#include <string.h>

enum { NAME_MAX_BYTES = 255 };

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/* Bits on their way into or out of groups of six. */
typedef struct {
	GString *out;
	guint32 bits;
	guint n;
} Run;

static void
put_unit(Run *run, guint16 unit)
{
	run->bits = run->bits << 16 | unit;
	run->n += 16;
	while (run->n >= 6) {
		run->n -= 6;
		g_string_append_c(run->out, alphabet[run->bits >> run->n & 63]);
	}
	run->bits &= 63;
}

static void
put_character(Run *run, gunichar c)
{
	if (c >= 0x10000) {
		put_unit(run, (guint16)(0xd800 + ((c - 0x10000) >> 10)));
		c = 0xdc00 + ((c - 0x10000) & 0x3ff);
	}
	put_unit(run, (guint16)c);
}

static void
end_run(Run *run)
{
	if (run->n > 0)
		g_string_append_c(run->out, alphabet[run->bits << (6 - run->n) & 63]);
	g_string_append_c(run->out, '-');
	run->bits = run->n = 0;
}

static gboolean
may_stand(const char *name, GError **error)
{
	const char *why = NULL;

	if (!*name)
		why = "is empty";
	else if (strlen(name) > NAME_MAX_BYTES)
		why = "is too long";
	else if (!g_utf8_validate(name, -1, NULL))
		why = "is not UTF-8";
	for (const char *at = name; !why && *at; at = di_utf8_next(at))
		if (g_unichar_iscntrl(g_utf8_get_char(at)))
			why = "has a control character";
	if (why) {
		g_autofree char *shown = di_text_visible(name, FALSE);

		g_set_error(error, DI_ERROR, DI_ERROR_DATA, "the folder name '%s' %s", shown, why);
	}
	return !why;
}

char *
di_utf7_encode(const char *name, GError **error)
{
	Run run = {0};
	gboolean inside = FALSE;

	if (!may_stand(name, error))
		return NULL;
	run.out = g_string_new(NULL);
	for (; *name; name = di_utf8_next(name)) {
		gunichar c = g_utf8_get_char(name);
		gboolean direct = c >= 0x20 && c <= 0x7e;

		if (direct && inside)
			end_run(&run);
		if (!direct && !inside)
			g_string_append_c(run.out, '&');
		inside = !direct;
		if (!direct)
			put_character(&run, c);
		else if (c == '&')
			g_string_append(run.out, "&-");
		else
			g_string_append_c(run.out, (char)c);
	}
	if (inside)
		end_run(&run);
	return g_string_free(run.out, FALSE);
}

/* The UTF-16 units between & and -; NULL unless they are whole. */
static char *
decode_run(const char *from, gsize length)
{
	g_autofree gunichar2 *units = g_new(gunichar2, length + 1);
	glong n = 0;
	guint32 bits = 0;
	guint have = 0;

	for (gsize i = 0; i < length; i++) {
		const char *found = strchr(alphabet, from[i]);

		if (!found)
			return NULL;
		bits = bits << 6 | (guint32)(found - alphabet);
		have += 6;
		if (have >= 16) {
			have -= 16;
			units[n++] = (gunichar2)(bits >> have);
			bits &= (1u << have) - 1;
		}
	}
	if (have >= 6 || bits)
		return NULL;
	return g_utf16_to_utf8(units, n, NULL, NULL, NULL);
}

char *
di_utf7_decode(const char *wire)
{
	g_autoptr(GString) out = g_string_new(NULL);

	while (*wire) {
		gsize plain = strcspn(wire, "&");
		const char *end;
		g_autofree char *run = NULL;

		for (gsize i = 0; i < plain; i++)
			if (wire[i] < 0x20 || wire[i] > 0x7e)
				return NULL;
		g_string_append_len(out, wire, (gssize)plain);
		wire += plain;
		if (!*wire)
			break;
		end = strchr(wire, '-');
		if (!end)
			return NULL;
		run = end == wire + 1 ? g_strdup("&") : decode_run(wire + 1, (gsize)(end - wire - 1));
		if (!run)
			return NULL;
		g_string_append(out, run);
		wire = end + 1;
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}
