/* What the daemon tells systemd and its journal, read from the other end of the socket. */
#include "table.h"

#include <diarie/daemon.h>

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

typedef struct {
	char *folder, *path;
	int fd;
} Listener;

static Listener
listen_somewhere(void)
{
	Listener listener = {.folder = g_dir_make_tmp("diarie-service-XXXXXX", NULL), .fd = socket(AF_UNIX, SOCK_DGRAM, 0)};
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	listener.path = g_build_filename(listener.folder, "socket", NULL);
	g_strlcpy(address.sun_path, listener.path, sizeof address.sun_path);
	assert_int_equal(bind(listener.fd, (const struct sockaddr *)&address, sizeof address), 0);
	return listener;
}

static char *
heard(const Listener *listener, gsize *size_out)
{
	char *bytes = g_malloc0(4096);
	ssize_t n = recv(listener->fd, bytes, 4095, MSG_DONTWAIT);

	*size_out = n > 0 ? (gsize)n : 0;
	return bytes;
}

static void
stop(Listener *listener)
{
	close(listener->fd);
	g_unlink(listener->path);
	g_rmdir(listener->folder);
	g_free(listener->path);
	g_free(listener->folder);
}

static void
what_is_told_arrives_where_systemd_listens(void **state)
{
	Listener listener = listen_somewhere();
	gsize size;
	g_autofree char *got = NULL;

	(void)state;
	setenv("NOTIFY_SOCKET", listener.path, 1);
	di_service_tell("READY=1\nSTATUS=Väntar på post");
	unsetenv("NOTIFY_SOCKET");
	di_service_tell("STOPPING=1");
	got = heard(&listener, &size);
	assert_string_equal(got, "READY=1\nSTATUS=Väntar på post");
	g_free(got);
	got = heard(&listener, &size);
	assert_int_equal(size, 0);
	stop(&listener);
}

static void
an_abstract_name_is_a_socket_too(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	g_autofree char *name = g_strdup_printf("@diarie-test-%d", (int)getpid()), *got = NULL;
	Listener listener = {.fd = socket(AF_UNIX, SOCK_DGRAM, 0)};
	gsize size;

	(void)state;
	memcpy(address.sun_path + 1, name + 1, strlen(name + 1));
	assert_int_equal(bind(listener.fd, (const struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name))), 0);
	setenv("NOTIFY_SOCKET", name, 1);
	di_service_tell("READY=1");
	unsetenv("NOTIFY_SOCKET");
	got = heard(&listener, &size);
	assert_string_equal(got, "READY=1");
	close(listener.fd);
}

static const struct Limit {
	const char *sentence, *usec, *pid;
	gint64 expected;
} limits[] = {
	{"no watchdog where none is named", NULL, NULL, 0},
	{"the watchdog's limit is read", "30000000", NULL, 30000000},
	{"it counts for the process that it names", "30000000", "own", 30000000},
	{"and for no other", "30000000", "1", 0},
	{"what is no number is none", "snart", NULL, 0},
};

static void
check_limit(void **state)
{
	const struct Limit *row = *state;
	g_autofree char *own = g_strdup_printf("%d", (int)getpid());

	unsetenv("WATCHDOG_USEC");
	unsetenv("WATCHDOG_PID");
	if (row->usec)
		setenv("WATCHDOG_USEC", row->usec, 1);
	if (row->pid)
		setenv("WATCHDOG_PID", strcmp(row->pid, "own") == 0 ? own : row->pid, 1);
	assert_int_equal(di_service_watchdog_us(), row->expected);
}

static void
an_entry_has_its_fields_and_a_line_break_begins_no_other(void **state)
{
	static const DiLogField fields[] = {{"DIARIE_NUMBER", "SFG 26-11.1"}, {"DIARIE_INSATS", NULL}, {NULL, NULL}};
	static const char expected[] = "MESSAGE=filed it\nPRIORITY=5\nSYSLOG_IDENTIFIER=diaried\nDIARIE_NUMBER=SFG 26-11.1\n";
	Listener listener = listen_somewhere();
	struct stat about;
	g_autofree char *stream = NULL, *got = NULL;
	gsize size;

	(void)state;
	assert_int_equal(fstat(STDERR_FILENO, &about), 0);
	stream = g_strdup_printf("%llu:%llu", (unsigned long long)about.st_dev, (unsigned long long)about.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	di_journal_use(listener.path);
	di_log_fields(DI_LOG_NOTICE, fields, "%s", "filed it");
	got = heard(&listener, &size);
	assert_string_equal(got, expected);
	g_free(got);
	di_log_fields(DI_LOG_NOTICE, fields, "%s", "one\nPRIORITY=0");
	got = heard(&listener, &size);
	assert_true(g_str_has_prefix(got, "MESSAGE=one"));
	assert_null(strstr(got, "\nPRIORITY=0"));
	di_log_set_sink(NULL);
	unsetenv("JOURNAL_STREAM");
	stop(&listener);
}

static void
nobody_there_is_no_reason_to_fail(void **state)
{
	(void)state;
	assert_int_equal(di_datagram_open("/nonexistent/diarie"), -1);
	assert_int_equal(di_datagram_open("vsock:2:1"), -1);
	setenv("NOTIFY_SOCKET", "/nonexistent/diarie", 1);
	di_service_tell("READY=1");
	unsetenv("NOTIFY_SOCKET");
}

int
main(void)
{
	ADD_TEST(what_is_told_arrives_where_systemd_listens);
	ADD_TEST(an_abstract_name_is_a_socket_too);
	ADD_ROWS(limits, check_limit);
	ADD_TEST(an_entry_has_its_fields_and_a_line_break_begins_no_other);
	ADD_TEST(nobody_there_is_no_reason_to_fail);
	return run_table("daemon-service");
}
