/* Archives that we write: libzip reads in them what was put in, and the same content gives the same bytes. */
#include <diarie/zipped.h>
#include "table.h"

#include <string.h>
#include <zip.h>

static const struct Row {
	const char *sentence, *name, *text;
	gsize times;
} rows[] = {
	{"an entry without a byte is there", "tom.txt", "", 1},
	{"a short text is stored as it is", "kort.txt", "a", 1},
	{"a long text is compressed and whole", "xl/ark.xml", "<c><v>Räkna med mig</v></c>", 20000},
	{"a name with Swedish letters is kept", "mapp/Årsbilaga över åtgärder.txt", "öppet", 3},
};

static GString *
content_of(const struct Row *row)
{
	GString *text = g_string_new(NULL);

	for (gsize i = 0; i < row->times; i++)
		g_string_append(text, row->text);
	return text;
}

/* Opened strictly: ZIP_CHECKCONS compares local headers and directory. */
static zip_t *
opened(GBytes *archive)
{
	zip_source_t *source = zip_source_buffer_create(g_bytes_get_data(archive, NULL), g_bytes_get_size(archive), 0, NULL);
	zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);

	assert_non_null(zip);
	return zip;
}

static void
assert_holds(zip_t *zip, const char *name, const GString *text)
{
	g_autofree char *got = g_malloc(text->len + 1);
	zip_file_t *file = zip_fopen(zip, name, 0);

	assert_non_null(file);
	assert_int_equal(zip_fread(file, got, text->len + 1), text->len);
	assert_memory_equal(got, text->str, text->len);
	assert_int_equal(zip_fclose(file), 0);
}

static void
check_row(void **state)
{
	const struct Row *row = *state;
	DiZipped *zipped = di_zipped_new();
	g_autoptr(GString) text = content_of(row);
	g_autoptr(GBytes) archive = NULL;
	zip_t *zip;

	di_zipped_add_stored(zipped, "mimetype", "x", 1);
	di_zipped_add(zipped, row->name, text->str, text->len);
	archive = di_zipped_finish(zipped);
	zip = opened(archive);
	assert_int_equal(zip_get_num_entries(zip, 0), 2);
	assert_holds(zip, row->name, text);
	zip_discard(zip);
	assert_true(g_bytes_get_size(archive) < text->len / 20 + 400);
}

static GBytes *
small_archive(void)
{
	DiZipped *zipped = di_zipped_new();

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		di_zipped_add_text(zipped, rows[i].name, rows[i].text);
	return di_zipped_finish(zipped);
}

static void
the_same_entries_give_the_same_bytes(void **state)
{
	g_autoptr(GBytes) one = small_archive(), other = small_archive();

	(void)state;
	assert_true(g_bytes_equal(one, other));
}

static void
an_archive_without_entries_is_one(void **state)
{
	g_autoptr(GBytes) archive = di_zipped_finish(di_zipped_new());

	(void)state;
	assert_int_equal(g_bytes_get_size(archive), 22);
}

int
main(void)
{
	ADD_ROWS(rows, check_row);
	ADD_TEST(the_same_entries_give_the_same_bytes);
	ADD_TEST(an_archive_without_entries_is_one);
	return run_table("base-zipped");
}
