/* diarie-extract FORMS-DIR [--kept|--ocr]: opens what strangers sent. --check-form: explains a form. See extract.h. */
#include <diarie/extract.h>

#include <stdio.h>
#include <sysexits.h>

int
main(int argc, char **argv)
{
	const char *option = argc == 3 ? argv[2] : NULL;

	if (argc == 2 && g_str_equal(argv[1], "--check-form"))
		return di_extract_check_form();
	if (argc == 3 && g_str_equal(option, "--ocr"))
		return di_extract_serve_ocr(argv[1]);
	if (argc < 2 || argc > 3 || (option && !g_str_equal(option, "--kept"))) {
		fputs("usage: diarie-extract FORMS-DIR [--kept|--ocr] | --check-form\n", stderr);
		return EX_USAGE;
	}
	return di_extract_serve(argv[1], option != NULL);
}
