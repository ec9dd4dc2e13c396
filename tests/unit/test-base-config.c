/* diarie.conf: defaults, and mistakes told with file, line and remedy. */
#include <diarie/base.h>
#include "table.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define LONG "mapp med ett alldeles för långt namn, som ingen server för e-post tar"
#define LEAST "[diarium]\nforbund = Exempel\n[mailbox]\nurl = maildir:///tmp/in\n" \
	"[outgoing]\nurl = maildir:///tmp/ut\nfrom = Exempel <kontakt@finsam.example>\n"

static char *
written(const char *text)
{
	char *path = NULL;
	g_autoptr(GError) error = NULL;
	int fd = g_file_open_tmp("diarie-XXXXXX.conf", &path, &error);

	assert_true(fd >= 0);
	g_close(fd, NULL);
	assert_true(g_file_set_contents(path, text, -1, NULL));
	g_chmod(path, 0640);
	return path;
}

static void
defaults_are_the_contracts(void **state G_GNUC_UNUSED)
{
	g_autofree char *path = written(LEAST);
	g_autoptr(GError) error = NULL;
	g_autoptr(DiConfig) config = di_config_load(path, &error);
	g_autofree char *due = NULL, *due_q4 = NULL;

	g_unlink(path);
	assert_null(error);
	assert_string_equal(config->diarium.prefix, "SFG");
	assert_int_equal(config->mailbox.poll_s, 300);
	assert_int_equal(config->mailbox.since, DI_DATE_NONE);
	assert_string_equal(config->mailbox.processed, "Diariefört");
	assert_int_equal(config->reminders.n_after, 2);
	assert_int_equal(config->reminders.after_workdays[1], 7);
	assert_true(config->outgoing.receipts);
	assert_int_equal(config->outgoing.hourly, 50);
	due = di_date_format(di_config_due(config, (DiQuarter){2026, 2}));
	due_q4 = di_date_format(di_config_due(config, (DiQuarter){2026, 4}));
	assert_string_equal(due, "2026-08-17");
	assert_string_equal(due_q4, "2027-02-01");
	assert_true(di_config_is_quiet(config, di_date_parse("2026-07-31")));
	assert_true(di_config_is_quiet(config, di_date_parse("2027-01-06")));
	assert_false(di_config_is_quiet(config, di_date_parse("2026-08-01")));
	assert_false(di_config_is_quiet(config, di_date_parse("2027-01-07")));
}

/* The board wants the reports ten working days before it meets; what is listed goes before `due`. */
static void
the_boards_meetings_set_the_days(void **state G_GNUC_UNUSED)
{
	static const struct {
		DiQuarter quarter;
		const char *meeting, *due;
	} rows[] = {
		{{2025, 4}, "2026-02-24", "2026-02-10"},
		{{2026, 1}, "2026-04-28", "2026-04-14"}, /* past Easter */
		{{2026, 2}, "2026-09-15", "2026-09-01"}, /* the meeting of 7 July would want them on 22 June, before the quarter's end */
		{{2026, 3}, "", "2026-10-15"},           /* none is listed: due holds */
	};
	g_autofree char *path = written(LEAST "[reminders]\nboard = 2026-02-24, 2026-04-28, 2026-07-07, 2026-09-15\n");
	g_autoptr(DiConfig) config = di_config_load(path, NULL);

	g_unlink(path);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *meeting = di_date_format(di_config_board(config, rows[i].quarter));
		g_autofree char *due = di_date_format(di_config_due(config, rows[i].quarter));

		assert_string_equal(meeting, rows[i].meeting);
		assert_string_equal(due, rows[i].due);
	}
	assert_int_equal(di_config_board_after(config, di_date_parse("2026-04-28")), di_date_parse("2026-07-07"));
	assert_int_equal(di_config_board_after(config, di_date_parse("2026-09-15")), DI_DATE_NONE);
}

static const struct MistakeRow {
	const char *sentence, *text, *line, *told;
} mistakes[] = {
	{"an unknown key", LEAST "recipts = no\n", ":8: [outgoing] recipts", "diarie.conf(5)"},
	{"an empty file", "", "[diarium] forbund", "add it"},
	{"a key in Latin-1", LEAST "[letters]\nr\xf6st = x\n", ":9:", "save the file as UTF-8"},
	{"a value in Latin-1", LEAST "[letters]\ntelefon = v\xe4xeln\n", ":9:", "save the file as UTF-8"},
	{"an unknown section", LEAST "[smtp]\nx = 1\n", ":8: [smtp]", "unknown section"},
	{"a missing key", "[diarium]\nprefix = SFG\n", ":1: [diarium] forbund", "add it"},
	{"a bad hour", LEAST "[reminders]\nhours = 8-7\n", ":9: [reminders] hours", "08-16"},
	{"a bad due date", LEAST "[reminders]\ndue = Q1 04-31, Q2 08-15, Q3 10-15, Q4 01-31\n", ":9:", "Q1 04-15"},
	{"a day that is none", "[diarium]\nforbund = E\n[mailbox]\nurl = maildir:///tmp/in\nsince = 2026-02-30\n"
		"[outgoing]\nurl = maildir:///tmp/ut\nfrom = k@f.example\n", ":5: [mailbox] since", "2026-01-01"},
	{"a first day that has not come", "[diarium]\nforbund = E\n[mailbox]\nurl = maildir:///tmp/in\nsince = 2199-12-31\n"
		"[outgoing]\nurl = maildir:///tmp/ut\nfrom = k@f.example\n", ":5: [mailbox] since", "has not come"},
	{"steps that do not rise", LEAST "[reminders]\nafter = 7, 2\n", ":9:", "rising"},
	{"meetings that do not rise", LEAST "[reminders]\nboard = 2026-04-28, 2026-04-28\n", ":9: [reminders] board", "rising"},
	{"a meeting that is no day", LEAST "[reminders]\nboard = 28 april\n", ":9: [reminders] board", "2026-04-28"},
	{"a bad time zone", LEAST "[reminders]\ntimezone = Europa/Stockholm\n", ":9:", "Europe/Stockholm"},
	{"an address that is none", LEAST "staff = a@b.example, nej\n", ":8: [outgoing] staff", "commas"},
	{"a line that is none", LEAST "hej\n", "", "key = value"},
	{"no TLS to another machine", "[diarium]\nforbund = E\n[mailbox]\nurl = imap://u@imap.example.se/\ntls = none\n"
		"[outgoing]\nurl = maildir:///t\nfrom = k@f.example\n", ":5: [mailbox] tls", "this machine"},
	{"nor to one that only sounds like this one", "[diarium]\nforbund = E\n[mailbox]\nurl = imap://u@127.evil.example/\ntls = none\n"
		"[outgoing]\nurl = maildir:///t\nfrom = k@f.example\n", ":5: [mailbox] tls", "this machine"},
	{"a password in the URL", "[diarium]\nforbund = E\n[mailbox]\nurl = imaps://u:hemligt@imap.example.se/\n"
		"[outgoing]\nurl = maildir:///t\nfrom = k@f.example\n", ":4: [mailbox] url", "password_file"},
	{"a folder with a control character", "[diarium]\nforbund = E\n[mailbox]\nurl = imaps://u@imap.example.se/\nprocessed = a\tb\n"
		"[outgoing]\nurl = maildir:///t\nfrom = k@f.example\n", ":5: [mailbox] processed", "no control character"},
	{"a folder with too long a name", "[diarium]\nforbund = E\n[mailbox]\nurl = imaps://u@imap.example.se/\nreview = " LONG LONG LONG LONG "\n"
		"[outgoing]\nurl = maildir:///t\nfrom = k@f.example\n", ":5: [mailbox] review", "255 bytes"},
};

#define OAUTH2 "[diarium]\nforbund = E\n[mailbox]\nurl = imaps://k%40f.example@imap.example.se/\nauth = oauth2\n" \
	"[outgoing]\nurl = maildir:///t\nfrom = k@f.example\n[oauth2]\n"

static const struct MistakeRow oauth2_mistakes[] = {
	{"a way to log in that is none", "[diarium]\nforbund = E\n[mailbox]\nurl = imaps://u@i.example/\nauth = ntlm\n"
		"[outgoing]\nurl = maildir:///t\nfrom = k@f.example\n", ":5: [mailbox] auth", "oauth2"},
	{"no application", OAUTH2 "tenant = t\n", ":9: [oauth2] client_id", "Application (client) ID"},
	{"no tenant", OAUTH2 "client_id = c\n", ":9: [oauth2] tenant", "its domain"},
	{"a tenant that would change the address", OAUTH2 "tenant = ../t\n", ":10: [oauth2] tenant", "letters"},
	{"a token over bare HTTP", OAUTH2 "token_url = http://t.example/\n", ":10: [oauth2] token_url", "https://"},
	{"nobody in the address of the mailbox", "[diarium]\nforbund = E\n[mailbox]\nurl = imaps://imap.example.se/\nauth = oauth2\n"
		"[outgoing]\nurl = maildir:///t\nfrom = k@f.example\n[oauth2]\nclient_id = c\ntenant = t\n", ":4: [mailbox] url", "%40"},
	{"another provider without an address", OAUTH2 "provider = other\nclient_id = c\n", "[oauth2] token_url", "scope"},
	{"a day that is none", OAUTH2 "secret_expires = snart\n", ":10: [oauth2] secret_expires", "2026-01-01"},
};

static void
check_mistake(void **state)
{
	const struct MistakeRow *row = *state;
	g_autofree char *path = written(row->text);
	g_autoptr(GError) error = NULL;

	assert_null(di_config_load(path, &error));
	g_unlink(path);
	assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_CONFIG));
	assert_non_null(strstr(error->message, path));
	assert_non_null(strstr(error->message, row->line));
	assert_non_null(strstr(error->message, row->told));
	assert_null(strstr(error->message, "hemligt"));
}

static void
a_file_that_others_may_write_is_refused(void **state G_GNUC_UNUSED)
{
	g_autofree char *path = written(LEAST);
	g_autoptr(GError) error = NULL;

	g_chmod(path, 0666);
	assert_null(di_config_load(path, &error));
	g_unlink(path);
	assert_non_null(strstr(error->message, "chmod"));
}

static const struct PeopleRow {
	const char *name, *address;
	gboolean mailbox, staff, ours;
} people[] = {
	{"the mailbox itself, in any case", "Kontakt@Finsam.example", TRUE, FALSE, TRUE},
	{"staff", "anna@finsam.example", FALSE, TRUE, TRUE},
	{"the chief", "chef@finsam.example", FALSE, FALSE, TRUE},
	{"the end of the mailbox's address is another", "takt@finsam.example", FALSE, FALSE, FALSE},
	{"so is one that goes on", "kontakt@finsam.example.org", FALSE, FALSE, FALSE},
	{"the förbund's name is no address", "Exempel", FALSE, FALSE, FALSE},
	{"nothing", "", FALSE, FALSE, FALSE},
	{"nobody", NULL, FALSE, FALSE, FALSE},
};

static void
check_person(void **state)
{
	const struct PeopleRow *row = *state;
	g_autofree char *path = written(LEAST "staff = anna@finsam.example, bo@finsam.example\nchief = chef@finsam.example\n");
	g_autoptr(GError) error = NULL;
	g_autoptr(DiConfig) config = di_config_load(path, &error);

	g_unlink(path);
	assert_non_null(config);
	assert_int_equal(di_config_is_mailbox(config, row->address), row->mailbox);
	assert_int_equal(di_config_is_staff(config, row->address), row->staff);
	assert_int_equal(di_config_is_ours(config, row->address), row->ours);
}

/* Who asks, as the configuration's reader sees it: in the place of libc's. */
static uid_t caller;

uid_t
geteuid(void)
{
	return caller;
}

static void
a_file_of_another_user_is_refused(void **state G_GNUC_UNUSED)
{
	enum { SOMEBODY = 4711, SOMEBODY_ELSE = 4712 };
	g_autofree char *path = written(LEAST);
	g_autoptr(GError) error = NULL;
	g_autoptr(DiConfig) own = NULL;
	uid_t owner = getuid();

	if (owner == 0) { /* root's is everybody's: it is given away */
		assert_int_equal(chown(path, SOMEBODY, (gid_t)-1), 0);
		owner = SOMEBODY;
	}
	caller = owner;
	own = di_config_load(path, NULL);
	assert_non_null(own);
	caller = SOMEBODY_ELSE;
	assert_null(di_config_load(path, &error));
	caller = getuid();
	g_unlink(path);
	assert_non_null(strstr(error->message, "chown"));
}

int
main(void)
{
	caller = getuid();
	ADD_ROWS(people, check_person);
	ADD_TEST(defaults_are_the_contracts);
	ADD_TEST(the_boards_meetings_set_the_days);
	ADD_TEST(a_file_that_others_may_write_is_refused);
	ADD_TEST(a_file_of_another_user_is_refused);
	ADD_ROWS(mistakes, check_mistake);
	ADD_ROWS(oauth2_mistakes, check_mistake);
	return run_table("base-config");
}
