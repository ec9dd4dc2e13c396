/* Masks what must not be read, however it is written. */
#include <diarie/base.h>

#define DASH "[-\\x{2010}-\\x{2015}\\x{2212}]"

char *
di_text_as_read(const char *text)
{
	g_autoptr(GRegex) unseen = g_regex_new("[\\x{AD}\\x{200B}-\\x{200D}\\x{2060}\\x{FEFF}]", 0, 0, NULL);
	g_autofree char *whole = di_text_nfc(text, -1);

	return g_regex_replace_literal(unseen, whole ? whole : "", -1, 0, "", 0, NULL);
}

char *
di_mask(const char *text, const GRegex *regex, guint *n_inout)
{
	g_autoptr(GMatchInfo) match = NULL;

	for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL))
		(*n_inout)++;
	return g_regex_replace_literal(regex, text, -1, 0, DI_MASK, 0, NULL);
}

char *
di_mask_numbers(const char *text, guint *n_inout)
{
	g_autoptr(GRegex) regex = g_regex_new("(?<![0-9])(?:18|19|20)?[0-9]{2}" DASH "?[01][0-9]" DASH "?[0-9]{2}(?:[+\\p{Z}]|" DASH "){0,3}[0-9]{4}(?!"
		DASH "?[0-9])", 0, 0, NULL);
	g_autofree char *read = di_text_as_read(text);

	return di_mask(read, regex, n_inout);
}
