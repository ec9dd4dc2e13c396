/* Mails whose reader died: read again later, for it may have been the machine. What was given up lies before a person, and is tried again
 * with growing pauses all the same. */
#include "private.h"

enum {
	REST_FIRST_S = 5 * 60,        /* after the first attempt, and … */
	REST_SECOND_S = 30 * 60,
	INTERRUPTED_FIRST_S = 2 * 60, /* doubled with each */
	INTERRUPTED_LAST_S = 4 * 3600,
	GIVEN_UP_FIRST_S = 3600,      /* doubled with each */
	GIVEN_UP_LAST_S = 24 * 3600,
	GIVEN_UP_MOST = 8,            /* five days: then the mail itself is to blame */
};

typedef struct {
	gint64 attempts;
	guint interrupted, given_up;
} Tries;

static gint64
now_s(void)
{
	return di_clock_now() / DI_SECOND;
}

static gboolean
get(DiRegistry *registry, gint64 mail_id, Tries *tries, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_RETRY_GET, error, "i", mail_id);
	int got = di_db_step(registry, stmt, error);

	if (got > 0)
		*tries = (Tries){di_col_int(stmt, 0), (guint)di_col_int(stmt, 1), (guint)di_col_int(stmt, 2)};
	else if (got == 0)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "there is no mail %" G_GINT64_FORMAT, mail_id);
	return got > 0;
}

static gboolean
set(DiRegistry *registry, gint64 mail_id, gint64 rest_s, const Tries *tries, GError **error)
{
	return di_db_run(registry, STMT_RETRY_SET, error, "iiii", mail_id, now_s() + rest_s, (gint64)tries->interrupted, (gint64)tries->given_up);
}

gboolean
di_mail_put_off(DiRegistry *registry, gint64 mail_id, gboolean is_interrupted, int *rest_s_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	Tries tries;
	gint64 rest_s = 0;

	if (!transaction || !get(registry, mail_id, &tries, error))
		return FALSE;
	if (is_interrupted && tries.interrupted < DI_MAIL_INTERRUPTED_MOST) {
		rest_s = di_clock_rest(INTERRUPTED_FIRST_S, tries.interrupted++, INTERRUPTED_LAST_S);
		if (!di_db_run(registry, STMT_MAIL_ATTEMPT_BACK, error, "i", mail_id))
			return FALSE;
	} else if (tries.attempts < DI_MAIL_ATTEMPTS_MOST) {
		rest_s = tries.attempts < 2 ? REST_FIRST_S : REST_SECOND_S;
	}
	*rest_s_out = (int)rest_s;
	return set(registry, mail_id, rest_s, &tries, error) && di_transaction_commit(&transaction, error);
}

gboolean
di_mail_given_up(DiRegistry *registry, gint64 mail_id, GError **error)
{
	Tries tries;
	gint64 rest_s;

	if (!get(registry, mail_id, &tries, error))
		return FALSE;
	rest_s = di_clock_rest(GIVEN_UP_FIRST_S, tries.given_up++, GIVEN_UP_LAST_S);
	return set(registry, mail_id, rest_s, &tries, error);
}

gboolean
di_mail_retry_over(DiRegistry *registry, gint64 mail_id, GError **error)
{
	gint64 given_up = 0;

	return di_db_int(registry, STMT_RETRY_OVER, &given_up, error, "i", mail_id) &&
		(!given_up || di_review_over(registry, mail_id, "Mejlet gick att läsa vid ett senare försök.", error));
}

gboolean
di_mail_retry_due(DiRegistry *registry, GError **error)
{
	return di_db_run(registry, STMT_RETRY_DUE, error, "iii", now_s(), (gint64)GIVEN_UP_MOST, (gint64)DI_MAIL_ATTEMPTS_MOST - 1);
}

gboolean
di_mail_retry_waiting(DiRegistry *registry, guint *n_out, GError **error)
{
	gint64 n = 0;
	gboolean good = di_db_int(registry, STMT_RETRY_WAITING, &n, error, "i", now_s());

	*n_out = (guint)n;
	return good;
}
