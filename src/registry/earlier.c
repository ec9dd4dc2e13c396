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

typedef enum { ANOTHER, THE_SAME, ANOTHERS } Sameness; /* the last: the same, but filed as somebody else's */

/* Nobody knows whose it is: is it called what that one is called? */
static gboolean
is_called_so(const Work *work, const char *theirs)
{
	g_autofree char *own = di_text_fold(work->report->insats ? work->report->insats : ""), *other = di_text_fold(theirs ? theirs : "");

	return g_str_equal(own, other);
}

/* Row: id, diarienummer, rapportor_id, kvartal, innehall_nyckel, inkom, insats, insats as read. One file may hold several reports: then
 * the same bytes are not the same report. */
static Sameness
compare(const Work *work, sqlite3_stmt *stmt)
{
	gboolean same_owner = work->rapportor_id == di_col_int(stmt, 2), is_set = di_quarter_is_set(work->quarter);
	gboolean same_quarter = di_quarter_compare(work->quarter, di_col_quarter(stmt, 3)) == 0;

	if (work->chosen)
		return same_owner && (same_quarter || !is_set) ? THE_SAME : ANOTHER;
	if (g_strcmp0(work->key, di_col_borrow(stmt, 4)) == 0)
		return same_owner || !work->rapportor_id || work->sender != DI_SENDER_KNOWN ? THE_SAME : ANOTHERS;
	if (work->filing->is_shared)
		return same_owner && is_set && same_quarter ? THE_SAME : ANOTHER;
	if (!work->rapportor_id && !is_called_so(work, di_col_borrow(stmt, 7)))
		return ANOTHER;
	return (same_owner || !work->rapportor_id) && (same_quarter || !is_set) ? THE_SAME : ANOTHER;
}

static void
take_earlier(Earlier *earlier, sqlite3_stmt *stmt)
{
	earlier->id = di_col_int(stmt, 0);
	earlier->diarienummer = di_col_text(stmt, 1);
	earlier->arrived = di_col_date(stmt, 5);
}

/* OTHER: the first that was filed as another's. */
static gboolean
find_same_bytes(Work *work, GBytes *bytes, Earlier *earlier, Earlier *other, GError **error)
{
	g_autofree char *hash = di_content_hash(bytes);
	DI_QUERY stmt = di_db_query(work->registry, STMT_HANDLING_BY_CONTENT, error, "s", hash);
	int got;

	while ((got = di_db_step(work->registry, stmt, error)) > 0) {
		Sameness sameness = compare(work, stmt);

		if (sameness == THE_SAME) {
			take_earlier(earlier, stmt);
			return TRUE;
		}
		if (sameness == ANOTHERS && !other->id) {
			take_earlier(other, stmt);
			other->whose = di_col_text(stmt, 6);
		}
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
		work->newest_id = work->newest_id ? work->newest_id : di_col_int(stmt, 0);
		if (earlier->id || (g_strcmp0(work->key, di_col_borrow(stmt, 2)) != 0 && !is_other_format(work, stmt)))
			continue;
		earlier->id = di_col_int(stmt, 0);
		earlier->diarienummer = di_col_text(stmt, 1);
		earlier->arrived = di_col_date(stmt, 3);
	}
	return got == 0;
}

/* Filed by a slip as another's, or knowingly? Once a person was asked, what was decided stands. */
static gboolean
weigh_anothers(const Work *work, Earlier *other, Earlier *earlier, GError **error)
{
	g_autofree char *hash = di_content_hash(work->filing->originals[0].bytes);
	gint64 decided = 0;

	if (!di_db_int(work->registry, STMT_CONTENT_DECIDED, &decided, error, "si", hash, other->id))
		return FALSE;
	earlier->id = decided ? other->id : 0;
	earlier->arrived = other->arrived;
	earlier->diarienummer = g_steal_pointer(&other->diarienummer);
	earlier->whose = decided ? NULL : g_steal_pointer(&other->whose);
	return TRUE;
}

gboolean
di_filing_find_earlier(Work *work, Earlier *earlier, GError **error)
{
	g_auto(Earlier) other = {.arrived = DI_DATE_NONE};

	for (guint i = 0; i < work->filing->n_originals && !earlier->id; i++) {
		if (!find_same_bytes(work, work->filing->originals[i].bytes, earlier, &other, error))
			return FALSE;
	}
	if (!earlier->id && work->rapportor_id && di_quarter_is_set(work->quarter) && !find_same_report(work, earlier, error))
		return FALSE;
	return earlier->id || !other.id || weigh_anothers(work, &other, earlier, error);
}
