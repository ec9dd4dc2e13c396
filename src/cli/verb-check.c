/* diarie check: tries everything that the daemon needs, and says in Swedish what is wrong and what to do. */
#include "verbs.h"

#include <diarie/letter.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

/* A trial says what it found in DETAIL; FALSE: something is wrong, and DETAIL says what and what to do. */
typedef gboolean (*Trial)(DiCli *cli, GString *detail);

static gboolean
fails(GString *detail, GError *error, const char *remedy)
{
	g_string_append_printf(detail, "%s%s%s", error ? error->message : "okänt fel", remedy ? ". " : "", remedy ? remedy : "");
	g_clear_error(&error);
	return FALSE;
}

static gboolean
try_config(DiCli *cli, GString *detail)
{
	const char *path = cli->args->config_path ? cli->args->config_path : di_config_default_path();
	GError *error = NULL;

	cli->config = di_config_load(path, &error);
	if (!cli->config)
		return fails(detail, error, "Rätta filen; man diarie.conf beskriver varje inställning");
	g_string_append(detail, path);
	return TRUE;
}

/* One small document through the real worker: forms load there, and nowhere else. */
static gboolean
try_forms(DiCli *cli, GString *detail)
{
	static const char sample[] = "Kvartalsrapport\n\n1. Allmänna uppgifter\n\nInsatsens namn\nProvet\n";
	g_autoptr(DiExtractor) extractor = di_extractor_new(NULL, FALSE);
	g_autoptr(GBytes) bytes = g_bytes_new_static(sample, strlen(sample));
	g_autofree char *folder = di_path_data("forms");
	GError *error = NULL;
	g_autoptr(DiAnswer) answer = di_extractor_run(extractor, bytes, "prov.txt", DI_TIME_NONE, di_cli_timezone(cli), &error);

	if (!answer)
		return fails(detail, error, "Är paketet rätt installerat? Formulären ska ligga i mappen forms");
	if (answer->fault != DI_FAULT_NONE) {
		g_string_append_printf(detail, "läsaren svarade inte som den ska: %s. Se formulären i %s",
			di_fault_text(answer->fault), folder);
		return FALSE;
	}
	g_string_append_printf(detail, "%s", folder);
	return TRUE;
}

static gboolean
try_letters(DiCli *cli G_GNUC_UNUSED, GString *detail)
{
	GError *error = NULL;
	g_autoptr(DiLetters) letters = di_letters_load(NULL, &error);
	g_autofree char *folder = di_path_data("letters");

	if (!letters)
		return fails(detail, error, "Rätta brevet och pröva igen");
	g_string_append(detail, folder);
	return TRUE;
}

static gboolean
try_database(DiCli *cli, GString *detail)
{
	gboolean deep = di_args_flag(cli->args, "deep");
	g_autoptr(GPtrArray) problems = NULL;
	GError *error = NULL;

	if (access(cli->config->diarium.database, F_OK) != 0) {
		g_string_append_printf(detail, "%s finns inte än; den görs av 'diarie insats import FIL' eller diaried",
			cli->config->diarium.database);
		return TRUE;
	}
	cli->registry = di_registry_open(cli->config, DI_REGISTRY_READ, &error);
	problems = cli->registry ? di_registry_check(cli->registry, deep, &error) : NULL;
	if (!problems)
		return fails(detail, error, NULL);
	for (guint i = 0; i < problems->len; i++)
		g_string_append_printf(detail, "%s%s", i ? "; " : "", (char *)problems->pdata[i]);
	if (problems->len)
		g_string_append(detail, ". Ta undan filen och lägg tillbaka den senaste säkerhetskopian");
	else
		g_string_append_printf(detail, "%s%s", cli->config->diarium.database, deep ? ", varje original helt" : "");
	return problems->len == 0;
}

static gboolean
try_log(DiCli *cli, GString *detail)
{
	gint64 broken = 0;
	GError *error = NULL;

	if (!cli->registry) {
		g_string_append(detail, "ingen logg än");
		return TRUE;
	}
	if (di_registry_log_verify(cli->registry, &broken, &error)) {
		g_string_append(detail, "hel");
		return TRUE;
	}
	if (error)
		return fails(detail, error, NULL);
	g_string_append_printf(detail, "rad %" G_GINT64_FORMAT " har ändrats bakom programmets rygg. Jämför med en säkerhetskopia",
		broken);
	return FALSE;
}

static gboolean
try_mailbox(DiCli *cli, GString *detail)
{
	GError *error = NULL;
	g_autoptr(DiSecret) password = di_secret_load("imap.password", cli->config->mailbox.password_file, &error);
	g_autoptr(DiMailbox) mailbox = error ? NULL : di_mailbox_open(cli->config, password, &error);
	guint32 uidvalidity;

	if (!mailbox)
		return fails(detail, error, "Se [mailbox] i inställningarna");
	if (!di_mailbox_select(mailbox, "", &uidvalidity, &error))
		return fails(detail, error, "Inloggningen gick bra, men mappen gick inte att öppna; se url i [mailbox]");
	g_string_append(detail, "inloggad, mappen gick att öppna");
	return TRUE;
}

/* curl must not be linked here, so the daemon tries its own way out. */
static char *
path_to_daemon(void)
{
	g_autofree char *beside = di_path_helper("diaried");
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = self ? g_path_get_dirname(self) : NULL;
	g_autofree char *sibling = folder ? g_build_filename(folder, "..", "sbin", "diaried", NULL) : NULL;

	if (g_file_test(beside, G_FILE_TEST_IS_EXECUTABLE))
		return g_steal_pointer(&beside);
	if (sibling && g_file_test(sibling, G_FILE_TEST_IS_EXECUTABLE))
		return g_steal_pointer(&sibling);
	return g_find_program_in_path("diaried");
}

static gboolean
try_outgoing(DiCli *cli, GString *detail)
{
	g_autofree char *daemon = path_to_daemon();
	char *argv[] = {daemon, (char[]){"--config"}, cli->config->path, (char[]){"--check-outgoing"}, NULL};
	g_autofree char *said = NULL;
	GError *error = NULL;
	int status = 0;

	if (!daemon) {
		g_string_append(detail, "programmet diaried hittades inte, så utgående post kunde inte prövas. Installera om paketet");
		return FALSE;
	}
	if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said, &status,
		&error))
		return fails(detail, error, NULL);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		g_string_append(detail, g_str_has_prefix(cli->config->outgoing.url, "maildir") ? "mappen går att skriva i" : "inloggad");
		return TRUE;
	}
	g_strstrip(said);
	g_string_append_printf(detail, "%s. Se [outgoing] i inställningarna",
		g_str_has_prefix(said, "diaried: ") ? said + strlen("diaried: ") : said);
	return FALSE;
}

enum { NEEDS_CONFIG = 1, NEEDS_SERVER = 2, ONLY_DEEP = 4 };

static const struct {
	const char *name, *title;
	Trial trial;
	int flags;
} trials[] = {
	{"installningar", "inställningar", try_config, 0},
	{"formular", "formulär", try_forms, 0},
	{"brev", "brev", try_letters, 0},
	{"databas", "databas", try_database, NEEDS_CONFIG},
	{"logg", "logg", try_log, NEEDS_CONFIG | ONLY_DEEP},
	{"brevlada", "brevlåda", try_mailbox, NEEDS_CONFIG | NEEDS_SERVER},
	{"utgaende", "utgående post", try_outgoing, NEEDS_CONFIG | NEEDS_SERVER},
};

static void
print_trial(const DiCli *cli, guint i, gboolean well, const char *detail)
{
	g_autofree char *title = g_strdup_printf("%s %s", well ? "✓" : "✗", trials[i].title);

	if (cli->args->json) {
		DiJson *json = di_json_new();

		di_json_object_begin(json, NULL);
		di_json_string(json, "prov", trials[i].name);
		di_json_bool(json, "bra", well);
		di_json_string(json, "text", detail);
		di_json_object_end(json);
		di_print_json(json);
	} else
		di_print_beside(cli, well ? DI_STYLE_GOOD : DI_STYLE_BAD, title, 17, detail);
	fflush(stdout);
}

static gboolean
is_left_out(const DiCli *cli, int flags)
{
	return ((flags & NEEDS_CONFIG) && !cli->config) ||
		((flags & NEEDS_SERVER) && di_args_flag(cli->args, "offline")) ||
		((flags & ONLY_DEEP) && !di_args_flag(cli->args, "deep"));
}

int
di_verb_check(DiCli *cli, GError **error G_GNUC_UNUSED)
{
	guint wrong = 0;

	for (guint i = 0; i < G_N_ELEMENTS(trials); i++) {
		g_autoptr(GString) detail = g_string_new(NULL);
		gboolean well;

		if (is_left_out(cli, trials[i].flags))
			continue;
		well = trials[i].trial(cli, detail);
		print_trial(cli, i, well, detail->str);
		wrong += !well;
	}
	if (!cli->config)
		return EX_CONFIG;
	if (!cli->args->json)
		printf("\n%s\n", wrong ? "Något behöver rättas till." : "Allt är i ordning.");
	return wrong ? DI_EXIT_NO : DI_EXIT_DONE;
}
