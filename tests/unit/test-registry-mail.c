/* Mails: known by their bytes, places are hints; attempts, settling, moving. */
#include "registry-fixture.h"

static gint64
add(const Fixture *f, const char *bytes, const DiMailAt *at, gboolean *is_new)
{
	g_autoptr(GBytes) raw = g_bytes_new(bytes, strlen(bytes));
	g_autoptr(GError) error = NULL;
	gint64 id = 0;

	if (!di_mail_add(f->registry, raw, at, di_time_parse("2026-04-15T06:00:00Z"), &id, is_new, &error))
		fail_msg("%s", error->message);
	return id;
}

static guint32
last_uid(const Fixture *f, guint32 uidvalidity)
{
	guint32 uid = 99;

	assert_true(di_mail_last_uid(f->registry, "k@imap.example", "INBOX", uidvalidity, &uid, NULL));
	return uid;
}

static guint
count_moves(const Fixture *f, const char *folder)
{
	g_autoptr(GArray) moves = di_mail_moves(f->registry, "k@imap.example", folder, 7, NULL);

	return moves->len;
}

static void
the_same_bytes_only_add_a_place(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiMailAt here = {"k@imap.example", "INBOX", 7, 10, FALSE}, there = {"k@imap.example", "Kopior", 7, 3, FALSE};
	DiMailAt again = {"k@imap.example", "INBOX", 8, 1, FALSE};
	gboolean is_new = FALSE;
	gint64 first = add(f, "Subject: ett\n\nx", &here, &is_new);
	g_autoptr(GArray) pending = NULL;

	assert_true(is_new);
	assert_int_equal(add(f, "Subject: ett\n\nx", &there, &is_new), first);
	assert_false(is_new);
	assert_int_equal(add(f, "Subject: ett\n\nx", &again, &is_new), first);
	assert_int_equal(add(f, "Subject: ett\n\nx", &here, &is_new), first);
	pending = di_mail_pending(f->registry, DI_TIME_NONE, 10, NULL);
	assert_int_equal(pending->len, 1);
	assert_int_equal(last_uid(f, 7), 10);
	assert_int_equal(last_uid(f, 8), 1);
	assert_int_equal(last_uid(f, 9), 0);
}

static void
a_mail_comes_back_as_it_was(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiMailAt junk = {"k@imap.example", "Skräppost", 7, 10, TRUE}, inbox = {"k@imap.example", "INBOX", 7, 11, FALSE};
	gint64 id = add(f, "ett", &junk, NULL);
	g_autoptr(DiMailRow) row = di_mail_get(f->registry, id, NULL), later = NULL;
	g_autoptr(GError) error = NULL;
	guint attempts = 0;

	assert_true(row->from_junk);
	assert_memory_equal(g_bytes_get_data(row->raw, NULL), "ett", 3);
	assert_int_equal(row->internal_date, di_time_parse("2026-04-15T06:00:00Z"));
	assert_int_equal(row->fetched, di_time_parse("2026-04-15T06:00:00Z"));
	assert_int_equal(row->attempts, 0);
	assert_true(di_mail_attempt(f->registry, id, &attempts, NULL) && attempts == 1);
	assert_true(di_mail_attempt(f->registry, id, &attempts, NULL) && attempts == 2);
	add(f, "ett", &inbox, NULL);
	later = di_mail_get(f->registry, id, NULL);
	assert_false(later->from_junk);
	assert_int_equal(later->attempts, 2);
	assert_null(di_mail_get(f->registry, 77, &error));
	assert_int_equal(error->code, DI_ERROR_NOT_FOUND);
	g_clear_error(&error);
	assert_false(di_mail_attempt(f->registry, 77, &attempts, &error));
}

static void
first_attempts_are_begun_together(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiMailAt at[] = {{"k@imap.example", "INBOX", 7, 1, FALSE}, {"k@imap.example", "INBOX", 7, 2, FALSE}};
	gint64 ids[] = {add(f, "ett", &at[0], NULL), add(f, "tva", &at[1], NULL), 77};
	gboolean begun[] = {FALSE, FALSE, TRUE};
	guint attempts = 0;

	assert_true(di_mail_attempt(f->registry, ids[0], &attempts, NULL));
	assert_true(di_mail_attempt_first(f->registry, ids, G_N_ELEMENTS(ids), begun, NULL));
	assert_false(begun[0]);
	assert_true(begun[1]);
	assert_false(begun[2]);
	assert_true(di_mail_attempt(f->registry, ids[0], &attempts, NULL) && attempts == 2);
	assert_true(di_mail_attempt_back(f->registry, ids, G_N_ELEMENTS(ids), NULL));
	assert_true(di_mail_attempt_back(f->registry, &ids[1], 1, NULL)); /* there is none to take back */
	assert_true(di_mail_attempt(f->registry, ids[0], &attempts, NULL) && attempts == 2);
	assert_true(di_mail_attempt(f->registry, ids[1], &attempts, NULL) && attempts == 1);
}

static void
a_settled_mail_is_moved_once(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiMailAt at = {"k@imap.example", "INBOX", 7, 10, FALSE}, copy = {"k@imap.example", "INBOX", 7, 12, FALSE};
	DiMailAt other = {"k@imap.example", "INBOX", 7, 13, FALSE};
	DiMailFacts facts = {.from_address = "anna@nas.example", .arrived = di_time_parse("2026-04-15T06:00:00Z"),
		.arrived_rule = "received"};
	gint64 id = add(f, "ett", &at, NULL);
	g_autoptr(GArray) moves = NULL, pending = NULL;

	add(f, "två", &other, NULL);
	add(f, "ett", &copy, NULL);
	assert_int_equal(count_moves(f, "INBOX"), 0);
	assert_true(di_mail_settle(f->registry, id, DI_MAIL_DIARIEFORT, &facts, NULL));
	moves = di_mail_moves(f->registry, "k@imap.example", "INBOX", 7, NULL);
	assert_int_equal(moves->len, 2);
	assert_int_equal(g_array_index(moves, DiMove, 0).uid, 10);
	assert_int_equal(g_array_index(moves, DiMove, 0).state, DI_MAIL_DIARIEFORT);
	assert_int_equal(count_moves(f, "Diariefört"), 0);
	assert_true(di_mail_moved(f->registry, g_array_index(moves, DiMove, 0).place_id, NULL));
	assert_int_equal(count_moves(f, "INBOX"), 1);
	assert_int_equal(last_uid(f, 7), 13); /* a moved mail is not fetched again */
	pending = di_mail_pending(f->registry, DI_TIME_NONE, 10, NULL);
	assert_int_equal(pending->len, 1);
	assert_int_equal(di_review_count(f->registry), 0);
}

static void
a_mail_for_people_is_in_review_once(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiMailAt at = {"k@imap.example", "INBOX", 7, 10, FALSE};
	gint64 id = add(f, "ett", &at, NULL);
	g_autoptr(DiReport) report = fixture_report("Okänd", NULL, "2026-Q1");
	DiFiling filing = {.mail_id = id, .report = report, .arrived = di_date_parse("2026-04-15"), .trusted = TRUE};
	DiMailFacts facts = {.from_address = "anna@nas.example", .from_name = "Anna", .subject = "Hej", .arrived = DI_TIME_NONE,
		.reason = "Okänd insats."};
	g_autoptr(DiFiled) filed = NULL;
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(GArray) moves = NULL;
	const DiReview *review;

	assert_true(di_registry_begin(f->registry, NULL));
	filed = di_registry_file(f->registry, &filing, NULL);
	assert_int_equal(filed->as, DI_FILED_REVIEW);
	assert_true(di_mail_settle(f->registry, id, DI_MAIL_GRANSKAS, &facts, NULL));
	assert_true(di_registry_commit(f->registry, NULL));
	list = di_review_list(f->registry, NULL);
	assert_int_equal(list->len, 1);
	review = list->pdata[0];
	assert_string_equal(review->from, "anna@nas.example");
	assert_string_equal(review->subject, "Hej");
	assert_non_null(review->report);
	assert_true(di_review_dismiss(f->registry, review->id, "reklam", NULL));
	assert_int_equal(di_review_count(f->registry), 0);
	moves = di_mail_moves(f->registry, "k@imap.example", "INBOX", 7, NULL);
	assert_int_equal(g_array_index(moves, DiMove, 0).state, DI_MAIL_GRANSKAS);
}

static void
a_decision_settles_the_mail(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiMailAt at = {"k@imap.example", "INBOX", 7, 10, FALSE};
	gint64 id = add(f, "ett", &at, NULL);
	g_autoptr(DiReport) report = fixture_report("Okänd", NULL, "2026-Q1");
	DiFiling filing = {.mail_id = id, .report = report, .arrived = di_date_parse("2026-04-15"), .trusted = TRUE};
	DiMailFacts facts = {.from_address = "anna@nas.example", .subject = "Hej", .message_id = "<1@nas.example>",
		.arrived = DI_TIME_NONE, .reason = "Okänd insats."};
	g_autoptr(DiFiled) filed = di_registry_file(f->registry, &filing, NULL), decided = NULL;
	g_autoptr(DiInsats) insats = NULL;
	g_autoptr(DiHandling) handling = NULL;
	g_autoptr(GArray) moves = NULL;

	fixture_register(f, "Bron;Näs;;;;a@nas.example;\n");
	insats = di_insats_find(f->registry, "bron", NULL);
	assert_true(di_mail_settle(f->registry, id, DI_MAIL_GRANSKAS, &facts, NULL));
	decided = di_review_file(f->registry, filed->review_id, insats->insats_id, insats->rapportor_id, di_quarter_parse("2026-Q2"),
		FALSE, NULL);
	assert_int_equal(decided->quarter.number, 2);
	handling = di_handling_get(f->registry, decided->diarienummer, NULL);
	assert_string_equal(handling->message_id, "<1@nas.example>");
	assert_string_equal(handling->subject, "Hej");
	moves = di_mail_moves(f->registry, "k@imap.example", "INBOX", 7, NULL);
	assert_int_equal(g_array_index(moves, DiMove, 0).state, DI_MAIL_DIARIEFORT);
}

static void
what_could_not_be_fetched_is_noted_once(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiUnfetched mail = {{"k@imap.example", "INBOX", 7, 10, FALSE}, di_time_parse("2026-04-15T06:00:00Z"), 90000000, "för stort", NULL, FALSE};
	g_autoptr(GPtrArray) list = NULL;
	g_autoptr(GArray) pending = NULL;

	assert_true(di_mail_add_unfetched(f->registry, &mail, NULL));
	assert_true(di_mail_add_unfetched(f->registry, &mail, NULL));
	list = di_review_list(f->registry, NULL);
	assert_int_equal(list->len, 1);
	assert_non_null(strstr(((DiReview *)list->pdata[0])->reason, "för stort"));
	assert_int_equal(last_uid(f, 7), 10);
	pending = di_mail_pending(f->registry, DI_TIME_NONE, 10, NULL);
	assert_int_equal(pending->len, 0);
}

static void
of_what_could_not_be_fetched_the_sender_is_kept(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiMailFacts facts = {.from_address = "moa@asberg.example", .from_name = "Moa", .subject = "Rapport",
		.arrived = di_time_parse("2026-04-14T06:00:00Z"), .arrived_rule = "received"};
	DiUnfetched mail = {{"k@imap.example", "INBOX", 7, 10, FALSE}, di_time_parse("2026-04-15T06:00:00Z"), 90000000, "för stort", &facts, FALSE};
	g_autoptr(GPtrArray) list = NULL;
	const DiReview *review;

	assert_true(di_mail_add_unfetched(f->registry, &mail, NULL));
	list = di_review_list(f->registry, NULL);
	review = list->pdata[0];
	assert_string_equal(review->from, "moa@asberg.example");
	assert_string_equal(review->from_name, "Moa");
	assert_string_equal(review->subject, "Rapport");
	assert_int_equal(review->arrived, di_date_from_ymd(2026, 4, 14));
	assert_string_equal(review->reason, "Mejlet kunde inte hämtas (90,0 MB): för stort");
}

/* A rebuilt mailbox may begin its numbers anew: what lies there now is another mail, and not known for the one that was too large. */
static void
another_mail_under_its_number_is_not_known(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiUnfetched mail = {{"k@imap.example", "INBOX", 7, 10, FALSE}, di_time_parse("2026-04-15T06:00:00Z"), 90000000, "för stort", NULL, FALSE};
	DiTime later = di_time_parse("2026-04-16T06:00:00Z");
	gboolean known;

	assert_true(di_mail_add_unfetched(f->registry, &mail, NULL));
	assert_true(di_mail_is_known(f->registry, &mail.at, mail.internal_date, &known, NULL) && known);
	assert_true(di_mail_is_known(f->registry, &mail.at, later, &known, NULL) && !known);
	mail.internal_date = later;
	assert_true(di_mail_add_unfetched(f->registry, &mail, NULL));
	assert_true(di_mail_is_known(f->registry, &mail.at, later, &known, NULL) && known);
	assert_int_equal(di_review_count(f->registry), 2);
}

static guint
waiting(const Fixture *f)
{
	g_autoptr(GPtrArray) list = di_review_list(f->registry, NULL);

	return list->len;
}

/* Tries of the only hurdle of the folder, and in how many hours it is asked for again. */
static void
assert_hurdle(const Fixture *f, guint tries, int hours)
{
	g_autoptr(GArray) hurdles = di_hurdle_list(f->registry, "k@imap.example", "INBOX", 7, NULL);
	const DiHurdle *one = &g_array_index(hurdles, DiHurdle, 0);

	assert_int_equal(hurdles->len, 1);
	assert_int_equal(one->tries, tries);
	assert_int_equal(one->next, hours ? di_clock_now() / DI_SECOND * DI_SECOND + hours * 3600 * DI_SECOND : 0);
}

static void
what_breaks_each_session_rests_longer_and_longer(void **state G_GNUC_UNUSED)
{
	static const int hours[] = {0, 0, 1, 2, 4, 8, 16, 24, 24, 24};
	g_autoptr(Fixture) f = fixture_new();
	DiUnfetched mail = {{"k@imap.example", "INBOX", 7, 10, FALSE}, DI_TIME_NONE, 4000, "bröts", NULL, FALSE};
	g_autoptr(GBytes) raw = g_bytes_new_static("Subject: x\n\n", 12);
	g_autoptr(GArray) left = NULL;
	gboolean rests, known;
	gint64 id;
	guint n;

	for (guint i = 0; i < G_N_ELEMENTS(hours); i++) {
		assert_true(di_hurdle_add(f->registry, &mail, FALSE, &rests, NULL));
		assert_int_equal(rests, hours[i] > 0);
		assert_hurdle(f, i + 1, hours[i]);
		assert_int_equal(waiting(f), rests);
	}
	assert_true(di_mail_is_known(f->registry, &mail.at, DI_TIME_NONE, &known, NULL) && !known);
	assert_true(di_hurdle_count(f->registry, DI_TIME_NONE, &n, NULL) && n == 1);
	assert_true(di_hurdle_count(f->registry, di_clock_now() + DI_SECOND, &n, NULL) && n == 0);
	assert_true(di_mail_add(f->registry, raw, &mail.at, DI_TIME_NONE, &id, NULL, NULL));
	assert_int_equal(waiting(f), 0);
	left = di_hurdle_list(f->registry, "k@imap.example", "INBOX", 7, NULL);
	assert_int_equal(left->len, 0);
	assert_true(di_hurdle_count(f->registry, DI_TIME_NONE, &n, NULL) && n == 0);
}

static guint
unfetched_since_yesterday(const Fixture *f)
{
	guint n = 99;

	assert_true(di_hurdle_count(f->registry, di_clock_now() - 86400 * DI_SECOND, &n, NULL));
	return n;
}

/* The clock said 2027, and has been put right. */
static void
a_rest_by_a_clock_that_stood_wrong_is_none(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiUnfetched mail = {{"k@imap.example", "INBOX", 7, 10, FALSE}, DI_TIME_NONE, 4000, "bröts", NULL, FALSE};
	gboolean rests;

	fixture_now("2027-04-14T10:00:00+02:00");
	assert_true(di_hurdle_add(f->registry, &mail, TRUE, &rests, NULL) && rests);
	assert_hurdle(f, 3, 1);
	fixture_now("2026-04-14T10:00:00+02:00");
	assert_hurdle(f, 3, 0);
	assert_int_equal(unfetched_since_yesterday(f), 0);
	assert_true(di_hurdle_add(f->registry, &mail, TRUE, &rests, NULL) && rests);
	assert_hurdle(f, 4, 2);
	assert_int_equal(unfetched_since_yesterday(f), 1);
	fixture_now("2026-04-15T10:00:01+02:00");
	assert_int_equal(unfetched_since_yesterday(f), 0);
}

static guint
count_pending(const Fixture *f, DiTime waited)
{
	g_autoptr(GArray) pending = di_mail_pending(f->registry, waited, 10, NULL);

	return pending->len;
}

static void
a_wait_by_a_clock_that_stood_wrong_is_over(void **state G_GNUC_UNUSED)
{
	static const struct {
		const char *until;
		guint n;
	} rows[] = {{"2026-04-14T10:00:00+02:00", 1}, {"2026-04-14T10:00:01+02:00", 0}, {"2026-04-14T10:30:00+02:00", 0}, {"2027-04-14T10:30:00+02:00", 1}};
	DiMailFacts facts = {.arrived = di_time_parse("2026-04-14T06:00:00Z"), .arrived_rule = "received"};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Fixture) f = fixture_new();
		DiMailAt at = {"k@imap.example", "INBOX", 7, 10, FALSE};
		gint64 id = add(f, "ett", &at, NULL);

		fixture_now("2026-04-14T10:00:00+02:00");
		assert_true(di_mail_wait(f->registry, id, &facts, di_time_parse(rows[i].until), NULL));
		assert_int_equal(count_pending(f, di_clock_now()), rows[i].n);
		assert_int_equal(count_pending(f, DI_TIME_NONE), 0);
	}
}

/* What lies under a number that a rebuilt mailbox has given anew is another mail: nobody has read it, and it is not moved for the old one. */
static void
what_cannot_be_fetched_is_not_moved(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiUnfetched mail = {{"k@imap.example", "INBOX", 7, 10, FALSE}, di_time_parse("2026-04-16T06:00:00Z"), 4000, "bröts", NULL, FALSE};
	DiMailFacts facts = {.arrived = di_time_parse("2026-04-15T06:00:00Z"), .arrived_rule = "received"};
	gint64 id = add(f, "ett", &mail.at, NULL);
	gboolean rests;

	assert_true(di_mail_settle(f->registry, id, DI_MAIL_DIARIEFORT, &facts, NULL));
	assert_int_equal(count_moves(f, "INBOX"), 1);
	assert_true(di_hurdle_add(f->registry, &mail, TRUE, &rests, NULL) && rests);
	assert_int_equal(count_moves(f, "INBOX"), 0);
	assert_int_equal(waiting(f), 1);
}

static void
a_known_mail_that_breaks_sessions_is_nobodys_matter(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	DiUnfetched mail = {{"k@imap.example", "INBOX", 7, 10, FALSE}, DI_TIME_NONE, 4000, "bröts", NULL, FALSE};
	g_autoptr(GBytes) raw = g_bytes_new_static("Subject: x\n\n", 12);
	gboolean rests;
	gint64 id;

	assert_true(di_mail_add(f->registry, raw, &mail.at, DI_TIME_NONE, &id, NULL, NULL));
	assert_true(di_hurdle_add(f->registry, &mail, TRUE, &rests, NULL) && rests);
	assert_hurdle(f, 3, 1);
	assert_int_equal(waiting(f), 0);
	assert_true(di_hurdle_renumbered(f->registry, "k@imap.example", "INBOX", 7, NULL));
	assert_hurdle(f, 3, 1);
	assert_true(di_hurdle_gone(f->registry, &mail.at, NULL));
}

static void
a_tag_in_the_subject_is_a_sign(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	g_autoptr(DiReport) report = fixture_report("Teamet", NULL, "2026-Q1");
	DiFiling filing = {.report = report, .arrived = di_date_parse("2026-04-15"), .trusted = TRUE,
		.subject = "SV: Snart dags för kvartalsrapporten: Teamet [SFE 26-8]"};
	g_autoptr(DiFiled) filed = NULL;

	fixture_register(f, "Teamet Norr;Näs;SFE 26-7;;;;\nTeamet Syd;Sjö;SFE 26-8;;;;\n");
	filed = di_registry_file(f->registry, &filing, NULL);
	assert_int_equal(filed->as, DI_FILED_NEW);
	assert_string_equal(filed->insats, "Teamet Syd");
}

int
main(void)
{
	ADD_TEST(the_same_bytes_only_add_a_place);
	ADD_TEST(a_mail_comes_back_as_it_was);
	ADD_TEST(first_attempts_are_begun_together);
	ADD_TEST(a_settled_mail_is_moved_once);
	ADD_TEST(a_mail_for_people_is_in_review_once);
	ADD_TEST(a_decision_settles_the_mail);
	ADD_TEST(what_could_not_be_fetched_is_noted_once);
	ADD_TEST(of_what_could_not_be_fetched_the_sender_is_kept);
	ADD_TEST(another_mail_under_its_number_is_not_known);
	ADD_TEST(what_breaks_each_session_rests_longer_and_longer);
	ADD_TEST(a_rest_by_a_clock_that_stood_wrong_is_none);
	ADD_TEST(a_wait_by_a_clock_that_stood_wrong_is_over);
	ADD_TEST(what_cannot_be_fetched_is_not_moved);
	ADD_TEST(a_known_mail_that_breaks_sessions_is_nobodys_matter);
	ADD_TEST(a_tag_in_the_subject_is_a_sign);
	return run_table("registry-mail");
}
