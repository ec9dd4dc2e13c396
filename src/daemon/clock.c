/* Can the machine's clock be believed? While it cannot, nothing is decided by it and no letter goes. */
#include <diarie/daemon.h>

#include <time.h>

#define CLOCK_NOTED "klocka-senast" /* the latest moment at which letters could go; 'diarie resume' forgets it */
#define CLOCK_TROUBLE "klocka-fel"  /* for 'diarie health': why it is not believed; empty: it is */

enum {
	NOTE_S = 600,
	BACK_S = 3600,
	JUMP_S = 2 * 86400,
	ABSENCE_S = 30 * 86400, /* a machine that was off so long, or whose clock lost its battery: a person looks first */
};

/* Where the clock stood against the time since the machine was started, which nobody sets. 0: not looked at yet. */
static gint64 started_us;

static gint64
machine_started_us(void)
{
	struct timespec since;

	if (clock_gettime(CLOCK_BOOTTIME, &since) != 0)
		return 0;
	return di_clock_now() - ((gint64)since.tv_sec * DI_SECOND + since.tv_nsec / 1000);
}

/* Forward, since the last look of this process; or, at its first, since what was noted. */
static gboolean
is_ahead(DiTime noted, DiTime now)
{
	gint64 before_us = started_us;

	if (before_us == 0 || noted == DI_TIME_NONE) { /* the first look, or a person said that it is right */
		started_us = machine_started_us();
		return noted != DI_TIME_NONE && now > noted + ABSENCE_S * DI_SECOND;
	}
	return machine_started_us() - before_us > JUMP_S * DI_SECOND;
}

static const char *
trouble_with(const DiHouse *house, DiTime noted, DiTime now)
{
	if (di_clock_is_replaced())
		return NULL;
	if (is_ahead(noted, now))
		return "the clock has jumped ahead";
	/* the log alone cannot tell: this round may have added to it */
	if (MAX(noted, di_registry_log_last(house->registry)) > now + BACK_S * DI_SECOND)
		return "the clock stands before the last entry of the log";
	return NULL;
}

static gboolean
note_trouble(DiHouse *house, const char *trouble, GError **error)
{
	g_autofree char *noted = di_registry_state_get(house->registry, CLOCK_TROUBLE);

	return g_strcmp0(noted ? noted : "", trouble ? trouble : "") == 0 ||
		di_registry_state_set(house->registry, CLOCK_TROUBLE, trouble ? trouble : "", error);
}

gboolean
di_clock_check(DiHouse *house, gboolean *wrong_out, GError **error)
{
	g_autofree char *text = di_registry_state_get(house->registry, CLOCK_NOTED);
	DiTime noted = text && *text ? di_time_parse(text) : DI_TIME_NONE;
	DiTime now = di_clock_now();
	const char *trouble = trouble_with(house, noted, now);
	g_autofree char *fresh = NULL;

	*wrong_out = trouble != NULL;
	if (!note_trouble(house, trouble, error))
		return FALSE;
	if (trouble) {
		di_log(DI_LOG_ERR, "%s; no letter is decided or goes out until it is right, or 'diarie resume' has been run", trouble);
		return TRUE;
	}
	if (noted != DI_TIME_NONE && now < noted + NOTE_S * DI_SECOND)
		return TRUE;
	fresh = di_time_format(now, house->config->reminders.timezone);
	return di_registry_state_set(house->registry, CLOCK_NOTED, fresh, error);
}
