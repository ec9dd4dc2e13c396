/* The register as matching needs it, read once and kept until somebody changes it: words taken apart, addresses folded. */
#include "private.h"

#include <string.h>

static void
name_free(gpointer data)
{
	DiName *name = data;

	g_free(name->folded);
	di_words_free(name->words);
	g_free(name);
}

static void
reporter_free(gpointer data)
{
	DiReporter *reporter = data;

	g_free(reporter->insats);
	g_free(reporter->huvudman);
	g_free(reporter->folded);
	di_words_free(reporter->words);
	g_clear_pointer(&reporter->domain, g_ref_string_release);
	g_clear_pointer(&reporter->names, g_ptr_array_unref);
	g_clear_pointer(&reporter->addresses, g_ptr_array_unref);
	g_free(reporter);
}

/* The names of an insats are shared by its reporters. */
static GPtrArray *
names_of(GHashTable *by_insats, gint64 insats_id)
{
	GPtrArray *names = g_hash_table_lookup(by_insats, &insats_id);

	if (names)
		return names;
	names = g_ptr_array_new_with_free_func(name_free);
	g_hash_table_insert(by_insats, g_memdup2(&insats_id, sizeof insats_id), names);
	return names;
}

static void
add_name(GPtrArray *names, const char *text, const char *folded)
{
	DiName *name = g_new0(DiName, 1);

	name->folded = g_strdup(folded);
	name->hash = g_str_hash(folded);
	name->words = di_words_of_name(text);
	g_ptr_array_add(names, name);
}

static DiReporter *
read_reporter(sqlite3_stmt *stmt, GHashTable *by_insats)
{
	DiReporter *reporter = g_new0(DiReporter, 1);
	GPtrArray *names;

	reporter->insats_id = di_col_int(stmt, 0);
	reporter->rapportor_id = di_col_int(stmt, 1);
	reporter->insats = di_col_text(stmt, 2);
	reporter->huvudman = di_col_text(stmt, 3);
	reporter->start = di_col_date(stmt, 4);
	reporter->slut = di_col_date(stmt, 5);
	reporter->folded = di_text_fold(reporter->huvudman);
	reporter->folded_hash = g_str_hash(reporter->folded);
	reporter->words = di_words_of_huvudman(reporter->huvudman);
	reporter->addresses = g_ptr_array_new_with_free_func(g_free);
	names = names_of(by_insats, reporter->insats_id);
	if (names->len == 0)
		add_name(names, reporter->insats, di_col_borrow(stmt, 8));
	reporter->names = g_ptr_array_ref(names);
	return reporter;
}

static gboolean
read_reporters(DiRegistry *registry, GPtrArray *reporters, GHashTable *by_insats, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_INSATS_ALL, error, "");
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0)
		g_ptr_array_add(reporters, read_reporter(stmt, by_insats));
	return got == 0;
}

static void
note_pairs(DiReporter *reporter)
{
	reporter->words_pairs = di_words_pairs(reporter->words);
	for (guint i = 0; i < reporter->names->len; i++) {
		DiPairs pairs = di_words_pairs(((const DiName *)reporter->names->pdata[i])->words);

		reporter->names_pairs.bits[0] |= pairs.bits[0];
		reporter->names_pairs.bits[1] |= pairs.bits[1];
	}
}

static gboolean
read_aliases(DiRegistry *registry, GHashTable *by_insats, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_ALIAS_ALL, error, "");
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0)
		add_name(names_of(by_insats, di_col_int(stmt, 0)), di_col_borrow(stmt, 1), di_col_borrow(stmt, 2));
	return got == 0;
}

guint64
di_names_mark(const char *address)
{
	return G_GUINT64_CONSTANT(1) << g_str_hash(address) % 64;
}

static void
add_address(DiReporter *reporter, char *address)
{
	const char *at = strchr(address, '@');
	g_autoptr(GRefString) domain = at ? g_ref_string_new_intern(at) : NULL;

	if (reporter->addresses->len == 0)
		reporter->domain = g_steal_pointer(&domain);
	else if (reporter->domain != domain)
		g_clear_pointer(&reporter->domain, g_ref_string_release);
	reporter->address_marks |= di_names_mark(address);
	g_ptr_array_add(reporter->addresses, address);
}

static gboolean
read_addresses(DiRegistry *registry, const GPtrArray *reporters, GError **error)
{
	g_autoptr(GHashTable) by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
	DI_QUERY stmt = di_db_query(registry, STMT_CONTACT_ALL, error, "");
	int got;

	for (guint i = 0; i < reporters->len; i++) {
		DiReporter *reporter = reporters->pdata[i];

		g_hash_table_insert(by_id, &reporter->rapportor_id, reporter);
	}
	while ((got = di_db_step(registry, stmt, error)) > 0) {
		gint64 id = di_col_int(stmt, 0);
		DiReporter *reporter = g_hash_table_lookup(by_id, &id);

		if (reporter)
			add_address(reporter, di_col_text(stmt, 1));
	}
	return got == 0;
}

/* SQLite counts commits by other connections; our own writes call di_names_forget. */
static gboolean
is_current(DiRegistry *registry, gint64 version)
{
	return registry->names && registry->names_version == version;
}

const GPtrArray *
di_names_get(DiRegistry *registry, GError **error)
{
	g_autoptr(GPtrArray) reporters = g_ptr_array_new_with_free_func(reporter_free);
	g_autoptr(GHashTable) by_insats =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	gint64 version = 0;

	if (!di_db_int(registry, STMT_DATA_VERSION, &version, error, ""))
		return NULL;
	if (is_current(registry, version))
		return registry->names;
	if (!read_reporters(registry, reporters, by_insats, error) || !read_aliases(registry, by_insats, error) ||
	    !read_addresses(registry, reporters, error))
		return NULL;
	for (guint i = 0; i < reporters->len; i++)
		note_pairs(reporters->pdata[i]);
	di_names_forget(registry);
	registry->names = g_steal_pointer(&reporters);
	registry->names_version = version;
	return registry->names;
}

void
di_names_forget(DiRegistry *registry)
{
	g_clear_pointer(&registry->names, g_ptr_array_unref);
}

const DiReporter *
di_names_reporter(const GPtrArray *reporters, gint64 rapportor_id)
{
	for (guint i = 0; i < reporters->len; i++) {
		const DiReporter *reporter = reporters->pdata[i];

		if (reporter->rapportor_id == rapportor_id)
			return reporter;
	}
	return NULL;
}
