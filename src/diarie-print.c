/* diarie-print: a paper on standard input (paper.h), a PDF on standard output. Started by diarie; behind its walls it opens fonts and nothing else. */
#include <diarie/print.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

enum { CPU_S = 60, PAPER_BYTES_MAX = 64 << 20, FILES = 64 };
#define MEMORY_BYTES ((rlim_t)1024 << 20)

static void
set_limits(void)
{
	const struct rlimit cpu = {CPU_S, CPU_S}, core = {0, 0}, files = {FILES, FILES};
#ifndef DI_SANITIZERS
	const struct rlimit memory = {MEMORY_BYTES, MEMORY_BYTES};

	setrlimit(RLIMIT_AS, &memory);
#endif
	setrlimit(RLIMIT_CPU, &cpu);
	setrlimit(RLIMIT_CORE, &core);
	setrlimit(RLIMIT_NOFILE, &files);
}

int
main(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) asked = NULL, pdf = NULL;
	g_autoptr(DiPaper) paper = NULL;

	set_limits();
	asked = di_print_walls(&error) ? di_fd_read_all(STDIN_FILENO, PAPER_BYTES_MAX, &error) : NULL;
	paper = asked ? di_paper_unpack(asked, &error) : NULL;
	pdf = paper ? di_print_pdf(paper, &error) : NULL;
	if (pdf && di_fd_write_all(STDOUT_FILENO, g_bytes_get_data(pdf, NULL), g_bytes_get_size(pdf), &error))
		return EX_OK;
	fprintf(stderr, "diarie-print: %s\n", error->message);
	return di_error_exit_status(error);
}
