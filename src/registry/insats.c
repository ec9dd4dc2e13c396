/* The register of insatser: adds and changes, never removes. */
#include "private.h"

#include <string.h>

DiContact *
di_contact_new(const char *name, const char *address, gboolean bounces)
{
	DiContact *contact = g_new0(DiContact, 1);

	contact->name = g_strdup(name);
	contact->address = g_strdup(address);
	contact->bounces = bounces;
	return contact;
}

void
di_contact_free(gpointer data)
{
	DiContact *contact = data;

	if (!contact)
		return;
	g_free(contact->name);
	g_free(contact->address);
	g_free(contact);
}

static void
row_clear(DiInsatsRow *row)
{
	g_free(row->namn);
	g_free(row->huvudman);
	g_free(row->diarienummer);
	g_clear_pointer(&row->kontakter, g_ptr_array_unref);
	g_strfreev(row->alias);
}

void
di_insats_row_free(DiInsatsRow *row)
{
	if (!row)
		return;
	row_clear(row);
	g_free(row);
}

void
di_insats_free(DiInsats *insats)
{
	if (!insats)
		return;
	row_clear(&insats->row);
	g_strfreev(insats->arenden);
	g_free(insats);
}

static void
row_free(gpointer row)
{
	di_insats_row_free(row);
}

static void
insats_free(gpointer insats)
{
	di_insats_free(insats);
}

GPtrArray *
di_insats_rows_from_report(const DiReport *report)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);

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
	g_free(import);
}

/* One row's way into the register. */
typedef struct {
	DiRegistry *registry;
	const DiInsatsRow *row;
	gint64 insats_id, rapportor_id;
	gboolean added;
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
	return TRUE;
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

gboolean
di_insats_add_contact(DiRegistry *registry, gint64 rapportor_id, const char *name, const char *address,
	const char *source, gboolean *added_out, GError **error)
{
	g_autofree char *folded = di_text_fold(address);

	if (!di_db_run(registry, STMT_CONTACT_ADD, error, "issss", rapportor_id, name, address, folded, source))
		return FALSE;
	*added_out = di_db_changes(registry) > 0;
	return TRUE;
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

gboolean
di_insats_learn_alias(DiRegistry *registry, gint64 insats_id, const char *alias, const char *source,
	gboolean *added_out, GError **error)
{
	g_autofree char *folded = di_text_fold(alias);
	gint64 same = 0;

	*added_out = FALSE;
	if (!di_db_int(registry, STMT_INSATS_BY_NAME, &same, error, "s", folded))
		return FALSE;
	if (same == insats_id || !*folded)
		return TRUE;
	if (!di_db_run(registry, STMT_ALIAS_ADD, error, "isss", insats_id, alias, folded, source))
		return FALSE;
	*added_out = di_db_changes(registry) > 0;
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
import_row(DiRegistry *registry, const DiInsatsRow *row, DiImport *import, GError **error)
{
	g_auto(Entry) entry = {.registry = registry, .row = row, .changes = g_ptr_array_new_with_free_func(g_free)};

	return find_or_add_insats(&entry, error) && find_or_add_reporter(&entry, error) && update_period(&entry, error) &&
		update_contacts(&entry, error) && update_aliases(&entry, error) && update_number(&entry, import->left, error) &&
		report_entry(&entry, import, error);
}

DiImport *
di_insats_import(DiRegistry *registry, const GPtrArray *rows, gboolean dry_run, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autoptr(DiImport) import = g_new0(DiImport, 1);

	import->added = g_ptr_array_new_with_free_func(g_free);
	import->changed = g_ptr_array_new_with_free_func(g_free);
	import->left = g_ptr_array_new_with_free_func(g_free);
	if (!transaction)
		return NULL;
	for (guint i = 0; i < rows->len; i++) {
		if (!import_row(registry, rows->pdata[i], import, error))
			return NULL;
	}
	if (!dry_run && !di_transaction_commit(&transaction, error))
		return NULL;
	return g_steal_pointer(&import);
}

GPtrArray *
di_insats_contacts(DiRegistry *registry, gint64 rapportor_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_CONTACTS_OF, error, "i", rapportor_id);
	g_autoptr(GPtrArray) contacts = g_ptr_array_new_with_free_func(di_contact_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0)
		g_ptr_array_add(contacts, di_contact_new(di_col_borrow(stmt, 0), di_col_borrow(stmt, 1), di_col_int(stmt, 2) != 0));
	return got == 0 ? g_steal_pointer(&contacts) : NULL;
}

/* The first column of each row. */
static char **
texts_of(DiRegistry *registry, DiStatement which, gint64 id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, which, error, "i", id);
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0)
		g_ptr_array_add(texts, di_col_text(stmt, 0));
	if (got < 0)
		return NULL;
	g_ptr_array_add(texts, NULL);
	return (char **)g_ptr_array_steal(texts, NULL);
}

static DiInsats *
read_insats(DiRegistry *registry, sqlite3_stmt *stmt, GError **error)
{
	g_autoptr(DiInsats) insats = g_new0(DiInsats, 1);
	DiInsatsRow *row = &insats->row;

	insats->insats_id = di_col_int(stmt, 0);
	insats->rapportor_id = di_col_int(stmt, 1);
	row->namn = di_col_text(stmt, 2);
	row->huvudman = di_col_text(stmt, 3);
	row->start = di_col_date(stmt, 4);
	row->slut = di_col_date(stmt, 5);
	insats->expects_reports = di_col_int(stmt, 6) != 0;
	row->diarienummer = di_col_text(stmt, 7);
	row->kontakter = di_insats_contacts(registry, insats->rapportor_id, error);
	row->alias = row->kontakter ? texts_of(registry, STMT_ALIASES_OF, insats->insats_id, error) : NULL;
	insats->arenden = row->alias ? texts_of(registry, STMT_CASES_OF, insats->insats_id, error) : NULL;
	if (!insats->arenden)
		return NULL;
	if (!row->alias[0])
		g_clear_pointer(&row->alias, g_strfreev);
	return g_steal_pointer(&insats);
}

static gint
by_name(gconstpointer a, gconstpointer b)
{
	const DiInsats *first = *(const DiInsats *const *)a, *second = *(const DiInsats *const *)b;
	int order = di_text_compare(first->row.namn, second->row.namn);

	if (order == 0)
		order = first->insats_id < second->insats_id ? -1 : first->insats_id > second->insats_id;
	return order ? order : di_text_compare(first->row.huvudman, second->row.huvudman);
}

GPtrArray *
di_insats_list(DiRegistry *registry, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_INSATS_ALL, error, "");
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(insats_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiInsats *insats = read_insats(registry, stmt, error);

		if (!insats)
			return NULL;
		g_ptr_array_add(list, insats);
	}
	if (got < 0)
		return NULL;
	g_ptr_array_sort(list, by_name);
	return g_steal_pointer(&list);
}

DiInsats *
di_insats_of_contact(DiRegistry *registry, const char *address, GError **error)
{
	g_autofree char *folded = di_text_fold(address);
	DI_QUERY stmt = di_db_query(registry, STMT_INSATS_OF_CONTACT, error, "s", folded);

	return di_db_step(registry, stmt, error) > 0 ? read_insats(registry, stmt, error) : NULL;
}

static gboolean
by_number(DiRegistry *registry, const char *text, gint64 *insats_out, GError **error)
{
	g_autofree char *number = di_diarienummer_normalise(text, NULL);
	DiDiarienummer parsed;
	g_autofree char *arende = NULL;

	if (!number || !di_diarienummer_parse(number, &parsed))
		return TRUE;
	arende = g_strndup(number, strcspn(number, "."));
	return di_db_int(registry, STMT_INSATS_BY_CASE, insats_out, error, "s", arende) &&
		(*insats_out || di_db_int(registry, STMT_INSATS_BY_HANDLING, insats_out, error, "s", number));
}

/* The insats whose folded name or alias contains TEXT, if it is the only one. */
static gboolean
by_part(const GPtrArray *list, const char *folded, gint64 *insats_out)
{
	gint64 found = 0;

	for (guint i = 0; i < list->len && *folded; i++) {
		const DiInsats *insats = list->pdata[i];
		g_autofree char *name = di_text_fold(insats->row.namn);
		g_autofree char *aliases = insats->row.alias ? g_strjoinv("\n", insats->row.alias) : g_strdup("");
		g_autofree char *alias = di_text_fold(aliases);

		if (!strstr(name, folded) && !strstr(alias, folded))
			continue;
		if (found && found != insats->insats_id)
			return FALSE;
		found = insats->insats_id;
	}
	*insats_out = found;
	return TRUE;
}

static DiInsats *
take_first(GPtrArray *list, gint64 insats_id)
{
	for (guint i = 0; i < list->len; i++) {
		const DiInsats *insats = list->pdata[i];

		if (insats->insats_id == insats_id)
			return g_ptr_array_steal_index(list, i);
	}
	return NULL;
}

DiInsats *
di_insats_find(DiRegistry *registry, const char *text, GError **error)
{
	g_autoptr(GPtrArray) list = di_insats_list(registry, error);
	g_autofree char *folded = di_text_fold(text);
	gint64 id = 0;

	if (!list || !by_number(registry, text, &id, error))
		return NULL;
	if (!id && !di_db_int(registry, STMT_INSATS_BY_NAME, &id, error, "s", folded))
		return NULL;
	if (!id && !di_db_int(registry, STMT_INSATS_BY_ALIAS, &id, error, "s", folded))
		return NULL;
	if (!id && !by_part(list, folded, &id)) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "'%s' fits more than one insats; write more of its name", text);
		return NULL;
	}
	if (!id) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "no insats is called '%s'; see diarie insats list", text);
		return NULL;
	}
	return take_first(list, id);
}

gboolean
di_insats_add_alias(DiRegistry *registry, gint64 insats_id, const char *alias, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	gboolean added = FALSE;

	return transaction && di_insats_learn_alias(registry, insats_id, alias, "granskning", &added, error) &&
		(!added || di_registry_log(registry, "alias tillagt", alias, "", error)) &&
		di_transaction_commit(&transaction, error);
}

gboolean
di_insats_set_expected(DiRegistry *registry, gint64 insats_id, gboolean expected, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *object = g_strdup_printf("insats %" G_GINT64_FORMAT, insats_id);

	return transaction && di_db_run(registry, STMT_INSATS_EXPECT, error, "ni", expected ? 1 : 0, insats_id) &&
		di_registry_log(registry, expected ? "rapporter väntas" : "rapporter väntas inte", object, "", error) &&
		di_transaction_commit(&transaction, error);
}

/* The ids of the reporters that HUVUDMAN means. */
static GArray *
reporters_named(DiRegistry *registry, gint64 insats_id, const char *huvudman, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_REPORTERS_OF, error, "i", insats_id);
	g_autofree char *folded = huvudman ? di_text_fold(huvudman) : NULL;
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		g_autofree char *theirs = di_text_fold(di_col_borrow(stmt, 1));
		gint64 id = di_col_int(stmt, 0);

		if (!folded || strstr(theirs, folded))
			g_array_append_val(ids, id);
	}
	if (got < 0)
		return NULL;
	if (ids->len == 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "the insats has no reporting organisation called '%s'",
			huvudman ? huvudman : "");
		return NULL;
	}
	return g_steal_pointer(&ids);
}

gboolean
di_insats_excuse(DiRegistry *registry, gint64 insats_id, const char *huvudman, DiQuarter quarter, DiDate until,
	const char *reason, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autoptr(GArray) ids = transaction ? reporters_named(registry, insats_id, huvudman, error) : NULL;
	g_autofree char *object = g_strdup_printf("insats %" G_GINT64_FORMAT, insats_id);
	g_autofree char *period = di_quarter_format(quarter), *day = di_date_format(until), *detail = NULL;

	if (!ids)
		return FALSE;
	for (guint i = 0; i < ids->len; i++) {
		if (!di_db_run(registry, STMT_EXCUSE, error, "iqdsts", g_array_index(ids, gint64, i), quarter, until,
			    reason ? reason : "", di_clock_now(), registry->actor))
			return FALSE;
	}
	detail = g_strdup_printf("%s %s%s%s: %s", huvudman ? huvudman : "alla", period, *day ? " till " : "", day,
		reason ? reason : "");
	return di_registry_log(registry, *day ? "anstånd" : "dispens", object, detail, error) &&
		di_transaction_commit(&transaction, error);
}
