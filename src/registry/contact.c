/* Who is written to: contacts that staff add and remove, and those that reports propose. */
#include "private.h"

static void
proposal_free(gpointer data)
{
	DiContactProposal *proposal = data;

	g_free(proposal->insats);
	g_free(proposal->huvudman);
	g_free(proposal->name);
	g_free(proposal->address);
	g_free(proposal);
}

GPtrArray *
di_contact_proposals(DiRegistry *registry, DiDate since, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_CONTACT_PROPOSALS, error, "d", since);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(proposal_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiContactProposal *one;

		/* what staff sent on says nothing about who reports */
		if (di_config_is_ours(registry->config, di_col_borrow(stmt, 5)))
			continue;
		one = g_new0(DiContactProposal, 1);
		one->insats_id = di_col_int(stmt, 0);
		one->rapportor_id = di_col_int(stmt, 1);
		one->insats = di_col_text(stmt, 2);
		one->huvudman = di_col_text(stmt, 3);
		one->name = di_col_text(stmt, 4);
		one->address = di_col_text(stmt, 5);
		one->arrived = di_col_date(stmt, 6);
		g_ptr_array_add(list, one);
	}
	return got == 0 ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
di_contact_instead(DiRegistry *registry, const char *address, GError **error)
{
	g_autofree char *folded = di_text_fold(address);
	DI_QUERY stmt = di_db_query(registry, STMT_CONTACT_INSTEAD, error, "s", folded);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(proposal_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiContactProposal *one = g_new0(DiContactProposal, 1);

		one->insats_id = di_col_int(stmt, 0);
		one->rapportor_id = di_col_int(stmt, 1);
		one->insats = di_col_text(stmt, 2);
		one->huvudman = di_col_text(stmt, 3);
		one->address = di_col_text(stmt, 4);
		one->arrived = DI_DATE_NONE;
		g_ptr_array_add(list, one);
	}
	return got == 0 ? g_steal_pointer(&list) : NULL;
}

static char *
object_of(gint64 rapportor_id)
{
	return g_strdup_printf("rapportör %" G_GINT64_FORMAT, rapportor_id);
}

gboolean
di_contact_add(DiRegistry *registry, gint64 rapportor_id, const char *name, const char *address, gboolean *added_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *clean = di_text_address(address), *folded = clean ? di_text_fold(clean) : NULL;
	g_autofree char *object = object_of(rapportor_id);
	gboolean added = FALSE;

	if (!clean) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' is no address that a letter can go to", address);
		return FALSE;
	}
	if (!transaction || !di_insats_add_contact(registry, rapportor_id, name, clean, "granskning", &added, error) ||
	    (name && !di_db_run(registry, STMT_CONTACT_NAME, error, "sis", name, rapportor_id, folded)) ||
	    !di_db_run(registry, STMT_CONTACT_WORKS, error, "s", folded) ||
	    !di_registry_log(registry, added ? "kontakt tillagd" : "kontakt ändrad", object, clean, error) ||
	    !di_transaction_commit(&transaction, error))
		return FALSE;
	*added_out = added;
	return TRUE;
}

gboolean
di_contact_remove(DiRegistry *registry, gint64 rapportor_id, const char *address, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *folded = di_text_fold(address), *object = object_of(rapportor_id);

	if (!transaction || !di_db_run(registry, STMT_CONTACT_REMOVE, error, "is", rapportor_id, folded))
		return FALSE;
	if (di_db_changes(registry) == 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "the reporter has no contact '%s'", address);
		return FALSE;
	}
	di_names_forget(registry);
	return di_registry_log(registry, "kontakt borttagen", object, address, error) && di_transaction_commit(&transaction, error);
}
