/* A sender for tests: obeys the lines on standard input, each answered by one line.
 *
 *   send-client CONFIG SECONDS [SECONDS-OF-SILENCE]   patience for everything; for a reply before the text
 *   stop-when PATH      → ok                            while it is there the sender is told to stop
 *   alive               → alive TIMES                   how often since then
 *   send ADDRESS FILE   → sent|later|refused|uncertain REPLY
 *   check               → ok | error EXIT-STATUS TEXT */
#include <diarie/letter.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAIL_MAX = 64 << 20 };

static const char *const outcomes[] = {
	[DI_SENT] = "sent", [DI_SENT_LATER] = "later", [DI_SENT_REFUSED] = "refused", [DI_SENT_UNCERTAIN] = "uncertain"};

static void
do_send(DiSender *sender, const char *address, const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) mail = di_file_read(path, MAIL_MAX, &error);
	g_autofree char *reply = NULL;
	DiSendOutcome outcome;

	if (!mail) {
		printf("error %d %s\n", di_error_exit_status(error), error->message);
		return;
	}
	outcome = di_sender_send(sender, address, mail, &reply);
	printf("%s %s\n", outcomes[outcome], reply);
}

static void
do_check(DiSender *sender)
{
	g_autoptr(GError) error = NULL;

	if (di_sender_check(sender, &error))
		printf("ok\n");
	else
		printf("error %d %s\n", di_error_exit_status(error), error->message);
}

static char *stop_path;
static guint looked; /* how often the sender was alive */

static gboolean
is_stopping(void)
{
	return stop_path && g_file_test(stop_path, G_FILE_TEST_EXISTS);
}

static void
note_alive(void)
{
	looked++;
}

static void
do_stop_when(const char *path)
{
	g_free(stop_path);
	stop_path = g_strdup(path);
	looked = 0;
	printf("ok\n");
}

static void
obey(DiSender *sender, char *line)
{
	g_auto(GStrv) words = g_strsplit(g_strchomp(line), " ", 3);

	if (g_strv_length(words) == 3 && g_str_equal(words[0], "send"))
		do_send(sender, words[1], words[2]);
	else if (g_strv_length(words) == 2 && g_str_equal(words[0], "stop-when"))
		do_stop_when(words[1]);
	else if (words[0] && g_str_equal(words[0], "alive"))
		printf("alive %u\n", looked);
	else if (words[0] && g_str_equal(words[0], "check"))
		do_check(sender);
	else
		printf("error 2 what is '%s'\n", line);
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(DiConfig) config = argc == 3 || argc == 4 ? di_config_load(argv[1], &error) : NULL;
	DiSecret *password = config ? di_secret_load("smtp.password", config->outgoing.password_file, &error) : NULL;
	DiSender *sender = config && !error ? di_sender_new(config, password, &error) : NULL;
	DiSenderPatience patience;
	char line[4096];

	if (!sender) {
		fprintf(stderr, "send-client: %s\n", error ? error->message : "usage: send-client CONFIG SECONDS [SILENCE]");
		return 1;
	}
	patience.connect_s = patience.whole_s = patience.stop_s = atoi(argv[2]);
	patience.silent_s = atoi(argv[argc - 1]);
	di_sender_set_patience(sender, &patience);
	di_sender_watch(sender, is_stopping, note_alive);
	while (fgets(line, sizeof line, stdin))
		obey(sender, line);
	di_sender_free(sender);
	di_secret_free(password);
	g_free(stop_path);
	return 0;
}
