/* A document with several reports in it is read as several; one report stays one, whatever lies with it. */
#include <diarie/form.h>

#include "blocks.h"
#include "table.h"

static DiForms *forms;

#define TITLE "H Kvartalsrapport\nP Insats för samverkansmedel\n"
#define NAMED(insats) "P 1. Allmänna uppgifter\nP Insatsens namn\nP " insats "\nP Huvudman för insatsen\nP Lillåns kommun\n"
#define FIRST "P Kvartalsrapporten gäller för perioden\nP kvartal 1 2026\n"
#define FOURTH "P Kvartalsrapporten gäller för perioden\nP kvartal 4 2025\n"
#define SECTIONS(a, b, c) "P 2.1 Aktiviteter:\nP " a "\nP 2.2 Avvikelser från planering\nP " b "\nP 2.3 Brukarmedverkan:\nP " c "\n"
#define ANSWERED(a, b, c) "P 2. Aktivitetsrapport - resultat, utfall och nulägesanalys\n" SECTIONS(a, b, c)
#define BARE(a, b, c) "B Aktiviteter\nP " a "\nB Avvikelser från planering\nP " b "\nB Brukarmedverkan\nP " c "\n"
#define SIGNED(name) "P 3. Uppgiftslämnare\nC 9,0,0|Datum\nC 9,0,1|Namn\nC 9,1,0|2026-04-10\nC 9,1,1|" name "\n"
#define GREEN TITLE NAMED("Gröna steget") FIRST ANSWERED("Vi har odlat.", "Regnet kom sent.", "Alla valde grödor.") SIGNED("Vera Odling")
#define BRIDGE TITLE NAMED("Bron") FIRST ANSWERED("Vi har byggt.", "Plankorna tog slut.", "Alla har spikat.") SIGNED("Sten Spik")
#define GREEN_SAID "Gröna steget 2026-Q1: Vi har odlat.|Regnet kom sent.|Alla valde grödor. (Vera Odling)"
#define BRIDGE_SAID "Bron 2026-Q1: Vi har byggt.|Plankorna tog slut.|Alla har spikat. (Sten Spik)"

static const struct Row {
	const char *sentence, *blocks, *expected;
} rows[] = {
	{"one report", GREEN, GREEN_SAID},
	{"two insatser", GREEN BRIDGE, GREEN_SAID "\n" BRIDGE_SAID},
	{"three", GREEN BRIDGE GREEN, GREEN_SAID "\n" BRIDGE_SAID "\n" GREEN_SAID},
	{"a late quarter behind the new one", GREEN TITLE NAMED("Gröna steget") FOURTH ANSWERED("Vi har sått.", "Inget.", "Alla.") SIGNED("Vera Odling"),
		GREEN_SAID "\nGröna steget 2025-Q4: Vi har sått.|Inget.|Alla. (Vera Odling)"},
	{"the second without its title", GREEN NAMED("Bron") FIRST ANSWERED("Vi har byggt.", "Plankorna tog slut.", "Alla har spikat.") SIGNED("Sten Spik"), GREEN_SAID "\n" BRIDGE_SAID},
	{"headings without numbers", TITLE NAMED("Gröna steget") FIRST BARE("Vi har odlat.", "Regnet kom sent.", "Alla valde grödor.")
		SIGNED("Vera Odling") BRIDGE, GREEN_SAID "\n" BRIDGE_SAID},
	{"a final report behind a quarter's", GREEN "H Slutrapport\n" NAMED("Bron") "P Slutrapporten gäller för perioden\nP 2024-01-01 – 2026-03-31\n" "P 2.1 Genomförda aktiviteter:\nP Bron står.\n"
		"P 2.2 Måluppfyllelse och resultat:\nP Målet är nått.\nP 2.3 Målgruppens delaktighet:\nP Alla har spikat.\n" SIGNED("Sten Spik"),
		GREEN_SAID "\nBron -: Bron står.|Målet är nått.|Alla har spikat. (Sten Spik)"},
	{"a form that nobody filled in, behind it", GREEN TITLE "P 1. Allmänna uppgifter\nP Insatsens namn\nP Huvudman för insatsen\nP Kvartalsrapporten gäller för perioden\n"
		"P 2.1 Aktiviteter:\nP 2.2 Avvikelser från planering\nP 2.3 Brukarmedverkan:\n", GREEN_SAID},
	{"a form with nothing but its name and period, before another's", TITLE NAMED("Gröna steget") FIRST ANSWERED("", "", "") SIGNED("Vera Odling") BRIDGE, BRIDGE_SAID},
	{"the same for an earlier quarter", TITLE NAMED("Bron") FOURTH ANSWERED("", "", "") SIGNED("Vera Odling") BRIDGE, BRIDGE_SAID},
	{"the same without a title between them", TITLE NAMED("Gröna steget") FIRST SECTIONS("", "", "") NAMED("Bron") FIRST ANSWERED("Vi har byggt.", "Plankorna tog slut.", "Alla har spikat.")
		SIGNED("Sten Spik"), BRIDGE_SAID},
	{"a form that nobody filled in, before it", TITLE NAMED("") FIRST ANSWERED("", "", "") SIGNED("") BRIDGE, BRIDGE_SAID},
	{"a cover that names another insats", "H Gröna steget\nP Insatsens namn: Gröna steget\n" BRIDGE, "several"},
	{"a cover that names it in more words", "H Bron\nP Insatsens namn: Bron, Lillåns kommun\n" BRIDGE,
		"Bron, Lillåns kommun 2026-Q1: Vi har byggt.|Plankorna tog slut.|Alla har spikat. (Sten Spik)"},
	{"a cover that names the insats", "H Gröna steget\nP Insatsens namn: Gröna steget\n" GREEN, GREEN_SAID},
	{"a heading that stands twice, as in an answer of two parts", TITLE NAMED("Gröna steget") FIRST ANSWERED("Vi har odlat.", "Regnet kom sent.", "Alla valde grödor.")
		"P 2.1 Aktiviteter:\nP Vi har skördat.\n" SIGNED("Vera Odling"), "Gröna steget 2026-Q1: Vi har odlat.\n\nVi har skördat.|Regnet kom sent.|Alla valde grödor. (Vera Odling)"},
	{"an answer that speaks of the form", TITLE NAMED("Gröna steget") FIRST ANSWERED("Vi har odlat.", "Kvartalsrapport", "Alla valde grödor.") SIGNED("Vera Odling"),
		"Gröna steget 2026-Q1: Vi har odlat.|Kvartalsrapport|Alla valde grödor. (Vera Odling)"},
	{"the second does not say whose it is", GREEN TITLE "P 1. Allmänna uppgifter\nP Insatsens namn\nP Huvudman för insatsen\nP Lillåns kommun\n" FIRST
		ANSWERED("Vi har byggt.", "Plankorna tog slut.", "Alla har spikat.") SIGNED("Sten Spik"), "several"},
	{"the sections once more below a heading of its own", GREEN "H Bron\n" ANSWERED("Vi har byggt.", "Plankorna tog slut.", "Alla har spikat."), "several"},
	{"the same, of which one is left empty", GREEN "H Bron\n" ANSWERED("Vi har byggt.", "", "Alla har spikat."), "several"},
	{"two names above, two answers below", TITLE NAMED("Gröna steget") "P Insatsens namn\nP Bron\n" FIRST ANSWERED("Vi har odlat.", "Regnet kom sent.", "Alla valde grödor.")
		ANSWERED("Vi har byggt.", "Plankorna tog slut.", "Alla har spikat."), "several"},
	{"headings without numbers, once more below a heading of its own", TITLE NAMED("Gröna steget") FIRST BARE("Vi har odlat.", "Regnet kom sent.", "Alla valde grödor.")
		"H Bron\n" BARE("Vi har byggt.", "Plankorna tog slut.", "Alla har spikat."), "several"},
	{"the second's name within the first's last answer", TITLE NAMED("Gröna steget") FIRST SECTIONS("Vi har odlat.", "Regnet kom sent.", "Alla valde grödor.")
		"P Insatsens namn: Bron\nP Huvudman för insatsen: Lillåns kommun\nP Kvartalsrapporten gäller för perioden: kvartal 1 2026\n"
		SECTIONS("Vi har byggt.", "Plankorna tog slut.", "Alla har spikat."),
		"Gröna steget 2026-Q1: Vi har odlat.|Regnet kom sent.|Alla valde grödor. ()\nBron 2026-Q1: Vi har byggt.|Plankorna tog slut.|Alla har spikat. ()"},
	{"two headings that stand twice", TITLE NAMED("Gröna steget") FIRST ANSWERED("Vi har odlat.", "Regnet kom sent.", "Alla valde grödor.")
		"P 2.1 Aktiviteter:\nP Vi har skördat.\nP 2.2 Avvikelser från planering\nP Solen.\n" SIGNED("Vera Odling"),
		"Gröna steget 2026-Q1: Vi har odlat.\n\nVi har skördat.|Regnet kom sent.\n\nSolen.|Alla valde grödor. (Vera Odling)"},
	{"each heading twice, as at the turn of a page", TITLE NAMED("Gröna steget") FIRST "P 2.1 Aktiviteter:\nP Vi har odlat.\nP 2.1 Aktiviteter:\nP Vi har skördat.\n"
		"P 2.2 Avvikelser från planering\nP Regnet kom sent.\nP 2.2 Avvikelser från planering\nP Solen.\nP 2.3 Brukarmedverkan:\nP Alla.\nP 2.3 Brukarmedverkan:\nP Alltid.\n",
		"Gröna steget 2026-Q1: Vi har odlat.\n\nVi har skördat.|Regnet kom sent.\n\nSolen.|Alla.\n\nAlltid. ()"},
	{"all headings as a list above", TITLE "P 2.1 Aktiviteter:\nP 2.2 Avvikelser från planering\nP 2.3 Brukarmedverkan:\n" NAMED("Gröna steget") FIRST
		ANSWERED("Vi har odlat.", "Regnet kom sent.", "Alla valde grödor.") SIGNED("Vera Odling"), GREEN_SAID},
};

static const char *
section_text(const DiReport *report, const char *key)
{
	const DiSection *section = di_report_section(report, key);

	return section ? section->text : "-";
}

/* A line a report, "INSATS QUARTER: 2.1|2.2|2.3 (NAME)"; "several": one that a person must take apart. */
static char *
say(const GPtrArray *reports)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < reports->len; i++) {
		const DiReport *report = g_ptr_array_index(reports, i);
		const DiPerson *person = report->persons->len ? g_ptr_array_index(report->persons, 0) : NULL;
		g_autofree char *quarter = di_quarter_is_set(di_report_quarter(report)) ? di_quarter_format(di_report_quarter(report)) : g_strdup("-");

		g_string_append(out, i ? "\n" : "");
		if (di_report_has_remark(report, DI_REMARK_SEVERAL))
			g_string_append(out, "several");
		else
			g_string_append_printf(out, "%s %s: %s|%s|%s (%s)", report->insats, quarter, section_text(report, "2.1"), section_text(report, "2.2"),
				section_text(report, "2.3"), person ? person->name : "");
	}
	return g_string_free(out, FALSE);
}

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autoptr(DiDocument) document = document_of_blocks(row->blocks);
	g_autoptr(GPtrArray) reports = di_form_mine_all(forms, document, NULL);
	g_autofree char *said = say(reports);

	assert_string_equal(said, row->expected);
}

static void
a_heap_of_more_than_can_be_told_apart_is_for_a_person(void **state)
{
	g_autoptr(GString) blocks = g_string_new(NULL);
	g_autoptr(DiDocument) document = NULL;
	g_autoptr(GPtrArray) reports = NULL;

	(void)state;
	for (int i = 0; i <= DI_FORM_SEVERAL_MAX; i++)
		g_string_append(blocks, i % 2 ? GREEN : BRIDGE);
	document = document_of_blocks(blocks->str);
	reports = di_form_mine_all(forms, document, NULL);
	assert_int_equal(reports->len, 1);
	assert_true(di_report_has_remark(g_ptr_array_index(reports, 0), DI_REMARK_SEVERAL));
}

int
main(void)
{
	const char *top = g_getenv("top_srcdir");
	g_autofree char *folder = g_build_filename(top ? top : ".", "conf", "forms", NULL);
	g_autoptr(GError) error = NULL;
	int failed;

	forms = di_forms_load(folder, &error);
	if (!forms)
		g_error("%s", error->message);
	ADD_ROWS(rows, check);
	ADD_TEST(a_heap_of_more_than_can_be_told_apart_is_for_a_person);
	failed = run_table("form-several");
	di_forms_free(forms);
	return failed;
}
