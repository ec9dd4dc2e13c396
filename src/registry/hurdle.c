/* Mails that cannot be fetched: counted, laid before a person, asked for again with growing pauses, and forgotten when they have come. */
#include "private.h"

enum {
	REST_FIRST_S = 3600,
	REST_MOST_S = 24 * 3600,
	AHEAD_MOST_S = 48 * 3600, /* what was noted later than this was noted by a clock that stood wrong */
};

GArray *
di_hurdle_list(DiRegistry *registry, const char *account, const char *folder, guint32 uidvalidity, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_HURDLE_LIST, error, "ssii", account, folder, (gint64)uidvalidity,
		di_clock_now() / DI_SECOND);
	g_autoptr(GArray) hurdles = g_array_new(FALSE, FALSE, sizeof(DiHurdle));
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiHurdle one = {.uid = (guint32)di_col_int(stmt, 0), .tries = (guint)di_col_int(stmt, 1), .next = di_col_int(stmt, 2) * DI_SECOND};

		g_array_append_val(hurdles, one);
	}
	return got == 0 ? g_steal_pointer(&hurdles) : NULL;
}

/* Before a person, for the first time; or with its sender, who may be known only now. TOLD_ID: what stands for it */
static gboolean
tell(DiRegistry *registry, const DiUnfetched *mail, gint64 *told_id, GError **error)
{
	DiFiling filing = {.mail_id = *told_id};

	if (!*told_id)
		return di_mail_lay_before(registry, mail, told_id, error);
	if (!mail->facts || !mail->facts->from_address)
		return TRUE;
	filing.sender_address = mail->facts->from_address;
	filing.sender_name = mail->facts->from_name;
	filing.subject = mail->facts->subject;
	return di_review_name(registry, &filing, error);
}

/* A mail that is known (it waits for its attachment, say) is none that a person must be told of. */
static gboolean
rest(DiRegistry *registry, const DiUnfetched *mail, guint tries, gint64 told_id, GError **error)
{
	const DiMailAt *at = &mail->at;
	gint64 rest_s = di_clock_rest(REST_FIRST_S, tries - DI_HURDLE_TRIES_MOST, REST_MOST_S);
	gboolean known;

	if (!di_mail_is_known(registry, at, mail->internal_date, &known, error) ||
		(!known && !di_db_run(registry, STMT_PLACE_LEFT, error, "ssii", at->account, at->folder, (gint64)at->uidvalidity, (gint64)at->uid)) ||
		(!known && !tell(registry, mail, &told_id, error)))
		return FALSE;
	return di_db_run(registry, STMT_HURDLE_REST, error, "ssiiii", at->account, at->folder, (gint64)at->uidvalidity, (gint64)at->uid,
		di_clock_now() / DI_SECOND + rest_s, told_id);
}

gboolean
di_hurdle_add(DiRegistry *registry, const DiUnfetched *mail, gboolean is_sure, gboolean *rests_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	const DiMailAt *at = &mail->at;
	DI_QUERY stmt = !transaction ? NULL : di_db_query(registry, STMT_HURDLE_TRY, error, "ssiini", at->account, at->folder,
		(gint64)at->uidvalidity, (gint64)at->uid, is_sure ? DI_HURDLE_TRIES_MOST : 1, di_clock_now() / DI_SECOND);
	int got = stmt ? di_db_step(registry, stmt, error) : -1;
	guint tries = got > 0 ? (guint)di_col_int(stmt, 0) : 0;
	gint64 told_id = got > 0 ? di_col_int(stmt, 1) : 0;

	if (got <= 0)
		return FALSE;
	di_db_done(&stmt);
	*rests_out = tries >= DI_HURDLE_TRIES_MOST;
	return (!*rests_out || rest(registry, mail, tries, told_id, error)) && di_transaction_commit(&transaction, error);
}

/* Whatever stood for it before a person is done with. */
static gboolean
take_back(DiRegistry *registry, gint64 told_id, const char *reason, GError **error)
{
	return di_db_run(registry, STMT_WAIT_IGNORE, error, "si", reason, told_id) && di_review_over(registry, told_id, reason, error);
}

gboolean
di_hurdle_over(DiRegistry *registry, const DiMailAt *at, GError **error)
{
	gint64 told_id = 0;

	return di_db_int(registry, STMT_HURDLE_FORGET, &told_id, error, "ssii", at->account, at->folder, (gint64)at->uidvalidity, (gint64)at->uid) &&
		(!told_id || take_back(registry, told_id, at->uid ? "Mejlet har hämtats." : "Servern visar alla mejl igen.", error));
}

gboolean
di_hurdle_gone(DiRegistry *registry, const DiMailAt *at, GError **error)
{
	return di_db_run(registry, STMT_HURDLE_FORGET, error, "ssii", at->account, at->folder, (gint64)at->uidvalidity, (gint64)at->uid);
}

gboolean
di_hurdle_renumbered(DiRegistry *registry, const char *account, const char *folder, guint32 uidvalidity, GError **error)
{
	return di_db_run(registry, STMT_HURDLE_RENUMBERED, error, "ssi", account, folder, (gint64)uidvalidity);
}

gboolean
di_hurdle_count(DiRegistry *registry, DiTime since, guint *n_out, GError **error)
{
	gint64 from_s = since == DI_TIME_NONE ? 0 : since / DI_SECOND;
	gint64 to_s = since == DI_TIME_NONE ? G_MAXINT64 : di_clock_now() / DI_SECOND + AHEAD_MOST_S;
	gint64 n = 0;

	if (!di_db_int(registry, STMT_HURDLE_COUNT, &n, error, "ii", from_s, to_s))
		return FALSE;
	*n_out = (guint)n;
	return TRUE;
}
