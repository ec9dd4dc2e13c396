/* The only place that asks what time it is; DIARIE_NOW stops the clock for tests and dry runs. */
#include <diarie/base.h>

#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

static DiTime replaced = DI_TIME_NONE;
static gboolean looked;

static void
look_once(void)
{
	const char *now = getenv("DIARIE_NOW");

	if (looked)
		return;
	looked = TRUE;
	if (!now || !*now)
		return;
	replaced = di_time_parse(now);
	if (replaced == DI_TIME_NONE) {
		fprintf(stderr, "DIARIE_NOW='%s' is no time; write it as 2026-04-20T08:00:00+02:00\n", now);
		exit(EX_USAGE);
	}
}

DiTime
di_clock_now(void)
{
	look_once();
	return replaced != DI_TIME_NONE ? replaced : g_get_real_time();
}

gboolean
di_clock_is_replaced(void)
{
	look_once();
	return replaced != DI_TIME_NONE;
}

void
di_clock_set(DiTime now)
{
	looked = TRUE;
	replaced = now;
}

DiTime
di_time_parse(const char *iso)
{
	g_autoptr(GDateTime) time = iso ? g_date_time_new_from_iso8601(iso, NULL) : NULL;

	if (!time)
		return DI_TIME_NONE;
	return g_date_time_to_unix(time) * DI_SECOND + g_date_time_get_microsecond(time);
}

static GTimeZone *
zone_named(const char *timezone)
{
	/* GLib reads the zone's file anew whenever nobody holds the zone; hundreds of dates in a row are one program's
	 * daily bread. So the last one is kept. */
	static GTimeZone *kept;
	static GMutex mutex;
	g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&mutex);

	if (!timezone)
		return g_time_zone_new_utc();
	if (!kept || !g_str_equal(g_time_zone_get_identifier(kept), timezone)) {
		g_clear_pointer(&kept, g_time_zone_unref);
		kept = g_time_zone_new_identifier(timezone);
	}
	return kept ? g_time_zone_ref(kept) : g_time_zone_new_utc();
}

static GDateTime *
local_time(DiTime time, const char *timezone)
{
	gint64 seconds = time >= 0 ? time / DI_SECOND : -((-time + DI_SECOND - 1) / DI_SECOND);
	g_autoptr(GTimeZone) zone = zone_named(timezone);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);

	return utc ? g_date_time_to_timezone(utc, zone) : NULL;
}

char *
di_time_format(DiTime time, const char *timezone)
{
	g_autoptr(GDateTime) local = local_time(time, timezone);

	return local ? g_date_time_format(local, "%Y-%m-%dT%H:%M:%S%:z") : g_strdup("");
}

DiDate
di_date_of_time(DiTime time, const char *timezone)
{
	g_autoptr(GDateTime) local = local_time(time, timezone);

	if (!local)
		return DI_DATE_NONE;
	return di_date_from_ymd(g_date_time_get_year(local), g_date_time_get_month(local),
		g_date_time_get_day_of_month(local));
}

int
di_time_hour(DiTime time, const char *timezone)
{
	g_autoptr(GDateTime) local = local_time(time, timezone);

	return local ? g_date_time_get_hour(local) : 0;
}

DiTime
di_date_at(DiDate date, int hour, int minute, const char *timezone)
{
	g_autoptr(GTimeZone) zone = zone_named(timezone);
	g_autoptr(GDateTime) local = NULL;
	int year, month, day;

	di_date_to_ymd(date, &year, &month, &day);
	local = g_date_time_new(zone, year, month, day, hour, minute, 0);
	return local ? g_date_time_to_unix(local) * DI_SECOND : DI_TIME_NONE;
}
