/* The register of insatser: listing, finding, excusing; contacts and aliases. */
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
	g_clear_pointer(&row->plan, di_plan_free);
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
insats_free(gpointer insats)
{
	di_insats_free(insats);
}

gboolean
di_insats_add_contact(DiRegistry *registry, gint64 rapportor_id, const char *name, const char *address,
	const char *source, gboolean *added_out, GError **error)
{
	g_autofree char *folded = di_text_fold(address);

	if (!di_db_run(registry, STMT_CONTACT_ADD, error, "issss", rapportor_id, name, address, folded, source))
		return FALSE;
	di_names_forget(registry);
	*added_out = di_db_changes(registry) > 0;
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
	if (same || !*folded) /* its own name, or another's: that would make both doubtful */
		return TRUE;
	if (!di_db_run(registry, STMT_ALIAS_ADD, error, "isss", insats_id, alias, folded, source))
		return FALSE;
	di_names_forget(registry);
	*added_out = di_db_changes(registry) > 0;
	return TRUE;
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

static DiInsats *
read_outline(sqlite3_stmt *stmt)
{
	DiInsats *insats = g_new0(DiInsats, 1);
	DiInsatsRow *row = &insats->row;

	insats->insats_id = di_col_int(stmt, 0);
	insats->rapportor_id = di_col_int(stmt, 1);
	row->namn = di_col_text(stmt, 2);
	row->huvudman = di_col_text(stmt, 3);
	row->start = di_col_date(stmt, 4);
	row->slut = di_col_date(stmt, 5);
	insats->expects_reports = di_col_int(stmt, 6) != 0;
	row->diarienummer = di_col_text(stmt, 7);
	return insats;
}

static DiInsats *
read_insats(DiRegistry *registry, sqlite3_stmt *stmt, GError **error)
{
	g_autoptr(DiInsats) insats = read_outline(stmt);
	DiInsatsRow *row = &insats->row;

	row->kontakter = di_insats_contacts(registry, insats->rapportor_id, error);
	row->alias = row->kontakter ? di_db_texts(registry, STMT_ALIASES_OF, insats->insats_id, error) : NULL;
	insats->arenden = row->alias ? di_db_texts(registry, STMT_CASES_OF, insats->insats_id, error) : NULL;
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

static GPtrArray *
read_list(DiRegistry *registry, sqlite3_stmt *stmt, gboolean whole, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(insats_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiInsats *insats = whole ? read_insats(registry, stmt, error) : read_outline(stmt);

		if (!insats)
			return NULL;
		g_ptr_array_add(list, insats);
	}
	if (got < 0)
		return NULL;
	g_ptr_array_sort(list, by_name);
	return g_steal_pointer(&list);
}

GPtrArray *
di_insats_list(DiRegistry *registry, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_INSATS_ALL, error, "");

	return read_list(registry, stmt, TRUE, error);
}

GPtrArray *
di_insats_outlines(DiRegistry *registry, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_INSATS_ALL, error, "");

	return read_list(registry, stmt, FALSE, error);
}

GPtrArray *
di_insats_reporters(DiRegistry *registry, gint64 insats_id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_INSATS_GET, error, "i", insats_id);

	return read_list(registry, stmt, TRUE, error);
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

/* The insats whose folded name or alias contains TEXT. 0: none; −1: several. */
static gint64
by_part(const GPtrArray *list, const char *folded)
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
			return -1;
		found = insats->insats_id;
	}
	return found;
}

static gboolean
id_of(DiRegistry *registry, const char *text, gint64 *id_out, GError **error)
{
	g_autofree char *folded = di_text_fold(text);
	g_autoptr(GPtrArray) list = NULL;

	*id_out = 0;
	if (!by_number(registry, text, id_out, error) ||
		(!*id_out && !di_db_int(registry, STMT_INSATS_BY_NAME, id_out, error, "s", folded)) ||
		(!*id_out && !di_db_int(registry, STMT_INSATS_BY_ALIAS, id_out, error, "s", folded)))
		return FALSE;
	if (*id_out)
		return TRUE;
	list = di_insats_list(registry, error);
	if (list)
		*id_out = by_part(list, folded);
	return list != NULL;
}

DiInsats *
di_insats_find(DiRegistry *registry, const char *text, GError **error)
{
	g_autoptr(GPtrArray) reporters = NULL;
	gint64 id;

	if (!id_of(registry, text, &id, error))
		return NULL;
	if (id < 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "'%s' fits more than one insats; write more of its name", text);
		return NULL;
	}
	if (!id) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "no insats is called '%s'; see diarie insats list", text);
		return NULL;
	}
	reporters = di_insats_reporters(registry, id, error);
	return reporters && reporters->len ? g_ptr_array_steal_index(reporters, 0) : NULL;
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
		gint64 id = g_array_index(ids, gint64, i);

		if (!di_db_run(registry, STMT_EXCUSE, error, "iqdsts", id, quarter, until, reason ? reason : "", di_clock_now(),
			    registry->actor) ||
			!di_outbox_cancel(registry, id, quarter, *day ? "ny sista dag" : "dispens", error))
			return FALSE;
	}
	detail = g_strdup_printf("%s %s%s%s: %s", huvudman ? huvudman : "alla", period, *day ? " till " : "", day,
		reason ? reason : "");
	return di_registry_log(registry, *day ? "anstånd" : "dispens", object, detail, error) &&
		di_transaction_commit(&transaction, error);
}
