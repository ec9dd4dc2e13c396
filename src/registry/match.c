/* Whose report is it? Signs are added up for each reporting organisation; one that is clearly ahead is it. Names count
 * most, then who sent it and for whom; a number in the document may be last year's file used again, so it supports and
 * never overrules a name. What is not clear is left to a person. */
#include "private.h"

#include <string.h>

enum { CANDIDATES_MAX = 5 };
static const double MARGIN = 0.1;        /* the next must be so far behind */
static const double NAME_LEAST = 0.45;   /* below this a name says nothing */
static const double NAME_INEXACT = 0.97; /* the best that a name can be that is not the very same */

/* What each sign is worth, beside a name's 0–1. */
static const double W_HUVUDMAN = 0.15, W_OTHER_HUVUDMAN = -0.25, W_SENDER = 0.15, W_DOMAIN = 0.12, W_NUMBER = 0.25,
	W_THREAD = 0.5, W_OUTSIDE = -0.12;

typedef struct {
	gint64 insats_id, rapportor_id;
	char *insats, *huvudman;
	DiDate start, slut;
	double name;          /* 0–1, the best of its names */
	gboolean name_sure, name_likely, name_exact;
	double who;           /* similarity of huvudman; -1: unknown */
	gboolean sender, domain, number, thread, outside;
	double sum;
} Candidate;

typedef struct {
	DiRegistry *registry;
	const DiClues *clues;
	char *folded_name;
	DiWords *name, *huvudman;
	GPtrArray *candidates; /* Candidate */
	gboolean other_number; /* a number that is known, but to another insats than the name */
} Search;

static void
candidate_free(gpointer data)
{
	Candidate *candidate = data;

	g_free(candidate->insats);
	g_free(candidate->huvudman);
	g_free(candidate);
}

static void
search_clear(Search *search)
{
	g_free(search->folded_name);
	di_words_free(search->name);
	di_words_free(search->huvudman);
	g_clear_pointer(&search->candidates, g_ptr_array_unref);
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
weigh_name(const Search *search, Candidate *candidate, const char *name, const char *folded)
{
	g_autoptr(DiWords) theirs = NULL, places = NULL;
	DiAlike alike;

	if (!is_set(search->clues->insats))
		return;
	if (g_str_equal(search->folded_name, folded)) {
		candidate->name = 1;
		candidate->name_exact = TRUE;
		return;
	}
	theirs = di_words_of_name(name);
	places = di_words_of_huvudman(candidate->huvudman);
	alike = di_words_match(search->name, theirs, places);
	if (NAME_INEXACT * alike.score > candidate->name) {
		candidate->name = NAME_INEXACT * alike.score;
		candidate->name_sure = alike.sure;
		candidate->name_likely = alike.likely;
	}
}

static gboolean
lies_outside(DiPeriod period, const Candidate *candidate)
{
	return (period.from != DI_DATE_NONE && candidate->slut != DI_DATE_NONE && period.from > candidate->slut) ||
		(period.to != DI_DATE_NONE && candidate->start != DI_DATE_NONE && period.to < candidate->start);
}

static Candidate *
read_candidate(const Search *search, sqlite3_stmt *stmt)
{
	Candidate *candidate = g_new0(Candidate, 1);
	g_autoptr(DiWords) theirs = NULL;

	candidate->insats_id = di_col_int(stmt, 0);
	candidate->rapportor_id = di_col_int(stmt, 1);
	candidate->insats = di_col_text(stmt, 2);
	candidate->huvudman = di_col_text(stmt, 3);
	candidate->start = di_col_date(stmt, 4);
	candidate->slut = di_col_date(stmt, 5);
	theirs = di_words_of_huvudman(candidate->huvudman);
	candidate->who = di_huvudman_similarity(search->huvudman, theirs);
	candidate->outside = lies_outside(search->clues->period, candidate);
	weigh_name(search, candidate, candidate->insats, di_col_borrow(stmt, 8));
	return candidate;
}

static gboolean
read_candidates(Search *search, GError **error)
{
	DI_QUERY stmt = di_db_query(search->registry, STMT_INSATS_ALL, error, "");
	int got;

	while ((got = di_db_step(search->registry, stmt, error)) > 0)
		g_ptr_array_add(search->candidates, read_candidate(search, stmt));
	return got == 0;
}

static gboolean
weigh_aliases(Search *search, GError **error)
{
	DI_QUERY stmt = di_db_query(search->registry, STMT_ALIAS_ALL, error, "");
	int got;

	while ((got = di_db_step(search->registry, stmt, error)) > 0) {
		for (guint i = 0; i < search->candidates->len; i++) {
			Candidate *candidate = search->candidates->pdata[i];

			if (candidate->insats_id == di_col_int(stmt, 0))
				weigh_name(search, candidate, di_col_borrow(stmt, 1), di_col_borrow(stmt, 2));
		}
	}
	return got == 0;
}

/* Post boxes that anybody has say nothing about where one works. */
static gboolean
is_public_domain(const char *domain)
{
	static const char *const public_domains[] = {"gmail.com", "googlemail.com", "hotmail.com", "hotmail.se", "icloud.com",
		"live.com", "live.se", "me.com", "msn.com", "outlook.com", "outlook.se", "protonmail.com", "telia.com", "yahoo.com",
		"yahoo.se", NULL};

	return g_strv_contains(public_domains, domain);
}

static void
note_contact(Search *search, gint64 rapportor_id, const char *address, const char *sender)
{
	const char *domain = strchr(sender, '@'), *theirs = strchr(address, '@');
	gboolean same = g_str_equal(address, sender);
	gboolean near = domain && theirs && g_str_equal(domain, theirs) && !is_public_domain(domain + 1);

	for (guint i = 0; (same || near) && i < search->candidates->len; i++) {
		Candidate *candidate = search->candidates->pdata[i];

		if (candidate->rapportor_id != rapportor_id)
			continue;
		candidate->sender |= same;
		candidate->domain |= near;
	}
}

static gboolean
weigh_sender(Search *search, GError **error)
{
	DI_QUERY stmt = NULL;
	g_autofree char *sender = is_set(search->clues->sender) ? di_text_fold(search->clues->sender) : NULL;
	int got;

	if (!sender)
		return TRUE;
	stmt = di_db_query(search->registry, STMT_CONTACT_ALL, error, "");
	while ((got = di_db_step(search->registry, stmt, error)) > 0)
		note_contact(search, di_col_int(stmt, 0), di_col_borrow(stmt, 1), sender);
	return got == 0;
}

static void
note_number(Search *search, gint64 insats_id)
{
	for (guint i = 0; insats_id && i < search->candidates->len; i++) {
		Candidate *candidate = search->candidates->pdata[i];

		candidate->number |= candidate->insats_id == insats_id;
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
	got = di_db_step(search->registry, stmt, error);
	for (guint i = 0; got > 0 && i < search->candidates->len; i++) {
		Candidate *candidate = search->candidates->pdata[i];
		gint64 insats = di_col_int(stmt, 0), rapportor = di_col_int(stmt, 1);

		candidate->thread = rapportor ? candidate->rapportor_id == rapportor : insats && candidate->insats_id == insats;
	}
	return got >= 0;
}

static gint
by_sum(gconstpointer a, gconstpointer b)
{
	const Candidate *first = *(const Candidate *const *)a, *second = *(const Candidate *const *)b;

	if (first->sum != second->sum)
		return first->sum > second->sum ? -1 : 1;
	return first->rapportor_id < second->rapportor_id ? -1 : 1;
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
			(c->thread ? W_THREAD : 0) + (c->outside ? W_OUTSIDE : 0);
	}
	g_ptr_array_sort(search->candidates, by_sum);
}

/* May this one be it, if nobody else is near? */
static gboolean
is_certain(const Search *search, const Candidate *c)
{
	gboolean named = is_set(search->clues->insats), other = c->who >= 0 && c->who < 0.5;
	gboolean supported = c->who >= 0.5 || c->sender || c->number || c->thread;

	if (c->name_exact)
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

	return !next || best->sum - next->sum >= MARGIN || (next->insats_id != best->insats_id && best->name_exact &&
		!next->name_exact && best->sum > next->sum);
}

/* Several report for the insats, the report names one of them by a name that is none of theirs, and nobody we know sent it. */
static gboolean
is_strangers(const Search *search, const Candidate *best)
{
	guint reporters = 0;

	for (guint i = 0; i < search->candidates->len; i++) {
		const Candidate *candidate = search->candidates->pdata[i];

		reporters += candidate->insats_id == best->insats_id;
	}
	return reporters > 1 && best->who >= 0 && best->who < 0.5 && !best->sender && !best->domain && !best->thread;
}

static void
add_sign(GPtrArray *signs, gboolean there, const char *word)
{
	if (there)
		g_ptr_array_add(signs, (gpointer)(uintptr_t)word);
}

static char *
join_signs(const Candidate *c)
{
	g_autoptr(GPtrArray) signs = g_ptr_array_new();

	add_sign(signs, c->name_exact, "namn");
	add_sign(signs, !c->name_exact && c->name > 0, "liknande namn");
	add_sign(signs, c->who >= 0.5, "huvudman");
	add_sign(signs, c->thread, "svar på vårt brev");
	add_sign(signs, c->number, "ärendenummer");
	add_sign(signs, c->sender, "avsändare");
	add_sign(signs, !c->sender && c->domain, "avsändarens domän");
	g_ptr_array_add(signs, NULL);
	return g_strjoinv(", ", (char **)signs->pdata);
}

/* What does not agree, for people to see; the decision stands. */
static char *
disagreements(const Search *search, const Candidate *c)
{
	GString *text = g_string_new(NULL);
	gboolean number_elsewhere = FALSE;

	for (guint i = 0; i < search->candidates->len; i++) {
		const Candidate *other = search->candidates->pdata[i];

		number_elsewhere |= other->number && other->insats_id != c->insats_id;
	}
	if (number_elsewhere && !c->number)
		g_string_append(text, "; numret i rapporten hör till en annan insats");
	if (c->who >= 0 && c->who < 0.5)
		g_string_append_printf(text, "; rapporten anger en annan huvudman än %s", c->huvudman);
	if (c->outside)
		g_string_append(text, "; perioden ligger utanför insatsens tid");
	return g_string_free(text, FALSE);
}

static DiMatch *
as_match(const Candidate *c)
{
	DiMatch *match = g_new0(DiMatch, 1);

	match->insats_id = c->insats_id;
	match->rapportor_id = c->rapportor_id;
	match->insats = g_strdup(c->insats);
	match->huvudman = g_strdup(c->huvudman);
	match->certainty = CLAMP(c->sum, 0, 1);
	match->reason = join_signs(c);
	return match;
}

/* Only what speaks for it somehow is a candidate. */
static gboolean
is_thinkable(const Candidate *c)
{
	return c->name > 0 || c->number || c->thread || c->sender;
}

static char *
why_open(const Search *search, const Candidate *best, gboolean certain)
{
	if (search->candidates->len == 0)
		return g_strdup("Registret är tomt: läs in insatserna först.");
	if (!is_thinkable(best))
		return is_set(search->clues->insats) ? g_strdup("Ingen insats i registret har det namnet.")
						     : g_strdup("Rapporten anger ingen insats.");
	if (certain && is_strangers(search, best))
		return g_strdup_printf("Huvudmannen är ingen av dem som rapporterar för %s.", best->insats);
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
	if (certain && stands_alone(search, best) && !is_strangers(search, best)) {
		g_autofree char *signs = join_signs(best), *but = disagreements(search, best);

		match->insats_id = best->insats_id;
		match->rapportor_id = best->rapportor_id;
		match->insats = g_strdup(best->insats);
		match->huvudman = g_strdup(best->huvudman);
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
		.folded_name = di_text_fold(clues->insats ? clues->insats : ""), .name = di_words_of_name(clues->insats),
		.huvudman = di_words_of_huvudman(clues->huvudman), .candidates = g_ptr_array_new_with_free_func(candidate_free)};
	g_autofree char *tag = number_in_subject(clues->subject);

	if (!read_candidates(&search, error) || (is_set(clues->insats) && !weigh_aliases(&search, error)) ||
	    !weigh_sender(&search, error) || !weigh_number(&search, clues->number, error) ||
	    !weigh_number(&search, tag, error) || !weigh_thread(&search, error))
		return NULL;
	add_up(&search);
	return conclude(&search);
}

DiMatch *
di_registry_match(DiRegistry *registry, const DiReport *report, const char *sender_address, gint64 answers_outgoing_id,
	GError **error)
{
	DiClues clues = {.number = report->diarienummer, .insats = report->insats, .huvudman = report->huvudman,
		.period = report->period, .sender = sender_address, .answers_outgoing_id = answers_outgoing_id};

	return di_match_clues(registry, &clues, error);
}
