/* The one writer of JSON: UTF-8 on one line; whatever could steer a terminal is escaped. */
#include <diarie/base.h>
#include <diarie/bytes.h>

#include <math.h>
#include <string.h>

struct DiJson {
	GString *out;
	GString *open; /* '{' or '[' for each level */
	gboolean first;
};

DiJson *
di_json_new(void)
{
	DiJson *json = g_new0(DiJson, 1);

	json->out = g_string_new(NULL);
	json->open = g_string_new(NULL);
	json->first = TRUE;
	return json;
}

void
di_json_free(DiJson *json)
{
	if (!json)
		return;
	if (json->out)
		g_string_free(json->out, TRUE);
	g_string_free(json->open, TRUE);
	g_free(json);
}

/* May it begin a character that is written otherwise: controls, quotes, and what C1 and direction marks begin with? */
static inline guint8
is_special(guint8 byte, guint8 next G_GNUC_UNUSED)
{
	return (guint8)(byte < ' ') | (guint8)(byte == '"') | (guint8)(byte == '\\') | (guint8)(byte == 0x7f) | (guint8)(byte == 0xc2) |
		(guint8)(byte == 0xd8) | (guint8)(byte == 0xe2);
}

static void
append_character(GString *out, gunichar c)
{
	if (c == '"' || c == '\\')
		g_string_append_printf(out, "\\%c", (char)c);
	else if (c == '\n')
		g_string_append(out, "\\n");
	else if (c == '\t')
		g_string_append(out, "\\t");
	else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f || c == 0x061c ||
		(c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
		g_string_append_printf(out, "\\u%04x", c);
	else
		g_string_append_unichar(out, c);
}

static void
append_quoted(GString *out, const char *text)
{
	const char *end = text + strlen(text);
	gsize n;

	g_string_append_c(out, '"');
	for (; text < end; text += n) {
		n = di_bytes_before(text, (gsize)(end - text), is_special);
		g_string_append_len(out, text, (gssize)n);
		if (text + n == end)
			break;
		append_character(out, g_utf8_get_char(text + n));
		n += (gsize)(di_utf8_next(text + n) - (text + n));
	}
	g_string_append_c(out, '"');
}

/* Comma and key, as the place asks for. */
static void
begin_value(DiJson *json, const char *key)
{
	char level = json->open->len ? json->open->str[json->open->len - 1] : '\0';

	if ((level == '{') != (key != NULL))
		g_error("JSON: a key is needed in an object and only there");
	if (!json->first)
		g_string_append(json->out, ", ");
	json->first = FALSE;
	if (key) {
		append_quoted(json->out, key);
		g_string_append(json->out, ": ");
	}
}

static void
begin_level(DiJson *json, const char *key, char level)
{
	begin_value(json, key);
	g_string_append_c(json->out, level);
	g_string_append_c(json->open, level);
	json->first = TRUE;
}

static void
end_level(DiJson *json, char level, char end)
{
	if (json->open->len == 0 || json->open->str[json->open->len - 1] != level)
		g_error("JSON: '%c' ends what is not open", end);
	g_string_truncate(json->open, json->open->len - 1);
	g_string_append_c(json->out, end);
	json->first = FALSE;
}

void
di_json_object_begin(DiJson *json, const char *key)
{
	begin_level(json, key, '{');
}

void
di_json_object_end(DiJson *json)
{
	end_level(json, '{', '}');
}

void
di_json_array_begin(DiJson *json, const char *key)
{
	begin_level(json, key, '[');
}

void
di_json_array_end(DiJson *json)
{
	end_level(json, '[', ']');
}

void
di_json_raw(DiJson *json, const char *key, const char *value)
{
	begin_value(json, key);
	g_string_append(json->out, value);
}

void
di_json_null(DiJson *json, const char *key)
{
	di_json_raw(json, key, "null");
}

void
di_json_string(DiJson *json, const char *key, const char *value)
{
	g_autofree char *valid = NULL;

	if (!value) {
		di_json_null(json, key);
		return;
	}
	valid = di_bytes_are_utf8(value, strlen(value)) ? NULL : g_utf8_make_valid(value, -1);
	begin_value(json, key);
	append_quoted(json->out, valid ? valid : value);
}

void
di_json_int(DiJson *json, const char *key, gint64 value)
{
	begin_value(json, key);
	g_string_append_printf(json->out, "%" G_GINT64_FORMAT, value);
}

void
di_json_double(DiJson *json, const char *key, double value)
{
	char buffer[G_ASCII_DTOSTR_BUF_SIZE];

	di_json_raw(json, key, isfinite(value) ? g_ascii_formatd(buffer, sizeof buffer, "%.6g", value) : "null");
}

void
di_json_bool(DiJson *json, const char *key, gboolean value)
{
	di_json_raw(json, key, value ? "true" : "false");
}

void
di_json_date(DiJson *json, const char *key, DiDate date)
{
	g_autofree char *text = date == DI_DATE_NONE ? NULL : di_date_format(date);

	di_json_string(json, key, text);
}

void
di_json_quarter(DiJson *json, const char *key, DiQuarter quarter)
{
	g_autofree char *text = di_quarter_is_set(quarter) ? di_quarter_format(quarter) : NULL;

	di_json_string(json, key, text);
}

void
di_json_strv(DiJson *json, const char *key, const char *const *values)
{
	di_json_array_begin(json, key);
	for (; values && *values; values++)
		di_json_string(json, NULL, *values);
	di_json_array_end(json);
}

char *
di_json_finish(DiJson *json)
{
	char *text;

	if (json->open->len)
		g_error("JSON: %s is still open", json->open->str);
	text = g_string_free(g_steal_pointer(&json->out), FALSE);
	di_json_free(json);
	return text;
}
