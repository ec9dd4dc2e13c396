/* Each wall is run into: the right fault, no trace, and the next document is read as if nothing had been. */
#include "fixture.h"
#include "../unit/table.h"

#include <glib/gstdio.h>
#include <unistd.h>

static DiExtractor *extractor;
static char *folder;

#if defined(DI_SANITIZERS) || defined(DI_COVERAGE)
static const gboolean has_filter = FALSE;
#else
static const gboolean has_filter = TRUE;
#endif
#ifdef DI_COVERAGE
#define ALSO_LANDLOCK TRUE /* which such a build leaves out, too */
#else
#define ALSO_LANDLOCK FALSE
#endif

static const struct Row {
	const char *sentence, *word;
	DiFault fault; /* NONE: it was told no, and read the document after all */
	gboolean needs_filter;
} rows[] = {
	/* clang-format off */
	{"a file that would be written", "open-to-write", DI_FAULT_NONE, TRUE},
	{"a file that would be read", "open-to-read", DI_FAULT_NONE, TRUE},
	{"a file that would be looked at", "stat", DI_FAULT_NONE, TRUE},
	{"a folder that would be made", "mkdir", DI_FAULT_KRASCH, TRUE},
	{"a socket", "socket", DI_FAULT_KRASCH, FALSE},
	{"a fork", "fork", DI_FAULT_KRASCH, TRUE},
	{"a thread", "thread", DI_FAULT_KRASCH, TRUE},
	{"another program", "exec", DI_FAULT_KRASCH, ALSO_LANDLOCK},
	{"memory, as GLib runs out of it", "memory-glib", DI_FAULT_FOR_STOR, TRUE},
	{"memory, as C++ runs out of it", "memory-abort", DI_FAULT_FOR_STOR, TRUE},
	{"an endless loop", "loop", DI_FAULT_TID, FALSE},
	{"an endless wait", "wait", DI_FAULT_TID, FALSE},
	{"an endless loop, deaf to the signal that ends it", "loop-deaf", DI_FAULT_TID, TRUE},
	{"an answer that is nonsense", "nonsense", DI_FAULT_KRASCH, FALSE},
	{"an answer that lies about its parts", "lie", DI_FAULT_KRASCH, FALSE},
	{"an answer of another type", "other-type", DI_FAULT_KRASCH, FALSE},
	{"an answer, and then no end", "answer-and-go-on", DI_FAULT_TID, FALSE},
	{"an answer without an end", "flood", DI_FAULT_KRASCH, FALSE},
	{"parts without an end", "parts", DI_FAULT_FOR_STOR, FALSE},
	{"the document changed", "change-document", DI_FAULT_KRASCH, TRUE},
	{"memory that can be run", "run-memory", DI_FAULT_NONE, TRUE},
	{"higher limits", "limits", DI_FAULT_NONE, TRUE},
	{"the end of its parent", "kill-parent", DI_FAULT_KRASCH, TRUE},
	{"the end of somebody else", "abort-other", DI_FAULT_KRASCH, TRUE},
	{"a look into its parent", "ptrace", DI_FAULT_KRASCH, FALSE},
	{"descriptors that are not its own", "descriptors", DI_FAULT_NONE, FALSE},
	{"secrets in the environment", "environment", DI_FAULT_NONE, TRUE},
	{"an end without a word", "exit", DI_FAULT_KRASCH, FALSE},
	{"an end with an error", "exit-error", DI_FAULT_KRASCH, FALSE},
	{"an end that blames the machine", "exit-oserr", DI_FAULT_KRASCH, FALSE},
	{"a bad pointer", "segfault", DI_FAULT_KRASCH, FALSE},
	/* clang-format on */
};

static void
assert_no_trace(void)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);

	assert_non_null(dir);
	assert_null(g_dir_read_name(dir));
}

static void
assert_next_is_read(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiAnswer) answer = run_text(extractor, REPORT_TEXT, &error);
	const DiReport *report;

	assert_null(error);
	assert_int_equal(answer->fault, DI_FAULT_NONE);
	report = answer->reports->pdata[0];
	assert_string_equal(report->insats, "Bron till arbete");
}

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autofree char *document = g_strdup_printf("!%s %s/trace\n\n" REPORT_TEXT, row->word, folder);
	g_autoptr(GError) error = NULL;
	g_autoptr(DiAnswer) answer = NULL;

	if (row->needs_filter && !has_filter) {
		print_message("# not tried: this build has no walls\n");
		return;
	}
	answer = run_text(extractor, document, &error);
	assert_null(error);
	assert_int_equal(answer->fault, row->fault);
	assert_int_equal(answer->reports->len, row->fault == DI_FAULT_NONE ? 1 : 0);
	assert_no_trace();
	assert_next_is_read();
}

int
main(void)
{
	int failed;

	folder = g_dir_make_tmp("diarie-misbehave-XXXXXX", NULL);
	g_setenv("HEMLIGT", "HEMLIGT-4711", TRUE);
	extractor = extractor_of("tests/misbehave/diarie-extract-bad");
	ADD_ROWS(rows, check);
	failed = run_table("misbehave");
	di_extractor_free(extractor);
	g_rmdir(folder);
	return failed;
}
