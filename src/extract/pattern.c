/* Expressions that are compiled once: before the server forks, where di_reply_warm has met them, and else at their first use. A child
 * that compiled those for a person's own words itself spent a sixteenth of its time on it. */
#include "reply.h"

static GHashTable *held; /* GRegex by its text, both for the life of the process */

const GRegex *
di_pattern(const char *text)
{
	GRegex *regex;

	if (!held)
		held = g_hash_table_new(g_str_hash, g_str_equal);
	regex = g_hash_table_lookup(held, text);
	if (!regex) {
		regex = g_regex_new(text, 0, 0, NULL);
		g_hash_table_insert(held, (gpointer)(guintptr)text, regex);
	}
	return regex;
}

gboolean
di_pattern_matches(const char *text, const char *folded)
{
	return g_regex_match(di_pattern(text), folded, 0, NULL);
}

guint
di_pattern_count(void)
{
	return held ? g_hash_table_size(held) : 0;
}
