/* Is the register whole? And a copy of it, while it is at work. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
problem(GPtrArray *problems, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
problem(GPtrArray *problems, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	g_ptr_array_add(problems, g_strdup_vprintf(format, values));
	va_end(values);
}

static gboolean
check_structure(DiRegistry *registry, GPtrArray *problems, GError **error)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(registry->db, "PRAGMA integrity_check(20)", -1, &stmt, NULL);

	while (rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) {
		if (g_strcmp0(di_col_borrow(stmt, 0), "ok") != 0)
			problem(problems, "Databasen är skadad: %s", di_col_borrow(stmt, 0));
	}
	sqlite3_finalize(stmt);
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(registry->db, "PRAGMA foreign_key_check", -1, &stmt, NULL);
	while (rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
		problem(problems, "En rad i %s pekar på något som saknas i %s.", di_col_borrow(stmt, 0), di_col_borrow(stmt, 2));
	if (rc == SQLITE_OK)
		sqlite3_finalize(stmt);
	return rc == SQLITE_OK || di_db_fail(registry, error, "check");
}

static gboolean
check_originals(DiRegistry *registry, GPtrArray *problems, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_CONTENT_ALL, error, "");
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		g_autoptr(GBytes) bytes = di_col_bytes(stmt, 2);
		g_autofree char *hash = di_content_hash(bytes);

		if (!g_str_equal(hash, di_col_borrow(stmt, 1)))
			problem(problems, "Ett original har ändrats sedan det kom in (innehåll %" G_GINT64_FORMAT ").", di_col_int(stmt, 0));
	}
	return got == 0;
}

/* The index for searching must hold the words of the sections. */
static gboolean
check_search(DiRegistry *registry, GPtrArray *problems)
{
	if (registry->read_only)
		return TRUE;
	if (sqlite3_exec(registry->db, "INSERT INTO avsnitt_sok (avsnitt_sok, rank) VALUES ('integrity-check', 1)", NULL, NULL,
		    NULL) != SQLITE_OK)
		problem(problems, "Sökregistret stämmer inte med rapporterna.");
	return TRUE;
}

static gboolean
check_log(DiRegistry *registry, GPtrArray *problems, GError **error)
{
	GError *failure = NULL;
	gint64 broken = 0;

	if (di_registry_log_verify(registry, &broken, &failure))
		return TRUE;
	if (failure) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	problem(problems, "Loggen har ändrats vid post %" G_GINT64_FORMAT ".", broken);
	return TRUE;
}

GPtrArray *
di_registry_check(DiRegistry *registry, gboolean deep, GError **error)
{
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);

	if (!check_structure(registry, problems, error))
		return NULL;
	/* Statements may not run on a damaged database: what was found says enough. */
	if (problems->len == 0 && deep && (!check_originals(registry, problems, error) || !check_search(registry, problems) ||
		!check_log(registry, problems, error)))
		return NULL;
	return g_steal_pointer(&problems);
}

enum { PAGES_A_STEP = 1000, PAUSE_MS = 5 };

static gboolean
copy_pages(DiRegistry *registry, sqlite3 *target, DiHowFar how_far, GError **error)
{
	sqlite3_backup *backup = sqlite3_backup_init(target, "main", registry->db, "main");
	int rc;

	if (!backup) {
		g_set_error(error, DI_ERROR, DI_ERROR_IO, "cannot begin the backup: %s", sqlite3_errmsg(target));
		return FALSE;
	}
	do {
		rc = sqlite3_backup_step(backup, PAGES_A_STEP);
		if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
			sqlite3_sleep(PAUSE_MS);
		if (how_far)
			how_far((guint)(sqlite3_backup_pagecount(backup) - sqlite3_backup_remaining(backup)), (guint)sqlite3_backup_pagecount(backup));
	} while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED);
	sqlite3_backup_finish(backup);
	if (rc == SQLITE_DONE)
		return TRUE;
	g_set_error(error, DI_ERROR, rc == SQLITE_FULL ? DI_ERROR_TEMPORARY : DI_ERROR_IO, "cannot write the backup: %s",
		sqlite3_errstr(rc));
	return FALSE;
}

/* One file that stands alone: without WAL companions, checked before it may replace the last backup. */
static gboolean
close_copy(sqlite3 *target, GError **error)
{
	int rc = sqlite3_exec(target, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
	sqlite3_stmt *stmt = NULL;
	gboolean well = rc == SQLITE_OK && sqlite3_prepare_v2(target, "PRAGMA quick_check(1)", -1, &stmt, NULL) == SQLITE_OK &&
		sqlite3_step(stmt) == SQLITE_ROW && g_strcmp0(di_col_borrow(stmt, 0), "ok") == 0;

	sqlite3_finalize(stmt);
	if (!well)
		g_set_error(error, DI_ERROR, DI_ERROR_IO, "the backup is not whole: %s", sqlite3_errmsg(target));
	return well;
}

static gboolean
sync_file(const char *path, GError **error)
{
	DI_AUTO_FD fd = open(path, O_RDONLY | O_CLOEXEC);

	return (fd >= 0 && fsync(fd) == 0) || di_error_set_errno(error, errno, "cannot sync", path);
}

static gboolean
write_aside(DiRegistry *registry, const char *aside, DiHowFar how_far, GError **error)
{
	DI_AUTO_FD fd = open(aside, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	sqlite3 *target = NULL;
	gboolean ok;

	if (fd < 0)
		return di_error_set_errno(error, errno, "cannot write the backup", aside);
	ok = sqlite3_open_v2(aside, &target, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK;
	if (!ok)
		g_set_error(error, DI_ERROR, DI_ERROR_IO, "cannot write the backup '%s': %s", aside, sqlite3_errmsg(target));
	ok = ok && copy_pages(registry, target, how_far, error) && close_copy(target, error);
	sqlite3_close(target);
	return ok;
}

static gboolean
put_in_place(const char *aside, const char *path, GError **error)
{
	return sync_file(aside, error) && (g_rename(aside, path) == 0 || di_error_set_errno(error, errno, "cannot put the backup in place as", path));
}

/* The sent log is copied after the database: what goes meanwhile is rather known twice than not at all. */
gboolean
di_registry_backup(DiRegistry *registry, const char *path, DiHowFar how_far, GError **error)
{
	g_autofree char *aside = g_strdup_printf("%s.%d.tmp", path, (int)getpid());
	g_autofree char *log = g_strconcat(path, ".skickat", NULL), *log_aside = g_strconcat(aside, ".skickat", NULL);

	if (!write_aside(registry, aside, how_far, error) || !di_sent_log_copy(registry, log_aside, error) ||
		!put_in_place(log_aside, log, error) || !put_in_place(aside, path, error)) {
		(void)g_unlink(aside);
		(void)g_unlink(log_aside);
		return FALSE;
	}
	return di_folder_sync_of(path, error);
}
