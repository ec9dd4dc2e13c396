/* What stands at the top of a paper: the form's own title, or one of another paper. */
#include "internal.h"

static gboolean
is_title(const GPtrArray *titles, const char *text)
{
	g_autofree char *plain = di_text_squeeze(text);

	for (guint i = 0; i < titles->len; i++) {
		const char *title = g_ptr_array_index(titles, i);
		gsize end = 0;

		if (fuzzy_prefix(plain, title, 0.9, &end) >= 0.9 && g_utf8_strlen(plain + end, -1) < 40)
			return TRUE;
	}
	return FALSE;
}

gboolean
is_form_title(const Form *form, const char *text)
{
	return is_title(form->titles, text);
}

enum { TITLE_LINES = 25 };

void
mark_titles(const Form *form, GPtrArray *lines, FormScore *score)
{
	for (guint i = 0; i < lines->len && i < TITLE_LINES; i++) {
		Line *line = g_ptr_array_index(lines, i);

		if (line->mark == MARK_SECTION || line->mark == MARK_PART)
			return;
		if (line->mark != MARK_TEXT || !*line->text)
			continue;
		if (is_title(form->foreign, line->text)) {
			score->foreign_first = score->foreign_first || score->titles == 0;
			score->foreign++;
		} else if (is_form_title(form, line->text)) {
			line->mark = MARK_TITLE;
			score->titles++;
		}
	}
}
