/* JSON of a stranger, value by value: the first lie is noted, and what is a lie counts as missing. */
#include <diarie/json-read.h>

#include <string.h>

void
di_json_blame(DiJsonReader *reader, const char *wrong)
{
	if (!reader->wrong)
		reader->wrong = wrong;
}

const DiJsonValue *
di_json_get(const DiJsonValue *object, const char *key)
{
	for (guint i = object->n; i > 0; i--) {
		const DiJsonValue *value = &object->values[i - 1];

		if (strcmp(value->key, key) == 0)
			return value->kind == DI_JSON_NULL ? NULL : value;
	}
	return NULL;
}

/* VALUE if it is of KIND. */
static const DiJsonValue *
expect(DiJsonReader *reader, const DiJsonValue *value, DiJsonKind kind, const char *wrong)
{
	if (!value || value->kind == kind)
		return value;
	di_json_blame(reader, wrong);
	return NULL;
}

const char *
di_json_text(DiJsonReader *reader, const DiJsonValue *value, gsize max_bytes)
{
	if (!value || value->kind == DI_JSON_NULL || !expect(reader, value, DI_JSON_TEXT, "a text is none"))
		return NULL;
	if (strlen(value->text) <= max_bytes)
		return value->text;
	di_json_blame(reader, "a text is too long");
	return NULL;
}

gint64
di_json_get_int(DiJsonReader *reader, const DiJsonValue *object, const char *key, gint64 missing)
{
	const DiJsonValue *value = expect(reader, di_json_get(object, key), DI_JSON_INT, "a value is no whole number");

	return value ? value->number : missing;
}

gboolean
di_json_get_bool(DiJsonReader *reader, const DiJsonValue *object, const char *key)
{
	const DiJsonValue *value = expect(reader, di_json_get(object, key), DI_JSON_BOOL, "a yes or no is neither");

	return value && value->number;
}

const DiJsonValue *
di_json_get_object(DiJsonReader *reader, const DiJsonValue *object, const char *key)
{
	return expect(reader, di_json_get(object, key), DI_JSON_OBJECT, "a value is no object");
}

const DiJsonValue *
di_json_get_array(DiJsonReader *reader, const DiJsonValue *object, const char *key, guint max)
{
	const DiJsonValue *value = expect(reader, di_json_get(object, key), DI_JSON_ARRAY, "a value is no list");

	if (!value || value->n <= max)
		return value;
	di_json_blame(reader, "a list is too long");
	return NULL;
}

guint
di_json_length(const DiJsonValue *array)
{
	return array ? array->n : 0;
}

const DiJsonValue *
di_json_object_at(DiJsonReader *reader, const DiJsonValue *array, guint index)
{
	return expect(reader, &array->values[index], DI_JSON_OBJECT, "an element of a list is no object");
}
