/* base: getters for JSON that a stranger may have written.
 *
 * A value that is missing and one that is null are the same. Another type than agreed is a lie: each getter notes the first thing
 * that is wrong, answers as if the value were missing, and goes on; the caller looks at WRONG once, at the end. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

typedef struct {
	const char *wrong; /* static; what was wrong first. NULL: nothing */
} DiJsonReader;

/* json-read.c */

void di_json_blame(DiJsonReader *reader, const char *wrong);
/* NULL: missing, or null. Borrowed, as all that these return. */
JsonNode *di_json_get(JsonObject *object, const char *key);
/* NODE may be NULL: then NULL. A text that is longer than MAX_BYTES, or no UTF-8, is a lie. */
const char *di_json_text(DiJsonReader *reader, JsonNode *node, gsize max_bytes);
gint64 di_json_get_int(DiJsonReader *reader, JsonObject *object, const char *key, gint64 missing);
gboolean di_json_get_bool(DiJsonReader *reader, JsonObject *object, const char *key); /* missing: FALSE */
JsonObject *di_json_get_object(DiJsonReader *reader, JsonObject *object, const char *key);
/* One of more than MAX elements is a lie. */
JsonArray *di_json_get_array(DiJsonReader *reader, JsonObject *object, const char *key, guint max);
guint di_json_length(JsonArray *array); /* NULL: 0 */
JsonObject *di_json_object_at(DiJsonReader *reader, JsonArray *array, guint index); /* NULL: a lie */
