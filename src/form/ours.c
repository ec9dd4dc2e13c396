/* A form that we filled in and sent comes back: its controls say by name what stands in them, whatever became of the
 * headings above. A control {2.1} holds the answer to 2.1; one that is neither a field nor a section ({mal}, {senast}) holds what
 * the förbund wrote. What is written outside of the controls still counts, below the heading that it stands under. */
#include "internal.h"

#include <string.h>

static const FormSection *
section_of(const Form *form, const char *key)
{
	for (guint i = 0; i < form->sections->len; i++) {
		const FormSection *section = g_ptr_array_index(form->sections, i);

		if (strcmp(section->key, key) == 0)
			return section;
	}
	return NULL;
}

static gboolean
is_found(GPtrArray *lines, const FormSection *section)
{
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = g_ptr_array_index(lines, i);

		if (line->answers == section || (line->mark == MARK_SECTION && line->section == section))
			return TRUE;
	}
	return FALSE;
}

/* The line above the first of an answer, where it is short and nobody's: a heading that was reworded. */
static void
take_heading(GPtrArray *lines, guint i)
{
	Line *line = i > 0 ? g_ptr_array_index(lines, i - 1) : NULL;

	if (!line || line->mark != MARK_TEXT || line->answers || line->block->ours || strlen(line->text) > 120)
		return;
	if (line->block->kind == DI_BLOCK_HEADING || (gsize)MAX(line->block->bold_bytes, 0) >= strlen(line->text) ||
		(line->first && line->block->marker) || g_ascii_isdigit(*line->text))
		line->mark = MARK_FORM;
}

void
mark_ours(const Form *form, GPtrArray *lines, FormScore *score)
{
	for (guint i = 0; i < lines->len; i++) {
		Line *line = g_ptr_array_index(lines, i);
		const FormSection *section = line->block->ours ? section_of(form, line->block->tag) : NULL;

		if (!line->block->ours)
			continue;
		if (section && !is_found(lines, section)) {
			score->sections++;
			take_heading(lines, i);
		}
		if (section) {
			line->answers = section;
			line->mark = MARK_TEXT;
		} else if (form_field(form, line->block->tag)) {
			score->own_labels++;
		} else {
			line->mark = MARK_FORM;
		}
	}
}
