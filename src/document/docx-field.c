/* What people fill in: legacy form fields (codes between fldChar begin and separate, the result until
 * end) and content controls. Codes never reach the text; prompts are left out and leave a mark. */
#include "docx-story.h"

#include <string.h>

#define MAX_FIELDS 64
#define MAX_ENTRIES 1000

void
di_field_clear(gpointer data)
{
	Field *field = data;

	if (field->entries)
		g_ptr_array_unref(field->entries);
	field->entries = NULL;
}

static Field *
top_field(Story *story)
{
	return story->fields->len > 0 ? &g_array_index(story->fields, Field, story->fields->len - 1) : NULL;
}

gboolean
di_story_in_code(const Story *story)
{
	for (guint i = 0; i < story->fields->len; i++) {
		if (!g_array_index(story->fields, Field, i).in_result)
			return TRUE;
	}
	return FALSE;
}

/* A field that has not come to its result by the end of its paragraph is broken: its end may never
 * come, and must not swallow the rest of the report. */
void
di_story_fields_at_paragraph_end(Story *story)
{
	for (guint i = story->fields->len; i-- > 0;) {
		Field *field = &g_array_index(story->fields, Field, i);

		if (!field->in_result) {
			g_array_set_size(story->fields, i);
			continue;
		}
		if (field->kind == FIELD_TEXT)
			di_paragraph_add_value(&story->paragraph.base, field->start, (int)story->paragraph.base.text->len, NULL);
		field->start = 0;
		field->continued = TRUE;
	}
}

static gboolean
is_blank(const char *text)
{
	for (const char *at = text; *at; at = di_utf8_next(at)) {
		if (!g_unichar_isspace(g_utf8_get_char(at)))
			return FALSE;
	}
	return TRUE;
}

/* The text of a field ends: five en spaces, or none, are an empty field. */
static void
end_text_field(Paragraph *paragraph, int start, gboolean continued)
{
	if (is_blank(paragraph->base.text->str + start)) {
		g_string_truncate(paragraph->base.text, (gsize)start);
		paragraph->base.bold_bytes = MIN(paragraph->base.bold_bytes, start);
		paragraph->base.placeholder |= !continued;
	}
	di_paragraph_add_value(&paragraph->base, start, (int)paragraph->base.text->len, NULL);
}

static void
end_choice_field(Body *body, const Field *field)
{
	Paragraph *paragraph = &di_body_story(body)->paragraph;
	int start = (int)paragraph->base.text->len;
	int chosen = MAX(field->chosen, 0);

	if (field->kind == FIELD_CHECKBOX)
		di_body_append(body, field->checked > 0 ? "☒" : "☐", 3);
	else if (field->entries && chosen < (int)field->entries->len)
		di_body_append(body, field->entries->pdata[chosen], strlen(field->entries->pdata[chosen]));
	di_paragraph_add_value(&paragraph->base, start, (int)paragraph->base.text->len, NULL);
}

static void
end_field(Body *body)
{
	Story *story = di_body_story(body);
	Field *top = top_field(story);
	Field field;

	if (!top)
		return;
	field = *top;
	top->entries = NULL; /* taken over */
	g_array_set_size(story->fields, story->fields->len - 1);
	if (field.kind == FIELD_TEXT && field.in_result && field.start <= (int)story->paragraph.base.text->len)
		end_text_field(&story->paragraph, field.start, field.continued);
	else if (field.kind == FIELD_CHECKBOX || field.kind == FIELD_DROPDOWN)
		end_choice_field(body, &field);
	di_field_clear(&field);
}

void
di_body_field_char(Body *body, const DiXmlAttributes *attributes)
{
	Story *story = di_body_story(body);
	Field *top = top_field(story);

	if (di_xml_attribute_is(attributes, "fldCharType", "begin")) {
		Field field = {.checked = -1, .chosen = -1};

		if (story->fields->len < MAX_FIELDS)
			g_array_append_val(story->fields, field);
	} else if (di_xml_attribute_is(attributes, "fldCharType", "separate")) {
		if (top) {
			top->in_result = TRUE;
			top->start = (int)story->paragraph.base.text->len;
		}
	} else if (di_xml_attribute_is(attributes, "fldCharType", "end")) {
		end_field(body);
	}
}

static void
add_entry(Field *field, const DiXmlAttributes *attributes)
{
	char *entry = di_xml_attribute_dup(attributes, "val");

	if (!field->entries)
		field->entries = g_ptr_array_new_with_free_func(g_free);
	if (entry && field->entries->len < MAX_ENTRIES)
		g_ptr_array_add(field->entries, entry);
	else
		g_free(entry);
}

void
di_body_field_data(Body *body, int token, const DiXmlAttributes *attributes)
{
	Field *field = top_field(di_body_story(body));
	int parent = di_body_parent(body, 1);

	if (!field || field->in_result)
		return;
	if (token == W_FF_DATA && field->kind == FIELD_OTHER)
		field->kind = FIELD_TEXT;
	else if (token == W_CHECK_BOX)
		field->kind = FIELD_CHECKBOX;
	else if (token == W_DD_LIST)
		field->kind = FIELD_DROPDOWN;
	else if (token == W_CHECKED && parent == W_CHECK_BOX)
		field->checked = di_xml_attribute_on(attributes, "val");
	else if (token == W_DEFAULT && parent == W_CHECK_BOX && field->checked < 0)
		field->checked = di_xml_attribute_on(attributes, "val");
	else if (token == W_RESULT && parent == W_DD_LIST)
		field->chosen = di_xml_attribute_int(attributes, "val", 0);
	else if (token == W_DEFAULT && parent == W_DD_LIST && field->chosen < 0)
		field->chosen = di_xml_attribute_int(attributes, "val", 0);
	else if (token == W_LIST_ENTRY && parent == W_DD_LIST)
		add_entry(field, attributes);
}

void
di_body_field_code(Body *body, const char *code)
{
	Field *field = top_field(di_body_story(body));

	if (field && field->kind == FIELD_OTHER && strstr(code, "FORMTEXT"))
		field->kind = FIELD_TEXT;
}

void
di_control_free(gpointer data)
{
	Control *control = data;

	g_free(control->tag);
	g_free(control->alias);
	g_free(control);
}

static Control *
top_control(const Body *body)
{
	return body->controls.tail ? body->controls.tail->data : NULL;
}

gboolean
di_body_in_placeholder(const Body *body)
{
	for (const GList *link = body->controls.tail; link; link = link->prev) {
		if (((const Control *)link->data)->placeholder)
			return TRUE;
	}
	return FALSE;
}

void
di_body_control_begin(Body *body)
{
	Control *control = g_new0(Control, 1);

	control->is_value = TRUE;
	g_queue_push_tail(&body->controls, control);
}

void
di_body_control_property(Body *body, int token, const DiXmlAttributes *attributes)
{
	Control *control = top_control(body);

	if (!control || di_body_parent(body, 1) != W_SDT_PR)
		return;
	if (token == W_TAG && !control->tag)
		control->tag = di_xml_attribute_dup(attributes, "val");
	else if (token == W_ALIAS && !control->alias)
		control->alias = di_xml_attribute_dup(attributes, "val");
	else if (token == W_SHOWING_PLC_HDR)
		control->placeholder = di_xml_attribute_on(attributes, "val");
	else if (token == W_DOC_PART_OBJ || token == W_GROUP)
		control->is_value = FALSE;
}

static const char *
control_name(const Control *control)
{
	if (control->tag && *control->tag)
		return control->tag;
	return control->alias && *control->alias ? control->alias : NULL;
}

gboolean
di_body_in_line_control(const Body *body)
{
	return body->controls.tail && ((const Control *)body->controls.tail->data)->in_line;
}

void
di_body_control_content(Body *body)
{
	const Story *story = di_body_story(body);
	Control *control = top_control(body);
	Control *outer;

	if (!control)
		return;
	if (control->tag && g_str_has_prefix(control->tag, "goog_rdk"))
		control->is_value = FALSE; /* Google Docs wraps what was commented on */
	control->in_line = story->paragraph.open;
	control->start = control->in_line ? (int)story->paragraph.base.text->len : (int)story->out->len;
	outer = body->controls.tail->prev ? body->controls.tail->prev->data : NULL;
	if (outer && control->is_value)
		outer->nested = TRUE;
}

/* The paragraphs and cells that a control around whole blocks held. */
static void
mark_blocks(const Control *control, GPtrArray *blocks)
{
	for (guint i = (guint)control->start; i < blocks->len; i++) {
		DiBlock *block = blocks->pdata[i];

		if (block->value_at >= 0 && block->tag)
			continue;
		if (block->value_at < 0) {
			block->value_at = 0;
			block->value_bytes = (int)strlen(block->text);
		}
		block->tag = g_strdup(control_name(control));
	}
}

void
di_body_control_end(Body *body)
{
	Story *story = di_body_story(body);
	Control *control = g_queue_pop_tail(&body->controls);
	Control *outer = top_control(body);

	if (!control)
		return;
	if (outer && control->nested)
		outer->nested = TRUE;
	if (control->is_value && !control->nested) {
		if (!control->in_line)
			mark_blocks(control, story->out);
		else if (story->paragraph.open && control->start <= (int)story->paragraph.base.text->len)
			di_paragraph_add_value(&story->paragraph.base, control->start, (int)story->paragraph.base.text->len,
				control_name(control));
	}
	di_control_free(control);
}
