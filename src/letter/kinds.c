/* Which letters there are, and which placeholders each knows. The words are told in diarie/letter.h. */
#include "template.h"

#include <string.h>

/* what any letter may say */
#define COMMON "huvudman kvartal dnr kontaktperson telefon forbund"

/* clang-format off */
const DiLetterKind di_letter_kinds[] = {
	{"forhand",           "insats period senast",  COMMON " namn mall_url blankett styrgrupp"},
	{"paminnelse-1",      "insats period senast",  COMMON " namn mall_url blankett"},
	{"paminnelse-2",      "insats period senast",  COMMON " namn mall_url blankett paminnelser styrelsemote"},
	{"slut-forhand",      "insats senast",         COMMON " namn slut period mall_url blankett styrgrupp"},
	{"slut-paminnelse-1", "insats senast",         COMMON " namn slut period mall_url blankett"},
	{"slut-paminnelse-2", "insats senast",         COMMON " namn slut period mall_url blankett paminnelser styrelsemote"},
	{"flera-forhand",     "antal lista",           COMMON " namn period senast mall_url blankett styrgrupp"},
	{"flera-paminnelse-1", "antal lista",          COMMON " namn period senast mall_url blankett"},
	{"flera-paminnelse-2", "antal lista",          COMMON " namn period senast mall_url blankett paminnelser styrelsemote"},
	{"styrgrupp",         "insats punkt",          COMMON " namn period rapport_dnr"},
	{"flera-styrgrupp",   "antal lista punkt",     COMMON " namn period"},
	{"eskalering",        "insats senast",         COMMON " namn epost slag slut period lista paminnelser kommando"},
	{"kvitto",            "insats rapport_dnr",    COMMON " namn slag period inkom saknas tomma okand rattelse ersatter i_stallet slut"},
	{"flera-kvitto",      "antal lista",           COMMON " namn inkom saknas"},
	{"okanda",            "antal lista",           COMMON " namn flera vantar"},
	{"komplettering",     "insats lista senast",   COMMON " namn slag period rapport_dnr mall_url"},
	{"olasbar",           "orsak",                 COMMON " namn insats inkom period"},
	{"aldre",             "insats rapport_dnr senare inkom", COMMON " namn period"},
	{"dubblett",          "inkom",                 COMMON " namn insats slag period rapport_dnr"},
	{"anstand",           "insats senast",         COMMON " namn slag period"},
	{"studs",             "epost",                 COMMON " namn insats period orsak kommando lista"},
	{"fraga",             "lista",                 COMMON " antal kommando exempel kvartal"},
	{"besked",            "lista",                 COMMON},
	{"godkann",           "lista antal",           COMMON},
	{"larm",              "tid",                   COMMON},
	{"nekad",             "orsak",                 COMMON},
	{"utgar",             "utgar",                 COMMON},
	{"veckobrev",         "sammanfattning",        COMMON " vecka kvartal_text senast tid tid_kopia utgar lista_granskas"
	                                               " lista_forsenade lista_inkomna lista_vantas lista_planerade"
	                                               " lista_studsar lista_ovissa lista_uppskjutna lista_borta lista_kontakter lista_utan_adress antal_att_gora antal_forsenade"
	                                               " antal_inkomna antal_vantas"},
	{NULL, NULL, NULL},
};
/* clang-format on */

static gboolean
has_word(const char *words, const char *word)
{
	g_auto(GStrv) each = g_strsplit(words, " ", -1);

	return g_strv_contains((const char *const *)each, word);
}

gboolean
di_letter_kind_knows(const DiLetterKind *kind, const char *placeholder)
{
	return has_word(kind->needs, placeholder) || has_word(kind->knows, placeholder);
}

gboolean
di_letter_is_list(const char *placeholder)
{
	return g_str_has_prefix(placeholder, "lista");
}

gboolean
di_letter_is_whole(const char *placeholder)
{
	return g_str_equal(placeholder, "kommando") || g_str_equal(placeholder, "rattelse") || g_str_equal(placeholder, "mall_url");
}

const char *const *
di_letters_names(void)
{
	static const char *names[G_N_ELEMENTS(di_letter_kinds)];

	for (guint i = 0; di_letter_kinds[i].name; i++)
		names[i] = di_letter_kinds[i].name;
	return names;
}

gboolean
di_letters_needs(const char *name, const char *placeholder)
{
	for (const DiLetterKind *kind = di_letter_kinds; kind->name; kind++)
		if (g_str_equal(kind->name, name))
			return has_word(kind->needs, placeholder);
	return FALSE;
}
