/* Words on the command line: which verb, which options, what is said where something was mistyped. */
#include "table.h"

#include <diarie/cli.h>
#include <string.h>

static const DiOption some[] = {
	{"quarter", 'q', DI_OPTION_QUARTER, "KVARTAL", ""},
	{"until", 'u', DI_OPTION_DATE, "DATUM", ""},
	{"lines", 'n', DI_OPTION_COUNT, "N", ""},
	{"dry-run", 0, DI_OPTION_FLAG, NULL, ""},
	{"reason", 'r', DI_OPTION_TEXT, "TEXT", ""},
	{0},
};

static const DiVerb verbs[] = {
	{"status", "", 0, 0, DI_NEEDS_NOTHING, NULL, some, "", NULL},
	{"show", "NUMMER", 1, 1, DI_NEEDS_NOTHING, NULL, some, "", NULL},
	{"file", "FIL…", 1, -1, DI_NEEDS_NOTHING, NULL, some, "", NULL},
	{"insats", "", 0, 0, DI_NEEDS_NOTHING, NULL, some, "", NULL},
	{"insats import", "FIL", 1, 1, DI_NEEDS_NOTHING, NULL, some, "", NULL},
	{"letter show", "NAMN", 1, 1, DI_NEEDS_NOTHING, NULL, some, "", NULL},
	{0},
};

/* The result told in one line: verb|words|options|json config, or the error. */
static char *
tell(const char *words)
{
	g_autofree char *line = g_strconcat("diarie ", words, NULL);
	g_auto(GStrv) argv = g_strsplit(line, " ", -1);
	g_autoptr(GError) error = NULL;
	g_autoptr(DiArgs) args = di_args_parse((int)g_strv_length(argv) - !*words, argv, verbs, &error);
	GString *told = g_string_new(NULL);

	if (!args) {
		assert_true(g_error_matches(error, DI_ERROR, DI_ERROR_USAGE));
		g_string_append(told, error->message);
		return g_string_free(told, FALSE);
	}
	g_string_append(told, args->verb ? args->verb->name : "-");
	for (guint i = 0; args->words->pdata[i]; i++)
		g_string_append_printf(told, " <%s>", (char *)args->words->pdata[i]);
	for (const DiOption *option = some; option->name; option++)
		if (di_args_flag(args, option->name))
			g_string_append_printf(told, " %s=%s", option->name, di_args_text(args, option->name));
	g_string_append_printf(told, "%s%s%s%s%s", args->json ? " json" : "", args->help ? " help" : "",
		args->version ? " version" : "", args->config_path ? " config=" : "", args->config_path ? args->config_path : "");
	return g_string_free(told, FALSE);
}

static const struct Row {
	const char *sentence, *given, *expected;
} rows[] = {
	{"a verb alone", "status", "status"},
	{"no verb at all", "", "-"},
	{"--json before the verb", "--json status", "status json"},
	{"--json after the verb", "status --json", "status json"},
	{"--json between the words of a verb", "insats --json import a.csv", "insats import <a.csv> json"},
	{"--config before the verb", "--config a.conf status", "status config=a.conf"},
	{"--config=FILE after the verb", "status --config=a.conf", "status config=a.conf"},
	{"-c before the verb", "-ca.conf status", "status config=a.conf"},
	{"the last --config counts", "-c a.conf status -c b.conf", "status config=b.conf"},
	{"a word and an option in any order", "show --reason x 26-1", "show <26-1> reason=x"},
	{"an option's value joined by =", "status --quarter=2026-Q1", "status quarter=2026-Q1"},
	{"a short option with its value joined", "status -q2026-Q1", "status quarter=2026-Q1"},
	{"an option's value may begin with a dash", "show 1 --reason -nej", "show <1> reason=-nej"},
	{"a number as count", "status -n 7", "status lines=7"},
	{"after -- everything is a word", "file -- --json", "file <--json>"},
	{"a single dash is a word", "file -", "file <->"},
	{"a verb of two words", "insats import a.csv", "insats import <a.csv>"},
	{"the first word of a group alone", "insats", "insats"},
	{"the first word of a group with an option of its own", "insats --dry-run", "insats dry-run="},
	{"help asks for nothing else", "show --help", "show help"},
	{"-h without a verb", "-h", "- help"},
	{"the version", "--version", "- version"},
	{"a mistyped verb", "statsu", "'statsu' är inget kommando; menade du 'diarie status'?"},
	{"a verb cut short", "stat", "'stat' är inget kommando; menade du 'diarie status'?"},
	{"a verb like no other", "xyzzy", "'xyzzy' är inget kommando; 'diarie help' visar dem som finns"},
	{"a mistyped second word", "insats improt a.csv", "'insats improt' är inget kommando; menade du 'diarie insats import'?"},
	{"a second word like no other", "insats qqqqqqqqq", "'insats qqqqqqqqq' är inget kommando; 'diarie help insats' visar dem som finns"},
	{"a group that is no verb itself", "letter", "'diarie letter' behöver ett ord till; 'diarie help letter' visar vilka som finns"},
	{"a mistyped option", "status --quater 2026-Q1", "--quater: okänt tillval; menade du --quarter?"},
	{"an option like no other", "status --xyzzy", "--xyzzy: okänt tillval; 'diarie help status' visar dem som finns"},
	{"an unknown letter", "status -z", "-z: okänt tillval; 'diarie help status' visar dem som finns"},
	{"letters are not joined", "status -qh", "--quarter: 'h' är inget kvartal; skriv till exempel 2026-Q1"},
	{"a flag takes no value", "status --dry-run=ja", "--dry-run tar inget värde"},
	{"an option without its value", "status --quarter", "--quarter behöver ett värde: --quarter KVARTAL"},
	{"a quarter that is none", "status --quarter 2026-Q5", "--quarter: '2026-Q5' är inget kvartal; skriv till exempel 2026-Q1"},
	{"a date that is none", "status --until 2026-02-30", "--until: '2026-02-30' är inget datum; skriv till exempel 2026-04-15"},
	{"a count that is none", "status --lines många", "--lines: 'många' är inget antal; skriv en siffra"},
	{"too few words", "show", "för få ord; skriv: diarie show NUMMER"},
	{"too many words", "show 1 2", "'2' är ett ord för mycket; skriv: diarie show NUMMER"},
	{"too many words for a verb without any", "status 1", "'1' är ett ord för mycket; skriv: diarie status"},
	{"any number of words", "file a b c", "file <a> <b> <c>"},
};

static void
check(void **state)
{
	const struct Row *row = *state;
	g_autofree char *told = tell(row->given);

	assert_string_equal(told, row->expected);
}

static void
values_come_as_what_they_are(void **state G_GNUC_UNUSED)
{
	char *argv[] = {(char[]){"diarie"}, (char[]){"status"}, (char[]){"-q"}, (char[]){"2026q2"}, (char[]){"-u"},
		(char[]){"2026-04-15"}, (char[]){"-n"}, (char[]){"12"}, NULL};
	g_autoptr(GError) error = NULL;
	g_autoptr(DiArgs) args = di_args_parse(8, argv, verbs, &error);

	assert_non_null(args);
	assert_int_equal(di_quarter_compare(di_args_quarter(args, "quarter"), (DiQuarter){2026, 2}), 0);
	assert_int_equal(di_args_date(args, "until"), di_date_from_ymd(2026, 4, 15));
	assert_int_equal(di_args_count(args, "lines", 30), 12);
	assert_int_equal(di_args_count(args, "reason", 30), 30);
	assert_false(di_quarter_is_set(di_args_quarter(args, "reason")));
}

int
main(void)
{
	ADD_ROWS(rows, check);
	ADD_TEST(values_come_as_what_they_are);
	return run_table("cli-args");
}
