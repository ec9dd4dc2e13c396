/* Why nobody is reminded just now, for `diarie status` and `diarie health`: a few words of state, written only where they change. */
#include "private.h"

#define NAME "paminnelser-halls"

/* clang-format off */
static const struct {
	DiHeld why;
	const char *word;
} words[] = {
	{DI_HELD_MAILBOX,   "brevlada"},
	{DI_HELD_CLOCK,     "klocka"},
	{DI_HELD_NUMBERS,   "nummer"},
	{DI_HELD_UNFETCHED, "ej-hamtade"},
	{DI_HELD_UNREAD,    "olasta"},
	{DI_HELD_JUNK,      "skrappost"},
	{DI_HELD_MEMORY,    "minne"},
};
/* clang-format on */

char **
di_held_words(guint held)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new();

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (held & words[i].why)
			g_ptr_array_add(found, g_strdup(words[i].word));
	g_ptr_array_add(found, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&found), FALSE);
}

guint
di_held_get(DiRegistry *registry)
{
	g_autofree char *text = di_registry_state_get(registry, NAME);
	g_auto(GStrv) noted = g_strsplit(text ? text : "", " ", -1);
	guint held = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_strv_contains((const char *const *)noted, words[i].word))
			held |= words[i].why;
	return held;
}

gboolean
di_held_set(DiRegistry *registry, guint held, GError **error)
{
	g_auto(GStrv) found = di_held_words(held);
	g_autofree char *text = held ? g_strjoinv(" ", found) : NULL, *noted = di_registry_state_get(registry, NAME);

	return g_strcmp0(noted, text) == 0 || di_registry_state_set(registry, NAME, text, error);
}
