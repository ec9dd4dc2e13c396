/* Who reports for two insatser copies the form of one for the other, and leaves the name as it was. Then there is a report already of the one
 * that it names, and the other lacks its own: a person says which it is, where something speaks for the other. That is the letter which it
 * answers, its subject or file name, or words that have little to do with those of the report that is there. */
#include "filing.h"

#include <string.h>

enum { WORD_MIN = 5 };
static const double ALIKE = 0.4; /* two answers that have so much in common may be versions of one; what is unlike has a quarter */

typedef struct {
	Work *work;
	const DiReporter *owner;
	const GPtrArray *reporters; /* DiReporter: all */
	char *sender;               /* folded */
	GHashTable *about;          /* reporters that the answered letter is about, by their ids */
	gboolean unlike;            /* the report that is there has other words */
} Doubt;

static void
doubt_clear(Doubt *doubt)
{
	g_free(doubt->sender);
	g_clear_pointer(&doubt->about, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Doubt, doubt_clear)

static gboolean
may_owe(const DiReporter *reporter, DiQuarter quarter)
{
	return (reporter->start == DI_DATE_NONE || reporter->start <= di_quarter_last_day(quarter)) &&
		(reporter->slut == DI_DATE_NONE || reporter->slut >= di_quarter_first_day(quarter));
}

static gboolean
is_contact(const Doubt *doubt, const DiReporter *reporter)
{
	for (guint i = 0; i < reporter->addresses->len; i++)
		if (g_str_equal(reporter->addresses->pdata[i], doubt->sender))
			return TRUE;
	return FALSE;
}

/* Words */

static gboolean
is_in_a_name(const DiReporter *reporter, const char *word)
{
	for (guint i = 0; i < reporter->names->len; i++)
		if (strstr(((const DiName *)reporter->names->pdata[i])->folded, word))
			return TRUE;
	return FALSE;
}

/* Has TEXT a word of the one's name that is not in the other's? */
static gboolean
names_rather(const char *text, const DiReporter *one, const DiReporter *other)
{
	g_autofree char *folded = di_text_fold(text ? text : "");
	g_auto(GStrv) words = g_strsplit_set(folded, " \t_-.,;:+/()[]\"", -1);

	for (guint i = 0; words[i]; i++) {
		if (g_utf8_strlen(words[i], -1) >= WORD_MIN && is_in_a_name(one, words[i]) && !is_in_a_name(other, words[i]))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_named_by(const char *text, const Doubt *doubt, const DiReporter *reporter)
{
	return reporter->insats_id != doubt->owner->insats_id && names_rather(text, reporter, doubt->owner) &&
		!names_rather(text, doubt->owner, reporter);
}

static gboolean
is_named_outside(const Doubt *doubt, const DiReporter *reporter)
{
	const DiFiling *filing = doubt->work->filing;

	for (guint i = 0; i < filing->n_originals; i++)
		if (is_named_by(filing->originals[i].name, doubt, reporter))
			return TRUE;
	return is_named_by(filing->subject, doubt, reporter);
}

/* At most a third of what both answer is alike. */
static gboolean
compare_words(Doubt *doubt, GError **error)
{
	DI_QUERY stmt = di_db_query(doubt->work->registry, STMT_SECTIONS_OF, error, "i", doubt->work->newest_id);
	guint both = 0, alike = 0;
	int got;

	while ((got = di_db_step(doubt->work->registry, stmt, error)) > 0) {
		const DiSection *section = di_report_section(doubt->work->report, di_col_borrow(stmt, 0));

		if (!section || !*section->text)
			continue;
		both++;
		alike += di_text_similarity(section->text, di_col_borrow(stmt, 1)) >= ALIKE ? 1 : 0;
	}
	doubt->unlike = both > 0 && 3 * alike <= both;
	return got == 0;
}

/* The answered letter */

static gboolean
read_letter(Doubt *doubt, GError **error)
{
	DI_QUERY stmt = NULL;
	int got = 0;

	doubt->about = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	if (!doubt->work->filing->answers_outgoing_id)
		return TRUE;
	stmt = di_db_query(doubt->work->registry, STMT_OUT_ABOUT, error, "i", doubt->work->filing->answers_outgoing_id);
	while ((got = di_db_step(doubt->work->registry, stmt, error)) > 0) {
		gint64 id = di_col_int(stmt, 1);

		g_hash_table_add(doubt->about, g_memdup2(&id, sizeof id));
	}
	return got == 0;
}

static gboolean
is_asked_by_letter(const Doubt *doubt, const DiReporter *reporter)
{
	return g_hash_table_contains(doubt->about, &reporter->rapportor_id) && !g_hash_table_contains(doubt->about, &doubt->owner->rapportor_id);
}

/* Which other one it may be about */

static gboolean
speaks_for(const Doubt *doubt, const DiReporter *reporter)
{
	if (doubt->unlike && is_contact(doubt, reporter))
		return TRUE;
	return di_sender_is_known(doubt->sender, reporter, doubt->reporters) &&
		(is_asked_by_letter(doubt, reporter) || is_named_outside(doubt, reporter));
}

/* *FOUND_OUT NULL: none. */
static gboolean
find_neighbour(const Doubt *doubt, const DiReporter **found_out, GError **error)
{
	const Work *work = doubt->work;

	*found_out = NULL;
	for (guint i = 0; i < doubt->reporters->len && !*found_out; i++) {
		const DiReporter *reporter = doubt->reporters->pdata[i];
		gint64 lacks = 0;

		if (reporter == doubt->owner || !may_owe(reporter, work->quarter) || !speaks_for(doubt, reporter))
			continue;
		if (!di_db_int(work->registry, STMT_QUARTER_LACKS, &lacks, error, "iq", reporter->rapportor_id, work->quarter))
			return FALSE;
		*found_out = lacks ? reporter : NULL;
	}
	return TRUE;
}

static void
add_candidate(DiMatch *match, const DiReporter *reporter)
{
	DiMatch *candidate;

	for (guint i = 0; i < match->candidates->len; i++)
		if (((const DiMatch *)match->candidates->pdata[i])->rapportor_id == reporter->rapportor_id)
			return;
	candidate = g_new0(DiMatch, 1);
	candidate->insats_id = reporter->insats_id;
	candidate->rapportor_id = reporter->rapportor_id;
	candidate->insats = g_strdup(reporter->insats);
	candidate->huvudman = g_strdup(reporter->huvudman);
	candidate->reason = g_strdup("rapport saknas");
	g_ptr_array_add(match->candidates, candidate);
}

static char *
ask_which(const DiReporter *owner, const DiReporter *neighbour)
{
	if (owner->insats_id == neighbour->insats_id)
		return g_strdup_printf("Rapporten säger %s, som redan har en rapport för kvartalet, men %s saknar sin. Vilken huvudman gäller den?",
			owner->huvudman, neighbour->huvudman);
	return g_strdup_printf("Rapporten säger %s, som redan har en rapport för kvartalet, men %s saknar sin. Vilken insats gäller den?",
		owner->insats, neighbour->insats);
}

gboolean
di_filing_doubt_neighbour(Work *work, char **why_out, GError **error)
{
	g_auto(Doubt) doubt = {.work = work};
	const DiReporter *neighbour;

	*why_out = NULL;
	if (!work->newest_id)
		return TRUE;
	doubt.reporters = di_names_get(work->registry, error);
	if (!doubt.reporters)
		return FALSE;
	doubt.owner = di_names_reporter(doubt.reporters, work->rapportor_id);
	doubt.sender = di_text_fold(work->filing->sender_address ? work->filing->sender_address : "");
	if (!doubt.owner)
		return TRUE;
	if (!read_letter(&doubt, error) || !compare_words(&doubt, error) || !find_neighbour(&doubt, &neighbour, error))
		return FALSE;
	if (!neighbour)
		return TRUE;
	add_candidate(work->match, neighbour);
	*why_out = ask_which(doubt.owner, neighbour);
	return TRUE;
}
