/* Which field's label does a text begin with, and does it end there? */
#include "internal.h"

#include <string.h>

gboolean
signs_only(const char *text)
{
	return !di_text_has_word(text);
}

static gboolean
fits_behind_label(const FormField *field, const char *rest)
{
	DiPeriod period;
	g_autofree char *number = NULL;
	gsize end = 0;

	switch (field->sort) {
	case SORT_DATE:
		return di_form_date_parse(rest) != DI_DATE_NONE || date_prefix(rest, &end) != DI_DATE_NONE;
	case SORT_PERIOD:
		return period_parse_open(rest, &period);
	case SORT_NUMBER:
		number = di_diarienummer_normalise(rest, NULL);
		return number != NULL;
	case SORT_TEXT:
	case SORT_PERSONS:
	case SORT_AMOUNT:
	case SORT_LIST:
	default:
		return g_unichar_isupper(g_utf8_get_char(rest)) && strlen(rest) < 120;
	}
}

/* After a label: the end, a colon, a gap; or at once a value that fits, where the label is no common word. */
static gboolean
label_ends(const FormField *field, const char *label, const char *rest)
{
	gsize spaces = strspn(rest, " ");

	if (signs_only(rest) || strchr(":\n\t", rest[spaces]) || spaces >= 2)
		return TRUE;
	if (spaces == 0 && *rest != '(')
		return FALSE;
	if (*rest == '(' || rest[spaces] == '(')
		return TRUE;
	return (strchr(label, ' ') || field->sort != SORT_TEXT || field->by_forbund) && fits_behind_label(field, rest + spaces);
}

/* "Ankomstdatu m": a label that was broken in a narrow cell, and nothing else. */
static gboolean
is_broken_label(const char *text, const char *label)
{
	while (*text == *label && *text) {
		label++;
		text++;
		text += *text == ' ' && text[1] == *label ? 1 : 0;
	}
	return *label == '\0' && signs_only(text);
}

double
label_needs(const char *label)
{
	guint n = 0;

	for (; n < 6 && *label; label = di_utf8_next(label))
		n++;
	return n < 6 ? 0.99 : 0.84;
}

const FormField *
label_at(const Form *form, const char *text, gsize *end_out, char **label_out)
{
	const FormField *best = NULL;
	double best_score = 0;
	gsize best_end = 0;
	const guint8 *may = among_ask(form->labelled, text);
	guint n = 0;

	for (guint i = 0; i < form->fields->len; i++) {
		const FormField *field = g_ptr_array_index(form->fields, i);

		for (guint j = 0; j < field->labels->len; j++) {
			const char *label = g_ptr_array_index(field->labels, j);
			gsize end = 0;
			double needed = label_needs(label);
			double score = may && may[n] ? fuzzy_prefix(text, label, needed, &end) : 0;

			n++;
			if (!best && strnlen(text, 40) < 40 && is_broken_label(text, label)) {
				score = needed;
				end = strlen(text);
			}
			if (score < needed || (best && (score < best_score - 0.1 || end <= best_end)) ||
				!label_ends(field, label, text + end))
				continue;
			best = field;
			best_score = score;
			best_end = end;
			if (label_out)
				*label_out = g_ptr_array_index(field->labels, j);
		}
	}
	*end_out = best_end;
	return best;
}
