/* base: JSON that a stranger may have written.
 *
 * A tree of values is made of the whole text or of none: strict RFC 8259, nested at most DI_JSON_DEPTH_MAX deep, UTF-8. Then getters:
 * a value that is missing and one that is null are the same; another type than agreed is a lie: each getter notes the first thing
 * that is wrong, answers as if the value were missing, and goes on; the caller looks at WRONG once, at the end. */
#pragma once

#include <glib.h>

/* json-parse.c */

enum { DI_JSON_DEPTH_MAX = 16 };
typedef enum { DI_JSON_NULL, DI_JSON_BOOL, DI_JSON_INT, DI_JSON_REAL, DI_JSON_TEXT, DI_JSON_ARRAY, DI_JSON_OBJECT } DiJsonKind;
typedef struct DiJsonValue DiJsonValue;
struct DiJsonValue {
	DiJsonKind kind;
	guint n;         /* of the elements or members */
	const char *key; /* of a member; else NULL */
	union {
		gint64 number; /* INT; BOOL: 0 or 1. A number with a fraction or exponent, or beyond 64 bits, is REAL and has none. */
		const char *text;
		const DiJsonValue *values; /* in their order; a key may stand there twice: then the last one counts */
	};
};

typedef struct DiJsonTree DiJsonTree;
/* All of JSON's SIZE bytes. DI_ERROR_PROTOCOL with what is wrong and where. */
DiJsonTree *di_json_parse(const char *json, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same of bytes that become the tree's, right or wrong. */
DiJsonTree *di_json_parse_taken(char *json, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
const DiJsonValue *di_json_root(const DiJsonTree *tree);
void di_json_tree_free(DiJsonTree *tree);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DiJsonTree, di_json_tree_free)

/* json-read.c */

typedef struct {
	const char *wrong; /* static; what was wrong first. NULL: nothing */
} DiJsonReader;

void di_json_blame(DiJsonReader *reader, const char *wrong);
/* NULL: missing, or null. Borrowed from the tree, as all that these return. */
const DiJsonValue *di_json_get(const DiJsonValue *object, const char *key);
/* VALUE may be NULL: then NULL. A text that is longer than MAX_BYTES is a lie. */
const char *di_json_text(DiJsonReader *reader, const DiJsonValue *value, gsize max_bytes);
gint64 di_json_get_int(DiJsonReader *reader, const DiJsonValue *object, const char *key, gint64 missing);
gboolean di_json_get_bool(DiJsonReader *reader, const DiJsonValue *object, const char *key); /* missing: FALSE */
const DiJsonValue *di_json_get_object(DiJsonReader *reader, const DiJsonValue *object, const char *key);
/* One of more than MAX elements is a lie. */
const DiJsonValue *di_json_get_array(DiJsonReader *reader, const DiJsonValue *object, const char *key, guint max);
guint di_json_length(const DiJsonValue *array); /* NULL: 0 */
const DiJsonValue *di_json_object_at(DiJsonReader *reader, const DiJsonValue *array, guint index); /* NULL: a lie */
