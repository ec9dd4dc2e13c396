/* What systemd asks of a service, spoken directly: a datagram to the socket it named (sd_notify(3), "Notes": the protocol is
 * stable). libsystemd would bring six libraries, four of them for compressed journals, into a process that never reads one. */
#include <diarie/daemon.h>

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int
di_datagram_open(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	gsize length = strlen(path);
	DI_AUTO_FD fd = -1;

	if ((*path != '/' && *path != '@') || length < 2 || length >= sizeof address.sun_path)
		return -1;
	memcpy(address.sun_path, path, length);
	if (*path == '@') /* an abstract socket */
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) < 0)
		return -1;
	return di_fd_steal(&fd);
}

void
di_service_tell(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	DI_AUTO_FD fd = path ? di_datagram_open(path) : -1;

	if (fd >= 0 && send(fd, state, strlen(state), MSG_NOSIGNAL) < 0)
		di_log(DI_LOG_DEBUG, "systemd does not listen on %s", path);
}

/* sd_watchdog_enabled(3) */
gint64
di_service_watchdog_us(void)
{
	const char *limit = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	guint64 limit_us = limit ? g_ascii_strtoull(limit, NULL, 10) : 0;

	if (limit_us > G_MAXINT64 || (pid && g_ascii_strtoull(pid, NULL, 10) != (guint64)getpid()))
		return 0;
	return (gint64)limit_us;
}
