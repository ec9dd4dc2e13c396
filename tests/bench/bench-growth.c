/* What one more of each thing costs in a register of N filed reports, in the processor's milliseconds: "what<TAB>value<TAB>unit" a line.
 *
 *     bench-growth N [COPY]        COPY gets the register, for whole programs
 *
 * A thousand insatser report since 1940, a quarter after the other. The first BLOCK reports are filed as the daemon files them; the
 * rest are copies of those rows, three years later each, since a million filings would take an hour. The same rows every time. */
#include "../unit/registry-fixture.h"

#include "../../src/registry/private.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum {
	INSATSER = 1000,
	BLOCK_YEARS = 3,
	BLOCK = INSATSER * 4 * BLOCK_YEARS,
	FIRST_YEAR = 1940,
	OTHER_IDS = 100000, /* of a block, but for documents, whose ids stand close */
	ROUNDS = 25,
};

/* clang-format off */
static const char *const words[] = {"deltagare", "samverkan", "kommun", "arbete", "studier", "möte", "handledare", "sjukskrivning", "praktik",
	"samtal", "region", "försäkringskassan", "rehabilitering", "kartläggning", "uppföljning", "gruppen", "våren", "ledning", "mål", "resultat"};

/* What differs in the row of a later block; ?1 is its number. Tables in the order of their references. */
static const struct { const char *table, *column, *value; } shifts[] = {
	{"arende", "id", "id + ?1 * 100000"}, {"arende", "ar", "ar + ?1 * 3"},
	{"arende", "diarienummer", "'SFE 26-' || (CAST(substr(diarienummer, 8) AS INTEGER) + ?1 * 3000)"},
	{"innehall", "id", "id + ?1 * 100000"}, {"innehall", "sha256", "printf('x%03d', ?1) || substr(sha256, 5)"},
	{"meddelande", "id", "id + ?1 * 100000"}, {"meddelande", "innehall_id", "innehall_id + ?1 * 100000"},
	{"meddelande", "message_id", "message_id || ?1"},
	{"meddelande_plats", "id", "id + ?1 * 100000"}, {"meddelande_plats", "meddelande_id", "meddelande_id + ?1 * 100000"},
	{"meddelande_plats", "uid", "uid + ?1 * 100000"},
	{"handling", "id", "id + ?1 * 12000"}, {"handling", "arende_id", "arende_id + ?1 * 100000"},
	{"handling", "diarienummer", "'SFE 26-' || (nummer + ?1 * 3000) || '.' || nummer_handling"},
	{"handling", "nummer", "nummer + ?1 * 3000"}, {"handling", "meddelande_id", "meddelande_id + ?1 * 100000"},
	{"handling", "kvartal", "(substr(kvartal, 1, 4) + ?1 * 3) || substr(kvartal, 5)"},
	{"handling", "inkom", "date(inkom, '+' || (?1 * 3) || ' years')"}, {"handling", "innehall_nyckel", "innehall_nyckel || ?1"},
	{"rapport", "handling_id", "handling_id + ?1 * 12000"},
	{"avsnitt", "id", "id + ?1 * 100000"}, {"avsnitt", "handling_id", "handling_id + ?1 * 12000"},
	{"fil", "id", "id + ?1 * 100000"}, {"fil", "handling_id", "handling_id + ?1 * 12000"}, {"fil", "innehall_id", "innehall_id + ?1 * 100000"},
	{"utskick", "id", "id + ?1 * 100000"}, {"utskick", "nyckel", "nyckel || ?1"}, {"utskick", "message_id", "message_id || ?1"},
	{"utskick", "handling_id", "handling_id + ?1 * 12000"}, {"utskick", "meddelande_id", "meddelande_id + ?1 * 100000"},
	{"utskick", "paborjad_s", "paborjad_s - ?1 * 94608000"},
	{"logg", "id", "id + ?1 * 100000"},
};
/* clang-format on */

static gint64
processor_us(void)
{
	struct timespec spent;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
	return (gint64)spent.tv_sec * 1000000 + spent.tv_nsec / 1000;
}

static void
tell(const char *what, double value, const char *unit)
{
	g_print("%s\t%.3f\t%s\n", what, value, unit);
}

static void
register_all(Fixture *f)
{
	g_autoptr(GString) lines = g_string_new(NULL);

	for (int i = 0; i < INSATSER; i++)
		g_string_append_printf(lines, "Insats %03d;Kommun %d;;1930-01-01;;namn%d@kommun%d.example;\n", i, i % 30, i, i % 30);
	fixture_register(f, lines->str);
}

static char *
some_text(GRand *random, int n)
{
	GString *text = g_string_new(NULL);

	for (int i = 0; i < n; i++)
		g_string_append_printf(text, "%s%s", i ? " " : "", words[g_rand_int_range(random, 0, G_N_ELEMENTS(words))]);
	return g_string_free(text, FALSE);
}

static DiReport *
report_of(GRand *random, int i)
{
	g_autofree char *name = g_strdup_printf("Insats %03d", i % INSATSER);
	g_autofree char *quarter = g_strdup_printf("%d-Q%d", FIRST_YEAR + i / INSATSER / 4, i / INSATSER % 4 + 1);
	g_autofree char *one = some_text(random, 60), *two = some_text(random, 40), *rare = g_strconcat(one, i < 3 ? " Vargbacken" : "", NULL);
	DiReport *report = fixture_report(name, NULL, quarter);

	di_report_add_section(report, "2.2", rare);
	di_report_add_section(report, "2.3", two);
	return report;
}

/* As handle.c does it: the mail, the report, its receipt and that the mail was moved. */
static void
file_one(Fixture *f, GRand *random, int i)
{
	g_autofree char *sender = g_strdup_printf("namn%d@kommun%d.example", i % INSATSER, i % INSATSER % 30);
	g_autofree char *bytes = g_strdup_printf("original %d", i), *id = g_strdup_printf("%d@finsam.example", i);
	g_autoptr(DiReport) report = report_of(random, i);
	g_autoptr(GBytes) raw = g_bytes_new(id, strlen(id)), content = g_bytes_new(bytes, strlen(bytes));
	DiMailAt at = {"x@y", "INBOX", 1, (guint32)i + 1, FALSE};
	DiMailFacts facts = {.from_address = sender, .message_id = id, .arrived = di_clock_now(), .arrived_rule = "received"};
	DiOriginal original = {.name = "rapport.docx", .type = "application/x-test", .bytes = content};
	DiFiling filing = {.report = report, .originals = &original, .n_originals = 1, .sender_address = sender, .reader = "test 1", .trusted = TRUE,
		.arrived = di_date_of_time(di_clock_now(), "Europe/Stockholm")};
	DiOutgoing letter = {.kind = "kvitto", .key = id, .to_address = sender, .subject = "Ämne", .message_id = id, .mail = raw, .step = -1,
		.not_before = DI_TIME_NONE};
	g_autoptr(DiFiled) filed = NULL;
	g_autoptr(GArray) moves = NULL;
	g_autoptr(GError) error = NULL;
	gboolean added;

	if (!di_mail_add(f->registry, raw, &at, di_clock_now(), &filing.mail_id, NULL, &error) || !di_registry_begin(f->registry, &error) ||
		!(filed = di_registry_file(f->registry, &filing, &error)) || !di_outbox_add(f->registry, &letter, &added, &error) ||
		!di_mail_settle(f->registry, filing.mail_id, DI_MAIL_DIARIEFORT, &facts, &error) || !di_registry_commit(f->registry, &error) ||
		!(moves = di_mail_moves(f->registry, "x@y", "INBOX", 1, &error)) ||
		!di_mail_moved(f->registry, g_array_index(moves, DiMove, 0).place_id, &error))
		fail_msg("report %d: %s", i, error->message);
}

static void
run_sql(Fixture *f, const char *sql, int block)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(f->registry->db, sql, -1, &stmt, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(f->registry->db));
	if (sqlite3_bind_parameter_count(stmt))
		sqlite3_bind_int(stmt, 1, block);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		;
	if (sqlite3_finalize(stmt) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(f->registry->db));
}

static const char *
shifted(const char *table, const char *column)
{
	for (gsize i = 0; i < G_N_ELEMENTS(shifts); i++)
		if (g_str_equal(shifts[i].table, table) && g_str_equal(shifts[i].column, column))
			return shifts[i].value;
	return column;
}

/* INSERT INTO TABLE SELECT …: its rows of the first block once more. */
static char *
copying(Fixture *f, const char *table)
{
	g_autofree char *about = g_strdup_printf("PRAGMA table_info(%s)", table);
	g_autoptr(GString) values = g_string_new(NULL);
	const char *key = NULL;
	sqlite3_stmt *stmt = NULL;

	sqlite3_prepare_v2(f->registry->db, about, -1, &stmt, NULL);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		g_string_append_printf(values, "%s%s", values->len ? ", " : "", shifted(table, (const char *)sqlite3_column_text(stmt, 1)));
	sqlite3_finalize(stmt);
	key = g_str_equal(table, "rapport") ? "handling_id" : "id";
	return g_strdup_printf("INSERT INTO %s SELECT %s FROM %s WHERE %s <= %d", table, values->str, table, key,
		g_str_equal(key, "handling_id") || g_str_equal(table, "handling") ? BLOCK : OTHER_IDS);
}

static void
copy_block(Fixture *f, int block)
{
	run_sql(f, "BEGIN", 0);
	for (gsize i = 0; i < G_N_ELEMENTS(shifts); i++) {
		g_autofree char *sql = NULL;

		if (i > 0 && g_str_equal(shifts[i].table, shifts[i - 1].table))
			continue;
		sql = copying(f, shifts[i].table);
		run_sql(f, sql, block);
	}
	run_sql(f, "COMMIT", 0);
}

static void
fill(Fixture *f, GRand *random, int reports)
{
	int filed = MIN(reports, BLOCK);

	run_sql(f, "PRAGMA synchronous = OFF", 0);
	for (int i = 0; i < filed; i++)
		file_one(f, random, i);
	run_sql(f, "UPDATE utskick SET tillstand = 'skickad', sanda = 1, paborjad_s = tidigast_s - 86400 * 2 - id", 0);
	for (int block = 1; (block + 1) * BLOCK <= reports; block++)
		copy_block(f, block);
	if (reports > BLOCK) {
		run_sql(f, "UPDATE serie SET senaste = senaste * ?1", reports / BLOCK);
		run_sql(f, "INSERT INTO avsnitt_sok (avsnitt_sok) VALUES ('rebuild')", 0);
	}
	run_sql(f, "PRAGMA synchronous = FULL", 0);
}

static Fixture *house;
static guint found;

static gboolean
count(const DiHandling *handling G_GNUC_UNUSED, gpointer user G_GNUC_UNUSED)
{
	found++;
	return TRUE;
}

static void
owed(void)
{
	g_autoptr(GPtrArray) list = di_registry_owed(house->registry, di_quarter_parse("1940-Q1"), NULL);

	found = list->len;
}

static void
look_for_work(void)
{
	DiTime now = di_clock_now();
	g_autoptr(GArray) pending = di_mail_pending(house->registry, now, 10, NULL);
	g_autoptr(GArray) moves = di_mail_moves(house->registry, "x@y", "INBOX", 1, NULL);
	g_autoptr(GPtrArray) planned = di_outbox_planned(house->registry, NULL);
	g_autoptr(DiOutboxRow) letter = di_outbox_next(house->registry, now, NULL);

	found = pending->len + moves->len + planned->len;
}

static void
list_quarter(void)
{
	DiFilter filter = {.quarter = {1940, 1}};

	assert_true(di_handling_each(house->registry, &filter, count, NULL, NULL));
}

static void
list_newest(void)
{
	DiFilter filter = {.newest = 100};

	assert_true(di_handling_each(house->registry, &filter, count, NULL, NULL));
	assert_true(di_handling_count(house->registry) >= 100);
}

static void
show(void)
{
	g_autoptr(DiHandling) handling = di_handling_get(house->registry, "SFE 26-7.1", NULL);

	assert_non_null(handling);
}

static void
search(const char *text)
{
	g_autoptr(GPtrArray) hits = di_registry_search(house->registry, text, NULL, 50, NULL);

	found = hits->len;
}

static void
search_rare(void)
{
	search("vargbacken");
}

static void
search_common(void)
{
	search("kommun rehabilitering");
}

static void
search_phrase(void)
{
	search("\"praktik samtal\"");
}

static void
search_beginning(void)
{
	search("rehab");
}

static const struct {
	const char *what;
	void (*act)(void);
} questions[] = {
	{"what is owed for a quarter, 1,000 insatser", owed}, {"a cycle with nothing to do", look_for_work}, {"the documents of a quarter", list_quarter},
	{"the hundred newest documents", list_newest}, {"a document by its number", show}, {"search: a rare word", search_rare},
	{"search: two common words", search_common}, {"search: a phrase", search_phrase}, {"search: the beginning of a word", search_beginning},
};

static double
median_ms(void (*act)(void))
{
	gint64 spent[ROUNDS];

	act();
	for (int i = 0; i < ROUNDS; i++) {
		gint64 start = processor_us();
		int at = i;

		act();
		start = processor_us() - start;
		for (; at > 0 && spent[at - 1] > start; at--)
			spent[at] = spent[at - 1];
		spent[at] = start;
	}
	return (double)spent[ROUNDS / 2] / 1000;
}

static void
measure_filing(Fixture *f, GRand *random)
{
	gint64 start = processor_us();

	/* quarters after the last one that was copied */
	for (int i = 0; i < 200; i++)
		file_one(f, random, (2196 - FIRST_YEAR) * 4 * INSATSER + i);
	tell("a report filed, with its mail and receipt", (double)(processor_us() - start) / 1000 / 200, "ms");
}

static void
measure_whole(Fixture *f, int reports, const char *copy)
{
	gint64 start = processor_us();
	struct stat about;

	fixture_reopen(f, DI_REGISTRY_DAEMON);
	tell("the daemon opens it, and looks through every page", (double)(processor_us() - start) / 1000, "ms");
	start = processor_us();
	fixture_reopen(f, DI_REGISTRY_DAEMON);
	tell("the daemon opens it again, after it ended well", (double)(processor_us() - start) / 1000, "ms");
	start = processor_us();
	if (!di_registry_backup(f->registry, copy, NULL, NULL))
		fail_msg("no copy in %s", copy);
	tell("backup, for each report", (double)(processor_us() - start) / reports, "us");
	assert_int_equal(stat(copy, &about), 0);
	tell("on disk, for each report", (double)about.st_size / 1000 / reports, "kB");
}

int
main(int argc, char **argv)
{
	int reports = argc > 1 ? atoi(argv[1]) : 10000;
	g_autoptr(Fixture) f = house = fixture_new();
	g_autoptr(GRand) random = g_rand_new_with_seed(1);
	g_autofree char *copy = argc > 2 ? g_strdup(argv[2]) : g_build_filename(f->folder, "copy.db", NULL);

	register_all(f);
	fill(f, random, reports);
	for (gsize i = 0; i < G_N_ELEMENTS(questions); i++)
		tell(questions[i].what, median_ms(questions[i].act), "ms");
	measure_filing(f, random);
	measure_whole(f, reports, copy);
	return 0;
}
