/* Opening the database: its folder, its lock, its settings, its schema. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUSY_TIMEOUT_MS = 10000, READ_AHEAD_BYTES = 1 << 18, READ_AHEAD_MAX_BYTES = 512 << 20 };

/* A folder that we make is ours alone. One that the administrator made with rights for a group (setgid, 2770)
 * lets that group in: the files take over the group's part. */
static gboolean
make_folder(const char *database, mode_t *mode_out, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(database);
	struct stat about;

	if (g_mkdir_with_parents(folder, 0700) != 0)
		return di_error_set_errno(error, errno, "cannot make the folder", folder);
	if (stat(folder, &about) != 0)
		return di_error_set_errno(error, errno, "cannot look at the folder", folder);
	*mode_out = 0600 | (about.st_mode & 0060);
	return TRUE;
}

/* Whoever can write there can change what was filed, and who gets letters. */
static gboolean
check_writers(const char *path, GError **error)
{
	struct stat about;

	if (stat(path, &about) != 0 || !(about.st_mode & S_IWOTH))
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_CONFIG, "'%s' can be written by everybody on this machine; run: chmod o-w %s", path, path);
	return FALSE;
}

static gboolean
check_place(const char *database, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(database);

	return check_writers(folder, error) && check_writers(database, error);
}

/* Making the file before SQLite does gives it its mode from the start; SQLite's companions copy it. */
static gboolean
make_file(const char *database, mode_t mode, GError **error)
{
	DI_AUTO_FD fd = open(database, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0)
		return errno == EEXIST || di_error_set_errno(error, errno, "cannot make the database", database);
	if (fchmod(fd, mode) != 0)
		return di_error_set_errno(error, errno, "cannot set the mode of the database", database);
	return TRUE;
}

static gboolean
take_lock(DiRegistry *registry, mode_t mode, GError **error)
{
	g_autofree char *path = g_strconcat(registry->config->diarium.database, ".lock", NULL);

	registry->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode);
	if (registry->lock < 0)
		return di_error_set_errno(error, errno, "cannot open the lock", path);
	if (flock(registry->lock, LOCK_EX | LOCK_NB) == 0)
		return TRUE;
	if (errno != EWOULDBLOCK)
		return di_error_set_errno(error, errno, "cannot take the lock", path);
	g_set_error(error, DI_ERROR, DI_ERROR_BUSY,
		"another diaried is at work on '%s' (it holds '%s'); stop it first, or leave the work to it",
		registry->config->diarium.database, path);
	return FALSE;
}

/* An empty file beside a sent log was a register once; no file at all, too. */
static gboolean
refuse_emptied(const char *database, GError **error)
{
	g_autofree char *log = g_strconcat(database, ".skickat", NULL);
	struct stat about;
	gboolean is_there = stat(database, &about) == 0;

	if ((is_there && about.st_size > 0) || (!is_there && errno != ENOENT) || stat(log, &about) != 0 || about.st_size == 0)
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_IO, "the database '%s' is %s though letters have been sent from it ('%s'); restore the latest backup%s",
		database, is_there ? "empty" : "gone", log, is_there ? "" : ", or move that file away to begin a new register");
	return FALSE;
}

static gboolean
prepare_place(DiRegistry *registry, DiRegistryMode mode, GError **error)
{
	const char *database = registry->config->diarium.database;
	mode_t file_mode = 0600;

	if (!check_place(database, error))
		return FALSE;
	if (mode == DI_REGISTRY_READ)
		return g_file_test(database, G_FILE_TEST_EXISTS) ||
			(g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "there is no database '%s' yet; it is made by "
				"diarie insats import or by diaried (see database in [diarium])", database), FALSE);
	if (!make_folder(database, &file_mode, error))
		return FALSE;
	if (mode == DI_REGISTRY_DAEMON && !take_lock(registry, file_mode, error))
		return FALSE;
	return refuse_emptied(database, error) && make_file(database, file_mode, error) && di_place_prepare(registry->config, error);
}

/* No process of ours uses SQLite in two threads, or asks what it holds: a twentieth of the instructions of a question were locks around
 * each piece of memory. */
static void
settle_sqlite(void)
{
	static gboolean done;

	if (done)
		return;
	done = TRUE;
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static gboolean
connect_database(DiRegistry *registry, GError **error)
{
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
		(registry->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
	int persist = 1;

	settle_sqlite();
	if (sqlite3_open_v2(registry->config->diarium.database, &registry->db, flags, NULL) != SQLITE_OK)
		return di_db_fail(registry, error, "open");
	sqlite3_busy_timeout(registry->db, BUSY_TIMEOUT_MS);
	sqlite3_db_config(registry->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(registry->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(registry->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(registry->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	if (!di_fulltext_register(registry->db, &registry->allowed))
		return di_db_fail(registry, error, "search in");
	/* -wal and -shm stay behind, so that a reader without rights to the folder can open the database. */
	sqlite3_file_control(registry->db, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
	return TRUE;
}

/* The check goes through the pages table after table, 4 kB from the disk each time. Read from end to end before it, a register of 200 MB
 * that the system has not in memory is looked through in half the time. One that a small machine has no room for is not. By SQLite's own
 * descriptor: closing another one of the same file would give up its locks (fcntl). */
static void
read_ahead(sqlite3 *db)
{
	g_autofree char *piece = g_malloc(READ_AHEAD_BYTES);
	sqlite3_file *file = NULL;
	sqlite3_int64 size = 0;

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file || !file->pMethods ||
		file->pMethods->xFileSize(file, &size) != SQLITE_OK || size > READ_AHEAD_MAX_BYTES)
		return;
	for (sqlite3_int64 at = 0; at < size; at += READ_AHEAD_BYTES)
		if (file->pMethods->xRead(file, piece, (int)MIN(READ_AHEAD_BYTES, size - at), at) != SQLITE_OK)
			return; /* the check tells what is wrong there */
}

static gboolean
quick_check(DiRegistry *registry, GError **error)
{
	sqlite3_stmt *stmt = NULL;
	gboolean well;

	read_ahead(registry->db);
	if (sqlite3_prepare_v2(registry->db, "PRAGMA quick_check(1)", -1, &stmt, NULL) != SQLITE_OK)
		return di_db_fail(registry, error, "check");
	well = sqlite3_step(stmt) == SQLITE_ROW && g_strcmp0(di_col_borrow(stmt, 0), "ok") == 0;
	if (!well)
		g_set_error(error, DI_ERROR, DI_ERROR_IO,
			"the database '%s' is damaged (%s); nothing has been changed: keep the file, restore the latest backup",
			registry->config->diarium.database, di_col_borrow(stmt, 0) ? di_col_borrow(stmt, 0) : sqlite3_errmsg(registry->db));
	sqlite3_finalize(stmt);
	return well;
}

/* A mail of 60 kB and its report change a hundred pages, and what is undone by itself if a step within fails was written to a file of
 * its own for each transaction. di_registry_rest gives the memory back. */
#define AT_WORK "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384"

/* Who only reads sees most pages once, and those that it comes back to are few. A page that is touched for the first time costs more than
 * one that is read again from the system's cache: with SQLite's two thousand `status` took a tenth longer. */
#define AT_READING "PRAGMA cache_size = 48"

static gboolean
ready_for_reading(DiRegistry *registry, GError **error)
{
	return di_schema_check(registry, FALSE, error) && di_db_exec(registry, AT_READING, error);
}

static gboolean
look_through(DiRegistry *registry, GError **error)
{
	return di_checked_is_fresh(registry) || quick_check(registry, error);
}

static gboolean
ready_for_writing(DiRegistry *registry, DiRegistryMode mode, GError **error)
{
	return di_schema_check(registry, TRUE, error) &&
		(mode != DI_REGISTRY_DAEMON || look_through(registry, error)) &&
		di_db_exec(registry, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
			"PRAGMA journal_size_limit = 16777216; PRAGMA cell_size_check = ON", error) &&
		(mode != DI_REGISTRY_DAEMON || di_db_exec(registry, AT_WORK, error)) &&
		di_schema_upgrade(registry, error);
}

DiRegistry *
di_registry_open(const DiConfig *config, DiRegistryMode mode, GError **error)
{
	g_autoptr(DiRegistry) registry = g_new0(DiRegistry, 1);

	registry->config = config;
	registry->lock = -1;
	registry->read_only = mode == DI_REGISTRY_READ;
	registry->actor = g_strdup(registry->read_only ? "" : mode == DI_REGISTRY_DAEMON ? "diaried" : g_get_user_name());
	if (!prepare_place(registry, mode, error) || !connect_database(registry, error))
		return NULL;
	if (registry->read_only ? !ready_for_reading(registry, error) : !ready_for_writing(registry, mode, error))
		return NULL;
	registry->is_ready = TRUE;
	if (mode == DI_REGISTRY_DAEMON)
		di_place_watch(registry);
	return g_steal_pointer(&registry);
}

void
di_registry_close(DiRegistry *registry)
{
	if (!registry)
		return;
	while (registry->depth > 0)
		di_registry_rollback(registry);
	for (int i = 0; i < STMT_COUNT; i++)
		sqlite3_finalize(registry->prepared[i]);
	for (int i = 0; i < DI_LEVELS; i++) {
		sqlite3_finalize(registry->levels[0][i]);
		sqlite3_finalize(registry->levels[1][i]);
	}
	if (sqlite3_close(registry->db) == SQLITE_OK && registry->is_ready)
		di_checked_note(registry);
	di_names_forget(registry);
	di_told_free(registry->told);
	di_fd_clear(&registry->lock);
	g_free(registry->actor);
	g_free(registry);
}

void
di_registry_rest(DiRegistry *registry)
{
	sqlite3_db_release_memory(registry->db);
}

void
di_registry_set_actor(DiRegistry *registry, const char *actor)
{
	g_free(registry->actor);
	registry->actor = g_strdup(actor);
}
