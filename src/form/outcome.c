/* Årsbilaga: a table for each insats, labels to the left, values to the right; in PDF and text
 * also as lines that begin with their label. */
#include "internal.h"

#include <string.h>

typedef struct {
	const FormField *field;
	char *label;     /* as it stands, with a year or unit behind it */
	GString *value;
	const Line *line;
} Entry;

typedef struct {
	const Form *form;
	const DiDocument *document;
	GPtrArray *entries; /* Entry, in order */
} Reader;

static void
entry_free(gpointer data)
{
	Entry *entry = data;

	g_free(entry->label);
	g_string_free(entry->value, TRUE);
	g_free(entry);
}

static Entry *
add_entry(Reader *reader, const FormField *field, const char *label, const Line *line)
{
	Entry *entry = g_new0(Entry, 1);

	entry->field = field;
	entry->label = g_strdup(label);
	entry->value = g_string_new(NULL);
	entry->line = line;
	g_ptr_array_add(reader->entries, entry);
	return entry;
}

static void
append_value(Entry *entry, const char *text)
{
	if (entry->value->len && *text)
		g_string_append_c(entry->value, '\n');
	g_string_append(entry->value, text);
}

/* "Budget 2024", "Totalbudget 2024 (tkr)": how many bytes of REST still belong to the label. */
static gsize
label_tail(const char *rest)
{
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;
	int end = 0;

	if (!regex)
		regex = g_regex_new("^(?:\\s+(?:år )?(?:19|20)\\d{2}(?!\\d))?(?:\\s*\\(?(?:i )?(?:tkr|tusen kronor)\\)?(?=\\s*:?\\s*$|\\)|\\s*:))?\\s*:?\\s*", G_REGEX_CASELESS, 0, NULL);
	if (g_regex_match(regex, rest, 0, &match))
		g_match_info_fetch_pos(match, 0, NULL, &end);
	return (gsize)MAX(end, 0);
}

/* The field whose label TEXT begins with; END_OUT where its value may begin. WHOLE: nothing may follow. */
static const FormField *
record_label(const Form *form, const char *text, gboolean whole, gsize *end_out)
{
	const FormField *best = NULL;
	gsize best_end = 0, lead = strspn(text, " \n\t");
	const guint8 *may = among_ask(form->labelled, text + lead);

	for (guint i = 0; may && i < form->fields->len; i++) {
		const FormField *field = g_ptr_array_index(form->fields, i);

		for (guint j = 0; j < field->labels->len; j++) {
			const char *label = g_ptr_array_index(field->labels, j);
			gsize end = 0;
			double needed = *may++ ? label_needs(label) : 0;

			if (needed <= 0 || fuzzy_prefix(text + lead, label, needed, &end) < needed || end + lead <= best_end)
				continue;
			end += lead;
			if (field->sort == SORT_AMOUNT || whole)
				end += label_tail(text + end);
			end += strspn(text + end, " :\n\t");
			if (whole && text[end])
				continue;
			best = field;
			best_end = end;
		}
	}
	*end_out = best_end;
	return best;
}

/* Tables */

/* The text of one row's first column, and of the others; a marker that the program draws is part of it. */
static void
append_cell(GString *text, const Line *line)
{
	const char *marker = line->first && line->block->kind != DI_BLOCK_HEADING ? line->block->marker : NULL;

	if (*line->text)
		g_string_append_printf(text, "%s%s%s%s", text->len ? "\n" : "", marker ? marker : "", marker ? " " : "", line->text);
}

static void
read_row(Reader *reader, const Line *first, const char *head, const char *rest)
{
	Entry *last = reader->entries->len ? g_ptr_array_index(reader->entries, reader->entries->len - 1) : NULL;
	gsize end = 0;
	const FormField *field = record_label(reader->form, head, TRUE, &end);

	if (field) {
		append_value(add_entry(reader, field, head, first), rest);
	} else if (last) { /* a page break within a cell: the row above goes on */
		append_value(last, head);
		append_value(last, rest);
	}
}

static void
read_tables(Reader *reader, GPtrArray *lines)
{
	for (guint i = 0; i < lines->len;) {
		const Line *first = g_ptr_array_index(lines, i);
		g_autoptr(GString) head = NULL, rest = NULL;

		if (first->block->kind != DI_BLOCK_CELL && first->block->table == 0) {
			i++;
			continue;
		}
		head = g_string_new(NULL);
		rest = g_string_new(NULL);
		for (; i < lines->len; i++) {
			const Line *line = g_ptr_array_index(lines, i);

			if (line->block->table != first->block->table || line->block->row != first->block->row)
				break;
			append_cell(line->block->column == 0 ? head : rest, line);
		}
		read_row(reader, first, head->str, rest->str);
	}
}

/* Lines */

/* A label alone on a line, bold where the format knows of it: its value is on the lines below. */
static gboolean
is_label_above(const Reader *reader, const Line *line, const char *rest)
{
	if (*rest || !*line->text)
		return FALSE;
	return g_strcmp0(reader->document->format, "txt") == 0 || (gsize)MAX(line->block->bold_bytes, 0) >= strlen(line->text);
}

static gboolean
line_opens(const Reader *reader, const FormField *field, const char *rest, gboolean bold)
{
	const Entry *last = reader->entries->len ? g_ptr_array_index(reader->entries, reader->entries->len - 1) : NULL;

	if (strcmp(field->key, reader->form->record_key) == 0)
		return *rest != '\0' || bold;
	if (!last)
		return FALSE;
	for (guint i = reader->entries->len; i > 0; i--) { /* once in a record */
		const Entry *entry = g_ptr_array_index(reader->entries, i - 1);

		if (entry->field == field)
			return FALSE;
		if (strcmp(entry->field->key, reader->form->record_key) == 0)
			break;
	}
	return bold || field->sort != SORT_AMOUNT || strpbrk(rest, "0123456789") != NULL;
}

/* Before the first record no other label counts: most documents have none at all. */
static gboolean
may_open(const Reader *reader, const char *text)
{
	const FormField *first = form_field(reader->form, reader->form->record_key);
	gsize end = 0;

	for (guint i = 0; reader->entries->len == 0 && first && i < first->labels->len; i++) {
		const char *label = g_ptr_array_index(first->labels, i);

		if (fuzzy_prefix(text + strspn(text, " \n\t"), label, label_needs(label), &end) >= label_needs(label))
			return TRUE;
	}
	return reader->entries->len > 0;
}

static void
read_row_of_text(Reader *reader, const Line *line, const char *row)
{
	gsize end = 0;
	const FormField *field = may_open(reader, row) ? record_label(reader->form, row, FALSE, &end) : NULL;

	if (field && line_opens(reader, field, row + end, is_label_above(reader, line, row + end))) {
		g_autofree char *label = g_strndup(row, end);

		append_value(add_entry(reader, field, label, line), row + end);
	} else if (reader->entries->len) {
		append_value(g_ptr_array_index(reader->entries, reader->entries->len - 1), row);
	}
}

static void
read_lines(Reader *reader, GPtrArray *lines)
{
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = g_ptr_array_index(lines, i);
		g_auto(GStrv) rows = NULL;

		if (!*line->text)
			continue;
		if (!strchr(line->text, '\n')) { /* nearly always */
			read_row_of_text(reader, line, line->text);
			continue;
		}
		rows = g_strsplit(line->text, "\n", -1);
		for (guint j = 0; rows[j]; j++)
			read_row_of_text(reader, line, rows[j]);
	}
}

/* Values */

static char *
one_line(const char *text)
{
	return di_text_squeeze(text);
}

static char *
paragraphs(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *out = g_string_new(NULL);

	for (guint i = 0; lines[i]; i++) {
		g_autofree char *line = di_text_squeeze(lines[i]);

		if (*line)
			g_string_append_printf(out, "%s%s", out->len ? "\n\n" : "", line);
	}
	return g_string_free(out, FALSE);
}

/* "1. ", "2.", "- ", "•", "a) " before a goal; its bytes, else 0 */
static gsize
goal_marker(const char *text)
{
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;
	int end = 0;

	if (!regex)
		regex = g_regex_new("^(?:\\(?\\d{1,2}[a-z]?[.):]+\\s*(?=\\D)|\\d{1,2}[.)]\\s+|[a-z][.)]\\s+|[-–—•●▪◦○·*\\x{f0b7}]\\s*)(?=\\S)", 0, 0, NULL);
	if (!g_regex_match(regex, text, 0, &match))
		return 0;
	g_match_info_fetch_pos(match, 0, NULL, &end);
	return (gsize)end;
}

/* A line without a marker continues the goal before it: always where that one is numbered and its sentence is open ("… två
 * medarbetare inom" / "Arbetsmarknadsförvaltningen"), else where no goal begins so ("(50 % kvinnor, 50" / "% män)"). */
static gboolean
goes_on(const char *before, gboolean is_marked, const char *text)
{
	gunichar first = g_utf8_get_char(text);
	gsize length = strlen(before);

	if (length == 0 || strchr(".?!:", before[length - 1]))
		return FALSE;
	return is_marked || !(g_unichar_isupper(first) || g_unichar_isdigit(first) || first == '"' || first == 0x201d);
}

static char **
goals(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GPtrArray) out = g_ptr_array_new();
	gboolean is_marked = FALSE;

	for (guint i = 0; lines[i]; i++) {
		g_autofree char *line = di_text_squeeze(lines[i]);
		gsize marker = goal_marker(line);
		char *last = out->len ? g_ptr_array_index(out, out->len - 1) : NULL;

		if (!*line)
			continue;
		if (last && marker == 0 && goes_on(last, is_marked, line)) {
			g_ptr_array_index(out, out->len - 1) = g_strconcat(last, " ", line, NULL);
			g_free(last);
		} else {
			g_ptr_array_add(out, g_strdup(line + marker));
			is_marked = marker > 0;
		}
	}
	g_ptr_array_add(out, NULL);
	return (char **)g_ptr_array_steal(out, NULL);
}

/* Does the document have a note with this number? */
static gboolean
has_note(const Reader *reader, int number)
{
	g_autofree char *lead = g_strdup_printf("%d ", number);

	for (guint i = 0; i < reader->document->blocks->len; i++) {
		const DiBlock *block = g_ptr_array_index(reader->document->blocks, i);

		if (block->place == DI_PLACE_FOOTNOTE && block->marker && digits_value(block->marker) == number)
			return TRUE;
		if (block->text && g_str_has_prefix(block->text, lead) &&
			(block->place == DI_PLACE_FOOTNOTE || strstr(block->text, "http") || strstr(block->text, "www.")))
			return TRUE;
	}
	return FALSE;
}

/* "Ljusdal1", "Söderhamn 6": the number of a footnote, glued on or known from its note. */
static char *
without_note(const Reader *reader, const char *name)
{
	static GRegex *glued, *spaced;
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *plain = di_text_squeeze(name), *head = NULL, *digits = NULL;

	if (!glued) {
		glued = g_regex_new("^(.*[\\p{L}!?)])(\\d{1,2})$|^(.*\\S) ?\\[\\d{1,2}\\]$", 0, 0, NULL);
		spaced = g_regex_new("^(.*\\S)\\s(\\d{1,2})$", 0, 0, NULL);
	}
	if (g_regex_match(glued, plain, 0, &match))
		return g_match_info_fetch(match, plain[strlen(plain) - 1] == ']' ? 3 : 1);
	g_clear_pointer(&match, g_match_info_free);
	if (!g_regex_match(spaced, plain, 0, &match))
		return g_steal_pointer(&plain);
	head = g_match_info_fetch(match, 1);
	digits = g_match_info_fetch(match, 2);
	return has_note(reader, digits_value(digits)) ? g_steal_pointer(&head) : g_steal_pointer(&plain);
}

static gboolean
says_tkr(const char *label)
{
	g_autofree char *folded = di_text_fold(label);

	return strstr(folded, "tkr") || strstr(folded, "tusen");
}

/* "Budget 2024": the year that an amount is about; 0: the label names none. */
static int
year_in(const char *label)
{
	const char *at = label + strcspn(label, "12");

	for (; *at; at += 1 + strcspn(at + 1, "12")) {
		guint64 year = g_ascii_strtoull(at, NULL, 10);

		if (year >= 1990 && year < 2100)
			return (int)year;
	}
	return 0;
}

static void
put_amount(const Entry *entry, DiReport *report, const char *insats, gint64 *amount_out)
{
	g_autofree char *plain = one_line(entry->value->str);

	*amount_out = amount_parse_tkr(plain, says_tkr(entry->label));
	if (*amount_out == DI_AMOUNT_NONE && *plain)
		di_report_add_remark(report, "belopp-oklart", "Beloppet vid %s för %s går inte att läsa säkert.", entry->label, insats ? insats : "en insats");
}

static void
put_period(const Entry *entry, DiReport *report, DiOutcome *outcome)
{
	g_autofree char *plain = one_line(entry->value->str);

	if (*plain && !period_parse_open(plain, &outcome->period))
		di_report_add_remark(report, "period-oklar", "Perioden för %s går inte att läsa säkert.", outcome->namn ? outcome->namn : "en insats");
}

static void
put_entry(const Reader *reader, const Entry *entry, DiReport *report, DiOutcome *outcome)
{
	const char *key = entry->field->key, *value = entry->value->str;
	const struct {
		const char *key;
		char **to;
		gboolean text;
	} texts[] = {
		{"inriktning", &outcome->inriktning, FALSE}, {"huvudman", &outcome->huvudman, FALSE},
		{"syfte", &outcome->syfte, TRUE}, {"resultat", &outcome->resultat, TRUE}, {"kommentar", &outcome->kommentar, TRUE},
	};

	if (entry->field->sort == SORT_AMOUNT && !outcome->ar)
		outcome->ar = year_in(entry->label);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		if (strcmp(texts[i].key, key) == 0 && !*texts[i].to)
			*texts[i].to = texts[i].text ? paragraphs(value) : one_line(value);
	if (strcmp(key, "namn") == 0)
		outcome->namn = without_note(reader, value);
	else if (strcmp(key, "period") == 0)
		put_period(entry, report, outcome);
	else if (strcmp(key, "budget") == 0)
		put_amount(entry, report, outcome->namn, &outcome->budget_tkr);
	else if (strcmp(key, "utfall") == 0)
		put_amount(entry, report, outcome->namn, &outcome->utfall_tkr);
	else if (strcmp(key, "mal") == 0 && !outcome->mal)
		outcome->mal = goals(value);
	else if (strcmp(key, "samverkansparter") == 0 && !outcome->samverkansparter)
		outcome->samverkansparter = party_split(value);
}

static void
put_entries(const Reader *reader, DiReport *report)
{
	DiOutcome *outcome = NULL;

	for (guint i = 0; i < reader->entries->len; i++) {
		const Entry *entry = g_ptr_array_index(reader->entries, i);

		if (strcmp(entry->field->key, reader->form->record_key) == 0) {
			g_autofree char *place = line_place(entry->line);

			outcome = di_report_add_outcome(report);
			di_report_add_evidence(report, "insatser", place, "tabellen som börjar med insatsens namn");
		}
		if (outcome)
			put_entry(reader, entry, report, outcome);
	}
}

/* Fewer than three values a record: no årsbilaga, but a report in which "Insatsens namn" stands somewhere. See try_form. */
static gboolean
is_poor(const Reader *reader)
{
	guint records = 0;

	for (guint i = 0; i < reader->entries->len; i++) {
		const Entry *entry = g_ptr_array_index(reader->entries, i);

		records += strcmp(entry->field->key, reader->form->record_key) == 0 ? 1 : 0;
	}
	return reader->entries->len - records < 3 * records;
}

guint
take_outcomes(const Form *form, const DiDocument *document, GPtrArray *lines, DiReport *report)
{
	Reader reader = {.form = form, .document = document, .entries = g_ptr_array_new_with_free_func(entry_free)};

	read_tables(&reader, lines);
	if (reader.entries->len == 0)
		read_lines(&reader, lines);
	if (!is_poor(&reader))
		put_entries(&reader, report);
	g_ptr_array_unref(reader.entries);
	return report->outcomes->len;
}
