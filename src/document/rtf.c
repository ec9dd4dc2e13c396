/* RTF: groups in braces, control words, text in some code page. A group may turn into a destination,
 * whose text is no part of the document or a part of its own; a group that begins with \* and a word
 * that is not known is skipped whole. */
#include "rtf.h"

#include "docx.h"

#include <string.h>

#define MAX_DEPTH 1000

/* "heading 1;" ends an entry of the style sheet. */
static void
end_style(DiRtfReader *reader)
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
set_into(DiRtfReader *reader, DiRtfInto into)
{
	di_rtf_flush(reader);
	di_rtf_top(reader)->into = into;
	g_string_truncate(reader->aside, 0);
}

static void
push(DiRtfReader *reader, DiPlace place)
{
	if (di_rtf_top(reader)->into != INTO_TEXT)
		return;
	di_rtf_flush(reader);
	di_flow_push(reader->flow, place);
	di_rtf_top(reader)->pushed = TRUE;
}

static void
begin_destination(DiRtfReader *reader, DiRtfAction action)
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
		if (di_rtf_top(reader)->into == INTO_TEXT)
			set_into(reader, INTO_MARKER);
		break;
	case R_FIELD: di_rtf_begin_field(reader); break;
	case R_FIELD_CODE: set_into(reader, INTO_CODE); break;
	case R_FIELD_RESULT: di_rtf_begin_result(reader); break;
	case R_FORM_FIELD: set_into(reader, INTO_NOTHING); break;
	case R_FORM_ENTRY: set_into(reader, INTO_ENTRY); break;
	case R_KEYWORDS: set_into(reader, INTO_KEYWORDS); break;
	default: break;
	}
}

static void
end_group(DiRtfReader *reader)
{
	DiRtfGroup group = *di_rtf_top(reader);
	const DiRtfGroup *outer;

	di_rtf_flush(reader);
	if (reader->groups->len < 2)
		return;
	outer = &g_array_index(reader->groups, DiRtfGroup, reader->groups->len - 2);
	if (group.into == INTO_CODE && outer->into != INTO_CODE && di_rtf_top_field(reader) && strstr(reader->aside->str, "FORMTEXT"))
		di_rtf_top_field(reader)->is_text = TRUE;
	else if (group.into == INTO_MARKER && outer->into != INTO_MARKER)
		di_rtf_take_marker(reader);
	else if (group.into == INTO_STYLES && outer->into == INTO_STYLES)
		end_style(reader);
	else if (group.into == INTO_ENTRY && outer->into != INTO_ENTRY)
		di_rtf_end_entry(reader);
	else if (group.into == INTO_KEYWORDS && outer->into != INTO_KEYWORDS)
		di_identity_take(reader->document, reader->aside->str);
	if (group.form_value)
		di_rtf_end_result(reader, group.start);
	if (group.pushed) {
		di_rtf_end_paragraph(reader);
		di_flow_pop(reader->flow);
	}
	g_array_set_size(reader->groups, reader->groups->len - 1);
	if (group.field)
		di_rtf_end_field(reader);
}

static void
begin_group(DiRtfReader *reader)
{
	DiRtfGroup group = *di_rtf_top(reader);

	di_rtf_flush(reader);
	if (reader->groups->len >= MAX_DEPTH) {
		di_document_fail(reader->document, DI_FAULT_SKADAD, NULL);
		return;
	}
	group.pushed = group.field = group.form_value = group.star = FALSE;
	group.fresh = TRUE;
	g_array_append_val(reader->groups, group);
}

static void
set_font(DiRtfReader *reader, int number)
{
	DiRtfGroup *group = di_rtf_top(reader);
	int codepage;

	if (group->into == INTO_FONTS) {
		reader->font = number;
		return;
	}
	di_rtf_flush(reader);
	codepage = GPOINTER_TO_INT(g_hash_table_lookup(reader->font_codepages, GINT_TO_POINTER(number)));
	group->symbol = codepage == -1;
	group->codepage = codepage > 0 ? codepage : reader->default_codepage;
}

static void
set_looks(DiRtfReader *reader, DiRtfAction action, gboolean has_number, int number)
{
	DiRtfGroup *group = di_rtf_top(reader);
	gboolean on = !has_number || number != 0;

	di_rtf_flush(reader);
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
set_paragraph(DiRtfReader *reader, DiRtfAction action, int number)
{
	if (di_rtf_top(reader)->into == INTO_STYLES) {
		if (action == R_STYLE)
			reader->style_number = number;
		return;
	}
	di_rtf_flush(reader);
	if (di_rtf_top(reader)->into == INTO_MARKER) /* {\listtext\pard\plain 3.\tab}: not the paragraph's own */
		return;
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
set_table(DiRtfReader *reader, DiRtfAction action)
{
	di_rtf_flush(reader);
	switch ((int)action) {
	case R_CELL: di_rtf_end_cell(reader); break;
	case R_ROW: di_rtf_end_row(reader); break;
	case R_ROW_BEGIN:
		reader->n_cells = 0;
		reader->next_covered = FALSE;
		break;
	case R_CELL_X: di_rtf_define_cell(reader); break;
	case R_CELL_COVERED: reader->next_covered = TRUE; break;
	default: break;
	}
}

static void
set_unicode(DiRtfReader *reader, int number)
{
	gunichar c = (gunichar)(number & 0xffff);

	di_rtf_flush(reader);
	reader->skip_characters = di_rtf_top(reader)->unicode_skip;
	if (c >= 0xd800 && c < 0xdc00) {
		reader->high_surrogate = c;
		return;
	}
	if (c >= 0xdc00 && c < 0xe000 && reader->high_surrogate)
		c = 0x10000 + ((reader->high_surrogate - 0xd800) << 10) + (c - 0xdc00);
	reader->high_surrogate = 0;
	di_rtf_append_unicode(reader, c);
}

static void
put_text(DiRtfReader *reader, const char *text)
{
	di_rtf_flush(reader);
	di_rtf_append(reader, text, strlen(text));
}

static void
do_word(DiRtfReader *reader, const DiRtfWord *word, gboolean has_number, int number)
{
	DiRtfAction action = word->action;

	if (action < R_TEXT) {
		begin_destination(reader, action);
	} else if (action >= R_CELL && action <= R_CELL_COVERED) {
		set_table(reader, action);
	} else if (action == R_TEXT || action == R_LINE || action == R_TAB) {
		put_text(reader, action == R_TEXT ? word->text : action == R_LINE ? "\n" : "\t");
	} else if (action == R_PAR) {
		di_rtf_flush(reader);
		di_rtf_end_paragraph(reader);
	} else if (action == R_UNICODE) {
		set_unicode(reader, number);
	} else if (action == R_UNICODE_SKIP) {
		di_rtf_top(reader)->unicode_skip = CLAMP(number, 0, 10);
	} else if (action == R_BINARY) {
		reader->at += CLAMP(number, 0, reader->end - reader->at);
	} else if (action >= R_FORM_TYPE) {
		di_rtf_set_form(reader, action, number);
	} else if (action == R_PARD || action == R_STYLE || action == R_OUTLINE || action == R_LIST_LEVEL ||
		action == R_IN_TABLE || action == R_NESTING) {
		set_paragraph(reader, action, number);
	} else {
		set_looks(reader, action, has_number, number);
	}
}

/* Word draws none of them. */
static gboolean
is_control(char byte)
{
	return ((guchar)byte < ' ' && byte != '\t' && byte != '\n') || byte == 0x7f;
}

static void
put_byte(DiRtfReader *reader, char byte)
{
	di_rtf_top(reader)->fresh = FALSE;
	if (reader->skip_characters > 0)
		reader->skip_characters--;
	else if (di_rtf_top(reader)->into != INTO_NOTHING && !is_control(byte))
		g_string_append_c(reader->pending, byte);
}

static void
control_word(DiRtfReader *reader)
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
	else if (di_rtf_top(reader)->star && di_rtf_top(reader)->fresh)
		set_into(reader, INTO_NOTHING);
	di_rtf_top(reader)->fresh = FALSE;
}

static void
hex_byte(DiRtfReader *reader)
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
control(DiRtfReader *reader)
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
		di_rtf_top(reader)->star = TRUE;
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
read_all(DiRtfReader *reader)
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
finish(DiRtfReader *reader)
{
	if (!di_flow_is_full(reader->flow)) {
		di_rtf_end_paragraph(reader);
		while (reader->tables->len > 0)
			di_rtf_close_table(reader);
	}
	di_flow_finish(reader->flow);
}

DiDocument *
di_rtf_read(GBytes *bytes)
{
	DiDocument *document = di_document_new("rtf");
	g_autoptr(DiFlow) flow = di_flow_new(document);
	DiRtfGroup root = {.codepage = 1252, .unicode_skip = 1, .size_pt10 = 120};
	DiRtfReader reader = {.document = document, .flow = flow, .default_codepage = 1252, .outline = -1, .nesting = 1};
	gsize size;

	reader.at = g_bytes_get_data(bytes, &size);
	reader.end = reader.at + size;
	reader.groups = g_array_new(FALSE, TRUE, sizeof(DiRtfGroup));
	reader.fields = g_array_new(FALSE, TRUE, sizeof(DiRtfField));
	reader.tables = g_array_new(FALSE, TRUE, sizeof(DiRtfTable));
	g_array_set_clear_func(reader.fields, di_rtf_clear_field);
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
