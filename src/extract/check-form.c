/* diarie-extract --check-form: what is wrong with a description of a form. Its text comes on standard input; each mistake
 * leaves on standard output as "LINE<tab>text". The walls of a child stand before the first byte is read. */
#include "walls.h"

#include <stdio.h>
#include <sysexits.h>

enum { FORM_BYTES_MAX = 1 << 20 };

static int
print_mistakes(const GPtrArray *mistakes)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; i < mistakes->len; i++) {
		const DiFormMistake *mistake = mistakes->pdata[i];
		g_autofree char *text = di_text_visible(mistake->text, FALSE);

		g_string_append_printf(out, "%d\t%s\n", mistake->line, text);
	}
	if (!di_fd_write_all(STDOUT_FILENO, out->str, out->len, NULL))
		return EX_IOERR;
	return mistakes->len ? EX_DATAERR : EX_OK;
}

int
di_extract_check_form(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiWalls) walls = di_walls_new(NULL, &error);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GPtrArray) mistakes = NULL;
	g_autofree char *text = NULL;

	if (!walls) {
		fprintf(stderr, "diarie-extract: %s\n", error->message);
		return EX_OSERR;
	}
	clearenv();
	di_walls_raise_for_child(walls);
	bytes = di_fd_read_all(STDIN_FILENO, FORM_BYTES_MAX, NULL);
	if (!bytes)
		return EX_IOERR;
	text = di_text_copy(bytes);
	mistakes = di_forms_mistakes(text);
	di_child_leave(print_mistakes(mistakes));
}
