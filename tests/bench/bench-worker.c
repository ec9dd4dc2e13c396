/* A warm extractor, as the daemon keeps one: bench-worker FILE reads FILE once for each line on standard input, and
 * answers with how long that took, in milliseconds of wall time. bench.py sets it beside programs started whole. */
#include <diarie/worker.h>

#include <stdio.h>

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiExtractor) extractor = NULL;
	g_autoptr(GBytes) bytes = NULL;
	char line[16];

	if (argc != 2)
		return 1;
	bytes = di_file_read(argv[1], (size_t)100 << 20, &error);
	extractor = di_extractor_new(NULL, DI_EXTRACTOR_KEPT);
	while (bytes && fgets(line, sizeof line, stdin)) {
		gint64 began = g_get_monotonic_time();
		g_autoptr(DiAnswer) answer = di_extractor_run(extractor, bytes, NULL, DI_TIME_NONE, "Europe/Stockholm", &error);

		if (!answer || answer->fault != DI_FAULT_NONE || answer->reports->len == 0)
			break;
		printf("%.3f\n", (double)(g_get_monotonic_time() - began) / 1000);
		fflush(stdout);
	}
	if (feof(stdin))
		return 0;
	fprintf(stderr, "bench-worker: %s\n", error ? error->message : "no report was read");
	return 1;
}
