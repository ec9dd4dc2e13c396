/* Letters that went, in their cases. A letter is a public document once it is sent: it is registered with day, recipient, what it is
 * about and its bytes, as the so-manieth outgoing one of its case (OSL 5 kap.; DOMAIN.md 1.1). */
#include "private.h"

static GArray *
cases_of(DiRegistry *registry, gint64 id, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_CASES, error, "i", id);
	g_autoptr(GArray) cases = g_array_new(FALSE, FALSE, sizeof(gint64));
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		gint64 one = di_col_int(stmt, 0);

		g_array_append_val(cases, one);
	}
	return got == 0 ? g_steal_pointer(&cases) : NULL;
}

static gboolean
next_number(DiRegistry *registry, gint64 arende_id, gint64 *number_out, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_NUMBER, error, "i", arende_id);
	int got = di_db_step(registry, stmt, error);

	*number_out = got > 0 ? di_col_int(stmt, 0) : 0;
	while (got > 0)
		got = di_db_step(registry, stmt, error);
	return got == 0;
}

/* One about no case, such as the weekly letter, is not registered; one about several insatser is in the case of each. */
gboolean
di_sent_register(DiRegistry *registry, gint64 id, GError **error)
{
	g_autoptr(GArray) cases = cases_of(registry, id, error);

	for (guint i = 0; cases && i < cases->len; i++) {
		gint64 one = g_array_index(cases, gint64, i), number = 0;

		if (!next_number(registry, one, &number, error) ||
			!di_db_run(registry, STMT_OUT_REGISTER, error, "iii", one, number, id))
			return FALSE;
	}
	return cases != NULL;
}

static void
letter_free(gpointer data)
{
	DiSentLetter *letter = data;

	g_free(letter->arende);
	g_free(letter->kind);
	g_free(letter->to);
	g_free(letter->subject);
	g_free(letter->sent);
	g_free(letter->state);
	g_free(letter);
}

GPtrArray *
di_sent_list(DiRegistry *registry, const char *arende, GError **error)
{
	DI_QUERY stmt = arende ? di_db_query(registry, STMT_OUT_OF_CASE, error, "s", arende)
		: di_db_query(registry, STMT_OUT_OF_CASES, error, "");
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(letter_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiSentLetter *letter = g_new0(DiSentLetter, 1);

		letter->number = (int)di_col_int(stmt, 0);
		letter->kind = di_col_text(stmt, 1);
		letter->to = di_col_text(stmt, 2);
		letter->subject = di_col_text(stmt, 3);
		letter->sent = di_col_text(stmt, 4);
		letter->state = di_col_text(stmt, 5);
		letter->arende = di_col_text(stmt, 6);
		g_ptr_array_add(list, letter);
	}
	return got == 0 ? g_steal_pointer(&list) : NULL;
}

GBytes *
di_sent_bytes(DiRegistry *registry, const char *arende, int number, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_OUT_BYTES, error, "sn", arende, number);
	int got = di_db_step(registry, stmt, error);

	if (got == 0)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "the case %s has no outgoing letter %d", arende, number);
	if (got > 0 && !di_col_size(stmt, 0)) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "letter %d of the case %s was destroyed by a decision (gallring)", number, arende);
		return NULL;
	}
	return got > 0 ? di_col_bytes(stmt, 0) : NULL;
}
