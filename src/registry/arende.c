/* Numbers. They are given inside the transaction that uses them, from a counter that only grows: two processes cannot
 * get the same one, and one that was rolled back was never given. */
#include "private.h"

#include <string.h>

void
di_allocated_clear(DiAllocated *allocated)
{
	g_free(allocated->arende);
	g_free(allocated->diarienummer);
	*allocated = (DiAllocated){0};
}

/* The running year: numbers belong to the year in which they are given, not to the one that is reported. */
static int
running_year(DiRegistry *registry)
{
	int year, month, day;

	di_date_to_ymd(di_date_of_time(di_clock_now(), registry->config->reminders.timezone), &year, &month, &day);
	return year;
}

/* The highest number of YEAR that letters have told, of a register that was put back; 0: none. */
static gboolean
told_of_year(DiRegistry *registry, int year, int *told_out, GError **error)
{
	g_autofree char *series = g_strdup_printf("%s %02d", registry->config->diarium.prefix, year % 100);

	return di_told_top(registry, series, told_out, error);
}

static gboolean
next_in_series(DiRegistry *registry, int year, int *number_out, GError **error)
{
	gint64 number = 0;
	int told;

	if (!told_of_year(registry, year, &told, error) ||
		(told && !di_db_run(registry, STMT_SERIE_AT_LEAST, error, "snn", registry->config->diarium.prefix, year, told)))
		return FALSE;
	if (!di_db_int(registry, STMT_SERIE_NEXT, &number, error, "sn", registry->config->diarium.prefix, year))
		return FALSE;
	*number_out = (int)number;
	return TRUE;
}

static char *
write_number(DiRegistry *registry, int year, int number, int document)
{
	const char *prefix = registry->config->diarium.prefix;

	return document ? g_strdup_printf("%s %02d-%d.%d", prefix, year % 100, number, document)
			: g_strdup_printf("%s %02d-%d", prefix, year % 100, number);
}

/* The number that the case had before the register was put back. NUMBER_OUT NULL: none was told. */
static gboolean
number_of_old(DiRegistry *registry, gint64 insats_id, int year, char **number_out, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_CASE_WHAT, error, "in", insats_id, year);
	int got = 0;

	*number_out = NULL;
	while (!*number_out && (got = di_db_step(registry, stmt, error)) > 0)
		if (!di_told_number(registry, di_col_borrow(stmt, 0), number_out, error))
			return FALSE;
	return *number_out || got == 0;
}

/* A number that the register gave by hand may lie ahead of the counter only if the counter was told; it was. */
static gboolean
open_case(DiRegistry *registry, gint64 insats_id, int year, gint64 *id_out, char **number_out, GError **error)
{
	g_autofree char *written = NULL;
	int given_year = running_year(registry), number = 0;

	if (registry->config->diarium.numbering == DI_NUMBERING_ARENDE) {
		if (!number_of_old(registry, insats_id, year, &written, error) ||
			(!written && !next_in_series(registry, given_year, &number, error)))
			return FALSE;
		if (!written)
			written = write_number(registry, given_year, number, 0);
	}
	if (!di_db_run(registry, STMT_CASE_ADD, error, "inst", insats_id, year, written, di_clock_now()))
		return FALSE;
	*id_out = di_db_last_id(registry);
	*number_out = g_steal_pointer(&written);
	return TRUE;
}

static gboolean
find_case(DiRegistry *registry, gint64 insats_id, int year, gint64 *id_out, char **number_out, GError **error)
{
	DI_QUERY stmt = di_db_query(registry, STMT_CASE_FIND, error, "in", insats_id, year);
	int got = di_db_step(registry, stmt, error);

	if (got <= 0)
		return got == 0;
	*id_out = di_col_int(stmt, 0);
	*number_out = di_col_text(stmt, 1);
	return TRUE;
}

gboolean
di_case_open(DiRegistry *registry, gint64 insats_id, int year, char **number_out, GError **error)
{
	DI_TRANSACTION transaction = di_transaction_begin(registry, error);
	g_autofree char *number = NULL;
	gint64 id = 0;

	if (!transaction || !find_case(registry, insats_id, year, &id, &number, error) ||
	    (!id && !open_case(registry, insats_id, year, &id, &number, error)) || !di_transaction_commit(&transaction, error))
		return FALSE;
	*number_out = g_steal_pointer(&number);
	return TRUE;
}

gboolean
di_case_foresee(DiRegistry *registry, gint64 insats_id, int year, guint ahead, gboolean *is_open_out, char **number_out, GError **error)
{
	gint64 id = 0, last = 0;
	int told = 0;

	*number_out = NULL;
	if (!find_case(registry, insats_id, year, &id, number_out, error) || !told_of_year(registry, running_year(registry), &told, error) ||
		(!id && !number_of_old(registry, insats_id, year, number_out, error)) ||
		!di_db_int(registry, STMT_SERIE_LAST, &last, error, "sn", registry->config->diarium.prefix, running_year(registry)))
		return FALSE;
	*is_open_out = id != 0;
	if (!id && !*number_out && registry->config->diarium.numbering == DI_NUMBERING_ARENDE)
		*number_out = write_number(registry, running_year(registry), MAX((int)last, told) + 1 + (int)ahead, 0);
	return TRUE;
}

/* OLD: what the document had before the register was put back; NULL. */
static gboolean
number_in_case(DiRegistry *registry, const char *old, DiAllocated *allocated, GError **error)
{
	gint64 document = 0;
	int told = 0;

	if (!allocated->arende) { /* opened while numbers were a series */
		int year = running_year(registry);

		if (!next_in_series(registry, year, &allocated->number.number, error))
			return FALSE;
		allocated->arende = write_number(registry, year, allocated->number.number, 0);
		if (!di_db_run(registry, STMT_CASE_NUMBER, error, "si", allocated->arende, allocated->arende_id))
			return FALSE;
	}
	if (old && g_str_has_prefix(old, allocated->arende) && old[strlen(allocated->arende)] == '.') {
		allocated->diarienummer = g_strdup(old);
		return TRUE;
	}
	if (!di_told_top(registry, allocated->arende, &told, error) ||
		(told && !di_db_run(registry, STMT_CASE_AT_LEAST, error, "in", allocated->arende_id, told)))
		return FALSE;
	if (!di_db_int(registry, STMT_CASE_NEXT, &document, error, "i", allocated->arende_id))
		return FALSE;
	allocated->diarienummer = g_strdup_printf("%s.%d", allocated->arende, (int)document);
	return TRUE;
}

static gboolean
number_in_series(DiRegistry *registry, const char *old, DiAllocated *allocated, GError **error)
{
	int year = running_year(registry), number = 0;

	if (old && !strchr(old, '.')) {
		allocated->diarienummer = g_strdup(old);
		return TRUE;
	}
	if (!next_in_series(registry, year, &number, error))
		return FALSE;
	allocated->diarienummer = write_number(registry, year, number, 0);
	return TRUE;
}

gboolean
di_arende_allocate(DiRegistry *registry, gint64 insats_id, int year, const char *key, DiAllocated *allocated_out, GError **error)
{
	DiAllocated allocated = {0};
	g_autofree char *old = NULL;
	gboolean ok = di_told_number(registry, key, &old, error) && find_case(registry, insats_id, year, &allocated.arende_id, &allocated.arende, error);

	if (ok && !allocated.arende_id)
		ok = open_case(registry, insats_id, year, &allocated.arende_id, &allocated.arende, error);
	if (ok)
		ok = registry->config->diarium.numbering == DI_NUMBERING_ARENDE ? number_in_case(registry, old, &allocated, error)
										: number_in_series(registry, old, &allocated, error);
	if (ok && !di_diarienummer_parse(allocated.diarienummer, &allocated.number)) {
		g_set_error(error, DI_ERROR, DI_ERROR_INTERNAL, "made a number that cannot be read: '%s'", allocated.diarienummer);
		ok = FALSE;
	}
	if (ok)
		*allocated_out = allocated;
	else
		di_allocated_clear(&allocated);
	return ok;
}

gboolean
di_case_told_last(DiRegistry *registry, char **number_out, GError **error)
{
	int year = running_year(registry), told = 0;

	if (!told_of_year(registry, year, &told, error))
		return FALSE;
	*number_out = told ? write_number(registry, year, told, 0) : NULL;
	return TRUE;
}

static gboolean
number_is_taken(DiRegistry *registry, const char *diarienummer, gboolean *taken_out, GError **error)
{
	gint64 taken = 0;

	if (!di_db_int(registry, STMT_NUMBER_TAKEN, &taken, error, "s", diarienummer))
		return FALSE;
	*taken_out = taken != 0;
	return TRUE;
}

static gboolean
add_adopted(DiRegistry *registry, gint64 insats_id, gint64 case_id, const DiDiarienummer *number,
	const char *diarienummer, GError **error)
{
	gboolean taken = FALSE;

	if (!number_is_taken(registry, diarienummer, &taken, error))
		return FALSE;
	if (taken) {
		g_set_error(error, DI_ERROR, DI_ERROR_DATA,
			"the number %s belongs to another insats, year or document already; correct it in the register", diarienummer);
		return FALSE;
	}
	return di_db_run(registry, STMT_SERIE_AT_LEAST, error, "snn", number->prefix, number->year, number->number) &&
		(case_id ? di_db_run(registry, STMT_CASE_NUMBER, error, "si", diarienummer, case_id)
			 : di_db_run(registry, STMT_CASE_ADD, error, "inst", insats_id, number->year, diarienummer, di_clock_now()));
}

gboolean
di_arende_adopt(DiRegistry *registry, gint64 insats_id, const char *diarienummer, gboolean *added_out,
	char **existing_out, GError **error)
{
	DiDiarienummer number;
	g_autofree char *existing = NULL;
	gint64 case_id = 0;

	if (!di_diarienummer_parse(diarienummer, &number) || number.document) {
		g_set_error(error, DI_ERROR, DI_ERROR_DATA, "'%s' is not the number of a case; write it as %s 25-13", diarienummer,
			registry->config->diarium.prefix);
		return FALSE;
	}
	if (!find_case(registry, insats_id, number.year, &case_id, &existing, error))
		return FALSE;
	*added_out = !existing;
	if (!existing && !add_adopted(registry, insats_id, case_id, &number, diarienummer, error))
		return FALSE;
	*existing_out = g_steal_pointer(&existing);
	return TRUE;
}
