/* diarie check: tries everything that the daemon needs, and says in Swedish what is wrong and what to do. */
#include "verbs.h"

#include <diarie/letter.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum { SAID_MAX = 64 << 10 };

/* A trial says what it found in DETAIL; FALSE: something is wrong, and DETAIL says what and what to do. */
typedef gboolean (*Trial)(DiCli *cli, GString *detail);

/* "diaried: text" is text. */
static const char *
without_name(const char *said)
{
	const char *colon = strstr(said, ": ");

	return g_str_has_prefix(said, "diarie") && colon ? colon + 2 : said;
}

/* First what it means, in staff's words; then, for whoever mends it, what exactly was said. */
static gboolean
fails(GString *detail, const char *meaning, const char *said)
{
	g_string_append_printf(detail, "%s%s%s", meaning, said && *said ? "\n" : "", said ? said : "");
	return FALSE;
}

static gboolean
try_config(DiCli *cli, GString *detail)
{
	const char *path = cli->args->config_path ? cli->args->config_path : di_config_default_path();
	g_autoptr(GError) error = NULL;

	cli->config = di_config_load(path, &error);
	if (!cli->config)
		return fails(detail, "Inställningarna går inte att använda. Rätta filen; man diarie.conf beskriver varje inställning.",
			error->message);
	g_string_append(detail, path);
	return TRUE;
}

/* What the worker says on standard error while it is tried is part of the answer, not of the screen. */
typedef struct {
	DiFd saved, memory;
} Aside;

static Aside
aside_begin(void)
{
	Aside aside = {fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3), memfd_create("stderr", MFD_CLOEXEC)};

	fflush(stderr);
	if (aside.saved >= 0 && aside.memory >= 0)
		dup2(aside.memory, STDERR_FILENO);
	return aside;
}

static char *
aside_end(Aside *aside)
{
	g_autoptr(GBytes) bytes = NULL;
	const char *text = NULL;
	gsize size = 0;

	if (aside->saved >= 0)
		dup2(aside->saved, STDERR_FILENO);
	if (aside->memory >= 0 && lseek(aside->memory, 0, SEEK_SET) == 0)
		bytes = di_fd_read_all(aside->memory, SAID_MAX, NULL);
	if (bytes)
		text = g_bytes_get_data(bytes, &size);
	di_fd_clear(&aside->saved);
	di_fd_clear(&aside->memory);
	return g_strchomp(g_strndup(text ? text : "", size));
}

/* One small document through the real worker: forms load there, and nowhere else. */
static DiAnswer *
read_sample(const DiCli *cli, char **said_out, GError **error)
{
	static const char sample[] = "Kvartalsrapport\n\n1. Allmänna uppgifter\n\nInsatsens namn\nProvet\n";
	g_autoptr(DiExtractor) extractor = di_extractor_new(NULL, FALSE);
	g_autoptr(GBytes) bytes = g_bytes_new_static(sample, strlen(sample));
	Aside aside = aside_begin();
	DiAnswer *answer = di_extractor_run(extractor, bytes, "prov.txt", DI_TIME_NONE, di_cli_timezone(cli), error);

	*said_out = aside_end(&aside);
	return answer;
}

static gboolean
try_forms(DiCli *cli, GString *detail)
{
	g_autofree char *folder = di_path_data("forms");
	g_autofree char *faults = di_forms_installed_faults(folder);
	g_autofree char *said = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(DiAnswer) answer = *faults ? NULL : read_sample(cli, &said, &error);

	if (*faults)
		return fails(detail, "Formulären går inte att använda. Rätta det som nämns här; 'diarie form check FIL' prövar en fil.",
			faults);
	if (!answer)
		return fails(detail, "Formulären går inte att använda. Rätta filen som nämns här, eller installera om diarie.",
			*said ? without_name(said) : error->message);
	if (answer->fault != DI_FAULT_NONE)
		return fails(detail, "Läsaren svarade inte som den ska på ett litet prov. Installera om diarie.",
			di_fault_text(answer->fault));
	g_string_append(detail, folder);
	return TRUE;
}

static gboolean
try_letters(DiCli *cli G_GNUC_UNUSED, GString *detail)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiLetters) letters = di_letters_load(NULL, &error);
	g_autofree char *folder = di_path_data("letters");

	if (!letters)
		return fails(detail, "Breven går inte att använda. Rätta brevet som nämns här.", error->message);
	g_string_append(detail, folder);
	return TRUE;
}

static gboolean
try_database(DiCli *cli, GString *detail)
{
	gboolean deep = di_args_flag(cli->args, "deep");
	g_autoptr(GPtrArray) problems = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *joined = NULL;

	if (access(cli->config->diarium.database, F_OK) != 0 && errno == ENOENT) {
		g_string_append_printf(detail, "%s finns inte än; den görs av 'diarie insats import FIL' eller diaried",
			cli->config->diarium.database);
		return TRUE;
	}
	cli->registry = di_registry_open(cli->config, DI_REGISTRY_READ, &error);
	problems = cli->registry ? di_registry_check(cli->registry, deep, &error) : NULL;
	if (!problems)
		return fails(detail, "Diariet går inte att öppna.", error->message);
	g_string_append_printf(detail, "%s%s", cli->config->diarium.database, deep ? ", varje original helt" : "");
	if (!problems->len)
		return TRUE;
	g_ptr_array_add(problems, NULL);
	joined = g_strjoinv("\n", (char **)problems->pdata);
	g_string_truncate(detail, 0);
	return fails(detail, "Diariet är skadat. Stoppa diaried, spara filen och lägg tillbaka den senaste säkerhetskopian.", joined);
}

static gboolean
try_log(DiCli *cli, GString *detail)
{
	gint64 broken = 0;
	g_autoptr(GError) error = NULL;

	if (!cli->registry || di_registry_log_verify(cli->registry, &broken, &error)) {
		g_string_append(detail, cli->registry ? "hel" : "ingen logg än");
		return TRUE;
	}
	if (error)
		return fails(detail, "Loggen går inte att läsa.", error->message);
	g_string_append_printf(detail, "Rad %" G_GINT64_FORMAT " har ändrats bakom programmets rygg. Jämför med en säkerhetskopia.",
		broken);
	return FALSE;
}

/* What a failure at a server means, by its exit status. */
static const struct {
	int status;
	const char *mailbox, *outgoing;
} meanings[] = {
	{EX_NOPERM, "Servern tog inte emot inloggningen. Kontrollera användaren i url och filen password_file i [mailbox].",
		"Servern tog inte emot inloggningen. Kontrollera användaren i url och filen password_file i [outgoing]."},
	{EX_TEMPFAIL, "Servern går inte att nå. Kontrollera url i [mailbox], och att nätet och brandväggen släpper fram.",
		"Servern går inte att nå. Kontrollera url i [outgoing], och att nätet och brandväggen släpper fram."},
	{0, "Brevlådan går inte att öppna. Se [mailbox] i inställningarna.",
		"Utgående post går inte att skicka. Se [outgoing] i inställningarna."},
};

static const char *
meaning_of(int status, gboolean outgoing)
{
	guint i = 0;

	while (meanings[i].status && meanings[i].status != status)
		i++;
	return outgoing ? meanings[i].outgoing : meanings[i].mailbox;
}

static gboolean
try_mailbox(DiCli *cli, GString *detail)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiSecret) password = di_secret_load("imap.password", cli->config->mailbox.password_file, &error);
	g_autoptr(DiMailbox) mailbox = error ? NULL : di_mailbox_open(cli->config, password, &error);
	guint32 uidvalidity;

	if (!mailbox)
		return fails(detail, meaning_of(di_error_exit_status(error), FALSE), error->message);
	if (!di_mailbox_select(mailbox, "", &uidvalidity, &error))
		return fails(detail, "Inloggningen gick bra, men mappen går inte att öppna. Se url i [mailbox].", error->message);
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
	g_autoptr(GError) error = NULL;
	int status = 0;

	if (!daemon)
		return fails(detail, "Programmet diaried hittades inte, så utgående post kunde inte prövas. Installera om diarie.", NULL);
	if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said, &status, &error))
		return fails(detail, "Programmet diaried gick inte att starta.", error->message);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		g_string_append(detail, g_str_has_prefix(cli->config->outgoing.url, "maildir") ? "mappen går att skriva i" : "inloggad");
		return TRUE;
	}
	return fails(detail, meaning_of(WIFEXITED(status) ? WEXITSTATUS(status) : 0, TRUE), without_name(g_strstrip(said)));
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
