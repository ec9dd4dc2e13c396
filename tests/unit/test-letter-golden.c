/* Each letter as its reader sees it: filled with everything, and with no more than it must have,
 * compared with tests/golden/letters/NAME.expected. To look at a changed text and keep it:
 * test-letter-golden --write FOLDER */
#include <diarie/letter.h>
#include "table.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 72 };

/* long names on purpose: they must not make long lines */
static const char *const full[][2] = {
	{"forbund", "Samordningsförbundet Exempelbygden och Norra Skogslandet"},
	{"kontaktperson", "Maja-Lena Exempelsson Granström"},
	{"telefon", "0550-12 34 56"},
	{"mall_url", "https://finsam.example/dokument/mallar/uppfoljning/kvartalsrapport-insatser-2026-version-3.docx"},
	{"styrelsemote", "torsdag 28 maj 2026"},
	{"styrgrupp", "tisdag 7 april 2026"},
	{"punkt", "2.6"},
	{"namn", "Örjan Åkerström Ödegaard"},
	{"epost", "orjan.akerstrom.odegaard@kommunen.example"},
	{"insats", "Från skola till arbete – sammanhållet stöd till unga vuxna i hela regionen"},
	{"huvudman", "Exempelby kommun, arbetsmarknadsenheten"},
	{"dnr", "SFG 26-11"},
	{"rapport_dnr", "SFG 26-11.3"},
	{"kvartal", "2026-Q1"},
	{"period", "1 januari–31 mars 2026"},
	{"slag", "kvartalsrapporten"},
	{"slut", "30 juni 2026"},
	{"senast", "onsdag 15 april 2026"},
	{"inkom", "onsdag den 15 april 2026"},
	{"saknas", "punkterna 2.5 och 2.6 är tomma"},
	{"tomma", "2.5 och 2.6"},
	{"rattelse", "period: 2026-01-01–2026-03-31"},
	{"ersatter", "SFG 26-11.2"},
	{"senare", "SFG 26-11.2"},
	{"paminnelser", "två gånger"},
	{"orsak", "Filen är skyddad med lösenord. Ta bort skyddet och spara om den."},
	{"kommando", "diarie insats excuse \"Från skola till arbete\" 2026-Q1 --huvudman \"Exempelby kommun\" --until DATUM"},
	{"antal", "2 mejl"},
	{"lista", "- Förhandsmejl måndag 30 mars 2026\n- Påminnelse fredag 17 april 2026 till Örjan Åkerström Ödegaard och "
		  "Maja-Lena Exempelsson Granström\n- Påminnelse fredag 24 april 2026"},
	{"flera", "ja"},
	{"vantar", "ja"},
	{"vecka", "17"},
	{"kvartal_text", "kvartal 1 2026"},
	{"sammanfattning", "1 att granska, 2 försenade"},
	{"tid", "måndag 20 april 2026 kl. 07.55"},
	{"tid_kopia", "måndag 20 april 2026 kl. 02.00"},
	{"utgar", "31 december 2026"},
	{"lista_granskas", "- nr 12 från okand@kommunen.example: insatsen är okänd"},
	{"antal_att_gora", "1"},
	{"lista_forsenade", "- Vägen vidare, Exempelby kommun: skulle ha kommit 15 april 2026, 1 påminnelse\n"
			    "- Gröna jobb, Norra Skogslandets kommun och Region Exempel: skulle ha kommit 15 april 2026, 1 påminnelse"},
	{"antal_forsenade", "2"},
	{"lista_inkomna", "- SFG 26-4.2: Steget, Region Exempel"},
	{"antal_inkomna", "1"},
	{"lista_vantas", "- Slussen, Arbetsförmedlingen: senast 30 april 2026"},
	{"antal_vantas", "1"},
	{"lista_planerade", "- Vägen vidare: påminnelse 2 fredag 24 april 2026"},
	{"lista_utan_adress", "- Bryggan, Exempelby kommun"},
	{"lista_borta", "- maja@regionen.example: åter 4 maj 2026, hänvisar till Olle Övning (olle@regionen.example)"},
	{"lista_kontakter", "- Lina Låtsasson (lina@kommunen.example) rapporterar för Steget, Region Exempel"},
	{"lista_studsar", "- fel@kommunen.example (Steget)"},
	{"lista_ovissa", "- Påminnelse till Slussen fredag 17 april 2026"},
	{"lista_uppskjutna", "- kim@kommunen.example sedan torsdag 16 april 2026: 452 4.2.2 mailbox full"},
};

/* what diarie always knows */
static const char *const sparse[][2] = {
	{"forbund", "Samordningsförbund Exempel"},
	{"insats", "Steget"},
	{"period", "1 januari–31 mars 2026"},
	{"senast", "onsdag 15 april 2026"},
	{"rapport_dnr", "SFG 26-57"},
	{"senare", "SFG 26-56"},
	{"punkt", "2.6"},
	{"inkom", "onsdag den 15 april 2026"},
	{"orsak", "Det fanns ingen bilaga i mejlet."},
	{"epost", "fel@kommunen.example"},
	{"sammanfattning", "allt är i ordning"},
	{"utgar", "31 december 2026"},
};

/* what the words above would not fit */
static const char *const special[][3] = {
	{"flera-forhand", "antal", "tre"},
	{"flera-paminnelse-1", "antal", "tre"},
	{"flera-paminnelse-2", "antal", "tre"},
	{"godkann", "antal", "12"},
	{"godkann", "lista", "- Förhandsmejl till orjan.akerstrom.odegaard@kommunen.example: Från skola till arbete – sammanhållet stöd "
			    "till unga vuxna och 3 till\n- Påminnelse till maja@regionen.example: Steget"},
	{"flera-kvitto", "antal", "två"},
	{"flera-kvitto", "lista", "- Bron, Näs kommun: kvartalsrapporten för 1 januari–31 mars 2026 (SFG 26-1.2), ersätter SFG 26-1.1, punkt 2.6 är tom\n"
				 "- Vägen vidare, Exempelby kommun: slutrapporten (SFG 26-4.2)"},
	{"okanda", "antal", "12"},
	{"okanda", "lista", "- Bron, Näs kommun: kvartalsrapporten för 1 januari–31 mars 2026 (SFG 26-1.2), från kim@annan.example\n"
			    "- Bron, Näs kommun: kvartalsrapporten för 1 januari–31 mars 2026 (SFG 26-1.3), från lo@annan.example, räknas nu som inkommen\n"
			    "- och tio till"},
	{"flera-styrgrupp", "antal", "två"},
	{"flera-styrgrupp", "lista", "- Bron: kvartalsrapporten (SFG 26-1.1)\n- Vägen vidare: kvartalsrapporten (SFG 26-4.2)"},
	{"flera-paminnelse-1", "senast", ""}, /* where they differ each line has its own */
	{"flera-paminnelse-1", "period", ""},
	{"flera-paminnelse-2", "period", ""},
	{"flera-paminnelse-2", "senast", ""},
	{"flera-forhand", "lista", "- Bron: kvartalsrapporten\n- Trisam, Exempelby kommun: kvartalsrapporten\n- Från skola till arbete – "
				  "sammanhållet stöd till unga vuxna i hela regionen: slutrapporten"},
	{"flera-paminnelse-1", "lista", "- Bron: kvartalsrapporten för 1 januari–31 mars 2026, senast onsdag 15 april 2026\n"
				       "- Vägen vidare: kvartalsrapporten för 1 april–30 juni 2026, senast måndag 17 augusti 2026"},
	{"flera-paminnelse-2", "lista", "- Bron: kvartalsrapporten, senast onsdag 15 april 2026\n"
				       "- Vägen vidare: slutrapporten, senast måndag 1 juni 2026"},
	{"fraga", "lista", "- nr 12 från okand@kommunen.example: insatsen är okänd\n- nr 13 från maja@regionen.example: två "
			   "insatser kan vara rätt, Vägen vidare och Vägen framåt"},
	{"fraga", "kommando", "diarie review"},
	{"fraga", "exempel", "12"},
	{"fraga", "kvartal", "2026-Q1"},
	{"besked", "lista", "- nr 12: diarieförd som SFG 26-11.3 för Steget, Region Exempel\n- nr 13: avförd, inte en rapport"},
	{"komplettering", "lista", "- Punkt 2.5 är tom.\n- Punkt 2.6 är tom. Där skriver styrgruppen hur den ser på "
				   "insatsens resultat så här långt."},
	{"studs", "orsak", "550 5.1.1 mottagaren finns inte"},
	{"studs", "kommando", "diarie insats contact"},
	{"slut-forhand", "senast", "måndag 31 augusti 2026"},
	{"slut-paminnelse-1", "senast", "måndag 31 augusti 2026"},
	{"slut-paminnelse-2", "senast", "måndag 31 augusti 2026"},
};

static DiLetters *letters;

static GHashTable *
values_of(const char *const (*pairs)[2], gsize n)
{
	GHashTable *values = g_hash_table_new(g_str_hash, g_str_equal);

	for (gsize i = 0; i < n; i++)
		g_hash_table_insert(values, (gpointer)(guintptr)pairs[i][0], (gpointer)(guintptr)pairs[i][1]);
	return values;
}

static DiLetterText *
render(const char *name, gboolean is_full)
{
	g_autoptr(GHashTable) values = is_full ? values_of(full, G_N_ELEMENTS(full)) : values_of(sparse, G_N_ELEMENTS(sparse));
	g_autoptr(GError) error = NULL;
	DiLetterText *text;

	for (guint i = 0; i < G_N_ELEMENTS(special); i++)
		if (g_str_equal(special[i][0], name) && (is_full || g_str_equal(special[i][1], "lista") || g_str_equal(special[i][1], "antal")))
			g_hash_table_insert(values, (gpointer)(guintptr)special[i][1], (gpointer)(guintptr)special[i][2]);
	text = di_letters_render(letters, name, values, &error);
	assert_non_null(text);
	return text;
}

static char *
print_letter(const char *name)
{
	g_autoptr(DiLetterText) rich = render(name, TRUE);
	g_autoptr(DiLetterText) poor = render(name, FALSE);

	return g_strdup_printf("Ämne: %s\n\n%s\n=== så litet som möjligt\n\nÄmne: %s\n\n%s", rich->subject, rich->body,
		poor->subject, poor->body);
}

static void
check_golden(void **state)
{
	const char *name = *state;
	g_autofree char *file = g_strconcat(name, ".expected", NULL);
	g_autofree char *path = g_build_filename(g_getenv("top_srcdir"), "tests", "golden", "letters", file, NULL);
	g_autofree char *printed = print_letter(name);
	g_autofree char *expected = NULL;

	assert_true(g_file_get_contents(path, &expected, NULL, NULL));
	assert_string_equal(printed, expected);
}

static void
check_line(const char *line)
{
	if (!strstr(line, "https://") && !g_str_has_prefix(line, "diarie ")) /* what is copied stays whole */
		assert_in_range(di_text_columns(line), 0, COLUMNS + 1); /* and the space of a soft break */
	assert_null(strpbrk(line, "{}\t"));
	assert_null(strstr(line, "()"));
	assert_null(strstr(line, "[]"));
	assert_null(strstr(line, " ,"));
	assert_null(strstr(line, " ."));
	assert_null(strstr(*line == ' ' ? line + strspn(line, " ") : line, "  "));
}

static void
check_reading(const DiLetterText *text)
{
	g_auto(GStrv) lines = g_strsplit(text->body, "\n", -1);

	assert_true(*text->subject);
	for (char **line = lines; *line; line++)
		check_line(*line);
	assert_null(strstr(text->body, "\n\n\n"));
	assert_true(g_str_has_prefix(text->body, "Hej"));
	assert_true(g_str_has_suffix(text->body, "\n") && !g_str_has_suffix(text->body, "\n\n"));
	assert_null(strpbrk(text->subject, "{}\n"));
	assert_null(strstr(text->subject, "[]"));
	assert_null(strstr(text->subject, "  "));
}

static void
check_readable(void **state)
{
	g_autoptr(DiLetterText) rich = render(*state, TRUE);
	g_autoptr(DiLetterText) poor = render(*state, FALSE);

	check_reading(rich);
	check_reading(poor);
}

static int
write_all(const char *folder)
{
	for (const char *const *name = di_letters_names(); *name; name++) {
		g_autofree char *file = g_strconcat(*name, ".expected", NULL);
		g_autofree char *path = g_build_filename(folder, file, NULL);
		g_autofree char *printed = print_letter(*name);

		if (!g_file_set_contents(path, printed, -1, NULL))
			return 1;
	}
	return 0;
}

int
main(int argc, char **argv)
{
	g_autofree char *folder = g_build_filename(g_getenv("top_srcdir") ? g_getenv("top_srcdir") : ".", "conf", "letters", NULL);
	g_autoptr(GPtrArray) sentences = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	int failed;

	letters = di_letters_load(folder, &error);
	if (!letters) {
		printf("Bail out! %s\n", error->message);
		return 1;
	}
	if (argc == 3 && g_str_equal(argv[1], "--write"))
		return write_all(argv[2]);
	for (const char *const *name = di_letters_names(); *name; name++) {
		g_ptr_array_add(sentences, g_strdup_printf("%s reads as it should", *name));
		add_test(sentences->pdata[sentences->len - 1], check_golden, *name);
		g_ptr_array_add(sentences, g_strdup_printf("%s has no hole, no long line", *name));
		add_test(sentences->pdata[sentences->len - 1], check_readable, *name);
	}
	failed = run_table("letter-golden");
	di_letters_free(letters);
	return failed;
}
