/* JSON of a stranger, value by value: the first lie is noted, and what is a lie counts as missing. */
#include <diarie/json-read.h>

#include <string.h>

void
di_json_blame(DiJsonReader *reader, const char *wrong)
{
	if (!reader->wrong)
		reader->wrong = wrong;
}

JsonNode *
di_json_get(JsonObject *object, const char *key)
{
	JsonNode *node = json_object_get_member(object, key);

	return node && !JSON_NODE_HOLDS_NULL(node) ? node : NULL;
}

static gboolean
holds(JsonNode *node, GType type)
{
	return JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == type;
}

const char *
di_json_text(DiJsonReader *reader, JsonNode *node, gsize max_bytes)
{
	const char *text;

	if (!node || JSON_NODE_HOLDS_NULL(node))
		return NULL;
	if (!holds(node, G_TYPE_STRING)) {
		di_json_blame(reader, "a text is none");
		return NULL;
	}
	text = json_node_get_string(node);
	if (strlen(text) <= max_bytes && g_utf8_validate(text, -1, NULL))
		return text;
	di_json_blame(reader, "a text is too long, or no UTF-8");
	return NULL;
}

gint64
di_json_get_int(DiJsonReader *reader, JsonObject *object, const char *key, gint64 missing)
{
	JsonNode *node = di_json_get(object, key);

	if (!node)
		return missing;
	if (holds(node, G_TYPE_INT64))
		return json_node_get_int(node);
	di_json_blame(reader, "a value is no whole number");
	return missing;
}

gboolean
di_json_get_bool(DiJsonReader *reader, JsonObject *object, const char *key)
{
	JsonNode *node = di_json_get(object, key);

	if (!node)
		return FALSE;
	if (holds(node, G_TYPE_BOOLEAN))
		return json_node_get_boolean(node);
	di_json_blame(reader, "a yes or no is neither");
	return FALSE;
}

JsonObject *
di_json_get_object(DiJsonReader *reader, JsonObject *object, const char *key)
{
	JsonNode *node = di_json_get(object, key);

	if (!node)
		return NULL;
	if (JSON_NODE_HOLDS_OBJECT(node))
		return json_node_get_object(node);
	di_json_blame(reader, "a value is no object");
	return NULL;
}

JsonArray *
di_json_get_array(DiJsonReader *reader, JsonObject *object, const char *key, guint max)
{
	JsonNode *node = di_json_get(object, key);

	if (!node)
		return NULL;
	if (JSON_NODE_HOLDS_ARRAY(node) && json_array_get_length(json_node_get_array(node)) <= max)
		return json_node_get_array(node);
	di_json_blame(reader, "a value is no list, or too long a one");
	return NULL;
}

guint
di_json_length(JsonArray *array)
{
	return array ? json_array_get_length(array) : 0;
}

JsonObject *
di_json_object_at(DiJsonReader *reader, JsonArray *array, guint index)
{
	JsonNode *node = json_array_get_element(array, index);

	if (JSON_NODE_HOLDS_OBJECT(node))
		return json_node_get_object(node);
	di_json_blame(reader, "an element of a list is no object");
	return NULL;
}
