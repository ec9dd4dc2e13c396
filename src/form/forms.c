/* Descriptions of forms in memory: made empty, filled by form.c, freed. */
#include "internal.h"

#include <string.h>

static void
field_free(gpointer data)
{
	FormField *field = data;

	g_free(field->key);
	g_ptr_array_unref(field->labels);
	g_ptr_array_unref(field->tags);
	g_free(field);
}

static void
section_free(gpointer data)
{
	FormSection *section = data;

	g_free(section->key);
	g_ptr_array_unref(section->headings);
	g_ptr_array_unref(section->instructions);
	g_free(section->filled_from);
	g_free(section->filled_to);
	g_free(section);
}

Form *
form_new(void)
{
	Form *form = g_new0(Form, 1);
	GPtrArray **texts[] = {&form->titles, &form->foreign, &form->texts, &form->footers, &form->boxes, &form->prompts};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		*texts[i] = g_ptr_array_new_with_free_func(g_free);
	form->fields = g_ptr_array_new_with_free_func(field_free);
	form->sections = g_ptr_array_new_with_free_func(section_free);
	form->parts = g_ptr_array_new_with_free_func(section_free);
	return form;
}

void
form_free(gpointer data)
{
	Form *form = data;
	GPtrArray *arrays[] = {form->titles, form->foreign, form->texts, form->footers, form->boxes, form->prompts,
		form->fields, form->sections, form->parts};

	for (gsize i = 0; i < G_N_ELEMENTS(arrays); i++)
		g_ptr_array_unref(arrays[i]);
	among_free(form->printed);
	among_free(form->labelled);
	among_free(form->headed_sections);
	among_free(form->headed_parts);
	g_free(form->name);
	g_free(form->edition);
	g_free(form->forbund);
	g_free(form->persons_part);
	g_free(form->record_key);
	g_free(form);
}

static Among *
index_headings(GPtrArray *sections)
{
	Among *headed = among_new();

	for (guint i = 0; i < sections->len; i++) {
		FormSection *section = g_ptr_array_index(sections, i);

		for (guint j = 0; j < section->headings->len; j++) {
			const char *heading = g_ptr_array_index(section->headings, j);

			section->letters |= LETTER_BIT(g_unichar_tolower(g_utf8_get_char(heading)));
			section->longest = MAX(section->longest, strlen(heading));
			among_add(headed, heading, WHOLE_HEADING_NEEDS);
		}
	}
	return headed;
}

Form *
form_index(Form *form)
{
	form->headed_sections = index_headings(form->sections);
	form->headed_parts = index_headings(form->parts);
	form->printed = among_new();
	form->labelled = among_new();
	for (guint i = 0; i < form->texts->len; i++)
		among_add(form->printed, g_ptr_array_index(form->texts, i), TEXT_NEEDS);
	for (guint i = 0; i < form->fields->len; i++) {
		const FormField *field = g_ptr_array_index(form->fields, i);

		for (guint j = 0; j < field->labels->len; j++)
			among_add(form->labelled, g_ptr_array_index(field->labels, j), label_needs(g_ptr_array_index(field->labels, j)));
	}
	return form;
}

const FormField *
form_field(const Form *form, const char *key)
{
	for (guint i = 0; i < form->fields->len; i++) {
		const FormField *field = g_ptr_array_index(form->fields, i);

		if (g_strcmp0(field->key, key) == 0)
			return field;
	}
	return NULL;
}

DiForms *
di_forms_new(void)
{
	DiForms *forms = g_new0(DiForms, 1);

	forms->forms = g_ptr_array_new_with_free_func(form_free);
	return forms;
}

void
di_forms_free(DiForms *forms)
{
	if (!forms)
		return;
	g_ptr_array_unref(forms->forms);
	g_free(forms);
}
