/* RTF: groups in braces, control words, text in some code page. A group may turn into a destination,
 * whose text is no part of the document or a part of its own; a group that begins with \* and a word
 * that is not known is skipped whole. */
#include "rtf.h"

#include "docx.h"

#include <string.h>

#define MAX_DEPTH 1000
#define MAX_CELLS 200
#define UNDEFINED_RESULT 25 /* RTF 1.9.1, \ffres: "not set" */

typedef enum { INTO_TEXT, INTO_NOTHING, INTO_FONTS, INTO_STYLES, INTO_CODE, INTO_MARKER, INTO_ENTRY } Into;

/* What a brace saves and gives back. */
typedef struct {
	Into into;
	gboolean star, fresh; /* fresh: nothing but \* has come in this group */
	gboolean bold, hidden, deleted, symbol;
	gboolean pushed, field, form_value;
	int size_pt10, codepage, unicode_skip;
	int start; /* form_value: byte of the paragraph's text */
} Group;

typedef enum { FORM_NONE = -1, FORM_TEXT = 0, FORM_CHECKBOX = 1, FORM_LIST = 2 } FormType;
typedef struct {
	gboolean is_text;
	int type, result, default_result;
	GPtrArray *entries;
} Field;

typedef struct {
	gboolean row_open, cell_open;
	int cell;
} TableLevel;

typedef struct {
	DiDocument *document;
	DiFlow *flow;
	const char *at, *end;
	GArray *groups; /* Group */
	GArray *fields; /* Field */
	GArray *tables; /* TableLevel: the tables that are open */
	GHashTable *font_codepages, *style_levels;
	GString *pending; /* bytes in the open code page */
	GString *aside;   /* text of a destination that is kept apart */
	char *marker;
	gunichar high_surrogate;
	int skip_characters;
	int font, style_number; /* of the table entry that is being read */
	int default_codepage;
	int style, outline, list_level, nesting;
	gboolean in_table;
	gboolean covered[MAX_CELLS];
	int n_cells; /* definitions since \trowd */
	gboolean next_covered;
} Reader;

static Group *
top(const Reader *reader)
{
	return &g_array_index(reader->groups, Group, reader->groups->len - 1);
}

static Field *
top_field(const Reader *reader)
{
	return reader->fields->len > 0 ? &g_array_index(reader->fields, Field, reader->fields->len - 1) : NULL;
}

static void
clear_field(gpointer data)
{
	Field *field = data;

	if (field->entries)
		g_ptr_array_unref(field->entries);
	field->entries = NULL;
}

/* Tables: RTF tells only with each paragraph how deep it lies; rows and cells begin where text begins. */

static void
open_cell(Reader *reader)
{
	TableLevel *level = &g_array_index(reader->tables, TableLevel, reader->tables->len - 1);

	if (!level->row_open)
		di_flow_row(reader->flow);
	if (!level->cell_open)
		di_flow_cell_begin(reader->flow, 1, level->cell < reader->n_cells && reader->covered[level->cell]);
	level->row_open = level->cell_open = TRUE;
}

static void
close_table(Reader *reader)
{
	if (g_array_index(reader->tables, TableLevel, reader->tables->len - 1).cell_open)
		di_flow_cell_end(reader->flow);
	di_flow_table_end(reader->flow);
	g_array_set_size(reader->tables, reader->tables->len - 1);
}

static void
fit_tables(Reader *reader)
{
	guint wanted = reader->in_table ? (guint)CLAMP(reader->nesting, 1, 20) : 0;

	if (di_flow_is_inside(reader->flow))
		return;
	while (reader->tables->len > wanted)
		close_table(reader);
	while (reader->tables->len < wanted) {
		TableLevel level = {FALSE, FALSE, 0};

		di_flow_table_begin(reader->flow);
		g_array_append_val(reader->tables, level);
		open_cell(reader);
	}
	if (wanted > 0)
		open_cell(reader);
}

static void
append(Reader *reader, const char *text, size_t size)
{
	const Group *group = top(reader);

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

static void
append_unicode(Reader *reader, gunichar c)
{
	char text[6];

	if ((c >= 0xf000 && c <= 0xf0ff) || (top(reader)->symbol && c < 0x100))
		c = di_symbol_to_unicode(NULL, c);
	if (c != 0 && c != 0xad && g_unichar_validate(c))
		append(reader, text, (size_t)g_unichar_to_utf8(c, text));
}

static void
flush(Reader *reader)
{
	GString *bytes = reader->pending;
	const char *charset = di_rtf_codepage(top(reader)->codepage);
	g_autofree char *text = NULL;

	if (bytes->len == 0)
		return;
	if (top(reader)->symbol) {
		for (gsize i = 0; i < bytes->len; i++)
			append_unicode(reader, (guchar)bytes->str[i]);
		g_string_truncate(bytes, 0);
		return;
	}
	if (charset)
		text = g_convert(bytes->str, (gssize)bytes->len, "UTF-8", charset, NULL, NULL, NULL);
	if (!text)
		text = di_text_from_bytes(bytes->str, (gssize)bytes->len);
	append(reader, text, strlen(text));
	g_string_truncate(bytes, 0);
}

static void
take_marker(Reader *reader)
{
	g_strstrip(reader->aside->str);
	g_clear_pointer(&reader->marker, g_free);
	if (g_utf8_strlen(reader->aside->str, -1) == 1 && (!g_ascii_isalnum(*reader->aside->str) || *reader->aside->str == 'o'))
		reader->marker = g_strdup("-");
	else if (*reader->aside->str)
		reader->marker = g_strdup(reader->aside->str);
}

static int
heading_level(const Reader *reader)
{
	if (reader->outline >= 0)
		return reader->outline <= 8 ? reader->outline + 1 : 0;
	return GPOINTER_TO_INT(g_hash_table_lookup(reader->style_levels, GINT_TO_POINTER(reader->style)));
}

static void
end_paragraph(Reader *reader)
{
	if (top(reader)->into != INTO_TEXT || top(reader)->deleted)
		return;
	if (di_flow_paragraph(reader->flow)->text->len > 0)
		fit_tables(reader);
	di_flow_end_paragraph(reader->flow, heading_level(reader), reader->marker, reader->list_level);
	g_clear_pointer(&reader->marker, g_free);
}

static void
end_cell(Reader *reader)
{
	TableLevel *level;

	if (top(reader)->into != INTO_TEXT || di_flow_is_inside(reader->flow))
		return;
	reader->in_table = TRUE;
	fit_tables(reader);
	end_paragraph(reader);
	level = &g_array_index(reader->tables, TableLevel, reader->tables->len - 1);
	di_flow_cell_end(reader->flow);
	level->cell_open = FALSE;
	level->cell++;
}

static void
end_row(Reader *reader)
{
	TableLevel *level;

	if (reader->tables->len == 0 || di_flow_is_inside(reader->flow))
		return;
	level = &g_array_index(reader->tables, TableLevel, reader->tables->len - 1);
	if (level->cell_open)
		di_flow_cell_end(reader->flow);
	*level = (TableLevel){FALSE, FALSE, 0};
}

static void
define_cell(Reader *reader)
{
	if (reader->n_cells < MAX_CELLS)
		reader->covered[reader->n_cells++] = reader->next_covered;
	reader->next_covered = FALSE;
}

/* Fields: what stands between fldrslt's braces is text; a form's text field is what somebody filled in. */

static void
begin_field(Reader *reader)
{
	Field field = {.type = FORM_NONE, .result = UNDEFINED_RESULT};

	if (reader->fields->len >= 100 || top(reader)->into != INTO_TEXT)
		return;
	top(reader)->field = TRUE;
	g_array_append_val(reader->fields, field);
}

static void
begin_result(Reader *reader)
{
	const Field *field = top_field(reader);
	Group *group = top(reader);

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

static void
end_result(Reader *reader, int start)
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

static void
end_field(Reader *reader)
{
	Field *field = top_field(reader);
	int result;

	if (!field)
		return;
	result = field->result == UNDEFINED_RESULT ? field->default_result : field->result;
	if (field->type == FORM_CHECKBOX)
		append(reader, result > 0 ? "☒" : "☐", 3);
	else if (field->type == FORM_LIST && field->entries && result >= 0 && result < (int)field->entries->len)
		append(reader, field->entries->pdata[result], strlen(field->entries->pdata[result]));
	g_array_set_size(reader->fields, reader->fields->len - 1);
}

static void
set_form(Reader *reader, DiRtfAction action, int number)
{
	Field *field = top_field(reader);

	if (!field)
		return;
	if (action == R_FORM_TYPE)
		field->type = number;
	else if (action == R_FORM_RESULT)
		field->result = number;
	else if (action == R_FORM_DEFAULT)
		field->default_result = number;
}

static void
end_entry(Reader *reader)
{
	Field *field = top_field(reader);

	if (!field)
		return;
	if (!field->entries)
		field->entries = g_ptr_array_new_with_free_func(g_free);
	if (field->entries->len < 1000)
		g_ptr_array_add(field->entries, g_strdup(g_strstrip(reader->aside->str)));
}

/* "heading 1;" ends an entry of the style sheet. */
static void
end_style(Reader *reader)
{
	int level;

	g_strdelimit(reader->aside->str, ";", ' ');
	g_strstrip(reader->aside->str);
	level = di_heading_level_by_name(reader->aside->str);
	if (level > 0 && reader->style_number >= 0)
		g_hash_table_insert(reader->style_levels, GINT_TO_POINTER(reader->style_number), GINT_TO_POINTER(level));
	reader->style_number = 0;
	g_string_truncate(reader->aside, 0);
}

static void
set_into(Reader *reader, Into into)
{
	flush(reader);
	top(reader)->into = into;
	g_string_truncate(reader->aside, 0);
}

static void
push(Reader *reader, DiPlace place)
{
	if (top(reader)->into != INTO_TEXT)
		return;
	flush(reader);
	di_flow_push(reader->flow, place);
	top(reader)->pushed = TRUE;
}

static void
begin_destination(Reader *reader, DiRtfAction action)
{
	switch ((int)action) {
	case R_SKIP: set_into(reader, INTO_NOTHING); break;
	case R_PICTURE:
		reader->document->has_images = TRUE;
		set_into(reader, INTO_NOTHING);
		break;
	case R_FONT_TABLE: set_into(reader, INTO_FONTS); break;
	case R_STYLE_SHEET: set_into(reader, INTO_STYLES); break;
	case R_HEADER: push(reader, DI_PLACE_HEADER); break;
	case R_FOOTNOTE: push(reader, DI_PLACE_FOOTNOTE); break;
	case R_FRAME: push(reader, DI_PLACE_FRAME); break;
	case R_LIST_TEXT:
		if (top(reader)->into == INTO_TEXT)
			set_into(reader, INTO_MARKER);
		break;
	case R_FIELD: begin_field(reader); break;
	case R_FIELD_CODE: set_into(reader, INTO_CODE); break;
	case R_FIELD_RESULT: begin_result(reader); break;
	case R_FORM_FIELD: set_into(reader, INTO_NOTHING); break;
	case R_FORM_ENTRY: set_into(reader, INTO_ENTRY); break;
	default: break;
	}
}

static void
end_group(Reader *reader)
{
	Group group = *top(reader);
	const Group *outer;

	flush(reader);
	if (reader->groups->len < 2)
		return;
	outer = &g_array_index(reader->groups, Group, reader->groups->len - 2);
	if (group.into == INTO_CODE && outer->into != INTO_CODE && top_field(reader) && strstr(reader->aside->str, "FORMTEXT"))
		top_field(reader)->is_text = TRUE;
	else if (group.into == INTO_MARKER && outer->into != INTO_MARKER)
		take_marker(reader);
	else if (group.into == INTO_STYLES && outer->into == INTO_STYLES)
		end_style(reader);
	else if (group.into == INTO_ENTRY && outer->into != INTO_ENTRY)
		end_entry(reader);
	if (group.form_value)
		end_result(reader, group.start);
	if (group.pushed) {
		end_paragraph(reader);
		di_flow_pop(reader->flow);
	}
	g_array_set_size(reader->groups, reader->groups->len - 1);
	if (group.field)
		end_field(reader);
}

static void
begin_group(Reader *reader)
{
	Group group = *top(reader);

	flush(reader);
	if (reader->groups->len >= MAX_DEPTH) {
		di_document_fail(reader->document, DI_FAULT_SKADAD, NULL);
		return;
	}
	group.pushed = group.field = group.form_value = group.star = FALSE;
	group.fresh = TRUE;
	g_array_append_val(reader->groups, group);
}

static void
set_font(Reader *reader, int number)
{
	Group *group = top(reader);
	int codepage;

	if (group->into == INTO_FONTS) {
		reader->font = number;
		return;
	}
	flush(reader);
	codepage = GPOINTER_TO_INT(g_hash_table_lookup(reader->font_codepages, GINT_TO_POINTER(number)));
	group->symbol = codepage == -1;
	group->codepage = codepage > 0 ? codepage : reader->default_codepage;
}

static void
set_looks(Reader *reader, DiRtfAction action, gboolean has_number, int number)
{
	Group *group = top(reader);
	gboolean on = !has_number || number != 0;

	flush(reader);
	switch ((int)action) {
	case R_BOLD: group->bold = on; break;
	case R_SIZE: group->size_pt10 = CLAMP(number, 0, 3276) * 5; break;
	case R_HIDDEN: group->hidden = on; break;
	case R_DELETED: group->deleted = on; break;
	case R_PLAIN:
		group->bold = group->hidden = group->deleted = group->symbol = FALSE;
		group->size_pt10 = 120;
		group->codepage = reader->default_codepage;
		break;
	case R_FONT: set_font(reader, number); break;
	case R_FONT_CHARSET:
		g_hash_table_insert(reader->font_codepages, GINT_TO_POINTER(reader->font),
			GINT_TO_POINTER(number == 2 ? -1 : di_rtf_codepage_of_charset(number)));
		break;
	case R_CODEPAGE: reader->default_codepage = group->codepage = number; break;
	case R_MAC: reader->default_codepage = group->codepage = 10000; break;
	case R_PC: reader->default_codepage = group->codepage = 850; break;
	default: break;
	}
}

static void
set_paragraph(Reader *reader, DiRtfAction action, int number)
{
	if (top(reader)->into == INTO_STYLES) {
		if (action == R_STYLE)
			reader->style_number = number;
		return;
	}
	flush(reader);
	switch ((int)action) {
	case R_PARD:
		reader->in_table = FALSE;
		reader->nesting = 1;
		reader->style = reader->list_level = 0;
		reader->outline = -1;
		break;
	case R_STYLE: reader->style = number; break;
	case R_OUTLINE: reader->outline = number; break;
	case R_LIST_LEVEL: reader->list_level = CLAMP(number, 0, 8); break;
	case R_IN_TABLE: reader->in_table = TRUE; break;
	case R_NESTING:
		reader->nesting = number;
		reader->in_table = number > 0;
		break;
	default: break;
	}
}

static void
set_table(Reader *reader, DiRtfAction action)
{
	flush(reader);
	switch ((int)action) {
	case R_CELL: end_cell(reader); break;
	case R_ROW: end_row(reader); break;
	case R_ROW_BEGIN:
		reader->n_cells = 0;
		reader->next_covered = FALSE;
		break;
	case R_CELL_X: define_cell(reader); break;
	case R_CELL_COVERED: reader->next_covered = TRUE; break;
	default: break;
	}
}

static void
set_unicode(Reader *reader, int number)
{
	gunichar c = (gunichar)(number & 0xffff);

	flush(reader);
	reader->skip_characters = top(reader)->unicode_skip;
	if (c >= 0xd800 && c < 0xdc00) {
		reader->high_surrogate = c;
		return;
	}
	if (c >= 0xdc00 && c < 0xe000 && reader->high_surrogate)
		c = 0x10000 + ((reader->high_surrogate - 0xd800) << 10) + (c - 0xdc00);
	reader->high_surrogate = 0;
	append_unicode(reader, c);
}

static void
put_text(Reader *reader, const char *text)
{
	flush(reader);
	append(reader, text, strlen(text));
}

static void
do_word(Reader *reader, const DiRtfWord *word, gboolean has_number, int number)
{
	DiRtfAction action = word->action;

	if (action < R_TEXT) {
		begin_destination(reader, action);
	} else if (action >= R_CELL && action <= R_CELL_COVERED) {
		set_table(reader, action);
	} else if (action == R_TEXT || action == R_LINE || action == R_TAB) {
		put_text(reader, action == R_TEXT ? word->text : action == R_LINE ? "\n" : "\t");
	} else if (action == R_PAR) {
		flush(reader);
		end_paragraph(reader);
	} else if (action == R_UNICODE) {
		set_unicode(reader, number);
	} else if (action == R_UNICODE_SKIP) {
		top(reader)->unicode_skip = CLAMP(number, 0, 10);
	} else if (action == R_BINARY) {
		reader->at += CLAMP(number, 0, reader->end - reader->at);
	} else if (action >= R_FORM_TYPE) {
		set_form(reader, action, number);
	} else if (action == R_PARD || action == R_STYLE || action == R_OUTLINE || action == R_LIST_LEVEL ||
		action == R_IN_TABLE || action == R_NESTING) {
		set_paragraph(reader, action, number);
	} else {
		set_looks(reader, action, has_number, number);
	}
}

static void
put_byte(Reader *reader, char byte)
{
	top(reader)->fresh = FALSE;
	if (reader->skip_characters > 0)
		reader->skip_characters--;
	else if (top(reader)->into != INTO_NOTHING)
		g_string_append_c(reader->pending, byte);
}

static void
control_word(Reader *reader)
{
	const char *start = reader->at;
	const DiRtfWord *word;
	gboolean negative, has_number = FALSE;
	int number = 0;

	while (reader->at < reader->end && g_ascii_isalpha(*reader->at))
		reader->at++;
	word = di_rtf_word(start, (size_t)(reader->at - start));
	negative = reader->at < reader->end && *reader->at == '-';
	reader->at += negative;
	for (; reader->at < reader->end && g_ascii_isdigit(*reader->at); reader->at++) {
		number = MIN(number, 100000000) * 10 + (*reader->at - '0');
		has_number = TRUE;
	}
	reader->at += reader->at < reader->end && *reader->at == ' ';
	if (reader->skip_characters > 0 && word && word->action != R_UNICODE) {
		reader->skip_characters--;
		return;
	}
	reader->skip_characters = 0;
	if (word)
		do_word(reader, word, has_number, negative ? -number : number);
	else if (top(reader)->star && top(reader)->fresh)
		set_into(reader, INTO_NOTHING);
	top(reader)->fresh = FALSE;
}

static void
hex_byte(Reader *reader)
{
	int high = reader->end - reader->at > 2 ? g_ascii_xdigit_value(reader->at[1]) : -1;
	int low = high >= 0 ? g_ascii_xdigit_value(reader->at[2]) : -1;

	reader->at++;
	if (low < 0)
		return;
	reader->at += 2;
	put_byte(reader, (char)(high * 16 + low));
}

static void
control(Reader *reader)
{
	char c = reader->at < reader->end ? *reader->at : '\0';

	if (g_ascii_isalpha(c)) {
		control_word(reader);
		return;
	}
	if (c == '\'') {
		hex_byte(reader);
		return;
	}
	reader->at += reader->at < reader->end;
	if (c == '*')
		top(reader)->star = TRUE;
	else if (c == '\\' || c == '{' || c == '}')
		put_byte(reader, c);
	else if (c == '~')
		put_text(reader, "\xc2\xa0");
	else if (c == '_')
		put_text(reader, "-");
	else if (c == '\n' || c == '\r')
		do_word(reader, di_rtf_word("par", 3), FALSE, 0);
}

static void
read_all(Reader *reader)
{
	while (reader->at < reader->end && !di_flow_is_full(reader->flow)) {
		char c = *reader->at++;

		if (c == '{') {
			reader->skip_characters = 0;
			begin_group(reader);
		} else if (c == '}') {
			reader->skip_characters = 0;
			end_group(reader);
			if (reader->groups->len < 2)
				return;
		} else if (c == '\\') {
			control(reader);
		} else if (c != '\r' && c != '\n' && c != '\0') {
			put_byte(reader, c);
		}
	}
	if (!di_flow_is_full(reader->flow))
		di_document_fail(reader->document, DI_FAULT_SKADAD, "Filen är avhuggen.");
}

static void
finish(Reader *reader)
{
	if (!di_flow_is_full(reader->flow)) {
		end_paragraph(reader);
		while (reader->tables->len > 0)
			close_table(reader);
	}
	di_flow_finish(reader->flow);
}

DiDocument *
di_rtf_read(GBytes *bytes)
{
	DiDocument *document = di_document_new("rtf");
	g_autoptr(DiFlow) flow = di_flow_new(document);
	Group root = {.codepage = 1252, .unicode_skip = 1, .size_pt10 = 120};
	Reader reader = {.document = document, .flow = flow, .default_codepage = 1252, .outline = -1, .nesting = 1};
	gsize size;

	reader.at = g_bytes_get_data(bytes, &size);
	reader.end = reader.at + size;
	reader.groups = g_array_new(FALSE, TRUE, sizeof(Group));
	reader.fields = g_array_new(FALSE, TRUE, sizeof(Field));
	reader.tables = g_array_new(FALSE, TRUE, sizeof(TableLevel));
	g_array_set_clear_func(reader.fields, clear_field);
	reader.font_codepages = g_hash_table_new(NULL, NULL);
	reader.style_levels = g_hash_table_new(NULL, NULL);
	reader.pending = g_string_new(NULL);
	reader.aside = g_string_new(NULL);
	g_array_append_val(reader.groups, root);
	read_all(&reader);
	finish(&reader);
	g_array_unref(reader.groups);
	g_array_unref(reader.fields);
	g_array_unref(reader.tables);
	g_hash_table_unref(reader.font_codepages);
	g_hash_table_unref(reader.style_levels);
	g_string_free(reader.pending, TRUE);
	g_string_free(reader.aside, TRUE);
	g_free(reader.marker);
	return document;
}
