/* Have we got this report already: the same bytes, or the same words in another file? */
#include "filing.h"

#include <string.h>

static void
add_to_sum(GByteArray *sum, const char *text)
{
	g_autofree char *folded = di_text_fold(text ? text : "");

	g_byte_array_append(sum, (const guint8 *)folded, (guint)strlen(folded) + 1);
}

/* The same for a Word file and the PDF made from it. Where nothing was written under any heading, the bytes tell. */
char *
di_filing_key(const DiFiling *filing)
{
	GByteArray *sum = g_byte_array_new();
	const DiReport *report = filing->report;
	g_autoptr(GBytes) bytes = NULL;
	gboolean written = FALSE;

	add_to_sum(sum, di_kind_word(report->kind));
	add_to_sum(sum, report->insats);
	for (guint i = 0; i < report->sections->len; i++) {
		const DiSection *section = report->sections->pdata[i];

		add_to_sum(sum, section->key);
		add_to_sum(sum, section->text);
		written |= *section->text != '\0';
	}
	for (guint i = 0; i < report->persons->len; i++)
		add_to_sum(sum, ((const DiPerson *)report->persons->pdata[i])->name);
	g_byte_array_append(sum, (const guint8 *)&report->period, sizeof report->period);
	bytes = g_byte_array_free_to_bytes(sum);
	return di_content_hash(written || filing->n_originals == 0 ? bytes : filing->originals[0].bytes);
}

/* Row: id, diarienummer, rapportor_id, kvartal, innehall_nyckel, inkom. One file may hold several reports: then the same
 * bytes are not the same report. */
static gboolean
is_the_same(const Work *work, sqlite3_stmt *stmt)
{
	DiQuarter theirs = di_col_quarter(stmt, 3);
	gboolean same_owner = work->rapportor_id == di_col_int(stmt, 2);
	gboolean same_quarter = di_quarter_compare(work->quarter, theirs) == 0;

	if (work->chosen)
		return same_owner && (same_quarter || !di_quarter_is_set(work->quarter));
	if (g_strcmp0(work->key, di_col_borrow(stmt, 4)) == 0)
		return TRUE;
	return (same_owner || !work->rapportor_id) && (same_quarter || !di_quarter_is_set(work->quarter));
}

static gboolean
find_same_bytes(Work *work, GBytes *bytes, Earlier *earlier, GError **error)
{
	g_autofree char *hash = di_content_hash(bytes);
	DI_QUERY stmt = di_db_query(work->registry, STMT_HANDLING_BY_CONTENT, error, "s", hash);
	int got;

	while ((got = di_db_step(work->registry, stmt, error)) > 0) {
		if (!is_the_same(work, stmt))
			continue;
		earlier->id = di_col_int(stmt, 0);
		earlier->diarienummer = di_col_text(stmt, 1);
		earlier->arrived = di_col_date(stmt, 5);
		return TRUE;
	}
	return got == 0;
}

/* One mail with a Word file and a PDF of the same report that were read as two: they differ in how a reader sees them. */
static gboolean
is_other_format(const Work *work, sqlite3_stmt *stmt)
{
	const char *type = di_col_borrow(stmt, 7);

	return work->filing->mail_id && work->filing->mail_id == di_col_int(stmt, 6) && type && work->filing->n_originals &&
		g_strcmp0(type, work->filing->originals[0].type) != 0;
}

/* A report with the same words, though in another file, and how many versions there are. */
static gboolean
find_same_report(Work *work, Earlier *earlier, GError **error)
{
	DI_QUERY stmt = di_db_query(work->registry, STMT_HANDLING_VERSIONS, error, "iqs", work->rapportor_id, work->quarter,
		di_kind_word(work->kind));
	int got;

	while ((got = di_db_step(work->registry, stmt, error)) > 0) {
		work->version = MAX(work->version, (int)di_col_int(stmt, 4));
		if (di_col_int(stmt, 5)) /* makulerad */
			continue;
		work->has_versions = TRUE;
		if (earlier->id || (g_strcmp0(work->key, di_col_borrow(stmt, 2)) != 0 && !is_other_format(work, stmt)))
			continue;
		earlier->id = di_col_int(stmt, 0);
		earlier->diarienummer = di_col_text(stmt, 1);
		earlier->arrived = di_col_date(stmt, 3);
	}
	return got == 0;
}

gboolean
di_filing_find_earlier(Work *work, Earlier *earlier, GError **error)
{
	for (guint i = 0; i < work->filing->n_originals && !earlier->id; i++) {
		if (!find_same_bytes(work, work->filing->originals[i].bytes, earlier, error))
			return FALSE;
	}
	return earlier->id || !work->rapportor_id || !di_quarter_is_set(work->quarter) ||
		find_same_report(work, earlier, error);
}
