/* The register as people save it: separators, character sets, headers, mistakes with their lines. */
#include "registry-fixture.h"

#define HEADER "namn;huvudman;diarienummer;start;slut;kontakt;alias\n"

/* EXPECTED: namn|huvudman|diarienummer|start|slut|kontakter|alias, rows separated by newlines; or NULL and MISTAKE. */
typedef struct {
	const char *sentence, *given, *expected, *mistake;
} Row;

static const Row rows[] = {
	{"a plain row", HEADER "Bron;Näs kommun;SFE 25-13;2025-01-01;2026-12-31;anna@nas.example;Broarna\n",
		"Bron|Näs kommun|SFE 25-13|2025-01-01|2026-12-31|anna@nas.example|Broarna", NULL},
	{"no line end at the end", HEADER "Bron;Näs;;;;;", "Bron|Näs|||||", NULL},
	{"only the header", HEADER, "", NULL},
	{"a byte order mark", "\xef\xbb\xbf" HEADER "Bron;Näs;;;;;\n", "Bron|Näs|||||", NULL},
	{"windows-1252", "namn;huvudman;start;slut;kontakt\nV\xe4xa \x96 \xe5ter;N\xe4s;;;\n", "Växa – åter|Näs|||||", NULL},
	{"CR LF", "namn;huvudman;start;slut;kontakt\r\nBron;Näs;;;\r\n", "Bron|Näs|||||", NULL},
	{"CR alone", "namn;huvudman;start;slut;kontakt\rBron;Näs;;;\r", "Bron|Näs|||||", NULL},
	{"commas", "namn,huvudman,start,slut,kontakt\nBron,Näs,2025-01-01,,\"a@x.example, b@x.example\"\n",
		"Bron|Näs||2025-01-01||a@x.example b@x.example|", NULL},
	{"tabs", "namn\thuvudman\tstart\tslut\tkontakt\nBron\tNäs\t\t\t\n", "Bron|Näs|||||", NULL},
	{"any order, any case, alias left out", "Kontakt;SLUT;start;Huvudman;Namn\na@x.example;2026-01-31;;Näs;Bron\n",
		"Bron|Näs|||2026-01-31|a@x.example|", NULL},
	{"quotes with separators, doubled quotes and a line end", HEADER "\"Bron; \"\"över\"\"\nån\";Näs;;;;;\n",
		"Bron; \"över\" ån|Näs|||||", NULL},
	{"several contacts, with names, and several aliases",
		HEADER "Bron;Näs;;;;Anna Ek <Anna@NAS.example>, b@x.example;Ena | Andra|\n",
		"Bron|Näs||||Anna Ek <Anna@nas.example> b@x.example|Ena+Andra", NULL},
	{"blank lines and lines of separators", HEADER "\n;;;;;;\nBron;Näs;;;;;\n\n", "Bron|Näs|||||", NULL},
	{"blank lines before the header", "\n\n" HEADER "Bron;Näs;;;;;\n", "Bron|Näs|||||", NULL},
	{"a number as it is written", HEADER "Bron;Näs;SFE 2025 – 013;;;;\n", "Bron|Näs|SFE 25-13||||", NULL},
	{"one name, two organisations", HEADER "Bron;Näs;;;;;\nBron;Sjö;;;;;\n", "Bron|Näs|||||\nBron|Sjö|||||", NULL},
	{"fewer fields than columns", HEADER "Bron;Näs\n", "Bron|Näs|||||", NULL},
	{"an empty column at the end, as spreadsheets leave", "namn;huvudman;start;slut;kontakt;\nBron;Näs;;;;\n", "Bron|Näs|||||", NULL},
	{"an empty file", "", NULL, "the file is empty"},
	{"no header", "Bron;Näs;;;;;\n", NULL, "line 1: unknown column 'Bron'"},
	{"an unknown column", "namn;huvudman;start;slut;kontakt;telefon\n", NULL, "line 1: unknown column 'telefon'"},
	{"a column missing", "namn;huvudman;start;slut\n", NULL, "line 1: the column 'kontakt' is missing"},
	{"a column twice", "namn;huvudman;start;slut;kontakt;namn\n", NULL, "line 1: the column 'namn' is there twice"},
	{"a day that is none", HEADER "Bron;Näs;;2025-02-30;;;\n", NULL, "line 2: start '2025-02-30' is no day"},
	{"a day in another form", HEADER "Bron;Näs;;;31/12 2025;;\n", NULL, "line 2: slut '31/12 2025' is no day"},
	{"an end before the start", HEADER "Bron;Näs;;2025-02-01;2025-01-01;;\n", NULL, "line 2: slut lies before start"},
	{"an address that is none", HEADER "Bron;Näs;;;;Anna Ek;\n", NULL, "line 2: kontakt 'Anna Ek' is no e-mail address"},
	{"a header injected into an address", HEADER "Bron;Näs;;;;\"a@x.example\nBcc: b@x.example\";\n", NULL, "line 2: kontakt"},
	{"a number that is none", HEADER "Bron;Näs;tretton;;;;\n", NULL, "line 2: diarienummer 'tretton'"},
	{"the number of a document", HEADER "Bron;Näs;SFE 25-13.2;;;;\n", NULL, "line 2: diarienummer 'SFE 25-13.2'"},
	{"no name", HEADER ";Näs;;;;;\n", NULL, "line 2: namn is empty"},
	{"no huvudman", HEADER "Bron;;;;;;\n", NULL, "line 2: huvudman is empty"},
	{"the same row twice", HEADER "Bron;Näs;;;;;\nBRON;näs;;;;;\n", NULL, "line 3: 'BRON' with huvudman 'näs' stands in line 2 already"},
	{"the line is counted through quoted line ends", HEADER "\"Bron\när\nbra\";Näs;;;;;\nVal;Näs;;x;;;\n", NULL, "line 5: start 'x'"},
	{"a quote never closed", HEADER "Bron;Näs;;;;;\n\"Val;Näs;;;;;\n", NULL, "line 3: a quote (\") is opened and never closed"},
	{"a separator too many", HEADER "Bron; eller Bro;Näs;;;;;;\nVal;Näs;;;;;;x\n", NULL, "line 2"},
};

static void
describe(GString *text, const DiInsatsRow *row)
{
	g_autofree char *start = di_date_format(row->start), *slut = di_date_format(row->slut);
	g_autofree char *alias = row->alias ? g_strjoinv("+", row->alias) : g_strdup("");

	g_string_append_printf(text, "%s%s|%s|%s|%s|%s|", text->len ? "\n" : "", row->namn, row->huvudman,
		row->diarienummer ? row->diarienummer : "", start, slut);
	for (guint i = 0; i < row->kontakter->len; i++) {
		const DiContact *contact = row->kontakter->pdata[i];

		g_string_append_printf(text, contact->name ? "%s%s <%s>" : "%s%s%s", i ? " " : "", contact->name ? contact->name : "",
			contact->address);
	}
	g_string_append_printf(text, "|%s", alias);
}

static void
check(void **state)
{
	const Row *row = *state;
	gsize size = strlen(row->given);
	g_autofree char *exact = g_memdup2(row->given, size ? size : 1); /* no final NUL */
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) parsed = di_insats_csv_parse(exact, size, &error);
	g_autoptr(GString) text = g_string_new(NULL);

	if (!row->expected) {
		assert_null(parsed);
		assert_int_equal(error->code, DI_ERROR_DATA);
		if (!strstr(error->message, row->mistake))
			fail_msg("%s", error->message);
		return;
	}
	if (!parsed)
		fail_msg("%s", error->message);
	for (guint i = 0; i < parsed->len; i++)
		describe(text, parsed->pdata[i]);
	assert_string_equal(text->str, row->expected);
}

int
main(void)
{
	ADD_ROWS(rows, check);
	return run_table("registry-csv");
}
