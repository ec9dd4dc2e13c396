/* Which lines are the form's: labels, headings of parts and sections, the title.
 *
 * Headings are graded. A numbered one with its text and nothing odd behind it counts at once, each
 * time it stands there; weaker ones only where the section has not been found otherwise. */
#include "internal.h"

#include <string.h>

typedef enum { GRADE_NONE, GRADE_POOR, GRADE_SENTENCE, GRADE_TEXT, GRADE_SURE } Grade;

typedef struct {
	Grade grade;
	gsize rest;
	guint lines; /* how many lines the heading covers: 1 or 2 */
	gboolean bare; /* one word, without its number or instruction: any sub-heading may look so */
} Match;

static const double own_number = 0.62, other_number = 0.86, no_number = 0.88;

/* Does what follows a heading look as if the heading ended there? */
static gboolean
ends_well(const FormSection *section, const char *rest, const DiBlock *block, gsize heading_bytes)
{
	const char *carry = NULL;
	gsize signs = strspn(rest, " \t\n.:");

	if (signs_only(rest) || strchr(":(\n\t", *rest) || (signs > 0 && rest[0] == '.') || continued_length(rest) > 0)
		return TRUE;
	if (block->bold_bytes > 0 && (gsize)block->bold_bytes >= heading_bytes && (gsize)block->bold_bytes < heading_bytes + 4)
		return TRUE;
	if (block->value_at >= 0 && (gsize)block->value_at >= heading_bytes && (gsize)block->value_at <= heading_bytes + signs + 2)
		return TRUE;
	return instruction_skip(section, rest, 0, &carry) > 0 && signs < strlen(rest);
}

static double
best_title(const FormSection *section, const char *text, double least, gsize *end_out)
{
	double best = 0;

	for (guint i = 0; i < section->headings->len; i++) {
		gsize end = 0;
		double score = fuzzy_prefix(text, g_ptr_array_index(section->headings, i), least, &end);
		gboolean longer = end > *end_out;

		/* a longer heading that fits explains more than a shorter one that fits better */
		if (longer ? score >= 0.75 || score > best : best < 0.75 && score > best) {
			best = score;
			*end_out = end;
		}
	}
	return best;
}

/* Or any sign beyond ASCII, which may be a space. */
static gboolean
ends_in_digit(const char *text)
{
	gsize end = strlen(text);

	while (end > 0 && (g_ascii_isspace(text[end - 1]) || text[end - 1] == '\v'))
		end--;
	return end > 0 && ((guchar)text[end - 1] >= 0x80 || g_ascii_isdigit(text[end - 1]));
}

/* "2.1 Aktiviteter .......... 3": a table of contents */
static gboolean
is_contents_entry(const char *rest)
{
	static GRegex *regex;

	if (*rest == '\0' || g_ascii_isalnum(*rest) || !ends_in_digit(rest)) /* nearly always */
		return FALSE;
	if (!regex)
		regex = g_regex_new("^[:]?(?:[ .…]{3,}|\\s*\\t\\s*|\\s{3,})\\d{1,3}\\s*$", 0, 0, NULL);
	return g_regex_match(regex, rest, 0, NULL);
}

static const char *
skip_spaces(const char *text)
{
	return text + strspn(text, " \t\n\v\f\r");
}

static const char *
skip_two_digits(const char *text)
{
	return text + g_ascii_isdigit(*text) + (g_ascii_isdigit(*text) && g_ascii_isdigit(text[1]));
}

/* The expression of is_numbered() in ASCII: what stands behind the number, or NULL. *BEYOND_OUT: other signs stand there, ask that. */
static const char *
skip_number(const char *text, gboolean *beyond_out)
{
	const char *at = skip_two_digits(skip_spaces(text)), *end;

	while ((*at == '.' || *at == ',') && g_ascii_isdigit(at[1]))
		at = skip_two_digits(at + 1);
	*beyond_out = (guchar)*at >= 0x80 || (*at && (guchar)at[1] >= 0x80);
	at += *at == '.' || *at == ':' || *at == ')';
	end = skip_spaces(at);
	*beyond_out |= (guchar)*end >= 0x80;
	return end > at ? end : NULL;
}

static gboolean
is_numbered(const Line *line, gsize *after_out)
{
	static GRegex *regex;
	g_autoptr(GMatchInfo) match = NULL;
	gboolean beyond;
	const char *behind;
	int end = 0;

	if (line->first && line->block->marker && g_ascii_isdigit(*line->block->marker)) {
		*after_out = 0;
		return TRUE;
	}
	if (!g_ascii_isdigit(*skip_spaces(line->text)))
		return FALSE;
	behind = skip_number(line->text, &beyond); /* every line is asked by every section */
	if (!beyond) {
		*after_out = behind ? (gsize)(behind - line->text) : 0;
		return behind != NULL;
	}
	if (!regex)
		regex = g_regex_new("^\\s*\\d{1,2}(?:[.,]\\d{1,2})*[.:)]?\\s+", 0, 0, NULL);
	if (!g_regex_match(regex, line->text, 0, &match))
		return FALSE;
	g_match_info_fetch_pos(match, 0, NULL, &end);
	*after_out = (gsize)end;
	return TRUE;
}

/* A reworded heading: the right number, and it looks like a heading. */
static gboolean
looks_like_heading(const Line *line, gsize after)
{
	const char *text = line->text + after;
	gsize length = strlen(text);

	if (length < 3 || length > 120 || !g_unichar_isupper(g_utf8_get_char(text)) || text[length - 1] == '.')
		return FALSE;
	return line->block->kind == DI_BLOCK_HEADING || (gsize)MAX(line->block->bold_bytes, 0) >= strlen(line->text);
}

static Match
grade_text(const FormSection *section, const Line *line, const char *text, gsize offset, gboolean numbered, gboolean right)
{
	Match match = {.lines = 1};
	gsize end = 0;
	double score = best_title(section, text + offset, right ? 0 : own_number, &end);
	gboolean well;

	if (score <= 0 && !right)
		return match;
	well = score > 0 && ends_well(section, text + offset + end, line->block, offset + end);
	match.rest = offset + end;
	match.bare = !numbered && !memchr(text + offset, ' ', end) && !is_instructed(section, text + offset + end);
	if (score > 0 && is_contents_entry(text + offset + end))
		return (Match){.lines = 1};
	if (right && score >= own_number)
		match.grade = well ? GRADE_SURE : GRADE_SENTENCE;
	else if (well && score >= (numbered ? other_number : no_number))
		match.grade = GRADE_TEXT;
	else if (score >= own_number && is_instructed(section, text + offset + end))
		match.grade = GRADE_TEXT;
	else if (right && own_heading(section, text + offset) > 0)
		match = (Match){GRADE_TEXT, offset + own_heading(section, text + offset), 1, FALSE};
	else if (right && looks_like_heading(line, offset))
		match = (Match){GRADE_POOR, strlen(text), 1, FALSE};
	return match;
}

static gboolean
same_first_letter(const FormSection *section, const char *text)
{
	gunichar c = g_unichar_tolower(g_utf8_get_char(text));

	for (guint i = 0; i < section->headings->len; i++)
		if (g_unichar_tolower(g_utf8_get_char(g_ptr_array_index(section->headings, i))) == c)
			return TRUE;
	return FALSE;
}

static Match
grade_line(const FormSection *section, const Line *line)
{
	gsize after = 0;
	const char *marker = line->first ? line->block->marker : NULL;

	if (number_leads(line->text, marker, section->key, &after))
		return grade_text(section, line, line->text, after, TRUE, TRUE);
	if (is_numbered(line, &after))
		return grade_text(section, line, line->text, after, TRUE, FALSE);
	for (after = 0; line->text[after] == ' ' || line->text[after] == '\t' || line->text[after] == '\n';)
		after++;
	if (same_first_letter(section, line->text + after))
		return grade_text(section, line, line->text, after, FALSE, FALSE);
	return (Match){.lines = 1};
}

/* "2.2 Avvikelser från" / "planering (ekonomi …": a heading over two lines, or its number alone on one. */
static Match
grade_pair(const FormSection *section, const Line *line, const Line *next)
{
	gsize after = 0, length = strlen(line->text);
	g_autofree char *both = NULL;
	Match match;

	if (!next || length > 120 || !*next->text ||
		!number_leads(line->text, line->first ? line->block->marker : NULL, section->key, &after))
		return (Match){.lines = 1};
	both = g_strconcat(line->text, " ", next->text, NULL);
	match = grade_text(section, line, both, after, TRUE, TRUE);
	if (match.grade != GRADE_SURE || match.rest <= length + 1)
		return (Match){.lines = 1};
	match.rest -= length + 1;
	match.lines = 2;
	return match;
}

/* A line that is a heading by itself may be the beginning of a longer one. */
static Match
longer_match(Match line, Match pair)
{
	return pair.grade == GRADE_SURE || line.grade != GRADE_SURE ? pair : line;
}

static void
mark_heading(GPtrArray *lines, guint i, const FormSection *section, Match match, Mark mark)
{
	Line *line = g_ptr_array_index(lines, i);

	line->mark = mark;
	line->section = section;
	line->rest = match.lines == 2 ? strlen(line->text) : added_to_heading(line, match.rest);
	line->rest += match.lines == 1 ? continued_length(line->text + line->rest) : 0;
	if (match.lines == 1 && line->rest == match.rest)
		line->rest = added_to_instructed(section, line, match.rest);
	if (match.lines == 2) {
		Line *next = g_ptr_array_index(lines, i + 1);

		next->text += MIN(match.rest, strlen(next->text));
		next->first = FALSE;
		line_begins(next);
	}
}

static gboolean
may_be_heading(const Line *line)
{
	return line->mark == MARK_TEXT && *line->text;
}

/* As most lines do not. */
static gboolean
begins_as_heading(const FormSection *section, const Line *line)
{
	return line->may_be_numbered || section->letters & LETTER_BIT(line->letter);
}

/* Only what stands behind the section's own number can be its heading for sure: as most lines do not. */
static gboolean
is_numbered_so(const FormSection *section, const Line *line)
{
	gsize after = 0;

	return line->may_be_numbered && number_leads(line->text, line->first ? line->block->marker : NULL, section->key, &after);
}

static guint
mark_sure(GPtrArray *lines, const FormSection *section, Mark mark)
{
	guint found = 0;

	for (guint i = 0; i < lines->len; i++) {
		const Line *line = g_ptr_array_index(lines, i);
		const Line *next = i + 1 < lines->len ? g_ptr_array_index(lines, i + 1) : NULL;
		Match match;

		if (!may_be_heading(line) || !is_numbered_so(section, line))
			continue;
		match = grade_line(section, line);
		if ((match.grade != GRADE_SURE || !line->text[match.rest]) && next && may_be_heading(next))
			match = longer_match(match, grade_pair(section, line, next));
		if (match.grade == GRADE_SURE) {
			mark_heading(lines, i, section, match, mark);
			found++;
		}
	}
	return found;
}

/* Has LINE more letters than a heading of SECTION could explain? Then nothing can be said for it by the line below. */
static gboolean
is_long(const FormSection *section, const Line *line)
{
	return has_more_letters(line->text, 2 * section->longest + 4);
}

/* The next line is the section's instruction: a line of its own before it may be badly misspelt. */
static Match
grade_instructed(const FormSection *section, const Line *line, Match match)
{
	gsize after = 0, end = 0;

	match.bare = FALSE;
	if (match.grade != GRADE_NONE)
		return match;
	if (!is_numbered(line, &after))
		after = 0;
	if (best_title(section, line->text + after, own_number, &end) >= own_number && signs_only(line->text + after + end))
		return (Match){GRADE_TEXT, strlen(line->text), 1, FALSE};
	return match;
}

typedef struct {
	guint from, to; /* lines between which a heading without a number is believed */
} Span;

/* Between the last sure heading of the sections before section I and the first of those after it. */
static Span
span_of(GPtrArray *lines, GPtrArray *sections, guint section)
{
	Span span = {0, G_MAXUINT};

	for (guint i = 0; i < lines->len; i++) {
		const Line *line = g_ptr_array_index(lines, i);
		guint order = 0;

		if (!line->section || !g_ptr_array_find(sections, line->section, &order))
			continue;
		if (order < section)
			span.from = i;
		else if (order > section)
			span.to = MIN(span.to, i);
	}
	return span.from < span.to ? span : (Span){0, G_MAXUINT};
}

/* The best weaker line for a section that no sure heading opened. */
static gboolean
mark_weak(GPtrArray *lines, const FormSection *section, Mark mark, Span span)
{
	Match best = {.lines = 1};
	guint best_at = 0;

	for (guint i = 0; i < lines->len; i++) {
		const Line *line = g_ptr_array_index(lines, i);
		const Line *next = i + 1 < lines->len ? g_ptr_array_index(lines, i + 1) : NULL;
		Match match;

		if (!may_be_heading(line))
			continue;
		match = begins_as_heading(section, line) ? grade_line(section, line) : (Match){.lines = 1};
		if (next && (match.grade != GRADE_NONE || !is_long(section, line)) && is_instructed(section, next->text))
			match = grade_instructed(section, line, match);
		if (match.grade > best.grade && (!match.bare || (i >= span.from && i <= span.to))) {
			best = match;
			best_at = i;
		}
	}
	if (best.grade == GRADE_NONE)
		return FALSE;
	mark_heading(lines, best_at, section, best, mark);
	return TRUE;
}

/* How many sections were found for sure; WEAK_OUT: how many otherwise. */
static guint
mark_sections(GPtrArray *lines, GPtrArray *sections, Mark mark, guint *weak_out)
{
	g_autofree guint *found = g_new0(guint, sections->len + 1);
	guint n = 0;

	*weak_out = 0;
	for (guint i = 0; i < sections->len; i++)
		found[i] = mark_sure(lines, g_ptr_array_index(sections, i), mark);
	for (guint i = 0; i < sections->len; i++)
		n += found[i] > 0 ? 1 : 0;
	for (guint i = 0; i < sections->len; i++)
		if (!found[i])
			*weak_out += mark_weak(lines, g_ptr_array_index(sections, i), mark, span_of(lines, sections, i)) ? 1 : 0;
	return n;
}

static void
mark_labels(const Form *form, GPtrArray *lines, FormScore *score)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, NULL);
	gboolean inside = FALSE;

	for (guint i = 0; i < lines->len; i++) {
		Line *line = g_ptr_array_index(lines, i);
		gsize end = 0, lead = strspn(line->text, " \t\n*");
		const FormField *field;

		if (line->mark == MARK_SECTION || line->mark == MARK_PART)
			inside = line->mark == MARK_SECTION;
		if (inside || line->mark != MARK_TEXT || !*line->text)
			continue;
		field = label_at(form, line->text + lead, &end, NULL);
		if (!field)
			continue;
		line->mark = MARK_LABEL;
		line->field = field;
		line->rest = lead + end;
		if (g_hash_table_add(seen, (gpointer)(gintptr)field)) {
			score->labels++;
			score->own_labels += field->by_forbund ? 0 : 1;
		}
	}
}

void
mark_lines(const Form *form, GPtrArray *lines, FormScore *score_out)
{
	FormScore score = {0};
	guint weak_parts = 0;

	for (guint i = 0; i < lines->len; i++)
		line_begins(g_ptr_array_index(lines, i));
	score.sections = mark_sections(lines, form->sections, MARK_SECTION, &score.weak);
	score.parts = mark_sections(lines, form->parts, MARK_PART, &weak_parts);
	mark_titles(form, lines, &score);
	mark_labels(form, lines, &score);
	*score_out = score;
}
