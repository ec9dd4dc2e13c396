/* Importing the register: adds and changes, never removes; the same rows again change nothing. */
#include "private.h"

static void
row_free(gpointer row)
{
	di_insats_row_free(row);
}

/* Most tables name the year of their money; one that does not is of the same year. */
static int
year_of(const DiReport *report)
{
	int year = 0;

	for (guint i = 0; i < report->outcomes->len; i++)
		year = MAX(year, ((const DiOutcome *)report->outcomes->pdata[i])->ar);
	return year;
}

GPtrArray *
di_insats_rows_from_report(const DiReport *report, int year)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);
	int their_year = year ? year : year_of(report);

	for (guint i = 0; i < report->outcomes->len; i++) {
		const DiOutcome *outcome = report->outcomes->pdata[i];
		DiInsatsRow *row;

		if (!outcome->namn || !*outcome->namn)
			continue;
		row = g_new0(DiInsatsRow, 1);
		row->namn = di_text_squeeze(outcome->namn);
		row->huvudman = di_text_squeeze(outcome->huvudman ? outcome->huvudman : "");
		row->start = outcome->period.from;
		row->slut = outcome->period.to;
		row->kontakter = g_ptr_array_new_with_free_func(di_contact_free);
		row->plan = di_plan_of_outcome(outcome, their_year);
		row->loose = TRUE;
		g_ptr_array_add(rows, row);
	}
	return rows;
}

void
di_import_free(DiImport *import)
{
	if (!import)
		return;
	g_ptr_array_unref(import->added);
	g_ptr_array_unref(import->changed);
	g_ptr_array_unref(import->left);
	g_ptr_array_unref(import->missing);
	g_ptr_array_unref(import->kept);
	g_ptr_array_unref(import->doubtful);
	g_free(import);
}

/* One row's way into the register. */
typedef struct {
	DiRegistry *registry;
	const DiInsatsRow *row;
	gint64 insats_id, rapportor_id;
	gboolean added, is_new_insats;
	GPtrArray *changes; /* Swedish words */
	char *huvudman;     /* as registered */
} Entry;

static void
entry_clear(Entry *entry)
{
	g_clear_pointer(&entry->changes, g_ptr_array_unref);
	g_clear_pointer(&entry->huvudman, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Entry, entry_clear)

static void
note(Entry *entry, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void
note(Entry *entry, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	g_ptr_array_add(entry->changes, g_strdup_vprintf(format, values));
	va_end(values);
}

static gboolean
find_or_add_insats(Entry *entry, GError **error)
{
	g_autofree char *folded = di_text_fold(entry->row->namn);

	if (!di_db_int(entry->registry, STMT_INSATS_BY_NAME, &entry->insats_id, error, "s", folded))
		return FALSE;
	if (!entry->insats_id && !di_db_int(entry->registry, STMT_INSATS_BY_ALIAS, &entry->insats_id, error, "s", folded))
		return FALSE;
	if (entry->insats_id)
		return TRUE;
	if (!di_db_run(entry->registry, STMT_INSATS_ADD, error, "ss", entry->row->namn, folded))
		return FALSE;
	entry->insats_id = di_db_last_id(entry->registry);
	entry->is_new_insats = TRUE;
	return TRUE;
}

/* An insats in an appendix that the förbund runs itself: nobody reports it, unless a person says otherwise. */
static gboolean
settle_expectation(Entry *entry, GError **error)
{
	g_autofree char *folded = di_text_fold(entry->row->huvudman);

	if (!entry->is_new_insats || !entry->row->loose || !g_str_has_prefix(folded, "samordningsförbund"))
		return TRUE;
	note(entry, "inga rapporter väntas av förbundet självt; 'diarie insats expect' ändrar det");
	return di_db_run(entry->registry, STMT_INSATS_EXPECT, error, "ni", 0, entry->insats_id);
}

/* An appendix prints "Välfärd Gävle kommun – Arbetsmarknad" where the register says "Gävle kommun". */
static gboolean
find_loose_reporter(Entry *entry, GError **error)
{
	DI_QUERY stmt = di_db_query(entry->registry, STMT_REPORTERS_OF, error, "i", entry->insats_id);
	g_autoptr(DiWords) mine = di_words_of_huvudman(entry->row->huvudman);
	double best = 0.5;
	int got;

	while ((got = di_db_step(entry->registry, stmt, error)) > 0) {
		g_autoptr(DiWords) theirs = di_words_of_huvudman(di_col_borrow(stmt, 1));
		double alike = di_huvudman_similarity(mine, theirs);

		if (alike < 0)
			alike = 0.6; /* one of them says nothing: the only one there is, or none */
		if (alike <= best)
			continue;
		best = alike;
		entry->rapportor_id = di_col_int(stmt, 0);
	}
	return got == 0;
}

static gboolean
find_or_add_reporter(Entry *entry, GError **error)
{
	g_autofree char *folded = di_text_fold(entry->row->huvudman);

	if (!di_db_int(entry->registry, STMT_REPORTER_FIND, &entry->rapportor_id, error, "is", entry->insats_id, folded))
		return FALSE;
	if (!entry->rapportor_id && entry->row->loose && !find_loose_reporter(entry, error))
		return FALSE;
	if (entry->rapportor_id)
		return TRUE;
	if (!di_db_run(entry->registry, STMT_REPORTER_ADD, error, "issdd", entry->insats_id, entry->row->huvudman, folded,
		    entry->row->start, entry->row->slut))
		return FALSE;
	entry->rapportor_id = di_db_last_id(entry->registry);
	entry->added = TRUE;
	return TRUE;
}

static void
note_date(Entry *entry, const char *word, DiDate before, DiDate after)
{
	g_autofree char *old = di_date_format(before), *new = di_date_format(after);

	if (before != after)
		note(entry, "%s %s (förut %s)", word, *new ? new : "öppet", *old ? old : "öppet");
}

/* A CSV is the register's word, so an empty day opens the period. An appendix that gives none says nothing. */
static gboolean
update_period(Entry *entry, GError **error)
{
	DiDate start = DI_DATE_NONE, slut = DI_DATE_NONE;
	DiDate new_start = entry->row->start, new_slut = entry->row->slut;
	DI_QUERY stmt = di_db_query(entry->registry, STMT_REPORTER_GET, error, "i", entry->rapportor_id);

	if (di_db_step(entry->registry, stmt, error) <= 0)
		return FALSE;
	entry->huvudman = di_col_text(stmt, 0);
	start = di_col_date(stmt, 1);
	slut = di_col_date(stmt, 2);
	if (entry->row->loose && new_start == DI_DATE_NONE && new_slut == DI_DATE_NONE)
		return TRUE;
	if (start == new_start && slut == new_slut)
		return TRUE;
	note_date(entry, "start", start, new_start);
	note_date(entry, "slut", slut, new_slut);
	return di_db_run(entry->registry, STMT_REPORTER_PERIOD, error, "ddi", new_start, new_slut, entry->rapportor_id);
}

static gboolean
update_contacts(Entry *entry, GError **error)
{
	for (guint i = 0; i < entry->row->kontakter->len; i++) {
		const DiContact *contact = entry->row->kontakter->pdata[i];
		g_autofree char *folded = di_text_fold(contact->address);
		gboolean added = FALSE;

		if (!di_insats_add_contact(entry->registry, entry->rapportor_id, contact->name, contact->address, "register",
			    &added, error))
			return FALSE;
		if (added) {
			note(entry, "kontakt %s", contact->address);
			continue;
		}
		if (!contact->name)
			continue;
		if (!di_db_run(entry->registry, STMT_CONTACT_NAME, error, "sis", contact->name, entry->rapportor_id, folded))
			return FALSE;
		if (di_db_changes(entry->registry) > 0)
			note(entry, "namn på kontakt %s", contact->address);
	}
	return TRUE;
}

static gboolean
update_aliases(Entry *entry, GError **error)
{
	for (guint i = 0; entry->row->alias && entry->row->alias[i]; i++) {
		gboolean added = FALSE;

		if (!di_insats_learn_alias(entry->registry, entry->insats_id, entry->row->alias[i], "register", &added, error))
			return FALSE;
		if (added)
			note(entry, "alias %s", entry->row->alias[i]);
	}
	return TRUE;
}

static gboolean
update_number(Entry *entry, GPtrArray *left, GError **error)
{
	g_autofree char *existing = NULL;
	gboolean added = FALSE;

	if (!entry->row->diarienummer)
		return TRUE;
	if (!di_arende_adopt(entry->registry, entry->insats_id, entry->row->diarienummer, &added, &existing, error)) {
		g_prefix_error(error, "insats '%s': ", entry->row->namn);
		return FALSE;
	}
	if (added)
		note(entry, "ärende %s", entry->row->diarienummer);
	else if (!g_str_equal(existing, entry->row->diarienummer))
		g_ptr_array_add(left, g_strdup_printf("%s (%s): ärendet har redan nummer %s, så %s används inte", entry->row->namn,
			entry->row->huvudman, existing, entry->row->diarienummer));
	return TRUE;
}

static gboolean
update_plan(Entry *entry, GError **error)
{
	return !entry->row->plan ||
		di_plan_write(entry->registry, entry->rapportor_id, entry->row->plan, entry->changes, error);
}

static gboolean
report_entry(Entry *entry, DiImport *import, GError **error)
{
	g_autofree char *what = NULL, *line = NULL;

	g_ptr_array_add(entry->changes, NULL);
	what = g_strjoinv(", ", (char **)entry->changes->pdata);
	line = g_strdup_printf("%s (%s)%s%s", entry->row->namn, entry->huvudman, *what ? ": " : "", what);
	g_ptr_array_add(entry->added ? import->added : *what ? import->changed : import->left, g_strdup(line));
	if (!entry->added && !*what)
		return TRUE;
	return di_registry_log(entry->registry, entry->added ? "insats tillagd" : "insats ändrad", entry->row->namn, line, error);
}

static gboolean
import_row(DiRegistry *registry, const DiInsatsRow *row, DiImport *import, DiImported *imported, GError **error)
{
	g_auto(Entry) entry = {.registry = registry, .row = row, .changes = g_ptr_array_new_with_free_func(g_free)};
	gboolean ok = find_or_add_insats(&entry, error) && find_or_add_reporter(&entry, error) && settle_expectation(&entry, error) &&
		update_period(&entry, error) && update_contacts(&entry, error) && update_aliases(&entry, error) &&
		update_number(&entry, import->left, error) && update_plan(&entry, error) && report_entry(&entry, import, error);

	*imported = (DiImported){.row = row, .insats_id = entry.insats_id, .rapportor_id = entry.rapportor_id, .added = entry.added};
	return ok;
}

static void
add_amount(gint64 amount, gint64 *sum)
{
	*sum += amount == DI_AMOUNT_NONE ? 0 : amount;
}

/* What the rows hold in all: a person compares it with the foot of the paper. */
static void
add_up(const GPtrArray *rows, DiImport *import)
{
	for (guint i = 0; i < rows->len; i++) {
		const DiInsatsRow *row = rows->pdata[i];
		const DiPlanYear *year = row->plan && row->plan->years->len ? row->plan->years->pdata[0] : NULL;

		if (!year || !year->ar || (import->ar && import->ar != year->ar)) {
			import->ar = 0;
			return;
		}
		import->ar = year->ar;
		add_amount(year->budget_tkr, &import->budget_tkr);
		add_amount(year->utfall_tkr, &import->utfall_tkr);
	}
}

static DiImport *
import_new(void)
{
	DiImport *import = g_new0(DiImport, 1);
	GPtrArray **lists[] = {&import->added, &import->changed, &import->left, &import->missing, &import->kept, &import->doubtful};

	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		*lists[i] = g_ptr_array_new_with_free_func(g_free);
	return import;
}

static gboolean
import_rows(DiRegistry *registry, const GPtrArray *rows, DiImport *import, GError **error)
{
	g_autoptr(GPtrArray) before = di_insats_list(registry, error);
	g_autoptr(GArray) imported = g_array_new(FALSE, FALSE, sizeof(DiImported));
	gboolean is_loose = FALSE;

	for (guint i = 0; before && i < rows->len; i++) {
		const DiInsatsRow *row = rows->pdata[i];
		DiImported one;

		if (!import_row(registry, row, import, &one, error))
			return FALSE;
		g_array_append_val(imported, one);
		is_loose |= row->loose;
	}
	if (before && !is_loose) /* an appendix is of another year, without contacts, and with names of its own */
		di_import_look(registry, before, imported, import);
	return before != NULL;
}

DiImport *
di_insats_import(DiRegistry *registry, const GPtrArray *rows, DiImportHow how, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autoptr(DiImport) import = import_new();
	gboolean is_refused;

	if (!transaction || !import_rows(registry, rows, import, error))
		return NULL;
	is_refused = import->doubtful->len && !(how & DI_IMPORT_NEW);
	add_up(rows, import);
	di_names_forget(registry);
	if (!is_refused && !(how & DI_IMPORT_DRY_RUN) && !di_transaction_commit(&transaction, error))
		return NULL;
	return g_steal_pointer(&import);
}
