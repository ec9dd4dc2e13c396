/* May the name in a report be learnt as another name of the insats on which a person filed it? A wrong one would draw other reports to it, each
 * "by the exact name": so not what stands in any form, not an organisation's name, and not what another insats is called as nearly. */
#include "private.h"

#include <string.h>

enum { LETTERS_MIN = 3 };

/* Words of forms, of periods and of organisations, folded. */
static const char *const empty_words[] = {"aktivitetsrapport", "ange", "april", "augusti", "blankett", "datum", "december", "del", "delrapport",
	"dnr", "diarienummer", "ej", "februari", "förbund", "förbundet", "för", "gäller", "här", "hösten", "huvudman", "huvudmannen", "i", "ifylles",
	"ifyllt", "insats", "insatsen", "insatsens", "januari", "juli", "juni", "kommun", "kommunen", "kopia", "kvartal", "kvartalet",
	"kvartalsrapport", "kvartalsrapporten", "maj", "mall", "mars", "namn", "namnet", "november", "nummer", "ny", "och", "oktober", "perioden",
	"period", "projekt", "projektet", "projektets", "projektnamn", "rapport", "rapporten", "rapportera", "region", "regionen", "samordningsförbund",
	"samordningsförbundet", "samverkan", "samverkansmedel", "se", "september", "skriv", "slutrapport", "slutrapporten", "test", "text", "titel",
	"till", "utkast", "version", "våren", "år", NULL};

static gboolean
is_telling(const char *word)
{
	guint letters = 0;

	for (const char *at = word; *at; at = di_utf8_next(at))
		letters += g_unichar_isalpha(g_utf8_get_char(at)) ? 1 : 0;
	return letters >= LETTERS_MIN && !g_strv_contains(empty_words, word);
}

static gboolean
tells_something(const char *folded)
{
	g_auto(GStrv) words = g_strsplit_set(folded, " \t.,;:!?()[]{}<>\"'/_-", -1);

	for (guint i = 0; words[i]; i++)
		if (is_telling(words[i]))
			return TRUE;
	return FALSE;
}

/* How well NAME fits what the insats of REPORTER is called. */
static DiAlike
alike_of(const DiWords *name, const DiReporter *reporter)
{
	DiAlike best = {0};

	for (guint i = 0; i < reporter->names->len; i++) {
		DiAlike alike = di_words_match(name, ((const DiName *)reporter->names->pdata[i])->words, reporter->words);

		best = alike.score > best.score ? alike : best;
	}
	return best;
}

gboolean
di_insats_may_learn(DiRegistry *registry, gint64 insats_id, const char *alias, gboolean *may_out, GError **error)
{
	const GPtrArray *reporters = di_names_get(registry, error);
	g_autofree char *folded = di_text_fold(alias);
	g_autoptr(DiWords) name = di_words_of_name(alias);
	double own = 0, other = 0;

	if (!reporters)
		return FALSE;
	*may_out = tells_something(folded);
	for (guint i = 0; *may_out && i < reporters->len; i++) {
		const DiReporter *reporter = reporters->pdata[i];
		DiAlike alike = alike_of(name, reporter);

		if (g_str_equal(reporter->folded, folded))
			*may_out = FALSE;
		else if (reporter->insats_id == insats_id)
			own = MAX(own, alike.score);
		else if (alike.sure || alike.likely)
			other = MAX(other, alike.score);
	}
	*may_out = *may_out && (other <= 0 || own > other);
	return TRUE;
}
