/* Answers from a person: one key without Enter on a terminal, a line from a pipe. The terminal is changed only while a key is waited
 * for, and put back whatever ends the wait. */
#include "verbs.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static struct termios saved;

char *
di_ask_line(const char *prompt)
{
	char line[1024];

	fputs(prompt, stdout);
	fflush(stdout);
	return fgets(line, sizeof line, stdin) ? g_strdup(g_strstrip(line)) : NULL;
}

static void
put_back_and_end(int number)
{
	tcsetattr(STDIN_FILENO, TCSANOW, &saved);
	_exit(128 + number);
}

/* The bytes of one key: a letter of any length, or a whole escape sequence, which is no answer. */
static char *
read_key(void)
{
	char bytes[16];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes - 1);

	if (n <= 0 || bytes[0] == 4) /* Ctrl-D */
		return NULL;
	bytes[n] = '\0';
	if (bytes[0] == '\033' || !g_utf8_validate(bytes, n, NULL))
		return g_strdup("?");
	if (bytes[0] == '\n' || bytes[0] == '\r')
		return g_strdup("");
	*g_utf8_next_char(bytes) = '\0';
	return g_strdup(bytes);
}

static char *
wait_for_key(void)
{
	struct termios raw = saved;
	struct sigaction action = {.sa_handler = put_back_and_end}, before_int, before_term;
	char *key;

	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	sigaction(SIGINT, &action, &before_int);
	sigaction(SIGTERM, &action, &before_term);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	key = read_key();
	tcsetattr(STDIN_FILENO, TCSANOW, &saved);
	sigaction(SIGINT, &before_int, NULL);
	sigaction(SIGTERM, &before_term, NULL);
	return key;
}

char *
di_ask_key(const char *prompt)
{
	char *key;

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &saved) != 0)
		return di_ask_line(prompt);
	fputs(prompt, stdout);
	fflush(stdout);
	key = wait_for_key();
	printf("%s\n", key && g_unichar_isprint(g_utf8_get_char(key)) ? key : "");
	return key;
}
