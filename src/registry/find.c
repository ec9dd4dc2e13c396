/* Filed documents: list, show, search, and the few things that may be changed about them. */
#include "private.h"

#include <string.h>

void
di_handling_free(DiHandling *handling)
{
	if (!handling)
		return;
	g_free(handling->diarienummer);
	g_free(handling->arende);
	g_free(handling->insats);
	g_free(handling->huvudman);
	g_free(handling->motpart);
	g_free(handling->arendemening);
	g_free(handling->riktning);
	g_free(handling->handlaggare);
	g_free(handling->registered);
	g_free(handling->motpart_offentlig);
	g_free(handling->arendemening_offentlig);
	g_free(handling->sekretess);
	g_free(handling->replaced_by);
	g_free(handling->annulled);
	g_free(handling->match_reason);
	g_free(handling->reader);
	g_free(handling->message_id);
	g_free(handling->from);
	g_free(handling->subject);
	g_free(handling->arrived_at);
	g_free(handling->arrived_rule);
	g_free(handling->machine);
	g_free(handling->sender);
	g_free(handling->disposed);
	di_report_free(handling->report);
	g_clear_pointer(&handling->files, g_ptr_array_unref);
	g_strfreev(handling->history);
	g_free(handling);
}

static void
handling_free(gpointer handling)
{
	di_handling_free(handling);
}

static void
file_free(gpointer data)
{
	DiFileInfo *file = data;

	g_free(file->namn);
	g_free(file->typ);
	g_free(file->sha256);
	g_free(file);
}

static char *
secrecy(sqlite3_stmt *stmt, int column)
{
	const char *provision = di_col_borrow(stmt, column);

	return provision ? g_strdup_printf("%s, %s, beslutad av %s", provision, di_col_borrow(stmt, column + 1),
				   di_col_borrow(stmt, column + 2))
			 : NULL;
}

/* The columns of HANDLING_LIST and HANDLING_GET, in their order. */
static DiHandling *
read_handling(sqlite3_stmt *stmt)
{
	DiHandling *handling = g_new0(DiHandling, 1);
	int c = 0;

	handling->id = di_col_int(stmt, c++);
	handling->diarienummer = di_col_text(stmt, c++);
	handling->arende = di_col_text(stmt, c++);
	handling->insats = di_col_text(stmt, c++);
	handling->huvudman = di_col_text(stmt, c++);
	handling->motpart = di_col_text(stmt, c++);
	handling->arendemening = di_col_text(stmt, c++);
	handling->riktning = di_col_text(stmt, c++);
	handling->handlaggare = di_col_text(stmt, c++);
	(void)di_kind_from_word(di_col_borrow(stmt, c++), &handling->kind);
	handling->quarter = di_col_quarter(stmt, c++);
	handling->period.from = di_col_date(stmt, c++);
	handling->period.to = di_col_date(stmt, c++);
	handling->arrived = di_col_date(stmt, c++);
	handling->registered = di_col_text(stmt, c++);
	handling->version = (int)di_col_int(stmt, c++);
	handling->replaced_by = di_col_text(stmt, c++);
	handling->annulled = di_col_text(stmt, c++);
	handling->match_reason = di_col_text(stmt, c++);
	handling->reader = di_col_text(stmt, c++);
	handling->message_id = di_col_text(stmt, c++);
	handling->from = di_col_text(stmt, c++);
	handling->subject = di_col_text(stmt, c++);
	handling->motpart_offentlig = di_col_text(stmt, c++);
	handling->arendemening_offentlig = di_col_text(stmt, c++);
	handling->sekretess = secrecy(stmt, c);
	handling->sender = di_col_text(stmt, c + 3);
	return handling;
}

static gboolean
read_files(DiRegistry *registry, DiHandling *handling, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_FILES_OF_HANDLING, error, "i", handling->id);
	int got;

	handling->files = g_ptr_array_new_with_free_func(file_free);
	while ((got = di_db_step(registry, stmt, error)) > 0) {
		DiFileInfo *file = g_new0(DiFileInfo, 1);

		file->namn = di_col_text(stmt, 0);
		file->typ = di_col_text(stmt, 1);
		file->sha256 = di_col_text(stmt, 2);
		file->storlek = di_col_int(stmt, 3);
		g_ptr_array_add(handling->files, file);
	}
	return got == 0;
}

/* "2026-04-15T08:01:00+02:00" → "2026-04-15 08:01 aktör: vad, detalj" */
static gboolean
read_history(DiRegistry *registry, DiHandling *handling, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_LOG_OF_OBJECT, error, "s", handling->diarienummer);
	g_autoptr(GStrvBuilder) lines = g_strv_builder_new();
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		const char *time = di_col_borrow(stmt, 1), *detail = di_col_borrow(stmt, 5);
		g_autofree char *line = g_strdup_printf("%.10s %.5s %s: %s%s%s", time, strlen(time) > 11 ? time + 11 : "",
			di_col_borrow(stmt, 2), di_col_borrow(stmt, 3), *detail ? ", " : "", detail);

		g_strv_builder_add(lines, line);
	}
	handling->history = g_strv_builder_end(lines);
	return got == 0;
}

/* What a filter says, ready to be bound: folded parts of names are compared in C. */
static gboolean
passes(const DiFilter *filter, const DiHandling *handling)
{
	g_autofree char *insats = filter && filter->insats ? di_text_fold(filter->insats) : NULL;
	g_autofree char *huvudman = filter && filter->huvudman ? di_text_fold(filter->huvudman) : NULL;
	g_autofree char *its_insats = insats ? di_text_fold(handling->insats) : NULL;
	g_autofree char *its_huvudman = huvudman ? di_text_fold(handling->huvudman) : NULL;

	if (filter && filter->one_insats && di_quarter_is_set(filter->quarter) && di_quarter_compare(handling->quarter, filter->quarter) != 0)
		return FALSE;
	return (!insats || strstr(its_insats, insats)) && (!huvudman || strstr(its_huvudman, huvudman));
}

/* Names are compared here, after the query: then there is no telling how many rows it must look at. */
static gboolean
is_newest(const DiFilter *filter)
{
	return filter && filter->newest && !di_quarter_is_set(filter->quarter) && !filter->year && !filter->insats && !filter->huvudman;
}

guint
di_handling_count(DiRegistry *registry)
{
	gint64 n = 0;

	return di_db_int(registry, STMT_HANDLING_COUNT, &n, NULL, "") ? (guint)n : 0;
}

/* INSATS, folded, must live as long as the statement is stepped. */
static sqlite3_stmt *
query_list(DiRegistry *registry, const DiFilter *filter, const char *insats, GError **error)
{
	if (insats)
		return di_db_query(registry, STMT_HANDLING_LIST_INSATS, error, "s", insats);
	if (filter && di_quarter_is_set(filter->quarter))
		return di_db_query(registry, STMT_HANDLING_LIST_QUARTER, error, "q", filter->quarter);
	if (filter && filter->year)
		return di_db_query(registry, STMT_HANDLING_LIST_YEAR, error, "n", filter->year);
	if (is_newest(filter))
		return di_db_query(registry, STMT_HANDLING_LIST_NEWEST, error, "i", (gint64)filter->newest);
	return di_db_query(registry, STMT_HANDLING_LIST, error, "");
}

/* Collected first: EACH may ask the registry other things. */
static GPtrArray *
collect(DiRegistry *registry, const DiFilter *filter, GError **error)
{
	g_autofree char *insats = filter && filter->one_insats ? di_text_fold(filter->one_insats) : NULL;
	DI_QUERY stmt = query_list(registry, filter, insats, error);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(handling_free);
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0) {
		g_autoptr(DiHandling) handling = read_handling(stmt);

		if (passes(filter, handling))
			g_ptr_array_add(list, g_steal_pointer(&handling));
	}
	return got == 0 ? g_steal_pointer(&list) : NULL;
}

gboolean
di_handling_each(DiRegistry *registry, const DiFilter *filter, DiHandlingEach each, gpointer user, GError **error)
{
	g_autoptr(GPtrArray) list = collect(registry, filter, error);

	for (guint i = 0; list && i < list->len; i++) {
		if (!each(list->pdata[is_newest(filter) ? list->len - 1 - i : i], user))
			break;
	}
	return list != NULL;
}

static gboolean
find_number(DiRegistry *registry, const char *text, gint64 *id_out, char **number_out, GError **error)
{
	g_autofree char *number = di_diarienummer_normalise(text, NULL);

	if (number && !di_db_int(registry, STMT_HANDLING_BY_NUMBER, id_out, error, "s", number))
		return FALSE;
	if (number && *id_out) {
		*number_out = g_steal_pointer(&number);
		return TRUE;
	}
	g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "no document is registered as '%s'; see diarie list", text);
	return FALSE;
}

static void
remark_on_sender(DiHandling *handling)
{
	static const char *const words[][2] = {
		{"okand", "okänd avsändare: räknas som inkommen först när någon har godkänt den"},
		{"oregistrerad", "okänd avsändare: ingen adress är registrerad för insatsen"},
		{"godkand", "okänd avsändare, godkänd av kansliet"},
		{"avvisad", "okänd avsändare, avvisad av kansliet"},
	};

	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_str_equal(words[i][0], handling->sender))
			di_report_add_remark(handling->report, "okand-avsandare", "%s", words[i][1]);
}

/* Filed as it says, for a report may be late by years; but a quarter that cannot be is a slip of the pen. */
static void
remark_on_quarter(DiHandling *handling, DiDate start, DiDate slut)
{
	DiDate first, last;

	if (!di_quarter_is_set(handling->quarter))
		return;
	first = di_quarter_first_day(handling->quarter);
	last = di_quarter_last_day(handling->quarter);
	if (start != DI_DATE_NONE && last < start)
		di_report_add_remark(handling->report, "period-orimlig", "Kvartalet ligger före insatsens början.");
	else if (slut != DI_DATE_NONE && first > slut)
		di_report_add_remark(handling->report, "period-orimlig", "Kvartalet ligger efter insatsens slut.");
	else if (handling->arrived != DI_DATE_NONE && first > handling->arrived)
		di_report_add_remark(handling->report, "period-orimlig", "Kvartalet hade inte börjat när rapporten kom in.");
}

static gboolean
read_rest(DiRegistry *registry, DiHandling *handling, const char *json, GError **error)
{
	handling->report = json ? di_report_parse_json(json, -1, error) : di_report_new();
	if (handling->report && handling->sender)
		remark_on_sender(handling);
	return handling->report && read_files(registry, handling, error) && read_history(registry, handling, error);
}

DiHandling *
di_handling_get(DiRegistry *registry, const char *diarienummer, GError **error)
{
	DI_QUERY stmt = NULL;
	g_autoptr(DiHandling) handling = NULL;
	g_autofree char *number = NULL;
	gint64 id = 0;

	if (!find_number(registry, diarienummer, &id, &number, error))
		return NULL;
	stmt = di_db_query(registry, STMT_HANDLING_GET, error, "i", id);
	if (di_db_step(registry, stmt, error) <= 0)
		return NULL;
	handling = read_handling(stmt);
	handling->mail_id = di_col_int(stmt, 30);
	handling->arrived_at = di_col_text(stmt, 31);
	handling->arrived_rule = di_col_text(stmt, 32);
	handling->machine = di_col_text(stmt, 33);
	handling->disposed = di_col_text(stmt, 34);
	if (!read_rest(registry, handling, di_col_borrow(stmt, 29), error))
		return NULL;
	remark_on_quarter(handling, di_col_date(stmt, 35), di_col_date(stmt, 36));
	if (handling->replaced_by && di_col_int(stmt, 37) < handling->version)
		di_report_add_remark(handling->report, "aldre-version", "Diarieförd efter %s, som kom in senare och gäller.", handling->replaced_by);
	return g_steal_pointer(&handling);
}

char **
di_handling_numbers(DiRegistry *registry, const char *prefix, guint most, GError **error)
{
	g_autofree char *after = g_strconcat(prefix, "\x7f", NULL);
	DI_QUERY stmt = di_db_query(registry, STMT_HANDLING_NUMBERS, error, "ssi", prefix, after, (gint64)most);
	g_autoptr(GStrvBuilder) numbers = g_strv_builder_new();
	int got;

	while ((got = di_db_step(registry, stmt, error)) > 0)
		g_strv_builder_add(numbers, di_col_borrow(stmt, 0));
	return got == 0 ? g_strv_builder_end(numbers) : NULL;
}

GBytes *
di_handling_original(DiRegistry *registry, gint64 handling_id, guint file_no, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_FILE_BYTES, error, "ii", handling_id, (gint64)file_no);
	int got = di_db_step(registry, stmt, error);

	if (got == 0)
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "the document has no file %u", file_no + 1);
	if (got > 0 && di_col_int(stmt, 1) && !di_col_size(stmt, 0)) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "file %u was destroyed by a decision (gallring)", file_no + 1);
		return NULL;
	}
	return got > 0 ? di_col_bytes(stmt, 0) : NULL;
}

/* An annulled version no longer replaces the one before it. */
gboolean
di_handling_annul(DiRegistry *registry, const char *diarienummer, const char *reason, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *number = NULL;
	gint64 id = 0;

	if (!reason || !*reason) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "a reason is needed to annul %s", diarienummer);
		return FALSE;
	}
	return transaction && find_number(registry, diarienummer, &id, &number, error) &&
		di_db_run(registry, STMT_HANDLING_ANNUL, error, "si", reason, id) &&
		di_db_run(registry, STMT_HANDLING_REINSTATE, error, "i", id) && di_version_order(registry, id, error) &&
		di_final_drop(registry, id, "slutrapporten är makulerad", error) &&
		di_registry_log(registry, "makulerad", number, reason, error) && di_transaction_commit(&transaction, error);
}

gboolean
di_handling_protect(DiRegistry *registry, const char *diarienummer, const char *provision, const char *decided_by,
	const char *motpart_offentlig, const char *arendemening_offentlig, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	DiDate today = di_date_of_time(di_clock_now(), registry->config->reminders.timezone);
	g_autofree char *number = NULL;
	gint64 id = 0;

	return transaction && find_number(registry, diarienummer, &id, &number, error) &&
		di_db_run(registry, STMT_HANDLING_PROTECT, error, "sdsssi", provision, today, decided_by, motpart_offentlig,
			arendemening_offentlig, id) &&
		di_registry_log(registry, "sekretess", number, provision, error) && di_transaction_commit(&transaction, error);
}

gboolean
di_handling_correct_arrival(DiRegistry *registry, const char *diarienummer, DiDate arrived, const char *reason, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autoptr(DiHandling) handling = transaction ? di_handling_get(registry, diarienummer, error) : NULL;
	g_autofree char *before = handling ? di_date_format(handling->arrived) : NULL, *after = di_date_format(arrived);
	g_autofree char *detail = g_strdup_printf("%s → %s: %s", before, after, reason ? reason : "");

	return handling && di_db_run(registry, STMT_HANDLING_ARRIVED, error, "di", arrived, handling->id) &&
		di_version_order(registry, handling->id, error) &&
		di_registry_log(registry, "ankomstdatum rättat", handling->diarienummer, detail, error) &&
		di_transaction_commit(&transaction, error);
}
