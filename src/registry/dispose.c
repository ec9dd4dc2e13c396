/* Destruction by a decision. Order within the transaction: what is there is counted again, the protocol is written, each thing is noted
 * as destroyed, then emptied; then the log, and the search index is put together without what was deleted. Freed pages are zeroed
 * (secure_delete). All of it holds or nothing does; after the commit only the write-ahead log is emptied. */
#include "private.h"

#include <string.h>

typedef gboolean (*Empty)(DiRegistry *registry, gint64 disposal, const DiDisposable *one, GError **error);

static gboolean empty_letter(DiRegistry *registry, gint64 disposal, const DiDisposable *one, GError **error);
static gboolean empty_mail(DiRegistry *registry, gint64 disposal, const DiDisposable *one, GError **error);
static gboolean empty_document(DiRegistry *registry, gint64 disposal, const DiDisposable *one, GError **error);

static const struct {
	const char *word, *title;
	DiStatement list;
	Empty empty;
} kinds[] = {
	[DI_DISPOSE_LETTERS] = {"brev", "Brevens text", STMT_DISPOSE_LETTERS, empty_letter},
	[DI_DISPOSE_MAILS] = {"mejl", "Mejl som inte blev handlingar", STMT_DISPOSE_MAILS, empty_mail},
	[DI_DISPOSE_DOCUMENTS] = {"handlingar", "Handlingarnas original, mejl och text", STMT_DISPOSE_DOCUMENTS, empty_document},
};

const char *
di_dispose_word(DiDisposeWhat what)
{
	return kinds[what].word;
}

static void
disposable_free(gpointer data)
{
	DiDisposable *one = data;

	g_free(one->object);
	g_free(one->matter);
	g_free(one);
}

static int
this_year(DiRegistry *registry)
{
	int year, month, day;

	di_date_to_ymd(di_date_of_time(di_clock_now(), registry->config->reminders.timezone), &year, &month, &day);
	return year;
}

GPtrArray *
di_dispose_list(DiRegistry *registry, DiDisposeWhat what, DiDate before, GError **error)
{
	DI_QUERY stmt = what == DI_DISPOSE_DOCUMENTS ? di_db_query(registry, kinds[what].list, error, "dn", before, this_year(registry))
		: di_db_query(registry, kinds[what].list, error, "d", before);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(disposable_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiDisposable *one = g_new0(DiDisposable, 1);

		one->id = di_col_int(stmt, 0);
		one->object = di_col_text(stmt, 1);
		one->day = di_col_date(stmt, 2);
		one->matter = di_col_text(stmt, 3);
		one->size_bytes = di_col_int(stmt, 4);
		g_ptr_array_add(list, one);
	}
	return got == 0 ? g_steal_pointer(&list) : NULL;
}

char *
di_dispose_mark(DiDisposeWhat what, DiDate before, const char *decision, const GPtrArray *list)
{
	g_autoptr(GString) all = g_string_new(NULL);
	g_autofree char *sum = NULL;

	g_string_printf(all, "%s %d %s", kinds[what].word, before, decision);
	for (guint i = 0; i < list->len; i++) {
		const DiDisposable *one = list->pdata[i];

		g_string_append_printf(all, "\n%" G_GINT64_FORMAT " %s %d %" G_GINT64_FORMAT, one->id, one->object, one->day, one->size_bytes);
	}
	sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, all->str, (gssize)all->len);
	return g_strdup_printf("%u-%.8s", list->len, sum);
}

static GArray *
contents(DiRegistry *registry, DiStatement which, gint64 id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, which, error, "i", id);
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		gint64 content = di_col_int(stmt, 0);

		g_array_append_val(ids, content);
	}
	return got == 0 ? g_steal_pointer(&ids) : NULL;
}

static gboolean
empty_contents(DiRegistry *registry, gint64 disposal, DiStatement which, gint64 id, GError **error)
{
	g_autoptr(GArray) ids = contents(registry, which, id, error);

	for (guint i = 0; ids && i < ids->len; i++) {
		gint64 content = g_array_index(ids, gint64, i);

		if (!di_db_run(registry, STMT_DISPOSED_CONTENT, error, "ii", disposal, content) ||
			!di_db_run(registry, STMT_DISPOSE_CONTENT, error, "i", content))
			return FALSE;
	}
	return ids != NULL;
}

static gboolean
empty_letter(DiRegistry *registry, gint64 disposal, const DiDisposable *one, GError **error)
{
	return di_db_run(registry, STMT_DISPOSED_LETTER, error, "ii", disposal, one->id) &&
		di_db_run(registry, STMT_DISPOSE_LETTER, error, "i", one->id);
}

static gboolean
empty_mail(DiRegistry *registry, gint64 disposal, const DiDisposable *one, GError **error)
{
	return empty_contents(registry, disposal, STMT_CONTENTS_OF_MAIL, one->id, error) &&
		di_db_run(registry, STMT_DISPOSE_REVIEWED_MAIL, error, "i", one->id);
}

/* Noted first: only then does its mail, which may hold other documents, know whether anything still needs it. */
static gboolean
empty_document(DiRegistry *registry, gint64 disposal, const DiDisposable *one, GError **error)
{
	return di_db_run(registry, STMT_DISPOSED_DOCUMENT, error, "ii", disposal, one->id) &&
		empty_contents(registry, disposal, STMT_CONTENTS_OF_DOCUMENT, one->id, error) &&
		di_db_run(registry, STMT_SECTIONS_UNINDEX, error, "i", one->id) &&
		di_db_run(registry, STMT_SECTIONS_REMOVE, error, "i", one->id) &&
		di_db_run(registry, STMT_DISPOSE_READING, error, "i", one->id) &&
		di_db_run(registry, STMT_DISPOSE_REVIEWED, error, "i", one->id);
}

static char *
write_protocol(DiRegistry *registry, DiDisposeWhat what, const char *before, const char *decision, const GPtrArray *list)
{
	g_autofree char *now = di_time_format(di_clock_now(), registry->config->reminders.timezone);
	GString *text = g_string_new(NULL);
	gint64 size = 0;

	for (guint i = 0; i < list->len; i++)
		size += ((const DiDisposable *)list->pdata[i])->size_bytes;
	g_string_append_printf(text, "Gallringsprotokoll\n\n%s\nBeslut:  %s\nGallrat: %s, äldre än %s\nUtfört:  %.10s kl. %.5s av %s\n",
		registry->config->diarium.forbund, decision, kinds[what].title, before, now, now + 11, registry->actor);
	g_string_append_printf(text, "Antal:   %u, tillsammans %" G_GINT64_FORMAT " byte\n\n", list->len, size);
	g_string_append(text, "Kvar i diariet står nummer, dag, parter, vad det gällde, storlek och kontrollsumma (SHA-256).\n"
		"Säkerhetskopior och utlämnade kopior berörs inte.\n\n");
	for (guint i = 0; i < list->len; i++) {
		const DiDisposable *one = list->pdata[i];
		g_autofree char *day = di_date_format(one->day);

		g_string_append_printf(text, "%s  %s  %s\n", one->object, day, one->matter ? one->matter : "");
	}
	return g_string_free(text, FALSE);
}

static gboolean
empty_all(DiRegistry *registry, DiDisposeWhat what, gint64 disposal, const char *decision, const GPtrArray *list, GError **error)
{
	for (guint i = 0; i < list->len; i++) {
		const DiDisposable *one = list->pdata[i];

		if (!kinds[what].empty(registry, disposal, one, error) ||
			!di_registry_log(registry, "gallrad", one->object, decision, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
note_disposal(DiRegistry *registry, DiDisposeWhat what, DiDate before, const char *decision, const GPtrArray *list, char *protocol,
	GError **error)
{
	g_autofree char *detail = g_strdup_printf("%u %s", list->len, kinds[what].word);

	return di_db_run(registry, STMT_DISPOSAL_ADD, error, "ssdtsns", decision, kinds[what].word, before, di_clock_now(), registry->actor,
		       (int)list->len, protocol) &&
		empty_all(registry, what, di_db_last_id(registry), decision, list, error) &&
		di_registry_log(registry, "gallring", decision, detail, error);
}

/* FTS5 keeps deleted words in its older parts until they are put together. */
static gboolean
forget_words(DiRegistry *registry, GError **error)
{
	return di_db_exec(registry, "INSERT INTO avsnitt_sok (avsnitt_sok) VALUES ('optimize')", error);
}

static gboolean
dispose(DiRegistry *registry, DiDisposeWhat what, DiDate before, const char *decision, const char *expected, char **protocol_out,
	GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autoptr(GPtrArray) list = transaction ? di_dispose_list(registry, what, before, error) : NULL;
	g_autofree char *day = di_date_format(before), *protocol = NULL, *mark = NULL;

	if (!list)
		return FALSE;
	mark = di_dispose_mark(what, before, decision, list);
	if (!g_str_equal(mark, expected)) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "the list is another one now (%s, not %s); look at it once more", mark, expected);
		return FALSE;
	}
	protocol = write_protocol(registry, what, day, decision, list);
	if (!note_disposal(registry, what, before, decision, list, protocol, error) || !forget_words(registry, error) ||
		!di_transaction_commit(&transaction, error))
		return FALSE;
	*protocol_out = g_steal_pointer(&protocol);
	return TRUE;
}

/* A reader may hold the write-ahead log back: then it is emptied by the next checkpoint. */
static void
empty_log(DiRegistry *registry)
{
	(void)sqlite3_wal_checkpoint_v2(registry->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

gboolean
di_dispose_run(DiRegistry *registry, DiDisposeWhat what, DiDate before, const char *decision, const char *expected, char **protocol_out,
	GError **error)
{
	if (!decision || !*decision) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "nothing is destroyed without the number of a decision");
		return FALSE;
	}
	if (!di_db_exec(registry, "PRAGMA secure_delete = ON", error) ||
		!dispose(registry, what, before, decision, expected, protocol_out, error))
		return FALSE;
	empty_log(registry);
	return TRUE;
}

static void
disposal_free(gpointer data)
{
	DiDisposal *one = data;

	g_free(one->decision);
	g_free(one->what);
	g_free(one->before);
	g_free(one->done);
	g_free(one->by);
	g_free(one->protocol);
	g_free(one);
}

GPtrArray *
di_dispose_done(DiRegistry *registry, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_DISPOSAL_ALL, error, "");
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(disposal_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiDisposal *one = g_new0(DiDisposal, 1);

		one->id = di_col_int(stmt, 0);
		one->decision = di_col_text(stmt, 1);
		one->what = di_col_text(stmt, 2);
		one->before = di_col_text(stmt, 3);
		one->done = di_col_text(stmt, 4);
		one->by = di_col_text(stmt, 5);
		one->n = (guint)di_col_int(stmt, 6);
		one->protocol = di_col_text(stmt, 7);
		g_ptr_array_add(list, one);
	}
	return got == 0 ? g_steal_pointer(&list) : NULL;
}
