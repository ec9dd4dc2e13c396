/* One document may hold several reports: a coordinator prints those of all her insatser into one PDF, a scanner takes the whole heap.
 * Each is read by itself; what stood under the same heading in two of them would else be one answer. */
#include "internal.h"

#include <string.h>

enum { SECTIONS_MIN = 2, TITLE_BYTES_MAX = 100, FRONT_LINES_MAX = 80, AGAIN_MIN = 3, AGAIN_ANSWERED_MIN = 2 };

typedef struct {
	const DiForms *forms;
	const Form *form;
	GPtrArray *lines;
	GHashTable *begun; /* the sections of the report that is passed */
	GHashTable *answered; /* those of them behind whose heading something stands */
	GHashTable *front; /* the fields and parts that stood before them */
	GHashTable *headings; /* of a section that nothing but a line of words opens: that line */
	gboolean named;    /* its insats, too */
} Pass;

static gboolean
is_name(const FormField *field)
{
	return field && strcmp(field->key, "insats") == 0;
}

/* The title of a report, in whichever form: a final report may lie behind a quarter's. */
static gboolean
is_report_title(const Pass *pass, const char *text)
{
	if (strnlen(text, TITLE_BYTES_MAX) == TITLE_BYTES_MAX)
		return FALSE;
	for (guint i = 0; i < pass->forms->forms->len; i++) {
		const Form *form = g_ptr_array_index(pass->forms->forms, i);

		if (form->kind != DI_KIND_ARSBILAGA && is_form_title(form, text))
			return TRUE;
	}
	return FALSE;
}

/* Does somebody say from line I on, before the next section, whose report it is? NEXT_OUT: that section. */
static gboolean
is_named(const Pass *pass, guint i, const FormSection **next_out)
{
	guint end_of_front = MIN(pass->lines->len, i + FRONT_LINES_MAX);
	gboolean named = FALSE;

	*next_out = NULL;
	for (; i < end_of_front && !*next_out; i++) {
		const Line *line = g_ptr_array_index(pass->lines, i);
		const FormField *field = line->field;
		gsize end = 0;

		if (line->mark == MARK_SECTION)
			*next_out = line->section;
		if (!named && line->mark == MARK_TEXT)
			field = label_at(pass->form, line->text, &end, NULL);
		named = named || is_name(field);
	}
	return named;
}

/* Is there a label, or a part, that stood before the first section, and then the insats, and a section that has begun already? */
static gboolean
begins_anew(const Pass *pass, guint i, gconstpointer label)
{
	const FormSection *next;

	return g_hash_table_size(pass->begun) >= SECTIONS_MIN && g_hash_table_contains(pass->front, label) && is_named(pass, i, &next) && next &&
	       g_hash_table_contains(pass->begun, next);
}

/* A title between two names of insatser, or a form that goes on where it began. */
static gboolean
opens_again(const Pass *pass, guint i)
{
	const Line *line = g_ptr_array_index(pass->lines, i);
	const FormSection *next;

	switch (line->mark) {
	case MARK_LABEL:
		return begins_anew(pass, i, line->field);
	case MARK_PART:
		return begins_anew(pass, i, line->section);
	case MARK_TEXT:
	case MARK_TITLE:
		return pass->named && *line->text && is_report_title(pass, line->text) && is_named(pass, i, &next);
	case MARK_FORM:
	case MARK_SECTION:
	default:
		return FALSE;
	}
}

/* The section whose heading line I is; NULL: none. Of headings without numbers only the first of its kind is marked. */
static const FormSection *
heading_at(const Pass *pass, guint i)
{
	const Line *line = g_ptr_array_index(pass->lines, i);

	if (line->mark == MARK_SECTION)
		return line->section;
	if (line->mark != MARK_TEXT || !*line->text || g_hash_table_size(pass->headings) == 0 || strnlen(line->text, TITLE_BYTES_MAX) == TITLE_BYTES_MAX)
		return NULL;
	return g_hash_table_lookup(pass->headings, line->text);
}

/* Does anything stand behind the heading in line I, before the next? */
static gboolean
has_answer(const Pass *pass, guint i)
{
	const Line *line = g_ptr_array_index(pass->lines, i);
	gboolean found = line->mark == MARK_SECTION && !signs_only(line->text + line->rest);

	for (i++; i < pass->lines->len && !found; i++) {
		line = g_ptr_array_index(pass->lines, i);
		if (line->mark == MARK_PART || heading_at(pass, i))
			break;
		found = line->mark == MARK_TEXT && !signs_only(line->text);
	}
	return found;
}

/* Do the headings that have passed come again from line I on, in their order? One or two may be an answer in two parts. */
static gboolean
runs_again(const Pass *pass, guint i)
{
	guint again = 0, answered = 0, seen = 0, last = 0;

	for (; i < pass->lines->len && seen < 2 * pass->form->sections->len; i++) {
		const FormSection *section = heading_at(pass, i);
		guint order = 0;

		if (!section || !g_ptr_array_find(pass->form->sections, section, &order))
			continue;
		seen++;
		if (again > 0 && order < last)
			break;
		if ((again > 0 && order == last) || !g_hash_table_contains(pass->begun, section))
			continue;
		last = order;
		again++;
		answered += g_hash_table_contains(pass->answered, section) && has_answer(pass, i) ? 1 : 0;
	}
	return again >= AGAIN_MIN && answered >= AGAIN_ANSWERED_MIN;
}

/* Which field's label stands in a line of the answer above? */
static const FormField *
label_within(const Pass *pass, const Line *line)
{
	gsize end = 0;

	return line->mark == MARK_TEXT && *line->text ? label_at(pass->form, line->text, &end, NULL) : NULL;
}

/* The line above section I in which, within the answer before, a front begins that says whose report follows; I: there is none. */
static guint
front_above(const Pass *pass, guint i)
{
	guint lowest = i > FRONT_LINES_MAX ? i - FRONT_LINES_MAX : 0, at = i;
	gboolean named = FALSE;

	while (at > lowest && !named) {
		const Line *above = g_ptr_array_index(pass->lines, at - 1);

		if (above->mark == MARK_PART || heading_at(pass, at - 1))
			return i;
		named = is_name(label_within(pass, above));
		at--;
	}
	if (!named)
		return i;
	while (at > lowest && g_hash_table_contains(pass->front, label_within(pass, g_ptr_array_index(pass->lines, at - 1))))
		at--;
	return at;
}

/* Headings that come again open a report where its name stands above them as the first one's did, or where so many of them come that
 * no answer has them: who it is about must be asked then. *START_OUT: the line in which it begins. */
static gboolean
sections_open_again(const Pass *pass, guint i, guint *start_out)
{
	const FormSection *section = heading_at(pass, i);

	*start_out = i;
	if (!section || g_hash_table_size(pass->begun) < SECTIONS_MIN || !g_hash_table_contains(pass->begun, section))
		return FALSE;
	*start_out = pass->named ? front_above(pass, i) : i;
	return *start_out < i || runs_again(pass, i);
}

/* What stands above line I on its page belongs to it, where the report before ended on another. */
static guint
top_of_page(const Pass *pass, guint i)
{
	guint top = i;

	while (top > 0) {
		const Line *above = g_ptr_array_index(pass->lines, top - 1), *line = g_ptr_array_index(pass->lines, top);

		if (above->mark == MARK_SECTION || above->mark == MARK_PART)
			return i;
		if (above->block->page != line->block->page)
			return line->block->page > 0 ? top : i;
		top--;
	}
	return i;
}

static void
pass_line(Pass *pass, guint i)
{
	const Line *line = g_ptr_array_index(pass->lines, i);
	const FormSection *section = heading_at(pass, i);

	pass->named = pass->named || (line->mark == MARK_LABEL && is_name(line->field));
	if (section && has_answer(pass, i))
		g_hash_table_add(pass->answered, (gpointer)(gintptr)section);
	if (section)
		g_hash_table_add(pass->begun, (gpointer)(gintptr)section);
	else if (g_hash_table_size(pass->begun) == 0 && line->mark == MARK_LABEL)
		g_hash_table_add(pass->front, (gpointer)(gintptr)line->field);
	else if (g_hash_table_size(pass->begun) == 0 && line->mark == MARK_PART)
		g_hash_table_add(pass->front, (gpointer)(gintptr)line->section);
}

/* The report that is passed ends before line I. */
static void
start_at(Pass *pass, guint i, gboolean named, GPtrArray *starts)
{
	const Line *line = g_ptr_array_index(pass->lines, i);

	g_ptr_array_add(starts, (gpointer)(gintptr)line->block);
	g_hash_table_remove_all(pass->begun);
	g_hash_table_remove_all(pass->answered);
	pass->named = named;
}

static void
note_heading(GHashTable *headings, const Line *line)
{
	if (line->mark == MARK_SECTION && signs_only(line->text + line->rest))
		g_hash_table_insert(headings, (gpointer)(gintptr)line->text, (gpointer)(gintptr)line->section);
}

GPtrArray *
form_starts(const DiForms *forms, const Form *form, GPtrArray *lines)
{
	g_autoptr(GHashTable) begun = g_hash_table_new(NULL, NULL), answered = g_hash_table_new(NULL, NULL), front = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) headings = g_hash_table_new(g_str_hash, g_str_equal);
	Pass pass = {forms, form, lines, begun, answered, front, headings, FALSE};
	GPtrArray *starts = g_ptr_array_new();

	for (guint i = 0; i < lines->len; i++)
		note_heading(headings, g_ptr_array_index(lines, i));
	for (guint i = 0; i < lines->len; i++) {
		guint start;

		if (opens_again(&pass, i))
			start_at(&pass, top_of_page(&pass, i), FALSE, starts);
		else if (sections_open_again(&pass, i, &start))
			start_at(&pass, start, start < i, starts);
		pass_line(&pass, i);
	}
	return starts;
}
