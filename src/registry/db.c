/* Statements: prepared once, bound by a text of types, reset when their scope ends. */
#include "private.h"

#include <string.h>

#include "statement-texts.h"
G_STATIC_ASSERT(G_N_ELEMENTS(di_statements) == STMT_COUNT);

static const struct {
	int primary;
	DiErrorCode code;
	const char *remedy;
} failures[] = {
	{SQLITE_BUSY, DI_ERROR_BUSY, "another process is writing; try again"},
	{SQLITE_LOCKED, DI_ERROR_BUSY, "another process is writing; try again"},
	{SQLITE_FULL, DI_ERROR_TEMPORARY, "the disk is full; make room"},
	{SQLITE_NOMEM, DI_ERROR_TEMPORARY, "out of memory"},
	{SQLITE_IOERR, DI_ERROR_IO, "look at the disk and the system's log"},
	{SQLITE_READONLY, DI_ERROR_DENIED, "this user may not write there; use an account of the group that owns the folder"},
	{SQLITE_PERM, DI_ERROR_DENIED, "use an account that may read it"},
	{SQLITE_CANTOPEN, DI_ERROR_DENIED, "does the folder exist, and may this user write in it?"},
	{SQLITE_CORRUPT, DI_ERROR_IO, "the database is damaged; do not write to it, restore the latest backup"},
	{SQLITE_NOTADB, DI_ERROR_IO, "the file is no database, or its beginning is damaged; restore the latest backup"},
};

gboolean
di_db_fail(DiRegistry *registry, GError **error, const char *what)
{
	const char *path = registry->config->diarium.database;
	int primary = sqlite3_errcode(registry->db) & 0xff;
	int saved_errno = sqlite3_system_errno(registry->db);

	if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_IOERR)
		registry->looked = 0; /* the next start looks at everything */
	/* "disk I/O error", "unable to open database file": of a disk that is full or read-only, too */
	if ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_READONLY) && di_error_is_waited_for(saved_errno)) {
		g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "cannot %s '%s': %s; make room or mend the disk", what, path, g_strerror(saved_errno));
		return FALSE;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(failures); i++) {
		if (failures[i].primary != primary)
			continue;
		g_set_error(error, DI_ERROR, (gint)failures[i].code, "cannot %s '%s': %s; %s", what, path,
			sqlite3_errmsg(registry->db), failures[i].remedy);
		return FALSE;
	}
	g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "cannot %s '%s': %s", what, path, sqlite3_errmsg(registry->db));
	return FALSE;
}

gboolean
di_db_exec(DiRegistry *registry, const char *sql, GError **error)
{
	if (sqlite3_exec(registry->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return TRUE;
	return di_db_fail(registry, error, "use the database");
}

static sqlite3_stmt *
prepare(DiRegistry *registry, DiStatement which, GError **error)
{
	sqlite3_stmt **slot = &registry->prepared[which];

	if (*slot && sqlite3_stmt_busy(*slot)) {
		g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "the statement %s is used within itself",
			di_statements[which].name);
		return NULL;
	}
	if (*slot || sqlite3_prepare_v3(registry->db, di_statements[which].text, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL) == SQLITE_OK)
		return *slot;
	di_db_fail(registry, error, "use the database");
	g_prefix_error(error, "%s: ", di_statements[which].name);
	return NULL;
}

static int
bind_text(sqlite3_stmt *stmt, int at, char *text)
{
	if (!text || !*text) {
		g_free(text);
		return sqlite3_bind_null(stmt, at);
	}
	return sqlite3_bind_text(stmt, at, text, -1, g_free);
}

static int
bind_bytes(sqlite3_stmt *stmt, int at, GBytes *bytes)
{
	gsize size = 0;
	const void *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;

	if (!bytes)
		return sqlite3_bind_null(stmt, at);
	return data ? sqlite3_bind_blob64(stmt, at, data, size, SQLITE_STATIC) : sqlite3_bind_zeroblob(stmt, at, 0);
}

static char *
time_text(DiRegistry *registry, DiTime time)
{
	return time == DI_TIME_NONE ? NULL : di_time_format(time, registry->config->reminders.timezone);
}

static char *
quarter_text(DiQuarter quarter)
{
	return di_quarter_is_set(quarter) ? di_quarter_format(quarter) : NULL;
}

/* Strings and bytes are not copied: they live until the statement is reset, which the caller's scope sees to. */
static int
bind_one(DiRegistry *registry, sqlite3_stmt *stmt, int at, char type, va_list *values)
{
	switch (type) {
	case 'i':
		return sqlite3_bind_int64(stmt, at, va_arg(*values, gint64));
	case 'n':
		return sqlite3_bind_int(stmt, at, va_arg(*values, int));
	case 's':
		return sqlite3_bind_text(stmt, at, va_arg(*values, const char *), -1, SQLITE_STATIC);
	case 'b':
		return bind_bytes(stmt, at, va_arg(*values, GBytes *));
	case 'd':
		return bind_text(stmt, at, di_date_format(va_arg(*values, DiDate)));
	case 'q':
		return bind_text(stmt, at, quarter_text(va_arg(*values, DiQuarter)));
	case 't':
		return bind_text(stmt, at, time_text(registry, va_arg(*values, DiTime)));
	default:
		g_error("no such type of value: %c", type);
	}
}

static sqlite3_stmt *
query(DiRegistry *registry, DiStatement which, GError **error, const char *types, va_list *values)
{
	sqlite3_stmt *stmt = prepare(registry, which, error);

	if (!stmt)
		return NULL;
	g_assert(sqlite3_bind_parameter_count(stmt) == (int)strlen(types));
	for (int at = 1; *types; at++, types++) {
		if (bind_one(registry, stmt, at, *types, values) == SQLITE_OK)
			continue;
		di_db_fail(registry, error, "use the database");
		di_db_done(&stmt);
		return NULL;
	}
	return stmt;
}

sqlite3_stmt *
di_db_query(DiRegistry *registry, DiStatement which, GError **error, const char *types, ...)
{
	sqlite3_stmt *stmt;
	va_list values;

	va_start(values, types);
	stmt = query(registry, which, error, types, &values);
	va_end(values);
	return stmt;
}

void
di_db_done(sqlite3_stmt **stmt)
{
	if (!*stmt)
		return;
	sqlite3_reset(*stmt);
	sqlite3_clear_bindings(*stmt);
	*stmt = NULL;
}

int
di_db_step(DiRegistry *registry, sqlite3_stmt *stmt, GError **error)
{
	int rc = stmt ? sqlite3_step(stmt) : SQLITE_MISUSE;

	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE)
		return 0;
	if (stmt)
		di_db_fail(registry, error, "use the database");
	return -1;
}

gboolean
di_db_run(DiRegistry *registry, DiStatement which, GError **error, const char *types, ...)
{
	DI_QUERY stmt = NULL;
	va_list values;

	va_start(values, types);
	stmt = query(registry, which, error, types, &values);
	va_end(values);
	return di_db_step(registry, stmt, error) >= 0;
}

GArray *
di_db_ids(DiRegistry *registry, sqlite3_stmt *stmt, GError **error)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		gint64 id = di_col_int(stmt, 0);

		g_array_append_val(ids, id);
	}
	return got == 0 ? g_steal_pointer(&ids) : NULL;
}

gboolean
di_db_int(DiRegistry *registry, DiStatement which, gint64 *value_out, GError **error, const char *types, ...)
{
	DI_QUERY stmt = NULL;
	va_list values;
	int got;

	va_start(values, types);
	stmt = query(registry, which, error, types, &values);
	va_end(values);
	got = di_db_step(registry, stmt, error);
	if (got < 0)
		return FALSE;
	*value_out = got ? di_col_int(stmt, 0) : 0;
	return TRUE;
}

gint64
di_db_last_id(DiRegistry *registry)
{
	return sqlite3_last_insert_rowid(registry->db);
}

int
di_db_changes(DiRegistry *registry)
{
	return sqlite3_changes(registry->db);
}

const char *
di_col_borrow(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

char *
di_col_text(sqlite3_stmt *stmt, int column)
{
	return g_strdup(di_col_borrow(stmt, column));
}

gint64
di_col_int(sqlite3_stmt *stmt, int column)
{
	return sqlite3_column_int64(stmt, column);
}

DiDate
di_col_date(sqlite3_stmt *stmt, int column)
{
	const char *text = di_col_borrow(stmt, column);

	return text ? di_date_parse(text) : DI_DATE_NONE;
}

DiQuarter
di_col_quarter(sqlite3_stmt *stmt, int column)
{
	const char *text = di_col_borrow(stmt, column);

	return text ? di_quarter_parse(text) : DI_QUARTER_NONE;
}

DiTime
di_col_time(sqlite3_stmt *stmt, int column)
{
	const char *text = di_col_borrow(stmt, column);

	return text ? di_time_parse(text) : DI_TIME_NONE;
}

gsize
di_col_size(sqlite3_stmt *stmt, int column)
{
	return (gsize)sqlite3_column_bytes(stmt, column);
}

GBytes *
di_col_bytes(sqlite3_stmt *stmt, int column)
{
	const void *data = sqlite3_column_blob(stmt, column);

	if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
		return NULL;
	return g_bytes_new(data, (gsize)sqlite3_column_bytes(stmt, column));
}

char **
di_db_texts(DiRegistry *registry, DiStatement which, gint64 id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, which, error, "i", id);
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0)
		g_ptr_array_add(texts, di_col_text(stmt, 0));
	if (got < 0)
		return NULL;
	g_ptr_array_add(texts, NULL);
	return (char **)g_ptr_array_steal(texts, NULL);
}
