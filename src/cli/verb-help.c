/* diarie help: from the table of verbs, so it cannot lag behind. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>

/* What people ask, as they would type it. */
const DiExample di_examples[] = {
	{"status", "diarie status", "vilka saknas, och vad ska göras först?"},
	{"status", "diarie status --year 2025", "vilka kom sent förra året?"},
	{"status", "diarie status --plain | grep försenad", "i ett skript"},
	{"list", "diarie list --insats trisam --year 2026", NULL},
	{"list", "diarie list --public --year 2025", "registret så som allmänheten får se det"},
	{"show", "diarie show 26-11.1", NULL},
	{"show", "diarie show 'räkna med' --quarter 2025-Q4", "en rapport vars nummer man inte minns"},
	{"show", "diarie show 26-11.1 --original -o rapport.docx", NULL},
	{"show", "diarie show 26-11.1 --stamped -o stämplad.pdf", NULL},
	{"diff", "diarie diff trisam --huvudman region", "vad är nytt sedan förra kvartalet?"},
	{"search", "diarie search vad skrev Hudiksvall om praktik", NULL},
	{"search", "diarie search '\"inga avvikelser\"' --section 2.2 --quarter 2026-Q1", NULL},
	{"review", "diarie review", "i en terminal: en tangent för varje"},
	{"review file", "diarie review file 3 --insats trisam --huvudman region --quarter 2026-Q1", NULL},
	{"review undo", "diarie review undo", "det senaste beslutet var fel"},
	{"file", "diarie file skannad.pdf -i 'Räkna med mig' -q 2026-Q1 -a 2026-04-14", "kom på papper"},
	{"insats import", "diarie insats import insatser.csv --dry-run", NULL},
	{"insats rename", "diarie insats rename Kulturlyftet 'Kulturlyftet Åsberg'", NULL},
	{"insats rename", "diarie insats rename Kulturlyftet 'Nya Åsbergs kommun' -H Åsberg", "huvudmannen har bytt namn"},
	{"insats excuse", "diarie insats excuse trisam 2026-Q1 -H region -u 2026-05-08 -r 'ny handläggare'", NULL},
	{"request", "diarie request 26-11.1 'Hur många deltagare har avslutat?' --until 2026-05-08", NULL},
	{"remind", "diarie remind --until 2026-06-18", "vilka brev går till midsommar om ingen svarar?"},
	{"protect", "diarie protect 26-11.1 -p '21 kap. 1 § OSL' -b AKH --public-sender 'En kommun'", NULL},
	{"release", "diarie release 26-11.1 'Lisa Prov' -s 2.3 -p '21 kap. 1 § OSL' -b AKH -o kopia.txt", NULL},
	{"post", "diarie post --week", "veckans postlista"},
	{"person", "diarie person anna@kommun.example", NULL},
	{"dispose", "diarie dispose --what brev --before 2024-01-01 --decision 'SFG 26-31'", "vad skulle gallras?"},
	{"export", "diarie export -o diariet.xlsx", "handlingar, insatser och brev, ett blad för varje"},
	{"export", "diarie export --public --year 2025 -o register.csv", NULL},
	{"export", "diarie export --fgs 25-13 -o /arkiv", "ett avslutat ärende till arkivmyndigheten"},
	{"annul", "diarie annul 26-11.1 -r 'fel insats'", NULL},
	{"appendix", "diarie appendix 2026 -o bilaga.docx", NULL},
	{"board", "diarie board --quarter 2026-Q1 -o styrelsen.docx", "öppna den i Word och arbeta vidare"},
	{"backup", "diarie backup /backup/diarie-$(date +%F).db", NULL},
	{"check", "diarie check --deep", NULL},
	{0},
};

/* LEFT_WIDTH without the margins. A longer one has a line of its own. */
static void
print_pair(const DiCli *cli, const char *left, const char *right, int left_width)
{
	g_autofree char *indented = g_strdup_printf("  %s", left);

	if (di_text_columns(left) > left_width) {
		g_autofree char *styled = di_styled(&cli->screen, DI_STYLE_BOLD, indented);

		puts(styled);
		*indented = '\0';
	}
	di_print_beside(cli, DI_STYLE_BOLD, indented, left_width + 4, right);
}

static char *
verb_usage(const DiVerb *verb)
{
	return g_strconcat(verb->name, *verb->arguments ? " " : "", verb->arguments, NULL);
}

static gboolean
is_alias(const DiVerb *verb)
{
	return !verb->help || g_str_equal(verb->help, "det samma");
}

static void
print_all(const DiCli *cli)
{
	g_autofree char *usage = di_styled(&cli->screen, DI_STYLE_BOLD, "diarie KOMMANDO [ORD…] [TILLVAL…]");

	printf("diarie håller diariet över samordningsförbundets kvartalsrapporter.\n\n  %s\n\n", usage);
	di_print_heading(cli, "Kommandon");
	for (const DiVerb *verb = di_verbs; verb->name; verb++) {
		g_autofree char *text = verb_usage(verb);

		if (!is_alias(verb))
			print_pair(cli, text, verb->help, 26);
	}
	fputc('\n', stdout);
	di_print_heading(cli, "Tillval för alla kommandon, före eller efter");
	print_pair(cli, "-c, --config FIL", "inställningarna; annars /etc/diarie/diarie.conf", 26);
	print_pair(cli, "--json", "svaret som JSON, en rad för varje sak", 26);
	print_pair(cli, "--plain", "utan tecken, färg och spalter: för skärmläsare och skript", 26);
	print_pair(cli, "--quiet", "säg bara det som gick fel", 26);
	print_pair(cli, "--verbose", "säg också vilka inställningar och vilket diarium, och hur länge det tog", 26);
	print_pair(cli, "-h, --help", "hjälp", 26);
	print_pair(cli, "-V, --version", "programmets version", 26);
	printf("\n'diarie help KOMMANDO' visar mer om ett av dem, 'man diarie' allt.\n");
}

static void
print_options(const DiCli *cli, const DiOption *options)
{
	if (!options || !options->name)
		return;
	fputc('\n', stdout);
	di_print_heading(cli, "Tillval");
	for (; options->name; options++) {
		g_autofree char *letter = options->letter ? g_strdup_printf("-%c, ", options->letter) : g_strdup("    ");
		g_autofree char *left = g_strconcat(letter, "--", options->name, options->value ? " " : "",
			options->value, NULL);

		print_pair(cli, left, options->help, 24);
	}
}

static void
print_examples(const DiCli *cli, const char *verb)
{
	gboolean is_first = TRUE;

	for (const DiExample *example = di_examples; example->verb; example++) {
		if (!g_str_equal(example->verb, verb))
			continue;
		if (is_first) {
			fputc('\n', stdout);
			di_print_heading(cli, "Exempel");
		}
		is_first = FALSE;
		printf("  %s\n", example->command);
		if (example->about)
			printf("      %s\n", example->about);
	}
}

static void
print_verb(const DiCli *cli, const DiVerb *verb)
{
	g_autofree char *usage = verb_usage(verb);
	g_autofree char *line = g_strdup_printf("diarie %s%s", usage, verb->options ? " [TILLVAL…]" : "");
	g_autofree char *styled = di_styled(&cli->screen, DI_STYLE_BOLD, line);
	g_autofree char *help = di_passage(&cli->screen, verb->help, 2);
	g_autofree char *more = di_passage(&cli->screen, verb->more ? verb->more : "", 0);

	printf("%s\n%s%s%s", styled, help, *more ? "\n" : "", more);
	print_options(cli, verb->options);
	print_examples(cli, verb->name);
}

/* `diarie help insats`: the verb itself and its whole group. */
static guint
print_matching(const DiCli *cli, const char *name)
{
	gsize length = strlen(name);
	guint n = 0;

	for (const DiVerb *verb = di_verbs; verb->name; verb++) {
		gboolean is_it = strncmp(verb->name, name, length) == 0 &&
			(verb->name[length] == '\0' || verb->name[length] == ' ');

		if (!is_it || !verb->help || (is_alias(verb) && verb->name[length]))
			continue;
		if (n++)
			fputc('\n', stdout);
		print_verb(cli, verb);
	}
	return n;
}

int
di_verb_help(DiCli *cli, GError **error)
{
	const char *first = di_cli_word(cli, 0), *second = di_cli_word(cli, 1);
	g_autofree char *name = g_strconcat(first ? first : "", second ? " " : "", second, NULL);
	const DiVerb *likely;

	if (!first) {
		print_all(cli);
		return DI_EXIT_DONE;
	}
	if (print_matching(cli, name))
		return DI_EXIT_DONE;
	likely = di_args_suggest(di_verbs, name);
	if (likely)
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är inget kommando; menade du 'diarie help %s'?", name,
			likely->name);
	else
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "'%s' är inget kommando; 'diarie help' visar dem som finns", name);
	return DI_EXIT_NO;
}
