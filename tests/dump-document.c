/* dump-document [--ocr] [--repeat N] FILE…: the blocks of documents, one a line, as every form is read from. */
#include <diarie/document.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
dump(const char *path, int repeat)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = di_file_read(path, 100 * 1024 * 1024, &error);
	gint64 start = g_get_monotonic_time();
	gsize size;
	const char *data;

	if (!bytes) {
		fprintf(stderr, "%s\n", error->message);
		return 1;
	}
	data = g_bytes_get_data(bytes, &size);
	for (int i = 0; i < repeat; i++) {
		g_autoptr(DiDocument) document = di_document_read(di_format_sniff(data, size), bytes);
		g_autofree char *text = i == 0 ? di_document_dump(document) : NULL;

		if (text)
			printf("%s\n%s", path, text);
	}
	if (repeat > 1)
		printf("%.3f ms each\n", (double)(g_get_monotonic_time() - start) / 1000.0 / repeat);
	return 0;
}

int
main(int argc, char **argv)
{
	int repeat = 1, first = 1, status = 0;

	di_document_warm_up(TRUE);
	if (argc > 2 && strcmp(argv[1], "--ocr") == 0) {
		first = 2;
		if (!di_document_warm_up_ocr())
			fputs("Tesseract or its Swedish data is not installed\n", stderr);
	}
	if (argc > first + 2 && strcmp(argv[first], "--repeat") == 0) {
		repeat = atoi(argv[first + 1]);
		first += 2;
	}
	for (int i = first; i < argc; i++)
		status |= dump(argv[i], repeat);
	return status;
}
