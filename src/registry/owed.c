/* What is owed for a quarter: every reporter of every insats, with what came in and what was done. */
#include "private.h"

#include <string.h>

static void
owed_free(gpointer owed)
{
	di_owed_free(owed);
}

static gboolean
overlaps(const DiOwed *owed)
{
	return (owed->insats_from == DI_DATE_NONE || owed->insats_from <= di_quarter_last_day(owed->quarter)) &&
		(owed->insats_to == DI_DATE_NONE || owed->insats_to >= di_quarter_first_day(owed->quarter));
}

/* In the quarter in which the insats ends the final report is asked for, so many days after that end. */
static void
settle_kind(const DiConfig *config, DiOwed *owed, DiDate quarterly_due)
{
	gboolean last = owed->insats_to != DI_DATE_NONE &&
		di_quarter_compare(di_quarter_of(owed->insats_to), owed->quarter) == 0;

	owed->kind = last ? DI_KIND_SLUTRAPPORT : DI_KIND_KVARTALSRAPPORT;
	owed->due = last ? di_workday_on_or_after(owed->insats_to + config->reminders.slutrapport_days)
			 : quarterly_due;
}

typedef struct {
	DiRegistry *registry;
	DiQuarter quarter;
	DiDate due; /* of the quarter: the calendar is asked once */
	const GPtrArray *like; /* reporters that are known; NULL: to be asked for */
	GPtrArray *list;
	GHashTable *by_reporter; /* rapportor_id → DiOwed */
} Question;

static void
add_owed(const Question *question, DiOwed *owed)
{
	owed->quarter = question->quarter;
	owed->expected = owed->reports && overlaps(owed);
	settle_kind(question->registry->config, owed, question->due);
	g_ptr_array_add(question->list, owed);
	g_hash_table_insert(question->by_reporter, &owed->rapportor_id, owed);
}

/* Row: insats_id, rapportor_id, namn, huvudman, start, slut, vantas, arende */
static DiOwed *
read_owed(sqlite3_stmt *stmt)
{
	DiOwed *owed = di_owed_new();

	owed->insats_id = di_col_int(stmt, 0);
	owed->rapportor_id = di_col_int(stmt, 1);
	owed->insats = di_col_text(stmt, 2);
	owed->huvudman = di_col_text(stmt, 3);
	owed->insats_from = di_col_date(stmt, 4);
	owed->insats_to = di_col_date(stmt, 5);
	owed->reports = di_col_int(stmt, 6) != 0;
	owed->arende = di_col_text(stmt, 7);
	return owed;
}

/* The reporter in column COLUMN; NULL: none of those asked about. */
static DiOwed *
owed_of(const Question *question, sqlite3_stmt *stmt, int column)
{
	gint64 id = di_col_int(stmt, column);

	return g_hash_table_lookup(question->by_reporter, &id);
}

static gboolean
ask_reporters(Question *question, GError **error)
{
	DI_QUERY stmt = di_db_query(question->registry, STMT_OWED_REPORTERS, error, "n", question->quarter.year);
	int got;

	while ((got = di_db_step(question->registry, stmt, error)) > 0)
		add_owed(question, read_owed(stmt));
	return got == 0;
}

static gboolean
copy_reporters(Question *question)
{
	for (guint i = 0; i < question->like->len; i++) {
		const DiOwed *like = question->like->pdata[i];
		DiOwed *owed = di_owed_new();

		owed->insats_id = like->insats_id;
		owed->rapportor_id = like->rapportor_id;
		owed->insats_from = like->insats_from;
		owed->insats_to = like->insats_to;
		owed->reports = like->reports;
		add_owed(question, owed);
	}
	return TRUE;
}

static gboolean
ask_contacts(Question *question, GError **error)
{
	DI_QUERY stmt = di_db_query(question->registry, STMT_OWED_CONTACTS, error, "");
	int got;

	while ((got = di_db_step(question->registry, stmt, error)) > 0) {
		DiOwed *owed = owed_of(question, stmt, 0);

		if (owed)
			di_owed_add_contact(owed, di_col_borrow(stmt, 1), di_col_borrow(stmt, 2), di_col_int(stmt, 3) != 0);
	}
	return got == 0;
}

/* A final report answers for a quarterly one, as the insats may have ended early; the other way round it does not. */
static gboolean
answers(const DiOwed *owed, const char *kind)
{
	DiKind read = DI_KIND_NONE;

	return kind && di_kind_from_word(kind, &read) &&
		(read == owed->kind || (read == DI_KIND_SLUTRAPPORT && owed->kind == DI_KIND_KVARTALSRAPPORT));
}

/* Row: rapportor_id, slag, inkom, diarienummer, version (0: it was replaced), saknas (or nothing). The version that came in last counts, a
 * final report before a quarterly one. */
static void
note_handling(DiOwed *owed, sqlite3_stmt *stmt)
{
	const char *missing = di_col_borrow(stmt, 5);
	DiDate arrived = di_col_date(stmt, 2);
	int version = (int)di_col_int(stmt, 4);
	DiKind kind = DI_KIND_NONE;

	G_STATIC_ASSERT(DI_KIND_NONE < DI_KIND_KVARTALSRAPPORT && DI_KIND_KVARTALSRAPPORT < DI_KIND_SLUTRAPPORT);
	if (owed->first_arrived == DI_DATE_NONE || arrived < owed->first_arrived)
		owed->first_arrived = arrived;
	if (!di_kind_from_word(di_col_borrow(stmt, 1), &kind) || kind < owed->came || (kind == owed->came && version < owed->version))
		return;
	owed->arrived = arrived;
	owed->came = kind;
	owed->version = version;
	g_free(owed->rapport);
	owed->rapport = di_col_text(stmt, 3);
	g_strfreev(owed->saknas);
	owed->saknas = missing && *missing ? g_strsplit(missing, ",", -1) : g_new0(char *, 1);
}

static gboolean
ask_handlings(Question *question, DiStatement which, GError **error)
{
	DI_QUERY stmt = di_db_query(question->registry, which, error, "q", question->quarter);
	int got;

	while ((got = di_db_step(question->registry, stmt, error)) > 0) {
		DiOwed *owed = owed_of(question, stmt, 0);

		if (owed && answers(owed, di_col_borrow(stmt, 1)))
			note_handling(owed, stmt);
	}
	return got == 0;
}

static gboolean
ask_excuses(Question *question, GError **error)
{
	DI_QUERY stmt = di_db_query(question->registry, STMT_OWED_EXCUSES, error, "q", question->quarter);
	int got;

	while ((got = di_db_step(question->registry, stmt, error)) > 0) {
		DiOwed *owed = owed_of(question, stmt, 0);

		if (!owed)
			continue;
		owed->excused_until = di_col_date(stmt, 1);
		owed->excused = owed->excused_until == DI_DATE_NONE;
	}
	return got == 0;
}

/* Mails that no reader could read yet. */
static gboolean
ask_unread(const Question *question, GError **error)
{
	g_autoptr(GPtrArray) senders = di_unread_senders(question->registry, error);
	const GPtrArray *reporters = senders && senders->len > 0 ? di_names_get(question->registry, error) : senders;

	if (!reporters)
		return FALSE;
	for (guint i = 0; senders->len > 0 && i < reporters->len; i++) {
		const DiReporter *reporter = reporters->pdata[i];
		DiOwed *owed = g_hash_table_lookup(question->by_reporter, &reporter->rapportor_id);

		for (guint j = 0; owed && !owed->in_review && j < senders->len; j++)
			owed->in_review = di_sender_is_known(senders->pdata[j], reporter, reporters);
	}
	return TRUE;
}

/* Whatever may be this reporter's counts: better no reminder than one to somebody who has sent. SQLite takes longer to understand the
 * question than to answer whether anything waits at all. */
static gboolean
ask_reviews(Question *question, GError **error)
{
	DI_QUERY stmt = NULL;
	gint64 waiting = 0;
	int got;

	if (!di_db_int(question->registry, STMT_OWED_WAITING, &waiting, error, ""))
		return FALSE;
	if (!waiting)
		return TRUE;
	stmt = di_db_query(question->registry, STMT_OWED_REVIEWS, error, "q", question->quarter);
	while ((got = di_db_step(question->registry, stmt, error)) > 0) {
		DiOwed *owed = owed_of(question, stmt, 0);

		if (owed)
			owed->in_review = TRUE;
	}
	return got == 0 && ask_unread(question, error);
}

/* The letter of row STMT (OWED_STEPS) came back, and somebody else can still be written to. */
static gboolean
ask_unreached(const Question *question, sqlite3_stmt *stmt, gboolean *unreached_out, GError **error)
{
	const char *state = di_col_borrow(stmt, 3);
	gint64 unreached = 0;

	if ((g_str_equal(state, "studsad") || g_str_equal(state, "avvisad")) && di_col_int(stmt, 1) != DI_STEP_ESCALATE &&
		!di_db_int(question->registry, STMT_OWED_UNREACHED, &unreached, error, "iiqs", di_col_int(stmt, 6), di_col_int(stmt, 0),
			question->quarter, di_col_borrow(stmt, 4)))
		return FALSE;
	*unreached_out = unreached != 0;
	return TRUE;
}

/* A step that went to several contacts is one: the most settled of its letters speaks for it (the statement's order). Steps towards
 * another report, owed before the insats's last day was moved, are none. */
static gboolean
ask_steps(Question *question, GError **error)
{
	DI_QUERY stmt = di_db_query(question->registry, STMT_OWED_STEPS, error, "q", question->quarter);
	int got;

	while ((got = di_db_step(question->registry, stmt, error)) > 0) {
		DiOwed *owed = owed_of(question, stmt, 0);
		int step = (int)di_col_int(stmt, 1);
		const char *state = di_col_borrow(stmt, 3);
		const DiStepDone *last = owed && owed->done->len ? owed->done->pdata[owed->done->len - 1] : NULL;
		gboolean unreached;

		if (owed && (g_str_equal(state, "vantar") || g_str_equal(state, "planerad")))
			owed->waiting = TRUE;
		if (!owed || (last && last->step == step) || !g_str_equal(di_col_borrow(stmt, 4), di_kind_word(owed->kind)))
			continue;
		if (!ask_unreached(question, stmt, &unreached, error))
			return FALSE;
		di_owed_add_done(owed, step, di_col_date(stmt, 2), g_str_equal(state, "skickad"), state);
		di_owed_set_letter(owed, di_col_borrow(stmt, 5));
		((DiStepDone *)owed->done->pdata[owed->done->len - 1])->unreached = unreached;
	}
	return got == 0;
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
	const DiOwed *first = *(const DiOwed *const *)a, *second = *(const DiOwed *const *)b;
	int order = di_text_compare(first->insats, second->insats);

	if (order == 0 && first->insats_id != second->insats_id)
		return first->insats_id < second->insats_id ? -1 : 1;
	return order ? order : di_text_compare(first->huvudman, second->huvudman);
}

static gboolean
ask_state(Question *question, GError **error)
{
	return (question->like ? copy_reporters(question) : ask_reporters(question, error)) &&
		ask_handlings(question, STMT_OWED_ARRIVALS, error) && ask_excuses(question, error) && ask_reviews(question, error);
}

static gboolean
ask_all(Question *question, GError **error)
{
	return ask_reporters(question, error) && ask_contacts(question, error) && ask_handlings(question, STMT_OWED_HANDLINGS, error) &&
		ask_excuses(question, error) && ask_reviews(question, error) && ask_steps(question, error);
}

/* One moment of the database for all the questions: a writer in between must not make them disagree. */
static GPtrArray *
ask(DiRegistry *registry, const GPtrArray *like, DiQuarter quarter, gboolean (*questions)(Question *question, GError **error), GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(owed_free);
	g_autoptr(GHashTable) by_reporter = g_hash_table_new(g_int64_hash, g_int64_equal);
	Question question = {.registry = registry, .quarter = quarter, .due = di_config_due(registry->config, quarter), .like = like,
		.list = list, .by_reporter = by_reporter};
	gboolean alone = registry->depth == 0, ok;

	if (alone && !di_db_exec(registry, "BEGIN", error))
		return NULL;
	ok = questions(&question, error);
	if (alone)
		(void)!di_db_exec(registry, "ROLLBACK", NULL);
	if (!ok)
		return NULL;
	if (!like)
		g_ptr_array_sort(list, by_name);
	return g_steal_pointer(&list);
}

GPtrArray *
di_registry_owed(DiRegistry *registry, DiQuarter quarter, GError **error)
{
	return ask(registry, NULL, quarter, ask_all, error);
}

GPtrArray *
di_registry_stood(DiRegistry *registry, const GPtrArray *like, DiQuarter quarter, GError **error)
{
	return ask(registry, like, quarter, ask_state, error);
}
