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

/* What a trial found: TEXT says what is there, or what is wrong and what to do; COMMANDS (NULL: none) what mends it, to be
 * typed or clicked as it stands. */
typedef struct {
	GString *text;
	char **commands;
} Finding;
typedef gboolean (*Trial)(DiCli *cli, Finding *found); /* FALSE: something is wrong */

/* "diaried: text" is text. */
static const char *
without_name(const char *said)
{
	const char *colon = strstr(said, ": ");

	return g_str_has_prefix(said, "diarie") && colon ? colon + 2 : said;
}

/* First what it means, in staff's words; then, for whoever mends it, what exactly was said. */
static gboolean
fails(Finding *found, const char *meaning, const char *said)
{
	g_string_append_printf(found->text, "%s%s%s", meaning, said && *said ? "\n" : "", said ? said : "");
	return FALSE;
}

/* A slip here would have reports passed over. */
static void
tell_since(const DiConfig *config, const char *path, Finding *found)
{
	DiDate since = config->mailbox.since;
	g_autofree char *day = since == DI_DATE_NONE ? NULL : di_date_swedish_weekday(since);

	if (day)
		g_string_append_printf(found->text, "%s\nläser mejl som kom in från och med %s", path, day);
	else
		g_string_append_printf(found->text, "%s\nläser alla mejl i brevlådan, hur gamla de än är (since är tom)", path);
}

static gboolean
try_config(DiCli *cli, Finding *found)
{
	const char *path = cli->args->config_path ? cli->args->config_path : di_config_default_path();
	g_autoptr(GError) error = NULL;

	cli->config = di_config_load(path, &error);
	if (!cli->config)
		return fails(found, "Inställningarna går inte att använda. Rätta filen; man diarie.conf beskriver varje inställning.",
			error->message);
	tell_since(cli->config, path, found);
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
	g_autoptr(DiExtractor) extractor = di_extractor_new(NULL, DI_EXTRACTOR_ONCE);
	g_autoptr(GBytes) bytes = g_bytes_new_static(sample, strlen(sample));
	Aside aside = aside_begin();
	DiAnswer *answer = di_extractor_run(extractor, bytes, "prov.txt", DI_TIME_NONE, di_cli_timezone(cli), error);

	*said_out = aside_end(&aside);
	return answer;
}

static gboolean
try_forms(DiCli *cli, Finding *found)
{
	g_autofree char *folder = di_path_data("forms");
	g_autofree char *faults = di_forms_installed_faults(folder);
	g_autofree char *said = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(DiAnswer) answer = *faults ? NULL : read_sample(cli, &said, &error);

	if (*faults)
		return fails(found, "Formulären går inte att använda. Rätta det som nämns här; 'diarie form check FIL' prövar en fil.",
			faults);
	if (!answer)
		return fails(found, "Formulären går inte att använda. Rätta filen som nämns här, eller installera om diarie.",
			*said ? without_name(said) : error->message);
	if (answer->fault != DI_FAULT_NONE)
		return fails(found, "Läsaren svarade inte som den ska på ett litet prov. Installera om diarie.",
			di_fault_text(answer->fault));
	g_string_append(found->text, folder);
	return TRUE;
}

static gboolean
try_letters(DiCli *cli G_GNUC_UNUSED, Finding *found)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiLetters) letters = di_letters_load(NULL, &error);
	g_autofree char *folder = di_path_data("letters");

	if (!letters)
		return fails(found, "Breven går inte att använda. Rätta brevet som nämns här.", error->message);
	g_string_append(found->text, folder);
	return TRUE;
}

/* Each form that letters carry is filled in for nobody. */
static gboolean
try_blanks(DiCli *cli, Finding *found)
{
	const char *const paths[] = {cli->config->letters.blankett, cli->config->letters.slutblankett};

	for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(GError) error = NULL;

		if (!*paths[i])
			continue;
		if (!di_blank_try(cli, paths[i], &error))
			return fails(found, "Blanketten går inte att fylla i, så breven går utan den. Rätta mallen.", error->message);
		g_string_append_printf(found->text, "%s%s", found->text->len ? "\n" : "", paths[i]);
	}
	return TRUE;
}

/* An empty paper is put into the template. */
static gboolean
try_template(DiCli *cli, Finding *found)
{
	g_autoptr(GError) error = NULL;

	if (!di_paper_try(cli, &error))
		return fails(found, "Mallen för styrelsens underlag går inte att använda. Rätta den.", error->message);
	g_string_append(found->text, cli->config->paper.template);
	return TRUE;
}

static gboolean
try_database(DiCli *cli, Finding *found)
{
	gboolean deep = di_args_flag(cli->args, "deep");
	g_autoptr(GPtrArray) problems = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *joined = NULL;
	guint passed_over;

	if (access(cli->config->diarium.database, F_OK) != 0 && errno == ENOENT) {
		g_string_append_printf(found->text, "%s finns inte än; den görs av 'diarie insats import FIL' eller diaried",
			cli->config->diarium.database);
		return TRUE;
	}
	cli->registry = di_registry_open(cli->config, DI_REGISTRY_READ, &error);
	problems = cli->registry ? di_registry_check(cli->registry, deep, &error) : NULL;
	if (!problems)
		return fails(found, "Diariet går inte att öppna.", error->message);
	passed_over = cli->registry ? di_mail_from_before(cli->registry) : 0;
	g_string_append_printf(found->text, "%s%s", cli->config->diarium.database, deep ? ", varje original helt" : "");
	if (passed_over)
		g_string_append_printf(found->text, "\n%u äldre mejl har lämnats olästa (since)", passed_over);
	if (!problems->len)
		return TRUE;
	g_ptr_array_add(problems, NULL);
	joined = g_strjoinv("\n", (char **)problems->pdata);
	g_string_truncate(found->text, 0);
	return fails(found, "Diariet är skadat. Stoppa diaried, spara filen och lägg tillbaka den senaste säkerhetskopian.", joined);
}

static gboolean
try_log(DiCli *cli, Finding *found)
{
	gint64 broken = 0;
	g_autoptr(GError) error = NULL;

	if (!cli->registry || di_registry_log_verify(cli->registry, &broken, &error)) {
		g_string_append(found->text, cli->registry ? "hel" : "ingen logg än");
		return TRUE;
	}
	if (error)
		return fails(found, "Loggen går inte att läsa.", error->message);
	g_string_append_printf(found->text, "Rad %" G_GINT64_FORMAT " har ändrats bakom programmets rygg. Jämför med en säkerhetskopia.",
		broken);
	return FALSE;
}

/* curl must not be linked here, and no password or token be held: the daemon's program tries its own ways out. */
char *
di_cli_daemon(void)
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

/* Tries WAY of the daemon's. WELL: what to say where it went so. */
static gboolean
try_way(const DiCli *cli, const char *way, DiRemedyStep step, const char *well, Finding *found)
{
	g_autofree char *daemon = di_cli_daemon();
	char *argv[] = {daemon, (char[]){"--config"}, cli->config->path, (char[]){"--check"}, NULL, NULL};
	g_autofree char *word = argv[4] = g_strdup(way);
	g_autofree char *said = NULL;
	g_autoptr(GError) error = NULL;
	const char *meaning;
	int status = 0;

	if (!daemon)
		return fails(found, "Programmet diaried hittades inte, så servern kunde inte prövas. Installera om diarie.", NULL);
	if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said, &status, &error))
		return fails(found, "Programmet diaried gick inte att starta.", error->message);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		g_string_append(found->text, well);
		return TRUE;
	}
	meaning = di_remedy(cli->config, step, WIFEXITED(status) ? WEXITSTATUS(status) : 0, g_strstrip(said), &found->commands);
	return fails(found, meaning, without_name(said));
}

static gboolean
try_token(DiCli *cli, Finding *found)
{
	return try_way(cli, "token", DI_REMEDY_TOKEN, "hämtad", found);
}

static gboolean
try_mailbox(DiCli *cli, Finding *found)
{
	return try_way(cli, "mailbox", DI_REMEDY_MAILBOX, "inloggad, mapparna finns", found);
}

static gboolean
try_outgoing(DiCli *cli, Finding *found)
{
	gboolean to_folder = g_str_has_prefix(cli->config->outgoing.url, "maildir");

	return try_way(cli, "outgoing", DI_REMEDY_OUTGOING, to_folder ? "mappen går att skriva i" : "inloggad", found);
}

enum { NEEDS_CONFIG = 1, NEEDS_SERVER = 2, ONLY_DEEP = 4, ONLY_TOKEN = 8, ONLY_BLANK = 16, ONLY_PAPER = 32 };

static const struct {
	const char *name, *title;
	Trial trial;
	int flags;
} trials[] = {
	{"installningar", "inställningar", try_config, 0},
	{"formular", "formulär", try_forms, 0},
	{"brev", "brev", try_letters, 0},
	{"blankett", "blankett", try_blanks, NEEDS_CONFIG | ONLY_BLANK},
	{"mall", "mall", try_template, NEEDS_CONFIG | ONLY_PAPER},
	{"databas", "databas", try_database, NEEDS_CONFIG},
	{"logg", "logg", try_log, NEEDS_CONFIG | ONLY_DEEP},
	{"token", "token", try_token, NEEDS_CONFIG | NEEDS_SERVER | ONLY_TOKEN},
	{"brevlada", "brevlåda", try_mailbox, NEEDS_CONFIG | NEEDS_SERVER},
	{"utgaende", "utgående post", try_outgoing, NEEDS_CONFIG | NEEDS_SERVER},
};

/* Not wrapped: whoever copies a command copies a line. */
static void
print_commands(const DiCli *cli, const Finding *found)
{
	for (char **command = found->commands; command && *command && **command && !cli->args->json; command++) {
		g_autofree char *clean = di_text_visible(*command, FALSE);
		g_autofree char *styled = di_styled(&cli->screen, DI_STYLE_BOLD, clean);

		printf("    %s\n", styled);
	}
}

static void
print_trial(const DiCli *cli, guint i, gboolean well, const Finding *found)
{
	g_autofree char *title = g_strdup_printf("%s %s", well ? "✓" : "✗", trials[i].title);

	if (cli->args->json) {
		DiJson *json = di_json_new();

		di_json_object_begin(json, NULL);
		di_json_string(json, "prov", trials[i].name);
		di_json_bool(json, "bra", well);
		di_json_string(json, "text", found->text->str);
		di_json_strv(json, "kommandon", (const char *const *)found->commands);
		di_json_object_end(json);
		di_print_json(json);
	} else
		di_print_beside(cli, well ? DI_STYLE_GOOD : DI_STYLE_BAD, title, 17, found->text->str);
	print_commands(cli, found);
	fflush(stdout);
}

static gboolean
is_left_out(const DiCli *cli, int flags)
{
	return ((flags & NEEDS_CONFIG) && !cli->config) ||
		((flags & NEEDS_SERVER) && di_args_flag(cli->args, "offline")) ||
		((flags & ONLY_TOKEN) && !di_config_uses_oauth2(cli->config)) ||
		((flags & ONLY_BLANK) && !*cli->config->letters.blankett && !*cli->config->letters.slutblankett) ||
		((flags & ONLY_PAPER) && !*cli->config->paper.template) ||
		((flags & ONLY_DEEP) && !di_args_flag(cli->args, "deep"));
}

/* Without a token the servers that want one would only say the same again. */
static gboolean
lacks_token(const DiCli *cli, Trial trial, gboolean token_failed)
{
	const char *auth = trial == try_mailbox ? cli->config->mailbox.auth : trial == try_outgoing ? cli->config->outgoing.auth : "";

	return token_failed && g_strcmp0(auth, "oauth2") == 0;
}

int
di_verb_check(DiCli *cli, GError **error G_GNUC_UNUSED)
{
	guint wrong = 0;
	gboolean token_failed = FALSE;

	for (guint i = 0; i < G_N_ELEMENTS(trials); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		Finding found = {text, NULL};
		gboolean well;

		if (is_left_out(cli, trials[i].flags))
			continue;
		di_busy(cli, trials[i].title);
		if (lacks_token(cli, trials[i].trial, token_failed))
			well = fails(&found, "Inte prövat: utan token går det inte att logga in.", NULL);
		else
			well = trials[i].trial(cli, &found);
		token_failed |= !well && trials[i].trial == try_token;
		di_busy_over();
		print_trial(cli, i, well, &found);
		g_strfreev(found.commands);
		wrong += !well;
	}
	if (!cli->config)
		return EX_CONFIG;
	if (!cli->args->json)
		printf("\n%s\n", wrong ? "Något behöver rättas till." : "Allt är i ordning.");
	return wrong ? DI_EXIT_NO : DI_EXIT_DONE;
}
