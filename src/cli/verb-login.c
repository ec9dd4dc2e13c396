/* diarie login: a person's consent for the mailbox, given in a browser; the daemon's program does it, here it is told in Swedish. */
#include "verbs.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 2048 };

typedef struct {
	GPid pid;
	FILE *out;
	DiFd said; /* what it says on standard error, in the end */
} Login;

static gboolean
start(const DiCli *cli, Login *login, GError **error)
{
	g_autofree char *daemon = di_cli_daemon();
	char *argv[] = {daemon, (char[]){"--config"}, cli->config->path, (char[]){"--login"}, NULL};
	int out = -1;

	if (!daemon) {
		g_set_error(error, DI_ERROR, DI_ERROR_NO_INPUT, "programmet diaried hittades inte; installera om diarie");
		return FALSE;
	}
	if (!g_spawn_async_with_pipes(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &login->pid, NULL, &out, &login->said,
		    error))
		return FALSE;
	login->out = fdopen(out, "r");
	return login->out != NULL;
}

static char *
next_line(FILE *from)
{
	char line[LINE_MAX_BYTES];

	if (!fgets(line, sizeof line, from))
		return NULL;
	g_strchomp(line);
	return di_text_visible(line, FALSE);
}

/* Address, code, seconds: a line each. FALSE: it never came so far. */
static gboolean
tell(const DiCli *cli, FILE *from)
{
	g_autofree char *address = next_line(from);
	g_autofree char *code = address ? next_line(from) : NULL;
	g_autofree char *seconds = code ? next_line(from) : NULL;
	g_autofree char *styled = code ? di_styled(&cli->screen, DI_STYLE_BOLD, code) : NULL;
	gint64 minutes = seconds ? g_ascii_strtoll(seconds, NULL, 10) / 60 : 0;

	if (!seconds)
		return FALSE;
	printf("Öppna %s i en webbläsare, på vilken dator som helst.\n", address);
	printf("Skriv koden %s och logga in som den som äger brevlådan. Koden gäller i %" G_GINT64_FORMAT " minuter.\n", styled, minutes);
	puts("Väntar …");
	fflush(stdout);
	return TRUE;
}

static char *
last_words(Login *login)
{
	g_autoptr(GBytes) bytes = di_fd_read_all(login->said, LINE_MAX_BYTES * 8, NULL);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;

	return g_strchomp(g_strndup(text ? text : "", size));
}

static int
complain(const DiCli *cli, int status, const char *said)
{
	g_auto(GStrv) commands = NULL;
	const char *meaning = di_remedy(cli->config, DI_REMEDY_TOKEN, status, said, &commands);

	di_complain("%s", strstr(said, "nobody consented") ? "ingen loggade in innan koden slutade gälla; kör kommandot igen" : meaning);
	for (char **command = commands; *command; command++)
		di_complain("    %s", *command);
	di_complain("%s", said);
	return status ? status : EX_SOFTWARE;
}

int
di_verb_login(DiCli *cli, GError **error)
{
	Login login = {.said = -1};
	g_autofree char *said = NULL;
	int status = 0;

	if (!di_config_uses_oauth2(cli->config) || cli->config->oauth2.grant != DI_GRANT_DEVICE) {
		g_set_error(error, DI_ERROR, DI_ERROR_USAGE, "inställningarna ber inte om det: det behövs bara med auth = oauth2 och "
			"grant = device i [oauth2]");
		return DI_EXIT_NO;
	}
	if (!start(cli, &login, error))
		return DI_EXIT_NO;
	tell(cli, login.out);
	said = last_words(&login);
	fclose(login.out);
	di_fd_clear(&login.said);
	while (waitpid(login.pid, &status, 0) < 0)
		continue;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return complain(cli, WIFEXITED(status) ? WEXITSTATUS(status) : 0, said);
	di_say("Klart. Diariet loggar in själv från och med nu; du behöver inte starta om något.");
	return DI_EXIT_DONE;
}
