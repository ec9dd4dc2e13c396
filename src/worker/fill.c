/* Has diarie-extract fill in the förbund's own form, or put a paper into its template: this process opens no document. */
#include <diarie/extract-wire.h>
#include <diarie/worker.h>

#include <string.h>
#include <sysexits.h>

#include "spawn.h"

enum { SAID_BYTES_MAX = 32 << 20 };

static GBytes *
question_of(GBytes *template, const char *identity, GHashTable *values, const char *text)
{
	GVariantBuilder pairs;
	g_autoptr(GVariant) ask = NULL;
	GHashTableIter iter;
	gpointer key, value;

	g_variant_builder_init(&pairs, G_VARIANT_TYPE("a{ss}"));
	g_hash_table_iter_init(&iter, values);
	while (g_hash_table_iter_next(&iter, &key, &value))
		g_variant_builder_add(&pairs, "{ss}", (const char *)key, (const char *)value);
	ask = g_variant_ref_sink(g_variant_new("(@aysa{ss}s)", g_variant_new_from_bytes(G_VARIANT_TYPE("ay"), template, TRUE), identity, &pairs, text));
	return g_variant_get_data_as_bytes(ask);
}

static GBytes *
ask(const char *how, GBytes *question, GError **error)
{
	g_autoptr(GBytes) said = NULL;
	int status = di_helper_ask(how, question, SAID_BYTES_MAX, &said, error);
	g_autofree char *why = NULL;

	if (status == EX_OK)
		return g_steal_pointer(&said);
	if (status == EX_DATAERR) {
		why = di_text_from_bytes(g_bytes_get_data(said, NULL), (gssize)g_bytes_get_size(said));
		g_set_error_literal(error, DI_ERROR, DI_ERROR_DATA, why);
	} else if (status >= 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_DATA, "dokumentet kan inte fyllas i (diarie-extract %s slutade med %d)", how, status);
	}
	return NULL;
}

GBytes *
di_extractor_fill(GBytes *template, const char *identity, GHashTable *values, GError **error)
{
	g_autoptr(GBytes) question = question_of(template, identity, values, "");

	return ask("--fill", question, error);
}

GBytes *
di_extractor_bind(GBytes *template, GHashTable *values, const char *text, GError **error)
{
	g_autoptr(GBytes) question = question_of(template, "", values, text);

	return ask("--fill", question, error);
}

GBytes *
di_extractor_stamp(GBytes *document, GHashTable *values, GError **error)
{
	g_autoptr(GBytes) question = question_of(document, "", values, "");

	return ask("--stamp", question, error);
}
