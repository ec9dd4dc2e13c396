/* Opening, upgrading, refusing; the log; damage; backup; every statement's plan. */
#include "registry-fixture.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/registry/fulltext.h"
#include "statement-texts.h"

enum { SCHEMA_VERSION = 17 }; /* a new step: raise this, and add a dump of the step before to tests/unit/registry/ */

static void
run_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	char *message = NULL;

	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s", message);
	sqlite3_close(db);
}

static gboolean
refuses_sql(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	gboolean refused;

	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	refused = sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK;
	sqlite3_close(db);
	return refused;
}

static void
assert_opening_fails(const Fixture *f, DiRegistryMode mode, DiErrorCode code, const char *words)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiRegistry) registry = di_registry_open(f->config, mode, &error);

	assert_null(registry);
	if (error->code != (gint)code || !strstr(error->message, words))
		fail_msg("%d: %s", error->code, error->message);
}

static void
a_reader_makes_nothing(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();

	g_clear_pointer(&f->registry, di_registry_close);
	fixture_remove(f->database);
	assert_opening_fails(f, DI_REGISTRY_READ, DI_ERROR_NOT_FOUND, "there is no database");
	assert_false(g_file_test(f->database, G_FILE_TEST_EXISTS));
}

static void
a_reader_reads_and_does_not_write(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiRegistry) reader = di_registry_open(f->config, DI_REGISTRY_READ, NULL);
	g_autoptr(GPtrArray) list = NULL, owed = NULL;

	assert_non_null(reader);
	fixture_register(f, "Bron;Näs;;;;;\n");
	list = di_insats_list(reader, NULL);
	assert_int_equal(list->len, 1);
	owed = di_registry_owed(reader, di_quarter_parse("2026-Q1"), NULL);
	assert_int_equal(owed->len, 1);
	assert_false(di_registry_state_set(reader, "paus", "ja", NULL));
}

static mode_t
mode_of(const char *path)
{
	struct stat about;

	assert_int_equal(stat(path, &about), 0);
	return about.st_mode & 0777;
}

static void
files_are_ours_alone_unless_the_folder_is_a_groups(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autofree char *folder = g_path_get_dirname(f->database), *wal = g_strconcat(f->database, "-wal", NULL);

	assert_int_equal(mode_of(folder), 0700);
	assert_int_equal(mode_of(f->database), 0600);
	fixture_register(f, "Bron;Näs;;;;;\n");
	assert_int_equal(mode_of(wal), 0600);
	g_clear_pointer(&f->registry, di_registry_close);
	assert_true(g_file_test(wal, G_FILE_TEST_EXISTS)); /* left for readers without rights to the folder */
	fixture_remove(folder);
	assert_int_equal(g_mkdir(folder, 0700), 0);
	assert_int_equal(g_chmod(folder, 02770), 0);
	fixture_reopen(f, DI_REGISTRY_DAEMON);
	assert_int_equal(mode_of(f->database), 0660);
	assert_int_equal(mode_of(wal), 0660);
}

static void
a_second_daemon_is_refused(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiRegistry) staff = NULL;

	fixture_reopen(f, DI_REGISTRY_DAEMON);
	assert_opening_fails(f, DI_REGISTRY_DAEMON, DI_ERROR_BUSY, "another diaried is at work");
	staff = di_registry_open(f->config, DI_REGISTRY_WRITE, NULL);
	assert_non_null(staff);
	fixture_reopen(f, DI_REGISTRY_WRITE);
	fixture_reopen(f, DI_REGISTRY_DAEMON); /* the lock goes with its holder */
}

static void
a_newer_one_is_refused(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autofree char *sql = g_strdup_printf("PRAGMA user_version = %d", SCHEMA_VERSION + 1);

	g_clear_pointer(&f->registry, di_registry_close);
	run_sql(f->database, sql);
	assert_opening_fails(f, DI_REGISTRY_READ, DI_ERROR_NEWER, "made by a newer diarie");
	assert_opening_fails(f, DI_REGISTRY_WRITE, DI_ERROR_NEWER, "made by a newer diarie");
	assert_opening_fails(f, DI_REGISTRY_DAEMON, DI_ERROR_NEWER, "made by a newer diarie");
}

static void
another_programs_database_is_refused(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();

	g_clear_pointer(&f->registry, di_registry_close);
	fixture_remove(f->database);
	run_sql(f->database, "CREATE TABLE kalender (dag TEXT)");
	assert_opening_fails(f, DI_REGISTRY_WRITE, DI_ERROR_CONFIG, "made by another program");
}

static void
damage_is_refused_and_nothing_begun_afresh(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autofree char *bytes = NULL, *wal = g_strconcat(f->database, "-wal", NULL), *log = g_strconcat(f->database, ".skickat", NULL);
	gsize size = 0;

	fixture_register(f, "Bron;Näs;;;;a@nas.example;\n");
	assert_true(di_registry_backup(f->registry, f->database, NULL, NULL) || TRUE);
	g_clear_pointer(&f->registry, di_registry_close);
	(void)g_unlink(wal);
	assert_true(g_file_get_contents(f->database, &bytes, &size, NULL));
	memset(bytes + 4096, 0xee, 3 * 4096);
	assert_true(g_file_set_contents(f->database, bytes, (gssize)size, NULL));
	assert_opening_fails(f, DI_REGISTRY_DAEMON, DI_ERROR_IO, "restore the latest backup");
	memset(bytes, 'x', 100);
	assert_true(g_file_set_contents(f->database, bytes, (gssize)size, NULL));
	assert_opening_fails(f, DI_REGISTRY_WRITE, DI_ERROR_IO, "restore the latest backup");
	assert_opening_fails(f, DI_REGISTRY_READ, DI_ERROR_IO, "restore the latest backup");
	assert_true(g_file_set_contents(f->database, "", 0, NULL));
	assert_true(g_file_set_contents(log, "2026-04-15T08:00:00+02:00 1@x.example a@x.example\n", -1, NULL));
	assert_opening_fails(f, DI_REGISTRY_WRITE, DI_ERROR_IO, "is empty though letters have been sent");
	(void)g_unlink(f->database);
	assert_opening_fails(f, DI_REGISTRY_DAEMON, DI_ERROR_IO, "is gone though letters have been sent");
	assert_opening_fails(f, DI_REGISTRY_READ, DI_ERROR_NOT_FOUND, "there is no database");
}

/* The note beside a large register, which says when every page was looked at. */

static char *
note_of(const Fixture *f)
{
	g_autofree char *path = g_strconcat(f->database, ".kontroll", NULL), *note = NULL;

	if (!g_file_get_contents(path, &note, NULL, NULL))
		return NULL;
	*strchr(note, ' ') = '\0';
	return g_steal_pointer(&note);
}

/* A daemon runs, and ends well. LOOKED: the moment at which every page was looked at the last time, as its note says; NULL: there is none. */
static void
assert_looked(Fixture *f, const char *now, const char *looked)
{
	g_autofree char *meanwhile = NULL, *note = NULL, *expected = looked ? g_strdup_printf("%" G_GINT64_FORMAT, di_time_parse(looked) / DI_SECOND) : NULL;

	fixture_now(now);
	fixture_reopen(f, DI_REGISTRY_DAEMON);
	meanwhile = note_of(f);
	assert_null(meanwhile); /* after a crash there would be none */
	assert_true(di_registry_state_set(f->registry, "prov", now, NULL));
	g_clear_pointer(&f->registry, di_registry_close);
	note = note_of(f);
	if (g_strcmp0(note, expected) != 0)
		fail_msg("%s: looked %s, not %s", now, note, expected);
}

static void
a_large_one_is_looked_through_when_it_must_be(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiRegistry) staff = NULL;

	assert_looked(f, "2026-04-15T09:00:00+02:00", NULL); /* a small one always is */
	run_sql(f->database, "CREATE TABLE fyllnad (b BLOB); INSERT INTO fyllnad VALUES (zeroblob(70000000))");
	assert_looked(f, "2026-04-15T10:00:00+02:00", "2026-04-15T10:00:00+02:00");
	assert_looked(f, "2026-04-15T11:00:00+02:00", "2026-04-15T10:00:00+02:00");
	assert_looked(f, "2026-04-22T09:59:00+02:00", "2026-04-15T10:00:00+02:00");
	assert_looked(f, "2026-04-22T10:01:00+02:00", "2026-04-22T10:01:00+02:00"); /* a week later */
	assert_looked(f, "2026-04-22T10:00:00+02:00", "2026-04-22T10:00:00+02:00"); /* a clock that was put back */
	run_sql(f->database, "INSERT INTO fyllnad VALUES (zeroblob(1))");               /* somebody wrote */
	assert_looked(f, "2026-04-22T11:00:00+02:00", "2026-04-22T11:00:00+02:00");
	fixture_reopen(f, DI_REGISTRY_DAEMON);
	staff = di_registry_open(f->config, DI_REGISTRY_WRITE, NULL);
	assert_true(di_registry_state_set(staff, "prov", "personal", NULL));
	g_clear_pointer(&f->registry, di_registry_close); /* the write-ahead log is left to who is still there */
	assert_null(note_of(f));
}

static void
damage_to_a_large_one_is_met_at_the_start(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DI_AUTO_FD fd = -1;
	struct stat before;
	char noise[8192];

	memset(noise, 0xee, sizeof noise);
	run_sql(f->database, "CREATE TABLE fyllnad (b BLOB); INSERT INTO fyllnad VALUES (zeroblob(70000000))");
	assert_looked(f, "2026-04-15T10:00:00+02:00", "2026-04-15T10:00:00+02:00");
	assert_int_equal(stat(f->database, &before), 0);
	fd = open(f->database, O_RDWR | O_CLOEXEC);
	assert_int_equal(pwrite(fd, noise, sizeof noise, 4096), sizeof noise);
	assert_int_equal(futimens(fd, (struct timespec[]){before.st_atim, before.st_mtim}), 0); /* its look put back */
	assert_opening_fails(f, DI_REGISTRY_DAEMON, DI_ERROR_IO, "restore the latest backup");
	assert_opening_fails(f, DI_REGISTRY_DAEMON, DI_ERROR_IO, "restore the latest backup");
	assert_null(note_of(f));
}

static void
the_log_is_only_added_to(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Bron", NULL, "2026-Q1");
	g_autoptr(DiFiled) filed = NULL;

	fixture_register(f, "Bron;Näs;;;;;\n");
	filed = fixture_file(f, report, "ett", NULL);
	assert_true(refuses_sql(f->database, "UPDATE logg SET detalj = ''"));
	assert_true(refuses_sql(f->database, "DELETE FROM logg"));
	assert_true(refuses_sql(f->database, "DELETE FROM handling"));
	assert_true(refuses_sql(f->database, "UPDATE handling SET diarienummer = 'SFE 26-99.1'"));
	assert_true(refuses_sql(f->database, "UPDATE serie SET senaste = 0"));
	assert_true(refuses_sql(f->database, "UPDATE innehall SET bytes = x'00'"));
	assert_false(refuses_sql(f->database, "UPDATE serie SET senaste = senaste + 1"));
}

static void
a_change_behind_our_back_shows(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(GPtrArray) problems = NULL, found = NULL;
	gint64 broken = 0;

	fixture_register(f, "Bron;Näs;;;;;\nVal;Näs;;;;;\n");
	assert_true(di_registry_log(f->registry, "x", "y", "z", NULL));
	assert_int_equal(di_registry_log_last(f->registry), di_clock_now());
	assert_true(di_registry_log_verify(f->registry, &broken, NULL));
	problems = di_registry_check(f->registry, TRUE, NULL);
	assert_int_equal(problems->len, 0);
	run_sql(f->database, "DROP TRIGGER logg_andras_inte; UPDATE logg SET detalj = 'annat' WHERE id = 2");
	assert_false(di_registry_log_verify(f->registry, &broken, NULL));
	assert_int_equal(broken, 2);
	found = di_registry_check(f->registry, TRUE, NULL);
	assert_non_null(strstr(found->pdata[0], "Loggen har ändrats vid post 2"));
}

static const struct ForgeryRow {
	const char *sentence, *sql;
	gint64 broken;
} forgery_rows[] = {
	{"an entry's words changed", "UPDATE logg SET vad = 'annat' WHERE id = 3", 3},
	{"an entry's moment changed", "UPDATE logg SET tid = '2020-01-01T00:00:00+01:00' WHERE id = 1", 1},
	{"an entry's actor changed", "UPDATE logg SET aktor = 'diaried' WHERE id = 2", 2},
	{"an entry taken away", "DELETE FROM logg WHERE id = 2", 2},
	{"an entry taken away and the numbers closed up", "DELETE FROM logg WHERE id = 2; UPDATE logg SET id = id - 1 WHERE id > 2", 2},
	{"the first taken away", "DELETE FROM logg WHERE id = 1", 1},
	{"two put in each other's place", "UPDATE logg SET id = 99 WHERE id = 2; UPDATE logg SET id = 2 WHERE id = 3; UPDATE logg SET id = 3 WHERE id = 99", 2},
	{"an entry put in between", "UPDATE logg SET id = id + 100 WHERE id > 2; UPDATE logg SET id = id - 99 WHERE id > 100;"
		"INSERT INTO logg SELECT 3, tid, aktor, 'extra', foremal, detalj, kedja FROM logg WHERE id = 2", 3},
	{"an entry added at the end", "INSERT INTO logg SELECT max(id) + 1, tid, aktor, 'extra', foremal, detalj, kedja FROM logg", 5},
};

static void
check_forgery(void **state)
{
	const struct ForgeryRow *row = *state;
	g_autoptr(Fixture) f = fixture_new();
	g_autofree char *sql = g_strconcat("DROP TRIGGER logg_andras_inte; DROP TRIGGER logg_tas_inte_bort;", row->sql, NULL);
	gint64 broken = 0;

	for (int i = 0; i < 4; i++)
		assert_true(di_registry_log(f->registry, "gjort", "något", "utan vidare", NULL));
	assert_true(di_registry_log_verify(f->registry, &broken, NULL));
	run_sql(f->database, sql);
	assert_false(di_registry_log_verify(f->registry, &broken, NULL));
	assert_int_equal(broken, row->broken);
}

static void
a_changed_original_is_found(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Bron", NULL, "2026-Q1");
	g_autoptr(DiFiled) filed = NULL;
	g_autoptr(GPtrArray) shallow = NULL, deep = NULL;

	fixture_register(f, "Bron;Näs;;;;;\n");
	filed = fixture_file(f, report, "ett", NULL);
	run_sql(f->database, "DROP TRIGGER innehall_star; UPDATE innehall SET bytes = x'00'; PRAGMA foreign_keys = OFF;"
		"INSERT INTO alias (insats_id, alias, alias_vikt, kalla) VALUES (999, 'x', 'x', 'register')");
	shallow = di_registry_check(f->registry, FALSE, NULL);
	assert_int_equal(shallow->len, 1);
	assert_non_null(strstr(shallow->pdata[0], "alias"));
	run_sql(f->database, "DELETE FROM alias");
	deep = di_registry_check(f->registry, TRUE, NULL);
	assert_int_equal(deep->len, 1);
	assert_non_null(strstr(deep->pdata[0], "Ett original har ändrats"));
}

static void
a_backup_made_under_a_writer_is_whole(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Bron", NULL, "2026-Q1");
	g_autoptr(DiFiled) filed = NULL;
	g_autoptr(DiRegistry) other = NULL;
	g_autoptr(DiHandling) handling = NULL;
	g_autoptr(GPtrArray) problems = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *copy = g_build_filename(f->folder, "kopia.db", NULL);

	fixture_register(f, "Bron;Näs;;;;;\n");
	filed = fixture_file(f, report, "ett", NULL);
	other = di_registry_open(f->config, DI_REGISTRY_WRITE, NULL);
	assert_true(di_registry_begin(other, NULL));
	assert_true(di_registry_log(other, "halvfärdigt", "", "", NULL));
	if (!di_registry_backup(f->registry, copy, NULL, &error))
		fail_msg("%s", error->message);
	di_registry_rollback(other);
	assert_int_equal(mode_of(copy), 0600);
	assert_false(di_registry_backup(f->registry, "/nonexistent/kopia.db", NULL, NULL));
	g_free(f->database);
	f->database = g_strdup(copy);
	fixture_configure(f, "arende");
	fixture_reopen(f, DI_REGISTRY_DAEMON);
	problems = di_registry_check(f->registry, TRUE, NULL);
	assert_int_equal(problems->len, 0);
	handling = di_handling_get(f->registry, filed->diarienummer, NULL);
	assert_int_equal(handling->files->len, 1);
}

/* A dump of a register as each released step left it must open, be upgraded, and still answer. */
static void
an_older_one_is_upgraded(void **state)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autofree char *path = g_build_filename(g_getenv("top_srcdir"), "tests", "unit", "registry", *state, NULL);
	g_autofree char *dump = NULL;
	g_autoptr(GPtrArray) list = NULL, owed = NULL, problems = NULL, hits = NULL;
	g_autoptr(DiHandling) handling = NULL;

	assert_true(g_file_get_contents(path, &dump, NULL, NULL));
	g_clear_pointer(&f->registry, di_registry_close);
	fixture_remove(f->database);
	run_sql(f->database, dump);
	fixture_reopen(f, DI_REGISTRY_DAEMON);
	handling = di_handling_get(f->registry, "SFE 26-1.1", NULL);
	assert_non_null(handling);
	assert_string_equal(handling->insats, "Bron");
	owed = di_registry_owed(f->registry, di_quarter_parse("2026-Q1"), NULL);
	assert_int_equal(di_owed_status(owed->pdata[0], di_date_parse("2026-05-01")), DI_STATUS_INKOMMEN);
	hits = di_registry_search(f->registry, "sjövik", NULL, 10, NULL);
	assert_int_equal(hits->len, 1);
	problems = di_registry_check(f->registry, TRUE, NULL);
	assert_int_equal(problems->len, 0);
}

/* What a mail proposes is in a column that was made anew. */
static void
what_is_proposed_in_step_16_is_kept(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autofree char *path = g_build_filename(g_getenv("top_srcdir"), "tests", "unit", "registry", "schema-0016.sql", NULL);
	g_autofree char *dump = NULL;
	g_autoptr(DiReview) review = NULL;

	assert_true(g_file_get_contents(path, &dump, NULL, NULL));
	g_clear_pointer(&f->registry, di_registry_close);
	fixture_remove(f->database);
	run_sql(f->database, dump);
	fixture_reopen(f, DI_REGISTRY_DAEMON);
	review = di_review_get(f->registry, 1, NULL);
	assert_non_null(review);
	assert_int_equal(review->proposal.kind, DI_PROPOSAL_EXTENSION);
	assert_int_equal(review->proposal.until, di_date_parse("2026-04-24"));
}

/* What stood in the columns of a letter moved to tables of its own. */
static void
the_ledger_of_step_6_is_kept(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autofree char *path = g_build_filename(g_getenv("top_srcdir"), "tests", "unit", "registry", "schema-0006.sql", NULL);
	g_autofree char *dump = NULL;
	g_autoptr(GPtrArray) first = NULL, second = NULL, sent = NULL;
	const DiOwed *final, *quarterly;

	assert_true(g_file_get_contents(path, &dump, NULL, NULL));
	g_clear_pointer(&f->registry, di_registry_close);
	fixture_remove(f->database);
	run_sql(f->database, dump);
	fixture_reopen(f, DI_REGISTRY_DAEMON);
	first = di_registry_owed(f->registry, di_quarter_parse("2026-Q1"), NULL);
	second = di_registry_owed(f->registry, di_quarter_parse("2026-Q2"), NULL);
	quarterly = first->pdata[1];
	final = second->pdata[1];
	assert_int_equal(final->kind, DI_KIND_SLUTRAPPORT);
	assert_int_equal(final->done->len, 1);
	assert_string_equal(((DiStepDone *)final->done->pdata[0])->message_id, "2@x.example");
	assert_int_equal(quarterly->done->len, 1);
	assert_string_equal(((DiStepDone *)quarterly->done->pdata[0])->state, "avstod");
	sent = di_sent_list(f->registry, "SFE 26-1", NULL);
	assert_int_equal(sent->len, 1);
	assert_string_equal(((DiSentLetter *)sent->pdata[0])->to, "r@sjo.example");
}

static void
search_finds_words_as_people_type_them(void **state G_GNUC_UNUSED)
{
	static const struct {
		const char *words;
		guint hits;
	} rows[] = {
		{"sjövik", 1}, {"SJÖVIK", 1}, {"sjovik", 0}, {"sjöv", 1}, {"\"sju nya\"", 1}, {"\"nya sju\"", 0}, {"nya sju", 1}, {"24-11", 0},
		{"a\"b", 0}, {"(", 0}, {"AND", 0}, {"-sju", 1}, {"", 0}, {"sju* OR", 0}, {"sjo\xcc\x88vik", 1}, {"NEAR(sju nya)", 0},
		{"text:sju", 0}, {"'", 0},
	};
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Bron", NULL, "2026-Q1");
	g_autoptr(DiFiled) filed = NULL;
	g_autoptr(GPtrArray) hits = NULL, filtered = NULL;
	DiFilter other = {.quarter = {2026, 2}};

	fixture_register(f, "Bron;Näs;;;;;\n");
	filed = fixture_file(f, report, "ett", NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) found = di_registry_search(f->registry, rows[i].words, NULL, 10, &error);

		if (!found || found->len != rows[i].hits)
			fail_msg("%s: %s %u", rows[i].words, error ? error->message : "", found ? found->len : 0);
	}
	hits = di_registry_search(f->registry, "sjövik", NULL, 10, NULL);
	assert_non_null(strstr(((DiHit *)hits->pdata[0])->snippet, "\u2068Sjövik\u2069"));
	filtered = di_registry_search(f->registry, "sjövik", &other, 10, NULL);
	assert_int_equal(filtered->len, 0);
	assert_string_equal(((DiHit *)hits->pdata[0])->section, "2.1");
}

/* Statements that may read a whole table, and why. */
static const struct {
	const char *statement, *table, *reason;
} scans[] = {
	{"CONTENT_ALL", "innehall", "diarie check --deep reads every original"},
	{"LOG_ALL", "logg", "the chain is followed from its beginning"},
	{"LOG_LAST", "logg", "one row, from the end"},
	{"INSATS_ALL", "r", "the register itself: some hundred rows"},
	{"ALIAS_ALL", "alias", "the register itself"},
	{"CONTACT_ALL", "kontakt", "the register itself"},
	{"OWED_REPORTERS", "r", "the register itself"},
	{"OWED_CONTACTS", "kontakt", "the register itself"},
	{"HANDLING_LIST", "h", "asked for all documents"},
	{"HANDLING_LIST_NEWEST", "h", "along an index, and no further than asked"},
	{"OWED_WAITING", "granskning", "one row, by a partial index"},
	{"OWED_WAITING", "vantan", "one row"},
	{"OWED_WAITING", "omlasning", "one row"},
	{"OWED_REVIEWS", "g", "only what waits, by a partial index"},
	{"REVIEW_WAITING", "g", "only what waits, by a partial index"},
	{"REVIEW_LAST_DECIDED", "granskning", "a person takes back what they just did; some hundred rows"},
	{"REVIEW_COUNT", "granskning", "only what waits, by a partial index"},
	{"ABSENCE_CURRENT", "franvaro", "one row for each contact that was ever away"},
	{"SEARCH", "s", "the full-text index"},
	{"SEARCH_REPORTERS", "r", "the register itself"},
	{"PERSON_CONTACTS", "k", "a person asks for everything that is kept"},
	{"PERSON_MAILS", "meddelande", "a person asks for everything that is kept"},
	{"PERSON_PARTIES", "handling", "a person asks for everything that is kept"},
	{"PERSON_REPORTS", "h", "a person asks for everything that is kept"},
	{"PERSON_REPORTS", "u", "a person asks for everything that is kept"},
	{"PERSON_SECTIONS", "a", "a person asks for everything that is kept"},
	{"PERSON_LETTERS", "u", "a person asks for everything that is kept"},
	{"PERSON_REVIEWS", "granskning", "a person asks for everything that is kept"},
	{"PERSON_ABSENCES", "franvaro", "a person asks for everything that is kept"},
	{"PERSON_LOG", "logg", "a person asks for everything that is kept"},
	{"MAIL_PENDING", "m", "only what waits, by a partial index"},
	{"OWED_REVIEWS", "m USING INDEX meddelande_vantar", "an index of the mails that wait alone"},
	{"OUT_OF_CASES", "o", "diarie export writes all letters that went"},
	{"DISPOSE_MAILS", "m", "asked once a year, for everything that is old"},
	{"DISPOSE_DOCUMENTS", "h", "asked once a year, for everything that is old"},
	{"DISPOSAL_ALL", "gallring", "a row a year"},
	{"BEFORE_PLACES", "m", "once, when the first day that is read was changed"},
	{"BEFORE_AGAIN", "meddelande", "once, when the first day that is read was changed"},
	{"BEFORE_COUNT", "m", "a person asks diarie check"},
	{"VERSION_ORDER", "v", "the versions of one report"},
	{"VERSION_ORDER", "o", "the versions of one report"},
	{"VERSION_ORDER", "n", "the versions of one report"},
	{"HURDLE_COUNT", "h", "only mails that cannot be fetched"},
	{"RETRY_DUE", "o", "only mails whose reader died"},
	{"UNREAD_UNKNOWN", "m", "only mails that are not read yet, by a partial index"},
	{"UNREAD_LIST", "m", "only mails that are not read yet, by a partial index"},
	{"UNREAD_LIST", "g", "only what waits, by a partial index"},
	{"QUESTIONS_NOTE", "g", "only what waits, by a partial index"},
	{"HEAVY_LIST", "m", "only mails that are not read yet, by a partial index"},
	{"RETRY_WAITING", "m", "only mails that are not read yet, by a partial index"},
	{"OUT_BEGUN", "brevsteg", "stops at the first letter that went, and is asked only until a person has approved"},
};

static gboolean scan_seen[G_N_ELEMENTS(scans)];

static gboolean
is_allowed(const char *statement, const char *plan)
{
	gboolean found = FALSE;

	for (gsize i = 0; i < G_N_ELEMENTS(scans); i++) {
		g_autofree char *start = g_strdup_printf("SCAN %s", scans[i].table);

		if (g_str_equal(scans[i].statement, statement) && g_str_has_prefix(plan, start))
			found = scan_seen[i] = TRUE;
	}
	return found;
}

/* A whole table read, to answer from or to make an index of that is thrown away afterwards. */
static gboolean
reads_all(const char *plan)
{
	return (g_str_has_prefix(plan, "SCAN") && !g_str_equal(plan, "SCAN CONSTANT ROW")) || strstr(plan, "AUTOMATIC");
}

static guint
read_plan(sqlite3 *db, const char *name, const char *text)
{
	g_autofree char *sql = g_strconcat("EXPLAIN QUERY PLAN ", text, NULL);
	sqlite3_stmt *stmt = NULL;
	guint bad = 0;

	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", name, sqlite3_errmsg(db));
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *plan = (const char *)sqlite3_column_text(stmt, 3);

		if (!reads_all(plan) || is_allowed(name, plan))
			continue;
		print_message("# %s: %s\n", name, plan);
		bad++;
	}
	sqlite3_finalize(stmt);
	return bad;
}

static void
no_statement_scans_what_grows(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	sqlite3 *db = NULL;
	guint bad = 0;

	assert_int_equal(sqlite3_open_v2(f->database, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_true(di_fulltext_register(db, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(di_statements); i++)
		bad += read_plan(db, di_statements[i].name, di_statements[i].text);
	sqlite3_close(db);
	for (gsize i = 0; i < G_N_ELEMENTS(scans); i++) {
		if (scan_seen[i])
			continue;
		print_message("# %s does not scan %s: take its reason away\n", scans[i].statement, scans[i].table);
		bad++;
	}
	assert_int_equal(bad, 0);
}

static void
a_second_writer_waits_its_turn(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	int ready[2], status = 0;
	pid_t child;
	char byte;

	g_clear_pointer(&f->registry, di_registry_close);
	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		DiRegistry *registry = di_registry_open(f->config, DI_REGISTRY_WRITE, NULL);
		gboolean ok = registry && di_registry_begin(registry, NULL) && write(ready[1], "x", 1) == 1;

		g_usleep(200000);
		_exit(ok && di_registry_state_set(registry, "a", "barn", NULL) && di_registry_commit(registry, NULL) ? 0 : 1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	fixture_reopen(f, DI_REGISTRY_WRITE);
	assert_true(di_registry_state_set(f->registry, "b", "förälder", NULL));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	{
		g_autofree char *value = di_registry_state_get(f->registry, "a");

		assert_string_equal(value, "barn");
	}
	assert_true(di_registry_state_set(f->registry, "a", NULL, NULL));
	assert_null(di_registry_state_get(f->registry, "a"));
	close(ready[0]);
	close(ready[1]);
}

static const char *const dumps[] = {"schema-0001.sql", "schema-0002.sql", "schema-0003.sql", "schema-0004.sql", "schema-0005.sql", "schema-0006.sql",
	"schema-0007.sql", "schema-0008.sql", "schema-0009.sql", "schema-0010.sql", "schema-0011.sql", "schema-0012.sql",
	"schema-0013.sql", "schema-0014.sql", "schema-0015.sql", "schema-0016.sql"};

int
main(void)
{
	ADD_TEST(a_reader_makes_nothing);
	ADD_TEST(a_reader_reads_and_does_not_write);
	ADD_TEST(files_are_ours_alone_unless_the_folder_is_a_groups);
	ADD_TEST(a_second_daemon_is_refused);
	ADD_TEST(a_newer_one_is_refused);
	ADD_TEST(another_programs_database_is_refused);
	ADD_TEST(damage_is_refused_and_nothing_begun_afresh);
	ADD_TEST(a_large_one_is_looked_through_when_it_must_be);
	ADD_TEST(damage_to_a_large_one_is_met_at_the_start);
	ADD_TEST(the_log_is_only_added_to);
	ADD_TEST(a_change_behind_our_back_shows);
	ADD_ROWS(forgery_rows, check_forgery);
	ADD_TEST(a_changed_original_is_found);
	ADD_TEST(a_backup_made_under_a_writer_is_whole);
	for (gsize i = 0; i < G_N_ELEMENTS(dumps); i++)
		add_test(dumps[i], an_older_one_is_upgraded, dumps[i]);
	ADD_TEST(the_ledger_of_step_6_is_kept);
	ADD_TEST(what_is_proposed_in_step_16_is_kept);
	ADD_TEST(search_finds_words_as_people_type_them);
	ADD_TEST(no_statement_scans_what_grows);
	ADD_TEST(a_second_writer_waits_its_turn);
	return run_table("registry-open");
}
