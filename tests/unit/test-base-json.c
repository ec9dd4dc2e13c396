/* JSON in: what is taken and what is refused; whatever is taken means what json-glib reads in it. */
#include <diarie/base.h>
#include <diarie/json-read.h>
#include "table.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* Both trees written out in the same way. */

static void
write_value(const DiJsonValue *value, GString *out)
{
	static const char *const shown[] = {[DI_JSON_NULL] = "null", [DI_JSON_REAL] = "real"};

	if (value->kind == DI_JSON_TEXT)
		g_string_append_printf(out, "<%s>", value->text);
	else if (value->kind == DI_JSON_INT)
		g_string_append_printf(out, "%" G_GINT64_FORMAT, value->number);
	else if (value->kind == DI_JSON_BOOL)
		g_string_append(out, value->number ? "true" : "false");
	else if (value->kind != DI_JSON_ARRAY && value->kind != DI_JSON_OBJECT)
		g_string_append(out, shown[value->kind]);
	else
		g_string_append_c(out, value->kind == DI_JSON_ARRAY ? '[' : '{');
	for (guint i = 0; (value->kind == DI_JSON_ARRAY || value->kind == DI_JSON_OBJECT) && i <= value->n; i++) {
		if (i == value->n) {
			g_string_append_c(out, value->kind == DI_JSON_ARRAY ? ']' : '}');
			return;
		}
		g_string_append(out, i ? "," : "");
		if (value->values[i].key)
			g_string_append_printf(out, "%s:", value->values[i].key);
		write_value(&value->values[i], out);
	}
}

static void write_node(JsonNode *node, GString *out);

static void
write_members(JsonObject *object, GString *out)
{
	g_autoptr(GList) keys = json_object_get_members(object);

	for (GList *at = keys; at; at = at->next) {
		g_string_append_printf(out, "%s%s:", at == keys ? "" : ",", (const char *)at->data);
		write_node(json_object_get_member(object, at->data), out);
	}
}

static void
write_scalar(JsonNode *node, GString *out)
{
	GType type = json_node_get_value_type(node);

	if (type == G_TYPE_STRING)
		g_string_append_printf(out, "<%s>", json_node_get_string(node));
	else if (type == G_TYPE_INT64)
		g_string_append_printf(out, "%" G_GINT64_FORMAT, json_node_get_int(node));
	else
		g_string_append(out, type == G_TYPE_DOUBLE ? "real" : json_node_get_boolean(node) ? "true" : "false");
}

static void
write_node(JsonNode *node, GString *out)
{
	if (JSON_NODE_HOLDS_NULL(node)) {
		g_string_append(out, "null");
	} else if (JSON_NODE_HOLDS_VALUE(node)) {
		write_scalar(node, out);
	} else if (JSON_NODE_HOLDS_OBJECT(node)) {
		g_string_append_c(out, '{');
		write_members(json_node_get_object(node), out);
		g_string_append_c(out, '}');
	} else {
		JsonArray *array = json_node_get_array(node);

		g_string_append_c(out, '[');
		for (guint i = 0; i < json_array_get_length(array); i++) {
			g_string_append(out, i ? "," : "");
			write_node(json_array_get_element(array, i), out);
		}
		g_string_append_c(out, ']');
	}
}

static const struct TakenRow {
	const char *sentence, *json, *means;
} taken[] = {
	{"an empty object", "{}", "{}"},
	{"an empty list", "[ ]", "[]"},
	{"a text alone", "\"hej\"", "<hej>"},
	{"white space everywhere", " \t\n\r{ \"a\" : [ 1 , 2 ] } \n", "{a:[1,2]}"},
	{"words", "[true, false, null]", "[true,false,null]"},
	{"a whole number", "[0, -0, 7, -12]", "[0,0,7,-12]"},
	{"the largest and the smallest whole number", "[9223372036854775807, -9223372036854775808]",
		"[9223372036854775807,-9223372036854775808]"},
	{"fractions and exponents", "[1.0, -0.5, 1e3, 2E-7, 3.25e+10]", "[real,real,real,real,real]"},
	{"escapes", "\"a\\\"b\\\\c\\/d\\n\\t\\r\\b\\f\"", "<a\"b\\c/d\n\t\r\b\f>"},
	{"å ä ö as they are and escaped", "\"åäö \\u00e5\\u00E4\\u00f6\"", "<åäö åäö>"},
	{"a character beyond 16 bits, in two halves", "\"\\ud83d\\ude00\"", "<😀>"},
	{"brackets in a text", "{\"a\": \"[[[[[[[[[[[[[[[[[[[[[\\\"[\"}", "{a:<[[[[[[[[[[[[[[[[[[[[[\"[>}"},
	{"a key with escapes, and an empty one", "{\"\\u0061b\": 1, \"\": 2}", "{ab:1,:2}"},
	{"sixteen levels", "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]"},
	{"order is kept", "{\"b\": 1, \"a\": {\"d\": [], \"c\": [{}]}}", "{b:1,a:{d:[],c:[{}]}}"},
};

static void
check_taken(void **state)
{
	const struct TakenRow *row = *state;
	g_autofree char *exact = g_memdup2(row->json, strlen(row->json)); /* no NUL behind it */
	g_autoptr(GError) error = NULL;
	g_autoptr(DiJsonTree) tree = di_json_parse(exact, strlen(row->json), &error);
	g_autoptr(JsonParser) peer = json_parser_new();
	g_autoptr(GString) ours = g_string_new(NULL), theirs = g_string_new(NULL);

	assert_null(error);
	write_value(di_json_root(tree), ours);
	assert_string_equal(ours->str, row->means);
	assert_true(json_parser_load_from_data(peer, row->json, -1, NULL));
	write_node(json_parser_get_root(peer), theirs);
	assert_string_equal(theirs->str, row->means);
}

static const struct RefusedRow {
	const char *sentence, *json, *why;
} refused[] = {
	{"nothing", "", "it ends where a value should stand (byte 0)"},
	{"white space only", " \n", "it ends where a value should stand"},
	{"an object cut short", "{\"a\": 1", "a comma or the closing bracket is missing"},
	{"a text cut short", "\"abc", "a text without an end"},
	{"an escape cut short", "\"abc\\", "an unknown escape"},
	{"a number cut short", "[-", "neither a value nor a number"},
	{"a second value behind the first", "{} {}", "more stands behind it"},
	{"a comma before the end", "[1,]", "neither a value nor a number"},
	{"a missing comma", "[1 2]", "a comma or the closing bracket is missing"},
	{"a missing colon", "{\"a\" 1}", "a key and its colon are missing"},
	{"a key without quotes", "{a: 1}", "a key and its colon are missing"},
	{"the wrong bracket", "[1}", "a comma or the closing bracket is missing"},
	{"a comment", "[1 /* one */]", "a comma or the closing bracket is missing"},
	{"single quotes", "['a']", "neither a value nor a number"},
	{"a zero in front", "[01]", "neither a value nor a number"},
	{"a plus sign", "[+1]", "neither a value nor a number"},
	{"a point without figures", "[1.]", "neither a value nor a number"},
	{"an exponent without figures", "[1e]", "neither a value nor a number"},
	{"NaN", "[NaN]", "neither a value nor a number"},
	{"a word that goes on", "[nullx]", "a comma or the closing bracket is missing"},
	{"a capital word", "[True]", "neither a value nor a number"},
	{"an unknown escape", "\"\\x41\"", "an unknown escape"},
	{"a line end in a text", "\"a\nb\"", "a control character in a text"},
	{"NUL, escaped", "\"a\\u0000b\"", "half a character, or NUL"},
	{"the first half of a character", "\"\\ud83d\"", "half a character"},
	{"the first half, then something else", "\"\\ud83d\\u0041\"", "half a character"},
	{"the second half of a character", "\"\\ude00\"", "half a character, or NUL"},
	{"three hexadecimal digits", "\"\\u12x4\"", "four hexadecimal digits are missing"},
	{"no UTF-8", "\"\xe5\"", "no UTF-8"},
	{"seventeen levels", "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "nested too deep"},
};

static void
check_refused(void **state)
{
	const struct RefusedRow *row = *state;
	g_autofree char *exact = g_memdup2(row->json, strlen(row->json));
	g_autoptr(GError) error = NULL;

	assert_null(di_json_parse(exact ? exact : "", strlen(row->json), &error));
	assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_PROTOCOL));
	assert_non_null(strstr(error->message, row->why));
}

static void
nul_is_refused_within_the_bytes(void **state G_GNUC_UNUSED)
{
	static const char json[] = "[1,\0 2]";

	assert_null(di_json_parse(json, sizeof json - 1, NULL));
}

static void
more_values_than_any_answer_has_are_refused(void **state G_GNUC_UNUSED)
{
	g_autoptr(GString) many = g_string_new("[0");
	g_autoptr(GError) error = NULL;

	for (int i = 0; i < 1 << 18; i++)
		g_string_append(many, ",0");
	g_string_append_c(many, ']');
	assert_null(di_json_parse(many->str, many->len, &error));
	assert_non_null(strstr(error->message, "too many values"));
}

static void
of_a_key_that_stands_twice_the_last_one_counts(void **state G_GNUC_UNUSED)
{
	static const char json[] = "{\"a\": 1, \"a\": 2}";
	g_autoptr(DiJsonTree) tree = di_json_parse(json, strlen(json), NULL);
	DiJsonReader reader = {NULL};

	assert_int_equal(di_json_get_int(&reader, di_json_root(tree), "a", 0), 2);
	assert_null(reader.wrong);
}

static void
beyond_64_bits_is_no_whole_number(void **state G_GNUC_UNUSED)
{
	static const char json[] = "{\"a\": 9223372036854775808, \"b\": -9223372036854775809, \"c\": 1.5}";
	g_autoptr(DiJsonTree) tree = di_json_parse(json, strlen(json), NULL);

	for (const char *key = "a"; key; key = *key == 'a' ? "b" : *key == 'b' ? "c" : NULL) {
		DiJsonReader reader = {NULL};

		assert_int_equal(di_json_get_int(&reader, di_json_root(tree), key, 5), 5);
		assert_string_equal(reader.wrong, "a value is no whole number");
	}
}

static void
another_type_than_agreed_is_noted_once(void **state G_GNUC_UNUSED)
{
	static const char json[] = "{\"text\": 1, \"list\": {}, \"short\": [1, 2], \"yes\": 1, \"none\": null}";
	g_autoptr(DiJsonTree) tree = di_json_parse(json, strlen(json), NULL);
	const DiJsonValue *root = di_json_root(tree);
	DiJsonReader reader = {NULL};

	assert_null(di_json_get(root, "none"));
	assert_null(di_json_get(root, "missing"));
	assert_null(di_json_text(&reader, di_json_get(root, "none"), 10));
	assert_null(reader.wrong);
	assert_null(di_json_text(&reader, di_json_get(root, "text"), 10));
	assert_null(di_json_get_array(&reader, root, "list", 9));
	assert_false(di_json_get_bool(&reader, root, "yes"));
	assert_string_equal(reader.wrong, "a text is none");
	reader.wrong = NULL;
	assert_null(di_json_get_array(&reader, root, "short", 1));
	assert_string_equal(reader.wrong, "a list is too long");
	reader.wrong = NULL;
	assert_null(di_json_object_at(&reader, di_json_get_array(&(DiJsonReader){NULL}, root, "short", 2), 0));
	assert_string_equal(reader.wrong, "an element of a list is no object");
}

int
main(void)
{
	ADD_ROWS(taken, check_taken);
	ADD_ROWS(refused, check_refused);
	ADD_TEST(nul_is_refused_within_the_bytes);
	ADD_TEST(more_values_than_any_answer_has_are_refused);
	ADD_TEST(of_a_key_that_stands_twice_the_last_one_counts);
	ADD_TEST(beyond_64_bits_is_no_whole_number);
	ADD_TEST(another_type_than_agreed_is_noted_once);
	return run_table("base-json");
}
