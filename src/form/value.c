/* What a field's value may look like. */
#include "internal.h"

#include <string.h>

enum { VALUE_BYTES_MAX = 400 };

char *
value_clean(const Form *form, const char *text)
{
	static GRegex *lead;
	g_autofree char *plain = NULL, *bare = NULL;

	if (!lead)
		lead = g_regex_new("^[\\s:;*_.…]+|[\\s_*…]+$", 0, 0, NULL);
	bare = regex_replace(lead, text, "");
	plain = di_text_squeeze(bare);
	if (text_is_empty_answer(form, plain) || strlen(plain) > VALUE_BYTES_MAX || strcmp(plain, "-") == 0)
		return g_strdup("");
	return g_steal_pointer(&plain);
}

gboolean
value_fits(const FormField *field, const char *value)
{
	PeriodHint hint;
	g_autofree char *number = NULL;

	if (!*value)
		return TRUE;
	switch (field->sort) {
	case SORT_DATE:
		return di_form_date_parse(value) != DI_DATE_NONE;
	case SORT_PERIOD:
		return period_parse_hint(value, &hint);
	case SORT_NUMBER:
		number = di_diarienummer_normalise(value, NULL);
		return number != NULL;
	case SORT_TEXT:
		return !field->by_forbund || stamp_is_likely(value);
	case SORT_PERSONS:
	case SORT_AMOUNT:
	case SORT_LIST:
	default:
		return TRUE;
	}
}
