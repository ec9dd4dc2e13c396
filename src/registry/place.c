/* Is the file that we have open the register still? It may be removed, another put in its place (mv), or its bytes overwritten (cp). What we write then is gone,
 * or, worse, laid over another register's pages: SQLite sees neither. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	WRITE_FORMAT = 18,   /* of the file's header: 2 where it has a write-ahead log (SQLite's file format, 1.3) */
	WITH_LOG = 2,
	CHECKPOINT_PAGES = 1000,
};

static char *
wal_of(const DiConfig *config)
{
	return g_strconcat(config->diarium.database, "-wal", NULL);
}

/* By SQLite's own descriptor: closing another one of the same file would give up its locks (fcntl). FALSE: it cannot be read. */
static gboolean
read_header(sqlite3 *db, guint8 *header)
{
	sqlite3_file *file = NULL;

	return sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK && file && file->pMethods &&
		file->pMethods->xRead(file, header, DI_HEADER_BYTES, 0) == SQLITE_OK;
}

static gboolean
is_header_ours(DiRegistry *registry)
{
	guint8 header[DI_HEADER_BYTES];

	return registry->header_version == 0 || (read_header(registry->db, header) && memcmp(header, registry->header, sizeof header) == 0);
}

/* In place of SQLite's own: pages are laid into the file only while it is ours, and its header is known again afterwards. */
static int
on_commit(void *user, sqlite3 *db, const char *name, int n_pages)
{
	DiRegistry *registry = user;

	if (n_pages < CHECKPOINT_PAGES || !is_header_ours(registry))
		return SQLITE_OK;
	(void)sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	registry->header_version = 0;
	return SQLITE_OK;
}

void
di_place_watch(DiRegistry *registry)
{
	sqlite3_wal_hook(registry->db, on_commit, registry);
	registry->is_watched = TRUE;
}

/* Of a copy by 'diarie backup' the header says that it has no such log: such a register was never at work. One of zeros says nothing: where the power
 * failed while pages were laid into the file, they stand in the log alone. */
static gboolean
is_copy(const guint8 *header)
{
	static const char magic[16] = "SQLite format 3";

	return memcmp(header, magic, sizeof magic) == 0 && header[WRITE_FORMAT] != WITH_LOG;
}

/* Kept, and never deleted: it belongs to what lay there before, and SQLite would lay it over the copy. */
static gboolean
put_wal_aside(const DiConfig *config, GError **error)
{
	g_autofree char *wal = wal_of(config);
	g_autofree char *now = di_time_format(di_clock_now(), config->reminders.timezone);
	g_autofree char *aside = NULL;
	struct stat about;

	if (stat(wal, &about) != 0 || about.st_size == 0)
		return TRUE;
	g_strdelimit(now, ":", '.');
	aside = g_strdup_printf("%s.%.19s", wal, now);
	if (g_rename(wal, aside) != 0)
		return di_error_set_errno(error, errno, "cannot put aside the write-ahead log of the database before,", wal);
	di_log(DI_LOG_WARNING, "a copy was put in the place of the database; the write-ahead log of the one before is kept as '%s'", aside);
	return TRUE;
}

/* What lies beside a copy is another's log. */
gboolean
di_place_prepare(const DiConfig *config, GError **error)
{
	g_autofree char *wal = wal_of(config);
	guint8 header[DI_HEADER_BYTES] = {0};
	struct stat about;
	DI_AUTO_FD fd = stat(wal, &about) == 0 && about.st_size > 0 ? open(config->diarium.database, O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0 || read(fd, header, sizeof header) != sizeof header || !is_copy(header))
		return TRUE;
	return put_wal_aside(config, error);
}

static gboolean
tell_replaced(const DiRegistry *registry, const char *how, GError **error)
{
	g_set_error(error, DI_ERROR, DI_ERROR_IO, "the database '%s' was %s while it was in use; put the right one there, and start again",
		registry->config->diarium.database, how);
	return FALSE;
}

/* Nothing more of ours reaches the file, not even as it is closed. */
static gboolean
leave(DiRegistry *registry, GError **error)
{
	GError *trouble = NULL;

	sqlite3_db_config(registry->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	registry->is_ready = FALSE; /* nobody has looked through the copy */
	if (!put_wal_aside(registry->config, &trouble)) {
		di_log(DI_LOG_ERR, "%s", trouble->message);
		g_error_free(trouble);
	}
	return tell_replaced(registry, "overwritten", error);
}

/* The header changes when pages are laid into the file: by us, which on_commit sees, or by another process after a commit of its own, which SQLite sees. */
static gboolean
check_header(DiRegistry *registry, GError **error)
{
	gint64 version = 0;

	if (!di_db_int(registry, STMT_DATA_VERSION, &version, error, ""))
		return FALSE;
	if (version != registry->header_version) {
		registry->header_version = read_header(registry->db, registry->header) ? version : 0;
		return registry->header_version == 0 || !is_copy(registry->header) || leave(registry, error);
	}
	return is_header_ours(registry) || leave(registry, error);
}

gboolean
di_registry_is_in_place(DiRegistry *registry, GError **error)
{
	int moved = 0;

	if (sqlite3_file_control(registry->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved) {
		/* its log lies where the copy's would: emptied, for SQLite would take it for the copy's */
		(void)sqlite3_wal_checkpoint_v2(registry->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
		return tell_replaced(registry, "removed or replaced", error);
	}
	return !registry->is_watched || check_header(registry, error);
}
