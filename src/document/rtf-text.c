/* What becomes of the text of an RTF: characters, paragraphs, tables, fields. */
#include "rtf.h"

#include "docx.h"

#include <string.h>

DiRtfGroup *
di_rtf_top(const DiRtfReader *reader)
{
	return &g_array_index(reader->groups, DiRtfGroup, reader->groups->len - 1);
}

DiRtfField *
di_rtf_top_field(const DiRtfReader *reader)
{
	return reader->fields->len > 0 ? &g_array_index(reader->fields, DiRtfField, reader->fields->len - 1) : NULL;
}

void
di_rtf_clear_field(gpointer data)
{
	DiRtfField *field = data;

	if (field->entries)
		g_ptr_array_unref(field->entries);
	field->entries = NULL;
}

/* Tables: RTF tells only with each paragraph how deep it lies; rows and cells begin where text begins. */

static void
open_cell(DiRtfReader *reader)
{
	DiRtfTable *level = &g_array_index(reader->tables, DiRtfTable, reader->tables->len - 1);

	if (!level->row_open)
		di_flow_row(reader->flow);
	if (!level->cell_open)
		di_flow_cell_begin(reader->flow, 1, level->cell < reader->n_cells && reader->covered[level->cell]);
	level->row_open = level->cell_open = TRUE;
}

void
di_rtf_close_table(DiRtfReader *reader)
{
	if (g_array_index(reader->tables, DiRtfTable, reader->tables->len - 1).cell_open)
		di_flow_cell_end(reader->flow);
	di_flow_table_end(reader->flow);
	g_array_set_size(reader->tables, reader->tables->len - 1);
}

static void
fit_tables(DiRtfReader *reader)
{
	guint wanted = reader->in_table ? (guint)CLAMP(reader->nesting, 1, 20) : 0;

	if (di_flow_is_inside(reader->flow))
		return;
	while (reader->tables->len > wanted)
		di_rtf_close_table(reader);
	while (reader->tables->len < wanted) {
		DiRtfTable level = {FALSE, FALSE, 0};

		di_flow_table_begin(reader->flow);
		g_array_append_val(reader->tables, level);
		open_cell(reader);
	}
	if (wanted > 0)
		open_cell(reader);
}

void
di_rtf_append(DiRtfReader *reader, const char *text, size_t size)
{
	const DiRtfGroup *group = di_rtf_top(reader);

	if (size == 0 || group->hidden || group->deleted || group->into == INTO_NOTHING)
		return;
	if (group->into != INTO_TEXT) {
		if (reader->aside->len < 10000)
			g_string_append_len(reader->aside, text, (gssize)size);
		return;
	}
	fit_tables(reader);
	di_flow_append(reader->flow, text, size, group->bold, group->size_pt10);
}

void
di_rtf_append_unicode(DiRtfReader *reader, gunichar c)
{
	char text[6];

	if ((c >= 0xf000 && c <= 0xf0ff) || (di_rtf_top(reader)->symbol && c < 0x100))
		c = di_symbol_to_unicode(NULL, c);
	if ((c >= ' ' || c == '\t') && c != 0x7f && c != 0xad && g_unichar_validate(c))
		di_rtf_append(reader, text, (size_t)g_unichar_to_utf8(c, text));
}

void
di_rtf_flush(DiRtfReader *reader)
{
	GString *bytes = reader->pending;
	const char *charset = di_rtf_codepage(di_rtf_top(reader)->codepage);
	g_autofree char *text = NULL;

	if (bytes->len == 0)
		return;
	if (di_rtf_top(reader)->symbol) {
		for (gsize i = 0; i < bytes->len; i++)
			di_rtf_append_unicode(reader, (guchar)bytes->str[i]);
		g_string_truncate(bytes, 0);
		return;
	}
	if (charset)
		text = g_convert(bytes->str, (gssize)bytes->len, "UTF-8", charset, NULL, NULL, NULL);
	if (!text)
		text = di_text_from_bytes(bytes->str, (gssize)bytes->len);
	di_rtf_append(reader, text, strlen(text));
	g_string_truncate(bytes, 0);
}

void
di_rtf_take_marker(DiRtfReader *reader)
{
	g_strstrip(reader->aside->str);
	g_clear_pointer(&reader->marker, g_free);
	if (g_utf8_strlen(reader->aside->str, -1) == 1 && (!g_ascii_isalnum(*reader->aside->str) || *reader->aside->str == 'o'))
		reader->marker = g_strdup("-");
	else if (*reader->aside->str)
		reader->marker = g_strdup(reader->aside->str);
}

static int
heading_level(const DiRtfReader *reader)
{
	if (reader->outline >= 0)
		return reader->outline <= 8 ? reader->outline + 1 : 0;
	return GPOINTER_TO_INT(g_hash_table_lookup(reader->style_levels, GINT_TO_POINTER(reader->style)));
}

void
di_rtf_end_paragraph(DiRtfReader *reader)
{
	if (di_rtf_top(reader)->into != INTO_TEXT || di_rtf_top(reader)->deleted)
		return;
	if (di_flow_paragraph(reader->flow)->text->len > 0)
		fit_tables(reader);
	di_flow_end_paragraph(reader->flow, heading_level(reader), reader->marker, reader->list_level);
	g_clear_pointer(&reader->marker, g_free);
}

void
di_rtf_end_cell(DiRtfReader *reader)
{
	DiRtfTable *level;

	if (di_rtf_top(reader)->into != INTO_TEXT || di_flow_is_inside(reader->flow))
		return;
	reader->in_table = TRUE;
	fit_tables(reader);
	di_rtf_end_paragraph(reader);
	level = &g_array_index(reader->tables, DiRtfTable, reader->tables->len - 1);
	di_flow_cell_end(reader->flow);
	level->cell_open = FALSE;
	level->cell++;
}

void
di_rtf_end_row(DiRtfReader *reader)
{
	DiRtfTable *level;

	if (reader->tables->len == 0 || di_flow_is_inside(reader->flow))
		return;
	level = &g_array_index(reader->tables, DiRtfTable, reader->tables->len - 1);
	if (level->cell_open)
		di_flow_cell_end(reader->flow);
	*level = (DiRtfTable){FALSE, FALSE, 0};
}

void
di_rtf_define_cell(DiRtfReader *reader)
{
	if (reader->n_cells < DI_RTF_MAX_CELLS)
		reader->covered[reader->n_cells++] = reader->next_covered;
	reader->next_covered = FALSE;
}

/* Fields: what stands between fldrslt's braces is text; a form's text field is what somebody filled in. */

void
di_rtf_begin_field(DiRtfReader *reader)
{
	DiRtfField field = {.type = FORM_NONE, .result = DI_RTF_UNDEFINED};

	if (reader->fields->len >= 100 || di_rtf_top(reader)->into != INTO_TEXT)
		return;
	di_rtf_top(reader)->field = TRUE;
	g_array_append_val(reader->fields, field);
}

void
di_rtf_begin_result(DiRtfReader *reader)
{
	const DiRtfField *field = di_rtf_top_field(reader);
	DiRtfGroup *group = di_rtf_top(reader);

	if (!field || group->into != INTO_TEXT || !(field->is_text || field->type == FORM_TEXT))
		return;
	fit_tables(reader);
	group->form_value = TRUE;
	group->start = (int)di_flow_paragraph(reader->flow)->text->len;
}

static gboolean
is_blank(const char *text)
{
	for (; *text; text = di_utf8_next(text)) {
		if (!g_unichar_isspace(g_utf8_get_char(text)))
			return FALSE;
	}
	return TRUE;
}

void
di_rtf_end_result(DiRtfReader *reader, int start)
{
	DiParagraph *paragraph = di_flow_paragraph(reader->flow);

	if (start > (int)paragraph->text->len)
		return; /* the value went over several paragraphs */
	if (is_blank(paragraph->text->str + start)) {
		g_string_truncate(paragraph->text, (gsize)start);
		paragraph->placeholder = TRUE;
	}
	di_paragraph_add_value(paragraph, start, (int)paragraph->text->len, NULL);
}

void
di_rtf_end_field(DiRtfReader *reader)
{
	DiRtfField *field = di_rtf_top_field(reader);
	int result;

	if (!field)
		return;
	result = field->result == DI_RTF_UNDEFINED ? field->default_result : field->result;
	if (field->type == FORM_CHECKBOX)
		di_rtf_append(reader, result > 0 ? "☒" : "☐", 3);
	else if (field->type == FORM_LIST && field->entries && result >= 0 && result < (int)field->entries->len)
		di_rtf_append(reader, field->entries->pdata[result], strlen(field->entries->pdata[result]));
	g_array_set_size(reader->fields, reader->fields->len - 1);
}

void
di_rtf_set_form(DiRtfReader *reader, DiRtfAction action, int number)
{
	DiRtfField *field = di_rtf_top_field(reader);

	if (!field)
		return;
	if (action == R_FORM_TYPE)
		field->type = number;
	else if (action == R_FORM_RESULT)
		field->result = number;
	else if (action == R_FORM_DEFAULT)
		field->default_result = number;
}

void
di_rtf_end_entry(DiRtfReader *reader)
{
	DiRtfField *field = di_rtf_top_field(reader);

	if (!field)
		return;
	if (!field->entries)
		field->entries = g_ptr_array_new_with_free_func(g_free);
	if (field->entries->len < 1000)
		g_ptr_array_add(field->entries, g_strdup(g_strstrip(reader->aside->str)));
}
