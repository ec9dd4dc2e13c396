/* What letters are filled with; the words are told in diarie/letter.h. */
#include <diarie/letter.h>

#include <diarie/json-read.h>
#include <string.h>

enum { NAME_BYTES_MAX = 80 };

void
di_values_set(GHashTable *values, const char *name, const char *text)
{
	g_hash_table_replace(values, g_strdup(name), g_strdup(text ? text : ""));
}

GHashTable *
di_values_new(const DiConfig *config)
{
	GHashTable *values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	di_values_set(values, "forbund", config->diarium.forbund);
	di_values_set(values, "kontaktperson", config->letters.kontaktperson);
	di_values_set(values, "telefon", config->letters.telefon);
	di_values_set(values, "mall_url", config->letters.mall_url);
	di_values_set(values, "styrelsemote", config->letters.styrelsemote);
	return values;
}

void
di_values_set_period(GHashTable *values, DiQuarter quarter)
{
	g_autofree char *text = NULL;
	g_autofree char *period = NULL;

	if (!di_quarter_is_set(quarter))
		return;
	text = di_quarter_format(quarter);
	period = di_date_swedish_range(di_quarter_first_day(quarter), di_quarter_last_day(quarter));
	di_values_set(values, "kvartal", text);
	di_values_set(values, "period", period);
}

/* A stranger chooses what stands before his address, and our letter would say it in our name: "Logga in på www.elak.example". A name has
 * letters, and between words a space or - ' . , ( ). */
const char *
di_letter_name(const char *name)
{
	const char *at = name && g_utf8_validate(name, -1, NULL) ? name : "";

	for (; *at; at = di_utf8_next(at)) {
		gunichar c = g_utf8_get_char(at);
		gboolean is_dot_within = c == '.' && g_unichar_isalnum(g_utf8_get_char(di_utf8_next(at)));

		if (is_dot_within || (!g_unichar_isalpha(c) && !g_unichar_ismark(c) && !(c < 128 && strchr(" -'.,()", (int)c)) && c != 0x2019))
			return NULL;
	}
	return name && at > name && at - name <= NAME_BYTES_MAX ? name : NULL;
}

/* "Hej {namn}!" */
void
di_values_set_name(GHashTable *values, const char *name)
{
	const char *safe = di_letter_name(name);

	di_values_set(values, "namn", safe ? safe : "");
}

char *
di_values_missing(const char *const *sections)
{
	guint n = sections ? g_strv_length((char **)(guintptr)sections) : 0;
	GString *text;

	if (n == 0)
		return g_strdup("");
	if (n == 1)
		return g_strdup_printf("punkt %s är tom", sections[0]);
	text = g_string_new("punkterna ");
	for (guint i = 0; i < n; i++)
		g_string_append_printf(text, "%s%s", i == 0 ? "" : i + 1 == n ? " och " : ", ", sections[i]);
	g_string_append(text, " är tomma");
	return g_string_free(text, FALSE);
}

const char *
di_values_kind(DiKind kind)
{
	return kind == DI_KIND_SLUTRAPPORT ? "slutrapporten" : "kvartalsrapporten";
}

char *
di_values_to_json(GHashTable *values)
{
	g_autoptr(GList) names = g_list_sort(g_hash_table_get_keys(values), (GCompareFunc)(void (*)(void))strcmp);
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	for (const GList *name = names; name; name = name->next)
		di_json_string(json, name->data, g_hash_table_lookup(values, name->data));
	di_json_object_end(json);
	return di_json_finish(json);
}

GHashTable *
di_values_from_json(const char *json)
{
	g_autoptr(DiJsonTree) tree = di_json_parse(json, strlen(json), NULL);
	const DiJsonValue *root = tree ? di_json_root(tree) : NULL;
	DiJsonReader reader = {NULL};
	GHashTable *values;

	if (!root || root->kind != DI_JSON_OBJECT)
		return NULL;
	values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (guint i = 0; i < root->n; i++)
		di_values_set(values, root->values[i].key, di_json_text(&reader, &root->values[i], 64 * 1024));
	return values;
}
