/* When a mail came in, and what the server says of its sender. */
#include <diarie/daemon.h>
#include "table.h"

#include <string.h>

static const struct ArrivalRow {
	const char *sentence;
	struct {
		const char *by, *at;
	} received[4]; /* newest first */
	const char *internal_date, *expected, *rule;
} arrivals[] = {
	{"one trace of the receiving server", {{"mx.finsam.example", "2026-04-15T21:58:00Z"}}, "2026-04-16T06:00:00Z",
		"2026-04-15T21:58:00+00:00", "received"},
	{"held in the organisation's own filter over midnight",
		{{"imap.finsam.example", "2026-04-15T22:27:00Z"}, {"filter.finsam.example", "2026-04-15T21:57:00Z"},
			{"mail.kommun.example2", "2026-04-15T20:00:00Z"}},
		"2026-04-15T22:27:01Z", "2026-04-15T21:57:00+00:00", "received"},
	{"a sender's own trace does not count", {{"mx.finsam.example", "2026-04-15T10:00:00Z"},
		{"mail.kommun.test", "2026-04-01T10:00:00Z"}}, "2026-04-15T10:00:05Z", "2026-04-15T10:00:00+00:00", "received"},
	{"no trace at all", {{NULL, NULL}}, "2026-04-15T10:00:05Z", "2026-04-15T10:00:05+00:00", "internaldate"},
	{"a trace younger than the mail in the mailbox is forged", {{"mx.finsam.example", "2027-01-01T00:00:00Z"}},
		"2026-04-15T10:00:05Z", "2026-04-15T10:00:05+00:00", "internaldate"},
	{"a clock that lost its battery", {{"mx.finsam.example", "1970-01-01T00:10:00Z"}},
		"2026-04-15T10:00:05Z", "2026-04-15T10:00:05+00:00", "internaldate"},
	{"an hour's difference between clocks is allowed", {{"mx.finsam.example", "2026-04-15T10:30:00Z"}},
		"2026-04-15T10:00:00Z", "2026-04-15T10:30:00+00:00", "received"},
};

static const struct PatienceRow {
	const char *sentence, *said;
	int seconds;
} patience[] = {
	{"Exchange asks for five minutes", "Request is throttled. Suggested Backoff Time: 299961 milliseconds", 300},
	{"a moment is a second", "throttled. Suggested Backoff Time: 77 milliseconds", 1},
	{"an hour is the most", "Suggested Backoff Time: 99999999999 milliseconds", 3600},
	{"nothing is asked", "cannot reach 'imap.example.se'", 0},
	{"no number", "Suggested Backoff Time: soon", 0},
	{"a number that is none", "Suggested Backoff Time: -5 milliseconds", 0},
};

static void
check_patience(void **state)
{
	const struct PatienceRow *row = *state;

	assert_int_equal(di_patience_s(row->said), row->seconds);
}

/* the first one is less than what a letter that did not go waits: RETRY_FIRST_MIN in send.c */
static void
a_silent_server_is_left_alone_longer_and_longer(void **state G_GNUC_UNUSED)
{
	static const int expected[] = {0, 60, 120, 240, 480, 960, 1920, 3600, 3600};

	for (guint i = 0; i < G_N_ELEMENTS(expected); i++)
		assert_int_equal(di_patience_silent_s(i), expected[i]);
	assert_int_equal(di_patience_silent_s(G_MAXUINT), 3600);
}

static void
check_arrival(void **state)
{
	const struct ArrivalRow *row = *state;
	char *by[4];
	gint64 at[4];
	DiMail mail = {.received_by = by, .received_at = at};
	const char *rule = NULL;
	g_autofree char *time = NULL;

	for (guint i = 0; i < 4 && row->received[i].by; i++) {
		by[i] = (char *)(uintptr_t)row->received[i].by;
		at[i] = di_time_parse(row->received[i].at);
		mail.n_received = i + 1;
	}
	time = di_time_format(di_arrival_time(&mail, di_time_parse(row->internal_date), &rule), NULL);
	assert_string_equal(time, row->expected);
	assert_string_equal(rule, row->rule);
}

#define FOUR "dkim=none; dkim=none; dkim=none; dkim=none; "
#define TWENTY FOUR FOUR FOUR FOUR FOUR
#define SIGNATURES "mx.finsam.example; " TWENTY TWENTY TWENTY TWENTY TWENTY

static const struct ForgedRow {
	const char *sentence, *field;
	gboolean forged;
} forged_rows[] = {
	{"dmarc passes", "mx.finsam.example; dmarc=pass header.from=kommun.example", FALSE},
	{"dmarc fails", "mx.finsam.example; spf=pass; dmarc=fail header.from=kommun.example", TRUE},
	{"Exchange without an authserv-id", "spf=fail (sender IP is 192.0.2.1); dkim=none; dmarc=fail action=oreject", TRUE},
	{"composite authentication fails", "spf=none; dmarc=none; compauth=fail reason=001", TRUE},
	{"nothing is said", "mx.finsam.example; none", FALSE},
	{"the second of two fields says it", "mx.finsam.example; dkim=none\nmx.finsam.example; dmarc=fail header.from=kommun.example", TRUE},
	/* RFC 8601, 2.2: comments and white space around each word, and a version */
	{"a comment behind the method", "mx.finsam.example; dmarc (p=reject) = fail header.from=kommun.example", TRUE},
	{"a comment before the result", "mx.finsam.example; dmarc=(p=reject dis=none) fail header.from=kommun.example", TRUE},
	{"folded", "mx.finsam.example;\tdmarc\t=  fail", TRUE},
	{"a version", "mx.finsam.example/1; dmarc/1=fail header.from=kommun.example", TRUE},
	{"a version, with all of that", "mx.finsam.example; CompAuth (x) / 1 (y) = (z) Fail", TRUE},
	{"behind a hundred signatures", SIGNATURES "dmarc = fail", TRUE},
	{"in a comment that never ends", "mx.finsam.example; spf=pass (dmarc=fail", TRUE},
	{"a signature's failure beside it", "mx.finsam.example; dmarc (p=none) = pass; dkim = fail", FALSE},
	{"the words parted", "mx.finsam.example; dmarc=pass; spf=none fail", FALSE},
	{"a method that begins so", "mx.finsam.example; dmarc-x = fail; dmarc/x=fail", FALSE},
	{"another result", "mx.finsam.example; dmarc = none reason= fail; compauth = softpass", FALSE},
};

static void
check_forged(void **state)
{
	const struct ForgedRow *row = *state;
	g_auto(GStrv) fields = g_strsplit(row->field, "\n", -1);
	DiMail mail = {.authentication = fields};

	assert_int_equal(di_arrival_is_forged(&mail), row->forged);
}

/* Fields are parted by a new line, newest first; the sender is anna@finsam.example. */
static const struct VerifiedRow {
	const char *sentence, *fields;
	gboolean verified;
} verified_rows[] = {
	/* clang-format off */
	{"an ordinary server vouches", "mx.finsam.example; spf=pass smtp.mailfrom=finsam.example; dmarc=pass (p=none) header.from=finsam.example", TRUE},
	{"Exchange vouches", "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=finsam.example; dkim=pass (signature was verified) header.d=finsam.example;"
		"dmarc=pass action=none header.from=finsam.example;compauth=pass reason=100", TRUE},
	{"Exchange vouches where the domain has no record", "spf=pass smtp.mailfrom=finsam.example; dkim=none;"
		"dmarc=bestguesspass action=none header.from=finsam.example;compauth=pass reason=109", TRUE},
	{"in two fields, of which one is about it", "mx.finsam.example; dkim=pass header.d=finsam.example\nmx.finsam.example; dmarc=pass header.from=finsam.example", TRUE},
	{"capitals", "MX.Finsam.example; DMARC=Pass header.from=Finsam.Example", TRUE},
	{"nothing is said", "mx.finsam.example; none", FALSE},
	{"no field", "", FALSE},
	{"for another domain", "mx.finsam.example; dmarc=pass header.from=elak.example", FALSE},
	{"for a domain that begins as ours", "mx.finsam.example; dmarc=pass header.from=finsam.example.elak.example", FALSE},
	{"for a domain that ends as ours", "mx.finsam.example; dmarc=pass header.from=elakfinsam.example", FALSE},
	{"for nobody", "mx.finsam.example; dmarc=pass", FALSE},
	{"nothing but the signature", "mx.finsam.example; dkim=pass header.d=finsam.example; dmarc=none header.from=finsam.example", FALSE},
	{"the words stand in the sender's own address", "mx.finsam.example; spf=pass smtp.mailfrom=\"; dmarc=pass header.from=finsam.example \"@elak.example;"
		" dmarc=none header.from=finsam.example", FALSE},
	{"the words stand in a comment", "mx.finsam.example; spf=pass (; dmarc=pass header.from=finsam.example ;) smtp.mailfrom=elak.example", FALSE},
	{"the words stand within another result", "mx.finsam.example; spf=pass smtp.mailfrom=dmarc=pass header.from=finsam.example", FALSE},
	{"an older field says pass, the newest does not", "mx.finsam.example; dmarc=none header.from=finsam.example\nx.example; dmarc=pass header.from=finsam.example", FALSE},
	{"one passes and one fails", "mx.finsam.example; dmarc=pass header.from=finsam.example\nmx.finsam.example; dmarc=fail header.from=finsam.example", FALSE},
	{"a quote that never ends", "mx.finsam.example; spf=pass smtp.mailfrom=\"a; dmarc=pass header.from=finsam.example", FALSE},
	/* clang-format on */
};

static void
check_verified(void **state)
{
	const struct VerifiedRow *row = *state;
	g_auto(GStrv) fields = g_strsplit(row->fields, "\n", -1);
	char address[] = "Anna@Finsam.example";
	DiMailPerson from = {.address = address};
	DiMail mail = {.authentication = fields, .from = &from, .n_from = 1};

	assert_int_equal(di_arrival_is_verified(&mail), row->verified);
	mail.n_from = 2;
	assert_false(di_arrival_is_verified(&mail));
}

static const struct MissingRow {
	const char *sentence;
	const char *sections[4];
	const char *expected;
} missing_rows[] = {
	{"nothing is missing", {NULL}, ""},
	{"one section", {"2.6", NULL}, "punkt 2.6 är tom"},
	{"two sections", {"2.3", "2.6", NULL}, "punkterna 2.3 och 2.6 är tomma"},
	{"three sections", {"2.1", "2.3", "2.6", NULL}, "punkterna 2.1, 2.3 och 2.6 är tomma"},
};

static void
check_missing(void **state)
{
	const struct MissingRow *row = *state;
	g_autofree char *text = di_values_missing(row->sections);

	assert_string_equal(text, row->expected);
}

/* A service asks before its first letter; a person's own --once, or a rehearsal, does not unless told to. */
static void
who_is_asked_before_the_first_letter(void **state G_GNUC_UNUSED)
{
	static const struct {
		DiApprove setting;
		gboolean service, rehearsal, asked;
	} rows[] = {
		{DI_APPROVE_USUAL, TRUE, FALSE, TRUE}, {DI_APPROVE_USUAL, FALSE, FALSE, FALSE}, {DI_APPROVE_USUAL, TRUE, TRUE, FALSE},
		{DI_APPROVE_YES, FALSE, TRUE, TRUE}, {DI_APPROVE_NO, TRUE, FALSE, FALSE},
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_int_equal(di_approval_is_asked(rows[i].setting, rows[i].service, rows[i].rehearsal), rows[i].asked);
}

int
main(void)
{
	ADD_ROWS(arrivals, check_arrival);
	ADD_ROWS(patience, check_patience);
	ADD_ROWS(forged_rows, check_forged);
	ADD_ROWS(verified_rows, check_verified);
	ADD_ROWS(missing_rows, check_missing);
	ADD_TEST(who_is_asked_before_the_first_letter);
	ADD_TEST(a_silent_server_is_left_alone_longer_and_longer);
	return run_table("daemon-arrival");
}
