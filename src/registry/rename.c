/* A new name for an insats or a huvudman (a reorganisation, a merger, a slip of the pen): the row stays, and with it cases, documents, letters and steps. An
 * insats is known by its old name from then on, too, for last year's forms bear it, and the sent log knows its cases by it. */
#include "private.h"

#include <string.h>

static gboolean
refuse(GError **error, const char *name, const char *why)
{
	g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' går inte: %s", name, why);
	return FALSE;
}

static gboolean
note(DiRegistry *registry, const char *what, gint64 insats_id, const char *before, const char *after, GError **error)
{
	g_autofree char *object = g_strdup_printf("insats %" G_GINT64_FORMAT, insats_id);
	g_autofree char *detail = g_strdup_printf("%s → %s", before, after);

	di_names_forget(registry);
	return di_registry_log(registry, what, object, detail, error);
}

/* The name is nobody else's, not even as an alias: reports would come to the wrong one, or to nobody. */
static gboolean
is_free(DiRegistry *registry, gint64 insats_id, const char *name, const char *folded, GError **error)
{
	gint64 named = 0, others = 0;

	if (!di_text_has_word(folded))
		return refuse(error, name, "ett namn behöver minst en bokstav eller siffra");
	if (!di_db_int(registry, STMT_INSATS_BY_NAME, &named, error, "s", folded) ||
		!di_db_int(registry, STMT_ALIAS_OF_OTHERS, &others, error, "si", folded, insats_id))
		return FALSE;
	if (named && named != insats_id)
		return refuse(error, name, "en annan insats heter så");
	return !others || refuse(error, name, "det är ett alias för en annan insats");
}

gboolean
di_insats_rename(DiRegistry *registry, const DiInsats *insats, const char *name, GError **error)
{
	g_autofree char *clean = di_text_squeeze(name), *folded = di_text_fold(clean), *before = di_text_fold(insats->row.namn);
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	gboolean added;

	if (!transaction || !is_free(registry, insats->insats_id, clean, folded, error) ||
		!di_db_run(registry, STMT_ALIAS_IS_NAME, error, "is", insats->insats_id, folded) ||
		!di_db_run(registry, STMT_INSATS_RENAME, error, "ssi", clean, folded, insats->insats_id) ||
		(strcmp(before, folded) != 0 && !di_insats_learn_alias(registry, insats->insats_id, insats->row.namn, "register", &added, error)))
		return FALSE;
	return note(registry, "insatsen har bytt namn", insats->insats_id, insats->row.namn, clean, error) && di_transaction_commit(&transaction, error);
}

gboolean
di_insats_rename_huvudman(DiRegistry *registry, const DiInsats *insats, const char *huvudman, GError **error)
{
	g_autofree char *clean = di_text_squeeze(huvudman), *folded = di_text_fold(clean);
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	gint64 named = 0;

	if (!transaction || !di_db_int(registry, STMT_REPORTER_FIND, &named, error, "is", insats->insats_id, folded))
		return FALSE;
	if (!di_text_has_word(folded))
		return refuse(error, huvudman, "ett namn behöver minst en bokstav eller siffra");
	if (named && named != insats->rapportor_id)
		return refuse(error, clean, "insatsen har redan en huvudman som heter så");
	return di_db_run(registry, STMT_REPORTER_RENAME, error, "ssi", clean, folded, insats->rapportor_id) &&
		note(registry, "huvudmannen har bytt namn", insats->insats_id, insats->row.huvudman, clean, error) &&
		di_transaction_commit(&transaction, error);
}
