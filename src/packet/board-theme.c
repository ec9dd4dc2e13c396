/* Which sections are about what: the form says it, since forms are data and each förbund has its own. */
#include "board.h"

#include <string.h>

static const char *
theme_of(const DiBoardReport *report, const char *key)
{
	const char *theme = report->themes ? g_hash_table_lookup(report->themes, key) : NULL;

	return theme ? theme : DI_THEME_DONE;
}

GPtrArray *
board_keys(const DiBoardReport *report, const char *theme)
{
	GPtrArray *keys = g_ptr_array_new();

	for (guint i = 0; report->report && i < report->report->sections->len; i++) {
		DiSection *section = report->report->sections->pdata[i];

		if (g_str_equal(theme_of(report, section->key), theme))
			g_ptr_array_add(keys, section->key);
	}
	return keys;
}

const char *
board_asked_key(const DiBoardReport *report, const char *theme)
{
	GHashTableIter iter;
	gpointer key;
	const char *first = NULL;

	if (!report->titles)
		return NULL;
	g_hash_table_iter_init(&iter, report->titles);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (g_str_equal(theme_of(report, key), theme) && (!first || strcmp(key, first) < 0))
			first = key;
	return first;
}
