/* Taking back a decision that was made in review: what it filed is annulled (its number stays used), what it taught is forgotten,
 * and it waits for a person again. */
#include "private.h"

#include <string.h>

typedef struct {
	gint64 handling_id, alias_id, contact_id, mail_id;
	gboolean made; /* the document was made by the decision */
	gboolean told; /* a proposal was accepted or an unknown sender refused: letters follow from that */
	char *decision, *number;
} Decided;

static void
decided_clear(Decided *decided)
{
	g_free(decided->decision);
	g_free(decided->number);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Decided, decided_clear)

/* Row: beslut, handling_id, gjorde_handling, larde_alias, larde_kontakt, meddelande_id, diarienummer, told */
static gboolean
read_decided(DiRegistry *registry, gint64 review_id, Decided *decided, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_REVIEW_DECIDED, error, "i", review_id);
	int got = di_db_step(registry, stmt, error);

	if (got == 0)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "no decision was made about number %" G_GINT64_FORMAT, review_id);
	if (got <= 0)
		return FALSE;
	decided->decision = di_col_text(stmt, 0);
	decided->handling_id = di_col_int(stmt, 1);
	decided->made = di_col_int(stmt, 2) != 0;
	decided->alias_id = di_col_int(stmt, 3);
	decided->contact_id = di_col_int(stmt, 4);
	decided->mail_id = di_col_int(stmt, 5);
	decided->number = di_col_text(stmt, 6);
	decided->told = di_col_int(stmt, 7) != 0;
	if (decided->told)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "the decision about number %" G_GINT64_FORMAT " cannot be undone: people may have been "
			"told; annul the document, or excuse the reporter anew", review_id);
	return !decided->told;
}

/* A version that came after it stands on it: then the person must look at that one first. */
static gboolean
annul(DiRegistry *registry, const Decided *decided, GError **error)
{
	g_autoptr(DiHandling) handling = NULL;

	if (!decided->made)
		return TRUE;
	handling = di_handling_get(registry, decided->number, error);
	if (!handling)
		return FALSE;
	return handling->annulled || di_handling_annul(registry, decided->number, "ångrat beslut i granskningen", error);
}

static gboolean
forget(DiRegistry *registry, const Decided *decided, GError **error)
{
	di_names_forget(registry);
	return (!decided->alias_id || di_db_run(registry, STMT_ALIAS_REMOVE, error, "i", decided->alias_id)) &&
		(!decided->contact_id || di_db_run(registry, STMT_CONTACT_REMOVE_LEARNT, error, "i", decided->contact_id));
}

gint64
di_review_last_decided(DiRegistry *registry)
{
	gint64 id = 0;

	return di_db_int(registry, STMT_REVIEW_LAST_DECIDED, &id, NULL, "s", registry->actor) ? id : 0;
}

gboolean
di_review_undo(DiRegistry *registry, gint64 review_id, char **number_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *object = g_strdup_printf("granskning %" G_GINT64_FORMAT, review_id);
	g_auto(Decided) decided = {0};

	if (!transaction || !read_decided(registry, review_id, &decided, error) || !annul(registry, &decided, error) ||
	    !di_final_undo(registry, review_id, error) || !forget(registry, &decided, error) || !di_db_run(registry, STMT_REVIEW_REOPEN, error, "i", review_id) ||
	    (decided.mail_id && !di_db_run(registry, STMT_MAIL_UNDECIDED, error, "i", decided.mail_id)) ||
	    !di_registry_log(registry, "beslut ångrat", object, decided.number ? decided.number : "", error) ||
	    !di_transaction_commit(&transaction, error))
		return FALSE;
	*number_out = decided.made ? g_steal_pointer(&decided.number) : NULL;
	return TRUE;
}
