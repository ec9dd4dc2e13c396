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

#define ATTACHED(name, text) "--g\nContent-Type: text/plain; charset=utf-8; name=" name "\nContent-Disposition: attachment\n\n" text "\n"
#define MAIL(dies_at) \
	"From: eva@kommun.example\nSubject: Rapport\n" dies_at "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=g\n\n" \
	ATTACHED("tung.txt", "Ritning ett, som är mycket stor.") ATTACHED("rapport.txt", REPORT_TEXT) ATTACHED("tung-2.txt", "Ritning två.") "--g--\n"

/* A mail in which something kills its reader: what is read all the same. Parts are 2 and up, the mail's structure is 1. */
static const struct Killer {
	const char *sentence, *mail;
	DiFault fault;             /* of the whole */
	const char *read, *unread; /* names of parts */
	gboolean gave_up;
} killers[] = {
	/* clang-format off */
	{"nothing that kills", MAIL(""), DI_FAULT_NONE, "rapport.txt", NULL, FALSE},
	{"a part that kills beside a report", MAIL("X-Dies-At: 2\n"), DI_FAULT_NONE, "rapport.txt", "tung.txt", FALSE},
	{"two that kill: no other of their kind is opened", MAIL("X-Dies-At: 2 4\n"), DI_FAULT_NONE, NULL, "rapport.txt", FALSE},
	{"a structure that kills: the header", MAIL("X-Dies-At: 1\n"), DI_FAULT_NONE, NULL, NULL, TRUE},
	{"the same part again, though it is avoided", MAIL("X-Dies-At: 2 3 4 5 6\n"), DI_FAULT_FOR_STOR, NULL, NULL, FALSE},
	{"a part that kills, then the structure", MAIL("X-Dies-At: 2 1\n"), DI_FAULT_NONE, NULL, NULL, TRUE},
	{"an answer that may not be: the header", MAIL("X-Dies-At: lie\n"), DI_FAULT_NONE, NULL, NULL, TRUE},
	{"something that is no place in a mail", MAIL("X-Dies-At: 5000\n"), DI_FAULT_FOR_STOR, NULL, NULL, FALSE},
	/* clang-format on */
};

/* -1: there is no such report. */
static int
fault_of(const DiAnswer *answer, const char *part)
{
	for (guint i = 0; i < answer->reports->len; i++) {
		const DiReport *report = answer->reports->pdata[i];

		if (g_strcmp0(report->part, part) == 0)
			return (int)report->fault;
	}
	return -1;
}

static void
check_killer(void **state)
{
	const struct Killer *row = *state;
	g_autoptr(GError) error = NULL;
	g_autoptr(DiAnswer) answer = run_text(extractor, row->mail, &error);

	assert_null(error);
	assert_int_equal(answer->fault, row->fault);
	if (row->fault == DI_FAULT_NONE) {
		assert_string_equal(answer->mail->subject, "Rapport");
		assert_string_equal(answer->mail->from[0].address, "eva@kommun.example");
		assert_int_equal(answer->mail->gave_up, row->gave_up);
	}
	if (row->read)
		assert_int_equal(fault_of(answer, row->read), DI_FAULT_NONE);
	if (row->unread)
		assert_int_equal(fault_of(answer, row->unread), DI_FAULT_FOR_STOR);
	assert_next_is_read();
}

/* A brief ask that takes longer, or whose reader dies, is cut short: nothing is asked again. What the machine did is not. */
static const struct Brief {
	const char *sentence, *mail;
	DiFault fault;
	gboolean is_cut_short;
} briefs[] = {
	/* clang-format off */
	{"brief: a mail that is quick", MAIL(""), DI_FAULT_NONE, FALSE},
	{"brief: a mail that takes longer", MAIL("X-Busy: 3000\n"), DI_FAULT_TID, TRUE},
	{"brief: a part that kills", MAIL("X-Dies-At: 2\n"), DI_FAULT_FOR_STOR, TRUE},
	{"brief: something that is no place in a mail", MAIL("X-Dies-At: 5000\n"), DI_FAULT_FOR_STOR, FALSE},
	{"brief: an answer that may not be", MAIL("X-Dies-At: lie\n"), DI_FAULT_KRASCH, TRUE},
	/* clang-format on */
};

static void
check_brief(void **state)
{
	const struct Brief *row = *state;
	g_autoptr(DiAnswer) answer = NULL;

	di_extractor_be_brief(extractor, TRUE);
	answer = run_text(extractor, row->mail, NULL);
	di_extractor_be_brief(extractor, FALSE);
	assert_int_equal(answer->fault, row->fault);
	assert_int_equal(answer->is_cut_short, row->is_cut_short);
	assert_next_is_read();
}

/* Long enough for the second ask to have begun; where it has not, the row shows nothing, and is not wrong. */
static void
what_is_dropped_while_asked_again_is_forgotten(void **state G_GNUC_UNUSED)
{
	static const char first[] = MAIL("X-Dies-At: 3 wait\n"), next[] = MAIL("");
	g_autoptr(GBytes) bytes = g_bytes_new_static(first, sizeof first - 1);
	g_autoptr(DiAnswer) answer = NULL;

	assert_true(di_extractor_start(extractor, bytes, "a.eml", DI_TIME_NONE, NULL, NULL));
	for (int i = 0; i < 50 && !di_extractor_is_read(extractor, FALSE); i++)
		g_usleep(10000);
	di_extractor_drop(extractor);
	answer = run_text(extractor, next, NULL);
	assert_int_equal(answer->fault, DI_FAULT_NONE);
	assert_int_equal(fault_of(answer, "rapport.txt"), DI_FAULT_NONE);
}

int
main(void)
{
	int failed;

	folder = g_dir_make_tmp("diarie-misbehave-XXXXXX", NULL);
	g_setenv("HEMLIGT", "HEMLIGT-4711", TRUE);
	extractor = extractor_of("tests/misbehave/diarie-extract-bad");
	ADD_ROWS(rows, check);
	ADD_ROWS(killers, check_killer);
	ADD_ROWS(briefs, check_brief);
	ADD_TEST(what_is_dropped_while_asked_again_is_forgotten);
	failed = run_table("misbehave");
	di_extractor_free(extractor);
	g_rmdir(folder);
	return failed;
}
