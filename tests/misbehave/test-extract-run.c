/* The real diarie-extract, over its real socket, behind its real walls. */
#include "fixture.h"
#include "../unit/table.h"

#include <signal.h>
#include <sysexits.h>
#include <unistd.h>

static DiExtractor *extractor;

static void
assert_is_the_report(const DiReport *report)
{
	assert_int_equal(report->fault, DI_FAULT_NONE);
	assert_int_equal(report->kind, DI_KIND_KVARTALSRAPPORT);
	assert_string_equal(report->insats, "Bron till arbete");
	assert_string_equal(di_report_section(report, "2.2")->text, "Inga avvikelser.");
}

static void
a_document_is_read(void **state G_GNUC_UNUSED)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiAnswer) answer = run_text(extractor, REPORT_TEXT, &error);

	assert_null(error);
	assert_int_equal(answer->fault, DI_FAULT_NONE);
	assert_null(answer->mail);
	assert_string_equal(answer->format, "txt");
	assert_int_equal(answer->reports->len, 1);
	assert_is_the_report(answer->reports->pdata[0]);
}

static void
a_report_in_the_mail_itself_is_read(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiAnswer) answer = run_text(extractor, REPORT_BODY("Auto-Submitted: no\n"), NULL);
	const DiReport *report;

	assert_int_equal(answer->fault, DI_FAULT_NONE);
	assert_non_null(answer->mail);
	assert_null(answer->mail->machine);
	assert_string_equal(answer->mail->from[0].address, "eva@kommun.example");
	assert_int_equal(answer->reports->len, 1);
	report = answer->reports->pdata[0];
	assert_is_the_report(report);
	assert_null(report->part);
}

/* Whole, or cut off in the text or in the header itself; the next ask is like any other. */
static void
of_a_mail_only_the_header_is_read(void **state G_GNUC_UNUSED)
{
	static const char mail[] = REPORT_BODY("Message-ID: <1@kommun.example>\n");
	const gsize sizes[] = {sizeof mail - 1, (gsize)(strstr(mail, "\n\n") - mail) + 9, (gsize)(strstr(mail, "\n\n") - mail) - 3};

	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(GBytes) bytes = g_bytes_new_static(mail, sizes[i]);
		g_autoptr(DiAnswer) answer = NULL, other = NULL;

		assert_true(di_extractor_start_header(extractor, bytes, "Europe/Stockholm", NULL));
		answer = di_extractor_finish(extractor, NULL);
		assert_int_equal(answer->fault, DI_FAULT_NONE);
		assert_string_equal(answer->mail->from[0].address, "eva@kommun.example");
		assert_true(answer->mail->gave_up);
		assert_int_equal(answer->parts->len + answer->reports->len, 0);
		other = run_text(extractor, mail, NULL);
		assert_int_equal(other->reports->len, 1);
		assert_false(other->mail->gave_up);
	}
}

/* Its first bytes do not show that libpoppler is needed: a child without it leaves, and another is asked. */
static void
a_pdf_within_a_mail_is_read_beside_others(void **state G_GNUC_UNUSED)
{
	static const char mail[] =
		"From: eva@kommun.example\nSubject: Rapport\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=g\n\n"
		"--g\nContent-Type: text/plain; charset=utf-8; name=ett.txt\nContent-Disposition: attachment\n\n" REPORT_TEXT
		"\n--g\nContent-Type: application/pdf; name=tva.pdf\nContent-Disposition: attachment\n"
		"Content-Transfer-Encoding: base64\n\nJVBERi0xLjQKdHJhc2lnCg==\n--g--\n";

	for (int turn = 0; turn < 2; turn++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(DiAnswer) answer = run_text(extractor, mail, &error), other = run_text(extractor, REPORT_TEXT, &error);

		assert_null(error);
		assert_int_equal(answer->fault, DI_FAULT_NONE);
		assert_int_equal(answer->reports->len, 2);
		assert_is_the_report(answer->reports->pdata[0]);
		assert_int_equal(((const DiReport *)answer->reports->pdata[1])->fault, DI_FAULT_SKADAD);
		assert_is_the_report(other->reports->pdata[0]);
	}
}

static void
the_same_report_twice_in_a_mail_is_one(void **state G_GNUC_UNUSED)
{
	static const char mail[] =
		"From: eva@kommun.example\nSubject: Rapport\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=g\n\n"
		"--g\nContent-Type: text/plain\n\nHej, rapporten bifogas.\n"
		"--g\nContent-Type: text/plain; charset=utf-8; name=ett.txt\nContent-Disposition: attachment\n\n" REPORT_TEXT
		"\n--g\nContent-Type: text/plain; charset=utf-8; name=tva.txt\nContent-Disposition: attachment\n\n" REPORT_TEXT
		"\n--g--\n";
	g_autoptr(DiAnswer) answer = run_text(extractor, mail, NULL);
	const DiReport *report;
	const DiMailPart *part;

	assert_int_equal(answer->reports->len, 1);
	report = answer->reports->pdata[0];
	assert_is_the_report(report);
	assert_string_equal(report->part, "ett.txt");
	assert_string_equal(report->copies[0], "tva.txt");
	assert_int_equal(answer->parts->len, 3);
	assert_int_equal(report->part_index, 1);
	part = answer->parts->pdata[1];
	assert_memory_equal(g_bytes_get_data(part->bytes, NULL), REPORT_TEXT, strlen(REPORT_TEXT));
}

static void
a_report_sent_as_a_mail_file_is_found(void **state G_GNUC_UNUSED)
{
	static const char mail[] =
		"From: eva@kommun.example\nSubject: VB\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=g\n\n"
		"--g\nContent-Type: application/octet-stream; name=brev.eml\nContent-Disposition: attachment\n\n"
		REPORT_BODY("") "\n--g--\n";
	g_autoptr(DiAnswer) answer = run_text(extractor, mail, NULL);
	const DiMailPart *inner;

	assert_int_equal(answer->parts->len, 2);
	inner = answer->parts->pdata[1];
	assert_int_equal(inner->depth, 1);
	assert_int_equal(inner->parent, 0);
	assert_int_equal(answer->reports->len, 1);
	assert_is_the_report(answer->reports->pdata[0]);
}

static void
what_is_no_document_has_a_fault_of_its_own(void **state G_GNUC_UNUSED)
{
	static const char binary[] = "\x7f" "ELF\x02\x01\x01";
	g_autoptr(DiAnswer) answer = run_text(extractor, binary, NULL);
	const DiReport *report;

	assert_int_equal(answer->fault, DI_FAULT_NONE);
	report = answer->reports->pdata[0];
	assert_int_equal(report->fault, DI_FAULT_FORMAT);
}

static void
an_empty_document_is_answered(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiAnswer) answer = run_text(extractor, "", NULL);

	assert_int_equal(answer->fault, DI_FAULT_NONE);
	assert_int_equal(answer->reports->len, 1);
}

static void
two_steps_are_as_good_as_one(void **state G_GNUC_UNUSED)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(REPORT_TEXT, strlen(REPORT_TEXT));
	g_autoptr(DiAnswer) answer = NULL;

	assert_true(di_extractor_start(extractor, bytes, NULL, DI_TIME_NONE, NULL, NULL));
	answer = di_extractor_finish(extractor, NULL);
	assert_is_the_report(answer->reports->pdata[0]);
}

static void
after_a_rest_the_helper_starts_again(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiAnswer) answer = NULL;

	di_extractor_rest(extractor, 0);
	answer = run_text(extractor, REPORT_TEXT, NULL);
	assert_is_the_report(answer->reports->pdata[0]);
}

static void
a_missing_helper_is_our_own_trouble(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiExtractor) none = extractor_of("no-such-program");
	g_autoptr(GError) error = NULL;

	assert_null(run_text(none, REPORT_TEXT, &error));
	assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_TEMPORARY));
}

static void
forms_that_cannot_be_read_are_our_own_trouble(void **state G_GNUC_UNUSED)
{
	g_autofree char *program = g_build_filename(g_getenv("top_builddir"), "diarie-extract", NULL);
	g_autoptr(DiExtractor) none = di_extractor_new_with_program(program, "/nonexistent", life);
	g_autoptr(GError) error = NULL;

	assert_null(run_text(none, REPORT_TEXT, &error));
	assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_CONFIG));
}

/* Not the document's fault: it is to be tried again, not to go to review as one that kills the worker. */
static void
a_machine_that_confines_nobody_is_our_own_trouble(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiExtractor) confined = extractor_of("tests/misbehave/diarie-extract-confined");
	g_autoptr(GError) error = NULL;

	assert_null(run_text(confined, REPORT_TEXT, &error));
	assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_TEMPORARY));
	assert_non_null(strstr(error->message, "confine"));
}

static void
a_person_who_starts_it_is_told(void **state G_GNUC_UNUSED)
{
	g_autofree char *program = g_build_filename(g_getenv("top_builddir"), "diarie-extract", NULL);
	const char *argv[] = {program, "/nonexistent", NULL};
	g_autofree char *said = NULL;
	int status = 0;

	assert_true(g_spawn_sync(NULL, (char **)(uintptr_t)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, &said, &status, NULL));
	assert_true(g_spawn_check_wait_status(status, NULL) == FALSE);
	assert_non_null(strstr(said, "never by a person"));
}

int
main(void)
{
	int failed;

	extractor = extractor_of("diarie-extract");
	ADD_TEST(a_document_is_read);
	ADD_TEST(a_report_in_the_mail_itself_is_read);
	ADD_TEST(of_a_mail_only_the_header_is_read);
	ADD_TEST(a_pdf_within_a_mail_is_read_beside_others);
	ADD_TEST(the_same_report_twice_in_a_mail_is_one);
	ADD_TEST(a_report_sent_as_a_mail_file_is_found);
	ADD_TEST(what_is_no_document_has_a_fault_of_its_own);
	ADD_TEST(an_empty_document_is_answered);
	ADD_TEST(two_steps_are_as_good_as_one);
	ADD_TEST(after_a_rest_the_helper_starts_again);
	ADD_TEST(a_missing_helper_is_our_own_trouble);
	ADD_TEST(forms_that_cannot_be_read_are_our_own_trouble);
	ADD_TEST(a_machine_that_confines_nobody_is_our_own_trouble);
	ADD_TEST(a_person_who_starts_it_is_told);
	failed = run_table("extract-run");
	di_extractor_free(extractor);
	return failed;
}
