/* Why a report counts as an insats's, and what speaks against it. */
#include "match.h"

static void
add_sign(GPtrArray *signs, gboolean there, const char *word)
{
	if (there)
		g_ptr_array_add(signs, (gpointer)(uintptr_t)word);
}

char *
di_match_signs(const Candidate *c)
{
	g_autoptr(GPtrArray) signs = g_ptr_array_new();

	add_sign(signs, c->name_exact, "namn");
	add_sign(signs, !c->name_exact && c->name > 0, "liknande namn");
	add_sign(signs, c->who >= 0.5, "huvudman");
	add_sign(signs, c->blank, "blanketten som vi skickade");
	add_sign(signs, c->thread, "svar på vårt brev");
	add_sign(signs, c->number, "ärendenummer");
	add_sign(signs, c->sender, "avsändare");
	add_sign(signs, !c->sender && c->domain, "avsändarens domän");
	g_ptr_array_add(signs, NULL);
	return g_strjoinv(", ", (char **)signs->pdata);
}

char *
di_match_disagreements(const Search *search, const Candidate *c)
{
	GString *text = g_string_new(NULL);
	gboolean number_elsewhere = FALSE;

	for (guint i = 0; i < search->candidates->len; i++) {
		const Candidate *other = search->candidates->pdata[i];

		number_elsewhere |= other->number && other->reporter->insats_id != c->reporter->insats_id;
	}
	if (number_elsewhere && !c->number)
		g_string_append(text, "; numret i rapporten hör till en annan insats");
	if (c->who >= 0 && c->who < 0.5)
		g_string_append_printf(text, "; rapporten anger en annan huvudman än %s", c->reporter->huvudman);
	if (search->sender && c->reporter->addresses->len > 0 && !c->sender && !c->domain && !c->thread)
		g_string_append(text, "; avsändaren är okänd");
	if (c->outside)
		g_string_append(text, "; perioden ligger utanför insatsens tid");
	return g_string_free(text, FALSE);
}
