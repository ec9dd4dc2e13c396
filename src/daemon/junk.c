/* The junk folder is looked at before the inbox, and must not hold it up: a session that broke there is begun anew for the inbox, and a folder that broke
 * three is left alone for an hour, two, four …, at most a day. What is known of it is one line of state, for `diarie health` too. */
#include <diarie/daemon.h>

enum {
	REST_FIRST_S = 3600,
	REST_MOST_S = 24 * 3600,
	NEWS_S = 24 * 3600, /* so long staff have to look, before others are reminded */
};

typedef struct {
	guint tries;
	DiTime since, next;
} Trouble;

/* "3 1776124800 1776128400 why". What a clock that stood wrong has noted is forgotten. */
static Trouble
read_trouble(const DiHouse *house)
{
	g_autofree char *text = di_registry_state_get(house->registry, DI_STATE_JUNK_FAILS);
	g_auto(GStrv) words = g_strsplit(text ? text : "", " ", 4);
	DiTime now = di_clock_now();
	Trouble trouble = {0, now, now};

	if (g_strv_length(words) < 3)
		return trouble;
	trouble.tries = (guint)g_ascii_strtoull(words[0], NULL, 10);
	trouble.since = g_ascii_strtoll(words[1], NULL, 10) * DI_SECOND;
	trouble.next = g_ascii_strtoll(words[2], NULL, 10) * DI_SECOND;
	if (trouble.since > now || trouble.next > now + REST_MOST_S * DI_SECOND)
		trouble.since = trouble.next = now;
	return trouble;
}

gboolean
di_junk_rests(const DiHouse *house)
{
	return read_trouble(house).next > di_clock_now();
}

gboolean
di_junk_is_news(const DiHouse *house)
{
	Trouble trouble = read_trouble(house);

	return trouble.tries > 0 && di_clock_now() - trouble.since < NEWS_S * DI_SECOND;
}

gboolean
di_junk_broke(DiHouse *house, const char *why, gboolean *rests_out, GError **error)
{
	Trouble trouble = read_trouble(house);
	guint doublings = trouble.tries >= DI_JUNK_TRIES_MOST ? trouble.tries + 1 - DI_JUNK_TRIES_MOST : 0;
	gint64 rest_s = di_clock_rest(REST_FIRST_S, doublings, REST_MOST_S);
	g_autofree char *shown = di_text_visible(why, FALSE), *text = NULL;

	trouble.tries++;
	*rests_out = trouble.tries >= DI_JUNK_TRIES_MOST;
	trouble.next = di_clock_now() + (*rests_out ? rest_s * DI_SECOND : 0);
	if (*rests_out)
		di_log(DI_LOG_WARNING, "the junk folder is left alone for %d minutes: %s", (int)(rest_s / 60), why);
	else
		di_log(DI_LOG_WARNING, "cannot read the junk folder: %s", why);
	text = g_strdup_printf("%u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", trouble.tries, trouble.since / DI_SECOND,
		trouble.next / DI_SECOND, shown);
	return di_registry_state_set(house->registry, DI_STATE_JUNK_FAILS, text, error);
}

gboolean
di_junk_works(DiHouse *house, GError **error)
{
	if (read_trouble(house).tries == 0)
		return TRUE;
	di_log(DI_LOG_NOTICE, "the junk folder can be read again");
	return di_registry_state_set(house->registry, DI_STATE_JUNK_FAILS, NULL, error);
}
