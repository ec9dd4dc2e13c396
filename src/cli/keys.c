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

/* What follows an Escape at once belongs to it: an arrow, a function key. */
static void
drain(struct termios *raw)
{
	char byte;

	raw->c_cc[VMIN] = 0;
	raw->c_cc[VTIME] = 1;
	tcsetattr(STDIN_FILENO, TCSANOW, raw);
	while (read(STDIN_FILENO, &byte, 1) == 1)
		;
}

/* One key and no more: what was typed ahead is for the next question. An escape sequence is no answer. */
static char *
read_key(struct termios *raw)
{
	char bytes[8] = "";
	gsize length;

	if (read(STDIN_FILENO, bytes, 1) != 1 || bytes[0] == 4) /* Ctrl-D */
		return NULL;
	if (bytes[0] == '\033') {
		drain(raw);
		return g_strdup("?");
	}
	length = (gsize)g_utf8_skip[(guchar)bytes[0]];
	for (gsize i = 1; i < length && i < sizeof bytes - 1; i++)
		if (read(STDIN_FILENO, bytes + i, 1) != 1)
			return NULL;
	if (bytes[0] == '\n' || bytes[0] == '\r')
		return g_strdup("");
	return g_strdup(g_utf8_validate(bytes, -1, NULL) ? bytes : "?");
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
	key = read_key(&raw);
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
