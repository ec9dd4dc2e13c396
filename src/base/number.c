/* Diarienummer: one normal form, however it was written. */
#include <diarie/report.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PREFIX_MAX = 6, NUMBER_DIGITS_MAX = 6 };

static gboolean
read_number(const char **at, int digits_max, int *value_out)
{
	int digits = 0, value = 0;

	while (g_ascii_isdigit(**at) && digits < digits_max) {
		value = value * 10 + (**at - '0');
		(*at)++;
		digits++;
	}
	*value_out = value;
	return digits > 0 && !g_ascii_isdigit(**at);
}

static void
skip_spaces(const char **at)
{
	while (**at == ' ')
		(*at)++;
}

/* "24-11.1" or "2024 - 011": year, dash, number, document */
static gboolean
read_digits(const char *at, DiDiarienummer *number)
{
	const char *start = at;

	if (!read_number(&at, 4, &number->year) || (at - start != 2 && at - start != 4))
		return FALSE;
	if (at - start == 2)
		number->year += 2000;
	skip_spaces(&at);
	if (*at != '-' && *at != '/' && *at != ':')
		return FALSE;
	at++;
	skip_spaces(&at);
	number->document = 0;
	if (!read_number(&at, NUMBER_DIGITS_MAX, &number->number) || number->number == 0)
		return FALSE;
	if (*at == '.' && g_ascii_isdigit(at[1])) {
		at++;
		if (!read_number(&at, NUMBER_DIGITS_MAX, &number->document) || number->document == 0)
			return FALSE;
	}
	return !g_ascii_isalnum(*at) && *at != '-';
}

/* A prefix of capitals ends at END; where does it begin? NULL: there is none. */
static const char *
prefix_before(const char *text, const char *end)
{
	const char *start = end;

	while (start > text && g_ascii_isalpha(start[-1]))
		start--;
	if (end - start < 2 || end - start > PREFIX_MAX || (start > text && (guchar)start[-1] >= 0x80))
		return NULL;
	return start;
}

static gboolean
read_at_digit(const char *text, const char *digit, const char *prefix, DiDiarienummer *number)
{
	const char *end = digit;
	const char *start;
	g_autofree char *found = NULL;

	while (end > text && end[-1] == ' ')
		end--;
	start = prefix_before(text, end);
	if (!start || !read_digits(digit, number))
		return FALSE;
	found = g_ascii_strup(start, end - start);
	if (prefix ? g_ascii_strcasecmp(found, prefix) != 0 : g_str_equal(found, "DNR") || g_str_equal(found, "NR"))
		return FALSE;
	g_strlcpy(number->prefix, found, sizeof number->prefix);
	return TRUE;
}

static char *
format_number(const DiDiarienummer *number)
{
	if (number->document)
		return g_strdup_printf("%s %02d-%d.%d", number->prefix, number->year % 100, number->number,
			number->document);
	return g_strdup_printf("%s %02d-%d", number->prefix, number->year % 100, number->number);
}

char *
di_diarienummer_normalise(const char *text, const char *prefix)
{
	g_autofree char *folded = text ? di_text_fold(text) : NULL;
	DiDiarienummer number;

	for (const char *at = folded; at && *at; at++)
		if (g_ascii_isdigit(*at) && (at == folded || !g_ascii_isdigit(at[-1])) &&
			read_at_digit(folded, at, prefix, &number))
			return format_number(&number);
	return NULL;
}

gboolean
di_diarienummer_parse(const char *normalised, DiDiarienummer *number_out)
{
	const char *space = normalised ? strchr(normalised, ' ') : NULL;
	DiDiarienummer number;

	if (!space || space - normalised >= (gssize)sizeof number.prefix || !read_digits(space + 1, &number))
		return FALSE;
	g_strlcpy(number.prefix, normalised, (gsize)(space - normalised) + 1);
	*number_out = number;
	return TRUE;
}
