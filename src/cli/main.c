/* The whole program: words, what the verb needs, the verb, the exit status. */
#include "verbs.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static void
cli_clear(DiCli *cli)
{
	di_args_free(cli->args);
	di_registry_close(cli->registry);
	di_config_free(cli->config);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DiCli, cli_clear)

/* For the log: the person, also behind sudo. Not asked by who only reads: finding a name may ask other machines (NSS). */
static const char *
actor(void)
{
	const char *behind_sudo = getenv("SUDO_USER");
	const struct passwd *user = getpwuid(getuid());

	if (getuid() == 0 && behind_sudo && *behind_sudo)
		return behind_sudo;
	return user ? user->pw_name : "okänd";
}

static gboolean
load_config(DiCli *cli, GError **error)
{
	const char *path = cli->args->config_path;

	if (!path && access(di_config_default_path(), F_OK) != 0) {
		g_set_error(error, DI_ERROR, DI_ERROR_CONFIG,
			"det finns ingen inställningsfil: %s saknas. Skriv en (man diarie.conf) eller peka ut en annan med --config FIL",
			di_config_default_path());
		return FALSE;
	}
	cli->config = di_config_load(path ? path : di_config_default_path(), error);
	return cli->config != NULL;
}

/* The two reasons that a person can do something about, in their words. */
static gboolean
is_within_reach(const char *database, gboolean writes, GError **error)
{
	int how = writes ? R_OK | W_OK : R_OK;

	if (access(database, how) == 0 || (writes && errno == ENOENT))
		return TRUE;
	if (errno == ENOENT)
		g_set_error(error, DI_ERROR, DI_ERROR_NO_INPUT,
			"diariet %s finns inte än; lägg in insatserna med 'diarie insats import FIL' eller starta diaried", database);
	else if (errno == EACCES)
		g_set_error(error, DI_ERROR, DI_ERROR_DENIED,
			"du får inte %s diariet %s; den som sköter servern kan lägga till dig i gruppen som äger det",
			writes ? "ändra i" : "läsa", database);
	else
		return TRUE; /* the registry has its own words for it */
	return FALSE;
}

static gboolean
open_registry(DiCli *cli, GError **error)
{
	gboolean writes = cli->args->verb->needs == DI_NEEDS_WRITE ||
		(cli->args->verb->needs == DI_NEEDS_DIALOGUE && di_cli_talks(cli));

	if (!is_within_reach(cli->config->diarium.database, writes, error))
		return FALSE;
	cli->registry = di_registry_open(cli->config, writes ? DI_REGISTRY_WRITE : DI_REGISTRY_READ, error);
	cli->writes = writes;
	if (cli->registry && writes)
		di_registry_set_actor(cli->registry, actor());
	return cli->registry != NULL;
}

gboolean
di_cli_write_too(DiCli *cli, GError **error)
{
	if (!is_within_reach(cli->config->diarium.database, TRUE, error))
		return FALSE;
	g_clear_pointer(&cli->registry, di_registry_close);
	cli->writes = TRUE;
	cli->registry = di_registry_open(cli->config, DI_REGISTRY_WRITE, error);
	if (cli->registry)
		di_registry_set_actor(cli->registry, actor());
	return cli->registry != NULL;
}

static gboolean
prepare(DiCli *cli, GError **error)
{
	DiNeeds needs = cli->args->verb->needs;
	int month, day;

	if (needs >= DI_NEEDS_CONFIG && !load_config(cli, error))
		return FALSE;
	cli->screen = di_screen_look(cli->args->plain);
	if (needs < DI_NEEDS_CONFIG)
		return TRUE; /* no register, no day: reading the time zone takes longer than reading a short document */
	cli->today = di_date_of_time(di_clock_now(), di_cli_timezone(cli));
	di_date_to_ymd(cli->today, &cli->year, &month, &day);
	return needs < DI_NEEDS_READ || open_registry(cli, error);
}

static int
fail(GError *error)
{
	int status = di_error_exit_status(error);

	di_complain("%s", error->message);
	g_error_free(error);
	return status;
}

/* Results that could not be written are not results. */
static int
flush(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	di_complain("det gick inte att skriva ut svaret");
	return EX_IOERR;
}

/* What is read at leisure, and may be longer than the screen. Bytes for standard output never are. */
static gboolean
is_for_reading(const DiCli *cli)
{
	static const char *const names[] = {"show", "diff", "search", "list", "log", "help", "review show", "insats", "insats list",
		"insats show", "outbox", "outbox list", "post", "person", NULL};

	return g_strv_contains(names, cli->args->verb->name) && !di_args_text(cli->args, "output");
}

static void
tell_where(const DiCli *cli)
{
	if (cli->config)
		di_complain("inställningar: %s; diarium: %s", cli->config->path, cli->config->diarium.database);
}

static int
run(DiCli *cli)
{
	gint64 began = g_get_monotonic_time();
	GError *error = NULL;
	pid_t pager = 0;
	int status;

	if (!prepare(cli, &error))
		return fail(error);
	if (cli->args->verbose)
		tell_where(cli);
	if (cli->args->quiet && !freopen("/dev/null", "w", stdout))
		return EX_IOERR;
	if (is_for_reading(cli))
		pager = di_pager_begin(cli);
	status = cli->args->verb->run(cli, &error);
	di_busy_over();
	di_pager_end(pager);
	if (error)
		status = fail(error);
	if (cli->args->verbose)
		di_complain("%.1f ms", (double)(g_get_monotonic_time() - began) / 1000);
	return flush(status);
}

static const DiVerb *
verb_named(const char *name)
{
	const DiVerb *verb = di_verbs;

	while (verb->name && !g_str_equal(verb->name, name))
		verb++;
	return verb;
}

/* --help after a verb is `diarie help VERB`; no verb at all is `diarie help` and wrong usage. */
static void
turn_to_help(DiArgs *args)
{
	g_auto(GStrv) names = args->verb ? g_strsplit(args->verb->name, " ", 2) : NULL;

	g_ptr_array_set_size(args->words, 0);
	for (guint i = 0; names && names[i]; i++)
		g_ptr_array_add(args->words, g_strdup(names[i]));
	g_ptr_array_add(args->words, NULL);
	args->verb = verb_named("help");
}

int
di_cli_main(int argc, char **argv)
{
	g_auto(DiCli) cli = {0};
	GError *error = NULL;
	gboolean nothing_asked;
	int status;

	cli.args = di_args_parse(argc, argv, di_verbs, &error);
	if (!cli.args)
		return fail(error);
	if (cli.args->version) {
		di_say("diarie %s", PACKAGE_VERSION);
		return flush(DI_EXIT_DONE);
	}
	nothing_asked = !cli.args->verb && !cli.args->help;
	if (!cli.args->verb || cli.args->help)
		turn_to_help(cli.args);
	if (nothing_asked) {
		di_complain("vad vill du göra? 'diarie help' visar alla kommandon, 'diarie status' hur det står till");
		return di_error_exit_status(&(GError){.domain = DI_ERROR, .code = DI_ERROR_USAGE});
	}
	status = run(&cli);
	if (!cli.writes)
		exit(status); /* nothing is left to be finished, and the system takes memory back at once: a twentieth of a short verb */
	return status;
}
