/* diarie-extract FORMS-DIR [--once|--kept|--ocr]: opens what strangers sent. --check-form: explains a form's description. --fill:
 * fills in the förbund's own form. --text: the words of a document. See extract.h. */
#include <diarie/extract.h>

#include <stdio.h>
#include <sysexits.h>

int
main(int argc, char **argv)
{
	const char *option = argc == 3 ? argv[2] : "";

	if (argc == 2 && g_str_equal(argv[1], "--check-form"))
		return di_extract_check_form();
	if (argc == 2 && g_str_equal(argv[1], "--fill"))
		return di_extract_fill();
	if (argc == 2 && g_str_equal(argv[1], "--stamp"))
		return di_extract_stamp();
	if (argc == 2 && g_str_equal(argv[1], "--text"))
		return di_extract_text();
	if (g_str_equal(option, "--ocr"))
		return di_extract_serve_ocr(argv[1]);
	if (g_str_equal(option, "--once"))
		return di_extract_serve(argv[1], DI_EXTRACT_ONCE);
	if (g_str_equal(option, "--kept"))
		return di_extract_serve(argv[1], DI_EXTRACT_KEPT);
	if (argc == 2)
		return di_extract_serve(argv[1], DI_EXTRACT_SHARED);
	fputs("usage: diarie-extract FORMS-DIR [--once|--kept|--ocr] | --check-form | --fill | --stamp | --text\n", stderr);
	return EX_USAGE;
}
