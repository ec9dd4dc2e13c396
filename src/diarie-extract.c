/* diarie-extract FORMS-DIR [--kept]: opens what strangers sent. --check-form: explains a form. See extract.h. */
#include <diarie/extract.h>

#include <stdio.h>
#include <sysexits.h>

int
main(int argc, char **argv)
{
	if (argc == 2 && g_str_equal(argv[1], "--check-form"))
		return di_extract_check_form();
	if (argc < 2 || argc > 3 || (argc == 3 && !g_str_equal(argv[2], "--kept"))) {
		fputs("usage: diarie-extract FORMS-DIR [--kept] | --check-form\n", stderr);
		return EX_USAGE;
	}
	return di_extract_serve(argv[1], argc == 3);
}
