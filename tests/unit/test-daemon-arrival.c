/* When a mail came in, and whether the server calls its sender forged. */
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

static const struct ForgedRow {
	const char *sentence, *field;
	gboolean forged;
} forged_rows[] = {
	{"dmarc passes", "mx.finsam.example; dmarc=pass header.from=kommun.example", FALSE},
	{"dmarc fails", "mx.finsam.example; spf=pass; dmarc=fail header.from=kommun.example", TRUE},
	{"Exchange without an authserv-id", "spf=fail (sender IP is 192.0.2.1); dkim=none; dmarc=fail action=oreject", TRUE},
	{"composite authentication fails", "spf=none; dmarc=none; compauth=fail reason=001", TRUE},
	{"nothing is said", "mx.finsam.example; none", FALSE},
};

static void
check_forged(void **state)
{
	const struct ForgedRow *row = *state;
	char *fields[] = {(char *)(uintptr_t)row->field, NULL};
	DiMail mail = {.authentication = fields};

	assert_int_equal(di_arrival_is_forged(&mail), row->forged);
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

int
main(void)
{
	ADD_ROWS(arrivals, check_arrival);
	ADD_ROWS(patience, check_patience);
	ADD_ROWS(forged_rows, check_forged);
	ADD_ROWS(missing_rows, check_missing);
	return run_table("daemon-arrival");
}
