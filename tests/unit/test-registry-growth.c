/* What a register costs when it has grown: SQLite's own steps (its virtual machine's instructions) for one more of each thing, with
 * few reports behind it and with ten times as many. Steps are counted, not time: a busy machine does not matter. */
#include "registry-fixture.h"

#include "../../src/registry/private.h"

enum {
	INSATSER = 20,
	FEW = 3 * INSATSER, /* reports: three quarters */
	MANY = 10 * FEW,
	MARGIN = 400,
};

static void
register_all(Fixture *f)
{
	g_autoptr(GString) lines = g_string_new(NULL);

	for (int i = 0; i < INSATSER; i++)
		g_string_append_printf(lines, "Insats %d;Kommun %d;;1990-01-01;;namn%d@kommun%d.example;\n", i, i, i, i);
	fixture_register(f, lines->str);
}

static void
move_all(Fixture *f)
{
	g_autoptr(GArray) moves = di_mail_moves(f->registry, "x@y", "INBOX", 1, NULL);

	for (guint i = 0; i < moves->len; i++)
		assert_true(di_mail_moved(f->registry, g_array_index(moves, DiMove, i).place_id, NULL));
}

/* A mail with a report, the receipt that went, and its line in the sent log. */
static void
file_one(Fixture *f, int i)
{
	g_autofree char *name = g_strdup_printf("Insats %d", i % INSATSER), *bytes = g_strdup_printf("original %d", i);
	g_autofree char *quarter = g_strdup_printf("%d-Q%d", 1990 + i / INSATSER / 4, i / INSATSER % 4 + 1);
	g_autofree char *id = g_strdup_printf("kvitto-%d@finsam.example", i), *to = g_strdup_printf("namn%d@kommun.example", i);
	g_autoptr(DiReport) report = fixture_report(name, NULL, quarter);
	g_autoptr(GBytes) raw = g_bytes_new(id, strlen(id));
	DiMailAt at = {"x@y", "INBOX", 1, (guint32)i + 1, FALSE};
	DiMailFacts facts = {.from_address = to, .arrived = di_clock_now(), .arrived_rule = "received"};
	DiOutgoing letter = {.kind = "kvitto", .key = id, .to_address = to, .subject = "Ämne", .message_id = id, .mail = raw, .step = -1,
		.not_before = DI_TIME_NONE};
	g_autofree char *text = g_strdup_printf("Gruppen har träffats %s.", i < 3 ? "i Vargbacken" : "varje vecka");
	g_autoptr(GError) error = NULL;
	gboolean added;
	gint64 mail;

	di_report_add_section(report, "2.2", text);
	di_clock_set(di_clock_now() + 3600 * DI_SECOND); /* so that no limit of letters an hour is in the way */
	if (!di_mail_add(f->registry, raw, &at, di_clock_now(), &mail, NULL, &error) ||
		!di_mail_settle(f->registry, mail, DI_MAIL_DIARIEFORT, &facts, &error) ||
		!di_outbox_add(f->registry, &letter, &added, &error))
		fail_msg("%s", error->message);
	di_filed_free(fixture_file(f, report, bytes, to));
	move_all(f);
}

static void
send_all(Fixture *f)
{
	g_autoptr(DiOutboxRow) row = NULL;

	while ((row = di_outbox_next(f->registry, di_clock_now(), NULL))) {
		assert_true(di_outbox_begin(f->registry, row->id, di_clock_now(), NULL));
		assert_true(di_outbox_end(f->registry, row->id, DI_OUTBOX_SKICKAD, "250 ok", di_clock_now(), DI_TIME_NONE, NULL));
		di_clock_set(di_clock_now() + 3600 * DI_SECOND);
		g_clear_pointer(&row, di_outbox_row_free);
	}
}

static void
file_another(Fixture *f)
{
	static int next = 2 * MANY;

	file_one(f, next++);
}

static void
send_letters(Fixture *f)
{
	send_all(f);
}

static void
ask_what_is_owed(Fixture *f)
{
	g_autoptr(GPtrArray) owed = di_registry_owed(f->registry, di_quarter_parse("1990-Q2"), NULL);
	g_autoptr(GPtrArray) stood = di_registry_stood(f->registry, owed, di_quarter_parse("1990-Q1"), NULL);

	assert_int_equal(owed->len, INSATSER);
	assert_non_null(((DiOwed *)stood->pdata[0])->rapport);
}

static gboolean
count(const DiHandling *handling G_GNUC_UNUSED, gpointer user)
{
	(*(guint *)user)++;
	return TRUE;
}

static void
list_quarter(Fixture *f)
{
	DiFilter filter = {.quarter = {1990, 1}};
	guint n = 0;

	assert_true(di_handling_each(f->registry, &filter, count, &n, NULL));
	assert_int_equal(n, INSATSER);
}

static void
list_newest(Fixture *f)
{
	DiFilter filter = {.newest = 10};
	guint n = 0;

	assert_true(di_handling_each(f->registry, &filter, count, &n, NULL));
	assert_int_equal(n, 10);
	assert_true(di_handling_count(f->registry) >= FEW);
}

static void
show_one(Fixture *f)
{
	g_autoptr(DiHandling) handling = di_handling_get(f->registry, "SFE 26-1.1", NULL);

	assert_non_null(handling);
}

static void
search_word(Fixture *f)
{
	g_autoptr(GPtrArray) hits = di_registry_search(f->registry, "vargbacken", NULL, 10, NULL);

	assert_int_equal(hits->len, 3);
}

static void
look_into_folder(Fixture *f)
{
	DiMailAt at = {"x@y", "INBOX", 1, 7, FALSE};
	gboolean known = FALSE;

	assert_true(di_mail_is_known(f->registry, &at, DI_TIME_NONE, &known, NULL));
	assert_true(known);
}

static void
look_for_work(Fixture *f)
{
	g_autoptr(GArray) pending = di_mail_pending(f->registry, di_clock_now(), 10, NULL);
	g_autoptr(GArray) moves = di_mail_moves(f->registry, "x@y", "INBOX", 1, NULL);
	g_autoptr(GPtrArray) planned = di_outbox_planned(f->registry, NULL);
	g_autoptr(DiOutboxRow) letter = di_outbox_next(f->registry, di_clock_now(), NULL);

	assert_int_equal(pending->len + moves->len + planned->len, 0);
	assert_null(letter);
	assert_true(di_registry_log_last(f->registry) > 0);
}

static void
compare_sent_log(Fixture *f)
{
	gboolean behind = TRUE;

	assert_true(di_outbox_is_behind_sent_log(f->registry, &behind, NULL));
	assert_false(behind);
}

static void
list_post(Fixture *f)
{
	g_autoptr(GPtrArray) list = di_post_list(f->registry, di_date_parse("2026-04-15"), di_date_parse("2026-04-15"), NULL);

	assert_true(list->len > 0);
}

static void
find_letters(Fixture *f)
{
	g_autoptr(DiHandling) handling = di_handling_get(f->registry, "SFE 26-1.1", NULL);
	g_autoptr(GPtrArray) letters = di_outbox_about(f->registry, handling->id, NULL);

	assert_int_equal(letters->len, 0);
}

static void
count_review(Fixture *f)
{
	g_autoptr(GPtrArray) list = di_review_list(f->registry, NULL);

	assert_int_equal(di_review_count(f->registry) + list->len, 0);
}

static const struct Row {
	const char *sentence;
	void (*act)(Fixture *f);
	gint64 grows; /* steps that each further report may add: what is looked at up to a limit */
} rows[] = {
	{"a report is filed", file_another, 0},
	{"a letter is sent", send_letters, 0},
	{"what is owed for a quarter", ask_what_is_owed, 0},
	{"the documents of a quarter", list_quarter, 0},
	{"the newest documents", list_newest, 0},
	{"a document by its number", show_one, 0},
	{"a word that few reports have", search_word, 0},
	{"is a mail of the folder known?", look_into_folder, 0},
	{"a cycle with nothing to do", look_for_work, 0},
	{"the sent log beside the register, a thousand lines at most", compare_sent_log, 20},
	{"the post of a day", list_post, 0},
	{"the letters about a document", find_letters, 0},
	{"what waits for a person", count_review, 0},
};

static gint64
steps(sqlite3 *db)
{
	gint64 sum = 0;

	for (sqlite3_stmt *stmt = sqlite3_next_stmt(db, NULL); stmt; stmt = sqlite3_next_stmt(db, stmt))
		sum += sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_VM_STEP, 0);
	return sum;
}

/* The least of five: now and then the full-text index puts its parts together. */
static gint64
steps_of(Fixture *f, const struct Row *row)
{
	gint64 least = G_MAXINT64;

	for (int i = 0; i < 5; i++) {
		gint64 before;

		if (row->act == send_letters)
			file_another(f);
		before = steps(f->registry->db);
		row->act(f);
		least = MIN(least, steps(f->registry->db) - before);
	}
	return least;
}

static void
fill(Fixture *f, int from, int to)
{
	assert_true(di_registry_begin(f->registry, NULL));
	for (int i = from; i < to; i++)
		file_one(f, i);
	send_all(f);
	assert_true(di_registry_commit(f->registry, NULL));
}

static void
nothing_costs_more_when_the_register_has_grown(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	gint64 few[G_N_ELEMENTS(rows)];
	guint bad = 0;

	register_all(f);
	fill(f, 0, FEW);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		few[i] = steps_of(f, &rows[i]);
		assert_true(few[i] > 0);
	}
	fill(f, FEW, MANY);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 many = steps_of(f, &rows[i]);

		print_message("# %s: %" G_GINT64_FORMAT " steps with %d reports, %" G_GINT64_FORMAT " with %d\n", rows[i].sentence, few[i], FEW,
			many, MANY);
		bad += many > few[i] + few[i] / 4 + MARGIN + rows[i].grows * (MANY - FEW);
	}
	assert_int_equal(bad, 0);
}

static gint64
steps_with_waiting(Fixture *f, int from, int to)
{
	g_autoptr(DiOutboxRow) row = NULL;
	gint64 before;

	for (int i = from; i < to; i++)
		file_one(f, i);
	before = steps(f->registry->db);
	row = di_outbox_next(f->registry, di_clock_now(), NULL);
	assert_non_null(row);
	return steps(f->registry->db) - before;
}

static void
many_letters_that_wait_cost_nothing(void **state G_GNUC_UNUSED)
{
	g_autoptr(Fixture) f = fixture_new();
	gint64 few, many;

	register_all(f);
	assert_true(di_registry_begin(f->registry, NULL));
	few = steps_with_waiting(f, 0, FEW);
	many = steps_with_waiting(f, FEW, MANY);
	assert_true(di_registry_commit(f->registry, NULL));
	if (many > few + MARGIN)
		fail_msg("%" G_GINT64_FORMAT " steps to the next letter where %d wait, %" G_GINT64_FORMAT " where %d", few, FEW, many, MANY);
}

int
main(void)
{
	ADD_TEST(many_letters_that_wait_cost_nothing);
	ADD_TEST(nothing_costs_more_when_the_register_has_grown);
	return run_table("registry-growth");
}
