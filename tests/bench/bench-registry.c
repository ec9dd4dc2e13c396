/* How long the register takes when it has grown: 10,000 filed reports of 200 insatser. Not part of the tests: run by
 * make bench, or by hand with the number of reports; a file named after it gets a copy of the register. Times are of the processor,
 * so that a busy machine does not count. */
#include "../unit/registry-fixture.h"

#include <stdlib.h>
#include <time.h>

enum { INSATSER = 200 };

/* clang-format off */
static const char *const firsts[] = {"Bron", "Gröna", "Nya", "Unga", "Trygga", "Gemensamma", "Lokala", "Öppna", "Digitala", "Stärkta"};
static const char *const seconds[] = {"vägen", "stegen", "teamet", "porten", "skolan", "arbetet", "mötet", "stödet", "verkstan", "navet"};
static const char *const words[] = {"deltagare", "samverkan", "kommun", "arbete", "studier", "möte", "handledare", "sjukskrivning", "praktik",
	"samtal", "region", "försäkringskassan", "rehabilitering", "kartläggning", "uppföljning", "gruppen", "våren", "ledning", "mål", "resultat"};
/* clang-format on */

static gint64
processor_us(void)
{
	struct timespec spent;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
	return (gint64)spent.tv_sec * 1000000 + spent.tv_nsec / 1000;
}

static char *
name_of(int i)
{
	return g_strdup_printf("%s %s %s", firsts[i % 10], seconds[i / 10 % 10], i >= 100 ? "Söder" : "Norr");
}

static char *
some_text(GRand *random, int n)
{
	GString *text = g_string_new(NULL);

	for (int i = 0; i < n; i++)
		g_string_append_printf(text, "%s%s", i ? " " : "", words[g_rand_int_range(random, 0, G_N_ELEMENTS(words))]);
	return g_string_free(text, FALSE);
}

static void
register_all(Fixture *f)
{
	g_autoptr(GString) lines = g_string_new(NULL);

	for (int i = 0; i < INSATSER; i++) {
		g_autofree char *name = name_of(i);

		g_string_append_printf(lines, "%s;Kommun %d;;2010-01-01;;namn%d@kommun%d.example;%s (alias %d)\n", name, i % 30, i, i % 30, name, i);
	}
	fixture_register(f, lines->str);
}

static double
file_all(Fixture *f, int reports)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(1);
	gint64 spent = 0;

	for (int i = 0; i < reports; i++) {
		g_autofree char *name = name_of(i % INSATSER), *bytes = g_strdup_printf("original %d", i);
		g_autofree char *quarter = g_strdup_printf("%d-Q%d", 2012 + i / INSATSER / 4, i / INSATSER % 4 + 1);
		g_autofree char *sender = g_strdup_printf("namn%d@kommun%d.example", i % INSATSER, i % INSATSER % 30);
		g_autofree char *one = some_text(random, 120), *two = some_text(random, 80);
		g_autoptr(DiReport) report = fixture_report(name, NULL, quarter);
		gint64 start;

		di_report_add_section(report, "2.2", one);
		di_report_add_section(report, "2.3", two);
		start = processor_us();
		di_filed_free(fixture_file(f, report, bytes, sender));
		spent += processor_us() - start;
	}
	return (double)spent / 1000 / reports;
}

static double
median_owed(Fixture *f)
{
	gint64 best = G_MAXINT64;

	for (int i = 0; i < 20; i++) {
		gint64 start = processor_us();
		g_autoptr(GPtrArray) owed = di_registry_owed(f->registry, di_quarter_parse("2020-Q2"), NULL);

		best = MIN(best, processor_us() - start);
	}
	return (double)best / 1000;
}

static double
search_for(Fixture *f, const char *text, guint *hits_out)
{
	gint64 best = G_MAXINT64;

	for (int i = 0; i < 5; i++) {
		gint64 start = processor_us();
		g_autoptr(GPtrArray) hits = di_registry_search(f->registry, text, NULL, 50, NULL);

		*hits_out = hits->len;
		best = MIN(best, processor_us() - start);
	}
	return (double)best / 1000;
}

static gboolean
count(const DiHandling *handling G_GNUC_UNUSED, gpointer user)
{
	(*(guint *)user)++;
	return TRUE;
}

int
main(int argc, char **argv)
{
	int reports = argc > 1 ? atoi(argv[1]) : 10000;
	g_autoptr(Fixture) f = fixture_new();
	static const char *const searches[] = {"sjövik", "kommun rehabilitering", "\"praktik samtal\"", "rehab"};
	DiFilter filter = {.quarter = {2020, 2}};
	gint64 start;
	guint n = 0;

	register_all(f);
	g_print("file: %.3f ms a report (%d reports, %d insatser)\n", file_all(f, reports), reports, INSATSER);
	g_print("owed for a quarter: %.3f ms\n", median_owed(f));
	for (gsize i = 0; i < G_N_ELEMENTS(searches); i++) {
		double ms = search_for(f, searches[i], &n);

		g_print("search %s: %.3f ms, %u hits\n", searches[i], ms, n);
	}
	start = processor_us();
	n = 0;
	(void)di_handling_each(f->registry, &filter, count, &n, NULL);
	g_print("list a quarter: %.3f ms, %u documents\n", (double)(processor_us() - start) / 1000, n);
	start = processor_us();
	n = 0;
	(void)di_handling_each(f->registry, NULL, count, &n, NULL);
	g_print("list all: %.3f ms, %u documents\n", (double)(processor_us() - start) / 1000, n);
	if (argc > 2 && !di_registry_backup(f->registry, argv[2], NULL, NULL))
		return 1;
	return 0;
}
