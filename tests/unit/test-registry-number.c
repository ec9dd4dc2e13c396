/* Numbers: two schemes, the turn of the year, several processes, nothing twice. */
#include "registry-fixture.h"

#include <sys/wait.h>
#include <unistd.h>

typedef struct {
	const char *sentence, *numbering, *now, *insats, *quarter, *expected;
} Row;

/* One register through these filings, in order. */
static const Row arende_rows[] = {
	{"arende: the first document opens the case, after the register's last number", "arende", "2026-04-10T08:00:00+02:00", "Bron",
		"2026-Q1", "SFE 26-12.1"},
	{"arende: another insats opens another case", "arende", "2026-04-10T09:00:00+02:00", "Val", "2026-Q1", "SFE 26-13.1"},
	{"arende: the register's own case", "arende", "2026-04-11T08:00:00+02:00", "Ro", "2026-Q1", "SFE 26-11.1"},
	{"arende: the next document of the case", "arende", "2026-08-10T08:00:00+02:00", "Bron", "2026-Q2", "SFE 26-12.2"},
	{"arende: last year's quarter belongs to last year's case, numbered this year", "arende", "2026-09-01T08:00:00+02:00", "Bron",
		"2025-Q4", "SFE 26-14.1"},
	{"arende: last quarter reported in January goes on in its case", "arende", "2027-01-15T08:00:00+01:00", "Bron", "2026-Q4",
		"SFE 26-12.3"},
	{"arende: a new year begins at 1", "arende", "2027-04-15T08:00:00+02:00", "Bron", "2027-Q1", "SFE 27-1.1"},
	{"arende: just before midnight in Stockholm is still the old year", "arende", "2027-12-31T22:59:00Z", "Val", "2027-Q3", "SFE 27-2.1"},
	{"arende: just after midnight in Stockholm is the new one", "arende", "2027-12-31T23:01:00Z", "Ro", "2027-Q3", "SFE 28-1.1"},
	{"serie: goes on after the cases of the year", "serie", "2028-04-15T08:00:00+02:00", "Bron", "2028-Q1", "SFE 28-2"},
	{"serie: the next document is the next number", "serie", "2028-04-15T08:00:00+02:00", "Val", "2028-Q1", "SFE 28-3"},
	{"serie: a new year begins at 1", "serie", "2029-04-15T08:00:00+02:00", "Bron", "2028-Q4", "SFE 29-1"},
	{"arende again: a case that had no number gets one", "arende", "2029-05-15T08:00:00+02:00", "Bron", "2028-Q3", "SFE 29-2.1"},
};

static Fixture *shared;

static void
check(void **state)
{
	const Row *row = *state;
	g_autoptr(DiReport) report = fixture_report(row->insats, NULL, row->quarter);
	g_autoptr(DiFiled) filed = NULL;

	fixture_configure(shared, row->numbering);
	fixture_reopen(shared, DI_REGISTRY_WRITE);
	fixture_now(row->now);
	filed = fixture_file(shared, report, row->sentence, NULL);
	assert_int_equal(filed->as, DI_FILED_NEW);
	assert_string_equal(filed->diarienummer, row->expected);
}

static void
a_rolled_back_number_was_never_given(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Bron", NULL, "2026-Q1");
	g_autoptr(DiFiled) first = NULL, second = NULL;

	fixture_register(f, "Bron;Näs;;;;;\n");
	assert_true(di_registry_begin(f->registry, NULL));
	first = fixture_file(f, report, "a", NULL);
	di_registry_rollback(f->registry);
	second = fixture_file(f, report, "a", NULL);
	assert_string_equal(first->diarienummer, second->diarienummer);
	assert_int_equal(second->as, DI_FILED_NEW);
}

enum { PROCESSES = 4, EACH = 25 };

/* A process of its own: files EACH reports of insats number WHO, a quarter after the other. */
static int
file_many(const Fixture *f, int who)
{
	g_autoptr(DiRegistry) registry = di_registry_open(f->config, DI_REGISTRY_WRITE, NULL);
	g_autofree char *name = g_strdup_printf("Insats %c", 'A' + who);

	for (int i = 0; registry && i < EACH; i++) {
		g_autofree char *quarter = g_strdup_printf("%d-Q%d", 2001 + i / 4, i % 4 + 1);
		g_autofree char *bytes = g_strdup_printf("%d %d", who, i);
		g_autoptr(DiReport) report = fixture_report(name, NULL, quarter);
		g_autoptr(GBytes) content = g_bytes_new(bytes, strlen(bytes));
		DiOriginal original = {"r.docx", "application/x-test", content};
		DiFiling filing = {.report = report, .originals = &original, .n_originals = 1,
			.arrived = di_date_parse("2026-04-15"), .trusted = TRUE};
		g_autoptr(DiFiled) filed = di_registry_file(registry, &filing, NULL);

		if (!filed || filed->as != DI_FILED_NEW)
			return 1;
	}
	return registry ? 0 : 1;
}

static gboolean
count_and_note(const DiHandling *handling, gpointer user)
{
	return g_hash_table_add(user, g_strdup(handling->diarienummer));
}

static void
several_processes_never_get_the_same(void **state)
{
	static Fixture *volatile kept; /* a child that ends without looking back has not lost it */
	g_autoptr(Fixture) f = kept = fixture_new();
	g_autoptr(GHashTable) numbers = NULL;
	pid_t children[PROCESSES];

	fixture_configure(f, *state);
	fixture_reopen(f, DI_REGISTRY_WRITE);
	fixture_register(f, "Insats A;Näs;;;;;\nInsats B;Näs;;;;;\nInsats C;Näs;;;;;\nInsats D;Näs;;;;;\n");
	g_clear_pointer(&f->registry, di_registry_close); /* SQLite's connections do not survive a fork */
	for (int i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(file_many(f, i));
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status = -1;

		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	fixture_reopen(f, DI_REGISTRY_WRITE);
	assert_true(di_handling_each(f->registry, NULL, count_and_note, numbers, NULL));
	assert_int_equal(g_hash_table_size(numbers), PROCESSES * EACH);
	if (g_str_equal(*state, "serie"))
		for (int i = 1; i <= PROCESSES * EACH; i++) {
			g_autofree char *number = g_strdup_printf("SFE 26-%d", i);

			assert_true(g_hash_table_contains(numbers, number));
		}
}

static const char *const schemes[] = {"arende", "serie"};

int
main(void)
{
	int failed;

	shared = fixture_new();
	fixture_register(shared, "Bron;Näs;;;;;\nVal;Näs;;;;;\nRo;Näs;SFE 26-11;;;;\n");
	ADD_ROWS(arende_rows, check);
	ADD_TEST(a_rolled_back_number_was_never_given);
	add_test("four processes at once, cases", several_processes_never_get_the_same, schemes[0]);
	add_test("four processes at once, a series", several_processes_never_get_the_same, schemes[1]);
	failed = run_table("registry-number");
	fixture_free(shared);
	return failed;
}
