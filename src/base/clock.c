/* The only place that asks what time it is; DIARIE_NOW stops the clock for tests and dry runs. */
#include "zone.h"

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

enum { SECONDS_A_DAY = 86400 };

typedef struct {
	DiDate date;
	int second; /* of the day */
	gint32 offset; /* seconds east of Greenwich */
} Local;

/* FALSE: a time that is beyond GLib's calendar. */
static gboolean
local_time(DiTime time, const char *timezone, Local *local_out)
{
	gint64 seconds = time >= 0 ? time / DI_SECOND : -((-time + DI_SECOND - 1) / DI_SECOND);
	g_autoptr(GTimeZone) zone = NULL;
	g_autoptr(GDateTime) utc = NULL, local = NULL;

	if (!di_zone_offset(timezone, seconds, &local_out->offset)) {
		zone = zone_named(timezone);
		utc = g_date_time_new_from_unix_utc(seconds);
		local = utc ? g_date_time_to_timezone(utc, zone) : NULL;
		if (!local)
			return FALSE;
		local_out->offset = (gint32)(g_date_time_get_utc_offset(local) / G_TIME_SPAN_SECOND);
	}
	seconds += local_out->offset;
	local_out->date = (DiDate)((seconds >= 0 ? seconds : seconds - (SECONDS_A_DAY - 1)) / SECONDS_A_DAY);
	local_out->second = (int)(seconds - (gint64)local_out->date * SECONDS_A_DAY);
	return TRUE;
}

char *
di_time_format(DiTime time, const char *timezone)
{
	int year, month, day, minutes;
	Local local;

	if (!local_time(time, timezone, &local))
		return g_strdup("");
	di_date_to_ymd(local.date, &year, &month, &day);
	minutes = ABS(local.offset) / 60;
	return g_strdup_printf("%d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", year, month, day, local.second / 3600,
		local.second / 60 % 60, local.second % 60, local.offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

DiDate
di_date_of_time(DiTime time, const char *timezone)
{
	int year, month, day;
	Local local;

	if (!local_time(time, timezone, &local))
		return DI_DATE_NONE;
	di_date_to_ymd(local.date, &year, &month, &day);
	return di_date_from_ymd(year, month, day);
}

int
di_time_hour(DiTime time, const char *timezone)
{
	Local local;

	return local_time(time, timezone, &local) ? local.second / 3600 : 0;
}

gint64
di_clock_rest(gint64 first, guint times, gint64 most)
{
	return times < 32 ? MIN(first << times, most) : most;
}

/* A moment that is the same whichever of the offsets around it is believed; near a change GLib knows what is meant. */
static gboolean
moment_of(gint64 local_seconds, const char *timezone, DiTime *time_out)
{
	gint32 before, after;

	if (!di_zone_offset(timezone, local_seconds - SECONDS_A_DAY, &before) ||
		!di_zone_offset(timezone, local_seconds + SECONDS_A_DAY, &after) || before != after)
		return FALSE;
	*time_out = (local_seconds - before) * DI_SECOND;
	return TRUE;
}

DiTime
di_date_at(DiDate date, int hour, int minute, const char *timezone)
{
	g_autoptr(GTimeZone) zone = NULL;
	g_autoptr(GDateTime) local = NULL;
	int year, month, day;
	DiTime time;

	if (moment_of((gint64)date * SECONDS_A_DAY + hour * 3600 + minute * 60, timezone, &time))
		return time;
	zone = zone_named(timezone);
	di_date_to_ymd(date, &year, &month, &day);
	local = g_date_time_new(zone, year, month, day, hour, minute, 0);
	return local ? g_date_time_to_unix(local) * DI_SECOND : DI_TIME_NONE;
}
