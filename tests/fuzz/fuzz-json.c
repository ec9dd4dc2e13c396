/* Any bytes as JSON: no crash; what is accepted is UTF-8 and not deeper than it may be. */
#include "fuzz.h"

#include <diarie/json-read.h>

static void
check_value(const DiJsonValue *value, int depth)
{
	if (depth > DI_JSON_DEPTH_MAX)
		g_error("deeper than allowed");
	if (value->key && !g_utf8_validate(value->key, -1, NULL))
		g_error("a key is no UTF-8");
	if (value->kind == DI_JSON_TEXT && !g_utf8_validate(value->text, -1, NULL))
		g_error("a text is no UTF-8");
	if (value->kind != DI_JSON_ARRAY && value->kind != DI_JSON_OBJECT)
		return;
	for (guint i = 0; i < value->n; i++)
		check_value(&value->values[i], depth + 1);
}

int
LLVMFuzzerTestOneInput(const guint8 *bytes, gsize size)
{
	g_autofree char *text = g_memdup2(bytes, size); /* no final NUL */
	g_autoptr(DiJsonTree) tree = di_json_parse(text ? text : "", size, NULL);

	if (tree)
		check_value(di_json_root(tree), 0);
	return 0;
}
