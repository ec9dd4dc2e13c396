/* Which element of WordprocessingML means what. The order of a part's elements is the order of
 * reading, but for frames and notes, which follow the paragraph that they are anchored in. */
#include "docx-story.h"

#include <string.h>

Story *
di_body_story(Body *body)
{
	return body->story;
}

int
di_body_parent(const Body *body, int generation)
{
	int at = body->depth - 1 - generation;

	return at >= 0 ? body->tokens[at] : W_OTHER;
}

void
di_body_fail(Body *body, DiFault fault, const char *text)
{
	di_zip_fail(body->docx->zip, fault, text);
	di_xml_stop(body->xml, FALSE);
}

Story *
di_body_push(Body *body, DiPlace place, int frame, GPtrArray *out)
{
	Story *story = g_new0(Story, 1);

	story->depth = body->depth;
	story->place = place;
	story->frame = frame;
	story->out = g_ptr_array_ref(out);
	di_paragraph_init(&story->paragraph.base);
	story->fields = g_array_new(FALSE, TRUE, sizeof(Field));
	g_array_set_clear_func(story->fields, di_field_clear);
	story->tables = g_array_new(FALSE, TRUE, sizeof(Table));
	g_queue_push_tail(&body->stories, story);
	body->story = story;
	return story;
}

static void
free_story(gpointer data)
{
	Story *story = data;

	di_paragraph_clear(&story->paragraph.base);
	g_ptr_array_unref(story->out);
	g_array_unref(story->fields);
	g_array_unref(story->tables);
	g_free(story);
}

static void
pop_story(Body *body)
{
	Story *story = di_body_story(body);

	di_body_flush(body, story);
	g_queue_pop_tail(&body->stories);
	body->story = g_queue_peek_tail(&body->stories);
	free_story(story);
}

/* A text box, or a table inside a run: its blocks come after the paragraph that it stands in. */
static void
push_inner(Body *body, DiPlace place, int frame)
{
	Story *outer = di_body_story(body);

	di_body_push(body, place, frame, outer->paragraph.open ? outer->paragraph.base.after : outer->out);
}

static void
begin_text_box(Body *body, const DiXmlAttributes *attributes)
{
	const Story *outer = di_body_story(body);

	(void)attributes;
	if (outer)
		push_inner(body, outer->place == DI_PLACE_BODY ? DI_PLACE_FRAME : outer->place, ++body->docx->n_frames);
}

/* Nothing between the story's beginning and here may open a paragraph inside a paragraph. */
static void
make_room(Body *body)
{
	const Story *story = di_body_story(body);

	if (story->paragraph.open)
		push_inner(body, story->place, story->frame);
}

static void
begin_paragraph(Body *body, const DiXmlAttributes *attributes)
{
	(void)attributes;
	make_room(body);
	di_body_paragraph_begin(body);
}

static void
begin_table(Body *body, const DiXmlAttributes *attributes)
{
	(void)attributes;
	make_room(body);
	di_body_table_begin(body);
}

/* Tracked changes. As a property of a paragraph's mark or of a row they say what happened to it;
 * around runs, what is deleted or moved away is left out. */
static void
begin_change(Body *body, int token)
{
	Story *story = di_body_story(body);
	gboolean gone = token == W_DEL || token == W_MOVE_FROM;
	int parent = di_body_parent(body, 1);

	if (parent == W_R_PR) {
		if (gone && di_body_parent(body, 2) == W_P_PR)
			story->paragraph.mark_deleted = TRUE;
	} else if (parent == W_TR_PR) {
		if (gone && story->tables->len > 0)
			g_array_index(story->tables, Table, story->tables->len - 1).deleted = TRUE;
	} else if (gone) {
		body->skip = 1;
	}
}

static void
begin_choice(Body *body, int token, const DiXmlAttributes *attributes)
{
	static const char *const known[] = {"wps", "wpg", "wpc", "wpi", "wp14", "w14", "w15", "w16se", "w16cid", "a14",
		"cx", "cx1", "aink", "am3d", "c14", "v2", "wp15"};
	gboolean *taken = &body->choice_taken[MAX(body->depth - 2, 0)];
	g_autofree char *requires = token == W_CHOICE ? di_xml_attribute_dup(attributes, "Requires") : NULL;

	if (di_body_parent(body, 1) != W_ALTERNATE_CONTENT)
		return;
	if (*taken) {
		body->skip = 1;
		return;
	}
	if (requires && !strchr(requires, ' ')) {
		gboolean understood = FALSE;

		for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
			understood |= strcmp(requires, known[i]) == 0;
		if (!understood) {
			body->skip = 1;
			return;
		}
	}
	*taken = TRUE;
}

/* A note's blocks wait until its reference is met. */
static void
place_note(Body *body, GHashTable *notes, const DiXmlAttributes *attributes)
{
	Story *story = di_body_story(body);
	g_autofree char *id = di_xml_attribute_dup(attributes, "id");
	GPtrArray *blocks = id && notes ? g_hash_table_lookup(notes, id) : NULL;

	if (!blocks || !story || !story->paragraph.open)
		return;
	g_ptr_array_extend_and_steal(story->paragraph.base.after, g_ptr_array_ref(blocks));
	g_hash_table_remove(notes, id);
}

static void
begin_note(Body *body, const DiXmlAttributes *attributes)
{
	GPtrArray *blocks;

	if (!body->notes || di_body_story(body))
		return;
	if (di_xml_attribute_is(attributes, "type", "separator") ||
		di_xml_attribute_is(attributes, "type", "continuationSeparator") ||
		di_xml_attribute_is(attributes, "type", "continuationNotice")) {
		body->skip = 1;
		return;
	}
	blocks = g_ptr_array_new();
	g_free(body->note_id);
	body->note_id = di_xml_attribute_dup(attributes, "id");
	di_body_push(body, body->place, 0, blocks);
	g_hash_table_replace(body->notes, g_strdup(body->note_id ? body->note_id : ""), blocks);
}

static void
note_section_part(GPtrArray *parts, const DiXmlAttributes *attributes)
{
	g_autofree char *type = di_xml_attribute_dup(attributes, "type");
	g_autofree char *id = di_xml_attribute_dup(attributes, "id");

	if (id && parts->len < 100)
		g_ptr_array_add(parts, g_strdup_printf("%s:%s", type ? type : "default", id));
}

static void
show_parts(const Body *body, GPtrArray *parts, GPtrArray *shown)
{
	for (guint i = 0; i < parts->len; i++) {
		const char *part = parts->pdata[i];
		const char *id = strchr(part, ':') + 1;

		if (g_str_has_prefix(part, "first:") && !body->title_page)
			continue;
		if (g_str_has_prefix(part, "even:") && !body->docx->even_and_odd)
			continue;
		if (!g_ptr_array_find_with_equal_func(shown, id, g_str_equal, NULL))
			g_ptr_array_add(shown, g_strdup(id));
	}
	g_ptr_array_set_size(parts, 0);
}

static void
begin_root(Body *body, int token)
{
	body->root_is_known = TRUE;
	if ((token == W_DOCUMENT || token == W_HDR || token == W_FTR) && body->out) /* notes have no story of their own */
		di_body_push(body, body->place, 0, body->out);
	else if (token != W_FOOTNOTES && token != W_ENDNOTES)
		di_body_fail(body, DI_FAULT_FORMAT, NULL);
}

/* Another file, which Word would make paragraphs of when it opens this one. */
static void
take_chunk(Body *body, const DiXmlAttributes *attributes)
{
	const Story *story = di_body_story(body);

	if (!story->paragraph.open && !di_story_is_gone(story) && !di_docx_take_chunk(body->docx, attributes, story->out))
		di_xml_stop(body->xml, FALSE);
}

/* Elements that mean something inside and outside of paragraphs alike. */
static void
begin_in_story(Body *body, int token, const DiXmlAttributes *attributes)
{
	switch (token) {
	case W_P: begin_paragraph(body, attributes); break;
	case W_TBL: begin_table(body, attributes); break;
	case W_TR: di_body_row_begin(body); break;
	case W_TC: di_body_cell_begin(body); break;
	case W_GRID_SPAN: case W_GRID_BEFORE: case W_V_MERGE: case W_H_MERGE: case W_CELL_DEL:
		di_body_cell_property(body, token, attributes);
		break;
	case W_INS: case W_DEL: case W_MOVE_FROM: case W_MOVE_TO: begin_change(body, token); break;
	case W_SDT: di_body_control_begin(body); break;
	case W_SDT_CONTENT: di_body_control_content(body); break;
	case W_TAG: case W_ALIAS: case W_SHOWING_PLC_HDR: case W_DOC_PART_OBJ: case W_GROUP:
		di_body_control_property(body, token, attributes);
		break;
	case W_TXBX_CONTENT: begin_text_box(body, attributes); break;
	case W_IMAGE: body->docx->document->has_images = TRUE; break;
	case W_HEADER_REFERENCE: note_section_part(body->section_headers, attributes); break;
	case W_FOOTER_REFERENCE: note_section_part(body->section_footers, attributes); break;
	case W_TITLE_PG: body->title_page = di_xml_attribute_on(attributes, "val"); break;
	case W_ALT_CHUNK: take_chunk(body, attributes); break;
	default: break;
	}
}

static void
begin_in_paragraph(Body *body, int token, const DiXmlAttributes *attributes)
{
	switch (token) {
	case W_R: di_body_run_begin(body, attributes); break;
	case W_T: case W_MATH_T: case W_INSTR_TEXT: di_body_text_begin(body, attributes); break;
	case W_TAB: case W_PTAB: di_body_append(body, "\t", 1); break;
	case W_BR: case W_CR: di_body_append(body, "\n", 1); break;
	case W_NO_BREAK_HYPHEN: di_body_append(body, "-", 1); break;
	case W_SYM: di_body_symbol(body, attributes); break;
	case W_FLD_CHAR: di_body_field_char(body, attributes); break;
	case W_FF_DATA: case W_CHECK_BOX: case W_CHECKED: case W_DEFAULT: case W_DD_LIST: case W_RESULT: case W_LIST_ENTRY:
		di_body_field_data(body, token, attributes);
		break;
	case W_FOOTNOTE_REFERENCE: place_note(body, body->docx->footnotes, attributes); break;
	case W_ENDNOTE_REFERENCE: place_note(body, body->docx->endnotes, attributes); break;
	default: di_body_property(body, token, attributes); break;
	}
}

static void
on_begin(gpointer user, int token, const DiXmlAttributes *attributes)
{
	Body *body = user;
	const Story *story;

	body->tokens[body->depth++] = token;
	if (body->skip > 0 || token == W_SKIPPED) {
		body->skip++;
		return;
	}
	if (!body->root_is_known)
		begin_root(body, token);
	else if (token == W_FOOTNOTE || token == W_ENDNOTE)
		begin_note(body, attributes);
	else if (token == W_ALTERNATE_CONTENT)
		body->choice_taken[body->depth - 1] = FALSE;
	else if (token == W_CHOICE || token == W_FALLBACK)
		begin_choice(body, token, attributes);
	story = di_body_story(body);
	body->after_text = body->after_text && token == W_T;
	if (!story || token == W_OTHER || body->skip > 0)
		return;
	begin_in_story(body, token, attributes);
	if (token != W_P && story == di_body_story(body) && story->paragraph.open)
		begin_in_paragraph(body, token, attributes);
	body->after_text = FALSE;
}

static void
end_element(Body *body, int token)
{
	switch (token) {
	case W_P: di_body_paragraph_end(body); break;
	case W_T: case W_MATH_T: case W_INSTR_TEXT: di_body_text_end(body); break;
	case W_SDT: di_body_control_end(body); break;
	case W_TC: di_body_cell_end(body); break;
	case W_TBL: di_body_table_end(body); break;
	case W_SECT_PR:
		show_parts(body, body->section_headers, body->docx->headers);
		show_parts(body, body->section_footers, body->docx->footers);
		body->title_page = FALSE;
		break;
	default: break;
	}
}

static void
on_end(gpointer user, int token)
{
	Body *body = user;
	const Story *story = di_body_story(body);

	if (body->skip > 0)
		body->skip--;
	else if (story)
		end_element(body, token);
	body->after_text = token == W_T;
	story = di_body_story(body);
	if (story && story->depth == body->depth)
		pop_story(body);
	body->depth--;
}

static void
on_text(gpointer user, const char *text, size_t size)
{
	Body *body = user;
	int inside = body->depth > 0 ? body->tokens[body->depth - 1] : W_OTHER;

	if (body->skip == 0 && (inside == W_T || inside == W_INSTR_TEXT || inside == W_MATH_T))
		g_string_append_len(body->run_text, text, (gssize)size);
}

static gboolean
read_repaired(Body *body, const DiXmlHandler *handler, const GString *repaired)
{
	g_autoptr(DiXml) xml = di_xml_new(&di_docx_words, handler, body);

	body->xml = xml;
	return (di_xml_feed(xml, repaired->str, repaired->len) && di_xml_finish(xml)) ||
	       di_zip_fail(body->docx->zip, DI_FAULT_SKADAD, NULL);
}

gboolean
di_docx_story_read(DiDocx *docx, const char *name, const GString *repaired, DiPlace place, GPtrArray *out, GHashTable *notes)
{
	static const DiXmlHandler handler = {on_begin, on_end, on_text};
	Body body = {.docx = docx, .place = place, .out = out, .notes = notes};
	gboolean ok;

	g_queue_init(&body.stories);
	g_queue_init(&body.controls);
	body.run_text = g_string_new(NULL);
	body.section_headers = g_ptr_array_new_with_free_func(g_free);
	body.section_footers = g_ptr_array_new_with_free_func(g_free);
	ok = repaired ? read_repaired(&body, &handler, repaired)
		      : di_xml_read_part(docx->zip, name, &di_docx_words, &handler, &body, &body.xml);
	g_queue_clear_full(&body.stories, free_story);
	g_queue_clear_full(&body.controls, di_control_free);
	g_string_free(body.run_text, TRUE);
	g_ptr_array_unref(body.section_headers);
	g_ptr_array_unref(body.section_footers);
	g_free(body.note_id);
	return ok;
}
