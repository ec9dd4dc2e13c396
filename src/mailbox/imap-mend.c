/* What libetpan cannot read of one mail ("INTERNALDATE NIL") would cost us the listing of all. Such an item becomes flags of the same length, for
 * which nobody asks: that mail has no date, or no size, and the others have theirs. */
#include "imap.h"

#include <string.h>

static gboolean
is_number(const char *value, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (!g_ascii_isdigit(value[i]))
			return FALSE;
	return n > 0;
}

/* N stands for a digit, S for a sign, A for a letter; all else for itself. */
static gboolean
fits(const char *value, gsize n, const char *pattern)
{
	if (strlen(pattern) != n)
		return FALSE;
	for (gsize i = 0; i < n; i++) {
		char c = value[i];

		if (pattern[i] == 'N' ? !g_ascii_isdigit(c) : pattern[i] == 'S' ? c != '+' && c != '-' :
			pattern[i] == 'A' ? !g_ascii_isalpha(c) : c != pattern[i])
			return FALSE;
	}
	return TRUE;
}

/* RFC 3501: date-time. Its day may be written without the space. */
static gboolean
is_date(const char *value, gsize n)
{
	static const char *const patterns[] = {"\"NN-AAA-NNNN NN:NN:NN SNNNN\"", "\" N-AAA-NNNN NN:NN:NN SNNNN\"", "\"N-AAA-NNNN NN:NN:NN SNNNN\""};
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	gboolean fitting = FALSE, known = FALSE;

	for (gsize i = 0; i < G_N_ELEMENTS(patterns); i++)
		fitting |= fits(value, n, patterns[i]);
	for (gsize i = 0; fitting && months[i]; i += 3)
		known |= g_ascii_strncasecmp(months + i, strchr(value, '-') + 1, 3) == 0;
	return known;
}

/* clang-format off */
static const struct {
	const char *name;
	gboolean (*is_readable)(const char *value, gsize n);
} items[] = {
	{"RFC822.SIZE ",  is_number},
	{"INTERNALDATE ", is_date},
};
/* clang-format on */

/* A quoted text, or up to the next space, bracket or end of a line. */
static gsize
value_length(const char *value, gsize left)
{
	gboolean quoted = left > 0 && *value == '"';
	gsize n = quoted ? 1 : 0;

	while (n < left && !strchr(quoted ? "\"\r\n" : " ()\r\n", value[n]))
		n++;
	return quoted && n < left && value[n] == '"' ? n + 1 : n;
}

/* As an empty list would be: "FLAGS ()", with as many letters between the brackets as it takes. */
static void
make_flags(char *item, gsize n)
{
	static const char opening[] = "FLAGS (";

	memset(item, 'x', n);
	memcpy(item, opening, sizeof opening - 1);
	item[n - 1] = ')';
}

void
di_imap_mend_listed(char *lines, gsize size)
{
	for (gsize at = 1; at < size; at++) {
		for (gsize i = 0; (lines[at - 1] == ' ' || lines[at - 1] == '(') && i < G_N_ELEMENTS(items); i++) {
			gsize name = strlen(items[i].name), value;

			if (size - at < name || g_ascii_strncasecmp(lines + at, items[i].name, name) != 0)
				continue;
			value = value_length(lines + at + name, size - at - name);
			if (!items[i].is_readable(lines + at + name, value))
				make_flags(lines + at, name + value);
		}
	}
}
