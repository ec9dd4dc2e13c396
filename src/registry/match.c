/* Whose report is it? Signs are added up for each reporting organisation; one that is clearly ahead is it. Names count
 * most, then who sent it and for whom; a number in the document may be last year's file used again, so it supports and
 * never overrules a name. What is not clear is left to a person. */
#include "match.h"

#include <string.h>

enum { CANDIDATES_MAX = 5 };
static const double MARGIN = 0.1;        /* the next must be so far behind */
static const double NAME_LEAST = 0.45;   /* below this a name says nothing */
static const double NAME_INEXACT = 0.97; /* the best that a name can be that is not the very same */

/* What each sign is worth, beside a name's 0–1. */
static const double W_HUVUDMAN = 0.15, W_OTHER_HUVUDMAN = -0.25, W_SENDER = 0.15, W_DOMAIN = 0.12, W_NUMBER = 0.25,
	W_THREAD = 0.5, W_BLANK = 0.8, W_OUTSIDE = -0.12;

static void
search_clear(Search *search)
{
	g_free(search->folded_name);
	g_free(search->sender);
	g_clear_pointer(&search->domain, g_ref_string_release);
	di_words_free(search->name);
	di_words_free(search->huvudman);
	g_clear_pointer(&search->candidates, g_ptr_array_unref);
	g_free(search->all);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

void
di_match_free(DiMatch *match)
{
	if (!match)
		return;
	g_free(match->insats);
	g_free(match->huvudman);
	g_free(match->reason);
	g_clear_pointer(&match->candidates, g_ptr_array_unref);
	g_free(match);
}

static void
match_free(gpointer match)
{
	di_match_free(match);
}

static gboolean
is_set(const char *text)
{
	return text && *text;
}

static void
weigh_name(const Search *search, Candidate *candidate, const DiName *name)
{
	DiAlike alike;

	if (search->name_hash == name->hash && g_str_equal(search->folded_name, name->folded)) {
		candidate->name = 1;
		candidate->name_exact = TRUE;
		return;
	}
	alike = di_words_match(search->name, name->words, candidate->reporter->words);
	if (NAME_INEXACT * alike.score > candidate->name) {
		candidate->name = NAME_INEXACT * alike.score;
		candidate->name_sure = alike.sure;
		candidate->name_likely = alike.likely;
	}
}

static gboolean
lies_outside(DiPeriod period, const DiReporter *reporter)
{
	return (period.from != DI_DATE_NONE && reporter->slut != DI_DATE_NONE && period.from > reporter->slut) ||
		(period.to != DI_DATE_NONE && reporter->start != DI_DATE_NONE && period.to < reporter->start);
}

/* An address without @ is nobody's. */
static void
take_sender(Search *search, const char *address)
{
	const char *at;

	if (!is_set(address))
		return;
	search->sender = di_text_fold(address);
	at = strchr(search->sender, '@');
	search->sender_mark = at ? di_names_mark(search->sender) : 0;
	search->domain = at && !di_provider_has(at + 1) ? g_ref_string_new_intern(at) : NULL;
}

static void
weigh_sender(const Search *search, const DiReporter *reporter, Candidate *candidate)
{
	const GPtrArray *addresses;

	candidate->domain = search->domain && reporter->domain == search->domain;
	if (!(reporter->address_marks & search->sender_mark) && (!search->domain || reporter->domain))
		return;
	addresses = reporter->addresses;
	for (guint i = 0; i < addresses->len; i++) {
		const char *address = addresses->pdata[i], *theirs = strchr(address, '@');

		candidate->sender |= search->sender_mark && g_str_equal(address, search->sender);
		candidate->domain |= search->domain && theirs && g_str_equal(search->domain, theirs);
	}
}

static bool
is_none(DiPairs pairs)
{
	return !pairs.bits[0] && !pairs.bits[1];
}

static bool
have_common(DiPairs a, DiPairs b)
{
	return (a.bits[0] & b.bits[0]) || (a.bits[1] & b.bits[1]);
}

static double
similarity_of_huvudman(const Search *search, const DiReporter *reporter)
{
	DiPairs given = di_words_pairs(search->huvudman), theirs = reporter->words_pairs;

	if (is_none(given) || is_none(theirs) || have_common(given, theirs))
		return di_huvudman_similarity(search->huvudman, reporter->words);
	return 0;
}

static bool
may_be_alike(const Search *search, const DiReporter *reporter)
{
	DiPairs given = di_words_pairs(search->name);

	return is_none(given) || have_common(given, reporter->names_pairs);
}

static void
weigh(const Search *search, const DiReporter *reporter, Candidate *candidate)
{
	candidate->reporter = reporter;
	candidate->who = similarity_of_huvudman(search, reporter);
	candidate->outside = lies_outside(search->clues->period, reporter);
	if (search->clues->only_insats_id) {
		candidate->name = 1;
		candidate->name_exact = TRUE;
	}
	for (guint i = 0; is_set(search->clues->insats) && may_be_alike(search, reporter) && i < reporter->names->len; i++)
		weigh_name(search, candidate, reporter->names->pdata[i]);
	weigh_sender(search, reporter, candidate);
}

static void
weigh_all(Search *search, const GPtrArray *reporters)
{
	search->all = g_new0(Candidate, reporters->len);
	for (guint i = 0; i < reporters->len; i++) {
		const DiReporter *reporter = reporters->pdata[i];

		if (search->clues->only_insats_id && search->clues->only_insats_id != reporter->insats_id)
			continue;
		weigh(search, reporter, &search->all[i]);
		g_ptr_array_add(search->candidates, &search->all[i]);
	}
}

static void
note_number(Search *search, gint64 insats_id)
{
	for (guint i = 0; insats_id && i < search->candidates->len; i++) {
		Candidate *candidate = search->candidates->pdata[i];

		candidate->number |= candidate->reporter->insats_id == insats_id;
	}
}

/* The insats of the case (or of the filed document) with the first number that TEXT contains. */
static gboolean
weigh_number(Search *search, const char *text, GError **error)
{
	g_autofree char *number = is_set(text) ? di_diarienummer_normalise(text, search->registry->config->diarium.prefix) : NULL;
	g_autofree char *arende = number ? g_strndup(number, strcspn(number, ".")) : NULL;
	gint64 insats_id = 0;

	if (!number)
		return TRUE;
	if (!di_db_int(search->registry, STMT_INSATS_BY_CASE, &insats_id, error, "s", arende))
		return FALSE;
	if (!insats_id && !di_db_int(search->registry, STMT_INSATS_BY_HANDLING, &insats_id, error, "s", number))
		return FALSE;
	note_number(search, insats_id);
	return TRUE;
}

/* "SV: Snart dags för kvartalsrapporten: Bron [SFG 25-13]": the tag that our own letters carry */
static char *
number_in_subject(const char *subject)
{
	const char *open = is_set(subject) ? strrchr(subject, '[') : NULL;

	return open ? g_strndup(open + 1, strcspn(open + 1, "]")) : NULL;
}

static gboolean
weigh_thread(Search *search, GError **error)
{
	DI_QUERY stmt = NULL;
	int got;

	if (!search->clues->answers_outgoing_id)
		return TRUE;
	stmt = di_db_query(search->registry, STMT_OUT_ABOUT, error, "i", search->clues->answers_outgoing_id);
	while ((got = di_db_step(search->registry, stmt, error)) > 0) {
		gint64 insats = di_col_int(stmt, 0), rapportor = di_col_int(stmt, 1);

		for (guint i = 0; i < search->candidates->len; i++) {
			Candidate *candidate = search->candidates->pdata[i];

			candidate->thread |= rapportor ? candidate->reporter->rapportor_id == rapportor
						       : insats && candidate->reporter->insats_id == insats;
		}
	}
	return got == 0;
}

/* The form that we sent out says whose it is. */
static void
weigh_blank(Search *search)
{
	gint64 rapportor_id = 0;
	DiQuarter quarter;

	if (!di_blank_parse(search->clues->blank, search->registry->config->diarium.prefix, &rapportor_id, &quarter))
		return;
	for (guint i = 0; i < search->candidates->len; i++) {
		Candidate *candidate = search->candidates->pdata[i];

		candidate->blank = candidate->reporter->rapportor_id == rapportor_id;
	}
}

static gint
by_sum(gconstpointer a, gconstpointer b)
{
	const Candidate *first = *(const Candidate *const *)a, *second = *(const Candidate *const *)b;

	if (first->sum != second->sum)
		return first->sum > second->sum ? -1 : 1;
	return first->reporter->rapportor_id < second->reporter->rapportor_id ? -1 : 1;
}

/* Only what speaks for it somehow is a candidate. */
static gboolean
is_thinkable(const Candidate *c)
{
	return c->name > 0 || c->number || c->thread || c->blank || c->sender;
}

static void
move_to(GPtrArray *candidates, guint from, guint to)
{
	gpointer moved = candidates->pdata[from];

	candidates->pdata[from] = candidates->pdata[to];
	candidates->pdata[to] = moved;
}

/* All that are thinkable and the best two of all stand first, in order; among the others nobody asks for any. */
static void
sort_foremost(GPtrArray *candidates)
{
	guint n = 0;

	for (guint i = 0; i < candidates->len; i++)
		if (is_thinkable(candidates->pdata[i]))
			move_to(candidates, i, n++);
	for (guint turn = 0; turn < 2 && n < candidates->len; turn++) {
		guint best = n;

		for (guint i = n + 1; i < candidates->len; i++)
			if (by_sum(&candidates->pdata[i], &candidates->pdata[best]) < 0)
				best = i;
		move_to(candidates, best, n++);
	}
	if (candidates->len > 0)
		qsort(candidates->pdata, n, sizeof *candidates->pdata, by_sum);
}

static void
add_up(Search *search)
{
	for (guint i = 0; i < search->candidates->len; i++) {
		Candidate *c = search->candidates->pdata[i];

		if (c->name < NAME_LEAST)
			c->name = 0;
		c->sum = c->name + (c->who >= 0.5 ? W_HUVUDMAN * c->who : c->who >= 0 ? W_OTHER_HUVUDMAN : 0) +
			(c->sender ? W_SENDER : c->domain ? W_DOMAIN : 0) + (c->number ? W_NUMBER : 0) +
			(c->thread ? W_THREAD : 0) + (c->blank ? W_BLANK : 0) + (c->outside ? W_OUTSIDE : 0);
	}
	sort_foremost(search->candidates);
}

/* May this one be it, if nobody else is near? */
static gboolean
is_certain(const Search *search, const Candidate *c)
{
	gboolean named = is_set(search->clues->insats), other = c->who >= 0 && c->who < 0.5;
	gboolean supported = c->who >= 0.5 || c->sender || c->number || c->thread;

	if (c->name_exact || c->blank)
		return TRUE;
	if (named)
		return other ? c->name_likely && (c->sender || c->thread) : c->name_sure || (supported && c->name_likely);
	return !other && (c->thread || (c->number && (c->sender || c->domain || c->who >= 0.5)));
}

/* The best of another reporter. Among the reporters of one insats only who it is from tells. */
static gboolean
stands_alone(const Search *search, const Candidate *best)
{
	const Candidate *next = search->candidates->len > 1 ? search->candidates->pdata[1] : NULL;

	return !next || best->sum - next->sum >= MARGIN || (next->reporter->insats_id != best->reporter->insats_id && best->name_exact &&
		!next->name_exact && best->sum > next->sum);
}

/* Several report for the insats, the report names one of them by a name that is none of theirs, and nobody we know sent it. */
static gboolean
is_strangers(const Search *search, const Candidate *best)
{
	guint reporters = 0;

	for (guint i = 0; i < search->candidates->len; i++) {
		const Candidate *candidate = search->candidates->pdata[i];

		reporters += candidate->reporter->insats_id == best->reporter->insats_id;
	}
	return reporters > 1 && best->who >= 0 && best->who < 0.5 && !best->sender && !best->domain && !best->thread;
}

/* A form that was sent to one insats came back with another's name in it: a colleague's file, perhaps. */
static const Candidate *
blank_of_another(const Search *search, const Candidate *best)
{
	const Candidate *blank = NULL, *named = NULL;

	for (guint i = 0; i < search->candidates->len; i++) {
		const Candidate *c = search->candidates->pdata[i];

		blank = c->blank ? c : blank;
		named = !named && (c->name_exact || c->name_sure) ? c : named;
	}
	if (!blank || !best || (blank == best && (!named || named->reporter->insats_id == best->reporter->insats_id || best->name >= NAME_LEAST)))
		return NULL;
	return blank;
}

static DiMatch *
as_match(const Candidate *c)
{
	DiMatch *match = g_new0(DiMatch, 1);

	match->insats_id = c->reporter->insats_id;
	match->rapportor_id = c->reporter->rapportor_id;
	match->insats = g_strdup(c->reporter->insats);
	match->huvudman = g_strdup(c->reporter->huvudman);
	match->certainty = CLAMP(c->sum, 0, 1);
	match->reason = di_match_signs(c);
	return match;
}

static char *
why_open(const Search *search, const Candidate *best, gboolean certain)
{
	if (search->candidates->len == 0)
		return g_strdup("Registret är tomt: läs in insatserna först.");
	if (!best || !is_thinkable(best))
		return is_set(search->clues->insats) ? g_strdup("Ingen insats i registret har det namnet.")
						     : g_strdup("Rapporten anger ingen insats.");
	if (blank_of_another(search, best))
		return g_strdup_printf("Blanketten skickades till %s, men det ifyllda pekar på en annan insats.",
			blank_of_another(search, best)->reporter->insats);
	if (certain && is_strangers(search, best))
		return g_strdup_printf("Huvudmannen är ingen av dem som rapporterar för %s.", best->reporter->insats);
	if (certain)
		return g_strdup("Flera insatser eller huvudmän passar lika bra.");
	if (!is_set(search->clues->insats))
		return g_strdup("Rapporten anger ingen insats, och övriga tecken räcker inte.");
	return g_strdup("Namnet liknar en insats i registret, men inte tillräckligt.");
}

static DiMatch *
conclude(Search *search)
{
	const Candidate *best = search->candidates->len ? search->candidates->pdata[0] : NULL;
	gboolean certain = best && is_thinkable(best) && is_certain(search, best);
	DiMatch *match = g_new0(DiMatch, 1);

	match->candidates = g_ptr_array_new_with_free_func(match_free);
	for (guint i = 0; i < search->candidates->len && match->candidates->len < CANDIDATES_MAX; i++) {
		if (is_thinkable(search->candidates->pdata[i]))
			g_ptr_array_add(match->candidates, as_match(search->candidates->pdata[i]));
	}
	match->certainty = best ? CLAMP(best->sum, 0, 1) : 0;
	if (certain && stands_alone(search, best) && !is_strangers(search, best) && !blank_of_another(search, best)) {
		g_autofree char *signs = di_match_signs(best), *but = di_match_disagreements(search, best);

		match->insats_id = best->reporter->insats_id;
		match->rapportor_id = best->reporter->rapportor_id;
		match->insats = g_strdup(best->reporter->insats);
		match->huvudman = g_strdup(best->reporter->huvudman);
		match->reason = g_strconcat(signs, but, NULL);
	} else {
		match->reason = why_open(search, best, certain);
	}
	return match;
}

DiMatch *
di_match_clues(DiRegistry *registry, const DiClues *clues, GError **error)
{
	g_auto(Search) search = {.registry = registry, .clues = clues,
		.folded_name = di_text_fold(clues->insats ? clues->insats : ""),
		.name = di_words_of_name(clues->insats),
		.huvudman = di_words_of_huvudman(clues->huvudman)};
	g_autofree char *tag = number_in_subject(clues->subject);
	const GPtrArray *reporters = di_names_get(registry, error);

	if (!reporters)
		return NULL;
	search.candidates = g_ptr_array_sized_new(reporters->len);
	search.name_hash = g_str_hash(search.folded_name);
	take_sender(&search, clues->sender);
	weigh_all(&search, reporters);
	if (!weigh_number(&search, clues->number, error) || !weigh_number(&search, tag, error) ||
	    !weigh_thread(&search, error))
		return NULL;
	weigh_blank(&search);
	add_up(&search);
	return conclude(&search);
}

DiMatch *
di_registry_match(DiRegistry *registry, const DiReport *report, const char *sender_address, gint64 answers_outgoing_id,
	GError **error)
{
	DiClues clues = {.number = report->diarienummer, .insats = report->insats, .huvudman = report->huvudman,
		.period = report->period, .blank = report->blankett, .sender = sender_address, .answers_outgoing_id = answers_outgoing_id};

	return di_match_clues(registry, &clues, error);
}
