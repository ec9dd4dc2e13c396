/* diarie letter: the letters' texts, filled as they would be if they went now. Nothing is sent or written. */
#include "verbs.h"

#include <diarie/letter.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
/* Each letter, when it goes, and to whom. */
static const struct {
	const char *name, *to, *when;
} stories[] = {
	{"forhand",           "rapportören", "före sista dagen"},
	{"paminnelse-1",      "rapportören", "rapporten har inte kommit"},
	{"paminnelse-2",      "rapportören", "den har fortfarande inte kommit"},
	{"slut-forhand",      "rapportören", "före sista dagen för slutrapporten"},
	{"slut-paminnelse-1", "rapportören", "slutrapporten har inte kommit"},
	{"slut-paminnelse-2", "rapportören", "den har fortfarande inte kommit"},
	{"flera-forhand",     "rapportören", "som forhand, om flera rapporter på en gång"},
	{"flera-paminnelse-1", "rapportören", "som paminnelse-1, om flera"},
	{"flera-paminnelse-2", "rapportören", "som paminnelse-2, om flera"},
	{"styrgrupp",         "rapportören", "rapporten kom utan styrgruppens punkt"},
	{"flera-styrgrupp",   "rapportören", "som styrgrupp, om flera"},
	{"eskalering",        "chefen",      "trots påminnelserna har inget kommit"},
	{"kvitto",            "rapportören", "rapporten är diarieförd"},
	{"flera-kvitto",      "rapportören", "som kvitto, om flera rapporter i ett mejl"},
	{"okanda",            "rapportören", "fler rapporter kom från okända avsändare"},
	{"dubblett",          "rapportören", "samma fil kom en gång till"},
	{"aldre",             "rapportören", "en äldre version diariefördes efter den som gäller"},
	{"komplettering",     "rapportören", "någon på kansliet har bett om mer"},
	{"olasbar",           "rapportören", "bilagan gick inte att läsa"},
	{"anstand",           "rapportören", "någon på kansliet har gett mer tid"},
	{"studs",             "kansliet",    "ett brev kom inte fram"},
	{"fraga",             "kansliet",    "något väntar på granskning"},
	{"besked",            "kansliet",    "någon på kansliet har svarat på en fråga"},
	{"godkann",           "kansliet",    "de första breven väntar på ett ja"},
	{"larm",              "kansliet",    "brevlådan går inte att läsa"},
	{"nekad",             "kansliet",    "e-posttjänsten släpper inte in diariet"},
	{"utgar",             "kansliet",    "inloggningen till e-posten går snart ut"},
	{"veckobrev",         "kansliet",    "en gång i veckan"},
};

/* What stands in for facts that only the day itself brings; for one letter alone: its name and a slash before. */
static const char *const invented[][2] = {
	{"insats", "Exempelinsatsen"},
	{"period", "1 januari–31 mars 2026"},
	{"senast", "onsdag 15 april 2026"},
	{"inkom", "onsdag den 15 april 2026"},
	{"rapport_dnr", "SFE 26-1.1"},
	{"aldre/rapport_dnr", "SFE 26-1.2"},
	{"senare", "SFE 26-1.1"},
	{"orsak", "Filen är skyddad med lösenord. Ta bort skyddet och spara om den."},
	{"lista", "- Punkt 2.6 är tom."},
	{"flera-forhand/lista", "- Exempelinsatsen: kvartalsrapporten\n- Ett annat exempel: kvartalsrapporten"},
	{"flera-paminnelse-1/lista", "- Exempelinsatsen: kvartalsrapporten\n- Ett annat exempel: kvartalsrapporten"},
	{"flera-paminnelse-2/lista", "- Exempelinsatsen: kvartalsrapporten\n- Ett annat exempel: kvartalsrapporten"},
	{"flera-styrgrupp/lista", "- Exempelinsatsen: kvartalsrapporten (SFE 26-1.1)\n- Ett annat exempel: kvartalsrapporten (SFE 26-2.1)"},
	{"flera-kvitto/lista", "- Exempelinsatsen, Exempel kommun: kvartalsrapporten för 1 januari–31 mars 2026 (SFE 26-1.1)\n"
			       "- Ett annat exempel, Exempel kommun: kvartalsrapporten för 1 januari–31 mars 2026 (SFE 26-2.1)"},
	{"okanda/lista", "- Exempelinsatsen, Exempel kommun: kvartalsrapporten för 1 januari–31 mars 2026 (SFE 26-1.1), från namn@annan.example\n"
			 "- Exempelinsatsen, Exempel kommun: kvartalsrapporten för 1 januari–31 mars 2026 (SFE 26-1.2), från namn@tredje.example"},
	{"okanda/antal", "2"},
	{"okanda/flera", "ja"},
	{"okanda/vantar", "ja"},
	{"fraga/lista", "- nr 12 från namn@kommunen.example: Ingen insats i registret har det namnet."},
	{"besked/lista", "- nr 12: diarieförd som SFE 26-1.1 för Exempelinsatsen"},
	{"godkann/lista", "- Förhandsmejl till namn@kommunen.example: Exempelinsatsen"},
	{"godkann/antal", "1"},
	{"nekad/orsak", "535 5.7.8 authentication failed"},
	{"epost", "namn@kommunen.example"},
	{"tid", "2026-04-15 08.00"},
	{"utgar", "31 december 2026"},
	{"antal", "två"},
	{"punkt", "2.6"},
	{"sammanfattning", "allt är i ordning"},
};
/* clang-format on */

static void
write_json(const DiLetterText *text, const char *name, const char *to, const char *example)
{
	DiJson *json = di_json_new();

	di_json_object_begin(json, NULL);
	di_json_string(json, "brev", name);
	di_json_string(json, "till", to);
	di_json_string(json, "amne", text->subject);
	di_json_string(json, "text", text->body);
	di_json_string(json, "pahittat", example);
	di_json_object_end(json);
	di_print_json(json);
}

/* A soft break's space is the mail program's business. */
static void
print_body(const char *body, int indent)
{
	g_auto(GStrv) lines = g_strsplit(body, "\n", -1);

	for (char **line = lines; *line; line++) {
		g_strchomp(*line);
		if (line[1] || **line)
			printf("%*s%s\n", **line ? indent : 0, "", *line);
	}
}

gboolean
di_letter_print(const char *name, GHashTable *values, const char *to, int indent, GError **error)
{
	g_autoptr(DiLetters) letters = di_letters_load(NULL, error);
	g_autoptr(DiLetterText) text = letters ? di_letters_render(letters, name, values, error) : NULL;

	if (!text)
		return FALSE;
	printf("%*sTill: %s\n%*sÄmne: %s\n\n", indent, "", to ? to : "(adress saknas)", indent, "", text->subject);
	print_body(text->body, indent);
	return TRUE;
}

static guint
find_story(const char *name)
{
	guint i = 0;

	while (i < G_N_ELEMENTS(stories) && !g_str_equal(stories[i].name, name))
		i++;
	return i;
}

int
di_verb_letter_list(DiCli *cli, GError **error G_GNUC_UNUSED)
{
	static const DiColumn columns[] = {{"Brev", 0}, {"Till", 0}, {"När", 16}};
	g_autoptr(DiTable) table = di_table_new(columns, G_N_ELEMENTS(columns));
	g_autofree char *folder = di_path_data("letters");

	for (const char *const *name = di_letters_names(); *name; name++) {
		guint i = find_story(*name);
		gboolean told = i < G_N_ELEMENTS(stories);

		if (cli->args->json)
			printf("{\"brev\": \"%s\"}\n", *name);
		di_table_row(table, DI_STYLE_PLAIN, (const char *const[]){*name, told ? stories[i].to : "", told ? stories[i].when : ""});
	}
	if (cli->args->json)
		return DI_EXIT_DONE;
	di_print_table(cli, table, 0);
	di_print_passage(cli, 0, "\nTexterna ligger i %s.\nSe ett brev: diarie letter show BREV --for INSATS", folder);
	return DI_EXIT_DONE;
}

/* What is owed by the reporter for QUARTER. NULL without ERROR: there is no such reporter in it. */
static const DiOwed *
owed_of(const GPtrArray *owed, const DiInsats *insats)
{
	for (guint i = 0; i < owed->len; i++) {
		const DiOwed *one = owed->pdata[i];

		if (one->rapportor_id == insats->rapportor_id)
			return one;
	}
	return NULL;
}

typedef struct {
	const DiInsats *insats;
	char *number; /* of the newest document; NULL */
} Newest;

static gboolean
note_newest(const DiHandling *handling, gpointer user)
{
	Newest *newest = user;

	if (!handling->annulled && !handling->replaced_by && g_strcmp0(handling->huvudman, newest->insats->row.huvudman) == 0 &&
		g_strcmp0(handling->insats, newest->insats->row.namn) == 0) {
		g_free(newest->number);
		newest->number = g_strdup(handling->diarienummer);
	}
	return TRUE;
}

static GHashTable *
values_of_newest(DiCli *cli, const DiInsats *insats, DiQuarter quarter, GError **error)
{
	Newest newest = {.insats = insats};
	DiFilter filter = {.quarter = quarter};
	g_autoptr(DiHandling) handling = NULL;
	g_auto(GStrv) empty = NULL;
	DiReceipt receipt;

	if (!di_handling_each(cli->registry, &filter, note_newest, &newest, error))
		return NULL;
	if (!newest.number) {
		receipt = (DiReceipt){.insats = insats->row.namn, .huvudman = insats->row.huvudman, .kind = DI_KIND_KVARTALSRAPPORT,
			.quarter = di_quarter_is_set(quarter) ? quarter : di_quarter_reported(cli->today), .arrived = cli->today, .ends = insats->row.slut};
		return di_values_of_receipt(cli->config, &receipt);
	}
	handling = di_handling_get(cli->registry, newest.number, error);
	g_free(newest.number);
	if (!handling)
		return NULL;
	empty = handling->report ? di_reading_empty_sections(handling->report) : NULL;
	receipt = (DiReceipt){.insats = handling->insats, .huvudman = handling->huvudman, .arende = handling->arende,
		.diarienummer = handling->diarienummer, .kind = handling->kind, .wanted = handling->kind,
		.quarter = handling->quarter, .period = handling->period, .arrived = handling->arrived,
		.ends = insats->row.slut, .saknas = (const char *const *)empty};
	return di_values_of_receipt(cli->config, &receipt);
}

/* The quarter to show: the one asked for; for a final letter the one in which the insats ends; for a notice the one whose last day is to
 * come; else the one that is reported. */
static DiQuarter
quarter_for(const DiCli *cli, const char *name, const DiInsats *insats)
{
	DiQuarter asked = di_args_quarter(cli->args, "quarter"), reported = di_quarter_reported(cli->today);
	DiKind kind = DI_KIND_NONE;
	int step;

	if (di_quarter_is_set(asked))
		return asked;
	if (g_str_has_prefix(name, "slut-") && di_letter_step_of(name, &kind, &step) && kind == DI_KIND_SLUTRAPPORT && insats->row.slut != DI_DATE_NONE)
		return di_quarter_of(insats->row.slut);
	return g_str_has_suffix(name, "forhand") && di_config_due(cli->config, reported) < cli->today ? di_quarter_add(reported, 1) : reported;
}

static void
copy_missing(GHashTable *values, GHashTable *more)
{
	GHashTableIter iter;
	gpointer name, text;

	g_hash_table_iter_init(&iter, more);
	while (g_hash_table_iter_next(&iter, &name, &text)) {
		const char *has = g_hash_table_lookup(values, name);

		if (!has || !*has)
			di_values_set(values, name, text);
	}
}

static gboolean
is_about_document(const char *name)
{
	static const char *const names[] = {"kvitto", "dubblett", "komplettering", NULL};

	return g_strv_contains(names, name);
}

/* What is known of ONE, as a letter would say it today. NUMBER: of its case, where it has none yet. */
static GHashTable *
facts_of(const DiCli *cli, const char *name, const DiOwed *one, const char *number)
{
	GHashTable *facts = di_values_of_owed(cli->config, one);
	DiKind kind;
	int step;

	if (number)
		di_values_set(facts, "dnr", number);
	di_values_set_steering(facts, cli->config, di_owed_last_day(one), cli->today);
	if (di_letter_step_of(name, &kind, &step))
		di_blank_tell(cli, facts, &one, 1, step);
	if (!g_str_equal(name, "eskalering"))
		di_values_set(facts, "kommando", "");
	return facts;
}

static void
tell_command(GHashTable *facts, const DiInsats *insats)
{
	g_autofree char *command = g_strdup_printf("diarie insats contact \"%s\" ADRESS --huvudman \"%s\"", insats->row.namn, insats->row.huvudman);

	di_values_set(facts, "kommando", command);
}

/* A letter about a document speaks of the newest one; every other letter, and what a document does not say, of what is owed. */
static GHashTable *
values_for(DiCli *cli, const char *name, const DiInsats *insats, GError **error)
{
	g_autoptr(GHashTable) values = NULL, facts = NULL;
	g_autoptr(GPtrArray) owed = NULL;
	g_autofree char *number = NULL;
	gboolean is_open = FALSE;
	const DiOwed *one;

	if (!insats)
		return di_values_new(cli->config);
	values = is_about_document(name) ? values_of_newest(cli, insats, di_args_quarter(cli->args, "quarter"), error)
					 : di_values_new(cli->config);
	owed = values ? di_registry_owed(cli->registry, quarter_for(cli, name, insats), error) : NULL;
	if (!owed)
		return NULL;
	one = owed_of(owed, insats);
	if (one && !one->arende && !di_case_foresee(cli->registry, one->insats_id, one->quarter.year, 0, &is_open, &number, error))
		return NULL;
	facts = one ? facts_of(cli, name, one, number) : NULL;
	if (facts && g_str_equal(name, "studs"))
		tell_command(facts, insats);
	if (facts && is_about_document(name)) /* how often they were reminded is no matter of a receipt's */
		di_values_set(values, "namn", g_hash_table_lookup(facts, "namn"));
	else if (facts)
		copy_missing(values, facts);
	return g_steal_pointer(&values);
}

/* What stands in for fact I in the letter NAME. */
static const char *
invented_for(const char *name, guint i)
{
	g_autofree char *own = g_strconcat(name, "/", invented[i][0], NULL);

	for (guint j = 0; j < G_N_ELEMENTS(invented); j++)
		if (g_str_equal(invented[j][0], own))
			return invented[j][1];
	return invented[i][1];
}

/* Fills what the letter cannot do without; gives the names of what was made up, "": nothing. */
static char *
invent(const char *name, GHashTable *values)
{
	GString *made_up = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(invented); i++) {
		const char *has = g_hash_table_lookup(values, invented[i][0]);

		if ((has && *has) || !di_letters_needs(name, invented[i][0]))
			continue;
		di_values_set(values, invented[i][0], invented_for(name, i));
		g_string_append_printf(made_up, "%s%s", made_up->len ? ", " : "", invented[i][0]);
	}
	return g_string_free(made_up, FALSE);
}

/* Whom the letter would go to: staff, chief, or the first contact whose letters arrive. */
static char *
recipient(const DiCli *cli, const char *name, const DiInsats *insats)
{
	const char *to = stories[find_story(name)].to;
	char **fixed = g_str_equal(to, "chefen") ? cli->config->outgoing.chief
		       : g_str_equal(to, "kansliet") ? cli->config->outgoing.staff : NULL;

	if (fixed && fixed[0])
		return g_strjoinv(", ", fixed);
	for (guint i = 0; insats && i < insats->row.kontakter->len; i++) {
		const DiContact *contact = insats->row.kontakter->pdata[i];

		if (!contact->bounces)
			return contact->name && *contact->name ? g_strdup_printf("%s <%s>", contact->name, contact->address)
							       : g_strdup(contact->address);
	}
	return NULL;
}

static gboolean
show(DiCli *cli, const char *name, const DiInsats *insats, GError **error)
{
	g_autoptr(GHashTable) values = values_for(cli, name, insats, error);
	g_autofree char *made_up = values ? invent(name, values) : NULL;
	g_autofree char *to = recipient(cli, name, insats);
	g_autoptr(DiLetters) letters = NULL;
	g_autoptr(DiLetterText) text = NULL;

	if (!values)
		return FALSE;
	if (*made_up && !cli->args->json)
		di_complain("påhittat i brevet, eftersom det inte har hänt än: %s", made_up);
	if (!cli->args->json)
		return di_letter_print(name, values, to, 0, error);
	letters = di_letters_load(NULL, error);
	text = letters ? di_letters_render(letters, name, values, error) : NULL;
	if (text)
		write_json(text, name, to, *made_up ? made_up : NULL);
	return text != NULL;
}

int
di_verb_letter_show(DiCli *cli, GError **error)
{
	const char *name = di_cli_word(cli, 0), *of = di_args_text(cli->args, "for");
	g_autoptr(DiInsats) insats = NULL;

	if (find_story(name) == G_N_ELEMENTS(stories)) {
		g_set_error(error, DI_ERROR, DI_ERROR_NOT_FOUND, "det finns inget brev som heter '%s'; 'diarie letter' visar vilka som finns",
			name);
		return DI_EXIT_NO;
	}
	if (of) {
		insats = di_cli_insats(cli, of, di_args_text(cli->args, "huvudman"), TRUE, error);
		if (!insats)
			return DI_EXIT_NO;
	}
	return show(cli, name, insats, error) ? DI_EXIT_DONE : DI_EXIT_NO;
}
