/* Is anybody reminded just now, and if not, why? In one line, for `diarie status` and `diarie health`. */
#include "verbs.h"

enum { STALE_S = 6 * 3600 }; /* staff are told by mail after a day without mail having been read; who looks may know sooner */

/* clang-format off */
static const struct {
	DiHeld why;
	const char *text;
} reasons[] = {
	{DI_HELD_CLOCK,     "datorns klocka går inte att lita på"},
	{DI_HELD_NUMBERS,   "handlingar som brev har nämnt saknas"},
	{DI_HELD_UNFETCHED, "ett mejl går inte att hämta"},
	{DI_HELD_UNREAD,    "ett mejl går inte att läsa än"},
	{DI_HELD_JUNK,      "skräppostmappen går inte att läsa"},
	{DI_HELD_MEMORY,    "diariets egen mapp går inte att läsa"},
};
/* clang-format on */

DiTime
di_cli_fetched(const DiCli *cli, gboolean *stale_out)
{
	g_autofree char *text = di_registry_state_get(cli->registry, "senaste-hamtning");
	DiTime fetched = di_time_parse(text);

	*stale_out = fetched == DI_TIME_NONE || di_clock_now() - fetched > STALE_S * DI_SECOND;
	return fetched;
}

guint
di_cli_held(const DiCli *cli)
{
	gboolean stale;
	DiTime fetched = di_cli_fetched(cli, &stale);

	return di_held_get(cli->registry) | (stale && fetched != DI_TIME_NONE ? DI_HELD_MAILBOX : 0);
}

char *
di_cli_held_why(const DiCli *cli)
{
	guint held = di_cli_held(cli);
	g_autoptr(GString) why = g_string_new(NULL);

	if (held & DI_HELD_MAILBOX) {
		gboolean stale;
		DiTime fetched = di_cli_fetched(cli, &stale);
		g_autofree char *moment = fetched == DI_TIME_NONE ? NULL : di_time_format(fetched, di_cli_timezone(cli));

		if (moment)
			g_string_append_printf(why, "brevlådan har inte lästs sedan %.10s %.5s", moment, moment + 11);
		else
			g_string_append(why, "brevlådan går inte att läsa");
	}
	for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (held & reasons[i].why)
			g_string_append_printf(why, "%s%s", why->len ? ", " : "", reasons[i].text);
	return why->len ? g_string_free(g_steal_pointer(&why), FALSE) : NULL;
}
