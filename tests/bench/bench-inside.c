/* The same work as a child of diarie-extract does, in this process and without any cage: bench-inside FORMS FILE reads FILE once for
 * each line on standard input, and answers with how long that took, in milliseconds of wall time. Beside bench-worker it says what
 * the whole cage costs: the other process, its walls, the frames to and fro, the answer that is checked. */
#include <diarie/extract.h>

#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* The answer goes through a pair of sockets, which holds one of a report of some pages. */
static gboolean
read_once(GBytes *bytes, const DiForms *forms)
{
	int pair[2];
	DI_AUTO_FD parts = memfd_create("parts", MFD_CLOEXEC);
	DiExtractJob job = {.document = bytes, .timezone = "Europe/Stockholm", .arrived = DI_TIME_NONE, .forms = forms, .parts_fd = parts};
	gboolean is_read;

	if (parts < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
		return FALSE;
	job.answer_fd = pair[0];
	is_read = di_extract_read(&job) == 0;
	close(pair[0]);
	close(pair[1]);
	return is_read;
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiForms) forms = NULL;
	g_autoptr(GBytes) bytes = NULL;
	char line[16];

	if (argc != 3)
		return 1;
	forms = di_forms_load(argv[1], &error);
	bytes = forms ? di_file_read(argv[2], (size_t)100 << 20, &error) : NULL;
	while (bytes && fgets(line, sizeof line, stdin)) {
		gint64 began = g_get_monotonic_time();

		if (!read_once(bytes, forms))
			break;
		printf("%.3f\n", (double)(g_get_monotonic_time() - began) / 1000);
		fflush(stdout);
	}
	if (feof(stdin))
		return 0;
	fprintf(stderr, "bench-inside: %s\n", error ? error->message : "nothing was read");
	return 1;
}
