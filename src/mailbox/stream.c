/* One connection: opened by libcurl, read by libetpan.
 *
 * libetpan's own TLS verifies nothing (PITFALLS in README.md), so it never sees a socket: libcurl does
 * TCP, TLS, STARTTLS and the login, and what libetpan gets is a driver whose first words are
 * "* PREAUTH ready". Legal order: connect, then for each command expect, then the command. */
#include "stream.h"

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { AHEAD_BYTES = 16 * 1024, STREAM_BYTES = 64 * 1024, SLOWEST_BYTES_S = 16 * 1024 };

static const char greeting[] = "* PREAUTH ready\r\n";

struct DiStream {
	CURL *curl; /* NULL: canned */
	int socket;
	const char *canned;
	gsize canned_left;
	const char *greeting; /* what is left of it */
	char ahead[AHEAD_BYTES]; /* read from libcurl while waiting, or before its line was whole; not yet by libetpan */
	gsize ahead_at, ahead_size;
	gint64 deadline_us; /* for an answer of no length; each byte earns a little more */
	gsize bytes_left, bytes_had;
	DiStreamMend mend; /* NULL: none */
	const char *broken;
	mailstream *mail;
};

gboolean
di_worker_gone(void)
{
	struct pollfd control = {.fd = DI_MAILBOX_FD, .events = POLLRDHUP};

	return poll(&control, 1, 0) > 0 && (control.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

gboolean
di_worker_calls(void)
{
	struct pollfd control = {.fd = DI_MAILBOX_FD, .events = POLLIN | POLLRDHUP};

	return poll(&control, 1, 0) > 0 && (control.revents & (POLLIN | POLLRDHUP | POLLHUP | POLLERR));
}

void
di_stream_break(DiStream *stream, const char *why)
{
	if (!stream->broken)
		stream->broken = why;
}

const char *
di_stream_broken(const DiStream *stream)
{
	return stream->broken;
}

void
di_stream_expect(DiStream *stream, guint seconds, gsize bytes)
{
	stream->deadline_us = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
	stream->bytes_left = bytes;
	stream->bytes_had = 0;
}

void
di_stream_mend(DiStream *stream, DiStreamMend mend)
{
	stream->mend = mend;
}

/* A slow line may take a second for each 16 KiB it has brought: neither it nor one that drips holds us long. */
static gint64
left_us(const DiStream *stream)
{
	gint64 earned_us = (gint64)stream->bytes_had * G_USEC_PER_SEC / SLOWEST_BYTES_S;

	return stream->deadline_us + earned_us - g_get_monotonic_time();
}

/* A line at a time: what a server says to the next command has not come yet. */
static gssize
take_canned(DiStream *stream, void *into, gsize size)
{
	const char *end = stream->canned_left > 0 ? memchr(stream->canned, '\n', stream->canned_left) : NULL;
	gsize got = MIN(size, end ? (gsize)(end + 1 - stream->canned) : stream->canned_left);

	if (got == 0)
		return -1;
	memcpy(into, stream->canned, got);
	stream->canned += got;
	stream->canned_left -= got;
	return (gssize)got;
}

/* Bytes that are there now: more than 0; 0: none yet; -1: none will come. */
static gssize
take_some(DiStream *stream, void *into, gsize size)
{
	size_t got = 0;
	CURLcode code;

	if (!stream->curl)
		return take_canned(stream, into, size);
	code = curl_easy_recv(stream->curl, into, size, &got);
	if (code == CURLE_AGAIN)
		return 0;
	return code == CURLE_OK && got > 0 ? (gssize)got : -1;
}

/* libcurl may hold bytes that poll cannot see: ask it first, always. */
DiStreamEvent
di_stream_wait(DiStream *stream, gint64 timeout_ms)
{
	gint64 until_us = g_get_monotonic_time() + timeout_ms * 1000;

	for (;;) {
		struct pollfd watch[2] = {{.fd = stream->socket, .events = POLLIN},
			{.fd = DI_MAILBOX_FD, .events = POLLIN | POLLRDHUP}};
		gint64 left_us = until_us - g_get_monotonic_time();
		gssize got;

		if (stream->broken)
			return DI_STREAM_BROKEN;
		if (stream->ahead_size > 0 || stream->mail->read_buffer_len > 0)
			return DI_STREAM_DATA;
		got = take_some(stream, stream->ahead, sizeof stream->ahead);
		if (got < 0) {
			di_stream_break(stream, "the server closed the connection");
			continue;
		}
		stream->ahead_at = 0;
		stream->ahead_size = (gsize)got;
		if (got > 0)
			continue;
		if (left_us <= 0)
			return DI_STREAM_TIMEOUT;
		if (poll(watch, 2, (int)MIN(left_us / 1000 + 1, G_MAXINT)) < 0 && errno != EINTR)
			di_stream_break(stream, "waiting for the server failed");
		if (watch[1].revents & (POLLIN | POLLRDHUP | POLLHUP))
			return DI_STREAM_CONTROL;
	}
}

/* Until the server says something, the deadline passes, or nobody is left who wants to know. */
static gssize
take_before_deadline(DiStream *stream, void *into, gsize size)
{
	while (!stream->broken) {
		struct pollfd watch[2] = {{.fd = stream->socket, .events = POLLIN}, {.fd = DI_MAILBOX_FD, .events = POLLRDHUP}};
		gint64 patience_us = left_us(stream);
		gssize got = take_some(stream, into, size);

		if (got > 0)
			return got;
		if (got < 0) {
			di_stream_break(stream, "the server closed the connection");
		} else if (patience_us <= 0) {
			di_stream_break(stream, "the server did not answer in time");
		} else {
			if (poll(watch, 2, (int)MIN(patience_us / 1000 + 1, G_MAXINT)) < 0 && errno != EINTR)
				di_stream_break(stream, "waiting for the server failed");
			if (watch[1].revents & (POLLRDHUP | POLLHUP))
				di_stream_break(stream, "nobody waits for the answer");
		}
	}
	return -1;
}

static gssize
take_ahead(DiStream *stream, void *into, gsize size)
{
	gsize n = MIN(size, stream->ahead_size);

	memcpy(into, stream->ahead + stream->ahead_at, n);
	stream->ahead_at += n;
	stream->ahead_size -= n;
	return (gssize)n;
}

static gssize
take(DiStream *stream, void *into, gsize size)
{
	return stream->ahead_size > 0 ? take_ahead(stream, into, size) : take_before_deadline(stream, into, size);
}

/* Whole lines, mended; what begins after them waits for its end. */
static gssize
take_lines(DiStream *stream, char *into, gsize size)
{
	gsize have = 0;

	while (have < size) {
		gssize got = take(stream, into + have, size - have);
		const char *end;

		if (got < 0)
			return have > 0 ? (gssize)have : got;
		have += (gsize)got;
		end = memrchr(into, '\n', have);
		if (end && stream->ahead_size == 0 && have - (gsize)(end + 1 - into) <= AHEAD_BYTES) {
			gsize whole = (gsize)(end + 1 - into);

			stream->ahead_at = 0;
			stream->ahead_size = have - whole;
			memcpy(stream->ahead, into + whole, stream->ahead_size);
			stream->mend(into, whole);
			return (gssize)whole;
		}
		if (have > AHEAD_BYTES)
			break;
	}
	return (gssize)have;
}

/* libetpan's driver. A 0 would make it spin for ever: the end is -1. */
static ssize_t
driver_read(mailstream_low *low, void *into, size_t size)
{
	DiStream *stream = low->data;
	gssize got;

	if (*stream->greeting) {
		got = (gssize)MIN(size, strlen(stream->greeting));
		memcpy(into, stream->greeting, (gsize)got);
		stream->greeting += got;
		return got;
	}
	if (stream->broken)
		return -1;
	got = stream->mend ? take_lines(stream, into, size) : take(stream, into, size);
	if (got > 0 && (gsize)got > stream->bytes_left) {
		di_stream_break(stream, "the server's answer is longer than it may be");
		return -1;
	}
	if (got > 0) {
		stream->bytes_left -= (gsize)got;
		stream->bytes_had += (gsize)got;
	}
	return got;
}

static ssize_t
driver_write(mailstream_low *low, const void *from, size_t size)
{
	DiStream *stream = low->data;

	while (!stream->broken) {
		struct pollfd watch[2] = {{.fd = stream->socket, .events = POLLOUT}, {.fd = DI_MAILBOX_FD, .events = POLLRDHUP}};
		gint64 patience_us = left_us(stream);
		size_t sent = 0;
		CURLcode code = stream->curl ? curl_easy_send(stream->curl, from, size, &sent) : CURLE_OK;

		if (code == CURLE_OK)
			return stream->curl ? (ssize_t)sent : (ssize_t)size;
		if (code != CURLE_AGAIN)
			di_stream_break(stream, "the server closed the connection");
		else if (patience_us <= 0 || poll(watch, 2, (int)MIN(patience_us / 1000 + 1, G_MAXINT)) < 0)
			di_stream_break(stream, "the server did not listen in time");
	}
	return -1;
}

static int
driver_close(mailstream_low *low G_GNUC_UNUSED)
{
	return 0;
}

static int
driver_fd(mailstream_low *low)
{
	const DiStream *stream = low->data;

	return stream->socket;
}

static void
driver_free(mailstream_low *low)
{
	free(low);
}

static void
driver_cancel(mailstream_low *low G_GNUC_UNUSED)
{
}

static struct mailstream_cancel *
driver_no_cancel(mailstream_low *low G_GNUC_UNUSED)
{
	return NULL;
}

static carray *
driver_no_chain(mailstream_low *low G_GNUC_UNUSED)
{
	return NULL;
}

static int
driver_no_idle(mailstream_low *low G_GNUC_UNUSED)
{
	return -1;
}

static mailstream_low_driver driver = {
	.mailstream_read = driver_read,
	.mailstream_write = driver_write,
	.mailstream_close = driver_close,
	.mailstream_get_fd = driver_fd,
	.mailstream_free = driver_free,
	.mailstream_cancel = driver_cancel,
	.mailstream_get_cancel = driver_no_cancel,
	.mailstream_get_certificate_chain = driver_no_chain,
	.mailstream_setup_idle = driver_no_idle,
	.mailstream_unsetup_idle = driver_no_idle,
	.mailstream_interrupt_idle = driver_no_idle,
};

static DiStream *
stream_new(void)
{
	DiStream *stream = g_new0(DiStream, 1);
	mailstream_low *low = mailstream_low_new(stream, &driver);

	stream->socket = -1;
	stream->greeting = greeting;
	stream->mail = low ? mailstream_new(low, STREAM_BYTES) : NULL;
	g_assert(stream->mail);
	return stream;
}

DiStream *
di_stream_canned(const void *bytes, gsize size)
{
	DiStream *stream = stream_new();

	stream->canned = bytes;
	stream->canned_left = size;
	return stream;
}

mailstream *
di_stream_mailstream(DiStream *stream)
{
	return stream->mail;
}

void
di_stream_free(DiStream *stream)
{
	if (!stream)
		return;
	if (stream->curl)
		curl_easy_cleanup(stream->curl);
	g_free(stream);
}

/* Opening */

static int
hear(CURL *curl G_GNUC_UNUSED, curl_infotype kind, char *data, size_t size, void *user)
{
	static const char list[] = "* CAPABILITY ";
	DiOpening *opening = user;

	if (kind == CURLINFO_HEADER_IN && size > 0)
		g_strlcpy(opening->said, data, MIN(size + 1, sizeof opening->said));
	if (kind == CURLINFO_HEADER_IN && g_str_has_prefix(opening->said, list))
		g_strlcpy(opening->offers, opening->said + strlen(list), sizeof opening->offers);
	opening->asked |= kind == CURLINFO_HEADER_OUT &&
		(g_strstr_len(data, (gssize)size, " AUTHENTICATE ") || g_strstr_len(data, (gssize)size, " LOGIN "));
	return 0;
}

static int
give_up_alone(void *user G_GNUC_UNUSED, curl_off_t a G_GNUC_UNUSED, curl_off_t b G_GNUC_UNUSED,
	curl_off_t c G_GNUC_UNUSED, curl_off_t d G_GNUC_UNUSED)
{
	return di_worker_gone();
}

static void
set_login(CURL *curl, const DiSourceUrl *url, const DiSourceOptions *options)
{
	curl_easy_setopt(curl, CURLOPT_USERNAME, url->user);
	if (g_strcmp0(options->auth, "oauth2") == 0) {
		curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, options->password);
		curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2;AUTH=OAUTHBEARER");
	} else {
		curl_easy_setopt(curl, CURLOPT_PASSWORD, options->password);
	}
}

static void
set_security(CURL *curl, const DiSourceUrl *url, const DiSourceOptions *options)
{
	gboolean bare = !options->tls_required && url->is_loopback && !url->implicit_tls;

	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(bare ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (options->ca_file && *options->ca_file) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, options->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
}

static void
set_all(CURL *curl, const char *address, const DiSourceUrl *url, const DiSourceOptions *options, DiOpening *opening)
{
	curl_easy_setopt(curl, CURLOPT_URL, address);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "imap,imaps");
	curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)options->connect_s);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)options->connect_s);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)(2 * options->connect_s));
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, opening->why);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* only thus does the debug function hear the server */
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, hear);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, opening);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, give_up_alone);
	set_security(curl, url, options);
	set_login(curl, url, options);
}

static gboolean
may_be_bare(const DiSourceUrl *url, const DiSourceOptions *options, GError **error)
{
	if (options->tls_required || url->is_loopback)
		return TRUE;
	g_set_error(error, DI_ERROR, DI_ERROR_CONFIG,
		"'%s' is not this machine: tls = none is refused; write tls = required in [mailbox]", url->host);
	return FALSE;
}

DiStream *
di_stream_connect(const DiSourceUrl *url, const DiSourceOptions *options, GError **error)
{
	gboolean v6 = strchr(url->host, ':') != NULL;
	g_autofree char *address = g_strdup_printf("%s://%s%s%s:%u/", url->implicit_tls ? "imaps" : "imap",
		v6 ? "[" : "", url->host, v6 ? "]" : "", url->port);
	DiOpening opening = {0};
	DiStream *stream;
	CURL *curl;
	CURLcode code;
	curl_socket_t socket = CURL_SOCKET_BAD;

	if (!may_be_bare(url, options, error))
		return NULL;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	curl = curl_easy_init();
	g_assert(curl);
	set_all(curl, address, url, options, &opening);
	code = curl_easy_perform(curl);
	if (code == CURLE_OK)
		code = curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &socket);
	if (code != CURLE_OK) {
		di_stream_explain(code, &opening, url, options, error);
		curl_easy_cleanup(curl);
		return NULL;
	}
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, NULL);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 0L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
	stream = stream_new();
	stream->curl = curl;
	stream->socket = socket;
	return stream;
}
