/* Whose report is it? Names vary; what two insatser share is left to a person. */
#include "registry-fixture.h"

static const char *const register_lines =
	"Sammanhållet stöd från skola till arbete - Gävle;Gävle kommun;SFE 25-13;2024-09-01;2026-08-31;karin@gavle.example;\n"
	"Räkna med mig! - Hudiksvall;Hudiksvalls kommun;SFE 25-14;2024-01-01;;olle@hudiksvall.example;\n"
	"Samverkansteam Bollnäs;Bollnäs kommun;;2024-01-01;;team@bollnas.example;\n"
	"Samverkansteam Ljusdal;Ljusdals kommun;;2024-01-01;;team@ljusdal.example;\n"
	"Gröna steget;Näs kommun;SFE 25-20;2024-01-01;2025-12-31;eva@nas.example;Gröna trappan|Trädgårdsprojektet\n"
	"Gröna steget 2;Näs kommun;SFE 26-20;2026-01-01;2027-12-31;eva@nas.example;\n"
	"Trekant;Arbetsförmedlingen;SFE 25-30;2024-01-01;;af@af.example;\n"
	"Trekant;Försäkringskassan;SFE 25-30;2024-01-01;;fk@fk.example, chef@fk.example;\n"
	"Trekant;Region Sjölanda;SFE 25-30;2024-01-01;;region@sjolanda.example;\n"
	"Trekant;Näs kommun;SFE 25-30;2024-01-01;;trekant@nas.example;\n"
	"Tvillingen;Norrby kommun;;2024-01-01;;norr@norrby.example;Spegeln\n"
	"Tvilling;Söderby kommun;;2024-01-01;;syd@soderby.example;Spegeln\n"
	"Unga i centrum;Region Sjölanda;;2024-01-01;;unga@sjolanda.example;\n"
	"Med mig;Östby kommun;;2024-01-01;;med@ostby.example;\n"
	"Arbetslivsinriktad rehabilitering i Västerdal;Västerdals kommun;;2024-01-01;;alr@vasterdal.example;ALR\n";

typedef struct {
	const char *sentence;
	const char *insats, *huvudman, *number, *sender, *quarter;
	const char *expected;  /* name of the insats; NULL: open */
	const char *expected_huvudman; /* NULL: not looked at */
	const char *reason;    /* is in the reason; NULL: not looked at */
} Row;

static const Row rows[] = {
	{"the exact name", "Gröna steget 2", "Näs kommun", NULL, NULL, "2026-Q1", "Gröna steget 2", NULL, "namn, huvudman"},
	{"the exact name in other letters and spaces", "  GRÖNA  steget 2", NULL, NULL, NULL, "2026-Q1", "Gröna steget 2", NULL, NULL},
	{"words turned round, others added", "Från skola till arbete- sammanhållet stöd för unga med funktionshinder", "Gävle kommun",
		NULL, NULL, "2025-Q1", "Sammanhållet stöd från skola till arbete - Gävle", "Gävle kommun", "liknande namn, huvudman"},
	{"the same without its huvudman", "Från skola till arbete- sammanhållet stöd för unga med funktionshinder", NULL, NULL, NULL,
		"2025-Q1", "Sammanhållet stöd från skola till arbete - Gävle", NULL, NULL},
	{"the place is left out", "Räkna med mig", "Hudiksvall", NULL, NULL, "2025-Q1", "Räkna med mig! - Hudiksvall", NULL, NULL},
	{"the place is left out and no huvudman", "Räkna med mig", NULL, NULL, NULL, "2025-Q1", "Räkna med mig! - Hudiksvall", NULL, NULL},
	{"a long huvudman that holds the short one", "Skola till arbete - sammanhållet stöd",
		"Välfärd Gävle kommun – Arbetsmarknad & Stöd/Utbildning Gävle kommun", NULL, NULL, "2025-Q1",
		"Sammanhållet stöd från skola till arbete - Gävle", "Gävle kommun", "huvudman"},
	{"a slip of the pen", "Räkna me mig, Hudikvsall", NULL, NULL, "olle@hudiksvall.example", "2025-Q1", "Räkna med mig! - Hudiksvall",
		NULL, "avsändare"},
	{"a compound cut by a hyphen", "Samverkans-team Ljusdal", NULL, NULL, NULL, "2025-Q1", "Samverkansteam Ljusdal", NULL, NULL},
	{"a compound in two words, with an edition behind", "Arbetslivs inriktad rehab-ilitering Västerdal 2.0", "Västerdals kommun", NULL, NULL,
		"2025-Q1", "Arbetslivsinriktad rehabilitering i Västerdal", NULL, NULL},
	{"two words written together", "Grönasteget", "Näs kommun", NULL, NULL, "2025-Q1", "Gröna steget", NULL, NULL},
	{"an alias", "Trädgårdsprojektet", NULL, NULL, NULL, "2025-Q1", "Gröna steget", NULL, NULL},
	{"an alias of one word among longer names", "ALR", "Västerdals kommun", NULL, NULL, "2025-Q1",
		"Arbetslivsinriktad rehabilitering i Västerdal", NULL, NULL},
	{"a name of stop words alone", "Med mig", "Östby kommun", NULL, NULL, "2025-Q1", "Med mig", NULL, NULL},
	{"two teams of the same kind, told apart by the place", "Samverkansteam Ljusdal", NULL, NULL, NULL, "2025-Q1",
		"Samverkansteam Ljusdal", NULL, NULL},
	{"two teams of the same kind, told apart by huvudman", "Samverkansteamet", "Bollnäs kommun", NULL, NULL, "2025-Q1",
		"Samverkansteam Bollnäs", NULL, NULL},
	{"the kind alone, huvudman tells which", "Samverkansteam", "Bollnäs kommun", NULL, NULL, "2025-Q1", "Samverkansteam Bollnäs",
		NULL, NULL},
	{"the kind alone, the sender tells which", "Samverkansteam", NULL, NULL, "team@ljusdal.example", "2025-Q1",
		"Samverkansteam Ljusdal", NULL, NULL},
	{"the kind alone is open", "Samverkansteam", NULL, NULL, NULL, "2025-Q1", NULL, NULL, "lika bra"},
	{"a third team that is not registered", "Samverkansteam Ovanåker", "Ovanåkers kommun", NULL, NULL, "2025-Q1", NULL, NULL, NULL},
	{"an unknown insats", "Helt nytt spår", "Näs kommun", NULL, NULL, "2025-Q1", NULL, NULL, "Ingen insats"},
	{"one generic word of a long name", "Arbete", NULL, NULL, NULL, "2025-Q1", NULL, NULL, NULL},
	{"one generic word, though the huvudman fits", "Stöd", "Gävle kommun", NULL, NULL, "2025-Q1", NULL, NULL, NULL},
	{"several reporters, huvudman chooses", "Trekant", "Försäkringskassan", NULL, NULL, "2025-Q1", "Trekant", "Försäkringskassan", NULL},
	{"several reporters, huvudman in the genitive and with a unit", "Trekant", "Näs kommuns arbetsmarknadsenhet", NULL, NULL, "2025-Q1",
		"Trekant", "Näs kommun", NULL},
	{"several reporters, the sender chooses", "Trekant", NULL, NULL, "chef@fk.example", "2025-Q1", "Trekant", "Försäkringskassan", NULL},
	{"several reporters, a colleague of the contact", "Trekant", "", NULL, "ny@af.example", "2025-Q1", "Trekant", "Arbetsförmedlingen",
		"domän"},
	{"several reporters, nobody chooses", "Trekant", NULL, NULL, "a@b.example", "2025-Q1", NULL, NULL, "lika bra"},
	{"several reporters, and one that is none of them", "Trekant", "Kronofogden", NULL, "a@kf.example", "2025-Q1", NULL, NULL, NULL},
	{"an alias that two insatser share is open", "Spegeln", NULL, NULL, NULL, "2025-Q1", NULL, NULL, "lika bra"},
	{"an alias that two insatser share, huvudman chooses", "Spegeln", "Söderby kommun", NULL, NULL, "2025-Q1", "Tvilling",
		"Söderby kommun", NULL},
	{"nearly the same names: the exact one", "Tvilling", NULL, NULL, NULL, "2025-Q1", "Tvilling", NULL, NULL},
	{"a stale number of another insats does not decide", "Unga i centrum", "Region Sjölanda", "SFE 25-13.2", NULL, "2025-Q1",
		"Unga i centrum", NULL, "annan insats"},
	{"last year's number of the same insats supports", "Räkna med mig", NULL, "SFE 25-14.3", NULL, "2026-Q1",
		"Räkna med mig! - Hudiksvall", NULL, "ärendenummer"},
	{"a number without a name needs a known sender", NULL, NULL, "SFE 25-14", "olle@hudiksvall.example", "2025-Q1",
		"Räkna med mig! - Hudiksvall", NULL, "ärendenummer"},
	{"a number without a name from a stranger is open", NULL, NULL, "SFE 25-14", "x@y.example", "2025-Q1", NULL, NULL, NULL},
	{"a number with an unknown name is open", "Helt nytt spår", NULL, "SFE 25-14", "olle@hudiksvall.example", "2025-Q1", NULL, NULL, NULL},
	{"a sender alone is not enough", NULL, NULL, NULL, "olle@hudiksvall.example", "2025-Q1", NULL, NULL, NULL},
	{"of two that follow each other the period chooses", "Gröna trappan steget", "Näs kommun", NULL, NULL, "2025-Q1", "Gröna steget", NULL,
		NULL},
	{"an exact name outside its time is that one, and said", "Gröna steget", "Näs kommun", NULL, NULL, "2026-Q2", "Gröna steget", NULL,
		"utanför"},
};

static Fixture *shared;

static void
check(void **state)
{
	const Row *row = *state;
	g_autoptr(DiReport) report = fixture_report(row->insats, row->huvudman, row->quarter);
	g_autoptr(GError) error = NULL;
	g_autoptr(DiMatch) match = NULL;

	report->diarienummer = g_strdup(row->number);
	match = di_registry_match(shared->registry, report, row->sender, 0, &error);
	assert_null(error);
	print_message("# %s (%.2f): %s\n", match->insats ? match->insats : "öppen", match->certainty, match->reason);
	if (!row->expected) {
		assert_int_equal(match->rapportor_id, 0);
		assert_null(match->insats);
	} else {
		assert_non_null(match->insats);
		assert_string_equal(match->insats, row->expected);
		assert_true(match->rapportor_id > 0);
	}
	if (row->expected_huvudman)
		assert_string_equal(match->huvudman, row->expected_huvudman);
	if (row->reason)
		assert_non_null(strstr(match->reason, row->reason));
}

static void
a_thread_tells_the_reporter(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiReport) report = fixture_report("Trekant", NULL, "2025-Q1");
	g_autoptr(DiInsats) insats = di_insats_find(shared->registry, "SFE 25-30", NULL);
	g_autoptr(GBytes) mail = g_bytes_new("x", 1);
	g_autoptr(DiMatch) match = NULL;
	DiOutgoing letter = {.kind = "paminnelse", .key = "1", .to_address = "af@af.example", .message_id = "<1@finsam.example>",
		.mail = mail, .insats_id = insats->insats_id, .rapportor_id = insats->rapportor_id, .step = 1,
		.not_before = DI_TIME_NONE};
	const char *const references[] = {"annan@example", "<1@finsam.example>", NULL};
	gint64 letter_id = 0;

	assert_true(di_outbox_add(shared->registry, &letter, NULL, NULL));
	assert_true(di_mail_is_answer_to_ours(shared->registry, "hej@annan.example", (char *const *)(uintptr_t)references, &letter_id, NULL));
	assert_true(letter_id > 0);
	match = di_registry_match(shared->registry, report, NULL, letter_id, NULL);
	assert_string_equal(match->huvudman, "Arbetsförmedlingen");
	assert_non_null(strstr(match->reason, "svar på vårt brev"));
}

static void
candidates_are_given_best_first(void **state G_GNUC_UNUSED)
{
	g_autoptr(DiReport) report = fixture_report("Trekant", NULL, "2025-Q1");
	g_autoptr(DiMatch) match = di_registry_match(shared->registry, report, NULL, 0, NULL);

	assert_int_equal(match->candidates->len, 4);
	for (guint i = 0; i < 4; i++)
		assert_string_equal(((DiMatch *)match->candidates->pdata[i])->insats, "Trekant");
}

static void
an_insats_is_found_as_people_call_it(void **state G_GNUC_UNUSED)
{
	static const struct {
		const char *given, *expected;
	} calls[] = {
		{"SFE 25-14", "Räkna med mig! - Hudiksvall"}, {"sfe 25–14", "Räkna med mig! - Hudiksvall"}, {"räkna", "Räkna med mig! - Hudiksvall"},
		{"Gröna trappan", "Gröna steget"}, {"gröna steget", "Gröna steget"}, {"ALR", "Arbetslivsinriktad rehabilitering i Västerdal"},
		{"Samverkansteam", NULL}, {"Spegeln", NULL}, {"finns inte", NULL}, {"", NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(calls); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(DiInsats) insats = di_insats_find(shared->registry, calls[i].given, &error);

		if (!calls[i].expected) {
			assert_null(insats);
			assert_int_equal(error->code, DI_ERROR_NOT_FOUND);
			continue;
		}
		assert_non_null(insats);
		assert_string_equal(insats->row.namn, calls[i].expected);
	}
}

int
main(void)
{
	int failed;

	shared = fixture_new();
	fixture_register(shared, register_lines);
	ADD_ROWS(rows, check);
	ADD_TEST(a_thread_tells_the_reporter);
	ADD_TEST(candidates_are_given_best_first);
	ADD_TEST(an_insats_is_found_as_people_call_it);
	failed = run_table("registry-match");
	fixture_free(shared);
	return failed;
}
