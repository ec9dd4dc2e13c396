/* The register as people save it from a spreadsheet: ';' or ',' (or tab), UTF-8 or windows-1252, with or without a
 * byte order mark, columns in any order, quoted fields with line ends in them. A mistake names its line. */
#include "private.h"

#include <string.h>

typedef enum { COL_NAMN, COL_HUVUDMAN, COL_DIARIENUMMER, COL_START, COL_SLUT, COL_KONTAKT, COL_ALIAS, COL_COUNT } Column;

static const struct {
	const char *name;
	gboolean required;
} columns[COL_COUNT] = {
	[COL_NAMN] = {"namn", TRUE},
	[COL_HUVUDMAN] = {"huvudman", TRUE},
	[COL_DIARIENUMMER] = {"diarienummer", FALSE},
	[COL_START] = {"start", TRUE},
	[COL_SLUT] = {"slut", TRUE},
	[COL_KONTAKT] = {"kontakt", TRUE},
	[COL_ALIAS] = {"alias", FALSE},
};

enum { FIELDS_MAX = 100, ROWS_MAX = 100000 };

typedef struct {
	const char *at;
	char separator;
	guint line;       /* of the next character */
} Reader;

static gboolean
mistake(GError **error, guint line, const char *format, ...) G_GNUC_PRINTF(3, 4);

static gboolean
mistake(GError **error, guint line, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list values;

	va_start(values, format);
	text = g_strdup_vprintf(format, values);
	va_end(values);
	g_set_error(error, DI_ERROR, DI_ERROR_DATA, "line %u: %s", line, text);
	return FALSE;
}

/* Reads what stands between quotes; a doubled quote is one. */
static gboolean
read_quoted(Reader *reader, GString *field, GError **error)
{
	guint first = reader->line;

	for (reader->at++; *reader->at; reader->at++) {
		if (*reader->at == '"' && reader->at[1] != '"') {
			reader->at++;
			return TRUE;
		}
		reader->at += *reader->at == '"';
		reader->line += *reader->at == '\n';
		g_string_append_c(field, *reader->at);
	}
	return mistake(error, first, "a quote (\") is opened and never closed");
}

static gboolean
ends_field(const Reader *reader)
{
	return *reader->at == '\0' || *reader->at == '\n' || *reader->at == reader->separator;
}

static gboolean
read_field(Reader *reader, GPtrArray *fields, GError **error)
{
	g_autoptr(GString) field = g_string_new(NULL);
	g_autofree char *squeezed = NULL;

	while (*reader->at == ' ' && reader->separator != ' ')
		reader->at++;
	if (*reader->at == '"' && !read_quoted(reader, field, error))
		return FALSE;
	for (; !ends_field(reader); reader->at++)
		g_string_append_c(field, *reader->at);
	squeezed = di_text_squeeze(field->str);
	g_ptr_array_add(fields, g_steal_pointer(&squeezed));
	return fields->len <= FIELDS_MAX || mistake(error, reader->line, "more than %d columns", FIELDS_MAX);
}

/* NULL without ERROR: no more lines. LINE_OUT is where it begins. */
static GPtrArray *
read_line(Reader *reader, guint *line_out, GError **error)
{
	g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);

	if (!*reader->at)
		return NULL;
	*line_out = reader->line;
	for (;;) {
		if (!read_field(reader, fields, error))
			return NULL;
		if (*reader->at != reader->separator || !*reader->at)
			break;
		reader->at++;
	}
	if (*reader->at == '\n') {
		reader->at++;
		reader->line++;
	}
	return g_steal_pointer(&fields);
}

static gboolean
is_blank(const GPtrArray *fields)
{
	for (guint i = 0; i < fields->len; i++) {
		if (*(const char *)fields->pdata[i])
			return FALSE;
	}
	return TRUE;
}

/* The separator that stands oftenest in the first line that says anything. */
static char
guess_separator(const char *text)
{
	static const char separators[] = ";,\t";
	gsize most = 0;
	char best = ';';

	text += strspn(text, "\n ");
	for (const char *s = separators; *s; s++) {
		gsize count = 0;

		for (const char *at = text; *at && *at != '\n'; at++)
			count += *at == *s;
		if (count > most) {
			most = count;
			best = *s;
		}
	}
	return best;
}

static char *
known_columns(void)
{
	GString *names = g_string_new(NULL);

	for (int c = 0; c < COL_COUNT; c++)
		g_string_append_printf(names, "%s%s", c ? ";" : "", columns[c].name);
	return g_string_free(names, FALSE);
}

static int
column_of(const char *title)
{
	g_autofree char *folded = di_text_fold(title);

	for (int c = 0; c < COL_COUNT; c++) {
		if (g_str_equal(folded, columns[c].name))
			return c;
	}
	return -1;
}

/* PLACES[column] is the field's index in each line, or -1. */
static gboolean
read_header(const GPtrArray *titles, guint line, int places[COL_COUNT], GError **error)
{
	g_autofree char *known = known_columns();

	for (int c = 0; c < COL_COUNT; c++)
		places[c] = -1;
	for (guint i = 0; i < titles->len; i++) {
		int c = column_of(titles->pdata[i]);

		if (!*(const char *)titles->pdata[i])
			continue;
		if (c < 0)
			return mistake(error, line, "unknown column '%s'; the columns are %s", (char *)titles->pdata[i], known);
		if (places[c] >= 0)
			return mistake(error, line, "the column '%s' is there twice", columns[c].name);
		places[c] = (int)i;
	}
	for (int c = 0; c < COL_COUNT; c++) {
		if (columns[c].required && places[c] < 0)
			return mistake(error, line, "the column '%s' is missing; the first line must be %s", columns[c].name, known);
	}
	return TRUE;
}

static const char *
value_of(const GPtrArray *fields, const int places[COL_COUNT], Column column)
{
	return places[column] >= 0 && (guint)places[column] < fields->len ? fields->pdata[places[column]] : "";
}

static gboolean
read_date(const char *text, guint line, const char *column, DiDate *date_out, GError **error)
{
	*date_out = *text ? di_date_parse(text) : DI_DATE_NONE;
	return !*text || *date_out != DI_DATE_NONE ||
		mistake(error, line, "%s '%s' is no day; write it as 2025-03-31", column, text);
}

/* "Namn <adress>" or the address alone */
static DiContact *
read_contact(const char *text)
{
	const char *open = strrchr(text, '<');
	g_autofree char *inner = open ? g_strndup(open + 1, strcspn(open + 1, ">")) : g_strdup(text);
	g_autofree char *address = di_text_address(g_strstrip(inner));
	g_autofree char *name = open ? g_strndup(text, (gsize)(open - text)) : NULL;
	g_autofree char *squeezed = name ? di_text_squeeze(name) : NULL;

	return address ? di_contact_new(squeezed && *squeezed ? squeezed : NULL, address, FALSE) : NULL;
}

static gboolean
read_contacts(const char *text, guint line, GPtrArray *contacts, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(text, ",;", -1);

	for (guint i = 0; words[i]; i++) {
		DiContact *contact;

		if (!*g_strstrip(words[i]))
			continue;
		contact = read_contact(words[i]);
		if (!contact)
			return mistake(error, line, "kontakt '%s' is no e-mail address; write it as namn@example.se, several "
				"separated by commas", words[i]);
		g_ptr_array_add(contacts, contact);
	}
	return TRUE;
}

static char **
read_aliases(const char *text)
{
	g_auto(GStrv) words = g_strsplit(text, "|", -1);
	g_autoptr(GStrvBuilder) aliases = g_strv_builder_new();
	guint n = 0;

	for (guint i = 0; words[i]; i++) {
		if (!*g_strstrip(words[i]))
			continue;
		g_strv_builder_add(aliases, words[i]);
		n++;
	}
	return n ? g_strv_builder_end(aliases) : NULL;
}

static gboolean
read_number(const char *text, guint line, char **number_out, GError **error)
{
	DiDiarienummer number;

	*number_out = *text ? di_diarienummer_normalise(text, NULL) : NULL;
	if (!*text || (*number_out && di_diarienummer_parse(*number_out, &number) && !number.document))
		return TRUE;
	return mistake(error, line, "diarienummer '%s' is not the number of a case; write it as SFG 25-13", text);
}

static DiInsatsRow *
read_row(const GPtrArray *fields, const int places[COL_COUNT], guint line, GError **error)
{
	DiInsatsRow *row = g_new0(DiInsatsRow, 1);
	gboolean ok;

	row->namn = g_strdup(value_of(fields, places, COL_NAMN));
	row->huvudman = g_strdup(value_of(fields, places, COL_HUVUDMAN));
	row->kontakter = g_ptr_array_new_with_free_func(di_contact_free);
	row->alias = read_aliases(value_of(fields, places, COL_ALIAS));
	ok = (*row->namn || mistake(error, line, "namn is empty")) &&
		(*row->huvudman || mistake(error, line, "huvudman is empty")) &&
		read_number(value_of(fields, places, COL_DIARIENUMMER), line, &row->diarienummer, error) &&
		read_date(value_of(fields, places, COL_START), line, "start", &row->start, error) &&
		read_date(value_of(fields, places, COL_SLUT), line, "slut", &row->slut, error) &&
		(row->start == DI_DATE_NONE || row->slut == DI_DATE_NONE || row->start <= row->slut ||
			mistake(error, line, "slut lies before start")) &&
		read_contacts(value_of(fields, places, COL_KONTAKT), line, row->kontakter, error);
	if (ok)
		return row;
	di_insats_row_free(row);
	return NULL;
}

/* A line with more fields than titles has most often an unquoted separator in it: values would stand in the wrong column. */
static gboolean
fits_header(const GPtrArray *fields, const GPtrArray *titles, guint line, char separator, GError **error)
{
	for (guint i = titles->len; i < fields->len; i++) {
		if (*(const char *)fields->pdata[i])
			return mistake(error, line, "%u fields, but %u columns; a field that contains '%c' must stand in quotes (\")",
				fields->len, titles->len, separator);
	}
	return TRUE;
}

static gboolean
note_row(GHashTable *seen, const DiInsatsRow *row, guint line, GError **error)
{
	g_autofree char *both = g_strconcat(row->namn, "\n", row->huvudman, NULL);
	char *key = di_text_fold(both);
	gpointer earlier = g_hash_table_lookup(seen, key);

	if (earlier) {
		g_free(key);
		return mistake(error, line, "'%s' with huvudman '%s' stands in line %u already", row->namn, row->huvudman,
			GPOINTER_TO_UINT(earlier));
	}
	g_hash_table_insert(seen, key, GUINT_TO_POINTER(line));
	return TRUE;
}

static gboolean
read_rows(Reader *reader, const GPtrArray *titles, const int places[COL_COUNT], GPtrArray *rows, GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (;;) {
		GError *failure = NULL;
		guint line = 0;
		g_autoptr(GPtrArray) fields = read_line(reader, &line, &failure);
		DiInsatsRow *row;

		if (!fields && failure)
			g_propagate_error(error, failure);
		if (!fields)
			return !failure;
		if (is_blank(fields))
			continue;
		if (rows->len >= ROWS_MAX)
			return mistake(error, line, "more than %d rows", ROWS_MAX);
		if (!fits_header(fields, titles, line, reader->separator, error))
			return FALSE;
		row = read_row(fields, places, line, error);
		if (!row)
			return FALSE;
		g_ptr_array_add(rows, row);
		if (!note_row(seen, row, line, error))
			return FALSE;
	}
}

static void
row_free(gpointer row)
{
	di_insats_row_free(row);
}

GPtrArray *
di_insats_csv_parse(const char *bytes, gsize size, GError **error)
{
	g_autofree char *text = di_text_from_bytes(bytes, (gssize)size);
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(row_free);
	g_autoptr(GPtrArray) titles = NULL;
	Reader reader = {.at = text, .line = 1};
	int places[COL_COUNT];
	guint line = 1;

	if (g_str_has_prefix(reader.at, "\xef\xbb\xbf"))
		reader.at += 3;
	reader.separator = guess_separator(reader.at);
	do {
		g_clear_pointer(&titles, g_ptr_array_unref);
		titles = read_line(&reader, &line, error);
	} while (titles && is_blank(titles));
	if (!titles) {
		if (error && !*error)
			mistake(error, line, "the file is empty; the first line must name the columns");
		return NULL;
	}
	if (!read_header(titles, line, places, error) || !read_rows(&reader, titles, places, rows, error))
		return NULL;
	return g_steal_pointer(&rows);
}
