/* What came in before the day from which mails are read ([mailbox] since) is passed over; where that day is moved back, it is taken up again. */
#include "private.h"

/* Of what was too large to be fetched there is nothing to be read: a person looks. *MORE_OUT: there was one. */
static gboolean
lay_one_before(DiRegistry *registry, const char *day, gboolean *more_out, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_BEFORE_UNFETCHED, error, "sss", DI_MAIL_FROM_BEFORE, day, DI_MAIL_TOO_LARGE);
	int got = di_db_step(registry, stmt, error);
	g_autofree char *address = NULL, *name = NULL, *subject = NULL;
	DiFiling filing = {.quarter = DI_QUARTER_NONE};
	gint64 review_id;

	*more_out = got > 0;
	if (got <= 0)
		return got == 0;
	filing.mail_id = di_col_int(stmt, 0);
	filing.arrived = di_date_of_time(di_col_time(stmt, 1), registry->config->reminders.timezone);
	filing.sender_address = address = di_col_text(stmt, 2);
	filing.sender_name = name = di_col_text(stmt, 3);
	filing.subject = subject = di_col_text(stmt, 4);
	di_db_done(&stmt);
	return di_review_add(registry, &filing, DI_MAIL_TOO_LARGE, NULL, &review_id, error);
}

static gboolean
lay_unfetched_before(DiRegistry *registry, const char *day, guint *n_out, GError **error)
{
	gboolean more = TRUE;

	for (*n_out = 0; more; *n_out += (guint)more)
		if (!lay_one_before(registry, day, &more, error))
			return FALSE;
	return TRUE;
}

/* Settled as it is left, a mail was taken for moved. Under a number that stands in the way (hurdle.c) lies another. */
static gboolean
take_up(DiRegistry *registry, const char *name, const char *day, gboolean is_first, guint *n_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *detail = NULL;

	if (!transaction || !di_db_run(registry, STMT_BEFORE_PLACES, error, "ss", DI_MAIL_FROM_BEFORE, day) ||
		!lay_unfetched_before(registry, day, n_out, error) ||
		!di_db_run(registry, STMT_BEFORE_AGAIN, error, "ss", DI_MAIL_FROM_BEFORE, day))
		return FALSE;
	*n_out += (guint)di_db_changes(registry);
	detail = g_strdup_printf("%s, %u mejl tas upp igen", *day ? day : "början", *n_out);
	return ((is_first && *n_out == 0) || di_registry_log(registry, "läser från", "brevlådan", detail, error)) &&
		di_registry_state_set(registry, name, day, error) && di_transaction_commit(&transaction, error);
}

gboolean
di_mail_read_since(DiRegistry *registry, DiDate since, guint *n_out, GError **error)
{
	static const char name[] = "laser-fran";
	g_autofree char *before = di_registry_state_get(registry, name), *day = di_date_format(since);

	*n_out = 0;
	return g_strcmp0(before, day) == 0 || take_up(registry, name, day, before == NULL, n_out, error);
}

guint
di_mail_from_before(DiRegistry *registry)
{
	gint64 n = 0;

	return di_db_int(registry, STMT_BEFORE_COUNT, &n, NULL, "s", DI_MAIL_FROM_BEFORE) ? (guint)n : 0;
}
