/* Reads documents without a sandbox and prints the contract's line for each, for measuring and
 * debugging. With DIARIE_DUMP set, the blocks go to standard error; DIARIE_FORMS names other forms. */
#include <diarie/form.h>

#include <stdio.h>
#include <string.h>

static gboolean
mine_file(const DiForms *forms, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = di_file_read(path, 64 << 20, &error);
	g_autoptr(DiDocument) document = NULL;
	g_autoptr(DiReport) report = NULL;
	g_autofree char *name = g_path_get_basename(path), *line = NULL;
	gsize size = 0;
	const char *data;
	DiJson *json = di_json_new();

	if (!bytes) {
		fprintf(stderr, "mine-document: %s\n", error->message);
		di_json_free(json);
		return FALSE;
	}
	data = g_bytes_get_data(bytes, &size);
	document = di_document_read(di_format_sniff(data ? data : "", size), bytes);
	if (g_getenv("DIARIE_DUMP")) {
		g_autofree char *dump = di_document_dump(document);

		fputs(dump, stderr);
	}
	report = di_form_mine(forms, document, NULL);
	di_report_write_json(report, name, FALSE, json, NULL);
	line = di_json_finish(json);
	puts(line);
	return report->fault == DI_FAULT_NONE;
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	const char *top = g_getenv("DIARIE_FORMS");
	g_autoptr(DiForms) forms = di_forms_load(top ? top : FORMS_DIR, &error);
	int status = 0;

	if (!forms) {
		fprintf(stderr, "mine-document: %s\n", error->message);
		return di_error_exit_status(error);
	}
	di_document_warm_up(TRUE);
	for (int i = 1; i < argc; i++)
		if (!mine_file(forms, argv[i]))
			status = 65;
	return status;
}
