/* An extractor as the daemon keeps one: bench-worker FILE [PROGRAM [once]] reads FILE once for each line on standard input, and
 * answers with how long that took, in milliseconds of wall time. PROGRAM stands in diarie-extract's place; "once": it is started
 * anew for each. bench.py sets it beside programs started whole.
 * bench-worker --peak FILE reads it once and says how much memory the worker had at most, in MiB. */
#include <diarie/worker.h>

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static gboolean
read_once(DiExtractor *extractor, GBytes *bytes)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiAnswer) answer = di_extractor_run(extractor, bytes, NULL, DI_TIME_NONE, "Europe/Stockholm", &error);

	if (answer && answer->fault == DI_FAULT_NONE && answer->reports->len > 0)
		return TRUE;
	fprintf(stderr, "bench-worker: %s\n", error ? error->message : "no report was read");
	return FALSE;
}

/* Of the server and of the child that it forked, whichever was larger: only those that were waited for count. */
static int
peak(GBytes *bytes)
{
	DiExtractor *extractor = di_extractor_new(NULL, DI_EXTRACTOR_KEPT);
	gboolean is_read = read_once(extractor, bytes);
	struct rusage usage;

	di_extractor_free(extractor);
	if (!is_read || getrusage(RUSAGE_CHILDREN, &usage) < 0)
		return 1;
	printf("%.2f\n", (double)usage.ru_maxrss / 1024);
	return 0;
}

/* PROGRAM NULL: diarie-extract itself. */
static int
time_each(GBytes *bytes, const char *program, DiExtractorLife life)
{
	g_autoptr(DiExtractor) extractor =
		program ? di_extractor_new_with_program(program, NULL, life) : di_extractor_new(NULL, life);
	char line[16];

	while (fgets(line, sizeof line, stdin)) {
		gint64 began = g_get_monotonic_time();

		if (!read_once(extractor, bytes))
			return 1;
		printf("%.3f\n", (double)(g_get_monotonic_time() - began) / 1000);
		fflush(stdout);
	}
	return 0;
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = NULL;
	gboolean is_peak = argc == 3 && strcmp(argv[1], "--peak") == 0;

	if (argc < 2)
		return 1;
	bytes = di_file_read(argv[is_peak ? 2 : 1], (size_t)100 << 20, &error);
	if (!bytes) {
		fprintf(stderr, "bench-worker: %s\n", error->message);
		return 1;
	}
	return is_peak ? peak(bytes) : time_each(bytes, argc > 2 ? argv[2] : NULL, argc > 3 ? DI_EXTRACTOR_ONCE : DI_EXTRACTOR_KEPT);
}
