/* Within this room: a time zone's offsets, from its file. */
#pragma once

#include <glib.h>

/* Makes ready what di_zone_offset answers from. FALSE: no such file, or one that is beyond it; GLib may still know the zone. */
gboolean di_zone_load(const char *name);
/* Seconds east of Greenwich at SECONDS since 1970. FALSE: another zone was loaded, or none, or the file does not reach so far. */
gboolean di_zone_offset(const char *name, gint64 seconds, gint32 *offset_out);
