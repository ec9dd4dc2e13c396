/* diarie-extract --fill (and --stamp: a copy of a document with the register's stamp, by the same words): the förbund's own form, filled in, or a paper put into its template. On standard input a GVariant DI_EXTRACT_FILL_TYPE; on standard output the
 * DOCX, or (EX_DATAERR) why not, in Swedish. The walls of a child stand before the first byte is read. */
#include "walls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static GHashTable *
values_of(GVariant *pairs)
{
	GHashTable *values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	GVariantIter iter;
	char *key, *value;

	g_variant_iter_init(&iter, pairs);
	while (g_variant_iter_next(&iter, "{ss}", &key, &value))
		g_hash_table_insert(values, key, value);
	return values;
}

typedef GBytes *(*Make)(GBytes *document, GHashTable *values, const char *identity, const char *text, char **why_out);

static GBytes *
fill(GBytes *template, GHashTable *values, const char *identity, const char *text, char **why_out)
{
	return *text ? di_document_bind(template, values, text, why_out) : di_document_fill(template, values, identity, why_out);
}

static GBytes *
stamp(GBytes *document, GHashTable *values, const char *identity G_GNUC_UNUSED, const char *text G_GNUC_UNUSED, char **why_out)
{
	return di_document_stamp(document, values, why_out);
}

static int
answer(GBytes *asked, Make make)
{
	g_autoptr(GVariant) ask = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(DI_EXTRACT_FILL_TYPE), asked, FALSE));
	g_autoptr(GVariant) document = g_variant_get_child_value(ask, 0), pairs = g_variant_get_child_value(ask, 2);
	g_autoptr(GHashTable) values = values_of(pairs);
	g_autoptr(GBytes) given = g_variant_get_data_as_bytes(document), made = NULL;
	g_autofree char *why = NULL;
	const char *identity, *text;

	g_variant_get_child(ask, 1, "&s", &identity);
	g_variant_get_child(ask, 3, "&s", &text);
	made = make(given, values, identity, text, &why);
	if (!made)
		return di_fd_write_all(STDOUT_FILENO, why, strlen(why), NULL) ? EX_DATAERR : EX_IOERR;
	return di_fd_write_all(STDOUT_FILENO, g_bytes_get_data(made, NULL), g_bytes_get_size(made), NULL) ? EX_OK : EX_IOERR;
}

static int
serve(gboolean (*warm_up)(void), Make make)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiWalls) walls = di_walls_new(NULL, &error);
	g_autoptr(GBytes) asked = NULL;

	if (!walls) {
		fprintf(stderr, "diarie-extract: %s\n", error->message);
		return EX_OSERR;
	}
	clearenv();
	if (!warm_up())
		return EX_UNAVAILABLE;
	di_walls_raise_for_child(walls);
	asked = di_fd_read_all(STDIN_FILENO, DI_EXTRACT_FILL_MAX, NULL);
	di_child_leave(asked ? answer(asked, make) : EX_IOERR);
}

int
di_extract_fill(void)
{
	return serve(di_document_warm_up_fill, fill);
}

int
di_extract_stamp(void)
{
	return serve(di_document_warm_up_stamp, stamp);
}
