/* Text in the columns of a terminal: how wide it is, cut or filled to a width, wrapped. */
#include <diarie/base.h>

#include <string.h>

static int
columns_of(gunichar c)
{
	if (c < 0x300) /* most of what is Swedish, without looking into tables */
		return 1;
	if (g_unichar_iszerowidth(c))
		return 0;
	return g_unichar_iswide(c) ? 2 : 1;
}

int
di_text_columns(const char *text)
{
	int columns = 0;

	for (const char *at = text; *at; at = di_utf8_next(at))
		columns += (guchar)*at < 0xcc ? 1 : columns_of(g_utf8_get_char(at)); /* 0xcc begins U+0300 */
	return columns;
}

/* As much of the beginning of TEXT as has room; how many columns that takes. */
static int
append_fitting(GString *out, const char *text, int room)
{
	const char *at = text;
	int used = 0, next;

	for (; *at; at = di_utf8_next(at), used += next) {
		next = columns_of(g_utf8_get_char(at));
		if (used + next > room)
			break;
	}
	g_string_append_len(out, text, at - text);
	return used;
}

static void
append_spaces(GString *out, int n)
{
	gsize length = out->len;

	g_string_set_size(out, length + (gsize)n);
	memset(out->str + length, ' ', (gsize)n);
}

void
di_text_append_fit(GString *out, const char *text, int columns, gboolean fill)
{
	int used = di_text_columns(text);

	if (used <= columns) {
		g_string_append(out, text);
	} else {
		used = append_fitting(out, text, columns - 1);
		if (columns > 0) {
			g_string_append(out, "…");
			used++;
		}
	}
	if (fill && used < columns)
		append_spaces(out, columns - used);
}

char *
di_text_fit(const char *text, int columns, gboolean fill)
{
	GString *out = g_string_sized_new(strlen(text) + 1);

	di_text_append_fit(out, text, columns, fill);
	return g_string_free(out, FALSE);
}

static void
wrap_line(GString *out, const char *line, int columns, int indent)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	int used = 0;

	for (char **word = words; *word; word++) {
		int width = di_text_columns(*word);

		if (used > 0 && used + 1 + width > columns) {
			g_string_append_c(out, '\n');
			used = 0;
		}
		if (used == 0) {
			g_string_append_printf(out, "%*s", indent, "");
			used = indent;
		} else {
			g_string_append_c(out, ' ');
			used++;
		}
		g_string_append(out, *word);
		used += width;
	}
}

char *
di_text_wrap(const char *text, int columns, int indent)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);

	for (char **line = lines; *line; line++) {
		if (**line)
			wrap_line(out, *line, columns, indent);
		if (line[1])
			g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}
