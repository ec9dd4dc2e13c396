/* One document may hold several reports: a coordinator prints those of all her insatser into one PDF, a scanner takes the whole heap.
 * Each is read by itself; what stood under the same heading in two of them would else be one answer. */
#include "internal.h"

#include <string.h>

enum { SECTIONS_MIN = 2, TITLE_BYTES_MAX = 100, FRONT_LINES_MAX = 80 };

typedef struct {
	const DiForms *forms;
	const Form *form;
	GPtrArray *lines;
	GHashTable *begun; /* the sections of the report that is passed */
	GHashTable *front; /* the fields and parts that stood before them */
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
pass_line(Pass *pass, const Line *line)
{
	pass->named = pass->named || (line->mark == MARK_LABEL && is_name(line->field));
	if (line->mark == MARK_SECTION)
		g_hash_table_add(pass->begun, (gpointer)(gintptr)line->section);
	else if (g_hash_table_size(pass->begun) == 0 && line->mark == MARK_LABEL)
		g_hash_table_add(pass->front, (gpointer)(gintptr)line->field);
	else if (g_hash_table_size(pass->begun) == 0 && line->mark == MARK_PART)
		g_hash_table_add(pass->front, (gpointer)(gintptr)line->section);
}

static const DiBlock *
block_at(GPtrArray *lines, guint i)
{
	return ((const Line *)g_ptr_array_index(lines, i))->block;
}

GPtrArray *
form_starts(const DiForms *forms, const Form *form, GPtrArray *lines)
{
	g_autoptr(GHashTable) begun = g_hash_table_new(NULL, NULL), front = g_hash_table_new(NULL, NULL);
	Pass pass = {forms, form, lines, begun, front, FALSE};
	GPtrArray *starts = g_ptr_array_new();

	for (guint i = 0; i < lines->len; i++) {
		const Line *line = g_ptr_array_index(lines, i);

		if (opens_again(&pass, i)) {
			g_ptr_array_add(starts, (gpointer)(gintptr)block_at(lines, top_of_page(&pass, i)));
			g_hash_table_remove_all(begun);
			pass.named = FALSE;
		}
		pass_line(&pass, line);
	}
	return starts;
}
