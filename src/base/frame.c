/* Frames over a stream socket between our own programs: length and type, then the payload. */
#include <diarie/base.h>

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER_BYTES = 8 };

void
di_frame_clear(DiFrame *frame)
{
	g_clear_pointer(&frame->payload, g_bytes_unref);
	for (guint i = 0; i < DI_FRAME_MAX_FDS; i++)
		di_fd_clear(&frame->fds[i]);
}

static gboolean
send_some(int fd, struct msghdr *message, GError **error)
{
	while (message->msg_iovlen > 0) {
		ssize_t n = sendmsg(fd, message, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "cannot send a frame: %s", g_strerror(errno));
			return FALSE;
		}
		message->msg_control = NULL;
		message->msg_controllen = 0;
		while (message->msg_iovlen > 0 && (size_t)n >= message->msg_iov->iov_len) {
			n -= (ssize_t)message->msg_iov->iov_len;
			message->msg_iov++;
			message->msg_iovlen--;
		}
		if (message->msg_iovlen > 0) {
			message->msg_iov->iov_base = (char *)message->msg_iov->iov_base + n;
			message->msg_iov->iov_len -= (size_t)n;
		}
	}
	return TRUE;
}

gboolean
di_frame_send(int fd, guint32 type, const void *payload, size_t size_bytes, const int *fds, guint n_fds,
	GError **error)
{
	guint32 header[2] = {GUINT32_TO_LE((guint32)size_bytes), GUINT32_TO_LE(type)};
	struct iovec parts[2] = {{header, sizeof header}, {(void *)(uintptr_t)payload, size_bytes}};
	union {
		char bytes[CMSG_SPACE(sizeof(int) * DI_FRAME_MAX_FDS)];
		struct cmsghdr align;
	} control = {0};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = size_bytes ? 2 : 1};

	g_return_val_if_fail(n_fds <= DI_FRAME_MAX_FDS && size_bytes <= G_MAXUINT32, FALSE);
	if (n_fds > 0) {
		struct cmsghdr *head;

		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(sizeof(int) * n_fds);
		head = CMSG_FIRSTHDR(&message);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
		memcpy(CMSG_DATA(head), fds, sizeof(int) * n_fds);
	}
	return send_some(fd, &message, error);
}

static gboolean
wait_readable(int fd, gint64 deadline_us, GError **error)
{
	struct pollfd watch = {.fd = fd, .events = POLLIN};

	for (;;) {
		gint64 left_us = deadline_us < 0 ? -1 : MAX(deadline_us - g_get_monotonic_time(), 0);
		int timeout = left_us < 0 ? -1 : (int)MIN(left_us / 1000 + 1, G_MAXINT);
		int n = poll(&watch, 1, left_us == 0 ? 0 : timeout);

		if (n > 0)
			return TRUE;
		if (n < 0 && errno != EINTR) {
			g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "cannot wait: %s", g_strerror(errno));
			return FALSE;
		}
		if (n == 0 && left_us >= 0 && g_get_monotonic_time() >= deadline_us) {
			g_set_error(error, DI_ERROR, DI_ERROR_TEMPORARY, "no answer in time");
			return FALSE;
		}
	}
}

static void
take_fds(struct msghdr *message, DiFrame *frame)
{
	guint n = 0;

	for (struct cmsghdr *head = CMSG_FIRSTHDR(message); head; head = CMSG_NXTHDR(message, head)) {
		size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		int received[DI_FRAME_MAX_FDS];

		if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
			continue;
		memcpy(received, CMSG_DATA(head), MIN(count, DI_FRAME_MAX_FDS) * sizeof(int));
		for (size_t i = 0; i < MIN(count, DI_FRAME_MAX_FDS); i++) {
			if (n < DI_FRAME_MAX_FDS && frame->fds[n] < 0)
				frame->fds[n++] = received[i];
			else
				close(received[i]);
		}
	}
}

static gboolean
receive_exactly(int fd, void *into, size_t size_bytes, gint64 deadline_us, DiFrame *frame, GError **error)
{
	char *at = into;

	while (size_bytes > 0) {
		union {
			char bytes[CMSG_SPACE(sizeof(int) * DI_FRAME_MAX_FDS)];
			struct cmsghdr align;
		} control;
		struct iovec part = {at, size_bytes};
		struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes,
			.msg_controllen = sizeof control.bytes};
		ssize_t n;

		if (!wait_readable(fd, deadline_us, error))
			return FALSE;
		n = recvmsg(fd, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0) {
			g_set_error(error, DI_ERROR, DI_ERROR_PROTOCOL, "closed by the other side");
			return FALSE;
		}
		take_fds(&message, frame);
		at += n;
		size_bytes -= (size_t)n;
	}
	return TRUE;
}

gboolean
di_frame_receive(int fd, size_t limit_bytes, gint64 deadline_us, DiFrame *frame_out, GError **error)
{
	g_auto(DiFrame) frame = {.fds = {-1, -1, -1, -1}};
	guint32 header[2];
	guint32 size;
	g_autofree void *payload = NULL;

	G_STATIC_ASSERT(sizeof header == HEADER_BYTES);
	if (!receive_exactly(fd, header, sizeof header, deadline_us, &frame, error))
		return FALSE;
	size = GUINT32_FROM_LE(header[0]);
	if (size > limit_bytes) {
		g_set_error(error, DI_ERROR, DI_ERROR_DATA, "a frame of %u bytes is longer than allowed", size);
		return FALSE;
	}
	di_room_for(size);
	payload = g_malloc(MAX(size, 1));
	if (!receive_exactly(fd, payload, size, deadline_us, &frame, error))
		return FALSE;
	frame.type = GUINT32_FROM_LE(header[1]);
	frame.payload = g_bytes_new_take(g_steal_pointer(&payload), size);
	*frame_out = frame;
	frame = (DiFrame){.fds = {-1, -1, -1, -1}};
	return TRUE;
}
