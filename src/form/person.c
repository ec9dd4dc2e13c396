/* Uppgiftslämnare: dates and names, in a table or on lines. */
#include "internal.h"

#include <string.h>

enum { PERSON_BYTES_MAX = 160 };

typedef struct {
	DiReport *report;
	DiDate pending; /* a date whose name has not come */
	const Line *at;
	DiPerson *undated; /* "Namn: …", whose "Datum: …" may follow */
	int table;      /* of the last cell */
	gboolean done;  /* a signature or prose: what follows is nobody */
	guint orphans;
	GArray *days;   /* DiDate: a row of them, whose names may be in the row below */
} Taker;

static void
add(Taker *taker, DiDate date, const char *name)
{
	g_autofree char *place = line_place(taker->at);

	di_report_add_person(taker->report, date, name);
	di_report_add_evidence(taker->report, "uppgiftslamnare", place, "raderna under 'Uppgiftslämnare'");
}

static void
flush(Taker *taker)
{
	if (taker->pending != DI_DATE_NONE)
		add(taker, taker->pending, NULL);
	taker->pending = DI_DATE_NONE;
}

static void
add_names(Taker *taker, DiDate date, const char *text)
{
	g_auto(GStrv) names = name_split(text);

	for (guint i = 0; names[i]; i++)
		add(taker, date, names[i]);
}

static gboolean
has_letters(const char *text)
{
	for (const char *at = text; *at; at = di_utf8_next(at))
		if (g_unichar_isalpha(g_utf8_get_char(at)))
			return TRUE;
	return FALSE;
}

/* "Datum: 2025-01-01" → what follows; a bare "Datum" or "Namn" → "" */
static char *
without_label(const char *text, gboolean *named_out)
{
	static GRegex *regex;
	g_autofree char *plain = di_text_squeeze(text), *rest = NULL;

	if (!regex)
		regex = g_regex_new("^(?:(?:datum(?: och namn)?|namn|uppgiftslämnare|uppgiftslämnarens namn|namnförtydligande|underskrift|ifylld av|ifyllt av|lämnad av|upprättad av|rapportör)(?:\\s*[:/]\\s*|\\s+(?=namn|datum|\\d|(?-i:\\p{Lu}\\S+ \\p{L}))|$))+",
			G_REGEX_CASELESS, 0, NULL);
	rest = regex_replace(regex, plain, "");
	*named_out = strlen(rest) < strlen(plain);
	return g_steal_pointer(&rest);
}

/* What ends a letter, or begins the one that it answers. */
static gboolean
is_farewell(const char *text)
{
	static GRegex *regex;

	if (!regex)
		regex = g_regex_new("^\\s*(?:--+\\s*$|(?:med )?vänlig(?:a|en)? hälsning|hälsningar|mvh\\b|.{5,150}\\b(?:skrev|wrote)\\b.{0,100}:$|"
			"(?:från|from): .*@|-{2,} ?(?:ursprungligt|original|vidarebefordrat|forwarded))", G_REGEX_CASELESS, 0, NULL);
	return g_regex_match(regex, text, 0, NULL);
}

/* "2026–04–14": a dash of any length between figures is a hyphen. */
static char *
plain_dashes(const char *text)
{
	static GRegex *regex;

	if (!regex)
		regex = g_regex_new("(?<=\\d)[\\x{2010}-\\x{2015}\\x{2212}](?=\\d)", 0, 0, NULL);
	return regex_replace(regex, text, "-");
}

/* "Lillån 2026-04-14 Förnamn Efternamn": the bytes of the place, where date and name follow. */
static gsize
place_length(const char *text)
{
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;
	gsize end = 0;
	int length = 0;

	if (!regex)
		regex = g_regex_new("^\\p{Lu}\\p{Ll}+,? (?:den )?(?=\\d)", 0, 0, NULL);
	if (!g_regex_match(regex, text, 0, &match))
		return g_ascii_strncasecmp(text, "den ", 4) == 0 ? 4 : 0;
	g_match_info_fetch_pos(match, 0, NULL, &length);
	if (date_prefix(text + length, &end) == DI_DATE_NONE)
		return 0;
	text += (gsize)length + end;
	return name_is_likely(text + strspn(text, " ,:;\t-")) ? (gsize)length : 0;
}

/* A text that begins with a date: "20260414 Förnamn Efternamn" */
static gboolean
take_dated(Taker *taker, const char *text)
{
	gsize end = 0;
	DiDate date = di_form_date_parse(text);
	const char *rest = "";

	if (date == DI_DATE_NONE) {
		gsize before = place_length(text);

		date = date_prefix(text + before, &end);
		if (date == DI_DATE_NONE)
			return FALSE;
		end += before;
		rest = text + end + strspn(text + end, " ,:;\t-");
	}
	flush(taker);
	taker->pending = date;
	if (has_letters(rest) && strlen(rest) < PERSON_BYTES_MAX) {
		taker->pending = DI_DATE_NONE;
		add_names(taker, date, rest);
	}
	return TRUE;
}

/* "Förnamn Efternamn 2026-04-14" */
static gboolean
take_dated_last(Taker *taker, const char *text)
{
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *name = NULL, *day = NULL;
	DiDate date;

	if (!regex)
		regex = g_regex_new("^([^\\d]{4,80}?)[ ,:;\\t-]+(\\d[\\d ./-]+\\d|\\d{1,2} [a-zåäö]+ \\d{4})$", 0, 0, NULL);
	if (!g_regex_match(regex, text, 0, &match))
		return FALSE;
	name = g_match_info_fetch(match, 1);
	day = g_match_info_fetch(match, 2);
	date = di_form_date_parse(day);
	if (date == DI_DATE_NONE || !name_is_likely(name))
		return FALSE;
	add_names(taker, date, name);
	return TRUE;
}

/* "Lillån den 14 april\tFörnamn Efternamn", or the other way round: columns without a table. */
static gboolean
take_columns(Taker *taker, const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "\t", -1);
	DiDate date = DI_DATE_NONE;
	const char *name = NULL;

	for (guint i = 0; parts[i]; i++) {
		DiDate day = di_form_date_parse(g_strstrip(parts[i]));

		if (day != DI_DATE_NONE && date == DI_DATE_NONE)
			date = day;
		else if (!name && name_is_likely(parts[i]))
			name = parts[i];
	}
	if (date == DI_DATE_NONE || !name)
		return FALSE;
	flush(taker);
	add_names(taker, date, name);
	return TRUE;
}

static void
take_text(Taker *taker, const char *text, gboolean in_cell)
{
	gboolean named = FALSE;
	g_autofree char *raw = without_label(text, &named), *plain = plain_dashes(raw);
	g_auto(GStrv) names = NULL;

	if (strchr(text, '\t') && take_columns(taker, text))
		return;
	if (named && taker->undated && di_form_date_parse(plain) != DI_DATE_NONE) {
		taker->undated->date = di_form_date_parse(plain);
		taker->undated = NULL;
		return;
	}
	if (!*plain || take_dated(taker, plain) || take_dated_last(taker, plain))
		return;
	names = name_split(plain);
	if (!has_letters(plain) || strlen(plain) > PERSON_BYTES_MAX ||
		!(named || in_cell || taker->pending != DI_DATE_NONE || (names[0] && name_is_likely(names[0])))) {
		taker->orphans += has_letters(plain) ? 1 : 0;
		return;
	}
	add_names(taker, taker->pending, plain);
	taker->undated = NULL;
	if (named && taker->pending == DI_DATE_NONE && taker->report->persons->len > 0)
		taker->undated = g_ptr_array_index(taker->report->persons, taker->report->persons->len - 1);
	taker->pending = DI_DATE_NONE;
}

static void
take_lines_of(Taker *taker, const Line *line)
{
	static GRegex *between;
	g_auto(GStrv) rows = NULL;

	if (!between) /* also "Datum: … Namn: …" on one line */
		between = g_regex_new("\n|(?<=\\S)[\\s,;]+(?=(?:namn|datum)\\s*:)", G_REGEX_CASELESS, 0, NULL);
	rows = g_regex_split(between, line->text, 0);
	for (guint i = 0; rows[i] && !taker->done; i++) {
		if (is_farewell(rows[i]))
			taker->done = TRUE;
		else
			take_text(taker, rows[i], FALSE);
	}
}

/* Table rows */

typedef struct {
	GPtrArray *dates, *names; /* char* */
	gboolean labelled;        /* "Datum" or "Namn" stands in it */
} Row;

static gboolean
is_heading_cell(const char *text)
{
	static GRegex *regex;

	if (!regex)
		regex = g_regex_new("^\\s*(?:(?:ort(?:\\s*(?:och|/|,|&)\\s*)?)?datum|datum\\s*(?:och|/|,|&)\\s*ort|namn|underskrift|signatur|namnförtydligande|"
			"befattning|organisation|uppgiftslämnare|funktion|roll|titel)[\\s:]*$",
			G_REGEX_CASELESS, 0, NULL);
	return g_regex_match(regex, text, 0, NULL);
}

static void
sort_cell(Row *row, const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "\n", -1);

	for (guint i = 0; parts[i]; i++) {
		gboolean named = FALSE;
		char *plain = without_label(parts[i], &named);

		PeriodHint hint;

		if (!has_letters(plain) && !strpbrk(plain, "0123456789"))
			g_free(plain);
		else if (di_form_date_parse(plain) != DI_DATE_NONE)
			g_ptr_array_add(row->dates, plain);
		else if (period_parse_hint(plain, &hint)) /* "april 2026" is neither day nor name */
			g_free(plain);
		else
			g_ptr_array_add(row->names, plain);
	}
}

static void
finish_name(Taker *taker, const char *name, const char *day)
{
	DiDate date = di_form_date_parse(day);

	if (!take_dated(taker, name) && has_letters(name) && strlen(name) < PERSON_BYTES_MAX) {
		add_names(taker, date == DI_DATE_NONE ? taker->pending : date, name);
		taker->pending = DI_DATE_NONE;
	}
	flush(taker);
}

static void
keep_days(Taker *taker, const Row *row)
{
	for (guint i = 0; i < row->dates->len; i++) {
		DiDate day = di_form_date_parse(g_ptr_array_index(row->dates, i));

		g_array_append_val(taker->days, day);
	}
}

/* "Datum" and two days in one row, "Namn" and two names in the next: the names are taken from ROW. */
static void
finish_days(Taker *taker, Row *row)
{
	gboolean paired = row->dates->len == 0 && row->names->len == taker->days->len;

	for (guint i = 0; i < taker->days->len; i++) {
		DiDate day = g_array_index(taker->days, DiDate, i);

		if (paired)
			add_names(taker, day, g_ptr_array_index(row->names, i));
		else
			add(taker, day, NULL);
	}
	g_array_set_size(taker->days, 0);
	if (paired)
		g_ptr_array_set_size(row->names, 0);
}

static void
finish_row(Taker *taker, Row *row)
{
	gboolean paired;

	finish_days(taker, row);
	paired = row->dates->len == row->names->len;
	if (row->dates->len > 0)
		flush(taker);
	for (guint i = 0; i < row->names->len; i++) {
		const char *day = paired ? g_ptr_array_index(row->dates, i) : row->dates->len == 1 ? g_ptr_array_index(row->dates, 0) : "";

		finish_name(taker, g_ptr_array_index(row->names, i), day);
	}
	if (row->labelled && row->dates->len > 1 && row->names->len == 0)
		keep_days(taker, row);
	for (guint i = 0; i < row->dates->len && row->names->len == 0 && taker->days->len == 0; i++) {
		flush(taker);
		taker->pending = di_form_date_parse(g_ptr_array_index(row->dates, i));
	}
	if (!row->labelled) /* "Datum: 14 april": its name may be in the row below */
		flush(taker);
	row->labelled = FALSE;
	g_ptr_array_set_size(row->dates, 0);
	g_ptr_array_set_size(row->names, 0);
}

/* Columns that are neither date nor name (befattning, organisation) are left out, by the heading above. */
static gboolean
is_other_column(GPtrArray *lines, const DiBlock *block)
{
	static GRegex *regex;

	if (!regex)
		regex = g_regex_new("^\\s*(?:befattning|organisation|funktion|roll|titel|underskrift|telefon|e-?post)", G_REGEX_CASELESS, 0, NULL);
	for (guint i = 0; i < lines->len; i++) {
		const DiBlock *other = ((const Line *)g_ptr_array_index(lines, i))->block;

		if (other->table == block->table && other->column == block->column && other->row == 0 && block->row > 0 &&
			other->text && g_regex_match(regex, other->text, 0, NULL))
			return TRUE;
	}
	return FALSE;
}

/* An appendix after the persons: its heading, or a table that begins with neither label, day nor name. */
static gboolean
is_past_persons(const Taker *taker, const Line *line, const char *text)
{
	const DiBlock *block = line->block;

	if (taker->report->persons->len == 0 || line->mark == MARK_PART)
		return FALSE;
	if (block->kind == DI_BLOCK_HEADING)
		return !name_is_likely(text) && di_form_date_parse(text) == DI_DATE_NONE;
	return block->kind == DI_BLOCK_CELL && block->table != taker->table && !is_heading_cell(text) && !name_is_likely(text) &&
		di_form_date_parse(text) == DI_DATE_NONE;
}

static gboolean
same_row(const Line *a, const Line *b)
{
	return a && b && a->block->table == b->block->table && a->block->row == b->block->row;
}

void
take_persons(const Form *form, GPtrArray *lines, DiReport *report)
{
	g_autoptr(GArray) days = g_array_new(FALSE, FALSE, sizeof(DiDate));
	Taker taker = {.report = report, .pending = DI_DATE_NONE, .days = days};
	Row row = {g_ptr_array_new_with_free_func(g_free), g_ptr_array_new_with_free_func(g_free), FALSE};

	for (guint i = 0; i < lines->len && !taker.done; i++) {
		const Line *line = g_ptr_array_index(lines, i);
		const char *text = line->text + (line->mark == MARK_PART ? line->rest : 0);

		if (!line->persons || line->mark == MARK_FORM || text_is_empty_answer(form, text))
			continue;
		if (!same_row(taker.at, line) && (row.labelled || row.dates->len + row.names->len > 0))
			finish_row(&taker, &row);
		if (is_past_persons(&taker, line, text))
			break;
		taker.at = line;
		taker.table = line->block->table;
		if (line->mark == MARK_PART && line->block->kind != DI_BLOCK_CELL)
			take_text(&taker, text + strspn(text, " :\t"), TRUE);
		else if (line->block->kind != DI_BLOCK_CELL && line->mark != MARK_PART)
			take_lines_of(&taker, line);
		else if (is_heading_cell(text))
			row.labelled = TRUE;
		else if (!is_other_column(lines, line->block))
			sort_cell(&row, text);
	}
	finish_row(&taker, &row);
	if (taker.at) {
		finish_days(&taker, &row);
		flush(&taker);
	}
	g_ptr_array_unref(row.dates);
	g_ptr_array_unref(row.names);
	if (taker.orphans)
		di_report_add_remark(report, "text-utan-avsnitt", "Det finns text efter uppgiftslämnarna som inte hör till något avsnitt.");
}
