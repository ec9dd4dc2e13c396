/* Mails that take their reader long: anybody can send one of some kilobytes that takes fifteen seconds, and a thousand of them. They wait
 * until all others have been read, whose they are decides which is next, and whoever sends many waits longest. */
#include "private.h"

typedef struct {
	gint64 id;
	gboolean is_strangers;
	const guint *of_sender; /* how many of the same sender wait */
} Heavy;

gboolean
di_heavy_set(DiRegistry *registry, gint64 mail_id, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);

	return transaction && di_db_run(registry, STMT_HEAVY_SET, error, "i", mail_id) &&
		di_mail_attempt_back(registry, &mail_id, 1, error) && di_transaction_commit(&transaction, error);
}

/* Row: mail, sender */
static Heavy
read_heavy(sqlite3_stmt *stmt, GHashTable *counts, const GPtrArray *reporters)
{
	const char *sender = di_col_borrow(stmt, 1);
	guint *count = g_hash_table_lookup(counts, sender);

	if (!count) {
		count = g_new0(guint, 1);
		g_hash_table_insert(counts, g_strdup(sender), count);
	}
	++*count;
	return (Heavy){.id = di_col_int(stmt, 0), .of_sender = count,
		.is_strangers = !g_str_equal(sender, DI_UNREAD_ANYBODY) && !di_sender_is_anybodys_contact(sender, reporters)};
}

static gint
by_turn(gconstpointer a, gconstpointer b)
{
	const Heavy *first = a, *second = b;

	if (first->is_strangers != second->is_strangers)
		return first->is_strangers ? 1 : -1;
	if (*first->of_sender != *second->of_sender)
		return *first->of_sender < *second->of_sender ? -1 : 1;
	return first->id < second->id ? -1 : 1;
}

GArray *
di_heavy_list(DiRegistry *registry, GError **error)
{
	const GPtrArray *reporters = di_names_get(registry, error);
	DI_QUERY stmt = reporters ? di_db_query(registry, STMT_HEAVY_LIST, error, "i", di_clock_now() / DI_SECOND) : NULL;
	g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(Heavy)), ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	int got = reporters ? 0 : -1;

	while (reporters && (got = di_db_step(registry, stmt, error)) > 0) {
		Heavy heavy = read_heavy(stmt, counts, reporters);

		g_array_append_val(list, heavy);
	}
	g_array_sort(list, by_turn);
	for (guint i = 0; i < list->len; i++)
		g_array_append_val(ids, g_array_index(list, Heavy, i).id);
	return got == 0 ? g_steal_pointer(&ids) : NULL;
}
