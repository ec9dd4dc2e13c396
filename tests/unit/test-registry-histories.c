/* Random histories against a small model: mails come, come again, are filed, given up half way, letters are sent and the
 * program dies between. At the end every report that came is filed once, and no reminder went twice. A history that fails is
 * named by its seed: DIARIE_SEED=7 runs it alone, DIARIE_HISTORIES=500 runs more. */
#include "registry-fixture.h"

#include <stdlib.h>

enum { INSATSER = 4, QUARTERS = 2, VERSIONS = 3, STEPS = 60, HISTORIES = 8 };
enum { REPORTS = INSATSER * QUARTERS * VERSIONS };

typedef struct {
	GRand *random;
	Fixture *f;
	gboolean came[REPORTS];
	guint32 uid;
	DiTime now;
	guint crashes, again;
} History;

static int
pick(History *h, int n)
{
	return g_rand_int_range(h->random, 0, n);
}

static char *
bytes_of(int report)
{
	return g_strdup_printf("rapport %d", report);
}

static int
report_in(GBytes *bytes)
{
	g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));

	return atoi(text + strlen("rapport "));
}

/* Version 0, 1, 2 of a quarter differ in a section; insats 3 is ambiguous and goes to review. The reports are not
 * expected, so that no version makes a person ask which quarter it is about. */
static DiReport *
report_of(int report)
{
	int insats = report / QUARTERS / VERSIONS, quarter = report / VERSIONS % QUARTERS, version = report % VERSIONS;
	g_autofree char *name = g_strdup_printf("Insats %c", 'A' + insats), *period = g_strdup_printf("2026-Q%d", quarter + 1);
	g_autofree char *text = g_strdup_printf("Version %d", version);
	DiReport *made = fixture_report(name, NULL, period);

	di_report_add_section(made, "2.3", text);
	return made;
}

static void
restart(History *h)
{
	g_autoptr(GError) error = NULL;

	h->crashes++;
	fixture_reopen(h->f, DI_REGISTRY_DAEMON);
	assert_true(di_outbox_recover(h->f->registry, h->now, &error));
}

static void
deliver(History *h)
{
	int report = pick(h, REPORTS);
	g_autofree char *bytes = bytes_of(report);
	g_autoptr(GBytes) raw = g_bytes_new(bytes, strlen(bytes));
	DiMailAt at = {"k@imap.example", "INBOX", 7, ++h->uid, FALSE};
	gint64 id = 0;
	gboolean is_new = FALSE;

	assert_true(di_mail_add(h->f->registry, raw, &at, h->now, &id, &is_new, NULL));
	assert_int_equal(is_new, !h->came[report]);
	h->again += !is_new;
	h->came[report] = TRUE;
}

static gboolean
add_receipt(History *h, const DiFiled *filed, gint64 mail_id)
{
	g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT, mail_id), *id = g_strconcat("kvitto-", key, NULL);
	g_autoptr(GBytes) mail = g_bytes_new(key, strlen(key));
	DiOutgoing letter = {.kind = "kvitto", .key = key, .to_address = "a@nas.example", .message_id = id, .mail = mail, .step = -1,
		.not_before = DI_TIME_NONE, .handling_id = filed->handling_id};

	return di_outbox_add(h->f->registry, &letter, NULL, NULL);
}

/* One pending mail in one transaction, as the daemon does; sometimes it dies before the commit. */
static void
handle(History *h)
{
	g_autoptr(GArray) pending = di_mail_pending(h->f->registry, DI_TIME_NONE, 1, NULL);
	gint64 id = pending->len ? g_array_index(pending, gint64, 0) : 0;
	g_autoptr(DiMailRow) mail = id ? di_mail_get(h->f->registry, id, NULL) : NULL;
	g_autoptr(DiReport) report = NULL;
	g_autoptr(DiFiled) filed = NULL;
	DiOriginal original = {.name = "r.docx", .type = "application/x-test"};
	DiFiling filing = {.mail_id = id, .originals = &original, .n_originals = 1, .trusted = TRUE};
	DiMailFacts facts = {.from_address = "a@nas.example", .arrived = h->now};

	if (!mail)
		return;
	original.bytes = mail->raw;
	report = report_of(report_in(mail->raw));
	filing.report = report;
	filing.sender_address = facts.from_address;
	filing.arrived = di_date_of_time(h->now, "Europe/Stockholm");
	assert_true(di_registry_begin(h->f->registry, NULL));
	filed = di_registry_file(h->f->registry, &filing, NULL);
	assert_non_null(filed);
	assert_true(di_mail_settle(h->f->registry, id, filed->as == DI_FILED_REVIEW ? DI_MAIL_GRANSKAS : DI_MAIL_DIARIEFORT, &facts, NULL));
	assert_true(filed->as == DI_FILED_REVIEW || add_receipt(h, filed, id));
	if (pick(h, 4) == 0)
		restart(h);
	else
		assert_true(di_registry_commit(h->f->registry, NULL));
}

static void
remind(History *h)
{
	int quarter = pick(h, QUARTERS);
	g_autofree char *text = g_strdup_printf("2026-Q%d", quarter + 1);
	g_autoptr(GPtrArray) owed = di_registry_owed(h->f->registry, di_quarter_parse(text), NULL);
	const DiOwed *one = owed->pdata[pick(h, (int)owed->len)];
	g_autofree char *key = g_strdup_printf("%" G_GINT64_FORMAT "/%s", one->rapportor_id, text), *id = g_strconcat("p-", key, NULL);
	g_autoptr(GBytes) mail = g_bytes_new(key, strlen(key));
	DiOutgoing letter = {.kind = "paminnelse", .key = key, .to_address = "b@nas.example", .message_id = id, .mail = mail, .step = 1,
		.not_before = DI_TIME_NONE, .at_most_once = TRUE, .rapportor_id = one->rapportor_id, .insats_id = one->insats_id,
		.quarter = one->quarter};

	if (!one->rapport && !one->in_review)
		assert_true(di_outbox_add(h->f->registry, &letter, NULL, NULL));
}

/* The server takes every letter; sometimes we die before we know, sometimes it says later. */
static void
send(History *h)
{
	g_autoptr(DiOutboxRow) row = di_outbox_next(h->f->registry, h->now, NULL);
	DiOutboxState state = pick(h, 5) ? DI_OUTBOX_SKICKAD : DI_OUTBOX_VANTAR;

	if (!row)
		return;
	assert_true(di_outbox_begin(h->f->registry, row->id, h->now, NULL));
	if (pick(h, 4) == 0) {
		restart(h);
		return;
	}
	assert_true(di_outbox_end(h->f->registry, row->id, state, "svar", h->now, h->now + 60 * DI_SECOND, NULL));
}

static void
pass_time(History *h)
{
	h->now += (DiTime)g_rand_int_range(h->random, 60, 100000) * DI_SECOND;
	di_clock_set(h->now);
}

static void
take_step(History *h)
{
	static void (*const kinds[])(History *) = {deliver, deliver, handle, handle, handle, remind, send, send, pass_time, restart};

	kinds[pick(h, G_N_ELEMENTS(kinds))](h);
}

/* The end */

static void
drain(History *h)
{
	for (int i = 0; i < 1000; i++) {
		g_autoptr(GArray) pending = di_mail_pending(h->f->registry, DI_TIME_NONE, 1, NULL);

		if (pending->len == 0)
			return;
		handle(h);
	}
	fail_msg("mails stay pending");
}

typedef struct {
	guint filed, newest;
	gboolean seen[REPORTS];
	History *h;
} Tally;

static gboolean
tally_one(const DiHandling *handling, gpointer user)
{
	Tally *tally = user;
	g_autoptr(GBytes) original = di_handling_original(tally->h->f->registry, handling->id, 0, NULL);
	int report = report_in(original);

	assert_true(report >= 0 && report < REPORTS);
	assert_false(tally->seen[report]); /* filed once */
	assert_true(tally->h->came[report]);
	tally->seen[report] = TRUE;
	tally->filed++;
	tally->newest += handling->replaced_by == NULL;
	return TRUE;
}

static void
check_filed(History *h)
{
	Tally tally = {.h = h};
	guint expected = 0, quarters = 0, ambiguous = 0;

	assert_true(di_handling_each(h->f->registry, NULL, tally_one, &tally, NULL));
	for (int q = 0; q < INSATSER * QUARTERS; q++) {
		guint versions = 0;

		for (int v = 0; v < VERSIONS; v++)
			versions += h->came[q * VERSIONS + v] ? 1 : 0;
		if (q / QUARTERS == INSATSER - 1) {
			ambiguous += versions;
			continue;
		}
		expected += versions;
		quarters += versions > 0;
	}
	assert_int_equal(tally.filed, expected);
	assert_int_equal(tally.newest, quarters);
	assert_int_equal(di_review_count(h->f->registry), ambiguous);
}

static void
check_letters(History *h)
{
	g_autofree char *path = g_strconcat(h->f->database, ".skickat", NULL), *text = NULL;
	g_auto(GStrv) lines = NULL;
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	gboolean behind = TRUE;

	assert_true(di_outbox_is_behind_sent_log(h->f->registry, &behind, NULL));
	assert_false(behind);
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return;
	lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i] && *lines[i]; i++)
		assert_true(g_hash_table_add(seen, strchr(lines[i], ' ') + 1)); /* no letter was noted as sent twice */
}

static void
run_history(guint32 seed, guint *crashes, guint *again)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(seed);
	g_autoptr(Fixture) f = fixture_new();
	History h = {.random = random, .f = f, .now = di_clock_now()};
	g_autoptr(GPtrArray) problems = NULL;

	fixture_register(f, "Insats A;Näs;;;;a@nas.example;\nInsats B;Näs;;;;a@nas.example;\nInsats C;Sjö;;;;;\n"
		"Insats D;Norr;;;;;\nInsats D;Syd;;;;;\n");
	for (gint64 insats = 1; insats <= INSATSER; insats++)
		assert_true(di_insats_set_expected(f->registry, insats, FALSE, NULL));
	fixture_configure(f, seed % 2 ? "arende" : "serie");
	fixture_reopen(f, DI_REGISTRY_DAEMON);
	print_message("# seed %u\n", seed);
	for (int i = 0; i < STEPS; i++)
		take_step(&h);
	drain(&h);
	check_filed(&h);
	check_letters(&h);
	problems = di_registry_check(f->registry, TRUE, NULL);
	assert_int_equal(problems->len, 0);
	*crashes += h.crashes;
	*again += h.again;
}

static void
random_histories(void **state G_GNUC_UNUSED)
{
	const char *seed = g_getenv("DIARIE_SEED"), *count = g_getenv("DIARIE_HISTORIES");
	guint32 first = seed ? (guint32)atoi(seed) : 1, n = seed ? 1 : count ? (guint32)atoi(count) : HISTORIES;
	guint crashes = 0, again = 0;

	for (guint32 i = 0; i < n; i++)
		run_history(first + i, &crashes, &again);
	print_message("# %u histories, %u steps, %u crashes, %u mails again\n", n, n * STEPS, crashes, again);
	assert_true(seed || crashes > n); /* the test must not go blind */
}

int
main(void)
{
	ADD_TEST(random_histories);
	return run_table("registry-histories");
}
