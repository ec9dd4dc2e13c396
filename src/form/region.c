/* Which section, or the part of uppgiftslämnare, each line stands in. */
#include "internal.h"

#include <string.h>

static gboolean
folds_to(const char *text, const char *folded)
{
	g_autofree char *own = di_text_fold(text);
	gsize n = strlen(own);

	while (n > 0 && strchr(":. ", own[n - 1]))
		own[--n] = '\0';
	return strcmp(own, folded) == 0;
}

/* "Datum" | "Namn" in one row, on two lines, or as one line. */
static gboolean
opens_persons(GPtrArray *lines, guint i)
{
	const Line *line = g_ptr_array_index(lines, i);
	const Line *next = i + 1 < lines->len ? g_ptr_array_index(lines, i + 1) : NULL;

	if (folds_to(line->text, "datum namn"))
		return TRUE;
	if (!folds_to(line->text, "datum") || !next)
		return FALSE;
	if (line->block->table != next->block->table || line->block->row != next->block->row)
		return FALSE;
	return folds_to(next->text, "namn") || (line->block->table > 0 && *next->text == '\0');
}

/* Where the heading of the persons' part is missing, its table after the last section opens it. */
static guint
persons_begin(const Form *form, GPtrArray *lines)
{
	guint last_section = 0;

	for (guint i = 0; i < lines->len; i++) {
		const Line *line = g_ptr_array_index(lines, i);

		if (line->mark == MARK_PART && form->persons_part && strcmp(line->section->key, form->persons_part) == 0)
			return G_MAXUINT;
		if (line->mark == MARK_SECTION)
			last_section = i;
	}
	for (guint i = last_section + 1; i < lines->len; i++)
		if (opens_persons(lines, i))
			return i;
	return G_MAXUINT;
}

void
mark_regions(const Form *form, GPtrArray *lines)
{
	const FormSection *inside = NULL;
	gboolean persons = FALSE;
	guint begin = persons_begin(form, lines);

	for (guint i = 0; i < lines->len; i++) {
		Line *line = g_ptr_array_index(lines, i);

		if (line->answers || line->mark == MARK_SECTION) {
			inside = line->answers ? line->answers : line->section;
			persons = FALSE;
		} else if (line->mark == MARK_PART) {
			inside = NULL;
			persons = g_strcmp0(line->section->key, form->persons_part) == 0;
		} else if (i == begin) {
			inside = NULL;
			persons = TRUE;
		}
		line->inside = inside;
		line->persons = persons;
	}
}
